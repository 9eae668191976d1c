/* p-median: what is left out is needed by no better choice, the program by radii, graphs of OR-Library's kind. */
#include "sites/brute_sites.h"
#include "sites/sites_internal.h"
#include "solver/exact.h"
#include <check.h>
#include <string.h>

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libOsi\nleak:libCoinUtils\nleak:libCbc\nleak:libCgl\n"; }

/* ---- on small problems, against every choice looked at */

/* The best choice by number of the siting; open is left as it was when there is none. */
static double best_choice(const brute *b, const vp_instance *s, bool open[])
{
    double best = INFINITY;
    for (unsigned set = 0; set < 1u << b->sites; set++) {
        if (!brute_allows(b, set) || !(brute_value(b, set) < best)) continue;
        best = brute_value(b, set);
        for (size_t j = 0; j < s->site_count; j++) open[j] = set >> s->origin[j] & 1;
    }
    return best;
}

/* From a greedy choice and a few steps of the bound: the best choice, where it is better, is in the core at its value,
 * and the program of the core finds and proves it. Returns whether it was better. */
static bool check_core(const brute *b, uint64_t seed)
{
    vp_error err = {0};
    bool best_open[BRUTE_SITES], open[BRUTE_SITES + 1];
    vp_instance *s = vp_instance_new(&b->problem, &err);
    double best = best_choice(b, s, best_open);
    memcpy(open, s->fixed, s->site_count);
    if (seed % 2) ck_assert(vp_search_greedy(s, open, false, -1, &err));
    vp_search_state state = {.open = open, .value = vp_instance_value(s, open), .bound = 0};
    bool better = best < state.value;
    vp_relaxation r;
    ck_assert(vp_relaxation_init(&r, s, open, state.value, &err));
    bool proven = vp_relaxation_run(&r, 1 + seed % 30);
    ck_assert_msg(!proven || !(best < state.value - 1e-6), "problem %zu: proven, but %g exists", (size_t)seed, best);
    vp_instance *near = vp_relaxation_core(&r, s, true, &err), *core = vp_relaxation_core(&r, s, false, &err);
    ck_assert(near && core);
    if (better) {
        ck_assert_double_eq_tol(vp_instance_value(near, best_open), best, 1e-9 * (1 + best));
        ck_assert_double_eq_tol(vp_instance_value(core, best_open), best, 1e-9 * (1 + best));
    }
    vp_relaxation_narrow(&r, near, core);
    vp_time_budget budget;
    vp_sites_options options = vp_sites_defaults();
    options.solve = vp_exact_solve;
    vp_time_budget_start(&budget, &options);
    ck_assert(vp_exact_median(&r, &state, INFINITY, &budget, &err));
    ck_assert_msg(fabs(state.value - fmin(best, state.value)) <= 1e-9 * (1 + best) &&
                      fabs(state.bound - state.value) <= 1e-9 * (1 + best),
                  "problem %zu: %g, bound %g, best %g", (size_t)seed, state.value, state.bound, best);
    vp_relaxation_clear(&r);
    vp_instance_free(near);
    vp_instance_free(core);
    vp_instance_free(s);
    return better;
}

START_TEST(no_better_choice_needs_what_the_core_leaves_out)
{
    size_t better = 0;
    for (uint64_t seed = 5001; seed <= 5600; seed++) {
        brute b;
        brute_make(&b, VP_OBJECTIVE_P_MEDIAN, seed);
        if (!isnan(brute_best(&b))) better += check_core(&b, seed);
        brute_clear(&b);
    }
    ck_assert_uint_ge(better, 100);
}
END_TEST

/* ---- graphs */

static uint64_t chance;
static size_t below(size_t n)
{
    chance = chance * 6364136223846793005u + 1442695040888963407u;
    return (size_t)((chance >> 33) % n);
}

/* Beasley 1985: n nodes, n²/50 edges of length 1 to 100; the first n - 1 join the nodes to a tree. */
static vp_costs *random_graph(size_t n, uint64_t seed)
{
    vp_error err;
    size_t count = n * n / 50 > n ? n * n / 50 : n;
    vp_edge *edges = malloc(count * sizeof *edges);
    ck_assert_ptr_nonnull(edges);
    chance = seed * 0x9e3779b97f4a7c15u;
    for (uint32_t k = 0; k < count; k++) {
        uint32_t a = k + 1 < n ? k + 1 : (uint32_t)below(n), b = (uint32_t)below(k + 1 < n ? k + 1 : n);
        edges[k] = (vp_edge){a, b, 1 + (double)below(100)};
    }
    vp_costs *costs = vp_costs_of_graph(n, edges, count, &err);
    ck_assert_ptr_nonnull(costs);
    free(edges);
    return costs;
}

static vp_sites_answer *median_of(const vp_costs *costs, size_t p, vp_program_solver *solve, double seconds)
{
    vp_error err = {0};
    vp_sites_problem problem = vp_sites_problem_defaults();
    vp_sites_options options = vp_sites_defaults();
    problem.objective = VP_OBJECTIVE_P_MEDIAN;
    problem.costs = costs;
    problem.count = p;
    options.solve = solve;
    options.seconds = seconds;
    vp_sites_answer *a = vp_sites_solve(&problem, &options, &err);
    ck_assert_msg(a != NULL, "%s", err.message);
    return a;
}

/* The textbook program (ReVelle and Swain 1970), of all pairs, by CBC alone: columns y_j, then x_dj. */
static double by_the_textbook(const vp_costs *c, size_t p)
{
    size_t n = c->site_count, columns = n + n * n, entries = n + n * n + 2 * n * n, rows = 1 + n + n * n, entry = 0,
           row = 0;
    double *objective = calloc(columns, sizeof *objective), *value = calloc(entries, sizeof *value);
    double *low = calloc(rows, sizeof *low), *high = calloc(rows, sizeof *high);
    bool *whole = calloc(columns, sizeof *whole);
    size_t *start = calloc(rows + 1, sizeof *start);
    uint32_t *column = calloc(entries, sizeof *column);
    ck_assert(objective && value && low && high && whole && start && column);
    for (uint32_t j = 0; j < n; j++) {
        whole[j] = true;
        column[entry] = j;
        value[entry++] = 1;
    }
    low[row] = high[row] = (double)p;
    start[++row] = entry;
    for (size_t d = 0; d < n; d++) {
        for (size_t k = c->demand_start[d]; k < c->demand_start[d + 1]; k++) {
            column[entry] = (uint32_t)(n + k);
            value[entry++] = 1;
            objective[n + k] = c->demand_cost[k];
        }
        low[row] = high[row] = 1;
        start[++row] = entry;
    }
    for (size_t k = 0; k < n * n; k++) {
        column[entry] = (uint32_t)(n + k);
        value[entry++] = 1;
        column[entry] = c->demand_site[k];
        value[entry++] = -1;
        low[row] = -INFINITY;
        start[++row] = entry;
    }
    vp_program program = {columns, rows, objective, whole, start, column, value, low, high};
    vp_program_answer answer;
    vp_error err;
    ck_assert(vp_exact_solve(&program, &(vp_program_limits){.seconds = INFINITY, .cutoff = INFINITY}, &answer, &err));
    ck_assert(answer.finished && answer.values);
    double best = answer.objective;
    free(answer.values);
    free(objective);
    free(value);
    free(low);
    free(high);
    free(whole);
    free(start);
    free(column);
    return best;
}

START_TEST(small_graphs_agree_with_the_textbook_program)
{
    static const size_t medians[] = {3, 5, 10, 13};
    vp_costs *costs = random_graph(40, 100 + (uint64_t)_i);
    double best = by_the_textbook(costs, medians[_i % 4]);
    vp_program_solver *const solvers[] = {NULL, vp_exact_solve};
    for (int k = 0; k < 2; k++) {
        vp_sites_answer *a = median_of(costs, medians[_i % 4], solvers[k], INFINITY);
        ck_assert_msg(a->proven && fabs(a->objective - best) < 1e-6, "%g (%s), best %g", a->objective, a->method, best);
        vp_sites_answer_free(a);
    }
    vp_costs_free(costs);
}
END_TEST

/* Those that the root bound leaves open: some are proven by branching, some by the program by radii. */
START_TEST(graphs_of_the_kind_of_or_library_are_proven)
{
    static const struct {
        size_t n, p;
        uint64_t seed;
        bool by_radii;
    } graphs[] = {{100, 5, 2, false},   {100, 33, 35, true},  {200, 20, 49, false}, {200, 67, 68, true},
                  {300, 10, 74, false}, {300, 100, 91, true}, {400, 133, 98, false}};
    vp_costs *costs = random_graph(graphs[_i].n, graphs[_i].seed);
    vp_sites_answer *a = median_of(costs, graphs[_i].p, vp_exact_solve, 120);
    ck_assert_msg(a->proven && a->bound == a->objective && !a->stopped, "%g, bound %g", a->objective, a->bound);
    ck_assert_uint_eq(a->chosen_count, graphs[_i].p);
    ck_assert_msg(strstr(a->method, graphs[_i].by_radii ? "radii" : "branch") != NULL, "%s", a->method);
    vp_sites_answer_free(a);
    vp_costs_free(costs);
}
END_TEST

/* Costs at random have a wide gap: the search goes on until the time is up, and ends then. */
START_TEST(a_hard_one_is_searched_until_the_time_is_up)
{
    enum { N = 150 };
    static vp_cost entries[N * N];
    vp_error err;
    chance = 9;
    for (uint32_t k = 0; k < N * N; k++) entries[k] = (vp_cost){k / N, k % N, 1 + (double)below(10000)};
    vp_costs *costs = vp_costs_new(N, N, entries, N * N, &err);
    ck_assert_ptr_nonnull(costs);
    vp_sites_answer *a = median_of(costs, 15, _i ? vp_exact_solve : NULL, 0.4);
    ck_assert(a->stopped && !a->proven);
    ck_assert(a->bound > 0 && a->bound < a->objective);
    ck_assert_double_ge(a->seconds, 0.4);
    ck_assert_double_le(a->seconds, 60); /* a machine that others use, under sanitizers */
    vp_sites_answer_free(a);
    vp_costs_free(costs);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("medians");
    TCase *cases = tcase_create("core, program by radii, graphs");
    tcase_add_test(cases, no_better_choice_needs_what_the_core_leaves_out);
    tcase_add_loop_test(cases, small_graphs_agree_with_the_textbook_program, 0, 8);
    tcase_add_loop_test(cases, graphs_of_the_kind_of_or_library_are_proven, 0, 7);
    tcase_add_loop_test(cases, a_hard_one_is_searched_until_the_time_is_up, 0, 2);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
