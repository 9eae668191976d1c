/* All-pairs shortest paths: Dijkstra from every node with a binary heap, O(n (n + m) log n),
 * so that sparse graphs of some thousand nodes take seconds where Floyd's n^3 would not. */
#include "base/heap.h"
#include <stdlib.h>
#include <vungphu/sites.h>

typedef struct {
    double length;
    uint32_t node;
} arc;
typedef struct {
    size_t *start;
    arc *arcs;
} graph;

static int by_ends_then_order(const void *left, const void *right)
{
    const vp_edge *a = *(const vp_edge *const *)left, *b = *(const vp_edge *const *)right;
    uint32_t a_least = a->a < a->b ? a->a : a->b, b_least = b->a < b->b ? b->a : b->b;
    uint32_t a_most = a->a < a->b ? a->b : a->a, b_most = b->a < b->b ? b->b : b->a;
    if (a_least != b_least) return a_least < b_least ? -1 : 1;
    if (a_most != b_most) return a_most < b_most ? -1 : 1;
    return (a > b) - (a < b);
}

static bool same_ends(const vp_edge *a, const vp_edge *b)
{
    return (a->a == b->a && a->b == b->b) || (a->a == b->b && a->b == b->a);
}

static bool check(size_t node_count, const vp_edge edges[], size_t edge_count, vp_error *err)
{
    if (node_count == 0) return vp_fail(err, VP_BAD_INPUT, "the graph has no nodes");
    for (size_t k = 0; k < edge_count; k++) {
        if (edges[k].a >= node_count || edges[k].b >= node_count)
            return vp_fail(err, VP_BAD_INPUT, "edge %zu joins nodes %u and %u of %zu", k, edges[k].a, edges[k].b,
                           node_count);
        if (!(edges[k].length >= 0) || !isfinite(edges[k].length))
            return vp_fail(err, VP_BAD_INPUT, "edge %zu has the length %g; lengths are finite and 0 or more", k,
                           edges[k].length);
    }
    return true;
}

/* Both directions of the last edge of each pair of nodes. */
static bool build(graph *g, size_t node_count, const vp_edge edges[], size_t edge_count, vp_error *err)
{
    const vp_edge **sorted = malloc((edge_count + 1) * sizeof *sorted);
    size_t *next = calloc(node_count + 1, sizeof *next);
    g->start = calloc(node_count + 1, sizeof *g->start);
    g->arcs = malloc((2 * edge_count + 1) * sizeof *g->arcs);
    bool ok = sorted && next && g->start && g->arcs;
    if (!ok) {
        vp_fail_memory(err, edge_count * 2 * sizeof *g->arcs);
        goto done;
    }
    for (size_t k = 0; k < edge_count; k++) sorted[k] = &edges[k];
    qsort(sorted, edge_count, sizeof *sorted, by_ends_then_order);
    size_t kept = 0;
    for (size_t k = 0; k < edge_count; k++)
        if (k + 1 == edge_count || !same_ends(sorted[k], sorted[k + 1])) sorted[kept++] = sorted[k];
    for (size_t k = 0; k < kept; k++) {
        g->start[sorted[k]->a + 1]++;
        g->start[sorted[k]->b + 1]++;
    }
    for (size_t v = 0; v < node_count; v++) g->start[v + 1] += g->start[v];
    for (size_t v = 0; v < node_count; v++) next[v] = g->start[v];
    for (size_t k = 0; k < kept; k++) {
        const vp_edge *e = sorted[k];
        g->arcs[next[e->a]++] = (arc){.length = e->length, .node = e->b};
        g->arcs[next[e->b]++] = (arc){.length = e->length, .node = e->a};
    }
done:
    free(sorted);
    free(next);
    return ok;
}

static bool is_nearer(const void *length, uint32_t a, uint32_t b)
{
    return ((const double *)length)[a] < ((const double *)length)[b];
}

static void shortest(const graph *g, size_t node_count, uint32_t from, double length[], vp_heap *waiting)
{
    for (size_t v = 0; v < node_count; v++) length[v] = INFINITY;
    length[from] = 0;
    vp_heap_put(waiting, from, is_nearer, length);
    while (waiting->count > 0) {
        uint32_t nearest = vp_heap_take(waiting, is_nearer, length);
        for (size_t k = g->start[nearest]; k < g->start[nearest + 1]; k++) {
            double through = length[nearest] + g->arcs[k].length;
            uint32_t next = g->arcs[k].node;
            if (through >= length[next]) continue;
            length[next] = through;
            vp_heap_put(waiting, next, is_nearer, length);
        }
    }
}

vp_costs *vp_costs_of_graph(size_t node_count, const vp_edge edges[], size_t edge_count, vp_error *err)
{
    if (!check(node_count, edges, edge_count, err)) return NULL;
    if (node_count > 20000)
        return vp_fail(err, VP_BAD_INPUT, "the graph of %zu nodes is above 20000: its table of costs would not fit",
                       node_count),
               NULL;
    vp_costs *costs = NULL;
    graph g = {0};
    vp_heap waiting = {0};
    double *length = malloc(node_count * sizeof *length);
    vp_cost *entries = malloc(node_count * node_count * sizeof *entries);
    size_t entry_count = 0;
    if (!length || !entries) {
        vp_fail_memory(err, node_count * node_count * sizeof *entries);
        goto done;
    }
    if (!vp_heap_init(&waiting, node_count, err) || !build(&g, node_count, edges, edge_count, err)) goto done;
    for (uint32_t from = 0; from < node_count; from++) {
        shortest(&g, node_count, from, length, &waiting);
        for (uint32_t to = 0; to < node_count; to++)
            if (isfinite(length[to]))
                entries[entry_count++] = (vp_cost){.demand = to, .site = from, .cost = length[to]};
    }
    costs = vp_costs_new(node_count, node_count, entries, entry_count, err);
done:
    free(g.start);
    free(g.arcs);
    vp_heap_clear(&waiting);
    free(length);
    free(entries);
    return costs;
}
