/* Lines of the log, as text and as JSON. */
#include "platform/log.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char written[4000];

/* What a call leaves on stderr. */
static void catch_line(const char *message, const vp_log_field fields[], size_t count)
{
    int before = dup(STDERR_FILENO);
    FILE *file = tmpfile();
    ck_assert_ptr_nonnull(file);
    fflush(stderr);
    dup2(fileno(file), STDERR_FILENO);
    vp_log_event(VP_LOG_INFO, message, fields, count);
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(file);
    written[fread(written, 1, sizeof written - 1, file)] = '\0';
    fclose(file);
}

static const vp_log_field some[] = {
    {"agent", "a\"b\\c\r\n\x1b", NAN}, {"status", NULL, 200}, {"nothing", NULL, NAN}, {"seconds", NULL, 0.0125}};

START_TEST(a_line_of_text_is_the_message_alone)
{
    catch_line("GET /\n 200", some, 4);
    ck_assert_ptr_nonnull(strstr(written, "Z info GET /\\x0a 200\n"));
    ck_assert_ptr_null(strstr(written, "agent"));
}
END_TEST

START_TEST(a_line_of_json_has_its_fields)
{
    vp_log_as_json();
    catch_line("so \"it\" is", some, 4);
    ck_assert_msg(strncmp(written, "{\"time\":\"", 9) == 0, "%s", written);
    const char *rest = strstr(written, "\"level\"");
    ck_assert_ptr_nonnull(rest);
    ck_assert_str_eq(
        rest, "\"level\":\"info\",\"message\":\"so \\\"it\\\" is\",\"agent\":\"a\\\"b\\\\c\\u000d\\u000a\\u001b\","
              "\"status\":200,\"seconds\":0.0125}\n");
}
END_TEST

/* Letters of one to four bytes stay; what is no letter is U+FFFD. */
static const struct {
    const char *text, *quoted;
} texts[] = {{"xã Định \xF0\x9F\x98\x80", "xã Định \xF0\x9F\x98\x80"},
             {"\xFF", "\\ufffd"},
             {"\xC0\xAF", "\\ufffd\\ufffd"},
             {"\xED\xA0\x80", "\\ufffd\\ufffd\\ufffd"},
             {"a\xE1\xBB", "a\\ufffd\\ufffd"},
             {"\xF4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd"}};

START_TEST(bytes_that_are_no_text_do_not_break_the_line)
{
    char expected[200];
    vp_log_as_json();
    catch_line(texts[_i].text, NULL, 0);
    snprintf(expected, sizeof expected, "\"message\":\"%s\"}\n", texts[_i].quoted);
    ck_assert_msg(strstr(written, expected) != NULL, "%s is not %s", written, expected);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("log");
    TCase *tests = tcase_create("log");
    tcase_add_test(tests, a_line_of_text_is_the_message_alone);
    tcase_add_test(tests, a_line_of_json_has_its_fields);
    tcase_add_loop_test(tests, bytes_that_are_no_text_do_not_break_the_line, 0, sizeof texts / sizeof *texts);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
