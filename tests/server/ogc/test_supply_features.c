/* Transmitters and service areas as features, to the letter; whose signal a place has; how people are said to grow; and
 * what is planned: the made-up province with a little of each. */
#include "server/endpoints/endpoints.h"
#include "server/support_answers.h"
#include <math.h>
#include <string.h>

enum { FM = 2 };

static void *make(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    ck_assert_ptr_nonnull(memory);
    return memory;
}

/* A national one with patterns on cell (8, 8), a local one on (30, 30). */
static void add_transmitters(vp_supply *supply)
{
    vp_error err;
    supply->transmitter_count = 2;
    vp_transmitter *t = supply->transmitters = make(2, sizeof *t);
    t[0] = (vp_transmitter){.id = strdup("VOV-1"),
                            .site = strdup("Núi Tam Đảo"),
                            .programme = strdup("VOV1"),
                            .system = strdup("fm"),
                            .scope = VP_SCOPE_NATIONAL,
                            .mast_metres = 80,
                            .frequency_mhz = 102.7,
                            .erp_kw = 12.5,
                            .polarisation = VP_POLARISATION_VERTICAL,
                            .open = true,
                            .lon = vp_world_lon(8),
                            .lat = vp_world_lat(8),
                            .open_from = "1999-05-19"};
    t[1] = (vp_transmitter){.id = strdup("TN"),
                            .system = strdup("fm"),
                            .scope = VP_SCOPE_LOCAL,
                            .mast_metres = 40,
                            .frequency_mhz = 98,
                            .erp_kw = 1,
                            .lon = vp_world_lon(30),
                            .lat = vp_world_lat(30),
                            .open_to = "2020-01-01"};
    ck_assert(vp_transmitter_set_pattern(&t[0], "0:-3;90:0;180:-6;270:0", &err));
    ck_assert(vp_transmitter_set_vertical(&t[0], "-10:-20;0:0;5:-1", &err));
}

/* Two cells by two from (4, 4) on, of the health station. */
static void add_area(const vp_region *region, vp_supply *supply)
{
    vp_error err;
    const double west = region->geometry.west, north = region->geometry.north, cell = region->geometry.cell_metres;
    vp_point ring[5] = {{4, 4}, {6, 4}, {6, 6}, {4, 6}, {4, 4}};
    for (size_t i = 0; i < 5; i++) ring[i] = (vp_point){west + cell * ring[i].x, north - cell * ring[i].y};
    supply->service_area_count = 1;
    supply->service_areas = make(1, sizeof *supply->service_areas);
    supply->service_areas[0] =
        (vp_service_area){.id = strdup("W1"), .unit_code = strdup("00001"), .households_connected = 12};
    ck_assert(vp_shape_init(&supply->service_areas[0].shape, ring, (size_t[]){5}, 1, &err));
}

static void add_growth(vp_people *people)
{
    people->growth_count = 3;
    people->growth = make(3, sizeof *people->growth);
    people->growth[0] = (vp_growth){.set = VP_NONE,
                                    .unit = VP_NONE,
                                    .group = VP_NONE,
                                    .rate = 0.0125,
                                    .people = NAN,
                                    .source = strdup("Niên giám")};
    people->growth[1] = (vp_growth){.set = 0, .unit = 1, .group = 0, .year = 2030, .rate = NAN, .people = 4321};
    people->growth[2] =
        (vp_growth){.set = 1, .unit = VP_NONE, .group = VP_NONE, .year = 2028, .rate = 0, .people = NAN};
}

/* The first indicator's value two years ago, and one of another territory since. */
static void add_history(vp_snapshot *s)
{
    vp_error err;
    const vp_region *region = s->region;
    vp_territory plan = vp_territory_of_plan(&region->units);
    char *question = vp_history_question(region, plan, &region->definitions.indicators[0], &err);
    char *territory = vp_history_territory(&region->units, plan, &err);
    ck_assert(question && territory);
    char id[] = "reached", before[] = "s-0", since[] = "s-1", other[] = "province 2024 19";
    const vp_history_point points[] = {{id, question, territory, before, "2024-12-31", 0.3},
                                       {id, question, other, since, "2025-12-31", 0.5}};
    for (size_t i = 0; i < 2; i++) ck_assert(vp_history_put(&s->listings.history, &points[i], &err));
    free(question);
    free(territory);
}

static void start(void)
{
    vp_error err = {0};
    vp_publication *publication = vp_publication_new(NULL);
    vp_snapshot *s = vp_world_new("s1", 0);
    vp_region *region = s->region;
    size_t cells = vp_grid_geometry_cells(region->geometry);
    add_transmitters(&region->supply);
    add_area(region, &region->supply);
    add_growth(&region->people);
    s->results.surfaces[FM] = vp_grid_new(region->geometry, 60, &err);
    s->results.nearest[FM] = make(cells, sizeof(int32_t));
    for (size_t i = 0; i < cells; i++) s->results.nearest[FM][i] = i < cells / 2 ? 0 : i + 1 < cells ? 1 : -1;
    region->definitions.planned_count = 1;
    region->definitions.planned = make(1, sizeof *region->definitions.planned);
    region->definitions.planned[0] =
        (vp_planned_service){.year = 2028, .facilities = make(3, sizeof(size_t)), .facility_count = 3};
    for (size_t i = 0; i < 3; i++) region->definitions.planned[0].facilities[i] = i;
    add_history(s);
    answering = vp_server_new(&(vp_server_options){.routes = &vp_endpoints, .publication = publication}, &err);
    ck_assert_msg(answering && vp_server_publish(answering, s, &err), "%s", err.message);
}

/* Whether a part of an answer is as the text has it. */
static void expect_json(const json_t *part, const char *wanted)
{
    json_error_t why;
    json_t *same = json_loads(wanted, JSON_DECODE_ANY, &why);
    ck_assert_msg(same != NULL, "%s", why.text);
    char *shown = json_dumps(part, JSON_ENCODE_ANY | JSON_SORT_KEYS);
    ck_assert_msg(json_equal(part, same), "%s", shown);
    free(shown);
    json_decref(same);
}

static json_t *properties_of(json_t *all, size_t i)
{
    return json_object_get(json_array_get(json_object_get(all, "features"), i), "properties");
}

static void expect_point(json_t *all, size_t i, double column, double row)
{
    json_t *geometry = json_object_get(json_array_get(json_object_get(all, "features"), i), "geometry"),
           *at = json_object_get(geometry, "coordinates");
    ck_assert_str_eq(json_string_value(json_object_get(geometry, "type")), "Point");
    ck_assert_double_eq_tol(json_number_value(json_array_get(at, 0)), vp_world_lon(column), 1e-6);
    ck_assert_double_eq_tol(json_number_value(json_array_get(at, 1)), vp_world_lat(row), 1e-6);
}

START_TEST(a_transmitter_says_what_it_is)
{
    json_t *all = json_of("/collections/transmitters/items", NULL, 200);
    ck_assert_double_eq(number(all, "numberMatched"), 2);
    expect_json(properties_of(all, 0),
                "{\"id\": \"VOV-1\", \"site\": \"Núi Tam Đảo\", \"programme\": \"VOV1\", \"system\": \"fm\", "
                "\"scope\": \"national\", \"mast_metres\": 80.0, \"frequency_mhz\": 102.7, \"erp_kw\": 12.5, "
                "\"polarisation\": \"V\", \"pattern\": \"0:-3;90:0;180:-6;270:0\", "
                "\"vertical_pattern\": \"-10:-20;0:0;5:-1\", \"open_from\": \"1999-05-19\", \"open_to\": null}");
    expect_json(properties_of(all, 1),
                "{\"id\": \"TN\", \"site\": null, \"programme\": null, \"system\": \"fm\", \"scope\": \"local\", "
                "\"mast_metres\": 40.0, \"frequency_mhz\": 98.0, \"erp_kw\": 1.0, \"polarisation\": \"H\", "
                "\"pattern\": null, \"vertical_pattern\": null, \"open_from\": null, \"open_to\": \"2020-01-01\"}");
    expect_point(all, 0, 8, 8);
    expect_point(all, 1, 30, 30);
    json_decref(all);
    json_t *one = json_of("/collections/transmitters/items/TN", NULL, 200);
    ck_assert_str_eq(json_string_value(json_object_get(one, "id")), "TN");
    json_decref(one);
}
END_TEST

START_TEST(a_service_area_says_whom_it_serves)
{
    json_t *all = json_of("/collections/service_areas/items", NULL, 200);
    ck_assert_double_eq(number(all, "numberMatched"), 1);
    expect_json(properties_of(all, 0), "{\"id\": \"W1\", \"service\": \"health_station\", \"unit_code\": \"00001\", "
                                       "\"households_connected\": 12.0}");
    json_t *geometry = json_object_get(json_array_get(json_object_get(all, "features"), 0), "geometry"),
           *ring = json_array_get(json_array_get(json_object_get(geometry, "coordinates"), 0), 0), *at;
    size_t i;
    ck_assert_str_eq(json_string_value(json_object_get(geometry, "type")), "MultiPolygon");
    ck_assert_uint_eq(json_array_size(ring), 5);
    double least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY};
    json_array_foreach(ring, i, at) for (size_t k = 0; k < 2; k++)
    {
        least[k] = fmin(least[k], json_number_value(json_array_get(at, k)));
        most[k] = fmax(most[k], json_number_value(json_array_get(at, k)));
    }
    ck_assert_double_eq_tol(least[0], vp_world_lon(4), 1e-6);
    ck_assert_double_eq_tol(most[0], vp_world_lon(6), 1e-6);
    ck_assert_double_eq_tol(least[1], vp_world_lat(6), 1e-6);
    ck_assert_double_eq_tol(most[1], vp_world_lat(4), 1e-6);
    json_decref(all);
    json_decref(json_of("/collections/service_areas/items/W1", NULL, 200));
}
END_TEST

/* By place, by day and by a condition: how many of the collection are found. */
START_TEST(supply_is_found_by_place_day_and_condition)
{
    char near[2][80];
    for (size_t i = 0; i < 2; i++) {
        double at = i ? 5 : 8;
        snprintf(near[i], sizeof near[i], "bbox=%.6f,%.6f,%.6f,%.6f", vp_world_lon(at - 0.5), vp_world_lat(at + 0.5),
                 vp_world_lon(at + 0.5), vp_world_lat(at - 0.5));
    }
    const struct {
        const char *path, *query;
        double count;
    } asked[] = {{"transmitters", near[0], 1},
                 {"transmitters", near[1], 0},
                 {"service_areas", near[1], 1},
                 {"service_areas", near[0], 0},
                 {"transmitters", "datetime=2026-01-01", 1}, /* the local one is closed since 2020 */
                 {"transmitters", "datetime=2010-01-01", 2},
                 {"transmitters", "datetime=1990-01-01", 1},
                 {"transmitters", "filter=scope%3D'local'", 1},
                 {"transmitters", "filter=erp_kw%3E1", 1},
                 {"transmitters", "filter=pattern%20IS%20NULL", 1},
                 {"service_areas", "filter=households_connected%3E12", 0},
                 {"service_areas", "filter=service%3D'health_station'", 1}};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        char path[80];
        snprintf(path, sizeof path, "/collections/%s/items", asked[i].path);
        json_t *all = json_of(path, asked[i].query, 200);
        ck_assert_msg(number(all, "numberMatched") == asked[i].count, "%s?%s: %g", path, asked[i].query,
                      number(all, "numberMatched"));
        json_decref(all);
    }
}
END_TEST

static json_t *signal_at(double column, double row, json_t **whole)
{
    char query[80];
    snprintf(query, sizeof query, "lon=%.6f&lat=%.6f", vp_world_lon(column), vp_world_lat(row));
    *whole = json_of("/reach", query, 200);
    return json_array_get(json_object_get(*whole, "services"), FM);
}

START_TEST(a_place_names_whose_signal_it_has)
{
    json_t *whole, *fm = signal_at(3.5, 3.5, &whole);
    ck_assert_double_eq(number(fm, "value"), 60);
    ck_assert(json_is_true(json_object_get(fm, "within_limit")));
    ck_assert(json_is_null(json_object_get(fm, "nearest")));
    json_t *t = json_object_get(fm, "transmitter");
    ck_assert_double_eq_tol(number(t, "lon"), vp_world_lon(8), 1e-9);
    ck_assert_double_eq_tol(number(t, "lat"), vp_world_lat(8), 1e-9);
    json_object_del(t, "lon");
    json_object_del(t, "lat");
    expect_json(t, "{\"id\": \"VOV-1\", \"site\": \"Núi Tam Đảo\", \"programme\": \"VOV1\", \"scope\": \"national\", "
                   "\"frequency_mhz\": 102.7}");
    json_t *nearest = json_object_get(json_array_get(json_object_get(whole, "services"), 0), "nearest");
    ck_assert_str_eq(json_string_value(json_object_get(nearest, "id")), "hs-1");
    ck_assert(json_is_null(json_object_get(json_array_get(json_object_get(whole, "services"), 0), "transmitter")));
    json_decref(whole);
    fm = signal_at(3.5, 30.5, &whole);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(fm, "transmitter"), "scope")), "local");
    json_decref(whole);
    fm = signal_at(39.5, 39.5, &whole);
    ck_assert(json_is_null(json_object_get(fm, "transmitter")));
    json_decref(whole);
}
END_TEST

START_TEST(growth_and_what_is_planned_are_listed)
{
    json_t *all = json_of("/indicators", NULL, 200);
    expect_json(json_object_get(all, "growth"),
                "[{\"level\": null, \"vintage\": null, \"code\": null, \"group\": null, \"year\": null, "
                "\"rate\": 0.0125, \"people\": null, \"source\": \"Niên giám\"}, "
                "{\"level\": \"commune\", \"vintage\": \"2025\", \"code\": \"00002\", \"group\": \"remote\", "
                "\"year\": 2030, \"rate\": null, \"people\": 4321.0, \"source\": null}, "
                "{\"level\": \"district\", \"vintage\": \"2024\", \"code\": null, \"group\": null, \"year\": 2028, "
                "\"rate\": 0.0, \"people\": null, \"source\": null}]");
    expect_json(json_object_get(all, "planned"),
                "[{\"service\": \"health_station\", \"year\": 2028, \"facility_count\": 3}]");
    json_decref(all);
}
END_TEST

/* From 0.3 at the end of 2024 to 0.9 at the end of 2030, 2191 days later; 2026 ends after 730 of them. */
START_TEST(a_target_has_its_line_and_history)
{
    json_t *all = json_of("/targets", "history=1", 200), *row = json_array_get(json_object_get(all, "targets"), 0),
           *line = json_object_get(row, "line");
    ck_assert_str_eq(json_string_value(json_object_get(line, "start")), "2024-12-31");
    ck_assert_double_eq(number(line, "start_value"), 0.3);
    ck_assert(json_is_false(json_object_get(line, "from_baseline")));
    ck_assert_double_eq_tol(number(line, "expected"), 0.3 + 0.6 * 730 / 2191, 1e-9);
    json_t *history = json_object_get(row, "history");
    ck_assert_uint_eq(json_array_size(history), 2);
    json_t *first = json_array_get(history, 0), *second = json_array_get(history, 1);
    ck_assert(json_is_true(json_object_get(first, "comparable")) &&
              json_is_false(json_object_get(second, "comparable")));
    ck_assert_str_eq(json_string_value(json_object_get(first, "as_of")), "2024-12-31");
    ck_assert_str_eq(json_string_value(json_object_get(first, "snapshot")), "s-0");
    ck_assert_double_eq(number(first, "value"), 0.3);
    ck_assert_str_eq(json_string_value(json_object_get(second, "territory")), "province 2024 19");
    ck_assert_str_eq(json_string_value(json_object_get(second, "snapshot")), "s-1");
    ck_assert_double_eq(number(second, "value"), 0.5);
    row = json_array_get(json_object_get(all, "targets"), 2); /* beds have no earlier value */
    ck_assert(json_is_null(json_object_get(row, "line")));
    ck_assert_uint_eq(json_array_size(json_object_get(row, "history")), 0);
    json_decref(all);
    all = json_of("/targets", NULL, 200);
    ck_assert_ptr_null(json_object_get(json_array_get(json_object_get(all, "targets"), 0), "history"));
    json_decref(all);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("supply");
    tcase_add_checked_fixture(cases, start, stop_answering);
    tcase_add_test(cases, a_transmitter_says_what_it_is);
    tcase_add_test(cases, a_service_area_says_whom_it_serves);
    tcase_add_test(cases, supply_is_found_by_place_day_and_condition);
    tcase_add_test(cases, a_place_names_whose_signal_it_has);
    tcase_add_test(cases, growth_and_what_is_planned_are_listed);
    tcase_add_test(cases, a_target_has_its_line_and_history);
    Suite *suite = suite_create("supply features");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
