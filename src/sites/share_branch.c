/* Branch and bound on a core, best bound first. Near-identical sites are many, so a node does not ask for one site but
 * for a set of neighbours B of which the relaxation takes about a half: at least one of B, or none of it. */
#include "sites/share_internal.h"
#include <stdlib.h>
#include <string.h>

static const size_t node_iterations = 30, nodes_between_choices = 16, nodes_most = 50000;
static const size_t bytes_most = (size_t)600 << 20;
static const double node_theta = 0.05, zone_doubt_most = 0.35;
enum { DOUBTS = 6 };

typedef struct {
    double bound;
    uint8_t *states; /* [site] */
    float *slack;    /* [class] */
    double *prices;  /* zones, inequalities, rows */
    double *average; /* [site] */
    uint32_t rows[VP_SHARE_ROWS];
    size_t row_count;
} node;

typedef struct {
    vp_share_relaxed *r;
    const vp_share_core *core;
    node **heap;
    size_t heap_count, heap_room, bytes;
    vp_share_rows *sets; /* of sites, that rows ask for */
    double given_up;     /* largest bound of nodes that were not gone into */
    double *alike, *all; /* [site] */
    double *marks;       /* [class] */
    vp_start_ranked *list;
} tree;

static void node_free(node *n)
{
    if (!n) return;
    free(n->states);
    free(n->slack);
    free(n->prices);
    free(n->average);
    free(n);
}

static size_t price_count(const tree *t) { return t->r->asked->count * (1 + VP_SHARE_CUTS) + VP_SHARE_ROWS; }

static size_t node_bytes(const tree *t)
{
    return sizeof(node) + t->core->site_count * (1 + sizeof(double)) + t->core->class_count * sizeof(float) +
           price_count(t) * sizeof(double);
}

/* The relaxation as it is. */
static node *node_new(tree *t, vp_error *err)
{
    const vp_share_relaxed *r = t->r;
    size_t sites = t->core->site_count, classes = t->core->class_count, zones = r->asked->count;
    node *n = calloc(1, sizeof *n);
    if (n) {
        n->states = malloc(sites + 1);
        n->slack = calloc(classes + 1, sizeof *n->slack);
        n->prices = malloc(price_count(t) * sizeof *n->prices);
        n->average = malloc((sites + 1) * sizeof *n->average);
    }
    if (!n || !n->states || !n->slack || !n->prices || !n->average) {
        node_free(n);
        return vp_fail_memory(err, node_bytes(t)), NULL;
    }
    n->bound = r->least;
    memcpy(n->states, r->states, sites);
    memcpy(n->average, r->average, sites * sizeof *n->average);
    for (size_t i = 0; i < classes; i++) n->slack[i] = (float)r->best[i];
    memcpy(n->prices, r->zone_best, zones * sizeof(double));
    memcpy(n->prices + zones, r->cut_best, r->cuts * sizeof(double));
    memcpy(n->prices + zones + r->cuts, r->row_best, sizeof r->row_best);
    return n;
}

static void enter(tree *t, const node *n)
{
    vp_share_relaxed *r = t->r;
    size_t zones = r->asked->count;
    memcpy(r->states, n->states, t->core->site_count);
    memcpy(r->average, n->average, t->core->site_count * sizeof *r->average);
    for (size_t i = 0; i < t->core->class_count; i++) r->slack[i] = r->best[i] = (double)n->slack[i];
    memcpy(r->zone, n->prices, zones * sizeof(double));
    memcpy(r->cut, n->prices + zones, r->cuts * sizeof(double));
    memcpy(r->row_price, n->prices + zones + r->cuts, sizeof r->row_price);
    memcpy(r->zone_best, r->zone, zones * sizeof(double));
    memcpy(r->cut_best, r->cut, r->cuts * sizeof(double));
    memcpy(r->row_best, r->row_price, sizeof r->row_best);
    r->row_count = n->row_count;
    for (size_t i = 0; i < n->row_count; i++) r->rows[i] = t->sets->rows[n->rows[i]];
    vp_share_relaxed_restart(r);
}

/* ---- the heap: largest bound first */

static bool push(tree *t, node *n, vp_error *err)
{
    if (t->bytes + node_bytes(t) > bytes_most) {
        t->given_up = fmax(t->given_up, n->bound);
        node_free(n);
        return true;
    }
    if (!VP_ARRAY_FIT(t->heap, t->heap_room, t->heap_count + 1, err)) {
        node_free(n);
        return false;
    }
    t->bytes += node_bytes(t);
    size_t at = t->heap_count++;
    for (; at && t->heap[(at - 1) / 2]->bound < n->bound; at = (at - 1) / 2) t->heap[at] = t->heap[(at - 1) / 2];
    t->heap[at] = n;
    return true;
}

static node *pop(tree *t)
{
    node *top = t->heap[0], *last = t->heap[--t->heap_count];
    size_t at = 0;
    t->bytes -= node_bytes(t);
    for (size_t child = 1; child < t->heap_count; child = 2 * at + 1) {
        if (child + 1 < t->heap_count && t->heap[child + 1]->bound > t->heap[child]->bound) child++;
        if (t->heap[child]->bound <= last->bound) break;
        t->heap[at] = t->heap[child];
        at = child;
    }
    if (t->heap_count) t->heap[at] = last;
    return top;
}

/* ---- what to ask */

/* alike[site of the core]: the part of what it serves that the site serves as well. */
static void compare(tree *t, uint32_t site)
{
    const vp_share_core *c = t->core;
    memset(t->marks, 0, c->class_count * sizeof *t->marks);
    for (size_t e = c->site_start[site]; e < c->site_start[site + 1]; e++)
        t->marks[c->site_class[e]] = t->r->worth[c->site_class[e]];
    for (uint32_t k = 0; k < c->site_count; k++) {
        t->alike[k] = 0;
        if (t->r->states[k] == VP_SITE_FORBIDDEN) continue;
        double shared = 0;
        for (size_t e = c->site_start[k]; e < c->site_start[k + 1]; e++) shared += t->marks[c->site_class[e]];
        t->alike[k] = t->all[k] > 0 ? shared / t->all[k] : 0;
    }
    t->alike[site] = 2;
}

static void weigh(tree *t)
{
    const vp_share_core *c = t->core;
    for (uint32_t k = 0; k < c->site_count; k++) {
        t->all[k] = 0;
        if (t->r->states[k] == VP_SITE_FORBIDDEN) continue;
        for (size_t e = c->site_start[k]; e < c->site_start[k + 1]; e++) t->all[k] += t->r->worth[c->site_class[e]];
    }
}

/* How much the relaxation takes of the sites so much alike, NaN when one is fixed; set: those sites, NULL: not asked.
 */
static double take_alike(const tree *t, double part, float set[])
{
    double mass = 0;
    for (size_t k = 0; k < t->core->site_count; k++) {
        bool in = t->r->states[k] != VP_SITE_FORBIDDEN && t->alike[k] > part;
        if (in && t->r->states[k] == VP_SITE_FIXED) return NAN;
        if (in) mass += t->r->average[k];
        if (set) set[k] = in ? 1 : 0;
    }
    return mass;
}

static size_t members(const tree *t, const float set[])
{
    size_t n = 0;
    for (size_t k = 0; k < t->core->site_count; k++) n += set[k] > 0 && t->r->states[k] == VP_SITE_FREE;
    return n;
}

/* Of the sites that give a lacking zone most, those of which the relaxation takes about a half: with none of them the
 * zone needs more sites, and its inequalities say so. Returns how far from a half, at most `doubt`; set: filled when
 * nearer. */
static double ask_zone(tree *t, uint32_t zone, double doubt, float set[])
{
    const vp_share_relaxed *r = t->r;
    const vp_share_table *table = r->asked->table;
    size_t n = 0, best = 0;
    for (uint32_t k = 0; k < t->core->site_count; k++)
        for (size_t i = table->start[t->core->sites[k]]; i < table->start[t->core->sites[k] + 1]; i++)
            if (table->parts[i].zone == r->asked->zones[zone] && r->states[k] != VP_SITE_FORBIDDEN)
                t->list[n++] = (vp_start_ranked){table->parts[i].people, k};
    vp_start_rank(t->list, n);
    double mass = 0;
    for (size_t i = 0; i < n && r->states[t->list[i].at] != VP_SITE_FIXED; i++) {
        mass += r->average[t->list[i].at];
        if (!(fabs(mass - 0.5) < doubt)) continue;
        doubt = fabs(mass - 0.5);
        best = i + 1;
    }
    if (best == 0) return doubt;
    memset(set, 0, t->core->site_count * sizeof *set);
    for (size_t i = 0; i < best; i++) set[t->list[i].at] = 1;
    return doubt;
}

/* A row of the set whose part taken is nearest to a half; all zeros when nothing is left to ask. */
static float *find_set(tree *t, vp_error *err)
{
    static const double parts[] = {0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1};
    vp_share_relaxed *r = t->r;
    size_t sites = t->core->site_count, n = 0;
    double doubt = INFINITY;
    float *best = vp_share_rows_add(t->sets, t->core, err);
    if (!best) return NULL;
    for (uint32_t k = 0; k < sites; k++)
        if (r->states[k] == VP_SITE_FREE) t->list[n++] = (vp_start_ranked){-fabs(r->average[k] - 0.5), k};
    vp_start_rank(t->list, n);
    weigh(t);
    uint32_t asked[DOUBTS];
    size_t count = 0;
    while (count < n && count < DOUBTS) asked[count] = t->list[count].at, count++;
    double zone_doubt = zone_doubt_most;
    for (uint32_t z = 0; z < r->asked->count; z++) zone_doubt = ask_zone(t, z, zone_doubt, best);
    if (zone_doubt < zone_doubt_most) return best;
    for (size_t i = 0; i < count; i++) {
        compare(t, asked[i]);
        for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
            double now = fabs(take_alike(t, parts[p], NULL) - 0.5);
            if (!(now < doubt)) continue;
            doubt = now;
            take_alike(t, parts[p], best);
        }
    }
    return best;
}

/* ---- the search */

/* The sites that must be open may be. */
static bool is_allowed(const tree *t)
{
    const vp_start_pairs *q = t->core->asked->table->pairs;
    const vp_sites_problem *p = q->problem;
    size_t count = 0;
    double paid = 0;
    for (uint32_t k = 0; k < t->core->site_count; k++) {
        if (t->r->states[k] != VP_SITE_FIXED) continue;
        count++;
        paid += p->prices ? p->prices[t->core->sites[k]] : 0;
    }
    return count <= p->count && paid <= p->budget;
}

/* Opens the only site of the set that may be, and closes what may not stand near it. */
static void fix(tree *t, const float set[])
{
    const vp_start_pairs *q = t->core->asked->table->pairs;
    uint32_t site = 0;
    while (!(set[site] > 0) || t->r->states[site] != VP_SITE_FREE) site++;
    t->r->states[site] = VP_SITE_FIXED;
    for (size_t i = q->near_start[t->core->sites[site]]; i < q->near_start[t->core->sites[site] + 1]; i++)
        for (size_t k = 0; k < t->core->site_count; k++)
            if (t->core->sites[k] == q->near[i] && t->r->states[k] == VP_SITE_FREE) t->r->states[k] = VP_SITE_FORBIDDEN;
}

static bool try_child(tree *t, const node *from, const float *set, bool some, vp_time_budget *budget, vp_error *err)
{
    vp_share_relaxed *r = t->r;
    enter(t, from);
    if (some && members(t, set) == 1) {
        fix(t, set);
        if (!is_allowed(t)) return true;
    } else if (some) {
        r->rows[r->row_count] = set;
        r->row_price[r->row_count] = r->row_best[r->row_count] = 0;
        r->row_count++;
    } else {
        for (size_t k = 0; k < t->core->site_count; k++)
            if (set[k] > 0) r->states[k] = VP_SITE_FORBIDDEN;
    }
    r->least = from->bound;
    vp_share_relaxed_run(r, node_iterations, node_theta, budget);
    if (r->least <= vp_share_cutoff(r->asked)) return true;
    node *n = node_new(t, err);
    if (!n) return false;
    memcpy(n->rows, from->rows, sizeof n->rows);
    n->row_count = from->row_count;
    if (some && r->row_count > from->row_count) n->rows[n->row_count++] = (uint32_t)t->sets->count - 1;
    return push(t, n, err);
}

/* Nothing is left to ask: what must be open is the choice. */
static bool is_leaf(const tree *t)
{
    for (size_t k = 0; k < t->core->site_count; k++)
        if (t->r->states[k] == VP_SITE_FREE) return false;
    return true;
}

static bool go_into(tree *t, const node *n, bool choose, const vp_share_branching *b, vp_error *err)
{
    enter(t, n);
    if (is_leaf(t)) {
        for (size_t k = 0; k < t->core->site_count; k++) t->r->amount[k] = t->r->states[k] == VP_SITE_FIXED;
        return b->give(b->context, t->core, t->r->amount, err);
    }
    if (n->row_count == VP_SHARE_ROWS) {
        t->given_up = fmax(t->given_up, n->bound);
        return true;
    }
    const float *set = find_set(t, err);
    if (!set) return false;
    if (!try_child(t, n, set, true, b->budget, err)) return false;
    if (choose) {
        enter(t, n); /* what the child fixed may not be allowed */
        if (!b->give(b->context, t->core, t->r->amount, err)) return false;
    }
    return try_child(t, n, set, false, b->budget, err);
}

static void clear(tree *t)
{
    while (t->heap_count) node_free(t->heap[--t->heap_count]);
    free(t->heap);
    free(t->marks);
    free(t->alike);
    free(t->all);
    free(t->list);
}

static bool begin(tree *t, vp_error *err)
{
    const vp_share_core *c = t->core;
    t->marks = malloc((c->class_count + 1) * sizeof *t->marks);
    t->alike = malloc((c->site_count + 1) * sizeof *t->alike);
    t->all = malloc((c->site_count + 1) * sizeof *t->all);
    t->list = malloc((c->site_count + 1) * sizeof *t->list);
    if (!t->marks || !t->alike || !t->all || !t->list) return vp_fail_memory(err, c->class_count * sizeof *t->marks);
    node *root = node_new(t, err);
    for (uint32_t i = 0; root && i < t->r->row_count; i++) root->rows[root->row_count++] = i;
    return root && push(t, root, err);
}

bool vp_share_branch(const vp_share_branching *b, double *bound, vp_error *err)
{
    const vp_share_asked *asked = b->relaxed->asked;
    tree t = {.r = b->relaxed, .core = b->relaxed->core, .sets = b->rows, .given_up = -INFINITY};
    bool ok = begin(&t, err);
    for (size_t nodes = 0; ok && t.heap_count && nodes < nodes_most; nodes++) {
        *bound = fmin(*bound, fmax(t.heap[0]->bound, t.given_up));
        if (t.heap[0]->bound <= vp_share_cutoff(asked) || vp_clock_now() >= b->until ||
            !vp_share_wanted(asked, *bound, b->budget))
            break;
        node *n = pop(&t);
        ok = go_into(&t, n, nodes % nodes_between_choices == 0, b, err);
        node_free(n);
    }
    double open = t.heap_count ? t.heap[0]->bound : -INFINITY;
    if (ok) *bound = fmin(*bound, fmax(fmax(open, t.given_up), vp_share_floor(asked)));
    clear(&t);
    return ok;
}
