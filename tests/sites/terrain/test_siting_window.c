/* Questions on a wide land drawn by chance.
 *
 * Candidates in a part of a grid are answered on the terrain around them, as on the whole: one candidate more, far away
 * where nobody lives, asks for the whole and changes nothing. */
#include "base/random.h"
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/limit.h>
#include <vungphu/siting.h>

enum { COLUMNS = 620, ROWS = 170, CELLS = COLUMNS * ROWS, FAR = COLUMNS - 1, CANDIDATES = 40 };

static vp_speed speeds[] = {{(char *)"walk", VP_SURFACE_LAND_COVER, (char *)"1", 5, true, VP_SEASON_ALWAYS},
                            {(char *)"walk", VP_SURFACE_LAND_COVER, (char *)"2", 2, false, VP_SEASON_ALWAYS}};

typedef struct {
    vp_region region;
    vp_service service;
    vp_population population;
    vp_run runs[2 * ROWS];
    vp_weights weights;
    uint8_t cover[CELLS];
    float surface[CELLS];
    uint32_t cells[CANDIDATES + 1];
    double capacities[CANDIDATES + 1];
} land;

static land *draw(uint64_t seed, vp_reach reach)
{
    land *l = calloc(1, sizeof *l);
    vp_random random = {seed};
    l->region = (vp_region){.geometry = {COLUMNS, ROWS, 100, 500000, 2400000},
                            .land.land_cover = l->cover,
                            .speed_table.speeds = speeds,
                            .speed_table.speed_count = 2,
                            .definitions.services = &l->service,
                            .definitions.service_count = 1,
                            .people.populations = &l->population,
                            .people.population_count = 1};
    l->region.land.elevation = vp_grid_new(l->region.geometry, 0, NULL);
    l->population.people = vp_grid_new(l->region.geometry, 0, NULL);
    for (size_t i = 0; i < CELLS; i++) {
        uint64_t drawn = vp_random_next(&random);
        l->cover[i] = drawn % 9 == 0 ? 3 : drawn % 3 == 0 ? 2 : 1;
        vp_grid_edit(l->region.land.elevation)[i] = (float)(drawn >> 20 & 31);
        vp_grid_edit(l->population.people)[i] = i % COLUMNS > FAR - 40 ? 0 : (float)(drawn >> 40 & 15);
        l->surface[i] = drawn >> 50 & 1 ? INFINITY : (float)(drawn >> 51 & 31);
    }
    l->service = (vp_service){.id = (char *)"s",
                              .reach = reach,
                              .mode = (char *)"walk",
                              .default_limit = 9,
                              .queue_minutes = 1,
                              .capacity = VP_NONE,
                              .group = VP_NONE};
    for (size_t row = 0; row < ROWS; row++) {
        l->runs[row] = (vp_run){(uint32_t)(row * COLUMNS), 330, 0};
        l->runs[ROWS + row] = (vp_run){(uint32_t)(row * COLUMNS + 330), COLUMNS - 330, 1};
    }
    l->weights = (vp_weights){.geometry = l->region.geometry,
                              .zone_count = 2,
                              .runs = l->runs,
                              .run_count = sizeof l->runs / sizeof *l->runs};
    for (size_t k = 0; k < CANDIDATES; k++) {
        l->cells[k] = (uint32_t)((145 + k % 5 * 5) * COLUMNS + 300 + k / 5 * 9);
        l->cover[l->cells[k]] = 1;
        l->capacities[k] = 200 + (double)(vp_random_next(&random) % 300);
    }
    l->cells[CANDIDATES] = FAR;
    l->capacities[CANDIDATES] = 1;
    l->cover[FAR] = 1;
    return l;
}

static void drop(land *l)
{
    vp_grid_free(l->region.land.elevation);
    vp_grid_free(l->population.people);
    free(l);
}

static vp_siting_result ask(const land *l, size_t candidates, size_t count, bool crowded)
{
    vp_siting_question q = vp_siting_defaults();
    vp_sites_options options = vp_sites_defaults();
    vp_siting_result result;
    vp_error err = {0};
    q.region = &l->region;
    q.main_weights = &l->weights;
    q.surface = l->surface;
    q.cells = l->cells;
    q.cell_count = candidates;
    q.capacities = crowded ? l->capacities : NULL;
    q.count = count;
    q.travel.threads = 1;
    ck_assert_msg(vp_siting_run(&q, &options, &result, &err), "%s", err.message);
    return result;
}

static void near(double a, double b) { ck_assert_double_eq_tol(a, b, 1e-9 * (1 + fabs(b))); }

START_TEST(the_terrain_around_the_candidates_is_enough)
{
    land *l = draw(40 + (uint64_t)_i, _i % 2 ? VP_REACH_ROUND_TRIP : VP_REACH_TRAVEL_TIME);
    bool crowded = _i == 2;
    vp_siting_result a = ask(l, CANDIDATES, 3, crowded), b = ask(l, CANDIDATES + 1, 3, crowded);
    ck_assert_uint_eq(a.answer->chosen_count, b.answer->chosen_count);
    for (size_t k = 0; k < a.answer->chosen_count; k++) {
        ck_assert_uint_eq(a.cells[a.answer->chosen[k].site], b.cells[b.answer->chosen[k].site]);
        near(a.site_people[k], b.site_people[k]);
    }
    ck_assert_double_gt(a.after, a.before + 100);
    near(a.people, b.people), near(a.before, b.before), near(a.after, b.after), near(a.published, b.published);
    near(a.answer->objective, b.answer->objective), near(a.answer->weight, b.answer->weight);
    for (size_t u = 0; u < 2; u++) {
        near(a.units[u].people, b.units[u].people);
        near(a.units[u].before, b.units[u].before), near(a.units[u].after, b.units[u].after);
    }
    vp_siting_result_clear(&a);
    vp_siting_result_clear(&b);
    drop(l);
}
END_TEST

/* ---- who is counted: as each site alone gives it, however far it is */

/* 100 m a cell. */
static bool to_degrees(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] * 9.7e-4, v[i] = 21.5 - v[i] * 9e-4;
    return true;
}

static void lines_to(const land *l, size_t site, float to[])
{
    const vp_lattice *lattice = &l->region.cell_to_lonlat;
    double lon, lat, there_lon, there_lat;
    size_t site_column = site % COLUMNS, site_row = site / COLUMNS;
    ck_assert(vp_lattice_at(lattice, (double)site_column + 0.5, (double)site_row + 0.5, &lon, &lat));
    for (size_t i = 0; i < CELLS; i++) {
        size_t column = i % COLUMNS, row = i / COLUMNS;
        ck_assert(vp_lattice_at(lattice, (double)column + 0.5, (double)row + 0.5, &there_lon, &there_lat));
        to[i] = (float)vp_distance_metres(there_lon, there_lat, lon, lat);
    }
}

static void journeys_to(const land *l, size_t site, float to[])
{
    vp_terrain *terrain = vp_terrain_new(&l->region, "walk", VP_SEASON_ALWAYS, NULL);
    vp_travel_options options = vp_travel_defaults();
    options.threads = 1;
    vp_travel there, back;
    ck_assert(terrain && vp_travel_time(terrain, &site, 1, &options, &there, NULL));
    options.from_facility = true;
    ck_assert(vp_travel_time(terrain, &site, 1, &options, &back, NULL));
    bool round = l->service.reach == VP_REACH_ROUND_TRIP;
    for (size_t i = 0; i < CELLS; i++) {
        to[i] = vp_grid_cells(there.minutes)[i];
        if (round) to[i] += vp_grid_cells(back.minutes)[i] + (float)l->service.queue_minutes;
    }
    vp_travel_clear(&there);
    vp_travel_clear(&back);
    vp_terrain_free(terrain);
}

static void count_anew(const land *l, const vp_siting_result *r, double after[2], double of_site[])
{
    size_t sites = r->answer->chosen_count;
    float *to = malloc(sites * CELLS * sizeof *to);
    for (size_t k = 0; k < sites; k++)
        (l->service.reach == VP_REACH_DISTANCE ? lines_to : journeys_to)(l, r->cells[r->answer->chosen[k].site],
                                                                         to + k * CELLS);
    for (size_t i = 0; i < CELLS; i++) {
        double people = (double)vp_grid_cells(l->population.people)[i];
        size_t unit = i % COLUMNS >= 330, nearest = 0;
        for (size_t k = 1; k < sites; k++)
            if (to[k * CELLS + i] < to[nearest * CELLS + i] || isnan(to[nearest * CELLS + i])) nearest = k;
        bool before = vp_limit_holds(r->limit, (double)l->surface[i]);
        bool gains = !before && vp_limit_holds(r->limit, (double)to[nearest * CELLS + i]);
        if (before || gains) after[unit] += people;
        if (gains) of_site[nearest] += people;
    }
    free(to);
}

START_TEST(who_gains_is_counted_by_site_and_unit)
{
    static const vp_reach reaches[] = {VP_REACH_TRAVEL_TIME, VP_REACH_ROUND_TRIP, VP_REACH_DISTANCE};
    land *l = draw(80 + (uint64_t)_i, reaches[_i % 3]);
    double after[2] = {0}, of_site[CANDIDATES] = {0};
    ck_assert(vp_lattice_init(&l->region.cell_to_lonlat, (vp_lattice_knots){0, 0, COLUMNS, ROWS, 4, 2}, to_degrees,
                              NULL, NULL));
    if (_i % 3 == 2) {
        l->service.default_limit = 430;
        for (size_t i = 0; i < CELLS; i++) l->surface[i] *= 30;
    }
    vp_siting_result r = ask(l, CANDIDATES, 4, false);
    ck_assert_uint_eq(r.answer->chosen_count, 4);
    count_anew(l, &r, after, of_site);
    for (size_t u = 0; u < 2; u++) near(r.units[u].after, after[u]);
    for (size_t k = 0; k < r.answer->chosen_count; k++) near(r.site_people[k], of_site[k]);
    ck_assert_double_gt(r.after, r.before + 100);
    vp_siting_result_clear(&r);
    vp_lattice_clear(&l->region.cell_to_lonlat);
    drop(l);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("siting_window");
    TCase *tests = tcase_create("siting_window");
    tcase_add_loop_test(tests, the_terrain_around_the_candidates_is_enough, 0, 4);
    tcase_add_loop_test(tests, who_gains_is_counted_by_site_and_unit, 0, 3);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
