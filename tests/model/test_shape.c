/* Polygons: bounds, area, and inside by the even-odd rule. */
#include <check.h>
#include <math.h>
#include <vungphu/shape.h>

/* A square of 10 with a hole of 2 × 4, far from the origin as projected metres are, and a triangle beside it. */
static vp_shape drawn(void)
{
    static const double x = 580000, y = 2400000;
    const vp_point points[] = {{x, y},         {x + 10, y},    {x + 10, y + 10}, {x, y + 10},    {x, y},
                               {x + 4, y + 3}, {x + 4, y + 7}, {x + 6, y + 7},   {x + 6, y + 3}, {x + 4, y + 3},
                               {x + 20, y},    {x + 24, y},    {x + 20, y + 3},  {x + 20, y}};
    vp_shape shape;
    ck_assert(vp_shape_init(&shape, points, (size_t[]){5, 5, 4}, 3, NULL));
    return shape;
}

START_TEST(a_shape_is_a_copy_with_its_rings)
{
    vp_shape shape = drawn();
    ck_assert_uint_eq(shape.ring_count, 3);
    ck_assert_uint_eq(shape.point_count, 14);
    static const size_t starts[] = {0, 5, 10, 14};
    ck_assert_mem_eq(shape.ring_starts, starts, sizeof starts);
    ck_assert(shape.points[13].x == 580020 && shape.points[13].y == 2400000);
    vp_bounds b = vp_shape_bounds(&shape);
    ck_assert(b.west == 580000 && b.east == 580024 && b.south == 2400000 && b.north == 2400010);
    ck_assert_double_eq(vp_shape_area(&shape), 100 - 8 + 6);
    vp_shape_clear(&shape);
    ck_assert(!shape.points && !shape.ring_starts && shape.ring_count == 0);
}
END_TEST

START_TEST(an_empty_shape_has_no_bounds_and_holds_nothing)
{
    vp_shape shape;
    ck_assert(vp_shape_init(&shape, NULL, NULL, 0, NULL));
    vp_bounds b = vp_shape_bounds(&shape);
    ck_assert(b.west > b.east && b.south > b.north);
    ck_assert_double_eq(vp_shape_area(&shape), 0);
    ck_assert(!vp_shape_contains(&shape, (vp_point){0, 0}));
    vp_shape_clear(&shape);
}
END_TEST

START_TEST(inside_is_what_an_odd_number_of_borders_surround)
{
    static const struct {
        double x, y;
        bool inside;
    } places[] = {{1, 5, true},     {5, 5, false},  {3.9, 5, true}, {6.1, 5, true},    {5, 2.9, true},  {5, 7.1, true},
                  {-1, 5, false},   {11, 5, false}, {5, 11, false}, {5, -1, false},    {20.5, 2, true}, {22, 1.4, true},
                  {22, 1.6, false}, {15, 1, false}, {24, 2, false}, {20.5, 2.9, false}};
    vp_shape shape = drawn();
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        ck_assert_msg(vp_shape_contains(&shape, (vp_point){580000 + places[i].x, 2400000 + places[i].y}) ==
                          places[i].inside,
                      "(%g, %g)", places[i].x, places[i].y);
    vp_shape_clear(&shape);
}
END_TEST

/* Two rows of squares share borders: a place on one belongs to exactly one of them. */
START_TEST(a_border_belongs_to_one_of_two_neighbours)
{
    for (int i = 0; i <= 20; i++)
        for (int k = 0; k <= 20; k++) {
            int holders = 0;
            for (int square = 0; square < 4; square++) {
                double x = 5 * (square % 2), y = 5 * (square / 2);
                const vp_point points[] = {{x, y}, {x + 5, y}, {x + 5, y + 5}, {x, y + 5}, {x, y}};
                vp_shape shape;
                size_t size = 5;
                ck_assert(vp_shape_init(&shape, points, &size, 1, NULL));
                holders += vp_shape_contains(&shape, (vp_point){0.5 * i, 0.5 * k});
                vp_shape_clear(&shape);
            }
            ck_assert_int_eq(holders, i < 20 && k < 20);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("shape");
    TCase *cases = tcase_create("shape");
    tcase_add_test(cases, a_shape_is_a_copy_with_its_rings);
    tcase_add_test(cases, an_empty_shape_has_no_bounds_and_holds_nothing);
    tcase_add_test(cases, inside_is_what_an_odd_number_of_borders_surround);
    tcase_add_test(cases, a_border_belongs_to_one_of_two_neighbours);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
