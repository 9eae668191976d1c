/* Why there is a value or none, wherever one is given: no null that may mean two things. */
#include "server/support_answers.h"
#include <math.h>
#include <string.h>
#include <vungphu/coverage.h>

static const char *text_of(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    ck_assert_msg(text != NULL, "%s", key);
    return text;
}

/* By the value that a surface has: what the status says, and which members are there. */
static void expect_status(const json_t *row)
{
    const char *status = text_of(row, "status"), *unit = text_of(row, "unit");
    bool path = strcmp(unit, "min") == 0 || strcmp(unit, "m") == 0,
         value = json_is_number(json_object_get(row, "value")),
         unreachable = json_is_true(json_object_get(row, "unreachable")),
         no_data = json_is_true(json_object_get(row, "no_data"));
    ck_assert_int_eq(value + unreachable + no_data, 1);
    ck_assert_str_eq(status, no_data       ? "not_known"
                             : unreachable ? (path ? "no_path" : "no_signal")
                             : path        ? "reached"
                                           : "known");
    ck_assert_int_eq(json_is_null(json_object_get(row, "within_limit")), no_data);
    if (!path || !value) ck_assert(json_is_null(json_object_get(row, "nearest")));
}

START_TEST(a_point_says_why_a_service_has_no_value)
{
    size_t seen[3] = {0};
    for (int row = 0; row < WORLD_SIDE; row++) {
        char query[80];
        snprintf(query, sizeof query, "lon=%.6f&lat=%.6f", vp_world_lon(row + 0.5), vp_world_lat(row + 0.5));
        json_t *root = json_of("/reach", query, 200), *service;
        size_t i;
        json_array_foreach(json_object_get(root, "services"), i, service)
        {
            expect_status(service);
            const char *status = text_of(service, "status");
            seen[0] += strcmp(status, "reached") == 0;
            seen[1] += strcmp(status, "not_known") == 0;
        }
        json_decref(root);
    }
    ck_assert_uint_gt(seen[0], 0);
    ck_assert_uint_gt(seen[1], 0); /* fm was not analysed */
}
END_TEST

START_TEST(a_unit_says_why_a_service_has_no_share)
{
    json_t *root = json_of("/units/00005", NULL, 200), *service;
    size_t i, known = 0, not_analysed = 0;
    json_array_foreach(json_object_get(root, "services"), i, service)
    {
        const char *status = text_of(service, "status");
        bool share = json_is_number(json_object_get(service, "reached_share")),
             bars = json_is_object(json_object_get(service, "histogram"));
        ck_assert_int_eq(share, strcmp(status, "known") == 0 || strcmp(status, "partly_known") == 0);
        ck_assert_int_eq(bars, strcmp(status, "not_analysed") != 0);
        known += share;
        not_analysed += !bars;
    }
    ck_assert_uint_gt(known, 0);
    ck_assert_uint_gt(not_analysed, 0);
    json_decref(root);
}
END_TEST

START_TEST(an_isochrone_says_why_it_is_empty)
{
    json_t *root = json_of("/isochrones/health_station", "limit=30", 200);
    ck_assert_str_eq(text_of(json_object_get(root, "properties"), "status"), "reached");
    ck_assert(json_is_object(json_object_get(root, "geometry")));
    json_decref(root);
    root = json_of("/isochrones/health_station", "limit=0", 200);
    ck_assert_str_eq(text_of(json_object_get(root, "properties"), "status"),
                     json_is_null(json_object_get(root, "geometry")) ? "none_within" : "reached");
    json_decref(root);
}
END_TEST

static const struct {
    vp_reach reach;
    double value;
    const char *status;
} values[] = {{VP_REACH_TRAVEL_TIME, 0, "reached"},     {VP_REACH_TRAVEL_TIME, INFINITY, "no_path"},
              {VP_REACH_TRAVEL_TIME, NAN, "not_known"}, {VP_REACH_ROUND_TRIP, INFINITY, "no_path"},
              {VP_REACH_DISTANCE, 5, "reached"},        {VP_REACH_DISTANCE, NAN, "not_known"},
              {VP_REACH_SIGNAL, 54, "known"},           {VP_REACH_SIGNAL, INFINITY, "no_signal"},
              {VP_REACH_SIGNAL, NAN, "not_known"},      {VP_REACH_AREA, 0, "known"},
              {VP_REACH_AREA, NAN, "not_known"}};

START_TEST(a_value_has_one_status)
{
    ck_assert_str_eq(vp_reach_status(values[_i].reach, values[_i].value), values[_i].status);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("statuses");
    TCase *cases = tcase_create("statuses");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, a_point_says_why_a_service_has_no_value);
    tcase_add_test(cases, a_unit_says_why_a_service_has_no_share);
    tcase_add_test(cases, an_isochrone_says_why_it_is_empty);
    tcase_add_loop_test(cases, a_value_has_one_status, 0, (int)(sizeof values / sizeof *values));
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
