/* Doubtful data is found where it was put: a wrong population, an overlap, a hole, an old source. */
#include "store/snapshot/quality_collect.h"
#include "store/snapshot/quality_cover.h"
#include "store/snapshot/quality_terrain.h"
#include "store/support_snapshot.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t count_kind(const vp_quality *q, const char *kind, const char *text)
{
    size_t count = 0;
    for (size_t i = 0; i < q->count; i++)
        count += strcmp(q->rows[i].kind, kind) == 0 && (!text || strstr(q->rows[i].reason, text));
    return count;
}

static vp_unit square(const char *code, double west)
{
    const vp_point ring[] = {{west, 0}, {west + 1000, 0}, {west + 1000, 1000}, {west, 1000}, {west, 0}};
    vp_unit unit = {.code = (char *)(uintptr_t)code, .name = (char *)(uintptr_t)code};
    ck_assert(vp_shape_init(&unit.shape, ring, (const size_t[]){5}, 1, NULL));
    return unit;
}

START_TEST(an_overlap_is_a_polygon_of_its_own)
{
    vp_unit units[] = {square("a", 0), square("b", 900), square("c", 1900)}; /* b and c only touch */
    vp_unit_set set = {.level = "commune", .vintage = "2025", .units = units, .unit_count = 3};
    vp_region region = {.units.sets = &set, .units.set_count = 1};
    vp_quality found = {0};
    vp_error err = {0};
    OK(vp_quality_cover(&region.units, &found, &err));
    ck_assert_uint_eq(found.count, 1);
    ck_assert_str_eq(found.rows[0].kind, "overlap");
    ck_assert_double_eq_tol(vp_shape_area(&found.rows[0].shape), 100 * 1000, 1e-6);
    ck_assert(found.rows[0].x > 900 && found.rows[0].x < 1000);
    vp_quality_clear(&found);
    for (size_t i = 0; i < 3; i++) vp_shape_clear(&units[i].shape);
}
END_TEST

START_TEST(a_build_finds_what_was_put_in)
{
    char *directory = temporary_directory();
    write_small_dataset(directory);
    /* Tây has 1,070 people on the grid, Đông 1,330 and is recorded with 800: within a factor of two. */
    change_dataset(directory, "UPDATE record SET number = 80832 WHERE code = 'A' AND name = 'population'");
    change_dataset(directory, "INSERT INTO finding VALUES (NULL, 'warning', 'places.gpkg', 'stations', 3, 'unit_code', "
                              "'s1', 'stands 2 km outside')");
    small_results made = analyse_small(directory);
    /* One moved to where no unit is, with a code of no unit. */
    vp_facility *far = &made.region->supply.facilities[made.region->supply.facility_count - 1];
    far->x += 60000;
    far->open = true;
    free(far->unit_code);
    far->unit_code = strdup("ZZ");
    size_t main_set = made.region->units.main_set;
    made.coverage->facility_unit[main_set][made.region->supply.facility_count - 1] =
        vp_coverage_unit_of(&made.region->units, main_set, far);
    vp_source sources[] = {{.path = "old.tif", .vintage = "2020_1km"}, {.path = "new.tif", .vintage = "2021"}};
    vp_quality found;
    vp_error err = {0};
    OK(vp_quality_collect(directory, made.region, made.coverage, &(vp_quality_from){sources, 2, NULL, NULL}, &found,
                          &err));
    ck_assert_uint_eq(count_kind(&found, "population", NULL), 1);
    ck_assert_uint_eq(count_kind(&found, "population", "recorded 80832 people, the grid worldpop_2020 has 1070"), 1);
    ck_assert_uint_eq(count_kind(&found, "stale", NULL),
                      1); /* of 2020 on the last day of 2026; 2021 is five years old */
    ck_assert_uint_eq(count_kind(&found, "gap", "1000000 m²"), 1); /* the hole in Tây */
    ck_assert_uint_eq(count_kind(&found, "overlap", NULL), 0);
    for (size_t i = 0; i < found.count; i++) {
        if (strcmp(found.rows[i].kind, "stated_unit") != 0) continue;
        ck_assert_double_eq(found.rows[i].x, 580500); /* where the facility stands */
        ck_assert_double_eq_tol(found.rows[i].lon, 105.78, 0.02);
    }
    ck_assert_uint_eq(count_kind(&found, "stated_unit", "2 km"), 1);
    ck_assert_uint_eq(count_kind(&found, "nowhere", NULL), 1);
    ck_assert_uint_eq(count_kind(&found, "nowhere",
                                 "lies in no commune of 2025 and its unit_code is of none, nor in the crosswalk: ZZ"),
                      1);
    vp_quality_clear(&found);
    clear_small(&made);
    remove_directory(directory);
}
END_TEST

static void name(char **text, const char *other)
{
    free(*text);
    *text = strdup(other);
}

/* s1, s3 and s2 from west to east: 50 m and 45 m apart, and 51 m. */
START_TEST(one_place_under_two_ids_is_reported)
{
    static const double places[][2] = {{580500, 2403500}, {580551, 2403500}, {580530, 2403540}};
    char *directory = temporary_directory();
    write_small_dataset(directory);
    small_results made = analyse_small(directory);
    vp_facility *f = made.region->supply.facilities;
    for (size_t i = 0; i < 3; i++) {
        name(&f[i].name, "Trạm");
        name(&f[i].kind, "station");
        f[i].x = places[i][0], f[i].y = places[i][1];
    }
    vp_quality found;
    vp_error err = {0};
    OK(vp_quality_collect(directory, made.region, made.coverage, &(vp_quality_from){0}, &found, &err));
    ck_assert_uint_eq(count_kind(&found, "duplicate", NULL), 2);
    ck_assert_uint_eq(count_kind(&found, "duplicate", "s1 and s3 are both Trạm and 50 m apart: one place twice?"), 1);
    ck_assert_uint_eq(count_kind(&found, "duplicate", "s3 and s2 are both Trạm and 45 m apart"), 1);
    for (size_t i = 0; i < found.count; i++) {
        if (strcmp(found.rows[i].kind, "duplicate") != 0) continue;
        ck_assert(strcmp(found.rows[i].value, "s3") != 0 || found.rows[i].x == 580530);
        ck_assert_str_eq(found.rows[i].layer, "stations");
    }
    vp_quality_clear(&found);
    name(&f[1].kind, "hospital"); /* s2 */
    OK(vp_quality_collect(directory, made.region, made.coverage, &(vp_quality_from){0}, &found, &err));
    ck_assert_uint_eq(count_kind(&found, "duplicate", NULL), 1);
    vp_quality_clear(&found);
    name(&f[2].id, "s1"); /* a facility of two sources */
    OK(vp_quality_collect(directory, made.region, made.coverage, &(vp_quality_from){0}, &found, &err));
    ck_assert_uint_eq(count_kind(&found, "duplicate", NULL), 0);
    vp_quality_clear(&found);
    clear_small(&made);
    remove_directory(directory);
}
END_TEST

/* On the grid Tây has 1,070 people, Đông 1,330; recorded are 1,200 and 800: 1.12 and 0.60 times as many. */
START_TEST(a_province_sets_its_own_tolerance)
{
    static const struct {
        const char *tolerance;
        size_t found;
    } rows[] = {{"2", 0}, {"1.67", 0}, {"1.6", 1}, {"1.13", 1}, {"1.1", 2}, {"1", 2}, {" ", 0}};
    char *directory = temporary_directory();
    write_small_dataset(directory);
    change_dataset(directory, "INSERT INTO setting VALUES ('quality_population_tolerance', '2')");
    small_results made = analyse_small(directory);
    vp_quality found;
    vp_error err = {0};
    char sql[120];
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(sql, sizeof sql, "UPDATE setting SET value = '%s' WHERE key = 'quality_population_tolerance'",
                 rows[i].tolerance);
        change_dataset(directory, sql);
        OK(vp_quality_collect(directory, made.region, made.coverage, &(vp_quality_from){0}, &found, &err));
        ck_assert_msg(count_kind(&found, "population", NULL) == rows[i].found, "within %s: %zu", rows[i].tolerance,
                      count_kind(&found, "population", NULL));
        if (rows[i].found)
            ck_assert_uint_eq(count_kind(&found, "population",
                                         "recorded 800 people, the grid worldpop_2020 has 1330: 0.60 times as many"),
                              1);
        vp_quality_clear(&found);
    }
    change_dataset(directory, "UPDATE setting SET value = '0.9' WHERE key = 'quality_population_tolerance'");
    ck_assert(!vp_quality_collect(directory, made.region, made.coverage, &(vp_quality_from){0}, &found, &err));
    ck_assert_str_eq(err.message, "quality_population_tolerance is a factor of at least 1");
    vp_quality_clear(&found);
    clear_small(&made);
    remove_directory(directory);
}
END_TEST

/* Four cells of 100 m in a row: land, a river, a bridge over it, unknown terrain; and one facility on each and one
 * beyond. */
START_TEST(a_facility_on_terrain_that_nobody_crosses_is_reported)
{
    enum { LAND, RIVER, BRIDGE, UNKNOWN, BEYOND, FACILITIES };
    uint8_t cover[] = {10, 10, 10, 0};
    uint32_t roads[] = {0, 0, 1, 0}, barriers[] = {0, 1, 1, 0};
    char river[] = "river", lane[] = "lane";
    vp_speed speeds[] = {{"walk", VP_SURFACE_LAND_COVER, "*", 4, false, VP_SEASON_ALWAYS},
                         {"walk", VP_SURFACE_ROAD, "lane", 5, false, VP_SEASON_ALWAYS},
                         {"walk", VP_SURFACE_BARRIER, "*", 0, false, VP_SEASON_ALWAYS},
                         {"boat", VP_SURFACE_BARRIER, "river", 8, false, VP_SEASON_ALWAYS}};
    vp_facility facilities[FACILITIES] = {0};
    size_t all[FACILITIES];
    char ids[FACILITIES][3];
    for (size_t i = 0; i < FACILITIES; i++) {
        all[i] = i;
        snprintf(ids[i], sizeof ids[i], "f%zu", i);
        facilities[i] = (vp_facility){.id = ids[i], .name = ids[i], .x = 50 + 100 * (double)i, .y = 50, .open = true};
    }
    facilities[RIVER].x = 130; /* 80 m from the middle of the land, 120 m from that of the bridge */
    vp_service services[] = {{.id = (char[]){"care"}, .reach = VP_REACH_TRAVEL_TIME, .mode = (char[]){"walk"}},
                             {.id = (char[]){"line"}, .reach = VP_REACH_DISTANCE, .mode = (char[]){""}},
                             {.id = (char[]){"both"}, .reach = VP_REACH_ROUND_TRIP, .mode = (char[]){"walk|boat"}}};
    for (size_t s = 0; s < 3; s++) services[s].facilities = all, services[s].facility_count = FACILITIES;
    vp_region region = {.geometry = {4, 1, 100, 0, 100},
                        .speed_table.speeds = speeds,
                        .speed_table.speed_count = 4,
                        .land.land_cover = cover};
    region.land.roads = roads, region.land.road_classes[0] = lane, region.land.road_class_count = 1;
    region.land.barriers = barriers, region.land.barrier_classes[0] = river, region.land.barrier_class_count = 1;
    region.definitions.services = services, region.definitions.service_count = 3;
    region.supply.facilities = facilities, region.supply.facility_count = FACILITIES;
    vp_quality found = {0};
    vp_error err = {0};
    OK(vp_quality_terrain(&region, NULL, &found, &err));
    ck_assert_uint_eq(found.count,
                      5); /* river, unknown, beyond on foot; a boat is on the river; a straight line needs no path */
    ck_assert_uint_eq(
        count_kind(&found, "ground",
                   "f1 (f1) stands on water or another barrier, where walk cannot be, and reaches nobody in care"),
        1);
    ck_assert_uint_eq(count_kind(&found, "ground", "terrain that can be crossed is 80 m away"), 1);
    ck_assert_uint_eq(count_kind(&found, "ground", "f3 (f3) stands on terrain of unknown land cover"), 2);
    ck_assert_uint_eq(count_kind(&found, "ground", "f4 (f4) stands on no terrain at all (it lies outside the grid)"),
                      2);
    ck_assert_str_eq(found.rows[0].value, "f1");
    ck_assert_double_eq(found.rows[0].x, 130);
    vp_quality_clear(&found);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quality");
    TCase *cases = tcase_create("findings");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, an_overlap_is_a_polygon_of_its_own);
    tcase_add_test(cases, a_build_finds_what_was_put_in);
    tcase_add_test(cases, one_place_under_two_ids_is_reported);
    tcase_add_test(cases, a_province_sets_its_own_tolerance);
    tcase_add_test(cases, a_facility_on_terrain_that_nobody_crosses_is_reported);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
