/* Ranges from seeded runs: a strip with one school, where what a run may give is known, and the same seed twice. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/uncertainty.h>

enum { COLUMNS = 60, ROWS = 1 };
static size_t rows_of[1] = {0};
static vp_facility school;
static vp_service service = {.id = "school",
                             .reach = VP_REACH_DISTANCE,
                             .default_limit = 1000,
                             .facilities = rows_of,
                             .facility_count = 1,
                             .capacity = VP_NONE};
static vp_point ring[] = {{0, 0}, {COLUMNS * 100, 0}, {COLUMNS * 100, 100}, {0, 100}, {0, 0}};
static size_t starts[] = {0, 5};
static vp_unit unit = {.code = "A",
                       .shape = {.points = ring, .point_count = 5, .ring_starts = starts, .ring_count = 1}};
static vp_unit_set set = {.level = "commune", .vintage = "2025", .units = &unit, .unit_count = 1};
static vp_run run = {0, COLUMNS, 0};
static vp_weights weights;
static vp_population populations[2];
static vp_region region;

static bool to_degrees(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] * 9.66e-4, v[i] = 21.6 - v[i] * 9.03e-4;
    return true;
}

/* One person on every cell of 100 m; the school stands in the middle of cell 30. */
static void set_up(void)
{
    vp_grid_geometry geometry = {COLUMNS, ROWS, 100, 0, ROWS * 100};
    for (size_t p = 0; p < 2; p++) populations[p] = (vp_population){.people = vp_grid_new(geometry, 1, NULL)};
    weights = (vp_weights){.geometry = geometry, .zone_count = 1, .runs = &run, .run_count = 1};
    region = (vp_region){.geometry = geometry,
                         .units = {.sets = &set, .set_count = 1},
                         .definitions = {.services = &service, .service_count = 1},
                         .supply = {.facilities = &school, .facility_count = 1},
                         .people = {.populations = populations, .population_count = 1}};
    ck_assert(
        vp_lattice_init(&region.cell_to_lonlat, (vp_lattice_knots){0, 0, COLUMNS, ROWS, 5, 2}, to_degrees, NULL, NULL));
    school = (vp_facility){.x = 3050, .y = 50, .open = true};
    ck_assert(vp_lattice_at(&region.cell_to_lonlat, 30.5, 0.5, &school.lon, &school.lat));
}

static void tear_down(void)
{
    for (size_t p = 0; p < 2; p++) vp_grid_free(populations[p].people);
    vp_lattice_clear(&region.cell_to_lonlat);
}

static void spread(vp_uncertainty_options causes, double limit, vp_spread out[2])
{
    vp_error err = {0};
    const vp_indicator near = vp_indicator_of_reach(0, VP_NONE, limit);
    vp_uncertainty_question q = {&near, NULL, NULL};
    vp_analysis_options analysis = {.travel = vp_travel_defaults()};
    ck_assert_msg(vp_uncertainty_of(&region, &weights, &q, &causes, &analysis, out, &err), "%s", err.message);
}

/* Within 1,050 m of cell 30 lie cells 20 to 40. */
START_TEST(without_a_cause_there_is_no_range)
{
    vp_spread out[2];
    spread((vp_uncertainty_options){0, 0, 10, 1}, 1050, out);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_double_eq_tol(out[i].value, 21.0 / 60, 1e-9);
        ck_assert(out[i].low == out[i].value && out[i].high == out[i].value);
        ck_assert(out[i].least == out[i].value && out[i].most == out[i].value);
    }
}
END_TEST

/* Moved by up to 45 m, 1,050 m on either side hold 20 or 21 centres of cells. Near the end of the strip a part of
 * them falls off it. */
START_TEST(places_move_within_their_disc)
{
    vp_spread out[2];
    spread((vp_uncertainty_options){0, 45, 200, 7}, 1050, out);
    ck_assert_double_ge(out[0].least, 20.0 / 60 - 1e-9);
    ck_assert_double_le(out[0].most, 21.0 / 60 + 1e-9);
    school.x = 450; /* cell 4: 0 to 14 within 1,050 m */
    vp_lattice_at(&region.cell_to_lonlat, 4.5, 0.5, &school.lon, &school.lat);
    spread((vp_uncertainty_options){0, 400, 200, 7}, 1050, out);
    ck_assert_double_eq_tol(out[0].value, 15.0 / 60, 1e-9);
    ck_assert_double_lt(out[0].low, out[0].value);
    ck_assert_double_gt(out[0].high, out[0].value);
    ck_assert_double_ge(out[0].least, 11.0 / 60 - 1e-9); /* 400 m towards the end */
    ck_assert_double_le(out[0].most, 19.0 / 60 + 1e-9);
}
END_TEST

/* Half of the runs ask the second grid, whose people all live far away. */
START_TEST(each_population_is_drawn)
{
    vp_spread out[2];
    float *people = vp_grid_edit(populations[1].people);
    for (size_t i = 20; i <= 40; i++) people[i] = 0;
    region.people.population_count = 2;
    spread((vp_uncertainty_options){0, 0, 60, 3}, 1050, out);
    ck_assert_double_eq_tol(out[0].value, 21.0 / 60, 1e-9);
    ck_assert_double_eq_tol(out[0].low, 0, 1e-9);
    ck_assert_double_eq_tol(out[0].high, 21.0 / 60, 1e-9);
}
END_TEST

START_TEST(the_same_seed_gives_the_same_range)
{
    vp_spread first[2], again[2], other[2];
    school.x = 450; /* near the end, where a place decides how many cells are within */
    spread((vp_uncertainty_options){0.2, 400, 20, 7}, 1050, first);
    spread((vp_uncertainty_options){0.2, 400, 20, 7}, 1050, again);
    spread((vp_uncertainty_options){0.2, 900, 20, 8}, 1050, other);
    for (size_t i = 0; i < 2; i++)
        ck_assert(first[i].low == again[i].low && first[i].high == again[i].high && first[i].least == again[i].least &&
                  first[i].most == again[i].most);
    ck_assert(first[0].low != other[0].low || first[0].high != other[0].high || first[0].most != other[0].most);
    ck_assert(first[0].least <= first[0].low && first[0].low <= first[0].high && first[0].high <= first[0].most);
}
END_TEST

/* Two schools, of two services, each moving by up to 400 m: whom both reach is less than whom either does, run by run.
 */
START_TEST(joint_reach_has_a_range)
{
    vp_facility both[2] = {school, school};
    size_t rows[2][1] = {{0}, {1}};
    vp_service services[2] = {service, service};
    vp_joint joint = {.services = {0, 1},
                      .service_count = 2,
                      .limits = {1050, 1050},
                      .parts = {0, 1},
                      .part_count = 2,
                      .at_least = 2};
    vp_indicator together = vp_indicator_of_reach(VP_NONE, VP_NONE, NAN);
    vp_spread all[2], any[2];
    vp_error err = {0};
    vp_uncertainty_options causes = {0, 400, 60, 5};
    vp_analysis_options analysis = {.travel = vp_travel_defaults()};
    services[0].facilities = rows[0], services[1].facilities = rows[1], services[1].id = "clinic";
    both[1].x = 4050;
    vp_lattice_at(&region.cell_to_lonlat, 40.5, 0.5, &both[1].lon, &both[1].lat);
    region.supply.facilities = both, region.supply.facility_count = 2;
    region.definitions.services = services, region.definitions.service_count = 2;
    together.measure = VP_MEASURE_JOINT_SHARE;
    vp_uncertainty_question q = {&together, &joint, NULL};
    ck_assert_msg(vp_uncertainty_of(&region, &weights, &q, &causes, &analysis, all, &err), "%s", err.message);
    joint.at_least = 1;
    ck_assert_msg(vp_uncertainty_of(&region, &weights, &q, &causes, &analysis, any, &err), "%s", err.message);
    ck_assert_double_eq_tol(all[0].value, 11.0 / 60, 1e-9); /* cells 30 to 40 of 20 to 40 and 30 to 50 */
    ck_assert_double_eq_tol(any[0].value, 31.0 / 60, 1e-9);
    ck_assert(all[1].least < all[1].value && all[1].value < all[1].most);
    ck_assert(any[1].least < any[1].value && any[1].value < any[1].most);
    ck_assert_double_ge(all[1].least, 3.0 / 60 - 1e-9); /* 800 m further apart */
    ck_assert_double_le(any[1].most, 39.0 / 60 + 1e-9);
    region.supply.facilities = &school, region.supply.facility_count = 1;
    region.definitions.services = &service, region.definitions.service_count = 1;
}
END_TEST

/* A served polygon of ten cells that lies by 300 m within the strip, shifted by up to 600 m. */
START_TEST(served_areas_have_a_range)
{
    vp_point corners[] = {{300, -1000}, {1300, -1000}, {1300, 1100}, {300, 1100}, {300, -1000}};
    size_t first[] = {0, 5};
    vp_service water = service;
    vp_service_area area = {.service = 0,
                            .shape = {.points = corners, .point_count = 5, .ring_starts = first, .ring_count = 1}};
    vp_indicator served = vp_indicator_of_reach(0, VP_NONE, NAN);
    vp_uncertainty_question q = {&served, NULL, NULL};
    vp_analysis_options analysis = {.travel = vp_travel_defaults()};
    vp_spread out[2];
    vp_error err = {0};
    water.reach = VP_REACH_AREA, water.default_limit = 0, water.facility_count = 0;
    region.definitions.services = &water;
    region.supply.service_areas = &area, region.supply.service_area_count = 1;
    ck_assert_msg(
        vp_uncertainty_of(&region, &weights, &q, &(vp_uncertainty_options){0, 600, 80, 2}, &analysis, out, &err), "%s",
        err.message);
    ck_assert_double_eq_tol(out[0].value, 10.0 / 60, 1e-6);
    ck_assert_double_eq_tol(out[0].most, 10.0 / 60, 1e-6); /* wholly inside */
    ck_assert_double_lt(out[0].least, 10.0 / 60 - 1e-3);   /* a part beyond the end */
    ck_assert_double_ge(out[0].least, 7.0 / 60 - 1e-6);
    ck_assert(corners[0].x == 300 && corners[2].y == 1100); /* the region's own stay */
    region.definitions.services = &service;
    region.supply.service_areas = NULL, region.supply.service_area_count = 0;
}
END_TEST

/* Two grids of 60 and 40 people, six beds; a record has no range. */
START_TEST(capacity_stands_on_the_grids_and_records_on_nothing)
{
    double beds[] = {6};
    char name[] = "beds", *names[] = {name};
    vp_indicator n = vp_indicator_of_reach(0, VP_NONE, NAN);
    vp_uncertainty_question q = {&n, NULL, NULL};
    vp_uncertainty_options causes = {0, 0, 40, 3};
    vp_analysis_options analysis = {.travel = vp_travel_defaults()};
    vp_spread out[2];
    vp_error err = {0};
    for (size_t i = 0; i < 20; i++) vp_grid_edit(populations[1].people)[i] = 0;
    region.people.population_count = 2;
    region.supply.attribute_names = names, region.supply.attribute_count = 1, school.attributes = beds;
    n.measure = VP_MEASURE_PER_10000, n.numerator = name;
    ck_assert_msg(vp_uncertainty_of(&region, &weights, &q, &causes, &analysis, out, &err), "%s", err.message);
    ck_assert_double_eq_tol(out[0].value, 1e4 * 6 / 60, 1e-9);
    ck_assert_double_eq_tol(out[1].low, 1e4 * 6 / 60, 1e-9);
    ck_assert_double_eq_tol(out[1].high, 1e4 * 6 / 40, 1e-9);
    vp_coverage *counted = vp_coverage_new(&region, &err); /* from the source's own cells: 60 and 48 */
    ck_assert_ptr_nonnull(counted);
    counted->people[0][0][0] = 60, counted->people[0][1][0] = 48;
    counted->no_people_share[0][0][0] = counted->no_people_share[0][1][0] = 0;
    q.counted = counted;
    ck_assert_msg(vp_uncertainty_of(&region, &weights, &q, &causes, &analysis, out, &err), "%s", err.message);
    ck_assert_double_eq_tol(out[1].low, 1e4 * 6 / 60, 1e-9);
    ck_assert_double_eq_tol(out[1].high, 1e4 * 6 / 48, 1e-9);
    vp_coverage_free(counted);
    n.measure = VP_MEASURE_RECORDED_SHARE, n.denominator = name, n.id = name;
    ck_assert(!vp_uncertainty_of(&region, &weights, &q, &causes, &analysis, out, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "beds has no range: it is made of what is recorded (recorded_share)"));
    region.supply.attribute_names = NULL, region.supply.attribute_count = 0, school.attributes = NULL;
}
END_TEST

static const struct {
    vp_uncertainty_options causes;
    double limit;
} refused[] = {{{-0.1, 0, 1, 1}, 1000}, {{0.95, 0, 1, 1}, 1000},  {{0, -1, 1, 1}, 1000},
               {{0, 0, 0, 1}, 1000},    {{0, 0, 20000, 1}, 1000}, {{0, 0, 1, 1}, 1025}};

START_TEST(what_makes_no_sense_is_refused) /* row _i */
{
    vp_spread out[2];
    vp_error err = {0};
    const vp_indicator near = vp_indicator_of_reach(0, VP_NONE, refused[_i].limit);
    vp_uncertainty_question q = {&near, NULL, NULL};
    vp_analysis_options analysis = {.travel = vp_travel_defaults()};
    ck_assert(!vp_uncertainty_of(&region, &weights, &q, &refused[_i].causes, &analysis, out, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("uncertainty");
    TCase *cases = tcase_create("uncertainty");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, without_a_cause_there_is_no_range);
    tcase_add_test(cases, places_move_within_their_disc);
    tcase_add_test(cases, each_population_is_drawn);
    tcase_add_test(cases, joint_reach_has_a_range);
    tcase_add_test(cases, served_areas_have_a_range);
    tcase_add_test(cases, capacity_stands_on_the_grids_and_records_on_nothing);
    tcase_add_test(cases, the_same_seed_gives_the_same_range);
    tcase_add_loop_test(cases, what_makes_no_sense_is_refused, 0, sizeof refused / sizeof *refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
