/* The Lagrangian bound of an investment plan, step by step, and the program for the solver, on random small problems,
 * against what is written here anew. */
#include "sites/invest/brute_case.h"
#include <string.h>

/* ---- the bound */

static double price_of_money(const vp_plan_bound *b, size_t period)
{
    double sum = b->money[period];
    for (size_t t = period + 1; b->c->carry && t < b->c->periods; t++) sum += b->money[t];
    return sum;
}

static double extra_of(const vp_plan_bound *b, size_t d, size_t t)
{
    const vp_invest_case *c = b->c;
    double extra = c->for_worth * (c->tail[d * (c->periods + 1) + t] - c->tail[d * (c->periods + 1) + t + 1]);
    for (size_t k = c->aim_start[d]; k < c->aim_start[d + 1]; k++)
        if (c->target_period[c->aim[k].target] == t) extra += b->lack[c->aim[k].target] * c->aim[k].weight;
    return extra;
}

typedef struct {
    double profit[BRUTE_PROJECTS], value;
    size_t period[BRUTE_PROJECTS]; /* periods: not picked */
} picks;

/* The best plan where money, covering twice and lacking have a price instead of a limit: each project by itself, of a
 * kind the best. */
static picks relaxed(const vp_plan_bound *b)
{
    const vp_invest_case *c = b->c;
    picks p = {.value = 0};
    size_t best_period[BRUTE_PROJECTS];
    for (size_t j = 0; j < c->projects; j++) {
        p.profit[j] = -INFINITY, p.period[j] = best_period[j] = c->periods;
        for (size_t t = c->first[j]; b->alive[j] && t < c->periods; t++) {
            double profit = -(price_of_money(b, t) + c->for_cost) * c->price[j];
            for (size_t k = c->project_start[j]; k < c->project_start[j + 1]; k++)
                for (size_t later = t; later < c->periods; later++)
                    profit +=
                        b->share[c->project_demand[k] * c->periods + later] * extra_of(b, c->project_demand[k], later);
            if (c->price[j] <= c->budget[t] * (1 + 1e-9) && profit > p.profit[j])
                p.profit[j] = profit, best_period[j] = t;
        }
    }
    for (size_t kind = 0; kind < c->kinds; kind++)
        for (size_t room = c->most[kind]; room > 0; room--) {
            size_t best = c->projects;
            for (size_t j = 0; j < c->projects; j++)
                if (c->kind[j] == kind && p.period[j] == c->periods &&
                    p.profit[j] > (best == c->projects ? 0 : p.profit[best]))
                    best = j;
            if (best == c->projects) break;
            p.period[best] = best_period[best];
            p.value += p.profit[best];
        }
    for (size_t d = 0; d < c->demands; d++)
        for (size_t t = 0; t < c->periods; t++) p.value += (1 - b->share[d * c->periods + t]) * extra_of(b, d, t);
    for (size_t t = 0; t < c->periods; t++)
        if (isfinite(c->budget[t])) p.value += b->money[t] * c->budget[t];
    for (size_t r = 0; r < c->targets; r++) p.value -= b->lack[r] * c->need[r];
    return p;
}

/* What the picks leave of a budget; how often they cover; what they and what counts as covered weigh above a need. */
static double spare(const vp_invest_case *c, const picks *p, size_t period)
{
    double left = c->budget[period];
    for (size_t j = 0; j < c->projects; j++)
        if (p->period[j] == period || (c->carry && p->period[j] < period)) left -= c->price[j];
    return left;
}
static double covers(const vp_invest_case *c, const picks *p, size_t d, size_t t)
{
    double count = 0;
    for (size_t k = c->demand_start[d]; k < c->demand_start[d + 1]; k++) count += p->period[c->demand_project[k]] <= t;
    return count;
}
static double above(const vp_plan_bound *b, const double share[], const picks *p, size_t r)
{
    const vp_invest_case *c = b->c;
    double sum = -c->need[r];
    for (size_t d = 0; d < c->demands; d++)
        for (size_t k = c->aim_start[d]; k < c->aim_start[d + 1]; k++) {
            double part = share[d * c->periods + c->target_period[r]];
            if (c->aim[k].target == r)
                sum += c->aim[k].weight * (1 - part + part * covers(c, p, d, c->target_period[r]));
        }
    return sum;
}

/* One step: the value is that of the relaxed plan; multipliers go down the slope that it has, all by one length. */
static void check_step(vp_plan_bound *b, double best, unsigned seed)
{
    enum { CELLS = BRUTE_DEMANDS * BRUTE_PERIODS };
    const vp_invest_case *c = b->c;
    size_t cells = c->demands * c->periods;
    double share[CELLS], money[BRUTE_PERIODS], lack[BRUTE_TARGETS], extra[CELLS], was = b->bound, norm = 0,
                                                                                  step = b->step;
    float before[CELLS];
    size_t stalled = b->stalled;
    picks p = relaxed(b);
    memcpy(share, b->share, cells * sizeof *share);
    memcpy(money, b->money, c->periods * sizeof *money);
    memcpy(lack, b->lack, c->targets * sizeof *lack);
    memcpy(before, b->direction, cells * sizeof *before);
    for (size_t i = 0; i < cells; i++) extra[i] = extra_of(b, i / c->periods, i % c->periods);
    bool less = vp_plan_bound_step(b, best);
    ck_assert_msg(fabs(b->bound - fmin(was, p.value)) <= 1e-7 * (1 + fabs(p.value)),
                  "problem %u: bound %g was %g, value %g", seed, b->bound, was, p.value);
    ck_assert_int_eq(less, p.value < was - 1e-6 * fabs(was));
    bool shorter = !less && stalled + 1 >= 10;
    ck_assert_uint_eq(b->stalled, less || shorter ? 0 : stalled + 1);
    ck_assert_double_eq_tol(b->step, shorter ? fmax(1e-4, 0.7 * step) : step, 1e-12);
    for (size_t j = 0; j < c->projects; j++)
        ck_assert_uint_eq(b->pick[j], p.period[j] == c->periods ? VP_NEVER : p.period[j]);
    double size = fmax(1e-9, isfinite(best) ? fabs(best) : fabs(p.value));
    for (size_t i = 0; i < cells; i++) {
        double count = covers(c, &p, i / c->periods, i % c->periods),
               slope = count - (share[i] < 1 ? 1 : fmin(1, count));
        ck_assert_double_eq_tol((double)b->direction[i], slope + 0.3 * (double)before[i], 1e-4);
        norm += extra[i] * (double)b->direction[i] * (double)b->direction[i];
    }
    for (size_t t = 0; t < c->periods; t++)
        if (isfinite(c->budget[t])) norm += size * pow(spare(c, &p, t) / b->scale[t], 2);
    for (size_t r = 0; r < c->targets; r++)
        if (c->need[r] > 0) norm += size * pow(above(b, share, &p, r) / c->need[r], 2);
    double length = norm > 0 ? b->step * fmax(isfinite(best) ? p.value - best : 0.05 * size, 1e-7 * size) / norm : 0;
    for (size_t i = 0; i < cells; i++)
        ck_assert_double_eq_tol(b->share[i], fmin(1, fmax(0, share[i] - length * (double)b->direction[i])), 1e-6);
    for (size_t t = 0; t < c->periods; t++) {
        double there = isfinite(c->budget[t])
                           ? fmax(0, money[t] - length * size * spare(c, &p, t) / b->scale[t] / b->scale[t])
                           : 0;
        ck_assert_double_eq_tol(b->money[t], there, 1e-6 * (1 + there));
    }
    for (size_t r = 0; r < c->targets; r++) {
        double there = c->need[r] > 0
                           ? fmax(0, lack[r] - length * size * above(b, share, &p, r) / c->need[r] / c->need[r])
                           : lack[r];
        ck_assert_double_eq_tol(b->lack[r], there, 1e-6 * (1 + there));
    }
}

/* Worth alone at first: money costs half of what the plan gets for it, in each period its part where it is carried on.
 */
static void check_begin(const vp_plan_bound *b, const vp_plan *plan)
{
    const vp_invest_case *c = b->c;
    double sum = 0, got = c->for_worth > 0 ? plan->worth : plan->cost;
    for (size_t t = 0; t < c->periods; t++) sum += c->budget[t];
    for (size_t t = 0; t < c->periods; t++) {
        double mean = sum / (double)c->periods, money = 0;
        if (isfinite(c->budget[t]) && plan->cost > 0 && c->for_worth > 0)
            money = got / plan->cost / 2 / (c->carry ? (double)c->periods : 1);
        ck_assert_double_eq_tol(b->money[t], money, 1e-9 * (1 + money));
        if (isfinite(sum)) ck_assert_double_eq_tol(b->scale[t], sum > 0 ? fmax(c->budget[t], mean) : 1, 1e-9);
    }
    for (size_t r = 0; r < c->targets; r++) {
        double lack = c->for_cost > 0 && c->need[r] > 0 ? got / c->need[r] / (double)c->targets : 0;
        ck_assert_double_eq_tol(b->lack[r], lack, 1e-9 * (1 + lack));
    }
}

START_TEST(each_step_of_the_bound_is_a_relaxed_plan)
{
    size_t dropped = 0;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        brute b;
        brute_make(&b, seed);
        vp_invest_case *c = case_of(&b);
        vp_plan p;
        vp_plan_bound bound;
        vp_plan_search s;
        vp_random random = {seed};
        bool alive[BRUTE_PROJECTS];
        memset(alive, true, sizeof alive);
        ck_assert(vp_plan_init(&p, c, NULL) && vp_plan_search_init(&s, &p, alive, &random, NULL) &&
                  vp_plan_bound_init(&bound, c, NULL));
        vp_plan_fill(&s, true);
        vp_plan_bound_begin(&bound, &p);
        check_begin(&bound, &p);
        double score = vp_plan_meets(&p) ? vp_plan_score(&p) : -INFINITY;
        for (int k = 0; k < 40; k++) check_step(&bound, score, (unsigned)seed);
        if (isfinite(score)) { /* what no plan above the score has is dropped, and no more */
            picks now = relaxed(&bound);
            uint8_t when[BRUTE_PROJECTS];
            bool goes[BRUTE_PROJECTS];
            memcpy(when, p.when, b.projects);
            for (size_t j = 0; j < b.projects; j++) {
                size_t better = 0;
                double least = 0;
                for (size_t i = 0; i < b.projects; i++) better += c->kind[i] == c->kind[j] && now.profit[i] > 0;
                if (c->most[c->kind[j]] > 0 && better > c->most[c->kind[j]]) { /* the last that there is room for */
                    least = INFINITY;
                    for (size_t i = 0; i < b.projects; i++)
                        if (c->kind[i] == c->kind[j] && now.period[i] < b.periods) least = fmin(least, now.profit[i]);
                }
                goes[j] = when[j] == VP_NEVER && now.profit[j] < least &&
                          now.value + now.profit[j] - least < score - 1e-9 * fabs(score);
            }
            double was = bound.bound;
            vp_plan_bound_drop(&bound, score, when);
            ck_assert_double_eq_tol(bound.bound, fmin(was, now.value), 1e-7 * (1 + fabs(now.value)));
            for (size_t j = 0; j < b.projects; j++) {
                ck_assert_msg(bound.alive[j] == !goes[j], "problem %u: project %zu", (unsigned)seed, j);
                dropped += goes[j];
            }
        }
        vp_plan_search_clear(&s);
        vp_plan_bound_clear(&bound);
        vp_plan_clear(&p);
        vp_invest_case_free(c);
        brute_clear(&b);
    }
    ck_assert_uint_gt(dropped, 20);
}
END_TEST

/* ---- the program for the solver */

static struct {
    const brute *b;
    const vp_invest_case *made;
    const bool *alive;
    const size_t *answer; /* the plan to answer with; NULL: none */
    double cutoff, bound;
    bool finished;
    size_t times;
} asked;

/* Columns of a plan: "open by then" of each project that is alive, then "covered by then" of each demand. */
static void columns_of(const size_t when[], double values[])
{
    const vp_invest_case *c = asked.made;
    size_t at = 0;
    for (size_t j = 0; j < c->projects; j++)
        for (size_t t = 0; asked.alive[j] && t < c->periods; t++) values[at++] = when[j] <= t;
    for (size_t d = 0; d < c->demands; d++)
        for (size_t t = 0; t < c->periods; t++, at++) {
            values[at] = 0;
            for (size_t k = c->demand_start[d]; k < c->demand_start[d + 1]; k++)
                if (when[c->demand_project[k]] <= t) values[at] = 1;
        }
}

/* Every plan keeps all rows exactly when it is allowed and meets the targets; its objective is its score, less. */
static bool look_at_program(const vp_program *p, const vp_program_limits *limits, vp_program_answer *answer,
                            vp_error *err)
{
    const brute *b = asked.b;
    const vp_invest_case *c = asked.made;
    size_t when[BRUTE_PROJECTS] = {0};
    double values[BRUTE_PROJECTS * BRUTE_PERIODS + BRUTE_DEMANDS * BRUTE_PERIODS] = {0}, aimed[BRUTE_TARGETS], worth,
                                                                   cost;
    (void)err;
    asked.times++;
    asked.cutoff = limits->cutoff;
    for (;;) {
        bool possible = true, keeps = true;
        for (size_t j = 0; j < b->projects; j++) possible &= asked.alive[j] || when[j] == b->periods;
        if (possible) {
            double score = score_of(b, c, when, aimed, &worth, &cost), objective = 0;
            columns_of(when, values);
            for (size_t k = 0; k < p->column_count; k++) objective += p->objective[k] * values[k];
            for (size_t r = 0; r < p->row_count; r++) {
                double sum = 0;
                for (size_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
                    sum += p->row_value[k] * values[p->row_column[k]];
                keeps &= sum >= p->row_low[r] - 1e-9 && sum <= p->row_high[r] + 1e-9;
            }
            bool meets = true;
            for (size_t r = 0; r < c->targets; r++) meets &= aimed[r] >= c->need[r];
            ck_assert_msg(keeps == (meets && brute_allows(b, when)), "%d", keeps);
            if (keeps) ck_assert_double_eq_tol(objective, -score, 1e-6 * (1 + fabs(score)));
        }
        size_t j = 0;
        while (j < b->projects && when[j] == b->periods) when[j++] = 0;
        if (j == b->projects) break;
        when[j]++;
    }
    *answer = (vp_program_answer){.bound = asked.bound, .finished = asked.finished};
    if (!asked.answer) return true;
    answer->values = malloc(p->column_count * sizeof *answer->values);
    columns_of(asked.answer, answer->values);
    return true;
}

START_TEST(the_program_has_every_plan_and_its_answer_is_taken)
{
    size_t problems = 0, taken = 0, kept = 0;
    for (uint64_t seed = 1; seed <= 120; seed++) {
        brute b;
        brute_make(&b, seed);
        if (b.projects > 4) {
            brute_clear(&b);
            continue;
        }
        vp_invest_case *c = case_of(&b);
        vp_plan p;
        vp_sites_options options = vp_sites_defaults();
        vp_time_budget budget;
        vp_error err = {0};
        bool alive[BRUTE_PROJECTS];
        size_t when[BRUTE_PROJECTS], covered = 0, entries = 0;
        double aimed[BRUTE_TARGETS], worth, cost;
        for (size_t j = 0; j < b.projects; j++) {
            alive[j] = brute_below(5) > 0;
            for (size_t d = 0; d < b.demands; d++) covered += alive[j] && b.covers[j][d];
            when[j] = alive[j] && brute_below(2) ? brute_below(b.periods) : b.periods;
        }
        entries = vp_plan_exact_entries(c, alive);
        ck_assert_uint_le(entries, (covered + c->demands) * c->periods);
        options.solve = look_at_program;
        vp_time_budget_start(&budget, &options);
        ck_assert(vp_plan_init(&p, c, NULL));
        for (uint32_t j = 0; j < b.projects; j++) /* what is not alive may stand in the plan */
            if (vp_plan_affords(&p, j, c->first[j]) && brute_below(3) == 0) vp_plan_put(&p, j, c->first[j]);
        double before = vp_plan_score(&p), bound = fabs(before) + 100;
        bool met = vp_plan_meets(&p);
        uint8_t as_it_was[BRUTE_PROJECTS] = {0};
        memcpy(as_it_was, p.when, b.projects);
        asked.b = &b, asked.made = c, asked.alive = alive, asked.answer = when;
        asked.bound = -before - 50, asked.finished = false;
        ck_assert(vp_plan_exact(&p, alive, &bound, &budget, &err));
        ck_assert_double_eq_tol(bound, fmin(fabs(before) + 100, before + 50), 1e-6);
        if (met)
            ck_assert_double_eq_tol(asked.cutoff, -before - 1e-9 * fabs(before), 1e-12 * (1 + fabs(before)));
        else
            ck_assert(isinf(asked.cutoff));
        double then = score_of(&b, c, when, aimed, &worth, &cost);
        bool takes = brute_allows(&b, when) && !(then < before);
        for (size_t j = 0; j < b.projects; j++) {
            uint8_t wanted = takes ? (when[j] == b.periods ? VP_NEVER : (uint8_t)when[j]) : as_it_was[j];
            ck_assert_msg(p.when[j] == wanted, "problem %u: project %zu opens in %u, not %u", (unsigned)seed, j,
                          p.when[j], wanted);
        }
        takes ? taken++ : kept++;
        double now = vp_plan_score(&p), low = bound = 1e6;
        met = vp_plan_meets(&p);
        asked.answer = NULL, asked.finished = true, asked.bound = INFINITY;
        ck_assert(vp_plan_exact(&p, alive, &low, &budget, &err));
        if (met)
            ck_assert_double_eq(low, now);
        else
            ck_assert(isinf(low) && low < 0);
        asked.finished = false; /* nothing found, nothing proven */
        ck_assert(vp_plan_exact(&p, alive, &bound, &budget, &err));
        ck_assert_double_eq(bound, 1e6);
        problems++;
        vp_plan_clear(&p);
        vp_invest_case_free(c);
        brute_clear(&b);
    }
    ck_assert_msg(problems > 40 && taken > 5 && kept > 5 && asked.times == 3 * problems, "%zu %zu %zu", problems, taken,
                  kept);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bound and program of plans");
    TCase *cases = tcase_create("bound");
    tcase_add_test(cases, each_step_of_the_bound_is_a_relaxed_plan);
    tcase_add_test(cases, the_program_has_every_plan_and_its_answer_is_taken);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
