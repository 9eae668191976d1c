/* Groups combined on the spot: the grammar, the bounds of Fréchet worked out by hand, and what they make of a share of
 * people, held against every corner of random small provinces. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/gaps.h>
#include <vungphu/group.h>
#include <vungphu/indicators.h>

enum { UNITS = 6, GROUPS = 5 };
static vp_service service = {.id = "walk", .title_vi = "walk", .reach = VP_REACH_TRAVEL_TIME, .default_limit = 30};
static vp_unit units[UNITS] = {{.code = "1"}, {.code = "2"}, {.code = "3"},
                               {.code = "4"}, {.code = "5"}, {.code = "6"}};
static vp_unit_set set = {.level = "commune", .vintage = "2025", .units = units, .unit_count = UNITS};
/* Two conditions, two shares, and a share that is not recorded in the last unit. */
static bool remote_in[UNITS] = {true, true, false, false, true, false},
            poor_in[UNITS] = {true, false, true, false, true, true},
            all_in[UNITS] = {true, true, true, true, true, true};
static bool *remote_member[] = {remote_in}, *poor_member[] = {poor_in}, *everywhere[] = {all_in};
static double ones[UNITS] = {1, 1, 1, 1, 1, 1}, minority[UNITS], old[UNITS],
              unknown[UNITS] = {0.5, 0.5, 0.5, 0.5, 0.5, NAN};
static double *all_shares[] = {ones}, *minority_shares[] = {minority}, *old_shares[] = {old},
              *unknown_shares[] = {unknown};
static vp_group groups[GROUPS + 1] = {
    {"remote", "vùng xa", "remote", "", remote_member, all_shares, NULL, NULL, NULL, NULL, 0, false},
    {"poor", "xã nghèo", "poor", "", poor_member, all_shares, NULL, NULL, NULL, NULL, 0, false},
    {"minority", "dân tộc", "minority", "", everywhere, minority_shares, NULL, NULL, NULL, NULL, 0, false},
    {"old", "cao tuổi", "old", "", everywhere, old_shares, NULL, NULL, NULL, NULL, 0, false},
    {"under-5", "trẻ em", "children", "", everywhere, unknown_shares, NULL, NULL, NULL, NULL, 0, false}};
static vp_region region;
static vp_coverage *coverage;

static void set_up(void)
{
    static vp_population population;
    memcpy(minority, (double[UNITS]){0.9, 0.3, 0.5, 0, 1, 0.2}, sizeof minority); /* random cases draw others */
    memcpy(old, (double[UNITS]){0.4, 0.2, 0.6, 0.25, 0.125, 0.1}, sizeof old);
    region =
        (vp_region){.units = {.sets = &set, .set_count = 1},
                    .definitions = {.services = &service, .service_count = 1, .groups = groups, .group_count = GROUPS},
                    .people = {.populations = &population, .population_count = 1}};
    coverage = vp_coverage_new(&region, NULL);
    ck_assert_ptr_nonnull(coverage);
    coverage->facts[0][0][0] = vp_facts_new(vp_scale_of(VP_REACH_TRAVEL_TIME), UNITS, NULL);
    ck_assert_ptr_nonnull(coverage->facts[0][0][0]);
}

static void tear_down(void) { vp_coverage_free(coverage); }

/* Unit u has people, of whom near are within 30 minutes. */
static void live(size_t u, double people, double near)
{
    vp_facts *facts = coverage->facts[0][0][0];
    coverage->people[0][0][u] = people;
    facts->by_bin[u * facts->scale.bins + 30] = near;
    facts->by_bin[u * facts->scale.bins + 31] = people - near;
}

static vp_group combined(const char *text)
{
    vp_group group;
    vp_error err = {0};
    ck_assert_msg(vp_group_combine(&region.definitions, &region.units, text, &group, &err), "%s", err.message);
    return group;
}

/* text, what it becomes, and the ends in units 1 to 3; worked out by hand from the tables above. */
static const struct {
    const char *text, *id, *title;
    double low[3], high[3];
    bool bounded;
} read[] = {
    {"remote+minority", "remote+minority", "vùng xa và dân tộc", {0.9, 0.3, 0}, {0.9, 0.3, 0}, false},
    {"remote minority", "remote+minority", "vùng xa và dân tộc", {0.9, 0.3, 0}, {0.9, 0.3, 0}, false},
    {" remote , -poor ", "remote+-poor", "vùng xa và không phải xã nghèo", {0, 1, 0}, {0, 1, 0}, false},
    {"remote|minority", "remote|minority", "vùng xa hoặc dân tộc", {1, 1, 0.5}, {1, 1, 0.5}, false},
    {"-minority", "-minority", "không phải dân tộc", {0.1, 0.7, 0.5}, {0.1, 0.7, 0.5}, false},
    {"minority+old", "minority+old", "dân tộc và cao tuổi", {0.3, 0, 0.1}, {0.4, 0.2, 0.5}, true},
    {"minority|old", "minority|old", "dân tộc hoặc cao tuổi", {0.9, 0.3, 0.6}, {1, 0.5, 1}, true},
    {"-(minority|old)", "-(minority|old)", "không phải (dân tộc hoặc cao tuổi)", {0, 0.5, 0}, {0.1, 0.7, 0.4}, true},
    {"remote+(minority|old)",
     "remote+(minority|old)",
     "vùng xa và (dân tộc hoặc cao tuổi)",
     {0.9, 0.3, 0},
     {1, 0.5, 0},
     true},
    {"remote|poor+minority",
     "remote|poor+minority",
     "vùng xa hoặc xã nghèo và dân tộc",
     {1, 1, 0.5},
     {1, 1, 0.5},
     false},
    {"remote+-remote", "remote+-remote", "vùng xa và không phải vùng xa", {0, 0, 0}, {0, 0, 0}, false},
    {"--old", "old", "cao tuổi", {0.4, 0.2, 0.6}, {0.4, 0.2, 0.6}, false},
    {"remote+under-5", "remote+under-5", "vùng xa và trẻ em", {0.5, 0.5, 0}, {0.5, 0.5, 0}, false},
};

START_TEST(a_combination_is_read) /* row _i */
{
    vp_group group = combined(read[_i].text);
    ck_assert_str_eq(group.id, read[_i].id);
    ck_assert_str_eq(group.title_vi, read[_i].title);
    ck_assert_int_eq(vp_group_is_bounded(&group), read[_i].bounded);
    for (size_t u = 0; u < 3; u++) {
        ck_assert_double_eq_tol(vp_group_part(&group, 0, u, VP_GROUP_LOW), read[_i].low[u], 1e-12);
        ck_assert_double_eq_tol(vp_group_part(&group, 0, u, VP_GROUP_HIGH), read[_i].high[u], 1e-12);
        ck_assert_double_eq_tol(vp_group_part(&group, 0, u, VP_GROUP_MIDDLE), (read[_i].low[u] + read[_i].high[u]) / 2,
                                1e-12);
        ck_assert_int_eq(group.member[0][u], read[_i].high[u] > 0);
    }
    vp_group_clear(&group, 1);
}
END_TEST

static const struct {
    const char *text, *says;
} refused[] = {{"remote+", "'remote+' lacks a group at its end"},
               {"+remote", "lacks a group before +remote"},
               {"remote||poor", "lacks a group before |poor"},
               {"remote+nobody", "there is no population group 'nobody'"},
               {"(remote", "'(remote' lacks a closing bracket"},
               {"remote)", "not understood at ')'"},
               {"()", "lacks a group before )"},
               {"old|-old", "old is a share of each unit and stands twice"},
               {"((((((((((((((remote))))))))))))))", "brackets too deep"}};

START_TEST(what_is_no_combination_is_refused) /* row _i */
{
    vp_group group;
    vp_error err = {0};
    ck_assert(!vp_group_combine(&region.definitions, &region.units, refused[_i].text, &group, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(err.message, refused[_i].says) != NULL, "%s", err.message);
}
END_TEST

START_TEST(what_is_not_known_stays_unknown_unless_it_cannot_matter)
{
    static const struct {
        const char *text;
        double part;
    } rows[] = {{"under-5+old", NAN}, {"under-5+remote", 0}, {"under-5|poor", 1}, {"-under-5", NAN}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        vp_group group = combined(rows[i].text);
        double part = vp_group_part(&group, 0, UNITS - 1, VP_GROUP_MIDDLE);
        ck_assert_msg(isnan(rows[i].part) ? isnan(part) : part == rows[i].part, "%s: %g", rows[i].text, part);
        vp_group_clear(&group, 1);
    }
}
END_TEST

static vp_measurement measured(const vp_group *group, vp_measure measure)
{
    static vp_indicator n;
    vp_measurement m;
    vp_error err = {0};
    n = vp_indicator_of_reach(0, GROUPS, NAN);
    n.measure = measure;
    n.threshold = 0.5;
    n.other_group = 0;
    groups[GROUPS] = *group;
    region.definitions.group_count = GROUPS + 1;
    vp_question q = vp_question_of(0, VP_NONE);
    ck_assert_msg(vp_indicator_measure(&region, coverage, &n, &q, &m, &err), "%s", err.message);
    region.definitions.group_count = GROUPS;
    return m;
}

/* Unit 1: 100 people, 50 near, 30 to 40 of both groups; unit 2: 1,000 people, 100 near, 0 to 200. The most are near
 * where 40 of the first and none of the second belong: 20 of 40. The fewest where 30 and 200 do: 15 + 20 of 230. */
START_TEST(bounds_of_a_share_are_those_of_the_worst_and_the_best_overlap)
{
    vp_group group = combined("minority+old");
    live(0, 100, 50);
    live(1, 1000, 100);
    for (size_t u = 2; u < UNITS; u++) live(u, 0, 0);
    vp_measurement m = measured(&group, VP_MEASURE_REACHED_SHARE);
    ck_assert_double_eq_tol(m.high, 20.0 / 40, 1e-12);
    ck_assert_double_eq_tol(m.low, 35.0 / 230, 1e-12);
    ck_assert_double_eq_tol(m.numerator, 0.35 * 50 + 0.1 * 100, 1e-9);
    ck_assert_double_eq_tol(m.denominator, 0.35 * 100 + 0.1 * 1000, 1e-9);
    ck_assert_double_eq_tol(m.value, 27.5 / 135, 1e-12);
    vp_group_clear(&group, 1);
}
END_TEST

static double chance(unsigned *seed) { return (double)rand_r(seed) / RAND_MAX; }

/* Every choice of low or high in each unit: the extremes of a ratio of sums lie in corners. */
static void brute(const vp_group *group, vp_measure measure, double *low, double *high)
{
    *low = INFINITY, *high = -INFINITY;
    for (unsigned corner = 0; corner < 1U << UNITS; corner++) {
        double part = 0, whole = 0, other_part = 0, other_whole = 0;
        for (size_t u = 0; u < UNITS; u++) {
            double share = vp_group_part(group, 0, u, corner >> u & 1 ? VP_GROUP_HIGH : VP_GROUP_LOW);
            double people = coverage->people[0][0][u], near = vp_facts_reached(coverage->facts[0][0][0], u, 30);
            bool unit = measure == VP_MEASURE_REACHED_UNITS;
            if (remote_in[u]) other_part += near, other_whole += people;
            if (unit && !(share > 0)) continue;
            part += unit ? near / people >= 0.5 : share * near;
            whole += unit ? 1 : share * people;
        }
        if (!(whole > 0)) continue;
        double value = part / whole / (measure == VP_MEASURE_REACH_RATIO ? other_part / other_whole : 1);
        *low = fmin(*low, value), *high = fmax(*high, value);
    }
}

START_TEST(random_provinces_agree_with_every_corner) /* seed _i */
{
    static const char *const texts[] = {"minority+old", "minority|old", "-(minority+old)", "(remote|old)+minority",
                                        "poor+minority|old"};
    static const vp_measure measures[] = {VP_MEASURE_REACHED_SHARE, VP_MEASURE_REACHED_UNITS, VP_MEASURE_REACH_RATIO};
    unsigned seed = (unsigned)_i + 1;
    for (size_t u = 0; u < UNITS; u++) {
        double people = 1 + floor(1000 * chance(&seed));
        minority[u] = chance(&seed);
        old[u] = chance(&seed) / 2;
        live(u, people, people * chance(&seed));
    }
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        vp_group group = combined(texts[t]);
        for (size_t k = 0; k < sizeof measures / sizeof *measures; k++) {
            double low, high;
            vp_measurement m = measured(&group, measures[k]);
            brute(&group, measures[k], &low, &high);
            ck_assert_double_eq_tol(m.low, low, 1e-9);
            ck_assert_double_eq_tol(m.high, high, 1e-9);
            ck_assert(m.low <= m.value && m.value <= m.high);
        }
        vp_group_clear(&group, 1);
    }
}
END_TEST

/* Of people of random kinds who are counted one by one, those of a combination lie between its ends. */
START_TEST(people_counted_one_by_one_lie_between) /* seed _i */
{
    enum { PEOPLE = 200 };
    unsigned seed = (unsigned)_i + 77;
    double lean = chance(&seed);
    size_t both = 0, either = 0, a_count = 0, b_count = 0;
    for (int i = 0; i < PEOPLE; i++) {
        bool a = chance(&seed) < 0.6, b = chance(&seed) < (a ? lean : 1 - lean);
        a_count += a, b_count += b, both += a && b, either += a || b;
    }
    minority[0] = (double)a_count / PEOPLE, old[0] = (double)b_count / PEOPLE;
    vp_group all = combined("minority+old"), any = combined("minority|old");
    ck_assert_double_le(vp_group_part(&all, 0, 0, VP_GROUP_LOW), (double)both / PEOPLE + 1e-12);
    ck_assert_double_ge(vp_group_part(&all, 0, 0, VP_GROUP_HIGH), (double)both / PEOPLE - 1e-12);
    ck_assert_double_le(vp_group_part(&any, 0, 0, VP_GROUP_LOW), (double)either / PEOPLE + 1e-12);
    ck_assert_double_ge(vp_group_part(&any, 0, 0, VP_GROUP_HIGH), (double)either / PEOPLE - 1e-12);
    vp_group_clear(&all, 1);
    vp_group_clear(&any, 1);
}
END_TEST

/* 100 people on the only cell, none near; 30 to 40 of both groups. */
START_TEST(a_gap_has_both_ends)
{
    static const vp_run run = {0, 1, 0};
    static const vp_weights weights = {.zone_count = UNITS, .runs = (vp_run *)(size_t)&run, .run_count = 1};
    static const float far[1] = {50};
    vp_grid_geometry geometry = {1, 1, 100, 0, 100};
    vp_group group = combined("minority+old");
    vp_gaps found;
    vp_error err = {0};
    region.geometry = geometry;
    region.people.populations[0].people = vp_grid_new(geometry, 100, NULL);
    groups[GROUPS] = group;
    region.definitions.group_count = GROUPS + 1;
    vp_gap_question q = {0, GROUPS, NAN, 1, 0};
    ck_assert_msg(vp_gaps_find(&region, &weights, far, &q, &found, &err), "%s", err.message);
    region.definitions.group_count = GROUPS;
    ck_assert_uint_eq(found.gap_count, 1);
    ck_assert_double_eq_tol(found.gaps[0].people_low, 30, 1e-4);
    ck_assert_double_eq_tol(found.gaps[0].people, 35, 1e-4);
    ck_assert_double_eq_tol(found.gaps[0].people_high, 40, 1e-4);
    vp_gaps_clear(&found);
    vp_grid_free(region.people.populations[0].people);
    vp_group_clear(&group, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("combined_groups");
    TCase *cases = tcase_create("combined_groups");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_loop_test(cases, a_combination_is_read, 0, sizeof read / sizeof *read);
    tcase_add_loop_test(cases, what_is_no_combination_is_refused, 0, sizeof refused / sizeof *refused);
    tcase_add_test(cases, what_is_not_known_stays_unknown_unless_it_cannot_matter);
    tcase_add_test(cases, bounds_of_a_share_are_those_of_the_worst_and_the_best_overlap);
    tcase_add_loop_test(cases, random_provinces_agree_with_every_corner, 0, 20);
    tcase_add_loop_test(cases, people_counted_one_by_one_lie_between, 0, 20);
    tcase_add_test(cases, a_gap_has_both_ends);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
