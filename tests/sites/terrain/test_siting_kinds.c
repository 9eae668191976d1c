/* On the strip of land of strip.h: limits of their own, places there are, areas and masts. */
#include "sites/terrain/strip.h"
#include <stdio.h>

/* 100 m a cell. */
static bool to_degrees(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] * 9.7e-4, v[i] = 21.5 - v[i] * 9e-4;
    return true;
}

/* ------------------------------------------------------------ areas, and places there are */

/* Pipes reach column 9 and further, and half of column 8; those of a new source 200 m. */
START_TEST(a_new_source_serves_whom_no_area_does)
{
    ck_assert(vp_lattice_init(&strip.region.cell_to_lonlat, (vp_lattice_knots){0, 0, COLUMNS, ROWS, 5, 5}, to_degrees,
                              NULL, NULL));
    strip.service.reach = VP_REACH_AREA;
    for (size_t c = 0; c < COLUMNS; c++) strip.surface[LAND + c] = c < 8 ? 0 : c == 8 ? 0.5f : 1;
    strip.question.limit = 210;
    const vp_siting_result *r = ask();
    ck_assert_int_eq(site(0), 6);
    ck_assert_double_eq(r->answer->objective, 5 + 6 + 7 + 8 + 4.5);
    check_people(33 + 4.5, 33 + 4.5 + 30.5);
    check_unit(1, 57, 37.5, 57);
    strip.question.capacity = 20;
    ck_assert_double_eq(ask()->answer->objective, 20);
    vp_lattice_clear(&strip.region.cell_to_lonlat);
}
END_TEST

/* 20 places for 33 people within the limit: 13 find none. */
START_TEST(who_finds_no_place_is_left_out_as_well)
{
    double places = 20;
    vp_siting_question *q = &strip.question;
    strip.service.capacity = 0;
    strip.facilities[0].attributes = &places;
    strip.facilities[0].id = id;
    q->people_per_place = 1;
    q->capacity = 8;
    const vp_siting_result *r = ask();
    ck_assert_double_eq(r->answer->weight, 45 + 13);
    ck_assert_double_eq(r->answer->objective, 8);
    ck_assert_double_eq_tol(r->before, 20, 1e-9);
    q->expand = 10; /* more than a new site takes */
    r = ask();
    ck_assert_uint_eq(r->cell_count, 13);
    ck_assert_double_eq(r->answer->objective, 10);
    ck_assert_uint_eq(r->expands[r->answer->chosen[0].site], 0);
    q->expand = 100; /* there are no more than 13 within reach of it */
    q->count = 2;
    r = ask();
    ck_assert_double_eq_tol(r->answer->objective, 13 + 8, 1e-9);
    q->people_per_place = 2; /* 40: enough, and nothing is gained there */
    r = ask();
    ck_assert_double_eq(r->answer->weight, 45);
    ck_assert_double_eq(r->answer->objective, 16);
    q->separation = 100;
    refuse(VP_BAD_INPUT, "without a separation");
    q->people_per_place = NAN;
    q->separation = 0;
    refuse(VP_BAD_INPUT, "where the places there are count");
}
END_TEST

/* ------------------------------------------------------------ what is broken */

/* Of all four, in columns 11, 3, 6 and 7, only the first works. */
START_TEST(what_serves_most_is_mended_first)
{
    static char all_id[] = "all", names[4][2] = {"a", "b", "c", "d"};
    vp_facility facilities[4];
    static const size_t columns[] = {11, 3, 6, 7};
    size_t all[] = {0, 1, 2, 3};
    for (size_t f = 0; f < 4; f++)
        facilities[f] = (vp_facility){.id = names[f], .x = middle_of(columns[f]), .y = 2400000 - 150, .open = true};
    vp_service services[] = {strip.service,
                             {.id = all_id,
                              .reach = VP_REACH_TRAVEL_TIME,
                              .mode = mode,
                              .default_limit = 2,
                              .facilities = all,
                              .facility_count = 4}};
    strip.region.supply.facilities = facilities;
    strip.region.supply.facility_count = 4;
    strip.region.definitions.services = services;
    strip.region.definitions.service_count = 2;
    strip.question.mend = 1;
    const vp_siting_result *r = ask();
    ck_assert_uint_eq(r->cell_count, 3);
    ck_assert_int_eq(site(0), 6); /* 5 + 6 + 7 + 8 + 9; from column 7 on 6 + 7 + 8 + 9 */
    ck_assert_double_eq(r->answer->objective, 35);
    ck_assert_uint_eq(r->mends[r->answer->chosen[0].site], 2);
    strip.question.mend = 0;
    refuse(VP_BAD_INPUT, "of another service");
    strip.question.mend = 1;
    services[1].reach = VP_REACH_AREA;
    refuse(VP_BAD_INPUT, "one is an area");
    services[1].reach = VP_REACH_TRAVEL_TIME;
    services[0].facilities = all;
    services[0].facility_count = 4;
    refuse(VP_NOT_FOUND, "nothing to mend");
}
END_TEST

/* ------------------------------------------------------------ a limit of their own */

static bool western[] = {true, false}, *west_only[] = {western};

/* In unit west, columns 0 to 5, one minute counts, elsewhere two. */
static void limit_the_west(void)
{
    strip.group = (vp_group){.id = id, .member = west_only};
    strip.region.definitions.groups = &strip.group;
    strip.region.definitions.group_count = 1;
    strip.question.other_group = 0;
    strip.question.other_limit = 1;
}

START_TEST(units_of_a_group_have_a_limit_of_their_own)
{
    limit_the_west();
    const vp_siting_result *r = ask();
    ck_assert_int_eq(site(0), 6); /* 7 + 8 + 9 in the east, 6 in the west */
    ck_assert_double_eq(r->answer->objective, 30);
    ck_assert_double_eq(r->site_people[0], 30);
    check_people(33, 63);
    check_unit(0, 21, 0, 6);
    strip.question.other_limit = 3; /* and here the more: columns 3 to 5 and 6 to 8 */
    ck_assert_double_eq(ask()->answer->objective, 39);
    ck_assert_int_eq(site(0), 6);
    strip.question.minimum_share = 0.3; /* of west 6.3, of east reached already */
    strip.question.other_limit = 1;
    ck_assert_double_eq(ask()->answer->objective, 26); /* column 5: 5 + 6 in the west, 7 + 8 in the east */
}
END_TEST

/* Column 5 is shared out: three tenths of its 6 people live in the east and have two minutes. */
START_TEST(a_cell_on_a_border_has_both_limits)
{
    limit_the_west();
    static vp_partial partials[] = {{.cell = LAND + 5, .zone = 0, .share = 0.7},
                                    {.cell = LAND + 5, .zone = 1, .share = 0.3}};
    strip.runs[0].cell_count = 5;
    strip.weights.partials = partials;
    strip.weights.partial_count = 2;
    const uint32_t listed[] = {LAND + 7};
    strip.question.cells = listed;
    strip.question.cell_count = 1;
    ck_assert_double_eq_tol(ask()->answer->objective, 7 + 8 + 9 + 0.3 * 6, 1e-9);
    check_people(33, 33 + 24 + 0.3 * 6);
    strip.question.minimum_share = 0.1;
    refuse(VP_BAD_INPUT, "no allowed choice"); /* nobody of the west has two minutes */
}
END_TEST

START_TEST(an_indicator_asks_with_its_limits)
{
    limit_the_west();
    const vp_indicator share = {.id = id,
                                .measure = VP_MEASURE_REACHED_SHARE,
                                .group = VP_NONE,
                                .limit = 2,
                                .other_group = 0,
                                .other_limit = 1},
                       recorded = {.id = id, .measure = VP_MEASURE_RECORDED_SUM, .service = VP_NONE};
    vp_siting_question q = vp_siting_defaults();
    ck_assert(vp_siting_of_indicator(&share, &q, &strip.err));
    ck_assert_double_eq(q.limit, 2);
    ck_assert_double_eq(q.other_limit, 1);
    ck_assert_uint_eq(q.other_group, 0);
    ck_assert(!vp_siting_of_indicator(&recorded, &q, &strip.err));
    strip.question.objective = VP_OBJECTIVE_P_MEDIAN;
    refuse(VP_BAD_INPUT, "coverage and set-cover");
    strip.question.objective = VP_OBJECTIVE_COVERAGE;
    strip.question.other_limit = NAN;
    refuse(VP_BAD_INPUT, "finite");
}
END_TEST

/* ------------------------------------------------------------ masts */

/* A service of the scope on level land at 100 m: columns 9 to 11 receive it. In free space, as far as 250 m, a mast of
 * 1 mW gives 60.9 dB(µV/m) at 200 m and 57.4 at 300 m, so that at 60 it reaches the five columns around it. */
static vp_siting_mast radiate(const char *scope)
{
    static char system[] = "fm", asked[16];
    snprintf(asked, sizeof asked, "%s", scope);
    strip.service.reach = VP_REACH_SIGNAL;
    strip.service.mode = system;
    strip.service.scope = asked;
    strip.service.default_limit = 60;
    strip.region.land.elevation = vp_grid_new(strip.region.geometry, 100, NULL);
    for (size_t c = 0; c < COLUMNS; c++) strip.surface[LAND + c] = c >= 9 ? 60 : 20;
    vp_siting_mast mast = {.metres = 10, .frequency_mhz = 100, .erp_kw = 1e-6, .options = vp_signal_defaults()};
    mast.options.at_reference = true;
    return mast;
}

START_TEST(a_mast_reaches_the_five_columns_with_most_people)
{
    const vp_siting_mast mast = radiate("local");
    strip.question.mast = &mast;
    const vp_siting_result *r = ask();
    ck_assert_int_eq(site(0), 6);
    ck_assert_double_eq(r->answer->objective, 35);
    ck_assert_double_eq(r->site_people[0], 35);
    ck_assert_double_eq(r->published, 33);
    check_people(33, 68);
    check_unit(0, 21, 0, 11);
    check_unit(1, 57, 33, 57);
    strip.question.objective = VP_OBJECTIVE_SET_COVER;
    strip.question.count = SIZE_MAX;
    strip.question.share = 0.75; /* 58.5 of 78 people: 26 more */
    ck_assert_uint_eq(ask()->answer->chosen_count, 1);
    strip.question.share = 0.9;
    ck_assert_uint_eq(ask()->answer->chosen_count, 2);
}
END_TEST

/* The other scope's programme reaches columns 0 to 5 alone. */
START_TEST(what_a_mast_does_not_carry_must_be_received_already)
{
    float national[CELLS];
    for (size_t i = 0; i < CELLS; i++) national[i] = i >= LAND && i < LAND + 6 ? 60 : INFINITY;
    vp_siting_mast mast = radiate("both");
    strip.question.mast = &mast;
    ck_assert_double_eq(ask()->answer->objective, 35); /* both are carried */
    mast.carries = "local";
    mast.other = national;
    ck_assert_double_eq(ask()->answer->objective, 20); /* columns 1 to 5 */
    ck_assert_int_eq(site(0), 3);
    check_people(33, 53);
    mast.other = NULL; /* worked out: there is no national transmitter */
    ck_assert_double_eq(ask()->answer->weight_reachable, 0);
}
END_TEST

START_TEST(masts_stand_on_summits)
{
    vp_siting_mast mast = radiate("national");
    float *height = vp_grid_edit(strip.region.land.elevation);
    height[LAND + 3] = 140;
    height[LAND + 8] = 130;
    height[0] = 500; /* in the river */
    strip.question.mast = &mast;
    strip.question.prominence = 30;
    ck_assert_uint_eq(ask()->cell_count, 2);
    ck_assert_int_eq(site(0), 8); /* columns 6 to 10, of which 6 to 8 are new: 24 people; 15 + 5 around column 3 */
    strip.question.prominence = 31;
    ck_assert_uint_eq(ask()->cell_count, 1);
    ck_assert_int_eq(site(0), 3);
    strip.question.prominence = 30;
    strip.question.spacing = 600; /* 500 m apart: the more prominent stays */
    ck_assert_uint_eq(ask()->cell_count, 1);
    ck_assert_int_eq(site(0), 3);
    strip.question.prominence = 600;
    refuse(VP_NOT_FOUND, "no summit");
    strip.question.prominence = NAN;
    mast.carries = "local";
    refuse(VP_BAD_INPUT, "asks for a national programme");
    mast.carries = "all";
    refuse(VP_BAD_INPUT, "national, local or both");
}
END_TEST

/* What stands in any case, is mended, has places or a limit of its own. */
START_TEST(what_stands_besides_is_refused_where_it_does_not_fit)
{
    vp_siting_question *q = &strip.question;
    const vp_siting_question kept = *q;
    const uint32_t must[] = {LAND + 3, LAND + 7}, water[] = {0};
    const double one[] = {1}, prices[COLUMNS] = {0};
    q->must = must;
    q->must_count = 2;
    refuse(VP_BAD_INPUT, "2 sites are built in any case, but at most 1 are asked for");
    q->count = 2;
    ck_assert_uint_eq(ask()->answer->chosen_count, 2);
    q->objective = VP_OBJECTIVE_P_MEDIAN;
    refuse(VP_BAD_INPUT, "sites that are built in any case go with coverage and set-cover");
    q->objective = VP_OBJECTIVE_COVERAGE;
    q->prices = prices;
    refuse(VP_BAD_INPUT, "where candidates have prices, sites that are built in any case have them too");
    q->prices = NULL;
    q->must = water;
    q->must_count = 1;
    refuse(VP_BAD_INPUT, "site 1 that is built in any case stands where nobody can go");
    *q = kept;
    q->spacing = 0;
    refuse(VP_BAD_INPUT, "a spacing of 0 m: it must be above 0");
    *q = kept;
    q->other_group = 0;
    q->other_limit = -1;
    refuse(VP_BAD_INPUT, "a limit of their own for the units of a group must be finite and 0 or more");
    q->other_limit = INFINITY;
    refuse(VP_BAD_INPUT, "a limit of their own for the units of a group must be finite and 0 or more");
    q->other_limit = 1;
    q->objective = VP_OBJECTIVE_P_MEDIAN;
    refuse(VP_BAD_INPUT, "a limit of their own for the units of a group goes with coverage and set-cover");
    q->objective = VP_OBJECTIVE_COVERAGE;
    q->people_per_place = 1;
    refuse(VP_BAD_INPUT, "places of existing facilities go with one limit");
    *q = kept;
    q->people_per_place = 1;
    q->objective = VP_OBJECTIVE_P_MEDIAN;
    refuse(VP_BAD_INPUT, "places of existing facilities go with coverage and set-cover");
    q->objective = VP_OBJECTIVE_COVERAGE;
    strip.service.reach = VP_REACH_ROUND_TRIP;
    refuse(VP_BAD_INPUT, "places of existing facilities go with one limit");
    strip.service.reach = VP_REACH_TRAVEL_TIME;
    q->expand = 0;
    refuse(VP_BAD_INPUT, "a facility gains places, above 0");
    q->expand = 5;
    q->cells = must;
    q->cell_count = 1;
    q->prices = one;
    q->expand_price = NAN;
    refuse(VP_BAD_INPUT, "where candidates have prices, more places for a facility have one");
    *q = kept;
    q->limit = -1;
    refuse(VP_BAD_INPUT, "0 or more");
    q->limit = INFINITY;
    refuse(VP_NOT_FOUND, "nobody is left out");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("siting of what else there is");
    TCase *cases = tcase_create("a strip of land");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_new_source_serves_whom_no_area_does);
    tcase_add_test(cases, who_finds_no_place_is_left_out_as_well);
    tcase_add_test(cases, what_serves_most_is_mended_first);
    tcase_add_test(cases, units_of_a_group_have_a_limit_of_their_own);
    tcase_add_test(cases, a_cell_on_a_border_has_both_limits);
    tcase_add_test(cases, an_indicator_asks_with_its_limits);
    tcase_add_test(cases, a_mast_reaches_the_five_columns_with_most_people);
    tcase_add_test(cases, what_a_mast_does_not_carry_must_be_received_already);
    tcase_add_test(cases, masts_stand_on_summits);
    tcase_add_test(cases, what_stands_besides_is_refused_where_it_does_not_fit);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
