/* Surfaces that follow an edit of facilities, against those made anew: random worlds and lists, bit for bit. */
#include "../model/support_worlds.h"
#include "base/random.h"
#include "pipeline/follow.h"
#include "support/thorough.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/travel_surface.h>

enum { FACILITIES_MOST = 60, IDS = 200 };

static char ids[IDS][12];

/* A region whose first row may be of another service. */
typedef struct {
    vp_region region;
    vp_service service;
    vp_facility list[FACILITIES_MOST], all[FACILITIES_MOST + 1];
    size_t rows[FACILITIES_MOST];
} side;

static bool plain_map(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] / 1000, v[i] = 22 - v[i] / 1000;
    return true;
}

static void add(side *s, size_t at, char *id, vp_random *r)
{
    vp_grid_geometry g = s->region.geometry;
    vp_facility f = {.id = id};
    vp_grid_geometry_centre(g, vp_random_below(r, vp_grid_geometry_cells(g)), &f.x, &f.y);
    if (vp_random_below(r, 9) == 0) f.x = g.west - 500; /* outside the grid */
    f.lon = 105 + (f.x - g.west) / g.cell_metres / 1000, f.lat = 22 - (g.north - f.y) / g.cell_metres / 1000;
    memmove(&s->list[at + 1], &s->list[at], (s->service.facility_count - at) * sizeof f);
    s->list[at] = f;
    s->service.facility_count++;
}

static void take(side *s, size_t at)
{
    s->service.facility_count--;
    memmove(&s->list[at], &s->list[at + 1], (s->service.facility_count - at) * sizeof *s->list);
}

static void settle(side *s, size_t first)
{
    size_t count = s->service.facility_count;
    memcpy(s->all + first, s->list, count * sizeof *s->all);
    for (size_t i = 0; i < count; i++) s->rows[i] = i + first;
    s->region.supply.facilities = s->all;
    s->region.supply.facility_count = count + first;
    s->service.facilities = s->rows;
}

static void make(const side *s, const vp_modes *modes, vp_modes_travel *out)
{
    vp_travel_options options = vp_travel_defaults();
    vp_distance_plane plane = vp_distance_plane_of(&s->region);
    vp_error err = {0};
    *out = (vp_modes_travel){0};
    if (s->service.reach == VP_REACH_TRAVEL_TIME)
        ck_assert(vp_travel_surface_of(&s->region, &s->service, modes, &options, out, &err));
    else
        out->minutes = vp_distance_surface(&plane, s->rows, s->service.facility_count, &out->nearest, &err);
    ck_assert_ptr_nonnull(out->minutes);
}

/* Whether it was followed, and then to the bit. */
static bool check_edit(const side *was, const side *is, vp_modes *modes, vp_analysis_terrain *terrain)
{
    vp_modes_travel then, now, followed;
    vp_travel_options options = vp_travel_defaults();
    vp_error err = {0};
    size_t cells = vp_grid_geometry_cells(was->region.geometry);
    make(was, modes, &then);
    make(is, modes, &now);
    const vp_known_before before = {.region = &was->region,
                                    .service = &was->service,
                                    .values = vp_grid_cells(then.minutes),
                                    .nearest = then.nearest};
    ck_assert_msg(vp_follow_surface(&is->region, &is->service, terrain, &options, &before, &followed, &err), "%s",
                  err.message);
    bool did = followed.minutes != NULL;
    if (did) {
        ck_assert_mem_eq(vp_grid_cells(followed.minutes), vp_grid_cells(now.minutes), cells * sizeof(float));
        ck_assert_mem_eq(followed.nearest, now.nearest, cells * sizeof(int32_t));
    }
    vp_modes_travel_clear(&then);
    vp_modes_travel_clear(&now);
    vp_modes_travel_clear(&followed);
    return did;
}

static size_t check_world(uint64_t seed, vp_reach reach)
{
    vp_random r = {seed};
    world w = world_random(seed, 20 + seed % 50, 15 + seed % 40);
    char walk[] = "walk";
    vp_modes modes = {.count = 1, .names = {walk}, .terrains = {&w.terrain}};
    side sides[2] = {{.region = {.geometry = w.terrain.geometry}, .service = {.mode = walk, .reach = reach}}};
    vp_grid_geometry g = w.terrain.geometry;
    vp_analysis_terrain terrain = {.modes = &modes};
    size_t next = 0, followed = 0;
    ck_assert(vp_lattice_init(&sides[0].region.cell_to_lonlat,
                              (vp_lattice_knots){0, 0, (double)g.columns, (double)g.rows, 5, 5}, plain_map, NULL,
                              NULL));
    for (; next < 3 + seed % 12; next++) add(&sides[0], next, ids[next], &r);
    settle(&sides[0], 0);
    for (size_t turn = 1; turn <= 6; turn++) {
        side *was = &sides[(turn + 1) % 2], *is = &sides[turn % 2];
        *is = *was;
        for (size_t edits = 1 + vp_random_below(&r, 2); edits > 0; edits--) {
            size_t count = is->service.facility_count;
            if (count > 2 && vp_random_below(&r, 3)) take(is, vp_random_below(&r, count));
            if (vp_random_below(&r, 3)) add(is, vp_random_below(&r, is->service.facility_count + 1), ids[next++], &r);
        }
        settle(was, (turn + 1) % 2);
        settle(is, turn % 2);
        followed += check_edit(was, is, &modes, &terrain);
    }
    vp_travel_engine_free(terrain.engine);
    vp_lattice_clear(&sides[0].region.cell_to_lonlat);
    world_clear(&w);
    return followed;
}

START_TEST(what_follows_an_edit_is_what_is_made_anew)
{
    size_t followed = 0, worlds = (size_t)vp_thorough(340, 3000);
    for (size_t i = 0; i < IDS; i++) snprintf(ids[i], sizeof ids[i], "F%zu", i);
    for (uint64_t seed = 1; seed <= worlds; seed++) {
        followed += check_world(seed, VP_REACH_TRAVEL_TIME);
        followed += check_world(seed, VP_REACH_DISTANCE);
    }
    ck_assert_uint_gt(followed, 8 * worlds); /* of twelve: else it tests little */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("follow");
    TCase *cases = tcase_create("edits");
    tcase_add_test(cases, what_follows_an_edit_is_what_is_made_anew);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
