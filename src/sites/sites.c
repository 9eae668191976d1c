#include "sites/sites_internal.h"
#include <stdlib.h>

/* ---- checks */

static uint8_t state_of(const vp_sites_problem *p, size_t site) { return p->states ? p->states[site] : VP_SITE_FREE; }

static bool check_numbers(const vp_sites_problem *p, vp_error *err)
{
    for (size_t d = 0; p->weights && d < p->costs->demand_count; d++)
        if (!(p->weights[d] >= 0) || !isfinite(p->weights[d]))
            return vp_fail(err, VP_BAD_INPUT, "demand %zu weighs %g; weights are finite and 0 or more", d,
                           p->weights[d]);
    for (size_t s = 0; p->prices && s < p->costs->site_count; s++)
        if (!(p->prices[s] >= 0) || !isfinite(p->prices[s]))
            return vp_fail(err, VP_BAD_INPUT, "site %zu is priced %g; prices are finite and 0 or more", s,
                           p->prices[s]);
    for (size_t s = 0; p->states && s < p->costs->site_count; s++)
        if (p->states[s] > VP_SITE_FORBIDDEN)
            return vp_fail(err, VP_BAD_INPUT, "site %zu is in the unknown state %d", s, p->states[s]);
    if (!(p->budget >= 0)) return vp_fail(err, VP_BAD_INPUT, "the budget %g is below 0", p->budget);
    if (!isnan(p->beyond) && !(p->beyond >= 0 && isfinite(p->beyond)))
        return vp_fail(err, VP_BAD_INPUT, "the cost beyond, %g, must be finite and 0 or more", p->beyond);
    if (isnan(p->limit)) return vp_fail(err, VP_BAD_INPUT, "the limit is not a number");
    return true;
}

/* Fixed sites must fit what may be chosen. */
static bool check_fixed(const vp_sites_problem *p, vp_error *err)
{
    size_t fixed = 0;
    double price = 0;
    for (size_t s = 0; s < p->costs->site_count; s++) {
        if (state_of(p, s) != VP_SITE_FIXED) continue;
        fixed++;
        if (p->prices) price += p->prices[s];
    }
    if (fixed > p->count)
        return vp_fail(err, VP_BAD_INPUT, "%zu sites are fixed, but only %zu may be chosen", fixed, p->count);
    if (price > p->budget)
        return vp_fail(err, VP_BAD_INPUT, "the fixed sites cost %g, more than the budget of %g", price, p->budget);
    return true;
}

static bool check_conditions(const vp_sites_problem *p, vp_error *err)
{
    for (size_t k = 0; k < p->apart_count; k++)
        if (p->apart[k].a >= p->costs->site_count || p->apart[k].b >= p->costs->site_count ||
            p->apart[k].a == p->apart[k].b)
            return vp_fail(err, VP_BAD_INPUT, "separation pair %zu must name two different sites", k);
    for (size_t s = 0; p->capacities && s < p->costs->site_count; s++)
        if (!(p->capacities[s] >= 0))
            return vp_fail(err, VP_BAD_INPUT, "site %zu has the capacity %g; it must be 0 or more", s,
                           p->capacities[s]);
    for (size_t d = 0; p->loads && d < p->costs->demand_count; d++)
        if (!(p->loads[d] >= 0) || isinf(p->loads[d]))
            return vp_fail(err, VP_BAD_INPUT, "demand %zu has the load %g; it must be finite and 0 or more", d,
                           p->loads[d]);
    if (p->loads && !p->undivided)
        return vp_fail(err, VP_BAD_INPUT, "loads of their own go with demands that are not divided");
    if (p->zone_count && !(p->zone_least >= 0 && p->zone_least <= 1))
        return vp_fail(err, VP_BAD_INPUT, "the least share %g is not from 0 to 1", p->zone_least);
    return true;
}

bool vp_sites_check(const vp_sites_problem *p, vp_error *err)
{
    bool limited = p->count != SIZE_MAX, budgeted = isfinite(p->budget);
    if ((unsigned)p->objective >= VP_OBJECTIVE_COUNT)
        return vp_fail(err, VP_BAD_INPUT, "there is no objective %d", (int)p->objective);
    if (!check_numbers(p, err) || !check_fixed(p, err) || !check_conditions(p, err)) return false;
    if (budgeted && !p->prices) return vp_fail(err, VP_BAD_INPUT, "a budget needs the prices of the sites");
    if (!p->costs->demand_cost && (p->objective == VP_OBJECTIVE_P_MEDIAN || p->objective == VP_OBJECTIVE_P_CENTER))
        return vp_fail(err, VP_BAD_INPUT, "%s needs costs, not covers alone", vp_objective_names[p->objective]);
    if (p->objective == VP_OBJECTIVE_SET_COVER) {
        if (limited || budgeted)
            return vp_fail(err, VP_BAD_INPUT, "set cover finds the number of sites itself: give no count or budget");
        if (!isnan(p->share) && !(p->share > 0 && p->share <= 1))
            return vp_fail(err, VP_BAD_INPUT, "the share %g is not above 0 and at most 1", p->share);
        return true;
    }
    if (!limited && !budgeted) return vp_fail(err, VP_BAD_INPUT, "how many sites? give a count or a budget");
    if (p->objective == VP_OBJECTIVE_P_CENTER && limited && budgeted)
        return vp_fail(err, VP_BAD_INPUT, "p-center takes a count or a budget, not both");
    return true;
}

typedef struct {
    const vp_sites_problem *problem;
    vp_time_budget budget;
    bool *open; /* [site] chosen */
    vp_sites_answer *answer;
} task;

static bool solve_conditions(task *t, vp_error *err)
{
    vp_condition_answer found = {.open = t->open};
    if (!vp_conditions_solve(t->problem, &t->budget, &found, err)) return false;
    t->answer->objective = found.value;
    t->answer->bound = found.bound;
    t->answer->proven = found.finished;
    t->answer->least_share = found.least_share;
    t->answer->least_share_bound = t->problem->worst_first ? found.share_bound : NAN;
    t->answer->method = found.method;
    return true;
}

static bool finish(task *t, vp_error *err)
{
    vp_sites_answer *a = t->answer;
    const vp_sites_problem *p = t->problem;
    a->weight = vp_order_total_weight(p);
    a->weight_covered = vp_order_weight(p, t->open, VP_KEPT_AND_CHOSEN);
    a->weight_reachable = vp_order_weight(p, NULL, VP_EVERY_ALLOWED);
    for (size_t s = 0; s < p->costs->site_count; s++) a->chosen_count += t->open[s];
    a->chosen = calloc(a->chosen_count + 1, sizeof *a->chosen);
    if (!a->chosen) return vp_fail_memory(err, a->chosen_count * sizeof *a->chosen);
    if (!vp_order_list(p, t->open, a, err) || !vp_conditions_report(p, &t->budget, a, err)) return false;
    if (a->proven) a->bound = a->objective;
    double difference = fabs(a->objective - a->bound);
    a->gap = difference == 0 ? 0 : difference / fabs(a->objective);
    a->stopped = t->budget.stopped;
    a->seconds = vp_clock_now() - t->budget.started;
    return true;
}

vp_sites_problem vp_sites_problem_defaults(void)
{
    return (vp_sites_problem){.budget = INFINITY, .count = SIZE_MAX, .limit = INFINITY, .share = NAN, .beyond = NAN};
}

vp_sites_options vp_sites_defaults(void) { return (vp_sites_options){.seed = 1, .seconds = INFINITY}; }

vp_sites_answer *vp_sites_solve(const vp_sites_problem *problem, const vp_sites_options *options, vp_error *err)
{
    if (!vp_sites_check(problem, err)) return NULL;
    task t = {
        .problem = problem, .answer = calloc(1, sizeof *t.answer), .open = calloc(problem->costs->site_count + 1, 1)};
    vp_time_budget_start(&t.budget, options);
    bool ok = t.answer && t.open;
    if (!ok) vp_fail_memory(err, problem->costs->site_count);
    if (ok) {
        t.answer->least_share = t.answer->least_share_bound = NAN;
        ok = vp_conditions_has(problem) ? solve_conditions(&t, err)
                                        : vp_objectives_solve(problem, &t.budget, t.open, t.answer, err);
    }
    ok = ok && finish(&t, err);
    free(t.open);
    if (!ok) {
        vp_sites_answer_free(t.answer);
        return NULL;
    }
    return t.answer;
}

void vp_sites_answer_free(vp_sites_answer *answer)
{
    if (!answer) return;
    free(answer->chosen);
    free(answer);
}
