#include "sites/share_internal.h"
#include <stdlib.h>
#include <string.h>

/* ---- what sites can do */

void vp_share_table_clear(vp_share_table *t)
{
    free(t->live);
    free(t->reached);
    free(t->left);
    free(t->start);
    free(t->parts);
}

static bool is_kept(const vp_start_pairs *q, size_t d)
{
    for (size_t k = q->demand_start[d]; k < q->demand_start[d + 1]; k++)
        if (vp_start_state(q, q->demand_site[k]) == VP_SITE_KEPT) return true;
    return false;
}

static void sort_demands(vp_share_table *t)
{
    const vp_start_pairs *q = t->pairs;
    memcpy(t->reached, q->problem->zone_reached, q->problem->zone_count * sizeof *t->reached);
    for (size_t d = 0; d < q->demand_count; d++) {
        if (!(q->weight[d] > 0)) continue;
        t->live[d] = !is_kept(q, d);
        if (!t->live[d]) t->kept_weight += q->weight[d];
        for (size_t k = q->zone_start[d]; k < q->zone_start[d + 1]; k++)
            *(t->live[d] ? &t->left[q->zone[k]] : &t->reached[q->zone[k]]) += q->part[k];
    }
}

/* Sums the zones of a site's demands; add: [zone] zeros before and after. */
static size_t sum_site(const vp_share_table *t, size_t s, double add[], uint32_t touched[])
{
    const vp_start_pairs *q = t->pairs;
    size_t count = 0;
    for (size_t e = q->site_start[s]; e < q->site_start[s + 1]; e++) {
        uint32_t d = q->site_demand[e];
        for (size_t k = q->zone_start[d]; t->live[d] && k < q->zone_start[d + 1]; k++) {
            if (!(q->part[k] > 0)) continue;
            if (add[q->zone[k]] == 0) touched[count++] = q->zone[k];
            add[q->zone[k]] += q->part[k];
        }
    }
    return count;
}

static bool list_parts(vp_share_table *t, vp_error *err)
{
    const vp_start_pairs *q = t->pairs;
    size_t zones = q->problem->zone_count, room = 0, used = 0;
    double *add = calloc(zones + 1, sizeof *add);
    uint32_t *touched = malloc((zones + 1) * sizeof *touched);
    bool ok = add && touched;
    if (!ok) vp_fail_memory(err, zones * sizeof *add);
    for (size_t s = 0; ok && s < q->site_count; s++) {
        size_t count = sum_site(t, s, add, touched);
        ok = VP_ARRAY_FIT(t->parts, room, used + count, err);
        for (size_t i = 0; i < count; i++) {
            if (ok) t->parts[used++] = (vp_share_part){touched[i], add[touched[i]]};
            add[touched[i]] = 0;
        }
        t->start[s + 1] = used;
    }
    free(add);
    free(touched);
    return ok;
}

bool vp_share_table_make(vp_share_table *t, const vp_start_pairs *q, vp_error *err)
{
    size_t zones = q->problem->zone_count + 1;
    *t = (vp_share_table){.pairs = q,
                          .live = calloc(q->demand_count + 1, sizeof *t->live),
                          .reached = calloc(zones, sizeof *t->reached),
                          .left = calloc(zones, sizeof *t->left),
                          .start = calloc(q->site_count + 2, sizeof *t->start)};
    bool ok = t->live && t->reached && t->left && t->start;
    if (!ok) vp_fail_memory(err, q->demand_count);
    if (ok) sort_demands(t);
    ok = ok && list_parts(t, err);
    if (!ok) vp_share_table_clear(t);
    return ok;
}

/* ---- a share that is asked for */

void vp_share_needs_clear(vp_share_needs *n)
{
    for (size_t i = 0; i < n->count; i++) {
        free(n->rows[i].sites);
        free(n->rows[i].gives);
    }
    free(n->rows);
    *n = (vp_share_needs){0};
}

void vp_share_asked_clear(vp_share_asked *a)
{
    free(a->zones);
    free(a->need);
    free(a->lacking);
    free(a->slack);
    free(a->zone_price);
    free(a->cut_price);
    free(a->dropped);
    free(a->score);
    vp_share_needs_clear(&a->needs);
}

/* Too near to a site that stands in any case. */
static bool is_excluded(const vp_start_pairs *q, size_t s)
{
    for (size_t k = q->near_start[s]; k < q->near_start[s + 1]; k++) {
        uint8_t state = vp_start_state(q, q->near[k]);
        if (state == VP_SITE_KEPT || state == VP_SITE_FIXED) return true;
    }
    return false;
}

bool vp_share_asked_make(vp_share_asked *a, const vp_share_table *t, double share, bool only_share, vp_error *err)
{
    const vp_sites_problem *p = t->pairs->problem;
    size_t zones = p->zone_count + 1;
    *a = (vp_share_asked){.table = t,
                          .share = share,
                          .only_share = only_share,
                          .bound = INFINITY,
                          .value = -INFINITY,
                          .zones = malloc(zones * sizeof *a->zones),
                          .need = malloc(zones * sizeof *a->need),
                          .lacking = malloc(zones * sizeof *a->lacking),
                          .slack = calloc(t->pairs->demand_count + 1, sizeof *a->slack),
                          .zone_price = calloc(zones, sizeof *a->zone_price),
                          .cut_price = calloc(zones * VP_SHARE_CUTS, sizeof *a->cut_price),
                          .dropped = calloc(t->pairs->site_count + 1, sizeof *a->dropped),
                          .score = calloc(t->pairs->site_count + 1, sizeof *a->score)};
    if (!a->zones || !a->need || !a->lacking || !a->slack || !a->zone_price || !a->cut_price || !a->dropped ||
        !a->score) {
        vp_share_asked_clear(a);
        return vp_fail_memory(err, t->pairs->demand_count * sizeof *a->slack);
    }
    for (uint32_t z = 0; z < p->zone_count; z++) {
        double need = (share - 1e-9) * p->zone_whole[z] - t->reached[z];
        a->lacking[z] = UINT32_MAX;
        if (!(p->zone_whole[z] > 0) || !(need > 0)) continue;
        a->lacking[z] = (uint32_t)a->count;
        a->zones[a->count] = z;
        a->need[a->count++] = need;
    }
    for (size_t d = 0; !only_share && d < t->pairs->demand_count; d++) a->scale += t->pairs->weight[d];
    for (size_t z = 0; only_share && z < a->count; z++) a->scale += t->left[a->zones[z]];
    for (size_t s = 0; s < t->pairs->site_count; s++) {
        uint8_t state = vp_start_state(t->pairs, s);
        a->dropped[s] =
            state == VP_SITE_FORBIDDEN || state == VP_SITE_KEPT || (state == VP_SITE_FREE && is_excluded(t->pairs, s));
    }
    return true;
}

/* Of Σ people(j) x(j) >= need each people(j) may be cut to need (kind 0, in units of it); multiplied by a little more
 * than `kind`, all may be rounded up (Gomory's rounding): kind + 1 is needed, and here the unit. */
double vp_share_cut(int kind, double people, double need)
{
    double part = people < need ? people / need : 1;
    return kind ? ceil(part * kind * (1 + 1e-6) + 1e-12) / (kind + 1) : part;
}

/* ---- some of the sites */

void vp_share_core_clear(vp_share_core *c)
{
    free(c->sites);
    free(c->states);
    free(c->site_start);
    free(c->site_class);
    free(c->class_of);
    free(c->weight);
    free(c->zone_start);
    free(c->zone);
    free(c->part);
}

/* Every site splits each class into the demands it serves and the others. last: [class] the class split off it. */
static bool split(vp_share_core *c, vp_error *err)
{
    const vp_share_table *t = c->asked->table;
    const vp_start_pairs *q = t->pairs;
    size_t room = 1, count = 1;
    uint32_t *last = NULL, *stamp = NULL;
    size_t *members = NULL;
    size_t last_room = 0;
    bool ok = VP_ARRAYS_FIT(last_room, room, err, VP_ARRAY(last), VP_ARRAY(stamp), VP_ARRAY(members));
    if (ok) {
        stamp[0] = UINT32_MAX;
        members[0] = SIZE_MAX; /* never empty */
    }
    for (uint32_t k = 0; ok && k < c->site_count; k++) {
        for (size_t e = q->site_start[c->sites[k]]; ok && e < q->site_start[c->sites[k] + 1]; e++) {
            uint32_t d = q->site_demand[e], old = c->class_of[d];
            if (!t->live[d]) continue;
            if (stamp[old] != k) {
                ok = VP_ARRAYS_FIT(last_room, count + 1, err, VP_ARRAY(last), VP_ARRAY(stamp), VP_ARRAY(members));
                if (!ok) break;
                stamp[old] = k;
                last[old] = (uint32_t)count;
                stamp[count] = UINT32_MAX;
                members[count++] = 0;
            }
            c->class_of[d] = last[old];
            members[last[old]]++;
            members[old]--;
        }
    }

    c->class_count = count;
    for (size_t i = 0, used = 0; ok && i < count; i++) last[i] = members[i] ? (uint32_t)used++ : UINT32_MAX;
    if (ok) {
        size_t used = 0;
        for (size_t i = 0; i < count; i++) used += members[i] > 0;
        for (size_t d = 0; d < q->demand_count; d++) c->class_of[d] = last[c->class_of[d]];
        c->class_count = used;
    }
    free(last);
    free(stamp);
    free(members);
    return ok;
}

static bool list_classes(vp_share_core *c, vp_error *err)
{
    const vp_start_pairs *q = c->asked->table->pairs;
    uint32_t *stamp = malloc((c->class_count + 1) * sizeof *stamp);
    size_t room = 0, used = 0;
    bool ok = stamp != NULL;
    if (!ok) vp_fail_memory(err, c->class_count * sizeof *stamp);
    if (ok) memset(stamp, 0xff, c->class_count * sizeof *stamp);
    for (uint32_t k = 0; ok && k < c->site_count; k++) {
        for (size_t e = q->site_start[c->sites[k]]; ok && e < q->site_start[c->sites[k] + 1]; e++) {
            uint32_t class = c->class_of[q->site_demand[e]];
            if (class == 0 || stamp[class] == k) continue;
            stamp[class] = k;
            ok = VP_ARRAY_FIT(c->site_class, room, used + 1, err);
            if (ok) c->site_class[used++] = class;
        }
        c->site_start[k + 1] = used;
    }
    free(stamp);
    return ok;
}

typedef struct {
    uint32_t class, zone;
    double people;
} zone_piece;

static int by_class(const void *left, const void *right)
{
    const zone_piece *a = left, *b = right;
    if (a->class != b->class) return a->class < b->class ? -1 : 1;
    return (a->zone > b->zone) - (a->zone < b->zone);
}

/* The people of lacking zones in each class. */
static bool list_zones(vp_share_core *c, vp_error *err)
{
    const vp_start_pairs *q = c->asked->table->pairs;
    zone_piece *pieces = NULL;
    size_t room = 0, count = 0, out = 0;
    bool ok = true;
    for (size_t d = 0; ok && d < q->demand_count; d++) {
        if (c->class_of[d] == 0) continue;
        c->weight[c->class_of[d]] += c->asked->only_share ? 0 : q->weight[d];
        for (size_t k = q->zone_start[d]; ok && k < q->zone_start[d + 1]; k++) {
            uint32_t zone = c->asked->lacking[q->zone[k]];
            if (zone == UINT32_MAX || !(q->part[k] > 0)) continue;
            ok = VP_ARRAY_FIT(pieces, room, count + 1, err);
            if (ok) pieces[count++] = (zone_piece){c->class_of[d], zone, q->part[k]};
        }
    }
    if (ok && count) qsort(pieces, count, sizeof *pieces, by_class);
    c->zone = malloc((count + 1) * sizeof *c->zone);
    c->part = malloc((count + 1) * sizeof *c->part);
    if (ok && (!c->zone || !c->part)) ok = vp_fail_memory(err, count * sizeof *c->part);
    for (size_t k = 0; ok && k < count; k++) {
        bool again = k && pieces[k].class == pieces[k - 1].class && pieces[k].zone == pieces[k - 1].zone;
        if (again) {
            c->part[out - 1] += pieces[k].people;
            continue;
        }
        c->zone[out] = pieces[k].zone;
        c->part[out++] = pieces[k].people;
        c->zone_start[pieces[k].class + 1] = out;
    }
    for (size_t i = 0; ok && i < c->class_count; i++)
        if (c->zone_start[i + 1] < c->zone_start[i]) c->zone_start[i + 1] = c->zone_start[i];
    free(pieces);
    return ok;
}

bool vp_share_core_make(vp_share_core *c, const vp_share_asked *asked, const uint32_t sites[], size_t count,
                        vp_error *err)
{
    const vp_start_pairs *q = asked->table->pairs;
    *c = (vp_share_core){.asked = asked,
                         .site_count = count,
                         .sites = malloc((count + 1) * sizeof *c->sites),
                         .states = calloc(count + 1, sizeof *c->states),
                         .site_start = calloc(count + 2, sizeof *c->site_start),
                         .class_of = calloc(q->demand_count + 1, sizeof *c->class_of)};
    bool ok = c->sites && c->states && c->site_start && c->class_of;
    if (!ok) vp_fail_memory(err, q->demand_count * sizeof *c->class_of);
    for (size_t k = 0; ok && k < count; k++) {
        c->sites[k] = sites[k];
        c->states[k] = vp_start_state(q, sites[k]);
    }
    ok = ok && split(c, err) && list_classes(c, err);
    c->weight = calloc(c->class_count + 1, sizeof *c->weight);
    c->zone_start = calloc(c->class_count + 2, sizeof *c->zone_start);
    if (ok && (!c->weight || !c->zone_start)) ok = vp_fail_memory(err, c->class_count * sizeof *c->weight);
    ok = ok && list_zones(c, err);
    if (!ok) vp_share_core_clear(c);
    return ok;
}
