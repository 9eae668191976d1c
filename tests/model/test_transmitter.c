/* Patterns of transmitters: read, asked and written. */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/transmitter.h>

static void clear(vp_transmitter *t)
{
    free(t->pattern_azimuth_degrees);
    free(t->pattern_db);
    free(t->vertical_degrees);
    free(t->vertical_db);
}

START_TEST(a_pattern_is_linear_between_and_wraps_round)
{
    vp_transmitter t = {0};
    vp_error err = {0};
    ck_assert_double_eq(vp_transmitter_pattern(&t, 123), 0);
    ck_assert_msg(vp_transmitter_set_pattern(&t, "10:-2;90:-6;270:-20", &err), "%s", err.message);
    static const double rows[][2] = {{10, -2},  {50, -4},    {90, -6},  {180, -13}, {270, -20}, {330, -9.2},
                                     {0, -3.8}, {-30, -9.2}, {370, -2}, {-270, -6}, {730, -2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) /* from 270 to 10: 18 dB over 100 degrees */
        ck_assert_msg(fabs(vp_transmitter_pattern(&t, rows[i][0]) - rows[i][1]) < 1e-9, "%g: %g", rows[i][0],
                      vp_transmitter_pattern(&t, rows[i][0]));
    ck_assert(vp_transmitter_set_pattern(&t, "200:-7", &err));
    ck_assert_double_eq(vp_transmitter_pattern(&t, 0), -7);
    ck_assert_double_eq(vp_transmitter_pattern(&t, 300), -7);
    ck_assert(vp_transmitter_set_pattern(&t, "", &err));
    ck_assert_uint_eq(t.pattern_count, 0);
    clear(&t);
}
END_TEST

START_TEST(a_vertical_pattern_ends_where_it_ends)
{
    vp_transmitter t = {0};
    vp_error err = {0};
    ck_assert_double_eq(vp_transmitter_vertical(&t, 5), 0);
    ck_assert_msg(vp_transmitter_set_vertical(&t, "-5:-12;0:-1;2:0;90:-30", &err), "%s", err.message);
    static const double rows[][2] = {{-90, -12}, {-5, -12}, {-2.5, -6.5}, {0, -1},  {1, -0.5},
                                     {2, 0},     {46, -15}, {90, -30},    {99, -30}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_double_eq_tol(vp_transmitter_vertical(&t, rows[i][0]), rows[i][1], 1e-12);
    ck_assert(vp_transmitter_set_vertical(&t, "-90:-1;90:-2", &err));
    clear(&t);
}
END_TEST

static const struct {
    const char *text, *at;
} wrong[] = {{"x", "x"},
             {"0", "0"},
             {"0:", "0:"},
             {"0:-1;", NULL},
             {"0:1", "0:1"},
             {"0:-100", NULL},
             {"0:-101", "0:-101"},
             {"360:0", "360:0"},
             {"-1:0", "-1:0"},
             {"359.9:0", NULL},
             {"5:0;5:0", "5:0"},
             {"5:0;4:0", "4:0"},
             {"0:-1,9:0", "0:-1,9:0"},
             {"0:-1;;9:0", ";9:0"},
             {"nan:0", "nan:0"}};

START_TEST(what_is_no_pattern_is_refused_where_it_goes_wrong)
{
    vp_transmitter t = {.id = (char *)(uintptr_t) "T1"};
    vp_error err = {0};
    bool ok = vp_transmitter_set_pattern(&t, wrong[_i].text, &err);
    ck_assert_msg(ok == !wrong[_i].at, "\"%s\": %s", wrong[_i].text, err.message);
    if (!ok) {
        char says[60];
        snprintf(says, sizeof says, "goes wrong at \"%s\"", wrong[_i].at);
        ck_assert_msg(strstr(err.message, says) && strstr(err.message, "transmitter T1: the azimuth"), "%s",
                      err.message);
        ck_assert_uint_eq(t.pattern_count, 0);
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    }
    clear(&t);
}
END_TEST

START_TEST(a_pattern_is_written_as_it_is_read)
{
    vp_transmitter t = {0};
    vp_error err = {0};
    ck_assert(vp_transmitter_set_pattern(&t, "0:0;45.5:-3.25;180:-100", &err));
    char *text = vp_transmitter_pattern_text(t.pattern_azimuth_degrees, t.pattern_db, t.pattern_count, &err);
    ck_assert_str_eq(text, "0:0;45.5:-3.25;180:-100");
    free(text);
    text = vp_transmitter_pattern_text(NULL, NULL, 0, &err);
    ck_assert_str_eq(text, "");
    free(text);
    static const double angles[] = {-89.123456789, 12.3456789012}, losses[] = {-99.123456789, -0.000012345678901};
    text = vp_transmitter_pattern_text(angles, losses, 2, &err);
    ck_assert_str_eq(text, "-89.12345679:-99.12345679;12.3456789:-1.23456789e-05");
    free(text);
    clear(&t);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("transmitter");
    TCase *cases = tcase_create("transmitter");
    tcase_add_test(cases, a_pattern_is_linear_between_and_wraps_round);
    tcase_add_test(cases, a_vertical_pattern_ends_where_it_ends);
    tcase_add_loop_test(cases, what_is_no_pattern_is_refused_where_it_goes_wrong, 0, sizeof wrong / sizeof *wrong);
    tcase_add_test(cases, a_pattern_is_written_as_it_is_read);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
