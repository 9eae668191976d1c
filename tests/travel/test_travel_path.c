/* Paths from cells to facilities: what they add up to, and what they keep clear of. */
#include "model/support_worlds.h"
#include "travel/step.h"
#include <check.h>
#include <stdlib.h>
#include <vungphu/travel_path.h>

static vp_travel solve(const world *w, const vp_travel_options *options)
{
    vp_travel travel;
    vp_error err = {0};
    ck_assert_msg(vp_travel_time(&w->terrain, w->facilities, w->facility_count, options, &travel, &err), "%s",
                  err.message);
    return travel;
}

static vp_travel_path path_of(const world *w, const vp_travel_options *options, const vp_travel *travel, size_t cell)
{
    vp_travel_path path;
    vp_error err = {0};
    ck_assert_msg(vp_travel_path_find(&w->terrain, options, travel, cell, &path, &err), "%s", err.message);
    return path;
}

/* Around the wall by hand: two diagonals and four straight steps would squeeze past its end; with corners
 * closed the path goes one further. */
START_TEST(a_path_goes_around_a_wall)
{
    world w = world_drawn(".....\n"
                          "####.\n"
                          "A....");
    vp_travel_options options = vp_travel_defaults();
    options.neighbours = 8;
    vp_travel travel = solve(&w, &options);
    vp_travel_path path = path_of(&w, &options, &travel, 0);
    const float root = sqrtf(2);
    ck_assert_uint_eq(path.count, 9);
    const size_t expected[] = {0, 1, 2, 3, 9, 13, 12, 11, 10};
    for (size_t i = 0; i < path.count; i++) ck_assert_uint_eq(path.cells[i], expected[i]);
    ck_assert_float_eq_tol(path.minutes[0], 6 + 2 * root, 1e-5f);
    ck_assert_double_eq_tol(path.metres, 600 + 200 * sqrt(2), 1e-9);
    ck_assert_int_eq(path.facility, 0);
    vp_travel_path_clear(&path);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

START_TEST(a_facility_is_its_own_path)
{
    world w = world_drawn("..A");
    vp_travel_options options = vp_travel_defaults();
    vp_travel travel = solve(&w, &options);
    vp_travel_path path = path_of(&w, &options, &travel, 2);
    ck_assert_uint_eq(path.count, 1);
    ck_assert_uint_eq(path.cells[0], 2);
    ck_assert(path.minutes[0] == 0 && path.metres == 0);
    vp_travel_path_clear(&path);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

START_TEST(a_knights_move_is_one_step)
{
    world w = world_drawn("A..\n...");
    vp_travel_options options = vp_travel_defaults();
    vp_travel travel = solve(&w, &options);
    vp_travel_path path = path_of(&w, &options, &travel, 5);
    ck_assert_uint_eq(path.count, 2);
    ck_assert_uint_eq(path.cells[1], 0);
    ck_assert_double_eq_tol(path.metres, 100 * sqrt(5), 1e-9);
    vp_travel_path_clear(&path);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

static void expect_end(const char *map, bool without_nearest, size_t cell, size_t end)
{
    world w = world_drawn(map);
    vp_travel_options options = vp_travel_defaults();
    options.neighbours = 8;
    options.without_nearest = without_nearest;
    vp_travel travel = solve(&w, &options);
    vp_travel_path path = path_of(&w, &options, &travel, cell);
    ck_assert_uint_eq(path.cells[path.count - 1], end);
    vp_travel_path_clear(&path);
    vp_travel_clear(&travel);
    world_clear(&w);
}

START_TEST(of_equal_paths_it_is_the_one_to_the_named_facility)
{
    expect_end("A.B", false, 1, 0);
    expect_end("B.A", false, 1, 2);
    expect_end("A\n.\nB", false, 1, 0);
    expect_end("B\n.\nA", false, 1, 2);
}
END_TEST

/* From the cell in the middle both facilities are three straight steps and a diagonal away, but one of the
 * diagonals squeezes between two walls. */
START_TEST(of_equal_paths_it_is_the_one_that_is_open)
{
    expect_end("B........\n####.####\n#####...A", true, 13, 0);
    expect_end("A...#####\n####.####\n........B", true, 13, 26);
    expect_end("#####...A\n####.####\nB........", true, 13, 18);
    expect_end("........B\n####.####\nA...#####", true, 13, 8);
}
END_TEST

static void expect_failure(const world *w, const vp_travel_options *options, const vp_travel *travel, size_t cell,
                           vp_error_kind kind)
{
    vp_travel_path path;
    vp_error err = {0};
    ck_assert(!vp_travel_path_find(&w->terrain, options, travel, cell, &path, &err));
    ck_assert_int_eq(err.kind, kind);
    ck_assert_uint_eq(path.count, 0);
    ck_assert_ptr_null(path.cells);
}

START_TEST(no_path_is_reported)
{
    world w = world_drawn("A.#..");
    vp_travel_options options = vp_travel_defaults();
    vp_travel travel = solve(&w, &options);
    expect_failure(&w, &options, &travel, 2, VP_NOT_FOUND); /* wall */
    expect_failure(&w, &options, &travel, 3, VP_NOT_FOUND); /* behind it */
    expect_failure(&w, &options, &travel, 5, VP_BAD_INPUT); /* outside */
    w.terrain.minutes_per_metre[1] *= 2;                    /* other terrain */
    expect_failure(&w, &options, &travel, 1, VP_BAD_INPUT);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

/* The move from a to b of the grid, minutes by the one definition of a step on a grid with a halo. */
typedef struct {
    size_t stride;
    float *crossing, *elevation;
    vp_step steps[VP_STEPS_MOST];
} padded;

static padded pad(const world *w, const vp_travel_options *options)
{
    vp_grid_geometry f = w->terrain.geometry;
    padded r = {.stride = f.columns + (size_t)2 * VP_STEP_REACH};
    size_t cells = r.stride * (f.rows + (size_t)2 * VP_STEP_REACH);
    r.crossing = malloc(cells * sizeof *r.crossing);
    r.elevation = calloc(cells, sizeof *r.elevation);
    ck_assert(r.crossing && r.elevation);
    for (size_t i = 0; i < cells; i++) r.crossing[i] = INFINITY;
    bool langmuir = options->slope_rule == VP_SLOPE_LANGMUIR;
    for (size_t cell = 0; cell < vp_grid_geometry_cells(f); cell++) {
        size_t i = (cell / f.columns + VP_STEP_REACH) * r.stride + cell % f.columns + VP_STEP_REACH;
        float crossing = w->terrain.minutes_per_metre[cell] * (float)f.cell_metres;
        bool sloped = w->terrain.slope_applies && w->terrain.slope_applies[cell] && crossing < INFINITY;
        if (w->terrain.elevation) r.elevation[i] = w->terrain.elevation[cell];
        r.crossing[i] = !sloped ? crossing : isnan(r.elevation[i]) ? INFINITY : langmuir ? crossing : -crossing;
    }
    vp_steps_init(r.steps, options->neighbours, (ptrdiff_t)r.stride, f.cell_metres, options->from_facility);
    return r;
}

/* INFINITY when there is no such move, or it is impassable. */
static float minutes_of_move(const padded *r, const world *w, const vp_travel_options *options, size_t from, size_t to)
{
    size_t columns = w->terrain.geometry.columns;
    int dx = (int)(to % columns) - (int)(from % columns), dy = (int)(to / columns) - (int)(from / columns);
    size_t i = (from / columns + VP_STEP_REACH) * r->stride + from % columns + VP_STEP_REACH;
    vp_step_terrain terrain = {r->crossing, w->terrain.slope_applies ? r->elevation : NULL,
                               w->terrain.slope_applies && options->slope_rule == VP_SLOPE_LANGMUIR};
    for (int k = 0; k < options->neighbours; k++) {
        const vp_step *step = &r->steps[k];
        if (step->dx != dx || step->dy != dy) continue;
        bool shut = !options->open_corners && vp_step_corner_shut(r->crossing, i, step);
        return shut ? INFINITY : vp_step_minutes(&terrain, i, step);
    }
    return INFINITY;
}

/* Summed up from the facility, the steps give every cell's minutes to the last bit. */
static void check_path(const world *w, const vp_travel_options *options, const vp_travel *travel, const padded *r,
                       size_t cell)
{
    const float *minutes = vp_grid_cells(travel->minutes);
    vp_travel_path path = path_of(w, options, travel, cell);
    ck_assert_uint_eq(path.cells[0], cell);
    ck_assert(path.minutes[0] == minutes[cell]);
    ck_assert_int_eq(path.facility, travel->nearest ? travel->nearest[cell] : -1);
    size_t last = path.cells[path.count - 1];
    if (travel->nearest) ck_assert_uint_eq(last, w->facilities[path.facility]);
    float sum = 0;
    for (size_t i = path.count - 1; i > 0; i--) {
        float dither = vp_step_dither(sum, vp_step_place_of(w->terrain.geometry, path.cells[i]));
        sum = vp_step_sum(sum, minutes_of_move(r, w, options, path.cells[i], path.cells[i - 1]), dither);
        ck_assert_msg(sum == minutes[path.cells[i - 1]], "cell %zu: %.9g instead of %.9g", path.cells[i - 1],
                      (double)sum, (double)minutes[path.cells[i - 1]]);
        ck_assert(path.minutes[i - 1] == sum);
    }
    vp_travel_path_clear(&path);
}

START_TEST(paths_of_random_worlds_add_up_to_the_last_bit)
{
    uint64_t seed = 5000 + (uint64_t)_i;
    world w = world_random(seed, 20 + seed * 7 % 280, 20 + seed * 5 % 61);
    vp_travel_options options = {
        .neighbours = (int[]){8, 16, 32}[seed % 3],
        .open_corners = seed / 3 % 2,
        .from_facility = seed / 2 % 2,
        .limit_minutes = INFINITY,
        .threads = 1,
        .slope_rule = seed % 4 == 0 ? VP_SLOPE_LANGMUIR : VP_SLOPE_TOBLER,
        .without_nearest = seed % 5 == 0,
    };
    vp_travel travel = solve(&w, &options);
    padded r = pad(&w, &options);
    size_t cells = vp_grid_geometry_cells(w.terrain.geometry);
    for (size_t cell = seed % 5; cell < cells; cell += 1 + cells / 400) {
        if (vp_grid_cells(travel.minutes)[cell] < INFINITY)
            check_path(&w, &options, &travel, &r, cell);
        else
            expect_failure(&w, &options, &travel, cell, VP_NOT_FOUND);
    }
    free(r.crossing);
    free(r.elevation);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

/* A limit cuts the surface, not the paths inside it. */
START_TEST(paths_within_a_limit_are_the_same)
{
    world w = world_drawn("A...........");
    vp_travel_options options = vp_travel_defaults();
    options.limit_minutes = 5;
    vp_travel travel = solve(&w, &options);
    vp_travel_path path = path_of(&w, &options, &travel, 5);
    ck_assert(path.minutes[0] == 5);
    ck_assert_uint_eq(path.count, 6);
    expect_failure(&w, &options, &travel, 6, VP_NOT_FOUND);
    vp_travel_path_clear(&path);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("travel_path");
    TCase *tests = tcase_create("travel_path");
    tcase_add_test(tests, a_path_goes_around_a_wall);
    tcase_add_test(tests, a_facility_is_its_own_path);
    tcase_add_test(tests, a_knights_move_is_one_step);
    tcase_add_test(tests, of_equal_paths_it_is_the_one_to_the_named_facility);
    tcase_add_test(tests, of_equal_paths_it_is_the_one_that_is_open);
    tcase_add_test(tests, no_path_is_reported);
    tcase_add_loop_test(tests, paths_of_random_worlds_add_up_to_the_last_bit, 0, 40);
    tcase_add_test(tests, paths_within_a_limit_are_the_same);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
