/* Random small siting problems and their true optimum by looking at every choice. Written on
 * a plain matrix, apart from the code it checks. */
#pragma once
#include <stdbool.h>
#include <stdlib.h>
#include <vungphu/sites.h>

enum { BRUTE_DEMANDS = 14, BRUTE_SITES = 10 };

typedef struct {
    size_t demands, sites;
    double cost[BRUTE_DEMANDS][BRUTE_SITES]; /* INFINITY: no path */
    double weights[BRUTE_DEMANDS], prices[BRUTE_SITES];
    uint8_t states[BRUTE_SITES];
    vp_sites_problem problem;
} brute;

static uint64_t brute_chance;
static inline double brute_draw(void)
{
    brute_chance = brute_chance * 6364136223846793005u + 1442695040888963407u;
    return (double)(brute_chance >> 11) * 0x1p-53;
}
static inline size_t brute_below(size_t n) { return (size_t)(brute_draw() * (double)n); }

/* Every option comes up: kept, fixed, forbidden sites, prices and a budget, weights of 0, missing
 * pairs, ties, shares, a cost beyond. */
static inline void brute_make(brute *b, vp_objective objective, uint64_t seed)
{
    brute_chance = seed * 2654435761u + 17;
    for (int i = 0; i < 8; i++) brute_draw();
    b->demands = 2 + brute_below(BRUTE_DEMANDS - 1);
    b->sites = 2 + brute_below(BRUTE_SITES - 1);
    bool whole = brute_below(2), states = brute_below(2), weighted = brute_below(3), priced = brute_below(2);
    double density = brute_below(3) ? 0.3 + 0.7 * brute_draw() : 1;
    vp_cost entries[BRUTE_DEMANDS * BRUTE_SITES];
    size_t count = 0;
    for (uint32_t d = 0; d < b->demands; d++) {
        b->weights[d] = !weighted             ? 1
                        : brute_below(6) == 0 ? 0
                        : whole               ? (double)(1 + brute_below(9))
                                              : 9 * brute_draw();
        for (uint32_t s = 0; s < b->sites; s++) {
            b->cost[d][s] = brute_draw() > density ? INFINITY : whole ? (double)brute_below(12) : 12 * brute_draw();
            if (isfinite(b->cost[d][s])) entries[count++] = (vp_cost){d, s, b->cost[d][s]};
        }
    }
    for (size_t s = 0; s < b->sites; s++) {
        size_t kind = brute_below(8);
        b->states[s] = !states || kind > 2 ? VP_SITE_FREE : (uint8_t)(kind + 1);
        b->prices[s] = whole ? (double)brute_below(6) : 5 * brute_draw();
    }
    vp_error err;
    b->problem = vp_sites_problem_defaults();
    b->problem.objective = objective;
    b->problem.costs = vp_costs_new(b->demands, b->sites, entries, count, &err);
    b->problem.weights = weighted ? b->weights : NULL;
    b->problem.states = states ? b->states : NULL;
    b->problem.limit = 1 + (double)brute_below(8);
    if (objective == VP_OBJECTIVE_SET_COVER) {
        b->problem.prices = priced ? b->prices : NULL;
        if (brute_below(2)) b->problem.share = 0.05 + 0.9 * brute_draw();
        return;
    }
    if (priced) {
        b->problem.prices = b->prices;
        b->problem.budget = 1 + 12 * brute_draw();
    }
    if (!priced || (objective != VP_OBJECTIVE_P_CENTER && brute_below(2))) b->problem.count = brute_below(b->sites + 1);
    if (objective == VP_OBJECTIVE_P_MEDIAN && brute_below(2)) b->problem.beyond = (double)brute_below(15);
}

static inline void brute_clear(brute *b) { vp_costs_free((vp_costs *)b->problem.costs); }

static inline uint8_t brute_state(const brute *b, size_t s) { return b->problem.states ? b->states[s] : VP_SITE_FREE; }

static inline bool brute_allows(const brute *b, unsigned set)
{
    size_t count = 0;
    double price = 0;
    for (size_t s = 0; s < b->sites; s++) {
        bool in = set >> s & 1;
        uint8_t state = brute_state(b, s);
        if (state == VP_SITE_FIXED && !in) return false;
        if ((state == VP_SITE_KEPT || state == VP_SITE_FORBIDDEN) && in) return false;
        count += in;
        if (in && b->problem.prices) price += b->prices[s];
    }
    return count <= b->problem.count && price <= b->problem.budget;
}

/* Value of a choice in the problem's objective; NAN: it is no answer. */
static inline double brute_value(const brute *b, unsigned set)
{
    const vp_sites_problem *p = &b->problem;
    double covered = 0, sum = 0, radius = 0, all = 0, reachable = 0, price = 0;
    bool served = true;
    for (size_t d = 0; d < b->demands; d++) {
        double weight = p->weights ? b->weights[d] : 1, cost = INFINITY, best = INFINITY;
        for (size_t s = 0; s < b->sites; s++) {
            uint8_t state = brute_state(b, s);
            if (set >> s & 1 || state == VP_SITE_KEPT) cost = fmin(cost, b->cost[d][s]);
            if (state != VP_SITE_FORBIDDEN) best = fmin(best, b->cost[d][s]);
        }
        all += weight;
        if (best <= p->limit) reachable += weight;
        if (weight == 0) continue;
        if (cost <= p->limit) covered += weight;
        if (!isnan(p->beyond)) cost = fmin(cost, p->beyond);
        if (isinf(cost)) served = false;
        sum += weight * cost;
        radius = fmax(radius, cost);
    }
    for (size_t s = 0; s < b->sites; s++)
        if (set >> s & 1) price += p->prices ? b->prices[s] : 1;
    switch (p->objective) {
    case VP_OBJECTIVE_COVERAGE: return covered;
    case VP_OBJECTIVE_P_MEDIAN: return served ? sum : NAN;
    case VP_OBJECTIVE_P_CENTER: return served ? radius : NAN;
    default: return covered >= (isnan(p->share) ? reachable : p->share * all) - 1e-9 ? price : NAN;
    }
}

/* The best over all choices; NAN when the problem has no answer. */
static inline double brute_best(const brute *b)
{
    double best = NAN, sign = b->problem.objective == VP_OBJECTIVE_COVERAGE ? -1 : 1;
    for (unsigned set = 0; set < 1u << b->sites; set++) {
        if (!brute_allows(b, set)) continue;
        double value = brute_value(b, set);
        if (!isnan(value) && !(sign * value >= sign * best)) best = value;
    }
    return best;
}
