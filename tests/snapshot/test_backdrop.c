/* Roads and waters as a map draws them: lines joined, ranks by speed, tones of the relief. */
#include "snapshot/backdrop.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MOST = 8 };

static vp_backdrop_row rows[ROWS_MOST];
static size_t row_count;
static vp_backdrop_layer *layer;
static vp_backdrop *backdrop;

/* A line of count points x, y. */
static void add_row(const char *class_name, const char *name, const double places[][2], size_t count)
{
    vp_point points[8];
    for (size_t i = 0; i < count; i++) points[i] = (vp_point){places[i][0], places[i][1]};
    vp_backdrop_row *row = &rows[row_count++];
    *row = (vp_backdrop_row){strdup(class_name), name ? strdup(name) : NULL, false, {0}};
    ck_assert(vp_shape_init(&row->shape, points, &count, 1, NULL));
}

static void lay(void)
{
    backdrop = calloc(1, sizeof *backdrop);
    layer = &backdrop->layers[VP_BACKDROP_ROADS];
    ck_assert(vp_backdrop_layer_init(layer, rows, row_count, NULL));
}

static void start(void)
{
    row_count = 0;
    backdrop = NULL;
}

static void stop(void)
{
    for (size_t i = 0; i < row_count; i++) {
        free(rows[i].class_name);
        free(rows[i].name);
        vp_shape_clear(&rows[i].shape);
    }
    vp_backdrop_free(backdrop);
}

/* The points of a part, from whichever end. */
static void expect_part(size_t part, const double places[][2], size_t count)
{
    const vp_backdrop_part *p = &layer->parts[part];
    const vp_point *points = layer->points + p->first;
    ck_assert_uint_eq(p->count, count);
    bool backwards = points[0].x != places[0][0] || points[0].y != places[0][1];
    for (size_t i = 0; i < count; i++) {
        const double *place = places[backwards ? count - 1 - i : i];
        ck_assert(points[i].x == place[0] && points[i].y == place[1]);
    }
    ck_assert(isinf(layer->weights[p->first]) && isinf(layer->weights[p->first + count - 1])); /* ends stay */
}

START_TEST(lines_of_one_road_that_meet_in_pairs_are_one)
{
    add_row("primary", "QL3", (const double[][2]){{0, 0}, {10, 0}}, 2);
    add_row("primary", "QL3", (const double[][2]){{30, 5}, {20, 0}}, 2); /* the other direction */
    add_row("primary", "QL3", (const double[][2]){{10, 0}, {15, 9}, {20, 0}}, 3);
    lay();
    ck_assert_uint_eq(layer->feature_count, 1);
    ck_assert_uint_eq(layer->part_count, 1);
    expect_part(0, (const double[][2]){{0, 0}, {10, 0}, {15, 9}, {20, 0}, {30, 5}}, 5);
    vp_bounds b = layer->parts[0].bounds;
    ck_assert(b.west == 0 && b.south == 0 && b.east == 30 && b.north == 9);
    /* The triangle with the neighbours; what is left of the others grows. */
    ck_assert_float_eq(fminf(layer->weights[1], layer->weights[3]), 45);
    ck_assert_float_gt(layer->weights[2], 45);
}
END_TEST

START_TEST(where_three_meet_all_of_them_end)
{
    add_row("primary", NULL, (const double[][2]){{0, 0}, {10, 0}}, 2);
    add_row("primary", NULL, (const double[][2]){{10, 0}, {20, 0}}, 2);
    add_row("primary", NULL, (const double[][2]){{10, 0}, {10, 9}}, 2);
    lay();
    ck_assert_uint_eq(layer->part_count, 3);
}
END_TEST

START_TEST(roads_of_another_name_or_class_stay_apart)
{
    add_row("primary", "QL3", (const double[][2]){{0, 0}, {10, 0}}, 2);
    add_row("primary", "QL37", (const double[][2]){{10, 0}, {20, 0}}, 2);
    add_row("track", "QL37", (const double[][2]){{20, 0}, {30, 0}}, 2);
    lay();
    ck_assert_uint_eq(layer->feature_count, 3);
    ck_assert_str_eq(layer->features[1].name, "QL37");
    ck_assert_uint_eq(layer->features[2].first, 2);
}
END_TEST

START_TEST(a_closed_line_is_walked_once_and_one_without_length_not)
{
    add_row("primary", NULL, (const double[][2]){{0, 0}, {10, 0}, {10, 10}}, 3);
    add_row("primary", NULL, (const double[][2]){{10, 10}, {0, 10}, {0, 0}}, 3);
    add_row("track", "", (const double[][2]){{50, 50}, {50, 50}}, 2);
    lay();
    ck_assert_uint_eq(layer->part_count, 1);
    ck_assert_uint_eq(layer->parts[0].count, 5);
    ck_assert_uint_eq(layer->features[1].count, 0);
    ck_assert_ptr_null(layer->features[1].name);
    ck_assert_uint_eq(layer->point_count, 5);
}
END_TEST

START_TEST(roads_rank_by_the_fastest_speed_on_them)
{
    static char *const classes[] = {"track", "tertiary", "trunk", "unknown"};
    static const int ranks[] = {3, 2, 1, 3};
    for (size_t i = 0; i < 4; i++) add_row(classes[i], NULL, (const double[][2]){{0, 0}, {10, 0}}, 2);
    lay();
    vp_speed speeds[] = {{.class_name = classes[0], .surface = VP_SURFACE_ROAD, .km_per_h = 12},
                         {.class_name = classes[1], .surface = VP_SURFACE_ROAD, .km_per_h = 5},
                         {.class_name = classes[1], .surface = VP_SURFACE_ROAD, .km_per_h = 25},
                         {.class_name = classes[2], .surface = VP_SURFACE_ROAD, .km_per_h = 45},
                         {.class_name = classes[3], .surface = VP_SURFACE_BARRIER, .km_per_h = 90}};
    vp_backdrop_rank_roads(layer, &(vp_speed_table){.speeds = speeds, .speed_count = 5});
    for (size_t i = 0; i < 4; i++) ck_assert_int_eq(layer->features[i].rank, ranks[i]);
}
END_TEST

START_TEST(relief_fades_towards_the_edges_outside)
{
    enum { CELLS = 80 };
    const size_t side = CELLS, width = side / 16;
    static float light[CELLS * CELLS];
    static uint8_t inside[CELLS * CELLS], shown[CELLS * CELLS];
    inside[side * 40] = 1; /* at the western edge */
    vp_backdrop_relief(light, inside, (vp_grid_geometry){.columns = side, .rows = side}, shown);
    const size_t level = VP_RELIEF_OUTSIDE + VP_RELIEF_OUTSIDE_TONES / 2;
    for (size_t i = 0; i < side; i++) {
        ck_assert_uint_eq(shown[i], level);
        ck_assert_uint_eq(shown[side * side - 1 - i], level);
        ck_assert_uint_eq(shown[side * i + side - 1], level);
    }
    for (size_t i = 1; i <= width; i++) ck_assert_uint_le(shown[side * 20 + i], shown[side * 20 + i - 1]);
    ck_assert_uint_eq(shown[side * 20 + width], VP_RELIEF_OUTSIDE); /* whole from there on */
    ck_assert_uint_eq(shown[side * 60 - 1 - width], VP_RELIEF_OUTSIDE);
    ck_assert_uint_eq(shown[side * 40], VP_RELIEF_INSIDE);
}
END_TEST

START_TEST(relief_is_dark_away_from_the_light_and_grey_outside)
{
    const float light[] = {0, (float)0.70710678, 1, NAN, 0, 1, NAN};
    const uint8_t inside[] = {1, 1, 1, 1, 0, 0, 0};
    const size_t middle = VP_RELIEF_INSIDE + VP_RELIEF_TONES / 2, last = VP_RELIEF_SHOWN - 1;
    uint8_t shown[7], opacity;
    vp_backdrop_relief(light, inside, (vp_grid_geometry){.columns = 7, .rows = 1}, shown);
    ck_assert_uint_eq(shown[0], VP_RELIEF_INSIDE);
    ck_assert_uint_eq(shown[1], middle);
    ck_assert_uint_eq(shown[2], VP_RELIEF_OUTSIDE - 1);
    ck_assert_uint_eq(shown[3], middle); /* no data is no slope */
    ck_assert_uint_eq(shown[4], VP_RELIEF_OUTSIDE);
    ck_assert_uint_eq(shown[5], last);
    ck_assert_uint_eq(shown[6], VP_RELIEF_OUTSIDE + VP_RELIEF_OUTSIDE_TONES / 2);
    vp_backdrop_relief_colour(middle, &opacity);
    ck_assert_uint_eq(opacity, 0); /* level land shows what lies beneath as it is */
    ck_assert_uint_eq(vp_backdrop_relief_colour(VP_RELIEF_INSIDE, &opacity).red, 32);
    ck_assert_uint_gt(opacity, 100);
    ck_assert_uint_eq(vp_backdrop_relief_colour(VP_RELIEF_OUTSIDE - 1, &opacity).red, 255);
    vp_backdrop_relief_colour(last, &opacity);
    ck_assert_uint_gt(opacity, 150);
    vp_backdrop_relief_colour(VP_RELIEF_NOTHING, &opacity);
    ck_assert_uint_eq(opacity, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("backdrop");
    TCase *cases = tcase_create("by hand");
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_test(cases, lines_of_one_road_that_meet_in_pairs_are_one);
    tcase_add_test(cases, where_three_meet_all_of_them_end);
    tcase_add_test(cases, roads_of_another_name_or_class_stay_apart);
    tcase_add_test(cases, a_closed_line_is_walked_once_and_one_without_length_not);
    tcase_add_test(cases, roads_rank_by_the_fastest_speed_on_them);
    tcase_add_test(cases, relief_fades_towards_the_edges_outside);
    tcase_add_test(cases, relief_is_dark_away_from_the_light_and_grey_outside);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
