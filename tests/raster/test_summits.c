/* Summits of small terrains whose saddles can be seen. */
#include "base/random.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/summits.h>

static vp_grid *drawn(size_t columns, size_t rows, const float heights[])
{
    vp_grid *grid =
        vp_grid_new((vp_grid_geometry){.columns = columns, .rows = rows, .cell_metres = 100, .north = 1000}, 0, NULL);
    memcpy(vp_grid_edit(grid), heights, columns * rows * sizeof *heights);
    return grid;
}

static vp_summit *find(const vp_grid *grid, double least, size_t *count)
{
    vp_error err;
    vp_summit *summits;
    ck_assert_msg(vp_summits_find(grid, least, &summits, count, &err), "%s", err.message);
    return summits;
}

/* From 9 at the left: 7 above the saddle 4, 8 above the saddle 2; the plain 5 is joined to 7. Across the hole, 6. */
START_TEST(a_summit_is_as_prominent_as_it_rises_above_its_saddle)
{
    const float heights[] = {9, 4, 7, 5, 2, 8, NAN, 6, 1};
    vp_grid *grid = drawn(9, 1, heights);
    const vp_summit expected[] = {{0, INFINITY}, {7, INFINITY}, {5, 6}, {2, 3}};
    size_t count;
    vp_summit *summits = find(grid, 1, &count);
    ck_assert_uint_eq(count, 4);
    for (size_t k = 0; k < 4; k++) {
        ck_assert_uint_eq(summits[k].cell, expected[k].cell);
        ck_assert_float_eq(summits[k].prominence, expected[k].prominence);
    }
    free(summits);
    summits = find(grid, 4, &count);
    ck_assert_uint_eq(count, 3);
    size_t left = count;
    ck_assert(vp_summits_thin(vp_grid_geometry_of(grid), 201, summits, &left, NULL)); /* 5 is 200 m from 7 */
    ck_assert_uint_eq(left, 2);
    ck_assert_uint_eq(summits[1].cell, 7);
    free(summits);
    vp_grid_free(grid);
}
END_TEST

START_TEST(corners_join_and_a_plateau_is_one_summit)
{
    const float heights[] = {5, 5, 1, 1, /**/ 1, 1, 4, 1, /**/ 1, 1, 1, 6};
    vp_grid *grid = drawn(4, 3, heights);
    size_t count;
    vp_summit *summits = find(grid, 0.5, &count); /* 6 – 4 – 5 by corners: 5 rises 1 above 4 */
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(summits[0].cell, 11);
    ck_assert_uint_eq(summits[1].cell, 0);
    ck_assert_float_eq(summits[1].prominence, 1);
    free(summits);
    vp_grid_free(grid);
}
END_TEST

/* The most that the lowest cell of any way to higher terrain can be, found by lowering the water step by step. */
static float by_hand(const float heights[], size_t columns, size_t rows, size_t summit)
{
    size_t cells = columns * rows;
    for (int level = (int)heights[summit]; level >= 0; level--) {
        float water = (float)level;
        bool wet[64] = {0};
        wet[summit] = true;
        for (bool more = true; more;) {
            more = false;
            for (size_t a = 0; a < cells; a++)
                for (size_t b = 0; wet[a] && b < cells; b++)
                    if (!wet[b] && heights[b] >= water && labs((long)(a % columns) - (long)(b % columns)) <= 1 &&
                        labs((long)(a / columns) - (long)(b / columns)) <= 1)
                        wet[b] = more = true;
        }
        for (size_t b = 0; b < cells; b++)
            if (wet[b] && (heights[b] > heights[summit] || (heights[b] >= heights[summit] && b < summit)))
                return heights[summit] - water;
    }
    return INFINITY;
}

START_TEST(random_terrains_agree_with_falling_water)
{
    vp_random random = {20};
    for (int run = 0; run < 200; run++) {
        float heights[30];
        for (size_t i = 0; i < 30; i++) heights[i] = (float)vp_random_below(&random, 9);
        vp_grid *grid = drawn(6, 5, heights);
        size_t count, expected = 0;
        vp_summit *summits = find(grid, 0.5, &count);
        for (size_t i = 0; i < 30; i++) expected += by_hand(heights, 6, 5, i) > 0;
        ck_assert_uint_eq(count, expected);
        for (size_t k = 0; k < count; k++)
            ck_assert_float_eq(summits[k].prominence, by_hand(heights, 6, 5, summits[k].cell));
        free(summits);
        vp_grid_free(grid);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("summits");
    TCase *tests = tcase_create("summits");
    tcase_add_test(tests, a_summit_is_as_prominent_as_it_rises_above_its_saddle);
    tcase_add_test(tests, corners_join_and_a_plateau_is_one_summit);
    tcase_add_test(tests, random_terrains_agree_with_falling_water);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
