/* Plans without the solver: the bound holds and every figure of the answer is that of the plan. tests/solver looks for
 * the best plan. */
#include "sites/invest/brute_invest.h"
#include "support/thorough.h"
#include <check.h>
#include <string.h>

static void check_figures(const brute *b, const vp_investment_answer *a, uint64_t seed)
{
    size_t when[BRUTE_PROJECTS];
    double cost = 0, spent[BRUTE_PERIODS] = {0};
    for (size_t j = 0; j < b->projects; j++) when[j] = b->periods;
    for (size_t k = 0; k < a->chosen_count; k++) {
        const vp_invested *c = &a->chosen[k];
        ck_assert_uint_eq(when[c->project], b->periods);
        when[c->project] = c->period;
        cost += b->prices[c->project];
        spent[c->period] += b->prices[c->project];
        ck_assert_double_eq_tol(c->cost, cost, 1e-9);
    }
    ck_assert_msg(brute_allows(b, when), "problem %zu: the plan breaks a budget, a period or a kind", (size_t)seed);
    for (size_t t = 0; t < b->periods; t++) ck_assert_double_eq_tol(a->spent[t], spent[t], 1e-9);
    double value = brute_value(b, when);
    ck_assert_msg(!isnan(value) == a->met, "problem %zu: met %d", (size_t)seed, a->met);
    if (a->met)
        ck_assert_msg(fabs(value - a->objective) <= 1e-9 * (1 + fabs(value)), "problem %zu: %.17g is %.17g",
                      (size_t)seed, a->objective, value);
}

START_TEST(no_bound_cuts_off_the_best_plan)
{
    for (uint64_t seed = 1; seed <= (uint64_t)vp_thorough(200, 10000); seed++) {
        brute b;
        brute_make(&b, seed);
        vp_error err = {0};
        vp_sites_options options = vp_sites_defaults();
        vp_investment_answer *a = vp_investment_solve(&b.problem, &options, &err);
        double best = brute_best(&b);
        if (!a) {
            ck_assert_msg(isnan(best), "problem %zu: best %g, but %s", (size_t)seed, best, err.message);
        } else {
            check_figures(&b, a, seed);
            bool people = b.problem.goal == VP_INVEST_PEOPLE;
            double slack = 1e-6 * (1 + fabs(best));
            ck_assert_msg(isnan(best) || (people ? a->bound >= best - slack : a->bound <= best + slack),
                          "problem %zu: bound %g, best %g", (size_t)seed, a->bound, best);
            ck_assert_msg(!a->proven || fabs(a->objective - best) <= slack, "problem %zu: %g proven, best %g",
                          (size_t)seed, a->objective, best);
        }
        vp_investment_answer_free(a);
        brute_clear(&b);
    }
}
END_TEST

/* Two villages of 100 and 60 people that grow by 10 a year, one project each (10 and 5 of money) and one for both at
 * 12; 6 of money in each of three years.
 *
 *     carry: 10 can be paid in the second year: 110 + 120 + 0, or the small one at once and the large one in the
 *     third: (60 + 70 + 80) + 120 = 330; both for 12 in the second: 180 + 200 = 380.
 *     no carry: nothing but the small one can ever be paid: 210. */
static const vp_cost villages[] = {{0, 0, 0}, {1, 1, 0}, {0, 2, 0}, {1, 2, 0}};
static const double worth[] = {100, 110, 120, 60, 70, 80}, prices[] = {10, 5, 12}, budgets[] = {6, 6, 6};

static vp_investment_problem two_villages(vp_costs *covers)
{
    return (vp_investment_problem){
        .period_count = 3, .covers = covers, .worth = worth, .prices = prices, .budgets = budgets, .carry = true};
}

START_TEST(money_is_saved_for_what_serves_more)
{
    vp_error err = {0};
    vp_costs *covers = vp_costs_new(2, 3, villages, 4, &err);
    vp_sites_options options = vp_sites_defaults();
    vp_investment_problem problem = two_villages(covers);
    vp_investment_answer *a = vp_investment_solve(&problem, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert_double_eq(a->objective, 380);
    ck_assert_uint_eq(a->chosen_count, 1);
    ck_assert_uint_eq(a->chosen[0].project, 2);
    ck_assert_uint_eq(a->chosen[0].period, 1);
    ck_assert_double_eq(a->spent[1], 12);
    ck_assert_uint_gt(a->curve_count, 0);
    for (size_t k = 0; k < a->curve_count; k++) {
        const vp_curve_point *point = &a->curve[k];
        ck_assert_double_ge(point->best, point->kept);
        ck_assert_double_ge(point->bound, point->best);
        if (point->part == 0.5)
            ck_assert_double_eq(point->best, 150); /* 9 of money: the small one in the second year */
        if (point->part == 1) ck_assert_double_eq(point->best, 380);
        if (point->part == 0.5) ck_assert_double_eq(point->kept, 0); /* the plan's first project takes 12 */
    }
    ck_assert_double_eq(a->curve[a->knee].part, 2); /* all people for 12 of the 15 that are spent at most */
    vp_investment_answer_free(a);
    problem.carry = false;
    a = vp_investment_solve(&problem, &options, &err);
    ck_assert_double_eq(a->objective, 210);
    ck_assert(a->proven); /* of 6, no more than 5 can be spent */
    vp_investment_answer_free(a);
    vp_costs_free(covers);
}
END_TEST

static bool stop_when_known(void *context, double objective, double bound, double done)
{
    int *calls = context;
    (void)done;
    ++*calls;
    return isnan(objective) || isnan(bound);
}

/* Cancelled, a plan is given as far as it is, and nothing is begun for the trade-off: its bounds are open. */
START_TEST(who_cancels_waits_for_no_trade_off)
{
    vp_error err = {0};
    vp_costs *covers = vp_costs_new(2, 3, villages, 4, &err);
    int calls = 0;
    vp_sites_options options = vp_sites_defaults();
    options.progress = stop_when_known;
    options.context = &calls;
    vp_investment_problem problem = two_villages(covers);
    vp_investment_answer *a = vp_investment_solve(&problem, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert_int_gt(calls, 0);
    ck_assert_double_ge(a->bound, a->objective);
    ck_assert_uint_gt(a->curve_count, 0);
    for (size_t k = 0; k < a->curve_count; k++) ck_assert(isinf(a->curve[k].bound));
    vp_investment_answer_free(a);
    vp_costs_free(covers);
}
END_TEST

/* An order for cut budgets begins with what a cut budget can pay. */
START_TEST(a_nested_order_serves_somebody_with_half_the_money)
{
    vp_error err = {0};
    vp_costs *covers = vp_costs_new(2, 3, villages, 4, &err);
    vp_sites_options options = vp_sites_defaults();
    vp_investment_problem problem = two_villages(covers);
    problem.nested = true;
    vp_investment_answer *a = vp_investment_solve(&problem, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert_uint_ge(a->chosen_count, 1);
    ck_assert_double_le(prices[a->chosen[0].project], 10);
    ck_assert_double_ge(a->bound, 380);
    for (size_t k = 0; k < a->curve_count; k++)
        if (a->curve[k].part == 0.7) ck_assert_double_gt(a->curve[k].kept, 0);
    vp_investment_answer_free(a);
    vp_costs_free(covers);
}
END_TEST

/* Two aims of twenty projects each of a price of 1, twenty of money a year: what is due first stands last in the list,
 * so all that is due later has to make room for it. */
START_TEST(what_is_due_later_makes_room)
{
    enum { EACH = 20, ALL = 2 * EACH };
    vp_error err = {0};
    vp_cost entries[ALL];
    double worths[2 * ALL], costs[ALL], weights[EACH];
    uint32_t late[EACH], soon[EACH];
    static const double money[] = {EACH, EACH};
    for (size_t k = 0; k < ALL; k++) {
        entries[k] = (vp_cost){.demand = (uint32_t)k, .site = (uint32_t)k, .cost = 0};
        worths[2 * k] = worths[2 * k + 1] = costs[k] = 1;
        (k < EACH ? late : soon)[k % EACH] = (uint32_t)k;
        weights[k % EACH] = 1;
    }
    vp_costs *covers = vp_costs_new(ALL, ALL, entries, ALL, &err);
    const vp_investment_target targets[] = {
        {.period = 1, .need = EACH, .entry_count = EACH, .demands = late, .weights = weights},
        {.period = 0, .need = EACH, .entry_count = EACH, .demands = soon, .weights = weights}};
    vp_investment_problem problem = two_villages(covers);
    problem.period_count = 2;
    problem.worth = worths, problem.prices = costs, problem.budgets = money;
    problem.targets = targets, problem.target_count = 2;
    problem.goal = VP_INVEST_COST;
    vp_sites_options options = vp_sites_defaults();
    vp_investment_answer *a = vp_investment_solve(&problem, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert(a->met);
    ck_assert_double_eq(a->objective, ALL);
    ck_assert_double_eq(a->spent[0], EACH);
    vp_investment_answer_free(a);
    vp_costs_free(covers);
}
END_TEST

/* One project for both villages would do for 5, but no year has more than 4: then one for each, for 6. */
START_TEST(what_no_budget_can_pay_does_not_rule_out_others)
{
    vp_error err = {0};
    static const vp_cost entries[] = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {1, 2, 0}};
    static const double costs[] = {5, 3, 3}, money[] = {4, 4, 4}, weights[] = {1, 1};
    static const uint32_t both[] = {0, 1};
    vp_costs *covers = vp_costs_new(2, 3, entries, 4, &err);
    const vp_investment_target target = {.period = 2, .need = 2, .entry_count = 2, .demands = both, .weights = weights};
    vp_investment_problem problem = two_villages(covers);
    problem.goal = VP_INVEST_COST;
    problem.carry = false;
    problem.prices = costs, problem.budgets = money;
    problem.targets = &target, problem.target_count = 1;
    vp_sites_options options = vp_sites_defaults();
    vp_investment_answer *a = vp_investment_solve(&problem, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    ck_assert(a->met);
    ck_assert_double_eq(a->objective, 6);
    ck_assert_double_ge(a->bound, 5 - 1e-6);
    vp_investment_answer_free(a);
    vp_costs_free(covers);
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
    vp_error err = {0};
    vp_costs *covers = vp_costs_new(2, 3, villages, 4, &err);
    vp_sites_options options = vp_sites_defaults();
    static const uint32_t both[] = {0, 1};
    static const double weights[] = {100, 60};
    vp_investment_target target = {.need = 170, .entry_count = 2, .demands = both, .weights = weights};
    vp_investment_problem problem = two_villages(covers);
    problem.targets = &target;
    problem.target_count = 1;
    ck_assert_ptr_null(vp_investment_solve(&problem, &options, &err));
    ck_assert_msg(err.kind == VP_BAD_INPUT && strstr(err.message, "give 160"), "%s", err.message);
    problem.goal = VP_INVEST_COST;
    problem.target_count = 0;
    ck_assert_ptr_null(vp_investment_solve(&problem, &options, &err));
    ck_assert_msg(strstr(err.message, "needs targets"), "%s", err.message);
    problem.goal = VP_INVEST_PEOPLE;
    problem.budgets = NULL;
    ck_assert_ptr_null(vp_investment_solve(&problem, &options, &err));
    ck_assert_msg(strstr(err.message, "needs budgets"), "%s", err.message);
    vp_costs_free(covers);
}
END_TEST

START_TEST(figures_out_of_range_are_refused_by_number)
{
    vp_costs *covers = vp_costs_new(2, 3, villages, 4, NULL);
    vp_sites_options options = vp_sites_defaults();
    static const char *const said[] = {
        "0 periods: there are 1 to",    "periods: there are 1 to",      "worth 6 must be finite",
        "worth 2 must be finite",       "the price of project 3",       "the price of project 1",
        "period or kind of project 2",  "period or kind of project 3",  "budget 2 must be 0 or more",
        "target 1: its period or need", "target 1: its period or need", "target 1: demand or weight 2",
        "target 1: demand or weight 1"};
    for (int row = 0; row < (int)(sizeof said / sizeof *said); row++) {
        double worths[6], costs[3], money[3], weights[] = {100, 60};
        uint32_t both[] = {0, 1}, kinds[] = {0, 1, 1};
        uint8_t first[] = {0, 2, 0};
        memcpy(worths, worth, sizeof worths);
        memcpy(costs, prices, sizeof costs);
        memcpy(money, budgets, sizeof money);
        vp_investment_target target = {.need = 60, .entry_count = 2, .demands = both, .weights = weights, .period = 2};
        vp_investment_problem problem = two_villages(covers);
        vp_error err = {0};
        problem.worth = worths, problem.prices = costs, problem.budgets = money;
        problem.first = first, problem.kinds = kinds, problem.kind_count = 2;
        problem.targets = &target, problem.target_count = 1;
        vp_investment_answer *a = row ? NULL : vp_investment_solve(&problem, &options, &err);
        ck_assert_msg(row || a, "%s", err.message); /* as it is, it holds together */
        vp_investment_answer_free(a);
        switch (row) {
        case 0: problem.period_count = 0; break;
        case 1: problem.period_count = VP_INVESTMENT_PERIODS_MOST + 1; break;
        case 2: worths[5] = -1; break;
        case 3: worths[1] = INFINITY; break;
        case 4: costs[2] = -1; break;
        case 5: costs[0] = INFINITY; break;
        case 6: first[1] = 3; break;
        case 7: kinds[2] = 2; break;
        case 8: money[1] = -1; break;
        case 9: target.period = 3; break;
        case 10: target.need = -1; break;
        case 11: both[1] = 2; break;
        default: weights[0] = -1; break;
        }
        ck_assert_msg(!vp_investment_solve(&problem, &options, &err), "row %d", row);
        ck_assert_msg(err.kind == VP_BAD_INPUT && strstr(err.message, said[row]), "row %d: %s", row, err.message);
    }
    vp_costs_free(covers);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("investment");
    TCase *cases = tcase_create("investment");
    tcase_add_test(cases, no_bound_cuts_off_the_best_plan);
    tcase_add_test(cases, money_is_saved_for_what_serves_more);
    tcase_add_test(cases, who_cancels_waits_for_no_trade_off);
    tcase_add_test(cases, a_nested_order_serves_somebody_with_half_the_money);
    tcase_add_test(cases, what_is_due_later_makes_room);
    tcase_add_test(cases, what_no_budget_can_pay_does_not_rule_out_others);
    tcase_add_test(cases, what_cannot_be_is_refused);
    tcase_add_test(cases, figures_out_of_range_are_refused_by_number);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
