/* The capacitated p-median without an exact solver; against every choice: tests/solver/test_sites_conditions.c. */
#include <check.h>
#include <stdlib.h>
#include <vungphu/undivided.h>

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
    ck_assert_double_eq(a->weight_covered, PLACES);
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

int main(void)
{
    Suite *suite = suite_create("capacitated p-median");
    TCase *cases = tcase_create("undivided");
    tcase_add_test(cases, room_decides_who_is_where);
    tcase_add_test(cases, what_has_no_room_is_not_answered);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
