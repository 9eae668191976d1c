/* The most weight that open sites with room can take: a maximal flow. Demands with the same open sites are one
 * class; shortest augmenting paths (Edmonds and Karp 1972) between classes and sites. */
#include "sites/sites_internal.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
    size_t demand_count, site_count, class_count, arc_count;
    uint32_t *site, *class_of, *parent, *added, *split, *stamp;
    double *weight, *left, *room, *flow;
    size_t *class_start, *site_start; /* arcs by class; numbers of arcs by site */
    uint32_t *arc_site, *arc_class, *site_arc;
    uint32_t *from, *queue; /* nodes: classes, then sites; from: the arc to it */
    double least;           /* less is nothing */
} network;

static const uint32_t nowhere = UINT32_MAX, source = UINT32_MAX - 1;

static void clear(network *n)
{
    free(n->site);
    free(n->class_of);
    free(n->parent);
    free(n->added);
    free(n->split);
    free(n->stamp);
    free(n->weight);
    free(n->left);
    free(n->room);
    free(n->flow);
    free(n->class_start);
    free(n->site_start);
    free(n->arc_site);
    free(n->arc_class);
    free(n->site_arc);
    free(n->from);
    free(n->queue);
}

static double weight_of(const vp_sites_problem *p, size_t d) { return p->weights ? p->weights[d] : 1; }

static bool counts(const vp_sites_problem *p, size_t k)
{
    const vp_costs *c = p->costs;
    return weight_of(p, c->site_demand[k]) > 0 && (!c->site_cost || c->site_cost[k] <= p->limit);
}

static bool list_sites(network *n, const vp_sites_problem *p, const bool open[], size_t *entries, vp_error *err)
{
    const vp_costs *c = p->costs;
    n->demand_count = c->demand_count;
    n->site = malloc((c->site_count + 1) * sizeof *n->site);
    n->room = malloc((c->site_count + 1) * sizeof *n->room);
    if (!n->site || !n->room) return vp_fail_memory(err, c->site_count * sizeof *n->room);
    *entries = 0;
    for (uint32_t s = 0; s < c->site_count; s++) {
        uint8_t state = p->states ? p->states[s] : VP_SITE_FREE;
        if (state == VP_SITE_FORBIDDEN || (state != VP_SITE_KEPT && !open[s])) continue;
        n->room[n->site_count] = p->capacities ? p->capacities[s] : INFINITY;
        n->site[n->site_count++] = s;
        *entries += c->site_start[s + 1] - c->site_start[s];
    }
    return true;
}

/* Every site splits each class into those it serves and the others; class 0 has no site. */
static bool split_classes(network *n, const vp_sites_problem *p, size_t entries, vp_error *err)
{
    const vp_costs *c = p->costs;
    size_t most = entries + 1;
    n->class_of = calloc(n->demand_count + 1, sizeof *n->class_of);
    n->parent = calloc(most, sizeof *n->parent);
    n->added = calloc(most, sizeof *n->added);
    n->split = calloc(most, sizeof *n->split);
    n->stamp = calloc(most, sizeof *n->stamp);
    n->weight = calloc(most, sizeof *n->weight);
    if (!n->class_of || !n->parent || !n->added || !n->split || !n->stamp || !n->weight)
        return vp_fail_memory(err, most * 6 * sizeof(double));
    n->class_count = 1;
    for (uint32_t i = 0; i < n->site_count; i++) {
        size_t end = c->site_start[n->site[i] + 1];
        for (size_t k = c->site_start[n->site[i]]; k < end; k++) {
            if (!counts(p, k)) continue;
            uint32_t d = c->site_demand[k], old = n->class_of[d];
            if (n->stamp[old] != i + 1) {
                n->stamp[old] = i + 1;
                n->split[old] = (uint32_t)n->class_count;
                n->parent[n->class_count] = old;
                n->added[n->class_count++] = i;
            }
            n->class_of[d] = n->split[old];
        }
    }
    for (size_t d = 0; d < n->demand_count; d++)
        if (n->class_of[d]) n->weight[n->class_of[d]] += weight_of(p, d);
    return true;
}

static bool make_arcs(network *n, vp_error *err)
{
    size_t nodes = n->class_count + n->site_count;
    n->class_start = calloc(n->class_count + 1, sizeof *n->class_start);
    n->site_start = calloc(n->site_count + 2, sizeof *n->site_start);
    n->left = malloc(n->class_count * sizeof *n->left);
    n->from = malloc((nodes + 1) * sizeof *n->from);
    n->queue = malloc((nodes + 1) * sizeof *n->queue);
    if (!n->class_start || !n->site_start || !n->left || !n->from || !n->queue)
        return vp_fail_memory(err, nodes * 4 * sizeof(double));
    for (size_t c = 0; c < n->class_count; c++) {
        for (size_t at = c; n->weight[c] > 0 && at; at = n->parent[at]) n->arc_count++;
        n->class_start[c + 1] = n->arc_count;
    }
    n->arc_site = malloc((n->arc_count + 1) * sizeof *n->arc_site);
    n->arc_class = malloc((n->arc_count + 1) * sizeof *n->arc_class);
    n->site_arc = malloc((n->arc_count + 1) * sizeof *n->site_arc);
    n->flow = calloc(n->arc_count + 1, sizeof *n->flow);
    if (!n->arc_site || !n->arc_class || !n->site_arc || !n->flow)
        return vp_fail_memory(err, n->arc_count * 4 * sizeof(double));
    size_t arc = 0;
    for (uint32_t c = 0; c < n->class_count; c++)
        for (size_t at = c; n->weight[c] > 0 && at; at = n->parent[at]) {
            n->arc_class[arc] = c;
            n->arc_site[arc++] = n->added[at];
            n->site_start[n->added[at] + 2]++;
        }
    for (size_t i = 0; i < n->site_count; i++) n->site_start[i + 1] += n->site_start[i];
    for (uint32_t a = 0; a < n->arc_count; a++) n->site_arc[n->site_start[n->arc_site[a] + 1]++] = a;
    return true;
}

/* The nearest site with room from any class with weight left; nowhere: none. */
static uint32_t find_path(network *n)
{
    size_t head = 0, tail = 0, nodes = n->class_count + n->site_count;
    for (size_t i = 0; i < nodes; i++) n->from[i] = nowhere;
    for (uint32_t c = 1; c < n->class_count; c++)
        if (n->left[c] > n->least && n->class_start[c + 1] > n->class_start[c]) {
            n->from[c] = source;
            n->queue[tail++] = c;
        }
    while (head < tail) {
        uint32_t at = n->queue[head++];
        if (at < n->class_count) {
            for (size_t a = n->class_start[at]; a < n->class_start[at + 1]; a++) {
                uint32_t next = (uint32_t)n->class_count + n->arc_site[a];
                if (n->from[next] != nowhere) continue;
                n->from[next] = (uint32_t)a;
                if (n->room[n->arc_site[a]] > n->least) return next;
                n->queue[tail++] = next;
            }
            continue;
        }
        size_t i = at - n->class_count;
        for (size_t k = n->site_start[i]; k < n->site_start[i + 1]; k++) {
            uint32_t a = n->site_arc[k], next = n->arc_class[a];
            if (n->flow[a] <= n->least || n->from[next] != nowhere) continue;
            n->from[next] = a;
            n->queue[tail++] = next;
        }
    }
    return nowhere;
}

static void send(network *n, uint32_t end)
{
    uint32_t classes = (uint32_t)n->class_count, at = end;
    double amount = n->room[end - classes];
    while (n->from[at] != source) {
        uint32_t a = n->from[at];
        if (at < classes) amount = fmin(amount, n->flow[a]);
        at = at < classes ? classes + n->arc_site[a] : n->arc_class[a];
    }
    amount = fmin(amount, n->left[at]);
    n->left[at] -= amount;
    n->room[end - classes] -= amount;
    for (at = end; n->from[at] != source;) {
        uint32_t a = n->from[at];
        n->flow[a] += at < classes ? -amount : amount;
        at = at < classes ? classes + n->arc_site[a] : n->arc_class[a];
    }
}

static void fill(network *n)
{
    double total = 0;
    for (size_t c = 0; c < n->class_count; c++) {
        n->left[c] = n->weight[c];
        total += n->weight[c];
        for (size_t a = n->class_start[c]; a < n->class_start[c + 1]; a++) {
            double amount = fmin(n->left[c], n->room[n->arc_site[a]]);
            n->flow[a] = amount;
            n->left[c] -= amount;
            n->room[n->arc_site[a]] -= amount;
        }
    }
    n->least = 1e-12 * total;
    for (uint32_t end = find_path(n); end != nowhere; end = find_path(n)) send(n, end);
}

bool vp_conditions_flow(const vp_sites_problem *p, const bool open[], double *served, double unserved[], vp_error *err)
{
    network n = {0};
    size_t entries = 0;
    bool ok = list_sites(&n, p, open, &entries, err) && split_classes(&n, p, entries, err) && make_arcs(&n, err);
    if (ok) {
        fill(&n);
        *served = 0;
        for (size_t c = 1; c < n.class_count; c++) *served += n.weight[c] - n.left[c];
        for (size_t d = 0; unserved && d < n.demand_count; d++) {
            size_t c = n.class_of[d];
            double weight = weight_of(p, d);
            unserved[d] = c && n.weight[c] > 0 ? weight * (n.left[c] / n.weight[c]) : weight;
        }
    }
    clear(&n);
    return ok;
}
