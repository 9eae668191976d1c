#include <check.h>
#include <math.h>
#include <vungphu/inequality.h>

static vp_inequality of(const double values[], const double people[], size_t count, int better)
{
    vp_inequality q;
    ck_assert(vp_inequality_of(values, people, count, better, &q, NULL));
    return q;
}

/* By hand: P = 4, mean 2.5, pairs |1-2|·1·1 + |1-3.5|·1·2 + |2-3.5|·1·2 = 9, Gini = 2·9 / (2·2.5·16) = 0.225. */
START_TEST(gini_of_three_units_is_as_computed_by_hand)
{
    const double values[] = {3.5, 1, 2}, people[] = {2, 1, 1};
    vp_inequality q = of(values, people, 3, 1);
    ck_assert_double_eq_tol(q.gini, 0.225, 1e-12);
    ck_assert_double_eq(q.least, 1);
    ck_assert_double_eq(q.most, 3.5);
    ck_assert_double_eq(q.ratio, 3.5);
    ck_assert_uint_eq(q.units, 3);
}
END_TEST

START_TEST(the_same_everywhere_is_no_inequality)
{
    const double values[] = {0.4, 0.4, 0.4}, people[] = {10, 20, 5};
    ck_assert_double_eq_tol(of(values, people, 3, 1).gini, 0, 1e-12);
}
END_TEST

START_TEST(the_worst_tenth_is_filled_from_the_worst_units)
{
    const double values[] = {10, 20, 90}, people[] = {4, 16, 80};
    vp_inequality low = of(values, people, 3, 1), high = of(values, people, 3, -1);
    ck_assert_double_eq_tol(low.worst_tenth_people, 10, 1e-12);
    ck_assert_double_eq_tol(low.worst_tenth, (4 * 10 + 6 * 20) / 10.0, 1e-12);
    ck_assert_double_eq_tol(high.worst_tenth, 90, 1e-12);
}
END_TEST

START_TEST(units_without_data_are_left_out)
{
    const double values[] = {NAN, 5, 7}, people[] = {100, 0, 3};
    vp_inequality q = of(values, people, 3, 1), none = of(values, people, 1, 1);
    ck_assert_uint_eq(q.units, 1);
    ck_assert_double_eq(q.least, 7);
    ck_assert_uint_eq(none.units, 0);
    ck_assert(isnan(none.gini) && isnan(none.worst_tenth));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("inequality");
    TCase *cases = tcase_create("between units");
    tcase_add_test(cases, gini_of_three_units_is_as_computed_by_hand);
    tcase_add_test(cases, the_same_everywhere_is_no_inequality);
    tcase_add_test(cases, the_worst_tenth_is_filled_from_the_worst_units);
    tcase_add_test(cases, units_without_data_are_left_out);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
