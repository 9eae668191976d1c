/* Facilities of a service by distance: a strip by hand, divided among them too, then random ones of which each is
 * closed in turn. */
#include "access/reach_sets.h"
#include "scenario/support_random_province.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/catchments.h>
#include <vungphu/distance.h>
#include <vungphu/facility_load.h>
#include <vungphu/floating_catchment.h>

enum { COLUMNS = 30, ROWS = 20, CELLS = COLUMNS * ROWS, MOST = 6 };
static vp_facility facilities[MOST];
static size_t rows_of[MOST] = {0, 1, 2, 3, 4, 5};
static double beds[MOST] = {2, 0, NAN, 1, 1, 1};
static vp_service service = {.id = "school", .reach = VP_REACH_DISTANCE, .default_limit = 500, .facilities = rows_of};
static vp_unit unit = {.code = "A"};
static vp_unit_set set = {.level = "commune", .vintage = "2025", .units = &unit, .unit_count = 1};
static vp_run run = {0, CELLS, 0};
static const vp_weights weights = {.zone_count = 1, .runs = &run, .run_count = 1};
static vp_population population;
static vp_region region;

static bool to_degrees(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] * 9.66e-4, v[i] = 21.6 - v[i] * 9.03e-4;
    return true;
}

static void set_up(void)
{
    vp_grid_geometry geometry = {COLUMNS, ROWS, 100, 0, ROWS * 100};
    population.people = vp_grid_new(geometry, 0, NULL);
    region = (vp_region){.geometry = geometry,
                         .units = {.sets = &set, .set_count = 1},
                         .definitions = {.services = &service, .service_count = 1},
                         .supply = {.facilities = facilities},
                         .people = {.populations = &population, .population_count = 1}};
    service.capacity = 0;
    ck_assert(
        vp_lattice_init(&region.cell_to_lonlat, (vp_lattice_knots){0, 0, COLUMNS, ROWS, 5, 5}, to_degrees, NULL, NULL));
}

static void tear_down(void)
{
    vp_grid_free(population.people);
    vp_lattice_clear(&region.cell_to_lonlat);
}

static void put(size_t i, double column, double row)
{
    facilities[i] = (vp_facility){.x = column * 100, .y = (ROWS - row) * 100, .attributes = &beds[i]};
    vp_lattice_at(&region.cell_to_lonlat, column, row, &facilities[i].lon, &facilities[i].lat);
    region.supply.facility_count = service.facility_count = i + 1;
}

static void live(size_t column, size_t row, float people)
{
    vp_grid_edit(population.people)[row * COLUMNS + column] = people;
}

static void count(double limit, vp_facility_load loads[MOST])
{
    vp_error err = {0};
    vp_travel_options travel = vp_travel_defaults();
    vp_load_question q = {0, VP_NONE, limit, 3};
    ck_assert_msg(vp_facility_loads(&region, &weights, &q, &travel, loads, &err), "%s", err.message);
}

/* Two 800 m apart, within 500 m: 10 people near the first alone, 7 between both, 5 near the second, 3 far from all. */
START_TEST(who_depends_on_one_alone)
{
    vp_facility_load loads[MOST];
    put(0, 2.5, 5.5);
    put(1, 10.5, 5.5);
    live(1, 5, 10);
    live(6, 5, 7);
    live(12, 5, 5);
    live(25, 15, 3);
    count(NAN, loads);
    ck_assert_double_eq(loads[0].alone, 10);
    ck_assert_double_eq(loads[1].alone, 5);
    ck_assert_double_eq(loads[0].within, 17);
    ck_assert_double_eq(loads[1].within, 12);
    ck_assert_double_eq(loads[0].catchment + loads[1].catchment, 22);
    ck_assert_double_eq(loads[0].capacity, 2);
    /* Three people a place: the first has 6, the second none. Of the 17 who reach the first 6 find a place, ten parts
     * of 17 of those who live there alone and of the seven between; the five of the second find none. */
    ck_assert_double_eq_tol(loads[0].left_out + loads[1].left_out, 22 - 6, 1e-9);
    ck_assert_double_ge(loads[1].left_out, 5);
    vp_facility_loads_sort(loads, 2);
    ck_assert_double_eq(loads[0].alone, 10);
    count(350, loads);
    ck_assert_double_eq(loads[0].within, 10);
    ck_assert_double_eq(loads[1].within, 5);
}
END_TEST

START_TEST(two_in_one_place_do_without_each_other)
{
    vp_facility_load loads[MOST];
    put(0, 2.5, 5.5);
    put(1, 2.5, 5.5);
    live(2, 5, 10);
    count(NAN, loads);
    ck_assert(loads[0].alone == 0 && loads[1].alone == 0);
    ck_assert(loads[0].catchment == 10 && loads[1].catchment == 0);
}
END_TEST

static double reached_without(size_t closed, double limit)
{
    size_t open[MOST], open_count = 0;
    int32_t *nearest = NULL;
    double sum = 0;
    for (size_t i = 0; i < service.facility_count; i++)
        if (i != closed) open[open_count++] = i;
    vp_distance_plane plane = vp_distance_plane_of(&region);
    vp_grid *metres = vp_distance_surface(&plane, open, open_count, &nearest, NULL);
    ck_assert_ptr_nonnull(metres);
    for (size_t i = 0; i < CELLS; i++)
        if ((double)vp_grid_cells(metres)[i] <= limit * (1 + 0x1p-19))
            sum += (double)vp_grid_cells(population.people)[i];
    free(nearest);
    vp_grid_free(metres);
    return sum;
}

/* The nearest is full, and the other, 350 m off, has room: nobody is left out. Where it has not, those are whom neither
 * can take; where it does not say how many it takes, nobody is known to be. */
START_TEST(who_finds_a_place_elsewhere_is_not_left_out)
{
    vp_facility_load loads[MOST];
    put(0, 2.5, 5.5);
    put(3, 6.5, 5.5);
    service.facility_count = 2;
    size_t was = rows_of[1];
    rows_of[1] = 3;
    live(3, 5, 8);
    beds[0] = 1, beds[3] = 2; /* three people a place: 3 and 6 */
    count(NAN, loads);
    ck_assert_double_eq_tol(loads[0].catchment, 8, 1e-9);
    ck_assert_double_eq_tol(loads[0].left_out, 0, 1e-9);
    beds[3] = 1;
    count(NAN, loads);
    ck_assert_double_eq_tol(loads[0].left_out, 2, 1e-9);
    ck_assert_double_eq_tol(loads[1].left_out, 0, 1e-9);
    beds[3] = NAN;
    count(NAN, loads);
    ck_assert_double_eq_tol(loads[0].left_out, 0, 1e-9);
    ck_assert(isnan(loads[1].left_out));
    rows_of[1] = was, beds[0] = 2, beds[3] = 1;
}
END_TEST

static double chance(unsigned *seed) { return (double)rand_r(seed) / RAND_MAX; }

START_TEST(closing_one_leaves_out_who_depends_on_it) /* seed _i */
{
    vp_facility_load loads[MOST];
    unsigned seed = (unsigned)_i + 1;
    double catchments = 0, limit = 50 * (5 + floor(10 * chance(&seed)));
    for (size_t i = 0; i < MOST; i++) put(i, COLUMNS * chance(&seed), ROWS * chance(&seed));
    for (size_t i = 0; i < CELLS; i++) live(i % COLUMNS, i / COLUMNS, (float)floor(20 * chance(&seed)));
    count(limit, loads);
    double all = reached_without(SIZE_MAX, limit);
    for (size_t i = 0; i < MOST; i++) {
        ck_assert_double_eq_tol(loads[i].alone, all - reached_without(i, limit), 1e-6);
        catchments += loads[i].catchment;
    }
    ck_assert_double_eq_tol(catchments, all, 1e-6);
}
END_TEST

/* All who are left out are as many as when every cell asks for itself. */
START_TEST(left_out_are_those_of_every_cell_by_itself) /* seed _i */
{
    vp_facility_load loads[MOST];
    static double demand[CELLS], served[CELLS], used[MOST], supply[MOST];
    static vp_cost pairs[CELLS * MOST];
    unsigned seed = (unsigned)_i + 100;
    size_t pair_count = 0;
    double limit = 50 * (5 + floor(12 * chance(&seed))), left = 0, got = 0;
    for (size_t i = 0; i < MOST; i++) {
        put(i, COLUMNS * chance(&seed), ROWS * chance(&seed));
        beds[i] = floor(150 * chance(&seed));
        supply[i] = 3 * beds[i];
    }
    for (size_t i = 0; i < CELLS; i++) live(i % COLUMNS, i / COLUMNS, (float)floor(9 * chance(&seed)));
    count(limit, loads);
    for (size_t i = 0; i < CELLS; i++) {
        double lon, lat;
        demand[i] = 0;
        size_t row = i / COLUMNS;
        vp_lattice_at(&region.cell_to_lonlat, (double)(i % COLUMNS) + 0.5, (double)row + 0.5, &lon, &lat);
        for (size_t f = 0; f < MOST; f++) {
            double metres = vp_distance_metres(lon, lat, facilities[f].lon, facilities[f].lat);
            if ((double)(float)metres > limit * (1 + 0x1p-19)) continue;
            pairs[pair_count++] = (vp_cost){.demand = (uint32_t)i, .site = (uint32_t)f, .cost = 0};
            demand[i] = (double)vp_grid_cells(population.people)[i];
        }
    }
    const vp_floating_problem all = {pairs, pair_count, demand, CELLS, supply, MOST};
    ck_assert(vp_capacity_fill(&all, VP_CAPACITY_BY_NEED, 0, NULL, served, used, NULL));
    for (size_t i = 0; i < CELLS; i++) left += demand[i] - served[i];
    for (size_t f = 0; f < MOST; f++) got += loads[f].left_out;
    ck_assert_double_eq_tol(got, left, 1e-6 * (1 + left));
}
END_TEST

/* ---- divided, so that none takes more than it has places for */

static double metres(double column, double row, size_t f)
{
    double lon, lat;
    vp_lattice_at(&region.cell_to_lonlat, column + 0.5, row + 0.5, &lon, &lat);
    return (double)(float)vp_distance_metres(lon, lat, facilities[f].lon, facilities[f].lat);
}

static void divide(const vp_catchment_question *q, vp_catchment_map *c)
{
    vp_error err = {0};
    vp_travel_options travel = vp_travel_defaults();
    ck_assert_msg(vp_catchment_map_make(&region, &weights, q, &travel, c, &err), "%s", err.message);
}

static size_t cell_of(size_t column, size_t row) { return row * COLUMNS + column; }

/* A row of three with 10 places each. The 8 on one side of A reach it alone, so 2 of the 4 on its other side go on to
 * B, whose 9 then are one too many: one goes on to C. Half a person lives by D, two by E, which has one place; three
 * are far from all. */
static void line_up(double places[5])
{
    static const double at[5][2] = {{2, 5}, {8, 5}, {14, 5}, {26, 5}, {20, 13}},
                        lived[][3] = {{1, 5, 8},    {3, 5, 4},   {7, 5, 2}, {9, 5, 7},
                                      {25, 5, 0.5}, {20, 12, 2}, {2, 18, 3}};
    for (size_t i = 0; i < 5; i++) put(i, at[i][0] + 0.5, at[i][1] + 0.5), facilities[i].attributes = &places[i];
    for (size_t i = 0; i < sizeof lived / sizeof *lived; i++)
        live((size_t)lived[i][0], (size_t)lived[i][1], (float)lived[i][2]);
}

START_TEST(a_row_of_full_facilities_sends_on_the_fewest)
{
    double places[5] = {5, 5, 5, 5, 0.5};
    line_up(places);
    vp_catchment_question q = {0, VP_NONE, 550, VP_NONE, NAN, 2, NAN, NULL};
    vp_catchment_map c;
    divide(&q, &c);
    static const struct {
        double nearest, people, sent, places;
    } rows[5] = {{12, 10, 2, 10}, {9, 10, 1, 10}, {0, 1, 0, 10}, {0.5, 0.5, 0, 10}, {2, 1, 0, 1}};
    for (size_t j = 0; j < 5; j++) {
        const vp_catchment *f = &c.items[j];
        ck_assert(f->facility == j && f->merged == 0 && f->into == VP_NONE);
        ck_assert_double_eq_tol(f->nearest, rows[j].nearest, 1e-9);
        ck_assert_double_eq_tol(f->people, rows[j].people, 1e-9);
        ck_assert_double_eq_tol(f->sent, rows[j].sent, 1e-9);
        ck_assert_double_eq(f->places, rows[j].places);
        ck_assert_int_eq(f->wanted, j == 4);
    }
    /* One goes from B to C, whatever it costs, from where it costs least: from (9, 5). */
    double to_b = metres(3, 5, 1) - metres(3, 5, 0), to_c = metres(9, 5, 2) - metres(9, 5, 1),
           a = 8 * metres(1, 5, 0) + 2 * metres(3, 5, 0),
           b = 2 * metres(3, 5, 1) + 2 * metres(7, 5, 1) + 6 * metres(9, 5, 1), e = metres(20, 12, 4);
    ck_assert_double_eq_tol(c.items[0].mean, a / 10, 1e-6);
    ck_assert_double_eq_tol(c.items[1].mean, b / 10, 1e-6);
    ck_assert_double_eq_tol(c.items[2].mean, metres(9, 5, 2), 1e-6);
    ck_assert_double_eq_tol(c.items[3].mean, metres(25, 5, 3), 1e-6);
    ck_assert_double_eq_tol(c.items[0].most, fmax(metres(1, 5, 0), metres(3, 5, 0)), 1e-6);
    ck_assert_double_eq_tol(c.items[1].most, metres(3, 5, 1), 1e-6);
    ck_assert_double_eq_tol(c.most, fmax(metres(3, 5, 1), metres(9, 5, 2)), 1e-6);
    ck_assert_double_eq_tol(c.items[0].price, to_b + to_c, 1e-3); /* a place more would bring both back */
    ck_assert_double_eq_tol(c.items[1].price, to_c, 1e-3);
    ck_assert(c.items[2].price == 0 && c.items[3].price == 0 && isnan(c.items[4].price));
    ck_assert_uint_eq(c.unit_count, 1);
    ck_assert_double_eq_tol(c.all.people, 26.5, 1e-9);
    ck_assert_double_eq_tol(c.all.beyond, 3, 1e-9);
    ck_assert_double_eq_tol(c.all.no_place, 1, 1e-9);
    double cost = a + b + metres(9, 5, 2) + metres(25, 5, 3) / 2 + e;
    ck_assert_double_eq_tol(c.all.cost, cost, 1e-3);
    ck_assert_double_eq_tol(c.bound, cost, 1e-3);
    ck_assert_double_eq_tol(c.mean_nearest, (cost - 2 * to_b - to_c) / 22.5, 1e-6);
    ck_assert_double_eq(c.limit, 550);
    /* Where nobody lives it is whose the least cost with the price is: in the middle between A and B more is B's, and
     * of the middle between B and C more is C's. Where people live it is whom most of them go to. */
    static const int owners[][3] = {{2, 5, 0},  {4, 5, 1},   {5, 5, 1},  {11, 5, 2},  {12, 5, 2},
                                    {3, 5, 0},  {25, 5, 3},  {7, 5, 1},  {9, 5, 1},   {14, 5, 2},
                                    {19, 5, 2}, {20, 5, -1}, {26, 5, 3}, {20, 12, 4}, {2, 18, -1}};
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
        ck_assert_msg(c.owners[cell_of((size_t)owners[i][0], (size_t)owners[i][1])] == owners[i][2], "%d, %d: %d",
                      owners[i][0], owners[i][1], c.owners[cell_of((size_t)owners[i][0], (size_t)owners[i][1])]);
    for (size_t j = 0; j < 5; j++) ck_assert_uint_gt(c.items[j].area.shape.ring_count, 0);
    vp_catchment_map_clear(&c);
}
END_TEST

/* A group has a limit of its own, in the units where it is: the strip is one unit. */
START_TEST(units_of_a_group_have_their_own_limit)
{
    double places[5] = {5, 5, 5, 5, 0.5};
    bool member[2] = {true, false}, *members[] = {member};
    vp_group group = {.member = members};
    line_up(places);
    region.definitions.groups = &group;
    region.definitions.group_count = 1;
    vp_catchment_question q = {0, VP_NONE, 50, 0, 550, 2, NAN, NULL};
    vp_catchment_map c;
    for (int at = 0; at < 2; at++) {
        member[0] = at == 0;
        q.limit = at == 0 ? 50 : 550;
        q.other_limit = at == 0 ? 550 : 50;
        divide(&q, &c);
        ck_assert_double_eq(c.limit, q.limit);
        ck_assert_double_eq_tol(c.items[1].people, 10, 1e-9);
        ck_assert_double_eq_tol(c.all.beyond, 3, 1e-9);
        ck_assert_int_eq(c.owners[cell_of(11, 5)], 2);
        vp_catchment_map_clear(&c);
    }
    member[0] = true;
    q.limit = 550, q.other_limit = 50;
    divide(&q, &c);
    ck_assert_double_eq_tol(c.all.beyond, 26.5, 1e-9);
    ck_assert(isnan(c.items[0].mean) && isnan(c.items[0].most) && c.items[0].people == 0 && isnan(c.mean_nearest));
    ck_assert_int_eq(c.owners[cell_of(11, 5)], -1);
    ck_assert_int_eq(c.owners[cell_of(2, 5)], 0);
    vp_catchment_map_clear(&c);
}
END_TEST

/* Three go to B, between A and C, which have room: two to A and one to C when it closes. One of A's, and C's two beside
 * it, are not its. */
START_TEST(the_smallest_close_where_the_others_have_room)
{
    double places[5] = {9, 9, 9, 9, 9};
    for (size_t i = 0; i < 3; i++) put(i, 2.5 + 4 * (double)i, 5.5), facilities[i].attributes = &places[i];
    facilities[1].kind = (char *)"satellite";
    facilities[2].name = (char *)"Trường Cẩm";
    live(5, 5, 2);
    live(7, 5, 1);
    live(2, 4, 4);
    live(10, 4, 5);
    vp_catchment_question q = {0, VP_NONE, 550, VP_NONE, NAN, 1, 3, NULL};
    vp_catchment_map c;
    divide(&q, &c);
    ck_assert_uint_eq(c.merged, 0); /* B has three, not fewer */
    vp_catchment_map_clear(&c);
    q.merge_below = 3.5;
    for (int only = 0; only < 3; only++) {
        q.merge_only = only ? only == 1 ? "satellite" : "Cẩm" : NULL;
        divide(&q, &c);
        ck_assert_uint_eq(c.merged, only < 2);
        ck_assert_uint_eq(c.items[1].merged, only < 2);
        ck_assert_double_eq_tol(c.items[1].people, only < 2 ? 0 : 3, 1e-9);
        vp_catchment_map_clear(&c);
    }
    q.merge_only = NULL;
    divide(&q, &c);
    ck_assert_double_eq_tol(c.items[1].merged_people, 3, 1e-9);
    ck_assert_uint_eq(c.items[1].into, 0);
    ck_assert_double_eq_tol(c.items[1].merged_cost,
                            2 * (metres(5, 5, 0) - metres(5, 5, 1)) + metres(7, 5, 2) - metres(7, 5, 1), 1e-3);
    ck_assert_double_eq_tol(c.items[0].people, 6, 1e-9);
    ck_assert_double_eq_tol(c.items[2].people, 6, 1e-9);
    ck_assert_int_ne(c.owners[cell_of(6, 5)], 1);
    vp_catchment_map_clear(&c);
    facilities[1].kind = facilities[2].name = NULL;
}
END_TEST

/* B closes; its two reach A alone, which is full: two of A's three go on to C. Where B's go is A, though as many come
 * to C. */
START_TEST(who_closes_is_joined_to_where_its_own_people_go)
{
    double places[3] = {9, 3, 9};
    static const double columns[3] = {5.5, 10.5, 15.5}; /* C, A, B */
    for (size_t i = 0; i < 3; i++) put(i, columns[i], 5.5), facilities[i].attributes = &places[i];
    live(13, 5, 2);
    live(9, 5, 3);
    live(4, 5, 3);
    const vp_catchment_question q = {0, VP_NONE, 650, VP_NONE, NAN, 1, 2.5, NULL};
    vp_catchment_map c;
    divide(&q, &c);
    ck_assert_uint_eq(c.merged, 1);
    ck_assert_uint_eq(c.items[2].merged, 1);
    ck_assert_uint_eq(c.items[2].into, 1);
    ck_assert_double_eq_tol(c.items[2].merged_cost,
                            2 * (metres(13, 5, 1) - metres(13, 5, 2) + metres(9, 5, 0) - metres(9, 5, 1)), 1e-3);
    ck_assert_double_eq_tol(c.items[0].people, 5, 1e-9);
    ck_assert_double_eq_tol(c.items[1].people, 3, 1e-9);
    vp_catchment_map_clear(&c);
}
END_TEST

/* Slopes make the two directions differ; people go to the facility, whichever the surfaces were asked for. */
START_TEST(travel_is_counted_towards_the_facility)
{
    vp_error err = {0};
    province *p = random_province(7, 24, 18, 0);
    vp_facility_load there[FACILITIES], back[FACILITIES];
    vp_travel_options travel = vp_travel_defaults();
    vp_load_question q = {WALK, VP_NONE, 20, NAN};
    double within = 0;
    ck_assert_msg(vp_facility_loads(&p->region, p->weights[0], &q, &travel, there, &err), "%s", err.message);
    travel.from_facility = true;
    ck_assert_msg(vp_facility_loads(&p->region, p->weights[0], &q, &travel, back, &err), "%s", err.message);
    for (size_t i = 0; i < p->services[WALK].facility_count; i++) {
        ck_assert_double_eq(there[i].within, back[i].within);
        within += there[i].within;
    }
    ck_assert_double_gt(within, 0);
    random_province_free(p);
}
END_TEST

/* Of each cell the part of its people whom no facility has a place for; the places of one facility are shared by all
 * who reach it. Thousands of sets of facilities take part. */
START_TEST(a_cell_lacks_what_its_facilities_do)
{
    static double lacking[CELLS];
    vp_travel_options travel = vp_travel_defaults();
    vp_load_question q = {0, VP_NONE, 500, 3};
    vp_error err = {0};
    put(0, 2.5, 5.5);
    put(1, 10.5, 5.5);
    beds[0] = 2, beds[1] = 0;
    live(1, 5, 12);
    live(12, 5, 5);
    live(25, 15, 3);
    ck_assert_msg(vp_facility_lacking(&region, &weights, &q, &travel, lacking, &err), "%s", err.message);
    ck_assert_double_eq_tol(lacking[5 * COLUMNS + 1], 0.5, 1e-9);
    ck_assert_double_eq_tol(lacking[5 * COLUMNS + 12], 1, 1e-9);
    ck_assert_double_eq(lacking[15 * COLUMNS + 25], 0); /* reaches none */
    q.people_per_place = 0;
    ck_assert(!vp_facility_lacking(&region, &weights, &q, &travel, lacking, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "0 people to a place"));
    q.service = 1;
    ck_assert(!vp_facility_lacking(&region, &weights, &q, &travel, lacking, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    vp_reach_sets *sets = vp_reach_sets_new(&err);
    enum { MANY = 1500 };
    static double places[MANY];
    static uint32_t of[MANY];
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 0; i < MANY; i++) { /* pairs of neighbours; the same again are the same sets */
            uint32_t one = 0;
            ck_assert(vp_reach_sets_add(sets, &one, i) && vp_reach_sets_add(sets, &one, (i + 1) % MANY));
            if (round) ck_assert_uint_eq(one, of[i]);
            of[i] = one;
            places[i] = 1;
            if (!round) vp_reach_sets_people(sets, one, i ? 0 : 8);
        }
    ck_assert(vp_reach_sets_fill(sets, places, MANY, &err));
    ck_assert_double_eq_tol(vp_reach_sets_left(sets, of[0]), 0.75, 1e-9); /* two places for eight */
    ck_assert_double_eq(vp_reach_sets_left(sets, of[1]), 0);
    vp_reach_sets_free(sets);
    beds[0] = 2, beds[1] = 0;
}
END_TEST

START_TEST(what_has_no_limit_or_no_path_is_refused)
{
    vp_facility_load loads[MOST];
    vp_error err = {0};
    vp_travel_options travel = vp_travel_defaults();
    put(0, 2.5, 5.5);
    ck_assert(
        !vp_facility_loads(&region, &weights, &(vp_load_question){0, VP_NONE, INFINITY, NAN}, &travel, loads, &err));
    service.reach = VP_REACH_SIGNAL;
    ck_assert(!vp_facility_loads(&region, &weights, &(vp_load_question){0, VP_NONE, NAN, NAN}, &travel, loads, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "school is not reached by travel time or distance"));
    service.reach = VP_REACH_DISTANCE;
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("facility_load");
    TCase *cases = tcase_create("facility_load");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, who_depends_on_one_alone);
    tcase_add_test(cases, two_in_one_place_do_without_each_other);
    tcase_add_test(cases, who_finds_a_place_elsewhere_is_not_left_out);
    tcase_add_loop_test(cases, left_out_are_those_of_every_cell_by_itself, 0, 40);
    tcase_add_loop_test(cases, closing_one_leaves_out_who_depends_on_it, 0, 20);
    tcase_add_test(cases, a_row_of_full_facilities_sends_on_the_fewest);
    tcase_add_test(cases, units_of_a_group_have_their_own_limit);
    tcase_add_test(cases, the_smallest_close_where_the_others_have_room);
    tcase_add_test(cases, who_closes_is_joined_to_where_its_own_people_go);
    tcase_add_test(cases, travel_is_counted_towards_the_facility);
    tcase_add_test(cases, a_cell_lacks_what_its_facilities_do);
    tcase_add_test(cases, what_has_no_limit_or_no_path_is_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
