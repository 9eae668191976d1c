/* Exact partial cells: figures that can be checked by hand. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <vungphu/zonal.h>

static const vp_grid_geometry four_by_four = {.columns = 4, .rows = 4, .cell_metres = 10, .west = 0, .north = 40};

static vp_shape ring(const vp_point points[], size_t count)
{
    vp_shape shape;
    ck_assert(vp_shape_init(&shape, points, (size_t[]){count}, 1, NULL));
    return shape;
}

static vp_shape rectangle(double west, double south, double east, double north)
{
    return ring((vp_point[]){{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}, 5);
}

static double share_of(const vp_weights *w, uint32_t cell, uint32_t zone)
{
    for (size_t i = 0; i < w->run_count; i++)
        if (w->runs[i].zone == zone && cell >= w->runs[i].first_cell &&
            cell < w->runs[i].first_cell + w->runs[i].cell_count)
            return 1;
    for (size_t i = 0; i < w->partial_count; i++)
        if (w->partials[i].zone == zone && w->partials[i].cell == cell) return w->partials[i].share;
    return 0;
}

/* Takes the shapes. */
static vp_weights *weights_of(vp_shape *shapes, size_t count)
{
    const vp_shape *list[8] = {NULL};
    for (size_t i = 0; i < count; i++) list[i] = &shapes[i];
    vp_weights *w = vp_weights_new(four_by_four, list, count, NULL);
    ck_assert_ptr_nonnull(w);
    for (size_t i = 0; i < count; i++) vp_shape_clear(&shapes[i]);
    return w;
}

static double sum_of(const vp_weights *w, uint32_t zone)
{
    double sum = 0;
    for (uint32_t cell = 0; cell < 16; cell++) sum += share_of(w, cell, zone);
    return sum;
}

START_TEST(a_rectangle_covers_whole_half_and_quarter_cells)
{
    vp_shape shape = rectangle(5, 5, 25, 30);
    vp_weights *w = weights_of(&shape, 1);
    ck_assert_double_eq_tol(share_of(w, 5, 0), 1, 1e-12);     /* row 1, column 1 */
    ck_assert_double_eq_tol(share_of(w, 4, 0), 0.5, 1e-12);   /* row 1, column 0 */
    ck_assert_double_eq_tol(share_of(w, 12, 0), 0.25, 1e-12); /* row 3, column 0: a corner */
    ck_assert_double_eq_tol(share_of(w, 13, 0), 0.5, 1e-12);
    ck_assert_double_eq(share_of(w, 0, 0), 0);
    ck_assert_double_eq(share_of(w, 7, 0), 0);
    vp_weights_free(w);
}
END_TEST

START_TEST(a_triangle_covers_half_of_its_diagonal_cells)
{
    vp_shape shape = ring((vp_point[]){{0, 0}, {40, 0}, {0, 40}, {0, 0}}, 4);
    vp_weights *w = weights_of(&shape, 1);
    ck_assert_double_eq_tol(sum_of(w, 0), 8, 1e-12); /* 800 m² of cells of 100 m² */
    for (uint32_t i = 0; i < 4; i++) ck_assert_double_eq_tol(share_of(w, i * 4 + i, 0), 0.5, 1e-12);
    vp_weights_free(w);
}
END_TEST

START_TEST(a_hole_is_empty_whatever_its_rings_direction)
{
    const vp_point outer[] = {{0, 0}, {40, 0}, {40, 40}, {0, 40}, {0, 0}};
    const vp_point inner[] = {{10, 10}, {30, 10}, {30, 25}, {10, 25}, {10, 10}};
    vp_point points[10];
    for (int i = 0; i < 5; i++) {
        points[i] = outer[i];
        points[5 + i] = inner[_i ? 4 - i : i];
    }
    vp_shape shape;
    ck_assert(vp_shape_init(&shape, points, (size_t[]){5, 5}, 2, NULL));
    vp_weights *w = weights_of(&shape, 1);
    ck_assert_double_eq(share_of(w, 9, 0), 0);              /* row 2: wholly in the hole */
    ck_assert_double_eq_tol(share_of(w, 5, 0), 0.5, 1e-12); /* row 1: its lower half is */
    ck_assert_double_eq(share_of(w, 0, 0), 1);
    vp_weights_free(w);
}
END_TEST

START_TEST(what_lies_outside_the_grid_is_left_out)
{
    vp_shape shape = rectangle(-100, -100, 15, 35);
    vp_weights *w = weights_of(&shape, 1);
    ck_assert_double_eq_tol(sum_of(w, 0), 1.5 * 3.5, 1e-12);
    vp_weights_free(w);
    shape = rectangle(200, 200, 300, 300);
    w = weights_of(&shape, 1);
    ck_assert_uint_eq(w->run_count + w->partial_count, 0);
    vp_weights_free(w);
}
END_TEST

START_TEST(units_without_area_or_outside_the_grid_sum_to_nothing)
{
    static const float ones[16] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    vp_shape shapes[4] = {
        {0}, rectangle(-50, -50, -1, -1), rectangle(15, 15, 15, 30) /* a line */, rectangle(10, 10, 30, 25)};
    vp_weights *w = weights_of(shapes, 4);
    double sums[4], missing[4];
    vp_zonal_sum(w, ones, sums, missing);
    for (size_t z = 0; z < 3; z++) ck_assert(sums[z] == 0 && missing[z] == 0);
    ck_assert_double_eq_tol(sums[3], 3, 1e-12);
    vp_weights_free(w);
}
END_TEST

START_TEST(a_grid_of_2_to_the_31_cells_is_refused)
{
    static const vp_grid_geometry geometries[] = {{(size_t)1 << 16, (size_t)1 << 15, 10, 0, 0},
                                                  {(size_t)1 << 31, 1, 10, 0, 0},
                                                  {1, (size_t)1 << 31, 10, 0, 0},
                                                  {SIZE_MAX, SIZE_MAX, 10, 0, 0}};
    vp_shape shape = rectangle(0, 0, 10, 10);
    const vp_shape *list[] = {&shape};
    for (size_t i = 0; i < sizeof geometries / sizeof *geometries; i++) {
        vp_error err = {0};
        ck_assert_ptr_null(vp_weights_new(geometries[i], list, 1, &err));
        ck_assert_int_eq((int)err.kind, VP_BAD_INPUT);
    }
    ck_assert(vp_grid_geometry_check((vp_grid_geometry){INT32_MAX, 1, 10, 0, 0}, NULL)); /* one cell fewer */
    vp_shape_clear(&shape);
}
END_TEST

START_TEST(overlapping_zones_never_count_a_cell_twice)
{
    vp_shape shapes[2] = {rectangle(0, 0, 30, 40), rectangle(20, 0, 40, 40)};
    vp_weights *w = weights_of(shapes, 2);
    for (uint32_t cell = 0; cell < 16; cell++)
        ck_assert_double_eq_tol(share_of(w, cell, 0) + share_of(w, cell, 1), 1, 1e-12);
    ck_assert_double_eq_tol(share_of(w, 2, 0), 0.5, 1e-12);
    ck_assert_double_eq_tol(w->overlap_square_metres, 400, 1e-9);
    vp_weights_free(w);
}
END_TEST

/* Both cover three quarters of the first column: 0.75 + 0.75 of a cell, shared half and half. */
START_TEST(overlapping_parts_of_a_cell_are_shared_out_too)
{
    vp_shape shapes[2] = {rectangle(0, 0, 7.5, 40), rectangle(2.5, 0, 10, 40)};
    vp_weights *w = weights_of(shapes, 2);
    for (uint32_t row = 0; row < 4; row++) {
        ck_assert_double_eq_tol(share_of(w, 4 * row, 0), 0.5, 1e-12);
        ck_assert_double_eq_tol(share_of(w, 4 * row, 1), 0.5, 1e-12);
    }
    ck_assert_double_eq_tol(w->overlap_square_metres, 4 * 0.5 * 100, 1e-9);
    vp_weights_free(w);
}
END_TEST

static double next_random(unsigned *state)
{
    *state = *state * 1664525U + 1013904223U;
    return (double)(*state >> 8) / (double)(1U << 24);
}

/* Stars round the centre are simple polygons whatever their radii. */
START_TEST(shares_of_random_stars_sum_to_their_area)
{
    unsigned state = (unsigned)_i * 7919U + 17U;
    vp_point points[41];
    for (int i = 0; i < 40; i++) {
        double angle = 2 * M_PI * i / 40, radius = 2 + 17 * next_random(&state);
        points[i] = (vp_point){20 + radius * cos(angle), 20 + radius * sin(angle)};
    }
    points[40] = points[0];
    vp_shape shape = ring(points, 41);
    double area = vp_shape_area(&shape);
    vp_weights *w = weights_of(&shape, 1);
    for (size_t i = 0; i < w->partial_count; i++) ck_assert(w->partials[i].share > 0 && w->partials[i].share < 1);
    ck_assert_double_eq_tol(sum_of(w, 0) * 100, area, 1e-9);
    vp_weights_free(w);
}
END_TEST

START_TEST(a_cell_without_value_is_missing_and_not_zero)
{
    vp_shape shape = rectangle(0, 20, 15, 40);
    vp_weights *w = weights_of(&shape, 1);
    float values[16];
    for (int i = 0; i < 16; i++) values[i] = 2;
    values[0] = NAN;
    double sum, missing;
    vp_zonal_sum(w, values, &sum, &missing);
    ck_assert_double_eq_tol(sum, 2 + 2 * 0.5 * 2, 1e-12);
    ck_assert_double_eq_tol(missing, 1, 1e-12);
    vp_weights_free(w);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("zonal");
    TCase *cases = tcase_create("exact partial cells");
    tcase_add_test(cases, a_rectangle_covers_whole_half_and_quarter_cells);
    tcase_add_test(cases, a_triangle_covers_half_of_its_diagonal_cells);
    tcase_add_loop_test(cases, a_hole_is_empty_whatever_its_rings_direction, 0, 2);
    tcase_add_test(cases, what_lies_outside_the_grid_is_left_out);
    tcase_add_test(cases, units_without_area_or_outside_the_grid_sum_to_nothing);
    tcase_add_test(cases, a_grid_of_2_to_the_31_cells_is_refused);
    tcase_add_test(cases, overlapping_zones_never_count_a_cell_twice);
    tcase_add_test(cases, overlapping_parts_of_a_cell_are_shared_out_too);
    tcase_add_loop_test(cases, shares_of_random_stars_sum_to_their_area, 0, 50);
    tcase_add_test(cases, a_cell_without_value_is_missing_and_not_zero);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
