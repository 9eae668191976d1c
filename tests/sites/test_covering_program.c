/* What the exact solver is asked about a covering, and what its answer proves. */
#include "sites/sites_internal.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Weights 10, 25, 30 and 40. Site 0 is near demands 0 and 1, site 1 near 1 and 3, site 2 near 2 alone. */
static const vp_cost entries[] = {{0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {3, 1, 1}, {2, 2, 1}};
static const double weights[] = {10, 25, 30, 40};

static double asked_below;
static size_t asked_rows;
static bool stops_early(const vp_program *program, const vp_program_limits *limits, vp_program_answer *answer,
                        vp_error *err)
{
    (void)err;
    asked_below = limits->cutoff;
    asked_rows = program->row_count;
    *answer = (vp_program_answer){.objective = INFINITY, .bound = 7};
    return true;
}

START_TEST(what_no_open_choice_covers_counts_beside_the_program)
{
    vp_error err = {0};
    vp_sites_problem problem = vp_sites_problem_defaults();
    problem.objective = VP_OBJECTIVE_COVERAGE;
    problem.costs = vp_costs_new(4, 3, entries, sizeof entries / sizeof *entries, &err);
    problem.weights = weights;
    problem.count = 2;
    problem.limit = 3;
    vp_instance *s = vp_instance_new(&problem, &err);
    ck_assert_msg(s && s->site_count == 3 && s->demand_count == 4, "%s", err.message);
    vp_sites_options options = vp_sites_defaults();
    options.solve = stops_early;
    vp_time_budget budget;
    vp_time_budget_start(&budget, &options);
    bool open[3] = {true, false, false};
    vp_search_state state = {.open = open, .value = vp_instance_value(s, open), .bound = -INFINITY};
    ck_assert_double_eq(state.value, 70);

    /* Site 0 is decided open and covers 0 and 1; site 2 closed, so that 30 are lost whatever is chosen; the program
     * is left with demand 3, which site 1 may cover, and with the count. */
    const uint8_t decision[] = {VP_SITE_OPEN, VP_SITE_OPEN_OR_NOT, VP_SITE_CLOSED};
    ck_assert(vp_exact_covering(s, decision, &state, &budget, &err));
    ck_assert_uint_eq(asked_rows, 2);
    ck_assert_double_eq(asked_below, vp_relaxation_cutoff(s, 70) - 30);
    ck_assert_double_eq(state.bound, 7 + 30);
    ck_assert_double_eq(state.value, 70);
    vp_instance_free(s);
    vp_costs_free((vp_costs *)(uintptr_t)problem.costs);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("covering program");
    TCase *cases = tcase_create("covering program");
    tcase_add_test(cases, what_no_open_choice_covers_counts_beside_the_program);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
