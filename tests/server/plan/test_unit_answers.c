/* What answers say of units: where their gaps are shown, how uneven they are, and the same as a table. */
#include "server/endpoints/endpoints.h"
#include "server/support_answers.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAND, NOWHERE };

/* The first unit gets a triangle, and an L of a square of 0.1° by 0.3° and one of 0.2° by 0.1° upon it: its middle is
 * (0.03 · (0.15, 0.05) + 0.02 · (0.05, 0.2)) / 0.05 = (0.11, 0.11). The second has no ring left. */
static void start(void)
{
    static const vp_point points[] = {{104, 20},     {104.1, 20},   {104, 20.1},   {104, 20},   {105, 21}, {105.3, 21},
                                      {105.3, 21.1}, {105.1, 21.1}, {105.1, 21.3}, {105, 21.3}, {105, 21}};
    vp_error err = {0};
    vp_publication *publication = vp_publication_new(NULL);
    vp_snapshot *s = vp_world_new("s1", 0);
    vp_units *units = &s->region->units;
    vp_unit *unit = units->sets[units->main_set].units;
    vp_shape_clear(&unit[LAND].lonlat);
    vp_shape_clear(&unit[NOWHERE].lonlat);
    ck_assert(vp_shape_init(&unit[LAND].lonlat, points, (size_t[]){4, 7}, 2, &err));
    static const struct {
        const char *old, *since, *now;
        double share;
        vp_share_basis basis;
    } passages[] = {{"00001", "2025", "00002", 0.25, VP_SHARE_PEOPLE},
                    {"00003", "2025", "00004", 1, VP_SHARE_WHOLE},
                    {"9", "2024", "00005", 0.5, VP_SHARE_EQUAL}};
    units->crosswalk = calloc(3, sizeof *units->crosswalk);
    units->crosswalk_count = 3;
    for (size_t k = 0; k < 3; k++)
        units->crosswalk[k] =
            (vp_crosswalk){strdup(passages[k].old), strdup(passages[k].since), strdup(passages[k].now), strdup("2025"),
                           passages[k].share,       passages[k].share == 1,    passages[k].basis};
    answering = vp_server_new(&(vp_server_options){.routes = &vp_endpoints, .publication = publication}, &err);
    ck_assert_msg(answering && vp_server_publish(answering, s, &err), "%s", err.message);
}

START_TEST(a_gap_of_a_unit_lies_in_its_largest_ring)
{
    json_t *root = json_of("/gaps", "service=health_station&limit=60&level=commune", 200), *gap;
    size_t i, seen = 0;
    json_array_foreach(json_object_get(root, "gaps"), i, gap)
    {
        const char *code = json_string_value(json_object_get(json_object_get(gap, "unit"), "code"));
        if (strcmp(code, "00001") == 0) {
            ck_assert_double_eq_tol(number(gap, "lon"), 105.11, 1e-9);
            ck_assert_double_eq_tol(number(gap, "lat"), 21.11, 1e-9);
            seen++;
        } else if (strcmp(code, "00002") == 0) {
            ck_assert(json_is_null(json_object_get(gap, "lon")));
            ck_assert(json_is_null(json_object_get(gap, "lat")));
            seen++;
        }
    }
    ck_assert_uint_eq(seen, 2);
    json_decref(root);
}
END_TEST

enum { UNITS_MOST = 8 };

/* Values and people of the units that have both, worst first where more is better. */
static size_t read_units(json_t *root, double values[], double people[])
{
    size_t i, count = 0;
    json_t *row;
    json_array_foreach(json_object_get(root, "values"), i, row)
    {
        ck_assert_uint_lt(count, UNITS_MOST);
        values[count] = number(row, "value"), people[count] = number(row, "denominator");
        count++;
        for (size_t k = count - 1; k > 0 && values[k] < values[k - 1]; k--) {
            double value = values[k], crowd = people[k];
            values[k] = values[k - 1], people[k] = people[k - 1];
            values[k - 1] = value, people[k - 1] = crowd;
        }
    }
    return count;
}

/* By the definitions: Σᵢ Σⱼ pᵢ pⱼ |vᵢ − vⱼ| / (2 μ P²), and the tenth of the people in the worst units. */
START_TEST(inequality_is_that_of_the_units)
{
    double v[UNITS_MOST], p[UNITS_MOST], all = 0, total = 0, differences = 0, taken = 0, sum = 0;
    json_t *root = json_of("/indicators/reached", NULL, 200), *q = json_object_get(root, "inequality");
    size_t count = read_units(root, v, p);
    ck_assert_uint_eq(count, 5);
    for (size_t i = 0; i < count; i++) all += p[i], total += p[i] * v[i];
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) differences += p[i] * p[k] * fabs(v[i] - v[k]);
    for (size_t i = 0; i < count && taken < all / 10; i++) {
        double part = fmin(p[i], all / 10 - taken);
        taken += part, sum += part * v[i];
    }
    ck_assert_double_eq(number(q, "units"), 5);
    ck_assert_double_eq_tol(number(q, "least"), v[0], 1e-9);
    ck_assert_double_eq_tol(number(q, "most"), v[count - 1], 1e-9);
    ck_assert_double_eq_tol(number(q, "gini"), differences / (2 * total * all), 1e-6);
    ck_assert_double_gt(number(q, "gini"), 0.01);
    ck_assert_double_eq_tol(number(q, "worst_tenth"), sum / taken, 1e-6);
    ck_assert_double_eq_tol(number(q, "worst_tenth_people"), all / 10, 1e-3);
    ck_assert(v[0] > 0 ? fabs(number(q, "ratio") - v[count - 1] / v[0]) < 1e-6
                       : json_is_null(json_object_get(q, "ratio")));
    json_decref(root);
}
END_TEST

/* The cells of one line of a table, each as text without its quotes; at most 20. */
static size_t cut(char *line, char *cells[])
{
    size_t count = 0;
    for (char *at = line; at && count < 20; count++) {
        bool quoted = *at == '"';
        cells[count] = at + quoted;
        char *end = quoted ? strstr(at + 1, "\",") : strchr(at, ',');
        if (!end && quoted) at[strlen(at) - 1] = '\0';
        if (end) *end = '\0';
        at = end ? end + 1 + quoted : NULL;
    }
    return count;
}

START_TEST(a_table_has_what_the_answer_has)
{
    static const char *const columns[] = {"value", "numerator", "denominator", "low", "high"};
    json_t *root = json_of("/indicators/reached", "limit=60", 200), *values = json_object_get(root, "values");
    vp_reply reply = reply_to("/indicators/reached", "limit=60&f=csv");
    char *csv = strndup(reply.body->bytes, reply.body->length), *rest = NULL, *cells[20];
    char *line = strtok_r(csv, "\r\n", &rest);
    ck_assert_msg(strstr(line, "code") != NULL && strstr(line, "carried_from,year") != NULL, "%s", line);
    for (size_t row = 0; row <= json_array_size(values); row++) {
        bool whole = row == json_array_size(values);
        json_t *unit = whole ? json_object_get(root, "province") : json_array_get(values, row);
        line = strtok_r(NULL, "\r\n", &rest);
        ck_assert_ptr_nonnull(line);
        ck_assert_uint_eq(cut(line, cells), 17);
        ck_assert_str_eq(cells[0], whole ? "" : json_string_value(json_object_get(unit, "code")));
        for (size_t k = 0; k < 5; k++) {
            json_t *figure = json_object_get(unit, columns[k]);
            if (json_is_number(figure))
                ck_assert_double_eq_tol(strtod(cells[2 + k], NULL), json_number_value(figure), 1e-4);
            else
                ck_assert_str_eq(cells[2 + k], "");
        }
        ck_assert_double_eq(strtod(cells[7], NULL), 60);
        ck_assert_str_eq(cells[8], "");
        ck_assert_str_eq(cells[9], "");
        ck_assert_str_eq(cells[10], "reached");
        ck_assert_str_eq(cells[12], "commune");
        ck_assert_str_eq(cells[13], "2025");
        ck_assert_str_eq(cells[14], "s1");
        ck_assert_str_eq(cells[15], "");
    }
    ck_assert_ptr_null(strtok_r(NULL, "\r\n", &rest));
    free(csv);
    vp_reply_clear(&reply);
    json_decref(root);
}
END_TEST

/* A column, and where its value stands in a row of the answer: names with dots between. */
typedef struct {
    const char *column, *path;
} pairing;

static json_t *at_path(json_t *row, const char *path)
{
    char name[40];
    while (row && *path) {
        size_t length = strcspn(path, ".");
        snprintf(name, sizeof name, "%.*s", (int)length, path);
        row = json_object_get(row, name);
        path += length + (path[length] == '.');
    }
    return row;
}

static void check_cell(const char *column, const char *text, const json_t *value)
{
    if (json_is_number(value))
        ck_assert_msg(fabs(strtod(text, NULL) - json_number_value(value)) <=
                          1e-4 * (1 + fabs(json_number_value(value))),
                      "%s: %s", column, text);
    else if (json_is_boolean(value))
        ck_assert_msg(strcmp(text, json_is_true(value) ? "1" : "0") == 0, "%s: %s", column, text);
    else
        ck_assert_msg(strcmp(text, json_is_string(value) ? json_string_value(value) : "") == 0, "%s: \"%s\"", column,
                      text);
}

/* Every row of the table is the answer's row in the list, cell by cell; returns the answer. */
static json_t *compare_table(const char *path, const char *query, const char *list, const pairing columns[],
                             size_t count)
{
    char form[200];
    snprintf(form, sizeof form, "%s%sf=csv", query ? query : "", query ? "&" : "");
    json_t *root = json_of(path, query, 200), *rows = json_object_get(root, list);
    vp_reply reply = reply_to(path, form);
    char *csv = strndup(reply.body->bytes, reply.body->length), *rest = NULL, *names[20] = {NULL}, *cells[20] = {NULL};
    size_t width = cut(strtok_r(csv, "\r\n", &rest), names);
    ck_assert_uint_gt(width, 0);
    if (strncmp(names[0], "\xEF\xBB\xBF", 3) == 0) names[0] += 3;
    names[0] += *names[0] == '"';
    ck_assert_uint_gt(json_array_size(rows), 1);
    for (size_t row = 0; row < json_array_size(rows); row++) {
        char *line = strtok_r(NULL, "\r\n", &rest);
        ck_assert_ptr_nonnull(line);
        ck_assert_uint_eq(cut(line, cells), width);
        for (size_t k = 0; k < count; k++) {
            size_t at = 0;
            while (at < width && strcmp(names[at], columns[k].column) != 0) at++;
            ck_assert_msg(at < width, "there is no column %s", columns[k].column);
            check_cell(columns[k].column, cells[at], at_path(json_array_get(rows, row), columns[k].path));
        }
    }
    ck_assert_ptr_null(strtok_r(NULL, "\r\n", &rest));
    free(csv);
    vp_reply_clear(&reply);
    return root;
}

START_TEST(gaps_are_the_same_as_a_table) /* of units, and of places */
{
    static const pairing columns[] = {{"id", "id"},         {"service", "service"},
                                      {"group", "group"},   {"unit_code", "unit.code"},
                                      {"people", "people"}, {"limit", "limit"},
                                      {"lon", "lon"},       {"lat", "lat"},
                                      {"mean", "mean"},     {"unreachable_people", "unreachable_people"},
                                      {"worst", "worst"},   {"area_km2", "area_km2"}};
    json_t *root =
        compare_table("/gaps", _i ? "service=health_station&limit=60" : "service=health_station&limit=60&level=commune",
                      "gaps", columns, sizeof columns / sizeof *columns);
    json_t *first = json_array_get(json_object_get(root, "gaps"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(first, "service")), "health_station");
    ck_assert_double_eq(number(first, "limit"), 60);
    ck_assert_double_eq(number(root, "gaps_total"), (double)json_array_size(json_object_get(root, "gaps")));
    json_decref(root);
}
END_TEST

START_TEST(groups_are_the_same_as_a_table)
{
    static const pairing columns[] = {{"group", "id"},
                                      {"title_vi", "title.vi"},
                                      {"title_en", "title.en"},
                                      {"value", "value"},
                                      {"numerator", "numerator"},
                                      {"denominator", "denominator"},
                                      {"low", "low"},
                                      {"high", "high"},
                                      {"units_without_data", "units_without_data"},
                                      {"reason", "reason.text.vi"}};
    json_decref(compare_table("/indicators/reached/groups", NULL, "groups", columns, sizeof columns / sizeof *columns));
    json_decref(
        compare_table("/indicators/fm_heard/groups", NULL, "groups", columns, sizeof columns / sizeof *columns));
}
END_TEST

/* 00001 has 19 rows of 20 cells with 10 people each: 3800. */
START_TEST(passages_of_the_crosswalk_move_people)
{
    static const pairing columns[] = {{"old_code", "old.code"},     {"old_vintage", "old.vintage"},
                                      {"new_code", "new.code"},     {"new_vintage", "new.vintage"},
                                      {"share", "share"},           {"exact", "exact"},
                                      {"basis", "basis"},           {"people", "people"},
                                      {"people_low", "people_low"}, {"people_high", "people_high"}};
    json_t *root = compare_table("/crosswalk", NULL, "passages", columns, sizeof columns / sizeof *columns),
           *rows = json_object_get(root, "passages");
    ck_assert_uint_eq(json_array_size(rows), 3);
    json_t *divided = json_array_get(rows, 0), *whole = json_array_get(rows, 1), *unknown = json_array_get(rows, 2);
    ck_assert(number(divided, "people") == 950 && number(divided, "people_low") == 0 &&
              number(divided, "people_high") == 3800);
    ck_assert_double_eq(number(at_path(divided, "old"), "people"), 3800);
    ck_assert(number(whole, "people") == number(whole, "people_low") &&
              number(whole, "people") == number(whole, "people_high"));
    ck_assert_double_eq(number(whole, "people"), number(at_path(whole, "old"), "people"));
    ck_assert(json_is_null(at_path(unknown, "people")) && json_is_null(at_path(unknown, "people_low")) &&
              json_is_null(at_path(unknown, "people_high")));
    ck_assert_str_eq(json_string_value(at_path(divided, "basis")), "people");
    json_decref(root);
    root = json_of("/crosswalk", "divided=yes", 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "passages")), 2);
    json_decref(root);
    root = json_of("/crosswalk", "divided=no&code=00004", 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "passages")), 1);
    json_decref(root);
    root = json_of("/crosswalk", "code=00003&divided=yes", 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "passages")), 0);
    json_decref(root);
}
END_TEST

/* The outline of commune 00002 is lost, that of 00003 is not. */
START_TEST(a_point_outside_every_outline_is_of_no_unit)
{
    for (int in = 0; in < 2; in++) {
        char query[80];
        snprintf(query, sizeof query, "lon=%.6f&lat=%.6f", vp_world_lon(in ? 10.5 : 30.5),
                 vp_world_lat(in ? 30.5 : 5.5));
        json_t *answer = json_of("/reach", query, 200), *unit = json_object_get(answer, "unit");
        if (in)
            ck_assert_str_eq(json_string_value(json_object_get(unit, "code")), "00003");
        else
            ck_assert(json_is_null(unit));
        json_decref(answer);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("units in answers");
    TCase *cases = tcase_create("made-up province");
    tcase_add_checked_fixture(cases, start, stop_answering);
    tcase_add_test(cases, a_gap_of_a_unit_lies_in_its_largest_ring);
    tcase_add_test(cases, a_point_outside_every_outline_is_of_no_unit);
    tcase_add_test(cases, inequality_is_that_of_the_units);
    tcase_add_test(cases, a_table_has_what_the_answer_has);
    tcase_add_loop_test(cases, gaps_are_the_same_as_a_table, 0, 2);
    tcase_add_test(cases, groups_are_the_same_as_a_table);
    tcase_add_test(cases, passages_of_the_crosswalk_move_people);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
