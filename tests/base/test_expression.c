/* Words and signs of a condition, by hand. */
#include "base/expression.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

START_TEST(a_word_is_taken_whole_and_in_any_case)
{
    vp_expression text = {"  And android", "  And android", false};
    ck_assert(!vp_expression_take_word(&text, "an"));
    ck_assert(vp_expression_take_word(&text, "AND"));
    ck_assert(!vp_expression_take_word(&text, "and"));
    ck_assert_str_eq(text.at, "android");
    ck_assert(vp_expression_take_word(&text, "android"));
    ck_assert_str_eq(text.at, "");
}
END_TEST

START_TEST(a_word_holds_digits_and_marks_but_begins_with_a_letter)
{
    static const struct {
        const char *text;
        bool dotted;
        size_t length;
    } rows[] = {{"xã_2025+1", false, 8}, {"2nd", false, 0},   {"", false, 0},  {"_a", false, 2},
                {"a.b.c", true, 5},      {"a.b.c", false, 1}, {".a", true, 0}, {"a-b", true, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_expression text = {rows[i].text, rows[i].text, rows[i].dotted};
        ck_assert_msg(vp_expression_word_length(&text) == rows[i].length, "%s: %zu", rows[i].text,
                      vp_expression_word_length(&text));
    }
}
END_TEST

START_TEST(a_sign_is_taken_after_blanks_of_any_kind)
{
    vp_expression text = {"\t\n <= 5", "\t\n <= 5", false};
    ck_assert(!vp_expression_take_sign(&text, "=<"));
    ck_assert(vp_expression_take_sign(&text, "<="));
    ck_assert_ptr_eq(text.start + 5, text.at);
    ck_assert(!vp_expression_take_sign(&text, "<"));
    ck_assert_str_eq(text.at, "5");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("expression");
    TCase *tests = tcase_create("words and signs");
    tcase_add_test(tests, a_word_is_taken_whole_and_in_any_case);
    tcase_add_test(tests, a_word_holds_digits_and_marks_but_begins_with_a_letter);
    tcase_add_test(tests, a_sign_is_taken_after_blanks_of_any_kind);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
