/* The parts that plans are made with, each held against what it says: sums of a case, plans that change, bounds, the
 * program handed to a solver. */
#include "sites/invest/brute_invest.h"
#include "sites/invest/invest_internal.h"
#include <check.h>
#include <string.h>

static vp_error err;

/* Demands 0 and 2 have the same projects. */
START_TEST(demands_with_the_same_projects_are_one)
{
    static const vp_cost entries[] = {{0, 0, 0}, {0, 1, 0}, {1, 1, 0}, {2, 0, 0}, {2, 1, 0}};
    static const double worth[] = {1, 2, 4, 8, 16, 32, 64, 128}, prices[] = {4, 6}, budgets[] = {7, 9},
                        weights[] = {1, 2, 4, 8};
    static const uint32_t all[] = {0, 1, 2, 3};
    const vp_investment_target targets[] = {
        {.period = 1, .need = 2, .entry_count = 4, .demands = all, .weights = weights},
        {.period = 0, .need = 1, .entry_count = 3, .demands = all, .weights = weights}};
    vp_costs *covers = vp_costs_new(4, 2, entries, 5, &err);
    const vp_investment_problem problem = {.goal = VP_INVEST_COST,
                                           .period_count = 2,
                                           .covers = covers,
                                           .worth = worth,
                                           .prices = prices,
                                           .budgets = budgets,
                                           .targets = targets,
                                           .target_count = 2};
    vp_invest_case *c = vp_invest_case_new(&problem, &err);
    ck_assert_msg(c != NULL, "%s", err.message);
    ck_assert_uint_eq(c->demands, 2); /* that of nobody is gone */
    size_t both = c->demand_start[1] - c->demand_start[0] == 2 ? 0 : 1;
    ck_assert_double_eq(c->tail[both * 3], 1 + 2 + 16 + 32);
    ck_assert_double_eq(c->tail[both * 3 + 1], 2 + 32);
    ck_assert_double_eq(c->tail[both * 3 + 2], 0);
    ck_assert_uint_eq(c->aim_start[both + 1] - c->aim_start[both], 2); /* one for each target */
    for (size_t k = c->aim_start[both]; k < c->aim_start[both + 1]; k++) ck_assert_double_eq(c->aim[k].weight, 1 + 4);
    ck_assert_uint_eq(c->aim_start[2], 4);
    ck_assert_double_eq(c->budget[0], 6); /* of 7 no more can be spent */
    ck_assert_double_eq(c->budget[1], 8);
    ck_assert(vp_invest_case_budgets(c, NULL, &err) && isinf(c->budget[0]) && isinf(c->budget[1]));
    vp_invest_case_free(c);
    vp_costs_free(covers);
}
END_TEST

/* A plan of the problem, whatever its budgets; the next one of the same seed is another. */
static void put_some(vp_plan *plan)
{
    const vp_invest_case *c = plan->c;
    for (uint32_t j = 0; j < c->projects; j++)
        if (brute_below(3)) vp_plan_put(plan, j, c->first[j] + brute_below(c->periods - c->first[j]));
}

static void check_score(const brute *b, const vp_plan *plan, uint64_t seed)
{
    size_t when[BRUTE_PROJECTS];
    for (size_t j = 0; j < b->projects; j++) when[j] = plan->when[j] == VP_NEVER ? b->periods : plan->when[j];
    double value = brute_value(b, when), score = vp_plan_score(plan);
    bool people = b->problem.goal == VP_INVEST_PEOPLE;
    ck_assert_msg(isnan(value) != vp_plan_meets(plan), "problem %zu", (size_t)seed);
    if (!isnan(value))
        ck_assert_msg(fabs((people ? score : -score) - value) <= 1e-6, "problem %zu: %g is %g", (size_t)seed, score,
                      value);
}

/* Of random plans: what they are worth, what one project adds, who can be spared, what is taken is gone. */
START_TEST(what_changes_is_counted_as_if_anew)
{
    for (uint64_t seed = 1; seed <= 200; seed++) {
        brute b;
        brute_make(&b, seed);
        vp_plan plan = {0};
        vp_invest_case *c = vp_invest_case_new(&b.problem, &err);
        ck_assert_msg(c && vp_plan_init(&plan, c, &err), "%s", err.message);
        put_some(&plan);
        for (uint32_t j = 0; j < c->projects; j++) {
            size_t period = plan.when[j];
            if (period == VP_NEVER) continue;
            bool spared = vp_plan_spares(&plan, j);
            double with = vp_plan_score(&plan);
            vp_plan_take(&plan, j);
            check_score(&b, &plan, seed);
            double without = vp_plan_score(&plan), gain = vp_plan_gain(&plan, j, period);
            ck_assert_msg(fabs(with - without - gain) <= 1e-6 * (1 + fabs(gain)), "problem %zu: %g adds %g",
                          (size_t)seed, with - without, gain);
            if (b.problem.goal == VP_INVEST_COST && fabs(gain) > 1e-6)
                ck_assert_msg(spared == (without > with), "problem %zu: project %u", (size_t)seed, j);
            vp_plan_put(&plan, j, period);
            check_score(&b, &plan, seed);
        }
        vp_plan_clear(&plan);
        vp_invest_case_free(c);
        brute_clear(&b);
    }
}
END_TEST

/* Whatever is in the plan, afterwards the budgets allow it. */
START_TEST(a_plan_is_brought_within_its_budgets)
{
    for (uint64_t seed = 1; seed <= 200; seed++) {
        brute b;
        brute_make(&b, seed);
        b.problem.most = NULL; /* budgets alone are mended */
        vp_plan plan = {0};
        vp_invest_case *c = vp_invest_case_new(&b.problem, &err);
        ck_assert_msg(c && vp_plan_init(&plan, c, &err), "%s", err.message);
        for (uint32_t j = 0; j < c->projects; j++) vp_plan_put(&plan, j, c->first[j]);
        vp_plan_reschedule(&plan);
        size_t when[BRUTE_PROJECTS];
        for (size_t j = 0; j < b.projects; j++) when[j] = plan.when[j] == VP_NEVER ? b.periods : plan.when[j];
        ck_assert_msg(brute_allows(&b, when), "problem %zu", (size_t)seed);
        ck_assert(b.problem.budgets || plan.chosen == b.projects);
        vp_plan_clear(&plan);
        vp_invest_case_free(c);
        brute_clear(&b);
    }
}
END_TEST

/* Four projects of a price of 1 for a demand each, 2 of money a year: 3 is due at once, the others some day. All open
 * at once without budgets; within them 3 stays where it is, and none is lost. */
START_TEST(what_is_due_stays_when_a_plan_is_rescheduled)
{
    static const vp_cost entries[] = {{0, 0, 0}, {1, 1, 0}, {2, 2, 0}, {3, 3, 0}};
    static const double worth[8], prices[] = {1, 1, 1, 1}, budgets[] = {2, 2}, weights[] = {1, 1, 1, 1};
    static const uint32_t all[] = {0, 1, 2, 3};
    const vp_investment_target targets[] = {
        {.period = 0, .need = 1, .entry_count = 1, .demands = all + 3, .weights = weights},
        {.period = 1, .need = 4, .entry_count = 4, .demands = all, .weights = weights}};
    for (int carry = 0; carry < 2; carry++) {
        vp_costs *covers = vp_costs_new(4, 4, entries, 4, &err);
        const vp_investment_problem problem = {.goal = VP_INVEST_COST,
                                               .period_count = 2,
                                               .covers = covers,
                                               .worth = worth,
                                               .prices = prices,
                                               .budgets = budgets,
                                               .carry = carry,
                                               .targets = targets,
                                               .target_count = 2};
        vp_plan plan = {0};
        vp_invest_case *c = vp_invest_case_new(&problem, &err);
        ck_assert_msg(c && vp_plan_init(&plan, c, &err), "%s", err.message);
        for (uint32_t j = 0; j < 4; j++) vp_plan_put(&plan, j, 0);
        vp_plan_reschedule(&plan);
        ck_assert_uint_eq(plan.chosen, 4);
        ck_assert_uint_eq(plan.when[3], 0);
        ck_assert_double_eq(plan.spent[0], carry ? 1 : 2); /* as late as there is money */
        ck_assert(vp_plan_meets(&plan));
        vp_plan_clear(&plan);
        vp_invest_case_free(c);
        vp_costs_free(covers);
    }
}
END_TEST

/* Three demands of 4, 5 and 3 a year for two years, a project each, one of them at most. */
static vp_invest_case *one_of_three(vp_costs **covers)
{
    static const vp_cost entries[] = {{0, 0, 0}, {1, 1, 0}, {2, 2, 0}};
    static const double worth[] = {4, 4, 5, 5, 3, 3}, prices[] = {1, 1, 1}, budgets[] = {3, 3};
    static const uint32_t kinds[] = {0, 0, 0};
    static const size_t most[] = {1};
    *covers = vp_costs_new(3, 3, entries, 3, &err);
    const vp_investment_problem problem = {.period_count = 2,
                                           .covers = *covers,
                                           .worth = worth,
                                           .prices = prices,
                                           .budgets = budgets,
                                           .kinds = kinds,
                                           .kind_count = 1,
                                           .most = most};
    return vp_invest_case_new(&problem, &err);
}

START_TEST(the_bound_counts_as_many_as_there_may_be)
{
    vp_costs *covers;
    vp_invest_case *c = one_of_three(&covers);
    vp_plan_bound b = {0};
    vp_plan plan = {0};
    ck_assert_msg(c && vp_plan_bound_init(&b, c, &err) && vp_plan_init(&plan, c, &err), "%s", err.message);
    vp_plan_bound_begin(&b, &plan); /* an empty one: money is worth nothing */
    vp_plan_bound_step(&b, 10);
    ck_assert_double_eq_tol(b.bound, 10, 1e-9); /* the largest */
    const uint8_t best[] = {VP_NEVER, 0, VP_NEVER};
    vp_plan_bound_drop(&b, 7, best);
    ck_assert(b.alive[0] && b.alive[1] && !b.alive[2]); /* with the last one no plan is worth more than 6 */
    vp_plan_bound_drop(&b, 10, best);
    ck_assert(!b.alive[0] && b.alive[1]);
    vp_plan_bound_budgets(&b);
    ck_assert_double_eq_tol(b.bound, 10, 1e-9); /* what is proven stays */
    vp_plan_clear(&plan);
    vp_plan_bound_clear(&b);
    vp_invest_case_free(c);
    vp_costs_free(covers);
}
END_TEST

/* The program as it came, and an answer that covers nothing for no more than a bound. */
static size_t seen_columns, seen_whole, seen_rows;
static bool look(const vp_program *program, const vp_program_limits *limits, vp_program_answer *answer, vp_error *e)
{
    (void)limits, (void)e;
    seen_columns = program->column_count;
    seen_rows = program->row_count;
    for (size_t k = 0; k < program->column_count; k++) seen_whole += program->whole[k];
    *answer = (vp_program_answer){.bound = -17};
    return true;
}

START_TEST(the_solver_is_asked_for_whole_projects)
{
    vp_costs *covers;
    vp_invest_case *c = one_of_three(&covers);
    vp_plan plan = {0};
    vp_sites_options options = vp_sites_defaults();
    options.solve = look;
    vp_time_budget budget;
    vp_time_budget_start(&budget, &options);
    static const bool alive[] = {true, true, false};
    double bound = 24;
    ck_assert_msg(c && vp_plan_init(&plan, c, &err) && vp_plan_exact(&plan, alive, &bound, &budget, &err), "%s",
                  err.message);
    ck_assert_uint_eq(seen_columns, 4 + 6); /* two projects, three demands, two years */
    ck_assert_uint_eq(seen_whole, 4);       /* covering follows from the projects */
    ck_assert_uint_eq(seen_rows, 6 + 2 + 2 + 1);
    ck_assert_double_eq(bound, 17);
    vp_plan_clear(&plan);
    vp_invest_case_free(c);
    vp_costs_free(covers);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plans");
    TCase *cases = tcase_create("plans");
    tcase_add_test(cases, demands_with_the_same_projects_are_one);
    tcase_add_test(cases, what_changes_is_counted_as_if_anew);
    tcase_add_test(cases, a_plan_is_brought_within_its_budgets);
    tcase_add_test(cases, what_is_due_stays_when_a_plan_is_rescheduled);
    tcase_add_test(cases, the_bound_counts_as_many_as_there_may_be);
    tcase_add_test(cases, the_solver_is_asked_for_whole_projects);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
