/* People by step of a scale and by what service areas cover, counted by hand. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/coverage.h>
#include <vungphu/service_areas.h>

/* ------------------------------------------------------------ scales */

START_TEST(scales_are_those_of_the_manual)
{
    static const struct {
        vp_reach reach;
        double first, step;
        size_t bins;
        bool more;
        const char *unit;
    } rows[] = {{VP_REACH_TRAVEL_TIME, 0, 1, 1441, false, "min"},
                {VP_REACH_ROUND_TRIP, 0, 1, 1441, false, "min"},
                {VP_REACH_DISTANCE, 0, 50, 2001, false, "m"},
                {VP_REACH_SIGNAL, -50, 0.1, 2001, true, "dBµV/m"},
                {VP_REACH_AREA, 0, 1, 1, false, ""}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_scale s = vp_scale_of(rows[i].reach);
        ck_assert(s.first == rows[i].first && s.step == rows[i].step && s.bins == rows[i].bins &&
                  s.more_is_better == rows[i].more);
        ck_assert_str_eq(s.unit, rows[i].unit);
    }
}
END_TEST

static const struct {
    vp_reach reach;
    double limit;
    const char *said; /* NULL: on the scale */
} limits[] = {
    {VP_REACH_TRAVEL_TIME, 0, NULL},
    {VP_REACH_TRAVEL_TIME, 1440, NULL},
    {VP_REACH_TRAVEL_TIME, INFINITY, NULL},
    {VP_REACH_TRAVEL_TIME, -INFINITY, "the limit -inf is outside 0 to 1440 min"},
    {VP_REACH_TRAVEL_TIME, 1441, "the limit 1441 is outside 0 to 1440 min"},
    {VP_REACH_TRAVEL_TIME, -1, "the limit -1 is outside 0 to 1440 min"},
    {VP_REACH_TRAVEL_TIME, 30.5, "the limit 30.5 is between the steps of 1 min in which people are counted"},
    {VP_REACH_TRAVEL_TIME, NAN, "the limit nan is outside 0 to 1440 min"},
    {VP_REACH_DISTANCE, 100000, NULL},
    {VP_REACH_DISTANCE, 1025, "the limit 1025 is between the steps of 50 m in which people are counted"},
    {VP_REACH_SIGNAL, 54, NULL},
    {VP_REACH_SIGNAL, 48.7, NULL},
    {VP_REACH_SIGNAL, 150, NULL},
    {VP_REACH_SIGNAL, -50, NULL},
    {VP_REACH_SIGNAL, -INFINITY, NULL},
    {VP_REACH_SIGNAL, INFINITY, "the limit inf is outside -50 to 150 dBµV/m"},
    {VP_REACH_SIGNAL, 48.75, "the limit 48.75 is between the steps of 0.1 dBµV/m in which people are counted"},
    {VP_REACH_AREA, 0, NULL},
    {VP_REACH_AREA, 1, "the limit 1 is outside 0 to 0 "},
};

START_TEST(a_limit_is_on_the_scale_or_refused)
{
    vp_error err = {0};
    bool ok = vp_scale_check(vp_scale_of(limits[_i].reach), limits[_i].limit, &err);
    ck_assert_msg(ok == !limits[_i].said, "%g: %s", limits[_i].limit, err.message);
    if (limits[_i].said) ck_assert_str_eq(err.message, limits[_i].said);
}
END_TEST

START_TEST(values_fall_on_their_steps)
{
    const float metres[] = {0, 1, 50, 51, 100, 100000, 100051, INFINITY, NAN, -1};
    const uint16_t by_metres[] = {
        0, 1, 1, 2, 2, 2000, 2001 + VP_STEP_BEYOND, 2001 + VP_STEP_UNREACHABLE, 2001 + VP_STEP_NO_DATA, 0};
    const float decibels[] = {-50, -49.5f, -49.95f, 54, 53.99f, 150, 300, -50.1f, INFINITY, -INFINITY, NAN};
    const uint16_t by_decibels[] = {0,
                                    5,
                                    0,
                                    1040,
                                    1039,
                                    2000,
                                    2000,
                                    2001 + VP_STEP_BEYOND,
                                    2001 + VP_STEP_UNREACHABLE,
                                    2001 + VP_STEP_UNREACHABLE,
                                    2001 + VP_STEP_NO_DATA};
    uint16_t steps[11];
    vp_scale_steps(vp_scale_of(VP_REACH_DISTANCE), metres, 10, steps);
    for (size_t i = 0; i < 10; i++) ck_assert_msg(steps[i] == by_metres[i], "%g m: %u", (double)metres[i], steps[i]);
    vp_scale_steps(vp_scale_of(VP_REACH_SIGNAL), decibels, 11, steps);
    for (size_t i = 0; i < 11; i++)
        ck_assert_msg(steps[i] == by_decibels[i], "%g dB: %u", (double)decibels[i], steps[i]);
}
END_TEST

/* ------------------------------------------------------------ facts */

/* Two units of a row of five cells; the third cell is divided, a quarter in the first. */
static vp_weights *weights;
static const float people[] = {10, 20, 40, NAN, 80};

static void make(void)
{
    const vp_grid_geometry geometry = {.columns = 5, .rows = 1, .cell_metres = 100, .west = 0, .north = 100};
    const vp_point west[] = {{0, 0}, {225, 0}, {225, 100}, {0, 100}, {0, 0}},
                   east[] = {{225, 0}, {500, 0}, {500, 100}, {225, 100}, {225, 0}};
    vp_shape shapes[2];
    ck_assert(vp_shape_init(&shapes[0], west, (size_t[]){5}, 1, NULL) &&
              vp_shape_init(&shapes[1], east, (size_t[]){5}, 1, NULL));
    weights = vp_weights_new(geometry, (const vp_shape *[]){&shapes[0], &shapes[1]}, 2, NULL);
    ck_assert_ptr_nonnull(weights);
    vp_shape_clear(&shapes[0]);
    vp_shape_clear(&shapes[1]);
}

static void drop(void) { vp_weights_free(weights); }

static vp_facts *facts_of(vp_reach reach, const float values[])
{
    vp_scale scale = vp_scale_of(reach);
    vp_facts *facts = vp_facts_new(scale, 2, NULL);
    uint16_t steps[5];
    vp_scale_steps(scale, values, 5, steps);
    ck_assert(vp_facts_add(facts, weights, steps, people, NULL));
    return facts;
}

START_TEST(people_count_where_their_cell_is_reached)
{
    vp_facts *f = facts_of(VP_REACH_TRAVEL_TIME, (float[]){0.5f, 30, 31, 5, 2000});
    ck_assert_double_eq(f->by_bin[1], 10);
    ck_assert_double_eq(f->by_bin[30], 20);
    ck_assert_double_eq(f->by_bin[31], 10);
    ck_assert_double_eq(f->by_bin[1441 + 31], 30);
    ck_assert_double_eq(f->beyond[1], 80);
    static const struct {
        double limit, west, east;
    } rows[] = {{0, 0, 0}, {1, 10, 0}, {29, 10, 0}, {30, 30, 0}, {31, 40, 30}, {1440, 40, 30}, {INFINITY, 40, 110}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_double_eq(vp_facts_reached(f, 0, rows[i].limit), rows[i].west);
        ck_assert_double_eq(vp_facts_reached(f, 1, rows[i].limit), rows[i].east);
    }
    ck_assert_double_eq(vp_facts_people(f, 0), 40);
    ck_assert_double_eq(vp_facts_people(f, 1), 110);
    vp_facts_free(f);
}
END_TEST

START_TEST(no_path_and_no_data_are_kept_apart)
{
    vp_facts *f = facts_of(VP_REACH_TRAVEL_TIME, (float[]){INFINITY, NAN, 2, 2, INFINITY});
    ck_assert(f->unreachable[0] == 10 && f->no_data[0] == 20 && f->unreachable[1] == 80 && f->no_data[1] == 0);
    ck_assert_double_eq(vp_facts_people(f, 0), 20); /* of 20 nothing is known */
    ck_assert_double_eq(vp_facts_reached(f, 0, INFINITY), 10);
    vp_facts_free(f);
    vp_facts_free(NULL);
}
END_TEST

START_TEST(a_signal_counts_from_its_limit_upwards)
{
    vp_facts *f = facts_of(VP_REACH_SIGNAL, (float[]){54, 53.9f, 60, 54, -70});
    ck_assert_double_eq(vp_facts_reached(f, 0, 54), 10 + 10);
    ck_assert_double_eq(vp_facts_reached(f, 0, 53.9), 40);
    ck_assert_double_eq(vp_facts_reached(f, 1, 60), 30);
    ck_assert_double_eq(vp_facts_reached(f, 1, 60.1), 0);
    ck_assert_double_eq(f->beyond[1], 80);
    ck_assert_double_eq(vp_facts_reached(f, 1, -INFINITY), 110);
    vp_facts_free(f);
}
END_TEST

START_TEST(sums_are_brought_to_known_people)
{
    vp_facts *f = facts_of(VP_REACH_TRAVEL_TIME, (float[]){INFINITY, NAN, 2, 2, 2000});
    vp_facts_scale(f, (double[]){80, NAN}); /* 40 were counted */
    ck_assert(f->unreachable[0] == 20 && f->no_data[0] == 40 && f->by_bin[2] == 20);
    ck_assert(f->beyond[1] == 80 && f->by_bin[1441 + 2] == 30);
    vp_facts_scale(f, (double[]){NAN, 55});
    ck_assert(f->beyond[1] == 40 && f->by_bin[1441 + 2] == 15 && f->unreachable[0] == 20);
    vp_facts_free(f);
    f = vp_facts_new(vp_scale_of(VP_REACH_AREA), 2, NULL); /* nobody was counted at all */
    vp_facts_scale(f, (double[]){7, 0});
    ck_assert(f->no_data[0] == 7 && f->no_data[1] == 0 && f->by_bin[0] == 0);
    vp_facts_free(f);
}
END_TEST

/* A build after an edit: what is counted of units that changed, and taken over of the others, is what a whole count
 * gives. */
START_TEST(facts_follow_a_change_to_the_bit)
{
    vp_scale scale = vp_scale_of(VP_REACH_TRAVEL_TIME);
    static const float before[] = {0.5f, 30, 31, 5, 2000};
    static const float after[][5] = {{NAN, 1440, 31, 5, 2000}, {0.5f, 30, 31, 5, INFINITY}, {2000, INFINITY, 7, 5, 3}};
    static const bool changed[][2] = {{true, false}, {false, true}, {true, true}};
    static const double scaled[] = {80, NAN};
    vp_facts *old = facts_of(VP_REACH_TRAVEL_TIME, before);
    vp_facts_scale(old, scaled);
    for (size_t i = 0; i < 3; i++) {
        uint16_t steps[5];
        vp_scale_steps(scale, after[i], 5, steps);
        vp_facts *whole = facts_of(VP_REACH_TRAVEL_TIME, after[i]), *f = vp_facts_new(scale, 2, NULL);
        vp_facts_scale(whole, scaled);
        vp_facts_before from = {.facts = old, .changed = changed[i]};
        ck_assert(vp_facts_follow(f, weights, steps, people, &from, scaled, NULL));
        for (size_t k = 0; k < 2 * scale.bins; k++) ck_assert_double_eq(f->by_bin[k], whole->by_bin[k]);
        for (size_t u = 0; u < 2; u++)
            ck_assert(f->beyond[u] == whole->beyond[u] && f->unreachable[u] == whole->unreachable[u] &&
                      f->no_data[u] == whole->no_data[u]);
        vp_facts_free(whole);
        vp_facts_free(f);
    }
    vp_facts_free(old);
}
END_TEST

/* Years to come: the sums of today are counted once and moved from step to step, to the bit. */
START_TEST(facts_follow_sums_that_are_kept)
{
    vp_scale scale = vp_scale_of(VP_REACH_TRAVEL_TIME);
    static const float surfaces[][5] = {{NAN, 1440, 31, 5, 2000},
                                        {2000, INFINITY, 31, 5, 2000},
                                        {2000, INFINITY, 7, 5, 9},
                                        {NAN, 1440, 31, 5, INFINITY}};
    static const bool changed[][2] = {{false, false}, {true, false}, {true, true}, {false, true}};
    static const double scaled[] = {80, NAN};
    uint16_t steps[4][5];
    vp_facts_sums *sums = vp_facts_sums_new(2, NULL);
    vp_facts *today = facts_of(VP_REACH_TRAVEL_TIME, surfaces[0]);
    vp_facts_scale(today, scaled);
    for (size_t i = 0; i < 4; i++) vp_scale_steps(scale, surfaces[i], 5, steps[i]);
    for (size_t i = 1; i < 4; i++) {
        vp_facts *whole = facts_of(VP_REACH_TRAVEL_TIME, surfaces[i]), *then = vp_facts_new(scale, 2, NULL);
        vp_facts_scale(whole, scaled);
        const vp_facts_before from = {today, changed[i], sums, steps[0]};
        ck_assert(vp_facts_follow(then, weights, steps[i], people, &from, scaled, NULL));
        for (size_t k = 0; k < 2 * scale.bins; k++) ck_assert_double_eq(then->by_bin[k], whole->by_bin[k]);
        for (size_t u = 0; u < 2; u++)
            ck_assert(then->beyond[u] == whole->beyond[u] && then->unreachable[u] == whole->unreachable[u] &&
                      then->no_data[u] == whole->no_data[u]);
        vp_facts_free(whole);
        vp_facts_free(then);
    }
    vp_facts_free(today);
    vp_facts_sums_free(sums);
}
END_TEST

START_TEST(a_share_reaches_its_share)
{
    vp_facts *f = vp_facts_new(vp_scale_of(VP_REACH_AREA), 2, NULL);
    vp_facts_add_share(f, weights, (float[]){1, 0.25f, 0.5f, 1, NAN}, people);
    ck_assert(f->by_bin[0] == 10 + 5 + 5 && f->unreachable[0] == 15 + 5 && f->no_data[0] == 0);
    ck_assert(f->by_bin[1] == 15 && f->unreachable[1] == 15 && f->no_data[1] == 80);
    ck_assert_double_eq(vp_facts_reached(f, 0, 0), 20);
    vp_facts_free(f);
}
END_TEST

/* The same people as by_bin in a stretch of each unit: 20 and 10 in bins 30 and 31 of the west, 5 in bin 0 of the east.
 */
static vp_facts *stretched(vp_reach reach)
{
    static const vp_fact_stretch stretches[] = {{30, 2, 0}, {0, 1, 2}};
    static double by_bin[] = {20, 10, 5}, beyond[] = {1, 0}, unreachable[] = {2, 0}, no_data[] = {4, 0};
    const vp_facts parts = {vp_scale_of(reach), 2, stretches, by_bin, beyond, unreachable, no_data, NULL};
    vp_facts *facts = vp_facts_over(&parts, NULL);
    ck_assert_ptr_nonnull(facts);
    return facts;
}

START_TEST(stretches_hold_what_all_bins_do)
{
    for (vp_reach reach = VP_REACH_TRAVEL_TIME; reach <= VP_REACH_SIGNAL; reach++) {
        vp_facts *f = stretched(reach), *all = vp_facts_copy(f, NULL);
        ck_assert_ptr_nonnull(all);
        ck_assert_ptr_null(all->stretches);
        ck_assert(all->beyond[0] == 1 && all->unreachable[0] == 2 && all->no_data[0] == 4);
        for (size_t u = 0; u < 2; u++) {
            for (size_t k = 0; k < f->scale.bins; k++) {
                double limit = f->scale.first + (double)k * f->scale.step;
                ck_assert_double_eq(vp_facts_bin(vp_facts_bins(f, u), k), all->by_bin[u * f->scale.bins + k]);
                ck_assert_double_eq(vp_facts_reached(f, u, limit), vp_facts_reached(all, u, limit));
            }
            ck_assert_double_eq(vp_facts_people(f, u), vp_facts_people(all, u));
        }
        ck_assert(all->by_bin[30] == 20 && all->by_bin[31] == 10 && all->by_bin[f->scale.bins] == 5);
        vp_facts_free(all);
        vp_facts_free(f);
    }
    vp_facts *f = stretched(VP_REACH_TRAVEL_TIME);
    ck_assert(vp_facts_reached(f, 0, 29) == 0 && vp_facts_reached(f, 0, 30) == 20 && vp_facts_reached(f, 0, 40) == 30);
    ck_assert(vp_facts_reached(f, 0, INFINITY) == 31 && vp_facts_people(f, 0) == 33 && vp_facts_people(f, 1) == 5);
    vp_facts_free(f);
}
END_TEST

/* ------------------------------------------------------------ service areas */

enum { WATER, POWER };

static vp_service_area area(size_t service, double west, double south, double east, double north)
{
    const vp_point ring[] = {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
    vp_service_area a = {.service = service};
    ck_assert(vp_shape_init(&a.shape, ring, (size_t[]){5}, 1, NULL));
    return a;
}

/* Four by three cells of 100 m. What two areas cover both counts once. */
START_TEST(areas_cover_cells_together)
{
    const vp_grid_geometry geometry = {.columns = 4, .rows = 3, .cell_metres = 100, .west = 1000, .north = 5300};
    vp_service_area areas[] = {
        area(WATER, 1100, 5100, 1250, 5300), /* a column and a half of the upper two rows */
        area(POWER, 1000, 5000, 1400, 5300),
        area(WATER, 1200, 5150, 1300, 5200), /* the lower half of the cell (2, 1), of which a half has its left half */
        area(WATER, 1310, 5000, 1390, 5050), /* on a cell of its own: 80 by 50 m */
        area(WATER, 900, 5210, 1050, 5400),  /* over the corner of the grid: 50 by 90 m of (0, 0) */
        area(WATER, 3000, 5000, 4000, 5300), /* elsewhere */
    };
    size_t count = sizeof areas / sizeof *areas;
    vp_error err = {0};
    vp_grid *grid = vp_service_areas_surface(geometry, areas, count, WATER, &err);
    ck_assert_msg(grid != NULL, "%s", err.message);
    static const double expected[] = {0.45, 1, 0.5, 0, 0, 1, 0.75, 0, 0, 0, 0, 0.4};
    for (size_t i = 0; i < 12; i++)
        ck_assert_msg(fabs((double)vp_grid_cells(grid)[i] - expected[i]) < 1e-6, "cell %zu: %g", i,
                      (double)vp_grid_cells(grid)[i]);
    vp_grid_free(grid);
    grid = vp_service_areas_surface(geometry, areas, count, POWER, &err);
    for (size_t i = 0; i < 12; i++) ck_assert_float_eq(vp_grid_cells(grid)[i], 1);
    vp_grid_free(grid);
    grid = vp_service_areas_surface(geometry, areas, count, 7, &err);
    for (size_t i = 0; i < 12; i++) ck_assert_float_eq(vp_grid_cells(grid)[i], 0);
    vp_grid_free(grid);
    for (size_t i = 0; i < count; i++) vp_shape_clear(&areas[i].shape);
}
END_TEST

/* Triangles that cut one cell along both diagonals cover three quarters of it; a part of a part is at most a 64th off
 * along the borders. */
START_TEST(slanted_areas_cover_what_they_cover)
{
    const vp_grid_geometry geometry = {.columns = 1, .rows = 1, .cell_metres = 64, .west = 0, .north = 64};
    const vp_point one[] = {{0, 0}, {64, 0}, {0, 64}, {0, 0}}, other[] = {{0, 0}, {64, 0}, {64, 64}, {0, 0}};
    vp_service_area areas[2] = {0};
    ck_assert(vp_shape_init(&areas[0].shape, one, (size_t[]){4}, 1, NULL) &&
              vp_shape_init(&areas[1].shape, other, (size_t[]){4}, 1, NULL));
    vp_grid *grid = vp_service_areas_surface(geometry, areas, 2, WATER, NULL);
    ck_assert_double_eq_tol((double)vp_grid_cells(grid)[0], 0.75, 1e-3);
    vp_grid_free(grid);
    for (size_t i = 0; i < 2; i++) vp_shape_clear(&areas[i].shape);
}
END_TEST

/* ------------------------------------------------------------ a region's results */

START_TEST(results_begin_without_data)
{
    const vp_point ring[] = {{0, 0}, {300, 0}, {300, 100}, {0, 100}, {0, 0}};
    vp_unit unit = {.code = "u"};
    ck_assert(vp_shape_init(&unit.shape, ring, (size_t[]){5}, 1, NULL));
    vp_unit_set set = {.level = "commune", .vintage = "2025", .units = &unit, .unit_count = 1};
    vp_service services[2] = {{.id = "a"}, {.id = "b"}};
    vp_population population = {.label = "2020"};
    vp_facility facilities[] = {
        {.x = 300, .y = 50}, {.x = 150, .y = 50}, {.x = 301, .y = 50}, {.x = 500, .y = 50, .unit_code = "u"}};
    vp_planned_service planned = {.service = 1};
    vp_planned_joint joint = {0};
    vp_region region = {.units = {.sets = &set, .set_count = 1},
                        .definitions = {.services = services,
                                        .service_count = 2,
                                        .planned = &planned,
                                        .planned_count = 1,
                                        .planned_joints = &joint,
                                        .planned_joint_count = 1},
                        .people = {.populations = &population, .population_count = 1},
                        .supply = {.facilities = facilities, .facility_count = 4}};
    vp_coverage *c = vp_coverage_new(&region, NULL);
    ck_assert_ptr_nonnull(c);
    ck_assert(c->set_count == 1 && c->service_count == 2 && c->population_count == 1);
    ck_assert_double_nan(c->people[0][0][0]);
    ck_assert_double_nan(c->no_people_share[0][0][0]);
    ck_assert_double_eq(c->area[0][0], 30000);
    ck_assert(!c->facts[0][1][0] && !c->floating[0][1]);
    ck_assert(c->planned_count == 1 && c->planned_joint_count == 1);
    ck_assert(!c->planned[0].facts[0][0] && !c->planned[0].floating[0] && !c->planned_joints[0].facts[0][0]);
    ck_assert_uint_eq(c->facility_unit[0][1], 0);
    ck_assert_uint_eq(c->facility_unit[0][2], VP_NONE);
    ck_assert_uint_eq(c->facility_unit[0][3], 0);
    vp_coverage_free(c);
    vp_coverage_free(NULL);
    vp_shape_clear(&unit.shape);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("facts");
    TCase *scales = tcase_create("scales"), *facts = tcase_create("facts"), *areas = tcase_create("areas");
    tcase_add_test(scales, scales_are_those_of_the_manual);
    tcase_add_loop_test(scales, a_limit_is_on_the_scale_or_refused, 0, (int)(sizeof limits / sizeof *limits));
    tcase_add_test(scales, values_fall_on_their_steps);
    tcase_add_checked_fixture(facts, make, drop);
    tcase_add_test(facts, people_count_where_their_cell_is_reached);
    tcase_add_test(facts, no_path_and_no_data_are_kept_apart);
    tcase_add_test(facts, a_signal_counts_from_its_limit_upwards);
    tcase_add_test(facts, sums_are_brought_to_known_people);
    tcase_add_test(facts, facts_follow_a_change_to_the_bit);
    tcase_add_test(facts, facts_follow_sums_that_are_kept);
    tcase_add_test(facts, a_share_reaches_its_share);
    tcase_add_test(facts, stretches_hold_what_all_bins_do);
    tcase_add_test(areas, areas_cover_cells_together);
    tcase_add_test(areas, slanted_areas_cover_what_they_cover);
    tcase_add_test(areas, results_begin_without_data);
    suite_add_tcase(suite, scales);
    suite_add_tcase(suite, facts);
    suite_add_tcase(suite, areas);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
