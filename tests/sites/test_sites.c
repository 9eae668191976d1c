#include "brute_sites.h"
#include <check.h>

static unsigned set_of(const vp_sites_answer *a)
{
    unsigned set = 0;
    for (size_t k = 0; k < a->chosen_count; k++) set |= 1u << a->chosen[k].site;
    return set;
}

static bool close_to(double a, double b) { return fabs(a - b) <= 1e-9 * (1 + fabs(b)); }

/* What must hold for every answer, proven or not. */
static void check_answer(const brute *b, const vp_sites_answer *a, double best, uint64_t seed)
{
    const char *name = vp_objective_names[b->problem.objective];
    double sign = b->problem.objective == VP_OBJECTIVE_COVERAGE ? -1 : 1;
    ck_assert_msg(a->method && *a->method, "%s, problem %zu: says not how", name, (size_t)seed);
    ck_assert_msg(brute_allows(b, set_of(a)), "%s, problem %zu: the choice is not allowed", name, (size_t)seed);
    ck_assert_msg(close_to(brute_value(b, set_of(a)), a->objective), "%s, problem %zu: says %g, the choice is worth %g",
                  name, (size_t)seed, a->objective, brute_value(b, set_of(a)));
    ck_assert_msg(sign * a->bound <= sign * best + 1e-9 * (1 + fabs(best)), "%s, problem %zu: bound %g, but %g exists",
                  name, (size_t)seed, a->bound, best);
    if (a->proven)
        ck_assert_msg(close_to(a->objective, best), "%s, problem %zu: proven %g, best %g", name, (size_t)seed,
                      a->objective, best);
    if (a->chosen_count > 0 && b->problem.objective != VP_OBJECTIVE_SET_COVER)
        ck_assert_msg(close_to(a->chosen[a->chosen_count - 1].total, a->objective),
                      "%s, problem %zu: the last total is %g of %g", name, (size_t)seed,
                      a->chosen[a->chosen_count - 1].total, a->objective);
}

/* Row _i: objective. Without the exact solver. */
START_TEST(every_small_problem_agrees_with_all_choices_looked_at)
{
    size_t answered = 0, proven = 0;
    for (uint64_t seed = 1; seed <= 1500; seed++) {
        brute b;
        brute_make(&b, (vp_objective)_i, seed);
        vp_error err = {0};
        vp_sites_options options = vp_sites_defaults();
        vp_sites_answer *a = vp_sites_solve(&b.problem, &options, &err);
        double best = brute_best(&b);
        ck_assert_msg((a != NULL) == !isnan(best), "%s, problem %zu: best %g, but %s", vp_objective_names[_i],
                      (size_t)seed, best, a ? "answered" : err.message);
        if (a) check_answer(&b, a, best, seed);
        answered += a != NULL;
        proven += a && a->proven;
        vp_sites_answer_free(a);
        brute_clear(&b);
    }
    ck_assert_uint_ge(answered, 700);
    /* of set covers, which are proven by a search of a few nodes, nearly all */
    if (_i == VP_OBJECTIVE_SET_COVER)
        ck_assert_msg(proven >= 1150, "%zu of %zu", proven, answered);
    else
        ck_assert_uint_eq(proven, answered);
}
END_TEST

/* Demands a..f; one site covers the four in the middle, two others three each and all together. */
START_TEST(the_greedy_trap_of_covering_is_avoided)
{
    static const vp_cost covers[] = {{1, 0, 0}, {2, 0, 0}, {3, 0, 0}, {4, 0, 0}, {0, 1, 0},
                                     {1, 1, 0}, {2, 1, 0}, {3, 2, 0}, {4, 2, 0}, {5, 2, 0}};
    vp_error err;
    vp_sites_problem problem = vp_sites_problem_defaults();
    vp_costs *costs = vp_costs_new(6, 3, covers, 10, &err);
    problem.costs = costs;
    problem.count = 2;
    vp_sites_options options = vp_sites_defaults();
    vp_sites_answer *a = vp_sites_solve(&problem, &options, &err);
    ck_assert_ptr_nonnull(a);
    ck_assert_double_eq(a->objective, 6);
    ck_assert(a->proven);
    ck_assert_uint_eq(set_of(a), 6);
    vp_sites_answer_free(a);
    problem.objective = VP_OBJECTIVE_SET_COVER;
    problem.count = SIZE_MAX;
    a = vp_sites_solve(&problem, &options, &err);
    ck_assert_double_eq(a->objective, 2);
    vp_sites_answer_free(a);
    vp_costs_free(costs);
}
END_TEST

/* Points 0 1 2 | 10 11 12 on a line: the 1-median between them must be given up for two. */
START_TEST(the_greedy_trap_of_the_median_is_avoided)
{
    static const double at[] = {0, 1, 2, 10, 11, 12};
    static const double site_at[] = {6, 1, 11};
    vp_cost entries[18];
    for (uint32_t d = 0; d < 6; d++)
        for (uint32_t s = 0; s < 3; s++) entries[3 * d + s] = (vp_cost){d, s, fabs(at[d] - site_at[s])};
    vp_error err;
    vp_costs *costs = vp_costs_new(6, 3, entries, 18, &err);
    vp_sites_problem problem = vp_sites_problem_defaults();
    problem.objective = VP_OBJECTIVE_P_MEDIAN;
    problem.costs = costs;
    problem.count = 2;
    vp_sites_options options = vp_sites_defaults();
    vp_sites_answer *a = vp_sites_solve(&problem, &options, &err);
    ck_assert_ptr_nonnull(a);
    ck_assert_double_eq(a->objective, 4);
    ck_assert_uint_eq(set_of(a), 6);
    ck_assert(a->proven);
    ck_assert_double_eq(a->chosen[1].total, 4);
    ck_assert_double_eq(a->chosen[0].served + a->chosen[1].served, 6);
    vp_sites_answer_free(a);
    vp_costs_free(costs);
}
END_TEST

/* Stars of 9 leaves far apart: the centres are the optimum, and it is known. */
START_TEST(planted_stars_are_found)
{
    enum { STARS = 20, LEAVES = 9, NODES = STARS * (LEAVES + 1) };
    vp_edge edges[STARS * LEAVES + STARS];
    size_t count = 0;
    for (uint32_t s = 0; s < STARS; s++) {
        for (uint32_t l = 1; l <= LEAVES; l++)
            edges[count++] = (vp_edge){s * (LEAVES + 1), s * (LEAVES + 1) + l, 1 + l % 3};
        edges[count++] = (vp_edge){s * (LEAVES + 1), (s + 1) % STARS * (LEAVES + 1), 1000};
    }
    vp_error err;
    vp_costs *costs = vp_costs_of_graph(NODES, edges, count, &err);
    ck_assert_ptr_nonnull(costs);
    for (int objective = VP_OBJECTIVE_P_MEDIAN; objective <= VP_OBJECTIVE_P_CENTER; objective++) {
        vp_sites_problem problem = vp_sites_problem_defaults();
        problem.objective = (vp_objective)objective;
        problem.costs = costs;
        problem.count = STARS;
        vp_sites_options options = vp_sites_defaults();
        vp_sites_answer *a = vp_sites_solve(&problem, &options, &err);
        ck_assert_ptr_nonnull(a);
        ck_assert(a->proven);
        ck_assert_double_eq(a->objective, objective == VP_OBJECTIVE_P_MEDIAN ? STARS * (2 + 3 + 1) * 3 : 3);
        vp_sites_answer_free(a);
    }
    vp_costs_free(costs);
}
END_TEST

START_TEST(of_several_edges_between_two_nodes_the_last_counts)
{
    static const vp_edge edges[] = {{0, 1, 1}, {1, 2, 4}, {1, 0, 9}, {2, 1, 2}};
    vp_error err;
    vp_costs *costs = vp_costs_of_graph(3, edges, 4, &err);
    ck_assert_ptr_nonnull(costs);
    ck_assert_uint_eq(costs->entry_count, 9);
    ck_assert_double_eq(costs->site_cost[costs->site_start[0] + 1], 9);
    ck_assert_double_eq(costs->site_cost[costs->site_start[0] + 2], 11);
    vp_costs_free(costs);
}
END_TEST

/* A grid of points, as many answers as sites: more sites never do worse. */
START_TEST(more_sites_never_do_worse)
{
    enum { SIDE = 7, POINTS = SIDE * SIDE };
    vp_cost entries[POINTS * POINTS];
    for (uint32_t d = 0; d < POINTS; d++)
        for (uint32_t s = 0; s < POINTS; s++)
            entries[d * POINTS + s] = (vp_cost){
                d, s, hypot((double)(d % SIDE) - (double)(s % SIDE), (double)(d / SIDE) - (double)(s / SIDE))};
    vp_error err;
    vp_costs *costs = vp_costs_new(POINTS, POINTS, entries, POINTS * POINTS, &err);
    static const vp_objective objectives[] = {VP_OBJECTIVE_COVERAGE, VP_OBJECTIVE_P_MEDIAN, VP_OBJECTIVE_P_CENTER};
    for (size_t o = 0; o < 3; o++) {
        double last = objectives[o] == VP_OBJECTIVE_COVERAGE ? 0 : INFINITY;
        for (size_t p = 1; p <= 12; p++) {
            vp_sites_problem problem = vp_sites_problem_defaults();
            problem.objective = objectives[o];
            problem.costs = costs;
            problem.count = p;
            problem.limit = 1.5;
            vp_sites_options options = vp_sites_defaults();
            vp_sites_answer *a = vp_sites_solve(&problem, &options, &err);
            ck_assert_ptr_nonnull(a);
            if (objectives[o] == VP_OBJECTIVE_COVERAGE) {
                ck_assert_double_ge(a->objective, last);
                ck_assert_double_ge(a->bound, a->objective);
                if (p == 9) ck_assert_double_eq(a->objective, POINTS); /* 3 x 3 squares of 9 */
            } else {
                ck_assert_double_le(a->objective, last);
                ck_assert_double_le(a->bound, a->objective);
            }
            last = a->objective;
            vp_sites_answer_free(a);
        }
    }
    vp_costs_free(costs);
}
END_TEST

static bool stop_at_once(void *context, double objective, double bound, double done)
{
    (void)objective;
    (void)bound;
    (void)done;
    ++*(int *)context;
    return false;
}

START_TEST(a_cancelled_run_still_answers_with_a_valid_bound)
{
    brute b;
    for (uint64_t seed = 1; seed < 60; seed++) {
        brute_make(&b, VP_OBJECTIVE_COVERAGE, seed);
        int calls = 0;
        vp_error err;
        vp_sites_options options = vp_sites_defaults();
        options.progress = stop_at_once;
        options.context = &calls;
        vp_sites_answer *a = vp_sites_solve(&b.problem, &options, &err);
        if (a) check_answer(&b, a, brute_best(&b), seed);
        if (a && calls) ck_assert(a->stopped);
        vp_sites_answer_free(a);
        brute_clear(&b);
    }
}
END_TEST

START_TEST(the_same_seed_gives_the_same_answer)
{
    brute b;
    brute_make(&b, VP_OBJECTIVE_P_MEDIAN, 77);
    vp_error err;
    vp_sites_options options = vp_sites_defaults();
    options.seed = 5;
    vp_sites_answer *first = vp_sites_solve(&b.problem, &options, &err),
                    *second = vp_sites_solve(&b.problem, &options, &err);
    ck_assert_ptr_nonnull(first);
    ck_assert_uint_eq(first->chosen_count, second->chosen_count);
    for (size_t k = 0; k < first->chosen_count; k++) ck_assert_uint_eq(first->chosen[k].site, second->chosen[k].site);
    vp_sites_answer_free(first);
    vp_sites_answer_free(second);
    brute_clear(&b);
}
END_TEST

START_TEST(malformed_costs_are_refused)
{
    static const vp_cost twice[] = {{0, 0, 1}, {0, 1, 1}, {0, 0, 2}}, negative[] = {{0, 0, -1}},
                         outside[] = {{0, 2, 1}};
    vp_error err;
    ck_assert_ptr_null(vp_costs_new(1, 2, twice, 3, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_ptr_null(vp_costs_new(1, 2, negative, 1, &err));
    ck_assert_ptr_null(vp_costs_new(1, 2, outside, 1, &err));
    ck_assert_ptr_null(vp_costs_new(0, 2, NULL, 0, &err));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sites");
    TCase *tests = tcase_create("sites");
    suite_add_tcase(suite, tests);
    tcase_set_timeout(tests, 280);
    tcase_add_loop_test(tests, every_small_problem_agrees_with_all_choices_looked_at, 0, VP_OBJECTIVE_COUNT);
    tcase_add_test(tests, the_greedy_trap_of_covering_is_avoided);
    tcase_add_test(tests, the_greedy_trap_of_the_median_is_avoided);
    tcase_add_test(tests, planted_stars_are_found);
    tcase_add_test(tests, of_several_edges_between_two_nodes_the_last_counts);
    tcase_add_test(tests, more_sites_never_do_worse);
    tcase_add_test(tests, a_cancelled_run_still_answers_with_a_valid_bound);
    tcase_add_test(tests, the_same_seed_gives_the_same_answer);
    tcase_add_test(tests, malformed_costs_are_refused);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
