/* The pairs that count, and the best that an allowed choice can score when each site has a score of its own. */
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

/* ---- the best choice by scores */

static int by_key(const void *a, const void *b)
{
    const vp_start_ranked *x = a, *y = b;
    if (x->key != y->key) return x->key < y->key ? 1 : -1;
    return x->at < y->at ? -1 : x->at > y->at;
}

void vp_start_rank(vp_start_ranked list[], size_t count) { qsort(list, count, sizeof *list, by_key); }

static uint32_t number_of(const vp_start_scored *c, uint32_t k) { return c->sites ? c->sites[k] : k; }
static double price_of(const vp_start_scored *c, uint32_t k)
{
    return c->problem->prices ? c->problem->prices[number_of(c, k)] : 0;
}
static uint8_t state_of(const vp_start_scored *c, uint32_t k)
{
    if (c->states) return c->states[k];
    return c->problem->states ? c->problem->states[number_of(c, k)] : VP_SITE_FREE;
}

/* By the count or (budgeted) the money alone, the last one in part; *taken of the list, whose keys are the parts. */
static double fill(const vp_start_scored *c, bool budgeted, double left, double *critical, size_t *taken)
{
    size_t n = 0, k = 0;
    double sum = 0;
    for (uint32_t s = 0; s < c->count; s++)
        if (state_of(c, s) == VP_SITE_FREE && c->score[s] > 0 && price_of(c, s) <= c->problem->budget) {
            double price = price_of(c, s);
            c->list[n++] = (vp_start_ranked){!budgeted ? c->score[s] : price > 0 ? c->score[s] / price : INFINITY, s};
        }
    vp_start_rank(c->list, n);
    *critical = 0;
    for (; k < n; k++) {
        uint32_t s = c->list[k].at;
        double each = budgeted ? price_of(c, s) : 1;
        if (!(left > 0) && each > 0) break; /* what costs nothing comes first, and is had without money */
        double part = each > left ? left / each : 1;
        sum += part * c->score[s];
        left -= part * each;
        if (!(left > 0) && each > 0) *critical = c->list[k].key;
        c->list[k].key = part;
    }
    *taken = k;
    return sum;
}

double vp_start_choose(vp_start_scored *c, double amount[])
{
    double given = 0, budget = c->problem->budget, best = INFINITY;
    size_t count = c->problem->count;
    for (uint32_t s = 0; s < c->count; s++) {
        if (state_of(c, s) != VP_SITE_FIXED && state_of(c, s) != VP_SITE_KEPT) continue;
        given += c->score[s];
        if (state_of(c, s) == VP_SITE_KEPT) continue;
        if (count != SIZE_MAX && count > 0) count--;
        budget -= price_of(c, s);
    }
    c->per_site = c->per_price = 0;
    for (int budgeted = 0; budgeted < 2; budgeted++) {
        if (budgeted ? !c->problem->prices || !isfinite(c->problem->budget) : count == SIZE_MAX && isfinite(best))
            continue;
        size_t taken;
        double critical, sum = given + fill(c, budgeted, budgeted ? budget : (double)count, &critical, &taken);
        if (sum >= best) continue;
        best = sum;
        c->per_site = budgeted ? 0 : critical;
        c->per_price = budgeted ? critical : 0;
        for (size_t s = 0; amount && s < c->count; s++) amount[s] = 0;
        for (size_t i = 0; amount && i < taken; i++) amount[c->list[i].at] = c->list[i].key;
    }
    for (uint32_t s = 0; amount && s < c->count; s++)
        if (state_of(c, s) == VP_SITE_KEPT || state_of(c, s) == VP_SITE_FIXED) amount[s] = 1;
    return best;
}
