/* Figures as texts: how many decimals they need beside a target. */
#include "report/output.h"
#include <check.h>
#include <math.h>

START_TEST(what_misses_a_bound_never_prints_as_it)
{
    static const struct {
        double value, target;
        bool share;
        int decimals;
    } rows[] = {
        {99.98, 95, true, 2},  {99.98, 100, true, 2},       {94.96, 95, true, 2},  {94.9996, 95, true, 4},
        {95, 95, true, 1},     {100, 100, true, 1},         {100, 95, true, 1},    {95.04, 95, true, 2},
        {99.949, 95, true, 1}, {100 - 1e-12, 100, true, 1}, {19.98, 20, false, 2}, {99.98, 20, false, 1},
        {NAN, 95, true, 1},    {68.4, NAN, true, 1},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        const double bounds[] = {rows[r].target, 100};
        int decimals = vp_output_decimals(rows[r].value, bounds, rows[r].share ? 2 : 1, 1);
        ck_assert_msg(decimals == rows[r].decimals, "row %zu: %d decimals", r, decimals);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("output");
    TCase *tests = tcase_create("output");
    tcase_add_test(tests, what_misses_a_bound_never_prints_as_it);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
