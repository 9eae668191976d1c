/* Who is within a limit, counted by hand. */
#include "service/process_people.h"
#include <check.h>
#include <math.h>
#include <string.h>

/*   cell    0    1    2    3    4    5
 *   people  10   20   NaN  40   50   60
 *   value   5    6    1    NaN  INF  7
 * The first unit has cells 0 to 2 and a quarter of cell 5, the second cells 3 and 4 and half of cell 5. */
static const float people[] = {10, 20, NAN, 40, 50, 60}, values[] = {5, 6, 1, NAN, INFINITY, 7};
static vp_run runs[] = {{0, 3, 0}, {3, 2, 1}};
static vp_partial partials[] = {{5, 0, 0.25}, {5, 1, 0.5}};
static char first[] = "1", second[] = "2", name[] = "Xã \"A\"";
static vp_unit units[] = {{.code = first, .name = name}, {.code = second, .name = name}};

static json_t *within(double limit, bool at_least)
{
    const vp_weights weights = {
        .zone_count = 2, .runs = runs, .run_count = 2, .partials = partials, .partial_count = 2};
    const vp_unit_set set = {.units = units, .unit_count = 2};
    const vp_counted_people counted = {people, &weights, &set};
    vp_error err = {0};
    json_t *result = vp_counted_people_within(&counted, values, limit, at_least, &err);
    ck_assert_msg(result != NULL, "%s", err.message);
    return result;
}

static void expect(const json_t *row, double all, double reached, double no_data)
{
    static const char *const keys[] = {"people", "reached", "no_data"};
    const double wanted[] = {all, reached, no_data};
    for (size_t i = 0; i < 3; i++)
        ck_assert_double_eq_tol(json_number_value(json_object_get(row, keys[i])), wanted[i], 1e-9);
    ck_assert_double_eq_tol(json_number_value(json_object_get(row, "share")), reached / all, 1e-12);
}

/* A value at the limit is within it; cells of no data count nowhere, those without a path among the people alone. */
START_TEST(people_are_counted_by_unit_and_in_all)
{
    static const struct {
        double limit;
        bool at_least;
        double reached[2];
    } rows[] = {{6, false, {30, 0}}, {5.5, false, {10, 0}}, {7, false, {45, 30}},
                {6, true, {35, 30}}, {6.5, true, {15, 30}}, {8, true, {0, 0}}}; /* no signal is none at all */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *r = within(rows[i].limit, rows[i].at_least), *list = json_object_get(r, "units");
        ck_assert_uint_eq(json_array_size(list), 2);
        expect(json_array_get(list, 0), 45, rows[i].reached[0], 0);
        expect(json_array_get(list, 1), 80, rows[i].reached[1], 40);
        ck_assert_str_eq(json_string_value(json_object_get(json_array_get(list, 1), "status")), "partly_known");
        ck_assert_str_eq(json_string_value(json_object_get(json_array_get(list, 0), "status")), "partly_known");
        expect(json_object_get(r, "province"), 125, rows[i].reached[0] + rows[i].reached[1], 40);
        ck_assert_str_eq(json_string_value(json_object_get(json_array_get(list, 1), "code")), "2");
        ck_assert_str_eq(json_string_value(json_object_get(json_array_get(list, 1), "name")), name);
        json_decref(r);
    }
}
END_TEST

/* What is known of a unit of one cell, and of one of all six. */
static const struct {
    float people, value;
    const char *status;
    double people_said, reached, share; /* NaN: null */
} cells[] = {{10, 5, "known", 10, 10, 1},          {10, 12, "known", 10, 0, 0},
             {10, INFINITY, "known", 10, 0, 0},    {10, NAN, "not_known", 0, NAN, NAN},
             {NAN, 5, "not_known", NAN, NAN, NAN}, {NAN, NAN, "not_known", NAN, NAN, NAN},
             {0, 5, "nobody", 0, 0, NAN}};

static void expect_or_null(const json_t *row, const char *key, double wanted)
{
    const json_t *value = json_object_get(row, key);
    ck_assert_msg(json_is_null(value) == !!isnan(wanted), "%s", key);
    if (!isnan(wanted)) ck_assert_double_eq(json_number_value(value), wanted);
}

START_TEST(what_is_not_known_is_no_zero)
{
    static vp_run only[] = {{0, 1, 0}};
    const vp_weights weights = {.zone_count = 1, .runs = only, .run_count = 1};
    const vp_unit_set set = {.units = units, .unit_count = 1};
    const vp_counted_people counted = {&cells[_i].people, &weights, &set};
    vp_error err = {0};
    json_t *r = vp_counted_people_within(&counted, &cells[_i].value, 9, false, &err),
           *row = json_array_get(json_object_get(r, "units"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(row, "status")), cells[_i].status);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(r, "province"), "status")), cells[_i].status);
    expect_or_null(row, "people", cells[_i].people_said);
    expect_or_null(row, "reached", cells[_i].reached);
    expect_or_null(row, "share", cells[_i].share);
    json_decref(r);
}
END_TEST

START_TEST(a_share_of_nobody_is_null)
{
    static const float nobody[] = {0};
    static vp_run only[] = {{0, 1, 0}};
    const vp_weights weights = {.zone_count = 1, .runs = only, .run_count = 1};
    const vp_unit_set set = {.units = units, .unit_count = 1};
    const vp_counted_people counted = {nobody, &weights, &set};
    vp_error err = {0};
    json_t *r = vp_counted_people_within(&counted, values, 9, false, &err);
    ck_assert(json_is_null(json_object_get(json_object_get(r, "province"), "share")));
    json_decref(r);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("process_people");
    TCase *cases = tcase_create("process_people");
    tcase_add_test(cases, people_are_counted_by_unit_and_in_all);
    tcase_add_test(cases, a_share_of_nobody_is_null);
    tcase_add_loop_test(cases, what_is_not_known_is_no_zero, 0, (int)(sizeof cells / sizeof *cells));
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
