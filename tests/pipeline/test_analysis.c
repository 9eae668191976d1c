/* Which services an analysis leaves without facts: missing data is no data, never nobody reached. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/analysis.h>
#include <vungphu/modes.h>
#include <vungphu/service_areas.h>
#include <vungphu/unit_weights.h>

enum { SIDE = 4 };

static bool plain_map(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] / 1000, v[i] = 22 - v[i] / 1000;
    return true;
}

static int hole = -1;              /* a cell of unknown height */
static float climb;                /* metres that the terrain rises a column */
static float minutes[SIDE * SIDE]; /* the last surface, its modes and whether there were any */
static int32_t by[SIDE * SIDE];
static bool had_modes;

static bool keep_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    (void)context, (void)service, (void)nearest, (void)err;
    memcpy(minutes, vp_grid_cells(values), sizeof minutes);
    return true;
}

static bool keep_mode(void *context, size_t service, const int32_t *mode, vp_error *err)
{
    (void)context, (void)service, (void)err;
    had_modes = true;
    memcpy(by, mode, sizeof by);
    return true;
}

/* One square unit of 4 × 4 cells of 100 m with a person in each, and the services given. */
static vp_coverage *analyse(vp_region *region, vp_service services[], size_t count)
{
    vp_point corners[] = {{0, 0}, {400, 0}, {400, 400}, {0, 400}, {0, 0}};
    size_t sizes[] = {5};
    static vp_unit unit = {.code = "1"}; /* the coverage is freed with the region */
    static vp_unit_set set = {"commune", "2025", &unit, 1};
    static vp_population people = {.label = "made up"};
    region->geometry = (vp_grid_geometry){SIDE, SIDE, 100, 0, 400};
    region->units.sets = &set, region->units.set_count = 1;
    region->people.populations = &people, region->people.population_count = 1;
    region->definitions.services = services, region->definitions.service_count = count;
    ck_assert(vp_shape_init(&unit.shape, corners, sizes, 1, NULL));
    ck_assert(
        vp_lattice_init(&region->cell_to_lonlat, (vp_lattice_knots){0, 0, SIDE, SIDE, 5, 5}, plain_map, NULL, NULL));
    people.people = vp_grid_new(region->geometry, 1, NULL);
    region->land.elevation = vp_grid_new(region->geometry, 10, NULL);
    vp_error err = {0};
    vp_weights **weights = vp_unit_weights_of_region(region, &err);
    ck_assert_msg(weights != NULL, "%s", err.message);
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++)
        vp_grid_edit(region->land.elevation)[i] += climb * (float)(i % SIDE);
    if (hole >= 0) vp_grid_edit(region->land.elevation)[hole] = NAN;
    had_modes = false;
    vp_analysis_options options = {
        .travel = vp_travel_defaults(), .surface_ready = keep_surface, .mode_ready = keep_mode};
    vp_coverage *coverage = vp_analysis_run(region, weights, &options, &err);
    ck_assert_msg(coverage != NULL, "%s", err.message);
    vp_weights_free(weights[0]);
    free(weights);
    vp_grid_free(people.people);
    vp_grid_free(region->land.elevation);
    vp_lattice_clear(&region->cell_to_lonlat);
    vp_shape_clear(&unit.shape);
    return coverage;
}

START_TEST(a_service_of_which_nothing_is_known_has_no_facts)
{
    size_t first = 0;
    vp_facility facility = {.id = "a", .x = 150, .y = 150, .lon = 105.0015, .lat = 21.9975, .open = true};
    vp_transmitter radio = {.id = "t", .system = "fm", .open = true};
    vp_service_area area = {.id = "w", .service = 2};
    vp_service services[] = {
        {.id = "school",
         .reach = VP_REACH_DISTANCE,
         .mode = "",
         .scope = "",
         .facilities = &first,
         .facility_count = 1},
        {.id = "tower", .reach = VP_REACH_DISTANCE, .mode = "", .scope = ""},
        {.id = "water", .reach = VP_REACH_AREA, .mode = "", .scope = ""},
        {.id = "tested_water", .reach = VP_REACH_AREA, .mode = "", .scope = ""},
        {.id = "television", .reach = VP_REACH_SIGNAL, .mode = "dvb_t2", .scope = "national"},
    };
    vp_point corners[] = {{0, 0}, {200, 0}, {200, 400}, {0, 400}, {0, 0}};
    size_t sizes[] = {5};
    ck_assert(vp_shape_init(&area.shape, corners, sizes, 1, NULL));
    vp_region region = {.supply.facilities = &facility,
                        .supply.facility_count = 1,
                        .supply.transmitters = &radio,
                        .supply.transmitter_count = 1,
                        .supply.service_areas = &area,
                        .supply.service_area_count = 1};
    vp_coverage *coverage = analyse(&region, services, 5);
    vp_facts **facts[5];
    for (size_t s = 0; s < 5; s++) facts[s] = coverage->facts[0][s];
    ck_assert_ptr_nonnull(facts[0][0]);
    ck_assert_double_eq_tol(vp_facts_reached(facts[0][0], 0, 100000), 16, 1e-9);
    ck_assert_ptr_null(facts[1][0]);
    ck_assert_ptr_nonnull(facts[2][0]);
    ck_assert_double_eq_tol(vp_facts_reached(facts[2][0], 0, 0), 8, 1e-9);
    ck_assert_ptr_null(facts[3][0]);
    ck_assert_ptr_null(facts[4][0]);
    vp_coverage_free(coverage);
    vp_shape_clear(&area.shape);
}
END_TEST

/* Of 16 cells of land cover, four are unknown: below one is a road, below another a barrier. One height more is
 * unknown. */
START_TEST(what_is_known_of_the_terrain_is_a_share_of_the_area)
{
    vp_region region = {0};
    uint8_t cover[SIDE * SIDE];
    uint32_t roads[SIDE * SIDE] = {[1] = 1}, barriers[SIDE * SIDE] = {[2] = 1};
    memset(cover, 10, sizeof cover);
    memset(cover, 0, 4);
    vp_coverage *plain = analyse(&region, NULL, 0);
    ck_assert_double_eq(plain->no_terrain_share[0][0], 0); /* heights alone, all known */
    vp_coverage_free(plain);
    region = (vp_region){.land = {.land_cover = cover, .roads = roads, .barriers = barriers}};
    hole = 9;
    vp_coverage *coverage = analyse(&region, NULL, 0);
    ck_assert_double_eq_tol(coverage->no_terrain_share[0][0], 3.0 / 16, 1e-12);
    ck_assert_double_eq_tol(coverage->no_people_share[0][0][0], 0, 1e-12);
    vp_coverage_free(coverage);
    hole = -1;
}
END_TEST

/* Two areas over one cell: the first its western 60 m, the second its southern 30 m. Together
 * 100² - 40 · 70 = 7,200 m². A third covers the next cell whole, over a part of the second. */
START_TEST(overlapping_areas_count_once)
{
    vp_point corners[] = {{0, 0},  {60, 0}, {60, 100}, {0, 100}, {0, 0},     {0, 0},     {150, 0}, {150, 30},
                          {0, 30}, {0, 0},  {100, 0},  {200, 0}, {200, 100}, {100, 100}, {100, 0}};
    size_t size = 5;
    vp_service_area areas[3] = {{.id = "1"}, {.id = "2"}, {.id = "3"}};
    for (size_t i = 0; i < 3; i++) ck_assert(vp_shape_init(&areas[i].shape, corners + 5 * i, &size, 1, NULL));
    vp_region region = {.geometry = {3, 1, 100, 0, 100}, .supply.service_areas = areas, .supply.service_area_count = 3};
    vp_grid *served = vp_service_areas_surface(region.geometry, region.supply.service_areas,
                                               region.supply.service_area_count, 0, NULL);
    ck_assert_ptr_nonnull(served);
    ck_assert_float_eq_tol(vp_grid_cells(served)[0], 0.72F, 1e-4F);
    ck_assert_float_eq(vp_grid_cells(served)[1], 1);
    ck_assert_float_eq(vp_grid_cells(served)[2], 0);
    vp_grid_free(served);
    for (size_t i = 0; i < 3; i++) vp_shape_clear(&areas[i].shape);
}
END_TEST

/* Sixteen people walk at 6 km/h over 400 m: all within 5 minutes, the first third of the limit, of both
 * clinics. Access is the same everywhere: (8 + 4) beds / 16 people. A clinic without a figure takes no part. */
START_TEST(access_is_the_beds_over_the_people_in_reach)
{
    size_t order[] = {0, 1, 2};
    double beds[] = {8, 4, NAN};
    vp_facility clinics[] = {{.id = "a", .x = 50, .y = 350, .open = true, .attributes = &beds[0]},
                             {.id = "b", .x = 350, .y = 50, .open = true, .attributes = &beds[1]},
                             {.id = "c", .x = 50, .y = 50, .open = true, .attributes = &beds[2]}};
    vp_service services[] = {{.id = "clinic",
                              .reach = VP_REACH_TRAVEL_TIME,
                              .mode = "walk",
                              .scope = "",
                              .default_limit = 30,
                              .capacity = 0,
                              .facilities = order,
                              .facility_count = 3}};
    vp_speed speeds[] = {{.mode = "walk", .surface = VP_SURFACE_LAND_COVER, .class_name = "*", .km_per_h = 6}};
    vp_indicator indicators[] = {
        {.id = "access", .measure = VP_MEASURE_FLOATING_CATCHMENT, .service = 0, .group = VP_NONE}};
    uint8_t land_cover[SIDE * SIDE];
    char *names[] = {"beds"};
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) land_cover[i] = 10;
    vp_region region = {.supply.facilities = clinics,
                        .supply.facility_count = 3,
                        .supply.attribute_names = names,
                        .supply.attribute_count = 1,
                        .speed_table.speeds = speeds,
                        .speed_table.speed_count = 1,
                        .land.land_cover = land_cover,
                        .definitions.indicators = indicators,
                        .definitions.indicator_count = 1};
    vp_coverage *coverage = analyse(&region, services, 1);
    ck_assert_ptr_nonnull(coverage->floating[0][0]);
    ck_assert_double_eq_tol(coverage->floating[0][0][0], 12.0 / 16 * 1e4, 1e-6);
    vp_coverage_free(coverage);
}
END_TEST

/* A strip of four cells that rises 10 m on 100 m from the source of water; all else is a lake. Downhill a step
 * takes exp(3.5 (|-0.1 + 0.05| - 0.05)) = 1 minute, uphill exp(3.5 (0.15 - 0.05)) = 1.41907; and 25 minutes in
 * the queue. JMP's 30 minutes reach two steps (29.838), not three (32.257). */
START_TEST(there_and_back_and_the_queue)
{
    size_t first = 0;
    vp_facility well = {.id = "well", .x = 50, .y = 350, .open = true};
    vp_service service = {.id = "water",
                          .reach = VP_REACH_ROUND_TRIP,
                          .mode = "walk",
                          .scope = "",
                          .default_limit = 30,
                          .queue_minutes = 25,
                          .capacity = VP_NONE,
                          .group = VP_NONE,
                          .facilities = &first,
                          .facility_count = 1};
    vp_speed speeds[] = {{"walk", VP_SURFACE_LAND_COVER, "10", 6, true, VP_SEASON_ALWAYS},
                         {"walk", VP_SURFACE_LAND_COVER, "80", 0, false, VP_SEASON_ALWAYS}};
    uint8_t land_cover[SIDE * SIDE];
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) land_cover[i] = i < SIDE ? 10 : 80;
    vp_region region = {.supply.facilities = &well,
                        .supply.facility_count = 1,
                        .speed_table.speeds = speeds,
                        .speed_table.speed_count = 2,
                        .land.land_cover = land_cover};
    climb = 10;
    vp_coverage *coverage = analyse(&region, &service, 1);
    climb = 0;
    for (size_t i = 0; i < SIDE; i++) ck_assert_float_eq_tol(minutes[i], 25 + (float)i * (1 + 1.4190675f), 1e-4f);
    ck_assert(isinf(minutes[SIDE]) && !had_modes);
    const vp_facts *facts = coverage->facts[0][0][0];
    ck_assert_double_eq_tol(vp_facts_reached(facts, 0, 29), 2, 1e-6);
    ck_assert_double_eq_tol(vp_facts_reached(facts, 0, 30), 3, 1e-6);
    ck_assert_double_eq_tol(vp_facts_reached(facts, 0, 32), 3, 1e-6);
    ck_assert_double_eq_tol(vp_facts_reached(facts, 0, 33), 4, 1e-6);
    ck_assert_double_eq_tol(facts->unreachable[0], 12, 1e-6);
    vp_coverage_free(coverage);
}
END_TEST

/* Two fields of 10 minutes, then a road of 1 minute a cell on which one cannot walk: on foot to the road, 3 minutes
 * to mount, and on. In the flood the road takes 5. */
START_TEST(a_service_of_two_modes_is_reached_by_the_fastest)
{
    size_t first = 0;
    vp_facility clinic = {.id = "clinic", .x = 350, .y = 350, .open = true};
    vp_service service = {.id = "clinic",
                          .reach = VP_REACH_TRAVEL_TIME,
                          .mode = "walk|ride",
                          .scope = "",
                          .default_limit = 30,
                          .capacity = VP_NONE,
                          .group = VP_NONE,
                          .facilities = &first,
                          .facility_count = 1};
    vp_speed speeds[] = {{"walk", VP_SURFACE_LAND_COVER, "40", 0.6, false, VP_SEASON_ALWAYS},
                         {"walk", VP_SURFACE_LAND_COVER, "*", 0, false, VP_SEASON_ALWAYS},
                         {"ride", VP_SURFACE_ROAD, "*", 6, false, VP_SEASON_ALWAYS},
                         {"ride", VP_SURFACE_ROAD, "*", 1.2, false, VP_SEASON_FLOOD}};
    vp_mode_change mount = {"walk", "ride", 3};
    uint8_t land_cover[SIDE * SIDE];
    uint32_t roads[SIDE * SIDE] = {0, 1, 1, 1};
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) land_cover[i] = i < 2 ? 40 : 80;
    vp_region region = {.supply.facilities = &clinic,
                        .supply.facility_count = 1,
                        .speed_table.speeds = speeds,
                        .speed_table.speed_count = 4};
    region.land.land_cover = land_cover;
    region.land.roads = roads;
    region.land.road_classes[0] = "lane";
    region.land.road_class_count = 1;
    vp_coverage_free(analyse(&region, &service, 1)); /* without a change there is no path on foot */
    ck_assert(had_modes && isinf(minutes[0]) && by[0] == -1);
    ck_assert_float_eq_tol(minutes[1], 2, 1e-4f);
    region.speed_table.mode_changes = &mount;
    region.speed_table.mode_change_count = 1;
    vp_coverage_free(analyse(&region, &service, 1));
    ck_assert_float_eq_tol(minutes[0], 10 + 3 + 2, 1e-4f);
    ck_assert(by[0] == 0 && by[1] == 1 && by[3] == 1 && by[4] == -1);
    service.season = VP_SEASON_FLOOD;
    vp_coverage_free(analyse(&region, &service, 1));
    ck_assert_float_eq_tol(minutes[0], 10 + 3 + 10, 1e-4f);
    const char *name;
    ck_assert_uint_eq(vp_modes_name(service.mode, 1, &name), 4);
    ck_assert_str_eq(name, "ride");
    ck_assert_uint_eq(vp_modes_name(service.mode, 2, &name), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("analysis");
    TCase *cases = tcase_create("inputs");
    tcase_add_test(cases, what_is_known_of_the_terrain_is_a_share_of_the_area);
    tcase_add_test(cases, a_service_of_which_nothing_is_known_has_no_facts);
    tcase_add_test(cases, overlapping_areas_count_once);
    tcase_add_test(cases, there_and_back_and_the_queue);
    tcase_add_test(cases, a_service_of_two_modes_is_reached_by_the_fastest);
    tcase_add_test(cases, access_is_the_beds_over_the_people_in_reach);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
