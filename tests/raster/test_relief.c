/* Relief and health zones: terrains whose slope and shares are known by hand. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <vungphu/health_zone.h>
#include <vungphu/relief.h>

static const vp_grid_geometry geometry = {.columns = 8, .rows = 6, .cell_metres = 60, .west = 0, .north = 360};

/* Height z0 + east · column + south · row at the centres. */
static vp_grid *plane(double z0, double east, double south)
{
    vp_grid *grid = vp_grid_new(geometry, 0, NULL);
    float *z = vp_grid_edit(grid);
    for (size_t row = 0; row < geometry.rows; row++)
        for (size_t column = 0; column < geometry.columns; column++)
            z[row * geometry.columns + column] = (float)(z0 + east * (double)column + south * (double)row);
    return grid;
}

static vp_relief relief_of(vp_grid *elevation, double west, double south, double east, double north)
{
    const vp_point corners[] = {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
    vp_shape shape;
    ck_assert(vp_shape_init(&shape, corners, (size_t[]){5}, 1, NULL));
    vp_weights *weights = vp_weights_new(geometry, (const vp_shape *[]){&shape}, 1, NULL);
    vp_grid *slope = vp_relief_slope(elevation, NULL);
    vp_relief relief;
    ck_assert(vp_relief_of_zones(elevation, slope, weights, &relief, NULL));
    vp_grid_free(slope);
    vp_weights_free(weights);
    vp_shape_clear(&shape);
    vp_grid_free(elevation);
    return relief;
}

/* 3 m a cell east and 4 m south over 60 m: 100 · 5 / 60 = 8.33 %; 9 m east only: exactly 15 %. */
START_TEST(the_slope_of_a_plane_is_its_own)
{
    vp_grid *grid = plane(100, 3, 4), *slope = vp_relief_slope(grid, NULL);
    const float *s = vp_grid_cells(slope);
    for (size_t row = 0; row < geometry.rows; row++)
        for (size_t column = 0; column < geometry.columns; column++) {
            bool edge = row == 0 || column == 0 || row + 1 == geometry.rows || column + 1 == geometry.columns;
            float value = s[row * geometry.columns + column];
            if (edge)
                ck_assert(isnan(value));
            else
                ck_assert_double_eq_tol((double)value, 100 * 5.0 / 60, 1e-5);
        }
    vp_grid_free(slope);
    vp_grid_free(grid);
}
END_TEST

START_TEST(fifteen_percent_is_steep_and_less_is_not)
{
    vp_relief at = relief_of(plane(0, 9, 0), 60, 60, 420, 300), below = relief_of(plane(0, 8.99, 0), 60, 60, 420, 300);
    ck_assert_double_eq_tol(at.steep, 1, 1e-12);
    ck_assert_double_eq_tol(at.slope_unknown, 0, 1e-12);
    ck_assert_double_eq(vp_relief_is_mountainous(&at), 1);
    ck_assert_double_eq_tol(below.steep, 0, 1e-12);
    ck_assert_double_eq(vp_relief_is_mountainous(&below), 0);
}
END_TEST

/* A step: columns 0..3 lie at 199 m, 4..7 at 200 m (flat but for the step itself: 1 m over two cells, 0.8 %).
 * The unit reaches from x to 420 over rows 1..4; 200 m begins at x = 240. */
static vp_relief stepped(double from)
{
    vp_grid *grid = plane(199, 0, 0);
    for (size_t i = 0; i < vp_grid_geometry_cells(geometry); i++)
        if (i % geometry.columns >= 4) vp_grid_edit(grid)[i] = 200;
    return relief_of(grid, from, 60, 420, 300);
}

START_TEST(two_thirds_of_the_area_at_200_metres_make_a_mountain)
{
    vp_relief just = stepped(150), not = stepped(149), half = stepped(60); /* 180 of 270; 180 of 271; 180 of 360 */
    ck_assert_double_eq_tol(just.high, 2.0 / 3, 1e-12);
    ck_assert_double_eq(vp_relief_is_mountainous(&just), 1);
    ck_assert_double_eq_tol(not .high, 180.0 / 271, 1e-12);
    ck_assert_double_eq(vp_relief_is_mountainous(&not ), 0);
    ck_assert_double_eq_tol(half.high, 0.5, 1e-12);
    ck_assert_double_eq_tol(half.mean_metres, 199.5, 1e-6);
    ck_assert_double_eq_tol(half.steep, 0, 1e-12);
}
END_TEST

START_TEST(a_hole_that_could_decide_leaves_it_open)
{
    vp_grid *grid = plane(300, 0, 0);
    float *z = vp_grid_edit(grid);
    for (size_t i = 0; i < vp_grid_geometry_cells(geometry); i++)
        if (i % geometry.columns < 4) z[i] = NAN;
    vp_relief open = relief_of(grid, 60, 60, 420, 300); /* 3 of 6 columns unknown, the others high */
    ck_assert_double_eq_tol(open.high, 0.5, 1e-12);
    ck_assert_double_eq_tol(open.height_unknown, 0.5, 1e-12);
    ck_assert(isnan(vp_relief_is_mountainous(&open)));
    vp_relief low = {.high = 0.1, .height_unknown = 0.2, .steep = 0.3, .slope_unknown = 0.2};
    ck_assert_double_eq(vp_relief_is_mountainous(&low), 0);
    vp_relief nowhere = relief_of(plane(0, 0, 0), 5000, 5000, 5100, 5100);
    ck_assert(isnan(nowhere.high) && isnan(vp_relief_is_mountainous(&nowhere)));
}
END_TEST

/* ------------------------------------------------------------ zones of the decision */

static const struct {
    double mountainous, difficult, km;
    int least, most;
} cases[] = {
    {0, 0, 0, 1, 1},   {0, 0, 2.999, 1, 1}, {0, 0, 3, 2, 2},     {0, 0, 14.999, 2, 2}, {0, 0, 15, 3, 3},
    {0, 1, 4, 2, 2},   {1, 0, 0.5, 2, 2},   {1, 0, 4.999, 2, 2}, {1, 0, 5, 3, 3},      {1, 1, 2.999, 2, 2},
    {1, 1, 3, 3, 3},   {1, NAN, 2.9, 2, 2}, {1, NAN, 3, 2, 3},   {1, NAN, 5, 3, 3},    {0, NAN, 4, 2, 2},
    {NAN, 0, 2, 1, 2}, {NAN, 0, 4, 2, 2},   {NAN, 0, 6, 2, 3},   {NAN, NAN, 15, 3, 3}, {NAN, NAN, NAN, 1, 3},
    {1, 0, NAN, 2, 3}, {0, 0, NAN, 1, 3},
};

START_TEST(zones_follow_the_decision_and_guess_nothing)
{
    vp_health_zones z =
        vp_health_zone_of((vp_health_zone_facts){cases[_i].mountainous, cases[_i].difficult, cases[_i].km});
    ck_assert_msg(z.least == cases[_i].least && z.most == cases[_i].most, "case %d: %d to %d", _i, z.least, z.most);
}
END_TEST

/* Level land has the sine of the sun's height. A slope of 100 % that faces the sun in the north-west looks straight at
 * it, one that faces away is parallel to its rays. */
START_TEST(light_falls_from_the_northwest)
{
    const double diagonal = 60 / sqrt(2); /* metres a cell east and south: 100 % along the diagonal */
    static const struct {
        double east, south, exaggeration, light;
    } slopes[] = {{0, 0, 1, 0.70710678}, {1, 1, 1, 1},     {-1, -1, 1, 0},
                  {-2, -2, 1, 0},        {0.5, 0.5, 2, 1}, {1, -1, 1, 0.5}};
    for (size_t i = 0; i < sizeof slopes / sizeof *slopes; i++) {
        vp_grid *grid = plane(100, slopes[i].east * diagonal, slopes[i].south * diagonal);
        vp_grid *light = vp_relief_light(grid, slopes[i].exaggeration, NULL);
        ck_assert_double_eq_tol((double)vp_grid_cells(light)[geometry.columns + 1], slopes[i].light, 1e-5);
        ck_assert(isnan(vp_grid_cells(light)[0]));
        vp_grid_edit(grid)[0] = NAN;
        vp_grid_free(light);
        light = vp_relief_light(grid, 1, NULL);
        ck_assert(isnan(vp_grid_cells(light)[geometry.columns + 1])); /* beside a hole */
        vp_grid_free(light);
        vp_grid_free(grid);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("relief");
    TCase *tests = tcase_create("relief");
    tcase_add_test(tests, the_slope_of_a_plane_is_its_own);
    tcase_add_test(tests, light_falls_from_the_northwest);
    tcase_add_test(tests, fifteen_percent_is_steep_and_less_is_not);
    tcase_add_test(tests, two_thirds_of_the_area_at_200_metres_make_a_mountain);
    tcase_add_test(tests, a_hole_that_could_decide_leaves_it_open);
    tcase_add_loop_test(tests, zones_follow_the_decision_and_guess_nothing, 0, (int)(sizeof cases / sizeof *cases));
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
