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
    ck_assert_msg(strstr(line, "code") != NULL && strstr(line, "carried_from") != NULL, "%s", line);
    for (size_t row = 0; row <= json_array_size(values); row++) {
        bool whole = row == json_array_size(values);
        json_t *unit = whole ? json_object_get(root, "province") : json_array_get(values, row);
        line = strtok_r(NULL, "\r\n", &rest);
        ck_assert_ptr_nonnull(line);
        ck_assert_uint_eq(cut(line, cells), 16);
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

int main(void)
{
    Suite *suite = suite_create("units in answers");
    TCase *cases = tcase_create("made-up province");
    tcase_add_checked_fixture(cases, start, stop_answering);
    tcase_add_test(cases, a_gap_of_a_unit_lies_in_its_largest_ring);
    tcase_add_test(cases, inequality_is_that_of_the_units);
    tcase_add_test(cases, a_table_has_what_the_answer_has);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
