/* Recorded clean water against the people inside the schemes' polygons, on figures made by hand. */
#include "indicators/recorded_reach.h"
#include <check.h>
#include <math.h>
#include <string.h>

enum { UNITS = 5 };
static char *record_names[] = {"households", "households_clean_water"};
static vp_record records[UNITS][2] = {{{100, NULL}, {80, NULL}},
                                      {{200, NULL}, {100, NULL}},
                                      {{50, NULL}, {NAN, NULL}},
                                      {{100, NULL}, {60, NULL}},
                                      {{100, NULL}, {0, NULL}}};
static vp_unit units[UNITS] = {{.code = "A", .name = "An", .records = records[0]},
                               {.code = "B", .name = "Bình", .records = records[1]},
                               {.code = "C", .name = "Cam", .records = records[2]},
                               {.code = "D", .name = "Dân", .records = records[3]},
                               {.code = "E", .name = "Em", .records = records[4]}};
static vp_unit_set set = {.level = "commune", .vintage = "2025", .units = units, .unit_count = UNITS};
static vp_service services[] = {
    {.id = "water_area", .reach = VP_REACH_AREA, .capacity = VP_NONE, .group = VP_NONE},
    {.id = "walk", .reach = VP_REACH_TRAVEL_TIME, .default_limit = 30, .capacity = VP_NONE, .group = VP_NONE}};
static vp_population populations[1];
/* Made anew by fill for each test. */
static vp_indicator indicators[2];
static vp_region region = {.units.sets = &set,
                           .units.set_count = 1,
                           .definitions.services = services,
                           .definitions.service_count = 2,
                           .units.record_names = record_names,
                           .units.record_count = 2,
                           .definitions.indicators = indicators,
                           .definitions.indicator_count = 2,
                           .people.populations = populations,
                           .people.population_count = 1};
static vp_coverage *coverage;
static vp_findings found;

/* Shares inside the polygons: A 0.5, B 0.25, C 0.125, D 0.75; E has nobody. Of 1,000 people each. */
static void fill(void)
{
    static const float share[UNITS] = {0.5f, 0.25f, 0.125f, 0.75f, NAN}, people[UNITS] = {1000, 1000, 1000, 1000, NAN};
    static vp_run runs[UNITS] = {{0, 1, 0}, {1, 1, 1}, {2, 1, 2}, {3, 1, 3}, {4, 1, 4}};
    vp_weights weights = {.geometry = {UNITS, 1, 1000, 0, 1000}, .zone_count = UNITS, .runs = runs, .run_count = UNITS};
    indicators[0] = (vp_indicator){.id = "W1",
                                   .measure = VP_MEASURE_RECORDED_SHARE,
                                   .service = VP_NONE,
                                   .group = VP_NONE,
                                   .other_group = VP_NONE,
                                   .limit = NAN,
                                   .numerator = "households_clean_water",
                                   .denominator = "households"};
    indicators[1] = (vp_indicator){.id = "W1_area",
                                   .measure = VP_MEASURE_REACHED_SHARE,
                                   .service = 0,
                                   .group = VP_NONE,
                                   .other_group = VP_NONE,
                                   .limit = NAN};
    coverage = vp_coverage_new(&region, NULL);
    ck_assert_ptr_nonnull(coverage);
    for (size_t u = 0; u < UNITS; u++) coverage->people[0][0][u] = (double)people[u];
    for (size_t s = 0; s < 2; s++) {
        coverage->facts[0][s][0] = vp_facts_new(vp_scale_of(services[s].reach), UNITS, NULL);
        vp_facts_add_share(coverage->facts[0][s][0], &weights, share, people);
    }
    found = (vp_findings){0};
}

static void clear(void)
{
    vp_findings_clear(&found);
    vp_coverage_free(coverage);
}

static size_t check(void)
{
    vp_error err = {0};
    vp_findings_clear(&found);
    found = (vp_findings){0};
    ck_assert_msg(vp_recorded_reach_check(&region, coverage, &found, &err), "%s", err.message);
    return found.count;
}

/* A 80 % of 100 households against half of the people; B 50 against 25; C is not recorded; D 60 against 75; E has
 * nobody on the grid. */
START_TEST(units_far_apart_are_found_and_units_without_one_figure_are_not)
{
    ck_assert_uint_eq(check(), 3);
    const char *const codes[] = {"A", "B", "D"};
    const char *const shares[] = {"80.0 %, while 50.0 %", "50.0 %, while 25.0 %", "60.0 %, while 75.0 %"};
    const char *const apart[] = {"30.0 points", "25.0 points", "15.0 points"};
    for (size_t i = 0; i < 3; i++) {
        ck_assert_str_eq(found.items[i].value, codes[i]);
        ck_assert_str_eq(found.items[i].layer, "W1_area");
        ck_assert_str_eq(found.items[i].column, "households_clean_water");
        ck_assert_ptr_nonnull(strstr(found.items[i].reason, shares[i]));
        ck_assert_ptr_nonnull(strstr(found.items[i].reason, apart[i]));
        ck_assert_int_eq(found.items[i].severity, VP_FINDING_WARNING);
    }
}
END_TEST

START_TEST(the_tolerance_itself_is_allowed)
{
    records[0][1].number = 60; /* 60 against 50: ten points */
    ck_assert_uint_eq(check(), 2);
    records[0][1].number = 61;
    ck_assert_uint_eq(check(), 3);
    records[0][1].number = 40; /* and below it */
    ck_assert_uint_eq(check(), 2);
    records[0][1].number = 39;
    ck_assert_uint_eq(check(), 3);
    records[0][1].number = 80;
}
END_TEST

START_TEST(only_readings_of_one_row_on_one_group_and_an_area_are_compared)
{
    indicators[0].id = "W";
    ck_assert_uint_eq(check(), 0); /* W is not the row of W1_area */
    indicators[0].id = "W1_area";
    ck_assert_uint_eq(check(), 0);
    indicators[0].id = "W1";
    indicators[1].service = 1;
    ck_assert_uint_eq(check(), 0);
    indicators[1].service = 0;
    static bool members[UNITS] = {true, false, false, false, false}, *member[] = {members};
    static double shares[UNITS] = {1, 1, 1, 1, 1}, *share[] = {shares};
    static vp_group group = {.id = "rural", .member = member, .share = share};
    region.definitions.groups = &group;
    region.definitions.group_count = 1;
    indicators[1].group = 0;
    ck_assert_uint_eq(check(), 0);
    indicators[0].group = 0;
    ck_assert_uint_eq(check(), 1); /* A alone is rural */
    ck_assert_str_eq(found.items[0].value, "A");
    region.definitions.group_count = 0;
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("recorded_reach");
    TCase *cases = tcase_create("findings");
    tcase_add_checked_fixture(cases, fill, clear);
    tcase_add_test(cases, units_far_apart_are_found_and_units_without_one_figure_are_not);
    tcase_add_test(cases, the_tolerance_itself_is_allowed);
    tcase_add_test(cases, only_readings_of_one_row_on_one_group_and_an_area_are_compared);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
