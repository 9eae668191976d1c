/* From a problem to a plan: a first one, the bound and better plans in turn, the solver for what is left. */
#include "sites/invest/invest_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t iterations_most = 1500, iterations_least = 40, between = 25, rounds = 300, patience = 100,
                    exact_entries = 120000;
static const double search_part = 0.7;  /* of the time; the curve has the rest */
static const double relaxed_part = 0.5; /* of that: without budgets */

typedef struct {
    const vp_investment_problem *problem;
    vp_invest_case *made;
    vp_plan plan;
    vp_plan_bound bound;
    vp_plan_search search;
    vp_random random;
    const vp_sites_options *options;
    vp_time_budget *budget;
    double proven; /* no plan's score is above */
    bool relaxed;  /* budgets are not looked at for now: the plan is none to be reported */
    const char *method;
} work;

static void clear(work *w)
{
    vp_plan_search_clear(&w->search);
    vp_plan_bound_clear(&w->bound);
    vp_plan_clear(&w->plan);
    vp_invest_case_free(w->made);
}

/* ---- the problem */

static bool check_target(const vp_investment_problem *p, size_t r, vp_error *err)
{
    const vp_investment_target *target = &p->targets[r];
    if (target->period >= p->period_count || !(target->need >= 0) || isinf(target->need))
        return vp_fail(err, VP_BAD_INPUT, "target %zu: its period or need is out of range", r + 1);
    for (size_t k = 0; k < target->entry_count; k++)
        if (target->demands[k] >= p->covers->demand_count || !(target->weights[k] >= 0) || isinf(target->weights[k]))
            return vp_fail(err, VP_BAD_INPUT, "target %zu: demand or weight %zu is out of range", r + 1, k + 1);
    return true;
}

static bool check(const vp_investment_problem *p, vp_error *err)
{
    size_t projects = p->covers->site_count, worths = p->covers->demand_count * p->period_count;
    if (p->period_count == 0 || p->period_count > VP_INVESTMENT_PERIODS_MOST)
        return vp_fail(err, VP_BAD_INPUT, "%zu periods: there are 1 to %d", p->period_count,
                       VP_INVESTMENT_PERIODS_MOST);
    for (size_t k = 0; k < worths; k++)
        if (!(p->worth[k] >= 0) || isinf(p->worth[k]))
            return vp_fail(err, VP_BAD_INPUT, "worth %zu must be finite and 0 or more", k + 1);
    for (size_t j = 0; j < projects; j++) {
        if (!(p->prices[j] >= 0) || isinf(p->prices[j]))
            return vp_fail(err, VP_BAD_INPUT, "the price of project %zu must be finite and 0 or more", j + 1);
        if ((p->first && p->first[j] >= p->period_count) || (p->kinds && p->kinds[j] >= p->kind_count))
            return vp_fail(err, VP_BAD_INPUT, "period or kind of project %zu is out of range", j + 1);
    }
    for (size_t t = 0; p->budgets && t < p->period_count; t++)
        if (!(p->budgets[t] >= 0)) return vp_fail(err, VP_BAD_INPUT, "budget %zu must be 0 or more", t + 1);
    for (size_t r = 0; r < p->target_count; r++)
        if (!check_target(p, r, err)) return false;
    if (p->goal == VP_INVEST_COST && p->target_count == 0)
        return vp_fail(err, VP_BAD_INPUT, "the least money for targets needs targets");
    if (p->goal == VP_INVEST_PEOPLE && !p->budgets)
        return vp_fail(err, VP_BAD_INPUT, "the most people for the money needs budgets");
    if (p->nested && !p->budgets) return vp_fail(err, VP_BAD_INPUT, "an order for cut budgets needs budgets");
    return true;
}

/* Whether all projects, each as early as may be, meet the targets. */
static bool check_reach(const vp_investment_problem *p, const vp_invest_case *c, double reach[], vp_error *err)
{
    vp_plan all;
    char number[40];
    if (!vp_plan_init(&all, c, err)) return false;
    for (uint32_t j = 0; j < c->projects; j++)
        if (c->most[c->kind[j]] > 0) vp_plan_put(&all, j, c->first[j]);
    bool ok = true;
    for (size_t r = 0; r < c->targets; r++) {
        reach[r] = all.aimed[r];
        snprintf(number, sizeof number, "%zu", r + 1);
        if (ok && all.aimed[r] < c->need[r])
            ok = vp_fail(err, VP_BAD_INPUT,
                         "target %s needs %.6g more; all projects together, opened as early as may be, give %.6g: "
                         "lower the target or allow more projects",
                         p->targets[r].name ? p->targets[r].name : number, c->need[r], all.aimed[r]);
    }
    vp_plan_clear(&all);
    return ok;
}

/* ---- solving */

/* What progress and the gap asked for are about. */
static double outer(const work *w, double score) { return w->problem->goal == VP_INVEST_PEOPLE ? score : -score; }

static bool goes_on(work *w)
{
    bool met = vp_plan_meets(&w->plan) && !w->relaxed;
    return vp_time_budget_on(w->budget, met ? outer(w, vp_plan_score(&w->plan)) : NAN,
                             isfinite(w->bound.bound) ? outer(w, w->bound.bound) : NAN, NAN);
}

static bool is_closed(const work *w)
{
    double score = vp_plan_score(&w->plan);
    double open = fmax(1e-9, w->relaxed ? w->options->gap : 0);
    return vp_plan_meets(&w->plan) && w->bound.bound <= score + open * fabs(score);
}

/* A plan from the bound's picks: those with most profit first. */
static void follow_picks(work *w)
{
    uint8_t *kept = w->search.kept;
    const vp_invest_case *c = w->made;
    double before = vp_plan_score(&w->plan);
    memcpy(kept, w->plan.when, c->projects);
    for (uint32_t j = 0; j < c->projects; j++)
        if (w->plan.when[j] != VP_NEVER && w->bound.pick[j] == VP_NEVER) vp_plan_take(&w->plan, j);
    for (uint32_t j = 0; j < c->projects; j++) {
        size_t t = w->bound.pick[j];
        if (t == VP_NEVER || w->plan.when[j] != VP_NEVER) continue;
        while (t < c->periods && !vp_plan_affords(&w->plan, j, t)) t++;
        if (t < c->periods && vp_plan_gain(&w->plan, j, t) > 0) vp_plan_put(&w->plan, j, t);
    }
    vp_plan_fill(&w->search, true);
    if (vp_plan_score(&w->plan) <= before) vp_plan_set(&w->plan, kept);
}

/* Until so much of the time is left. */
static void alternate(work *w, double keep)
{
    for (size_t i = 1; i <= iterations_most; i++) {
        double left = vp_time_budget_left(w->budget);
        bool late = i <= iterations_least && left <= 0; /* some bound there must be */
        if ((left <= keep || !goes_on(w)) && !late) break;
        bool met = vp_plan_meets(&w->plan);
        vp_plan_bound_step(&w->bound, met ? vp_plan_score(&w->plan) : -INFINITY);
        if (i % between) continue;
        follow_picks(w);
        vp_plan_improve(&w->search, rounds, patience, INFINITY, w->budget);
        if (vp_plan_meets(&w->plan)) vp_plan_bound_drop(&w->bound, vp_plan_score(&w->plan), w->plan.when);
        if (is_closed(w) || w->bound.step < 2e-3) break;
    }
}

static void start(work *w)
{
    vp_plan_fill(&w->search, true);
    vp_plan_improve(&w->search, rounds, patience, INFINITY, w->budget);
    vp_plan_bound_begin(&w->bound, &w->plan);
}

/* Least cost within budgets: first as if there were none, which bounds it too and gives multipliers and projects to
 * begin with. What no better plan without budgets has, one with budgets may have. */
static bool relax(work *w, vp_error *err)
{
    const vp_investment_problem *p = w->problem;
    if (p->goal != VP_INVEST_COST || !p->budgets) return true;
    if (!vp_invest_case_budgets(w->made, NULL, err)) return false;
    w->relaxed = true;
    start(w);
    double left = vp_time_budget_left(w->budget);
    alternate(w, isfinite(left) ? (1 - relaxed_part) * left : 0);
    w->relaxed = false;
    for (size_t j = 0; j < w->made->projects; j++) w->bound.alive[j] = true;
    if (!vp_invest_case_budgets(w->made, p->budgets, err)) return false;
    vp_plan_bound_budgets(&w->bound);
    vp_plan_reschedule(&w->plan);
    return true;
}

static bool find(work *w, vp_error *err)
{
    if (!relax(w, err)) return false;
    if (isfinite(w->bound.bound))
        vp_plan_improve(&w->search, rounds, patience, INFINITY, w->budget);
    else
        start(w);
    alternate(w, 0);
    return true;
}

static bool close_exactly(work *w, vp_error *err)
{
    bool small = vp_plan_exact_entries(w->made, w->bound.alive) <= exact_entries;
    w->method = "greedy, exchange; Lagrangian bound";
    if (is_closed(w) || !w->budget->options->solve || !small || !goes_on(w)) return true;
    double bound = w->bound.bound;
    if (!vp_plan_exact(&w->plan, w->bound.alive, &bound, w->budget, err)) return false;
    w->bound.bound = fmin(w->bound.bound, bound);
    w->method = "greedy, exchange; Lagrangian bound; integer program of the projects left";
    return true;
}

/* ---- the answer */

static bool room(const work *w, vp_investment_answer *a, vp_error *err)
{
    a->chosen = calloc(w->plan.chosen + 1, sizeof *a->chosen);
    a->spent = calloc(w->made->periods + 1, sizeof *a->spent);
    a->covered = calloc(w->made->targets + 1, sizeof *a->covered);
    return (a->chosen && a->spent && a->covered) || vp_fail_memory(err, w->plan.chosen * sizeof *a->chosen);
}

static double best_key(vp_plan *plan, const uint8_t when[], size_t period, uint32_t *best)
{
    double most = -INFINITY;
    *best = UINT32_MAX;
    for (uint32_t j = 0; j < plan->c->projects; j++) {
        if (when[j] != period || plan->when[j] != VP_NEVER) continue;
        double key = vp_plan_gain(plan, j, period) / fmax(plan->c->price[j], 1e-9);
        if (key <= most) continue;
        most = key;
        *best = j;
    }
    return most;
}

/* order: of a nested plan; NULL: by period, most worth for the money first. */
static bool list(work *w, const uint32_t order[], vp_investment_answer *a, vp_error *err)
{
    vp_invest_case *c = w->made;
    vp_plan plan;
    double for_worth = c->for_worth, for_cost = c->for_cost;
    if (!vp_plan_init(&plan, c, err)) return false;
    c->for_worth = 1; /* gains are in worth, whatever the goal */
    c->for_cost = 0;
    size_t count = w->plan.chosen, period = 0;
    for (size_t k = 0; k < count; k++) {
        uint32_t next = order ? order[k] : UINT32_MAX;
        while (!order && best_key(&plan, w->plan.when, period, &next) == -INFINITY) period++;
        double before = plan.worth;
        vp_plan_put(&plan, next, w->plan.when[next]);
        a->chosen[k] = (vp_invested){next, w->plan.when[next], plan.worth - before, plan.worth, plan.cost};
    }
    a->chosen_count = count;
    a->worth = plan.worth;
    a->cost = plan.cost;
    for (size_t t = 0; t < c->periods; t++) a->spent[t] = plan.spent[t];
    for (size_t r = 0; r < c->targets; r++) a->covered[r] = plan.aimed[r];
    a->met = vp_plan_meets(&plan);
    vp_plan_clear(&plan);
    c->for_worth = for_worth;
    c->for_cost = for_cost;
    return true;
}

static void conclude(const work *w, vp_investment_answer *a)
{
    bool people = w->problem->goal == VP_INVEST_PEOPLE;
    a->objective = people ? a->worth : a->cost;
    a->bound = people ? w->proven : fmax(0, -w->proven);
    double open = fabs(a->objective - a->bound);
    if (open <= 1e-9 * fmax(1, a->objective))
        a->gap = 0;
    else
        a->gap = a->objective > 0 ? open / a->objective : INFINITY;
    a->proven = a->met && a->gap <= 1e-9;
    a->stopped = w->budget->stopped;
    a->method = w->method;
}

/* In the order for cut budgets; the bound stays that of all plans. */
static bool nest(work *w, uint32_t order[], size_t *count, vp_error *err)
{
    if (!vp_plan_nested(w->problem, order, count, w->budget, err)) return false;
    for (uint32_t j = 0; j < w->made->projects; j++)
        if (w->plan.when[j] != VP_NEVER) vp_plan_take(&w->plan, j);
    *count = vp_plan_follow(&w->plan, order, *count);
    w->method = "nested order by steps of money; Lagrangian bound of all plans";
    return true;
}

static bool solve(work *w, vp_investment_answer *a, vp_error *err)
{
    const vp_investment_problem *p = w->problem;
    uint32_t *order = malloc((w->made->projects + 1) * sizeof *order);
    bool ok = order || vp_fail_memory(err, w->made->projects * sizeof *order);
    size_t count = 0;
    ok = ok && find(w, err) && close_exactly(w, err);
    if (ok && !vp_plan_meets(&w->plan) && w->bound.bound == -INFINITY)
        ok = vp_fail(err, VP_NOT_FOUND,
                     "no plan within the budgets meets the targets, which is proven: raise budgets, or lower or "
                     "postpone targets");
    ok = ok && vp_plan_advance(&w->plan, err);
    w->proven = vp_plan_meets(&w->plan) ? fmax(w->bound.bound, vp_plan_score(&w->plan)) : w->bound.bound;
    if (ok && p->nested) ok = nest(w, order, &count, err);
    ok = ok && room(w, a, err) && list(w, p->nested ? order : NULL, a, err);
    if (ok) conclude(w, a);
    for (size_t k = 0; ok && k < a->chosen_count; k++) order[k] = a->chosen[k].project;
    vp_time_budget rest;
    vp_sites_options left = *w->options;
    left.gap = 0;
    left.seconds = fmax(0, left.seconds - (vp_clock_now() - w->budget->started));
    vp_time_budget_start(&rest, &left);
    rest.best = a->objective;
    rest.proven = a->bound;
    ok = ok && vp_plan_curve(p, &w->plan, order, a, &rest, err);
    free(order);
    return ok;
}

vp_investment_answer *vp_investment_solve(const vp_investment_problem *problem, const vp_sites_options *options,
                                          vp_error *err)
{
    if (!check(problem, err)) return NULL;
    vp_time_budget budget;
    vp_sites_options inner = *options;
    inner.seconds *= search_part;
    vp_time_budget_start(&budget, &inner);
    work w = {.problem = problem, .options = options, .budget = &budget, .random = {options->seed}};
    vp_investment_answer *a = calloc(1, sizeof *a);
    bool ok = a || vp_fail_memory(err, sizeof *a);
    if (ok) a->knee = SIZE_MAX;
    w.made = ok ? vp_invest_case_new(problem, err) : NULL;
    ok = w.made != NULL;
    if (ok) {
        a->reach = calloc(w.made->targets + 1, sizeof *a->reach);
        ok = (a->reach || vp_fail_memory(err, w.made->targets * sizeof *a->reach)) &&
             check_reach(problem, w.made, a->reach, err);
    }
    ok = ok && vp_plan_init(&w.plan, w.made, err);
    ok = ok && vp_plan_bound_init(&w.bound, w.made, err);
    ok = ok && vp_plan_search_init(&w.search, &w.plan, w.bound.alive, &w.random, err);
    ok = ok && solve(&w, a, err);
    if (ok) a->seconds = vp_clock_now() - budget.started;
    clear(&w);
    if (ok) return a;
    vp_investment_answer_free(a);
    return NULL;
}

void vp_investment_answer_free(vp_investment_answer *a)
{
    if (!a) return;
    free(a->chosen);
    free(a->spent);
    free(a->covered);
    free(a->reach);
    free(a);
}
