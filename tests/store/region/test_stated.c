/* What tables state of other years: records by year, growth, milestones and joint questions, from the province's folder
 * to the region. */
#include "store/region/load.h"
#include "store/support_province.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *folder;
static vp_region *region;

static void make(void)
{
    folder = mini_province();
    append_text(folder, "datasets.csv",
                "records,records.csv,,2025,,,code=code;year=year;households=ho;poor=ngheo,,,,,\n");
    write_text(folder, "records.csv",
               "code,year,ho,ngheo\n00001,2023,100,10\n00001,2025,120,\n00002,2025,80,7\n00002,2031,95,3\n");
    append_text(folder, "province.csv", "plan_level,commune\nplan_code,00003\n");
    write_text(folder, "groups.csv",
               "id,title_vi,title_en,units_where,share_field\npoor,Hộ nghèo,Poor,,poor/households\n");
    write_text(folder, "growth.csv",
               "level,vintage,code,group,year,rate,people,source\n,,,,,0.01,,everywhere\n"
               "commune,2025,00002,,2030,-0.5,,\n,,,poor,2028,,77,census\n");
    write_text(folder, "indicators.csv",
               "id,title_vi,measure,service,group,target,target_year,better,at_least,milestones\n"
               "E1,a,reached_share,school,,0.9,2030,more,,2026=0.5|2028=0.75\n"
               "J1,b,joint_share,school+clinic=45,,,,,,\n"
               "J2,c,joint_share,school+clinic=45,poor,,,,,\n"
               "J3,d,joint_share,school+clinic=46,,,,,,\n"
               "J4,e,joint_share,school+clinic=45+water,,,,,2,\n");
    vp_findings findings = {0};
    vp_error err = {0};
    bool ok = import_province(folder, &findings, &err);
    if (!ok) print_findings(&findings);
    ck_assert_msg(ok, "%s", err.message);
    vp_findings_clear(&findings);
    char *path = path_in(folder, "dataset.sqlite");
    region = vp_region_load(path, &err);
    ck_assert_msg(region != NULL, "%s", err.message);
    free(path);
}

static void drop(void)
{
    vp_region_free(region);
    remove_directory(folder);
}

/* Of a unit, year and record; what no row states is not known. */
static double stated(size_t unit, size_t year, size_t record)
{
    const double *yearly = region->units.sets[0].units[unit].yearly;
    return yearly ? yearly[year * region->units.dated_count + record] : (double)NAN;
}

START_TEST(records_are_kept_by_year)
{
    const vp_units *units = &region->units;
    ck_assert_uint_eq(units->year_count, 2);
    ck_assert_uint_eq(units->later_count, 1);
    ck_assert(units->years[0] == 2023 && units->years[1] == 2025 && units->years[2] == 2031);
    size_t households = vp_region_record(units, "households"), poor = vp_region_record(units, "poor");
    ck_assert_uint_eq(units->dated_count, 2);
    ck_assert_double_eq(stated(0, 0, households), 100);
    ck_assert_double_eq(stated(0, 1, households), 120);
    ck_assert(isnan(stated(0, 2, households)) && isnan(stated(0, 1, poor)) && isnan(stated(1, 0, households)));
    ck_assert_double_eq(stated(1, 2, households), 95);
    ck_assert_double_eq(stated(1, 2, poor), 3);
    ck_assert(isnan(stated(2, 1, households)));
    const vp_unit *unit = units->sets[0].units; /* as of 2026: the last row that says something */
    ck_assert_double_eq(unit[0].records[households].number, 120);
    ck_assert_double_eq(unit[0].records[poor].number, 10);
    ck_assert_double_eq(unit[1].records[households].number, 80);
    ck_assert(isnan(unit[2].records[households].number));
    ck_assert(units->plan_is_named);
    ck_assert_uint_eq(units->plan.set, 0);
    ck_assert_str_eq(unit[units->plan.unit].code, "00003");
}
END_TEST

START_TEST(growth_is_of_a_place_and_group)
{
    const vp_growth *g = region->people.growth;
    ck_assert_uint_eq(region->people.growth_count, 3);
    ck_assert(g[0].set == VP_NONE && g[0].unit == VP_NONE && g[0].group == VP_NONE && g[0].year == 0);
    ck_assert(g[0].rate == 0.01 && isnan(g[0].people));
    ck_assert_str_eq(g[0].source, "everywhere");
    ck_assert(g[1].set == 0 && g[1].unit == 1 && g[1].group == VP_NONE && g[1].year == 2030 && g[1].rate == -0.5);
    ck_assert(g[2].set == VP_NONE && g[2].group == 0 && g[2].year == 2028 && isnan(g[2].rate) && g[2].people == 77);
    ck_assert_str_eq(g[2].source, "census");
}
END_TEST

START_TEST(indicators_have_their_milestones_and_questions)
{
    const vp_definitions *d = &region->definitions;
    const vp_indicator *n = d->indicators;
    ck_assert_uint_eq(d->indicator_count, 5);
    ck_assert_uint_eq(n[0].milestone_count, 2);
    ck_assert(n[0].milestones[0].year == 2026 && n[0].milestones[0].value == 0.5);
    ck_assert(n[0].milestones[1].year == 2028 && n[0].milestones[1].value == 0.75);
    ck_assert(n[1].milestone_count == 0 && n[0].joint == VP_NONE && n[0].service == 0);
    ck_assert_uint_eq(d->joint_count, 3); /* J1 and J2 ask the same of other people */
    ck_assert(n[1].joint == 0 && n[2].joint == 0 && n[3].joint == 1 && n[4].joint == 2);
    ck_assert(n[1].service == VP_NONE && n[2].group == 0);
    const vp_joint *j = d->joints;
    ck_assert(j[0].service_count == 2 && j[0].services[0] == 0 && j[0].services[1] == 1);
    ck_assert(isnan(j[0].limits[0]) || j[0].limits[0] == 1000); /* its own */
    ck_assert(j[0].limits[1] == 45 && j[1].limits[1] == 46);
    ck_assert(j[0].part_count == 2 && j[2].part_count == 3 && j[2].at_least == 2 && j[2].services[2] == 2);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("stated");
    tcase_add_unchecked_fixture(cases, make, drop);
    tcase_add_test(cases, records_are_kept_by_year);
    tcase_add_test(cases, growth_is_of_a_place_and_group);
    tcase_add_test(cases, indicators_have_their_milestones_and_questions);
    Suite *suite = suite_create("stated of other years");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
