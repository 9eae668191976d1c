/* The score board's arithmetic, by hand: two communes of 60 and 40 recorded households, 45 and 10 of
 * which have clean water: 55 of 100. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/score.h>

static vp_record first[2] = {{.number = 60}, {.number = 45}}, second[2] = {{.number = 40}, {.number = 10}};
static vp_unit units[2] = {{.code = "1", .name = "Một", .records = first},
                           {.code = "2", .name = "Hai", .records = second}};
static vp_unit_set set = {.level = "commune", .vintage = "2025", .units = units, .unit_count = 2};
static char *names[] = {"households", "clean"};
static vp_region region = {.as_of = "2026-12-31",
                           .units.sets = &set,
                           .units.set_count = 1,
                           .units.record_names = names,
                           .units.record_count = 2};
static vp_coverage *coverage;

static void set_up(void)
{
    vp_error err = {0};
    memcpy(region.as_of, "2026-12-31", sizeof region.as_of);
    coverage = vp_coverage_new(&region, &err);
    ck_assert_msg(coverage != NULL, "%s", err.message);
}

static void tear_down(void) { vp_coverage_free(coverage); }

static vp_indicator water(double target)
{
    return (vp_indicator){.id = "W1",
                          .measure = VP_MEASURE_RECORDED_SHARE,
                          .service = VP_NONE,
                          .group = VP_NONE,
                          .other_group = VP_NONE,
                          .limit = NAN,
                          .threshold = NAN,
                          .numerator = "clean",
                          .denominator = "households",
                          .unit = "percent",
                          .target = target,
                          .target_year = 2030,
                          .baseline = NAN,
                          .better = 1};
}

static vp_score score_of(const vp_indicator *n, const vp_history *history)
{
    vp_score score;
    vp_error err = {0};
    ck_assert_msg(vp_indicator_score(&(vp_board){&region, coverage, history, {0, VP_NONE}}, n, &score, &err), "%s",
                  err.message);
    return score;
}

static void remember(vp_history *history, const vp_indicator *n, const char *day, double value)
{
    vp_history_point point = {.indicator = n->id, .snapshot = "s", .value = value};
    memcpy(point.as_of, day, sizeof point.as_of);
    point.territory = vp_history_territory(&region.units, (vp_territory){0, VP_NONE}, NULL);
    point.question = vp_history_question(&region, (vp_territory){0, VP_NONE}, n, NULL);
    ck_assert(point.question && vp_history_put(history, &point, NULL));
    free(point.question);
    free(point.territory);
}

START_TEST(the_gap_is_counted_in_households_and_communes)
{
    vp_indicator n = water(0.65);
    vp_score s = score_of(&n, NULL);
    ck_assert_double_eq_tol(s.measured.value, 0.55, 1e-12);
    ck_assert_double_eq_tol(s.gap, 0.10, 1e-12);
    ck_assert_double_eq_tol(s.gap_count, 10, 1e-9); /* of 100 households */
    ck_assert_str_eq(s.gap_of, "households");
    ck_assert_double_eq(s.units_short, 1); /* 45/60 = 75 % has it, 10/40 = 25 % has not */
    ck_assert_double_eq(s.units_counted, 2);
    ck_assert_str_eq(s.data, "2025");
    ck_assert_int_eq(s.status, VP_STATUS_UNMET); /* nothing is known of an earlier value */
    ck_assert_str_eq(s.line.start, "");
}
END_TEST

START_TEST(met_at_the_target_itself_and_not_a_hair_below)
{
    vp_indicator n = water(0.55);
    ck_assert_int_eq(score_of(&n, NULL).status, VP_STATUS_MET);
    ck_assert_double_eq(score_of(&n, NULL).gap, 0);
    n.target = 0.55 + 1e-9;
    ck_assert_int_eq(score_of(&n, NULL).status, VP_STATUS_UNMET);
    n.better = -1; /* less is better: 55 % is below 55.0000001 % */
    ck_assert_int_eq(score_of(&n, NULL).status, VP_STATUS_MET);
}
END_TEST

START_TEST(a_plan_without_a_number_or_a_table_without_a_value)
{
    vp_indicator n = water(NAN);
    vp_score s = score_of(&n, NULL);
    ck_assert_int_eq(s.status, VP_STATUS_NOT_DEFINED);
    ck_assert(isnan(s.gap) && isnan(s.gap_count) && isnan(s.units_short));
    n = water(0.5);
    n.numerator = "nobody_recorded_this";
    ck_assert_int_eq(score_of(&n, NULL).status, VP_STATUS_NO_DATA);
    n.target = NAN;
    ck_assert_int_eq(score_of(&n, NULL).status, VP_STATUS_NO_DATA);
}
END_TEST

/* From 31-12-2022 (v0) to 31-12-2030 are 2922 days, to 31-12-2026 half of them, 1461: the line stands
 * at (v0 + target) / 2. With v0 = 0.40 and target 0.70 that is 0.55, the value itself. */
START_TEST(on_the_line_is_on_track_and_below_it_is_behind)
{
    vp_indicator n = water(0.70);
    vp_history history = {0};
    remember(&history, &n, "2022-12-31", 0.40);
    vp_score s = score_of(&n, &history);
    ck_assert_double_eq_tol(s.line.expected, 0.55, 1e-12);
    ck_assert_str_eq(s.line.start, "2022-12-31");
    ck_assert(!s.line.from_baseline);
    ck_assert_int_eq(s.status, VP_STATUS_ON_TRACK);
    remember(&history, &n, "2022-12-31", 0.42); /* replaces it: the line is at 0.56 */
    ck_assert_uint_eq(history.count, 1);
    ck_assert_double_eq_tol(score_of(&n, &history).line.expected, 0.56, 1e-12);
    ck_assert_int_eq(score_of(&n, &history).status, VP_STATUS_BEHIND);
    vp_history_clear(&history);
}
END_TEST

START_TEST(less_is_better_turns_the_line_round)
{
    vp_indicator n = water(0.40); /* to be brought down from 0.70 */
    n.better = -1;
    vp_history history = {0};
    remember(&history, &n, "2022-12-31", 0.70);
    ck_assert_int_eq(score_of(&n, &history).status, VP_STATUS_ON_TRACK); /* at 0.55, as it should be */
    remember(&history, &n, "2022-12-31", 0.68);
    ck_assert_int_eq(score_of(&n, &history).status, VP_STATUS_BEHIND);
    vp_history_clear(&history);
}
END_TEST

START_TEST(the_earliest_comparable_value_starts_the_line)
{
    vp_indicator n = water(0.70), other = water(0.70);
    other.numerator = "households"; /* another question under the same name */
    vp_history history = {0};
    remember(&history, &n, "2024-12-31", 0.50);
    remember(&history, &n, "2022-12-31", NAN);     /* no data starts nothing */
    remember(&history, &n, "2026-12-31", 0.55);    /* today's own */
    remember(&history, &n, "2027-12-31", 0.10);    /* of a later day */
    remember(&history, &other, "2020-12-31", 0.1); /* not comparable */
    ck_assert_str_eq(score_of(&n, &history).line.start, "2024-12-31");
    /* 730 of 2191 days: 0.5 + 0.2 · 730 / 2191 */
    ck_assert_double_eq_tol(score_of(&n, &history).line.expected, 0.5 + 0.2 * 730 / 2191, 1e-12);
    n.baseline = 0.30;
    n.baseline_year = 2020;
    vp_score s = score_of(&n, &history);
    ck_assert_str_eq(s.line.start, "2020-12-31");
    ck_assert(s.line.from_baseline);
    /* 2191 of 3652 days */
    ck_assert_double_eq_tol(s.line.expected, 0.3 + 0.4 * 2191 / 3652, 1e-12);
    n.baseline_year = 2025; /* later than the first snapshot */
    ck_assert(!score_of(&n, &history).line.from_baseline);
    vp_history_clear(&history);
}
END_TEST

START_TEST(a_baseline_alone_gives_a_line)
{
    vp_indicator n = water(0.70);
    n.baseline = 0.40;
    n.baseline_year = 2022;
    ck_assert_int_eq(score_of(&n, NULL).status, VP_STATUS_ON_TRACK);
    n.baseline_year = 2026; /* on the day itself: nothing before */
    ck_assert_int_eq(score_of(&n, NULL).status, VP_STATUS_UNMET);
}
END_TEST

START_TEST(after_the_target_year_there_is_no_line)
{
    vp_indicator n = water(0.70);
    n.baseline = 0.1;
    n.baseline_year = 2020;
    memcpy(region.as_of, "2031-01-01", sizeof region.as_of);
    vp_score s = score_of(&n, NULL);
    ck_assert(isnan(s.line.expected));
    ck_assert_int_eq(s.status, VP_STATUS_BEHIND);
    memcpy(region.as_of, "2030-12-31", sizeof region.as_of);
    ck_assert_double_eq_tol(score_of(&n, NULL).line.expected, 0.70, 1e-12);
}
END_TEST

START_TEST(history_stays_in_order_of_days)
{
    vp_indicator n = water(0.7);
    vp_history history = {0};
    static const char *const days[] = {"2025-06-30", "2023-01-01", "2026-01-01", "2024-02-29", "2023-01-01"};
    for (size_t i = 0; i < 5; i++) remember(&history, &n, days[i], (double)i);
    ck_assert_uint_eq(history.count, 4);
    for (size_t i = 1; i < history.count; i++)
        ck_assert_int_lt(strcmp(history.points[i - 1].as_of, history.points[i].as_of), 0);
    ck_assert_double_eq(history.points[0].value, 4);
    vp_history_clear(&history);
}
END_TEST

START_TEST(above_and_below_are_not_at)
{
    vp_indicator n = water(0.55); /* the value itself */
    n.strict = true;
    ck_assert_int_eq(score_of(&n, NULL).status, VP_STATUS_UNMET);
    ck_assert_double_eq(score_of(&n, NULL).gap, 0);
    ck_assert_double_eq(score_of(&n, NULL).units_short, 1);
    n.target = 0.549;
    ck_assert_int_eq(score_of(&n, NULL).status, VP_STATUS_MET);
    n.target = 0.55, n.better = -1;
    ck_assert_int_eq(score_of(&n, NULL).status, VP_STATUS_UNMET);
    n.target = 0.75; /* of the first commune itself: 45 of 60 */
    ck_assert_double_eq(score_of(&n, NULL).units_short, 1);
    n.strict = false;
    ck_assert_double_eq(score_of(&n, NULL).units_short, 0);
}
END_TEST

/* 0.50 at the end of 2025, 0.60 at the end of 2027: 0.55 at the end of 2026, which is the value itself. */
START_TEST(milestones_bend_the_line)
{
    vp_milestone milestones[] = {{2025, 0.50}, {2027, 0.60}};
    vp_indicator n = water(0.70);
    n.milestones = milestones, n.milestone_count = 2;
    vp_score s = score_of(&n, NULL);
    ck_assert_double_eq_tol(s.line.expected, 0.55, 1e-12);
    ck_assert_str_eq(s.line.start, ""); /* no value is known of before */
    ck_assert_int_eq(s.status, VP_STATUS_ON_TRACK);
    milestones[1].value = 0.62;
    ck_assert_int_eq(score_of(&n, NULL).status, VP_STATUS_BEHIND);
    milestones[0].year = 2027, milestones[1].year = 2029; /* nothing holds yet */
    ck_assert_int_eq(score_of(&n, NULL).status, VP_STATUS_UNMET);
    n.baseline = 0.40, n.baseline_year = 2025;
    milestones[0].value = 0.60; /* from 0.40 to 0.60 in two years: half of it */
    ck_assert_double_eq_tol(score_of(&n, NULL).line.expected, 0.50, 1e-12);
}
END_TEST

/* The two communes as records of years: 2024 is 30 + 10 of 100 households, 2025 of the first commune only. */
START_TEST(records_by_year_start_the_line)
{
    static double yearly[2][4] = {{60, 30, 60, 40}, {40, 10, NAN, NAN}};
    static int years[] = {2024, 2025};
    vp_region dated = region;
    vp_unit own[2] = {units[0], units[1]};
    vp_unit_set sets = set;
    for (size_t u = 0; u < 2; u++) own[u].yearly = yearly[u];
    sets.units = own;
    dated.units.sets = &sets;
    dated.units.years = years, dated.units.year_count = dated.units.dated_count = 2;
    vp_indicator n = water(0.70);
    vp_board board = {&dated, coverage, NULL, {0, VP_NONE}};
    vp_score s;
    vp_history series = {0};
    ck_assert(vp_indicator_score(&board, &n, &s, NULL) && vp_history_series(&board, &n, &series, NULL));
    ck_assert_double_eq_tol(s.measured.value, 0.55, 1e-12);
    ck_assert_str_eq(s.line.start, "2024-12-31");
    ck_assert_double_eq_tol(s.line.start_value, 0.40, 1e-12);
    ck_assert_uint_eq(series.count, 1); /* 2025 is of one commune of two */
    ck_assert_str_eq(s.data, "2025, 2025");
    ck_assert_int_eq(s.status, VP_STATUS_ON_TRACK); /* 0.40 + 0.30 * 730 / 2191 = 0.49996 */
    board.territory.unit = 0;
    ck_assert(vp_indicator_score(&board, &n, &s, NULL));
    ck_assert_double_eq_tol(s.line.start_value, 0.50, 1e-12); /* of the first commune, which has both years */
    ck_assert_double_eq(s.units_counted, 1);
    vp_history_clear(&series);
    yearly[0][1] = yearly[1][1] = NAN; /* of the first year only the households are known */
    board.territory.unit = VP_NONE;
    ck_assert(vp_indicator_score(&board, &n, &s, NULL));
    ck_assert_str_eq(s.data, "2025, 2025");
    yearly[0][3] = NAN;
    ck_assert(vp_indicator_score(&board, &n, &s, NULL));
    ck_assert_str_eq(s.data, "2025"); /* no year has it */
    yearly[0][1] = 30;
    ck_assert(vp_indicator_score(&board, &n, &s, NULL));
    ck_assert_str_eq(s.data, "2025, 2024");
}
END_TEST

/* Today's values of the plan's territory, the first commune, and of both; of a sum the gap is in what is summed. */
START_TEST(today_is_kept_of_the_plan_and_of_the_whole)
{
    vp_indicator n[2] = {water(0.9), water(100)};
    n[1].id = "W2", n[1].measure = VP_MEASURE_RECORDED_SUM, n[1].denominator = NULL;
    vp_region planned = region;
    planned.units.plan = (vp_territory){0, 0};
    planned.units.plan_is_named = true;
    planned.definitions.indicators = n;
    planned.definitions.indicator_count = 2;
    vp_history history = {0};
    vp_error err = {0};
    ck_assert_msg(vp_history_put_region(&history, &planned, coverage, "s9", &err), "%s", err.message);
    ck_assert_uint_eq(history.count, 4);
    double of_plan[2] = {NAN, NAN}, of_whole[2] = {NAN, NAN};
    for (size_t i = 0; i < 4; i++) {
        const vp_history_point *p = &history.points[i];
        bool whole = strchr(p->territory, '*') != NULL;
        (whole ? of_whole : of_plan)[p->indicator[1] == '2'] = p->value;
        ck_assert_str_eq(p->as_of, "2026-12-31");
        ck_assert_str_eq(p->snapshot, "s9");
    }
    ck_assert_double_eq_tol(of_plan[0], 0.75, 1e-12);
    ck_assert_double_eq_tol(of_whole[0], 0.55, 1e-12);
    ck_assert(of_plan[1] == 45 && of_whole[1] == 55);
    vp_history_clear(&history);
    planned.units.plan = (vp_territory){0, VP_NONE}; /* the whole itself: once */
    ck_assert(vp_history_put_region(&history, &planned, coverage, "s9", &err));
    ck_assert_uint_eq(history.count, 2);
    vp_history_clear(&history);
    vp_score s = score_of(&n[1], NULL);
    ck_assert_str_eq(s.gap_of, "clean");
    ck_assert_double_eq(s.gap_count, 45);
}
END_TEST

/* What another territory, group's rule, population or vintage gave is no earlier value. */
START_TEST(a_series_is_of_one_territory_and_definition)
{
    vp_indicator n = water(0.70);
    vp_history history = {0};
    remember(&history, &n, "2022-12-31", 0.40);
    vp_board board = {&region, coverage, &history, {0, 1}};
    vp_score s;
    ck_assert(vp_indicator_score(&board, &n, &s, NULL));
    ck_assert_str_eq(s.line.start, "");
    ck_assert_int_eq(s.status, VP_STATUS_UNMET);
    board.territory.unit = VP_NONE;
    ck_assert(vp_indicator_score(&board, &n, &s, NULL));
    ck_assert_str_eq(s.line.start, "2022-12-31");
    vp_unit_set merged = set;
    merged.vintage = "2026";
    vp_region later = region;
    later.units.sets = &merged;
    board.region = &later;
    ck_assert(vp_indicator_score(&board, &n, &s, NULL));
    ck_assert_str_eq(s.line.start, "");
    vp_history_clear(&history);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("score");
    TCase *cases = tcase_create("targets");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, the_gap_is_counted_in_households_and_communes);
    tcase_add_test(cases, met_at_the_target_itself_and_not_a_hair_below);
    tcase_add_test(cases, a_plan_without_a_number_or_a_table_without_a_value);
    tcase_add_test(cases, on_the_line_is_on_track_and_below_it_is_behind);
    tcase_add_test(cases, less_is_better_turns_the_line_round);
    tcase_add_test(cases, the_earliest_comparable_value_starts_the_line);
    tcase_add_test(cases, a_baseline_alone_gives_a_line);
    tcase_add_test(cases, after_the_target_year_there_is_no_line);
    tcase_add_test(cases, above_and_below_are_not_at);
    tcase_add_test(cases, milestones_bend_the_line);
    tcase_add_test(cases, records_by_year_start_the_line);
    tcase_add_test(cases, today_is_kept_of_the_plan_and_of_the_whole);
    tcase_add_test(cases, a_series_is_of_one_territory_and_definition);
    tcase_add_test(cases, history_stays_in_order_of_days);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
