/* Facilities that are counted in no unit, by their place, their code and the crosswalk. */
#include "store/support_province.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *folder;
static void make(void) { folder = mini_province(); }
static void drop(void) { remove_directory(folder); }

#define SQUARE(w, s, e, n) "\"POLYGON((" #w " " #s "," #e " " #s "," #e " " #n "," #w " " #n "," #w " " #s "))\"\n"

/* Before 2025 there was a square more, north of today's units, and a commune 10002. */
static void write_sources(void)
{
    write_text(folder, "old.csv",
               "code,name,WKT\n10001,X," SQUARE(500000, 2400000, 506000, 2403000) "10002,Y," SQUARE(
                   500000, 2403000, 506000, 2406000) "10003,Z," SQUARE(500000, 2406000, 500500, 2406500));
    write_text(folder, "cross.csv", "old,new\n10001,00001\n10002,00003\n");
    append_text(folder, "datasets.csv",
                "units,old.csv,,2024,EPSG:32648,,level:=commune,,,,,\n"
                "crosswalk,cross.csv,,,,,old_code=old;new_code=new;old_vintage:=2024;new_vintage:=2025,,,,,\n"
                "facilities,f.csv,,,EPSG:32648,,id=id;name=name;lon=x;lat=y;unit_code=unit;service:=school,,,,,\n");
}

START_TEST(a_facility_of_no_unit_is_reported)
{
    vp_findings findings = {0};
    vp_error err = {0};
    write_sources();
    write_text(folder, "f.csv",
               "id,name,x,y,unit\n"
               "F1,a,501000,2401000,00001\n" /* inside one */
               "F2,b,500250,2406250,\n"      /* inside one of before alone */
               "F3,c,500260,2406250,00003\n" /* its code is of one */
               "F4,d,500270,2406250,10002\n" /* its code became one */
               "F5,e,500280,2406250,10009\n"
               "F6,f,500250,2406700,\n" /* across the border */
               "F7,g,500260,2406700,77777\n");
    bool ok = import_province(folder, &findings, &err);
    if (!ok) print_findings(&findings);
    OK(ok);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "it is counted in none"), 3);
    ck_assert_uint_eq(
        count_findings(&findings, VP_FINDING_WARNING,
                       "unit_code \"F2\": b (F2) lies in no commune of 2025 and states no unit_code: it is counted"),
        1);
    ck_assert_uint_eq(
        count_findings(&findings, VP_FINDING_WARNING,
                       "unit_code \"10009\": e (F5) lies in no commune of 2025 and its unit_code leads to none: it"),
        1);
    ck_assert_uint_eq(
        count_findings(&findings, VP_FINDING_WARNING, "unit_code \"77777\": g (F7) lies in no commune of 2025"), 1);
    vp_findings_clear(&findings);
}
END_TEST

START_TEST(many_of_them_are_counted) /* 60, and 63 */
{
    vp_findings findings = {0};
    vp_error err = {0};
    char row[60];
    write_sources();
    write_text(folder, "f.csv", "id,name,x,y,unit\n");
    for (int i = 0; i < 60 + 3 * _i; i++) {
        snprintf(row, sizeof row, "F%d,place %d,%d,2406250,\n", i, i, 500100 + i);
        append_text(folder, "f.csv", row);
    }
    OK(import_province(folder, &findings, &err));
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "it is counted in none"), 60);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "3 more facilities are counted in no unit"),
                      (size_t)_i);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "more facilities are counted in no unit"),
                      (size_t)_i);
    vp_findings_clear(&findings);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("facilities");
    tcase_add_checked_fixture(cases, make, drop);
    tcase_add_test(cases, a_facility_of_no_unit_is_reported);
    tcase_add_loop_test(cases, many_of_them_are_counted, 0, 2);
    Suite *suite = suite_create("stray facilities");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
