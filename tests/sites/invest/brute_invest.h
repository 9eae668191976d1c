/* Random small investment problems and their true optimum by looking at every plan, written on plain matrices apart
 * from the code it checks. */
#pragma once
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <vungphu/investment.h>

enum { BRUTE_DEMANDS = 10, BRUTE_PROJECTS = 6, BRUTE_PERIODS = 3, BRUTE_TARGETS = 3, BRUTE_KINDS = 2 };

typedef struct {
    size_t demands, projects, periods;
    bool covers[BRUTE_PROJECTS][BRUTE_DEMANDS];
    double worth[BRUTE_DEMANDS * BRUTE_PERIODS], prices[BRUTE_PROJECTS], budgets[BRUTE_PERIODS];
    uint8_t first[BRUTE_PROJECTS];
    uint32_t kinds[BRUTE_PROJECTS];
    size_t most[BRUTE_KINDS];
    uint32_t all[BRUTE_DEMANDS];
    double weights[BRUTE_TARGETS][BRUTE_DEMANDS];
    vp_investment_target targets[BRUTE_TARGETS];
    vp_investment_problem problem;
} brute;

static uint64_t brute_chance;
static inline double brute_draw(void)
{
    brute_chance = brute_chance * 6364136223846793005u + 1442695040888963407u;
    return (double)(brute_chance >> 11) * 0x1p-53;
}
static inline size_t brute_below(size_t n) { return (size_t)(brute_draw() * (double)n); }

static inline void brute_make_targets(brute *b, bool whole)
{
    size_t count = b->problem.goal == VP_INVEST_COST ? 1 + brute_below(BRUTE_TARGETS) : brute_below(BRUTE_TARGETS);
    for (size_t r = 0; r < count; r++) {
        double sum = 0;
        for (size_t d = 0; d < b->demands; d++)
            sum += b->weights[r][d] = brute_below(4) == 0 ? 0 : whole ? (double)brute_below(9) : 9 * brute_draw();
        b->targets[r] = (vp_investment_target){.period = brute_below(b->periods),
                                               .need = (0.1 + 0.6 * brute_draw()) * sum,
                                               .entry_count = b->demands,
                                               .demands = b->all,
                                               .weights = b->weights[r]};
    }
    b->problem.targets = b->targets;
    b->problem.target_count = count;
}

/* Every option comes up: both goals, budgets that carry or not or are not there, first periods, kinds with a most,
 * prices of 0, demands of no worth, targets that no plan meets. */
static inline void brute_make(brute *b, uint64_t seed)
{
    brute_chance = seed * 2654435761u + 99;
    for (int i = 0; i < 8; i++) brute_draw();
    *b = (brute){.demands = 1 + brute_below(BRUTE_DEMANDS),
                 .projects = 1 + brute_below(BRUTE_PROJECTS),
                 .periods = 1 + brute_below(BRUTE_PERIODS)};
    bool whole = brute_below(2);
    double density = 0.2 + 0.6 * brute_draw(), money = 0;
    vp_cost entries[BRUTE_PROJECTS * BRUTE_DEMANDS];
    size_t count = 0;
    for (uint32_t d = 0; d < b->demands; d++) {
        double now = brute_below(6) == 0 ? 0 : whole ? (double)brute_below(9) : 9 * brute_draw();
        b->all[d] = d;
        for (size_t t = 0; t < b->periods; t++)
            b->worth[d * b->periods + t] = brute_below(8) == 0 ? 0
                                           : whole             ? now + (double)t
                                                               : now * (1 + 0.1 * (double)t);
        for (uint32_t j = 0; j < b->projects; j++) {
            b->covers[j][d] = brute_draw() < density;
            if (b->covers[j][d]) entries[count++] = (vp_cost){d, j, 0};
        }
    }
    for (size_t j = 0; j < b->projects; j++) {
        money += b->prices[j] = brute_below(7) == 0 ? 0 : whole ? (double)(1 + brute_below(6)) : 6 * brute_draw();
        b->first[j] = (uint8_t)(brute_below(3) ? 0 : brute_below(b->periods));
        b->kinds[j] = (uint32_t)brute_below(BRUTE_KINDS);
    }
    for (size_t k = 0; k < BRUTE_KINDS; k++) b->most[k] = brute_below(2) ? SIZE_MAX : brute_below(4);
    vp_error err;
    b->problem = (vp_investment_problem){.goal = brute_below(2) ? VP_INVEST_COST : VP_INVEST_PEOPLE,
                                         .period_count = b->periods,
                                         .covers = vp_costs_new(b->demands, b->projects, entries, count, &err),
                                         .worth = b->worth,
                                         .prices = b->prices,
                                         .first = brute_below(2) ? b->first : NULL,
                                         .carry = brute_below(2)};
    if (brute_below(2)) {
        b->problem.kinds = b->kinds;
        b->problem.kind_count = BRUTE_KINDS;
        if (brute_below(3)) b->problem.most = b->most;
    }
    double part = 0.2 + 0.8 * brute_draw();
    for (size_t t = 0; t < b->periods; t++) {
        double budget = part * money / (double)b->periods * (0.5 + brute_draw());
        b->budgets[t] = whole ? round(budget) : budget;
    }
    if (b->problem.goal == VP_INVEST_PEOPLE || brute_below(3)) b->problem.budgets = b->budgets;
    brute_make_targets(b, whole);
}

static inline void brute_clear(brute *b) { vp_costs_free((vp_costs *)(uintptr_t)b->problem.covers); }

/* when[project]: its period; periods: never. */
static inline bool brute_allows(const brute *b, const size_t when[])
{
    const vp_investment_problem *p = &b->problem;
    double left = 0;
    for (size_t t = 0; t < b->periods; t++) {
        double spent = 0;
        for (size_t j = 0; j < b->projects; j++)
            if (when[j] == t) spent += b->prices[j];
        left = p->budgets ? (p->carry ? left : 0) + b->budgets[t] - spent : 0;
        if (left < -1e-9) return false;
    }
    for (size_t k = 0; k < BRUTE_KINDS; k++) {
        size_t used = 0;
        for (size_t j = 0; j < b->projects; j++) used += p->kinds && b->kinds[j] == k && when[j] < b->periods;
        if (p->kinds && p->most && used > b->most[k]) return false;
    }
    for (size_t j = 0; j < b->projects; j++)
        if (p->first && when[j] < b->first[j]) return false;
    return true;
}

static inline size_t brute_since(const brute *b, const size_t when[], size_t demand)
{
    size_t since = b->periods;
    for (size_t j = 0; j < b->projects; j++)
        if (b->covers[j][demand] && when[j] < since) since = when[j];
    return since;
}

/* Of the plan: worth or money; NaN when it does not meet the targets. */
static inline double brute_value(const brute *b, const size_t when[])
{
    double worth = 0, cost = 0, aimed[BRUTE_TARGETS] = {0};
    for (size_t d = 0; d < b->demands; d++) {
        size_t since = brute_since(b, when, d);
        for (size_t t = since; t < b->periods; t++) worth += b->worth[d * b->periods + t];
        for (size_t r = 0; r < b->problem.target_count; r++)
            if (since <= b->targets[r].period) aimed[r] += b->weights[r][d];
    }
    for (size_t r = 0; r < b->problem.target_count; r++)
        if (aimed[r] < b->targets[r].need - 1e-7) return NAN;
    for (size_t j = 0; j < b->projects; j++)
        if (when[j] < b->periods) cost += b->prices[j];
    return b->problem.goal == VP_INVEST_PEOPLE ? worth : cost;
}

/* NaN: no plan meets the targets within the budgets. */
static inline double brute_best(const brute *b)
{
    size_t when[BRUTE_PROJECTS] = {0};
    double best = NAN, sign = b->problem.goal == VP_INVEST_PEOPLE ? -1 : 1;
    for (;;) {
        double value = brute_allows(b, when) ? brute_value(b, when) : NAN;
        if (!isnan(value) && !(sign * value >= sign * best)) best = value;
        size_t j = 0;
        while (j < b->projects && when[j] == b->periods) when[j++] = 0;
        if (j == b->projects) return best;
        when[j]++;
    }
}
