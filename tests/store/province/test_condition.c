/* The language of units_where: which texts are of it, which names they hold, and where others go wrong. */
#include "store/province/condition.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char names[200];

static bool note(void *context, const char *name, size_t length)
{
    (void)context;
    size_t used = strlen(names);
    snprintf(names + used, sizeof names - used, "%s%.*s", used ? " " : "", (int)length, name);
    return !(length == 4 && strncmp(name, "stop", 4) == 0);
}

static const struct {
    const char *text, *names;
} good[] = {
    {"a = 1", "a"},
    {"a <> b", "a b"},
    {"a != b and c <= d or e >= f", "a b c d e f"},
    {"a == .5 AND b < 5. AND c > 1.25", "a b c"},
    {"NOT not a = 1", "a"},
    {"  a  ", "a"},
    {"-+-a + b - c * d / e = - 3", "a b c d e"},
    {"a IS NULL or b is not null", "a b"},
    {"a IN (1, 'it''s', b)", "a b"},
    {"a not in (-1)", "a"},
    {"a LIKE 'T%' and b NOT LIKE c", "a b c"},
    {"a between 1 and 2 or a not between b and c + 1", "a a b c"},
    {"(a = 1 or (b = 2)) and null = a", "a b a"},
    {"nullable = 1 and android = 2 and orange = 3", "nullable android orange"},
    {"'' = a", "a"},
    {"xã = 'Đ'", "xã"},
};

START_TEST(a_text_of_the_language_names_its_records)
{
    vp_error err = {0};
    names[0] = '\0';
    ck_assert_msg(vp_condition_check(good[_i].text, note, NULL, &err), "%s: %s", good[_i].text, err.message);
    ck_assert_str_eq(names, good[_i].names);
    ck_assert(vp_condition_check(good[_i].text, NULL, NULL, NULL));
}
END_TEST

#define VALUE "a record's name, a number or a 'text' expected at "

static const struct {
    const char *text, *said;
} bad[] = {
    {"", VALUE "\"the end\""},
    {"a =", VALUE "\"the end\""},
    {"a = and", VALUE "\"and\""},
    {"a + = 1", VALUE "\"= 1\""},
    {"a = 'open", "a text that ends with ' expected at \"'open\""},
    {"a = 'it''", "a text that ends with ' expected at \"'it''\""},
    {"a = 12km", "a number or a name expected at \"km\""},
    {"count(a) = 1", "no function, an operator expected at \"(a) = 1\""},
    {"(a = 1", ") expected at \"the end\""},
    {"a = 1)", "the end expected at \")\""},
    {"a in 1", "( expected at \"1\""},
    {"a in (1, 2", ") expected at \"the end\""},
    {"a in ()", VALUE "\")\""},
    {"a is 1", "NULL expected at \"1\""},
    {"a is not", "NULL expected at \"the end\""},
    {"a not = 1", "IN, LIKE or BETWEEN expected at \"= 1\""},
    {"a between 1", "AND expected at \"the end\""},
    {"a between 1 or 2", "AND expected at \"or 2\""},
    {"a = 1 b = 2", "the end expected at \"b = 2\""},
    {"a = 1; drop table unit", "the end expected at \"; drop table unit\""},
    {"a = 1 -- a remark", "the end expected at \"remark\""},
    {"select = 1", VALUE "\"select = 1\""},
    {"exists", VALUE "\"exists\""},
    {"case", VALUE "\"case\""},
    {"a = (select 1)", VALUE "\"select 1)\""},
};

START_TEST(another_text_is_refused_where_it_goes_wrong)
{
    vp_error err = {0};
    ck_assert_msg(!vp_condition_check(bad[_i].text, NULL, NULL, &err), "%s", bad[_i].text);
    ck_assert_str_eq(err.message, bad[_i].said);
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
}
END_TEST

START_TEST(whoever_takes_the_names_can_refuse_one)
{
    names[0] = '\0';
    ck_assert(!vp_condition_check("a = stop and b = 1", note, NULL, NULL));
    ck_assert_str_eq(names, "a stop");
}
END_TEST

/* The whole text is the first level; each bracket is one more. */
START_TEST(brackets_end_at_a_hundred_levels)
{
    char text[300];
    vp_error err = {0};
    for (int brackets = 99; brackets <= 100; brackets++) {
        memset(text, '(', (size_t)brackets);
        text[brackets] = 'a';
        memset(text + brackets + 1, ')', (size_t)brackets);
        text[2 * brackets + 1] = '\0';
        ck_assert_int_eq(vp_condition_check(text, NULL, NULL, &err), brackets == 99);
    }
    ck_assert_str_eq(err.message, "more than 100 brackets inside each other");
    char *row = malloc(200 * 8 + 2), *at = row; /* one after the other is no matter */
    for (int i = 0; i < 200; i++) at += sprintf(at, "%s(a)", i ? "and" : "");
    ck_assert(vp_condition_check(row, NULL, NULL, NULL));
    free(row);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("condition");
    tcase_add_loop_test(cases, a_text_of_the_language_names_its_records, 0, (int)(sizeof good / sizeof *good));
    tcase_add_loop_test(cases, another_text_is_refused_where_it_goes_wrong, 0, (int)(sizeof bad / sizeof *bad));
    tcase_add_test(cases, whoever_takes_the_names_can_refuse_one);
    tcase_add_test(cases, brackets_end_at_a_hundred_levels);
    Suite *suite = suite_create("condition");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
