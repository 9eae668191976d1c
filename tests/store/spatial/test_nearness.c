/* Distances from cells to points, lines and areas against every segment, one by one. */
#include "store/spatial/nearness.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>

enum { COLUMNS = 23, ROWS = 17, CELLS = COLUMNS * ROWS, SHAPES = 5 };
static const vp_grid_geometry geometry = {COLUMNS, ROWS, 100, 500000, 2400000};

static double random_part(void) { return rand() / (double)RAND_MAX; }

/* Near and beyond the grid; now and then exactly on centres of cells. */
static vp_point random_point(void)
{
    double x = 500000 + 100 * COLUMNS * (2 * random_part() - 0.5), y = 2400000 - 100 * ROWS * (2 * random_part() - 0.5);
    if (rand() % 3 == 0) x = 500050 + 100 * floor((x - 500000) / 100), y = 2400050 - 100 * ceil((2400000 - y) / 100);
    return (vp_point){x, y};
}

/* Kind 0: two points; 1: a line of four; 2: an area of two rings, which may cross and overlap. */
static vp_shape random_shape(int kind)
{
    vp_point points[10];
    size_t count = kind == 0   ? 2
                   : kind == 1 ? 4
                               : 10,
           sizes[2] = {kind == 0   ? 1
                       : kind == 1 ? 4
                                   : 5,
                       kind == 0 ? 1 : 5};
    vp_shape shape;
    for (size_t i = 0; i < count; i++) points[i] = random_point();
    if (kind == 2) points[4] = points[0], points[9] = points[5];
    ck_assert(vp_shape_init(&shape, points, sizes, kind == 1 ? 1 : 2, NULL));
    return shape;
}

static double to_segment(vp_point p, vp_point a, vp_point b)
{
    double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
    double t = square > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / square : 0;
    t = fmin(1, fmax(0, t));
    return hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

static double to_edges(const vp_shape *s, vp_point p)
{
    double least = INFINITY;
    for (size_t r = 0; r < s->ring_count; r++)
        for (size_t i = s->ring_starts[r]; i < s->ring_starts[r + 1]; i++) {
            size_t next = i + 1 < s->ring_starts[r + 1] ? i + 1 : i;
            least = fmin(least, to_segment(p, s->points[i], s->points[next]));
        }
    return least;
}

START_TEST(random_layers_are_as_far_as_their_nearest_segment)
{
    srand((unsigned)_i);
    vp_shape shapes[SHAPES];
    bool areas[SHAPES], inside[CELLS];
    double metres[CELLS];
    size_t count = (size_t)rand() % (SHAPES + 1);
    for (size_t k = 0; k < count; k++) {
        int kind = rand() % 3;
        areas[k] = kind == 2;
        shapes[k] = random_shape(kind);
    }
    const vp_nearness_layer layer = {shapes, areas, count};
    ck_assert(vp_nearness_inside(&layer, geometry, inside, NULL));
    ck_assert(vp_nearness_metres(&layer, geometry, metres, NULL));
    for (size_t cell = 0; cell < CELLS; cell++) {
        double edges = INFINITY;
        bool in = false;
        vp_point p;
        vp_grid_geometry_centre(geometry, cell, &p.x, &p.y);
        for (size_t k = 0; k < count; k++) {
            edges = fmin(edges, to_edges(&shapes[k], p));
            in |= areas[k] && vp_shape_contains(&shapes[k], p);
        }
        if (edges > 1e-6) ck_assert_int_eq(inside[cell], in); /* on an edge either is right */
        if (isinf(edges)) ck_assert_double_infinite(metres[cell]);
        if (isfinite(edges)) ck_assert_double_eq_tol(metres[cell], in ? 0 : edges, 1e-6);
    }
    for (size_t k = 0; k < count; k++) vp_shape_clear(&shapes[k]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("nearness");
    TCase *cases = tcase_create("random layers");
    tcase_add_loop_test(cases, random_layers_are_as_far_as_their_nearest_segment, 1, 60);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
