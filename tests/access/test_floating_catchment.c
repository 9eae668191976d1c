/* Floating catchments and capacity on cases small enough for paper. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/floating_catchment.h>

/* Two places, two sites: A (100 people) is 10 min from X and 50 from Y; B (300) is 25 from X and 5 from Y.
 * X has 4 doctors, Y 6. */
static const vp_cost costs[] = {{0, 0, 10}, {0, 1, 50}, {1, 0, 25}, {1, 1, 5}};
static const double people[] = {100, 300}, doctors[] = {4, 6};
static const vp_floating_problem two_by_two = {costs, 4, people, 2, doctors, 2};

static void access_of(vp_floating_method method, double limit, double access[])
{
    vp_floating_options options = vp_floating_defaults(method, limit);
    vp_error err = {0};
    ck_assert_msg(vp_floating_access(&two_by_two, &options, access, &err), "%s", err.message);
}

START_TEST(two_steps_by_hand)
{
    double a[2];
    access_of(VP_FLOATING_2SFCA, 30, a); /* X serves both: 4/400; Y serves B: 6/300 */
    ck_assert_double_eq_tol(a[0], 0.01, 1e-15);
    ck_assert_double_eq_tol(a[1], 0.01 + 0.02, 1e-15);
}
END_TEST

START_TEST(enhanced_two_steps_by_hand)
{
    double a[2];
    access_of(VP_FLOATING_E2SFCA, 30, a); /* weights A–X 1, B–X 0.22, B–Y 1 */
    double x = 4 / (100 + 0.22 * 300), y = 6 / 300.0;
    ck_assert_double_eq_tol(a[0], x, 1e-15);
    ck_assert_double_eq_tol(a[1], 0.22 * x + y, 1e-15);
}
END_TEST

/* Luo and Qi 2009: thirds of the limit weigh 1, 0.68 and 0.22. One person at each end of a third shares
 * one site. */
START_TEST(the_weights_are_those_of_the_paper)
{
    static const vp_cost pairs[] = {{0, 0, 10}, {1, 0, 20}, {2, 0, 30}, {3, 0, 30.5}};
    static const double one_each[] = {1, 1, 1, 1}, supply[] = {19};
    vp_floating_problem p = {pairs, 4, one_each, 4, supply, 1};
    vp_floating_options o = vp_floating_defaults(VP_FLOATING_E2SFCA, 30);
    double access[4], share = 19 / (1 + 0.68 + 0.22);
    ck_assert(vp_floating_access(&p, &o, access, NULL));
    ck_assert_double_eq_tol(access[0], share, 1e-12);
    ck_assert_double_eq_tol(access[1], 0.68 * share, 1e-12);
    ck_assert_double_eq_tol(access[2], 0.22 * share, 1e-12);
    ck_assert_double_eq(access[3], 0);
}
END_TEST

START_TEST(three_steps_by_hand)
{
    double a[2];
    access_of(VP_FLOATING_3SFCA, 30, a); /* B chooses X with 0.22/1.22 and Y with 1/1.22 */
    double gx = 0.22 / 1.22, gy = 1 / 1.22, x = 4 / (100 + gx * 0.22 * 300), y = 6 / (gy * 300);
    ck_assert_double_eq_tol(a[0], x, 1e-15);
    ck_assert_double_eq_tol(a[1], gx * 0.22 * x + gy * y, 1e-15);
}
END_TEST

/* The supply is used up: Σ people · access = Σ supply of the sites that anyone reaches. */
START_TEST(supply_is_neither_lost_nor_made)
{
    vp_cost pairs[200];
    double demand[20], supply[10], access[20];
    srand((unsigned)_i + 1);
    for (int i = 0; i < 20; i++) demand[i] = 1 + rand() % 500;
    for (int j = 0; j < 10; j++) supply[j] = 1 + rand() % 20;
    for (int k = 0; k < 200; k++) pairs[k] = (vp_cost){(uint32_t)(k / 10), (uint32_t)(k % 10), rand() % 30};
    vp_floating_problem p = {pairs, 200, demand, 20, supply, 10};
    vp_floating_options o = vp_floating_defaults(_i % 2 ? VP_FLOATING_E2SFCA : VP_FLOATING_2SFCA, 30);
    double used = 0, all = 0;
    ck_assert(vp_floating_access(&p, &o, access, NULL));
    for (int i = 0; i < 20; i++) used += demand[i] * access[i];
    for (int j = 0; j < 10; j++) all += supply[j];
    ck_assert_double_eq_tol(used, all, 1e-9 * all);
}
END_TEST

/* Two equal sites, one at 0 and one at 30 minutes from all 100 people; rho = 100/2 = 50, tau = 60. In
 * equilibrium D0/50 = 30/60 + D1/50 with D0 + D1 = 100: D0 = 62.5, the cost 1.25. */
START_TEST(rational_agents_by_hand)
{
    static const vp_cost pairs[] = {{0, 0, 0}, {0, 1, 30}};
    static const double demand[] = {100}, supply[] = {1, 1};
    vp_floating_problem p = {pairs, 2, demand, 1, supply, 2};
    vp_floating_options o = vp_floating_defaults(VP_FLOATING_RAAM, INFINITY);
    double access;
    ck_assert(vp_floating_access(&p, &o, &access, NULL));
    ck_assert_double_eq_tol(access, 1.25, 1e-9);
}
END_TEST

START_TEST(an_unreachable_place_has_no_rational_cost)
{
    static const vp_cost pairs[] = {{0, 0, 10}};
    static const double demand[] = {100, 50}, supply[] = {1};
    vp_floating_problem p = {pairs, 1, demand, 2, supply, 1};
    vp_floating_options o = vp_floating_defaults(VP_FLOATING_RAAM, INFINITY);
    double access[2];
    ck_assert(vp_floating_access(&p, &o, access, NULL));
    ck_assert(isnan(access[1]));
    o = vp_floating_defaults(VP_FLOATING_2SFCA, 60);
    ck_assert(vp_floating_access(&p, &o, access, NULL));
    ck_assert_double_eq(access[1], 0);
}
END_TEST

START_TEST(the_marginal_band_is_shared)
{
    /* 50 people at 5 min, then 60 and 40 at 10 min; 100 places: the band of 100 gets 50. */
    static const vp_cost pairs[] = {{0, 0, 5}, {1, 0, 10}, {2, 0, 10}, {3, 0, 99}};
    static const double demand[] = {50, 60, 40, 10}, supply[] = {100};
    vp_floating_problem p = {pairs, 4, demand, 4, supply, 1};
    double served[4], used[1];
    ck_assert(vp_capacity_fill(&p, VP_CAPACITY_IN_ORDER, 60, NULL, served, used, NULL));
    ck_assert_double_eq(served[0], 50);
    ck_assert_double_eq_tol(served[1], 30, 1e-12);
    ck_assert_double_eq_tol(served[2], 20, 1e-12);
    ck_assert_double_eq(served[3], 0);
    ck_assert_double_eq_tol(used[0], 100, 1e-12);
}
END_TEST

START_TEST(sharing_by_need_does_not_depend_on_the_order_of_sites)
{
    vp_cost pairs[60], turned[60];
    double demand[12], supply[5], backwards[5], served[2][12], used[2][5];
    srand((unsigned)_i + 7);
    for (int i = 0; i < 12; i++) demand[i] = rand() % 100;
    for (int j = 0; j < 5; j++) supply[j] = backwards[4 - j] = rand() % 200;
    for (int k = 0; k < 60; k++) {
        pairs[k] = (vp_cost){(uint32_t)(k / 5), (uint32_t)(k % 5), rand() % 90};
        turned[k] = (vp_cost){pairs[k].demand, 4 - pairs[k].site, pairs[k].cost};
    }
    vp_floating_problem p = {pairs, 60, demand, 12, supply, 5}, q = {turned, 60, demand, 12, backwards, 5};
    ck_assert(vp_capacity_fill(&p, VP_CAPACITY_BY_NEED, 60, NULL, served[0], used[0], NULL));
    ck_assert(vp_capacity_fill(&q, VP_CAPACITY_BY_NEED, 60, NULL, served[1], used[1], NULL));
    double patients = 0, places = 0;
    for (int i = 0; i < 12; i++) {
        ck_assert_double_eq_tol(served[0][i], served[1][i], 1e-6);
        ck_assert(served[0][i] >= 0 && served[0][i] <= demand[i] + 1e-9);
        patients += served[0][i];
    }
    for (int j = 0; j < 5; j++) {
        ck_assert(used[0][j] <= supply[j] + 1e-9);
        places += used[0][j];
    }
    ck_assert_double_eq_tol(patients, places, 1e-6);
}
END_TEST

START_TEST(a_pair_that_names_nobody_is_refused)
{
    static const vp_cost bad[] = {{5, 0, 10}}, negative[] = {{0, 0, -1}};
    vp_floating_problem p = {bad, 1, people, 2, doctors, 2};
    vp_floating_options o = vp_floating_defaults(VP_FLOATING_2SFCA, 30);
    double access[2];
    vp_error err = {0};
    ck_assert(!vp_floating_access(&p, &o, access, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    p.costs = negative;
    ck_assert(!vp_floating_access(&p, &o, access, &err));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("floating catchments");
    TCase *cases = tcase_create("access and capacity");
    tcase_add_test(cases, two_steps_by_hand);
    tcase_add_test(cases, enhanced_two_steps_by_hand);
    tcase_add_test(cases, the_weights_are_those_of_the_paper);
    tcase_add_test(cases, three_steps_by_hand);
    tcase_add_loop_test(cases, supply_is_neither_lost_nor_made, 0, 20);
    tcase_add_test(cases, rational_agents_by_hand);
    tcase_add_test(cases, an_unreachable_place_has_no_rational_cost);
    tcase_add_test(cases, the_marginal_band_is_shared);
    tcase_add_loop_test(cases, sharing_by_need_does_not_depend_on_the_order_of_sites, 0, 20);
    tcase_add_test(cases, a_pair_that_names_nobody_is_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
