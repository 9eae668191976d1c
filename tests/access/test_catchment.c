/* Catchments: each facility alone and by the nearest, packed and read back, by hand and against plain Dijkstra. */
#include "model/support_worlds.h"
#include "travel/support_plain_travel.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/catchment.h>

static vp_travel_options within(double limit)
{
    vp_travel_options options = vp_travel_defaults();
    options.neighbours = 8;
    options.limit_minutes = limit;
    return options;
}

/* The minutes of each cell, INFINITY where it is not in the catchment. */
static void unpack(const vp_catchment *c, float minutes[], size_t cells)
{
    vp_catchment_reader reader = {.catchment = c};
    for (size_t i = 0; i < cells; i++) minutes[i] = INFINITY;
    size_t cell, count = 0, last = 0;
    float value;
    while (vp_catchment_next(&reader, &cell, &value)) {
        ck_assert(cell < cells && (count == 0 || cell > last));
        minutes[cell] = value;
        last = cell;
        count++;
    }
    ck_assert_uint_eq(count, c->cell_count);
}

START_TEST(who_is_reached_alone_and_who_is_nearest)
{
    world w = world_drawn("A....B");
    const float people[] = {1, 2, 4, 8, 16, 32};
    vp_catchment c[2];
    vp_travel_options options = within(3);
    ck_assert(vp_catchments_overlapping(&w.terrain, w.facilities, 2, &options, c, NULL));
    ck_assert_double_eq(vp_catchment_people(&c[0], people), 1 + 2 + 4 + 8); /* 0 to 3 minutes */
    ck_assert_double_eq(vp_catchment_people(&c[1], people), 4 + 8 + 16 + 32);
    for (int f = 0; f < 2; f++) vp_catchment_clear(&c[f]);
    vp_travel travel;
    ck_assert(vp_travel_time(&w.terrain, w.facilities, 2, &options, &travel, NULL));
    ck_assert(vp_catchments_nearest(w.facilities, 2, &travel, 1, c, NULL));
    ck_assert_double_eq(vp_catchment_people(&c[0], people), 1 + 2);
    ck_assert_double_eq(vp_catchment_people(&c[1], people), 16 + 32);
    for (int f = 0; f < 2; f++) vp_catchment_clear(&c[f]);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

START_TEST(barriers_limits_and_nobody)
{
    world w = world_drawn("A.b..#.");
    const float people[] = {5, 0, 0, 0, 0, 0, 9}, nobody[7] = {0, NAN};
    size_t cells[3] = {w.facilities[0], w.facilities[1], SIZE_MAX};
    vp_catchment c[3];
    vp_travel_options options = within(INFINITY);
    ck_assert(vp_catchments_overlapping(&w.terrain, cells, 3, &options, c, NULL));
    ck_assert_int_eq(c[0].state, VP_CATCHMENT_SERVES);
    ck_assert_uint_eq(c[0].cell_count, 2); /* as far as the barrier, however far one may go */
    ck_assert_double_eq(vp_catchment_people(&c[0], people), 5);
    ck_assert_double_eq(vp_catchment_people(&c[0], nobody), 0);
    ck_assert_int_eq(c[1].state, VP_CATCHMENT_BARRED);
    ck_assert_uint_eq(c[1].cell_count, 0);
    ck_assert_double_eq(vp_catchment_people(&c[1], people), 0);
    ck_assert_int_eq(c[2].state, VP_CATCHMENT_OUTSIDE);
    ck_assert_uint_eq(c[2].cell_count, 0);
    for (int f = 0; f < 3; f++) vp_catchment_clear(&c[f]);
    options.limit_minutes = 0;
    ck_assert(vp_catchments_overlapping(&w.terrain, cells, 1, &options, c, NULL));
    ck_assert_uint_eq(c[0].cell_count, 1); /* its own cell */
    vp_catchment_clear(&c[0]);
    const double refused[] = {-1, NAN};
    for (int k = 0; k < 2; k++) {
        vp_error err = {0};
        options.limit_minutes = refused[k];
        ck_assert(!vp_catchments_overlapping(&w.terrain, cells, 1, &options, c, &err));
        ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    }
    world_clear(&w);
}
END_TEST

START_TEST(two_on_one_cell)
{
    world w = world_drawn("A..");
    size_t cells[2] = {0, 0};
    vp_catchment c[2];
    vp_travel travel;
    vp_travel_options options = within(9);
    ck_assert(vp_travel_time(&w.terrain, cells, 2, &options, &travel, NULL));
    ck_assert(vp_catchments_nearest(cells, 2, &travel, 9, c, NULL));
    ck_assert_uint_eq(c[0].cell_count, 3);
    ck_assert_uint_eq(c[1].cell_count, 0);
    ck_assert_int_eq(c[1].state, VP_CATCHMENT_SERVES);
    for (int f = 0; f < 2; f++) vp_catchment_clear(&c[f]);
    vp_travel_clear(&travel);
    world_clear(&w);
}
END_TEST

/* To the last bit what plain Dijkstra gives, for each facility alone, towards and from it. */
START_TEST(random_worlds_against_plain_dijkstra)
{
    world w = world_random((uint64_t)_i, 60, 47);
    size_t cells = vp_grid_geometry_cells(w.terrain.geometry), count = w.facility_count < 6 ? w.facility_count : 6;
    vp_catchment *c = calloc(count + 1, sizeof *c);
    float *minutes = malloc(cells * sizeof *minutes);
    vp_travel_options options = within(_i % 5 ? 5.0 * (_i % 5) : (double)INFINITY);
    options.from_facility = _i % 2;
    ck_assert(vp_catchments_overlapping(&w.terrain, w.facilities, count, &options, c, NULL));
    for (size_t f = 0; f < count; f++) {
        vp_travel plain;
        ck_assert(plain_travel_time(&w.terrain, &w.facilities[f], 1, &options, &plain, NULL));
        const float *wanted = vp_grid_cells(plain.minutes);
        unpack(&c[f], minutes, cells);
        for (size_t i = 0; i < cells; i++)
            ck_assert_msg(isfinite(wanted[i]) ? minutes[i] == wanted[i] : isinf(minutes[i]), "facility %zu, cell %zu",
                          f, i);
        ck_assert((c[f].state == VP_CATCHMENT_SERVES) == (c[f].cell_count > 0));
        vp_travel_clear(&plain);
        vp_catchment_clear(&c[f]);
    }
    free(minutes);
    free(c);
    world_clear(&w);
}
END_TEST

/* The parts of a partition are disjoint and together all that is reached. */
START_TEST(the_nearest_part_the_ground)
{
    world w = world_random((uint64_t)_i + 100, 60, 47);
    size_t cells = vp_grid_geometry_cells(w.terrain.geometry);
    vp_catchment *c = calloc(w.facility_count + 1, sizeof *c);
    int *taken = calloc(cells, sizeof *taken);
    vp_travel travel;
    vp_travel_options options = within(INFINITY);
    ck_assert(vp_travel_time(&w.terrain, w.facilities, w.facility_count, &options, &travel, NULL));
    ck_assert(vp_catchments_nearest(w.facilities, w.facility_count, &travel, 40, c, NULL));
    const float *minutes = vp_grid_cells(travel.minutes);
    for (size_t f = 0; f < w.facility_count; f++) {
        vp_catchment_reader reader = {.catchment = &c[f]};
        size_t cell;
        float value;
        while (vp_catchment_next(&reader, &cell, &value)) {
            ck_assert_int_eq(travel.nearest[cell], (int)f);
            ck_assert(value == minutes[cell]);
            taken[cell]++;
        }
        vp_catchment_clear(&c[f]);
    }
    for (size_t i = 0; i < cells; i++) ck_assert_int_eq(taken[i], isfinite(minutes[i]) && minutes[i] <= 40);
    vp_travel_clear(&travel);
    free(taken);
    free(c);
    world_clear(&w);
}
END_TEST

START_TEST(a_packed_cell_takes_less_than_four_bytes)
{
    enum { SIDE = 200 };
    vp_grid_geometry geometry = {SIDE, SIDE, 100, 0, 0};
    float *minutes = malloc((size_t)SIDE * SIDE * sizeof *minutes);
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++)
        minutes[i] = (float)(1.2 * hypot((double)(i % SIDE) - 100, (double)(i / SIDE) - 100));
    vp_catchment_source source = {.minutes = minutes, .limit = 100};
    vp_catchment c;
    ck_assert(vp_catchment_init(&c, geometry, &source, NULL));
    ck_assert_uint_gt(c.cell_count, 20000);
    ck_assert_double_lt((double)c.byte_count / (double)c.cell_count, 4); /* 8 as they are: a number and a float */
    vp_catchment_clear(&c);
    free(minutes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("catchments");
    TCase *cases = tcase_create("who is served");
    tcase_add_test(cases, who_is_reached_alone_and_who_is_nearest);
    tcase_add_test(cases, barriers_limits_and_nobody);
    tcase_add_test(cases, two_on_one_cell);
    tcase_add_loop_test(cases, random_worlds_against_plain_dijkstra, 0, 15);
    tcase_add_loop_test(cases, the_nearest_part_the_ground, 0, 8);
    tcase_add_test(cases, a_packed_cell_takes_less_than_four_bytes);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
