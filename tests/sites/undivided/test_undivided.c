/* The capacitated p-median without an exact solver; against every choice: tests/solver/test_sites_conditions.c. */
#include "sites/undivided/undivided_internal.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

/* Four places at x = 0, 1, 2, 10 that take 5, 4, 2 and 1. Two sites with room for 7: 5 stays alone, the others are at 2
 * (1 + 8); without room for all of them, or with more, something else is best. */
enum { PLACES = 4 };
static const double x[PLACES] = {0, 1, 2, 10}, loads[PLACES] = {5, 4, 2, 1};

static vp_sites_answer *ask(double room, size_t count, vp_error *err)
{
    vp_cost entries[PLACES * PLACES];
    double capacities[PLACES];
    for (uint32_t a = 0; a < PLACES; a++) {
        capacities[a] = room;
        for (uint32_t b = 0; b < PLACES; b++)
            entries[a * PLACES + b] = (vp_cost){.demand = a, .site = b, .cost = fabs(x[a] - x[b])};
    }
    vp_sites_problem p = vp_sites_problem_defaults();
    vp_costs *costs = vp_costs_new(PLACES, PLACES, entries, sizeof entries / sizeof *entries, err);
    ck_assert_ptr_nonnull(costs);
    p.objective = VP_OBJECTIVE_P_MEDIAN;
    p.costs = costs;
    p.capacities = capacities;
    p.loads = loads;
    p.undivided = true;
    p.count = count;
    vp_sites_options options = vp_sites_defaults();
    vp_sites_answer *a = vp_undivided_solve(&p, &options, err);
    vp_costs_free(costs);
    return a;
}

static void check_value(double room, size_t count, double best)
{
    vp_error err = {0};
    vp_sites_answer *a = ask(room, count, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert_double_eq_tol(a->objective, best, 1e-9);
    ck_assert_double_le(a->bound, best + 1e-9);
    ck_assert_uint_le(a->chosen_count, count);
    ck_assert(a->weight_covered == PLACES && a->weight == PLACES && a->method && !a->stopped);
    ck_assert(isnan(a->before) && isnan(a->weight_reachable) && isnan(a->least_share) && isnan(a->least_share_bound));
    ck_assert_double_eq_tol(a->gap, best > 0 ? (a->objective - a->bound) / best : 0, 1e-12);
    double served = 0;
    for (size_t k = 0; k < a->chosen_count; k++) {
        bool last = k + 1 == a->chosen_count;
        ck_assert(k == 0 || a->chosen[k].served <= a->chosen[k - 1].served);
        ck_assert(isnan(a->chosen[k].gain) && (last ? a->chosen[k].total == a->objective : isnan(a->chosen[k].total)));
        served += a->chosen[k].served;
    }
    ck_assert_double_eq(served, PLACES);
    vp_sites_answer_free(a);
}

START_TEST(room_decides_who_is_where)
{
    check_value(7, 2, 9);
    check_value(12, 1, 11); /* all at 1: 1 + 0 + 1 + 9 */
    check_value(12, 2, 2);  /* 10 by itself */
    check_value(6, 3, 1);   /* 5; 4 and 2 together; 1 */
    check_value(5, 4, 0);
}
END_TEST

START_TEST(what_has_no_room_is_not_answered)
{
    vp_error err = {0};
    ck_assert_ptr_null(ask(4, 4, &err)); /* nobody takes 5 */
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert_ptr_null(ask(5, 2, &err)); /* 12 do not fit into 10 */
}
END_TEST

/* ---- parts, on small problems with every pair at hand, against what is written here anew */

enum { DEMANDS = 7, SITES = 5 };
typedef struct {
    vp_undivided u;
    double cost[DEMANDS * SITES], load[DEMANDS], room[SITES];
    uint32_t demand[DEMANDS];
    uint8_t state[SITES];
    vp_sites_options options;
    vp_time_budget budget;
} drawn;

static double part(vp_random *r) { return (double)(vp_random_next(r) >> 11) * 0x1p-53; }

/* Costs differ, so that what is best is one thing; loads are whole or not, some 0, some sites take any. */
static void draw(drawn *p, uint64_t seed)
{
    vp_random r = {seed};
    bool whole = vp_random_below(&r, 2);
    *p = (drawn){.options = vp_sites_defaults()};
    vp_time_budget_start(&p->budget, &p->options);
    p->u = (vp_undivided){.demands = 3 + vp_random_below(&r, DEMANDS - 2), .sites = 2 + vp_random_below(&r, SITES - 1)};
    p->u.cost = p->cost, p->u.load = p->load, p->u.room = p->room, p->u.state = p->state, p->u.demand = p->demand;
    p->u.count = vp_random_below(&r, p->u.sites + 1);
    p->u.budget = &p->budget;
    size_t fixed = 0;
    double most = 0;
    for (size_t s = 0; s < p->u.sites; s++) {
        size_t kind = vp_random_below(&r, 7);
        p->state[s] = (uint8_t)(kind == 0                         ? VP_SITE_KEPT
                                : kind == 1 && fixed < p->u.count ? VP_SITE_FIXED
                                : kind == 2                       ? VP_SITE_FORBIDDEN
                                                                  : VP_SITE_FREE);
        fixed += p->state[s] == VP_SITE_FIXED;
        p->room[s] = vp_random_below(&r, 6) == 0 ? INFINITY : (double)vp_random_below(&r, 13) + (whole ? 0 : part(&r));
        if (isfinite(p->room[s])) most = fmax(most, p->room[s]);
    }
    for (size_t d = 0; d < p->u.demands; d++) {
        p->load[d] = whole ? (double)vp_random_below(&r, 6) : vp_random_below(&r, 5) ? 5 * part(&r) : 0;
        for (size_t s = 0; s < p->u.sites; s++)
            p->cost[d * p->u.sites + s] =
                p->state[s] == VP_SITE_FORBIDDEN || vp_random_below(&r, 6) == 0 ? INFINITY : 10 * part(&r);
    }
    p->u.most_whole = whole && most >= 1 ? (size_t)most + 1 : 0;
}

typedef struct {
    double u[DEMANDS], direction[DEMANDS], taken[DEMANDS], best_u[DEMANDS], worth[SITES], value, bound, step;
    bool picked[SITES];
    size_t stalled;
} multipliers;

/* Whole loads: the best of all sets of demands. Others: the best for its load first, the last in part. */
static double knapsack(const drawn *p, const multipliers *m, size_t s, double taken[DEMANDS])
{
    size_t n = p->u.demands;
    double gain[DEMANDS], all = 0, best = 0, room = p->room[s];
    bool done[DEMANDS] = {false};
    unsigned best_set = 0;
    for (size_t d = 0; d < n; d++) {
        gain[d] = p->load[d] <= room ? m->u[d] - vp_undivided_cost(&p->u, d, s) : -1;
        taken[d] = 0;
        if (gain[d] > 0) all += p->load[d];
    }
    for (unsigned set = 0; (p->u.most_whole || all <= room) && set < 1u << n; set++) {
        double sum = 0, load = 0;
        for (size_t d = 0; d < n; d++)
            if (set >> d & 1) sum += gain[d] > 0 ? gain[d] : -1e9, load += p->load[d];
        if (load <= room && sum > best) best = sum, best_set = set;
    }
    for (size_t d = 0; d < n; d++) taken[d] = best_set >> d & 1;
    while (!p->u.most_whole && all > room) {
        size_t next = DEMANDS;
        for (size_t d = 0; d < n; d++)
            if (gain[d] > 0 && !done[d] && (next == DEMANDS || gain[d] / p->load[d] > gain[next] / p->load[next]))
                next = d;
        if (next == DEMANDS) break;
        done[next] = true;
        taken[next] = fmin(1, p->load[next] > 0 ? room / p->load[next] : 1);
        best += taken[next] * gain[next];
        room -= taken[next] * p->load[next];
        if (taken[next] < 1) break;
    }
    return best;
}

static void value_at(const drawn *p, multipliers *m)
{
    double taken[DEMANDS], sum = 0;
    size_t left = p->u.count;
    for (size_t s = 0; s < p->u.sites; s++) {
        m->worth[s] = p->state[s] == VP_SITE_FORBIDDEN ? 0 : -knapsack(p, m, s, taken);
        m->picked[s] = p->state[s] == VP_SITE_KEPT || p->state[s] == VP_SITE_FIXED;
        left -= p->state[s] == VP_SITE_FIXED;
    }
    for (; left > 0; left--) {
        size_t best = SITES;
        for (size_t s = 0; s < p->u.sites; s++)
            if (!m->picked[s] && p->state[s] == VP_SITE_FREE && m->worth[s] < (best == SITES ? 0 : m->worth[best]))
                best = s;
        if (best == SITES) break;
        m->picked[best] = true;
    }
    for (size_t d = 0; d < p->u.demands; d++) sum += m->u[d], m->taken[d] = 0;
    for (size_t s = 0; s < p->u.sites; s++) {
        if (!m->picked[s]) continue;
        sum -= knapsack(p, m, s, taken);
        for (size_t d = 0; d < p->u.demands; d++) m->taken[d] += taken[d];
    }
    m->value = sum;
}

/* Held and Karp 1971, with what is left of the step before; after twelve that gain nothing from the best on, shorter.
 */
static void step_of(const drawn *p, multipliers *m, double upper)
{
    size_t n = p->u.demands;
    double length = 0;
    value_at(p, m);
    if (m->value > m->bound + 1e-7 * fabs(m->bound)) {
        m->stalled = 0;
    } else if (++m->stalled == 12) {
        m->stalled = 0;
        m->step *= 0.6;
        for (size_t d = 0; d < n; d++) m->u[d] = m->best_u[d], m->direction[d] = 0;
        value_at(p, m);
    }
    if (m->value > m->bound) {
        m->bound = m->value;
        memcpy(m->best_u, m->u, sizeof m->u);
    }
    double aim = isfinite(upper) ? fmax(upper - m->value, 1e-4 * fabs(upper)) : 0.1 * fabs(m->value) + 1;
    for (size_t d = 0; d < n; d++) {
        m->direction[d] = 1 - m->taken[d] + 0.3 * m->direction[d];
        length += m->direction[d] * m->direction[d];
    }
    for (size_t d = 0; length > 0 && d < n; d++) m->u[d] += m->step * aim / length * m->direction[d];
}

/* Row _i: with the value of a plan to aim at, without. */
START_TEST(each_step_of_the_bound_is_as_written)
{
    size_t shorter = 0, ended = 0;
    for (uint64_t seed = 1; seed <= 120; seed++) {
        drawn p;
        multipliers m = {.bound = -INFINITY, .step = 1.5};
        vp_undivided_bound b;
        vp_error err = {0};
        draw(&p, seed);
        ck_assert(vp_undivided_bound_init(&b, &p.u, &err));
        for (size_t d = 0; d < p.u.demands; d++) { /* the second cheapest site; of one, that */
            double least = INFINITY, second = INFINITY;
            for (size_t s = 0; s < p.u.sites; s++) {
                double cost = vp_undivided_cost(&p.u, d, s);
                if (cost < least)
                    second = least, least = cost;
                else if (cost < second)
                    second = cost;
            }
            m.u[d] = isfinite(second) ? second : isfinite(least) ? least : 0;
            ck_assert_double_eq(b.u[d], m.u[d]);
        }
        double upper = _i ? INFINITY : 30;
        for (int k = 0; k < 40; k++) {
            step_of(&p, &m, upper);
            vp_undivided_bound_step(&p.u, &b, upper);
            ck_assert_msg(fabs(b.value - m.value) < 1e-6 * (1 + fabs(m.value)), "seed %u, step %d: %g, not %g",
                          (unsigned)seed, k, b.value, m.value);
            ck_assert_double_eq_tol(b.bound, m.bound, 1e-6 * (1 + fabs(m.bound)));
            ck_assert_double_eq_tol(b.step, m.step, 1e-12);
            ck_assert_uint_eq(b.stalled, m.stalled);
            for (size_t s = 0; s < p.u.sites; s++) {
                ck_assert_double_eq_tol(b.worth[s], m.worth[s], 1e-6 * (1 + fabs(m.worth[s])));
                ck_assert_int_eq(b.picked[s], m.picked[s]);
            }
            for (size_t d = 0; d < p.u.demands; d++) {
                ck_assert_double_eq_tol(b.taken[d], m.taken[d], 1e-6);
                ck_assert_double_eq_tol(b.u[d], m.u[d], 1e-6 * (1 + fabs(m.u[d])));
                b.u[d] = m.u[d]; /* rounding must not grow */
            }
            ended += m.value == m.bound;
        }
        shorter += m.step < 1.5;
        vp_undivided_bound_back(&p.u, &b);
        ck_assert_double_eq_tol(b.value, b.bound, 1e-6 * (1 + fabs(b.bound)));
        for (size_t d = 0; d < p.u.demands; d++)
            ck_assert_double_eq_tol(b.u[d], m.best_u[d], 1e-6 * (1 + fabs(m.best_u[d])));
        vp_undivided_bound_clear(&b);
    }
    ck_assert_uint_gt(shorter, 40);
    ck_assert_uint_gt(ended, 300);
}
END_TEST

/* Value of the cheapest plan that gives each demand one of the open sites; INFINITY: there is none. */
static double cheapest_of(const drawn *p, const bool open[], size_t d, double left[])
{
    double best = INFINITY;
    if (d == p->u.demands) return 0;
    for (size_t s = 0; s < p->u.sites; s++) {
        double cost = vp_undivided_cost(&p->u, d, s);
        if (!open[s] || isinf(cost) || p->load[d] > left[s] + 1e-12) continue;
        left[s] -= p->load[d];
        best = fmin(best, cost + cheapest_of(p, open, d + 1, left));
        left[s] = isinf(p->room[s]) ? INFINITY : left[s] + p->load[d];
    }
    return best;
}

static double best_with(const drawn *p, const bool open[])
{
    double left[SITES];
    memcpy(left, p->room, sizeof left);
    return cheapest_of(p, open, 0, left);
}

static void check_plan(const drawn *p, const vp_undivided_plan *plan)
{
    double left[SITES], sum = 0;
    memcpy(left, p->room, sizeof left);
    for (size_t d = 0; d < p->u.demands; d++) {
        ck_assert(plan->open[plan->site[d]]);
        left[plan->site[d]] -= p->load[d];
        sum += vp_undivided_cost(&p->u, d, plan->site[d]);
    }
    ck_assert_double_eq_tol(sum, plan->value, 1e-9);
    for (size_t s = 0; s < p->u.sites; s++) {
        ck_assert_double_ge(left[s], -1e-9);
        if (isfinite(left[s]) && plan->open[s]) ck_assert_double_eq_tol(plan->left[s], left[s], 1e-9);
    }
}

/* No demand elsewhere, no two exchanged and no site moved with all whom it serves costs less. */
static void check_settled(const drawn *p, vp_undivided_plan *plan)
{
    const vp_undivided *u = &p->u;
    for (size_t d = 0; d < u->demands; d++) {
        size_t own = plan->site[d];
        for (size_t s = 0; s < u->sites; s++)
            if (plan->open[s] && s != own && p->load[d] <= plan->left[s])
                ck_assert_double_ge(vp_undivided_cost(u, d, s), vp_undivided_cost(u, d, own) - 1e-8);
        for (size_t e = 0; e < d; e++) {
            size_t other = plan->site[e];
            if (p->load[d] > plan->left[other] + p->load[e] || p->load[e] > plan->left[own] + p->load[d]) continue;
            ck_assert_double_ge(vp_undivided_cost(u, d, other) + vp_undivided_cost(u, e, own),
                                vp_undivided_cost(u, d, own) + vp_undivided_cost(u, e, other) - 1e-8);
        }
    }
    for (size_t s = 0; s < u->sites; s++)
        for (size_t t = 0; t < u->sites; t++) {
            double here = 0, there = 0, load = 0;
            if (!plan->open[s] || plan->open[t] || p->state[s] != VP_SITE_FREE || p->state[t] != VP_SITE_FREE) continue;
            for (size_t d = 0; d < u->demands; d++) {
                if (plan->site[d] != s) continue;
                load += p->load[d], here += vp_undivided_cost(u, d, s), there += vp_undivided_cost(u, d, t);
            }
            if (load <= p->room[t]) ck_assert_double_ge(there, here - 1e-8);
        }
}

START_TEST(plans_end_where_no_exchange_and_no_move_helps)
{
    size_t plans = 0, none = 0, missed = 0, shaken = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        drawn p;
        vp_undivided_plan plan, best;
        vp_error err = {0};
        vp_random random = {seed};
        bool open[SITES], least_open[SITES] = {false};
        double least = INFINITY;
        draw(&p, seed);
        ck_assert(vp_undivided_plan_init(&plan, &p.u, &err) && vp_undivided_plan_init(&best, &p.u, &err));
        for (size_t s = 0; s < p.u.sites; s++)
            open[s] = p.state[s] == VP_SITE_KEPT || p.state[s] == VP_SITE_FIXED ||
                      (p.state[s] == VP_SITE_FREE && vp_random_below(&random, 2));
        size_t free_open = 0, opened = 0;
        for (size_t s = 0; s < p.u.sites; s++) free_open += open[s] && p.state[s] == VP_SITE_FREE;
        double alone = best_with(&p, open);
        bool found = vp_undivided_try(&p.u, open, &plan, &best);
        ck_assert_int_eq(found, isfinite(best.value));
        ck_assert(isfinite(alone) || isinf(best.value));
        if (found) {
            check_plan(&p, &best);
            check_settled(&p, &best);
            double value = best.value;
            vp_undivided_shake(&p.u, 60, &random, &plan, &best, &p.budget);
            ck_assert_double_le(best.value, value);
            check_plan(&p, &best);
            for (size_t s = 0; s < p.u.sites; s++) {
                opened += best.open[s] && p.state[s] == VP_SITE_FREE;
                if (p.state[s] != VP_SITE_FREE) ck_assert_int_eq(best.open[s], open[s]);
            }
            ck_assert_uint_eq(opened, free_open); /* sites move, none is added */
            for (unsigned set = 0; set < 1u << p.u.sites; set++) {
                size_t count = 0;
                for (size_t s = 0; s < p.u.sites; s++) {
                    least_open[s] = p.state[s] == VP_SITE_FREE ? set >> s & 1 : open[s];
                    count += least_open[s] && p.state[s] == VP_SITE_FREE;
                }
                if (count == free_open) least = fmin(least, best_with(&p, least_open));
            }
            ck_assert_double_ge(best.value, least - 1e-9);
            shaken += best.value > least + 1e-9;
        }
        plans += isfinite(alone) ? 1 : 0;
        missed += isfinite(alone) && !found;
        if (!isfinite(alone)) none++;
        vp_undivided_plan_clear(&plan);
        vp_undivided_plan_clear(&best);
    }
    ck_assert_msg(plans > 150 && none > 50, "%zu, %zu", plans, none);
    ck_assert_msg(missed <= 1 && shaken <= 2, "%zu without a plan, %zu with a worse one than there is", missed, shaken);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("capacitated p-median");
    TCase *cases = tcase_create("undivided");
    tcase_add_test(cases, room_decides_who_is_where);
    tcase_add_test(cases, what_has_no_room_is_not_answered);
    tcase_add_loop_test(cases, each_step_of_the_bound_is_as_written, 0, 2);
    tcase_add_test(cases, plans_end_where_no_exchange_and_no_move_helps);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
