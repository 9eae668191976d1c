/* Settlements: a strip of cells worked out by hand, then random ones counted cell by cell. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/gaps.h>
#include <vungphu/settlement_cells.h>
#include <vungphu/settlements.h>

enum { COLUMNS = 40, ROWS = 30, CELLS = COLUMNS * ROWS, UNITS = 2, PLACES = 12 };
static vp_service service = {.id = "walk", .reach = VP_REACH_TRAVEL_TIME, .default_limit = 60};
static bool member[UNITS] = {true, false}, *members[] = {member};
static double share[UNITS] = {0.5, 1}, *shares[] = {share};
static vp_group group = {.id = "west", .member = members, .share = shares};
static vp_unit units[UNITS] = {{.code = "W"}, {.code = "E"}};
static vp_unit_set set = {.level = "commune", .vintage = "2025", .units = units, .unit_count = UNITS};
static vp_run runs[ROWS * UNITS];
static const vp_weights weights = {.zone_count = UNITS, .runs = runs, .run_count = (size_t)ROWS * UNITS};
static vp_settlement places[PLACES];
static vp_population population;
static float surface[CELLS];
static vp_region region;

/* Columns and rows to degrees, about 100 m each. */
static bool to_degrees(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] * 9.66e-4, v[i] = 21.6 - v[i] * 9.03e-4;
    return true;
}

/* Cells of 100 m; the west half is unit W. */
static void set_up(void)
{
    vp_grid_geometry geometry = {COLUMNS, ROWS, 100, 0, ROWS * 100};
    for (uint32_t r = 0; r < ROWS; r++) {
        runs[r] = (vp_run){r * COLUMNS, COLUMNS / 2, 0};
        runs[ROWS + r] = (vp_run){r * COLUMNS + COLUMNS / 2, COLUMNS / 2, 1};
    }
    population.people = vp_grid_new(geometry, 0, NULL);
    memset(places, 0, sizeof places);
    for (size_t i = 0; i < CELLS; i++) surface[i] = 0;
    region = (vp_region){.geometry = geometry,
                         .units = {.sets = &set, .set_count = 1},
                         .definitions = {.services = &service, .service_count = 1, .groups = &group, .group_count = 1},
                         .people = {.populations = &population, .population_count = 1},
                         .settlements = {.items = places}};
    for (size_t i = 0; i < PLACES; i++) places[i].people = places[i].households = places[i].difficult = NAN;
    ck_assert(
        vp_lattice_init(&region.cell_to_lonlat, (vp_lattice_knots){0, 0, COLUMNS, ROWS, 5, 5}, to_degrees, NULL, NULL));
}

static void tear_down(void)
{
    free(region.settlements.of_cell);
    vp_grid_free(population.people);
    vp_lattice_clear(&region.cell_to_lonlat);
}

static void put(size_t i, const char *name, double column, double row)
{
    places[i].id = places[i].name = (char *)(size_t)name;
    places[i].x = column * 100, places[i].y = (ROWS - row) * 100;
    vp_lattice_at(&region.cell_to_lonlat, column, row, &places[i].lon, &places[i].lat);
    if (region.settlements.count <= i) region.settlements.count = i + 1;
}

static void live(size_t column, size_t row, float people, float minutes)
{
    vp_grid_edit(population.people)[row * COLUMNS + column] = people;
    surface[row * COLUMNS + column] = minutes;
}

static void assign(void)
{
    vp_error err = {0};
    ck_assert_msg(vp_settlement_cells_assign(&region, &err), "%s", err.message);
}

static vp_settlement_list listed(size_t of_group, double limit)
{
    vp_settlement_list list;
    vp_error err = {0};
    vp_gap_question q = {0, of_group, limit, 0, 0};
    ck_assert_msg(vp_settlements_reach(&region, &weights, surface, &q, &list, &err), "%s", err.message);
    return list;
}

static const vp_settlement_reach *row_of(const vp_settlement_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(places[list->items[i].settlement].name, name) == 0) return &list->items[i];
    return NULL;
}

/* Bản Tèn in the west: 100 people at 90 minutes, 40 at 110, 60 at 30. Đồng in the east: 50 at 70, 50 at 20, 1 cut off.
 */
static void two_villages(void)
{
    put(0, "Bản Tèn", 3.5, 5.5);
    put(1, "Đồng", 36.5, 25.5);
    live(3, 5, 100, 90);
    live(4, 5, 40, 110);
    live(2, 6, 60, 30);
    live(36, 25, 50, 70);
    live(37, 25, 50, 20);
    live(38, 25, 1, INFINITY);
}

START_TEST(a_settlement_is_unserved_when_most_of_its_people_are)
{
    two_villages();
    assign();
    ck_assert_double_eq(places[0].grid_people, 200);
    vp_settlement_list list = listed(VP_NONE, NAN);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_uint_eq(list.unserved, 2); /* 140 of 200, 51 of 101 */
    ck_assert_uint_eq(list.items[0].settlement, 0);
    ck_assert_double_eq_tol(list.items[0].left_out, 140, 1e-4);
    ck_assert_double_eq_tol(list.items[0].mean, (100 * 90 + 40 * 110 + 60 * 30) / 200.0, 1e-4);
    ck_assert_double_eq_tol(list.items[0].value, 90, 1e-4);
    ck_assert_double_eq_tol(list.items[1].left_out, 51, 1e-4);
    ck_assert_double_eq_tol(list.items[1].unreachable, 1, 1e-4);
    ck_assert_double_eq_tol(list.items[1].mean, (50 * 70 + 50 * 20) / 100.0, 1e-4);
    ck_assert_double_eq_tol(list.left_out, 191, 1e-4);
    vp_settlements_clear(&list);
    list = listed(VP_NONE, 70);
    ck_assert_uint_eq(list.unserved, 1);
    ck_assert(!row_of(&list, "Đồng")->unserved);
    vp_settlements_clear(&list);
}
END_TEST

START_TEST(people_of_whom_nothing_is_known_are_counted_apart)
{
    two_villages();
    live(4, 6, 30, NAN);
    live(36, 25, 50, NAN);
    live(37, 25, 50, NAN);
    live(38, 25, 1, NAN);
    assign();
    vp_settlement_list list = listed(VP_NONE, NAN);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_double_eq_tol(list.unknown, 131, 1e-4);
    ck_assert_double_eq_tol(row_of(&list, "Bản Tèn")->unknown, 30, 1e-4);
    ck_assert_double_eq_tol(row_of(&list, "Bản Tèn")->people, 200, 1e-4);
    const vp_settlement_reach *dark = row_of(&list, "Đồng");
    ck_assert_double_eq_tol(dark->unknown, 101, 1e-4);
    ck_assert_double_eq(dark->people, 0);
    ck_assert(isnan(dark->mean) && isnan(dark->value) && !dark->unserved);
    vp_settlements_clear(&list);
}
END_TEST

START_TEST(stated_people_stand_for_those_of_the_grid)
{
    two_villages();
    places[0].people = 214;
    assign();
    vp_settlement_list list = listed(VP_NONE, NAN);
    ck_assert_double_eq_tol(list.items[0].people, 214, 1e-3);
    ck_assert_double_eq_tol(list.items[0].left_out, 140 * 1.07, 1e-3);
    vp_settlements_clear(&list);
}
END_TEST

/* Half of the people of the west belong to the group, and none of the east. */
START_TEST(a_group_is_a_part_of_its_units_people)
{
    two_villages();
    assign();
    vp_settlement_list list = listed(0, NAN);
    ck_assert_uint_eq(list.count, 1);
    ck_assert_double_eq_tol(list.items[0].left_out, 70, 1e-4);
    vp_settlements_clear(&list);
}
END_TEST

/* 3.6 km away from both. */
START_TEST(people_far_from_all_belong_to_none)
{
    put(0, "A", 1.5, 1.5);
    live(1, 1, 10, 0);
    live(39, 20, 5, 0);
    assign();
    ck_assert_uint_eq(region.settlements.of_cell[COLUMNS + 1], 0);
    ck_assert_uint_eq(region.settlements.of_cell[20 * COLUMNS + 39], UINT32_MAX);
    ck_assert_uint_eq(region.settlements.of_cell[COLUMNS + 2], UINT32_MAX); /* nobody lives there */
    vp_settlement_list list = listed(VP_NONE, NAN);
    ck_assert_double_eq(list.people, 10);
    vp_settlements_clear(&list);
}
END_TEST

/* A hamlet drawn as an area of 2 by 3 cells, and a point beside it: those inside are the area's though the point is
 * nearer, those beyond are the point's; of two areas that overlap the first one's. A hole is nobody's. */
START_TEST(people_inside_an_area_are_its_own)
{
    vp_point corners[] = {{200, 2300}, {400, 2300}, {400, 2600}, {200, 2600}, {200, 2300},
                          {300, 2400}, {400, 2400}, {400, 2500}, {300, 2500}, {300, 2400}};
    vp_point over[] = {{300, 2300}, {600, 2300}, {600, 2400}, {300, 2400}, {300, 2300}};
    size_t whole[] = {5, 5}, one[] = {5};
    put(0, "Thôn", 3, 5.5);
    put(1, "Xóm", 4.5, 6.5);
    put(2, "Bản", 5.5, 6.5);
    ck_assert(vp_shape_init(&places[0].shape, corners, whole, 2, NULL));
    ck_assert(vp_shape_init(&places[2].shape, over, one, 1, NULL));
    for (size_t row = 3; row < 8; row++)
        for (size_t column = 1; column < 7; column++) live(column, row, 1, row == 4 ? 90 : 30);
    assign();
    for (size_t row = 3; row < 8; row++)
        for (size_t column = 1; column < 7; column++) {
            bool inside = column >= 2 && column < 4 && row >= 4 && row < 7 && !(column == 3 && row == 5);
            bool second = row == 6 && column >= 3 && column < 6 && !inside;
            ck_assert_uint_eq(region.settlements.of_cell[row * COLUMNS + column], inside ? 0 : second ? 2 : 1);
        }
    ck_assert_double_eq(places[0].grid_people, 5);
    ck_assert_double_eq(places[2].grid_people, 2);
    vp_settlement_list list = listed(VP_NONE, NAN);
    ck_assert_double_eq(row_of(&list, "Thôn")->people, 5);
    ck_assert_double_eq(row_of(&list, "Thôn")->left_out, 2);
    vp_settlements_clear(&list);
    places[0].people = 50; /* as it states */
    list = listed(VP_NONE, NAN);
    ck_assert_double_eq_tol(row_of(&list, "Thôn")->left_out, 20, 1e-9);
    vp_settlements_clear(&list);
    vp_shape_clear(&places[0].shape);
    vp_shape_clear(&places[2].shape);
}
END_TEST

START_TEST(a_gap_has_the_name_of_most_of_its_people)
{
    two_villages();
    put(2, "Nhỏ", 4.5, 7.5);
    live(3, 7, 30, 200); /* joined to Bản Tèn by the cell between */
    live(3, 6, 5, 200);
    assign();
    vp_gap_question q = {0, VP_NONE, NAN, 0, 0};
    vp_gaps gaps;
    ck_assert(vp_gaps_find(&region, &weights, surface, &q, &gaps, NULL));
    ck_assert_uint_eq(gaps.gap_count, 3);
    ck_assert_uint_eq(gaps.gaps[0].settlement, 0);
    ck_assert_double_eq_tol(gaps.gaps[0].people, 175, 1e-3);
    ck_assert_double_eq_tol(gaps.gaps[0].settlement_people, 145, 1e-3);
    ck_assert_uint_eq(gaps.gaps[1].settlement, 1);
    vp_gaps_clear(&gaps);
}
END_TEST

START_TEST(without_settlements_nothing_is_made_up)
{
    vp_settlement_list list;
    vp_error err = {0};
    vp_gap_question q = {0, VP_NONE, NAN, 0, 0};
    vp_gaps gaps;
    live(1, 1, 10, 90);
    ck_assert(!vp_settlements_reach(&region, &weights, surface, &q, &list, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert(vp_gaps_find(&region, &weights, surface, &q, &gaps, NULL));
    ck_assert_uint_eq(gaps.gaps[0].settlement, VP_NONE);
    vp_gaps_clear(&gaps);
}
END_TEST

static double chance(unsigned *seed) { return (double)rand_r(seed) / RAND_MAX; }

/* Every cell asked for its nearest settlement, every settlement for its cells. */
START_TEST(random_strips_agree_with_counting) /* seed _i */
{
    unsigned seed = (unsigned)_i + 1;
    double people[PLACES] = {0}, left_out[PLACES] = {0};
    for (size_t i = 0; i < PLACES; i++) put(i, "x", COLUMNS * chance(&seed), ROWS * chance(&seed));
    for (size_t cell = 0; cell < CELLS; cell++)
        if (chance(&seed) < 0.4)
            live(cell % COLUMNS, cell / COLUMNS, (float)(1 + floor(20 * chance(&seed))),
                 (float)floor(120 * chance(&seed)));
    assign();
    for (size_t cell = 0; cell < CELLS; cell++) {
        size_t column = cell % COLUMNS, row = cell / COLUMNS;
        double x = ((double)column + 0.5) * 100, y = (ROWS - (double)row - 0.5) * 100;
        double least = DBL_MAX, lon, lat, lives = (double)vp_grid_cells(population.people)[cell];
        size_t nearest = 0;
        for (size_t i = 0; i < PLACES; i++) {
            double away = hypot(places[i].x - x, places[i].y - y);
            if (away < least) least = away, nearest = i;
        }
        vp_lattice_at(&region.cell_to_lonlat, x / 100, ROWS - y / 100, &lon, &lat);
        bool near = vp_distance_metres(lon, lat, places[nearest].lon, places[nearest].lat) <= VP_SETTLEMENT_METRES;
        if (!(lives > 0) || !near) {
            ck_assert_uint_eq(region.settlements.of_cell[cell], UINT32_MAX);
            continue;
        }
        ck_assert_uint_eq(region.settlements.of_cell[cell], nearest);
        people[nearest] += lives;
        left_out[nearest] += (double)surface[cell] > 60 ? lives : 0;
    }
    vp_settlement_list list = listed(VP_NONE, NAN);
    for (size_t i = 0; i < list.count; i++) {
        size_t s = list.items[i].settlement;
        ck_assert_double_eq_tol(list.items[i].people, people[s], 1e-6);
        ck_assert_double_eq_tol(list.items[i].left_out, left_out[s], 1e-6);
        ck_assert_int_eq(list.items[i].unserved, left_out[s] > people[s] / 2);
        ck_assert_int_eq(i < list.unserved, list.items[i].unserved);
    }
    vp_settlements_clear(&list);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("settlements");
    TCase *cases = tcase_create("settlements");
    tcase_add_checked_fixture(cases, set_up, tear_down);
    tcase_add_test(cases, a_settlement_is_unserved_when_most_of_its_people_are);
    tcase_add_test(cases, stated_people_stand_for_those_of_the_grid);
    tcase_add_test(cases, people_of_whom_nothing_is_known_are_counted_apart);
    tcase_add_test(cases, a_group_is_a_part_of_its_units_people);
    tcase_add_test(cases, people_far_from_all_belong_to_none);
    tcase_add_test(cases, people_inside_an_area_are_its_own);
    tcase_add_test(cases, a_gap_has_the_name_of_most_of_its_people);
    tcase_add_test(cases, without_settlements_nothing_is_made_up);
    tcase_add_loop_test(cases, random_strips_agree_with_counting, 0, 20);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
