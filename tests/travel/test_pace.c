#include "base/random.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <vungphu/pace.h>
#include <vungphu/travel_time.h>

/* Four cells side by side; the tables are borrowed by the region and never freed by it. */
static vp_speed speeds[] = {
    {"walk", VP_SURFACE_LAND_COVER, "10", 2, true, VP_SEASON_ALWAYS},
    {"walk", VP_SURFACE_LAND_COVER, "30", 6, true, VP_SEASON_ALWAYS},
    {"walk", VP_SURFACE_LAND_COVER, "80", 0, false, VP_SEASON_ALWAYS},
    {"walk", VP_SURFACE_ROAD, "primary", 5, false, VP_SEASON_ALWAYS},
    {"walk", VP_SURFACE_ROAD, "motorway", 0, false, VP_SEASON_ALWAYS},
    {"walk", VP_SURFACE_BARRIER, "ford", 1, false, VP_SEASON_ALWAYS},
    {"car", VP_SURFACE_ROAD, "primary", 60, false, VP_SEASON_ALWAYS},
    {"car", VP_SURFACE_ROAD, "track", 12, false, VP_SEASON_ALWAYS},
    {"any", VP_SURFACE_LAND_COVER, "*", 3, false, VP_SEASON_ALWAYS},
    {"any", VP_SURFACE_LAND_COVER, "10", 1, false, VP_SEASON_ALWAYS},
    {"broken", VP_SURFACE_LAND_COVER, "*", -1, false, VP_SEASON_ALWAYS},
    /* a boy's cart: the track closes in the flood, the ford with it; the road slows down */
    {"cart", VP_SURFACE_LAND_COVER, "*", 4, false, VP_SEASON_ALWAYS},
    {"cart", VP_SURFACE_LAND_COVER, "*", 1, false, VP_SEASON_FLOOD},
    {"cart", VP_SURFACE_LAND_COVER, "30", 5, false, VP_SEASON_ALWAYS},
    {"cart", VP_SURFACE_ROAD, "primary", 7, false, VP_SEASON_FLOOD},
    {"cart", VP_SURFACE_ROAD, "primary", 10, false, VP_SEASON_ALWAYS},
    {"cart", VP_SURFACE_ROAD, "track", 6, false, VP_SEASON_DRY},
    {"cart", VP_SURFACE_BARRIER, "ford", 2, false, VP_SEASON_DRY},
};

static struct {
    vp_region region;
    uint8_t land_cover[4];
    uint32_t roads[4], barriers[4];
} place;

enum { PRIMARY = 1, TRACK = 2, MOTORWAY = 4, RIVER = 1, FORD = 2 };

static void set_up(void)
{
    place.region = (vp_region){
        .geometry = {4, 1, 50, 0, 0},
        .speed_table.speeds = speeds,
        .speed_table.speed_count = sizeof speeds / sizeof *speeds,
        .land.land_cover = place.land_cover,
        .land.roads = place.roads,
        .land.barriers = place.barriers,
        .land.road_classes = {"primary", "track", "motorway"},
        .land.road_class_count = 3,
        .land.barrier_classes = {"river", "ford"},
        .land.barrier_class_count = 2,
    };
    for (int i = 0; i < 4; i++) place.land_cover[i] = 10, place.roads[i] = place.barriers[i] = 0;
    place.region.land.elevation = vp_grid_new(place.region.geometry, 7, NULL);
}

static void tear_down(void) { vp_grid_free(place.region.land.elevation); }

/* km/h of the cell, 0 where there is no path. */
static double km_per_h_in(vp_season season, const char *mode, size_t cell)
{
    vp_error err;
    vp_terrain *terrain = vp_terrain_new(&place.region, mode, season, &err);
    ck_assert_msg(terrain != NULL, "%s", err.message);
    double speed = 0.06 / (double)terrain->minutes_per_metre[cell];
    vp_terrain_free(terrain);
    return speed;
}

static double km_per_h(const char *mode, size_t cell) { return km_per_h_in(VP_SEASON_ALWAYS, mode, cell); }

#define SPEED(mode, expected) ck_assert_double_eq_tol(km_per_h(mode, 0), expected, 1e-5)

START_TEST(land_cover_is_found_by_its_code)
{
    SPEED("walk", 2);
    place.land_cover[0] = 30;
    SPEED("walk", 6);
}
END_TEST

START_TEST(a_class_without_a_row_takes_the_row_for_any)
{
    place.land_cover[0] = 77;
    SPEED("any", 3);
    SPEED("walk", 0);
    place.land_cover[0] = 10;
    SPEED("any", 1);
}
END_TEST

START_TEST(unknown_terrain_cannot_be_crossed)
{
    place.land_cover[0] = 0;
    SPEED("any", 0);
    place.region.land.land_cover = NULL;
    SPEED("any", 0);
}
END_TEST

START_TEST(speed_zero_is_a_barrier)
{
    place.land_cover[0] = 80;
    SPEED("walk", 0);
}
END_TEST

START_TEST(a_barrier_masks_the_terrain_and_a_road_bridges_it)
{
    place.barriers[0] = RIVER;
    SPEED("walk", 0);
    place.barriers[0] = FORD;
    SPEED("walk", 1);
    place.barriers[0] = FORD | RIVER;
    SPEED("walk", 0);
    place.roads[0] = PRIMARY;
    SPEED("walk", 5);
}
END_TEST

START_TEST(without_roads_and_barriers_the_terrain_counts)
{
    place.region.land.roads = NULL;
    SPEED("walk", 2);
    place.region.land.barriers = NULL;
    SPEED("walk", 2);
}
END_TEST

/* A river of single cells from corner to corner: no move slips between two of its cells,
 * and the one road over it lets everyone through. By hand, 8 neighbours and 5 km/h on the lane, 4 km/h beside it. */
START_TEST(a_diagonal_river_holds_and_a_bridge_opens_it)
{
    enum { SIDE = 9 };
    vp_error err = {0};
    uint8_t cover[SIDE * SIDE];
    uint32_t roads[SIDE * SIDE] = {0}, barriers[SIDE * SIDE] = {0};
    for (size_t i = 0; i < SIDE * SIDE; i++) cover[i] = 10;
    for (size_t i = 0; i < SIDE; i++) barriers[i * SIDE + i] = 1;
    vp_speed paces[] = {{"walk", VP_SURFACE_LAND_COVER, "*", 4, false, VP_SEASON_ALWAYS},
                        {"walk", VP_SURFACE_ROAD, "lane", 5, false, VP_SEASON_ALWAYS},
                        {"walk", VP_SURFACE_BARRIER, "*", 0, false, VP_SEASON_ALWAYS}};
    char river[] = "river", lane[] = "lane";
    vp_region region = {.geometry = {SIDE, SIDE, 100, 0, 900},
                        .speed_table.speeds = paces,
                        .speed_table.speed_count = 3,
                        .land.land_cover = cover};
    region.land.roads = roads, region.land.road_classes[0] = lane, region.land.road_class_count = 1;
    region.land.barriers = barriers, region.land.barrier_classes[0] = river, region.land.barrier_class_count = 1;
    size_t facility = 4 * SIDE + 5, over = 4 * SIDE + 3; /* either side of the river's cell (4, 4) */
    static const int moves[] = {8, 16, 32};
    for (size_t bridged = 0; bridged < 2; bridged++) {
        roads[4 * SIDE + 4] = bridged ? 1 : 0;
        vp_terrain *terrain = vp_terrain_new(&region, "walk", VP_SEASON_ALWAYS, &err);
        ck_assert_msg(terrain != NULL, "%s", err.message);
        for (size_t k = 0; k < 6; k++) {
            vp_travel_options options = vp_travel_defaults();
            options.neighbours = moves[k / 2];
            options.open_corners = k % 2;
            vp_travel travel;
            ck_assert_msg(vp_travel_time(terrain, &facility, 1, &options, &travel, &err), "%s", err.message);
            const float *minutes = vp_grid_cells(travel.minutes);
            for (size_t i = 0; i < SIDE * SIDE; i++) {
                bool beyond = i / SIDE > i % SIDE;
                if (beyond) ck_assert_int_eq(isfinite(minutes[i]) != 0, bridged || options.open_corners);
            }
            /* Half a cell of terrain, a cell of lane, half a cell of terrain: 100 m at 4 and 100 m at 5 km/h. */
            if (bridged && !options.open_corners) ck_assert_float_eq_tol(minutes[over], 1.5f + 1.2f, 1e-4f);
            vp_travel_clear(&travel);
        }
        vp_terrain_free(terrain);
    }
}
END_TEST

START_TEST(the_fastest_road_of_the_mode_counts)
{
    place.roads[0] = PRIMARY | TRACK;
    SPEED("car", 60);
    place.roads[0] = TRACK;
    SPEED("car", 12);
    SPEED("walk", 2); /* a track means nothing to walkers here: the terrain counts */
    place.roads[0] = MOTORWAY;
    SPEED("walk", 0); /* there, and forbidden */
    place.roads[0] = MOTORWAY | PRIMARY;
    SPEED("walk", 5);
}
END_TEST

START_TEST(slope_applies_where_the_row_says_so)
{
    vp_error err;
    place.roads[1] = PRIMARY;
    place.land_cover[2] = 80;
    vp_terrain *terrain = vp_terrain_new(&place.region, "walk", VP_SEASON_ALWAYS, &err);
    ck_assert_msg(terrain != NULL, "%s", err.message);
    ck_assert_uint_eq(terrain->slope_applies[0], 1);
    ck_assert_uint_eq(terrain->slope_applies[1], 0);
    ck_assert_uint_eq(terrain->slope_applies[2], 0);
    ck_assert_ptr_eq(terrain->elevation, vp_grid_cells(place.region.land.elevation));
    vp_terrain_free(terrain);

    terrain = vp_terrain_new(&place.region, "car", VP_SEASON_ALWAYS, &err);
    ck_assert_ptr_null(terrain->slope_applies);
    ck_assert_ptr_null(terrain->elevation);
    vp_terrain_free(terrain);
}
END_TEST

static void refused(const char *mode)
{
    vp_error err = {0};
    ck_assert_ptr_null(vp_terrain_new(&place.region, mode, VP_SEASON_ALWAYS, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_uint_gt(strlen(err.message), 0);
}

/* The class in this season, the class always, any class in this season, any class always. */
START_TEST(a_season_has_its_own_speeds)
{
    place.land_cover[1] = 30;
    place.roads[2] = PRIMARY;
    place.roads[3] = TRACK;
    place.barriers[3] = FORD;
    static const double dry[] = {4, 5, 10, 6}, flood[] = {1, 5, 7, 0};
    for (size_t i = 0; i < 4; i++) {
        ck_assert_double_eq_tol(km_per_h_in(VP_SEASON_DRY, "cart", i), dry[i], 1e-5);
        ck_assert_double_eq_tol(km_per_h_in(VP_SEASON_FLOOD, "cart", i), flood[i], 1e-5);
        ck_assert_double_eq_tol(km_per_h("cart", i), dry[i], 1e-5); /* a region that says nothing is dry */
    }
    place.roads[3] = 0; /* the ford without its track: on foot through the water, while it is low */
    ck_assert_double_eq_tol(km_per_h_in(VP_SEASON_DRY, "cart", 3), 2, 1e-5);
    place.barriers[3] = 0;
    place.roads[3] = TRACK; /* a closed track on dry terrain: the terrain counts */
    ck_assert_double_eq_tol(km_per_h_in(VP_SEASON_FLOOD, "cart", 3), 1, 1e-5);
    place.region.season = VP_SEASON_FLOOD;
    for (size_t i = 0; i < 3; i++) ck_assert_double_eq_tol(km_per_h("cart", i), flood[i], 1e-5);
}
END_TEST

/* Against a look at every cell, of points on the grid and around it; the lower of two that are as near. */
START_TEST(a_point_goes_to_the_nearest_cell_that_can_be_crossed)
{
    enum { COLUMNS = 7, ROWS = 5, CELLS = COLUMNS * ROWS };
    float pace[CELLS], elevation[CELLS];
    uint8_t slope[CELLS];
    vp_terrain terrain = {{COLUMNS, ROWS, 50, 1000, 2000}, pace, slope, elevation};
    vp_random random = {5};
    size_t near = 0;
    for (int round = 0; round < 2000; round++) {
        for (size_t i = 0; i < CELLS; i++) {
            pace[i] = vp_random_below(&random, 3) ? INFINITY : 1;
            slope[i] = vp_random_below(&random, 2) == 0;
            elevation[i] = vp_random_below(&random, 3) ? 7 : NAN;
        }
        /* halves of cells, so that some are as near as others */
        double x = 1000 + 25 * ((double)vp_random_below(&random, 2 * COLUMNS + 13) - 6);
        double y = 2000 - 25 * ((double)vp_random_below(&random, 2 * ROWS + 13) - 6);
        double most = 25 * (double)vp_random_below(&random, 8), least = INFINITY, metres = -1;
        size_t wanted = VP_NONE, cell = VP_NONE;
        for (size_t i = 0; i < CELLS; i++) {
            size_t row = i / COLUMNS;
            double away = hypot(1025 + 50 * (double)(i % COLUMNS) - x, 1975 - 50 * (double)row - y);
            bool crossed = isfinite(pace[i]) && !(slope[i] && isnan(elevation[i]));
            ck_assert_int_eq(vp_terrain_passable(&terrain, i), crossed);
            if (crossed && away <= most && away < least) least = away, wanted = i;
        }
        ck_assert_int_eq(vp_terrain_snap(&terrain, x, y, most, &cell, &metres), wanted != VP_NONE);
        ck_assert_msg(cell == wanted, "round %d: cell %zu, not %zu", round, cell, wanted);
        ck_assert_double_eq_tol(metres, wanted == VP_NONE ? -1 : least, 1e-9);
        near += wanted != VP_NONE;
    }
    ck_assert_msg(near > 300 && near < 1700, "%zu", near);
}
END_TEST

START_TEST(what_cannot_be_answered_is_refused)
{
    refused("boat");
    refused("broken");
    vp_grid *elevation = place.region.land.elevation;
    place.region.land.elevation = NULL;
    refused("walk");
    place.region.land.elevation = elevation;
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pace");
    TCase *tests = tcase_create("pace");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, land_cover_is_found_by_its_code);
    tcase_add_test(tests, a_class_without_a_row_takes_the_row_for_any);
    tcase_add_test(tests, unknown_terrain_cannot_be_crossed);
    tcase_add_test(tests, speed_zero_is_a_barrier);
    tcase_add_test(tests, a_barrier_masks_the_terrain_and_a_road_bridges_it);
    tcase_add_test(tests, without_roads_and_barriers_the_terrain_counts);
    tcase_add_test(tests, a_diagonal_river_holds_and_a_bridge_opens_it);
    tcase_add_test(tests, the_fastest_road_of_the_mode_counts);
    tcase_add_test(tests, slope_applies_where_the_row_says_so);
    tcase_add_test(tests, a_season_has_its_own_speeds);
    tcase_add_test(tests, a_point_goes_to_the_nearest_cell_that_can_be_crossed);
    tcase_add_test(tests, what_cannot_be_answered_is_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
