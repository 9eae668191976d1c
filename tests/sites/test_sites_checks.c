/* Problems that cannot be, with their sentences; and the figures of an answer on one small problem, by hand. */
#include "sites/time_budget.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/sites.h>

/* Three demands and three sites: site 0 is at demands 0 and 1, site 1 at 1 and 2, site 2 far from all. */
static const vp_cost entries[] = {{0, 0, 1}, {1, 0, 4}, {1, 1, 2}, {2, 1, 3}, {0, 2, 10}, {1, 2, 10}, {2, 2, 10}};
static double weights[3], prices[3], capacities[3];
static uint8_t states[3];
static vp_site_pair pairs[1];
static vp_costs *costs;
static vp_sites_problem problem;
static vp_error err;

static void make(void)
{
    for (size_t i = 0; i < 3; i++)
        weights[i] = 10 * (double)(i + 1), prices[i] = (double)i + 1, states[i] = VP_SITE_FREE,
        capacities[i] = INFINITY;
    costs = vp_costs_new(3, 3, entries, sizeof entries / sizeof *entries, &err);
    ck_assert_ptr_nonnull(costs);
    problem = vp_sites_problem_defaults();
    problem.objective = VP_OBJECTIVE_COVERAGE;
    problem.costs = costs;
    problem.weights = weights;
    problem.count = 1;
    problem.limit = 3;
    err = (vp_error){0};
}

static void drop(void) { vp_costs_free(costs); }

static void refused(const char *said)
{
    vp_sites_options options = vp_sites_defaults();
    ck_assert_ptr_null(vp_sites_solve(&problem, &options, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_str_eq(err.message, said);
    drop();
    make();
}

typedef struct {
    double best, proven, done;
} figures;

static bool note_figures(void *context, double objective, double bound, double done)
{
    *(figures *)context = (figures){objective, bound, done};
    return true;
}

/* Who asks in the middle of something knows no figures: the caller hears those of before, in the caller's measure. */
START_TEST(what_is_known_is_reported_again)
{
    figures heard = {0, 0, 0};
    vp_sites_options options = vp_sites_defaults();
    options.progress = note_figures;
    options.context = &heard;
    vp_time_budget budget;
    vp_time_budget_start(&budget, &options);
    budget.scale = -1;
    budget.shift = 10;
    ck_assert(vp_time_budget_on(&budget, NAN, NAN, NAN));
    ck_assert(isnan(heard.best) && isnan(heard.proven) && isnan(heard.done));
    budget.reported = -INFINITY;
    ck_assert(vp_time_budget_on(&budget, 3, 1, 0.25));
    ck_assert(heard.best == 7 && heard.proven == 9 && heard.done == 0.25);
    budget.scale = 1;
    budget.reported = -INFINITY;
    ck_assert(vp_time_budget_on(&budget, NAN, NAN, NAN));
    ck_assert(heard.best == 7 && heard.proven == 9 && heard.done == 0.25);
    budget.reported = -INFINITY;
    ck_assert(vp_time_budget_on(&budget, -2, NAN, NAN));
    ck_assert(heard.best == 8 && heard.proven == 9);
}
END_TEST

START_TEST(figures_that_cannot_be_are_refused)
{
    weights[1] = -1;
    refused("demand 1 weighs -1; weights are finite and 0 or more");
    weights[2] = INFINITY;
    refused("demand 2 weighs inf; weights are finite and 0 or more");
    problem.prices = prices;
    prices[2] = -0.5;
    refused("site 2 is priced -0.5; prices are finite and 0 or more");
    problem.prices = prices;
    prices[0] = INFINITY;
    refused("site 0 is priced inf; prices are finite and 0 or more");
    problem.states = states;
    states[1] = VP_SITE_FORBIDDEN + 1;
    refused("site 1 is in the unknown state 4");
    problem.budget = -1;
    refused("the budget -1 is below 0");
    problem.beyond = -1;
    refused("the cost beyond, -1, must be finite and 0 or more");
    problem.beyond = INFINITY;
    refused("the cost beyond, inf, must be finite and 0 or more");
    problem.limit = NAN;
    refused("the limit is not a number");
    problem.objective = VP_OBJECTIVE_COUNT;
    refused("there is no objective 4");
}
END_TEST

START_TEST(questions_that_do_not_hold_together_are_refused)
{
    problem.states = states;
    states[0] = states[2] = VP_SITE_FIXED;
    refused("2 sites are fixed, but only 1 may be chosen");
    problem.states = states;
    problem.prices = prices;
    problem.budget = 2.5;
    states[2] = VP_SITE_FIXED;
    refused("the fixed sites cost 3, more than the budget of 2.5");
    problem.budget = 5;
    refused("a budget needs the prices of the sites");
    problem.count = SIZE_MAX;
    refused("how many sites? give a count or a budget");
    problem.objective = VP_OBJECTIVE_SET_COVER;
    refused("set cover finds the number of sites itself: give no count or budget");
    problem.objective = VP_OBJECTIVE_SET_COVER;
    problem.count = SIZE_MAX;
    problem.prices = prices;
    problem.budget = 3;
    refused("set cover finds the number of sites itself: give no count or budget");
    problem.objective = VP_OBJECTIVE_SET_COVER;
    problem.count = SIZE_MAX;
    problem.share = 0;
    refused("the share 0 is not above 0 and at most 1");
    problem.objective = VP_OBJECTIVE_SET_COVER;
    problem.count = SIZE_MAX;
    problem.share = 1.5;
    refused("the share 1.5 is not above 0 and at most 1");
    problem.objective = VP_OBJECTIVE_P_CENTER;
    problem.prices = prices;
    problem.budget = 3;
    refused("p-center takes a count or a budget, not both");
    problem.apart = pairs;
    problem.apart_count = 1;
    pairs[0] = (vp_site_pair){1, 1};
    refused("separation pair 0 must name two different sites");
    problem.apart = pairs;
    problem.apart_count = 1;
    pairs[0] = (vp_site_pair){0, 3};
    refused("separation pair 0 must name two different sites");
    problem.apart = pairs;
    problem.apart_count = 1;
    pairs[0] = (vp_site_pair){3, 0};
    refused("separation pair 0 must name two different sites");
    problem.capacities = capacities;
    capacities[1] = -1;
    refused("site 1 has the capacity -1; it must be 0 or more");
    problem.zone_count = 1;
    problem.zone_least = 1.1;
    refused("the least share 1.1 is not from 0 to 1");
}
END_TEST

START_TEST(costs_that_cannot_be_are_refused_by_number)
{
    static const struct {
        size_t demands, sites;
        vp_cost entries[3];
        size_t count;
        const char *said;
    } rows[] = {
        {0, 1, {{0}}, 0, "there are no demands or no sites"},
        {1, 0, {{0}}, 0, "there are no demands or no sites"},
        {UINT32_MAX, 1, {{0}}, 0, "4294967295 demands or 1 sites are above 4294967294"},
        {1, UINT32_MAX, {{0}}, 0, "1 demands or 4294967295 sites are above 4294967294"},
        {2, 2, {{1, 1, 0}, {2, 0, 1}}, 2, "cost 1 is of demand 2, site 0: there are 2 and 2"},
        {2, 2, {{0, 2, 1}}, 1, "cost 0 is of demand 0, site 2: there are 2 and 2"},
        {2, 2, {{0, 0, -1}}, 1, "cost 0 is -1; costs are finite and 0 or more"},
        {2, 2, {{0, 0, INFINITY}}, 1, "cost 0 is inf; costs are finite and 0 or more"},
        {2, 2, {{1, 0, 1}, {0, 0, 3}, {1, 0, 2}}, 3, "demand 1 and site 0 have two costs"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_ptr_null(vp_costs_new(rows[i].demands, rows[i].sites, rows[i].entries, rows[i].count, &err));
        ck_assert_str_eq(err.message, rows[i].said);
    }
}
END_TEST

/* Covers say who is within the limit, not how far. */
START_TEST(covers_alone_have_no_costs)
{
    static const size_t start[] = {0, 2, 3};
    static const uint32_t demands[] = {0, 1, 1};
    for (vp_objective o = VP_OBJECTIVE_COVERAGE; o < VP_OBJECTIVE_COUNT; o++) {
        size_t *of_site = malloc(sizeof start);
        uint32_t *demand = malloc(sizeof demands);
        memcpy(of_site, start, sizeof start);
        memcpy(demand, demands, sizeof demands);
        vp_costs *covers = vp_costs_of_covers(2, 2, of_site, demand, &err);
        ck_assert_ptr_nonnull(covers);
        static const size_t by_demand[] = {0, 1, 3};
        static const uint32_t sites[] = {0, 0, 1};
        for (size_t i = 0; i < 3; i++) ck_assert_uint_eq(covers->demand_start[i], by_demand[i]);
        for (size_t i = 0; i < 3; i++) ck_assert_uint_eq(covers->demand_site[i], sites[i]);
        problem.costs = covers;
        problem.objective = o;
        problem.count = o == VP_OBJECTIVE_SET_COVER ? SIZE_MAX : 1;
        vp_sites_options options = vp_sites_defaults();
        vp_sites_answer *a = vp_sites_solve(&problem, &options, &err);
        bool counts = o == VP_OBJECTIVE_COVERAGE || o == VP_OBJECTIVE_SET_COVER;
        ck_assert_msg((a != NULL) == counts, "%s: %s", vp_objective_names[o], err.message);
        if (!a) ck_assert_msg(strstr(err.message, "needs costs, not covers alone") != NULL, "%s", err.message);
        if (a) ck_assert(a->chosen_count == 1 && a->chosen[0].site == 0 && a->weight_covered == 30);
        vp_sites_answer_free(a);
        vp_costs_free(covers);
    }
}
END_TEST

/* 0 - 1 - 2 with an arc of 5 beside it, and 3 by itself; of two edges between the same nodes the last one counts. */
START_TEST(costs_of_a_graph_are_its_shortest_paths)
{
    static const vp_edge edges[] = {{0, 1, 9}, {1, 2, 2}, {2, 0, 5}, {1, 0, 1}};
    static const double shortest[4][4] = {{0, 1, 3, -1}, {1, 0, 2, -1}, {3, 2, 0, -1}, {-1, -1, -1, 0}};
    vp_costs *c = vp_costs_of_graph(4, edges, 4, &err);
    ck_assert_msg(c != NULL, "%s", err.message);
    ck_assert_uint_eq(c->entry_count, 10);
    for (size_t d = 0; d < 4; d++)
        for (size_t k = c->demand_start[d]; k < c->demand_start[d + 1]; k++)
            ck_assert_double_eq(c->demand_cost[k], shortest[d][c->demand_site[k]]);
    vp_costs_free(c);
    static const struct {
        size_t nodes;
        vp_edge edge;
        const char *said;
    } rows[] = {{2, {0, 2, 1}, "edge 0 joins nodes 0 and 2 of 2"},
                {2, {2, 0, 1}, "edge 0 joins nodes 2 and 0 of 2"},
                {2, {0, 1, -1}, "edge 0 has the length -1"},
                {2, {0, 1, INFINITY}, "edge 0 has the length inf"},
                {20001, {0, 1, 1}, "the graph of 20001 nodes is above 20000"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        err = (vp_error){0};
        ck_assert_ptr_null(vp_costs_of_graph(rows[i].nodes, &rows[i].edge, 1, &err));
        ck_assert_msg(strstr(err.message, rows[i].said) != NULL, "%s", err.message);
    }
}
END_TEST

START_TEST(costs_are_kept_by_site_and_by_demand)
{
    static const size_t by_site[] = {0, 2, 4, 7}, by_demand[] = {0, 2, 5, 7};
    static const uint32_t demands[] = {0, 1, 1, 2, 0, 1, 2}, sites[] = {0, 2, 1, 0, 2, 1, 2};
    static const double of_sites[] = {1, 4, 2, 3, 10, 10, 10}, of_demands[] = {1, 10, 2, 4, 10, 3, 10};
    ck_assert(costs->demand_count == 3 && costs->site_count == 3 && costs->entry_count == 7);
    ck_assert_mem_eq(costs->site_start, by_site, sizeof by_site);
    ck_assert_mem_eq(costs->demand_start, by_demand, sizeof by_demand);
    ck_assert_mem_eq(costs->site_demand, demands, sizeof demands);
    ck_assert_mem_eq(costs->demand_site, sites, sizeof sites);
    ck_assert_mem_eq(costs->site_cost, of_sites, sizeof of_sites);
    ck_assert_mem_eq(costs->demand_cost, of_demands, sizeof of_demands);
}
END_TEST

static vp_sites_answer *solved(void)
{
    vp_sites_options options = vp_sites_defaults();
    vp_sites_answer *a = vp_sites_solve(&problem, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert(a->proven && !a->stopped && a->gap == 0 && a->bound == a->objective);
    ck_assert_double_eq(a->weight, 60);
    return a;
}

/* Within 3: site 0 covers demand 0 (10), site 1 covers 1 and 2 (50). */
START_TEST(an_answer_of_coverage_has_its_figures)
{
    problem.count = 2;
    vp_sites_answer *a = solved();
    ck_assert(a->objective == 60 && a->weight_covered == 60 && a->weight_reachable == 60 && a->before == 0);
    ck_assert_uint_eq(a->chosen_count, 2);
    ck_assert(a->chosen[0].site == 1 && a->chosen[0].gain == 50 && a->chosen[0].total == 50 &&
              a->chosen[0].served == 50);
    ck_assert(a->chosen[1].site == 0 && a->chosen[1].gain == 10 && a->chosen[1].total == 60 &&
              a->chosen[1].served == 10);
    ck_assert_double_nan(a->least_share);
    vp_sites_answer_free(a);
    problem.states = states;
    states[0] = VP_SITE_KEPT, states[1] = VP_SITE_FORBIDDEN, states[2] = VP_SITE_FIXED;
    a = solved();
    ck_assert(a->objective == 10 && a->before == 10 && a->weight_reachable == 10);
    ck_assert(a->chosen_count == 1 && a->chosen[0].site == 2 && a->chosen[0].gain == 0);
    vp_sites_answer_free(a);
    vp_sites_answer_free(NULL);
}
END_TEST

/* Weighted: with site 0 and 1 10·1 + 20·2 + 30·3 = 140, with 1 alone demand 0 has no path. */
START_TEST(an_answer_of_the_median_has_its_figures)
{
    problem.objective = VP_OBJECTIVE_P_MEDIAN;
    problem.count = 2;
    vp_sites_answer *a = solved();
    ck_assert_double_eq(a->objective, 140);
    ck_assert_double_nan(a->before);
    ck_assert_double_eq(a->weight_covered, 60);
    vp_sites_answer_free(a);
    problem.count = 1; /* only site 2 serves all: 600 */
    a = solved();
    ck_assert(a->objective == 600 && a->chosen[0].site == 2 && a->chosen[0].served == 60);
    vp_sites_answer_free(a);
    problem.beyond = 5; /* 1: 10·5 + 40 + 90 */
    a = solved();
    ck_assert(a->objective == 180 && a->chosen[0].site == 1);
    vp_sites_answer_free(a);
    problem.objective = VP_OBJECTIVE_P_CENTER;
    problem.beyond = NAN;
    problem.count = 2;
    a = solved();
    ck_assert_double_eq(a->objective, 3);
    vp_sites_answer_free(a);
}
END_TEST

START_TEST(an_answer_of_set_cover_has_its_figures)
{
    problem.objective = VP_OBJECTIVE_SET_COVER;
    problem.count = SIZE_MAX;
    vp_sites_answer *a = solved();
    ck_assert(a->objective == 2 && a->chosen_count == 2);
    vp_sites_answer_free(a);
    problem.share = 50.0 / 60;
    a = solved();
    ck_assert(a->objective == 1 && a->chosen[0].site == 1);
    vp_sites_answer_free(a);
    problem.limit = 10; /* site 2 covers all for 3, 0 and 1 together for 3 as well; 1 alone five sixths for 2 */
    problem.prices = prices;
    a = solved();
    ck_assert_double_eq(a->objective, 2);
    vp_sites_answer_free(a);
}
END_TEST

START_TEST(where_nobody_has_room_nothing_is_the_best)
{
    capacities[0] = capacities[1] = capacities[2] = 0;
    problem.capacities = capacities;
    vp_sites_answer *a = solved();
    ck_assert(a->objective == 0 && a->before == 0 && a->weight_covered == 0);
    vp_sites_answer_free(a);
}
END_TEST

static bool never(const vp_program *program, const vp_program_limits *limits, vp_program_answer *answer, vp_error *why)
{
    (void)program, (void)limits, (void)answer;
    return vp_fail(why, VP_IO, "asked");
}

START_TEST(conditions_go_with_some_objectives)
{
    static const size_t start[] = {0, 1, 2};
    static const uint32_t demands[] = {0, 2};
    static const double parts[] = {10, 30}, sums[] = {10, 30}, nobody[] = {0, 0};
    vp_sites_options options = vp_sites_defaults(), solving = options;
    solving.solve = never;
    const struct {
        vp_objective objective;
        bool apart, full, zones, solver;
        const char *said;
    } rows[] = {
        {VP_OBJECTIVE_P_MEDIAN, true, false, false, false, "such conditions need the exact solver"},
        {VP_OBJECTIVE_P_MEDIAN, true, false, false, true, "asked"},
        {VP_OBJECTIVE_P_CENTER, true, false, false, true, "p-center takes no such conditions"},
        {VP_OBJECTIVE_P_MEDIAN, false, false, true, true, "shares of zones go with coverage without capacities"},
        {VP_OBJECTIVE_COVERAGE, false, true, true, true, "shares of zones go with coverage without capacities"},
        {VP_OBJECTIVE_COVERAGE, false, false, true, false, "no allowed choice of sites meets the conditions"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        problem.objective = rows[i].objective;
        pairs[0] = (vp_site_pair){0, 1};
        problem.apart = pairs;
        problem.apart_count = rows[i].apart;
        problem.capacities = rows[i].full ? capacities : NULL;
        problem.zone_count = rows[i].zones ? 2 : 0;
        problem.zone_start = start;
        problem.zone_demand = demands;
        problem.zone_weight = parts;
        problem.zone_whole = sums;
        problem.zone_reached = nobody;
        problem.zone_least = 1; /* no site covers demands 0 and 2 */
        ck_assert_ptr_null(vp_sites_solve(&problem, rows[i].solver ? &solving : &options, &err));
        ck_assert_str_eq(err.message, rows[i].said);
    }
}
END_TEST

static int asked;

static bool time_is_up(void *context, double objective, double bound, double done)
{
    (void)context, (void)objective, (void)bound, (void)done;
    return false;
}

/* Everything open and all people sent: that is the only choice of the problem below. Without time it has none. */
static bool takes_all(const vp_program *program, const vp_program_limits *limits, vp_program_answer *answer,
                      vp_error *why)
{
    bool time_left = limits->keep_going(limits->context);
    *answer = (vp_program_answer){0};
    if (asked++ && !time_left) return true;
    answer->values = malloc(program->column_count * sizeof *answer->values);
    if (!answer->values) return vp_fail_memory(why, program->column_count);
    for (size_t c = 0; c < program->column_count; c++) {
        answer->values[c] = 1;
        answer->objective += program->objective[c];
    }
    answer->bound = answer->objective;
    return true;
}

/* One demand of 10 at a cost of 4: time ends while the solver works, but its choice is valued whole. */
START_TEST(a_choice_is_valued_whole_when_time_is_up)
{
    static const vp_cost one[] = {{0, 0, 4}};
    vp_sites_options options = vp_sites_defaults();
    options.solve = takes_all;
    options.progress = time_is_up;
    problem.objective = VP_OBJECTIVE_P_MEDIAN;
    problem.capacities = capacities;
    capacities[0] = 20;
    problem.costs = vp_costs_new(1, 1, one, 1, &err);
    asked = 0;
    vp_sites_answer *a = vp_sites_solve(&problem, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert(a->stopped && a->chosen_count == 1);
    ck_assert_double_eq_tol(a->objective, 40, 1e-9);
    ck_assert_double_eq_tol(a->weight_covered, 10, 1e-9);
    vp_sites_answer_free(a);
    vp_costs_free((vp_costs *)(uintptr_t)problem.costs);
}
END_TEST

/* Zone 0 has demand 0 and nobody else, zone 1 nobody at all: it lacks nothing. */
START_TEST(a_share_of_a_zone_is_at_most_all_of_it)
{
    static const size_t start[] = {0, 1, 1};
    static const uint32_t demand[] = {0};
    static const double weight[] = {10}, whole[] = {10, 0}, nobody[] = {0, 0};
    problem.zone_count = 2;
    problem.zone_start = start;
    problem.zone_demand = demand;
    problem.zone_weight = weight;
    problem.zone_whole = whole;
    problem.zone_reached = nobody;
    problem.worst_first = true;
    vp_sites_options options = vp_sites_defaults();
    vp_sites_answer *a = vp_sites_solve(&problem, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert(a->chosen_count == 1 && a->chosen[0].site == 0); /* though site 1 covers 50 */
    ck_assert_double_eq_tol(a->least_share, 1, 1e-9);
    vp_sites_answer_free(a);
    static const double tenths[] = {0.1, 0.2}, three[] = {0.3};
    static const size_t both[] = {0, 2};
    static const uint32_t of_one[] = {1, 2};
    problem.zone_count = 1; /* site 1 covers all of it: 0.1 + 0.2 is more than 0.3 by the last bit */
    problem.zone_start = both;
    problem.zone_demand = of_one;
    problem.zone_weight = tenths;
    problem.zone_whole = three;
    a = vp_sites_solve(&problem, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert_uint_eq(a->chosen[0].site, 1);
    ck_assert_double_eq(a->least_share, 1);
    vp_sites_answer_free(a);
    problem.zone_count = 2;
    problem.zone_start = start;
    problem.zone_demand = demand;
    problem.zone_weight = weight;
    problem.zone_whole = nobody;
    a = vp_sites_solve(&problem, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert_double_eq(a->objective, 50);
    ck_assert_double_eq_tol(a->least_share, 1, 1e-9);
    vp_sites_answer_free(a);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("three by three");
    tcase_add_checked_fixture(cases, make, drop);
    tcase_add_test(cases, what_is_known_is_reported_again);
    tcase_add_test(cases, where_nobody_has_room_nothing_is_the_best);
    tcase_add_test(cases, figures_that_cannot_be_are_refused);
    tcase_add_test(cases, questions_that_do_not_hold_together_are_refused);
    tcase_add_test(cases, costs_that_cannot_be_are_refused_by_number);
    tcase_add_test(cases, covers_alone_have_no_costs);
    tcase_add_test(cases, costs_of_a_graph_are_its_shortest_paths);
    tcase_add_test(cases, costs_are_kept_by_site_and_by_demand);
    tcase_add_test(cases, an_answer_of_coverage_has_its_figures);
    tcase_add_test(cases, an_answer_of_the_median_has_its_figures);
    tcase_add_test(cases, conditions_go_with_some_objectives);
    tcase_add_test(cases, a_choice_is_valued_whole_when_time_is_up);
    tcase_add_test(cases, a_share_of_a_zone_is_at_most_all_of_it);
    tcase_add_test(cases, an_answer_of_set_cover_has_its_figures);
    Suite *suite = suite_create("sites checks");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
