/* What less money and more money would give, and orders that are good at every part of it. */
#include "sites/invest/invest_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double parts[] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 2};
enum { PARTS = sizeof parts / sizeof *parts };
static const size_t nested_steps = 20, curve_rounds = 400, curve_patience = 120, curve_iterations = 120;

size_t vp_plan_follow(vp_plan *plan, const uint32_t order[], size_t count)
{
    size_t period = 0;
    for (size_t k = 0; k < count; k++) {
        size_t t = period > plan->c->first[order[k]] ? period : plan->c->first[order[k]];
        while (t < plan->c->periods && !vp_plan_affords(plan, order[k], t)) t++;
        if (t == plan->c->periods) return k;
        vp_plan_put(plan, order[k], t);
        period = t;
    }
    return count;
}

/* The same problem for worth alone, with a part of the budgets. */
static vp_invest_case *case_of(const vp_investment_problem *problem, const double budgets[], vp_error *err)
{
    vp_investment_problem p = *problem;
    p.goal = VP_INVEST_PEOPLE;
    p.targets = NULL;
    p.target_count = 0;
    p.budgets = budgets;
    return vp_invest_case_new(&p, err);
}

static void scale(double out[], const double budgets[], size_t periods, double part, double *money)
{
    *money = 0;
    for (size_t t = 0; t < periods; t++) *money += out[t] = part * budgets[t];
}

/* A plan for just that money, from what is kept of the order and from nothing, and the bound. */
static bool add_point(vp_invest_case *c, const uint32_t order[], size_t count, vp_curve_point *point, vp_plan_bound *b,
                      vp_time_budget *budget, vp_error *err)
{
    vp_plan plan = {0};
    vp_plan_search search = {0};
    vp_random random = {budget->options->seed};
    bool ok = vp_plan_init(&plan, c, err) && vp_plan_search_init(&search, &plan, b->alive, &random, err);
    if (ok) {
        vp_plan_follow(&plan, order, count);
        point->kept = plan.worth;
        point->kept_cost = plan.cost;
        vp_plan_fill(&search, true);
        vp_plan_improve(&search, curve_rounds, curve_patience, INFINITY, budget);
        double filled = plan.worth;
        uint8_t *when = malloc(c->projects + 1);
        ok = when || vp_fail_memory(err, c->projects);
        if (ok) memcpy(when, plan.when, c->projects);
        for (uint32_t j = 0; ok && j < c->projects; j++)
            if (plan.when[j] != VP_NEVER) vp_plan_take(&plan, j);
        if (ok) {
            vp_plan_fill(&search, true);
            vp_plan_improve(&search, curve_rounds, curve_patience, INFINITY, budget);
            if (plan.worth < filled) vp_plan_set(&plan, when);
            point->best = plan.worth;
            point->best_cost = plan.cost;
            b->bound = INFINITY;
            b->step = 0.5;
            b->stalled = 0;
            for (size_t i = 0; i < curve_iterations && vp_time_budget_on(budget, NAN, NAN, NAN); i++)
                vp_plan_bound_step(b, plan.worth);
            point->bound = fmax(b->bound, plan.worth);
        }
        free(when);
    }
    vp_plan_search_clear(&search);
    vp_plan_clear(&plan);
    return ok;
}

/* The point farthest above the line between the ends, money and worth each as parts of the whole (Satopää et al.
 * 2011). */
static size_t knee_of(const vp_curve_point points[], size_t count)
{
    size_t best = SIZE_MAX;
    double most = 1e-6, money = 0, worth = 0;
    for (size_t k = 0; k < count; k++) {
        money = fmax(money, points[k].best_cost);
        worth = fmax(worth, points[k].best);
    }
    for (size_t k = 0; k < count; k++) {
        double above = points[k].best / worth - points[k].best_cost / money;
        if (!(above > most)) continue;
        most = above;
        best = k;
    }
    return best;
}

bool vp_plan_curve(const vp_investment_problem *problem, const vp_plan *plan, const uint32_t order[],
                   vp_investment_answer *answer, vp_time_budget *budget, vp_error *err)
{
    size_t periods = problem->period_count;
    double budgets[VP_INVESTMENT_PERIODS_MOST], part[VP_INVESTMENT_PERIODS_MOST], sum = 0;
    const double *whole = problem->budgets ? problem->budgets : plan->spent;
    for (size_t t = 0; t < periods; t++) sum += budgets[t] = whole[t];
    if (!(sum > 0) || !isfinite(sum)) return true;
    vp_invest_case *c = case_of(problem, budgets, err);
    vp_plan_bound b = {0};
    bool ok = c && vp_plan_bound_init(&b, c, err);
    if (ok) vp_plan_bound_begin(&b, plan);
    for (size_t k = PARTS; ok && k-- > 0;) { /* from much to little: each bound begins at the one before */
        vp_curve_point *point = &answer->curve[k];
        point->part = parts[k];
        scale(part, budgets, periods, parts[k], &point->money);
        ok = vp_invest_case_budgets(c, part, err) && add_point(c, order, plan->chosen, point, &b, budget, err);
    }
    for (size_t k = 1; ok && k < PARTS; k++) { /* what less money buys, more does too */
        vp_curve_point *point = &answer->curve[k];
        if (point->best >= point[-1].best) continue;
        point->best = point[-1].best;
        point->best_cost = point[-1].best_cost;
        point->bound = fmax(point->bound, point->best);
    }
    if (ok) answer->curve_count = PARTS;
    answer->knee = ok ? knee_of(answer->curve, PARTS) : SIZE_MAX;
    vp_plan_bound_clear(&b);
    vp_invest_case_free(c);
    return ok;
}

/* Steps of money stand for periods: a plan whose worth, summed over all steps, is large is good at each of them. What
 * covering is worth is what it is when opened as early as may be. */
static vp_invest_case *steps_of(const vp_investment_problem *problem, vp_error *err)
{
    size_t demands = problem->covers->demand_count, periods = problem->period_count;
    double *worth = calloc(demands * nested_steps + 1, sizeof *worth), sum = 0, budgets[VP_INVESTMENT_PERIODS_MOST];
    if (!worth) return vp_fail_memory(err, demands * nested_steps * sizeof *worth), NULL;
    for (size_t d = 0; d < demands; d++) {
        double all = 0;
        for (size_t t = 0; t < periods; t++) all += problem->worth[d * periods + t];
        for (size_t k = 0; k < nested_steps; k++) worth[d * nested_steps + k] = all;
    }
    for (size_t t = 0; t < periods; t++) sum += problem->budgets[t];
    for (size_t k = 0; k < nested_steps; k++) budgets[k] = sum / (double)nested_steps;
    vp_investment_problem p = *problem;
    p.goal = VP_INVEST_PEOPLE;
    p.period_count = nested_steps;
    p.worth = worth;
    p.first = NULL;
    p.budgets = budgets;
    p.carry = true;
    p.targets = NULL;
    p.target_count = 0;
    vp_invest_case *c = vp_invest_case_new(&p, err);
    free(worth);
    return c;
}

/* By step; within one the most gain for the money first. */
static size_t list_order(vp_plan *plan, uint32_t order[])
{
    const vp_invest_case *c = plan->c;
    uint8_t *when = malloc(c->projects + 1);
    size_t count = 0;
    if (!when) return 0;
    memcpy(when, plan->when, c->projects);
    for (uint32_t j = 0; j < c->projects; j++)
        if (when[j] != VP_NEVER) vp_plan_take(plan, j);
    for (size_t t = 0; t < c->periods; t++)
        for (;;) {
            uint32_t best = UINT32_MAX;
            double most = -INFINITY;
            for (uint32_t j = 0; j < c->projects; j++) {
                if (when[j] != t || plan->when[j] != VP_NEVER) continue;
                double key = vp_plan_gain(plan, j, t) / fmax(c->price[j], 1e-9);
                if (key <= most) continue;
                most = key;
                best = j;
            }
            if (best == UINT32_MAX) break;
            vp_plan_put(plan, best, t);
            order[count++] = best;
        }
    free(when);
    return count;
}

bool vp_plan_nested(const vp_investment_problem *problem, uint32_t order[], size_t *count, vp_time_budget *budget,
                    vp_error *err)
{
    vp_invest_case *c = steps_of(problem, err);
    vp_plan plan = {0};
    vp_plan_search search = {0};
    vp_random random = {budget->options->seed};
    bool *alive = c ? malloc((c->projects + 1) * sizeof *alive) : NULL;
    bool ok = c && (alive || vp_fail_memory(err, c->projects)) && vp_plan_init(&plan, c, err);
    for (size_t j = 0; ok && j < c->projects; j++) alive[j] = true;
    ok = ok && vp_plan_search_init(&search, &plan, alive, &random, err);
    if (ok) {
        vp_plan_fill(&search, true);
        vp_plan_improve(&search, 4 * curve_rounds, 2 * curve_patience, INFINITY, budget);
        *count = list_order(&plan, order);
    }
    vp_plan_search_clear(&search);
    vp_plan_clear(&plan);
    free(alive);
    vp_invest_case_free(c);
    return ok;
}
