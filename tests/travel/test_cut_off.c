/* Cells that only unknown terrain could join to a facility, against the same world with that terrain made passable. */
#include "base/random.h"
#include "support/thorough.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/travel_surface.h>

enum { SIDE_MOST = 24, CELLS_MOST = SIDE_MOST * SIDE_MOST };

/* Land cover: 0 unknown, 1 fast, 2 slow and sloped, 3 impassable, 4 as fast, for what is filled; 5 for the rider alone.
 */
typedef struct {
    vp_region region;
    uint8_t cover[CELLS_MOST];
    vp_speed speeds[12];
    vp_facility facilities[4];
    size_t places[4], cells[4];
    vp_service service;
} world;

static void add_speed(world *w, const char *mode, const char *class, double km_per_h, bool slope)
{
    w->speeds[w->region.speed_table.speed_count++] = (vp_speed){.mode = (char *)(uintptr_t)mode,
                                                                .surface = VP_SURFACE_LAND_COVER,
                                                                .class_name = (char *)(uintptr_t) class,
                                                                .km_per_h = km_per_h,
                                                                .slope = slope};
}

static void place(world *w, size_t cell)
{
    size_t at = w->service.facility_count++;
    vp_facility *f = &w->facilities[at];
    w->places[at] = at;
    w->cells[at] = cell;
    vp_grid_geometry_centre(w->region.geometry, cell, &f->x, &f->y);
    w->region.supply.facility_count++;
}

static void make(world *w, size_t columns, size_t rows)
{
    vp_error err = {0};
    *w = (world){.service = {.mode = (char *)(uintptr_t) "walk", .reach = VP_REACH_TRAVEL_TIME}};
    vp_region *r = &w->region;
    r->geometry = (vp_grid_geometry){columns, rows, 100, 500000, 2400000};
    r->land.land_cover = w->cover;
    r->speed_table.speeds = w->speeds;
    r->supply.facilities = w->facilities;
    w->service.facilities = w->places;
    add_speed(w, "walk", "1", 6, false), add_speed(w, "walk", "2", 2, true), add_speed(w, "walk", "3", 0, false);
    add_speed(w, "walk", "4", 6, false), add_speed(w, "ride", "1", 20, false), add_speed(w, "ride", "5", 20, false);
    r->land.elevation = vp_grid_new(r->geometry, 10, &err);
    ck_assert_ptr_nonnull(r->land.elevation);
}

static void solve(world *w, const vp_travel_options *options, float minutes[])
{
    vp_error err = {0};
    vp_grid *grid = vp_travel_surface_minutes(&w->region, &w->service, options, &err);
    ck_assert_msg(grid != NULL, "%s", err.message);
    memcpy(minutes, vp_grid_cells(grid), vp_grid_geometry_cells(w->region.geometry) * sizeof *minutes);
    vp_grid_free(grid);
}

/* ------------------------------------------------------------ drawn */

/* a facility, b facility on unknown cover, c on what cannot be crossed, . open, 2 open to walkers alone, ? unknown
 * cover, ^ open of unknown height, # impassable, r for the rider alone. Back come: + a number of minutes, - no path, n
 * no data; rows one after the other. */
static const char *marks(const char *drawn, size_t columns, const char *mode, bool open_corners)
{
    static char out[CELLS_MOST + 1];
    world w;
    size_t cells = strlen(drawn);
    make(&w, columns, cells / columns);
    w.service.mode = (char *)(uintptr_t)mode;
    for (size_t i = 0; i < cells; i++) {
        w.cover[i] = strchr("?b", drawn[i])   ? 0
                     : strchr("#c", drawn[i]) ? 3
                     : strchr("^2", drawn[i]) ? 2
                     : drawn[i] == 'r'        ? 5
                                              : 1;
        if (drawn[i] == '^') vp_grid_edit(w.region.land.elevation)[i] = NAN;
        if (strchr("abc", drawn[i])) place(&w, i);
    }
    float minutes[CELLS_MOST];
    vp_travel_options options = vp_travel_defaults();
    options.open_corners = open_corners;
    solve(&w, &options, minutes);
    for (size_t i = 0; i < cells; i++) out[i] = isnan(minutes[i]) ? 'n' : isinf(minutes[i]) ? '-' : '+';
    out[cells] = 0;
    vp_grid_free(w.region.land.elevation);
    return out;
}

START_TEST(across_unknown_terrain_nothing_is_known)
{
    ck_assert_str_eq(marks("a.?..", 5, "walk", false), "++nnn"); /* perhaps there is a path */
    ck_assert_str_eq(marks("a.^..", 5, "walk", false), "++nnn"); /* the same of an unknown height */
    ck_assert_str_eq(marks("a.#..", 5, "walk", false), "++---"); /* there is none */
    ck_assert_str_eq(marks("a.?#.", 5, "walk", false), "++n--"); /* whatever the unknown cell is */
    ck_assert_str_eq(marks("a?.?.", 5, "walk", false), "+nnnn"); /* across two of them */
    ck_assert_str_eq(marks("a#.?.", 5, "walk", false), "+--n-"); /* unknown, and leads to nobody */
    ck_assert_str_eq(marks("a.#?b", 5, "walk", false),
                     "++-nn"); /* a facility that is perhaps there: nothing to reach it */
    ck_assert_str_eq(marks("b.#..", 5, "walk", false), "nn---"); /* and one that perhaps reaches */
    ck_assert_str_eq(marks("c.?..", 5, "walk", false), "--n--"); /* one that nobody can be at */
    ck_assert_str_eq(marks("..?..", 5, "walk", false), "--n--");
    ck_assert_str_eq(marks("..#..", 5, "walk", false), "-----"); /* nobody has a path to no facility */
}
END_TEST

START_TEST(corners_shut_as_steps_do)
{
    ck_assert_str_eq(marks("a#"
                           "#?",
                           2, "walk", false),
                     "+--n");
    ck_assert_str_eq(marks("a#."
                           "#?.",
                           3, "walk", false),
                     "+---n-");
    ck_assert_str_eq(marks("a#."
                           "#?.",
                           3, "walk", true),
                     "+-n-nn");
}
END_TEST

START_TEST(several_modes_are_taken_together)
{
    ck_assert_str_eq(marks("ar?r.", 5, "walk", false), "+-n--");
    ck_assert_str_eq(marks("ar?r.", 5, "walk|ride", false), "++nnn");
    ck_assert_str_eq(marks("a^r#?", 5, "walk|ride", false), "+nn-n"); /* perhaps a rider's cell is walked to */
    ck_assert_str_eq(marks("a2r#?", 5, "walk|ride", false), "++--n"); /* a walker cannot mount: nothing unknown in it */
}
END_TEST

/* ------------------------------------------------------------ random worlds */

static void scatter(world *w, vp_random *random)
{
    size_t cells = vp_grid_geometry_cells(w->region.geometry);
    size_t walls = 20 + vp_random_below(random, 30), holes = vp_random_below(random, 20);
    for (size_t i = 0; i < cells; i++) {
        size_t drawn = vp_random_below(random, 100);
        w->cover[i] = drawn < walls ? 3 : drawn < walls + holes ? 0 : drawn % 2 ? 1 : 2;
        if (vp_random_below(random, 30) == 0) vp_grid_edit(w->region.land.elevation)[i] = NAN;
    }
    size_t count = 1 + vp_random_below(random, 3);
    for (size_t k = 0; k < count; k++) place(w, vp_random_below(random, cells));
}

/* Whether the walker can be there, as far as is known. */
static bool is_passable(const world *w, size_t cell)
{
    return w->cover[cell] == 1 || (w->cover[cell] == 2 && !isnan(vp_grid_cells(w->region.land.elevation)[cell]));
}

START_TEST(as_in_the_world_where_it_can_be_crossed)
{
    const size_t worlds = (size_t)vp_thorough(400, 4000);
    vp_random random = {20261129};
    size_t cut = 0, shut = 0;
    for (size_t n = 0; n < worlds; n++) {
        world w;
        make(&w, 1 + vp_random_below(&random, SIDE_MOST), 1 + vp_random_below(&random, SIDE_MOST));
        scatter(&w, &random);
        vp_travel_options options = {.neighbours = (int[]){8, 16, 32}[n % 3],
                                     .open_corners = n / 3 % 2,
                                     .limit_minutes = n % 4 ? INFINITY : 1 + (double)vp_random_below(&random, 40),
                                     .threads = 1};
        float found[CELLS_MOST], filled[CELLS_MOST];
        solve(&w, &options, found);
        world other = w;
        other.region.land.land_cover = other.cover, other.region.speed_table.speeds = other.speeds;
        other.region.supply.facilities = other.facilities, other.service.facilities = other.places;
        for (size_t i = 0; i < vp_grid_geometry_cells(w.region.geometry); i++)
            if (w.cover[i] != 3 && !is_passable(&w, i)) other.cover[i] = 4;
        solve(&other, &options, filled);
        for (size_t i = 0; i < vp_grid_geometry_cells(w.region.geometry); i++) {
            bool unknown = w.cover[i] != 3 && !is_passable(&w, i), other_path = isfinite(filled[i]);
            if (unknown || (isnan(found[i]) && !other_path))
                ck_assert_msg(isnan(found[i]) && unknown, "world %zu cell %zu: %g", n, i, (double)found[i]);
            else if (isfinite(found[i]))
                ck_assert_msg(filled[i] <= found[i] * (1 + 1e-5f), "world %zu cell %zu: %g", n, i, (double)found[i]);
            else
                ck_assert_msg(isnan(found[i]) == other_path, "world %zu cell %zu: %g, across it %g", n, i,
                              (double)found[i], (double)filled[i]);
            cut += !unknown && isnan(found[i]), shut += isinf(found[i]) && w.cover[i] != 3;
        }
        vp_grid_free(w.region.land.elevation);
    }
    ck_assert_uint_gt(cut, worlds);
    ck_assert_uint_gt(shut, worlds);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cut off");
    TCase *cases = tcase_create("unknown terrain");
    tcase_add_test(cases, across_unknown_terrain_nothing_is_known);
    tcase_add_test(cases, corners_shut_as_steps_do);
    tcase_add_test(cases, several_modes_are_taken_together);
    tcase_add_test(cases, as_in_the_world_where_it_can_be_crossed);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
