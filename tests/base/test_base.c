#include "base/buffer.h"
#include "base/findings.h"
#include "platform/log.h"
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vungphu/error.h>

/* Every length of a sentence of 3-byte characters round the limit stays whole characters. */
START_TEST(a_long_sentence_is_cut_between_characters)
{
    char text[1024] = "";
    vp_error err;
    memset(text, 'x', (size_t)_i);
    text[_i] = '\0';
    for (int n = 0; n < 200; n++) strcat(text, "ữ");
    ck_assert(!vp_fail(&err, VP_IO, "%s", text));
    size_t length = strlen(err.message);
    ck_assert_uint_lt(length, sizeof err.message);
    ck_assert_uint_ge(length, sizeof err.message - 4);
    ck_assert_uint_eq((length - (size_t)_i) % 3, 0);
    ck_assert_int_eq(memcmp(err.message, text, length), 0);
}
END_TEST

START_TEST(a_failure_without_a_listener_is_allowed)
{
    ck_assert(!vp_fail(NULL, VP_IO, "nobody %s", "listens"));
    ck_assert(!vp_fail_memory(NULL, 7));
}
END_TEST

START_TEST(a_buffer_grows_and_remembers_that_it_failed)
{
    vp_buffer buffer = {0};
    for (int i = 0; i < 1000; i++) ck_assert(vp_buffer_format(&buffer, "%d,", i % 10));
    ck_assert_uint_eq(buffer.length, 2000);
    ck_assert_uint_eq(strlen(vp_buffer_terminated(&buffer)), 2000);
    ck_assert(!vp_buffer_reserve(&buffer, SIZE_MAX - 10));
    ck_assert(!vp_buffer_text(&buffer, "x")); /* one check at the end of a run is enough */
    ck_assert_uint_eq(buffer.length, 2000);
    vp_buffer_clear(&buffer);
    ck_assert_ptr_null(buffer.bytes);
}
END_TEST

START_TEST(findings_are_counted_by_severity_and_copied)
{
    vp_findings findings = {0};
    for (int i = 0; i < 100; i++) {
        char value[12];
        snprintf(value, sizeof value, "%d", i);
        vp_findings_add(&findings, (vp_severity)(i % 3), (vp_place){.file = "units.csv", .value = value, .row = i},
                        "bad %d", i);
    }
    ck_assert_uint_eq(findings.count, 100);
    ck_assert_uint_eq(findings.errors, 33);
    ck_assert_uint_eq(findings.warnings, 33);
    ck_assert_str_eq(findings.items[42].value, "42");
    ck_assert_str_eq(findings.items[99].reason, "bad 99");
    ck_assert_ptr_null(findings.items[0].column);
    vp_findings_clear(&findings);
}
END_TEST

START_TEST(control_characters_of_a_client_cannot_forge_a_log_line)
{
    int ends[2], before = dup(STDERR_FILENO);
    char line[512];
    ck_assert_int_eq(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    vp_log(VP_LOG_WARNING, "GET %s", "/x\r\nerror forged\x1b[2J");
    dup2(before, STDERR_FILENO);
    close(ends[1]);
    ssize_t length = read(ends[0], line, sizeof line - 1);
    ck_assert_int_gt(length, 0);
    line[length] = '\0';
    ck_assert_ptr_nonnull(strstr(line, "warning GET /x\\x0d\\x0aerror forged\\x1b[2J\n"));
    ck_assert_ptr_eq(strchr(line, '\n'), line + length - 1);
    close(ends[0]);
    close(before);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base");
    TCase *cases = tcase_create("errors, buffers, findings, log");
    tcase_add_loop_test(cases, a_long_sentence_is_cut_between_characters, 0, 3);
    tcase_add_test(cases, a_failure_without_a_listener_is_allowed);
    tcase_add_test(cases, a_buffer_grows_and_remembers_that_it_failed);
    tcase_add_test(cases, findings_are_counted_by_severity_and_copied);
    tcase_add_test(cases, control_characters_of_a_client_cannot_forge_a_log_line);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
