/* Answers without sockets. */
#include "server/endpoints/endpoints.h"
#include "server/server.h"
#include "service/exporter.h"
#include "support_world.h"
#include "tiles/web_mercator.h"
#include <check.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static vp_server *server;

static void start(void)
{
    vp_error err = {0};
    server = vp_server_new(
        &(vp_server_options){.routes = &vp_endpoints, .publication = vp_publication_new(NULL), .cache_bytes = 1 << 20},
        &err);
    ck_assert_msg(server != NULL, "%s", err.message);
    ck_assert(vp_server_publish(server, vp_world_new("s1", 0), &err));
}

static void stop(void) { vp_server_free(server); }

static vp_reply ask(const char *path, const char *query)
{
    vp_reply reply;
    vp_answer(server, &(vp_request){.method = "GET", .path = path, .query = query, .host = "map.example:8080"}, &reply);
    return reply;
}

static json_t *json_of(const char *path, const char *query, unsigned status)
{
    vp_reply reply = ask(path, query);
    ck_assert_msg(reply.status == status, "%s?%s is %u: %.*s", path, query ? query : "", reply.status,
                  reply.body ? (int)reply.body->length : 0, reply.body ? reply.body->bytes : "");
    json_error_t error;
    json_t *root = json_loadb(reply.body->bytes, reply.body->length, 0, &error);
    ck_assert_msg(root != NULL, "%s: %s", path, error.text);
    vp_reply_clear(&reply);
    return root;
}

static double number(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    ck_assert_msg(json_is_number(value), "%s is not a number", key);
    return json_number_value(value);
}

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
    json_decref(root);
}
END_TEST

START_TEST(a_table_is_safe_to_open_in_a_spreadsheet)
{
    vp_reply reply = ask("/indicators/reached", "f=csv");
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
    ck_assert_str_eq(json_string_value(json_object_get(first, "status")), "behind");
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

START_TEST(doubtful_data_is_told_with_its_place)
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
    vp_reply reply = ask("/quality", "f=csv");
    char *csv = strndup(reply.body->bytes, reply.body->length);
    ck_assert_ptr_nonnull(strstr(csv, "\"'=1+1\""));
    free(csv);
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(doubtful_data_is_a_collection)
{
    json_t *root = json_of("/collections/quality/items", NULL, 200);
    ck_assert_double_eq(number(root, "numberMatched"), 3);
    ck_assert(json_is_null(json_object_get(json_array_get(json_object_get(root, "features"), 1), "geometry")));
    json_decref(root);
    char query[120];
    snprintf(query, sizeof query, "bbox=%.4f,%.4f,%.4f,%.4f", vp_world_lon(5), vp_world_lat(6), vp_world_lon(6),
             vp_world_lat(5));
    root = json_of("/collections/quality/items", query, 200);
    ck_assert_double_eq(number(root, "numberMatched"), 1);
    json_t *only = json_array_get(json_object_get(root, "features"), 0), *at = json_object_get(only, "geometry");
    ck_assert_str_eq(json_string_value(json_object_get(only, "id")), "1");
    ck_assert_double_eq_tol(json_number_value(json_array_get(json_object_get(at, "coordinates"), 0)), vp_world_lon(5.5),
                            1e-5);
    json_decref(root);
    root = json_of("/collections/quality/items/3", NULL, 200);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(root, "properties"), "kind")), "stated_unit");
    json_decref(root);
}
END_TEST

START_TEST(a_unit_has_a_profile)
{
    json_t *root = json_of("/units/00005", NULL, 200), *unit = json_object_get(root, "unit");
    ck_assert_double_eq_tol(number(unit, "people"), 160, 1e-6);
    ck_assert_double_eq_tol(number(unit, "area_km2"), 4, 1e-9);
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

START_TEST(a_point_is_told_its_nearest)
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
    json_decref(json_of("/reach", "lon=nan&lat=2", 400));
    json_decref(json_of("/reach", NULL, 400));
}
END_TEST

/* A service of two modes: the point is told which one sets out; a cell of no mode, and a service of one, tell none. */
START_TEST(a_point_is_told_the_mode_to_set_out_in)
{
    vp_error err = {0};
    vp_snapshot *snapshot = vp_world_new("s2", 0);
    size_t cells = vp_grid_geometry_cells(snapshot->region->geometry);
    vp_service *service = &snapshot->region->services[0];
    free(service->mode);
    service->mode = strdup("walk|motorbike");
    snapshot->mode = calloc(snapshot->region->service_count, sizeof *snapshot->mode);
    ck_assert(service->mode && snapshot->mode);
    int32_t *mode = snapshot->mode[0] = malloc(cells * sizeof **snapshot->mode);
    ck_assert_ptr_nonnull(mode);
    for (size_t i = 0; i < cells; i++) mode[i] = i % WORLD_SIDE == WORLD_SIDE - 1 ? -1 : i % WORLD_SIDE < 10;
    ck_assert(vp_server_publish(server, snapshot, &err));
    static const struct {
        double column;
        const char *mode; /* NULL: none */
    } points[] = {{9.5, "motorbike"}, {10.5, "walk"}, {39.5, NULL}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        char query[80];
        snprintf(query, sizeof query, "lon=%.6f&lat=%.6f", vp_world_lon(points[i].column), vp_world_lat(5.5));
        json_t *root = json_of("/reach", query, 200), *services = json_object_get(root, "services");
        json_t *told = json_object_get(json_array_get(services, 0), "mode");
        ck_assert_msg(points[i].mode ? told && json_is_string(told) : json_is_null(told), "point %zu", i);
        if (points[i].mode) ck_assert_str_eq(json_string_value(told), points[i].mode);
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

static const struct {
    const char *path, *query;
    unsigned status;
} bad[] = {
    {"/../etc/passwd", NULL, 400},
    {"/%2e%2e%2fetc/passwd", NULL, 400},
    {"/%2e%2e/x", NULL, 400},
    {"/%c0%ae%c0%ae/x", NULL, 400},
    {"/indicators%00/x", NULL, 400},
    {"/indicators/%0d%0aX: y", NULL, 400},
    {"/indicators/%1b[31m", NULL, 400},
    {"/indicators/%zz", NULL, 400},
    {"/indicators/%4", NULL, 400},
    {"/indicators/nothing", NULL, 404},
    {"/nothing/at/all", NULL, 404},
    {"/indicators/", NULL, 404},
    {"/indicators/reached", "limit=1e99", 400},
    {"/indicators/reached", "limit=nan", 400},
    {"/indicators/reached", "limit=0x10", 400},
    {"/indicators/reached", "limit=12.5", 400},
    {"/indicators/reached", "group=none", 400},
    {"/indicators/reached", "level=village", 400},
    {"/indicators/reached", "threshold=2", 400},
    {"/indicators/reached", "offset=<script>", 400},
    {"/indicators/reached", "f=xml", 400},
    {"/indicators/reached", "limit=30&limit=60", 400},
    {"/gaps", "service=' OR 1=1--", 400},
    {"/gaps", "limit=30", 400},
    {"/gaps", "limit_count=-1", 400},
    {"/collections/units/items", "bbox=10,10,5,5", 400},
    {"/collections/units/items", "bbox=nan,0,1,1", 400},
    {"/collections/units/items", "bbox=1,2,3", 400},
    {"/collections/units/items", "bbox=1,2,3,4,5,6,7", 400},
    {"/collections/units/items", "bbox=-500,0,500,1", 400},
    {"/collections/units/items", "bbox=0,0,1,1&bbox-crs=EPSG:4326", 400},
    {"/collections/units/items", "limit=0", 400},
    {"/collections/units/items", "limit=-1", 400},
    {"/collections/units/items", "offset=-1", 400},
    {"/collections/units/items", "offset=<script>", 400},
    {"/collections/units/items", "filter=' OR 1=1--", 400},
    {"/collections/units/items", "filter=code='00001'&filter-lang=cql2-json", 400},
    {"/collections/units/items", "filter=code='00001'&filter-crs=EPSG:32648", 400},
    {"/collections/units/items", "password=x", 400},
    {"/collections/units/items", "people=many", 400},
    {"/collections/units/items", "datetime=yesterday", 400},
    {"/collections/units/items", "datetime=2026-01-01/2025-01-01", 400},
    {"/collections/nothing/items", NULL, 404},
    {"/collections/nothing/tiles", NULL, 404},
    {"/collections/units/tiles/WorldCRS84Quad", NULL, 404},
    {"/collections/units/tiles/WebMercatorQuad/23/0/0", NULL, 400},
    {"/collections/units/tiles/WebMercatorQuad/1/2/0", NULL, 400},
    {"/collections/reach_school/tiles", NULL, 404},
    {"/map/units/tiles", NULL, 404},
    {"/map/reach_nothing/tiles/WebMercatorQuad/0/0/0", NULL, 404},
    {"/tileMatrixSets/nothing", NULL, 404},
    {"/collections/units/items/nothing", NULL, 404},
    {"/collections/transmitters", NULL, 404}, /* the province has none */
};

START_TEST(what_makes_no_sense_is_refused_with_a_reason)
{
    json_t *root = json_of(bad[_i].path, bad[_i].query, bad[_i].status);
    ck_assert_str_eq(json_string_value(json_object_get(root, "type")), "about:blank");
    ck_assert_uint_eq((unsigned)json_integer_value(json_object_get(root, "status")), bad[_i].status);
    ck_assert(json_string_length(json_object_get(root, "detail")) > 0);
    json_decref(root);
}
END_TEST

START_TEST(long_input_gets_a_short_answer)
{
    char *path = malloc(20001), *query = malloc(20001);
    memset(path, 'a', 20000);
    memcpy(path, "/indicators/", 12);
    path[20000] = '\0';
    vp_reply reply = ask(path, NULL);
    ck_assert_uint_eq(reply.status, 414);
    ck_assert_uint_lt(reply.body->length, 1000);
    vp_reply_clear(&reply);
    path[1500] = '\0';
    reply = ask(path, NULL); /* hazard 38: what is echoed is bounded */
    ck_assert_uint_eq(reply.status, 404);
    ck_assert_uint_lt(reply.body->length, 400);
    vp_reply_clear(&reply);
    for (size_t i = 0; i < 1000; i++) memcpy(query + i * 7, "code=1&", 7);
    query[7000] = '\0';
    reply = ask("/collections/units/items", query); /* hazard 43: a thousand times the same is once */
    ck_assert_uint_eq(reply.status, 200);
    vp_reply_clear(&reply);
    free(path);
    free(query);
}
END_TEST

START_TEST(a_cut_name_stays_text)
{
    /* 40 bytes of the value are echoed; the cut falls inside a three-byte character. */
    json_decref(json_of("/indicators/reached",
                        "level=aa%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1"
                        "%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1%E1%BA%A1",
                        400));
}
END_TEST

START_TEST(features_come_page_by_page_without_loss)
{
    char query[64] = "limit=2";
    size_t seen = 0;
    for (int page = 0; page < 3; page++) {
        snprintf(query, sizeof query, "limit=2&offset=%zu", seen);
        json_t *root = json_of("/collections/units/items", query, 200);
        ck_assert_double_eq(number(root, "numberMatched"), 5);
        size_t here = json_array_size(json_object_get(root, "features")), i;
        bool next = false;
        json_t *link;
        json_array_foreach(json_object_get(root, "links"), i, link)
        {
            if (strcmp(json_string_value(json_object_get(link, "rel")), "next") == 0) next = true;
            ck_assert_int_eq(strncmp(json_string_value(json_object_get(link, "href")), "http://map.example:8080/", 24),
                             0);
        }
        seen += here;
        ck_assert_int_eq(next, seen < 5);
        json_decref(root);
    }
    ck_assert_uint_eq(seen, 5);
}
END_TEST

START_TEST(features_are_found_by_box_property_and_day)
{
    char query[128];
    snprintf(query, sizeof query, "bbox=%f,%f,%f,%f", vp_world_lon(29), vp_world_lat(31), vp_world_lon(31),
             vp_world_lat(29));
    json_t *root = json_of("/collections/units/items", query, 200); /* inside the hole of D: E alone */
    ck_assert_double_eq(number(root, "numberMatched"), 1);
    json_t *feature = json_array_get(json_object_get(root, "features"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(feature, "id")), "00005");
    json_decref(root);
    root = json_of("/collections/facilities/items", "kind=health_station&datetime=2026-12-31", 200);
    ck_assert_double_eq(number(root, "numberMatched"), 2); /* one opens in 2028 */
    json_decref(root);
    root = json_of("/collections/facilities/items/hs-2", NULL, 200);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(root, "properties"), "services")),
                     "health_station");
    json_decref(root);
    root = json_of("/collections/units/items/00004", NULL, 200);
    json_t *polygon = json_object_get(json_object_get(root, "geometry"), "coordinates");
    ck_assert_uint_eq(json_array_size(polygon), 2); /* outer ring and hole */
    json_decref(root);
    root = json_of("/collections/units/items", "bbox=-180,-90,180,90&limit=1000000000", 200); /* capped, not refused */
    ck_assert_double_eq(number(root, "numberReturned"), 5);
    json_decref(root);
}
END_TEST

START_TEST(features_are_found_by_a_condition_page_by_page)
{
    static const char query[] =
        "filter=code%20IN%20('00001','00003','00005')%20AND%20name%20LIKE%20'X%C3%A3%25'&limit=1";
    json_t *root = json_of("/collections/units/items", query, 200), *next = NULL, *link;
    ck_assert_double_eq(number(root, "numberMatched"), 2);
    ck_assert_double_eq(number(root, "numberReturned"), 1);
    size_t i;
    json_array_foreach(json_object_get(root, "links"), i,
                       link) if (strcmp(json_string_value(json_object_get(link, "rel")), "next") == 0) next =
        json_object_get(link, "href");
    ck_assert_ptr_nonnull(next);
    json_t *second = json_of("/collections/units/items", strchr(json_string_value(next), '?') + 1, 200);
    ck_assert_double_eq(number(second, "numberMatched"), 2);
    json_t *feature = json_array_get(json_object_get(second, "features"), 0);
    ck_assert_str_eq(json_string_value(json_object_get(feature, "id")), "00005");
    json_decref(second);
    json_decref(root);
}
END_TEST

#define CRS "http://www.opengis.net/def/crs/"

static double coordinate(json_t *feature, size_t i)
{
    return json_number_value(json_array_get(json_object_get(json_object_get(feature, "geometry"), "coordinates"), i));
}

START_TEST(positions_come_in_the_system_that_was_asked)
{
    json_t *plain = json_of("/collections/facilities/items/hs-2", NULL, 200),
           *swapped = json_of("/collections/facilities/items/hs-2", "crs=" CRS "EPSG/0/4326", 200),
           *metres = json_of("/collections/facilities/items/hs-2", "crs=" CRS "EPSG/0/3857", 200);
    ck_assert_double_eq_tol(coordinate(plain, 0), vp_world_lon(30.5), 1e-7);
    ck_assert_double_eq(coordinate(swapped, 0), coordinate(plain, 1));
    ck_assert_double_eq(coordinate(swapped, 1), coordinate(plain, 0));
    /* EPSG guidance note 7-2, 1024: E = a λ, N = a ln tan(π/4 + φ/2), a = 6378137 m. */
    const double a = 6378137, degree = 3.14159265358979323846 / 180;
    ck_assert_double_eq_tol(coordinate(metres, 0), a * coordinate(plain, 0) * degree, 0.02);
    ck_assert_double_eq_tol(coordinate(metres, 1), a * log(tan((45 + coordinate(plain, 1) / 2) * degree)), 0.02);
    json_decref(plain);
    json_decref(swapped);
    json_decref(metres);
    static const char *const same[] = {
        "bbox=105.9,21.6,106,21.7", "bbox-crs=" CRS "EPSG/0/4326&bbox=21.6,105.9,21.7,106",
        "bbox-crs=" CRS "EPSG/0/3857&bbox=11788734.08,2463567.67,11799866.02,2475544.53"};
    json_t *first = json_of("/collections/facilities/items", same[0], 200),
           *features = json_object_get(first, "features");
    ck_assert_uint_gt(json_array_size(features), 0);
    ck_assert_uint_lt(json_array_size(features), 4);
    for (size_t i = 1; i < 3; i++) {
        json_t *other = json_of("/collections/facilities/items", same[i], 200);
        ck_assert(json_equal(features, json_object_get(other, "features")));
        json_decref(other);
    }
    json_decref(first);
    vp_reply reply = ask("/collections/units/items", "crs=" CRS "EPSG/0/3857");
    ck_assert_str_eq(reply.reference, CRS "EPSG/0/3857");
    vp_reply_clear(&reply);
    reply = ask("/collections/units/items", NULL);
    ck_assert_str_eq(reply.reference, CRS "OGC/1.3/CRS84");
    vp_reply_clear(&reply);
    reply = ask("/collections/units/items", "crs=" CRS "EPSG/0/32648");
    ck_assert_uint_eq(reply.status, 400);
    ck_assert_ptr_null(reply.reference);
    vp_reply_clear(&reply);
    json_decref(json_of("/collections/units/items", "f=csv&crs=" CRS "EPSG/0/3857", 400));
}
END_TEST

/* Writes what it is asked, so that the test sees what reaches the formats. */
static bool tell(void *context, const char *snapshot, const char *layer, const char *extension, bool bom,
                 vp_buffer *out, vp_error *err)
{
    if (layer && strcmp(layer, "nothing") == 0) return vp_fail(err, VP_NOT_FOUND, "there is no layer nothing");
    vp_buffer_format(out, "%s %s %s %s %d", (const char *)context, snapshot, layer ? layer : "-", extension, bom);
    return true;
}

START_TEST(files_are_written_by_name_and_form)
{
    static const struct {
        const char *path, *query, *told, *type;
        unsigned status;
    } rows[] = {
        {"/export/targets.csv", NULL, "here s1 targets csv 0", "text/csv; charset=utf-8; header=present", 200},
        {"/export/targets.csv", "bom=1", "here s1 targets csv 1", "text/csv; charset=utf-8; header=present", 200},
        {"/export/units_commune_2025.fgb", NULL, "here s1 units_commune_2025 fgb 0", "application/flatgeobuf", 200},
        {"/export/all.gpkg", NULL, "here s1 - gpkg 0", "application/geopackage+sqlite3", 200},
        {"/export/school.tif", NULL, "here s1 school tif 0", "image/tiff; application=geotiff", 200},
        {"/export/targets.gpkg", NULL, NULL, NULL, 404},
        {"/export/all.xlsx", "bom=1", NULL, NULL, 400},
        {"/export/targets.csv", "bom=yes", NULL, NULL, 400},
        {"/export/targets.exe", NULL, NULL, NULL, 404},
        {"/export/targets", NULL, NULL, NULL, 404},
        {"/export/.csv", NULL, NULL, NULL, 404},
        {"/export/nothing.csv", NULL, NULL, NULL, 404},
    };
    char here[] = "here";
    vp_server_free(server);
    server = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                .publication = vp_publication_new(NULL),
                                                .exporter = &(vp_exporter){here, tell}},
                           NULL);
    ck_assert(vp_server_publish(server, vp_world_new("s1", 0), NULL));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_reply reply = ask(rows[i].path, rows[i].query);
        ck_assert_msg(reply.status == rows[i].status, "%s is %u", rows[i].path, reply.status);
        if (reply.status == 200) {
            ck_assert_uint_eq(reply.body->length, strlen(rows[i].told));
            ck_assert_mem_eq(reply.body->bytes, rows[i].told, reply.body->length);
            ck_assert_str_eq(reply.type, rows[i].type);
            ck_assert(reply.store && *reply.file);
        } else {
            ck_assert_str_eq(reply.file, "");
        }
        vp_reply_clear(&reply);
    }
    vp_reply first = ask("/export/targets.csv", NULL), same, other;
    vp_answer(server, &(vp_request){.method = "GET", .path = "/export/targets.csv", .if_none_match = first.tag}, &same);
    ck_assert_uint_eq(same.status, 304);
    vp_answer(
        server,
        &(vp_request){.method = "GET", .path = "/export/targets.csv", .query = "bom=1", .if_none_match = first.tag},
        &other);
    ck_assert_uint_eq(other.status, 200);
    vp_reply_clear(&first);
    vp_reply_clear(&same);
    vp_reply_clear(&other);
    vp_reply report = ask("/export/report.html", NULL);
    ck_assert_uint_eq(report.status, 200);
    ck_assert_ptr_nonnull(memmem(report.body->bytes, report.body->length, "<!DOCTYPE html>", 15));
    vp_reply_clear(&report);
    json_t *list = json_of("/export", NULL, 200), *file;
    size_t i;
    json_array_foreach(json_object_get(list, "files"), i, file)
    {
        vp_reply reply =
            ask(json_string_value(json_object_get(file, "href")) + strlen("http://map.example:8080"), NULL);
        ck_assert_uint_eq(reply.status, 200);
        vp_reply_clear(&reply);
    }
    ck_assert_uint_eq(i, 4 + 7 + 2 * 4 + 2 + 2 + 1);
    json_decref(list);
}
END_TEST

START_TEST(a_server_without_formats_lists_its_report)
{
    json_t *list = json_of("/export", NULL, 200);
    ck_assert_uint_eq(json_array_size(json_object_get(list, "files")), 1);
    json_decref(list);
    json_decref(json_of("/export/targets.csv", NULL, 404));
}
END_TEST

/* The href of a link by its relation; "" without. Borrowed. */
static const char *href(json_t *object, const char *relation)
{
    json_t *link;
    size_t i;
    json_array_foreach(json_object_get(object, "links"), i,
                       link) if (strcmp(json_string_value(json_object_get(link, "rel")), relation) ==
                                 0) return json_string_value(json_object_get(link, "href"));
    return "";
}

START_TEST(tile_sets_lead_to_tiles)
{
    json_t *all = json_of("/tiles", NULL, 200), *set;
    size_t i, maps = 0;
    json_array_foreach(json_object_get(all, "tilesets"), i, set)
    {
        const char *self = href(set, "self"), *item = href(set, "item");
        char path[300], *brace;
        json_t *whole = json_of(self + strlen("http://map.example:8080"), NULL, 200);
        ck_assert_uint_gt(json_array_size(json_object_get(whole, "tileMatrixSetLimits")), 0);
        ck_assert_str_eq(href(whole, "item"), item);
        /* The row stands before the column. */
        snprintf(path, sizeof path, "%s", item + strlen("http://map.example:8080"));
        ck_assert_ptr_nonnull(brace = strstr(path, "{tileMatrix}/{tileRow}/{tileCol}"));
        vp_tile tile = {9, 406, 224};
        strcpy(brace, "9/224/406");
        vp_reply standard = ask(path, NULL);
        ck_assert_uint_eq(standard.status, 200);
        bool map = strcmp(json_string_value(json_object_get(set, "dataType")), "map") == 0;
        maps += map;
        char *slash = strchr(path + 1, '/');
        int length = (int)strcspn(slash + 1, "/");
        char ours[300];
        snprintf(ours, sizeof ours, "/tiles/%.*s/%u/%u/%u.%s", length, slash + 1, tile.zoom, tile.column, tile.row,
                 map ? "png" : "mvt");
        vp_reply plain = ask(ours, NULL);
        ck_assert_msg(plain.status == 200, "%s", ours);
        ck_assert_uint_gt(plain.body->length, map ? 100 : 0);
        ck_assert_uint_eq(standard.body->length, plain.body->length);
        ck_assert_mem_eq(standard.body->bytes, plain.body->bytes, plain.body->length);
        ck_assert_str_eq(standard.type, plain.type);
        vp_reply_clear(&plain);
        vp_reply_clear(&standard);
        json_decref(whole);
    }
    ck_assert_uint_eq(maps, 2); /* health_station and school have surfaces */
    json_decref(all);
}
END_TEST

START_TEST(the_tile_matrix_set_is_the_standards)
{
    json_t *root = json_of("/tileMatrixSets/WebMercatorQuad", NULL, 200),
           *matrices = json_object_get(root, "tileMatrices");
    /* OGC 17-083r4, annex D.1, rows 0, 1 and 12. */
    static const struct {
        size_t zoom;
        double denominator, size;
        json_int_t width;
    } rows[] = {{0, 559082264.028717, 156543.033928041, 1},
                {1, 279541132.014358, 78271.5169640204, 2},
                {12, 136494.693366386, 38.2185141425881, 4096}};
    for (size_t i = 0; i < 3; i++) {
        json_t *matrix = json_array_get(matrices, rows[i].zoom);
        ck_assert_double_eq_tol(number(matrix, "scaleDenominator"), rows[i].denominator, 1e-9 * rows[i].denominator);
        ck_assert_double_eq_tol(number(matrix, "cellSize"), rows[i].size, 1e-9 * rows[i].size);
        ck_assert_int_eq(json_integer_value(json_object_get(matrix, "matrixWidth")), rows[i].width);
    }
    ck_assert_str_eq(json_string_value(json_object_get(root, "crs")), "http://www.opengis.net/def/crs/EPSG/0/3857");
    json_decref(root);
    json_t *sets = json_of("/tileMatrixSets", NULL, 200);
    ck_assert_uint_eq(json_array_size(json_object_get(sets, "tileMatrixSets")), 1);
    json_decref(sets);
}
END_TEST

START_TEST(every_route_is_described)
{
    json_t *root = json_of("/api", NULL, 200), *paths = json_object_get(root, "paths");
    ck_assert_str_eq(json_string_value(json_object_get(root, "openapi")), "3.0.3");
    ck_assert_uint_gt(json_object_size(paths), 10);
    const char *path;
    json_t *item;
    json_object_foreach(paths, path, item)
    {
        static const char *const verbs[] = {"get", "post", "put", "delete"};
        json_t *get = NULL;
        for (size_t v = 0; !get && v < 4; v++) get = json_object_get(item, verbs[v]);
        ck_assert_msg(json_string_length(json_object_get(get, "summary")) > 0, "%s", path);
        /* Every {name} of the template is a parameter in the path. */
        for (const char *at = path; (at = strchr(at, '{')); at++) {
            size_t i, found = 0, length = strcspn(at + 1, "}");
            json_t *parameter;
            json_array_foreach(json_object_get(get, "parameters"), i, parameter)
            {
                const char *name = json_string_value(json_object_get(parameter, "name"));
                found += strlen(name) == length && strncmp(name, at + 1, length) == 0;
            }
            ck_assert_msg(found == 1, "%s has %zu parameters for %.20s", path, found, at);
        }
    }
    json_decref(root);
}
END_TEST

START_TEST(a_current_copy_is_not_sent_again)
{
    vp_reply reply;
    vp_request request = {.method = "GET", .path = "/indicators", .accept_encoding = "br, gzip;q=0.5"};
    vp_answer(server, &request, &reply);
    ck_assert(reply.body->gzip);
    char tag[VP_TAG_MOST + 8];
    snprintf(tag, sizeof tag, "\"x\", %s", reply.tag);
    vp_reply_clear(&reply);
    request.if_none_match = tag;
    vp_answer(server, &request, &reply);
    ck_assert_uint_eq(reply.status, 304);
    vp_reply_clear(&reply);
    request.accept_encoding = "gzip;q=0"; /* another representation, another tag */
    vp_answer(server, &request, &reply);
    ck_assert_uint_eq(reply.status, 200);
    ck_assert(!reply.body->gzip);
    vp_reply_clear(&reply);
    ck_assert(vp_server_publish(server, vp_world_new("s2", 1), NULL));
    request.accept_encoding = "gzip";
    vp_answer(server, &request, &reply);
    ck_assert_uint_eq(reply.status, 200); /* a new snapshot */
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(only_reading_is_allowed)
{
    vp_reply reply;
    vp_answer(server, &(vp_request){.method = "DELETE", .path = "/indicators"}, &reply);
    ck_assert_uint_eq(reply.status, 405);
    ck_assert_str_eq(reply.allow, "GET, HEAD, OPTIONS");
    vp_reply_clear(&reply);
    vp_answer(server, &(vp_request){.method = "OPTIONS", .path = "/indicators"}, &reply);
    ck_assert_uint_eq(reply.status, 204);
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(a_host_is_checked_before_it_becomes_a_link)
{
    vp_reply reply;
    vp_answer(server, &(vp_request){.method = "GET", .path = "/collections", .host = "a.example/\"><script>"}, &reply);
    ck_assert_uint_eq(reply.status, 400);
    vp_reply_clear(&reply);
}
END_TEST

START_TEST(without_a_snapshot_the_server_is_alive_but_not_ready)
{
    vp_server *empty =
        vp_server_new(&(vp_server_options){.routes = &vp_endpoints, .publication = vp_publication_new(NULL)}, NULL);
    static const struct {
        const char *path;
        unsigned status;
    } cases[] = {{"/healthz", 200}, {"/readyz", 503}, {"/indicators", 503}, {"/metrics", 200}};
    for (size_t i = 0; i < 4; i++) {
        vp_reply reply;
        vp_answer(empty, &(vp_request){.method = "GET", .path = cases[i].path}, &reply);
        ck_assert_uint_eq(reply.status, cases[i].status);
        vp_reply_clear(&reply);
    }
    vp_server_free(empty);
    json_decref(json_of("/readyz", NULL, 200));
    vp_server_drain(server);
    json_decref(json_of("/readyz", NULL, 503));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("answers");
    TCase *cases = tcase_create("answers");
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_test(cases, indicators_are_listed_with_definitions);
    tcase_add_test(cases, one_indicator_for_every_group);
    tcase_add_test(cases, a_value_answers_the_limit_that_was_asked);
    tcase_add_test(cases, no_data_is_null_and_not_zero);
    tcase_add_test(cases, a_table_is_safe_to_open_in_a_spreadsheet);
    tcase_add_test(cases, targets_say_how_far_off_they_are);
    tcase_add_test(cases, gaps_add_up_to_who_is_left_out);
    tcase_add_test(cases, doubtful_data_is_told_with_its_place);
    tcase_add_test(cases, doubtful_data_is_a_collection);
    tcase_add_test(cases, a_unit_has_a_profile);
    tcase_add_test(cases, a_point_is_told_its_nearest);
    tcase_add_test(cases, a_point_is_told_the_mode_to_set_out_in);
    tcase_add_test(cases, an_isochrone_is_a_disc_around_each_station);
    tcase_add_test(cases, an_isochrone_is_cut_at_the_province_and_refused_by_name);
    tcase_add_loop_test(cases, what_makes_no_sense_is_refused_with_a_reason, 0, (int)(sizeof bad / sizeof *bad));
    tcase_add_test(cases, long_input_gets_a_short_answer);
    tcase_add_test(cases, a_cut_name_stays_text);
    tcase_add_test(cases, features_come_page_by_page_without_loss);
    tcase_add_test(cases, features_are_found_by_box_property_and_day);
    tcase_add_test(cases, features_are_found_by_a_condition_page_by_page);
    tcase_add_test(cases, positions_come_in_the_system_that_was_asked);
    tcase_add_test(cases, files_are_written_by_name_and_form);
    tcase_add_test(cases, a_server_without_formats_lists_its_report);
    tcase_add_test(cases, tile_sets_lead_to_tiles);
    tcase_add_test(cases, the_tile_matrix_set_is_the_standards);
    tcase_add_test(cases, every_route_is_described);
    tcase_add_test(cases, a_current_copy_is_not_sent_again);
    tcase_add_test(cases, only_reading_is_allowed);
    tcase_add_test(cases, a_host_is_checked_before_it_becomes_a_link);
    tcase_add_test(cases, without_a_snapshot_the_server_is_alive_but_not_ready);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
