/* Records as people type them: percentages, and words where a number is needed. */
#include "store/support_province.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *folder;
static void make(void) { folder = mini_province(); }
static void drop(void) { remove_directory(folder); }

static const struct {
    const char *values[4], *groups;
    bool failed;
    vp_severity severity;
    const char *said;
    double sum;
} records[] = {
    {{"45%", "12,5 %", "7.25%", ""},
     "g,Nhóm,,,v\n",
     false,
     VP_FINDING_NOTE,
     "r.csv: row 0 v \"\": 3 values are percentages, read as shares of 1",
     0.6475},
    {{"45%", "12", "7", "1"},
     "",
     true,
     VP_FINDING_ERROR,
     "1 values of this column have a percent sign and 3 have none",
     0},
    {{"0.5", "khoảng 600", "-", ""},
     "g,Nhóm,,,v\n",
     false,
     VP_FINDING_WARNING,
     "datasets.csv:records row 0 v \"khoảng 600\": 2 of its 3 values are no numbers, that of unit 00002 of 2025 first",
     0.5},
    {{"a", "b", "c", "d"}, "", false, VP_FINDING_WARNING, NULL, 0}, /* a column of words that nothing computes with */
    {{"a", "b", "c", "d"}, "g,Nhóm,,,v / 100\n", false, VP_FINDING_WARNING, "4 of its 4 values are no numbers", 0},
};

START_TEST(what_is_no_number_is_never_left_without_a_word)
{
    char text[400];
    snprintf(text, sizeof text, "code,v\n00001,\"%s\"\n00002,\"%s\"\n00003,\"%s\"\n00004,\"%s\"\n",
             records[_i].values[0], records[_i].values[1], records[_i].values[2], records[_i].values[3]);
    write_text(folder, "r.csv", text);
    append_text(folder, "datasets.csv", "records,r.csv,,2025,,,,,,,,\n");
    append_text(folder, "groups.csv", records[_i].groups);
    vp_findings findings = {0};
    vp_error err = {0};
    bool ok = import_province(folder, &findings, &err);
    if (ok == records[_i].failed) print_findings(&findings);
    ck_assert(ok == !records[_i].failed);
    const char *said = records[_i].said ? records[_i].said : "are no numbers";
    if (count_findings(&findings, records[_i].severity, said) != (records[_i].said != NULL)) print_findings(&findings);
    ck_assert_uint_eq(count_findings(&findings, records[_i].severity, said), records[_i].said != NULL);
    if (ok) ck_assert_double_eq_tol(ask(folder, "SELECT total(number) FROM record"), records[_i].sum, 1e-12);
    vp_findings_clear(&findings);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("record numbers");
    TCase *tests = tcase_create("record numbers");
    tcase_add_checked_fixture(tests, make, drop);
    tcase_add_loop_test(tests, what_is_no_number_is_never_left_without_a_word, 0, sizeof records / sizeof *records);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
