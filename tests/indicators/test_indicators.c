/* Each measure on a case small enough for paper: three communes, two services, one group. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/indicators.h>

/* A region of three communes on a 3 × 1 grid of 1 km cells; everything static but the coverage. */
enum { WALK, CLINIC, SERVICES };
enum { BEDS, LATRINE, ATTRIBUTES };
enum { HOUSEHOLDS, CLEAN, FLATS, RECORDS };

static char *record_names[] = {"households", "clean", "flats"};
static char *attribute_names[] = {"beds", "latrine"};
static vp_record records[3][RECORDS] = {{{100, NULL}, {80, NULL}, {3, NULL}},
                                        {{200, NULL}, {100, NULL}, {NAN, NULL}},
                                        {{50, NULL}, {NAN, NULL}, {4, NULL}}};
static vp_unit units[3] = {{.code = "A", .name = "A", .records = records[0]},
                           {.code = "B", .name = "B", .records = records[1]},
                           {.code = "C", .name = "C", .records = records[2]}};
static vp_unit_set set = {.level = "commune", .vintage = "2025", .units = units, .unit_count = 3};
static double attributes[3][ATTRIBUTES] = {{30, 1}, {NAN, 0}, {12, NAN}};
static vp_facility facilities[3] = {{.id = "f0", .unit_code = "A", .attributes = attributes[0]},
                                    {.id = "f1", .unit_code = "B", .attributes = attributes[1]},
                                    {.id = "f2", .unit_code = "C", .attributes = attributes[2]}};
static size_t all_facilities[3] = {0, 1, 2};
static vp_service services[SERVICES] = {
    {.id = "walk", .reach = VP_REACH_TRAVEL_TIME, .default_limit = 60, .capacity = VP_NONE, .group = VP_NONE},
    {.id = "clinic",
     .reach = VP_REACH_TRAVEL_TIME,
     .default_limit = 30,
     .capacity = BEDS,
     .group = VP_NONE,
     .facilities = all_facilities,
     .facility_count = 3}};
static bool remote_members[3] = {false, true, true};
static bool near_members[3] = {true, false, false};
static double remote_shares[3] = {1, 0.5, NAN};
static double whole_shares[3] = {1, 1, 1};
static bool *member_of[2][1] = {{remote_members}, {near_members}};
static double *share_of[2][1] = {{remote_shares}, {whole_shares}};
static vp_group groups[2] = {{.id = "remote", .member = member_of[0], .share = share_of[0]},
                             {.id = "near", .member = member_of[1], .share = share_of[1]}};
static vp_population populations[1];
static vp_region region = {.units.sets = &set,
                           .units.set_count = 1,
                           .definitions.services = services,
                           .definitions.service_count = SERVICES,
                           .supply.facilities = facilities,
                           .supply.facility_count = 3,
                           .definitions.groups = groups,
                           .definitions.group_count = 2,
                           .units.record_names = record_names,
                           .units.record_count = RECORDS,
                           .supply.attribute_names = attribute_names,
                           .supply.attribute_count = ATTRIBUTES,
                           .people.populations = populations,
                           .people.population_count = 1};
static vp_coverage *coverage;

/* Minutes of the communes' cells and their people: A 10 min, 100; B 60 min, 200; C no path, 300. */
static void make_coverage(void)
{
    static const float minutes[3] = {10, 60, INFINITY}, people[3] = {100, 200, 300};
    static vp_run runs[3] = {{0, 1, 0}, {1, 1, 1}, {2, 1, 2}};
    vp_weights weights = {.geometry = {3, 1, 1000, 0, 1000}, .zone_count = 3, .runs = runs, .run_count = 3};
    coverage = vp_coverage_new(&region, NULL);
    ck_assert_ptr_nonnull(coverage);
    for (size_t u = 0; u < 3; u++) coverage->people[0][0][u] = (double)people[u];
    coverage->facts[0][WALK][0] = vp_facts_new(vp_scale_of(VP_REACH_TRAVEL_TIME), 3, NULL);
    uint16_t steps[3];
    vp_scale_steps(vp_scale_of(VP_REACH_TRAVEL_TIME), minutes, 3, steps);
    ck_assert(vp_facts_add(coverage->facts[0][WALK][0], &weights, steps, people, NULL));
}

static void clear_coverage(void) { vp_coverage_free(coverage); }

static vp_measurement measure(vp_indicator indicator, size_t unit, double limit)
{
    vp_measurement m;
    vp_error err = {0};
    vp_question q = vp_question_of(0, unit);
    q.limit = limit;
    ck_assert_msg(vp_indicator_measure(&region, coverage, &indicator, &q, &m, &err), "%s", err.message);
    return m;
}

static vp_indicator reached(size_t group)
{
    return (vp_indicator){.measure = VP_MEASURE_REACHED_SHARE, .service = WALK, .group = group, .limit = NAN};
}

START_TEST(people_within_the_limit_are_counted_and_the_limit_belongs_to_it)
{
    vp_indicator everyone = reached(VP_NONE);
    ck_assert_double_eq_tol(measure(everyone, VP_NONE, NAN).value, 300.0 / 600, 1e-12);
    ck_assert_double_eq_tol(measure(everyone, VP_NONE, 59).value, 100.0 / 600, 1e-12);
    ck_assert_double_eq_tol(measure(everyone, VP_NONE, 10).value, 100.0 / 600, 1e-12);
    ck_assert_double_eq(measure(everyone, VP_NONE, 9).value, 0);
    ck_assert_double_eq(measure(everyone, 2, NAN).value, 0);
    ck_assert_double_eq_tol(measure(everyone, VP_NONE, INFINITY).value, 0.5, 1e-12);
}
END_TEST

/* A is outside the other group (limit 10), B and C are in it (limit 60, or 59). */
START_TEST(a_limit_may_differ_in_the_units_of_another_group)
{
    vp_indicator n = reached(VP_NONE);
    n.limit = 10, n.other_group = 0, n.other_limit = 60;
    ck_assert_double_eq_tol(measure(n, VP_NONE, NAN).value, 300.0 / 600, 1e-12);
    n.other_limit = 59;
    ck_assert_double_eq_tol(measure(n, VP_NONE, NAN).value, 100.0 / 600, 1e-12);
    n.limit = 9;
    ck_assert_double_eq(measure(n, VP_NONE, NAN).value, 0);
    ck_assert_double_eq_tol(measure(n, VP_NONE, 60).value, 300.0 / 600,
                            1e-12); /* one that is asked for holds for all */
}
END_TEST

START_TEST(a_unit_whose_share_is_not_recorded_is_left_out_and_counted)
{
    vp_measurement m = measure(reached(0), VP_NONE, NAN); /* remote: B by half, C unknown */
    ck_assert_double_eq(m.denominator, 100);
    ck_assert_double_eq(m.numerator, 100);
    ck_assert_uint_eq(m.units_without_data, 1);
    ck_assert(isnan(measure(reached(0), 0, NAN).value)); /* A is no member */
}
END_TEST

START_TEST(units_count_when_the_threshold_is_met)
{
    vp_indicator n = {
        .measure = VP_MEASURE_REACHED_UNITS, .service = WALK, .group = VP_NONE, .limit = 60, .threshold = 0.75};
    ck_assert_double_eq_tol(measure(n, VP_NONE, NAN).value, 2.0 / 3, 1e-12);
    ck_assert_double_eq_tol(measure(n, VP_NONE, 30).value, 1.0 / 3, 1e-12);
    const double taken[] = {0, 1}, refused[] = {-1e-9, 1 + 1e-9}; /* a share: its ends are in it */
    for (int end = 0; end < 2; end++) {
        vp_error err = {0};
        vp_measurement edge;
        vp_question q = vp_question_of(0, VP_NONE);
        q.threshold = taken[end];
        ck_assert_msg(vp_indicator_measure(&region, coverage, &n, &q, &edge, &err), "%s", err.message);
        q.threshold = refused[end];
        ck_assert(!vp_indicator_measure(&region, coverage, &n, &q, &edge, &err));
        ck_assert_ptr_nonnull(strstr(err.message, "is not a share from 0 to 1"));
    }
}
END_TEST

START_TEST(capacity_is_divided_by_all_people)
{
    vp_indicator n = {.measure = VP_MEASURE_PER_10000, .service = CLINIC, .group = VP_NONE, .numerator = "beds"};
    ck_assert_double_eq_tol(measure(n, VP_NONE, NAN).value, 42.0 / 600 * 1e4, 1e-9);
    ck_assert_double_eq_tol(measure(n, 0, NAN).value, 30.0 / 100 * 1e4, 1e-9);
}
END_TEST

START_TEST(recorded_parts_are_summed_over_the_units_that_have_both)
{
    vp_indicator n = {.measure = VP_MEASURE_RECORDED_SHARE,
                      .service = VP_NONE,
                      .group = VP_NONE,
                      .numerator = "clean",
                      .denominator = "households"};
    vp_measurement m = measure(n, VP_NONE, NAN);
    ck_assert_double_eq_tol(m.value, 180.0 / 300, 1e-12);
    ck_assert_uint_eq(m.units_without_data, 1);
    n.measure = VP_MEASURE_RECORDED_SUM;
    n.numerator = "flats";
    ck_assert_double_eq(measure(n, VP_NONE, NAN).value, 7);
    ck_assert(isnan(measure(n, 1, NAN).value));
    n.numerator = "households+clean";
    ck_assert_double_eq(measure(n, VP_NONE, NAN).value, 480);
}
END_TEST

START_TEST(facilities_whose_property_is_unknown_are_not_counted)
{
    vp_indicator n = {
        .measure = VP_MEASURE_FACILITIES_WITH, .service = CLINIC, .group = VP_NONE, .numerator = "latrine"};
    ck_assert_double_eq_tol(measure(n, VP_NONE, NAN).value, 0.5, 1e-12);
    ck_assert(isnan(measure(n, 2, NAN).value));
}
END_TEST

/* A and B have records (180 of 300 households); of their people (100 and 200) A's are within 10 minutes, B's within 60.
 */
START_TEST(what_is_recorded_is_compared_with_what_is_modelled_over_the_units_that_have_both)
{
    vp_indicator n = {.measure = VP_MEASURE_RECORDED_LESS_REACHED,
                      .service = WALK,
                      .group = VP_NONE,
                      .numerator = "clean",
                      .denominator = "households",
                      .limit = NAN};
    for (size_t u = 0; u < 3; u++) { /* a unit alone: the one less the other, or no data */
        vp_indicator recorded = n, modelled = n;
        recorded.measure = VP_MEASURE_RECORDED_SHARE, modelled.measure = VP_MEASURE_REACHED_SHARE;
        double r = measure(recorded, u, NAN).value, m = measure(modelled, u, 10).value, d = measure(n, u, 10).value;
        ck_assert(isnan(r) ? isnan(d) : fabs(d - (r - m)) < 1e-12);
    }
    vp_measurement m = measure(n, VP_NONE, 10);
    ck_assert_double_eq_tol(m.numerator, 180.0 / 300, 1e-12);
    ck_assert_double_eq_tol(m.denominator, 100.0 / 300, 1e-12); /* not ÷ 600: the third has no records */
    ck_assert_double_eq_tol(m.value, 80.0 / 300, 1e-12);
    ck_assert_uint_eq(m.units_without_data, 1);
    ck_assert_double_eq_tol(measure(n, VP_NONE, 60).value, 0.6 - 1, 1e-12); /* below 0: the books say less */
    n.group = 0;                                                            /* a part of its units' people */
    ck_assert(isnan(measure(n, VP_NONE, 60).value));
}
END_TEST

START_TEST(a_ratio_divides_the_shares_of_two_groups)
{
    vp_indicator n = {.measure = VP_MEASURE_REACH_RATIO, .service = WALK, .group = 0, .other_group = 1, .limit = 60};
    ck_assert_double_eq_tol(measure(n, VP_NONE, NAN).value, 1, 1e-12); /* B reached wholly, A too */
    ck_assert_double_eq_tol(measure(n, VP_NONE, 30).value, 0, 1e-12);
}
END_TEST

/* A second grid puts 300, 100 and 200 people where the first has 100, 200 and 300. */
START_TEST(two_population_grids_give_a_range_wherever_people_are_counted)
{
    static const float minutes[3] = {10, 60, INFINITY}, second[3] = {300, 100, 200};
    static vp_run runs[3] = {{0, 1, 0}, {1, 1, 1}, {2, 1, 2}};
    static vp_population two[2];
    vp_weights weights = {.geometry = {3, 1, 1000, 0, 1000}, .zone_count = 3, .runs = runs, .run_count = 3};
    vp_coverage *one = coverage;
    region.people.populations = two;
    region.people.population_count = 2;
    coverage = vp_coverage_new(&region, NULL);
    uint16_t steps[3];
    vp_scale scale = vp_scale_of(VP_REACH_TRAVEL_TIME);
    vp_scale_steps(scale, minutes, 3, steps);
    for (size_t p = 0; p < 2; p++) {
        const float first[3] = {100, 200, 300}, *people = p ? second : first;
        for (size_t u = 0; u < 3; u++) coverage->people[0][p][u] = (double)people[u];
        coverage->facts[0][WALK][p] = vp_facts_new(scale, 3, NULL);
        ck_assert(vp_facts_add(coverage->facts[0][WALK][p], &weights, steps, people, NULL));
    }
    vp_measurement m = measure(reached(VP_NONE), VP_NONE, NAN); /* A and B of all: 300 and 400 of 600 */
    ck_assert_double_eq_tol(m.value, 0.5, 1e-12);
    ck_assert_double_eq_tol(m.low, 0.5, 1e-12);
    ck_assert_double_eq_tol(m.high, 400 / 600.0, 1e-12);
    vp_indicator units_reached = reached(VP_NONE);
    units_reached.measure = VP_MEASURE_REACHED_UNITS;
    units_reached.threshold = 0.5;
    m = measure(units_reached, VP_NONE, NAN); /* each unit is wholly reached or not, whoever lives there */
    ck_assert_double_eq_tol(m.value, 2 / 3.0, 1e-12);
    ck_assert_double_eq(m.low, m.value);
    ck_assert_double_eq(m.high, m.value);
    vp_indicator beds = {.measure = VP_MEASURE_PER_10000, .service = CLINIC, .group = VP_NONE, .numerator = "beds"};
    m = measure(beds, 0, NAN); /* commune A: 30 beds for 100 or 300 people */
    ck_assert_double_eq_tol(m.value, 3000, 1e-9);
    ck_assert_double_eq_tol(m.low, 1000, 1e-9);
    ck_assert_double_eq_tol(m.high, 3000, 1e-9);
    vp_indicator ratio = {
        .measure = VP_MEASURE_REACH_RATIO, .service = WALK, .group = 0, .other_group = 1, .limit = 60};
    remote_shares[2] = 0.5;
    m = measure(ratio, VP_NONE,
                NAN); /* half of B's people reached, of C's none: 100 of 250, or 50 of 150; all of A's */
    remote_shares[2] = NAN;
    ck_assert_double_eq_tol(m.value, 0.4, 1e-12);
    ck_assert_double_eq_tol(m.low, 1 / 3.0, 1e-12);
    ck_assert_double_eq_tol(m.high, 0.4, 1e-12);
    coverage->floating[0][WALK] = malloc(3 * sizeof(double));
    ck_assert_ptr_nonnull(coverage->floating[0][WALK]);
    for (size_t u = 0; u < 3; u++) coverage->floating[0][WALK][u] = 2.0 * (double)(u + 1);
    vp_indicator floating = {.measure = VP_MEASURE_FLOATING_CATCHMENT, .service = WALK, .group = VP_NONE};
    m = measure(floating, VP_NONE, NAN); /* the mean by people: (200 + 800 + 1800) or (600 + 400 + 1200), of 600 */
    ck_assert_double_eq_tol(m.value, 2800 / 600.0, 1e-12);
    ck_assert_double_eq_tol(m.low, 2200 / 600.0, 1e-12);
    ck_assert_double_eq_tol(m.high, 2800 / 600.0, 1e-12);
    ck_assert_uint_eq(m.units_without_data, 0);
    coverage->floating[0][WALK][2] = NAN; /* C is left out and counted: (200 + 800), of 300 */
    m = measure(floating, VP_NONE, NAN);
    ck_assert_double_eq_tol(m.value, 1000 / 300.0, 1e-12);
    ck_assert_uint_eq(m.units_without_data, 1);
    vp_coverage_free(coverage);
    coverage = one;
    region.people.populations = populations;
    region.people.population_count = 1;
}
END_TEST

START_TEST(a_limit_between_two_steps_is_refused)
{
    vp_indicator n = reached(VP_NONE);
    vp_measurement m;
    vp_error err = {0};
    vp_question q = vp_question_of(0, VP_NONE);
    static const double bad[] = {45.5, -1, 1e9, -INFINITY};
    q.limit = bad[_i];
    ck_assert(!vp_indicator_measure(&region, coverage, &n, &q, &m, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_ptr_nonnull(strstr(err.message, "limit"));
}
END_TEST

/* Runs once per measure: nobody anywhere gives no data or 0, never a crash or an infinity. */
START_TEST(an_empty_province_never_divides_by_zero)
{
    vp_unit_set nobody = {.level = "commune", .vintage = "2025", .units = units, .unit_count = 0};
    vp_region empty = region;
    empty.units.sets = &nobody;
    vp_coverage *nothing = vp_coverage_new(&empty, NULL);
    vp_indicator n = {.measure = (vp_measure)_i,
                      .service = WALK,
                      .group = VP_NONE,
                      .other_group = VP_NONE,
                      .limit = NAN,
                      .numerator = "clean",
                      .denominator = "households"};
    vp_measurement m;
    vp_question q = vp_question_of(0, VP_NONE);
    ck_assert(vp_indicator_measure(&empty, nothing, &n, &q, &m, NULL));
    ck_assert_msg(isnan(m.value) || m.value == 0, "%s is %g", vp_measures[_i].name, m.value);
    vp_coverage_free(nothing);
}
END_TEST

/* A part of a step belongs to the next limit, not to the one before. */
START_TEST(a_fraction_of_a_minute_is_not_within_the_whole_one_before)
{
    static const float minutes[3] = {10.2F, 11.0F, 1441.0F};
    uint16_t steps[3];
    vp_scale_steps(vp_scale_of(VP_REACH_TRAVEL_TIME), minutes, 3, steps);
    ck_assert_uint_eq(steps[0], 11);
    ck_assert_uint_eq(steps[1], 11);
    ck_assert_uint_eq(steps[2], vp_scale_of(VP_REACH_TRAVEL_TIME).bins + VP_STEP_BEYOND);
}
END_TEST

START_TEST(signal_counts_people_at_or_above_the_limit)
{
    static const float field[4] = {54.0F, 53.9F, NAN, INFINITY}, people[4] = {100, 200, 300, 400};
    static vp_run runs[1] = {{0, 4, 0}};
    vp_weights weights = {.geometry = {4, 1, 1000, 0, 1000}, .zone_count = 1, .runs = runs, .run_count = 1};
    vp_facts *facts = vp_facts_new(vp_scale_of(VP_REACH_SIGNAL), 1, NULL);
    uint16_t steps[4];
    vp_scale_steps(facts->scale, field, 4, steps);
    ck_assert(vp_facts_add(facts, &weights, steps, people, NULL));
    ck_assert_double_eq(vp_facts_reached(facts, 0, 54), 100);
    ck_assert_double_eq(vp_facts_reached(facts, 0, 53.9), 300);
    ck_assert_double_eq(vp_facts_reached(facts, 0, -INFINITY), 300);
    ck_assert_double_eq(facts->no_data[0], 300); /* no data is not "not reached" */
    ck_assert_double_eq(facts->unreachable[0], 400);
    ck_assert_double_eq(vp_facts_people(facts, 0), 700);
    vp_facts_free(facts);
}
END_TEST

START_TEST(scaled_facts_sum_to_the_people_that_the_source_has)
{
    static const float minutes[2] = {10, NAN}, people[2] = {30, 10};
    static vp_run runs[1] = {{0, 2, 0}};
    uint16_t steps[2];
    vp_weights weights = {.geometry = {2, 1, 1000, 0, 1000}, .zone_count = 2, .runs = runs, .run_count = 1};
    vp_facts *facts = vp_facts_new(vp_scale_of(VP_REACH_TRAVEL_TIME), 2, NULL);
    vp_scale_steps(facts->scale, minutes, 2, steps);
    ck_assert(vp_facts_add(facts, &weights, steps, people, NULL));
    vp_facts_scale(facts, (const double[]){44, 5});
    ck_assert_double_eq_tol(vp_facts_reached(facts, 0, 10), 33, 1e-12);
    ck_assert_double_eq_tol(facts->no_data[0], 11, 1e-12);
    ck_assert_double_eq(facts->no_data[1], 5); /* nobody on the unit's cells: it is not known where they are */
    ck_assert_double_eq(vp_facts_people(facts, 1), 0);
    vp_facts_free(facts);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("indicators");
    TCase *cases = tcase_create("measures");
    tcase_add_checked_fixture(cases, make_coverage, clear_coverage);
    tcase_add_test(cases, people_within_the_limit_are_counted_and_the_limit_belongs_to_it);
    tcase_add_test(cases, a_unit_whose_share_is_not_recorded_is_left_out_and_counted);
    tcase_add_test(cases, a_limit_may_differ_in_the_units_of_another_group);
    tcase_add_test(cases, units_count_when_the_threshold_is_met);
    tcase_add_test(cases, capacity_is_divided_by_all_people);
    tcase_add_test(cases, recorded_parts_are_summed_over_the_units_that_have_both);
    tcase_add_test(cases, facilities_whose_property_is_unknown_are_not_counted);
    tcase_add_test(cases, what_is_recorded_is_compared_with_what_is_modelled_over_the_units_that_have_both);
    tcase_add_test(cases, a_ratio_divides_the_shares_of_two_groups);
    tcase_add_test(cases, two_population_grids_give_a_range_wherever_people_are_counted);
    tcase_add_loop_test(cases, a_limit_between_two_steps_is_refused, 0, 4);
    tcase_add_loop_test(cases, an_empty_province_never_divides_by_zero, 0, (int)vp_measure_count);
    tcase_add_test(cases, a_fraction_of_a_minute_is_not_within_the_whole_one_before);
    tcase_add_test(cases, signal_counts_people_at_or_above_the_limit);
    tcase_add_test(cases, scaled_facts_sum_to_the_people_that_the_source_has);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
