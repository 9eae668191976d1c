/* Inequalities that the relaxation departs from. Whatever sites A serve of what a zone needs, need' is left, and of the
 * chosen ones outside A each gives at most what A does not serve (submodularity; Nemhauser and Wolsey 1981): cut to
 * need' and rounded, that holds for every choice, whether or not A is part of it. */
#include "sites/share_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t seeds = 10, set_most = 3, rows_a_look = 16, rows_most = VP_SHARE_ROWS - 64;
static const double departs = 0.02;
enum { KINDS = 4 };

float *vp_share_rows_add(vp_share_rows *r, const vp_share_core *core, vp_error *err)
{
    if (!VP_ARRAY_FIT(r->rows, r->room, r->count + 1, err)) return NULL;
    float *row = calloc(core->site_count + 1, sizeof *row);
    if (!row) return vp_fail_memory(err, core->site_count * sizeof *row), NULL;
    return r->rows[r->count++] = row;
}

void vp_share_rows_clear(vp_share_rows *r)
{
    for (size_t i = 0; i < r->count; i++) free(r->rows[i]);
    free(r->rows);
    *r = (vp_share_rows){0};
}

typedef struct {
    vp_share_relaxed *r;
    uint32_t zone;  /* number among the lacking */
    bool *in;       /* [class] served by A */
    double *people; /* [class] of the zone */
    double *more;   /* [site] what it gives beyond A */
    double need;    /* that A leaves */
    vp_start_ranked *list;
} look;

static void set_zone(look *l, uint32_t zone)
{
    const vp_share_core *c = l->r->core;
    l->zone = zone;
    for (size_t i = 0; i < c->class_count; i++) {
        l->people[i] = 0;
        for (size_t k = c->zone_start[i]; k < c->zone_start[i + 1]; k++)
            if (c->zone[k] == zone) l->people[i] += c->part[k];
    }
}

static void add_to_set(look *l, uint32_t site)
{
    const vp_share_core *c = l->r->core;
    for (size_t e = c->site_start[site]; e < c->site_start[site + 1]; e++) {
        uint32_t class = c->site_class[e];
        if (l->in[class]) continue;
        l->in[class] = true;
        l->need -= l->people[class];
    }
}

static void find_more(look *l)
{
    const vp_share_core *c = l->r->core;
    for (size_t k = 0; k < c->site_count; k++) {
        l->more[k] = 0;
        if (l->r->states[k] == VP_SITE_FORBIDDEN) continue;
        for (size_t e = c->site_start[k]; e < c->site_start[k + 1]; e++)
            if (!l->in[c->site_class[e]]) l->more[k] += l->people[c->site_class[e]];
    }
}

/* A little more than so many people, so that rounding of sums never cuts. */
static double coefficient(const look *l, int kind, double people)
{
    return people > 0 ? vp_share_cut(kind, people + 1e-9 * l->r->asked->need[l->zone], l->need) : 0;
}

/* The kind that what is taken departs from most. */
static bool add_row(look *l, vp_share_rows *rows, size_t *added, vp_error *err)
{
    vp_share_relaxed *r = l->r;
    double least = 1 - departs;
    int best = -1;
    for (int kind = 0; kind < KINDS; kind++) {
        double sum = 0;
        for (size_t k = 0; k < r->core->site_count; k++)
            if (r->average[k] > 0) sum += r->average[k] * coefficient(l, kind, l->more[k]);
        if (sum >= least) continue;
        least = sum;
        best = kind;
    }
    if (best < 0) return true;
    float *row = vp_share_rows_add(rows, r->core, err);
    if (!row) return false;
    for (size_t k = 0; k < r->core->site_count; k++)
        row[k] = nextafterf((float)coefficient(l, best, l->more[k]), l->more[k] > 0 ? INFINITY : 0);
    r->rows[r->row_count] = row;
    r->row_price[r->row_count] = r->row_best[r->row_count] = 0;
    r->row_count++;
    ++*added;
    return true;
}

/* A begins with the site and grows by what is taken most, while the zone still lacks something. */
static bool grow_from(look *l, uint32_t site, vp_share_rows *rows, size_t *added, vp_error *err)
{
    const vp_share_core *c = l->r->core;
    memset(l->in, 0, c->class_count * sizeof *l->in);
    l->need = l->r->asked->need[l->zone];
    for (size_t n = 0; n < set_most && *added < rows_a_look && l->r->row_count < rows_most; n++) {
        add_to_set(l, site);
        if (!(l->need > 1e-6 * l->r->asked->need[l->zone])) return true;
        find_more(l);
        if (!add_row(l, rows, added, err)) return false;
        double most = 0;
        for (uint32_t k = 0; k < c->site_count; k++) {
            double taken = l->r->average[k] * l->more[k];
            if (taken <= most || l->more[k] >= l->need) continue;
            most = taken;
            site = k;
        }
        if (!(most > 0)) return true;
    }
    return true;
}

static bool separate_zone(look *l, vp_share_rows *rows, size_t *added, vp_error *err)
{
    const vp_share_relaxed *r = l->r;
    const vp_share_table *t = r->asked->table;
    size_t n = 0;
    for (uint32_t k = 0; k < r->core->site_count; k++)
        for (size_t i = t->start[r->core->sites[k]]; i < t->start[r->core->sites[k] + 1]; i++)
            if (t->parts[i].zone == r->asked->zones[l->zone] && r->average[k] > 1e-3 &&
                t->parts[i].people < r->asked->need[l->zone])
                l->list[n++] = (vp_start_ranked){r->average[k] * t->parts[i].people, k};
    vp_start_rank(l->list, n);
    for (size_t i = 0; i < n && i < seeds; i++)
        if (!grow_from(l, l->list[i].at, rows, added, err)) return false;
    return true;
}

bool vp_share_separate(vp_share_relaxed *r, vp_share_rows *rows, size_t *added, vp_error *err)
{
    const vp_share_core *c = r->core;
    look l = {.r = r,
              .in = malloc((c->class_count + 1) * sizeof *l.in),
              .people = malloc((c->class_count + 1) * sizeof *l.people),
              .more = malloc((c->site_count + 1) * sizeof *l.more),
              .list = malloc((c->site_count + 1) * sizeof *l.list)};
    bool ok = l.in && l.people && l.more && l.list;
    if (!ok) vp_fail_memory(err, c->class_count * sizeof *l.people);
    *added = 0;
    for (uint32_t z = 0; ok && z < r->asked->count; z++) {
        size_t before = 0;
        set_zone(&l, z);
        ok = separate_zone(&l, rows, &before, err);
        *added += before;
    }
    free(l.in);
    free(l.people);
    free(l.more);
    free(l.list);
    return ok;
}
