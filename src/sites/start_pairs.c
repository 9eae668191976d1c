#include "sites/start_internal.h"
#include <stdlib.h>

void vp_start_pairs_clear(vp_start_pairs *q)
{
    free(q->weight);
    free(q->demand_start);
    free(q->site_start);
    free(q->demand_site);
    free(q->site_demand);
    free(q->room);
    free(q->near_start);
    free(q->near);
    free(q->zone_start);
    free(q->zone);
    free(q->part);
}

static bool counts(const vp_start_pairs *q, size_t d, size_t k)
{
    const vp_sites_problem *p = q->problem;
    const vp_costs *c = p->costs;
    return (p->weights ? p->weights[d] : 1) > 0 && vp_start_state(q, c->demand_site[k]) != VP_SITE_FORBIDDEN &&
           (!c->demand_cost || c->demand_cost[k] <= p->limit);
}

static bool make_room(vp_start_pairs *q, vp_error *err)
{
    const vp_sites_problem *p = q->problem;
    size_t demands = q->demand_count + 2, sites = q->site_count + 2, entries = p->costs->entry_count + 1;
    size_t parts = p->zone_count ? p->zone_start[p->zone_count] : 0;
    q->weight = calloc(demands, sizeof *q->weight);
    q->demand_start = calloc(demands, sizeof *q->demand_start);
    q->site_start = calloc(sites, sizeof *q->site_start);
    q->demand_site = malloc(entries * sizeof *q->demand_site);
    q->site_demand = malloc(entries * sizeof *q->site_demand);
    q->room = malloc(sites * sizeof *q->room);
    q->near_start = calloc(sites, sizeof *q->near_start);
    q->near = malloc((2 * p->apart_count + 1) * sizeof *q->near);
    q->zone_start = calloc(demands, sizeof *q->zone_start);
    q->zone = malloc((parts + 1) * sizeof *q->zone);
    q->part = malloc((parts + 1) * sizeof *q->part);
    if (q->weight && q->demand_start && q->site_start && q->demand_site && q->site_demand && q->room && q->near_start &&
        q->near && q->zone_start && q->zone && q->part)
        return true;
    vp_start_pairs_clear(q);
    return vp_fail_memory(err, entries * 2 * sizeof *q->site_demand);
}

static void list_pairs(vp_start_pairs *q)
{
    const vp_sites_problem *p = q->problem;
    const vp_costs *c = p->costs;
    size_t entry = 0;
    for (size_t d = 0; d < q->demand_count; d++) {
        for (size_t k = c->demand_start[d]; k < c->demand_start[d + 1]; k++) {
            if (!counts(q, d, k)) continue;
            q->demand_site[entry++] = c->demand_site[k];
            q->site_start[c->demand_site[k] + 2]++;
        }
        q->demand_start[d + 1] = entry;
        if (entry > q->demand_start[d]) q->weight[d] = p->weights ? p->weights[d] : 1;
    }
    for (size_t s = 0; s < q->site_count; s++) q->site_start[s + 1] += q->site_start[s];
    for (uint32_t d = 0; d < q->demand_count; d++)
        for (size_t e = q->demand_start[d]; e < q->demand_start[d + 1]; e++)
            q->site_demand[q->site_start[q->demand_site[e] + 1]++] = d;
}

static void list_conditions(vp_start_pairs *q)
{
    const vp_sites_problem *p = q->problem;
    for (size_t s = 0; s < q->site_count; s++) q->room[s] = p->capacities ? p->capacities[s] : INFINITY;
    for (size_t k = 0; k < p->apart_count; k++) {
        q->near_start[p->apart[k].a + 2]++;
        q->near_start[p->apart[k].b + 2]++;
    }
    for (size_t s = 0; s < q->site_count; s++) q->near_start[s + 1] += q->near_start[s];
    for (size_t k = 0; k < p->apart_count; k++) {
        q->near[q->near_start[p->apart[k].a + 1]++] = p->apart[k].b;
        q->near[q->near_start[p->apart[k].b + 1]++] = p->apart[k].a;
    }
    size_t parts = p->zone_count ? p->zone_start[p->zone_count] : 0;
    for (size_t k = 0; k < parts; k++) q->zone_start[p->zone_demand[k] + 2]++;
    for (size_t d = 0; d < q->demand_count; d++) q->zone_start[d + 1] += q->zone_start[d];
    for (uint32_t z = 0; z < p->zone_count; z++)
        for (size_t k = p->zone_start[z]; k < p->zone_start[z + 1]; k++) {
            size_t at = q->zone_start[p->zone_demand[k] + 1]++;
            q->zone[at] = z;
            q->part[at] = p->zone_weight[k];
        }
}

bool vp_start_pairs_make(vp_start_pairs *q, const vp_sites_problem *p, vp_error *err)
{
    *q = (vp_start_pairs){.problem = p, .demand_count = p->costs->demand_count, .site_count = p->costs->site_count};
    if (!make_room(q, err)) return false;
    list_pairs(q);
    list_conditions(q);
    return true;
}
