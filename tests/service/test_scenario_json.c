/* A scenario as JSON: every kind of change with all its members, and each refusal by the member at fault. */
#include "service/scenario_json.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool parse(const char *text, vp_scenario *out, vp_error *err)
{
    return vp_scenario_json_parse(text, strlen(text), 10, out, err);
}

static vp_scenario taken(const char *text)
{
    vp_scenario scenario;
    vp_error err = {0};
    ck_assert_msg(parse(text, &scenario, &err), "%s: %s", text, err.message);
    return scenario;
}

START_TEST(every_kind_keeps_what_it_says)
{
    vp_scenario s =
        taken("[{\"change\": \"add\", \"service\": \"clinic\", \"id\": \"n1\", \"name\": \"Trạm\", \"lon\": 105.5, "
              "\"lat\": 21.5,"
              " \"capacity\": 12.5, \"open_from\": \"2030-02-28\"},"
              " {\"change\": \"move\", \"facility\": \"s1\", \"lon\": -180, \"lat\": 90},"
              " {\"change\": \"remove\", \"facility\": \"s2\", \"cost\": 12.5},"
              " {\"change\": \"capacity\", \"facility\": \"s3\", \"service\": \"beds\", \"capacity\": 0},"
              " {\"change\": \"opening\", \"facility\": \"s4\", \"open_from\": \"2031-12-31\"},"
              " {\"change\": \"season\", \"service\": \"clinic\", \"season\": \"flood\"},"
              " {\"change\": \"transmitter\", \"system\": \"fm\", \"programme\": \"VOV\", \"scope\": \"national\","
              "  \"polarisation\": \"V\", \"mast_metres\": 60, \"frequency_mhz\": 98.5, \"erp_kw\": 2, \"lon\": 1, "
              "\"lat\": 2}]");
    ck_assert_uint_eq(s.change_count, 7);
    const vp_change *add = &s.changes[0], *move = &s.changes[1], *transmitter = &s.changes[6];
    ck_assert_int_eq(add->kind, VP_CHANGE_ADD);
    ck_assert_str_eq(add->service, "clinic");
    ck_assert_str_eq(add->facility, "n1");
    ck_assert_str_eq(add->name, "Trạm");
    ck_assert_double_eq(add->lon, 105.5);
    ck_assert_double_eq(add->capacity, 12.5);
    ck_assert_str_eq(add->open_from, "2030-02-28");
    ck_assert_int_eq(move->kind, VP_CHANGE_MOVE);
    ck_assert_double_eq(move->lon, -180);
    ck_assert_double_eq(move->lat, 90);
    ck_assert(isnan(move->capacity) && !*move->open_from); /* not sent */
    ck_assert_int_eq(s.changes[2].kind, VP_CHANGE_REMOVE);
    ck_assert_double_eq(s.changes[2].cost, 12.5);
    ck_assert(isnan(move->cost));
    ck_assert_double_eq(s.changes[3].capacity, 0);
    ck_assert_str_eq(s.changes[4].open_from, "2031-12-31");
    ck_assert_int_eq(s.changes[5].season, VP_SEASON_FLOOD);
    ck_assert_int_eq(transmitter->scope, VP_SCOPE_NATIONAL);
    ck_assert_int_eq(transmitter->polarisation, VP_POLARISATION_VERTICAL);
    ck_assert_double_eq(transmitter->frequency_mhz, 98.5);
    vp_scenario_clear(&s);
}
END_TEST

START_TEST(a_road_is_closed_around_points_and_lines_and_inside_polygons)
{
    vp_scenario s = taken(
        "[{\"change\": \"close_road\", \"metres\": 50, \"geometry\": {\"type\": \"Point\", \"coordinates\": [1, 2]}},"
        " {\"change\": \"close_road\", \"metres\": 60, \"geometry\": {\"type\": \"LineString\", \"coordinates\": [[1, "
        "2], [3, "
        "4]]}},"
        " {\"change\": \"close_road\", \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[0, 0], [1, 0], [1, "
        "1], [0, "
        "0]]]}}]");
    static const size_t counts[] = {1, 2, 4};
    for (size_t i = 0; i < 3; i++) {
        ck_assert_uint_eq(s.changes[i].point_count, counts[i]);
        ck_assert_int_eq(s.changes[i].polygon, i == 2);
    }
    ck_assert_double_eq(s.changes[1].points[1].x, 3);
    ck_assert_double_eq(s.changes[1].points[1].y, 4);
    ck_assert_double_eq(s.changes[1].metres, 60);
    vp_scenario_clear(&s);
}
END_TEST

#define ROAD(geometry) "[{\"change\": \"close_road\", \"metres\": 9, \"geometry\": " geometry "}]"
#define TRANSMITTER(member)                                                                                            \
    "[{\"change\": \"transmitter\", \"system\": \"fm\", \"scope\": \"local\", \"polarisation\": \"H\", "               \
    "\"mast_metres\": 60, "                                                                                            \
    "\"frequency_mhz\": 98, \"erp_kw\": 1, \"lon\": 1, \"lat\": 2, " member "}]"

static const struct {
    const char *text, *message;
} refused[] = {
    {"{}", "changes: must be an array of at least one change"},
    {"[]", "changes: must be an array of at least one change"},
    {"[1", "line 1: is no JSON"},
    {"[{\"change\": \"remove\", \"change\": \"add\"}]", "is no JSON"},
    {"[1,1,1,1,1,1,1,1,1,1,1]", "changes: 11 are more than 10"},
    {"[1]", "changes[0]: must be an object"},
    {"[{}]", "changes[0].change: must be add, move"},
    {"[{\"change\": \"explode\"}]", "changes[0].change: must be add, move"},
    {"[{\"change\": \"remove\", \"facility\": \"a\"}, {\"change\": \"remove\"}]", "changes[1].facility: is missing"},
    {"[{\"change\": \"remove\", \"facility\": \"a\", \"lon\": 1}]",
     "changes[0].lon: a change of kind remove has no such member"},
    {"[{\"change\": \"remove\", \"facility\": \"\"}]", "changes[0].facility: must be a text of 1 to 200 bytes"},
    {"[{\"change\": \"remove\", \"facility\": 7}]", "changes[0].facility: must be a text"},
    {"[{\"change\": \"remove\", \"facility\": \"a\\u0007\"}]", "must not hold control characters"},
    {"[{\"change\": \"remove\", \"facility\": \"a\\u007f\"}]", "must not hold control characters"},
    {"[{\"change\": \"add\", \"service\": \"s\", \"lat\": 1}]", "changes[0].lon: is missing"},
    {"[{\"change\": \"add\", \"service\": \"s\", \"lon\": 361, \"lat\": 1}]",
     "changes[0].lon: must be a number from -180 to 360"},
    {"[{\"change\": \"add\", \"service\": \"s\", \"lon\": 1, \"lat\": -91}]",
     "changes[0].lat: must be a number from -90 to 90"},
    {"[{\"change\": \"add\", \"service\": \"s\", \"lon\": \"1\", \"lat\": 1}]", "changes[0].lon: must be a number"},
    {"[{\"change\": \"capacity\", \"facility\": \"a\", \"capacity\": -1}]",
     "changes[0].capacity: must be a number from 0 to 1e+09"},
    {"[{\"change\": \"opening\", \"facility\": \"a\", \"open_from\": \"2030-02-30\"}]",
     "changes[0].open_from: must be a day such as 2026-12-31"},
    {"[{\"change\": \"opening\", \"facility\": \"a\", \"open_from\": \"2030-02-29\"}]", "must be a day"},
    {"[{\"change\": \"opening\", \"facility\": \"a\", \"open_from\": \"2030-13-01\"}]", "must be a day"},
    {"[{\"change\": \"opening\", \"facility\": \"a\", \"open_from\": \"2030-00-01\"}]", "must be a day"},
    {"[{\"change\": \"opening\", \"facility\": \"a\", \"open_from\": \"2030-01-00\"}]", "must be a day"},
    {"[{\"change\": \"opening\", \"facility\": \"a\", \"open_from\": \"2030/01/01\"}]", "must be a day"},
    {"[{\"change\": \"opening\", \"facility\": \"a\", \"open_from\": \"2030-01-011\"}]", "must be a day"},
    {"[{\"change\": \"season\", \"season\": \"always\"}]", "changes[0].season: must be dry or flood"},
    {TRANSMITTER("\"scope\": \"local\""), "is no JSON"}, /* twice */
    {"[{\"change\": \"transmitter\", \"system\": \"fm\"}]", "is missing"},
    {TRANSMITTER("\"capacity\": 1"), "changes[0].capacity: a change of kind transmitter has no such member"},
    {ROAD("{\"type\": \"Circle\", \"coordinates\": [1, 2]}"),
     "changes[0].geometry: must be a GeoJSON Point, LineString or Polygon"},
    {ROAD("{\"type\": \"LineString\", \"coordinates\": [[1, 2]]}"), "must have 1 to 1000 points, a ring at least 4"},
    {ROAD("{\"type\": \"Polygon\", \"coordinates\": [[[0, 0], [1, 0], [0, 0]]]}"), "a ring at least 4"},
    {ROAD("{\"type\": \"Polygon\", \"coordinates\": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}"),
     "a ring must end where it begins"},
    {ROAD("{\"type\": \"Polygon\", \"coordinates\": [[], []]}"), "a polygon must have one ring"},
    {ROAD("{\"type\": \"Point\", \"coordinates\": [361, 2]}"), "coordinates must be [longitude, latitude]"},
    {ROAD("{\"type\": \"Point\", \"coordinates\": [1, 91]}"), "coordinates must be [longitude, latitude]"},
    {ROAD("{\"type\": \"Point\", \"coordinates\": [1, \"2\"]}"), "coordinates must be [longitude, latitude]"},
    {"[{\"change\": \"close_road\", \"geometry\": {\"type\": \"Point\", \"coordinates\": [1, 2]}}]",
     "changes[0].metres: is missing"},
};

START_TEST(a_refusal_names_the_member)
{
    vp_scenario scenario;
    vp_error err = {0};
    ck_assert_msg(!parse(refused[_i].text, &scenario, &err), "taken: %s", refused[_i].text);
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(err.message, refused[_i].message) != NULL, "%s: %s", refused[_i].text, err.message);
    vp_scenario_clear(&scenario);
}
END_TEST

START_TEST(a_text_has_at_most_200_bytes)
{
    for (int length = 200; length <= 201; length++) {
        char text[300];
        vp_scenario scenario;
        vp_error err = {0};
        snprintf(text, sizeof text, "[{\"change\": \"remove\", \"facility\": \"%0*d\"}]", length, 0);
        ck_assert_int_eq(parse(text, &scenario, &err), length == 200);
        vp_scenario_clear(&scenario);
    }
}
END_TEST

/* The least and the most of each number are taken, what is just beyond is not. */
START_TEST(numbers_have_bounds)
{
    static const struct {
        const char *form;
        double least, most, beyond;
    } rows[] = {
        {"[{\"change\": \"add\", \"service\": \"s\", \"lon\": %.17g, \"lat\": 1}]", -180, 360, 1e-9},
        {"[{\"change\": \"add\", \"service\": \"s\", \"lon\": 1, \"lat\": %.17g}]", -90, 90, 1e-9},
        {"[{\"change\": \"capacity\", \"facility\": \"a\", \"capacity\": %.17g}]", 0, 1e9, 1},
        {"[{\"change\": \"remove\", \"facility\": \"a\", \"cost\": %.17g}]", 0, 1e15, 1},
        {"[{\"change\": \"close_road\", \"metres\": %.17g, \"geometry\": {\"type\": \"Point\", \"coordinates\": [1, "
         "2]}}]",
         0, 1e5, 1e-3},
        {"[{\"change\": \"transmitter\", \"system\": \"fm\", \"scope\": \"local\", \"polarisation\": \"H\", "
         "\"mast_metres\": "
         "%.17g, \"frequency_mhz\": 98, \"erp_kw\": 1, \"lon\": 1, \"lat\": 2}]",
         1, 1000, 1e-6},
        {"[{\"change\": \"transmitter\", \"system\": \"fm\", \"scope\": \"local\", \"polarisation\": \"H\", "
         "\"mast_metres\": 60, "
         "\"frequency_mhz\": %.17g, \"erp_kw\": 1, \"lon\": 1, \"lat\": 2}]",
         30, 6000, 1e-6},
        {"[{\"change\": \"transmitter\", \"system\": \"fm\", \"scope\": \"local\", \"polarisation\": \"H\", "
         "\"mast_metres\": 60, "
         "\"frequency_mhz\": 98, \"erp_kw\": %.17g, \"lon\": 1, \"lat\": 2}]",
         1e-6, 1e4, 1e-9},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const double values[] = {rows[i].least, rows[i].most, rows[i].least - rows[i].beyond,
                                 rows[i].most + rows[i].beyond};
        for (size_t k = 0; k < 4; k++) {
            char text[400];
            vp_scenario scenario;
            vp_error err = {0};
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            snprintf(text, sizeof text, rows[i].form, values[k]);
#pragma GCC diagnostic pop
            ck_assert_msg(parse(text, &scenario, &err) == (k < 2), "%s: %s", text, err.message);
            vp_scenario_clear(&scenario);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario_json");
    TCase *cases = tcase_create("scenario_json");
    tcase_add_test(cases, every_kind_keeps_what_it_says);
    tcase_add_test(cases, a_road_is_closed_around_points_and_lines_and_inside_polygons);
    tcase_add_loop_test(cases, a_refusal_names_the_member, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_test(cases, a_text_has_at_most_200_bytes);
    tcase_add_test(cases, numbers_have_bounds);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
