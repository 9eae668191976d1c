/* One indicator at every limit: the figures of each are those of the limit asked alone. */
#include "server/support_answers.h"
#include <stdio.h>
#include <string.h>

static void expect_same(json_t *sweep, size_t k, double limit)
{
    char query[64];
    snprintf(query, sizeof query, "limit=%.12g", limit);
    json_t *one = json_of("/indicators/reached", query, 200), *row;
    json_t *whole = json_array_get(json_object_get(sweep, "province"), k);
    static const char *const figures[] = {"value", "numerator", "denominator"};
    ck_assert(json_equal(json_object_get(whole, "low"), json_object_get(json_object_get(one, "province"), "low")));
    for (size_t f = 0; f < 3; f++) {
        size_t u;
        ck_assert(json_equal(json_object_get(whole, figures[f]),
                             json_object_get(json_object_get(one, "province"), figures[f])));
        json_array_foreach(json_object_get(one, "values"), u, row)
        {
            json_t *mine = json_array_get(json_object_get(sweep, "values"), u);
            ck_assert(json_equal(json_object_get(mine, "code"), json_object_get(row, "code")));
            ck_assert(
                json_equal(json_array_get(json_object_get(mine, figures[f]), k), json_object_get(row, figures[f])));
        }
    }
    json_decref(one);
}

START_TEST(every_limit_has_the_figures_of_that_limit)
{
    json_t *sweep = json_of("/indicators/reached/limits", NULL, 200), *limits = json_object_get(sweep, "limits");
    size_t count = json_array_size(limits);
    ck_assert_uint_gt(count, 10);
    ck_assert_uint_le(count, 201);
    for (size_t k = 0; k < count; k += count / 7 + 1)
        expect_same(sweep, k, json_number_value(json_array_get(limits, k)));
    for (size_t k = 1; k < count; k++)
        ck_assert_double_gt(json_number_value(json_array_get(limits, k)),
                            json_number_value(json_array_get(limits, k - 1)));
    expect_same(sweep, count - 1, json_number_value(json_array_get(limits, count - 1)));
    json_decref(sweep);
}
END_TEST

START_TEST(what_has_no_limit_is_refused)
{
    json_t *root = json_of("/indicators/none/limits", NULL, 404);
    json_decref(root);
    json_t *all = json_of("/indicators", NULL, 200), *row;
    size_t i, refused = 0;
    json_array_foreach(json_object_get(all, "indicators"), i, row)
    {
        if (json_is_true(json_object_get(row, "takes_limit"))) continue;
        char path[200];
        snprintf(path, sizeof path, "/indicators/%s/limits", json_string_value(json_object_get(row, "id")));
        json_decref(json_of(path, NULL, 400));
        refused++;
    }
    ck_assert_uint_gt(refused, 0);
    json_decref(all);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("limit_answers");
    TCase *cases = tcase_create("limit_answers");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, every_limit_has_the_figures_of_that_limit);
    tcase_add_test(cases, what_has_no_limit_is_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
