/* What a what-if answers from what changes alone is, to the bit, what a whole analysis of the changed region gives. */
#include "scenario/scenario_internal.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/unit_weights.h>

enum { WALK, CAR, THERE_AND_BACK, STRAIGHT, FLOATING, PLACED, NATIONAL = PLACED, LOCAL, BOTH, EITHER, SERVICES };
enum { FACILITIES = 9, TRANSMITTERS = 3, SETS = 2, POPULATIONS = 2, SPEEDS = 7 };

static uint64_t draw(uint64_t *seed)
{
    *seed += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = *seed;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static double share(uint64_t *seed) { return (double)(draw(seed) >> 11) * 0x1p-53; }

static bool plain_map(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] / 1100, v[i] = 22 - v[i] / 1200;
    return true;
}

/* A province of random ground, people, borders and facilities, analysed. */
typedef struct {
    vp_region region;
    vp_unit units[SETS][3];
    vp_unit_set sets[SETS];
    vp_population populations[POPULATIONS];
    vp_facility facilities[FACILITIES];
    vp_transmitter transmitters[TRANSMITTERS];
    char ids[FACILITIES][8];
    double beds[FACILITIES];
    size_t lists[PLACED][FACILITIES];
    vp_service services[SERVICES];
    vp_speed speeds[SPEEDS];
    vp_indicator indicator;
    vp_joint joints[2];
    char *attribute;
    vp_weights **weights;
    vp_coverage *coverage;
    vp_grid *surfaces[SERVICES];
    int32_t *nearest[SERVICES];
    vp_what_if *what_if;
} province;

static bool keep(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    province *p = context;
    size_t cells = vp_grid_geometry_cells(p->region.geometry);
    p->surfaces[service] = vp_grid_new(p->region.geometry, 0, err);
    memcpy(vp_grid_edit(p->surfaces[service]), vp_grid_cells(values), cells * sizeof(float));
    p->nearest[service] = malloc(cells * sizeof(int32_t));
    memcpy(p->nearest[service], nearest, cells * sizeof(int32_t));
    return true;
}

/* Two units side by side whose border cuts cells, and in the second set two that overlap. */
static void draw_units(province *p, uint64_t *seed)
{
    vp_grid_geometry f = p->region.geometry;
    double east = f.west + (double)f.columns * f.cell_metres, south = f.north - (double)f.rows * f.cell_metres;
    for (size_t s = 0; s < SETS; s++) {
        double cut = f.west + (0.3 + 0.4 * share(seed)) * (east - f.west), other = cut - (s ? 130 : 0), lean = 90;
        vp_point left[] = {{f.west, south}, {cut + lean, south}, {cut, f.north}, {f.west, f.north}, {f.west, south}};
        vp_point right[] = {
            {other + lean, south}, {east, south}, {east, f.north}, {other, f.north}, {other + lean, south}};
        size_t size = 5;
        ck_assert(vp_shape_init(&p->units[s][0].shape, left, &size, 1, NULL));
        ck_assert(vp_shape_init(&p->units[s][1].shape, right, &size, 1, NULL));
        p->units[s][0].code = (char *)"left", p->units[s][1].code = (char *)"right";
        p->sets[s] = (vp_unit_set){(char *)"commune", (char *)(s ? "2024" : "2025"), p->units[s], 2};
    }
}

static void draw_ground(province *p, uint64_t *seed)
{
    vp_region *r = &p->region;
    size_t cells = vp_grid_geometry_cells(r->geometry);
    r->land.land_cover = malloc(cells);
    r->land.roads = calloc(cells, sizeof *r->land.roads);
    r->land.elevation = vp_grid_new(r->geometry, 0, NULL);
    for (size_t i = 0; i < cells; i++) {
        uint64_t dice = draw(seed) % 20;
        r->land.land_cover[i] = dice == 0 ? 0 : dice < 4 ? 3 : dice < 10 ? 2 : 1;
        r->land.roads[i] =
            i % r->geometry.columns == r->geometry.columns / 2 || i / r->geometry.columns == r->geometry.rows / 3;
        vp_grid_edit(r->land.elevation)[i] = (float)(share(seed) * 40);
    }
    for (size_t k = 0; k < POPULATIONS; k++) {
        p->populations[k] = (vp_population){.label = (char *)"made up", .people = vp_grid_new(r->geometry, 0, NULL)};
        float *people = vp_grid_edit(p->populations[k].people);
        for (size_t i = 0; i < cells; i++) people[i] = draw(seed) % 5 ? (float)(share(seed) * 9) : NAN;
    }
    r->land.road_classes[0] = strdup("road");
    r->land.road_class_count = 1;
}

static void draw_places(province *p, uint64_t *seed)
{
    vp_grid_geometry f = p->region.geometry;
    for (size_t i = 0; i < FACILITIES; i++) {
        double column = share(seed) * (double)f.columns, row = share(seed) * (double)f.rows;
        snprintf(p->ids[i], sizeof p->ids[i], "f%zu", i);
        p->beds[i] = 1 + (double)i;
        p->facilities[i] = (vp_facility){.id = p->ids[i],
                                         .name = p->ids[i],
                                         .x = f.west + column * f.cell_metres,
                                         .y = f.north - row * f.cell_metres,
                                         .lon = 105 + column / 1100,
                                         .lat = 22 - row / 1200,
                                         .open = true,
                                         .attributes = &p->beds[i]};
        for (size_t s = 0; s < PLACED; s++)
            if (i == 0 || draw(seed) % 3) p->lists[s][p->services[s].facility_count++] = i;
    }
}

/* Weak ones, so that each is the best somewhere. */
static void draw_transmitters(province *p, uint64_t *seed)
{
    vp_grid_geometry f = p->region.geometry;
    for (size_t i = 0; i < TRANSMITTERS; i++) {
        double column = share(seed) * (double)f.columns, row = share(seed) * (double)f.rows;
        p->transmitters[i] = (vp_transmitter){.id = (char *)"old",
                                              .system = (char *)"fm",
                                              .scope = i ? VP_SCOPE_LOCAL : VP_SCOPE_NATIONAL,
                                              .x = f.west + column * f.cell_metres,
                                              .y = f.north - row * f.cell_metres,
                                              .lon = 105 + column / 1100,
                                              .lat = 22 - row / 1200,
                                              .mast_metres = 20,
                                              .frequency_mhz = 100,
                                              .erp_kw = 0.001 + share(seed) * 0.01,
                                              .open = true};
    }
}

static void define(province *p)
{
    static const vp_reach reaches[SERVICES] = {VP_REACH_TRAVEL_TIME, VP_REACH_TRAVEL_TIME, VP_REACH_ROUND_TRIP,
                                               VP_REACH_DISTANCE,    VP_REACH_TRAVEL_TIME, VP_REACH_SIGNAL,
                                               VP_REACH_SIGNAL,      VP_REACH_SIGNAL,      VP_REACH_SIGNAL};
    static const char *const names[SERVICES] = {"walk",        "car",      "water",   "straight", "beds",
                                                "fm_national", "fm_local", "fm_both", "fm_either"};
    static const char *const scopes[SERVICES] = {"", "", "", "", "", "national", "local", "both", "either"};
    for (size_t s = 0; s < SERVICES; s++)
        p->services[s] = (vp_service){.id = (char *)names[s],
                                      .reach = reaches[s],
                                      .mode = (char *)(s >= PLACED ? "fm"
                                                       : s == CAR  ? "car"
                                                                   : "walk"),
                                      .scope = (char *)(uintptr_t)scopes[s],
                                      .default_limit = 30,
                                      .queue_minutes = 5,
                                      .capacity = s == FLOATING ? 0 : VP_NONE,
                                      .group = VP_NONE,
                                      .facilities = s < PLACED ? p->lists[s] : NULL};
    vp_speed speeds[SPEEDS] = {{(char *)"walk", VP_SURFACE_LAND_COVER, (char *)"1", 4, true, 0},
                               {(char *)"walk", VP_SURFACE_LAND_COVER, (char *)"2", 2, true, 0},
                               {(char *)"walk", VP_SURFACE_LAND_COVER, (char *)"3", 0, false, 0},
                               {(char *)"walk", VP_SURFACE_ROAD, (char *)"road", 5, true, 0},
                               {(char *)"car", VP_SURFACE_LAND_COVER, (char *)"*", 3, false, 0},
                               {(char *)"car", VP_SURFACE_ROAD, (char *)"road", 40, false, 0},
                               {(char *)"car", VP_SURFACE_ROAD, (char *)"road", 7, false, VP_SEASON_FLOOD}};
    memcpy(p->speeds, speeds, sizeof speeds);
    p->attribute = strdup("beds");
    p->indicator = (vp_indicator){.id = (char *)"access",
                                  .measure = VP_MEASURE_FLOATING_CATCHMENT,
                                  .service = FLOATING,
                                  .group = VP_NONE,
                                  .other_group = VP_NONE};
    p->joints[0] = (vp_joint){{WALK, CAR}, 2, {8, 5}, {0, 1}, 2, 2};
    p->joints[1] = (vp_joint){{STRAIGHT, THERE_AND_BACK, BOTH}, 3, {400, 30, 54}, {0, 1, 1}, 2, 1};
}

static void lay_out(province *p, size_t columns, size_t rows, size_t transmitters)
{
    p->region = (vp_region){.as_of = "2026-12-31",
                            .geometry = {columns, rows, 100, 5000, 90000},
                            .units.sets = p->sets,
                            .units.set_count = SETS,
                            .definitions.services = p->services,
                            .definitions.service_count = SERVICES,
                            .supply.facilities = p->facilities,
                            .supply.facility_count = FACILITIES,
                            .supply.transmitters = p->transmitters,
                            .supply.transmitter_count = transmitters,
                            .speed_table.speeds = p->speeds,
                            .speed_table.speed_count = SPEEDS,
                            .people.populations = p->populations,
                            .people.population_count = POPULATIONS,
                            .supply.attribute_names = &p->attribute,
                            .supply.attribute_count = 1,
                            .definitions.indicators = &p->indicator,
                            .definitions.indicator_count = 1,
                            .definitions.joints = p->joints,
                            .definitions.joint_count = 2};
    ck_assert(vp_lattice_init(&p->region.cell_to_lonlat, (vp_lattice_knots){0, 0, (double)columns, (double)rows, 5, 5},
                              plain_map, NULL, NULL));
}

static void analyse(province *p)
{
    vp_error err = {0};
    vp_analysis_options options = {.travel = vp_travel_defaults(), .surface_ready = keep, .context = p};
    p->weights = vp_unit_weights_of_region(&p->region, &err);
    p->coverage = vp_analysis_run(&p->region, p->weights, &options, &err);
    ck_assert_msg(p->coverage != NULL, "%s", err.message);
    vp_what_if_base base = {&p->region, p->coverage, p->surfaces, p->nearest, vp_travel_defaults(), 3, NULL, NULL};
    p->what_if = vp_what_if_new(&base, &err);
    ck_assert_msg(p->what_if != NULL, "%s", err.message);
}

static province *make_with(uint64_t seed, size_t columns, size_t rows, size_t transmitters)
{
    province *p = calloc(1, sizeof *p);
    define(p);
    lay_out(p, columns, rows, transmitters);
    draw_units(p, &seed);
    draw_ground(p, &seed);
    draw_places(p, &seed);
    draw_transmitters(p, &seed);
    analyse(p);
    return p;
}

static province *make(uint64_t seed, size_t columns, size_t rows) { return make_with(seed, columns, rows, 0); }

static void discard(province *p)
{
    vp_what_if_free(p->what_if);
    vp_coverage_free(p->coverage);
    for (size_t s = 0; s < SETS; s++) {
        vp_weights_free(p->weights[s]);
        vp_shape_clear(&p->units[s][0].shape);
        vp_shape_clear(&p->units[s][1].shape);
    }
    free(p->weights);
    for (size_t s = 0; s < SERVICES; s++) {
        vp_grid_free(p->surfaces[s]);
        free(p->nearest[s]);
    }
    for (size_t k = 0; k < POPULATIONS; k++) vp_grid_free(p->populations[k].people);
    vp_grid_free(p->region.land.elevation);
    free(p->region.land.land_cover);
    free(p->region.land.roads);
    free(p->region.land.road_classes[0]);
    free(p->attribute);
    vp_lattice_clear(&p->region.cell_to_lonlat);
    free(p);
}

static vp_change *change(vp_scenario *scenario, vp_change_kind kind, const char *service, const char *facility)
{
    vp_change *c = vp_scenario_add(scenario);
    c->kind = kind;
    c->service = service ? strdup(service) : NULL;
    c->facility = facility ? strdup(facility) : NULL;
    return c;
}

static vp_change *put(vp_change *c, vp_grid_geometry f, double column, double row)
{
    c->x = f.west + column * f.cell_metres;
    c->y = f.north - row * f.cell_metres;
    c->lon = 105 + column / 1100;
    c->lat = 22 - row / 1200;
    return c;
}

/* ------------------------------------------------------------ the comparison */

static province *compared;
static const vp_scenario_result *answered;
static size_t incremental_services; /* of all answers checked */

static bool same_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    (void)nearest;
    size_t cells = vp_grid_geometry_cells(compared->region.geometry);
    const vp_grid *base = compared->surfaces[service];
    vp_grid *mine = NULL;
    for (size_t i = 0; i < answered->service_count; i++)
        if (answered->services[i].service == service)
            mine = vp_scenario_surface(&answered->services[i], compared->region.geometry, base, err);
    const float *is = vp_grid_cells(mine ? mine : base), *should = vp_grid_cells(values);
    for (size_t i = 0; i < cells; i++)
        ck_assert_msg(is[i] == should[i] || (isnan(is[i]) && isnan(should[i])), "%s: service %zu, cell %zu: %a, not %a",
                      (const char *)context, service, i, (double)is[i], (double)should[i]);
    vp_grid_free(mine);
    return true;
}

static void check_facts(const vp_coverage *is, const vp_coverage *should, size_t set, size_t service, const char *what)
{
    for (size_t k = 0; k < POPULATIONS; k++) {
        const vp_facts *a = is->facts[set][service][k], *b = should->facts[set][service][k];
        ck_assert_msg(!a == !b, "%s: facts of service %zu", what, service);
        if (!a) continue;
        size_t numbers = b->unit_count * (b->scale.bins + 3);
        for (size_t i = 0; i < numbers; i++)
            ck_assert_msg(a->by_bin[i] == b->by_bin[i],
                          "%s: service %zu, set %zu, population %zu, number %zu: %a, not %a", what, service, set, k, i,
                          a->by_bin[i], b->by_bin[i]);
    }
    const double *a = is->floating[set][service], *b = should->floating[set][service];
    ck_assert_msg(!a == !b, "%s: access of service %zu", what, service);
    for (size_t u = 0; a && u < 2; u++) ck_assert_double_eq(a[u], b[u]);
}

static size_t joints_changed; /* of all answers checked: those whose people are others than before */

static void check_joint(const vp_coverage *is, const vp_coverage *should, size_t set, size_t joint, const char *what)
{
    for (size_t k = 0; k < POPULATIONS; k++) {
        const vp_facts *a = is->joint[set][joint][k], *b = should->joint[set][joint][k];
        const vp_facts *before = compared->coverage->joint[set][joint][k];
        ck_assert_msg(!a == !b, "%s: facts of joint question %zu", what, joint);
        if (!a) continue;
        for (size_t i = 0; i < b->unit_count * 4; i++)
            ck_assert_msg(a->by_bin[i] == b->by_bin[i], "%s: joint question %zu, set %zu, number %zu: %a, not %a", what,
                          joint, set, i, a->by_bin[i], b->by_bin[i]);
        joints_changed += before && memcmp(before->by_bin, a->by_bin, b->unit_count * sizeof(double)) != 0;
    }
}

/* Answers the scenario, compares it with an analysis of the whole changed region, and clears it. */
static size_t check(province *p, vp_scenario *scenario, bool incremental, const char *what)
{
    vp_error err = {0};
    vp_changed changed;
    ck_assert_msg(vp_scenario_apply(&p->region, scenario, &changed, &err), "%s", err.message);
    ck_assert_msg(vp_what_if_is_incremental(p->what_if, &changed) == incremental, "%s", what);
    vp_scenario_result *result = vp_what_if_answer(p->what_if, &changed, &err);
    ck_assert_msg(result != NULL, "%s: %s", what, err.message);
    compared = p;
    answered = result;
    vp_analysis_options options = {
        .travel = vp_travel_defaults(), .surface_ready = same_surface, .context = (void *)(uintptr_t)what};
    vp_coverage *whole = vp_analysis_run(&changed.region, p->weights, &options, &err);
    ck_assert_msg(whole != NULL, "%s", err.message);
    vp_coverage *mine = vp_scenario_coverage(&p->region, p->coverage, &changed, result, &err);
    ck_assert_msg(mine != NULL, "%s", err.message);
    for (size_t s = 0; s < SETS; s++) {
        for (size_t v = 0; v < SERVICES; v++) check_facts(mine, whole, s, v, what);
        for (size_t j = 0; j < 2; j++) check_joint(mine, whole, s, j, what);
        for (size_t f = 0; f < changed.region.supply.facility_count; f++)
            ck_assert_uint_eq(mine->facility_unit[s][f], whole->facility_unit[s][f]);
    }
    size_t cells = 0;
    for (size_t i = 0; i < result->service_count; i++) {
        cells += result->services[i].value_count;
        incremental_services += result->services[i].incremental;
    }
    ck_assert_uint_ge(vp_scenario_result_bytes(result), cells * sizeof(float));
    vp_scenario_coverage_free(mine);
    vp_coverage_free(whole);
    vp_scenario_result_free(result);
    vp_changed_clear(&changed);
    vp_scenario_clear(scenario);
    return cells;
}

/* ------------------------------------------------------------ the tests */

static const char *const quick[] = {"walk", "car", "water", "straight", "beds"};

/* Adds, moves and removals of one to three facilities, one scenario after the other on one what-if. */
START_TEST(what_changes_gives_what_a_whole_analysis_gives)
{
    uint64_t seed = 500 + (uint64_t)_i;
    province *p = make(seed, 20 + (size_t)_i * 7 % 31, 18 + (size_t)_i * 5 % 23);
    size_t cells = 0;
    for (size_t turn = 0; turn < 5; turn++) {
        vp_scenario scenario = {0};
        vp_grid_geometry f = p->region.geometry;
        for (size_t k = 0; k <= turn % 3; k++) {
            vp_change *c = change(&scenario, VP_CHANGE_ADD, quick[draw(&seed) % 5], NULL);
            put(c, f, share(&seed) * (double)f.columns, share(&seed) * (double)f.rows);
            if (strcmp(c->service, "beds") == 0 && draw(&seed) % 4) c->capacity = 20 * share(&seed);
        }
        cells += check(p, &scenario, true, "added");
    }
    ck_assert_uint_gt(cells, 0);
    discard(p);
}
END_TEST

static bool serves(const province *p, size_t facility)
{
    for (size_t s = 0; s < SERVICES; s++)
        for (size_t k = 0; k < p->services[s].facility_count; k++)
            if (p->services[s].facilities[k] == facility) return true;
    return false;
}

/* Facilities of all services, the one with access included. */
START_TEST(moves_and_removals_give_what_a_whole_analysis_gives)
{
    uint64_t seed = 900 + (uint64_t)_i;
    province *p = make(seed, 20 + (size_t)_i * 7 % 31, 18 + (size_t)_i * 5 % 23);
    vp_scenario scenario = {0};
    vp_grid_geometry f = p->region.geometry;
    change(&scenario, VP_CHANGE_REMOVE, NULL, "f0");
    check(p, &scenario, true, "removed");
    put(change(&scenario, VP_CHANGE_MOVE, NULL, "f0"), f, share(&seed) * (double)f.columns, 3.5);
    put(change(&scenario, VP_CHANGE_ADD, "walk", "new"), f, 2.5, share(&seed) * (double)f.rows);
    put(change(&scenario, VP_CHANGE_MOVE, NULL, "new"), f, 4.5, share(&seed) * (double)f.rows);
    check(p, &scenario, true, "moved");
    change(&scenario, VP_CHANGE_CAPACITY, NULL, "f0")->capacity = 77;
    check(p, &scenario, true, "capacity");
    strcpy(change(&scenario, VP_CHANGE_OPENING, NULL, "f0")->open_from, "2027-01-01");
    check(p, &scenario, true, "opened later");
    vp_change *road = change(&scenario, VP_CHANGE_CLOSE_ROAD, NULL, NULL);
    road->points = malloc(sizeof *road->points);
    road->points[0] = (vp_point){f.west + (double)f.columns * 50, f.north - (double)f.rows * 60};
    road->point_count = 1;
    road->metres = 250;
    ck_assert_uint_gt(check(p, &scenario, false, "road closed"), 0);
    change(&scenario, VP_CHANGE_SEASON, NULL, NULL)->season = VP_SEASON_FLOOD;
    ck_assert_uint_gt(check(p, &scenario, false, "flood"), 0);
    for (size_t k = 0; k < FACILITIES; k++)
        if (serves(p, k)) change(&scenario, VP_CHANGE_REMOVE, NULL, p->ids[k]);
    check(p, &scenario, false, "nothing left");
    put(change(&scenario, VP_CHANGE_ADD, "straight", NULL), f, 1.5, 1.5);
    check(p, &scenario, true, "after all that");
    discard(p);
}
END_TEST

/* Stretches of the two roads, and places off them; with a facility more the service is solved anew. */
START_TEST(closed_roads_give_what_a_whole_analysis_gives)
{
    uint64_t seed = 70 + (uint64_t)_i;
    province *p = make(seed, 60, 45);
    vp_grid_geometry f = p->region.geometry;
    size_t cells = 0;
    incremental_services = 0;
    for (size_t turn = 0; turn < 8; turn++) {
        vp_scenario scenario = {0};
        for (size_t k = 0; k <= turn % 2; k++) {
            vp_change *road = change(&scenario, VP_CHANGE_CLOSE_ROAD, NULL, NULL);
            road->points = malloc(2 * sizeof *road->points);
            double column = k ? 60 * share(&seed) : 30.5, row = k ? 15.5 : 45 * share(&seed);
            road->points[0] = (vp_point){f.west + column * 100, f.north - row * 100};
            road->points[1] = (vp_point){road->points[0].x + 300 * share(&seed), road->points[0].y};
            road->point_count = 2;
            road->metres = 30 + 150 * share(&seed);
        }
        if (turn == 7) put(change(&scenario, VP_CHANGE_ADD, "walk", NULL), f, 20, 20);
        cells += check(p, &scenario, false, "road closed");
    }
    ck_assert_uint_gt(cells, 0);
    ck_assert_uint_gt(joints_changed, 0);
    ck_assert_uint_gt(incremental_services, 8); /* of walk and car, where not too much hangs on the road */
    discard(p);
}
END_TEST

/* A hole in the elevation leaves values that another way could make known: then all are swept again. */
START_TEST(transmitters_more_give_what_a_whole_analysis_gives)
{
    uint64_t seed = 40 + (uint64_t)_i;
    province *p = make_with(seed, 30, 25, TRANSMITTERS);
    vp_grid_geometry f = p->region.geometry;
    size_t cells = 0;
    for (size_t turn = 0; turn < 4; turn++) {
        vp_scenario scenario = {0};
        for (size_t k = 0; k <= turn % 2; k++) {
            vp_change *c = change(&scenario, VP_CHANGE_TRANSMITTER, NULL, NULL);
            put(c, f, share(&seed) * (double)f.columns, share(&seed) * (double)f.rows);
            c->system = strdup("fm");
            c->scope = (turn + k) % 2 ? VP_SCOPE_LOCAL : VP_SCOPE_NATIONAL;
            c->mast_metres = 10 + 30 * share(&seed);
            c->frequency_mhz = 90 + 15 * share(&seed);
            c->erp_kw = 0.05 * share(&seed);
        }
        cells += check(p, &scenario, true, "one more on air");
    }
    ck_assert_uint_gt(cells, 0);
    vp_grid_edit(p->surfaces[LOCAL])[77] = NAN;
    vp_scenario scenario = {0};
    vp_change *c = put(change(&scenario, VP_CHANGE_TRANSMITTER, NULL, NULL), f, 7, 7);
    c->system = strdup("fm");
    c->mast_metres = 30, c->frequency_mhz = 95, c->erp_kw = 1;
    vp_changed changed;
    ck_assert(vp_scenario_apply(&p->region, &scenario, &changed, NULL));
    ck_assert(!vp_what_if_is_incremental(p->what_if, &changed));
    vp_changed_clear(&changed);
    vp_scenario_clear(&scenario);
    discard(p);
}
END_TEST

static vp_error_kind refused(province *p, vp_scenario *scenario)
{
    vp_error err = {0};
    vp_changed changed;
    bool ok = vp_scenario_apply(&p->region, scenario, &changed, &err);
    vp_changed_clear(&changed);
    vp_scenario_clear(scenario);
    ck_assert(!ok && strncmp(err.message, "change ", 7) == 0);
    return err.kind;
}

START_TEST(changes_without_sense_are_refused_by_number)
{
    province *p = make(1, 12, 12);
    vp_scenario scenario = {0};
    vp_grid_geometry f = p->region.geometry;
    put(change(&scenario, VP_CHANGE_ADD, "nothing", NULL), f, 1, 1);
    ck_assert_int_eq(refused(p, &scenario), VP_NOT_FOUND);
    change(&scenario, VP_CHANGE_REMOVE, NULL, "f0");
    put(change(&scenario, VP_CHANGE_MOVE, NULL, "f0"), f, 1, 1);
    ck_assert_int_eq(refused(p, &scenario), VP_NOT_FOUND);
    put(change(&scenario, VP_CHANGE_ADD, "walk", NULL), f, 1, 1)->capacity = 3;
    ck_assert_int_eq(refused(p, &scenario), VP_BAD_INPUT);
    put(change(&scenario, VP_CHANGE_ADD, "walk", "f1"), f, 1, 1);
    ck_assert_int_eq(refused(p, &scenario), VP_BAD_INPUT);
    change(&scenario, VP_CHANGE_TRANSMITTER, NULL, NULL)->system = strdup("dvb_t2");
    ck_assert_int_eq(refused(p, &scenario), VP_BAD_INPUT);
    discard(p);
}
END_TEST

/* An opening after the day the region is of changes nothing of that day. */
START_TEST(a_facility_that_opens_later_is_not_there_yet)
{
    province *p = make(2, 12, 12);
    vp_scenario scenario = {0};
    strcpy(put(change(&scenario, VP_CHANGE_ADD, "walk", NULL), p->region.geometry, 6, 6)->open_from, "2027-01-01");
    ck_assert_uint_eq(check(p, &scenario, true, "not yet open"), 0);
    discard(p);
}
END_TEST

START_TEST(a_base_of_other_options_is_refused)
{
    province *p = make(3, 30, 30);
    vp_what_if_base base = {&p->region, p->coverage, p->surfaces, p->nearest, vp_travel_defaults(), 1, NULL, NULL};
    base.travel.neighbours = 8;
    vp_error err = {0};
    vp_what_if *other = vp_what_if_new(&base, &err);
    ck_assert(!vp_what_if_prepare(other, WALK, &err) && err.kind == VP_CONFLICT);
    ck_assert(vp_what_if_prepare(p->what_if, WALK, &err));
    vp_what_if_free(other);
    discard(p);
}
END_TEST

static bool is_prepared(const vp_what_if *w, size_t service)
{
    for (size_t i = 0; i < w->prepared_count; i++)
        if (w->prepared[i].service == service) return true;
    return false;
}

START_TEST(services_without_engines_push_none_out)
{
    province *p = make(4, 30, 30);
    vp_what_if_base base = {&p->region, p->coverage, p->surfaces, p->nearest, vp_travel_defaults(), 2, NULL, NULL};
    vp_error err = {0};
    vp_what_if *w = vp_what_if_new(&base, &err);
    ck_assert(vp_what_if_prepare(w, WALK, &err) && vp_what_if_prepare(w, CAR, &err));
    ck_assert(vp_what_if_prepare(w, STRAIGHT, &err));
    ck_assert(is_prepared(w, WALK) && is_prepared(w, CAR) && is_prepared(w, STRAIGHT));
    ck_assert(vp_what_if_prepare(w, WALK, &err) && vp_what_if_prepare(w, FLOATING, &err));
    ck_assert(is_prepared(w, WALK) && !is_prepared(w, CAR) && is_prepared(w, FLOATING)); /* the longest unused */
    ck_assert(vp_what_if_prepare(w, THERE_AND_BACK, &err));                              /* two engines */
    ck_assert(is_prepared(w, THERE_AND_BACK) && is_prepared(w, STRAIGHT) && w->prepared_count == 2);
    vp_what_if_free(w);
    discard(p);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario");
    TCase *tests = tcase_create("scenario");
    tcase_add_loop_test(tests, what_changes_gives_what_a_whole_analysis_gives, 0, 5);
    tcase_add_loop_test(tests, moves_and_removals_give_what_a_whole_analysis_gives, 0, 3);
    tcase_add_test(tests, changes_without_sense_are_refused_by_number);
    tcase_add_test(tests, a_facility_that_opens_later_is_not_there_yet);
    tcase_add_test(tests, a_base_of_other_options_is_refused);
    tcase_add_test(tests, services_without_engines_push_none_out);
    tcase_add_loop_test(tests, closed_roads_give_what_a_whole_analysis_gives, 0, 2);
    tcase_add_loop_test(tests, transmitters_more_give_what_a_whole_analysis_gives, 0, 3);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
