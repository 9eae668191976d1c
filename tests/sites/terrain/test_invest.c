/* Plans on the strip of land of strip.h: years, growth, room, targets. */
#include "sites/terrain/strip.h"
#include <vungphu/invest.h>

enum { YEARS = 2, NEEDS = 2, ROWS_MOST = 2 };

static struct {
    vp_region later;
    double west_east[2], *factors[1];
    const vp_region *regions[YEARS];
    int years[YEARS];
    const float *surfaces[YEARS];
    vp_invest_need needs[NEEDS];
    vp_invest_row rows[ROWS_MOST];
    vp_invest_target target;
    double budgets[YEARS];
    vp_invest_question question;
    vp_invest_result result;
} plan;

/* A site for 10 of money, 10 in each of two years. */
static void set_up_plan(void)
{
    set_up();
    memset(&plan, 0, sizeof plan);
    plan.later = strip.region;
    plan.west_east[0] = plan.west_east[1] = 1;
    plan.factors[0] = plan.west_east;
    plan.later.people.factors = plan.factors;
    plan.regions[0] = &strip.region;
    plan.regions[1] = &plan.later;
    plan.surfaces[0] = plan.surfaces[1] = strip.surface;
    plan.years[0] = 2026;
    plan.years[1] = 2027;
    plan.needs[0] = (vp_invest_need){.group = VP_NONE,
                                     .limit = 2,
                                     .other_group = VP_NONE,
                                     .people_per_place = NAN,
                                     .weight = 1,
                                     .surfaces = plan.surfaces};
    plan.rows[0] = (vp_invest_row){
        .price = 10, .takes = INFINITY, .most = SIZE_MAX, .spacing = 100, .prominence = NAN, .kind = VP_INVEST_BUILD};
    plan.budgets[0] = plan.budgets[1] = 10;
    plan.question = (vp_invest_question){.regions = plan.regions,
                                         .years = plan.years,
                                         .year_count = YEARS,
                                         .main_weights = &strip.weights,
                                         .travel = strip.question.travel,
                                         .needs = plan.needs,
                                         .need_count = 1,
                                         .rows = plan.rows,
                                         .row_count = 1,
                                         .budgets = plan.budgets,
                                         .carry = true};
}

static void tear_down_plan(void)
{
    vp_invest_result_clear(&plan.result);
    tear_down();
}

static const vp_invest_result *make(void)
{
    vp_sites_options options = vp_sites_defaults();
    vp_invest_result_clear(&plan.result);
    ck_assert_msg(vp_invest_run(&plan.question, &options, &plan.result, &strip.err), "%s", strip.err.message);
    return &plan.result;
}

static size_t column(size_t chosen)
{
    return plan.result.projects[plan.result.answer->chosen[chosen].project].cell - LAND;
}

/* Columns 4 to 8 have 35 people, in both years; columns 0 to 3 have 10, in the second. */
START_TEST(the_larger_place_comes_first)
{
    const vp_invest_result *r = make();
    ck_assert_uint_eq(r->answer->chosen_count, 2);
    ck_assert_uint_eq(column(0), 6);
    ck_assert_uint_eq(r->answer->chosen[0].period, 0);
    ck_assert_double_eq(r->answer->objective, 35 + 45);
    ck_assert_double_eq(r->chosen_people[0], 35);
    ck_assert_double_eq(r->chosen_people[1], 10);
    const double after[] = {68, 78};
    for (size_t t = 0; t < YEARS; t++) {
        ck_assert_double_eq(r->people[t], 78);
        ck_assert_double_eq(r->before[t], 33);
        ck_assert_double_eq(r->after[t], after[t]);
    }
    ck_assert_double_eq(r->unit_people[0], 21); /* west */
    ck_assert_double_eq(r->unit_before[0], 0);
    ck_assert_double_eq(r->unit_after[0], 21);
    ck_assert_double_eq(r->unit_before[1], 33);
    ck_assert_double_eq(r->unit_after[1], 57);
}
END_TEST

/* In the second year ten times as many live in the west: 210 and 57; columns 0 to 3 have 100 of them. A facility opens
 * in the east meanwhile, which reaches columns 6 to 8 as well. */
START_TEST(years_to_come_have_people_and_facilities_of_their_own)
{
    static float later[CELLS];
    memcpy(later, strip.surface, sizeof later);
    for (size_t c = 6; c < COLUMNS; c++) later[LAND + c] = 1;
    plan.surfaces[1] = later;
    plan.west_east[0] = 10;
    plan.budgets[1] = 0;
    const vp_invest_result *r = make();
    ck_assert_uint_eq(r->answer->chosen_count, 1);
    ck_assert_double_eq(r->people[1], 210 + 57);
    ck_assert_double_eq(r->before[1], 57);
    /* column 3 reaches 1 to 5: 2 + 3 + 4 + 5 + 6 = 20, then 200 */
    ck_assert_uint_eq(column(0), 3);
    ck_assert_double_eq(r->answer->objective, 20 + 200);
    plan.question.at_end = true;
    ck_assert_double_eq(make()->answer->objective, 200);
}
END_TEST

/* With room for 16, the nearest cells that fit: of column 6 its own (7) and column 7 (8), or column 5 (6) and … */
START_TEST(a_site_takes_the_nearest_that_it_has_room_for)
{
    plan.rows[0].takes = 16;
    plan.rows[0].most = 1;
    plan.budgets[1] = 0;
    const vp_invest_result *r = make();
    ck_assert_uint_eq(r->answer->chosen_count, 1);
    ck_assert_double_ge(r->chosen_people[0], 15); /* 7 + 8, and no cell of 1 or 2 is near */
    ck_assert_double_le(r->chosen_people[0], 16);
}
END_TEST

/* Half of the west's 21 people by the end of the first year: columns 1 to 5 or 0 to 4 must come first. */
START_TEST(a_target_decides_what_comes_first)
{
    strip.group = (vp_group){.id = id, .member = strip.member_sets, .share = strip.share_sets};
    strip.members[0] = true;
    strip.shares[0] = strip.shares[1] = 1;
    strip.member_sets[0] = strip.members;
    strip.share_sets[0] = strip.shares;
    strip.region.definitions.groups = plan.later.definitions.groups = &strip.group;
    strip.region.definitions.group_count = plan.later.definitions.group_count = 1;
    plan.target = (vp_invest_target){.need = 0, .year = 0, .group = 0, .share = 0.9};
    plan.question.targets = &plan.target;
    plan.question.target_count = 1;
    const vp_invest_result *r = make();
    ck_assert(r->answer->met);
    ck_assert_uint_le(column(0), 3); /* 20 of 21 from columns 1 to 5 */
    ck_assert_double_ge(r->target_share[0], 0.9);
    plan.question.goal = VP_INVEST_COST;
    plan.target.year = 1;
    r = make();
    ck_assert_double_eq(r->answer->cost, 10);
    plan.target = (vp_invest_target){.need = VP_NONE, .year = 1, .group = VP_NONE, .share = 1, .of_gain = true};
    r = make();
    ck_assert_double_eq(r->answer->cost, 20);
    ck_assert_double_eq(r->target_share[0], 1);
}
END_TEST

START_TEST(what_cannot_be_planned_is_refused)
{
    vp_sites_options options = vp_sites_defaults();
    plan.rows[0].kind = VP_INVEST_EXPAND;
    ck_assert(!vp_invest_run(&plan.question, &options, &plan.result, &strip.err));
    ck_assert_msg(strstr(strip.err.message, "people_per_place"), "%s", strip.err.message);
    plan.rows[0].kind = VP_INVEST_MEND;
    ck_assert(!vp_invest_run(&plan.question, &options, &plan.result, &strip.err));
    ck_assert_msg(strstr(strip.err.message, "a list of the places"), "%s", strip.err.message);
    plan.rows[0].kind = VP_INVEST_BUILD;
    for (size_t c = 0; c < COLUMNS; c++) strip.surface[LAND + c] = 0;
    ck_assert(!vp_invest_run(&plan.question, &options, &plan.result, &strip.err));
    ck_assert_msg(strstr(strip.err.message, "nothing is to be planned"), "%s", strip.err.message);
}
END_TEST

static void refuse_plan(const char *words)
{
    vp_sites_options options = vp_sites_defaults();
    vp_invest_result_clear(&plan.result);
    strip.err = (vp_error){0};
    ck_assert_msg(!vp_invest_run(&plan.question, &options, &plan.result, &strip.err), "not refused: %s", words);
    ck_assert_int_eq(strip.err.kind, VP_BAD_INPUT);
    ck_assert_msg(strstr(strip.err.message, words) != NULL, "%s, not %s", strip.err.message, words);
}

/* Each figure from both sides of what may be. */
START_TEST(figures_of_a_plan_that_cannot_be_are_refused)
{
    const vp_invest_row row = plan.rows[0];
    const vp_invest_question question = plan.question;
    const vp_road_link link = {.price = 1};
    make();
    plan.question.year_count = 0;
    refuse_plan("a plan is for 1 to 40 years");
    plan.question.year_count = 41;
    refuse_plan("a plan is for 1 to 40 years");
    plan.question = question;
    plan.question.need_count = 0;
    refuse_plan("nothing may be built");
    plan.question = question;
    plan.question.row_count = 0;
    refuse_plan("nothing may be built");
    plan.question = question;
    plan.needs[0].weight = 0;
    refuse_plan("what one person reached counts is above 0");
    plan.needs[0].weight = INFINITY;
    refuse_plan("what one person reached counts is above 0");
    plan.needs[0].weight = 0.5;
    make();
    plan.needs[0].weight = 1;
    plan.rows[0].need = 1;
    refuse_plan("row 1 of what may be built: its service or first year is out of range");
    plan.rows[0] = row;
    plan.rows[0].first = 2;
    refuse_plan("row 1 of what may be built: its service or first year is out of range");
    plan.rows[0].first = 1;
    ck_assert_uint_eq(make()->answer->chosen[0].period, 1);
    plan.rows[0] = row;
    plan.rows[0].price = -1;
    refuse_plan("clinic, build: a price is 0 or more");
    plan.rows[0].price = INFINITY;
    refuse_plan("clinic, build: a price is 0 or more");
    plan.rows[0].price = 0;
    ck_assert_uint_gt(make()->answer->chosen_count, 1);
    plan.rows[0] = row;
    plan.rows[0].takes = 0;
    refuse_plan("clinic, build: people that one takes are above 0");
    plan.rows[0] = row;
    plan.rows[0].kind = VP_INVEST_EXPAND;
    plan.rows[0].takes = 5;
    refuse_plan("clinic, expand: it needs people_per_place");
    plan.needs[0].people_per_place = 1;
    plan.rows[0].takes = INFINITY;
    refuse_plan("clinic, expand: it needs people_per_place");
    plan.needs[0].people_per_place = NAN;
    plan.rows[0].kind = VP_INVEST_ROAD;
    refuse_plan("clinic, road: it needs a list of road links");
    plan.rows[0].links = &link;
    refuse_plan("clinic, road: it needs a list of road links");
    plan.rows[0].link_count = 1;
    plan.needs[0].other_group = 0;
    refuse_plan("clinic, road: road links go with one limit for all");
    plan.needs[0].other_group = VP_NONE;
    plan.rows[0] = row;
    plan.question.targets = &plan.target;
    plan.question.target_count = 1;
    plan.target = (vp_invest_target){.year = 2, .group = VP_NONE, .share = 0.5};
    refuse_plan("target 1: a share is above 0 and at most 1, in a year of the plan");
    plan.target.year = 1;
    plan.target.share = 0;
    refuse_plan("target 1: a share is above 0 and at most 1, in a year of the plan");
    plan.target.share = 1.01;
    refuse_plan("target 1: a share is above 0 and at most 1, in a year of the plan");
    plan.target.share = 1;
    make();
    plan.target.need = 1;
    refuse_plan("target 1 is of a service for which nothing may be built");
}
END_TEST

/* A paved road from column 5 to the facility brings columns 4 to 8 within 2 minutes for 5 of money, less than a site
 * that does; a site serves the others a year later. A link that joins nothing is no project. */
START_TEST(a_road_link_serves_whom_it_brings_within_the_limit)
{
    static vp_speed paved[] = {{"walk", VP_SURFACE_LAND_COVER, "10", 6, false, VP_SEASON_ALWAYS},
                               {"walk", VP_SURFACE_LAND_COVER, "80", 0, false, VP_SEASON_ALWAYS},
                               {"walk", VP_SURFACE_ROAD, "paved", 60, false, VP_SEASON_ALWAYS}};
    double y = 2400000 - 150;
    const vp_point points[] = {{middle_of(5), y}, {middle_of(11), y}, {middle_of(0), y}, {middle_of(2), y}};
    const size_t two = 2;
    vp_road_link links[2] = {{.class_name = "paved", .price = 5}, {.class_name = "paved", .price = 1}};
    strip.region.speed_table.speeds = plan.later.speed_table.speeds = paved;
    strip.region.speed_table.speed_count = plan.later.speed_table.speed_count = 3;
    ck_assert(vp_shape_init(&links[0].line, points, &two, 1, NULL));
    ck_assert(vp_shape_init(&links[1].line, points + 2, &two, 1, NULL));
    plan.rows[1] = (vp_invest_row){
        .kind = VP_INVEST_ROAD, .price = NAN, .takes = INFINITY, .most = SIZE_MAX, .links = links, .link_count = 2};
    plan.question.row_count = 2;
    plan.budgets[1] = 5;
    const vp_invest_result *r = make();
    ck_assert_uint_eq(r->answer->chosen_count, 2);
    const vp_invest_project *road = &r->projects[r->answer->chosen[0].project];
    ck_assert_uint_eq(road->row, 1);
    ck_assert_uint_eq(road->listed, 0);
    ck_assert_double_eq(r->chosen_people[0], 35);
    ck_assert_double_eq(r->answer->cost, 15);
    ck_assert_double_eq(r->chosen_people[1], 10);
    ck_assert_double_eq(r->answer->objective, 35 + 35 + 10);
    links[1].price = NAN;
    vp_sites_options options = vp_sites_defaults();
    vp_invest_result_clear(&plan.result);
    ck_assert(!vp_invest_run(&plan.question, &options, &plan.result, &strip.err));
    ck_assert_msg(strstr(strip.err.message, "link 2 has no price"), "%s", strip.err.message);
    vp_shape_clear(&links[0].line);
    vp_shape_clear(&links[1].line);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("invest");
    TCase *cases = tcase_create("invest");
    tcase_add_checked_fixture(cases, set_up_plan, tear_down_plan);
    tcase_add_test(cases, the_larger_place_comes_first);
    tcase_add_test(cases, years_to_come_have_people_and_facilities_of_their_own);
    tcase_add_test(cases, a_site_takes_the_nearest_that_it_has_room_for);
    tcase_add_test(cases, a_target_decides_what_comes_first);
    tcase_add_test(cases, a_road_link_serves_whom_it_brings_within_the_limit);
    tcase_add_test(cases, what_cannot_be_planned_is_refused);
    tcase_add_test(cases, figures_of_a_plan_that_cannot_be_are_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
