/* The processes: what each counts is worked out by hand. */
#include "service/support_processes.h"

/* ------------------------------------------------------------ path */

/* In the flood season a cell is 12 minutes: from column 1, row 1 the station in the corner is one step off, diagonally;
 * from column 2, row 2 the one in column 3 is the nearest. The minutes are those of the surface. */
START_TEST(a_path_leads_to_the_facility_that_the_surface_counts)
{
    static const struct {
        double place[1][2], minutes, metres;
        const char *facility;
    } paths[] = {
        {{{1.5, 1.5}}, 12 * 1.41421356, 1414.21356, "s1"}, {{{2.5, 2.5}}, 12, 1000, "s3"}, {{{0.5, 0.5}}, 0, 0, "s1"}};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        json_t *r = result_of("path", at("{\"service\": \"station\", \"from\": [%P]}", paths[i].place));
        const json_t *facility = json_object_get(r, "facility"), *parts = json_object_get(r, "parts"),
                     *line = json_object_get(json_object_get(r, "geometry"), "coordinates");
        ck_assert_str_eq(json_string_value(json_object_get(facility, "id")), paths[i].facility);
        ck_assert_double_eq_tol(number(r, "minutes"), paths[i].minutes, 1e-4);
        ck_assert_double_eq_tol(number(r, "metres"), paths[i].metres, 1e-3);
        ck_assert_uint_eq(json_array_size(parts), paths[i].metres > 0);
        ck_assert_uint_eq(json_array_size(line), paths[i].metres > 0 ? 2 : 1);
        if (paths[i].metres > 0) {
            ck_assert_str_eq(json_string_value(json_object_get(json_array_get(parts, 0), "mode")), "walking");
            ck_assert_double_eq_tol(number(json_array_get(parts, 0), "minutes"), paths[i].minutes, 1e-4);
            ck_assert_double_eq_tol(number(json_array_get(parts, 0), "metres"), paths[i].metres, 1e-3);
        }
        json_decref(r);
    }
}
END_TEST

START_TEST(where_there_is_no_path_it_is_said)
{
    static const struct {
        const char *inputs, *words;
        vp_error_kind kind;
    } cases[] = {{"{\"service\": \"station\", \"from\": [%P]}", "there is no path", VP_NOT_FOUND},
                 {"{\"service\": \"near\", \"from\": [%P]}", "is not reached by travel time", VP_BAD_INPUT},
                 {"{\"service\": \"none\", \"from\": [%P]}", "there is no service none", VP_NOT_FOUND}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vp_error err = {0};
        ck_assert_ptr_null(
            run("path", at(cases[i].inputs, (const double[][2]){{5.5, 1.5}}), &err)); /* beyond the river */
        ck_assert_int_eq(err.kind, cases[i].kind);
        ck_assert_msg(strstr(err.message, cases[i].words) != NULL, "%s", err.message);
    }
}
END_TEST

/* ------------------------------------------------------------ travel time */

/* From column 2, row 1 within 13 minutes: the cell itself and its four neighbours, the northern one on the track. */
START_TEST(people_within_some_minutes_of_a_place)
{
    json_t *r = result_of("travel-time", at("{\"facilities\": [%P], \"mode\": \"walking\", \"limit\": 13}",
                                            (const double[][2]){{2.5, 1.5}}));
    const json_t *all = json_object_get(r, "province");
    ck_assert_double_eq_tol(number(unit(r, "A"), "reached"), 80 + 70 + 20 + 140, 1e-6);
    ck_assert_double_eq_tol(number(unit(r, "B"), "reached"), 90, 1e-6);
    ck_assert_double_eq_tol(number(unit(r, "A"), "people"), 1070, 1e-6);
    ck_assert_double_eq_tol(number(unit(r, "B"), "people"), 1330, 1e-6);
    ck_assert_double_eq_tol(number(all, "reached"), 400, 1e-6);
    ck_assert_double_eq_tol(number(all, "share"), 400.0 / 2400, 1e-9);
    ck_assert_str_eq(json_string_value(json_object_get(r, "process")), "travel-time");
    ck_assert(json_is_string(json_object_get(r, "snapshot")));
    ck_assert_double_eq(number(json_object_get(r, "inputs"), "limit"), 13);
    ck_assert_ptr_null(json_object_get(r, "isochrone"));
    json_decref(r);
}
END_TEST

/* 11 minutes to the cell on the track in the dry season, 12 in the flood season. */
START_TEST(the_season_is_the_one_asked)
{
    static const double place[][2] = {{2.5, 1.5}};
    json_t *dry = result_of("travel-time", at("{\"facilities\": [%P], \"mode\": \"walking\", \"limit\": 11.5}", place)),
           *flood = result_of(
               "travel-time",
               at("{\"facilities\": [%P], \"mode\": \"walking\", \"limit\": 11.5, \"season\": \"flood\"}", place));
    ck_assert_double_eq_tol(number(json_object_get(dry, "province"), "reached"), 80 + 20, 1e-6);
    ck_assert_double_eq_tol(number(json_object_get(flood, "province"), "reached"), 80, 1e-6);
    json_decref(dry);
    json_decref(flood);
}
END_TEST

/* One outer ring, closed, around the place. A cell away is 12 of the 13 minutes; in the east the river begins half a
 * cell farther. */
START_TEST(the_area_within_the_limit_is_a_polygon)
{
    const double place[][2] = {{2.5, 1.5}};
    json_t *r = result_of(
        "travel-time", at("{\"facilities\": [%P], \"mode\": \"walking\", \"limit\": 13, \"isochrone\": true}", place));
    const vp_snapshot *snapshot = vp_publication_acquire(publication);
    vp_point centre = lonlat_of(snapshot, 2.5, 1.5), east = lonlat_of(snapshot, 3.5, 1.5),
             south = lonlat_of(snapshot, 2.5, 2.5);
    vp_snapshot_release(snapshot);
    json_t *geometry = json_object_get(json_object_get(r, "isochrone"), "geometry"),
           *polygons = json_object_get(geometry, "coordinates");
    ck_assert_str_eq(json_string_value(json_object_get(geometry, "type")), "MultiPolygon");
    ck_assert_uint_eq(json_array_size(polygons), 1);
    json_t *ring = json_array_get(json_array_get(polygons, 0), 0), *corner;
    size_t i, count = json_array_size(ring);
    ck_assert_uint_gt(count, 4);
    ck_assert(json_equal(json_array_get(ring, 0), json_array_get(ring, count - 1)));
    double farthest = 0;
    json_array_foreach(ring, i, corner)
    {
        double x = (json_number_value(json_array_get(corner, 0)) - centre.x) / (east.x - centre.x),
               y = (json_number_value(json_array_get(corner, 1)) - centre.y) / (south.y - centre.y);
        farthest = fmax(farthest, hypot(x, y));
    }
    ck_assert_double_eq_tol(farthest, 1.5, 1e-3);
    json_decref(r);
}
END_TEST

/* ------------------------------------------------------------ signal */

START_TEST(a_transmitter_reaches_by_its_limit)
{
    static const double limits[] = {-50, 60, 150};
    double before = INFINITY;
    for (size_t i = 0; i < 3; i++) {
        char inputs[300];
        snprintf(inputs, sizeof inputs,
                 "{\"site\": [%%P], \"system\": \"fm\", \"mast_metres\": 60, \"erp_kw\": 0.001, "
                 "\"frequency_mhz\": 98, \"limit\": %g}",
                 limits[i]);
        json_t *r = result_of("signal", at(inputs, (const double[][2]){{3.5, 1.5}}));
        const json_t *all = json_object_get(r, "province");
        double people = number(all, "people"), reached = number(all, "reached"), unknown = number(all, "no_data");
        ck_assert_double_eq_tol(people + unknown, 2400, 1e-6);
        if (i == 0) ck_assert_double_eq_tol(reached, people, 1e-6);
        if (i == 2) ck_assert_double_eq_tol(reached, 0, 1e-9);
        ck_assert_double_le(reached, before);
        before = reached;
        json_decref(r);
    }
}
END_TEST

/* The same 330 people for 10 of money, paid in two years: reached in the second one alone. */
START_TEST(a_plan_is_made_of_tables_sent_as_text)
{
    json_t *r = result_of("invest", "{\"projects\": \"service,kind,price,spacing\\nstation,build,10,100\\n\", "
                                    "\"budgets\": \"year,budget\\n2026,5\\n2027,5\\n\", \"report\": true}"),
           *project = json_array_get(json_object_get(r, "projects"), 0);
    const char *html = json_string_value(json_object_get(r, "report"));
    ck_assert_uint_eq(json_array_size(json_object_get(r, "projects")), 1);
    ck_assert_double_eq_tol(number(r, "objective"), 330, 1e-6);
    ck_assert(json_is_true(json_object_get(r, "proven")));
    ck_assert_int_eq(json_integer_value(json_object_get(project, "year")), 2027);
    ck_assert_double_eq_tol(number(project, "people"), 330, 1e-6);
    ck_assert_msg(html && strstr(html, "<!DOCTYPE html>") == html && strstr(html, "2026–2027"), "%.40s", html);
    json_decref(r);
}
END_TEST

/* ------------------------------------------------------------ what is refused */

static const struct {
    const char *process, *inputs;
    double place[1][2];
    const char *message;
} refused[] = {
    {"site", "{\"count\": 1}", {{0, 0}}, "inputs: a service or an indicator, one of them"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"other_limit\": 5}",
     {{0, 0}},
     "inputs.other_limit goes with other_group"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"expand\": 5}",
     {{0, 0}},
     "a facility gains places, above 0, where the places there are count, and without a separation"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"mast_metres\": 30}",
     {{0, 0}},
     "station is not reached by signal: it has no mast"},
    {"invest",
     "{\"projects\": \"service,kind,price\\nstation,build,x\\n\", \"budgets\": \"year,budget\\n2026,5\\n\"}",
     {{0, 0}},
     "inputs.projects: row 2, column price, x: it must be a number from 0 to 1e+15"},
    {"invest",
     "{\"projects\": \"service,kind,price\\nstation,build,1\\n\"}",
     {{0, 0}},
     "inputs.budgets is missing: how much money each year?"},
    {"invest",
     "{\"projects\": \"service,kind,price,candidates\\nstation,mend,1,/etc/passwd\\n\", \"budgets\": "
     "\"year,budget\\n2026,5\\n\"}",
     {{0, 0}},
     "inputs.projects: row 2, column candidates, /etc/passwd: a file cannot be named here"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"suitability\": \"factor,most\\nlayer,3\\n\"}",
     {{0, 0}},
     "inputs.suitability: row 2, column file, empty: either a file of points, lines or polygons, or a geometry: WKT in "
     "degrees"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"suitability\": \"factor,file,most\\nlayer,/etc/passwd,3\\n\"}",
     {{0, 0}},
     "inputs.suitability: row 2, column file, /etc/passwd: a file cannot be named here; put its geometry, as WKT in "
     "degrees, into geometry"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"suitability\": \"factor,geometry,most\\nlayer,POINT(1 2),3\\n\"}",
     {{0, 0}},
     "inputs.suitability: row 2, column geometry, POINT(1 2): a point lies outside the province's grid"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"suitability\": \"factor,most,weight\\nslope,x,1\\n\"}",
     {{0, 0}},
     "inputs.suitability: row 2, column most, x: it is not a number"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"suitability\": \"factor,zero\\nslope,10\\n\"}",
     {{0, 0}},
     "inputs.suitability: row 2, column one, empty: a score needs both: the value that scores 0 and the one that "
     "scores "
     "1"},
    {"site",
     "{\"services\": \"station+near\", \"count\": 1}",
     {{0, 0}},
     "counted together are station, near: say which of them is sited (service)"},
    {"site",
     "{\"service\": \"station\", \"indicator\": \"near_share\", \"count\": 1}",
     {{0, 0}},
     "near_share does not count station: a service goes with an indicator of services together, else one of both is "
     "enough"},
    {"site",
     "{\"service\": \"station\", \"at_least\": 1, \"count\": 1}",
     {{0, 0}},
     "inputs.at_least goes with services"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"score_worth\": 10}",
     {{0, 0}},
     "no factor has a weight, so that places have no score"},
    {"roads", "{\"service\": \"station\"}", {{0, 0}}, "inputs: links or gaps, one of them"},
    {"roads",
     "{\"service\": \"station\", \"gaps\": 2, \"class\": \"track\"}",
     {{0, 0}},
     "mode walking has no speed above 0 on roads of class track, so nobody takes such a link by it"},
    {"roads",
     "{\"service\": \"station\", \"gaps\": 3}",
     {{0, 0}},
     "inputs.class is missing: the class of road that links of gaps become"},
    {"roads",
     "{\"service\": \"station\", \"links\": \"class,line\\ntrack,1 2\\n\"}",
     {{0, 0}},
     "inputs.links: row 2, column line, 1 2: a point lies outside the province's grid"},
    {"nothing", "{}", {{0, 0}}, "there is no process nothing any more"},
    {"site", "{", {{0, 0}}, "the job's inputs cannot be read"},
    {"site", "{\"service\": \"none\", \"count\": 1}", {{0, 0}}, "inputs.service: there is no service none"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"group\": \"none\"}",
     {{0, 0}},
     "inputs.group: there is no group none"},
    {"site",
     "{\"service\": \"near\", \"count\": 1, \"objective\": \"p-median\"}",
     {{0, 0}},
     "p-median is for travel times; near is reached by distance"},
    {"site", "{\"service\": \"station\"}", {{0, 0}}, "inputs.count is missing: how many sites?"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"objective\": \"set-cover\"}",
     {{0, 0}},
     "inputs.count: set-cover finds the number of sites itself"},
    {"site",
     "{\"service\": \"station\", \"budget\": 5}",
     {{0, 0}},
     "inputs.budget needs either price or prices: what a site costs"},
    {"site",
     "{\"service\": \"station\", \"budget\": 5, \"price\": 6}",
     {{0, 0}},
     "inputs.budget is less than one site costs"},
    {"site",
     "{\"service\": \"station\", \"objective\": \"set-cover\", \"budget\": 5, \"price\": 5}",
     {{0, 0}},
     "inputs.budget: set-cover finds the fewest sites, whatever they cost"},
    {"site",
     "{\"service\": \"station\", \"budget\": 5, \"prices\": [1, 2], \"candidates\": [%P]}",
     {{5.5, 1.5}},
     "inputs.prices: 2 prices for 1 candidates"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"candidates\": [[0, 0]]}",
     {{0, 0}},
     "inputs.candidates[0] (0, 0) lies outside the province's grid"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"excluded\": [[[0, 0], [1, 0], [1, 1]]]}",
     {{0, 0}},
     "inputs.excluded[0] (0, 0) lies outside the province's grid"},
    {"site",
     "{\"service\": \"station\", \"count\": 1, \"areas\": [[[0, 0], [1, 0], [1, 1]]]}",
     {{0, 0}},
     "inputs.areas[0] (0, 0) lies outside the province's grid"},
    {"travel-time",
     "{\"facilities\": [[1, 2]], \"mode\": \"walking\", \"limit\": 9}",
     {{0, 0}},
     "inputs.facilities[0] (1, 2) lies outside the province's grid"},
    {"travel-time",
     "{\"facilities\": [%P], \"mode\": \"walking\", \"limit\": 9}",
     {{4.5, 1.5}},
     "inputs.facilities[0] stands on terrain that this mode cannot cross"},
    {"signal",
     "{\"site\": [[1, 2]], \"system\": \"fm\", \"mast_metres\": 60, \"erp_kw\": 1, \"frequency_mhz\": 98, \"limit\": "
     "54}",
     {{0, 0}},
     "inputs.site[0] (1, 2) lies outside the province's grid"},
};

START_TEST(what_cannot_be_computed_is_refused_by_name)
{
    vp_error err = {0};
    ck_assert_ptr_null(run(refused[_i].process, at(refused[_i].inputs, refused[_i].place), &err));
    ck_assert_str_eq(err.message, refused[_i].message);
}
END_TEST

/* Two triangles that meet in a point. */
START_TEST(a_border_that_crosses_itself_is_refused_by_its_place)
{
    static const char *const names[] = {"areas", "excluded"};
    for (size_t i = 0; i < 2; i++) {
        vp_error err = {0};
        char inputs[200], expected[100];
        snprintf(inputs, sizeof inputs, "{\"service\": \"station\", \"count\": 1, \"%s\": [[%%P, %%P, %%P, %%P]]}",
                 names[i]);
        snprintf(expected, sizeof expected, "inputs.%s[0]: Self-intersection at 105.", names[i]);
        ck_assert_ptr_null(
            run("site", at(inputs, (const double[][2]){{1.5, 0.5}, {4.5, 2.5}, {4.5, 0.5}, {1.5, 2.5}}), &err));
        ck_assert_msg(strstr(err.message, expected) == err.message, "%s", err.message);
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    }
}
END_TEST

START_TEST(whoever_is_asked_to_stop_stops)
{
    const char *inputs =
        at("{\"facilities\": [%P], \"mode\": \"walking\", \"limit\": 13}", (const double[][2]){{2.5, 1.5}});
    for (stop_at = 1; stop_at <= 1; stop_at++) { /* before solving */
        vp_error err = {0};
        ck_assert_ptr_null(run("travel-time", inputs, &err));
        ck_assert_int_eq(err.kind, VP_CANCELLED);
        ck_assert_uint_eq(steps, stop_at);
    }
}
END_TEST

/* Every process works on the land of the snapshot, which needs no dataset; each test has a copy of the directory. */
START_TEST(no_process_works_on_damaged_land)
{
    vp_error err = {0};
    static const char inputs[] = "{\"service\": \"station\", \"count\": 1}";
    char *shared = directory;
    directory = published_directory();
    char *dataset = path_in(directory, "current/dataset.sqlite"),
         *cover = path_in(directory, "current/cells/land_cover.bin");
    vp_publication_replace(publication, served(directory));
    ck_assert_int_eq(unlink(dataset), 0);
    char *text = run("site", inputs, &err);
    ck_assert_msg(text != NULL, "%s", err.message);
    free(text);
    damage_last_byte(cover);
    vp_publication_replace(publication, served(directory));
    ck_assert_ptr_null(run("site", inputs, &err));
    ck_assert_int_eq(err.kind, VP_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "cells/land_cover.bin"));
    free(cover);
    free(dataset);
    remove_directory(directory);
    directory = shared;
    vp_publication *empty = vp_publication_new(&err), *full = publication;
    publication = empty;
    ck_assert_ptr_null(run("site", inputs, &err));
    ck_assert_str_eq(err.message, "there is no snapshot to compute on");
    publication = full;
    vp_publication_free(empty);
}
END_TEST

START_TEST(every_process_says_what_it_takes)
{
    for (size_t p = 0; p < vp_process_count_rows; p++) {
        const vp_process *row = &vp_process_rows[p];
        ck_assert(row->compute && *row->title_vi && *row->title_en && *row->description && *row->result);
        for (size_t i = 0; i < row->input_count; i++)
            ck_assert_msg(*row->inputs[i].description && row->inputs[i].least <= row->inputs[i].most, "%s.%s", row->id,
                          row->inputs[i].name);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("processes");
    TCase *cases = tcase_create("processes");
    tcase_add_unchecked_fixture(cases, start, stop); /* only read */
    tcase_add_checked_fixture(cases, use_all_cores, NULL);
    tcase_add_test(cases, a_path_leads_to_the_facility_that_the_surface_counts);
    tcase_add_test(cases, where_there_is_no_path_it_is_said);
    tcase_add_test(cases, people_within_some_minutes_of_a_place);
    tcase_add_test(cases, the_season_is_the_one_asked);
    tcase_add_test(cases, the_area_within_the_limit_is_a_polygon);
    tcase_add_test(cases, a_transmitter_reaches_by_its_limit);
    tcase_add_test(cases, a_plan_is_made_of_tables_sent_as_text);
    tcase_add_loop_test(cases, what_cannot_be_computed_is_refused_by_name, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_test(cases, a_border_that_crosses_itself_is_refused_by_its_place);
    tcase_add_test(cases, whoever_is_asked_to_stop_stops);
    tcase_add_test(cases, no_process_works_on_damaged_land);
    tcase_add_test(cases, every_process_says_what_it_takes);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
