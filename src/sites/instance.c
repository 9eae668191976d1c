#include "sites/instance.h"
#include <stdlib.h>
#include <string.h>

/* How a problem's demands and sites become an instance's. */
typedef struct {
    const vp_sites_problem *problem;
    double radius; /* covering: pairs at most this dear */
    bool covering, unweighted;
    uint32_t *site_of;   /* [problem site] its number here, UINT32_MAX: none */
    uint32_t *demand_of; /* [problem demand] likewise */
    double *most;        /* [problem demand] what it counts with the kept sites alone, weighted; 0: dropped */
    size_t demand_count, site_count, entry_count;
    double big;
} outline;

static uint8_t state_of(const vp_sites_problem *p, size_t site) { return p->states ? p->states[site] : VP_SITE_FREE; }
static double weight_of(const outline *plan, size_t demand)
{
    double weight = plan->problem->weights ? plan->problem->weights[demand] : 1;
    return plan->unweighted && weight > 0 ? 1 : weight;
}
static double cost_of(const vp_costs *c, size_t link) { return c->demand_cost ? c->demand_cost[link] : 0; }

/* What the pair counts for a demand of this weight, before it is compared with `most`. */
static double value_of(const outline *plan, double weight, size_t link)
{
    double cost = cost_of(plan->problem->costs, link);
    if (plan->covering) return cost <= plan->radius ? 0 : INFINITY;
    return weight * cost;
}

/* Of all weights, more than any choice that serves everyone can cost. */
static double choose_big(const outline *plan)
{
    const vp_costs *costs = plan->problem->costs;
    double sum = 1;
    for (size_t d = 0; d < costs->demand_count; d++)
        if (costs->demand_start[d] < costs->demand_start[d + 1])
            sum += weight_of(plan, d) * cost_of(costs, costs->demand_start[d + 1] - 1);
    return ceil(sum);
}

static void plan_demand(outline *plan, size_t d)
{
    const vp_sites_problem *problem = plan->problem;
    const vp_costs *costs = problem->costs;
    double weight = weight_of(plan, d);
    double most = plan->covering           ? weight
                  : isnan(problem->beyond) ? (weight > 0 ? plan->big : 0)
                                           : weight * problem->beyond;
    for (size_t k = costs->demand_start[d]; k < costs->demand_start[d + 1]; k++)
        if (state_of(problem, costs->demand_site[k]) == VP_SITE_KEPT) most = fmin(most, value_of(plan, weight, k));
    size_t useful = 0;
    for (size_t k = costs->demand_start[d]; k < costs->demand_start[d + 1]; k++)
        useful += plan->site_of[costs->demand_site[k]] != UINT32_MAX && value_of(plan, weight, k) < most;
    plan->entry_count += useful;
    plan->most[d] = most;
    plan->demand_of[d] = most > 0 && (useful || !plan->covering) ? (uint32_t)plan->demand_count++ : UINT32_MAX;
}

static bool plan_all(outline *plan, vp_error *err)
{
    const vp_costs *costs = plan->problem->costs;
    plan->site_of = malloc(costs->site_count * sizeof *plan->site_of);
    plan->demand_of = malloc(costs->demand_count * sizeof *plan->demand_of);
    plan->most = malloc(costs->demand_count * sizeof *plan->most);
    if (!plan->site_of || !plan->demand_of || !plan->most)
        return vp_fail_memory(err, costs->demand_count * sizeof *plan->most);
    for (size_t s = 0; s < costs->site_count; s++) {
        uint8_t state = state_of(plan->problem, s);
        bool open_to_choice = state == VP_SITE_FREE || state == VP_SITE_FIXED;
        plan->site_of[s] = open_to_choice ? (uint32_t)plan->site_count++ : UINT32_MAX;
    }
    plan->big = !plan->covering && isnan(plan->problem->beyond) ? choose_big(plan) : 0;
    for (size_t d = 0; d < costs->demand_count; d++) plan_demand(plan, d);
    return true;
}

static void clear(vp_instance *s)
{
    free(s->site_start);
    free(s->site_demand);
    free(s->site_cost);
    free(s->demand_start);
    free(s->demand_site);
    free(s->demand_cost);
    free(s->beyond);
    free(s->fixed);
    free(s->price);
    free(s->origin);
}

bool vp_instance_allocate(vp_instance *s, bool costed, bool priced, vp_error *err)
{
    size_t entries = s->entry_count + 1;
    s->site_start = calloc(s->site_count + 2, sizeof(size_t));
    s->site_demand = malloc(entries * sizeof(uint32_t));
    s->demand_start = calloc(s->demand_count + 2, sizeof(size_t));
    s->demand_site = malloc(entries * sizeof(uint32_t));
    s->beyond = malloc((s->demand_count + 1) * sizeof(double));
    s->fixed = calloc(s->site_count + 1, sizeof(bool));
    s->origin = malloc((s->site_count + 1) * sizeof(uint32_t));
    if (costed) {
        s->site_cost = malloc(entries * sizeof(double));
        s->demand_cost = malloc(entries * sizeof(double));
    }
    if (priced) s->price = malloc((s->site_count + 1) * sizeof(double));
    if (s->site_start && s->site_demand && s->demand_start && s->demand_site && s->beyond && s->fixed && s->origin &&
        (!costed || (s->site_cost && s->demand_cost)) && (!priced || s->price))
        return true;
    clear(s);
    return vp_fail_memory(err, entries * 2 * (sizeof(uint32_t) + sizeof(double)));
}

static vp_instance *allocate(const outline *plan, bool priced, vp_error *err)
{
    vp_instance *s = calloc(1, sizeof *s);
    if (!s) return vp_fail_memory(err, sizeof *s), NULL;
    *s = (vp_instance){.demand_count = plan->demand_count,
                       .site_count = plan->site_count,
                       .entry_count = plan->entry_count,
                       .count = plan->problem->count < plan->site_count ? plan->problem->count : plan->site_count,
                       .budget = plan->problem->budget,
                       .big = plan->big};
    if (vp_instance_allocate(s, !plan->covering, priced, err)) return s;
    free(s);
    return NULL;
}

static void fill_sites(vp_instance *s, const outline *plan)
{
    const vp_sites_problem *problem = plan->problem;
    for (size_t from = 0; from < problem->costs->site_count; from++) {
        uint32_t to = plan->site_of[from];
        if (to == UINT32_MAX) continue;
        s->origin[to] = (uint32_t)from;
        s->fixed[to] = state_of(problem, from) == VP_SITE_FIXED;
        if (s->price) s->price[to] = problem->prices[from];
    }
}

/* Links by demand, in the order of the problem: by cost. */
static void fill_by_demand(vp_instance *s, const outline *plan)
{
    const vp_costs *costs = plan->problem->costs;
    size_t at = 0;
    s->integral = true;
    for (size_t d = 0; d < costs->demand_count; d++) {
        if (plan->demand_of[d] == UINT32_MAX) continue;
        double weight = weight_of(plan, d), most = plan->most[d];
        s->beyond[plan->demand_of[d]] = most;
        s->integral &= most == floor(most);
        for (size_t k = costs->demand_start[d]; k < costs->demand_start[d + 1]; k++) {
            double value = value_of(plan, weight, k);
            uint32_t site = plan->site_of[costs->demand_site[k]];
            if (site == UINT32_MAX || !(value < most)) continue;
            s->demand_site[at] = site;
            if (s->demand_cost) s->demand_cost[at] = value;
            s->integral &= value == floor(value);
            at++;
        }
        s->demand_start[plan->demand_of[d] + 1] = at;
    }
}

bool vp_instance_fill_by_site(vp_instance *s, vp_error *err)
{
    size_t *next = malloc((s->site_count + 1) * sizeof *next);
    if (!next) return vp_fail_memory(err, s->site_count * sizeof *next);
    for (size_t k = 0; k < s->entry_count; k++) s->site_start[s->demand_site[k] + 1]++;
    for (size_t j = 0; j < s->site_count; j++) s->site_start[j + 1] += s->site_start[j];
    memcpy(next, s->site_start, (s->site_count + 1) * sizeof *next);
    for (size_t d = 0; d < s->demand_count; d++) {
        for (size_t k = s->demand_start[d]; k < s->demand_start[d + 1]; k++) {
            size_t at = next[s->demand_site[k]]++;
            s->site_demand[at] = (uint32_t)d;
            if (s->site_cost) s->site_cost[at] = s->demand_cost[k];
        }
    }
    free(next);
    return true;
}

/* Covering: the sites of each demand in ascending order, so that lists can be compared. */
static bool sort_sites_of_demands(vp_instance *s, vp_error *err)
{
    size_t *next = malloc((s->demand_count + 1) * sizeof *next);
    if (!next) return vp_fail_memory(err, s->demand_count * sizeof *next);
    memcpy(next, s->demand_start, (s->demand_count + 1) * sizeof *next);
    for (size_t j = 0; j < s->site_count; j++)
        for (size_t k = s->site_start[j]; k < s->site_start[j + 1]; k++)
            s->demand_site[next[s->site_demand[k]]++] = (uint32_t)j;
    free(next);
    return true;
}

static vp_instance *make(outline *plan, vp_error *err)
{
    const vp_sites_problem *problem = plan->problem;
    vp_instance *s = NULL;
    bool ok = false;
    if (!plan_all(plan, err)) goto done;
    bool priced = problem->prices && (isfinite(problem->budget) || problem->objective == VP_OBJECTIVE_SET_COVER);
    s = allocate(plan, priced, err);
    if (!s) goto done;
    fill_sites(s, plan);
    fill_by_demand(s, plan);
    ok = vp_instance_fill_by_site(s, err) && (!plan->covering || sort_sites_of_demands(s, err));
done:
    free(plan->site_of);
    free(plan->demand_of);
    free(plan->most);
    if (!ok) {
        vp_instance_free(s);
        return NULL;
    }
    return s;
}

vp_instance *vp_instance_new(const vp_sites_problem *problem, vp_error *err)
{
    outline plan = {
        .problem = problem, .radius = problem->limit, .covering = problem->objective != VP_OBJECTIVE_P_MEDIAN};
    return make(&plan, err);
}

vp_instance *vp_instance_covering(const vp_sites_problem *problem, double radius, bool unweighted, vp_error *err)
{
    outline plan = {.problem = problem, .radius = radius, .covering = true, .unweighted = unweighted};
    return make(&plan, err);
}

void vp_instance_free(vp_instance *s)
{
    if (s) clear(s);
    free(s);
}

double vp_instance_value(const vp_instance *s, const bool open[])
{
    double sum = 0;
    for (size_t d = 0; d < s->demand_count; d++) {
        double value = s->beyond[d];
        for (size_t k = s->demand_start[d]; k < s->demand_start[d + 1]; k++) {
            if (!open[s->demand_site[k]]) continue;
            value = s->demand_cost ? s->demand_cost[k] : 0; /* the first open one is the cheapest */
            break;
        }
        sum += value;
    }
    return sum;
}

bool vp_instance_allows(const vp_instance *s, const bool open[])
{
    size_t count = 0;
    double price = 0;
    for (size_t j = 0; j < s->site_count; j++) {
        if (s->fixed[j] && !open[j]) return false;
        count += open[j];
        if (open[j] && s->price) price += s->price[j];
    }
    return count <= s->count && price <= s->budget;
}
