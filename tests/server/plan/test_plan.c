/* Indicators, targets, gaps, units, points and isochrones of a made-up province, worked out by hand. */
#include "server/support_answers.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(indicators_are_listed_with_definitions)
{
    json_t *root = json_of("/indicators", NULL, 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "indicators")), 5);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "levels")), 2);
    json_t *bbox = json_object_get(json_object_get(root, "province"), "bbox");
    ck_assert_double_eq_tol(json_number_value(json_array_get(bbox, 0)), 105.8, 1e-9);
    ck_assert_double_eq_tol(json_number_value(json_array_get(bbox, 1)), 21.6, 1e-9);
    json_t *first = json_array_get(json_object_get(root, "indicators"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(first, "measure")), "reached_share");
    ck_assert_double_eq(number(first, "limit"), 30); /* the service's own, filled in */
    ck_assert(json_is_null(json_object_get(first, "threshold")));
    json_t *heights = json_object_get(root, "clutter_heights"), *trees = json_array_get(heights, 0);
    ck_assert_double_eq(number(trees, "class"), 10); /* built in: this world has none of its own */
    ck_assert_double_eq(number(trees, "metres"), 15);
    ck_assert_ptr_nonnull(strstr(json_string_value(json_object_get(trees, "source")), "P.1812-6, table 2"));
    json_decref(root);
}
END_TEST

START_TEST(one_indicator_for_every_group)
{
    json_t *all = json_of("/indicators", NULL, 200), *root = json_of("/indicators/reached/groups", NULL, 200),
           *units = json_of("/indicators/reached", NULL, 200), *groups = json_object_get(root, "groups");
    size_t count = json_array_size(json_object_get(all, "groups"));
    ck_assert_uint_eq(json_array_size(groups), count + 1);
    json_t *everyone = json_array_get(groups, count);
    ck_assert(json_is_null(json_object_get(everyone, "id")));
    ck_assert_double_eq(number(everyone, "value"), number(json_object_get(units, "province"), "value"));
    json_t *one = json_of("/indicators/reached/groups", "code=00001", 200), *values = json_object_get(units, "values");
    ck_assert_double_eq(number(json_array_get(json_object_get(one, "groups"), count), "value"),
                        number(json_array_get(values, 0), "value"));
    json_decref(json_of("/indicators/reached/groups", "code=99999", 404));
    json_decref(json_of("/indicators/nothing/groups", NULL, 404));
    json_decref(json_of("/indicators/reached", "carried_from=1999", 400));
    json_t *passages = json_of("/crosswalk", NULL, 200);
    ck_assert(json_is_array(json_object_get(passages, "passages")));
    json_decref(json_of("/crosswalk", "divided=perhaps", 400));
    json_decref(passages);
    json_decref(one);
    json_decref(units);
    json_decref(root);
    json_decref(all);
}
END_TEST

/* Cells within 5 cells of a station (30 minutes at 6 a cell), counted here by hand. */
static double people_within(double cells, size_t first_row, size_t last_row)
{
    double people = 0;
    for (size_t row = first_row; row <= last_row; row++)
        for (size_t column = 0; column < WORLD_SIDE - 1; column++) {
            double a = hypot((double)column - 5, (double)row - 5), b = hypot((double)column - 30, (double)row - 10);
            if (row > 0 && fmin(a, b) <= cells) people += 10;
        }
    return people;
}

START_TEST(a_value_answers_the_limit_that_was_asked)
{
    json_t *root = json_of("/indicators/reached", "limit=60", 200);
    json_t *province = json_object_get(root, "province");
    ck_assert_double_eq_tol(number(province, "numerator"), people_within(10, 0, 39), 1e-6);
    ck_assert_double_eq_tol(number(province, "denominator"), 39 * 40 * 10, 1e-6);
    ck_assert_double_eq(number(json_object_get(root, "question"), "limit"), 60);
    ck_assert_str_eq(json_string_value(json_object_get(root, "snapshot")), "s1");
    ck_assert_uint_eq(json_array_size(json_object_get(root, "values")), 5);
    json_decref(root);
    root = json_of("/indicators/reached", "level=district", 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "values")), 2);
    ck_assert_double_eq_tol(number(json_object_get(root, "province"), "numerator"), people_within(5, 0, 39), 1e-6);
    json_decref(root);
}
END_TEST

START_TEST(no_data_is_null_and_not_zero)
{
    json_t *root = json_of("/indicators/fm_heard", NULL, 200);
    ck_assert(json_is_null(json_object_get(json_object_get(root, "province"), "value")));
    json_decref(root);
    root = json_of("/units/00004", NULL, 200); /* no households were recorded there */
    ck_assert(json_is_null(json_object_get(json_object_get(root, "records"), "households")));
    ck_assert_uint_eq(json_object_size(json_object_get(root, "records")), 2); /* households and connected */
    json_decref(root);
}
END_TEST

START_TEST(a_table_is_safe_to_open_in_a_spreadsheet)
{
    vp_reply reply = reply_to("/indicators/reached", "f=csv");
    ck_assert_uint_eq(reply.status, 200);
    ck_assert_str_eq(reply.type, "text/csv; charset=utf-8; header=present");
    char *csv = strndup(reply.body->bytes, reply.body->length);
    ck_assert_ptr_nonnull(strstr(csv, "\"00002\",\"'=HYPERLINK(\"\"x\"\")\",")); /* hazard 28 */
    ck_assert_ptr_nonnull(strstr(csv, "\"00001\",\"Xã \"\"Định Hoá\"\"\","));
    free(csv);
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(targets_say_how_far_off_they_are)
{
    json_t *root = json_of("/targets", NULL, 200), *targets = json_object_get(root, "targets");
    ck_assert_uint_eq(json_array_size(targets), 5);
    json_t *first = json_array_get(targets, 0);
    ck_assert_str_eq(json_string_value(json_object_get(first, "status")), "unmet");
    double whole = 39 * 40 * 10, reached = people_within(5, 0, 39);
    ck_assert_double_eq_tol(number(first, "gap_count"), 0.9 * whole - reached, 1e-6);
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(targets, 4), "status")), "no_data");
    json_decref(root);
}
END_TEST

START_TEST(gaps_add_up_to_who_is_left_out)
{
    json_t *root = json_of("/gaps", "service=health_station", 200);
    double total = 0, whole = 39 * 40 * 10;
    size_t i;
    json_t *gap;
    json_array_foreach(json_object_get(root, "gaps"), i, gap) total += number(gap, "people");
    ck_assert_double_eq_tol(number(root, "people_total"), whole - people_within(5, 0, 39), 1e-6);
    ck_assert_double_eq_tol(total, number(root, "people_total"), 1e-3);
    json_decref(root);
    root = json_of("/gaps", "service=health_station&limit=60&level=commune", 200);
    total = 0;
    json_array_foreach(json_object_get(root, "gaps"), i, gap) total += number(gap, "people");
    ck_assert_double_eq_tol(total, whole - people_within(10, 0, 39), 1e-3);
    json_decref(root);
    root = json_of("/gaps", "service=health_station&limit=60", 200); /* looked for on request */
    total = 0;
    json_array_foreach(json_object_get(root, "gaps"), i, gap) total += number(gap, "people");
    ck_assert_double_eq_tol(total, whole - people_within(10, 0, 39), 1e-3);
    json_decref(root);
}
END_TEST

/* Of communes: at the middle of the unit, most people first. A is columns and rows 0 to 20, E 28 to 32. */
START_TEST(communes_left_out_lie_in_their_middle_most_people_first)
{
    json_t *root = json_of("/gaps", "service=health_station&limit=60&level=commune", 200), *gap;
    double last = INFINITY;
    size_t i, seen = 0;
    json_array_foreach(json_object_get(root, "gaps"), i, gap)
    {
        const char *code = json_string_value(json_object_get(json_object_get(gap, "unit"), "code"));
        ck_assert_double_le(number(gap, "people"), last);
        last = number(gap, "people");
        double at = strcmp(code, "00001") == 0 ? 10 : strcmp(code, "00005") == 0 ? 30 : NAN;
        if (isnan(at)) continue;
        seen++;
        ck_assert_double_eq_tol(number(gap, "lon"), vp_world_lon(at), 1e-6);
        ck_assert_double_eq_tol(number(gap, "lat"), vp_world_lat(at), 1e-6);
    }
    ck_assert_uint_eq(seen, 2);
    json_decref(root);
    root = json_of("/gaps", "limit=60&service=health_station", 200);
    last = INFINITY;
    json_array_foreach(json_object_get(root, "gaps"), i, gap)
    {
        ck_assert_double_le(number(gap, "people"), last);
        last = number(gap, "people");
        ck_assert(number(gap, "lat") > vp_world_lat(40) && number(gap, "lat") < vp_world_lat(0));
    }
    json_decref(root);
}
END_TEST

/* Cells with people beyond 5 cells of an open station and 10 cells of the school, or in column 39, which no path leads
 * to a station from. */
static void count_lacking(double *both, double *cut_off)
{
    *both = *cut_off = 0;
    for (size_t row = 1; row < WORLD_SIDE; row++)
        for (size_t column = 0; column < WORLD_SIDE; column++) {
            double x = (double)column, y = (double)row, school = hypot(x - 35, y - 35);
            bool cut = column == WORLD_SIDE - 1, far = cut || fmin(hypot(x - 5, y - 5), hypot(x - 30, y - 10)) > 5;
            *both += far && school > 10 ? 10 : 0;
            *cut_off += cut && school > 10 ? 10 : 0;
        }
}

START_TEST(places_that_lack_two_services_name_both)
{
    double both, cut_off, people = 0, cut = 0, area = 0, last = INFINITY;
    count_lacking(&both, &cut_off);
    json_t *root = json_of("/gaps", "services=health_station,school&limits=,5000&limit_count=10000", 200), *place,
           *asked = json_object_get(json_object_get(root, "question"), "services"),
           *gaps = json_object_get(root, "gaps");
    ck_assert_uint_eq(json_array_size(asked), 2);
    ck_assert_double_eq(number(json_array_get(asked, 0), "limit"), 30); /* its own */
    ck_assert_double_eq(number(json_array_get(asked, 1), "limit"), 5000);
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(asked, 1), "unit")), "m");
    ck_assert_double_eq_tol(number(root, "people_total"), both, 1e-6);
    ck_assert_double_eq(number(root, "gaps_total"), (double)json_array_size(gaps));
    size_t i;
    json_array_foreach(gaps, i, place)
    {
        json_t *services = json_object_get(place, "services"), *first = json_array_get(services, 0),
               *second = json_array_get(services, 1);
        ck_assert_uint_eq(json_array_size(services), 2);
        ck_assert_str_eq(json_string_value(json_object_get(first, "service")), "health_station");
        ck_assert_str_eq(json_string_value(json_object_get(second, "service")), "school");
        ck_assert_double_eq_tol(number(first, "lacking"), number(place, "people"), 1e-6);
        ck_assert_double_eq_tol(number(second, "lacking"), number(place, "people"), 1e-6);
        ck_assert_double_gt(number(second, "mean"), 5000);
        ck_assert_double_eq(number(second, "unreachable"), 0);
        ck_assert_double_le(number(place, "people"), last);
        double lon = number(place, "lon"), lat = number(place, "lat");
        ck_assert(lon > vp_world_lon(0) && lon < vp_world_lon(40) && lat > vp_world_lat(40) && lat < vp_world_lat(0));
        ck_assert_ptr_nonnull(json_object_get(json_object_get(place, "unit"), "code"));
        last = number(place, "people");
        people += last;
        cut += number(first, "unreachable");
        area += number(place, "area_km2");
    }
    ck_assert_double_eq_tol(people, both, 1e-6);
    ck_assert_double_eq_tol(cut, cut_off, 1e-6);
    ck_assert_double_eq_tol(area, both / 10 * 0.25, 1e-6); /* 10 people on each cell of 500 m */
    json_decref(root);
    root = json_of("/gaps", "services=health_station,school&limits=,5000&limit_count=1", 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "gaps")), 1);
    json_decref(root);
}
END_TEST

static size_t rows_of(const char *query)
{
    vp_reply reply = reply_to("/gaps", query);
    ck_assert_uint_eq(reply.status, 200);
    size_t rows = 0;
    for (size_t i = 0; i < reply.body->length; i++) rows += reply.body->bytes[i] == '\n';
    vp_reply_clear(&reply);
    return rows;
}

START_TEST(places_that_lack_services_are_a_table)
{
    json_t *root = json_of("/gaps", "services=health_station,school&limits=,5000", 200);
    size_t places = (size_t)number(root, "gaps_total");
    json_decref(root);
    ck_assert_uint_gt(places, 1);
    ck_assert_uint_eq(rows_of("services=health_station,school&limits=,5000&f=csv"), 1 + 2 * places);
    ck_assert_uint_eq(rows_of("services=health_station,school&limits=,5000&f=csv&limit_count=1"), 3);
    vp_reply reply = reply_to("/gaps", "services=health_station,school&limits=,5000&f=csv&limit_count=1");
    char *csv = strndup(reply.body->bytes, reply.body->length);
    ck_assert_ptr_nonnull(strstr(csv, "rank,unit_code,unit_name,people,lon,lat,area_km2,limit,lacking,unreachable"));
    ck_assert_ptr_nonnull(strstr(csv, ",\"health_station\",\"s1\""));
    ck_assert_ptr_nonnull(strstr(csv, ",\"school\",\"s1\""));
    ck_assert_ptr_nonnull(strstr(csv, ",105."));
    free(csv);
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(services_that_cannot_be_lacked_are_refused)
{
    static const struct {
        const char *query, *says;
        unsigned status;
    } rows[] = {{"services=health_station,none", "no service none", 400},
                {"services=fm", "no surface of service 'fm'", 404},
                {"services=school&limits=5000,5000", "limits needs one number a service", 400},
                {"services=health_station,school&limits=5", "limits needs one number a service", 400},
                {"services=school&limits=x", "limits is not a number", 400},
                {"services=school&limit=5", "services goes with limits", 400},
                {"services=school&service=school", "services goes with limits", 400},
                {"services=school&level=commune", "services goes with limits", 400}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *root = json_of("/gaps", rows[i].query, rows[i].status);
        const char *detail = json_string_value(json_object_get(root, "detail"));
        ck_assert_msg(strstr(detail, rows[i].says) != NULL, "%s: %s", rows[i].query, detail);
        json_decref(root);
    }
}
END_TEST

/* The cell of a CSV row of quoted texts and plain numbers. Free it. */
static char *cell(const char *csv, size_t row, const char *column)
{
    size_t index = 0, length = strlen(column);
    const char *at = csv;
    while (strncmp(at, column, length) != 0 || !strchr(",\r\n", at[length])) at = strchr(at, ',') + 1, index++;
    at = csv;
    for (; row > 0; row--) at = strchr(at, '\n') + 1;
    for (;; index--) {
        const char *end = at;
        for (bool quoted = false; quoted || !strchr(",\r\n", *end); end++) quoted ^= *end == '"';
        if (index == 0) return *at == '"' ? strndup(at + 1, (size_t)(end - at - 2)) : strndup(at, (size_t)(end - at));
        at = end + 1;
    }
}

START_TEST(the_board_is_the_same_as_a_table)
{
    json_t *root = json_of("/targets", NULL, 200), *targets = json_object_get(root, "targets"), *t;
    vp_reply reply = reply_to("/targets", "f=csv");
    char *csv = strndup(reply.body->bytes, reply.body->length);
    static const char *const texts[] = {"indicator", "status", "better", "department", "unit", "data_date"};
    static const char *const numbers[] = {"value", "target", "gap", "gap_count", "limit", "units_short"};
    size_t i, rows = 0;
    for (const char *c = csv; *c; c++) rows += *c == '\n';
    ck_assert_uint_eq(rows, 1 + json_array_size(targets));
    json_array_foreach(targets, i, t)
    {
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            char *text = cell(csv, i + 1, texts[k]);
            const char *wanted = json_string_value(json_object_get(t, texts[k]));
            ck_assert_msg(strcmp(text, wanted ? wanted : "") == 0, "%s: %s, not %s", texts[k], text, wanted);
            free(text);
        }
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
            char *text = cell(csv, i + 1, numbers[k]);
            json_t *wanted = json_object_get(t, numbers[k]);
            bool same = json_is_null(wanted) ? !*text : fabs(strtod(text, NULL) - json_number_value(wanted)) < 1e-6;
            ck_assert_msg(same, "%s: %s, not %g", numbers[k], text, json_number_value(wanted));
            free(text);
        }
        char *group = cell(csv, i + 1, "group");
        ck_assert_str_eq(group, ""); /* all are of everyone */
        free(group);
    }
    free(csv);
    vp_reply_clear(&reply);
    json_decref(root);
}
END_TEST

START_TEST(doubtful_data_is_reported_with_its_place)
{
    json_t *root = json_of("/quality", NULL, 200), *all = json_object_get(root, "quality");
    ck_assert_uint_eq(json_array_size(all), 3);
    json_t *stale = json_array_get(all, 1);
    ck_assert_str_eq(json_string_value(json_object_get(stale, "kind")), "stale");
    ck_assert(json_is_null(json_object_get(stale, "lon")) && json_is_null(json_object_get(stale, "row")));
    json_decref(root);
    root = json_of("/quality", "kind=stated_unit", 200);
    ck_assert_uint_eq(json_array_size(json_object_get(root, "quality")), 1);
    ck_assert_double_eq(number(json_array_get(json_object_get(root, "quality"), 0), "row"), 7);
    json_decref(root);
    vp_reply reply = reply_to("/quality", "f=csv");
    char *csv = strndup(reply.body->bytes, reply.body->length);
    ck_assert_ptr_nonnull(strstr(csv, "\"'=1+1\""));
    for (const char *line = csv, *end; (end = strchr(line, '\n')); line = end + 1) {
        size_t commas = 0;
        for (const char *at = line; at < end; at++) commas += *at == ',';
        ck_assert_msg(commas == 10, "%zu commas in %.*s", commas, (int)(end - line), line); /* no text holds one */
    }
    free(csv);
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(a_unit_has_a_profile)
{
    json_t *root = json_of("/units/00005", NULL, 200), *unit = json_object_get(root, "unit");
    ck_assert_double_eq_tol(number(unit, "people"), 160, 1e-6);
    ck_assert_double_eq_tol(number(unit, "area_km2"), 4, 1e-9);
    ck_assert_double_eq_tol(number(unit, "people_known"), 1, 1e-9);
    ck_assert(json_is_null(json_object_get(unit, "terrain_known"))); /* no such layer */
    json_t *service = json_array_get(json_object_get(root, "services"), 0),
           *histogram = json_object_get(service, "histogram");
    double sum = number(histogram, "beyond") + number(histogram, "unreachable") + number(histogram, "no_data");
    size_t i;
    json_t *bar;
    json_array_foreach(json_object_get(histogram, "people"), i, bar) sum += json_number_value(bar);
    ck_assert_double_eq_tol(sum, 160, 1e-6);
    ck_assert_double_eq_tol(number(service, "people_left_out"), 160, 1e-6); /* 18 cells and more away */
    json_decref(root);
    json_decref(json_of("/units/164", "level=district", 200));
    json_decref(json_of("/units/164", NULL, 404));
}
END_TEST

/* The unit's row of the service is asked as /indicators and /gaps are. */
START_TEST(a_profile_answers_the_limit_and_the_group_that_were_asked)
{
    const char *const asked[] = {NULL, "service=health_station&limit=60",
                                 "service=health_station&limit=60&group=remote"};
    const double limits[] = {30, 60, 60};
    for (size_t a = 0; a < 3; a++) {
        char query[80];
        snprintf(query, sizeof query, "%s%s", a ? "limit=60" : "", a == 2 ? "&group=remote" : "");
        json_t *values = json_of("/indicators/reached", a ? query : NULL, 200),
               *value = json_array_get(json_object_get(values, "values"), 0);
        char path[40];
        snprintf(path, sizeof path, "/units/%s", json_string_value(json_object_get(value, "code")));
        json_t *root = json_of(path, asked[a], 200), *service = json_array_get(json_object_get(root, "services"), 0);
        ck_assert_double_eq(number(service, "limit"), limits[a]);
        ck_assert_double_eq(number(service, "reached_share"), number(value, "value"));
        ck_assert_double_eq_tol(number(service, "people_left_out"),
                                number(value, "denominator") - number(value, "numerator"), 1e-9);
        if (a == 2)
            ck_assert_str_eq(json_string_value(json_object_get(service, "group")), "remote");
        else
            ck_assert(json_is_null(json_object_get(service, "group")));
        service = json_array_get(json_object_get(root, "services"), 1);
        ck_assert_double_eq(number(service, "limit"), 5000); /* others keep their own */
        json_decref(root);
        json_decref(values);
    }
}
END_TEST

START_TEST(a_point_gets_its_nearest)
{
    char query[80];
    snprintf(query, sizeof query, "lon=%.6f&lat=%.6f", vp_world_lon(6.5), vp_world_lat(5.5));
    json_t *root = json_of("/reach", query, 200);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(root, "unit"), "code")), "00001");
    json_t *service = json_array_get(json_object_get(root, "services"), 0);
    ck_assert_double_eq_tol(number(service, "value"), 6, 1e-5);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(service, "nearest"), "id")), "hs-1");
    json_decref(root);
    snprintf(query, sizeof query, "lon=%.6f&lat=%.6f", vp_world_lon(39.5), vp_world_lat(5.5));
    root = json_of("/reach", query, 200);
    service = json_array_get(json_object_get(root, "services"), 0);
    ck_assert(json_is_null(json_object_get(service, "value")));
    ck_assert(json_is_true(json_object_get(service, "unreachable")));
    json_decref(root);
    json_decref(json_of("/reach", "lon=1&lat=2", 404));
    static const refused_query nowhere[] = {{NULL, "lon is missing", 400},
                                            {"lon=105", "lat is missing", 400},
                                            {"lon=nan&lat=2", "lon is not a number", 400},
                                            {"lon=360.5&lat=2", "lon 360.5 is not within -180 and 360", 400},
                                            {"lon=-181&lat=2", "lon -181 is not within", 400},
                                            {"lon=105&lat=90.5", "lat 90.5 is not within -90 and 90", 400},
                                            {"lon=105&lat=-91", "lat -91 is not within", 400},
                                            {"lon=-180&lat=-90", "outside the province", 404},
                                            {"lon=360&lat=90", "outside the province", 404}};
    for (size_t i = 0; i < sizeof nowhere / sizeof *nowhere; i++) expect_refused("/reach", nowhere[i]);
}
END_TEST

/* A service of two modes: the answer says in which one to set out; for a cell of no mode, and a service of one, it
 * names none. */
START_TEST(a_point_gets_the_mode_to_set_out_in)
{
    vp_error err = {0};
    vp_snapshot *snapshot = vp_world_new("s2", 0);
    size_t cells = vp_grid_geometry_cells(snapshot->region->geometry);
    vp_service *service = &snapshot->region->definitions.services[0];
    free(service->mode);
    service->mode = strdup("walk|motorbike");
    snapshot->results.mode = calloc(snapshot->region->definitions.service_count, sizeof *snapshot->results.mode);
    ck_assert(service->mode && snapshot->results.mode);
    int32_t *mode = snapshot->results.mode[0] = malloc(cells * sizeof **snapshot->results.mode);
    ck_assert_ptr_nonnull(mode);
    for (size_t i = 0; i < cells; i++) mode[i] = i % WORLD_SIDE == WORLD_SIDE - 1 ? -1 : i % WORLD_SIDE < 10;
    ck_assert(vp_server_publish(answering, snapshot, &err));
    static const struct {
        double column;
        const char *mode; /* NULL: none */
    } points[] = {{9.5, "motorbike"}, {10.5, "walk"}, {39.5, NULL}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        char query[80];
        snprintf(query, sizeof query, "lon=%.6f&lat=%.6f", vp_world_lon(points[i].column), vp_world_lat(5.5));
        json_t *root = json_of("/reach", query, 200), *services = json_object_get(root, "services");
        json_t *reported = json_object_get(json_array_get(services, 0), "mode");
        ck_assert_msg(points[i].mode ? reported && json_is_string(reported) : json_is_null(reported), "point %zu", i);
        if (points[i].mode) ck_assert_str_eq(json_string_value(reported), points[i].mode);
        ck_assert(json_is_null(json_object_get(json_array_get(services, 1), "mode")));
        json_decref(root);
    }
}
END_TEST

/* Six minutes a cell as the crow flies: 30 minutes are discs of five cells around the two open stations, which hold 81
 * cells each (whole numbers with i² + j² <= 25), one of them in the row without people. */
START_TEST(an_isochrone_is_a_disc_around_each_station)
{
    static const double stations[2][2] = {{5.5, 5.5}, {30.5, 10.5}};
    const double width = vp_world_lon(1) - vp_world_lon(0), height = vp_world_lat(0) - vp_world_lat(1);
    json_t *root = json_of("/isochrones/health_station", NULL, 200),
           *same = json_of("/isochrones/health_station", "limit=30", 200);
    ck_assert(json_equal(root, same));
    json_t *about = json_object_get(root, "properties"), *geometry = json_object_get(root, "geometry");
    ck_assert_double_eq_tol(number(about, "people"), 1610, 1e-6);
    ck_assert_double_eq_tol(number(about, "people_total"), 39 * 40 * 10, 1e-6);
    ck_assert_double_eq_tol(number(about, "area_km2"), 2 * acos(-1.0) * 2.5 * 2.5, 0.4);
    ck_assert_str_eq(json_string_value(json_object_get(geometry, "type")), "MultiPolygon");
    json_t *polygons = json_object_get(geometry, "coordinates"), *polygon, *corner;
    ck_assert_uint_eq(json_array_size(polygons), 2);
    size_t p, k;
    json_array_foreach(polygons, p, polygon)
    {
        ck_assert_uint_eq(json_array_size(polygon), 1);
        ck_assert_uint_ge(json_array_size(json_array_get(polygon, 0)), 20);
        json_array_foreach(json_array_get(polygon, 0), k, corner)
        {
            double column = (json_number_value(json_array_get(corner, 0)) - vp_world_lon(0)) / width;
            double row = (vp_world_lat(0) - json_number_value(json_array_get(corner, 1))) / height;
            if (fabs(row) < 1e-4 || fabs(column) < 1e-4) continue; /* the edge of the grid, half a cell beyond */
            ck_assert_double_eq_tol(hypot(column - stations[p][0], row - stations[p][1]), 5, 0.05);
        }
    }
    json_decref(root);
    json_decref(same);
}
END_TEST

START_TEST(an_isochrone_is_cut_at_the_province_and_refused_by_name)
{
    json_t *root = json_of("/isochrones/health_station", "limit=1440", 200);
    json_t *about = json_object_get(root, "properties");
    /* All but column 39, which nobody reaches: half a cell beside it is the border. Corners of the square and the hole
     * lack an eighth of a cell. */
    ck_assert_double_eq_tol(number(about, "area_km2"), 39 * 40 * 0.25, 1);
    json_decref(root);
    root = json_of("/isochrones/school", "limit=0", 200);
    ck_assert_double_eq_tol(number(json_object_get(root, "properties"), "people"), 10, 1e-9); /* its own cell */
    json_decref(root);
    json_decref(json_of("/isochrones/nothing", NULL, 404));
    json_decref(json_of("/isochrones/fm", NULL, 404));
    json_decref(json_of("/isochrones/health_station", "limit=12.5", 400));
    json_decref(json_of("/isochrones/health_station", "limit=-1", 400));
    json_decref(json_of("/isochrones/health_station", "limit=nan", 400));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan");
    TCase *cases = tcase_create("plan");
    tcase_add_checked_fixture(cases, start_answering, stop_answering);
    tcase_add_test(cases, indicators_are_listed_with_definitions);
    tcase_add_test(cases, one_indicator_for_every_group);
    tcase_add_test(cases, a_value_answers_the_limit_that_was_asked);
    tcase_add_test(cases, no_data_is_null_and_not_zero);
    tcase_add_test(cases, a_table_is_safe_to_open_in_a_spreadsheet);
    tcase_add_test(cases, targets_say_how_far_off_they_are);
    tcase_add_test(cases, gaps_add_up_to_who_is_left_out);
    tcase_add_test(cases, communes_left_out_lie_in_their_middle_most_people_first);
    tcase_add_test(cases, places_that_lack_two_services_name_both);
    tcase_add_test(cases, places_that_lack_services_are_a_table);
    tcase_add_test(cases, services_that_cannot_be_lacked_are_refused);
    tcase_add_test(cases, the_board_is_the_same_as_a_table);
    tcase_add_test(cases, doubtful_data_is_reported_with_its_place);
    tcase_add_test(cases, a_unit_has_a_profile);
    tcase_add_test(cases, a_profile_answers_the_limit_and_the_group_that_were_asked);
    tcase_add_test(cases, a_point_gets_its_nearest);
    tcase_add_test(cases, a_point_gets_the_mode_to_set_out_in);
    tcase_add_test(cases, an_isochrone_is_a_disc_around_each_station);
    tcase_add_test(cases, an_isochrone_is_cut_at_the_province_and_refused_by_name);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
