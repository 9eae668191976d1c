/* The parts of an investment plan's search by themselves, on random small problems, against what is written here on
 * plain matrices. Whole plans: test_investment.c, and with the solver tests/solver/test_invest.c. */
#include "sites/invest/brute_case.h"
#include <string.h>

/* The number in the case of what has the demand's projects; SIZE_MAX: nobody covers it. */
static size_t merged(const brute *b, const vp_invest_case *c, size_t demand)
{
    for (size_t d = 0; d < c->demands; d++) {
        bool here[BRUTE_PROJECTS] = {false}, same = true;
        for (size_t k = c->demand_start[d]; k < c->demand_start[d + 1]; k++) here[c->demand_project[k]] = true;
        for (size_t j = 0; j < b->projects; j++) same &= here[j] == b->covers[j][demand];
        if (same) return d;
    }
    return SIZE_MAX;
}

/* Who is covered by the same projects is one demand, with the sums of them all; the lists are each other's transposes.
 */
static void check_merging(const brute *b, const vp_invest_case *c)
{
    double tail[BRUTE_DEMANDS][BRUTE_PERIODS + 1] = {{0}}, aim[BRUTE_DEMANDS][BRUTE_TARGETS] = {{0}}, all = 0,
                                               prices = 0;
    size_t covers = 0;
    for (size_t demand = 0; demand < b->demands; demand++) {
        size_t d = merged(b, c, demand);
        for (size_t j = 0; j < b->projects; j++) ck_assert(d != SIZE_MAX || !b->covers[j][demand]);
        if (d == SIZE_MAX) continue;
        for (size_t t = 0; t < b->periods; t++)
            for (size_t from = 0; from <= t; from++) tail[d][from] += b->worth[demand * b->periods + t];
        for (size_t r = 0; r < c->targets; r++) aim[d][r] += b->weights[r][demand];
    }
    for (size_t d = 0; d < c->demands; d++) {
        for (size_t e = 0; e < d; e++) /* none twice */
            ck_assert(c->demand_start[d + 1] - c->demand_start[d] != c->demand_start[e + 1] - c->demand_start[e] ||
                      memcmp(c->demand_project + c->demand_start[d], c->demand_project + c->demand_start[e],
                             (c->demand_start[d + 1] - c->demand_start[d]) * sizeof *c->demand_project) != 0);
        for (size_t k = c->demand_start[d]; k < c->demand_start[d + 1]; k++) {
            uint32_t j = c->demand_project[k];
            size_t found = 0;
            for (size_t i = c->project_start[j]; i < c->project_start[j + 1]; i++) found += c->project_demand[i] == d;
            ck_assert_uint_eq(found, 1);
            covers++;
        }
        for (size_t t = 0; t <= b->periods; t++)
            ck_assert_double_eq_tol(c->tail[d * (b->periods + 1) + t], tail[d][t], 1e-9);
        for (size_t k = c->aim_start[d]; k < c->aim_start[d + 1]; k++) aim[d][c->aim[k].target] -= c->aim[k].weight;
        for (size_t r = 0; r < c->targets; r++) ck_assert_double_eq_tol(aim[d][r], 0, 1e-9);
        all += tail[d][0];
    }
    ck_assert_uint_eq(c->project_start[c->projects], covers);
    for (size_t j = 0; j < b->projects; j++) prices += b->prices[j];
    bool people = b->problem.goal == VP_INVEST_PEOPLE;
    for (size_t r = 0; r < c->targets; r++) {
        double need = b->targets[r].need;
        ck_assert_double_eq_tol(c->need[r], need - 1e-9 * fmax(1, need), 1e-13 * (1 + need));
        ck_assert_double_lt(c->need[r], need);
        ck_assert_uint_eq(c->target_period[r], b->targets[r].period);
        if (c->need[r] > 0)
            ck_assert_double_eq_tol(c->penalty[r] * c->need[r], 1000 * ((people ? all : prices) + 1), 1e-6);
        else
            ck_assert_double_eq(c->penalty[r], 0);
    }
}

/* Whether prices, each as often as one likes, make up a sum: whole numbers. */
static bool makes_up(const brute *b, size_t sum)
{
    if (sum == 0) return true;
    for (size_t j = 0; j < b->projects; j++)
        if (b->prices[j] > 0 && (size_t)b->prices[j] <= sum && makes_up(b, sum - (size_t)b->prices[j])) return true;
    return false;
}

START_TEST(a_case_is_its_problem_with_like_demands_as_one)
{
    size_t less = 0, whole_ones = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        brute b;
        brute_make(&b, seed);
        vp_invest_case *c = case_of(&b);
        check_merging(&b, c);
        ck_assert_uint_eq(c->kinds, b.problem.kinds ? BRUTE_KINDS : 1);
        for (size_t k = 0; k < c->kinds; k++)
            ck_assert_uint_eq(c->most[k], b.problem.kinds && b.problem.most ? b.most[k] : SIZE_MAX);
        bool whole = true;
        double sum = 0, unit = 0;
        for (size_t j = 0; j < b.projects; j++) {
            ck_assert_double_eq(c->price[j], b.prices[j]);
            ck_assert_uint_eq(c->first[j], b.problem.first ? b.first[j] : 0);
            ck_assert_uint_eq(c->kind[j], b.problem.kinds ? b.kinds[j] : 0);
            whole &= b.prices[j] == round(b.prices[j]);
            unit = fmax(unit, b.prices[j]);
        }
        for (size_t t = 0; t < b.periods; t++) {
            if (!b.problem.budgets) {
                ck_assert(isinf(c->budget[t]));
                continue;
            }
            sum = b.problem.carry ? sum + b.budgets[t] : b.budgets[t];
            double most = sum;
            if (whole && unit > 0)
                for (most = floor(sum); !makes_up(&b, (size_t)most); most--) {
                }
            ck_assert_msg(fabs(c->budget[t] - most) < 1e-9 || (!whole && c->budget[t] <= sum),
                          "problem %u: %g of %g, not %g", (unsigned)seed, c->budget[t], sum, most);
            less += most < floor(sum);
            whole_ones += whole;
        }
        vp_invest_case_free(c);
        brute_clear(&b);
    }
    ck_assert_msg(less > 20 && whole_ones > 100, "%zu %zu", less, whole_ones);
}
END_TEST

/* Prices of tenths and thousandths have a unit too; those of no unit leave a budget as it is. */
START_TEST(budgets_become_what_prices_can_make_up)
{
    static const struct {
        double prices[3], budget, becomes;
    } rows[] = {{{4, 6, 10}, 9, 8},
                {{4, 6, 10}, 3, 0},
                {{0.5, 1.5, 2.5}, 1.9, 1.5},
                {{0.25, 0.5, 1}, 0.7, 0.5},
                {{0.003, 0.007, 0.007}, 0.005, 0.003},
                {{0.0001, 1, 2}, 1.5, 1.5},
                {{5, 7, 0}, 13, 12},
                {{5, 7, 7}, 11, 10},
                {{5, 7, 7}, 24, 24},
                {{0, 0, 0}, 3, 3},
                {{3, 3, 3}, 8.999999, 6},
                {{3, 5, 8}, INFINITY, INFINITY},
                {{1, 2, 3}, 6e6 + 0.5, 6e6 + 0.5},
                {{1, 2, 3}, 4e6 + 0.5, 4e6}};
    static const vp_cost covers[] = {{0, 0, 0}, {0, 1, 0}, {0, 2, 0}};
    vp_costs *costs = vp_costs_new(1, 3, covers, 3, NULL);
    static const double worth[] = {1};
    for (size_t row = 0; row < sizeof rows / sizeof *rows; row++) {
        vp_error err = {0};
        vp_investment_problem p = {.period_count = 1,
                                   .covers = costs,
                                   .worth = worth,
                                   .prices = rows[row].prices,
                                   .budgets = &rows[row].budget};
        vp_invest_case *c = vp_invest_case_new(&p, &err);
        ck_assert_ptr_nonnull(c);
        if (isinf(rows[row].becomes))
            ck_assert(isinf(c->budget[0]));
        else
            ck_assert_msg(fabs(c->budget[0] - rows[row].becomes) < 1e-9, "row %zu: %.9g", row, c->budget[0]);
        vp_invest_case_free(c);
    }
    vp_costs_free(costs);
}
END_TEST

/* ---- a plan that changes */

static void read_when(const brute *b, const vp_plan *p, size_t when[])
{
    for (size_t j = 0; j < b->projects; j++) when[j] = p->when[j] == VP_NEVER ? b->periods : p->when[j];
}

static bool affords(const brute *b, const vp_invest_case *c, size_t when[], size_t j, size_t t)
{
    double sum = 0;
    size_t before = when[j], used = 0;
    for (size_t i = 0; i < b->projects; i++) used += when[i] < b->periods && c->kind[i] == c->kind[j];
    if (t < c->first[j] || used >= c->most[c->kind[j]]) return false;
    when[j] = t;
    bool can = true;
    for (size_t period = 0; period < b->periods; period++) {
        double spent = 0;
        for (size_t i = 0; i < b->projects; i++)
            if (when[i] == period) spent += b->prices[i];
        sum = c->carry ? sum + spent : spent;
        if ((c->carry ? period >= t : period == t) && sum > c->budget[period] * (1 + 1e-9)) can = false;
    }
    when[j] = before;
    return can;
}

static void check_state(const brute *b, const vp_invest_case *c, vp_plan *p)
{
    size_t when[BRUTE_PROJECTS], chosen = 0, used[BRUTE_KINDS] = {0};
    double aimed[BRUTE_TARGETS], trial[BRUTE_TARGETS], worth, cost, other, its_cost, spent[BRUTE_PERIODS] = {0};
    read_when(b, p, when);
    double score = score_of(b, c, when, aimed, &worth, &cost);
    ck_assert_double_eq_tol(p->worth, worth, 1e-7);
    ck_assert_double_eq_tol(p->cost, cost, 1e-7);
    ck_assert_double_eq_tol(vp_plan_score(p), score, 1e-6 * (1 + fabs(score)));
    bool meets = true;
    for (size_t r = 0; r < c->targets; r++) {
        ck_assert_double_eq_tol(p->aimed[r], aimed[r], 1e-7);
        meets &= aimed[r] >= c->need[r];
    }
    ck_assert_int_eq(vp_plan_meets(p), meets);
    for (size_t j = 0; j < b->projects; j++) {
        if (when[j] == b->periods) continue;
        chosen++;
        used[c->kind[j]]++;
        spent[when[j]] += b->prices[j];
    }
    ck_assert_uint_eq(p->chosen, chosen);
    for (size_t k = 0; k < c->kinds; k++) ck_assert_uint_eq(p->used[k], used[k]);
    for (size_t t = 0; t < b->periods; t++) ck_assert_double_eq_tol(p->spent[t], spent[t], 1e-7);
    for (uint32_t j = 0; j < b->projects; j++) {
        if (when[j] < b->periods) continue;
        size_t earliest = b->periods;
        for (size_t t = b->periods; t-- > 0;) {
            bool can = affords(b, c, when, j, t);
            ck_assert_int_eq(vp_plan_affords(p, j, t), can);
            if (can) earliest = t;
            when[j] = t;
            double then = score_of(b, c, when, trial, &other, &its_cost);
            when[j] = b->periods;
            ck_assert_double_eq_tol(vp_plan_gain(p, j, t), then - score, 1e-6 * (1 + fabs(score)));
        }
        ck_assert_uint_eq(vp_plan_earliest(p, j), earliest);
    }
}

START_TEST(a_plan_that_changes_is_worth_what_it_is_anew)
{
    for (uint64_t seed = 1; seed <= 100; seed++) {
        brute b;
        brute_make(&b, seed);
        vp_invest_case *c = case_of(&b);
        vp_plan p;
        uint8_t kept[BRUTE_PROJECTS];
        ck_assert(vp_plan_init(&p, c, NULL));
        check_state(&b, c, &p);
        memcpy(kept, p.when, sizeof kept[0] * b.projects);
        for (int k = 0; k < 25; k++) {
            uint32_t j = (uint32_t)brute_below(b.projects);
            if (p.when[j] == VP_NEVER)
                vp_plan_put(&p, j, brute_below(b.periods));
            else
                vp_plan_take(&p, j);
            if (k == 8) memcpy(kept, p.when, sizeof kept[0] * b.projects);
            if (k == 16) {
                vp_plan_set(&p, kept);
                ck_assert_mem_eq(p.when, kept, sizeof kept[0] * b.projects);
            }
            check_state(&b, c, &p);
        }
        vp_plan_clear(&p);
        vp_invest_case_free(c);
        brute_clear(&b);
    }
}
END_TEST

/* ---- filling, improving, following an order */

START_TEST(a_filled_plan_has_nothing_left_to_add)
{
    size_t met = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        brute b;
        brute_make(&b, seed);
        vp_invest_case *c = case_of(&b);
        vp_plan p;
        vp_plan_search s;
        vp_random random = {seed};
        bool alive[BRUTE_PROJECTS];
        for (size_t j = 0; j < b.projects; j++) alive[j] = brute_below(6) > 0;
        vp_sites_options options = vp_sites_defaults();
        vp_time_budget budget;
        vp_time_budget_start(&budget, &options);
        ck_assert(vp_plan_init(&p, c, NULL) && vp_plan_search_init(&s, &p, alive, &random, NULL));
        for (int for_money = 0; for_money < 2; for_money++) {
            for (uint32_t j = 0; j < b.projects; j++)
                if (p.when[j] != VP_NEVER) vp_plan_take(&p, j);
            uint32_t first = UINT32_MAX; /* the best of all by itself is in it, as early as may be */
            double most = 0;
            for (uint32_t j = 0; j < b.projects; j++) {
                size_t t = vp_plan_earliest(&p, j);
                if (!alive[j] || t == b.periods) continue;
                double gain = vp_plan_gain(&p, j, t), key = gain;
                if (!(gain > 0)) continue;
                if (for_money && b.prices[j] > 0) key = (gain + c->for_cost * b.prices[j]) / b.prices[j];
                if (key > most * (1 + 1e-9)) most = key, first = j;
            }
            size_t its = first == UINT32_MAX ? 0 : vp_plan_earliest(&p, first);
            vp_plan_fill(&s, for_money);
            if (first != UINT32_MAX) ck_assert_uint_eq(p.when[first], its);
            check_state(&b, c, &p);
            for (uint32_t j = 0; j < b.projects; j++) {
                if (!alive[j]) ck_assert_uint_eq(p.when[j], VP_NEVER);
                if (!alive[j] || p.when[j] != VP_NEVER) continue;
                size_t t = vp_plan_earliest(&p, j);
                ck_assert(t == b.periods || vp_plan_gain(&p, j, t) <= 0);
            }
        }
        double before = vp_plan_score(&p);
        bool better = vp_plan_improve(&s, 50, 20, INFINITY, &budget);
        check_state(&b, c, &p);
        ck_assert_double_ge(vp_plan_score(&p), before - 1e-9 * fabs(before));
        ck_assert(!better || vp_plan_score(&p) > before - 1e-9);
        if (c->for_cost > 0) { /* nothing that it does as well without */
            for (uint32_t j = 0; j < b.projects; j++) {
                size_t t = p.when[j];
                if (t == VP_NEVER || b.prices[j] == 0) continue;
                double with = vp_plan_score(&p);
                vp_plan_take(&p, j);
                ck_assert_double_le(vp_plan_score(&p), with);
                vp_plan_put(&p, j, t);
            }
            met += vp_plan_meets(&p);
            uint8_t when[BRUTE_PROJECTS];
            memcpy(when, p.when, sizeof when[0] * b.projects);
            double worth = p.worth, cost = p.cost;
            bool meets = vp_plan_meets(&p);
            ck_assert(vp_plan_advance(&p, NULL));
            check_state(&b, c, &p);
            ck_assert_double_ge(p.worth, worth - 1e-7);
            ck_assert_double_eq_tol(p.cost, cost, 1e-7);
            ck_assert(!meets || vp_plan_meets(&p));
            for (uint32_t j = 0; j < b.projects; j++) { /* none could open earlier */
                size_t t = p.when[j];
                ck_assert_int_eq(t == VP_NEVER, when[j] == VP_NEVER);
                if (t == VP_NEVER) continue;
                vp_plan_take(&p, j);
                double now = vp_plan_gain(&p, j, t);
                for (size_t k = 0; k < t && c->carry; k++)
                    ck_assert(!vp_plan_affords(&p, j, k) || vp_plan_gain(&p, j, k) < now);
                vp_plan_put(&p, j, t);
            }
        }
        vp_plan_search_clear(&s);
        vp_plan_clear(&p);
        vp_invest_case_free(c);
        brute_clear(&b);
    }
    ck_assert_uint_gt(met, 20);
}
END_TEST

START_TEST(an_order_is_followed_as_early_as_money_allows)
{
    size_t cut = 0, late = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        brute b;
        brute_make(&b, seed);
        vp_invest_case *c = case_of(&b);
        vp_plan p, own;
        uint32_t order[BRUTE_PROJECTS];
        for (uint32_t j = 0; j < b.projects; j++) order[j] = j;
        for (size_t j = b.projects; j > 1; j--) {
            size_t k = brute_below(j);
            uint32_t other = order[j - 1];
            order[j - 1] = order[k], order[k] = other;
        }
        ck_assert(vp_plan_init(&p, c, NULL) && vp_plan_init(&own, c, NULL));
        size_t done = vp_plan_follow(&p, order, b.projects), k = 0, from = 0;
        for (; k < b.projects; k++) {
            size_t t = from;
            while (t < b.periods && !vp_plan_affords(&own, order[k], t)) t++;
            if (t == b.periods) break;
            vp_plan_put(&own, order[k], t);
            late += t > from;
            from = t;
        }
        ck_assert_uint_eq(done, k);
        ck_assert_mem_eq(p.when, own.when, b.projects);
        cut += k < b.projects;
        vp_plan_clear(&p);
        vp_plan_clear(&own);
        vp_invest_case_free(c);
        brute_clear(&b);
    }
    ck_assert_msg(cut > 50 && late > 50, "%zu %zu", cut, late);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parts of a plan's search");
    TCase *cases = tcase_create("parts");
    tcase_add_test(cases, a_case_is_its_problem_with_like_demands_as_one);
    tcase_add_test(cases, budgets_become_what_prices_can_make_up);
    tcase_add_test(cases, a_plan_that_changes_is_worth_what_it_is_anew);
    tcase_add_test(cases, a_filled_plan_has_nothing_left_to_add);
    tcase_add_test(cases, an_order_is_followed_as_early_as_money_allows);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
