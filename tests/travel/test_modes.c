/* Several modes and changes between them, against one search over all states and against cases worked out by hand. */
#include "model/support_worlds.h"
#include "platform/team.h"
#include "support_plain_travel.h"
#include "travel/tiles.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/travel_path.h>

/* The worlds' terrains as modes that nobody changes between. */
static vp_modes modes_of(world worlds[], size_t count)
{
    vp_modes modes = {.count = count};
    for (size_t m = 0; m < count; m++) modes.terrains[m] = &worlds[m].terrain;
    for (size_t i = 0; i < VP_MODES_MOST * VP_MODES_MOST; i++)
        modes.change_minutes[i / VP_MODES_MOST][i % VP_MODES_MOST] = INFINITY;
    return modes;
}

static void solve(const vp_modes *modes, const world *w, const vp_travel_options *options, vp_modes_travel *out)
{
    vp_error err = {0};
    vp_modes_engine *engine = vp_modes_engine_new(modes, options, &err);
    ck_assert_msg(engine != NULL, "%s", err.message);
    for (int again = 0; again < 2; again++) { /* an engine may be used many times */
        if (again) vp_modes_travel_clear(out);
        ck_assert_msg(vp_modes_engine_solve(engine, w->facilities, w->facility_count, out, &err), "%s", err.message);
    }
    vp_modes_engine_free(engine);
}

/* ------------------------------------------------------------ drawn worlds */

#define EIGHT ((vp_travel_options){.neighbours = 8, .limit_minutes = INFINITY, .threads = 1})

static world two[2];

static const float *minutes_of(const char *walk, const char *ride, double mount, double dismount, vp_modes_travel *out,
                               bool from_facility)
{
    two[0] = world_drawn(walk);
    two[1] = world_drawn(ride);
    vp_modes modes = modes_of(two, 2);
    modes.change_minutes[0][1] = mount;
    modes.change_minutes[1][0] = dismount;
    vp_travel_options options = EIGHT;
    options.from_facility = from_facility;
    solve(&modes, &two[0], &options, out);
    world_clear(&two[0]);
    world_clear(&two[1]);
    return vp_grid_cells(out->minutes);
}

/* Two cells of field, then the road: a step within the field takes 5, the rider's 1. On foot to the field's end
 * (which is the road's first cell), on to the motorbike for 2, and 3 steps. */
START_TEST(one_walks_to_the_road_and_rides_on)
{
    vp_modes_travel t;
    const float *minutes = minutes_of("555##a", "##...A", 2, INFINITY, &t, false);
    static const float expected[] = {15, 10, 3, 2, 1, 0};
    static const int32_t mode[] = {0, 0, 1, 1, 1, 1};
    for (size_t i = 0; i < 6; i++) {
        ck_assert_float_eq_tol(minutes[i], expected[i], 1e-4f);
        ck_assert_int_eq(t.mode[i], mode[i]);
        ck_assert_int_eq(t.nearest[i], 0);
    }
    vp_modes_travel_clear(&t);
    minutes = minutes_of("555##a", "##...A", INFINITY, 2, &t, false); /* only the other change: no path on foot */
    ck_assert(isinf(minutes[0]) && t.mode[0] == -1 && t.nearest[0] == -1);
    ck_assert_float_eq_tol(minutes[2], 3, 1e-4f);
    vp_modes_travel_clear(&t);
    minutes = minutes_of("555##a", "##...A", INFINITY, 2, &t, true); /* and from the facility it is the one needed */
    ck_assert_float_eq_tol(minutes[0], 15, 1e-4f);
    ck_assert_int_eq(t.mode[0], 0);
    vp_modes_travel_clear(&t);
}
END_TEST

/* A gap in the road that is crossed on foot: ride, dismount, walk, mount, ride. */
START_TEST(one_changes_there_and_back_again)
{
    vp_modes_travel t;
    const float *minutes = minutes_of("##...##a", "...#...A", 4, 2, &t, false);
    /* from the west: 2 steps, 2 to dismount, 2 steps on foot, 4 to mount, 3 steps */
    ck_assert_float_eq_tol(minutes[0], 2 + 2 + 2 + 4 + 3, 1e-4f);
    ck_assert_float_eq_tol(minutes[3], 1 + 4 + 3, 1e-4f);
    ck_assert_int_eq(t.mode[0], 1);
    ck_assert_int_eq(t.mode[3], 0);
    vp_modes_travel_clear(&t);
}
END_TEST

enum { LONG = 600, FIELD = 10 };

/* A road of many tiles with a field at its other end, FIELD cells wide: the path on foot begins far from the facility.
 */
START_TEST(a_change_lies_far_from_the_facility) /* in the west, in the east */
{
    char walk[LONG + 1] = "", ride[LONG + 1] = "";
    for (int i = 0; i < LONG; i++) {
        int at = _i ? LONG - 1 - i : i;
        walk[at] = i < FIELD ? '.' : '#';
        ride[at] = i < FIELD - 1 ? '#' : '.';
    }
    walk[_i ? 0 : LONG - 1] = 'a', ride[_i ? 0 : LONG - 1] = 'A';
    vp_modes_travel t;
    const float *minutes = minutes_of(walk, ride, 2, INFINITY, &t, false);
    for (int i = 0; i < FIELD; i++) {
        int at = _i ? LONG - 1 - i : i;
        bool rides = i == FIELD - 1;
        ck_assert_float_eq_tol(minutes[at], (float)(FIELD - 1 - i + (rides ? 0 : 2) + LONG - FIELD), 1e-3f);
        ck_assert_int_eq(t.mode[at], rides);
    }
    vp_modes_travel_clear(&t);
}
END_TEST

/* Without changes a traveller keeps the mode, and the fastest of all counts; of equals the first. */
START_TEST(each_takes_the_fastest)
{
    vp_modes_travel t;
    const float *minutes = minutes_of("...A", "2#2A", INFINITY, INFINITY, &t, false);
    static const int32_t mode[] = {0, 0, 0, 0};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_float_eq_tol(minutes[i], (float)(3 - i), 1e-4f);
        ck_assert_int_eq(t.mode[i], mode[i]);
    }
    vp_modes_travel_clear(&t);
    minutes = minutes_of("##5A", "#4.A", INFINITY, INFINITY, &t, false);
    ck_assert(isnan(minutes[0]) && t.mode[0] == -1); /* nobody can be there */
    ck_assert_float_eq_tol(minutes[1], 2.5f + 1, 1e-4f);
    ck_assert_int_eq(t.mode[1], 1);
    vp_modes_travel_clear(&t);
    minutes = minutes_of("#.#A", "####", INFINITY, INFINITY, &t, false);
    ck_assert(isnan(minutes[0]) && isinf(minutes[1])); /* one may stand there, but there is no path */
    vp_modes_travel_clear(&t);
}
END_TEST

/* ------------------------------------------------------------ random worlds */

static void check_cell(const vp_travel layers[], size_t count, const vp_modes_travel *t, size_t i)
{
    float least = NAN;
    int32_t mode = -1, nearest = -1;
    for (size_t m = 0; m < count; m++) {
        float minutes = vp_grid_cells(layers[m].minutes)[i];
        if (isnan(least) || minutes < least) {
            least = minutes;
            mode = isfinite(minutes) ? (int32_t)m : -1;
            nearest = layers[m].nearest[i];
        }
    }
    float found = vp_grid_cells(t->minutes)[i];
    ck_assert_msg(memcmp(&found, &least, sizeof found) == 0 || (isnan(found) && isnan(least)),
                  "cell %zu: %.9g instead of %.9g minutes", i, (double)found, (double)least);
    if (t->mode) ck_assert_msg(t->mode[i] == mode, "cell %zu: mode %d instead of %d", i, t->mode[i], mode);
    if (t->nearest)
        ck_assert_msg(t->nearest[i] == nearest, "cell %zu: nearest %d instead of %d", i, t->nearest[i], nearest);
}

/* A path begins with the least minutes, falls, changes mode where a change takes just the difference, moves within a
 * mode by no more than three cells, and ends at its facility. */
static void check_path(const vp_modes *modes, const vp_travel_options *options, const vp_travel layers[],
                       const world *w, size_t cell)
{
    vp_travel_path path;
    vp_error err = {0};
    ck_assert_msg(vp_modes_path_find(modes, options, layers, cell, &path, &err), "cell %zu: %s", cell, err.message);
    size_t columns = w->terrain.geometry.columns, last = path.count - 1;
    ck_assert_uint_eq(path.cells[0], cell);
    ck_assert_float_eq(path.minutes[last], 0);
    for (size_t i = 0; i < path.count; i++)
        ck_assert_float_eq(path.minutes[i], vp_grid_cells(layers[path.modes[i]].minutes)[path.cells[i]]);
    for (size_t i = 1; i < path.count; i++) {
        size_t a = path.cells[i - 1], b = path.cells[i], from = (size_t)path.modes[i - 1], to = (size_t)path.modes[i];
        if (a == b) {
            double change = options->from_facility ? modes->change_minutes[to][from] : modes->change_minutes[from][to];
            ck_assert(from != to);
            ck_assert_float_eq(path.minutes[i] + (float)change, path.minutes[i - 1]);
            continue;
        }
        ck_assert_uint_eq(from, to);
        ck_assert_float_lt(path.minutes[i], path.minutes[i - 1]);
        ck_assert_int_le(abs((int)(a % columns) - (int)(b % columns)), 3);
        ck_assert_int_le(abs((int)(a / columns) - (int)(b / columns)), 3);
    }
    if (!options->without_nearest) {
        ck_assert_uint_eq(w->facilities[path.facility], path.cells[last]);
        ck_assert_int_eq(layers[path.modes[0]].nearest[cell], path.facility);
    }
    vp_travel_path_clear(&path);
}

/* The cells with minutes, each once, and the minutes of any cells. */
static void check_reached(vp_modes_engine *engine, const world *w, const float minutes[], size_t cells)
{
    vp_error err = {0};
    vp_reached reached = {0};
    size_t *all = malloc(cells * sizeof *all), finite = 0;
    float *asked = malloc(cells * sizeof *asked);
    for (size_t i = 0; i < cells; i++) all[i] = cells - 1 - i;
    ck_assert(vp_modes_engine_minutes(engine, w->facilities, w->facility_count, all, cells, asked, &err));
    for (size_t i = 0; i < cells; i++) {
        ck_assert(asked[cells - 1 - i] == minutes[i] || (isnan(asked[cells - 1 - i]) && isnan(minutes[i])));
        finite += isfinite(minutes[i]) != 0;
        asked[cells - 1 - i] = NAN;
    }
    ck_assert(vp_modes_engine_reached(engine, w->facilities, w->facility_count, &reached, &err));
    for (size_t i = 0; i < reached.count; i++) {
        float *seen = &asked[cells - 1 - reached.cells[i]];
        ck_assert(isnan(*seen) && reached.minutes[i] == minutes[reached.cells[i]]);
        *seen = reached.minutes[i];
    }
    ck_assert_uint_eq(reached.count, finite);
    vp_reached_clear(&reached);
    free(all);
    free(asked);
}

/* The layers are those of the one search; so are the paths. */
static void check_paths(const vp_modes *modes, const world *w, const vp_travel_options *options,
                        const vp_travel plain[])
{
    vp_error err = {0};
    vp_travel layers[VP_MODES_MOST];
    vp_modes_travel fastest, joined;
    vp_modes_engine *engine = vp_modes_engine_new(modes, options, &err);
    ck_assert(vp_modes_engine_solve_layers(engine, w->facilities, w->facility_count, layers, &err));
    ck_assert(vp_modes_engine_solve(engine, w->facilities, w->facility_count, &fastest, &err));
    ck_assert(vp_modes_fastest(layers, modes->count, &joined, &err));
    size_t cells = vp_grid_geometry_cells(w->terrain.geometry);
    ck_assert_mem_eq(vp_grid_cells(fastest.minutes), vp_grid_cells(joined.minutes), cells * sizeof(float));
    check_reached(engine, w, vp_grid_cells(fastest.minutes), cells);
    for (size_t i = 0; i < cells; i++) {
        for (size_t m = 0; m < modes->count; m++) {
            float a = vp_grid_cells(layers[m].minutes)[i], b = vp_grid_cells(plain[m].minutes)[i];
            ck_assert(a == b || (isnan(a) && isnan(b)));
        }
        if (i % 7 == 0 && isfinite(vp_grid_cells(fastest.minutes)[i])) check_path(modes, options, layers, w, i);
    }
    vp_modes_travel_clear(&fastest);
    vp_modes_travel_clear(&joined);
    for (size_t m = 0; m < modes->count; m++) vp_travel_clear(&layers[m]);
    vp_modes_engine_free(engine);
}

static void check_world(uint64_t seed, size_t columns, size_t rows)
{
    size_t count = 1 + seed % 4;
    world worlds[4];
    for (size_t m = 0; m < count; m++) worlds[m] = world_random(seed * 10 + m, columns, rows);
    vp_modes modes = modes_of(worlds, count);
    for (size_t a = 0; a < count; a++)
        for (size_t b = 0; b < count; b++)
            if ((seed * 7 + a * 3 + b * 5) % 4 > 0)
                modes.change_minutes[a][b] = (double)((seed + a * 11 + b * 17) % 6) * 0.75; /* also 0 */
    vp_travel_options options = {.neighbours = (int[]){8, 16, 32}[seed % 3],
                                 .open_corners = seed / 3 % 3 == 0,
                                 .from_facility = seed / 2 % 2,
                                 .limit_minutes = seed % 5 == 0 ? (double)(seed % 7) * 20 : INFINITY,
                                 .without_nearest = seed % 8 == 1,
                                 .threads = 1 + (int)(seed % 2)};
    vp_travel layers[VP_MODES_MOST];
    vp_modes_travel found;
    ck_assert(plain_layers(&modes, worlds[0].facilities, worlds[0].facility_count, &options, layers, NULL));
    solve(&modes, &worlds[0], &options, &found);
    for (size_t i = 0; i < columns * rows; i++) check_cell(layers, count, &found, i);
    if (columns * rows < 4000) check_paths(&modes, &worlds[0], &options, layers);
    vp_modes_travel_clear(&found);
    for (size_t m = 0; m < count; m++) {
        vp_travel_clear(&layers[m]);
        world_clear(&worlds[m]);
    }
}

START_TEST(small_worlds_agree_with_one_search_over_all_states)
{
    check_world((uint64_t)_i, 1 + (size_t)_i * 7 % 61, 1 + (size_t)_i * 5 % 43);
}
END_TEST

START_TEST(worlds_of_several_tiles_agree_with_one_search_over_all_states)
{
    check_world(500 + (uint64_t)_i, VP_TILE_INSIDE + (size_t)_i * 3, VP_TILE_INSIDE - 1 + (size_t)_i * 20);
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
    vp_error err = {0};
    vp_speed speeds[] = {{"walk", VP_SURFACE_LAND_COVER, "*", 4, false, VP_SEASON_ALWAYS},
                         {"ride", VP_SURFACE_LAND_COVER, "*", 20, false, VP_SEASON_ALWAYS}};
    vp_mode_change changes[] = {{"walk", "ride", 3}, {"ride", "swim", 1}};
    uint8_t cover[2] = {1, 1};
    vp_region region = {.geometry = {2, 1, 100, 0, 0},
                        .speed_table.speeds = speeds,
                        .speed_table.speed_count = 2,
                        .land.land_cover = cover};
    region.speed_table.mode_changes = changes;
    region.speed_table.mode_change_count = 2;
    ck_assert_ptr_null(vp_modes_new(&region, "walk|swim", VP_SEASON_ALWAYS, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "swim"));
    ck_assert_ptr_null(vp_modes_new(&region, "", VP_SEASON_ALWAYS, &err));
    vp_modes *modes = vp_modes_new(&region, "walk|ride|walk", VP_SEASON_ALWAYS, &err);
    ck_assert_msg(modes != NULL, "%s", err.message);
    ck_assert_uint_eq(modes->count, 2);
    ck_assert_double_eq(modes->change_minutes[0][1], 3);
    ck_assert(isinf(modes->change_minutes[1][0]));
    modes->change_minutes[0][1] = -1;
    ck_assert_ptr_null(vp_modes_engine_new(modes, &EIGHT, &err));
    vp_modes_free(modes);
}
END_TEST

int main(void)
{
    vp_team_set_budget(5); /* more than there may be cores */
    Suite *suite = suite_create("modes");
    TCase *tests = tcase_create("modes");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, one_walks_to_the_road_and_rides_on);
    tcase_add_test(tests, one_changes_there_and_back_again);
    tcase_add_loop_test(tests, a_change_lies_far_from_the_facility, 0, 2);
    tcase_add_test(tests, each_takes_the_fastest);
    tcase_add_loop_test(tests, small_worlds_agree_with_one_search_over_all_states, 0, 60);
    tcase_add_loop_test(tests, worlds_of_several_tiles_agree_with_one_search_over_all_states, 0, 2);
    tcase_add_test(tests, what_cannot_be_is_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
