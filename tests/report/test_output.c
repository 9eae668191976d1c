/* Figures as texts: how many decimals they need beside a target, and a table in each of its forms. */
#include "report/output.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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

/* A name of three bytes a letter, a formula, a number to be rounded, and what is not known. */
static const char *printed(vp_output_format format)
{
    static char all[1000];
    static const char *const columns[] = {"unit", "people", "share"};
    vp_error err;
    FILE *file = tmpfile();
    int screen = dup(STDOUT_FILENO);
    ck_assert(file && screen >= 0 && dup2(fileno(file), STDOUT_FILENO) >= 0);
    vp_output *output = vp_output_new(columns, 3, &err);
    vp_output_text(output, "Xã Đề");
    vp_output_number(output, 12345.5, 0);
    vp_output_number(output, 0.9996, 2);
    vp_output_text(output, "=1+1");
    vp_output_number(output, NAN, 0);
    vp_output_number(output, 0.25, 2);
    bool ok = vp_output_print(output, format, &err);
    vp_output_free(output);
    dup2(screen, STDOUT_FILENO);
    close(screen);
    ck_assert_msg(ok, "%s", err.message);
    rewind(file);
    all[fread(all, 1, sizeof all - 1, file)] = 0;
    fclose(file);
    return all;
}

START_TEST(a_table_is_the_same_in_every_form)
{
    static const struct {
        vp_output_format format;
        const char *text;
    } rows[] = {
        {VP_OUTPUT_TEXT, "unit   people  share\n"
                         "Xã Đề   12346   1.00\n"
                         "=1+1        –   0.25\n"},
        {VP_OUTPUT_CSV, "unit,people,share\nXã Đề,12345.5,0.9996\n\"'=1+1\",,0.25\n"},
        {VP_OUTPUT_CSV_COMMA, "\xEF\xBB\xBF"
                              "unit;people;share\r\n\"Xã Đề\";12345,5;0,9996\r\n\"'=1+1\";;0,25\r\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) ck_assert_str_eq(printed(rows[i].format), rows[i].text);
    const char *json = printed(VP_OUTPUT_JSON);
    ck_assert_ptr_nonnull(strstr(json, "\"people\": 12345.5"));
    ck_assert_ptr_nonnull(strstr(json, "\"unit\": \"=1+1\""));
    ck_assert_ptr_nonnull(strstr(json, "\"people\": null"));
    ck_assert_ptr_nonnull(strstr(json, "\"share\": 0.25"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("output");
    TCase *tests = tcase_create("output");
    tcase_add_test(tests, what_misses_a_bound_never_prints_as_it);
    tcase_add_test(tests, a_table_is_the_same_in_every_form);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
