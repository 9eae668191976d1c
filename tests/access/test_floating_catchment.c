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

/* Minutes are sums in float32: at exactly the end of a step they may lie a millionth above it. */
START_TEST(who_is_at_the_end_of_a_step_is_in_it)
{
    static const vp_cost pairs[] = {
        {0, 0, 10 * (1 + 9e-7)}, {1, 0, 20 * (1 + 9e-7)}, {2, 0, 30 * (1 + 9e-7)}, {3, 0, 30.001}};
    static const double one_each[] = {1, 1, 1, 1}, supply[] = {19}, weights[] = {1, 0.68, 0.22, 0};
    vp_floating_problem p = {pairs, 4, one_each, 4, supply, 1};
    vp_floating_options o = vp_floating_defaults(VP_FLOATING_E2SFCA, 30);
    double access[4];
    ck_assert(vp_floating_access(&p, &o, access, NULL));
    for (int i = 0; i < 4; i++) ck_assert_double_eq_tol(access[i], weights[i] * 19 / 1.9, 1e-12);
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

/* What everybody pays once nobody would rather go elsewhere is one figure, whoever chose first. */
START_TEST(rational_agents_settle_alike_in_any_order)
{
    enum { PLACES = 12, SITES = 5, PAIRS = PLACES * SITES };
    vp_cost pairs[PAIRS], turned[PAIRS];
    double demand[PLACES], supply[SITES], backwards[PLACES], access[2][PLACES];
    srand((unsigned)_i + 3);
    for (int i = 0; i < PLACES; i++) demand[i] = backwards[PLACES - 1 - i] = 1 + rand() % 500;
    for (int j = 0; j < SITES; j++) supply[j] = 1 + rand() % 20;
    for (uint32_t k = 0; k < PAIRS; k++) {
        pairs[k] = (vp_cost){k / SITES, k % SITES, rand() % 90};
        turned[k] = (vp_cost){PLACES - 1 - pairs[k].demand, pairs[k].site, pairs[k].cost};
    }
    vp_floating_problem p = {pairs, PAIRS, demand, PLACES, supply, SITES};
    vp_floating_problem q = {turned, PAIRS, backwards, PLACES, supply, SITES};
    vp_floating_options o = vp_floating_defaults(VP_FLOATING_RAAM, INFINITY);
    ck_assert(vp_floating_access(&p, &o, access[0], NULL));
    ck_assert(vp_floating_access(&q, &o, access[1], NULL));
    for (int i = 0; i < PLACES; i++) ck_assert_double_eq_tol(access[0][i], access[1][PLACES - 1 - i], 1e-6);
}
END_TEST

/* Site 0 has nothing to give, site 2 lies beyond the limit: both go to site 1, whatever it costs to get to the others.
 */
START_TEST(rational_agents_go_where_there_is_supply_in_reach)
{
    static const vp_cost pairs[] = {{0, 0, 1}, {0, 1, 30}, {1, 1, 30}, {1, 2, 45}};
    static const double demand[] = {10, 10}, supply[] = {0, 4, 100};
    vp_floating_options o = vp_floating_defaults(VP_FLOATING_RAAM, 40);
    vp_floating_problem p = {pairs, 4, demand, 2, supply, 3};
    double access[2];
    ck_assert(vp_floating_access(&p, &o, access, NULL));
    /* 30 of 60 minutes, and 20 people on 4 beds against 20 on all 104 */
    for (size_t i = 0; i < 2; i++) ck_assert_double_eq_tol(access[i], 30.0 / 60 + (104.0 / 20) / (4.0 / 20), 1e-9);
}
END_TEST

/* Nobody crowds anything: each pays the path to the nearest. */
START_TEST(where_nobody_lives_only_the_path_costs)
{
    static const vp_cost pairs[] = {{0, 0, 30}, {0, 1, 15}, {1, 0, 45}};
    static const double nobody[] = {0, 0}, supply[] = {1, 3};
    vp_floating_problem p = {pairs, 3, nobody, 2, supply, 2};
    vp_floating_options o = vp_floating_defaults(VP_FLOATING_RAAM, INFINITY);
    double access[2];
    ck_assert(vp_floating_access(&p, &o, access, NULL));
    ck_assert_double_eq_tol(access[0], 15.0 / 60, 1e-12);
    ck_assert_double_eq_tol(access[1], 45.0 / 60, 1e-12);
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

/* The rounds of sharing by need (docs/methods.md) on plain matrices: free places in equal parts to whom they reach. */
static void share_on_paper(const vp_floating_problem *p, double limit, double served[12], double used[5])
{
    double left[12], moved = INFINITY;
    bool near[12][5] = {{false}};
    memcpy(left, p->demand, sizeof left);
    memset(used, 0, 5 * sizeof *used);
    for (size_t k = 0; k < p->cost_count; k++) near[p->costs[k].demand][p->costs[k].site] |= p->costs[k].cost <= limit;
    for (int round = 0; round < 20000 && moved > 1e-9; round++) {
        double offer[5] = {0}, takes[12][5] = {{0}};
        for (int j = 0; j < 5; j++) {
            for (int i = 0; i < 12; i++) offer[j] += near[i][j] ? left[i] : 0;
            offer[j] = offer[j] > 0 ? fmin(1, (p->supply[j] - used[j]) / offer[j]) : 0;
        }
        moved = 0;
        for (int i = 0; i < 12; i++) {
            double all = 0, taken = 0;
            for (int j = 0; j < 5; j++) all += near[i][j] ? offer[j] : 0;
            for (int j = 0; j < 5; j++) takes[i][j] = near[i][j] ? left[i] * offer[j] / fmax(1, all) : 0;
            for (int j = 0; j < 5; j++) used[j] += takes[i][j], taken += takes[i][j];
            left[i] -= taken;
            moved += taken;
        }
    }
    for (int i = 0; i < 12; i++) served[i] = p->demand[i] - left[i];
}

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
    double patients = 0, places = 0, on_paper[12], of_sites[5];
    share_on_paper(&p, 60, on_paper, of_sites);
    for (int j = 0; j < 5; j++) ck_assert_double_eq_tol(used[0][j], of_sites[j], 1e-5);
    for (int i = 0; i < 12; i++) {
        ck_assert_double_eq_tol(served[0][i], on_paper[i], 1e-5);
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

/* The published example of PySAL's `access` (Saxon, Koschinsky et al. 2022; its test of hospitals): three tracts of
 * 100, 50 and 10 people with 15, 20 and 100 doctors, weights 1/minutes within 61, four states of the traffic. By hand
 * for gridlock: D1 = 100/1 + 10/40 = 100.25, D2 = 50 + 10/40 = 50.25, D3 = 100/40 + 50/40 + 10 = 13.75;
 * A1 = 15/100.25 + 100/13.75/40, and so on. minutes[to][from]; 3 is the city. */
static const double tract_people[] = {100, 50, 10}, tract_doctors[] = {15, 20, 100};
static const struct {
    double inbound, outbound, across, access[3];
} traffic[] = {
    {40,
     40,
     80,
     {15 / 100.25 + 100 / 13.75 / 40, 20 / 50.25 + 100 / 13.75 / 40, 100 / 13.75 + 15 / 100.25 / 40 + 20 / 50.25 / 40}},
    {20,
     40,
     80,
     {15 / 100.25 + 100 / 17.5 / 20, 20 / 50.25 + 100 / 17.5 / 20, 100 / 17.5 + 15 / 100.25 / 40 + 20 / 50.25 / 40}},
    {40,
     20,
     80,
     {15 / 100.5 + 100 / 13.75 / 40, 20 / 50.5 + 100 / 13.75 / 40, 100 / 13.75 + 15 / 100.5 / 20 + 20 / 50.5 / 20}},
    {20,
     20,
     40,
     {15 / 101.75 + 20 / 53.0 / 40 + 100 / 17.5 / 20, 20 / 53.0 + 15 / 101.75 / 40 + 100 / 17.5 / 20,
      100 / 17.5 + 15 / 101.75 / 20 + 20 / 53.0 / 20}},
};

static void make_traffic(int state, vp_cost pairs[9])
{
    double in = traffic[state].inbound, out = traffic[state].outbound, across = traffic[state].across;
    const vp_cost made[] = {{0, 0, 1},   {1, 1, 1},   {2, 2, 1},      {0, 2, in},    {1, 2, in},
                            {2, 0, out}, {2, 1, out}, {0, 1, across}, {1, 0, across}};
    memcpy(pairs, made, sizeof made);
}

START_TEST(the_published_example_of_gravity)
{
    vp_cost pairs[9];
    double access[3];
    make_traffic(_i, pairs);
    vp_floating_problem p = {pairs, 9, tract_people, 3, tract_doctors, 3};
    vp_floating_options o = vp_floating_defaults(VP_FLOATING_2SFCA, 61);
    o.decay = VP_DECAY_GRAVITY;
    ck_assert(vp_floating_access(&p, &o, access, NULL));
    for (int i = 0; i < 3; i++) ck_assert_double_eq_tol(access[i], traffic[_i].access[i], 1e-12);
}
END_TEST

/* 3SFCA on the last state of the traffic, where every pair is within 61: each weight w times w / Σ w of the place. */
START_TEST(the_published_example_of_gravity_in_three_steps)
{
    vp_cost pairs[9];
    double access[3];
    make_traffic(3, pairs);
    vp_floating_problem p = {pairs, 9, tract_people, 3, tract_doctors, 3};
    vp_floating_options o = vp_floating_defaults(VP_FLOATING_3SFCA, 61);
    o.decay = VP_DECAY_GRAVITY;
    ck_assert(vp_floating_access(&p, &o, access, NULL));
    double suburb = 1 + 1 / 20.0 + 1 / 40.0, city = 1 + 2 / 20.0; /* Σ w of the places 1 and 2, and of 3 */
    double self = 1 / suburb, in = 1 / 400.0 / suburb, across = 1 / 1600.0 / suburb, out = 1 / 400.0 / city;
    double r1 = 15 / (100 * self + 50 * across + 10 * out), r2 = 20 / (50 * self + 100 * across + 10 * out),
           r3 = 100 / (150 * in + 10 / city);
    ck_assert_double_eq_tol(access[0], r1 * self + r2 * across + r3 * in, 1e-12);
    ck_assert_double_eq_tol(access[1], r2 * self + r1 * across + r3 * in, 1e-12);
    ck_assert_double_eq_tol(access[2], r3 / city + (r1 + r2) * out, 1e-12);
}
END_TEST

/* One person at each cost shares one site of supply Σ w: the access is the weight. */
static void weights_are(const vp_floating_options *o, const double at[], const double weight[], size_t count)
{
    vp_cost pairs[8];
    double one_each[8], access[8], sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        pairs[i] = (vp_cost){i, 0, at[i]};
        one_each[i] = 1;
        sum += weight[i];
    }
    vp_floating_problem p = {pairs, count, one_each, count, &sum, 1};
    vp_error err = {0};
    ck_assert_msg(vp_floating_access(&p, o, access, &err), "%s", err.message);
    for (size_t i = 0; i < count; i++) ck_assert_double_eq_tol(access[i], weight[i], 1e-12);
}

START_TEST(each_decay_has_the_weights_of_its_formula)
{
    vp_floating_options gravity = vp_floating_defaults(VP_FLOATING_2SFCA, 60);
    gravity.decay = VP_DECAY_GRAVITY;
    gravity.scale = 10;
    gravity.power = 2;
    gravity.nearest = 5;
    weights_are(&gravity, (double[]){0, 5, 10, 20, 60, 60.5}, (double[]){4, 4, 1, 0.25, 1 / 36.0, 0}, 6);
    vp_floating_options gaussian =
        vp_floating_defaults(VP_FLOATING_E2SFCA, 60); /* the values of access's own example */
    gaussian.decay = VP_DECAY_GAUSSIAN;
    gaussian.sigma = 20;
    weights_are(&gaussian, (double[]){0, 20, 40, 60, 61},
                (double[]){1, 0.6065306597126334, 0.1353352832366127, 0.011108996538242306, 0}, 5);
    gaussian.sigma = 0; /* Dai: 1 at 0, 0 at the limit; at half of it (e^-1/8 - e^-1/2) / (1 - e^-1/2) */
    weights_are(&gaussian, (double[]){0, 30, 60, 61}, (double[]){1, (exp(-0.125) - exp(-0.5)) / (1 - exp(-0.5)), 0, 0},
                4);
    vp_floating_options steps = vp_floating_defaults(VP_FLOATING_2SFCA, 50); /* the limit cuts the last step */
    steps.step_count = 4;
    memcpy(steps.ends, (double[]){10, 20, 30, 60}, 4 * sizeof(double));
    memcpy(steps.weights, (double[]){1, 0.8, 0.55, 0.15}, 4 * sizeof(double));
    weights_are(&steps, (double[]){0, 10, 10.5, 30, 50, 50.5}, (double[]){1, 1, 0.8, 0.55, 0.15, 0}, 6);
}
END_TEST

/* People of a cell are a share of a larger one's: a half of one has all of a place for itself. */
START_TEST(less_than_one_person_shares_a_place)
{
    static const vp_cost pairs[] = {{0, 0, 5}, {1, 1, 5}, {2, 1, 5}};
    static const double demand[] = {0.5, 0.25, 0.5}, supply[] = {2, 0.75};
    vp_floating_problem p = {pairs, 3, demand, 3, supply, 2};
    vp_floating_options o = vp_floating_defaults(VP_FLOATING_2SFCA, 30);
    double access[3];
    ck_assert(vp_floating_access(&p, &o, access, NULL));
    ck_assert_double_eq_tol(access[0], 4, 1e-12);
    ck_assert_double_eq_tol(access[1], 1, 1e-12);
    ck_assert_double_eq_tol(access[2], 1, 1e-12);
}
END_TEST

/* A and B share X; nobody lives at C and D, who alone reach Y: X is counted for C's neighbour, Y's share is unknown.
 * E reaches nothing: 0. F has no people and reaches Z, which has no supply: 0. */
START_TEST(a_catchment_without_people_has_no_value)
{
    static const vp_cost pairs[] = {{0, 0, 5}, {1, 0, 5}, {2, 1, 5}, {3, 1, 9}, {3, 0, 5}, {5, 2, 5}};
    static const double demand[] = {10, 30, 0, 0, 20, 0}, supply[] = {4, 6, 0};
    vp_floating_problem p = {pairs, 6, demand, 6, supply, 3};
    double access[6];
    for (int method = VP_FLOATING_2SFCA; method <= VP_FLOATING_3SFCA; method++) {
        vp_floating_options o = vp_floating_defaults((vp_floating_method)method, 30);
        o.decay = _i ? VP_DECAY_GAUSSIAN : VP_DECAY_STEPS;
        ck_assert(vp_floating_access(&p, &o, access, NULL));
        ck_assert_double_eq_tol(access[0], 0.1, 1e-12);
        ck_assert(isnan(access[2]) && isnan(access[3]));
        ck_assert_double_eq(access[4], 0);
        ck_assert_double_eq(access[5], 0);
    }
}
END_TEST

START_TEST(weights_that_cannot_be_are_refused)
{
    static const vp_cost near[] = {{0, 0, 0}, {1, 0, 5}};
    vp_floating_problem p = {near, 2, people, 2, doctors, 1};
    vp_floating_options o[7];
    double access[2];
    for (int k = 0; k < 7; k++) o[k] = vp_floating_defaults(VP_FLOATING_2SFCA, 30);
    o[0].decay = o[1].decay = VP_DECAY_GRAVITY; /* the first: a cost of 0 weighs without end */
    o[5].decay = o[6].decay = VP_DECAY_GRAVITY;
    o[1].scale = o[5].power = 0;
    o[1].nearest = o[5].nearest = 1;
    o[6].nearest = -1;
    o[2].decay = VP_DECAY_GAUSSIAN;
    o[2].limit = INFINITY;
    o[3].step_count = 2;
    o[3].ends[1] = 30;
    o[4].weights[0] = -1;
    for (int k = 0; k < 7; k++) {
        vp_error err = {0};
        ck_assert_msg(!vp_floating_access(&p, &o[k], access, &err), "options %d", k);
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    }
}
END_TEST

START_TEST(figures_that_cannot_be_are_refused_by_number)
{
    static const struct {
        double people, doctors;
        uint32_t site;
        double cost;
        size_t steps;
        const char *said;
    } rows[] = {{-1, 6, 1, 5, 1, "demand 1 is -1"},
                {INFINITY, 6, 1, 5, 1, "demand 1 is inf"},
                {NAN, 6, 1, 5, 1, "demand 1 is nan"},
                {3, -1, 1, 5, 1, "the supply of site 1 is -1"},
                {3, INFINITY, 1, 5, 1, "the supply of site 1 is inf"},
                {3, 6, 2, 5, 1, "cost 0 joins demand 1 and site 2"},
                {3, 6, 1, -1, 1, "cost 0 is -1"},
                {3, 6, 1, NAN, 1, "cost 0 is nan"},
                {3, 6, 1, 5, 0, "0 steps of weight; there are 1 to"},
                {3, 6, 1, 5, VP_DECAY_STEPS_MOST + 1, "steps of weight; there are 1 to"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const double demand[] = {1, rows[i].people}, supply[] = {4, rows[i].doctors};
        const vp_cost pair = {1, rows[i].site, rows[i].cost};
        vp_floating_problem p = {&pair, 1, demand, 2, supply, 2};
        vp_floating_options o = vp_floating_defaults(VP_FLOATING_2SFCA, 30);
        double access[2];
        vp_error err = {0};
        o.step_count = rows[i].steps;
        ck_assert(!vp_floating_access(&p, &o, access, &err));
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
        ck_assert_msg(strstr(err.message, rows[i].said) != NULL, "%s", err.message);
    }
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
    tcase_add_test(cases, who_is_at_the_end_of_a_step_is_in_it);
    tcase_add_test(cases, three_steps_by_hand);
    tcase_add_loop_test(cases, supply_is_neither_lost_nor_made, 0, 20);
    tcase_add_test(cases, rational_agents_by_hand);
    tcase_add_loop_test(cases, rational_agents_settle_alike_in_any_order, 0, 5);
    tcase_add_test(cases, an_unreachable_place_has_no_rational_cost);
    tcase_add_test(cases, rational_agents_go_where_there_is_supply_in_reach);
    tcase_add_test(cases, where_nobody_lives_only_the_path_costs);
    tcase_add_test(cases, the_marginal_band_is_shared);
    tcase_add_loop_test(cases, sharing_by_need_does_not_depend_on_the_order_of_sites, 0, 20);
    tcase_add_loop_test(cases, the_published_example_of_gravity, 0, 4);
    tcase_add_test(cases, the_published_example_of_gravity_in_three_steps);
    tcase_add_test(cases, each_decay_has_the_weights_of_its_formula);
    tcase_add_test(cases, less_than_one_person_shares_a_place);
    tcase_add_loop_test(cases, a_catchment_without_people_has_no_value, 0, 2);
    tcase_add_test(cases, weights_that_cannot_be_are_refused);
    tcase_add_test(cases, figures_that_cannot_be_are_refused_by_number);
    tcase_add_test(cases, a_pair_that_names_nobody_is_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
