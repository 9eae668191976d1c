#include "support_random_province.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/unit_weights.h>

double random_share(vp_random *random) { return (double)(vp_random_next(random) >> 11) * 0x1p-53; }

static bool plain_map(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) u[i] = 105 + u[i] / 1100, v[i] = 22 - v[i] / 1200;
    return true;
}

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

static bool keep_access(void *context, size_t service, const int64_t *access, vp_error *err)
{
    (void)err;
    province *p = context;
    size_t bytes = vp_grid_geometry_cells(p->region.geometry) * sizeof *access;
    ck_assert(access && service == FLOATING);
    p->access[service] = malloc(bytes);
    memcpy(p->access[service], access, bytes);
    return true;
}

/* Two units side by side whose border cuts cells, and in the second set two that overlap. */
static void draw_units(province *p, vp_random *random)
{
    vp_grid_geometry f = p->region.geometry;
    double east = f.west + (double)f.columns * f.cell_metres, south = f.north - (double)f.rows * f.cell_metres;
    for (size_t s = 0; s < SETS; s++) {
        double cut = f.west + (0.3 + 0.4 * random_share(random)) * (east - f.west), other = cut - (s ? 130 : 0),
               lean = 90;
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

static void draw_terrain(province *p, vp_random *random)
{
    vp_region *r = &p->region;
    size_t cells = vp_grid_geometry_cells(r->geometry);
    r->land.land_cover = malloc(cells);
    r->land.roads = calloc(cells, sizeof *r->land.roads);
    r->land.elevation = vp_grid_new(r->geometry, 0, NULL);
    for (size_t i = 0; i < cells; i++) {
        uint64_t drawn = vp_random_next(random) % 20;
        r->land.land_cover[i] = drawn == 0 ? 0 : drawn < 4 ? 3 : drawn < 10 ? 2 : 1;
        r->land.roads[i] =
            i % r->geometry.columns == r->geometry.columns / 2 || i / r->geometry.columns == r->geometry.rows / 3;
        vp_grid_edit(r->land.elevation)[i] = (float)(random_share(random) * 40);
    }
    for (size_t k = 0; k < POPULATIONS; k++) {
        p->populations[k] = (vp_population){.label = (char *)"made up", .people = vp_grid_new(r->geometry, 0, NULL)};
        float *people = vp_grid_edit(p->populations[k].people);
        for (size_t i = 0; i < cells; i++)
            people[i] = vp_random_next(random) % 5 ? (float)(random_share(random) * 9) : NAN;
    }
    r->land.road_classes[0] = strdup("road");
    r->land.road_class_count = 1;
}

static void draw_places(province *p, vp_random *random)
{
    vp_grid_geometry f = p->region.geometry;
    for (size_t i = 0; i < FACILITIES; i++) {
        double column = random_share(random) * (double)f.columns, row = random_share(random) * (double)f.rows;
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
            if (i == 0 || vp_random_next(random) % 3) p->lists[s][p->services[s].facility_count++] = i;
    }
}

/* Weak ones, so that each is the best somewhere. */
static void draw_transmitters(province *p, vp_random *random)
{
    vp_grid_geometry f = p->region.geometry;
    for (size_t i = 0; i < TRANSMITTERS; i++) {
        double column = random_share(random) * (double)f.columns, row = random_share(random) * (double)f.rows;
        p->transmitters[i] = (vp_transmitter){.id = (char *)"old",
                                              .system = (char *)"fm",
                                              .scope = i ? VP_SCOPE_LOCAL : VP_SCOPE_NATIONAL,
                                              .x = f.west + column * f.cell_metres,
                                              .y = f.north - row * f.cell_metres,
                                              .lon = 105 + column / 1100,
                                              .lat = 22 - row / 1200,
                                              .mast_metres = 20,
                                              .frequency_mhz = 100,
                                              .erp_kw = 0.001 + random_share(random) * 0.01,
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

static void place_region(province *p, size_t columns, size_t rows, size_t transmitters)
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
    vp_analysis_options options = {
        .travel = vp_travel_defaults(), .surface_ready = keep, .access_ready = keep_access, .context = p};
    p->weights = vp_unit_weights_of_region(&p->region, &err);
    p->coverage = vp_analysis_run(&p->region, p->weights, &options, &err);
    ck_assert_msg(p->coverage != NULL, "%s", err.message);
    vp_what_if_base base = {.region = &p->region,
                            .coverage = p->coverage,
                            .surfaces = p->surfaces,
                            .nearest = p->nearest,
                            .access = p->region.geometry.rows % 2 ? p->access : NULL,
                            .travel = vp_travel_defaults(),
                            /* Of every other size all is kept, else what is in hand alone. */
                            .prepared_bytes = p->region.geometry.columns % 2 ? SIZE_MAX : 1};
    p->what_if = vp_what_if_new(&base, &err);
    ck_assert_msg(p->what_if != NULL, "%s", err.message);
}

province *random_province(uint64_t seed, size_t columns, size_t rows, size_t transmitters)
{
    province *p = calloc(1, sizeof *p);
    vp_random random = {seed};
    define(p);
    place_region(p, columns, rows, transmitters);
    draw_units(p, &random);
    draw_terrain(p, &random);
    draw_places(p, &random);
    draw_transmitters(p, &random);
    analyse(p);
    return p;
}

void random_province_free(province *p)
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
        free(p->access[s]);
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
