/* Numbers and coordinates as people write them. */
#include "store/text/number.h"
#include <check.h>
#include <math.h>
#include <string.h>

#define U VP_DECIMAL_UNKNOWN
#define P VP_DECIMAL_POINT
#define C VP_DECIMAL_COMMA

static const struct {
    const char *text;
    vp_decimal decimal;
    vp_number_kind kind;
    double number;
} numbers[] = {
    {"1234", U, VP_NUMBER_WHOLE, 1234},
    {"-7", U, VP_NUMBER_WHOLE, -7},
    {"12.5", U, VP_NUMBER_FRACTION, 12.5},
    {"12,5", U, VP_NUMBER_FRACTION, 12.5},
    {"0,512", U, VP_NUMBER_FRACTION, 0.512},
    {"0.512", U, VP_NUMBER_FRACTION, 0.512},
    {"105,0143", U, VP_NUMBER_FRACTION, 105.0143},
    {"1234.567", U, VP_NUMBER_FRACTION, 1234.567},
    {"1.234", U, VP_NUMBER_DOUBTFUL, 1.234},
    {"105,014", U, VP_NUMBER_DOUBTFUL, 105.014},
    {"1.234,56", U, VP_NUMBER_FRACTION, 1234.56},
    {"1,234.56", U, VP_NUMBER_FRACTION, 1234.56},
    {"1.234.567", U, VP_NUMBER_GROUPED, 1234567},
    {"1,234,567", U, VP_NUMBER_GROUPED, 1234567},
    {"1.234.567,8", U, VP_NUMBER_FRACTION, 1234567.8},
    {"1 234", U, VP_NUMBER_GROUPED, 1234},
    {"1 234,5", U, VP_NUMBER_FRACTION, 1234.5},
    {"1'234", U, VP_NUMBER_GROUPED, 1234},
    {"1\xE2\x80\x99"
     "234.5",
     U, VP_NUMBER_FRACTION, 1234.5},
    {"12\xC2\xA0"
     "345",
     U, VP_NUMBER_GROUPED, 12345},
    {"12\xE2\x80\xAF"
     "345",
     U, VP_NUMBER_GROUPED, 12345},
    {"1e5", U, VP_NUMBER_FRACTION, 1e5},
    {"2.5E-3", U, VP_NUMBER_FRACTION, 0.0025},
    {".5", U, VP_NUMBER_FRACTION, 0.5},
    {"1.234", C, VP_NUMBER_GROUPED, 1234},
    {"1.234", P, VP_NUMBER_FRACTION, 1.234},
    {"12,345", C, VP_NUMBER_FRACTION, 12.345},
    {"12,345", P, VP_NUMBER_GROUPED, 12345},
    {"1.234,5", C, VP_NUMBER_FRACTION, 1234.5},
    {"0,5", C, VP_NUMBER_FRACTION, 0.5},
    {"900", C, VP_NUMBER_WHOLE, 900},
    {"1.2345", C, VP_NUMBER_NONE, NAN},  /* no thousands */
    {"12,34.5", U, VP_NUMBER_NONE, NAN}, /* no group of three */
    {"1.23.456", U, VP_NUMBER_NONE, NAN},
    {"1 23", U, VP_NUMBER_NONE, NAN},
    {"1,5", P, VP_NUMBER_NONE, NAN},
    {"", U, VP_NUMBER_NONE, NAN},
    {"nan", U, VP_NUMBER_NONE, NAN},
    {"inf", U, VP_NUMBER_NONE, NAN},
    {"0x10", U, VP_NUMBER_NONE, NAN},
    {"12 m", U, VP_NUMBER_NONE, NAN},
    {"-", U, VP_NUMBER_NONE, NAN},
    {"1e999", U, VP_NUMBER_NONE, NAN},
    {".", U, VP_NUMBER_NONE, NAN},
};

START_TEST(a_number_is_read_as_it_is_meant)
{
    double number;
    vp_number_kind kind = vp_number_read(numbers[_i].text, numbers[_i].decimal, &number);
    ck_assert_msg(kind == numbers[_i].kind, "\"%s\": kind %d", numbers[_i].text, (int)kind);
    if (kind != VP_NUMBER_NONE)
        ck_assert_msg(fabs(number - numbers[_i].number) <= 1e-12 * fabs(number), "\"%s\": %.17g", numbers[_i].text,
                      number);
}
END_TEST

static const struct {
    const char *text;
    double degrees; /* NaN: refused */
    char axis;
} coordinates[] = {
    {"105.014", 105.014, 0},
    {"105,014", 105.014, 0},
    {"21°42'58\"N", 21 + 42 / 60.0 + 58 / 3600.0, 'y'},
    {"21° 42' 58.5\" N", 21 + 42 / 60.0 + 58.5 / 3600, 'y'},
    {"21°42’58,5”B", 21 + 42 / 60.0 + 58.5 / 3600, 'y'},
    {"105°00′50″Đ", 105 + 50 / 3600.0, 'x'},
    {"E105°0'50\"", 105 + 50 / 3600.0, 'x'},
    {"21 42 58", 21 + 42 / 60.0 + 58 / 3600.0, 0},
    {"21:42:58", 21 + 42 / 60.0 + 58 / 3600.0, 0},
    {"21d42m58sN", 21 + 42 / 60.0 + 58 / 3600.0, 'y'},
    {"21°42.966'", 21 + 42.966 / 60, 0},
    {"21.716°N", 21.716, 'y'},
    {"15°30'S", -15.5, 'y'},
    {"15°30' W", -15.5, 'x'},
    {"-15°30'", -15.5, 0},
    {"21°62'00\"", NAN, 0},
    {"21°42'60\"", 21 + 43 / 60.0, 0}, /* by rounding */
    {"21°42'61\"", NAN, 0},
    {"1° 35' 24,00'' O", -(1 + 35 / 60.0 + 24 / 3600.0), 'x'},
    {"abc", NAN, 0},
    {"", NAN, 0},
    {"21 42 58 7", NAN, 0},
};

START_TEST(degrees_are_read)
{
    double degrees;
    char axis;
    bool ok = vp_degrees_read(coordinates[_i].text, U, &degrees, &axis);
    ck_assert_msg(ok == !isnan(coordinates[_i].degrees), "\"%s\"", coordinates[_i].text);
    if (!ok) return;
    ck_assert_msg(fabs(degrees - coordinates[_i].degrees) < 1e-9, "\"%s\": %.12g", coordinates[_i].text, degrees);
    ck_assert_msg(axis == coordinates[_i].axis, "\"%s\"", coordinates[_i].text);
}
END_TEST

static const struct {
    const char *text;
    bool read;
} pairs[] = {
    {"21.716 105.014 0 0", true},
    {"21.716 105.014 35.2 4.9", true},
    {"21.716 105.014", true},
    {"21.716,105.014", true},
    {"21.716, 105.014", true},
    {"21.716; 105.014", true},
    {"21,716 105,014", true},
    {"21,716; 105,014", true},
    {"105.014 21.716", true},
    {"105.014, 21.716", true},
    {"POINT(105.014 21.716)", true},
    {"POINT (105.014 21.716)", true},
    {"POINT Z (105.014 21.716 12)", true},
    {"[105.014,21.716]", true},
    {"[105.014, 21.716, 12]", true},
    {"{\"type\":\"Point\",\"coordinates\":[105.014,21.716]}", true},
    {"[[[[105.014,21.716],[105.1,21.8]]]]", false},
    {"{\"type\":\"Polygon\",\"coordinates\":[105.014,21.716]}", false},
    {"[105.014]", false},
    {"21.716N 105.014E", true},
    {"21°42'57.6\"N 105°0'50.4\"E", true},
    {"21°42'57.6\"N, 105°0'50.4\"E", true},
    {"105°0'50.4\"Đ 21°42'57.6\"B", true},
    {"N21.716 E105.014", true},
    {"21.716", false},
    {"", false},
    {"a b", false},
    {"21.716N 105.014N", false},
};

START_TEST(both_coordinates_in_one_text)
{
    double lon = 0, lat = 0;
    bool ok = vp_lonlat_read(pairs[_i].text, U, &lon, &lat);
    ck_assert_msg(ok == pairs[_i].read, "\"%s\": %.9g %.9g", pairs[_i].text, lon, lat);
    if (ok)
        ck_assert_msg(fabs(lon - 105.014) < 1e-9 && fabs(lat - 21.716) < 1e-9, "\"%s\": %.12g %.12g", pairs[_i].text,
                      lon, lat);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("number");
    TCase *tests = tcase_create("number");
    tcase_add_loop_test(tests, a_number_is_read_as_it_is_meant, 0, sizeof numbers / sizeof *numbers);
    tcase_add_loop_test(tests, degrees_are_read, 0, sizeof coordinates / sizeof *coordinates);
    tcase_add_loop_test(tests, both_coordinates_in_one_text, 0, sizeof pairs / sizeof *pairs);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
