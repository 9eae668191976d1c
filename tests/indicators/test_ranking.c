/* Ranking across services: three communes by hand, then random tables ranked by counting who lacks more. */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/ranking.h>

/* Index with weights 1, 1: A (0.8 + 0.2)/2 = 0.5, B (0.5 + 0.4)/2 = 0.45, C 0.1. B passes A when the second weighs a
 * third more: A (0.8 + 0.2667)/2.333 = 0.457, B (0.5 + 0.5333)/2.333 = 0.443 (no), or the first a third less: A (0.5333
 * + 0.2)/1.667 = 0.44, B (0.3333 + 0.4)/1.667 = 0.44: equal, and A stands first. */
START_TEST(three_communes_by_hand)
{
    const double shares[] = {0.2, 0.8, 0.5, 0.6, 0.9, 0.9};
    vp_ranked out[3];
    vp_error err = {0};
    ck_assert(vp_ranking_of(shares, 3, 2, (double[]){1, 1}, 0.5, out, &err));
    ck_assert_double_eq_tol(out[0].index, 0.5, 1e-12);
    ck_assert_double_eq_tol(out[1].index, 0.45, 1e-12);
    for (size_t u = 0; u < 3; u++) {
        ck_assert_uint_eq(out[u].rank, u + 1);
        ck_assert_uint_eq(out[u].rank_least, u + 1);
        ck_assert_uint_eq(out[u].rank_most, u + 1);
        ck_assert_uint_eq(out[u].known, 2);
    }
    ck_assert_uint_eq(out[0].missing, 1);
    ck_assert_uint_eq(out[1].missing, 0); /* 0.5 is not below it */
    ck_assert_uint_eq(out[0].worst_rank, 1);
    ck_assert_uint_eq(out[0].worst_service, 0);
    ck_assert_uint_eq(out[1].worst_rank, 1);
    ck_assert_uint_eq(out[1].worst_service, 1);
    ck_assert_uint_eq(out[2].worst_rank, 3);
}
END_TEST

/* The same with B at 0.51 of the first: at a third less of it B is (0.3267 + 0.4)/1.667 = 0.436. With the second at
 * 0.55 instead, B is (0.3267 + 0.45)/1.667 = 0.466 > 0.44 then, and (0.49 + 0.45)/2 = 0.47 < 0.5 as asked. */
START_TEST(a_rank_that_a_weight_decides_is_marked)
{
    const double shares[] = {0.2, 0.8, 0.51, 0.55, 0.9, 0.9};
    vp_ranked out[3];
    ck_assert(vp_ranking_of(shares, 3, 2, (double[]){1, 1}, 0.5, out, NULL));
    ck_assert_uint_eq(out[0].rank, 1);
    ck_assert_uint_eq(out[0].rank_least, 1);
    ck_assert_uint_eq(out[0].rank_most, 2);
    ck_assert_uint_eq(out[1].rank, 2);
    ck_assert_uint_eq(out[1].rank_least, 1);
    ck_assert_uint_eq(out[2].rank_least, 3);
    ck_assert_uint_eq(out[2].rank_most, 3);
}
END_TEST

START_TEST(what_is_not_known_has_no_weight)
{
    const double shares[] = {0.2, NAN, NAN, NAN, 0.4, 0};
    vp_ranked out[3];
    ck_assert(vp_ranking_of(shares, 3, 2, (double[]){1, 3}, 0.5, out, NULL));
    ck_assert_double_eq_tol(out[0].index, 0.8, 1e-12);
    ck_assert_uint_eq(out[0].known, 1);
    ck_assert(isnan(out[1].index) && out[1].rank == 0 && out[1].worst_rank == 0);
    ck_assert_double_eq_tol(out[2].index, (0.6 + 3) / 4, 1e-12);
    ck_assert_uint_eq(out[2].rank, 1);
}
END_TEST

START_TEST(weights_that_make_no_sense_are_refused) /* row _i */
{
    static const double weights[][2] = {{-1, 1}, {0, 0}, {NAN, 1}, {INFINITY, 1}};
    const double shares[] = {0.5, 0.5};
    vp_ranked out[1];
    vp_error err = {0};
    ck_assert(!vp_ranking_of(shares, 1, 2, weights[_i], 0.5, out, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
}
END_TEST

static double chance(unsigned *seed) { return (double)rand_r(seed) / RAND_MAX; }

static double index_of(const double shares[], const double weights[], size_t services, size_t changed, double factor)
{
    double sum = 0, whole = 0;
    for (size_t s = 0; s < services; s++) {
        double weight = s == changed ? weights[s] * factor : weights[s];
        if (!isnan(shares[s])) sum += weight * (1 - shares[s]), whole += weight;
    }
    return sum / whole;
}

/* One more than the units that lack more, equal ones before it by number. */
static size_t counted_rank(const double indices[], size_t units, size_t unit)
{
    size_t rank = 1;
    double own = indices[unit];
    for (size_t u = 0; u < units; u++) {
        double other = indices[u];
        if (u != unit && (other > own + 1e-12 || (fabs(other - own) <= 1e-12 && u < unit))) rank++;
    }
    return rank;
}

/* The foremost of a unit's ranks by what it lacks of one service, among the units of which that is known, and the
 * first service that gives it. */
static void check_worst(const double shares[], size_t units, size_t services, size_t unit, const vp_ranked *found)
{
    size_t worst = 0, of = SIZE_MAX;
    for (size_t s = 0; s < services; s++) {
        size_t rank = 1;
        double own = shares[unit * services + s];
        if (isnan(own)) continue;
        for (size_t u = 0; u < units; u++) {
            double other = shares[u * services + s];
            rank += other < own - 1e-12 || (fabs(other - own) <= 1e-12 && u < unit) ? 1 : 0;
        }
        if (!worst || rank < worst) worst = rank, of = s;
    }
    ck_assert_uint_eq(found->worst_rank, worst);
    ck_assert_uint_eq(found->worst_service, of);
}

START_TEST(random_tables_are_ranked_as_counted) /* seed _i */
{
    enum { UNITS = 25, SERVICES = 4 };
    const size_t units = UNITS, services = SERVICES;
    unsigned seed = (unsigned)_i + 1;
    double shares[(size_t)UNITS * SERVICES], weights[SERVICES];
    vp_ranked out[UNITS];
    for (size_t i = 0; i < services; i++) weights[i] = 0.1 + chance(&seed);
    for (size_t i = 0; i < units * services; i++)
        shares[i] = chance(&seed) < 0.1 && i % services ? NAN : round(20 * chance(&seed)) / 20;
    ck_assert(vp_ranking_of(shares, units, services, weights, 0.5, out, NULL));
    for (size_t u = 0; u < units; u++) {
        size_t least = units, most = 0, missing = 0;
        for (size_t c = 0; c <= 2 * services; c++) {
            double factor = c == 2 * services ? 1 : c % 2 ? 4.0 / 3 : 2.0 / 3, indices[UNITS];
            for (size_t k = 0; k < units; k++)
                indices[k] = index_of(shares + k * services, weights, services, c / 2, factor);
            size_t rank = counted_rank(indices, units, u);
            if (c == 2 * services) ck_assert_uint_eq(out[u].rank, rank);
            least = rank < least ? rank : least, most = rank > most ? rank : most;
        }
        ck_assert_uint_eq(out[u].rank_least, least);
        ck_assert_uint_eq(out[u].rank_most, most);
        for (size_t s = 0; s < services; s++) missing += shares[u * services + s] < 0.5 ? 1 : 0;
        ck_assert_uint_eq(out[u].missing, missing);
        check_worst(shares, units, services, u, &out[u]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ranking");
    TCase *cases = tcase_create("ranking");
    tcase_add_test(cases, three_communes_by_hand);
    tcase_add_test(cases, a_rank_that_a_weight_decides_is_marked);
    tcase_add_test(cases, what_is_not_known_has_no_weight);
    tcase_add_loop_test(cases, weights_that_make_no_sense_are_refused, 0, 4);
    tcase_add_loop_test(cases, random_tables_are_ranked_as_counted, 0, 20);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
