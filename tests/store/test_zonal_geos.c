/* Exact partial cells against an independent polygon-cell intersection by GEOS. */
#include "support_geos.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/zonal.h>

enum { SIDE = 24, CELLS = SIDE * SIDE };
static const vp_grid_geometry geometry = {
    .columns = SIDE, .rows = SIDE, .cell_metres = 90, .west = 540000, .north = 2420000};
static const double agreement = 1e-9; /* of a cell */

static uint64_t random_state;

static double chance(void)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(random_state >> 11) * 0x1p-53;
}

static vp_bounds cell_bounds(size_t cell)
{
    double size = geometry.cell_metres, west = geometry.west + (double)(cell % SIDE) * size,
           north = geometry.north - (double)(cell / SIDE) * size;
    return (vp_bounds){west, north - size, west + size, north};
}

/* Shares by GEOS of a shape without overlapping neighbours, [cell]. */
static void judge(const vp_shape *shape, double shares[])
{
    GEOSContextHandle_t geos = geos_begin();
    GEOSGeometry *polygon = geos_polygon(geos, shape);
    ck_assert_int_eq(GEOSisValid_r(geos, polygon), 1);
    for (size_t i = 0; i < CELLS; i++) {
        GEOSGeometry *box = geos_box(geos, cell_bounds(i));
        shares[i] = geos_shared(geos, polygon, box) / (geometry.cell_metres * geometry.cell_metres);
        GEOSGeom_destroy_r(geos, box);
    }
    GEOSGeom_destroy_r(geos, polygon);
    GEOS_finish_r(geos);
}

/* [zone][cell] */
static void shares_of(const vp_weights *w, double *shares)
{
    memset(shares, 0, w->zone_count * CELLS * sizeof *shares);
    for (size_t r = 0; r < w->run_count; r++)
        for (uint32_t k = 0; k < w->runs[r].cell_count; k++)
            shares[w->runs[r].zone * CELLS + w->runs[r].first_cell + k] += 1;
    for (size_t p = 0; p < w->partial_count; p++)
        shares[w->partials[p].zone * CELLS + w->partials[p].cell] += w->partials[p].share;
}

/* Zones whose interiors do not meet: each cell's share is GEOS's. */
static void compare(vp_shape shapes[], size_t count)
{
    const vp_shape *list[16];
    double *ours = calloc(count * CELLS, sizeof *ours), theirs[CELLS], most = 0;
    for (size_t z = 0; z < count; z++) list[z] = &shapes[z];
    vp_weights *w = vp_weights_new(geometry, list, count, NULL);
    ck_assert_ptr_nonnull(w);
    shares_of(w, ours);
    for (size_t z = 0; z < count; z++) {
        judge(&shapes[z], theirs);
        double sum = 0, wanted = 0;
        for (size_t i = 0; i < CELLS; i++) {
            ck_assert_msg(fabs(ours[z * CELLS + i] - theirs[i]) <= agreement, "zone %zu, cell %zu: %.15g, GEOS %.15g",
                          z, i, ours[z * CELLS + i], theirs[i]);
            sum += ours[z * CELLS + i];
            wanted += theirs[i];
        }
        ck_assert_double_eq_tol(sum, wanted, agreement * CELLS);
    }
    for (size_t i = 0; i < CELLS; i++) {
        double sum = 0;
        for (size_t z = 0; z < count; z++) sum += ours[z * CELLS + i];
        most = fmax(most, sum);
    }
    ck_assert_double_le(most, 1 + agreement);
    ck_assert_double_le(w->overlap_square_metres, 1e-6 * geometry.cell_metres * geometry.cell_metres);
    vp_weights_free(w);
    free(ours);
    for (size_t z = 0; z < count; z++) vp_shape_clear(&shapes[z]);
}

/* A star about (x, y), closed. */
static size_t star(vp_point points[], double x, double y, double least, double most, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double turn = 2 * acos(-1) * (double)i / (double)count, far = least + (most - least) * chance();
        points[i] = (vp_point){x + far * cos(turn), y + far * sin(turn)};
    }
    points[count] = points[0];
    return count + 1;
}

START_TEST(random_polygons_with_holes_partly_outside)
{
    random_state = (uint64_t)_i + 1;
    double extent = SIDE * geometry.cell_metres;
    double x = geometry.west + extent * chance(), y = geometry.north - extent * chance();
    vp_point points[400];
    size_t sizes[2], count = 5 + (size_t)(150 * chance());
    sizes[0] = star(points, x, y, 400, 1100, count); /* reaches over the grid's edge for most seeds */
    sizes[1] = star(points + sizes[0], x, y, 60, 380 * cos(acos(-1) / (double)count), 5 + (size_t)(60 * chance()));
    vp_shape shape;
    ck_assert(vp_shape_init(&shape, points, sizes, _i % 4 ? 2 : 1, NULL));
    compare(&shape, 1);
}
END_TEST

/* Polygons far thinner than a cell, at any angle, some along a cell's border. */
START_TEST(slivers)
{
    random_state = (uint64_t)_i * 31 + 5;
    double x = geometry.west + 200 + 500 * chance(), y = geometry.north - 1500 + 500 * chance(),
           turn = _i % 3 ? acos(-1) * chance() : 0, width = pow(10, -4 * chance()), length = 1200;
    if (_i % 3 == 0) y = geometry.north - 5 * geometry.cell_metres - width / 2;
    vp_point along = {length * cos(turn), length * sin(turn)}, across = {-width * sin(turn), width * cos(turn)};
    vp_point points[] = {{x, y},
                         {x + along.x, y + along.y},
                         {x + along.x + across.x, y + along.y + across.y},
                         {x + across.x, y + across.y},
                         {x, y}};
    vp_shape shape;
    ck_assert(vp_shape_init(&shape, points, (size_t[]){5}, 1, NULL));
    compare(&shape, 1);
}
END_TEST

/* Two zones on the two sides of one ragged border, and a third around which both lie. */
START_TEST(neighbours_share_their_border)
{
    enum { KNOTS = 40 };
    random_state = (uint64_t)_i * 17 + 3;
    vp_point border[KNOTS], points[KNOTS + 4];
    double west = geometry.west - 300, east = geometry.west + SIDE * geometry.cell_metres + 300,
           middle = geometry.north - 1000;
    for (size_t i = 0; i < KNOTS; i++)
        border[i] = (vp_point){west + (east - west) * (double)i / (KNOTS - 1), middle + 700 * (chance() - 0.5)};
    vp_shape shapes[2];
    for (int upper = 0; upper < 2; upper++) {
        size_t n = 0;
        for (size_t i = 0; i < KNOTS; i++) points[n++] = border[i];
        double edge = upper ? geometry.north + 500 : geometry.north - SIDE * geometry.cell_metres + 123;
        points[n++] = (vp_point){east, edge};
        points[n++] = (vp_point){west, edge};
        points[n++] = border[0];
        ck_assert(vp_shape_init(&shapes[upper], points, &n, 1, NULL));
    }
    compare(shapes, 2);
}
END_TEST

/* Corners of the polygon on corners and edges of cells. */
START_TEST(borders_on_borders_of_cells)
{
    double s = geometry.cell_metres, x = geometry.west + 3 * s, y = geometry.north - 3 * s;
    vp_point points[] = {
        {x, y}, {x, y - 4 * s}, {x + 2 * s, y - 4 * s}, {x + 2 * s, y - 6 * s}, {x + 5 * s, y - 3 * s}, {x + 5 * s, y},
        {x, y}, {x + s, y - s}, {x + 2 * s, y - s},     {x + 2 * s, y - 2 * s}, {x + s, y - s}};
    vp_shape shape;
    ck_assert(vp_shape_init(&shape, points, (size_t[]){7, 4}, 2, NULL));
    compare(&shape, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("zonal by GEOS");
    TCase *cases = tcase_create("shares of cells");
    tcase_add_loop_test(cases, random_polygons_with_holes_partly_outside, 0, 20);
    tcase_add_loop_test(cases, slivers, 0, 12);
    tcase_add_loop_test(cases, neighbours_share_their_border, 0, 6);
    tcase_add_test(cases, borders_on_borders_of_cells);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
