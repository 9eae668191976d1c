/* Tables for spreadsheets and programs: each style to the letter; a formula is never run; codes stay texts. */
#include "base/csv.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *text, *answer, *file, *comma; /* NULL text: an empty cell */
} texts[] = {
    {"plain", "\"plain\"", "plain", "\"plain\""},
    {"Hoà Bình", "\"Hoà Bình\"", "Hoà Bình", "\"Hoà Bình\""},
    {"a \"b\"", "\"a \"\"b\"\"\"", "\"a \"\"b\"\"\"", "\"a \"\"b\"\"\""},
    {"a,b", "\"a,b\"", "\"a,b\"", "\"a,b\""},
    {"a;b", "\"a;b\"", "\"a;b\"", "\"a;b\""},
    {"a\r\nb", "\"a\r\nb\"", "\"a\r\nb\"", "\"a\r\nb\""},
    {" a", "\" a\"", "\" a\"", "\" a\""},
    {"=1+1", "\"'=1+1\"", "\"'=1+1\"", "\"'=1+1\""},
    {"=\"x\"", "\"'=\"\"x\"\"\"", "\"'=\"\"x\"\"\"", "\"'=\"\"x\"\"\""},
    {"+a", "\"'+a\"", "\"'+a\"", "\"'+a\""},
    {"-a", "\"'-a\"", "\"'-a\"", "\"'-a\""},
    {"@x", "\"'@x\"", "\"'@x\"", "\"'@x\""},
    {"\tx", "\"'\tx\"", "\"'\tx\"", "\"'\tx\""},
    {"\rx", "\"'\rx\"", "\"'\rx\"", "\"'\rx\""},
    {"00123", "\"00123\"", "00123", "\"=\"\"00123\"\"\""},
    {"123", "\"123\"", "123", "\"=\"\"123\"\"\""},
    {"1.2", "\"1.2\"", "1.2", "\"=\"\"1.2\"\"\""}, /* a date in Vietnam */
    {"1/2", "\"1/2\"", "1/2", "\"=\"\"1/2\"\"\""}, /* here too */
    {"1E5", "\"1E5\"", "1E5", "\"=\"\"1E5\"\"\""}, /* 100,000 */
    {"-2+3", "\"'-2+3\"", "\"'-2+3\"", "\"=\"\"-2+3\"\"\""},
    {"A1", "\"A1\"", "A1", "\"A1\""},
    {"e", "\"e\"", "e", "\"e\""},
    {"2026-12-31", "\"2026-12-31\"", "2026-12-31", "\"2026-12-31\""}, /* a day everywhere */
    {"2026-02-31", "\"2026-02-31\"", "2026-02-31", "\"=\"\"2026-02-31\"\"\""},
    {"a=b", "\"a=b\"", "a=b", "\"a=b\""},
    {"", "\"\"", "", ""},
    {NULL, "\"\"", "", ""},
};

static void check(vp_csv *csv, const char *wanted)
{
    ck_assert_str_eq(vp_buffer_terminated(&csv->bytes), wanted);
    vp_buffer_clear(&csv->bytes);
}

START_TEST(a_text_is_itself_and_never_a_formula) /* runs once per row _i */
{
    const char *const wanted[] = {texts[_i].answer, texts[_i].file, texts[_i].file, texts[_i].comma};
    for (int style = 0; style < 4; style++) {
        vp_csv csv = vp_csv_begin((vp_csv_style)style);
        csv.bytes.length = 0; /* the mark */
        vp_csv_text(&csv, texts[_i].text);
        check(&csv, wanted[style]);
    }
}
END_TEST

static const struct {
    double value;
    const char *answer, *file, *terminal, *comma;
} numbers[] = {
    {0, "0", "0", "0", "0"},
    {-0.25, "-0.25", "-0.25", "-0.25", "-0,25"},
    {0.1, "0.1", "0.1", "0.1", "0,1"},
    {1.0 / 3, "0.333333333333", "0.333333333333333", "0.33333333333333331", "0,333333333333"},
    {1234567890123.0, "1.23456789012e+12", "1234567890123", "1234567890123", "1,23456789012e+12"},
    {NAN, "\"\"", "", "", ""},
    {INFINITY, "\"\"", "", "", ""},
    {-INFINITY, "\"\"", "", "", ""},
};

START_TEST(a_number_has_the_digits_and_the_sign_of_its_style) /* runs once per row _i */
{
    const char *const wanted[] = {numbers[_i].answer, numbers[_i].file, numbers[_i].terminal, numbers[_i].comma};
    for (int style = 0; style < 4; style++) {
        vp_csv csv = vp_csv_begin((vp_csv_style)style);
        csv.bytes.length = 0;
        vp_csv_number(&csv, numbers[_i].value);
        check(&csv, wanted[style]);
        if (style == VP_CSV_TERMINAL && isfinite(numbers[_i].value))
            ck_assert_double_eq(strtod(wanted[style], NULL), numbers[_i].value);
    }
}
END_TEST

static void fill(vp_csv *csv)
{
    vp_csv_header(csv, "code,people,note");
    vp_csv_text(csv, "");
    vp_csv_number(csv, 1.5);
    vp_csv_text(csv, NULL);
    vp_csv_end(csv);
    vp_csv_name(csv, "0");
    vp_csv_whole(csv, -9007199254740993);
    vp_csv_text(csv, "x");
    vp_csv_end(csv);
}

START_TEST(rows_are_whole_even_when_their_first_cell_is_empty)
{
    static const char *const wanted[] = {
        "code,people,note\r\n\"\",1.5,\"\"\r\n0,-9007199254740993,\"x\"\r\n",
        "code,people,note\r\n,1.5,\r\n0,-9007199254740993,x\r\n",
        "code,people,note\n,1.5,\n0,-9007199254740993,x\n",
        ("\xEF\xBB\xBF"
         "code;people;note\r\n;1,5;\r\n0;-9007199254740993;\"x\"\r\n"),
    };
    for (int style = 0; style < 4; style++) {
        vp_csv csv = vp_csv_begin((vp_csv_style)style);
        fill(&csv);
        check(&csv, wanted[style]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *tests = tcase_create("csv");
    tcase_add_loop_test(tests, a_text_is_itself_and_never_a_formula, 0, (int)(sizeof texts / sizeof *texts));
    tcase_add_loop_test(tests, a_number_has_the_digits_and_the_sign_of_its_style, 0,
                        (int)(sizeof numbers / sizeof *numbers));
    tcase_add_test(tests, rows_are_whole_even_when_their_first_cell_is_empty);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
