/* Levels and vintages: figures of districts, and old values on new units, as computed by hand.
 *
 * 2024: communes a, b (district D1), c, d (district D2), districts in province P. 2025: X, Y.
 * a went whole to X, b by 0.75 to X and 0.25 to Y, c and d whole to Y. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/levels.h>
#include <vungphu/vintages.h>

static vp_unit units_of_2024[4] = {{.code = "a", .name = "Trung Thành", .parent_code = "D1"},
                                   {.code = "b", .name = "Trung Thành", .parent_code = "D1"},
                                   {.code = "c", .name = "C", .parent_code = "D2"},
                                   {.code = "d", .name = "D", .parent_code = "D2"}},
               districts[2] = {{.code = "D1", .parent_code = "P"}, {.code = "D2", .parent_code = "P"}},
               provinces[1] = {{.code = "P"}}, units_of_2025[2] = {{.code = "X"}, {.code = "Y"}};
static vp_unit_set sets[4] = {{"commune", "2024", units_of_2024, 4},
                              {"district", "2024", districts, 2},
                              {"province", "2024", provinces, 1},
                              {"commune", "2025", units_of_2025, 2}};
enum { OLD, DISTRICT, PROVINCE, NEW };
static char *record_names[2] = {"part", "whole"};
static vp_record records[4][2], none[5][2];
static vp_crosswalk crosswalk[5] = {{"a", "2024", "X", "2025", 1, true, VP_SHARE_WHOLE},
                                    {"b", "2024", "X", "2025", 0.75, false, VP_SHARE_PEOPLE},
                                    {"b", "2024", "Y", "2025", 0.25, false, VP_SHARE_PEOPLE},
                                    {"c", "2024", "Y", "2025", 1, true, VP_SHARE_WHOLE},
                                    {"d", "2024", "Y", "2025", 1, true, VP_SHARE_WHOLE}};
static bool is_b_or_d[4] = {false, true, false, true}, all[4] = {true, true, true, true};
static double ones[4] = {1, 1, 1, 1}, unknown[4] = {NAN, 1, NAN, NAN}, halves[4] = {0.5, 0.5, 0.5, 0.5};
static bool *members[3][4] = {{is_b_or_d, all, all, all}, {all, all, all, all}, {all, all, all, all}};
static double *shares[3][4] = {{ones, ones, ones, ones}, {unknown, ones, ones, ones}, {halves, halves, halves, halves}};
static vp_group groups[3] = {{.id = "b_or_d", .member = members[0], .share = shares[0]},
                             {.id = "unsure", .member = members[1], .share = shares[1]},
                             {.id = "half", .member = members[2], .share = shares[2]}};
static vp_region region = {.units.sets = sets,
                           .units.set_count = 4,
                           .units.record_names = record_names,
                           .units.record_count = 2,
                           .definitions.groups = groups,
                           .definitions.group_count = 3,
                           .units.crosswalk = crosswalk,
                           .units.crosswalk_count = 5};
static const vp_indicator share = {.id = "share",
                                   .measure = VP_MEASURE_RECORDED_SHARE,
                                   .service = VP_NONE,
                                   .group = VP_NONE,
                                   .other_group = VP_NONE,
                                   .numerator = "part",
                                   .denominator = "whole"},
                          sum = {.id = "sum",
                                 .measure = VP_MEASURE_RECORDED_SUM,
                                 .service = VP_NONE,
                                 .group = VP_NONE,
                                 .other_group = VP_NONE,
                                 .numerator = "part"};
static vp_coverage *coverage;

/* part of whole: a 10 of 100, b 80 of 200, c 30 of 40, d 5 of 60. */
static void start(void)
{
    static const double values[4][2] = {{10, 100}, {80, 200}, {30, 40}, {5, 60}};
    for (size_t u = 0; u < 4; u++) {
        for (size_t r = 0; r < 2; r++) records[u][r].number = values[u][r];
        units_of_2024[u].records = records[u];
    }
    for (size_t u = 0; u < 5; u++) none[u][0].number = none[u][1].number = NAN;
    for (size_t u = 0; u < 2; u++) districts[u].records = none[u], units_of_2025[u].records = none[2 + u];
    provinces[0].records = none[4];
    coverage = vp_coverage_new(&region, NULL);
    ck_assert_ptr_nonnull(coverage);
}

static void stop(void) { vp_coverage_free(coverage); }

static vp_measurement measured(const vp_indicator *n, size_t set, size_t unit, size_t group)
{
    vp_measurement m;
    vp_question q = vp_question_of(set, unit);
    q.group = group;
    ck_assert(vp_indicator_measure(&region, coverage, n, &q, &m, NULL));
    return m;
}

START_TEST(districts_and_provinces_are_the_sums_of_their_communes)
{
    ck_assert_uint_eq(vp_levels_base(&region.units, DISTRICT), OLD);
    ck_assert_uint_eq(vp_levels_base(&region.units, PROVINCE), OLD);
    ck_assert_uint_eq(vp_levels_base(&region.units, NEW), NEW);
    ck_assert_uint_eq(vp_levels_parent(&region.units, OLD, 2, PROVINCE), 0);
    ck_assert_double_eq_tol(measured(&share, DISTRICT, 0, VP_NONE).value, 90.0 / 300, 1e-15);
    ck_assert_double_eq_tol(measured(&share, DISTRICT, 1, VP_NONE).value, 35.0 / 100, 1e-15);
    ck_assert_double_eq_tol(measured(&share, PROVINCE, 0, VP_NONE).value, 125.0 / 400, 1e-15);
    ck_assert_double_eq(measured(&sum, DISTRICT, VP_NONE, VP_NONE).value, 125);
    ck_assert_double_eq_tol(measured(&share, DISTRICT, 0, 0).value, 80.0 / 200, 1e-15); /* b alone */
    ck_assert(isnan(measured(&share, NEW, 0, VP_NONE).value));
}
END_TEST

START_TEST(a_set_without_every_child_stands_for_itself)
{
    units_of_2024[2].parent_code = units_of_2024[3].parent_code = NULL;
    ck_assert_uint_eq(vp_levels_base(&region.units, DISTRICT), DISTRICT);
    units_of_2024[2].parent_code = units_of_2024[3].parent_code = "D2";
}
END_TEST

START_TEST(what_is_not_known_of_a_group_is_no_data)
{
    vp_measurement m = measured(&share, OLD, VP_NONE, 1); /* only b is known to belong */
    ck_assert_double_eq_tol(m.value, 80.0 / 200, 1e-15);
    ck_assert_uint_eq(m.units_without_data, 3);
    ck_assert(isnan(measured(&share, OLD, VP_NONE, 2).value)); /* half of each unit's people: not recorded so */
    vp_question q = vp_question_of(OLD, VP_NONE);
    q.group = 2;
    m = measured(&share, OLD, VP_NONE, 2);
    ck_assert_str_eq(vp_indicator_reason(&region, coverage, &share, &q, &m)->id, "not_by_people");
    q = vp_question_of(NEW, VP_NONE);
    m = measured(&share, NEW, VP_NONE, VP_NONE);
    ck_assert_str_eq(vp_indicator_reason(&region, coverage, &share, &q, &m)->id, "not_recorded_here");
    m = measured(&share, OLD, VP_NONE, VP_NONE);
    ck_assert_ptr_null(vp_indicator_reason(&region, coverage, &share, &q, &m));
}
END_TEST

/* X: (10 + 60) / (100 + 150) = 0.28, between 10/100 without b and 90/300 with all of it.
 * Y: (30 + 5 + 20) / (40 + 60 + 50) = 55/150, between 35/100 and 115/300. */
START_TEST(old_values_on_new_units_with_bounds)
{
    vp_measurement out[2];
    size_t divided[2];
    vp_carried carried = {.units = out, .divided = divided};
    vp_question q = vp_question_of(NEW, VP_NONE);
    ck_assert_uint_eq(vp_vintages_source(&region.units, NEW, "2024"), OLD);
    ck_assert_uint_eq(vp_vintages_source(&region.units, NEW, "2009"), VP_NONE);
    ck_assert(vp_vintages_carry(&region, coverage, &share, &q, OLD, &carried, NULL));
    ck_assert_double_eq_tol(out[0].value, 0.28, 1e-15);
    ck_assert_double_eq_tol(out[0].low, 0.1, 1e-15);
    ck_assert_double_eq_tol(out[0].high, 0.3, 1e-15);
    ck_assert_double_eq_tol(out[1].value, 55.0 / 150, 1e-15);
    ck_assert_double_eq_tol(out[1].low, 0.35, 1e-15);
    ck_assert_double_eq_tol(out[1].high, 115.0 / 300, 1e-15);
    ck_assert_uint_eq(divided[0], 1);
    ck_assert_double_eq_tol(carried.whole.value, 125.0 / 400, 1e-15);
    ck_assert_double_eq(carried.whole.low, carried.whole.value);
    ck_assert_double_eq(carried.whole.high, carried.whole.value);
}
END_TEST

START_TEST(carried_counts_add_up_to_the_old_total)
{
    vp_measurement out[2];
    vp_carried carried = {.units = out};
    vp_question q = vp_question_of(NEW, VP_NONE);
    ck_assert(vp_vintages_carry(&region, coverage, &sum, &q, OLD, &carried, NULL));
    ck_assert_double_eq_tol(out[0].value, 70, 1e-12);
    ck_assert_double_eq(out[0].low, 10);
    ck_assert_double_eq(out[0].high, 90);
    ck_assert_double_eq_tol(out[1].value, 55, 1e-12);
    ck_assert_double_eq_tol(out[0].value + out[1].value, 125, 1e-12);
    ck_assert_double_eq_tol(carried.whole.value, 125, 1e-12);
}
END_TEST

/* Beds: 30 in a of 1000 people, 50 in b of 4000. X has a and three quarters of b: 67.5 beds for 4000 people. */
START_TEST(beds_for_people_are_carried_by_both)
{
    double beds[] = {30, 50};
    vp_facility facilities[2] = {{.attributes = &beds[0], .open = true}, {.attributes = &beds[1], .open = true}};
    size_t both[] = {0, 1};
    vp_service service = {
        .id = "hospital", .capacity = 0, .facilities = both, .facility_count = 2, .group = VP_NONE, .limit_count = 0};
    vp_population people = {.label = "p"};
    char *names[] = {"beds"};
    vp_region with_beds = region;
    with_beds.definitions.services = &service;
    with_beds.definitions.service_count = 1;
    with_beds.supply =
        (vp_supply){.facilities = facilities, .facility_count = 2, .attribute_names = names, .attribute_count = 1};
    with_beds.people.populations = &people;
    with_beds.people.population_count = 1;
    vp_coverage *counted = vp_coverage_new(&with_beds, NULL);
    ck_assert_ptr_nonnull(counted);
    const double there[] = {1000, 4000, 0, 0};
    memcpy(counted->people[OLD][0], there, sizeof there);
    for (size_t f = 0; f < 2; f++) counted->facility_unit[OLD][f] = f;
    const vp_indicator n = {.id = "beds",
                            .measure = VP_MEASURE_PER_10000,
                            .service = 0,
                            .group = VP_NONE,
                            .other_group = VP_NONE,
                            .limit = NAN,
                            .threshold = NAN};
    vp_measurement out[2];
    vp_carried carried = {.units = out};
    vp_question q = vp_question_of(NEW, VP_NONE);
    ck_assert(vp_vintages_carry(&with_beds, counted, &n, &q, OLD, &carried, NULL));
    ck_assert_double_eq_tol(out[0].value, 1e4 * 67.5 / 4000, 1e-9);
    ck_assert_double_eq_tol(out[1].value, 1e4 * 12.5 / 1000, 1e-9);
    ck_assert_double_eq_tol(carried.whole.value, 1e4 * 80 / 5000, 1e-9);
    vp_coverage_free(counted);
}
END_TEST

START_TEST(what_no_old_unit_records_is_no_data)
{
    vp_measurement out[2];
    vp_carried carried = {.units = out};
    vp_question q = vp_question_of(NEW, VP_NONE);
    records[0][0].number = records[1][0].number = NAN; /* a and b, which X is made of */
    ck_assert(vp_vintages_carry(&region, coverage, &sum, &q, OLD, &carried, NULL));
    ck_assert_double_nan(out[0].value);
    ck_assert_double_eq_tol(out[1].value, 35, 1e-12); /* c and d */
    ck_assert(vp_vintages_carry(&region, coverage, &share, &q, OLD, &carried, NULL));
    ck_assert_double_nan(out[0].value);
}
END_TEST

/* Two old units of one name are told apart by their codes: without b, X has a alone and no bounds. */
START_TEST(units_of_one_name_are_not_confused)
{
    crosswalk[1] = (vp_crosswalk){"b", "2024", "Y", "2025", 0.75, false, VP_SHARE_PEOPLE};
    vp_measurement out[2];
    vp_carried carried = {.units = out};
    vp_question q = vp_question_of(NEW, VP_NONE);
    ck_assert(vp_vintages_carry(&region, coverage, &sum, &q, OLD, &carried, NULL));
    ck_assert_double_eq(out[0].value, 10);
    ck_assert_double_eq(out[0].high, 10);
    ck_assert_double_eq(out[1].value, 115); /* both parts of b in one unit: not divided any more */
    ck_assert_double_eq(out[1].low, 115);
    crosswalk[1] = (vp_crosswalk){"b", "2024", "X", "2025", 0.75, false, VP_SHARE_PEOPLE};
}
END_TEST

START_TEST(no_passage_is_refused)
{
    vp_measurement out[4];
    vp_carried carried = {.units = out};
    vp_error err = {0};
    vp_question q = vp_question_of(OLD, VP_NONE);
    ck_assert(!vp_vintages_carry(&region, coverage, &sum, &q, NEW, &carried, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vintages");
    TCase *tests = tcase_create("vintages");
    tcase_add_checked_fixture(tests, start, stop);
    tcase_add_test(tests, districts_and_provinces_are_the_sums_of_their_communes);
    tcase_add_test(tests, a_set_without_every_child_stands_for_itself);
    tcase_add_test(tests, what_is_not_known_of_a_group_is_no_data);
    tcase_add_test(tests, old_values_on_new_units_with_bounds);
    tcase_add_test(tests, carried_counts_add_up_to_the_old_total);
    tcase_add_test(tests, beds_for_people_are_carried_by_both);
    tcase_add_test(tests, what_no_old_unit_records_is_no_data);
    tcase_add_test(tests, units_of_one_name_are_not_confused);
    tcase_add_test(tests, no_passage_is_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
