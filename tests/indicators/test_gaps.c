/* Places left out, drawn: a digit is a cell's people (hundreds), the service stands in the west. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/gaps.h>

enum { COLUMNS = 8, ROWS = 3, CELLS = COLUMNS * ROWS };

/* Unit 0 is the western half, unit 1 the eastern. */
static vp_run runs[] = {{0, 4, 0}, {8, 4, 0}, {16, 4, 0}, {4, 4, 1}, {12, 4, 1}, {20, 4, 1}};
static vp_unit units[2] = {{.code = "W", .name = "W"}, {.code = "E", .name = "E"}};
static vp_unit_set set = {.units = units, .unit_count = 2};
static vp_service services[1] = {{.id = "s", .reach = VP_REACH_TRAVEL_TIME, .default_limit = 30, .group = VP_NONE}};

static size_t most_places;

static vp_gaps find_in(const vp_weights *weights, const char *people_map, const float minutes[CELLS],
                       const vp_group *group)
{
    vp_grid_geometry geometry = {COLUMNS, ROWS, 100, 0, 300};
    vp_grid *people = vp_grid_new(geometry, 0, NULL);
    vp_population population = {.label = "p", .people = people};
    for (int i = 0; i < CELLS; i++)
        vp_grid_edit(people)[i] = people_map[i] == '.' ? 0 : (float)(people_map[i] - '0') * 100;
    vp_region region = {.geometry = geometry,
                        .units.sets = &set,
                        .units.set_count = 1,
                        .definitions.services = services,
                        .definitions.service_count = 1,
                        .people.populations = &population,
                        .people.population_count = 1,
                        .definitions.groups = (vp_group *)(uintptr_t)group,
                        .definitions.group_count = group ? 1 : 0};
    vp_gap_question question = {.service = 0, .group = group ? 0 : VP_NONE, .limit = NAN, .most = most_places};
    vp_gaps gaps;
    ck_assert(vp_gaps_find(&region, weights, minutes, &question, &gaps, NULL));
    vp_grid_free(people);
    return gaps;
}

static vp_gaps find(const char *people_map, const float minutes[CELLS], const vp_group *group)
{
    vp_weights weights = {.geometry = {COLUMNS, ROWS, 100, 0, 300},
                          .zone_count = 2,
                          .runs = runs,
                          .run_count = sizeof runs / sizeof *runs};
    return find_in(&weights, people_map, minutes, group);
}

static void all_at(float minutes[CELLS], float value)
{
    for (int i = 0; i < CELLS; i++) minutes[i] = value;
}

START_TEST(places_are_told_apart_and_the_fullest_comes_first)
{
    float minutes[CELLS];
    all_at(minutes, 45);
    vp_gaps gaps = find("1......2"
                        "1.....3."
                        "........",
                        minutes, NULL);
    ck_assert_uint_eq(gaps.gap_count, 2);
    ck_assert_double_eq(gaps.gaps[0].people, 500); /* 2 and 3 touch at a corner */
    ck_assert_uint_eq(gaps.gaps[0].unit, 1);
    ck_assert_double_eq(gaps.gaps[0].mean, 45);
    ck_assert_double_eq(gaps.gaps[1].people, 200);
    ck_assert_double_eq(gaps.gaps[1].area_square_metres, 2 * 100 * 100);
    vp_gaps_clear(&gaps);
}
END_TEST

START_TEST(places_with_as_many_people_come_in_their_order_on_the_grid)
{
    float minutes[CELLS];
    static const size_t first[] = {3, 8, 10, 21};
    all_at(minutes, 45);
    vp_gaps gaps = find("...2...."
                        "2.2....."
                        ".....2..",
                        minutes, NULL);
    ck_assert_uint_eq(gaps.gap_count, 3); /* the first and the third touch */
    ck_assert_double_eq(gaps.gaps[0].people, 400);
    ck_assert_uint_eq(gaps.gaps[1].first_cell, first[1]);
    ck_assert_uint_eq(gaps.gaps[2].first_cell, first[3]);
    vp_gaps_clear(&gaps);
    gaps = find("........"
                "2.2....."
                "....2..2",
                minutes, NULL);
    ck_assert_uint_eq(gaps.gap_count, 4);
    for (size_t i = 1; i < 4; i++) ck_assert_uint_lt(gaps.gaps[i - 1].first_cell, gaps.gaps[i].first_cell);
    vp_gaps_clear(&gaps);
}
END_TEST

/* The list is cut more than once while it is made, and equal places stay in their order. */
START_TEST(so_many_places_as_are_asked_for_are_those_with_most_people)
{
    float minutes[CELLS];
    all_at(minutes, 45);
    vp_gaps all = find("1.2.1.4."
                       "........"
                       "3.2.1.2.",
                       minutes, NULL);
    ck_assert_uint_eq(all.gap_count, 8);
    most_places = 3;
    vp_gaps cut = find("1.2.1.4."
                       "........"
                       "3.2.1.2.",
                       minutes, NULL);
    most_places = 0;
    ck_assert_uint_eq(cut.gap_count, 3);
    for (size_t i = 0; i < cut.gap_count; i++) ck_assert_uint_eq(cut.gaps[i].first_cell, all.gaps[i].first_cell);
    ck_assert_uint_eq(cut.gaps[2].first_cell, 2);
    vp_gaps_clear(&all);
    vp_gaps_clear(&cut);
}
END_TEST

START_TEST(a_place_does_not_cross_the_border_of_a_unit)
{
    float minutes[CELLS];
    all_at(minutes, 45);
    vp_gaps gaps = find("...12..."
                        "........"
                        "........",
                        minutes, NULL);
    ck_assert_uint_eq(gaps.gap_count, 2);
    vp_gaps_clear(&gaps);
}
END_TEST

/* The fourth cell of the first row is a quarter of W and three of E, that below it half of W and half of nobody; the
 * second of the last is W's, and E lies over half of it. */
START_TEST(a_cut_cell_counts_its_parts_where_most_of_it_is)
{
    vp_run whole[] = {{0, 3, 0}, {8, 3, 0}, {16, 4, 0}, {4, 4, 1}, {12, 4, 1}, {20, 4, 1}};
    vp_partial parts[] = {{3, 0, 0.25F}, {3, 1, 0.75F}, {11, 0, 0.5F}, {17, 1, 0.5F}};
    vp_weights weights = {.geometry = {COLUMNS, ROWS, 100, 0, 300},
                          .zone_count = 2,
                          .runs = whole,
                          .run_count = sizeof whole / sizeof *whole,
                          .partials = parts,
                          .partial_count = sizeof parts / sizeof *parts};
    float minutes[CELLS];
    all_at(minutes, 45);
    vp_gaps gaps = find_in(&weights,
                           "..243..."
                           "...4...."
                           ".2......",
                           minutes, NULL);
    ck_assert_uint_eq(gaps.gap_count, 3);
    ck_assert_uint_eq(gaps.gaps[0].unit, 1);
    ck_assert_double_eq(gaps.gaps[0].people, 400 + 300);
    ck_assert_uint_eq(gaps.gaps[1].unit, 0);
    ck_assert_double_eq(gaps.gaps[1].people, 200 + 0.5 * 400);
    ck_assert_uint_eq(gaps.gaps[2].unit, 0);
    ck_assert_double_eq(gaps.gaps[2].people, 200 + 0.5 * 200);
    vp_gaps_clear(&gaps);
}
END_TEST

START_TEST(reached_people_and_unknown_terrain_are_no_gap)
{
    float minutes[CELLS];
    all_at(minutes, 30); /* the limit itself is within it */
    minutes[0] = NAN;
    minutes[9] = INFINITY;
    vp_gaps gaps = find("11......"
                        ".1......"
                        "........",
                        minutes, NULL);
    ck_assert_uint_eq(gaps.gap_count, 1);
    ck_assert_double_eq(gaps.gaps[0].people, 100);
    ck_assert(isnan(gaps.gaps[0].mean)); /* no path at all: no mean of minutes */
    ck_assert_double_eq(gaps.gaps[0].unreachable_people, 100);
    vp_gaps_clear(&gaps);
}
END_TEST

/* 100 people at 40 minutes, 300 at 60 and 200 with no path: the mean of the 400 is 55. */
START_TEST(the_mean_is_of_those_with_a_path)
{
    float minutes[CELLS];
    all_at(minutes, 10);
    minutes[0] = 40;
    minutes[1] = 60;
    minutes[2] = INFINITY;
    vp_gaps gaps = find("132....."
                        "........"
                        "........",
                        minutes, NULL);
    ck_assert_uint_eq(gaps.gap_count, 1);
    ck_assert_double_eq(gaps.gaps[0].people, 600);
    ck_assert_double_eq(gaps.gaps[0].unreachable_people, 200);
    ck_assert_double_eq_tol(gaps.gaps[0].mean, 55, 1e-9);
    ck_assert(isnan(gaps.gaps[0].worst));
    vp_gaps_clear(&gaps);
}
END_TEST

START_TEST(a_group_counts_only_its_members_and_shares)
{
    bool members[2] = {true, false};
    double shares[2] = {0.25, 1};
    vp_group group = {.id = "g", .member = (bool *[]){members}, .share = (double *[]){shares}};
    float minutes[CELLS];
    all_at(minutes, 45);
    vp_gaps gaps = find("4......4"
                        "........"
                        "........",
                        minutes, &group);
    ck_assert_uint_eq(gaps.gap_count, 1);
    ck_assert_double_eq(gaps.gaps[0].people, 100);
    vp_gaps_clear(&gaps);
}
END_TEST

/* Of signals the lowest value of the place is the worst, of minutes the highest; -20 dB serves less than 10. */
START_TEST(the_worst_value_is_the_one_that_serves_least)
{
    static const struct {
        vp_reach reach;
        double limit, worst;
        float values[3];
    } rows[] = {
        {VP_REACH_SIGNAL, 50, 12, {12, 30, 48}},
        {VP_REACH_SIGNAL, 50, -20, {10, -20, 5}},
        {VP_REACH_SIGNAL, 50, -20, {-20, -3, 40}},
        {VP_REACH_TRAVEL_TIME, 30, 90, {45, 90, 31}},
        {VP_REACH_DISTANCE, 1000, 2500, {2500, 1100, 1050}},
        {VP_REACH_AREA, 0, 0.25, {0.75f, 0.25f, 0.5f}},
    };
    const vp_service as_defined = services[0];
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        float values[CELLS];
        all_at(values, NAN);
        for (int i = 0; i < 3; i++) values[i] = rows[r].values[i];
        services[0].reach = rows[r].reach;
        services[0].default_limit = rows[r].limit;
        vp_gaps gaps = find("111....."
                            "........"
                            "........",
                            values, NULL);
        ck_assert_uint_eq(gaps.gap_count, 1);
        ck_assert_msg(gaps.gaps[0].worst == rows[r].worst, "row %zu: %g", r, gaps.gaps[0].worst);
        vp_gaps_clear(&gaps);
    }
    services[0] = as_defined;
}
END_TEST

static void refuse(const vp_region *region, size_t service, size_t group, const char *said)
{
    static const float minutes[CELLS];
    const vp_weights weights = {.geometry = region->geometry};
    const vp_gap_question question = {.service = service, .group = group, .limit = NAN};
    vp_gaps gaps;
    vp_error err = {0};
    ck_assert_msg(!vp_gaps_find(region, &weights, minutes, &question, &gaps, &err), "not refused: %s", said);
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert_msg(strstr(err.message, said) != NULL, "%s", err.message);
}

START_TEST(questions_of_what_is_not_there_are_refused)
{
    vp_grid_geometry geometry = {COLUMNS, ROWS, 100, 0, 300};
    vp_population population = {.label = "p", .people = vp_grid_new(geometry, 0, NULL)};
    vp_region region = {.geometry = geometry,
                        .definitions.services = services,
                        .definitions.service_count = 1,
                        .people.populations = &population,
                        .people.population_count = 1};
    refuse(&region, 1, VP_NONE, "no such service");
    refuse(&region, 0, 0, "no such group");
    region.people.population_count = 0;
    refuse(&region, 0, VP_NONE, "no population grid");
    vp_grid_free((vp_grid *)(uintptr_t)population.people);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("gaps");
    TCase *cases = tcase_create("places");
    tcase_add_test(cases, places_are_told_apart_and_the_fullest_comes_first);
    tcase_add_test(cases, places_with_as_many_people_come_in_their_order_on_the_grid);
    tcase_add_test(cases, so_many_places_as_are_asked_for_are_those_with_most_people);
    tcase_add_test(cases, a_place_does_not_cross_the_border_of_a_unit);
    tcase_add_test(cases, a_cut_cell_counts_its_parts_where_most_of_it_is);
    tcase_add_test(cases, the_worst_value_is_the_one_that_serves_least);
    tcase_add_test(cases, reached_people_and_unknown_terrain_are_no_gap);
    tcase_add_test(cases, the_mean_is_of_those_with_a_path);
    tcase_add_test(cases, a_group_counts_only_its_members_and_shares);
    tcase_add_test(cases, questions_of_what_is_not_there_are_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
