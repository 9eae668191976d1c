/* One reader of days; how strict it is, its callers say. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <vungphu/date.h>

static const struct {
    const char *text, *iso, *moment, *office; /* NULL: refused */
} rows[] = {
    {"2026-12-31", "2026-12-31", "2026-12-31", "2026-12-31"},
    {"2024-02-29", "2024-02-29", "2024-02-29", "2024-02-29"},
    {"2000-02-29", "2000-02-29", "2000-02-29", "2000-02-29"},
    {"2026-02-29", NULL, NULL, NULL},
    {"1900-02-29", NULL, NULL, NULL},
    {"29/02/2026", NULL, NULL, NULL},
    {"2026-04-31", NULL, NULL, NULL},
    {"2026-13-01", NULL, NULL, NULL},
    {"2026-00-10", NULL, NULL, NULL},
    {"2026-10-00", NULL, NULL, NULL},
    {"0000-01-01", NULL, NULL, NULL},
    {"0001-01-01", "0001-01-01", "0001-01-01", NULL},
    {"2026-1-5", NULL, NULL, "2026-01-05"},
    {"2026/01/05", NULL, NULL, "2026-01-05"},
    {"2026/01-05", NULL, NULL, NULL},
    {"5/1/2026", NULL, NULL, "2026-01-05"},
    {"31/12/2026 08:00", NULL, NULL, "2026-12-31"},
    {"12/31/2026", NULL, NULL, NULL}, /* the month first is no date here */
    {"31/12/26", NULL, NULL, NULL},
    {"2026-12-31T07:00:00Z", NULL, "2026-12-31", "2026-12-31"},
    {"2026-12-31t07:00:00.25+07:00", NULL, "2026-12-31", NULL},
    {"2026-12-31T07:00:00 07:00", NULL, "2026-12-31", "2026-12-31"},
    {"2026-12-31T07:00", NULL, "2026-12-31", "2026-12-31"},
    {"2026-12-31T24:00:00Z", NULL, NULL, "2026-12-31"},
    {"2026-12-31T07:61:00Z", NULL, NULL, "2026-12-31"},
    {"2026-12-31T07:00:00Zx", NULL, NULL, "2026-12-31"},
    {"2026-12-31T", NULL, NULL, "2026-12-31"},
    {"2026-12-31x", NULL, NULL, NULL},
    {"2026-12-311", NULL, NULL, NULL},
    {" 2026-12-31", NULL, NULL, NULL},
    {"+026-12-31", NULL, NULL, NULL},
    {"2026", NULL, NULL, NULL},
    {"", NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL},
};

START_TEST(a_day_is_read_as_strictly_as_asked) /* runs once per row _i */
{
    const char *const wanted[] = {rows[_i].iso, rows[_i].moment, rows[_i].office};
    for (int form = 0; form < 3; form++) {
        vp_date day = "before";
        bool ok = vp_date_read(rows[_i].text, (vp_date_form)form, day);
        ck_assert_msg(ok == (wanted[form] != NULL), "%s, form %d", rows[_i].text, form);
        ck_assert_str_eq(day, ok ? wanted[form] : "");
    }
}
END_TEST

START_TEST(days_are_counted_by_the_calendar)
{
    ck_assert_double_eq(vp_date_days("1970-01-01"), 0);
    ck_assert_double_eq(vp_date_days("2000-03-01"), 11017); /* 30 years, 7 leap days, 31 + 29 days */
    ck_assert_double_eq(vp_date_days("2024-12-31") - vp_date_days("2023-12-31"), 366);
    ck_assert_double_eq(vp_date_days("2030-12-31") - vp_date_days("2026-12-31"), 1461);
    ck_assert_double_eq(vp_date_days("1969-12-31"), -1);
    ck_assert(isnan(vp_date_days("")) && isnan(vp_date_days("2026-13-01")) && isnan(vp_date_days("2026-1-1")));
    ck_assert(isnan(vp_date_days("2026-02-30")) && isnan(vp_date_days(NULL)));
}
END_TEST

/* The C library's calendar as judge, over the years that its time has. */
START_TEST(every_day_of_four_centuries_exists_and_follows_the_last)
{
    for (long day = -25567; day < 120530; day++) { /* 1900 to 2299 */
        time_t seconds = (time_t)day * 86400;
        struct tm parts;
        vp_date text, read;
        ck_assert_ptr_nonnull(gmtime_r(&seconds, &parts));
        ck_assert_uint_eq(strftime(text, sizeof text, "%Y-%m-%d", &parts), 10);
        ck_assert_msg(vp_date_read(text, VP_DATE_ISO, read) && vp_date_days(read) == (double)day, "%s", text);
    }
}
END_TEST

START_TEST(both_ends_are_within)
{
    static const vp_date open = "", first = "2026-01-01", last = "2026-12-31", before = "2025-12-31",
                         after = "2027-01-01";
    ck_assert(vp_date_within(first, last, first) && vp_date_within(first, last, last));
    ck_assert(!vp_date_within(first, last, before) && !vp_date_within(first, last, after));
    ck_assert(vp_date_within(open, open, last) && vp_date_within(first, open, after));
    ck_assert(!vp_date_within(first, open, before) && !vp_date_within(open, last, after));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("date");
    TCase *tests = tcase_create("date");
    tcase_add_loop_test(tests, a_day_is_read_as_strictly_as_asked, 0, (int)(sizeof rows / sizeof *rows));
    tcase_add_test(tests, days_are_counted_by_the_calendar);
    tcase_add_test(tests, every_day_of_four_centuries_exists_and_follows_the_last);
    tcase_add_test(tests, both_ends_are_within);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
