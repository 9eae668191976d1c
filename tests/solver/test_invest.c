/* With the solver every small investment problem is solved to the optimum. */
#include "sites/invest/brute_invest.h"
#include "solver/exact.h"
#include "support/thorough.h"
#include <check.h>

/* CBC 2.10 itself loses some row cuts; ours are still watched. Called by LeakSanitizer. */
const char *__lsan_default_suppressions(void); /* NOLINT(bugprone-reserved-identifier) */
const char *__lsan_default_suppressions(void)  /* NOLINT(bugprone-reserved-identifier) */
{
    return "leak:libOsi\nleak:libCoinUtils\nleak:libCbc\nleak:libCgl\n";
}

START_TEST(every_small_plan_is_proven_to_be_the_best)
{
    for (uint64_t seed = 1; seed <= (uint64_t)vp_thorough(300, 10000); seed++) {
        brute b;
        brute_make(&b, seed);
        vp_error err = {0};
        vp_sites_options options = vp_sites_defaults();
        options.solve = vp_exact_solve;
        vp_investment_answer *a = vp_investment_solve(&b.problem, &options, &err);
        double best = brute_best(&b);
        ck_assert_msg((a != NULL) == !isnan(best), "problem %zu: best %g, but %s", (size_t)seed, best,
                      a ? "answered" : err.message);
        if (a)
            ck_assert_msg(a->proven && fabs(a->objective - best) <= 1e-9 * (1 + fabs(best)),
                          "problem %zu: %.12g (%s, bound %.12g), best %.12g", (size_t)seed, a->objective,
                          a->proven ? "proven" : "open", a->bound, best);
        vp_investment_answer_free(a);
        brute_clear(&b);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("invest");
    TCase *cases = tcase_create("invest");
    tcase_add_test(cases, every_small_plan_is_proven_to_be_the_best);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
