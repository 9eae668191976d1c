/* The engine against the oracle, to the last bit, over random worlds. */
#include "model/support_worlds.h"
#include "platform/team.h"
#include "support/thorough.h"
#include "support_plain_travel.h"
#include "travel/kernel.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

static vp_travel_options options_of(uint64_t seed)
{
    return (vp_travel_options){
        .neighbours = (int[]){8, 16, 32}[seed % 3],
        .open_corners = seed / 3 % 3 == 0,
        .from_facility = seed / 2 % 2,
        .limit_minutes = seed % 5 == 0 ? (double)(seed % 7) * 20 : INFINITY,
        .slope_rule = seed % 4 == 0 ? VP_SLOPE_LANGMUIR : VP_SLOPE_TOBLER,
        .threads = 1 + (int)(seed % 3),
    };
}

static void check_same(vp_grid_geometry geometry, const vp_travel *a, const vp_travel *b, const char *what)
{
    const float *x = vp_grid_cells(a->minutes), *y = vp_grid_cells(b->minutes);
    for (size_t i = 0; i < vp_grid_geometry_cells(geometry); i++) {
        size_t column = i % geometry.columns, row = i / geometry.columns;
        ck_assert_msg(memcmp(&x[i], &y[i], sizeof *x) == 0 || (isnan(x[i]) && isnan(y[i])),
                      "%s: minutes at column %zu, row %zu are %.9g and %.9g", what, column, row, (double)x[i],
                      (double)y[i]);
        if (a->nearest && b->nearest)
            ck_assert_msg(a->nearest[i] == b->nearest[i], "%s: nearest at column %zu, row %zu (%g min) are %d and %d",
                          what, column, row, (double)x[i], a->nearest[i], b->nearest[i]);
    }
}

static void check_kernel(const world *w, const vp_travel_options *options, const vp_kernel *kernel,
                         const vp_travel *expected, int times)
{
    vp_error err = {0};
    vp_travel found;
    vp_travel_engine *engine = vp_travel_engine_new(&w->terrain, options, &err);
    ck_assert_msg(engine != NULL, "%s", err.message);
    vp_travel_engine_use(engine, kernel);
    for (int again = 0; again < times; again++) { /* an engine may be used many times */
        ck_assert_msg(vp_travel_engine_solve(engine, w->facilities, w->facility_count, &found, &err), "%s",
                      err.message);
        check_same(w->terrain.geometry, expected, &found, kernel->name);
        vp_travel_clear(&found);
    }
    vp_travel_engine_free(engine);
}

static void check_world(uint64_t seed, size_t columns, size_t rows)
{
    world w = world_random(seed, columns, rows);
    vp_travel_options options = options_of(seed);
    vp_travel expected;
    ck_assert(plain_travel_time(&w.terrain, w.facilities, w.facility_count, &options, &expected, NULL));
    check_kernel(&w, &options, &vp_kernel_portable, &expected, 1);
    check_kernel(&w, &options, vp_kernel_choose(), &expected, 2);
    vp_travel_clear(&expected);
    world_clear(&w);
}

START_TEST(small_worlds_agree_with_the_oracle)
{
    check_world((uint64_t)_i, 1 + (size_t)_i * 7 % 61, 1 + (size_t)_i * 5 % 43);
}
END_TEST

START_TEST(worlds_of_several_tiles_agree_with_the_oracle)
{
    check_world(1007 + (uint64_t)_i, 240 + (size_t)_i * 3 % 13, 250 + (size_t)_i * 3 % 40);
}
END_TEST

/* The tile's own edges: one cell more, one less. */
START_TEST(worlds_as_large_as_a_tile_agree_with_the_oracle)
{
    check_world(2000 + (uint64_t)_i, VP_TILE_INSIDE - 1 + (size_t)_i % 3, VP_TILE_INSIDE - 1 + (size_t)_i / 3);
}
END_TEST

START_TEST(any_number_of_threads_gives_the_same_bits)
{
    world w = world_random(77, 700, 520);
    w.facilities[0] = 5;
    w.facility_count = w.facility_count ? w.facility_count : 1;
    vp_travel_options options = vp_travel_defaults();
    options.threads = 1;
    vp_travel alone, together;
    ck_assert(vp_travel_time(&w.terrain, w.facilities, w.facility_count, &options, &alone, NULL));
    for (options.threads = 2; options.threads <= 5; options.threads++) {
        ck_assert(vp_travel_time(&w.terrain, w.facilities, w.facility_count, &options, &together, NULL));
        check_same(w.terrain.geometry, &alone, &together, "threads");
        vp_travel_clear(&together);
    }
    vp_travel_clear(&alone);
    world_clear(&w);
}
END_TEST

START_TEST(without_nearest_the_minutes_are_the_same)
{
    world w = world_random(13, 300, 80);
    vp_travel_options options = vp_travel_defaults();
    vp_travel with, without;
    ck_assert(vp_travel_time(&w.terrain, w.facilities, w.facility_count, &options, &with, NULL));
    options.without_nearest = true;
    ck_assert(vp_travel_time(&w.terrain, w.facilities, w.facility_count, &options, &without, NULL));
    ck_assert_ptr_null(without.nearest);
    check_same(w.terrain.geometry, &with, &without, "without nearest");
    vp_travel_clear(&with);
    vp_travel_clear(&without);
    world_clear(&w);
}
END_TEST

/* What an engine takes up, which changes while it goes on. */
typedef struct {
    float *minutes;
    int32_t *nearest;
} kept_travel;

static void keep(kept_travel *kept, const vp_travel *travel, size_t cells)
{
    kept->minutes = realloc(kept->minutes, cells * sizeof *kept->minutes);
    kept->nearest = realloc(kept->nearest, cells * sizeof *kept->nearest);
    memcpy(kept->minutes, vp_grid_cells(travel->minutes), cells * sizeof *kept->minutes);
    memcpy(kept->nearest, travel->nearest, cells * sizeof *kept->nearest);
}

/* Another engine takes up what this one left; known: it is not compared, and tiles are laid as changes come to them,
 * over what the engine had before. */
static void take_up(vp_travel_engine **engine, const world *w, const vp_travel_options *options,
                    const kept_travel *left, bool known)
{
    vp_error err = {0};
    vp_travel_found found = {.minutes = left->minutes, .nearest = left->nearest, .is_known = known};
    found.row_count = w->facility_count;
    if (!known) {
        vp_travel_engine_free(*engine);
        *engine = vp_travel_engine_new(&w->terrain, options, &err);
    }
    ck_assert_msg(*engine && vp_travel_engine_resume(*engine, w->facilities, w->facility_count, &found, &err), "%s",
                  err.message);
}

/* In a world of several tiles near the place where four meet, so that what changes lies in each. */
static size_t place_of_change(const world *w, uint64_t seed, size_t turn)
{
    vp_grid_geometry g = w->terrain.geometry;
    size_t any = (size_t)(seed * 7919 + turn * 104729);
    if (g.columns <= VP_TILE_INSIDE || g.rows <= VP_TILE_INSIDE) return any % vp_grid_geometry_cells(g);
    return (VP_TILE_INSIDE - any / 8 % 8) * g.columns + VP_TILE_INSIDE - any % 8;
}

/* Facilities more and less in turn, some by an engine that did not solve: each time what a full solve gives. */
static void check_changes(uint64_t seed, size_t columns, size_t rows, size_t turns)
{
    world w = world_random(seed, columns, rows);
    vp_travel_options options = options_of(seed);
    vp_travel changed, whole;
    vp_error err = {0};
    vp_travel_engine *engine = vp_travel_engine_new(&w.terrain, &options, &err);
    ck_assert_msg(engine != NULL, "%s", err.message);
    ck_assert(vp_travel_engine_solve(engine, w.facilities, w.facility_count, &changed, &err));
    kept_travel kept = {0};
    for (size_t turn = 0; turn < turns; turn++) {
        if (turn % 2 == 0) {
            size_t cell = place_of_change(&w, seed, turn), empty = 0;
            while (empty < w.facility_count && w.facilities[empty] != SIZE_MAX) empty++;
            if (turn % 4 == 0) empty = w.facility_count;
            bool last = empty == w.facility_count;
            w.facilities[empty] = cell;
            w.facility_count += last;
            ck_assert_msg(last ? vp_travel_engine_add(engine, cell, &changed, &err)
                               : vp_travel_engine_put(engine, empty, cell, &changed, &err),
                          "%s", err.message);
        } else {
            size_t gone = (seed + turn * 13) % w.facility_count;
            while (w.facilities[gone] == SIZE_MAX) gone = (gone + 1) % w.facility_count;
            w.facilities[gone] = SIZE_MAX;
            ck_assert_msg(vp_travel_engine_remove(engine, gone, &changed, &err), "%s", err.message);
        }
        ck_assert(vp_travel_time(&w.terrain, w.facilities, w.facility_count, &options, &whole, &err));
        check_same(w.terrain.geometry, &whole, &changed, turn % 2 ? "one less" : "one more");
        vp_travel_engine_read(engine, vp_grid_edit(whole.minutes));
        check_same(w.terrain.geometry, &whole, &changed, "read");
        vp_travel_clear(&whole);
        if (turn % 3 == 2) continue;
        keep(&kept, &changed, vp_grid_geometry_cells(w.terrain.geometry));
        take_up(&engine, &w, &options, &kept, turn % 3 == 0);
    }
    free(kept.minutes);
    free(kept.nearest);
    vp_travel_clear(&changed);
    vp_travel_engine_free(engine);
    world_clear(&w);
}

START_TEST(a_changed_facility_gives_what_a_full_solve_gives)
{
    check_changes(3000 + (uint64_t)_i, 5 + (size_t)_i * 7 % 61, 5 + (size_t)_i * 5 % 43, 16);
}
END_TEST

START_TEST(a_changed_facility_reaches_over_tiles)
{
    check_changes(4000 + (uint64_t)_i, 260 + (size_t)_i % 13, 255 + (size_t)_i * 3 % 40, 6);
}
END_TEST

/* One engine asked again and again, with changes in between, in sequences that leave different tiles behind. */
static vp_error_kind resumed(const world *w, const vp_travel_options *options, const vp_travel_found *found)
{
    vp_error err = {0};
    vp_travel_engine *engine = vp_travel_engine_new(&w->terrain, options, &err);
    bool ok = vp_travel_engine_resume(engine, w->facilities, w->facility_count, found, &err);
    if (!ok) ck_assert(!vp_travel_engine_remove(engine, 0, NULL, NULL)); /* not before a solve */
    vp_travel_engine_free(engine);
    return ok ? 0 : err.kind;
}

/* Minutes of other options, another terrain, other facilities, and rows that are none. */
START_TEST(what_no_solve_gives_is_not_taken_up)
{
    world w = world_random(21, 70, 60);
    vp_travel_options options = vp_travel_defaults(), other = options;
    vp_travel travel;
    ck_assert(vp_travel_time(&w.terrain, w.facilities, w.facility_count, &options, &travel, NULL));
    vp_travel_found found = {vp_grid_cells(travel.minutes), travel.nearest, NULL, w.facility_count, false};
    ck_assert_int_eq(resumed(&w, &options, &found), 0);
    other.neighbours = 8;
    ck_assert_int_eq(resumed(&w, &other, &found), VP_CONFLICT);
    other = options;
    other.limit_minutes = 1;
    ck_assert_int_eq(resumed(&w, &other, &found), VP_CONFLICT);
    other = options;
    other.without_nearest = true;
    ck_assert_int_eq(resumed(&w, &other, &found), VP_BAD_INPUT);
    size_t first = w.facilities[0];
    w.facilities[0] = first ? first - 1 : first + 1;
    ck_assert_int_eq(resumed(&w, &options, &found), VP_CONFLICT);
    w.facilities[0] = first;
    int32_t position[64];
    for (size_t i = 0; i < w.facility_count; i++) position[i] = -1;
    found.position = position;
    ck_assert_int_eq(resumed(&w, &options, &found), VP_CONFLICT);
    found.position = NULL;
    for (size_t i = 0; i < vp_grid_geometry_cells(w.terrain.geometry); i++) w.terrain.minutes_per_metre[i] *= 2;
    ck_assert_int_eq(resumed(&w, &options, &found), VP_CONFLICT);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

START_TEST(what_is_reached_is_what_a_fresh_solve_reaches)
{
    uint64_t seed = 6000 + (uint64_t)_i;
    world w = world_random(seed, 300 + (size_t)_i * 37, 510);
    size_t cells = vp_grid_geometry_cells(w.terrain.geometry), most = 0;
    vp_travel_options options = options_of(seed);
    options.limit_minutes = 25;
    vp_error err = {0};
    vp_travel_engine *engine = vp_travel_engine_new(&w.terrain, &options, &err);
    ck_assert_msg(engine != NULL, "%s", err.message);
    vp_reached reached = {0};
    for (size_t turn = 0; turn < 8; turn++) {
        size_t facilities[2] = {(seed * 7919 + turn * 104729) % cells, (seed + turn * 1299709) % cells};
        size_t count = 1 + turn % 2;
        vp_travel whole, other;
        if (turn % 4 == 2) {
            ck_assert(vp_travel_engine_solve(engine, facilities, count, &other, &err));
            ck_assert(vp_travel_engine_add(engine, (seed + turn) % cells, &other, &err));
            vp_travel_clear(&other);
        }
        ck_assert(vp_travel_engine_reached(engine, facilities, count, &reached, &err));
        ck_assert(vp_travel_time(&w.terrain, facilities, count, &options, &whole, &err));
        float *minutes = vp_grid_edit(whole.minutes);
        for (size_t i = 0; i < reached.count; i++) {
            ck_assert_float_eq(minutes[reached.cells[i]], reached.minutes[i]);
            minutes[reached.cells[i]] = INFINITY; /* each once */
        }
        for (size_t i = 0; i < cells; i++) ck_assert(isnan(minutes[i]) || minutes[i] == INFINITY);
        most = reached.count > most ? reached.count : most;
        vp_travel_clear(&whole);
    }
    ck_assert_uint_gt(most, 100);
    vp_reached_clear(&reached);
    vp_travel_engine_free(engine);
    world_clear(&w);
}
END_TEST

/* Two arms with the same paces in another order, a facility at the end of each, and a stem between them: the
 * paths to the stem differ in their last bit, and a later step of the stem rounds the difference away. So an
 * improved cell leads exactly to one that is not, and whose label came through it. */
START_TEST(labels_hold_where_rounding_squeezes)
{
    world w = world_drawn("A...............B\n########.########\n########.########\n########.########");
    float *pace = w.terrain.minutes_per_metre;
    vp_travel_options options = vp_travel_defaults();
    options.neighbours = 8;
    options.threads = 1;
    for (size_t turn = 0; turn < 40; turn++) {
        for (size_t i = 0; i < 8; i++) {
            /* The cells at both ends of an arm weigh by halves, so only those between may change places. */
            size_t other = i == 0 || i == 7 ? i : 1 + (i * 5 + turn) % 6;
            pace[i] = pace[16 - other] = 0.06f / (1 + (float)((turn * 37 + (size_t)_i * 11 + i * i * 13) % 50) / 10);
            if (i < 4) pace[17 * i + 8] = 0.06f / (1 + (float)((turn * 7 + i * 3) % 40) / 10);
        }
        vp_travel changed, whole;
        vp_travel_engine *engine = vp_travel_engine_new(&w.terrain, &options, NULL);
        ck_assert(vp_travel_engine_solve(engine, w.facilities, 1, &changed, NULL));
        ck_assert(vp_travel_engine_add(engine, w.facilities[1], &changed, NULL));
        ck_assert(plain_travel_time(&w.terrain, w.facilities, 2, &options, &whole, NULL));
        check_same(w.terrain.geometry, &whole, &changed, "rounding");
        vp_travel_clear(&changed);
        vp_travel_clear(&whole);
        vp_travel_engine_free(engine);
    }
    world_clear(&w);
}
END_TEST

START_TEST(a_change_needs_a_solve_and_a_facility)
{
    world w = world_drawn("A..");
    vp_travel_options options = vp_travel_defaults();
    vp_travel travel = {0};
    vp_error err = {0};
    vp_travel_engine *engine = vp_travel_engine_new(&w.terrain, &options, &err);
    ck_assert(!vp_travel_engine_add(engine, 1, &travel, &err) && err.kind == VP_BAD_INPUT);
    ck_assert(vp_travel_engine_solve(engine, w.facilities, 1, &travel, &err));
    ck_assert(!vp_travel_engine_add(engine, 3, &travel, &err) && err.kind == VP_BAD_INPUT);
    ck_assert(!vp_travel_engine_remove(engine, 1, &travel, &err) && err.kind == VP_NOT_FOUND);
    ck_assert(vp_travel_engine_remove(engine, 0, &travel, &err));
    ck_assert(vp_grid_cells(travel.minutes)[0] == INFINITY && travel.nearest[0] == -1);
    ck_assert(!vp_travel_engine_remove(engine, 0, &travel, &err) && err.kind == VP_NOT_FOUND);
    vp_travel_clear(&travel);
    vp_travel_engine_free(engine);
    world_clear(&w);
}
END_TEST

START_TEST(the_fast_kernel_is_used_where_it_can_be)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) ck_assert_str_eq(vp_kernel_choose()->name, "avx2");
#else
    ck_assert_str_eq(vp_kernel_choose()->name, "portable");
#endif
}
END_TEST

/* ------------------------------------------------------------ who is reached, by a search of its own */

/* Whether the cell at so many columns and rows can be entered, by the terrain alone. */
static bool open_at(const world *w, long column, long row)
{
    vp_grid_geometry f = w->terrain.geometry;
    if (column < 0 || row < 0 || column >= (long)f.columns || row >= (long)f.rows) return false;
    size_t i = (size_t)row * f.columns + (size_t)column;
    bool steep = w->terrain.slope_applies && w->terrain.slope_applies[i] && isnan(w->terrain.elevation[i]);
    return w->terrain.minutes_per_metre[i] < INFINITY && !steep;
}

/* Every cell that the straight line between two centres passes through, found by points on it, must be open; where it
 * passes exactly through a corner, one of the two cells that it only touches there. */
static bool may_step(const world *w, long column, long row, int dx, int dy, bool open_corners)
{
    enum { POINTS = 997 };
    for (int k = 0; k <= POINTS; k++) {
        double x = 0.5 + (double)dx * (k + 0.5) / (POINTS + 1), y = 0.5 + (double)dy * (k + 0.5) / (POINTS + 1);
        if (!open_at(w, column + (long)floor(x), row + (long)floor(y))) return false;
    }
    if (open_corners || dx % 2 == 0 || dy % 2 == 0) return true;
    double x = 0.5 + dx / 2.0, y = 0.5 + dy / 2.0; /* the corner */
    long west = column + (long)x - 1, north = row + (long)y - 1;
    bool rising = dx * dy < 0; /* the line runs from south-west to north-east */
    return open_at(w, west + !rising, north) || open_at(w, west + rising, north + 1);
}

static void spread(const world *w, const vp_travel_options *options, uint8_t seen[], size_t queue[])
{
    size_t columns = w->terrain.geometry.columns, end = 0;
    int reach = options->neighbours == 8 ? 1 : options->neighbours == 16 ? 2 : 3;
    for (size_t f = 0; f < w->facility_count; f++) {
        size_t cell = w->facilities[f];
        if (cell == SIZE_MAX || seen[cell] || !open_at(w, (long)(cell % columns), (long)(cell / columns))) continue;
        seen[cell] = 1;
        queue[end++] = cell;
    }
    for (size_t next = 0; next < end; next++)
        for (int dy = -reach; dy <= reach; dy++)
            for (int dx = -reach; dx <= reach; dx++) {
                long column = (long)(queue[next] % columns), row = (long)(queue[next] / columns);
                int a = abs(dx), b = abs(dy), most = a > b ? a : b, least = a > b ? b : a;
                bool move = most == 1 || (least > 0 && least < most); /* each direction once */
                if (!move || !open_at(w, column + dx, row + dy)) continue;
                size_t to = (size_t)(row + dy) * columns + (size_t)(column + dx);
                if (seen[to] || !may_step(w, column, row, dx, dy, options->open_corners)) continue;
                seen[to] = 1;
                queue[end++] = to;
            }
}

START_TEST(whom_a_plain_search_reaches_is_reached_and_nobody_else)
{
    uint64_t seed = 5000 + (uint64_t)_i;
    world w = world_random(seed, 20 + seed % 29, 18 + seed % 23);
    vp_travel_options options = options_of(seed);
    options.limit_minutes = INFINITY;
    if (seed % 2) w.terrain.minutes_per_metre[seed % 300] *= 1e-9f; /* one cell of an absurd speed */
    size_t cells = vp_grid_geometry_cells(w.terrain.geometry), *queue = malloc(cells * sizeof *queue);
    uint8_t *seen = calloc(cells, 1);
    vp_travel travel;
    ck_assert(queue && seen && vp_travel_time(&w.terrain, w.facilities, w.facility_count, &options, &travel, NULL));
    spread(&w, &options, seen, queue);
    for (size_t i = 0; i < cells; i++)
        ck_assert_msg(seen[i] == (vp_grid_cells(travel.minutes)[i] < INFINITY), "seed %d: cell %zu is %g", _i, i,
                      (double)vp_grid_cells(travel.minutes)[i]);
    vp_travel_clear(&travel);
    free(queue);
    free(seen);
    world_clear(&w);
}
END_TEST

int main(void)
{
    vp_team_set_budget(5); /* more than there may be cores */
    Suite *suite = suite_create("travel_tiles");
    TCase *tests = tcase_create("travel_tiles");
    tcase_add_loop_test(tests, whom_a_plain_search_reaches_is_reached_and_nobody_else, 0, 60);
    tcase_add_loop_test(tests, small_worlds_agree_with_the_oracle, 0, 48);
    tcase_add_loop_test(tests, worlds_of_several_tiles_agree_with_the_oracle, 0, vp_thorough(2, 6));
    tcase_add_loop_test(tests, worlds_as_large_as_a_tile_agree_with_the_oracle, 0, 6);
    tcase_add_test(tests, any_number_of_threads_gives_the_same_bits);
    tcase_add_test(tests, without_nearest_the_minutes_are_the_same);
    tcase_add_test(tests, the_fast_kernel_is_used_where_it_can_be);
    suite_add_tcase(suite, tests);
    TCase *changes = tcase_create("changes");
    tcase_add_loop_test(changes, a_changed_facility_gives_what_a_full_solve_gives, 0, 24);
    tcase_add_loop_test(changes, a_changed_facility_reaches_over_tiles, 0, vp_thorough(2, 4));
    tcase_add_loop_test(changes, what_is_reached_is_what_a_fresh_solve_reaches, 0, vp_thorough(1, 3));
    tcase_add_loop_test(changes, labels_hold_where_rounding_squeezes, 0, 9);
    tcase_add_test(changes, a_change_needs_a_solve_and_a_facility);
    tcase_add_test(changes, what_no_solve_gives_is_not_taken_up);
    suite_add_tcase(suite, changes);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
