#include "base/utc.h"
#include <check.h>
#include <stdlib.h>

/* Seconds by POSIX, 4.16 "Seconds since the Epoch", worked out by hand. */
START_TEST(a_moment_is_written_in_utc)
{
    vp_utc_text text;
    setenv("TZ", "Asia/Ho_Chi_Minh", 1);
    vp_utc_write(0, text);
    ck_assert_str_eq(text, "1970-01-01T00:00:00Z");
    vp_utc_write(951782400 + 86399, text); /* a leap day */
    ck_assert_str_eq(text, "2000-02-29T23:59:59Z");
    vp_utc_write(-1, text);
    ck_assert_str_eq(text, "1969-12-31T23:59:59Z");
    vp_utc_write(253402300799, text);
    ck_assert_str_eq(text, "9999-12-31T23:59:59Z");
    vp_utc_write(253402300800, text);
    ck_assert_str_eq(text, "");
    vp_utc_write(INT64_MAX, text);
    ck_assert_str_eq(text, "");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("utc");
    TCase *c = tcase_create("utc");
    tcase_add_test(c, a_moment_is_written_in_utc);
    suite_add_tcase(s, c);
    SRunner *runner = srunner_create(s);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
