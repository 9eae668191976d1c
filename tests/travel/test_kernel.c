/* The kernel of AVX2 against the portable one, to the last bit: every number of neighbours and kind of relief, both
 * paths, in all that an engine does. Skipped on a processor that has only the portable one. */
#include "model/support_worlds.h"
#include "support/thorough.h"
#include "travel/engine_internal.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 290, ROWS = 130, CELLS = COLUMNS * ROWS };

/* Case i: neighbours, relief and direction in every combination. */
typedef struct {
    world w;
    vp_travel_options options;
    vp_travel_engine *portable, *fast;
} pair;

static const vp_tile_relief reliefs[] = {VP_RELIEF_LEVEL, VP_RELIEF_SLOPED, VP_RELIEF_MIXED, VP_RELIEF_LANGMUIR};
enum { CASES = 3 * 4 * 2 };

static void shape_relief(world *w, vp_tile_relief relief, uint64_t seed)
{
    float *heights = malloc(CELLS * sizeof *heights);
    ck_assert(heights);
    for (size_t i = 0; i < CELLS; i++) {
        size_t mixed = (i * 2654435761U + seed * 40503) >> 7;
        heights[i] = mixed % 300 == 0 ? NAN : (float)(mixed % 90) + 200 * sinf((float)(i % COLUMNS) / 9);
    }
    world_raise(w, heights);
    for (size_t i = 0; i < CELLS && relief == VP_RELIEF_MIXED; i++) w->terrain.slope_applies[i] = i % 3 > 0;
    free(heights);
}

/* Four more, on terrain that can be crossed. */
static void put_facilities(world *w, uint64_t seed)
{
    for (size_t f = 0; f < 4; f++) {
        size_t cell = (seed * 7919 + f * 9973) % CELLS;
        w->terrain.minutes_per_metre[cell] = 0.01f;
        if (w->elevation) w->elevation[cell] = 100;
        w->facilities[w->facility_count++] = cell;
    }
}

static vp_travel_engine *engine_of(const pair *p, const vp_kernel *kernel)
{
    vp_error err = {0};
    vp_travel_engine *engine = vp_travel_engine_new(&p->w.terrain, &p->options, &err);
    ck_assert_msg(engine != NULL, "%s", err.message);
    vp_travel_engine_use(engine, kernel);
    return engine;
}

/* Of the engine's tiles: one at least is of the kind that the case is about. */
static bool has_relief(const vp_travel_engine *engine, vp_tile_relief relief)
{
    for (size_t i = 0; i < engine->tiles->count; i++)
        if (engine->tiles->tiles[i].relief == relief) return true;
    return false;
}

static pair pair_of(size_t i, bool without_nearest)
{
    static const int neighbours[] = {8, 16, 32};
    uint64_t seed = 9000 + i;
    vp_tile_relief relief = reliefs[i / 3 % 4];
    pair p = {.w = world_random(seed, COLUMNS, ROWS)};
    free(p.w.terrain.slope_applies);
    free(p.w.elevation);
    p.w.terrain.slope_applies = NULL;
    p.w.elevation = NULL;
    p.w.terrain.elevation = NULL;
    if (relief != VP_RELIEF_LEVEL) shape_relief(&p.w, relief, seed);
    put_facilities(&p.w, seed);
    p.options = (vp_travel_options){.neighbours = neighbours[i % 3],
                                    .from_facility = i / 12,
                                    .open_corners = i % 2,
                                    .limit_minutes = i % 5 ? INFINITY : 90,
                                    .slope_rule = relief == VP_RELIEF_LANGMUIR ? VP_SLOPE_LANGMUIR : VP_SLOPE_TOBLER,
                                    .threads = 1,
                                    .without_nearest = without_nearest};
    p.portable = engine_of(&p, &vp_kernel_portable);
    p.fast = engine_of(&p, vp_kernel_choose());
    ck_assert(has_relief(p.fast, relief));
    return p;
}

static void pair_clear(pair *p)
{
    vp_travel_engine_free(p->portable);
    vp_travel_engine_free(p->fast);
    world_clear(&p->w);
}

/* NaN is the same bits too: both write the same one. */
static void check_same(const vp_travel *portable, const vp_travel *fast, const char *what)
{
    const float *a = vp_grid_cells(portable->minutes), *b = vp_grid_cells(fast->minutes);
    size_t reached = 0;
    for (size_t i = 0; i < CELLS; i++) {
        ck_assert_msg(memcmp(&a[i], &b[i], sizeof *a) == 0, "%s: cell %zu takes %.9g, fast %.9g", what, i, (double)a[i],
                      (double)b[i]);
        if (portable->nearest) ck_assert_int_eq(portable->nearest[i], fast->nearest[i]);
        reached += a[i] < INFINITY;
    }
    ck_assert_msg(reached > 100, "%s: %zu cells are reached", what, reached);
}

static void solve_both(const pair *p, const vp_travel_starts *starts, vp_travel *a, vp_travel *b)
{
    ck_assert(vp_travel_engine_solve_from(p->portable, p->w.facilities, p->w.facility_count, starts, a, NULL));
    ck_assert(vp_travel_engine_solve_from(p->fast, p->w.facilities, p->w.facility_count, starts, b, NULL));
}

START_TEST(a_solve)
{
    pair p = pair_of((size_t)_i / 2, _i % 2);
    vp_travel a, b;
    solve_both(&p, NULL, &a, &b);
    check_same(&a, &b, "a solve");
    vp_travel_clear(&a);
    vp_travel_clear(&b);
    pair_clear(&p);
}
END_TEST

/* As the layers of several modes are solved: paths also begin elsewhere, with minutes on the clock. */
START_TEST(paths_that_begin_elsewhere)
{
    pair p = pair_of((size_t)_i, false);
    float *minutes = malloc(CELLS * sizeof *minutes);
    int32_t *names = malloc(CELLS * sizeof *names);
    ck_assert(minutes && names);
    for (size_t i = 0; i < CELLS; i++) {
        minutes[i] = i % 997 ? INFINITY : (float)(i % 53) / 7;
        names[i] = (int32_t)(i % 5);
    }
    vp_travel a, b;
    solve_both(&p, &(vp_travel_starts){minutes, names}, &a, &b);
    check_same(&a, &b, "starts");
    vp_travel_clear(&a);
    vp_travel_clear(&b);
    free(minutes);
    free(names);
    pair_clear(&p);
}
END_TEST

START_TEST(facilities_more_and_less)
{
    pair p = pair_of((size_t)_i, false);
    vp_travel a, b;
    solve_both(&p, NULL, &a, &b);
    size_t first = p.w.facility_count - 4;
    for (size_t turn = 0, turns = (size_t)vp_thorough(4, 10); turn < turns; turn++) {
        size_t cell = (turn * 104729 + (size_t)_i * 7) % CELLS, gone = p.w.facility_count + turn / 2;
        bool more = turn % 2 == 0;
        ck_assert(more ? vp_travel_engine_add(p.portable, cell, &a, NULL)
                       : vp_travel_engine_remove(p.portable, turn == 1 ? first : gone, &a, NULL));
        ck_assert(more ? vp_travel_engine_add(p.fast, cell, &b, NULL)
                       : vp_travel_engine_remove(p.fast, turn == 1 ? first : gone, &b, NULL));
        check_same(&a, &b, more ? "one more" : "one less");
    }
    vp_travel_clear(&a);
    vp_travel_clear(&b);
    pair_clear(&p);
}
END_TEST

/* Bit k: step k is among the kernel's exact lanes. */
static uint64_t exact_steps(const vp_travel_engine *engine, const vp_tile *t, size_t cell)
{
    const vp_spread *spread = &engine->spread;
    float minutes[VP_LANES];
    uint64_t steps = 0;
    size_t row = vp_neighbours_row(spread->neighbours);
    for (uint64_t lanes = spread->kernel->exact[row][t->relief](t, spread, cell, minutes); lanes; lanes &= lanes - 1)
        steps |= (uint64_t)1 << (spread->step_of_lane[__builtin_ctzll(lanes)] - spread->steps);
    return steps;
}

static void make_every_fifth_later(vp_tile *t)
{
    for (size_t cell = 0; cell < t->rows * VP_TILE_SIDE; cell += 5) t->minutes[cell] *= 2;
}

/* Steps that lead exactly to the minutes of their end: not those that would be quicker, nor those of no path. */
START_TEST(steps_that_are_exact)
{
    pair p = pair_of((size_t)_i, false);
    vp_travel a, b;
    solve_both(&p, NULL, &a, &b);
    size_t exact = 0;
    for (size_t k = 0; k < p.fast->tiles->count; k++) {
        vp_tile *one = &p.portable->tiles->tiles[k], *other = &p.fast->tiles->tiles[k];
        make_every_fifth_later(one);
        make_every_fifth_later(other);
        for (size_t row = VP_TILE_HALO; row < one->rows - VP_TILE_HALO; row++)
            for (size_t column = VP_TILE_HALO; column < VP_TILE_SIDE - VP_TILE_HALO; column++) {
                uint64_t steps = exact_steps(p.portable, one, row * VP_TILE_SIDE + column);
                ck_assert_uint_eq(steps, exact_steps(p.fast, other, row * VP_TILE_SIDE + column));
                exact += steps != 0;
            }
    }
    ck_assert_uint_gt(exact, 100);
    vp_travel_clear(&a);
    vp_travel_clear(&b);
    pair_clear(&p);
}
END_TEST

START_TEST(what_is_reached)
{
    pair p = pair_of((size_t)_i, true);
    vp_reached a = {0}, b = {0};
    ck_assert(vp_travel_engine_reached(p.portable, p.w.facilities, p.w.facility_count, &a, NULL));
    ck_assert(vp_travel_engine_reached(p.fast, p.w.facilities, p.w.facility_count, &b, NULL));
    ck_assert_uint_gt(a.count, 100);
    ck_assert_uint_eq(a.count, b.count);
    ck_assert_mem_eq(a.cells, b.cells, a.count * sizeof *a.cells);
    ck_assert_mem_eq(a.minutes, b.minutes, a.count * sizeof *a.minutes);
    vp_reached_clear(&a);
    vp_reached_clear(&b);
    pair_clear(&p);
}
END_TEST

int main(void)
{
    if (vp_kernel_choose() == &vp_kernel_portable) {
        puts("this processor has only the portable kernel");
        return 77;
    }
    Suite *suite = suite_create("kernel");
    TCase *cases = tcase_create("kernel");
    tcase_add_loop_test(cases, a_solve, 0, 2 * CASES);
    tcase_add_loop_test(cases, paths_that_begin_elsewhere, 0, CASES);
    tcase_add_loop_test(cases, facilities_more_and_less, 0, CASES);
    tcase_add_loop_test(cases, steps_that_are_exact, 0, CASES);
    tcase_add_loop_test(cases, what_is_reached, 0, CASES);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
