/* Questions on the strip of land of strip.h. */
#include "sites/terrain/strip.h"

/* ------------------------------------------------------------ coverage */

START_TEST(one_site_reaches_the_five_columns_with_most_people)
{
    const vp_siting_result *r = ask();
    ck_assert_uint_eq(r->answer->chosen_count, 1);
    ck_assert_int_eq(site(0), 6); /* columns 4 to 8: 5 + 6 + 7 + 8 + 9 */
    ck_assert_double_eq(r->answer->objective, 35);
    ck_assert_double_eq(r->site_people[0], 35);
    ck_assert_double_eq(r->limit, 2);
    ck_assert_double_eq(r->published, 33);
    ck_assert_uint_eq(r->cell_count, 12);
    ck_assert_uint_eq(r->excluded, 0);
    ck_assert_ptr_null(r->listed);
    check_people(33, 68);
    check_unit(0, 21, 0, 11);
    check_unit(1, 57, 33, 57);
}
END_TEST

/* 100 m a cell: the river on both sides is no hindrance, and there are no minutes. */
static bool to_degrees(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] * 9.7e-4, v[i] = 21.5 - v[i] * 9e-4;
    return true;
}

START_TEST(straight_lines_count_metres)
{
    vp_lattice *lattice = &strip.region.cell_to_lonlat;
    ck_assert(vp_lattice_init(lattice, (vp_lattice_knots){0, 0, COLUMNS, ROWS, 4, 2}, to_degrees, NULL, NULL));
    strip.service.reach = VP_REACH_DISTANCE;
    strip.service.mode = NULL;
    strip.service.default_limit = 250;
    for (size_t c = 0; c < COLUMNS; c++) strip.surface[LAND + c] = 100 * (float)(11 - c);
    const vp_siting_result *r = ask();
    ck_assert_int_eq(site(0), 6);
    ck_assert_double_eq(r->answer->objective, 35);
    ck_assert_double_eq(r->site_people[0], 35);
    ck_assert_double_eq(r->limit, 250);
    check_people(33, 68);
    check_unit(0, 21, 0, 11);
    strip.question.closed = strip.open; /* the school moves: columns 7 to 11 have most people */
    strip.question.closed_count = strip.question.moved = 1;
    strip.question.count = 0;
    ask();
    ck_assert_int_eq(site(0), 9);
    check_people(0, 50);
    strip.question.closed_count = strip.question.moved = 0;
    strip.question.count = 1;
    strip.question.objective = VP_OBJECTIVE_P_CENTER;
    refuse(VP_BAD_INPUT, "clinic is reached by distance");
    vp_lattice_clear(&strip.region.cell_to_lonlat);
}
END_TEST

START_TEST(two_sites_reach_everyone_down_to_the_first_cell)
{
    strip.question.count = 2;
    const vp_siting_result *r = ask();
    ck_assert_uint_eq(r->answer->chosen_count, 2);
    ck_assert_double_eq(r->answer->objective, 45);
    ck_assert_int_eq(site(0), 6);
    ck_assert(site(1) == 1 || site(1) == 2);
    ck_assert_double_eq(r->site_people[0], 35); /* column 4 is as near to both: it is the first one's */
    ck_assert_double_eq(r->site_people[1], 10);
    check_people(33, 78);
    check_unit(0, 21, 0, 21);
}
END_TEST

static bool is_unwanted;
static bool say_unwanted(void *context) { return *(const bool *)context; }

START_TEST(what_nobody_wants_is_not_counted)
{
    vp_sites_options options = vp_sites_defaults();
    options.is_unwanted = say_unwanted;
    options.context = &is_unwanted;
    is_unwanted = false;
    ck_assert_msg(vp_siting_run(&strip.question, &options, &strip.result, &strip.err), "%s", strip.err.message);
    ck_assert_double_eq(strip.result.site_people[0], 35);
    vp_siting_result_clear(&strip.result);
    is_unwanted = true;
    ck_assert(!vp_siting_run(&strip.question, &options, &strip.result, &strip.err));
    ck_assert_int_eq(strip.err.kind, VP_CANCELLED);
    ck_assert_ptr_null(strip.result.answer);
}
END_TEST

START_TEST(people_just_within_the_limit_are_not_new)
{
    const uint32_t cells[] = {LAND + 8}; /* columns 6 to 10; 9 and 10 are within the limit already */
    strip.question.cells = cells;
    strip.question.cell_count = 1;
    ck_assert_double_eq(ask()->site_people[0], 7 + 8 + 9);
    check_people(33, 33 + 24);
}
END_TEST

START_TEST(a_limit_of_ones_own_counts)
{
    strip.question.limit = 3; /* reached are columns 8 to 11; a site has seven columns: 1 to 7 */
    const vp_siting_result *r = ask();
    ck_assert_double_eq(r->limit, 3);
    ck_assert_int_eq(site(0), 4);
    check_people(42, 42 + 2 + 3 + 4 + 5 + 6 + 7 + 8);
}
END_TEST

START_TEST(the_limit_of_the_surface_is_not_read)
{
    strip.question.travel.limit_minutes = 1;
    ask();
    ck_assert_int_eq(site(0), 6);
    ck_assert_double_eq(strip.result.site_people[0], 35); /* down to 2 minutes away */
    check_people(33, 68);
}
END_TEST

START_TEST(there_and_back_and_the_queue_count_for_round_trips)
{
    strip.service.reach = VP_REACH_ROUND_TRIP;
    strip.service.queue_minutes = 1;
    strip.question.limit = 5; /* two columns there, two back, and the queue */
    for (size_t c = 0; c < COLUMNS; c++) strip.surface[LAND + c] = (float)(2 * (11 - c) + 1);
    const vp_siting_result *r = ask();
    ck_assert_int_eq(site(0), 6);
    ck_assert_double_eq(r->site_people[0], 35);
    check_people(33, 68);
    strip.question.limit = 4.9; /* one column: 6 to 8 are 7 + 8 + 9, the facility has 10 and 11 */
    r = ask();
    ck_assert_int_eq(site(0), 8);
    ck_assert_double_eq(r->before, 23);
    ck_assert_double_eq(r->site_people[0], 8 + 9 + 10);
}
END_TEST

START_TEST(a_group_counts_by_its_members_and_share)
{
    strip.members[0] = true;
    strip.shares[0] = 0.5;
    strip.shares[1] = 0.9;
    strip.member_sets[0] = strip.members;
    strip.share_sets[0] = strip.shares;
    strip.group = (vp_group){.member = strip.member_sets, .share = strip.share_sets};
    strip.region.definitions.groups = &strip.group;
    strip.region.definitions.group_count = 1;
    strip.question.group = 0;
    const vp_siting_result *r = ask();
    ck_assert_int_eq(site(0), 3); /* columns 1 to 5: half of 2 + 3 + 4 + 5 + 6 */
    ck_assert_double_eq(r->people, 10.5);
    ck_assert_double_eq(r->before, 0);
    ck_assert_double_eq(r->after, 10);
    check_unit(0, 10.5, 0, 10);
    check_unit(1, 0, 0, 0);
}
END_TEST

START_TEST(cells_without_data_are_nobody)
{
    strip.surface[LAND + 5] = NAN;
    vp_grid_edit(strip.population.people)[LAND + 4] = NAN;
    const vp_siting_result *r = ask();
    ck_assert_double_eq(r->people, 78 - 6 - 5);
    ck_assert_double_eq(r->after, 33 + 7 + 8 + 9);
    check_unit(0, 21 - 6 - 5, 0, 0);
}
END_TEST

START_TEST(cells_on_a_border_count_by_their_shares)
{
    /* Column 5 (6 people) is divided: a third to the west, two thirds to the east. */
    vp_partial halves[] = {{LAND + 5, 0, 1.0 / 3}, {LAND + 5, 1, 2.0 / 3}};
    strip.runs[0].cell_count = 5;
    strip.weights.partials = halves;
    strip.weights.partial_count = 2;
    ask();
    ck_assert_int_eq(site(0), 6);
    check_people(33, 68);
    check_unit(0, 17, 0, 5 + 2);
    check_unit(1, 61, 33, 61);
}
END_TEST

/* ------------------------------------------------------------ facilities that go */

START_TEST(a_facility_moves_to_where_most_people_are)
{
    const size_t closed[] = {0};
    strip.question.closed = closed;
    strip.question.closed_count = strip.question.moved = 1;
    strip.question.count = 0;
    const vp_siting_result *r = ask();
    ck_assert_int_eq(site(0), 9); /* columns 7 to 11 */
    ck_assert_double_eq(r->published, 33);
    check_people(0, 8 + 9 + 10 + 11 + 12);
    check_unit(1, 57, 0, 50);
}
END_TEST

START_TEST(a_facility_that_stays_keeps_its_people)
{
    const size_t closed[] = {0};
    strip.open[1] = 1; /* column 3, as minutes of the surface say */
    strip.service.facility_count = 2;
    for (size_t c = 0; c < COLUMNS; c++) strip.surface[LAND + c] = (float)(c > 7 ? 11 - c : c > 3 ? c - 3 : 3 - c);
    strip.question.closed = closed;
    strip.question.closed_count = 1;
    const vp_siting_result *r = ask();
    ck_assert_double_eq(r->published, 33 + 2 + 3 + 4 + 5 + 6);
    ck_assert_double_eq(r->before, 2 + 3 + 4 + 5 + 6);
    ck_assert_int_eq(site(0), 9);
}
END_TEST

START_TEST(only_open_facilities_can_go)
{
    const size_t closed[] = {1};
    strip.question.closed = closed;
    strip.question.closed_count = 1;
    refuse(VP_NOT_FOUND, "not open in clinic");
    strip.question.moved = 2;
    refuse(VP_BAD_INPUT, "2 facilities are moved, but 1 are closed");
}
END_TEST

/* ------------------------------------------------------------ candidates */

static vp_shape columns_shape(size_t first, size_t last)
{
    double west = 500000 + 100 * (double)first, east = 500000 + 100 * ((double)last + 1);
    const vp_point ring[] = {{west, 2399700}, {east, 2399700}, {east, 2400000}, {west, 2400000}, {west, 2399700}};
    const size_t size = 5;
    vp_shape shape;
    ck_assert(vp_shape_init(&shape, ring, &size, 1, NULL));
    return shape;
}

START_TEST(sites_stand_inside_of_one_shape_and_outside_of_another)
{
    vp_shape inside = columns_shape(0, 4), outside = columns_shape(4, 4);
    const vp_shape *within[] = {&inside}, *excluded[] = {&outside};
    strip.question.within = within;
    strip.question.within_count = 1;
    const vp_siting_result *r = ask();
    ck_assert_int_eq(site(0), 4); /* 3 + 4 + 5 + 6 + 7 */
    ck_assert_uint_eq(r->cell_count, 5);
    ck_assert_uint_eq(r->excluded, 7);
    strip.question.excluded = excluded;
    strip.question.excluded_count = 1;
    r = ask();
    ck_assert_int_eq(site(0), 3);
    ck_assert_uint_eq(r->cell_count, 4);
    within[0] = &outside;
    refuse(VP_NOT_FOUND, "none of the 12 candidate sites is allowed");
    strip.question.within_count = 0;
    r = ask();
    ck_assert_int_eq(site(0), 6);
    ck_assert_uint_eq(r->excluded, 1);
    vp_shape_clear(&inside);
    vp_shape_clear(&outside);
}
END_TEST

static void raise(double by_column, double by_row)
{
    strip.region.land.elevation = vp_grid_new(strip.region.geometry, 0, NULL);
    for (size_t i = 0; i < CELLS; i++) {
        size_t column = i % COLUMNS, row = i / COLUMNS;
        vp_grid_edit(strip.region.land.elevation)[i] = (float)(by_column * (double)column + by_row * (double)row);
    }
}

START_TEST(sites_stand_on_slopes_up_to_the_steepest_allowed)
{
    raise(15, 20); /* metres a cell: 15 and 20 per cent, together 25 */
    strip.question.slope_most = 25;
    ck_assert_uint_eq(ask()->cell_count, 12);
    strip.question.slope_most = 24.9;
    const vp_siting_result *r = ask();
    ck_assert_uint_eq(r->cell_count, 2); /* at the edge of the grid the slope is not known */
    ck_assert_int_eq(site(0), 0);        /* 1 + 2 + 3 against nobody new in column 11's reach */
    vp_grid_edit(strip.region.land.elevation)[LAND + COLUMNS + 4] = NAN; /* nor beside an unknown height */
    ck_assert_uint_eq(ask()->cell_count, 5);
}
END_TEST

/* A road in column 2, a lake north of column 8. */
START_TEST(sites_stand_near_roads_and_away_from_barriers)
{
    static uint32_t roads[CELLS], barriers[CELLS];
    strip.question.road_most = 200;
    refuse(VP_NOT_FOUND, "no roads");
    roads[LAND + 2] = barriers[8] = 1;
    strip.region.land.roads = roads;
    const vp_siting_result *r = ask();
    ck_assert_uint_eq(r->cell_count, 5);
    ck_assert_uint_eq(r->excluded, 7);
    ck_assert_int_eq(site(0), 4);
    strip.question.road_most = 199;
    ck_assert_uint_eq(ask()->cell_count, 3);
    strip.question.road_most = INFINITY;
    strip.question.barrier_least = 100; /* at that distance a site may stand */
    refuse(VP_NOT_FOUND, "no barriers");
    strip.region.land.barriers = barriers;
    ck_assert_uint_eq(ask()->cell_count, 12);
    strip.question.barrier_least = 150;
    ck_assert_uint_eq(ask()->excluded, 3);
    strip.question.barrier_least = -1;
    refuse(VP_BAD_INPUT, "0 or more");
}
END_TEST

START_TEST(sites_keep_their_distance_to_facilities_that_stay)
{
    strip.question.separation = 500;
    const vp_siting_result *r = ask();
    ck_assert_int_eq(site(0), 6); /* 500 m from column 11 is far enough */
    ck_assert_uint_eq(r->excluded, 5);
    strip.question.separation = 501;
    r = ask();
    ck_assert_int_eq(site(0), 5);
    ck_assert_uint_eq(r->excluded, 6);
    const size_t closed[] = {0};
    strip.question.closed = closed; /* one that goes keeps nobody away */
    strip.question.closed_count = 1;
    ck_assert_uint_eq(ask()->excluded, 0);
}
END_TEST

/* Reached within a minute are columns 10 and 11, by a site its own and one on either side. */
START_TEST(new_sites_keep_their_distance_to_each_other)
{
    strip.question.limit = 1;
    strip.question.count = 2;
    strip.question.separation = 300; /* up to column 8: 8 + 9 + 10 and 5 + 6 + 7 */
    ck_assert_double_eq(ask()->answer->objective, 27 + 18);
    strip.question.separation = 400; /* up to column 7: 7 + 8 + 9; 4 to 6 lie too near, 3 + 4 + 5 not */
    ck_assert_double_eq(ask()->answer->objective, 24 + 12);
    ck_assert_int_eq(abs(site(0) - site(1)), 4);
}
END_TEST

START_TEST(candidates_of_a_list_keep_their_numbers)
{
    const uint32_t cells[] = {LAND + 1, 3 /* in the river */, LAND + 5, LAND + 2};
    strip.question.cells = cells;
    strip.question.cell_count = 4;
    const vp_siting_result *r = ask();
    ck_assert_int_eq(site(0), 5);
    ck_assert_uint_eq(r->cell_count, 3);
    ck_assert_uint_eq(r->excluded, 1);
    ck_assert_uint_eq(r->listed[0], 0);
    ck_assert_uint_eq(r->listed[1], 2);
    ck_assert_uint_eq(r->listed[2], 3);
}
END_TEST

/* Unit 0 has 21 people, none reached, unit 1 has 57, of whom 33 are. One site in column 6 gives them 11 and 57, in 5 it
 * gives 15 and 48, in 4 it gives 18 and 40. */
START_TEST(each_unit_gets_its_least_share)
{
    strip.question.minimum_share = 11.0 / 21;
    ask();
    ck_assert_int_eq(site(0), 6);
    strip.question.minimum_share = 0.53;
    ask();
    ck_assert_int_eq(site(0), 5);
    check_people(33, 33 + 30);
    check_unit(0, 21, 0, 15);
    check_unit(1, 57, 33, 48);
    strip.question.minimum_share = 0.95; /* with two: 1 to 5, 20 of 21; and the rest of unit 1 */
    strip.question.count = 2;
    ask();
    ck_assert_double_ge(strip.result.units[0].after / 21, 0.95);
    ck_assert_double_ge(strip.result.units[1].after / 57, 0.95);
}
END_TEST

START_TEST(the_worst_unit_goes_before_the_people)
{
    strip.question.worst_first = true;
    ask();
    ck_assert_int_eq(site(0), 5);
    ck_assert_double_eq_tol(strip.result.answer->least_share, 15.0 / 21, 1e-9);
    /* Half of column 5 belongs to unit 1: 18 people and 60, and a site in column 5 gives 12 and 51, in 4 15 and 43. */
    strip.runs[0].cell_count = 5;
    vp_partial parts[] = {{LAND + 5, 0, 0.5}, {LAND + 5, 1, 0.5}};
    strip.weights.partials = parts;
    strip.weights.partial_count = 2;
    ask();
    ck_assert_int_eq(site(0), 4);
    ck_assert_double_eq_tol(strip.result.answer->least_share, 43.0 / 60, 1e-9);
}
END_TEST

START_TEST(a_budget_buys_what_it_can)
{
    const uint32_t cells[] = {LAND + 1, 3, LAND + 6, LAND + 2};
    const double prices[] = {2, 1, 5, 3};
    strip.question.cells = cells;
    strip.question.prices = prices;
    strip.question.cell_count = 4;
    strip.question.count = SIZE_MAX;
    strip.question.budget = 4; /* column 2 for 3: 1 to 5; column 1 for 2: 1 to 4 */
    ask();
    ck_assert_int_eq(site(0), 2);
    check_people(33, 33 + 15);
    strip.question.budget = 7;
    ask();
    ck_assert_uint_eq(strip.result.answer->chosen_count, 2);
    check_people(33, 78);
    strip.question.prices = NULL;
    refuse(VP_BAD_INPUT, "a budget needs candidates with prices");
}
END_TEST

/* ------------------------------------------------------------ other objectives */

/* Σ people · minutes, or the most minutes, with one more site in a column. */
static double cost_with(int column, bool longest)
{
    double cost = 0;
    for (int c = 0; c < COLUMNS; c++) {
        double minutes = fmin(11 - c, abs(c - column));
        cost = longest ? fmax(cost, minutes) : cost + (c + 1) * minutes;
    }
    return cost;
}

START_TEST(minutes_of_all_people_are_least)
{
    strip.question.objective = VP_OBJECTIVE_P_MEDIAN;
    ask();
    for (int c = 0; c < COLUMNS; c++) ck_assert_double_ge(cost_with(c, false), strip.result.answer->objective);
    ck_assert_double_eq(strip.result.answer->objective, cost_with(site(0), false));
    check_people(33, 33 + strip.result.site_people[0]);
}
END_TEST

START_TEST(the_longest_journey_is_shortest)
{
    strip.question.objective = VP_OBJECTIVE_P_CENTER;
    ask();
    for (int c = 0; c < COLUMNS; c++) ck_assert_double_ge(cost_with(c, true), strip.result.answer->objective);
    ck_assert_double_eq(strip.result.answer->objective, cost_with(site(0), true));
}
END_TEST

START_TEST(a_share_of_all_people_needs_so_many_sites)
{
    strip.question.objective = VP_OBJECTIVE_SET_COVER;
    strip.question.count = SIZE_MAX;
    strip.question.share = 68.0 / 78;
    ask();
    ck_assert_uint_eq(strip.result.answer->chosen_count, 1);
    ck_assert_int_eq(site(0), 6);
    strip.question.share = 1;
    ck_assert_uint_eq(ask()->answer->chosen_count, 2);
    strip.question.share = NAN; /* everyone whom a site can reach */
    ck_assert_uint_eq(ask()->answer->chosen_count, 2);
    strip.question.share = 33.0 / 78;
    refuse(VP_NOT_FOUND, "no site is needed");
    strip.question.share = 0;
    refuse(VP_BAD_INPUT, "the share 0 is not above 0");
    strip.question.share = 1.01;
    refuse(VP_BAD_INPUT, "at most 1");
}
END_TEST

START_TEST(what_does_not_go_together_is_refused)
{
    vp_siting_question *q = &strip.question;
    const double capacities[] = {1};
    q->objective = VP_OBJECTIVE_P_MEDIAN;
    q->capacity = 100;
    refuse(VP_BAD_INPUT, "a capacity goes with coverage");
    q->capacity = INFINITY;
    q->capacities = capacities;
    refuse(VP_BAD_INPUT, "a capacity goes with coverage");
    q->capacities = NULL;
    q->minimum_share = 0.1;
    refuse(VP_BAD_INPUT, "shares of units go with the objective coverage");
    q->minimum_share = 0;
    q->worst_first = true;
    refuse(VP_BAD_INPUT, "shares of units go with the objective coverage");
    q->worst_first = false;
    strip.service.reach = VP_REACH_ROUND_TRIP;
    refuse(VP_BAD_INPUT, "one-way travel times");
    q->objective = VP_OBJECTIVE_P_CENTER;
    refuse(VP_BAD_INPUT, "one-way travel times");
    strip.service.reach = VP_REACH_SIGNAL;
    refuse(VP_BAD_INPUT, "p-center is for travel times; clinic is reached by signal");
    q->objective = VP_OBJECTIVE_COVERAGE;
    q->capacity = 100;
    refuse(VP_BAD_INPUT, "a mast has no capacity");
    q->capacity = INFINITY;
    refuse(VP_BAD_INPUT, "height, frequency and power are needed");
    strip.service.reach = VP_REACH_AREA;
    q->limit = NAN;
    refuse(VP_BAD_INPUT, "clinic is an area: say how many metres");
    q->objective = VP_OBJECTIVE_P_CENTER;
    refuse(VP_BAD_INPUT, "reached by distance");
}
END_TEST

START_TEST(figures_below_0_are_refused)
{
    const size_t figures[] = {offsetof(vp_siting_question, capacity), offsetof(vp_siting_question, separation),
                              offsetof(vp_siting_question, slope_most), offsetof(vp_siting_question, minimum_share)};
    for (size_t i = 0; i < 4; i++)
        for (int bad = 0; bad < 2; bad++) {
            vp_siting_question kept = strip.question;
            double value = bad ? NAN : -1;
            memcpy((char *)&strip.question + figures[i], &value, sizeof value);
            refuse(VP_BAD_INPUT, "0 or more");
            strip.question = kept;
        }
    strip.question.minimum_share = 1.1;
    refuse(VP_BAD_INPUT, "a share at most 1");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("siting");
    TCase *cases = tcase_create("a strip of land");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, one_site_reaches_the_five_columns_with_most_people);
    tcase_add_test(cases, straight_lines_count_metres);
    tcase_add_test(cases, two_sites_reach_everyone_down_to_the_first_cell);
    tcase_add_test(cases, what_nobody_wants_is_not_counted);
    tcase_add_test(cases, people_just_within_the_limit_are_not_new);
    tcase_add_test(cases, a_limit_of_ones_own_counts);
    tcase_add_test(cases, the_limit_of_the_surface_is_not_read);
    tcase_add_test(cases, there_and_back_and_the_queue_count_for_round_trips);
    tcase_add_test(cases, a_group_counts_by_its_members_and_share);
    tcase_add_test(cases, cells_without_data_are_nobody);
    tcase_add_test(cases, cells_on_a_border_count_by_their_shares);
    tcase_add_test(cases, a_facility_moves_to_where_most_people_are);
    tcase_add_test(cases, a_facility_that_stays_keeps_its_people);
    tcase_add_test(cases, only_open_facilities_can_go);
    tcase_add_test(cases, sites_stand_inside_of_one_shape_and_outside_of_another);
    tcase_add_test(cases, sites_stand_on_slopes_up_to_the_steepest_allowed);
    tcase_add_test(cases, sites_stand_near_roads_and_away_from_barriers);
    tcase_add_test(cases, sites_keep_their_distance_to_facilities_that_stay);
    tcase_add_test(cases, new_sites_keep_their_distance_to_each_other);
    tcase_add_test(cases, candidates_of_a_list_keep_their_numbers);
    tcase_add_test(cases, each_unit_gets_its_least_share);
    tcase_add_test(cases, the_worst_unit_goes_before_the_people);
    tcase_add_test(cases, a_budget_buys_what_it_can);
    tcase_add_test(cases, minutes_of_all_people_are_least);
    tcase_add_test(cases, the_longest_journey_is_shortest);
    tcase_add_test(cases, a_share_of_all_people_needs_so_many_sites);
    tcase_add_test(cases, what_does_not_go_together_is_refused);
    tcase_add_test(cases, figures_below_0_are_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
