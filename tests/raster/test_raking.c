/* Raking: two zones by hand, then random maps whose sums must become the totals. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <vungphu/raking.h>

static const vp_grid_geometry strip = {.columns = 4, .rows = 1, .cell_metres = 100, .west = 0, .north = 100};

/* Zone 0 has cells 0 and 1, zone 1 has cell 3; cell 2 belongs to both by halves of .25 and .5, and a quarter to none.
 */
static vp_run runs[] = {{0, 2, 0}, {3, 1, 1}};
static vp_partial partials[] = {{2, 0, 0.25}, {2, 1, 0.5}};

START_TEST(a_zone_of_whole_cells_is_multiplied)
{
    const vp_weights weights = {.geometry = strip, .zone_count = 2, .runs = runs, .run_count = 2};
    float people[] = {10, 30, 7, 50};
    double factors[2];
    ck_assert(vp_raking(&weights, (double[]){60, NAN}, people, factors, NULL));
    ck_assert_float_eq_tol(people[0], 15, 1e-5F);
    ck_assert_float_eq_tol(people[1], 45, 1e-5F);
    ck_assert_float_eq(people[2], 7);
    ck_assert_float_eq(people[3], 50);
    ck_assert_double_eq_tol(factors[0], 1.5, 1e-12);
    ck_assert(isnan(factors[1]));
}
END_TEST

/* Sums before: 10 + 30 + 0.25 * 40 = 50 and 0.5 * 40 + 30 = 50. */
START_TEST(a_shared_cell_lies_between_its_zones)
{
    const vp_weights weights = {
        .geometry = strip, .zone_count = 2, .runs = runs, .run_count = 2, .partials = partials, .partial_count = 2};
    float people[] = {10, 30, 40, 30};
    double factors[2], sums[2];
    ck_assert(vp_raking(&weights, (double[]){100, 40}, people, factors, NULL));
    ck_assert_double_eq_tol(factors[0], 2, 1e-6);
    ck_assert_double_eq_tol(factors[1], 0.8, 1e-6);
    vp_zonal_sum(&weights, people, sums, NULL);
    ck_assert_double_eq_tol(sums[0], 100, 1e-4);
    ck_assert_double_eq_tol(sums[1], 40, 1e-4);
    ck_assert_float_eq_tol(people[1] / people[0], 3, 1e-5F); /* one factor within a zone */
    ck_assert(people[2] > 0);
}
END_TEST

START_TEST(nobody_cannot_be_multiplied_and_no_data_stays)
{
    const vp_weights weights = {.geometry = strip, .zone_count = 2, .runs = runs, .run_count = 2};
    float people[] = {0, NAN, 3, 5};
    double factors[2];
    ck_assert(vp_raking(&weights, (double[]){100, 0}, people, factors, NULL));
    ck_assert(isnan(factors[0]) && factors[1] == 0);
    ck_assert(people[0] == 0 && isnan(people[1]) && people[2] == 3 && people[3] == 0);
}
END_TEST

static double part_of(const vp_weights *weights, size_t cell, size_t zone)
{
    for (size_t r = 0; r < weights->run_count; r++)
        if (weights->runs[r].zone == zone && cell >= weights->runs[r].first_cell &&
            cell < (size_t)weights->runs[r].first_cell + weights->runs[r].cell_count)
            return 1;
    for (size_t p = 0; p < weights->partial_count; p++)
        if (weights->partials[p].zone == zone && weights->partials[p].cell == cell) return weights->partials[p].share;
    return 0;
}

/* The rule as it is written, cell by cell, in double. */
static void rake_slowly(const vp_weights *weights, const double totals[], double people[], size_t cells)
{
    for (int round = 0; round < 100; round++) {
        double factors[8];
        for (size_t z = 0; z < weights->zone_count; z++) {
            double sum = 0;
            for (size_t c = 0; c < cells; c++)
                if (!isnan(people[c])) sum += part_of(weights, c, z) * people[c];
            factors[z] = isnan(totals[z]) ? 1 : totals[z] / sum;
        }
        for (size_t c = 0; c < cells; c++) {
            double factor = 1;
            for (size_t z = 0; z < weights->zone_count; z++) factor += part_of(weights, c, z) * (factors[z] - 1);
            people[c] *= factor;
        }
    }
}

static double chance(unsigned *seed) { return (double)rand_r(seed) / RAND_MAX; }

START_TEST(random_maps_come_to_their_totals) /* seed _i */
{
    enum { SIDE = 20, ZONES = 4, STATED = ZONES - 1 };
    const size_t cells = (size_t)SIDE * SIDE;
    vp_grid_geometry geometry = {SIDE, SIDE, 100, 0, SIDE * 100};
    unsigned seed = (unsigned)_i + 1;
    vp_run rows[(size_t)SIDE * ZONES];
    vp_partial edges[(size_t)SIDE * ZONES * 2];
    size_t run_count = 0, partial_count = 0;
    float people[(size_t)SIDE * SIDE], before[(size_t)SIDE * SIDE];
    double totals[ZONES], factors[ZONES], sums[ZONES], first[ZONES];
    /* Zones stand side by side; the column between two is shared. Runs and partials by zone, as vp_zonal_sum has them.
     */
    double own[SIDE][ZONES];
    for (size_t row = 0; row < SIDE; row++)
        for (size_t z = 0; z < ZONES; z++) own[row][z] = chance(&seed);
    for (uint32_t z = 0; z < ZONES; z++)
        for (uint32_t row = 0; row < SIDE; row++) {
            rows[run_count++] = (vp_run){row * SIDE + z * 5, 4, z};
            if (z) edges[partial_count++] = (vp_partial){row * SIDE + z * 5 - 1, z, (1 - own[row][z - 1]) * 0.9};
            edges[partial_count++] = (vp_partial){row * SIDE + z * 5 + 4, z, own[row][z]};
        }
    const vp_weights weights = {.geometry = geometry,
                                .zone_count = ZONES,
                                .runs = rows,
                                .run_count = run_count,
                                .partials = edges,
                                .partial_count = partial_count};
    for (size_t i = 0; i < cells; i++) before[i] = people[i] = chance(&seed) < 0.1 ? NAN : (float)(50 * chance(&seed));
    vp_zonal_sum(&weights, people, first, NULL);
    for (size_t z = 0; z < ZONES; z++) totals[z] = z < STATED ? first[z] * (0.5 + 1.5 * chance(&seed)) : NAN;
    double slow[(size_t)SIDE * SIDE];
    for (size_t i = 0; i < cells; i++) slow[i] = (double)people[i];
    rake_slowly(&weights, totals, slow, cells);
    ck_assert(vp_raking(&weights, totals, people, factors, NULL));
    for (size_t i = 0; i < cells; i++)
        if (!isnan(slow[i])) ck_assert_double_eq_tol((double)people[i], slow[i], 1e-3);
    vp_zonal_sum(&weights, people, sums, NULL);
    for (size_t z = 0; z < STATED; z++) {
        ck_assert_double_eq_tol(sums[z], totals[z], totals[z] * 1e-5);
        ck_assert_double_eq_tol(factors[z], totals[z] / first[z], 1e-9);
    }
    for (size_t i = 0; i < cells; i++) {
        ck_assert(isnan(before[i]) == isnan(people[i]));
        if (i % SIDE >= (size_t)5 * STATED && i % SIDE % 5 < 4 && !isnan(before[i]))
            ck_assert_float_eq(people[i], before[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("raking");
    TCase *cases = tcase_create("raking");
    tcase_add_test(cases, a_zone_of_whole_cells_is_multiplied);
    tcase_add_test(cases, a_shared_cell_lies_between_its_zones);
    tcase_add_test(cases, nobody_cannot_be_multiplied_and_no_data_stays);
    tcase_add_loop_test(cases, random_maps_come_to_their_totals, 0, 10);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
