/* Referral by hand and against plain Dijkstra. Maps: support_worlds.h. */
#include "model/support_worlds.h"
#include "support_plain_travel.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/referral.h>

static vp_referral_place place_at(const world *w, size_t cell, size_t identity)
{
    vp_referral_place place = {.cell = cell, .identity = identity};
    if (cell != SIZE_MAX) vp_grid_geometry_centre(w->terrain.geometry, cell, &place.x, &place.y);
    return place;
}

static vp_referral_question ask(const world *w, const vp_referral_place from[], size_t from_count,
                                const vp_referral_place to[], size_t to_count)
{
    static vp_modes one;
    one = (vp_modes){.count = 1, .terrains = {(vp_terrain *)(uintptr_t)&w->terrain}};
    return (vp_referral_question){.modes = &one,
                                  .from = from,
                                  .from_count = from_count,
                                  .to = to,
                                  .to_count = to_count,
                                  .travel = vp_travel_defaults(),
                                  .nearest = 9};
}

START_TEST(the_path_round_a_wall_by_hand)
{
    world w = world_drawn("A#B\n.#.\n...");
    vp_referral_place from = place_at(&w, 0, 1), to = place_at(&w, 2, 2);
    vp_referral_question q = ask(&w, &from, 1, &to, 1);
    q.travel.neighbours = 8;
    vp_referral *rows;
    size_t count;
    ck_assert(vp_referral_find(&q, &rows, &count, NULL));
    ck_assert_uint_eq(count, 1);
    /* Closed corners are those between two barriers; beside one alone a diagonal step is allowed: down one,
     * diagonally round the wall's end and up again, then up one. */
    ck_assert_double_eq_tol(rows[0].minutes_there, 2 + 2 * sqrt(2), 1e-5);
    ck_assert_double_eq_tol(rows[0].metres, 100 * rows[0].minutes_there, 1e-3); /* a minute is 100 m here */
    ck_assert_double_eq_tol(rows[0].minutes_back, rows[0].minutes_there, 1e-6);
    ck_assert_double_eq_tol(rows[0].straight_metres, 200, 1e-9);
    free(rows);
    world_clear(&w);
}
END_TEST

/* 100 m cells that fall by 5 m each: Tobler's exp(3.5 (|s + 0.05| - 0.05)) is exp(-0.175) down and exp(0.175) up. */
START_TEST(down_is_quicker_than_up)
{
    world w = world_drawn("A...B");
    world_raise(&w, (const float[]){20, 15, 10, 5, 0});
    vp_referral_place from = place_at(&w, 0, 1), to = place_at(&w, 4, 2);
    vp_referral_question q = ask(&w, &from, 1, &to, 1);
    vp_referral *rows;
    size_t count;
    ck_assert(vp_referral_find(&q, &rows, &count, NULL));
    ck_assert_double_eq_tol(rows[0].minutes_there, 4 * exp(-0.175), 1e-4);
    ck_assert_double_eq_tol(rows[0].minutes_back, 4 * exp(0.175), 1e-4);
    ck_assert_double_eq_tol(rows[0].metres, 400, 1e-9);
    free(rows);
    world_clear(&w);
}
END_TEST

START_TEST(ranks_ties_the_same_place_and_nowhere)
{
    world w = world_drawn("A..#.");
    vp_referral_place from[3] = {place_at(&w, 1, 7), place_at(&w, 4, 8), place_at(&w, SIZE_MAX, 9)};
    vp_referral_place to[4] = {place_at(&w, 2, 1), place_at(&w, 0, 2), place_at(&w, 1, 7), place_at(&w, SIZE_MAX, 3)};
    vp_referral_question q = ask(&w, from, 3, to, 4);
    vp_referral *rows;
    size_t count;
    ck_assert(vp_referral_find(&q, &rows, &count, NULL));
    ck_assert_uint_eq(count, 4);
    ck_assert(rows[0].to == 0 && rows[0].rank == 1 && rows[1].to == 1 && rows[1].rank == 2); /* a tie; not itself */
    ck_assert_double_eq_tol(rows[1].minutes_there, 1, 1e-6);
    for (int k = 2; k < 4; k++) {
        ck_assert(rows[k].to == VP_NONE && rows[k].rank == 0);
        ck_assert(isnan(rows[k].minutes_there) && isnan(rows[k].metres));
    }
    free(rows);
    q.nearest = 1;
    ck_assert(vp_referral_find(&q, &rows, &count, NULL));
    ck_assert_uint_eq(count, 3);
    free(rows);
    q.to_count = 0;
    ck_assert(vp_referral_find(&q, &rows, &count, NULL));
    ck_assert_uint_eq(count, 3);
    ck_assert_uint_eq(rows[0].to, VP_NONE);
    free(rows);
    world_clear(&w);
}
END_TEST

/* A row of the map: where it is 0 the cover is unknown; . can be crossed, # cannot. */
static const struct {
    const char *map;
    double limit;
    vp_referral_status there, back;
} unknowns[] = {
    {"A..B", INFINITY, VP_REFERRAL_REACHED, VP_REFERRAL_REACHED},
    {"A#.B", INFINITY, VP_REFERRAL_NO_PATH, VP_REFERRAL_NO_PATH},
    {"A?.B", INFINITY, VP_REFERRAL_NOT_KNOWN, VP_REFERRAL_NOT_KNOWN},
    {"A?.B", 3, VP_REFERRAL_NOT_KNOWN, VP_REFERRAL_NOT_KNOWN},
    {"A?.B", 2.9, VP_REFERRAL_NO_PATH, VP_REFERRAL_NO_PATH},
    {"A?#B", INFINITY, VP_REFERRAL_NO_PATH, VP_REFERRAL_NO_PATH},
    {"A..B", 2, VP_REFERRAL_NO_PATH, VP_REFERRAL_NO_PATH},
    {"a..B", INFINITY, VP_REFERRAL_NOT_KNOWN, VP_REFERRAL_NOT_KNOWN}, /* leaves from unknown terrain */
    {"@..B", INFINITY, VP_REFERRAL_NO_PATH, VP_REFERRAL_NO_PATH},     /* … from a river */
    {"A..b", INFINITY, VP_REFERRAL_NOT_KNOWN, VP_REFERRAL_NOT_KNOWN}, /* … to unknown terrain */
};

/* The cells as a world has them; unknown cover is 0. */
static world known_world(const char *map, uint8_t cover[], vp_region *region)
{
    char drawn[16] = "";
    for (size_t i = 0; map[i]; i++) {
        cover[i] = strchr("?ab", map[i]) == NULL;
        drawn[i] = strchr("?ab@", map[i]) ? '#' : map[i];
    }
    world w = world_drawn(drawn);
    *region = (vp_region){.geometry = w.terrain.geometry};
    region->land.land_cover = cover;
    return w;
}

START_TEST(a_row_without_numbers_says_why)
{
    uint8_t cover[16];
    vp_region region;
    world w = known_world(unknowns[_i].map, cover, &region);
    vp_referral_place from = place_at(&w, 0, 1), to = place_at(&w, 3, 2);
    vp_referral_question q = ask(&w, &from, 1, &to, 1);
    q.region = &region;
    q.travel.limit_minutes = unknowns[_i].limit;
    vp_referral *rows;
    size_t count;
    ck_assert(vp_referral_find(&q, &rows, &count, NULL));
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(vp_referral_status_names[rows[0].status], vp_referral_status_names[unknowns[_i].there]);
    ck_assert_str_eq(vp_referral_status_names[rows[0].status_back], vp_referral_status_names[unknowns[_i].back]);
    ck_assert((rows[0].status == VP_REFERRAL_REACHED) == isfinite(rows[0].minutes_there));
    free(rows);
    world_clear(&w);
}
END_TEST

/* Up takes longer than down: there within the limit, back not, or only over what is unknown. */
START_TEST(the_path_back_has_a_status_of_its_own)
{
    static const struct {
        const char *map;
        double limit;
        vp_referral_status back;
    } cases[] = {{"A...B", 4, VP_REFERRAL_NO_PATH}, {"A...B", 9, VP_REFERRAL_REACHED}};
    for (size_t i = 0; i < 2; i++) {
        uint8_t cover[16];
        vp_region region;
        world w = known_world(cases[i].map, cover, &region);
        world_raise(&w, (const float[]){20, 15, 10, 5, 0});
        vp_referral_place from = place_at(&w, 0, 1), to = place_at(&w, 4, 2);
        vp_referral_question q = ask(&w, &from, 1, &to, 1);
        q.region = &region;
        q.travel.limit_minutes = cases[i].limit;
        vp_referral *rows;
        size_t count;
        ck_assert(vp_referral_find(&q, &rows, &count, NULL));
        ck_assert_int_eq(rows[0].status, VP_REFERRAL_REACHED);
        ck_assert_int_eq(rows[0].status_back, cases[i].back);
        free(rows);
        world_clear(&w);
    }
}
END_TEST

/* The second place of a pair of places that are also senders: itself does not count as reached. */
START_TEST(itself_is_no_path)
{
    uint8_t cover[16];
    vp_region region;
    world w = known_world("A.?.#.B", cover, &region);
    vp_referral_place places[3] = {place_at(&w, 0, 1), place_at(&w, 3, 2), place_at(&w, 6, 3)};
    vp_referral_place outside = place_at(&w, SIZE_MAX, 4);
    vp_referral_question q = ask(&w, places, 3, places, 3);
    q.region = &region;
    vp_referral *rows;
    size_t count;
    ck_assert(vp_referral_find(&q, &rows, &count, NULL));
    ck_assert_uint_eq(count, 3);
    ck_assert_int_eq(rows[0].status, VP_REFERRAL_NOT_KNOWN); /* to the second, over the unknown cell */
    ck_assert_int_eq(rows[1].status, VP_REFERRAL_NOT_KNOWN);
    ck_assert_int_eq(rows[2].status, VP_REFERRAL_NO_PATH); /* behind the wall */
    free(rows);
    q = ask(&w, &outside, 1, places, 3);
    ck_assert(vp_referral_find(&q, &rows, &count, NULL));
    ck_assert_int_eq(rows[0].status, VP_REFERRAL_NOT_KNOWN);
    free(rows);
    world_clear(&w);
}
END_TEST

/* Minutes of both directions to the last bit; a path is never shorter than the straight line. */
START_TEST(random_worlds_against_plain_dijkstra)
{
    enum { FROM = 9, TO = 4 };
    world w = world_random((uint64_t)_i, 50, 45);
    size_t cells = vp_grid_geometry_cells(w.terrain.geometry), count;
    vp_referral_place from[FROM], to[TO];
    for (size_t a = 0; a < FROM; a++) from[a] = place_at(&w, (a * 7919 + 13 * (size_t)_i) % cells, VP_NONE);
    for (size_t b = 0; b < TO; b++) to[b] = place_at(&w, (b * 104729 + 5 * (size_t)_i) % cells, VP_NONE);
    vp_referral_question q = ask(&w, from, FROM, to, TO);
    if (_i % 2) q.travel.limit_minutes = 60;
    vp_referral *rows;
    vp_error err = {0};
    ck_assert_msg(vp_referral_find(&q, &rows, &count, &err), "%s", err.message);
    size_t listed = 0, reached = 0;
    for (size_t b = 0; b < TO; b++) {
        vp_travel there, back;
        vp_travel_options options = q.travel;
        ck_assert(plain_travel_time(&w.terrain, &to[b].cell, 1, &options, &there, NULL));
        options.from_facility = true;
        ck_assert(plain_travel_time(&w.terrain, &to[b].cell, 1, &options, &back, NULL));
        for (size_t a = 0; a < FROM; a++) reached += isfinite(vp_grid_cells(there.minutes)[from[a].cell]) ? 1 : 0;
        for (size_t r = 0; r < count; r++) {
            if (rows[r].to != b) continue;
            size_t cell = from[rows[r].from].cell;
            listed++;
            ck_assert_double_eq(rows[r].minutes_there, (double)vp_grid_cells(there.minutes)[cell]);
            if (isfinite(rows[r].minutes_back))
                ck_assert_double_eq(rows[r].minutes_back, (double)vp_grid_cells(back.minutes)[cell]);
            else
                ck_assert(!isfinite(vp_grid_cells(back.minutes)[cell]));
            ck_assert_double_ge(rows[r].metres, rows[r].straight_metres - 1e-6);
        }
        vp_travel_clear(&there);
        vp_travel_clear(&back);
    }
    ck_assert_uint_eq(listed, reached);
    for (size_t r = 1; r < count; r++)
        if (rows[r].from == rows[r - 1].from) {
            ck_assert_uint_eq(rows[r].rank, rows[r - 1].rank + 1);
            ck_assert_double_ge(rows[r].minutes_there, rows[r - 1].minutes_there);
        }
    free(rows);
    world_clear(&w);
}
END_TEST

/* On foot 5 minutes a cell to the road, 2 to mount, 1 a cell by motorbike; on the way back one dismounts for 3. */
START_TEST(several_modes_with_changes_by_hand)
{
    world walk = world_drawn("A55##b"), ride = world_drawn("##...B");
    vp_modes modes = {.count = 2, .terrains = {&walk.terrain, &ride.terrain}};
    for (size_t i = 0; i < VP_MODES_MOST * VP_MODES_MOST; i++)
        modes.change_minutes[i / VP_MODES_MOST][i % VP_MODES_MOST] = INFINITY;
    modes.change_minutes[0][1] = 2;
    modes.change_minutes[1][0] = 3;
    vp_referral_place from = place_at(&walk, 0, 1), to = place_at(&walk, 5, 2);
    vp_referral_question q = ask(&walk, &from, 1, &to, 1);
    q.modes = &modes;
    vp_referral *rows;
    size_t count;
    vp_error err = {0};
    ck_assert_msg(vp_referral_find(&q, &rows, &count, &err), "%s", err.message);
    ck_assert_uint_eq(count, 1);
    /* A is 1 a cell, the next two 5: steps of (1 + 5) / 2 and 5, the change, three of 1. */
    ck_assert_double_eq_tol(rows[0].minutes_there, 3 + 5 + 2 + 3, 1e-4);
    ck_assert_double_eq_tol(rows[0].minutes_back, 3 + 3 + 5 + 3, 1e-4);
    ck_assert_double_eq_tol(rows[0].metres, 500, 1e-9);
    free(rows);
    world_clear(&walk);
    world_clear(&ride);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("referral");
    TCase *cases = tcase_create("from level to level");
    tcase_add_test(cases, the_path_round_a_wall_by_hand);
    tcase_add_test(cases, down_is_quicker_than_up);
    tcase_add_test(cases, several_modes_with_changes_by_hand);
    tcase_add_test(cases, ranks_ties_the_same_place_and_nowhere);
    tcase_add_loop_test(cases, a_row_without_numbers_says_why, 0, (int)(sizeof unknowns / sizeof *unknowns));
    tcase_add_test(cases, the_path_back_has_a_status_of_its_own);
    tcase_add_test(cases, itself_is_no_path);
    tcase_add_loop_test(cases, random_worlds_against_plain_dijkstra, 0, 10);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
