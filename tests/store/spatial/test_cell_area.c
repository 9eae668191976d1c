/* Square metres of cells: in metres as they are, in degrees on the ellipsoid of WGS 84. */
#include "store/spatial/cell_area.h"
#include <check.h>
#include <math.h>

/* GDAL's, north up: west, width, north, height. */
#define AT(west, width, north, height) ((const double[6]){west, width, 0, north, 0, -(height)})

START_TEST(cells_in_metres_are_what_they_measure)
{
    const double *rows = AT(500000, 100, 2400000, 250);
    ck_assert_double_eq(vp_cell_area(rows, false, 0), 25000);
    ck_assert_double_eq(vp_cell_area(rows, false, 999), 25000);
}
END_TEST

/* The whole earth is 510 065 621.7 km² (Snyder 1987, table 1: authalic radius 6 371 007.1810 m). */
START_TEST(all_cells_are_the_earth)
{
    double all = 0;
    for (size_t row = 0; row < 180; row++) all += 360 * vp_cell_area(AT(-180, 1, 90, 1), true, row);
    double radius = 6371007.1810;
    ck_assert_double_eq_tol(all, 4 * M_PI * radius * radius, 1e-8 * all);
}
END_TEST

/* A degree at the equator: 110 574.3 m (meridian) by 111 319.5 m (equator); at 60° the parallel is half of that and a
 * bit, at the pole nothing but a triangle. */
START_TEST(cells_in_degrees_shrink_towards_the_poles)
{
    double equator = vp_cell_area(AT(0, 1, 0.5, 1), true, 0);
    ck_assert_double_eq_tol(equator, 110574.3 * 111319.5, 2e-5 * equator);
    const double *rows = AT(0, 1, 90, 1);
    for (size_t row = 0; row + 1 < 90; row++) /* row 89 ends at the equator */
        ck_assert_double_lt(vp_cell_area(rows, true, row), vp_cell_area(rows, true, row + 1));
    ck_assert_double_eq_tol(vp_cell_area(rows, true, 0), vp_cell_area(rows, true, 179), 1e-3);
    /* Thái Nguyên: 30″ are 926 m by 861 m, as the M and N of the ellipsoid at 21.75° have it. */
    double own = vp_cell_area(AT(105, 1 / 120., 21.75 + 1 / 240., 1 / 120.), true, 0);
    double e2 = 0.00669437999014, s = sin(21.75 * M_PI / 180), w = 1 - e2 * s * s, step = M_PI / 180 / 120;
    double meridian = 6378137 * (1 - e2) / (w * sqrt(w)), parallel = 6378137 / sqrt(w) * cos(21.75 * M_PI / 180);
    ck_assert_double_eq_tol(own, meridian * parallel * step * step, 1e-7 * own);
}
END_TEST

/* Rasters of the whole earth reach half a cell beyond the poles, where there is nothing. */
START_TEST(nothing_lies_beyond_the_poles)
{
    const double *rows = AT(0, 1, 90.5, 1);
    ck_assert_double_eq_tol(vp_cell_area(rows, true, 0), vp_cell_area(AT(0, 1, 90, 0.5), true, 0), 1e-3);
    ck_assert_double_eq_tol(vp_cell_area(AT(0, 1, 92, 1), true, 0), 0, 1e-3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cell_area");
    TCase *tests = tcase_create("cell_area");
    tcase_add_test(tests, cells_in_metres_are_what_they_measure);
    tcase_add_test(tests, all_cells_are_the_earth);
    tcase_add_test(tests, cells_in_degrees_shrink_towards_the_poles);
    tcase_add_test(tests, nothing_lies_beyond_the_poles);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
