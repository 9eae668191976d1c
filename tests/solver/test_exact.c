#include "sites/brute_sites.h"
#include "solver/exact.h"
#include <check.h>
#include <stdio.h>
#include <unistd.h>

/* CBC 2.10 itself loses some row cuts; ours are still watched. Called by LeakSanitizer. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libOsi\nleak:libCoinUtils\nleak:libCbc\nleak:libCgl\n"; }

/* Row _i: objective. With the solver every answer is proven. */
START_TEST(every_small_problem_is_solved_to_proven_optimality)
{
    for (uint64_t seed = 2001; seed <= 2500; seed++) {
        brute b;
        brute_make(&b, (vp_objective)_i, seed);
        vp_error err = {0};
        vp_sites_options options = vp_sites_defaults();
        options.solve = vp_exact_solve;
        vp_sites_answer *a = vp_sites_solve(&b.problem, &options, &err);
        double best = brute_best(&b);
        ck_assert_msg((a != NULL) == !isnan(best), "%s, problem %zu: best %g, but %s", vp_objective_names[_i],
                      (size_t)seed, best, a ? "answered" : err.message);
        if (a)
            ck_assert_msg(a->proven && fabs(a->objective - best) <= 1e-9 * (1 + fabs(best)),
                          "%s, problem %zu: %g (%s), best %g", vp_objective_names[_i], (size_t)seed, a->objective,
                          a->proven ? "proven" : "open", best);
        vp_sites_answer_free(a);
        brute_clear(&b);
    }
}
END_TEST

/* minimise -5a -4b -3c: 2a+3b+c <= 5, 4a+b+2c <= 11, 3a+4b+2c <= 8, all 0 or 1: a = b = 1 breaks
 * nothing but the third (7 <= 8), a = c = 1 is worth -8. */
static const double objective[] = {-5, -4, -3};
static const bool whole[] = {true, true, true};
static const size_t row_start[] = {0, 3, 6, 9};
static const uint32_t row_column[] = {0, 1, 2, 0, 1, 2, 0, 1, 2};
static const double row_value[] = {2, 3, 1, 4, 1, 2, 3, 4, 2};
static const double row_low[] = {-INFINITY, -INFINITY, -INFINITY}, row_high[] = {5, 11, 8};
static const vp_program program = {3, 3, objective, whole, row_start, row_column, row_value, row_low, row_high};

START_TEST(a_program_is_solved)
{
    vp_program_answer answer;
    vp_error err;
    ck_assert(vp_exact_solve(&program, &(vp_program_limits){.seconds = INFINITY, .cutoff = INFINITY}, &answer, &err));
    ck_assert(answer.finished);
    ck_assert_ptr_nonnull(answer.values);
    ck_assert_double_eq_tol(answer.objective, -9, 1e-9);
    ck_assert_double_eq_tol(answer.bound, -9, 1e-9);
    ck_assert_double_eq_tol(answer.values[2], 0, 1e-9);
    free(answer.values);
}
END_TEST

/* Rows of nothing are 0: the first program allows that, the second asks for 1. */
START_TEST(a_program_without_columns_is_answered)
{
    static const size_t none[] = {0, 0};
    static const double low[] = {-1, 1}, high[] = {0, 2};
    for (int k = 0; k < 2; k++) {
        vp_program empty = {0, 1, objective, whole, none, row_column, row_value, &low[k], &high[k]};
        vp_program_answer answer;
        vp_error err;
        ck_assert(vp_exact_solve(&empty, &(vp_program_limits){.seconds = INFINITY, .cutoff = INFINITY}, &answer, &err));
        ck_assert(answer.finished && (answer.values != NULL) == (k == 0));
        if (k == 0) ck_assert_double_eq(answer.objective + answer.bound, 0);
        if (k == 1) ck_assert(isinf(answer.bound));
        free(answer.values);
    }
}
END_TEST

START_TEST(nothing_below_the_cutoff_is_proven_not_answered)
{
    vp_program_answer answer;
    vp_error err;
    ck_assert(vp_exact_solve(&program, &(vp_program_limits){.seconds = INFINITY, .cutoff = -9.5}, &answer, &err));
    ck_assert(answer.finished);
    ck_assert_ptr_null(answer.values);
    ck_assert(isinf(answer.bound) && answer.bound > 0);
}
END_TEST

static bool never(void *context)
{
    (void)context;
    return false;
}

START_TEST(a_cancelled_solve_claims_nothing)
{
    vp_program_answer answer;
    vp_error err;
    ck_assert(vp_exact_solve(
        &program, &(vp_program_limits){.seconds = INFINITY, .cutoff = INFINITY, .keep_going = never}, &answer, &err));
    ck_assert(!answer.finished);
    ck_assert_ptr_null(answer.values);
    ck_assert(isinf(answer.bound) && answer.bound < 0);
}
END_TEST

/* Results go to stdout: the library must not write there. */
START_TEST(the_solver_is_silent)
{
    char path[] = "/tmp/vungphu_silent_XXXXXX";
    int file = mkstemp(path), out = dup(1);
    ck_assert(file >= 0 && out >= 0);
    fflush(stdout);
    dup2(file, 1);
    vp_program_answer answer;
    vp_error err;
    bool ok = vp_exact_solve(&program, &(vp_program_limits){.seconds = 10, .cutoff = 5}, &answer, &err);
    fflush(stdout);
    dup2(out, 1);
    close(out);
    off_t written = lseek(file, 0, SEEK_END);
    close(file);
    unlink(path);
    ck_assert(ok);
    ck_assert_int_eq(written, 0);
    free(answer.values);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exact");
    TCase *tests = tcase_create("exact");
    suite_add_tcase(suite, tests);
    tcase_set_timeout(tests, 280);
    tcase_add_test(tests, a_program_is_solved);
    tcase_add_test(tests, a_program_without_columns_is_answered);
    tcase_add_test(tests, nothing_below_the_cutoff_is_proven_not_answered);
    tcase_add_test(tests, a_cancelled_solve_claims_nothing);
    tcase_add_test(tests, the_solver_is_silent);
    tcase_add_loop_test(tests, every_small_problem_is_solved_to_proven_optimality, 0, VP_OBJECTIVE_COUNT);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
