/* CSV tables as spreadsheets of any locale save them, and what is wrong with broken ones. */
#include "store/province/table.h"
#include "store/support_province.h"
#include <string.h>
#include <vungphu/region.h>

static vp_table table;
static vp_findings findings;

static void parse(const char *text, size_t length)
{
    vp_error err = {0};
    OK(vp_table_parse(&table, text, length, "t.csv", &findings, &err));
}

static void clear(void)
{
    vp_table_clear(&table);
    vp_findings_clear(&findings);
}

static void expect_two_rows(const char *text)
{
    parse(text, strlen(text));
    ck_assert_uint_eq(findings.count, 0);
    ck_assert_uint_eq(table.column_count, 2);
    ck_assert_uint_eq(table.row_count, 2);
    ck_assert_str_eq(table.columns[1], "tên");
    ck_assert_str_eq(vp_table_cell(&table, 1, 1), "Hòa; \"Bình\", x");
    ck_assert_int_eq(table.lines[1], 3);
    clear();
}

START_TEST(files_saved_by_any_program_read_the_same)
{
    expect_two_rows("id,tên\n1,a\n2,\"Hòa; \"\"Bình\"\", x\"\n");
    expect_two_rows("\xEF\xBB\xBFid,tên\r\n1,a\r\n2,\"Hòa; \"\"Bình\"\", x\"\r\n");
    expect_two_rows("id;tên\r1;a\r2;\"Hòa; \"\"Bình\"\", x\"\r");
    expect_two_rows("\"id\",\"tên\"\n\"1\",\"a\"\n\"2\",\"Hòa; \"\"Bình\"\", x\"");
    expect_two_rows(
        "id;te\xCC\x82n;\n1; a ;\n2;\"Hòa; \"\"Bình\"\", x\";\n;;\n\n"); /* NFD, empty last column and rows */
}
END_TEST

START_TEST(lines_are_counted_through_quoted_line_ends)
{
    const char *text = "a,b\n1,\"x\ny\nz\"\n\n2,c\n";
    parse(text, strlen(text));
    ck_assert_uint_eq(table.row_count, 2);
    ck_assert_int_eq(table.lines[0], 2);
    ck_assert_int_eq(table.lines[1], 6);
    ck_assert_uint_eq(vp_table_column(&table, "b"), 1);
    ck_assert_uint_eq(vp_table_column(&table, "c"), VP_NONE);
    ck_assert_str_eq(vp_table_cell(&table, 0, VP_NONE), "");
    clear();
}
END_TEST

typedef struct {
    const char *text;
    size_t length;
    const char *said;
} bad_row;
#define BAD(text, said)                                                                                                \
    {                                                                                                                  \
        text, sizeof text - 1, said                                                                                    \
    }
static const bad_row bad[] = {
    BAD("", "empty"),
    BAD("\n\n", "empty"),
    BAD("\xFF\xFEi\0d", "UTF-16"),
    BAD("id,name\n1,H\xF2"
        "a\n",
        "row 2  \"\": byte 4 of the line (0xF2) is not UTF-8"),
    BAD("id,name\n1,a\0b\n", "NUL byte"),
    BAD("id,name\n1\n", "row 2  \"\": the row has 1 cells and the heading 2"),
    BAD("id,name\n1,2,3\n", "3 cells"),
    BAD("id,id\n1,2\n", "columns 1 and 2"),
    BAD("id,name\n1,\"open\n2,b\n", "never closed"),
    BAD("id,name\n1,\"a\"b\"\n", "quote"),
};

START_TEST(what_is_wrong_is_said)
{
    parse(bad[_i].text, bad[_i].length);
    if (count_findings(&findings, VP_FINDING_ERROR, bad[_i].said) != 1) print_findings(&findings);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_ERROR, bad[_i].said), 1);
    clear();
}
END_TEST

START_TEST(a_missing_file_is_an_error)
{
    vp_error err = {0};
    ck_assert(!vp_table_read(&table, &(vp_table_source){.path = "/nowhere/t.csv", .file = "t.csv"}, &findings, &err));
    ck_assert_int_eq(err.kind, VP_IO);
    clear();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("table");
    TCase *tests = tcase_create("table");
    tcase_add_test(tests, files_saved_by_any_program_read_the_same);
    tcase_add_test(tests, lines_are_counted_through_quoted_line_ends);
    tcase_add_loop_test(tests, what_is_wrong_is_said, 0, (int)(sizeof bad / sizeof *bad));
    tcase_add_test(tests, a_missing_file_is_an_error);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
