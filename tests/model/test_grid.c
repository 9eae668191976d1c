/* Grids: what geometry is accepted, which cell a place is in, where a cell's centre is. */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <string.h>
#include <vungphu/grid.h>
#include <vungphu/lattice.h>
#include <vungphu/limit.h>

/* Three columns, two rows of 10 m; the corner at (100, 50). */
static const vp_grid_geometry small = {3, 2, 10, 100, 50};

static const struct {
    vp_grid_geometry geometry;
    const char *says; /* NULL: fine */
} geometries[] = {
    {{3, 2, 10, 100, 50}, NULL},
    {{1, 1, 0.001, -1e7, 1e7}, NULL},
    {{0, 2, 10, 100, 50}, "no cells (0 columns, 2 rows)"},
    {{3, 0, 10, 100, 50}, "no cells (3 columns, 0 rows)"},
    {{INT32_MAX, 1, 10, 0, 0}, NULL},
    {{(size_t)INT32_MAX + 1, 1, 10, 0, 0}, "choose larger cells"},
    {{1, (size_t)INT32_MAX + 1, 10, 0, 0}, "choose larger cells"},
    {{46341, 46341, 10, 0, 0}, "choose larger cells"}, /* 46341² is just above 2^31 - 1 */
    {{46340, 46341, 10, 0, 0}, NULL},
    {{3, 2, 0, 100, 50}, "the cell above 0"},
    {{3, 2, -1, 100, 50}, "the cell above 0"},
    {{3, 2, NAN, 100, 50}, "must be finite"},
    {{3, 2, INFINITY, 100, 50}, "must be finite"},
    {{3, 2, 10, NAN, 50}, "must be finite"},
    {{3, 2, 10, 100, INFINITY}, "must be finite"},
};

START_TEST(a_geometry_has_cells_and_finite_numbers)
{
    vp_error err = {0};
    bool ok = vp_grid_geometry_check(geometries[_i].geometry, &err);
    ck_assert_msg(ok == !geometries[_i].says, "row %d: %s", _i, err.message);
    if (ok) return;
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(err.message, geometries[_i].says) != NULL, "%s", err.message);
    ck_assert_ptr_null(vp_grid_new(geometries[_i].geometry, 0, &err));
}
END_TEST

START_TEST(geometries_are_the_same_in_all_numbers)
{
    ck_assert(vp_grid_geometry_same(small, small));
    const vp_grid_geometry others[] = {
        {4, 2, 10, 100, 50}, {3, 3, 10, 100, 50}, {3, 2, 11, 100, 50}, {3, 2, 10, 101, 50}, {3, 2, 10, 100, 51}};
    for (size_t i = 0; i < 5; i++) ck_assert_msg(!vp_grid_geometry_same(small, others[i]), "%zu", i);
}
END_TEST

START_TEST(a_place_is_in_one_cell)
{
    static const struct {
        double x, y;
        int cell; /* -1: outside */
    } places[] = {{100, 50, 0},    {109.99, 40.01, 0}, {110, 50, 1},      {129.99, 50, 2},    {130, 50, -1},
                  {99.99, 45, -1}, {105, 50.01, -1},   {105, 40, 3},      {129.99, 30.01, 5}, {105, 30, -1},
                  {NAN, 45, -1},   {105, NAN, -1},     {INFINITY, 45, -1}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        size_t cell = 77;
        bool inside = vp_grid_geometry_locate(small, places[i].x, places[i].y, &cell);
        ck_assert_msg(inside == (places[i].cell >= 0), "(%g, %g)", places[i].x, places[i].y);
        ck_assert_uint_eq(cell, inside ? (size_t)places[i].cell : 77);
    }
    for (size_t cell = 0; cell < 6; cell++) {
        double x, y;
        size_t back;
        vp_grid_geometry_centre(small, cell, &x, &y);
        ck_assert_double_eq(x, 105 + 10 * (double)(cell % 3));
        ck_assert_double_eq(y, 45 - 10 * (double)(cell / 3));
        ck_assert(vp_grid_geometry_locate(small, x, y, &back) && back == cell);
    }
}
END_TEST

START_TEST(a_window_is_of_the_cells_that_cover_it)
{
    static const vp_grid_geometry all = {10, 8, 10, 100, 50};
    static const struct {
        double west, south, east, north;
        vp_grid_geometry window;
    } cases[] = {{125, 11, 149, 25, {3, 2, 10, 120, 30}},      /* cells that it touches */
                 {120, 10, 150, 30, {3, 2, 10, 120, 30}},      /* edges are no cells more */
                 {-1e9, -1e9, 1e9, 1e9, {10, 8, 10, 100, 50}}, /* no farther than all */
                 {500, 500, 600, 600, {1, 1, 10, 190, 50}}};   /* beside it: one cell at its edge */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        vp_grid_geometry w = vp_grid_geometry_window(all, cases[i].west, cases[i].south, cases[i].east, cases[i].north);
        ck_assert_msg(vp_grid_geometry_same(w, cases[i].window), "%zu: %zu x %zu at %g, %g", i, w.columns, w.rows,
                      w.west, w.north);
    }
}
END_TEST

/* All of 10 by 8 cells of 10 m from (100, 50) down; the window shares its northern side with it. */
START_TEST(a_window_is_open_where_all_goes_on)
{
    const vp_grid_geometry all = {10, 8, 10, 100, 50}, window = {4, 3, 10, 120, 50};
    ck_assert_double_eq(vp_grid_geometry_inside(all, window, 123, 49), 3);  /* to the west; the north is all's end */
    ck_assert_double_eq(vp_grid_geometry_inside(all, window, 156, 45), 4);  /* to the east */
    ck_assert_double_eq(vp_grid_geometry_inside(all, window, 140, 22), 2);  /* to the south */
    ck_assert_double_eq(vp_grid_geometry_inside(all, window, 113, 45), -7); /* beyond */
    ck_assert_double_eq(vp_grid_geometry_inside(all, window, 140, 70), 20); /* beyond all's own end */
    const vp_grid_geometry south = {10, 3, 10, 100, 0};
    ck_assert_double_eq(vp_grid_geometry_inside(all, south, 100, -5), 5); /* to the north alone */
    ck_assert(isinf(vp_grid_geometry_inside(all, all, 100, 50)));
}
END_TEST

START_TEST(a_new_grid_is_filled_whatever_its_size)
{
    static const vp_grid_geometry sizes[] = {{3, 2, 10, 100, 50}, {2048, 1025, 1, 0, 0}}; /* in large pages too */
    for (size_t i = 0; i < 2; i++) {
        vp_error err = {0};
        vp_grid *grid = vp_grid_new(sizes[i], 2.5f, &err);
        ck_assert_msg(grid != NULL, "%s", err.message);
        ck_assert(vp_grid_geometry_same(vp_grid_geometry_of(grid), sizes[i]));
        for (size_t c = 0; c < vp_grid_geometry_cells(sizes[i]); c++)
            if (vp_grid_cells(grid)[c] != 2.5f) ck_abort_msg("cell %zu", c);
        ck_assert_ptr_eq(vp_grid_edit(grid), vp_grid_cells(grid));
        vp_grid_free(grid);
    }
    vp_grid_free(NULL);
}
END_TEST

START_TEST(a_limit_holds_with_the_slack_of_float_sums)
{
    ck_assert(vp_limit_holds(30, 30));
    ck_assert(vp_limit_holds(30, 30 * (1 + 1e-6)));
    ck_assert(!vp_limit_holds(30, 30 * (1 + 3e-6)));
    ck_assert(!vp_limit_holds(30, NAN));
    ck_assert(!vp_limit_holds(30, INFINITY));
    ck_assert(vp_limit_holds(0, 0));
}
END_TEST

/* ------------------------------------------------------------ lattices */

/* (u, v) to (3u + v + uv, 100 - v): bilinear, so exact between the knots. */
static bool bilinear(void *context, size_t count, double u[], double v[])
{
    for (size_t i = 0; i < count; i++) {
        double a = 3 * u[i] + v[i] + u[i] * v[i];
        v[i] = 100 - v[i];
        u[i] = a;
    }
    *(size_t *)context += count;
    return true;
}

static bool nowhere(void *context, size_t count, double u[], double v[])
{
    (void)context, (void)count, (void)u, (void)v;
    return false;
}

START_TEST(a_lattice_is_exact_where_the_map_is_bilinear)
{
    vp_lattice lattice;
    vp_error err = {0};
    size_t asked = 0;
    ck_assert(vp_lattice_init(&lattice, (vp_lattice_knots){-2, 10, 4, 20, 4, 3}, bilinear, &asked, &err));
    ck_assert_uint_eq(asked, 12);
    for (double u = -2; u <= 4; u += 0.375)
        for (double v = 10; v <= 20; v += 0.625) {
            double a, b;
            ck_assert(vp_lattice_at(&lattice, u, v, &a, &b));
            ck_assert_double_eq_tol(a, 3 * u + v + u * v, 1e-12);
            ck_assert_double_eq_tol(b, 100 - v, 1e-12);
        }
    static const double outside[][2] = {{-2.001, 15}, {4.001, 15}, {0, 9.999}, {0, 20.001}, {NAN, 15}, {0, NAN}};
    for (size_t i = 0; i < 6; i++) {
        double a = 7, b = 7;
        ck_assert(!vp_lattice_at(&lattice, outside[i][0], outside[i][1], &a, &b) && a == 7 && b == 7);
    }
    vp_lattice_clear(&lattice);
    ck_assert_ptr_null(lattice.a);
    ck_assert(!vp_lattice_init(&lattice, (vp_lattice_knots){0, 0, 1, 1, 2, 2}, nowhere, NULL, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_ptr_null(lattice.a);
}
END_TEST

static bool squared(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) {
        v[i] = 3 * v[i] + u[i]; /* linear */
        u[i] = u[i] * u[i] / 4;
    }
    return true;
}

/* u²/4 with knots 2 apart lies 1 below the middle of its neighbours. */
START_TEST(a_lattice_knows_how_much_it_bends)
{
    vp_lattice lattice;
    ck_assert(vp_lattice_init(&lattice, (vp_lattice_knots){-4, 0, 4, 9, 5, 4}, squared, NULL, NULL));
    ck_assert_double_eq_tol(lattice.bend, 1, 1e-12);
    lattice.b[2 * 5 + 2] += 5;
    vp_lattice_measure(&lattice);
    ck_assert_double_eq_tol(lattice.bend, 5, 1e-12);
    lattice.a[7] = NAN;
    vp_lattice_measure(&lattice);
    ck_assert_double_nan(lattice.bend);
    vp_lattice_clear(&lattice);
}
END_TEST

/* The half of the equator is π·6378137 m; the web map ends at 85.0511288°, where it is a square. */
START_TEST(the_web_map_is_a_square)
{
    double x, y, lon, lat;
    vp_mercator_from_lonlat(-180, 85.05112877980659, &x, &y);
    ck_assert_double_eq_tol(x, -20037508.342789244, 1e-6);
    ck_assert_double_eq_tol(y, 20037508.342789244, 1e-6);
    vp_mercator_to_lonlat(x, -y, &lon, &lat);
    ck_assert_double_eq_tol(lon, -180, 1e-12);
    ck_assert_double_eq_tol(lat, -85.05112877980659, 1e-12);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid");
    TCase *cases = tcase_create("grid");
    tcase_add_loop_test(cases, a_geometry_has_cells_and_finite_numbers, 0, sizeof geometries / sizeof *geometries);
    tcase_add_test(cases, geometries_are_the_same_in_all_numbers);
    tcase_add_test(cases, a_place_is_in_one_cell);
    tcase_add_test(cases, a_window_is_of_the_cells_that_cover_it);
    tcase_add_test(cases, a_window_is_open_where_all_goes_on);
    tcase_add_test(cases, a_new_grid_is_filled_whatever_its_size);
    tcase_add_test(cases, a_limit_holds_with_the_slack_of_float_sums);
    tcase_add_test(cases, a_lattice_is_exact_where_the_map_is_bilinear);
    tcase_add_test(cases, a_lattice_knows_how_much_it_bends);
    tcase_add_test(cases, the_web_map_is_a_square);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
