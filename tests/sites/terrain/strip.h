/* Questions on a strip of land that is drawn by hand: twelve cells of 100 m from west to east between two rivers, a
 * minute each; c + 1 people in column c (78 together), the service's facility in column 11. Within 2 minutes of it are
 * columns 9 to 11, 33 people; a new site reaches the five columns around its own. Unit west has columns 0 to 5 (21
 * people), unit east the others (57 people, 33 of them reached). */
#pragma once
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/siting.h>

enum { COLUMNS = 12, ROWS = 3, CELLS = COLUMNS * ROWS, LAND = COLUMNS /* the first cell of the strip */ };

static vp_speed speeds[] = {{"walk", VP_SURFACE_LAND_COVER, "10", 6, false, VP_SEASON_ALWAYS},
                            {"walk", VP_SURFACE_LAND_COVER, "80", 0, false, VP_SEASON_ALWAYS}};
static char id[] = "clinic", mode[] = "walk";

static struct {
    vp_region region;
    uint8_t land_cover[CELLS];
    vp_facility facilities[2];
    size_t open[2];
    vp_service service;
    vp_population population;
    vp_run runs[2];
    vp_weights weights;
    float surface[CELLS];
    bool members[2], *member_sets[1];
    double shares[2], *share_sets[1];
    vp_group group;
    vp_siting_question question;
    vp_siting_result result;
    vp_error err;
} strip;

static double middle_of(size_t column) { return 500000 + 100 * ((double)column + 0.5); }

static void set_up(void)
{
    memset(&strip, 0, sizeof strip);
    vp_region *region = &strip.region;
    region->geometry = (vp_grid_geometry){COLUMNS, ROWS, 100, 500000, 2400000};
    memset(strip.land_cover, 80, sizeof strip.land_cover);
    memset(strip.land_cover + LAND, 10, COLUMNS);
    region->land.land_cover = strip.land_cover;
    region->speed_table.speeds = speeds;
    region->speed_table.speed_count = 2;
    for (size_t f = 0; f < 2; f++)
        strip.facilities[f] = (vp_facility){.x = middle_of(f ? 3 : 11), .y = 2400000 - 150, .open = f == 0};
    region->supply.facilities = strip.facilities;
    region->supply.facility_count = 2;
    strip.service = (vp_service){.id = id,
                                 .reach = VP_REACH_TRAVEL_TIME,
                                 .mode = mode,
                                 .default_limit = 2,
                                 .facilities = strip.open,
                                 .facility_count = 1};
    region->definitions.services = &strip.service;
    region->definitions.service_count = 1;
    strip.population.people = vp_grid_new(region->geometry, 0, NULL);
    for (size_t c = 0; c < COLUMNS; c++) {
        vp_grid_edit(strip.population.people)[LAND + c] = (float)c + 1;
        strip.surface[LAND + c] = (float)(11 - c);
    }
    for (size_t i = 0; i < LAND; i++) strip.surface[i] = strip.surface[CELLS - 1 - i] = INFINITY;
    region->people.populations = &strip.population;
    region->people.population_count = 1;
    strip.runs[0] = (vp_run){LAND, 6, 0};
    strip.runs[1] = (vp_run){LAND + 6, 6, 1};
    strip.weights = (vp_weights){.geometry = region->geometry, .zone_count = 2, .runs = strip.runs, .run_count = 2};
    strip.question = vp_siting_defaults();
    strip.question.region = region;
    strip.question.main_weights = &strip.weights;
    strip.question.surface = strip.surface;
    strip.question.count = 1;
    strip.question.spacing = 100; /* each cell of a unit */
    strip.question.travel.threads = 1;
}

static void tear_down(void)
{
    vp_siting_result_clear(&strip.result);
    vp_grid_free(strip.population.people);
    vp_grid_free(strip.region.land.elevation);
}

static inline const vp_siting_result *ask(void)
{
    vp_siting_result_clear(&strip.result);
    vp_sites_options options = vp_sites_defaults();
    ck_assert_msg(vp_siting_run(&strip.question, &options, &strip.result, &strip.err), "%s", strip.err.message);
    return &strip.result;
}

static inline void refuse(vp_error_kind kind, const char *words)
{
    vp_siting_result_clear(&strip.result);
    vp_sites_options options = vp_sites_defaults();
    ck_assert(!vp_siting_run(&strip.question, &options, &strip.result, &strip.err));
    ck_assert_msg(strip.err.kind == kind, "%s", strip.err.message);
    ck_assert_msg(strstr(strip.err.message, words) != NULL, "%s", strip.err.message);
}

/* Column of the k-th site chosen. */
static inline int site(size_t k)
{
    const vp_siting_result *r = &strip.result;
    ck_assert_uint_lt(k, r->answer->chosen_count);
    return (int)r->cells[r->answer->chosen[k].site] - LAND;
}

static inline void check_people(double before, double after)
{
    ck_assert_double_eq(strip.result.people, 78);
    ck_assert_double_eq(strip.result.before, before);
    ck_assert_double_eq(strip.result.after, after);
}

static inline void check_unit(size_t unit, double people, double before, double after)
{
    ck_assert_double_eq(strip.result.units[unit].people, people);
    ck_assert_double_eq(strip.result.units[unit].before, before);
    ck_assert_double_eq(strip.result.units[unit].after, after);
}
