/* The small dataset as a region, and what is refused. */
#include "store/region/load.h"
#include "store/support_region.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

START_TEST(the_main_set_is_the_one_valid_on_the_day)
{
    vp_region *region = load_small_dataset();
    ck_assert_uint_eq(region->units.set_count, 4);
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    ck_assert_str_eq(set->level, "commune");
    ck_assert_str_eq(set->vintage, "2025");
    ck_assert_uint_eq(set->unit_count, 2);
    ck_assert_str_eq(set->units[0].code, "A");
    ck_assert_str_eq(set->units[1].full_name, "Xã Đông");
    ck_assert_str_eq(region->units.sets[0].units[0].full_name, "Bắc");
    ck_assert_str_eq(region->units.sets[0].units[0].parent_code, "P");
    ck_assert_ptr_null(set->units[0].parent_code);
    vp_region_free(region);
}
END_TEST

START_TEST(an_earlier_day_has_the_earlier_units)
{
    change_dataset(dataset_directory, "UPDATE setting SET value = '2025-06-30' WHERE key = 'as_of'");
    vp_region *region = load_small_dataset();
    ck_assert_str_eq(region->units.sets[region->units.main_set].vintage, "2024");
    vp_region_free(region);
}
END_TEST

START_TEST(shapes_keep_their_holes_in_metres_and_degrees)
{
    vp_region *region = load_small_dataset();
    const vp_unit *west = &region->units.sets[1].units[0];
    ck_assert_uint_eq(west->shape.ring_count, 2);
    ck_assert_double_eq(vp_shape_area(&west->shape), 11e6); /* though the source winds both rings alike */
    ck_assert(vp_shape_contains(&west->shape, (vp_point){580500, 2400500}));
    ck_assert(!vp_shape_contains(&west->shape, (vp_point){581500, 2401500}));
    ck_assert_uint_eq(west->lonlat.point_count, west->shape.point_count);
    /* echo 580000 2400000 | cs2cs -f %.7f EPSG:32648 EPSG:4326 */
    ck_assert_double_eq_tol(west->lonlat.points[0].x, 105.7734125, 1e-7);
    ck_assert_double_eq_tol(west->lonlat.points[0].y, 21.7016133, 1e-7);
    vp_region_free(region);
}
END_TEST

START_TEST(records_are_kept_apart_from_missing_ones)
{
    vp_region *region = load_small_dataset();
    const vp_unit_set *set = &region->units.sets[1];
    size_t population = vp_region_record(&region->units, "population"),
           name = vp_region_record(&region->units, "region"), children = vp_region_record(&region->units, "children");
    ck_assert_double_eq(set->units[0].records[population].number, 1200);
    ck_assert_str_eq(set->units[1].records[name].text, "III");
    ck_assert(isnan(set->units[1].records[name].number));
    ck_assert(isnan(set->units[1].records[children].number) && !set->units[1].records[children].text);
    ck_assert(isnan(region->units.sets[0].units[0].records[population].number));
    vp_region_free(region);
}
END_TEST

START_TEST(only_facilities_open_on_the_day_serve)
{
    vp_region *region = load_small_dataset();
    ck_assert_uint_eq(region->supply.facility_count, 3);
    ck_assert(region->supply.facilities[0].open && !region->supply.facilities[1].open &&
              region->supply.facilities[2].open);
    const vp_service *station = &region->definitions.services[vp_region_service(&region->definitions, "station")];
    ck_assert_uint_eq(station->facility_count, 2);
    ck_assert_uint_eq(station->facilities[0], 0);
    ck_assert_uint_eq(station->facilities[1], 2);
    ck_assert_uint_eq(station->limit_count, 2);
    ck_assert_double_eq(station->limits[0], 30);
    ck_assert_str_eq(region->supply.attribute_names[station->capacity], "beds"); /* stated by nobody: no data */
    ck_assert(isnan(region->supply.facilities[0].attributes[station->capacity]));
    size_t doctors = vp_region_attribute(&region->supply, "doctors");
    ck_assert_double_eq(region->supply.facilities[0].attributes[doctors], 2);
    ck_assert(isnan(region->supply.facilities[2].attributes[doctors]));
    ck_assert_str_eq(region->supply.facilities[0].dataset, "stations");
    ck_assert_double_eq(region->supply.facilities[2].x, 583500);
    vp_region_free(region);
}
END_TEST

/* Every cell's people belong to the nearer of both, and the shares of those of the difficult one add up to them. */
START_TEST(settlements_take_the_people_near_them)
{
    vp_region *region = load_small_dataset();
    const vp_settlements *s = &region->settlements;
    ck_assert_uint_eq(s->count, 2);
    ck_assert_str_eq(s->items[0].name, "Bản Tèn");
    ck_assert_double_eq(s->items[0].people, 214);
    ck_assert(isnan(s->items[1].people));
    ck_assert_double_eq(s->items[1].x, 585500);
    const float *people = vp_grid_cells(region->people.populations[0].people);
    double of[2] = {0};
    for (size_t i = 0; i < vp_grid_geometry_cells(region->geometry); i++) {
        double x, y;
        vp_grid_geometry_centre(region->geometry, i, &x, &y);
        size_t nearest = hypot(x - 580500, y - 2403500) < hypot(x - 585500, y - 2400500) ? 0 : 1;
        bool near = hypot(x - s->items[nearest].x, y - s->items[nearest].y) < VP_SETTLEMENT_METRES - 10;
        if (people[i] > 0 && near) ck_assert_uint_eq(s->of_cell[i], nearest);
        if (s->of_cell[i] != UINT32_MAX) of[nearest] += (double)people[i];
    }
    ck_assert_double_gt(of[0], 0);
    ck_assert_double_eq_tol(s->items[0].grid_people, of[0], 1e-6);
    size_t share = vp_region_record(&region->units, "computed_difficult_share");
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    ck_assert_double_gt(set->units[0].records[share].number, 0.5); /* the west, where Bản Tèn is */
    ck_assert_double_lt(set->units[1].records[share].number, 0.5);
    vp_region_free(region);
}
END_TEST

START_TEST(groups_follow_the_records)
{
    vp_region *region = load_small_dataset();
    const vp_group *remote = &region->definitions.groups[vp_region_group(&region->definitions, "remote")];
    const vp_group *children = &region->definitions.groups[vp_region_group(&region->definitions, "children")];
    ck_assert(!remote->member[1][0] && remote->member[1][1]);
    ck_assert_double_eq(remote->share[1][1], 1);
    ck_assert(isnan(remote->share[0][0])); /* no record says whether the old commune is remote */
    ck_assert(children->member[1][0] && children->member[1][1]);
    ck_assert_double_eq(children->share[1][0], 0.25);
    ck_assert(isnan(children->share[1][1]));
    ck_assert_str_eq(remote->definition, "region = 'III'");
    vp_region_free(region);
}
END_TEST

static const struct {
    const char *where;
    int west, east; /* member of A and B; -1: no data */
} expressions[] = {
    {"population / 7 > 171", 1, 0},      {"population = '1200'", 1, 0},
    {"region IN ('II', 'III')", 0, 1},   {"children IS NULL", 0, 1},
    {"children > 100", 1, -1},           {"kind = 'phường' AND level = 'commune'", 1, 0},
    {"coalesce(children, 0) = 0", 0, 1}, {"name LIKE 'Đ%' -- remark", 0, 1},
    {"vintage >= 2025", 1, 1},
};

START_TEST(an_expression_selects_units) /* runs once per expression, row _i */
{
    char *sql =
        sqlite3_mprintf("UPDATE population_group SET units_where = %Q WHERE id = 'remote'", expressions[_i].where);
    change_dataset(dataset_directory, sql);
    sqlite3_free(sql);
    vp_region *region = load_small_dataset();
    const vp_group *group = &region->definitions.groups[0];
    const int wanted[] = {expressions[_i].west, expressions[_i].east};
    for (size_t u = 0; u < 2; u++) {
        int found = isnan(group->share[1][u]) ? -1 : group->member[1][u];
        ck_assert_msg(found == wanted[u], "%s: %d for unit %zu", expressions[_i].where, found, u);
    }
    vp_region_free(region);
}
END_TEST

static const char *const hostile[] = {
    "SELECT 1 FROM sqlite_master",
    "1 FROM units; DROP TABLE units; SELECT (1",
    "load_extension('/tmp/x')",
    "(SELECT count(*) FROM sqlite_schema) > 0",
    "randomblob(1000000000) IS NULL",
    "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n)",
    "(SELECT max(a.population + b.population + c.population + d.population + e.population + f.population + g.population"
    " + h.population + k.population + l.population) FROM units a, units b, units c, units d, units e, units f, units "
    "g, units h,"
    " units k, units l)",
    "no_such_record = 1",
    "\"III\" = region",
    "region",
    "1, 2",
    "1) FROM units UNION ALL SELECT (2",
    "1 = ?",
};

START_TEST(a_hostile_expression_is_refused) /* runs once per expression, row _i */
{
    char *sql = sqlite3_mprintf("UPDATE population_group SET units_where = %Q WHERE id = 'remote'", hostile[_i]);
    change_dataset(dataset_directory, sql);
    sqlite3_free(sql);
    vp_error err = {0};
    vp_region *region = vp_region_load(dataset_path, &err);
    ck_assert_msg(region == NULL, "%s is accepted", hostile[_i]);
    ck_assert_msg(strstr(err.message, "group remote") != NULL, "%s", err.message);
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
}
END_TEST

/* 1 the first class by name (primary, lake), 2 the second (track, river), 3 both. */
static void assert_map(const uint32_t *mask, const char *drawing)
{
    char found[25] = "";
    for (size_t i = 0; i < 24; i++) found[i] = ".123"[mask[i]];
    ck_assert_str_eq(found, drawing);
}

START_TEST(roads_and_barriers_are_burned_by_class)
{
    vp_region *region = load_small_dataset();
    ck_assert_str_eq(region->land.road_classes[0], "primary");
    ck_assert_str_eq(region->land.barrier_classes[1], "river");
    assert_map(region->land.roads, "223222"
                                   "..1..."
                                   "..1..."
                                   "..1...");
    assert_map(region->land.barriers, "....2."
                                      "....2."
                                      "....2."
                                      "11..2.");
    vp_region_free(region);
}
END_TEST

START_TEST(grids_keep_their_holes)
{
    vp_region *region = load_small_dataset();
    ck_assert_uint_eq(region->people.population_count, 1);
    ck_assert_str_eq(region->people.populations[0].label, "worldpop_2020");
    const float *people = vp_grid_cells(region->people.populations[0].people);
    ck_assert_float_eq(people[22], 220);
    ck_assert(isnan(people[23]) && isnan(vp_grid_cells(region->land.elevation)[0]));
    ck_assert_uint_eq(region->land.land_cover[1], 10);
    vp_region_free(region);
}
END_TEST

START_TEST(patterns_crosswalk_areas_and_definitions_come_along)
{
    vp_region *region = load_small_dataset();
    const vp_transmitter *t = &region->supply.transmitters[0];
    ck_assert_uint_eq(t->pattern_count, 3);
    ck_assert_double_eq(t->pattern_azimuth_degrees[2], 180);
    ck_assert_double_eq(t->pattern_db[1], -3);
    ck_assert(t->open && t->scope == VP_SCOPE_NATIONAL);
    ck_assert_uint_eq(region->units.crosswalk_count, 2);
    ck_assert(!region->units.crosswalk[0].exact && region->units.crosswalk[0].share == 0.5);
    ck_assert_uint_eq(region->supply.service_area_count, 2); /* one area, two services */
    ck_assert_uint_eq(region->supply.service_areas[0].service, vp_region_service(&region->definitions, "station"));
    ck_assert_uint_eq(region->supply.service_areas[1].service, vp_region_service(&region->definitions, "near"));
    ck_assert_uint_eq(region->speed_table.speed_count, 3);
    ck_assert_int_eq(region->season, VP_SEASON_DRY);
    ck_assert_int_eq(region->definitions.services[0].season, VP_SEASON_FLOOD);
    ck_assert_int_eq(region->definitions.services[1].season, VP_SEASON_ALWAYS);
    ck_assert_int_eq(region->speed_table.speeds[1].season, VP_SEASON_DRY);
    ck_assert_uint_eq(region->speed_table.mode_change_count, 1);
    ck_assert_str_eq(region->speed_table.mode_changes[0].from, "walking");
    ck_assert_str_eq(region->speed_table.mode_changes[0].to, "motorbike");
    ck_assert_double_eq(region->speed_table.mode_changes[0].minutes, 2.5);
    ck_assert_uint_eq(region->land.clutter_height_count, 2); /* by class */
    ck_assert_int_eq(region->land.clutter_heights[0].land_cover_class, 7);
    ck_assert_double_eq(region->land.clutter_heights[1].metres, 20.5);
    ck_assert_str_eq(region->land.clutter_heights[1].name_vi, "rừng");
    ck_assert_str_eq(region->land.clutter_heights[1].source, "measured");
    const vp_indicator *n = &region->definitions.indicators[0];
    ck_assert(n->measure == VP_MEASURE_REACHED_SHARE && n->better == 1 && n->target_year == 2030);
    ck_assert_str_eq(n->unit, "percent");
    ck_assert(isnan(n->limit) && isnan(region->definitions.indicators[1].target) &&
              region->definitions.indicators[1].service == VP_NONE);
    ck_assert_str_eq(region->definitions.indicators[1].denominator, "population");
    vp_region_free(region);
}
END_TEST

static const struct {
    const char *sql, *said;
} broken[] = {
    {"DELETE FROM setting WHERE key = 'crs'", "crs"},
    {"UPDATE setting SET value = 'EPSG:4326' WHERE key = 'crs'", "EPSG:4326"},
    {"UPDATE setting SET value = 'tomorrow' WHERE key = 'as_of'", "tomorrow"},
    {"UPDATE setting SET value = 'village' WHERE key = 'unit_level'", "village"},
    {"UPDATE population_group SET share_field = 'children' WHERE id = 'children'",
     "is not in 1 units, A of 2025 first, where it is 300"},
    {"UPDATE service SET reach = 'telepathy' WHERE id = 'near'", "telepathy"},
    {"UPDATE service SET population_group = 'nobody' WHERE id = 'near'", "nobody"},
    {"UPDATE service SET limits = '5;x' WHERE id = 'near'", "5;x"},
    {"UPDATE indicator SET measure = 'mood'", "mood"},
    {"UPDATE indicator SET better = 'worse'", "worse"},
    {"UPDATE transmitter SET pattern = '0:0;90:3'", "0:0;90:3"},
    {"UPDATE transmitter SET pattern = '90:0;0:-3'", "90:0"},
    {"UPDATE transmitter SET vertical_pattern = '0:0;-5:-3'", "-5:-3"},
    {"UPDATE transmitter SET polarisation = ''", "polarisation"},
    {"UPDATE service_area SET service = 'rain'", "service area W1"},
    {"UPDATE speed SET surface = 'air' WHERE position = 1", "air"},
    {"UPDATE speed SET season = 'monsoon' WHERE position = 1", "there is no season monsoon"},
    {"UPDATE service SET season = 'monsoon' WHERE position = 1", "there is no season monsoon"},
    {"UPDATE grid SET west = 0 WHERE role = 'elevation'", "the geometry of the others"},
    {"UPDATE grid SET type = 'uint8' WHERE role = 'elevation'", "type"},
    {"DELETE FROM grid WHERE role = 'population'", "population"},
    {"DROP TABLE facility", "facility"},
    {"DELETE FROM unit WHERE unit_set = 1", "2024"},
};

START_TEST(a_broken_dataset_is_refused_with_its_reason) /* runs once per damage, row _i */
{
    change_dataset(dataset_directory, broken[_i].sql);
    vp_error err = {0};
    vp_region *region = vp_region_load(dataset_path, &err);
    ck_assert_msg(region == NULL, "%s is accepted", broken[_i].sql);
    ck_assert_msg(strstr(err.message, broken[_i].said) != NULL, "%s: %s", broken[_i].sql, err.message);
}
END_TEST

START_TEST(a_foreign_file_is_refused)
{
    vp_error err = {0};
    ck_assert_ptr_null(vp_region_load(VP_SOURCE "/CMakeLists.txt", &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_ptr_null(vp_region_load("/nowhere.sqlite", &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("load");
    TCase *tests = tcase_create("load");
    tcase_add_unchecked_fixture(tests, keep_small_dataset, drop_small_dataset);
    tcase_add_checked_fixture(tests, make_small_dataset, remove_small_dataset);
    tcase_add_test(tests, the_main_set_is_the_one_valid_on_the_day);
    tcase_add_test(tests, an_earlier_day_has_the_earlier_units);
    tcase_add_test(tests, shapes_keep_their_holes_in_metres_and_degrees);
    tcase_add_test(tests, records_are_kept_apart_from_missing_ones);
    tcase_add_test(tests, only_facilities_open_on_the_day_serve);
    tcase_add_test(tests, settlements_take_the_people_near_them);
    tcase_add_test(tests, groups_follow_the_records);
    tcase_add_loop_test(tests, an_expression_selects_units, 0, sizeof expressions / sizeof *expressions);
    tcase_add_loop_test(tests, a_hostile_expression_is_refused, 0, sizeof hostile / sizeof *hostile);
    tcase_add_test(tests, roads_and_barriers_are_burned_by_class);
    tcase_add_test(tests, grids_keep_their_holes);
    tcase_add_test(tests, patterns_crosswalk_areas_and_definitions_come_along);
    tcase_add_loop_test(tests, a_broken_dataset_is_refused_with_its_reason, 0, sizeof broken / sizeof *broken);
    tcase_add_test(tests, a_foreign_file_is_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
