/* Isochrones: valid, nested, with their holes, and as large as the area they stand for. GEOS judges. */
#include "support_geos.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 40, CELLS = SIDE * SIDE };
static const vp_grid_geometry forty = {
    .columns = SIDE, .rows = SIDE, .cell_metres = 100, .west = 500000, .north = 2400000};

static uint64_t random_state;

static double chance(void)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(random_state >> 11) * 0x1p-53;
}

static vp_contour at(vp_grid_geometry geometry, const float values[], double limit)
{
    vp_contour contour;
    vp_error err = {0};
    vp_contour_field field = {.values = values};
    ck_assert_msg(vp_contour_at(geometry, &field, (vp_contour_box){0}, limit, &contour, &err), "%s", err.message);
    return contour;
}

/* Hills of minutes with walls, holes without data and single cells: smooth for even numbers, rough for odd ones. */
static void random_world(int number, float values[])
{
    random_state = (uint64_t)number * 7919 + 1;
    double x = chance() * SIDE, y = chance() * SIDE, step = 1 + 3 * chance();
    for (size_t i = 0; i < CELLS; i++) {
        double far = hypot((double)(i % SIDE) - x, (double)(i / SIDE) - y) * step;
        values[i] = (float)(number % 2 ? floor(far * 0.5 + 12 * chance()) : far);
        if (chance() < 0.1) values[i] = number % 3 ? INFINITY : NAN;
    }
    for (size_t i = 0; i < SIDE; i++)
        if (i % 7) values[i * SIDE + 11] = INFINITY;
}

START_TEST(one_cell_is_a_diamond_of_half_a_cell)
{
    const vp_grid_geometry three = {.columns = 3, .rows = 3, .cell_metres = 10, .west = 0, .north = 30};
    float values[9];
    for (size_t i = 0; i < 9; i++) values[i] = i == 4 ? 5 : INFINITY;
    vp_contour c = at(three, values, 30);
    ck_assert_uint_eq(c.shape.ring_count, 1);
    ck_assert_uint_eq(c.shape.point_count, 5);
    ck_assert_double_eq_tol(vp_shape_area(&c.shape), 50, 1e-9);
    vp_bounds b = vp_shape_bounds(&c.shape);
    ck_assert_double_eq_tol(b.west, 10, 1e-9);
    ck_assert_double_eq_tol(b.north, 20, 1e-9);
    vp_contour_clear(&c);
}
END_TEST

/* 0, 10, 20 minutes in a row: 15 minutes lie half way between the second and the third centre. */
START_TEST(the_border_lies_where_the_minutes_between_two_centres_reach_the_limit)
{
    const vp_grid_geometry row = {.columns = 4, .rows = 1, .cell_metres = 100, .west = 0, .north = 100};
    const float values[] = {0, 10, 20, 30};
    const double limits[] = {12.5, 15, 17.5, 20, 27}, east[] = {175, 200, 225, 250 + 100.0 / 64, 320};
    for (size_t k = 0; k < 5; k++) {
        vp_contour c = at(row, values, limits[k]);
        ck_assert_double_eq_tol(vp_shape_bounds(&c.shape).east, east[k], 1e-9);
        ck_assert_double_eq_tol(vp_shape_bounds(&c.shape).west, 0, 1e-9);
        vp_contour_clear(&c);
    }
}
END_TEST

START_TEST(a_lake_is_a_hole_and_its_island_an_area_of_its_own)
{
    float values[CELLS];
    for (size_t i = 0; i < CELLS; i++) {
        double far = fmax(fabs((double)(i % SIDE) - 20), fabs((double)(i / SIDE) - 20));
        values[i] = far > 3 && far < 9 ? INFINITY : 10;
    }
    vp_contour c = at(forty, values, 10);
    ck_assert_uint_eq(c.shape.ring_count, 3);
    ck_assert_uint_eq(c.outer[0], VP_CONTOUR_OUTER);
    ck_assert_uint_eq(c.outer[1], 0);
    ck_assert_uint_eq(c.outer[2], VP_CONTOUR_OUTER);
    /* Each corner of a square area lacks an eighth of a cell, each corner of a hole one more. */
    double cells = CELLS - 17 * 17 + 7 * 7 - 4 / 8.0 + 4 / 8.0 - 4 / 8.0;
    ck_assert_double_eq_tol(vp_shape_area(&c.shape), cells * 1e4, 1e-3);
    vp_contour_clear(&c);
}
END_TEST

START_TEST(opposite_corners_are_joined_when_the_middle_is_within)
{
    const vp_grid_geometry two = {.columns = 2, .rows = 2, .cell_metres = 100, .west = 0, .north = 200};
    const float values[] = {10, 40, 40, 10}; /* mean 25 */
    vp_contour apart = at(two, values, 24), joined = at(two, values, 26);
    ck_assert_uint_eq(apart.shape.ring_count, 2);
    ck_assert_uint_eq(joined.shape.ring_count, 1);
    vp_contour_clear(&apart);
    vp_contour_clear(&joined);
}
END_TEST

START_TEST(nobody_nothing_and_everything)
{
    float values[CELLS];
    for (size_t i = 0; i < CELLS; i++) values[i] = INFINITY;
    vp_contour c = at(forty, values, INFINITY);
    ck_assert_uint_eq(c.shape.ring_count, 0); /* there is no path to anywhere */
    vp_contour_clear(&c);
    values[0] = 0;
    values[1] = 60;
    c = at(forty, values, -1);
    ck_assert_uint_eq(c.shape.ring_count, 0);
    vp_contour_clear(&c);
    c = at(forty, values, 0); /* only the facility's own cell */
    ck_assert_uint_eq(c.shape.ring_count, 1);
    ck_assert(vp_shape_contains(&c.shape, (vp_point){500050, 2399950}));
    ck_assert(!vp_shape_contains(&c.shape, (vp_point){500150, 2399950}));
    vp_contour_clear(&c);
    c = at(forty, values, INFINITY); /* both cells */
    ck_assert(vp_shape_contains(&c.shape, (vp_point){500150, 2399950}));
    vp_contour_clear(&c);
    vp_contour_field field = {.values = values};
    vp_error err = {0};
    ck_assert(!vp_contour_at(forty, &field, (vp_contour_box){0}, NAN, &c, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
}
END_TEST

START_TEST(random_worlds_are_valid_nested_and_hold_their_cells)
{
    static const double limits[] = {0, 5, 12, 15, 30, 45, INFINITY};
    enum { LIMITS = sizeof limits / sizeof *limits };
    GEOSContextHandle_t geos = geos_begin();
    GEOSGeometry *inner = NULL;
    float values[CELLS];
    random_world(_i, values);
    for (size_t k = 0; k < LIMITS; k++) {
        vp_contour c = at(forty, values, limits[k]);
        GEOSGeometry *outer = geos_contour(geos, &c);
        char *reason = GEOSisValidReason_r(geos, outer);
        ck_assert_msg(GEOSisValid_r(geos, outer) == 1, "world %d, limit %g: %s", _i, limits[k], reason);
        GEOSFree_r(geos, reason);
        ck_assert_double_eq_tol(geos_area(geos, outer), vp_shape_area(&c.shape), 1e-3);
        if (inner) ck_assert_double_eq_tol(geos_shared(geos, inner, outer), geos_area(geos, inner), 1e-3);
        for (size_t i = 0; i < CELLS; i++) {
            vp_point centre;
            vp_grid_geometry_centre(forty, i, &centre.x, &centre.y);
            bool within = isfinite(values[i]) && (double)values[i] <= limits[k];
            ck_assert_msg(vp_shape_contains(&c.shape, centre) == within, "world %d, limit %g, cell %zu", _i, limits[k],
                          i);
        }
        GEOSGeom_destroy_r(geos, inner);
        inner = outer;
        vp_contour_clear(&c);
    }
    GEOSGeom_destroy_r(geos, inner);
    GEOS_finish_r(geos);
}
END_TEST

/* On smooth terrain the area is a circle's but for chords of a square's length, 0.7 cells in the mean square
 * (0.7 / 6r² of the area), and the interpolation of a curved surface (at most 1 / 8r a crossing). */
START_TEST(the_area_is_that_of_the_circle)
{
    float values[CELLS];
    for (size_t i = 0; i < CELLS; i++) values[i] = (float)hypot((double)(i % SIDE) - 20, (double)(i / SIDE) - 20);
    for (double radius = 8; radius < 19; radius += 1.37) {
        vp_contour c = at(forty, values, radius);
        double circle = acos(-1) * radius * radius * 1e4;
        ck_assert_double_eq_tol(vp_shape_area(&c.shape) / circle, 1, 0.25 / (radius * radius));
        vp_contour_clear(&c);
    }
}
END_TEST

/* However rough the terrain: a border cell adds or takes less than half of itself. */
START_TEST(the_area_is_close_to_that_of_the_cells)
{
    float values[CELLS];
    random_world(_i, values);
    vp_contour c = at(forty, values, 20);
    size_t within = 0, border = 0;
    for (size_t i = 0; i < CELLS; i++) {
        bool here = (double)values[i] <= 20, other = false;
        for (int k = 0; k < 9; k++) {
            size_t column = i % SIDE + (size_t)(k % 3) - 1, row = i / SIDE + (size_t)(k / 3) - 1;
            bool there = column < SIDE && row < SIDE && (double)values[row * SIDE + column] <= 20;
            other |= there != here;
        }
        within += here;
        border += other;
    }
    ck_assert_double_le(fabs(vp_shape_area(&c.shape) / 1e4 - (double)within), 0.5 * (double)border);
    vp_contour_clear(&c);
}
END_TEST

/* Neighbours' catchments by label share borders and never overlap. */
START_TEST(labelled_parts_do_not_overlap)
{
    float values[CELLS];
    int32_t labels[CELLS];
    random_world(_i, values);
    for (size_t i = 0; i < CELLS; i++)
        labels[i] = isfinite(values[i]) ? (int32_t)(3 * (i % SIDE) / SIDE + 3 * (3 * (i / SIDE) / SIDE)) : -1;
    for (size_t i = 0; i < CELLS; i++)
        if (labels[i] >= 0 && chance() < 0.1) labels[i] = (int32_t)(9 * chance());
    GEOSContextHandle_t geos = geos_begin();
    GEOSGeometry *parts[9], *whole;
    double sum = 0;
    for (int32_t k = 0; k < 9; k++) {
        vp_contour c;
        vp_contour_field field = {.values = values, .labels = labels, .label = k};
        ck_assert(vp_contour_at(forty, &field, (vp_contour_box){0}, 30, &c, NULL));
        parts[k] = geos_contour(geos, &c);
        ck_assert_int_eq(GEOSisValid_r(geos, parts[k]), 1);
        sum += vp_shape_area(&c.shape);
        vp_contour_clear(&c);
    }
    GEOSGeometry *all = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, parts, 9);
    whole = GEOSUnaryUnion_r(geos, all);
    ck_assert_double_eq_tol(geos_area(geos, whole), sum, 1e-2);
    GEOSGeom_destroy_r(geos, whole);
    GEOSGeom_destroy_r(geos, all);
    GEOS_finish_r(geos);
}
END_TEST

START_TEST(a_box_gives_what_lies_in_it)
{
    float values[CELLS];
    for (size_t i = 0; i < CELLS; i++) values[i] = i % SIDE >= 10 && i % SIDE < 15 && i / SIDE >= 20 ? 1 : INFINITY;
    vp_contour whole = at(forty, values, 5), part;
    vp_contour_field field = {.values = values};
    ck_assert(vp_contour_at(forty, &field, (vp_contour_box){8, 18, 9, 22}, 5, &part, NULL));
    ck_assert_uint_eq(whole.shape.point_count, part.shape.point_count);
    ck_assert_mem_eq(whole.shape.points, part.shape.points, part.shape.point_count * sizeof(vp_point));
    vp_contour_clear(&whole);
    vp_contour_clear(&part);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("contours");
    TCase *cases = tcase_create("isochrones");
    tcase_add_test(cases, one_cell_is_a_diamond_of_half_a_cell);
    tcase_add_test(cases, the_border_lies_where_the_minutes_between_two_centres_reach_the_limit);
    tcase_add_test(cases, a_lake_is_a_hole_and_its_island_an_area_of_its_own);
    tcase_add_test(cases, opposite_corners_are_joined_when_the_middle_is_within);
    tcase_add_test(cases, nobody_nothing_and_everything);
    tcase_add_loop_test(cases, random_worlds_are_valid_nested_and_hold_their_cells, 0, 12);
    tcase_add_test(cases, the_area_is_that_of_the_circle);
    tcase_add_loop_test(cases, the_area_is_close_to_that_of_the_cells, 0, 12);
    tcase_add_loop_test(cases, labelled_parts_do_not_overlap, 0, 6);
    tcase_add_test(cases, a_box_gives_what_lies_in_it);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
