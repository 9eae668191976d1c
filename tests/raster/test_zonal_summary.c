#include <check.h>
#include <math.h>
#include <vungphu/zonal_summary.h>

/* Three by two cells of 10 m from (0, 20), and zones as boxes. */
static const vp_grid_geometry geometry = {3, 2, 10, 0, 20};
static const double values[] = {1, 2, 3, 4, NAN, 6};

static vp_shape box(double west, double south, double east, double north)
{
    vp_shape shape;
    vp_point ring[] = {{west, south}, {east, south}, {east, north}, {west, north}, {west, south}};
    ck_assert(vp_shape_init(&shape, ring, (size_t[]){5}, 1, NULL));
    return shape;
}

static vp_zonal_summary summary_of(vp_shape zone, const double weights[])
{
    vp_zonal_summary summary;
    vp_error err;
    ck_assert_msg(vp_zonal_summarise(&(vp_zonal_cells){geometry, values, weights, NULL}, &zone, &summary, &err), "%s",
                  err.message);
    vp_shape_clear(&zone);
    return summary;
}

#define NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-9)

START_TEST(parts_of_cells_count_by_their_area)
{
    vp_zonal_summary s = summary_of(box(5, 15, 20, 20), NULL); /* half of 1 twice, half of 2 */
    NEAR(s.cells, 0.25 + 0.5);
    NEAR(s.sum, 0.25 * 1 + 0.5 * 2);
    NEAR(s.mean, (0.25 + 1) / 0.75);
    NEAR(s.least, 1);
    NEAR(s.most, 2);
}
END_TEST

START_TEST(cells_without_data_are_left_out_and_counted)
{
    vp_zonal_summary s = summary_of(box(-50, -50, 50, 50), NULL);
    NEAR(s.cells, 5);
    NEAR(s.missing_cells, 1 + 94); /* beyond the grid nothing is known */
    NEAR(s.sum, 16);
    NEAR(s.mean, 3.2);
}
END_TEST

START_TEST(weights_weigh_the_mean)
{
    const double people[] = {10, 0, 30, NAN, 5, 0};
    vp_zonal_summary s = summary_of(box(0, 0, 30, 20), people);
    NEAR(s.weight, 40);
    NEAR(s.mean, (10 * 1 + 30 * 3) / 40.);
    NEAR(s.least, 1);
    NEAR(s.most, 3); /* nobody lives on the 6 */
    NEAR(s.missing_cells, 2);
}
END_TEST

START_TEST(an_empty_zone_has_no_mean)
{
    vp_zonal_summary s = summary_of(box(100, 100, 120, 120), NULL);
    NEAR(s.cells, 0);
    NEAR(s.missing_cells, 4);
    ck_assert(isnan(s.mean) && isnan(s.least) && isnan(s.most));
    s = summary_of(box(10, 0, 20, 10), NULL); /* the one without data */
    NEAR(s.missing_cells, 1);
    ck_assert(isnan(s.mean));
}
END_TEST

START_TEST(quantiles_follow_the_weight)
{
    vp_shape zone = box(0, 0, 30, 20);
    const double levels[] = {0, 0.2, 0.5, 0.9, 1};
    double results[5];
    ck_assert(vp_zonal_quantiles(&(vp_zonal_cells){geometry, values, NULL, NULL}, &zone, levels, 5, results, NULL));
    const double plain[] = {1, 1, 3, 6, 6};
    for (int i = 0; i < 5; i++) NEAR(results[i], plain[i]);
    const double people[] = {1, 1, 1, 1, 1, 96};
    ck_assert(vp_zonal_quantiles(&(vp_zonal_cells){geometry, values, people, NULL}, &zone, levels, 5, results, NULL));
    NEAR(results[1], 6);
    vp_shape_clear(&zone);
}
END_TEST

/* A cell shared by two zones counts in each. */
START_TEST(zones_are_taken_each_for_itself)
{
    NEAR(summary_of(box(0, 10, 10, 20), NULL).cells + summary_of(box(0, 10, 20, 20), NULL).cells, 3);
}
END_TEST

START_TEST(cells_of_unequal_area_count_by_it)
{
    const double areas[] = {3, 1};
    const vp_zonal_cells cells = {geometry, values, NULL, areas};
    vp_shape zone = box(0, 0, 10, 20); /* 1 and 4 */
    vp_zonal_summary s;
    double median;
    ck_assert(vp_zonal_summarise(&cells, &zone, &s, NULL));
    NEAR(s.cells, 2);
    NEAR(s.weight, 4);
    NEAR(s.sum, 5);
    NEAR(s.mean, (3 * 1 + 1 * 4) / 4.);
    ck_assert(vp_zonal_quantiles(&cells, &zone, (double[]){0.75}, 1, &median, NULL));
    NEAR(median, 1);
    vp_shape_clear(&zone);
}
END_TEST

START_TEST(large_whole_numbers_are_summed_exactly)
{
    const double large[] = {123456789, 123456789, NAN, NAN, NAN, NAN};
    vp_shape zone = box(0, 0, 30, 20);
    vp_zonal_summary s;
    ck_assert(vp_zonal_summarise(&(vp_zonal_cells){geometry, large, NULL, NULL}, &zone, &s, NULL));
    ck_assert_double_eq(s.sum, 246913578);
    ck_assert_double_eq(s.most, 123456789);
    vp_shape_clear(&zone);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("zonal_summary");
    TCase *tests = tcase_create("zonal_summary");
    tcase_add_test(tests, parts_of_cells_count_by_their_area);
    tcase_add_test(tests, cells_without_data_are_left_out_and_counted);
    tcase_add_test(tests, weights_weigh_the_mean);
    tcase_add_test(tests, an_empty_zone_has_no_mean);
    tcase_add_test(tests, quantiles_follow_the_weight);
    tcase_add_test(tests, zones_are_taken_each_for_itself);
    tcase_add_test(tests, cells_of_unequal_area_count_by_it);
    tcase_add_test(tests, large_whole_numbers_are_summed_exactly);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
