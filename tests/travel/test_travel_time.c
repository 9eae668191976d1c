#include "base/random.h"
#include "model/support_worlds.h"
#include "travel/step.h"
#include <check.h>
#include <stdlib.h>
#include <vungphu/travel_surface.h>

/* Maps: support_worlds.h. Cells of 100 m; '.' takes a minute to cross. */
static vp_travel solve(const world *w, vp_travel_options options)
{
    vp_travel travel;
    vp_error err;
    bool ok = vp_travel_time(&w->terrain, w->facilities, w->facility_count, &options, &travel, &err);
    ck_assert_msg(ok, "%s", err.message);
    return travel;
}

static float minutes_at(const char *map, size_t cell, vp_travel_options options)
{
    world w = world_drawn(map);
    vp_travel travel = solve(&w, options);
    float minutes = vp_grid_cells(travel.minutes)[cell];
    vp_travel_clear(&travel);
    world_clear(&w);
    return minutes;
}

static vp_travel_options neighbours(int count)
{
    vp_travel_options options = vp_travel_defaults();
    options.neighbours = count;
    return options;
}

static void check_minutes(const char *map, size_t cell, vp_travel_options options, double expected)
{
    double minutes = (double)minutes_at(map, cell, options);
    bool right = isinf(expected) ? minutes == expected : fabs(minutes - expected) < 1e-5;
    ck_assert_msg(right, "cell %zu of\n%s\nis reached in %g, not %g", cell, map, minutes, expected);
}

START_TEST(a_step_takes_half_of_both_cells)
{
    check_minutes("A.", 1, vp_travel_defaults(), 1);
    check_minutes("A3", 1, vp_travel_defaults(), 2);
    check_minutes("A3.", 2, vp_travel_defaults(), 4);
    check_minutes("A.\n.3", 3, vp_travel_defaults(), 2 * sqrt(2));
}
END_TEST

START_TEST(a_wall_is_walked_around) { check_minutes("A#.\n...", 2, neighbours(8), 2 * sqrt(2)); }
END_TEST

START_TEST(longer_moves_are_straighter)
{
    const char *field = "A..\n...\n...\n...";
    check_minutes(field, 7, neighbours(8), 1 + sqrt(2)); /* column 1, row 2 */
    check_minutes(field, 7, neighbours(16), sqrt(5));
    check_minutes(field, 10, neighbours(16), 1 + sqrt(5)); /* column 1, row 3 */
    check_minutes(field, 10, neighbours(32), sqrt(10));
    check_minutes(field, 11, neighbours(16), sqrt(2) + sqrt(5)); /* column 2, row 3 */
    check_minutes(field, 11, neighbours(32), sqrt(13));
}
END_TEST

START_TEST(a_long_move_needs_every_cell_on_it)
{
    check_minutes("A.\n#.\n..", 5, neighbours(16), 1 + sqrt(2));
    check_minutes("A#\n#.\n..", 5, neighbours(32), INFINITY);
}
END_TEST

START_TEST(corners_are_closed_unless_opened)
{
    vp_travel_options open = vp_travel_defaults();
    open.open_corners = true;
    check_minutes("A#\n#.", 3, vp_travel_defaults(), INFINITY);
    check_minutes("A#\n#.", 3, open, sqrt(2));
    check_minutes("A.\n#.", 3, vp_travel_defaults(), sqrt(2)); /* one side is enough */
    /* Down, past the touching walls, down: the 1:3 move would slip between them. */
    check_minutes("A#\n.#\n#.\n#.", 7, vp_travel_defaults(), INFINITY);
    check_minutes("A#\n.#\n#.\n#.", 7, open, sqrt(10));
}
END_TEST

START_TEST(the_nearest_facility_is_reported_and_ties_go_to_the_first)
{
    world w = world_drawn("B...A\n##.##\n.....");
    vp_travel travel = solve(&w, vp_travel_defaults());
    ck_assert_int_eq(travel.nearest[0], 1);
    ck_assert_int_eq(travel.nearest[1], 1);
    ck_assert_int_eq(travel.nearest[2], 0);
    ck_assert_int_eq(travel.nearest[5], -1);
    for (size_t cell = 10; cell < 15; cell++) ck_assert_int_eq(travel.nearest[cell], 0);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

START_TEST(of_two_facilities_on_a_cell_the_first_is_nearest)
{
    world w = world_drawn("..B");
    w.facilities[0] = w.facilities[1];
    vp_travel travel = solve(&w, vp_travel_defaults());
    for (size_t cell = 0; cell < 3; cell++) ck_assert_int_eq(travel.nearest[cell], 0);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

START_TEST(beyond_the_limit_nobody_is_reached)
{
    vp_travel_options options = vp_travel_defaults();
    options.limit_minutes = 2;
    check_minutes("A...", 2, options, 2); /* the limit itself is reached */
    check_minutes("A...", 3, options, INFINITY);
    options.limit_minutes = 0;
    check_minutes("A.", 0, options, 0);
    check_minutes("A.", 1, options, INFINITY);
}
END_TEST

START_TEST(impassable_terrain_is_no_data_and_its_facility_reaches_nobody)
{
    world w = world_drawn("a.#B");
    vp_travel travel = solve(&w, vp_travel_defaults());
    const float *minutes = vp_grid_cells(travel.minutes);
    ck_assert(isnan(minutes[0]) && minutes[1] == INFINITY && isnan(minutes[2]) && minutes[3] == 0);
    ck_assert_int_eq(travel.nearest[0], -1);
    ck_assert_int_eq(travel.nearest[1], -1);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

START_TEST(without_a_facility_nobody_is_reached)
{
    ck_assert_float_eq(minutes_at("...", 1, vp_travel_defaults()), INFINITY);
}
END_TEST

static double tobler(double slope) { return exp(3.5 * (fabs(slope + 0.05) - 0.05)); }

/* The hill of 10 m is climbed going to the facility. */
static void check_slope(bool from_facility, double slope)
{
    world w = world_drawn("A.");
    world_raise(&w, (float[]){10, 0});
    vp_travel_options options = vp_travel_defaults();
    options.from_facility = from_facility;
    vp_travel travel = solve(&w, options);
    ck_assert_double_eq_tol((double)vp_grid_cells(travel.minutes)[1], tobler(slope), 1e-6);
    vp_travel_clear(&travel);
    world_clear(&w);
}

START_TEST(slope_counts_in_the_direction_walked)
{
    check_slope(false, 0.1);
    check_slope(true, -0.1);
}
END_TEST

static void check_langmuir(float rise, double seconds_a_metre)
{
    world w = world_drawn("A.");
    world_raise(&w, (float[]){0, rise});
    vp_travel_options options = vp_travel_defaults();
    options.slope_rule = VP_SLOPE_LANGMUIR;
    options.from_facility = true;
    vp_travel travel = solve(&w, options);
    ck_assert_double_eq_tol((double)vp_grid_cells(travel.minutes)[1], 1 + seconds_a_metre * 100 / 60, 1e-5);
    vp_travel_clear(&travel);
    world_clear(&w);
}

START_TEST(langmuirs_walking_time_is_added)
{
    check_langmuir(0, 0.72);
    check_langmuir(10, 0.72 + 0.1 * 6);
    check_langmuir(-10, 0.72 - 0.1 * 1.9998);
    check_langmuir(-40, 0.72 + 0.4 * 1.9998);
}
END_TEST

START_TEST(slope_counts_only_where_it_applies)
{
    world w = world_drawn("A.");
    world_raise(&w, (float[]){10, 0});
    w.terrain.slope_applies[0] = 0;
    vp_travel travel = solve(&w, vp_travel_defaults());
    ck_assert_double_eq_tol((double)vp_grid_cells(travel.minutes)[1], 0.5 + 0.5 * tobler(0.1), 1e-6);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

START_TEST(unknown_height_is_no_data_where_slope_applies_and_level_on_a_road)
{
    world w = world_drawn("A...");
    world_raise(&w, (float[]){0, NAN, 40, 40});
    vp_travel travel = solve(&w, vp_travel_defaults());
    ck_assert(isnan(vp_grid_cells(travel.minutes)[1]));
    ck_assert_float_eq(vp_grid_cells(travel.minutes)[2], INFINITY);
    vp_travel_clear(&travel);
    w.terrain.slope_applies[1] = 0;
    travel = solve(&w, vp_travel_defaults());
    ck_assert_float_eq_tol(vp_grid_cells(travel.minutes)[1], 1, 1e-6f);
    ck_assert_float_eq_tol(vp_grid_cells(travel.minutes)[2], 2, 1e-6f);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

START_TEST(the_slope_factor_is_toblers)
{
    for (int i = -300; i <= 300; i++) {
        float slope = (float)i / 100;
        ck_assert_double_eq_tol((double)vp_slope_factor(slope) / tobler((double)slope), 1, 2e-6);
        ck_assert_float_ge(vp_slope_factor(slope), VP_SLOPE_LEAST);
    }
    ck_assert_float_eq(vp_slope_factor(0), 1);
    ck_assert(isfinite(vp_slope_factor(1e30f)));
}
END_TEST

/* Follows each move in small parts and adds up what lies in each cell. */
START_TEST(a_move_weighs_each_cell_by_its_length_inside)
{
    enum { PARTS = 120000, SIDE = 7, CENTRE = 3 * SIDE + 3 };
    vp_step steps[VP_STEPS_MOST];
    vp_steps_init(steps, 32, SIDE, 100, false);
    for (int k = 0; k < 32; k++) {
        double inside[SIDE * SIDE] = {0}, length = hypot(steps[k].dx, steps[k].dy);
        for (int p = 0; p < PARTS; p++) {
            double t = (p + 0.5) / PARTS;
            inside[(int)(3.5 + t * steps[k].dy) * SIDE + (int)(3.5 + t * steps[k].dx)] += length / PARTS;
        }
        for (int cell = 0; cell < SIDE * SIDE; cell++) {
            float crossing[SIDE * SIDE] = {0};
            crossing[cell] = 1;
            vp_step_terrain terrain = {crossing, NULL, false};
            double weight = (double)vp_step_minutes(&terrain, CENTRE, &steps[k]);
            ck_assert_msg(fabs(weight - inside[cell]) < 2e-5, "move (%d, %d), cell %d: %g, not %g", steps[k].dx,
                          steps[k].dy, cell, weight, inside[cell]);
        }
    }
}
END_TEST

START_TEST(moves_differ_and_come_in_eights)
{
    vp_step steps[VP_STEPS_MOST];
    vp_steps_init(steps, 32, 100, 100, false);
    for (int i = 0; i < 32; i++) {
        int reach = i < 8 ? 1 : i < 16 ? 2 : 3;
        ck_assert_int_eq(abs(steps[i].dx) > abs(steps[i].dy) ? abs(steps[i].dx) : abs(steps[i].dy), reach);
        for (int j = 0; j < i; j++) ck_assert(steps[i].dx != steps[j].dx || steps[i].dy != steps[j].dy);
    }
}
END_TEST

/* Along a thousand steps of one pace the moved sums stay within a few units in the last place of the true one. */
START_TEST(many_equal_steps_are_not_all_rounded_alike)
{
    const vp_grid_geometry geometry = {
        .columns = 4000, .rows = 4000, .cell_metres = 30, .west = 500000, .north = 2400000};
    vp_step steps[VP_STEPS_MOST];
    vp_steps_init(steps, 32, 4000, 30, false);
    for (int k = 0; k < 32; k++)
        for (int j = 0; j < 20; j++) {
            float step = 0.03f + 1e-4f * (float)j, sum = 24;
            size_t cell = 2000 * 4000 + 2000;
            double most = 0;
            for (int i = 1; i <= 250; i++) { /* up to 32 all sums have one unit */
                sum = vp_step_sum(sum, step, vp_step_dither(sum, vp_step_place_of(geometry, cell)));
                cell += (size_t)steps[k].end;
                if (sum < 32) most = fmax(most, fabs((double)sum - 24 - i * (double)step));
            }
            ck_assert_msg(most < 6 * 0x1p-19, "%g units off on move %d", most * 0x1p19, k);
        }
}
END_TEST

/* So that the least minutes are the same in whatever order they are found. */
START_TEST(later_minutes_never_become_earlier_by_a_step)
{
    uint32_t state = 7;
    for (int i = 0; i < 300000; i++) {
        state = state * 1664525 + 1013904223;
        float step = ldexpf(1 + (float)(state >> 9) * 0x1p-23f, (int)(state >> 4 & 15) - 10);
        uint32_t place = state * 0x9E3779B9u;
        float before = i % 2 ? ldexpf(1, (int)(state >> 20 & 15) - 6) : step * (float)(1 + (state >> 12 & 4095));
        float earlier = nextafterf(before, 0), sum = vp_step_sum(before, step, vp_step_dither(before, place));
        ck_assert(vp_step_sum(earlier, step, vp_step_dither(earlier, place)) <= sum);
        ck_assert(sum > before);
    }
}
END_TEST

START_TEST(a_place_is_the_same_in_a_geometry_cut_from_a_wider_one)
{
    const double sides[] = {30, 92.6, 100}, wests[] = {500000, 500015, -85};
    for (size_t s = 0; s < 3; s++)
        for (size_t w = 0; w < 3; w++) {
            double side = sides[s], north = 2400000 + wests[w];
            vp_grid_geometry whole = {
                .columns = 500, .rows = 400, .cell_metres = side, .west = wests[w], .north = north};
            for (size_t left = 0; left < 90; left++) {
                vp_grid_geometry cut = {100, 50, side, wests[w] + (double)left * side,
                                        north - (double)(left + 7) * side};
                ck_assert_uint_eq(vp_step_place(cut), vp_step_place_of(whole, (left + 7) * 500 + left));
            }
        }
}
END_TEST

/* Mean error against the straight line on uniform terrain, over a ring of cells. */
static double mean_error(int count)
{
    enum { SIDE = 201, CENTRE = SIDE / 2 };
    world w = {.terrain.geometry = {SIDE, SIDE, 100, 0, 0}};
    w.terrain.minutes_per_metre = malloc(SIDE * SIDE * sizeof(float));
    ck_assert(w.terrain.minutes_per_metre);
    for (size_t i = 0; i < SIDE * SIDE; i++) w.terrain.minutes_per_metre[i] = 0.01f;
    size_t centre[] = {CENTRE * SIDE + CENTRE};
    w.facilities = centre;
    w.facility_count = 1;
    vp_travel travel = solve(&w, neighbours(count));
    double sum = 0;
    int cells = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
        double far = hypot(i % SIDE - CENTRE, i / SIDE - CENTRE);
        if (far < 50 || far > 100) continue;
        sum += (double)vp_grid_cells(travel.minutes)[i] / far - 1;
        cells++;
    }
    vp_travel_clear(&travel);
    free(w.terrain.minutes_per_metre);
    return sum / cells;
}

START_TEST(the_error_against_true_distance_is_as_published)
{
    ck_assert_double_eq_tol(mean_error(8), 0.0548, 0.0005);
    ck_assert_double_eq_tol(mean_error(16), 0.0144, 0.0005);
    ck_assert_double_lt(mean_error(32), 0.005);
}
END_TEST

static void refused(const size_t facilities[], vp_travel_options options)
{
    world w = world_drawn("...");
    vp_travel travel;
    vp_error err = {0};
    ck_assert(!vp_travel_time(&w.terrain, facilities, 1, &options, &travel, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_ptr_null(travel.minutes);
    world_clear(&w);
}

START_TEST(within_no_minutes_there_is_the_facility_alone)
{
    world w = world_drawn("A..#B");
    vp_travel_options options = vp_travel_defaults();
    options.limit_minutes = 0;
    vp_travel travel;
    ck_assert(vp_travel_time(&w.terrain, w.facilities, w.facility_count, &options, &travel, NULL));
    const float *minutes = vp_grid_cells(travel.minutes);
    ck_assert(minutes[0] == 0 && minutes[1] == INFINITY && isnan(minutes[3]) && minutes[4] == 0);
    ck_assert(travel.nearest[0] == 0 && travel.nearest[1] == -1 && travel.nearest[3] == -1 && travel.nearest[4] == 1);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

/* Nothing lies behind these geometries: the check comes before the first look at the terrain. */
START_TEST(geometries_without_cells_or_with_too_many_are_refused)
{
    const size_t sizes[][2] = {
        {0, 5}, {5, 0}, {65536, 32768}, {(size_t)1 << 31, 1}, {(size_t)1 << 33, (size_t)1 << 33}};
    vp_travel_options options = vp_travel_defaults();
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        vp_terrain terrain = {.geometry = {sizes[i][0], sizes[i][1], 30, 500000, 2400000}};
        vp_error err = {0};
        ck_assert_ptr_null(vp_travel_engine_new(&terrain, &options, &err));
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
        ck_assert_ptr_nonnull(strstr(err.message, sizes[i][0] && sizes[i][1] ? "2147483647" : "no cells"));
    }
}
END_TEST

START_TEST(wrong_questions_are_refused)
{
    const size_t inside[] = {0}, outside[] = {3};
    vp_travel_options options = vp_travel_defaults();
    refused(outside, options);
    refused(inside, neighbours(9));
    options.limit_minutes = -1;
    refused(inside, options);
    options.limit_minutes = NAN;
    refused(inside, options);
    options = vp_travel_defaults();
    options.threads = -1;
    refused(inside, options);
}
END_TEST

/* A row of cells of a metre's pace, with its facility in the first. */
static world row_of(size_t columns, double west, double cell_metres, float minutes_per_metre)
{
    world w = {.terrain.geometry = {columns, 1, cell_metres, west, 2400000}};
    w.terrain.minutes_per_metre = malloc(columns * sizeof(float));
    w.facilities = calloc(1, sizeof *w.facilities);
    w.facility_count = 1;
    ck_assert(w.terrain.minutes_per_metre && w.facilities);
    for (size_t i = 0; i < columns; i++) w.terrain.minutes_per_metre[i] = minutes_per_metre;
    return w;
}

/* How many cells besides the facility's own are kept within the limit; none may be reported as above it. */
static size_t kept_within(const world *w, double limit)
{
    vp_travel_options options = vp_travel_defaults();
    options.limit_minutes = limit;
    options.without_nearest = true;
    vp_travel travel = solve(w, options);
    vp_travel_surface_settle(travel.minutes, limit);
    size_t kept = 0;
    for (size_t i = 1; i < w->terrain.geometry.columns; i++) kept += vp_grid_cells(travel.minutes)[i] <= (float)limit;
    vp_travel_clear(&travel);
    return kept;
}

/* 100 m at 5 km/h are 1.2 minutes: 50 cells in an hour, wherever the row lies on the map. */
START_TEST(the_cell_at_exactly_the_limit_is_kept_everywhere)
{
    for (int place = 0; place <= 360; place++) {
        world w = row_of(60, 500000 + 100 * place, 100, (float)(0.06 / 5));
        size_t kept = kept_within(&w, 60);
        ck_assert_msg(kept == 50, "%zu cells at place %d", kept, place);
        world_clear(&w);
    }
}
END_TEST

/* Whatever the speed and the cell: of each multiple of a step that many cells, and of a little less one fewer. */
START_TEST(every_multiple_of_a_step_keeps_as_many_cells)
{
    const double sides[] = {30, 92.6, 100, 1000};
    for (int tenths = 7; tenths <= 1200; tenths += 119)
        for (size_t side = 0; side < 4; side++) {
            double step = 0.06 / (tenths / 10.0) * sides[side];
            world w = row_of(2400, 500000 + 300 * tenths, sides[side], (float)(0.06 / (tenths / 10.0)));
            for (size_t n = 1; n <= 2000; n = n * 4 + 1) {
                w.terrain.geometry.columns = n + 9; /* no more than is needed */
                size_t exactly = kept_within(&w, step * (double)n), less = kept_within(&w, step * ((double)n - 0.02));
                ck_assert_msg(exactly == n && less == n - 1, "%zu and %zu cells in %zu steps of %g minutes", exactly,
                              less, n, step);
            }
            world_clear(&w);
        }
}
END_TEST

/* Thousands of equal steps along a row end where their product says, to a millionth. */
START_TEST(thousands_of_equal_steps_do_not_drift)
{
    for (int tenths = 7; tenths <= 1200; tenths += 119) {
        world w = row_of(9000, 500000 + 300 * tenths, 30, (float)(0.06 / (tenths / 10.0)));
        vp_travel travel = solve(&w, vp_travel_defaults());
        for (size_t i = 1; i < 9000; i++) {
            double exact = 0.06 / (tenths / 10.0) * 30 * (double)i,
                   off = (double)vp_grid_cells(travel.minutes)[i] / exact - 1;
            ck_assert_msg(fabs(off) < 1e-6, "%g off after %zu steps at %g km/h", off, i, tenths / 10.0);
        }
        vp_travel_clear(&travel);
        world_clear(&w);
    }
}
END_TEST

/* One cell, or all, however quick: everyone is still reached, and later along the row is later. */
START_TEST(a_very_quick_cell_empties_no_map)
{
    const double quick[] = {1e6, 1e12, 1e30};
    for (int q = 0; q < 3; q++)
        for (size_t count = 1; count <= 3000; count += 2999) {
            world w = row_of(5000, 500000, 100, (float)(0.06 / 5));
            for (size_t i = 0; i < count; i++) w.terrain.minutes_per_metre[1000 + i] = (float)(0.06 / quick[q]);
            vp_travel travel = solve(&w, vp_travel_defaults());
            const float *minutes = vp_grid_cells(travel.minutes);
            for (size_t i = 1; i < 5000; i++) ck_assert_msg(minutes[i] > minutes[i - 1], "cell %zu", i);
            double slow = 1.2 * (double)(4999 - count);
            ck_assert_double_eq_tol((double)minutes[4999], slow, 1e-3 * slow);
            vp_travel_clear(&travel);
            world_clear(&w);
        }
}
END_TEST

/* A kernel that leaves out the look at the next float32 gives the same sums. The most that a dither is: both ends. */
START_TEST(sums_of_steps_that_cannot_vanish_grow_by_themselves)
{
    vp_random random = {1};
    size_t sound = 0;
    for (size_t i = 0; i < 200000; i++) {
        float minutes = ldexpf(1 + ldexpf((float)vp_random_below(&random, 1 << 23), -23), (int)(i % 50) - 25);
        float step = minutes * ldexpf(0.5f + ldexpf((float)vp_random_below(&random, 1 << 23), -22), -22);
        if (vp_step_may_vanish(step, minutes)) continue;
        sound++;
        for (uint32_t place = 0x7FFF0000u; place <= 0x80000000u; place += 0x10000u) {
            float dither = vp_step_dither(minutes, place);
            ck_assert_float_eq(minutes + (step + dither), vp_step_sum(minutes, step, dither));
            ck_assert_float_gt(minutes + (step + dither), minutes);
        }
    }
    ck_assert_uint_gt(sound, 100000);
    ck_assert(vp_step_may_vanish(1e-6f, 8) && !vp_step_may_vanish(1e-6f, 4) && vp_step_may_vanish(0, 0));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("travel_time");
    TCase *tests = tcase_create("travel_time");
    tcase_add_test(tests, a_step_takes_half_of_both_cells);
    tcase_add_test(tests, a_wall_is_walked_around);
    tcase_add_test(tests, longer_moves_are_straighter);
    tcase_add_test(tests, a_long_move_needs_every_cell_on_it);
    tcase_add_test(tests, corners_are_closed_unless_opened);
    tcase_add_test(tests, the_nearest_facility_is_reported_and_ties_go_to_the_first);
    tcase_add_test(tests, of_two_facilities_on_a_cell_the_first_is_nearest);
    tcase_add_test(tests, beyond_the_limit_nobody_is_reached);
    tcase_add_test(tests, impassable_terrain_is_no_data_and_its_facility_reaches_nobody);
    tcase_add_test(tests, without_a_facility_nobody_is_reached);
    tcase_add_test(tests, slope_counts_in_the_direction_walked);
    tcase_add_test(tests, langmuirs_walking_time_is_added);
    tcase_add_test(tests, slope_counts_only_where_it_applies);
    tcase_add_test(tests, unknown_height_is_no_data_where_slope_applies_and_level_on_a_road);
    tcase_add_test(tests, the_slope_factor_is_toblers);
    tcase_add_test(tests, a_move_weighs_each_cell_by_its_length_inside);
    tcase_add_test(tests, moves_differ_and_come_in_eights);
    tcase_add_test(tests, many_equal_steps_are_not_all_rounded_alike);
    tcase_add_test(tests, the_cell_at_exactly_the_limit_is_kept_everywhere);
    tcase_add_test(tests, every_multiple_of_a_step_keeps_as_many_cells);
    tcase_add_test(tests, thousands_of_equal_steps_do_not_drift);
    tcase_add_test(tests, a_very_quick_cell_empties_no_map);
    tcase_add_test(tests, sums_of_steps_that_cannot_vanish_grow_by_themselves);
    tcase_add_test(tests, later_minutes_never_become_earlier_by_a_step);
    tcase_add_test(tests, a_place_is_the_same_in_a_geometry_cut_from_a_wider_one);
    tcase_add_test(tests, the_error_against_true_distance_is_as_published);
    tcase_add_test(tests, within_no_minutes_there_is_the_facility_alone);
    tcase_add_test(tests, geometries_without_cells_or_with_too_many_are_refused);
    tcase_add_test(tests, wrong_questions_are_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
