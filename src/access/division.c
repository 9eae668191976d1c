/* Least cost division by successive shortest paths between facilities: an arc from one to another is whoever changes at
 * least cost. People are moved from where everyone is nearest, as few at a time as it takes. docs/methods.md,
 * "Catchments". */
#include "base/heap.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/catchments.h>
#include <vungphu/region.h>

/* People of one choice who could change to another (VP_NONE: to nowhere) for so much more each. */
typedef struct {
    double more;
    size_t here, there;
} change;

/* All changes from one facility to another as a heap. Whoever has left since is dropped on coming up: no change is ever
 * looked for by itself, and there are too many for an index (base/heap.h has one). */
typedef struct {
    change *items;
    size_t count, room;
} arc;

typedef struct {
    const vp_division_problem *p;
    vp_division *out;
    uint32_t *demand_of; /* [choice] */
    size_t *arc_starts;  /* [facility + 1] into the next two */
    uint32_t *targets;   /* [arc] a facility, ascending; the last of each is nowhere */
    arc *arcs;
    double *load;            /* [facility] */
    double *potential, *far; /* [node] facilities, then nowhere; far: cost from the source beyond the potentials */
    size_t *through;         /* [node] arc by which it is reached */
    uint32_t *from;          /* [node] facility before */
    double end_potential;
    vp_heap heap;
} work;

static size_t nowhere(const work *w) { return w->p->facility_count; }
static double cost_at(const work *w, size_t choice)
{
    return choice == VP_NONE ? w->out->refused : (double)w->p->choices[choice].cost;
}

static bool is_before(change a, change b) { return a.more != b.more ? a.more < b.more : a.here < b.here; }

static bool push(arc *a, change c)
{
    if (a->count == a->room) {
        size_t room = a->room ? 2 * a->room : 4;
        change *items = realloc(a->items, room * sizeof *items);
        if (!items) return false;
        a->items = items;
        a->room = room;
    }
    size_t i = a->count++;
    for (; i && is_before(c, a->items[(i - 1) / 2]); i = (i - 1) / 2) a->items[i] = a->items[(i - 1) / 2];
    a->items[i] = c;
    return true;
}

static void drop_first(arc *a)
{
    change last = a->items[--a->count];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < a->count; i = child) {
        if (child + 1 < a->count && is_before(a->items[child + 1], a->items[child])) child++;
        if (!is_before(a->items[child], last)) break;
        a->items[i] = a->items[child];
    }
    a->items[i] = last;
}

/* The cheapest change of somebody who is still there; NULL: none. */
static const change *cheapest(const work *w, arc *a)
{
    while (a->count && !(w->out->people[a->items[0].here] > 0)) drop_first(a);
    return a->count ? a->items : NULL;
}

static size_t arc_between(const work *w, uint32_t from, uint32_t to)
{
    size_t low = w->arc_starts[from], high = w->arc_starts[from + 1] - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (w->targets[middle] < to)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whoever has come by a choice may leave it by every other one, and to nowhere. */
static bool offer(work *w, size_t here)
{
    uint32_t demand = w->demand_of[here], facility = w->p->choices[here].facility;
    for (size_t there = w->p->starts[demand]; there < w->p->starts[demand + 1]; there++) {
        const change c = {cost_at(w, there) - cost_at(w, here), here, there};
        if (there != here && !push(&w->arcs[arc_between(w, facility, w->p->choices[there].facility)], c)) return false;
    }
    const change out = {w->out->refused - cost_at(w, here), here, VP_NONE};
    return push(&w->arcs[w->arc_starts[facility + 1] - 1], out);
}

/* ---- making ready */

/* Which facilities somebody could choose between: a bit a pair. */
static void find_pairs(const work *w, uint8_t *pairs)
{
    size_t n = w->p->facility_count;
    for (size_t d = 0; d < w->p->demand_count; d++)
        for (size_t a = w->p->starts[d]; a < w->p->starts[d + 1]; a++)
            for (size_t b = w->p->starts[d]; b < w->p->starts[d + 1]; b++) {
                size_t bit = (size_t)w->p->choices[a].facility * n + w->p->choices[b].facility;
                if (a != b) pairs[bit / 8] |= (uint8_t)(1u << bit % 8);
            }
}

static bool make_arcs(work *w, vp_error *err)
{
    size_t n = w->p->facility_count, count = 0, most = n, bytes = n * n / 8 + 1;
    uint8_t *pairs = calloc(bytes, 1);
    if (!pairs) return vp_fail_memory(err, bytes);
    find_pairs(w, pairs);
    for (size_t i = 0; i < bytes; i++) most += (size_t)__builtin_popcount(pairs[i]);
    w->targets = malloc((most + 1) * sizeof *w->targets);
    w->arcs = calloc(most + 1, sizeof *w->arcs);
    for (size_t j = 0; w->targets && w->arcs && j < n; j++) {
        w->arc_starts[j] = count;
        for (size_t k = 0; k < n; k++)
            if (pairs[(j * n + k) / 8] >> (j * n + k) % 8 & 1) w->targets[count++] = (uint32_t)k;
        w->targets[count++] = (uint32_t)n;
    }
    w->arc_starts[n] = count;
    free(pairs);
    return (w->targets && w->arcs) || vp_fail_memory(err, most * sizeof *w->arcs);
}

static bool make_room(work *w, vp_error *err)
{
    size_t n = w->p->facility_count, choices = w->p->starts[w->p->demand_count];
    w->out->people = calloc(choices + 1, sizeof *w->out->people);
    w->out->prices = calloc(n + 1, sizeof *w->out->prices);
    w->demand_of = malloc((choices + 1) * sizeof *w->demand_of);
    w->arc_starts = calloc(n + 2, sizeof *w->arc_starts);
    w->load = calloc(n + 1, sizeof *w->load);
    w->potential = calloc(n + 1, sizeof *w->potential);
    w->far = calloc(n + 1, sizeof *w->far);
    w->through = calloc(n + 1, sizeof *w->through);
    w->from = calloc(n + 1, sizeof *w->from);
    if (!w->out->people || !w->out->prices || !w->demand_of || !w->arc_starts || !w->load || !w->potential || !w->far ||
        !w->through || !w->from)
        return vp_fail_memory(err, choices * sizeof(double));
    for (size_t d = 0; d < w->p->demand_count; d++)
        for (size_t e = w->p->starts[d]; e < w->p->starts[d + 1]; e++) w->demand_of[e] = (uint32_t)d;
    return vp_heap_init(&w->heap, n + 1, err) && make_arcs(w, err);
}

/* Everyone goes where they went before: all of them where cost and price are least, so that no change is below 0. */
static void begin_where_it_was(work *w, const vp_division *before)
{
    for (size_t e = 0; e < w->p->starts[w->p->demand_count]; e++) {
        w->out->people[e] = before->people[e];
        w->load[w->p->choices[e].facility] += before->people[e];
    }
    for (size_t j = 0; j < w->p->facility_count; j++) w->potential[j] = -before->prices[j];
}

/* Everyone goes to the nearest. */
static void begin_at_the_nearest(work *w)
{
    for (size_t d = 0; d < w->p->demand_count; d++) {
        size_t nearest = w->p->starts[d];
        if (nearest == w->p->starts[d + 1]) continue;
        w->out->people[nearest] = w->p->people[d];
        w->load[w->p->choices[nearest].facility] += w->p->people[d];
    }
}

static bool begin(work *w, const vp_division *before, vp_error *err)
{
    if (before)
        begin_where_it_was(w, before);
    else
        begin_at_the_nearest(w);
    for (size_t e = 0; e < w->p->starts[w->p->demand_count]; e++)
        if (w->out->people[e] > 0 && !offer(w, e)) return vp_fail_memory(err, sizeof(change));
    return true;
}

/* ---- the shortest path to a free place */

static bool is_nearer(const void *context, uint32_t a, uint32_t b)
{
    const work *w = context;
    return w->far[a] != w->far[b] ? w->far[a] < w->far[b] : a < b;
}

/* What rounding leaves is neither too much nor room. */
static double slack(const work *w, size_t facility) { return 1e-9 * fmax(1, w->p->places[facility]); }
static bool is_crowded(const work *w, size_t facility)
{
    return w->load[facility] > w->p->places[facility] + slack(w, facility);
}

static bool has_room(const work *w, size_t node)
{
    return node == nowhere(w) || isinf(w->p->places[node]) || w->load[node] < w->p->places[node] - slack(w, node);
}

static void relax(work *w, uint32_t at)
{
    for (size_t a = w->arc_starts[at]; a < w->arc_starts[at + 1]; a++) {
        const change *c = cheapest(w, &w->arcs[a]);
        uint32_t to = w->targets[a];
        if (!c) continue;
        double more = c->more + w->potential[at] - w->potential[to], far = w->far[at] + (more > 0 ? more : 0);
        if (!(far < w->far[to])) continue;
        w->far[to] = far;
        w->through[to] = a;
        w->from[to] = at;
        vp_heap_put(&w->heap, to, is_nearer, w);
    }
}

/* The node with a free place that is reached at least cost; every potential rises by its cost, at most by that. */
static uint32_t find_path(work *w, uint32_t source)
{
    size_t n = nowhere(w);
    uint32_t best = (uint32_t)n;
    double end = INFINITY;
    for (size_t k = 0; k <= n; k++) w->far[k] = INFINITY;
    w->far[source] = 0;
    vp_heap_put(&w->heap, source, is_nearer, w);
    while (w->heap.count) {
        uint32_t at = vp_heap_take(&w->heap, is_nearer, w);
        if (w->far[at] >= end) continue;
        double last = w->potential[at] - w->end_potential;
        if (has_room(w, at) && w->far[at] + (last > 0 ? last : 0) < end) {
            end = w->far[at] + (last > 0 ? last : 0);
            best = at;
        }
        if (at != n) relax(w, at);
    }
    for (size_t k = 0; k <= n; k++) w->potential[k] += fmin(w->far[k], end);
    w->end_potential += end;
    return best;
}

/* As many people as go along the path: those that are too many, the free places, the fewest of a change. */
static double most_along(work *w, uint32_t source, uint32_t end)
{
    double most = w->load[source] - w->p->places[source];
    if (end != nowhere(w)) most = fmin(most, w->p->places[end] - w->load[end]);
    for (uint32_t at = end; at != source; at = w->from[at])
        most = fmin(most, w->out->people[cheapest(w, &w->arcs[w->through[at]])->here]);
    return most;
}

static bool move(work *w, uint32_t source, uint32_t end, double people)
{
    size_t n = nowhere(w);
    for (uint32_t at = end; at != source; at = w->from[at]) {
        const change c = *cheapest(w, &w->arcs[w->through[at]]);
        w->out->people[c.here] -= people;
        if (c.there == VP_NONE) continue;
        bool is_new = !(w->out->people[c.there] > 0);
        w->out->people[c.there] += people;
        if (is_new && !offer(w, c.there)) return false;
    }
    w->load[source] -= people;
    if (end != n) w->load[end] += people;
    return true;
}

/* ---- what comes of it */

static void sum_up(work *w)
{
    vp_division *out = w->out;
    double all = 0, priced = 0;
    for (size_t j = 0; j < w->p->facility_count; j++) {
        out->prices[j] = has_room(w, j) ? 0 : fmax(0, w->end_potential - w->potential[j]);
        if (isfinite(w->p->places[j])) priced += w->p->places[j] * out->prices[j];
    }
    for (size_t d = 0; d < w->p->demand_count; d++) {
        double least = out->refused;
        for (size_t e = w->p->starts[d]; e < w->p->starts[d + 1]; e++) {
            out->placed += out->people[e];
            out->cost += out->people[e] * cost_at(w, e);
            least = fmin(least, cost_at(w, e) + out->prices[w->p->choices[e].facility]);
        }
        all += w->p->people[d];
        priced -= w->p->people[d] * least;
    }
    out->bound = -priced - out->refused * (all - out->placed);
}

static bool check(const vp_division_problem *p, vp_error *err)
{
    for (size_t d = 0; d < p->demand_count; d++) {
        if (!(p->people[d] > 0) || isinf(p->people[d]))
            return vp_fail(err, VP_BAD_INPUT, "demand %zu has %g people", d, p->people[d]);
        for (size_t e = p->starts[d]; e < p->starts[d + 1]; e++) {
            const vp_division_choice *c = &p->choices[e];
            if (c->facility >= p->facility_count || !(c->cost >= 0) || isinf(c->cost))
                return vp_fail(err, VP_BAD_INPUT, "demand %zu: facility %u at a cost of %g", d, c->facility,
                               (double)c->cost);
            if (e > p->starts[d] && c->cost < c[-1].cost)
                return vp_fail(err, VP_BAD_INPUT, "demand %zu: choices are not in the order of their cost", d);
        }
    }
    for (size_t j = 0; j < p->facility_count; j++)
        if (!(p->places[j] >= 0)) return vp_fail(err, VP_BAD_INPUT, "facility %zu has %g places", j, p->places[j]);
    return true;
}

static void clear(work *w)
{
    size_t arcs = w->arc_starts && w->arcs ? w->arc_starts[w->p->facility_count] : 0;
    for (size_t a = 0; a < arcs; a++) free(w->arcs[a].items);
    free(w->arcs);
    free(w->targets);
    free(w->arc_starts);
    free(w->demand_of);
    free(w->load);
    free(w->potential);
    free(w->far);
    free(w->through);
    free(w->from);
    vp_heap_clear(&w->heap);
}

/* More than a path of changes can cost, so that nobody is left out to spare others. */
static double refused_at(const vp_division_problem *p)
{
    double most = 0;
    for (size_t e = 0; e < p->starts[p->demand_count]; e++)
        if (p->choices[e].cost > most) most = p->choices[e].cost;
    return (most + 1) * ((double)p->facility_count + 1);
}

bool vp_divide(const vp_division_problem *p, const vp_division *before, vp_division *out, vp_error *err)
{
    *out = (vp_division){0};
    if (!check(p, err)) return false;
    out->refused = refused_at(p);
    work w = {.p = p, .out = out};
    bool ok = make_room(&w, err) && begin(&w, before, err);
    for (uint32_t j = 0; ok && j < p->facility_count; j++)
        while (ok && is_crowded(&w, j)) {
            uint32_t end = find_path(&w, j);
            ok = move(&w, j, end, most_along(&w, j, end)) || vp_fail_memory(err, sizeof(change));
        }
    if (ok) sum_up(&w);
    clear(&w);
    return ok;
}

void vp_division_clear(vp_division *division)
{
    free(division->people);
    free(division->prices);
    *division = (vp_division){0};
}
