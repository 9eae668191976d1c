/* Which services an analysis leaves without facts: missing data is no data, never nobody reached. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <vungphu/analysis.h>

enum { SIDE = 4 };

static bool plain_map(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] / 1000, v[i] = 22 - v[i] / 1000;
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
    region->frame = (vp_frame){SIDE, SIDE, 100, 0, 400};
    region->unit_sets = &set, region->unit_set_count = 1;
    region->populations = &people, region->population_count = 1;
    region->services = services, region->service_count = count;
    ck_assert(vp_shape_init(&unit.shape, corners, sizes, 1, NULL));
    ck_assert(vp_lattice_init(&region->cell_to_lonlat, 0, 0, SIDE, SIDE, 5, 5, plain_map, NULL, NULL));
    people.people = vp_grid_new(region->frame, 1, NULL);
    region->elevation = vp_grid_new(region->frame, 10, NULL);
    vp_error err = {0};
    vp_weights **weights = vp_analysis_weights(region, &err);
    ck_assert_msg(weights != NULL, "%s", err.message);
    vp_analysis_options options = {.travel = VP_TRAVEL_DEFAULTS};
    vp_coverage *coverage = vp_analysis_run(region, weights, &options, &err);
    ck_assert_msg(coverage != NULL, "%s", err.message);
    vp_weights_free(weights[0]);
    free(weights);
    vp_grid_free(people.people);
    vp_grid_free(region->elevation);
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
    vp_region region = {.facilities = &facility,
                        .facility_count = 1,
                        .transmitters = &radio,
                        .transmitter_count = 1,
                        .service_areas = &area,
                        .service_area_count = 1};
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

/* Two areas over one cell: the first its western 60 m, the second its southern 30 m. Together
 * 100² - 40 · 70 = 7,200 m². A third covers the next cell whole, over a part of the second. */
START_TEST(overlapping_areas_count_once)
{
    vp_point corners[] = {{0, 0},  {60, 0}, {60, 100}, {0, 100}, {0, 0},     {0, 0},     {150, 0}, {150, 30},
                          {0, 30}, {0, 0},  {100, 0},  {200, 0}, {200, 100}, {100, 100}, {100, 0}};
    size_t size = 5;
    vp_service_area areas[3] = {{.id = "1"}, {.id = "2"}, {.id = "3"}};
    for (size_t i = 0; i < 3; i++) ck_assert(vp_shape_init(&areas[i].shape, corners + 5 * i, &size, 1, NULL));
    vp_region region = {.frame = {3, 1, 100, 0, 100}, .service_areas = areas, .service_area_count = 3};
    vp_grid *served = vp_analysis_area_surface(&region, 0, NULL);
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
    for (size_t i = 0; i < SIDE * SIDE; i++) land_cover[i] = 10;
    vp_region region = {.facilities = clinics,
                        .facility_count = 3,
                        .attribute_names = names,
                        .attribute_count = 1,
                        .speeds = speeds,
                        .speed_count = 1,
                        .land_cover = land_cover,
                        .indicators = indicators,
                        .indicator_count = 1};
    vp_coverage *coverage = analyse(&region, services, 1);
    ck_assert_ptr_nonnull(coverage->floating[0][0]);
    ck_assert_double_eq_tol(coverage->floating[0][0][0], 12.0 / 16 * 1e4, 1e-6);
    vp_coverage_free(coverage);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("analysis");
    TCase *cases = tcase_create("inputs");
    tcase_add_test(cases, a_service_of_which_nothing_is_known_has_no_facts);
    tcase_add_test(cases, overlapping_areas_count_once);
    tcase_add_test(cases, access_is_the_beds_over_the_people_in_reach);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
