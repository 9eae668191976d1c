/* Lines and polygons on cells of 10 m, drawn and compared with a drawing. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/burn.h>

static const vp_grid_geometry geometry = {.columns = 6, .rows = 4, .cell_metres = 10, .west = 0, .north = 40};

static void assert_drawing(const uint32_t mask[], const char *drawing)
{
    char found[25] = "";
    for (size_t i = 0; i < 24; i++) found[i] = mask[i] ? '#' : '.';
    ck_assert_str_eq(found, drawing);
}

static void assert_line(const vp_point points[], size_t count, const char *drawing)
{
    uint32_t mask[24] = {0};
    vp_burn_line(geometry, points, count, 1, mask);
    assert_drawing(mask, drawing);
}
#define LINE(drawing, ...)                                                                                             \
    assert_line((vp_point[]){__VA_ARGS__}, sizeof((vp_point[]){__VA_ARGS__}) / sizeof(vp_point), drawing)

START_TEST(every_touched_cell_is_marked)
{
    LINE("......"
         ".##..."
         "..##.."
         "......",
         {15, 25}, {38, 12});
    LINE("##...."
         ".##..."
         "..##.."
         "...##.",
         {1, 39}, {43, 2});
}
END_TEST

START_TEST(the_line_back_marks_the_same_cells)
{
    for (int i = 0; i < 2000; i++) {
        vp_point a = {(double)(rand() % 6000) / 100, (double)(rand() % 4000) / 100},
                 b = {(double)(rand() % 6000) / 100, (double)(rand() % 4000) / 100};
        uint32_t there[24] = {0}, back[24] = {0};
        vp_burn_line(geometry, (vp_point[]){a, b}, 2, 1, there);
        vp_burn_line(geometry, (vp_point[]){b, a}, 2, 1, back);
        ck_assert_mem_eq(there, back, sizeof there);
    }
}
END_TEST

/* The clipped length of the segment within a cell, by Liang and Barsky. */
static double length_within(vp_point a, vp_point b, size_t cell)
{
    double west = (double)(cell % 6) * 10, north = 40 - (double)(cell / 6) * 10;
    double p[] = {a.x - b.x, b.x - a.x, a.y - b.y, b.y - a.y};
    double q[] = {a.x - west, west + 10 - a.x, a.y - (north - 10), north - a.y};
    double least = 0, most = 1;
    for (int i = 0; i < 4; i++) {
        if (p[i] == 0 && q[i] < 0) return 0;
        if (p[i] < 0) least = fmax(least, q[i] / p[i]);
        if (p[i] > 0) most = fmin(most, q[i] / p[i]);
    }
    return fmax(0, most - least) * hypot(b.x - a.x, b.y - a.y);
}

START_TEST(random_lines_mark_what_clipping_finds_and_no_more)
{
    srand(20260701);
    for (int i = 0; i < 5000; i++) {
        vp_point a = {(double)(rand() % 9000) / 100 - 15, (double)(rand() % 7000) / 100 - 15},
                 b = {(double)(rand() % 9000) / 100 - 15, (double)(rand() % 7000) / 100 - 15};
        uint32_t mask[24] = {0};
        vp_burn_line(geometry, (vp_point[]){a, b}, 2, 1, mask);
        for (size_t c = 0; c < 24; c++) {
            double metres = length_within(a, b, c);
            if (metres > 1e-9)
                ck_assert_msg(mask[c], "cell %zu holds %g m of (%g %g)-(%g %g)", c, metres, a.x, a.y, b.x, b.y);
            if (mask[c] && metres <= 1e-9) { /* touched in a point only: within rounding of its corner */
                double x = (double)(c % 6) * 10 + 5, y = 40 - (double)(c / 6) * 10 - 5;
                ck_assert(fmax(fabs(a.x - x), fabs(a.y - y)) <= 5 || fmax(fabs(b.x - x), fabs(b.y - y)) <= 5 ||
                          length_within((vp_point){a.x + 1e-6, a.y}, (vp_point){b.x + 1e-6, b.y}, c) > 0 ||
                          length_within((vp_point){a.x - 1e-6, a.y}, (vp_point){b.x - 1e-6, b.y}, c) > 0);
            }
        }
    }
}
END_TEST

START_TEST(a_line_through_corners_stays_joined)
{
    LINE("##...."
         ".##..."
         "..##.."
         "...#..",
         {5, 35}, {35, 5});
    LINE("...#.."
         "..##.."
         ".##..."
         "##....",
         {5, 5}, {35, 35});
}
END_TEST

START_TEST(a_line_on_a_border_belongs_to_the_east_and_south)
{
    LINE("..#..."
         "..#..."
         "..#..."
         "......",
         {20, 35}, {20, 15});
    LINE("......"
         ".###.."
         "......"
         "......",
         {15, 30}, {35, 30});
}
END_TEST

START_TEST(what_lies_outside_is_left_out)
{
    LINE("......"
         "######"
         "......"
         "......",
         {-1e9, 25}, {1e9, 25});
    LINE("......"
         "......"
         "......"
         "......",
         {-50, 20}, {-10, 70});
    LINE("......"
         "......"
         "......"
         "......",
         {70, -20}, {70, 80});
    LINE("#....."
         "......"
         "......"
         "......",
         {5, 35}, {NAN, 25}, {INFINITY, 35});
    LINE("......"
         "......"
         "......"
         "......",
         {60, 20}); /* the eastern edge is outside */
}
END_TEST

static vp_shape box(double west, double south, double east, double north)
{
    vp_shape shape;
    vp_point ring[] = {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
    ck_assert(vp_shape_init(&shape, ring, (size_t[]){5}, 1, NULL));
    return shape;
}

START_TEST(areas_mark_cells_from_half_on)
{
    vp_shape shape = box(5, 9, 36, 31);
    uint32_t mask[24] = {0};
    ck_assert(vp_burn_shapes(geometry, (const vp_shape *[]){&shape}, 1, 1, mask, NULL));
    assert_drawing(mask, "......"
                         "####.."
                         "####.."
                         "......");
    vp_shape_clear(&shape);
}
END_TEST

START_TEST(neighbours_count_together)
{
    vp_shape west = box(0, 30, 13, 40), east = box(13, 30, 17, 40);
    uint32_t mask[24] = {0};
    ck_assert(vp_burn_shapes(geometry, (const vp_shape *[]){&west, &east}, 2, 4, mask, NULL));
    ck_assert_uint_eq(mask[0], 4);
    ck_assert_uint_eq(mask[1], 4); /* 30 % and 40 % */
    ck_assert_uint_eq(mask[2], 0);
    vp_shape_clear(&west);
    vp_shape_clear(&east);
}
END_TEST

START_TEST(bits_are_added_to_what_is_there)
{
    uint32_t mask[24] = {0};
    mask[0] = 8;
    vp_burn_line(geometry, (vp_point[]){{5, 35}}, 1, 1, mask);
    ck_assert_uint_eq(mask[0], 9);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("burn");
    TCase *tests = tcase_create("burn");
    tcase_add_test(tests, every_touched_cell_is_marked);
    tcase_add_test(tests, the_line_back_marks_the_same_cells);
    tcase_add_test(tests, random_lines_mark_what_clipping_finds_and_no_more);
    tcase_add_test(tests, a_line_through_corners_stays_joined);
    tcase_add_test(tests, a_line_on_a_border_belongs_to_the_east_and_south);
    tcase_add_test(tests, what_lies_outside_is_left_out);
    tcase_add_test(tests, areas_mark_cells_from_half_on);
    tcase_add_test(tests, neighbours_count_together);
    tcase_add_test(tests, bits_are_added_to_what_is_there);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
