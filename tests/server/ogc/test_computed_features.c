/* Collections of what was computed: units with the values of all indicators, and isochrones. */
#include "server/endpoints/endpoints.h"
#include "server/support_answers.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static json_t *feature(json_t *collection, size_t row)
{
    json_t *found = json_array_get(json_object_get(collection, "features"), row);
    ck_assert_ptr_nonnull(found);
    return found;
}

static json_t *property(json_t *collection, size_t row, const char *name)
{
    json_t *found = json_object_get(json_object_get(feature(collection, row), "properties"), name);
    ck_assert_msg(found != NULL, "there is no property %s", name);
    return found;
}

START_TEST(indicators_are_one_table_of_all_their_values)
{
    json_t *all = json_of("/collections/indicators/items", NULL, 200), *known = json_of("/indicators", NULL, 200), *one;
    json_t *queryables = json_of("/collections/indicators/queryables", NULL, 200);
    size_t i, values = 0;
    ck_assert_double_eq(number(all, "numberMatched"), 5);
    json_array_foreach(json_object_get(known, "indicators"), i, one)
    {
        const char *id = json_string_value(json_object_get(one, "id"));
        char path[100];
        snprintf(path, sizeof path, "/indicators/%s", id);
        json_t *answer = json_of(path, NULL, 200), *rows = json_object_get(answer, "values");
        ck_assert_uint_eq(json_array_size(rows), 5);
        for (size_t row = 0; row < 5; row++) {
            json_t *expected = json_object_get(json_array_get(rows, row), "value");
            ck_assert_msg(json_equal(expected, property(all, row, id)), "%s of row %zu", id, row);
            values += json_is_number(expected);
        }
        ck_assert_ptr_nonnull(json_object_get(json_object_get(queryables, "properties"), id));
        json_decref(answer);
    }
    ck_assert_uint_gt(values, 0);
    json_decref(queryables);
    json_decref(known);
    json_decref(all);
}
END_TEST

START_TEST(indicators_are_chosen_by_level_and_value)
{
    json_t *districts = json_of("/collections/indicators/items", "level=district&vintage=2024", 200);
    ck_assert_double_eq(number(districts, "numberMatched"), 2);
    json_decref(districts);
    json_t *known = json_of("/indicators", NULL, 200);
    const char *id = json_string_value(json_object_get(json_array_get(json_object_get(known, "indicators"), 0), "id"));
    char query[200];
    snprintf(query, sizeof query,
             "filter=%s%%20IS%%20NULL%%20OR%%20%s%%20IS%%20NOT%%20NULL&properties=code,%s&sortby=-%s", id, id, id, id);
    json_t *sorted = json_of("/collections/indicators/items", query, 200);
    ck_assert_double_eq(number(sorted, "numberMatched"), 5);
    for (size_t row = 0; row < 5; row++) {
        ck_assert_uint_eq(json_object_size(json_object_get(feature(sorted, row), "properties")), 2);
        if (row == 0) continue;
        double before = json_number_value(property(sorted, row - 1, id)),
               here = json_number_value(property(sorted, row, id));
        ck_assert(json_is_null(property(sorted, row, id)) || before >= here);
    }
    json_decref(sorted);
    json_decref(known);
}
END_TEST

START_TEST(isochrones_are_those_that_are_asked_one_by_one)
{
    json_t *all = json_of("/collections/isochrones/items", NULL, 200);
    size_t count = json_array_size(json_object_get(all, "features"));
    ck_assert_uint_gt(count, 0);
    for (size_t row = 0; row < count; row++) {
        char path[100];
        snprintf(path, sizeof path, "/isochrones/%s", json_string_value(property(all, row, "service")));
        json_t *one = json_of(path, NULL, 200);
        ck_assert(json_equal(json_object_get(feature(all, row), "geometry"), json_object_get(one, "geometry")));
        static const char *const same[] = {"limit", "people", "people_total", "area_km2", "unit", "group"};
        for (size_t i = 0; i < sizeof same / sizeof *same; i++)
            ck_assert_msg(
                json_equal(property(all, row, same[i]), json_object_get(json_object_get(one, "properties"), same[i])),
                "%s of %s", same[i], path);
        json_decref(one);
    }
    json_decref(all);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("computed_features");
    TCase *tests = tcase_create("computed_features");
    tcase_add_checked_fixture(tests, start_answering, stop_answering);
    tcase_add_test(tests, indicators_are_one_table_of_all_their_values);
    tcase_add_test(tests, indicators_are_chosen_by_level_and_value);
    tcase_add_test(tests, isochrones_are_those_that_are_asked_one_by_one);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
