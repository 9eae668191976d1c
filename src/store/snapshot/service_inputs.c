#include "store/snapshot/service_inputs.h"
#include "store/spatial/program_sum.h"
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

const char *const vp_input_names[VP_INPUT_COUNT] = {[VP_INPUT_PROGRAM] = "program",
                                                    [VP_INPUT_GRID] = "grid",
                                                    [VP_INPUT_TERRAIN] = "terrain",
                                                    [VP_INPUT_SPEEDS] = "speeds",
                                                    [VP_INPUT_SERVICE] = "service",
                                                    [VP_INPUT_FACILITIES] = "facilities",
                                                    [VP_INPUT_UNITS] = "units",
                                                    [VP_INPUT_PEOPLE] = "people",
                                                    [VP_INPUT_LOAD] = "load",
                                                    [VP_INPUT_GROUP] = "group",
                                                    [VP_INPUT_SETTLEMENTS] = "settlements",
                                                    [VP_INPUT_ROWS] = "rows"};

/* ------------------------------------------------------------ summing */

typedef crypto_generichash_state summing;
enum { SUM_BYTES = 16 };

static summing begin(void)
{
    summing s;
    crypto_generichash_init(&s, NULL, 0, SUM_BYTES);
    return s;
}

static void end(summing *s, vp_input_sum sum)
{
    unsigned char digest[SUM_BYTES];
    crypto_generichash_final(s, digest, sizeof digest);
    sodium_bin2hex(sum, sizeof(vp_input_sum), digest, sizeof digest);
}

static void add_bytes(summing *s, const void *bytes, size_t length) { crypto_generichash_update(s, bytes, length); }

static void add_whole(summing *s, size_t value) { add_bytes(s, &value, sizeof value); }
static void add_number(summing *s, double value) { add_bytes(s, &value, sizeof value); }

/* An array that may be missing; its length is part of the sum. */
static void add_array(summing *s, const void *items, size_t count, size_t size)
{
    add_whole(s, items ? count : VP_NONE);
    if (items) add_bytes(s, items, count * size);
}

static void add_text(summing *s, const char *text) { add_array(s, text, text ? strlen(text) : 0, 1); }

static void add_geometry(summing *s, vp_grid_geometry g)
{
    add_whole(s, g.columns);
    add_whole(s, g.rows);
    add_number(s, g.cell_metres);
    add_number(s, g.west);
    add_number(s, g.north);
}

static void add_grid(summing *s, const vp_grid *grid)
{
    add_whole(s, grid != NULL);
    if (!grid) return;
    add_geometry(s, vp_grid_geometry_of(grid));
    add_bytes(s, vp_grid_cells(grid), vp_grid_geometry_cells(vp_grid_geometry_of(grid)) * sizeof(float));
}

static void add_shape(summing *s, const vp_shape *shape)
{
    add_array(s, shape->points, shape->point_count, sizeof *shape->points);
    add_array(s, shape->ring_starts, shape->ring_count ? shape->ring_count + 1 : 0, sizeof *shape->ring_starts);
}

/* ------------------------------------------------------------ what services share */

typedef struct {
    const vp_region *region;
    const vp_travel_options *travel;
    vp_input_sum program, grid, nothing, travelled, heard, transmitters, units, people, settlements;
} shared;

static void sum_grid(const vp_region *region, vp_input_sum sum)
{
    summing s = begin();
    add_text(&s, region->crs);
    add_geometry(&s, region->geometry);
    end(&s, sum);
}

/* The bits of cells by the classes that lie on some of them: others matter to nobody, and a part of a nation does not
 * know them. */
static void add_mask(summing *s, const uint32_t mask[], size_t cells, char *const classes[], size_t count)
{
    uint32_t used = 0, bits[4096];
    for (size_t i = 0; mask && i < cells; i++) used |= mask[i];
    for (size_t c = 0; c < count; c++)
        if (used >> c & 1) add_text(s, classes[c]);
    for (size_t i = 0, held = 0; used && i < cells; i++) {
        bits[held] = 0;
        for (size_t c = 0, at = 0; mask[i] && c < count; at += used >> c & 1, c++)
            if (mask[i] >> c & 1) bits[held] |= UINT32_C(1) << at;
        if (++held < sizeof bits / sizeof *bits && i + 1 < cells) continue;
        add_bytes(s, bits, held * sizeof *bits);
        held = 0;
    }
}

/* What those who travel see of the land. */
static void sum_travelled(const vp_region *region, vp_input_sum sum)
{
    const vp_land *land = &region->land;
    size_t cells = vp_grid_geometry_cells(region->geometry);
    summing s = begin();
    add_grid(&s, land->elevation);
    add_array(&s, land->land_cover, cells, sizeof *land->land_cover);
    add_mask(&s, land->roads, cells, land->road_classes, land->road_class_count);
    add_whole(&s, 0); /* where the roads' classes end */
    add_mask(&s, land->barriers, cells, land->barrier_classes, land->barrier_class_count);
    end(&s, sum);
}

/* What signals meet on it. */
static void sum_heard(const vp_region *region, vp_input_sum sum)
{
    const vp_land *land = &region->land;
    summing s = begin();
    add_grid(&s, land->elevation);
    add_grid(&s, land->elevation_wide);
    add_array(&s, land->land_cover, vp_grid_geometry_cells(region->geometry), sizeof *land->land_cover);
    add_whole(&s, land->clutter_height_count);
    for (size_t i = 0; i < land->clutter_height_count; i++) {
        add_whole(&s, (size_t)land->clutter_heights[i].land_cover_class);
        add_number(&s, land->clutter_heights[i].metres);
    }
    end(&s, sum);
}

/* All of them: they disturb each other. */
static void sum_transmitters(const vp_region *region, vp_input_sum sum)
{
    summing s = begin();
    add_whole(&s, region->supply.transmitter_count);
    for (size_t i = 0; i < region->supply.transmitter_count; i++) {
        const vp_transmitter *t = &region->supply.transmitters[i];
        const double numbers[] = {t->x,
                                  t->y,
                                  t->lon,
                                  t->lat,
                                  t->mast_metres,
                                  t->frequency_mhz,
                                  t->erp_kw,
                                  t->open,
                                  (double)t->scope,
                                  (double)t->polarisation};
        add_text(&s, t->id);
        add_text(&s, t->system);
        add_text(&s, t->programme);
        add_array(&s, numbers, sizeof numbers / sizeof *numbers, sizeof *numbers);
        add_array(&s, t->pattern_azimuth_degrees, t->pattern_count, sizeof(double));
        add_array(&s, t->pattern_db, t->pattern_count, sizeof(double));
        add_array(&s, t->vertical_degrees, t->vertical_count, sizeof(double));
        add_array(&s, t->vertical_db, t->vertical_count, sizeof(double));
    }
    end(&s, sum);
}

static void sum_units(const vp_region *region, vp_input_sum sum)
{
    const vp_units *units = &region->units;
    summing s = begin();
    add_whole(&s, units->set_count);
    add_whole(&s, units->main_set);
    for (size_t i = 0; i < units->set_count; i++) {
        add_text(&s, units->sets[i].level);
        add_text(&s, units->sets[i].vintage);
        add_whole(&s, units->sets[i].unit_count);
        for (size_t u = 0; u < units->sets[i].unit_count; u++) {
            add_text(&s, units->sets[i].units[u].code);
            add_shape(&s, &units->sets[i].units[u].shape);
            add_shape(&s, &units->sets[i].units[u].lonlat);
        }
    }
    end(&s, sum);
}

static void sum_people(const vp_region *region, vp_input_sum sum)
{
    const vp_people *people = &region->people;
    summing s = begin();
    add_whole(&s, people->population_count);
    for (size_t i = 0; i < people->population_count; i++) {
        add_whole(&s, people->populations[i].of_group);
        add_whole(&s, people->populations[i].source_in_degrees);
        add_grid(&s, people->populations[i].people);
        add_grid(&s, people->populations[i].source);
    }
    end(&s, sum);
}

static void sum_settlements(const vp_region *region, vp_input_sum sum)
{
    const vp_settlements *all = &region->settlements;
    summing s = begin();
    add_whole(&s, all->count);
    for (size_t i = 0; i < all->count; i++) {
        const vp_settlement *one = &all->items[i];
        const double numbers[] = {one->x, one->y, one->people, (double)one->unit};
        add_array(&s, numbers, sizeof numbers / sizeof *numbers, sizeof *numbers);
    }
    add_array(&s, all->of_cell, vp_grid_geometry_cells(region->geometry), sizeof *all->of_cell);
    end(&s, sum);
}

static bool share(shared *all, vp_error *err)
{
    summing s = begin();
    end(&s, all->nothing);
    sum_grid(all->region, all->grid);
    sum_travelled(all->region, all->travelled);
    sum_heard(all->region, all->heard);
    sum_transmitters(all->region, all->transmitters);
    sum_units(all->region, all->units);
    sum_people(all->region, all->people);
    sum_settlements(all->region, all->settlements);
    return vp_program_sum(all->program, err);
}

/* ------------------------------------------------------------ one service */

static bool travels(const vp_service *service)
{
    return service->reach == VP_REACH_TRAVEL_TIME || service->reach == VP_REACH_ROUND_TRIP;
}

static const char *terrain_of(const shared *all, const vp_service *service)
{
    return travels(service) ? all->travelled : service->reach == VP_REACH_SIGNAL ? all->heard : all->nothing;
}

/* Whether the list "walk|motorbike" holds a mode. */
static bool lists_mode(const char *modes, const char *mode)
{
    size_t length = strlen(mode);
    for (const char *at = modes; at && *at; at = strchr(at, '|')) {
        at += *at == '|';
        if (strncmp(at, mode, length) == 0 && (at[length] == '|' || !at[length])) return true;
    }
    return false;
}

static void sum_speeds(const shared *all, const vp_service *service, vp_input_sum sum)
{
    const vp_speed_table *table = &all->region->speed_table;
    summing s = begin();
    for (size_t i = 0; travels(service) && i < table->speed_count; i++) {
        const vp_speed *speed = &table->speeds[i];
        if (!lists_mode(service->mode, speed->mode)) continue;
        add_text(&s, speed->mode);
        add_text(&s, speed->class_name);
        add_whole(&s, speed->surface);
        add_number(&s, speed->km_per_h);
        add_whole(&s, speed->slope);
        add_whole(&s, speed->season);
    }
    for (size_t i = 0; travels(service) && i < table->mode_change_count; i++) {
        const vp_mode_change *change = &table->mode_changes[i];
        if (!lists_mode(service->mode, change->from) || !lists_mode(service->mode, change->to)) continue;
        add_text(&s, change->from);
        add_text(&s, change->to);
        add_number(&s, change->minutes);
    }
    if (travels(service)) {
        add_whole(&s, (size_t)all->travel->neighbours);
        add_whole(&s, all->travel->open_corners);
        add_whole(&s, service->season == VP_SEASON_ALWAYS ? all->region->season : service->season);
    }
    end(&s, sum);
}

static void sum_service(const vp_service *service, vp_input_sum sum)
{
    summing s = begin();
    add_text(&s, service->title_en);
    add_text(&s, service->mode);
    add_text(&s, service->scope);
    add_whole(&s, service->reach);
    add_number(&s, service->queue_minutes);
    end(&s, sum);
}

static void add_facility(summing *s, const vp_facility *f)
{
    const double numbers[] = {f->x, f->y, f->lon, f->lat};
    add_text(s, f->id);
    add_array(s, numbers, sizeof numbers / sizeof *numbers, sizeof *numbers);
}

static void add_service_areas(summing *s, const vp_supply *supply, size_t service)
{
    for (size_t i = 0; i < supply->service_area_count; i++) {
        if (supply->service_areas[i].service != service) continue;
        add_text(s, supply->service_areas[i].id);
        add_number(s, supply->service_areas[i].households_connected);
        add_shape(s, &supply->service_areas[i].shape);
    }
}

static void sum_facilities(const shared *all, size_t index, vp_input_sum sum)
{
    const vp_supply *supply = &all->region->supply;
    const vp_service *service = &all->region->definitions.services[index];
    summing s = begin();
    if (service->reach == VP_REACH_SIGNAL) add_text(&s, all->transmitters);
    if (service->reach == VP_REACH_AREA) add_service_areas(&s, supply, index);
    add_whole(&s, service->facility_count);
    for (size_t i = 0; i < service->facility_count; i++) add_facility(&s, &supply->facilities[service->facilities[i]]);
    end(&s, sum);
}

static void add_capacity(summing *s, const vp_supply *supply, const vp_service *service, const size_t facilities[],
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const vp_facility *f = &supply->facilities[facilities[i]];
        add_facility(s, f);
        add_number(s, service->capacity == VP_NONE ? 0 : f->attributes[service->capacity]);
    }
}

static bool wants_floating(const vp_definitions *d, size_t service)
{
    bool wanted = false;
    for (size_t i = 0; i < d->indicator_count; i++)
        wanted |= d->indicators[i].measure == VP_MEASURE_FLOATING_CATCHMENT && d->indicators[i].service == service;
    return wanted;
}

/* Floating catchments and years to come stand on more than the surface does. */
static void sum_load(const shared *all, size_t index, vp_input_sum sum)
{
    const vp_region *region = all->region;
    const vp_definitions *d = &region->definitions;
    const vp_service *service = &d->services[index];
    summing s = begin();
    add_number(&s, service->default_limit);
    add_whole(&s, wants_floating(d, index));
    add_whole(&s, region->people.growth_count > 0);
    add_capacity(&s, &region->supply, service, service->facilities, service->facility_count);
    for (size_t i = 0; i < d->planned_count; i++) {
        if (d->planned[i].service != index) continue;
        add_whole(&s, (size_t)d->planned[i].year);
        add_capacity(&s, &region->supply, service, d->planned[i].facilities, d->planned[i].facility_count);
    }
    end(&s, sum);
}

static void add_share(summing *s, double *const share[], size_t set, size_t units)
{
    add_array(s, share ? share[set] : NULL, units, sizeof(double));
}

/* Of the main set, where places are looked for; a combined group stands on others, so then all are taken. */
static void sum_group(const shared *all, const vp_service *service, vp_input_sum sum)
{
    const vp_region *region = all->region;
    const vp_definitions *d = &region->definitions;
    size_t set = region->units.main_set, units = region->units.sets[set].unit_count;
    summing s = begin();
    for (size_t g = 0; service->group != VP_NONE && g < d->group_count; g++) {
        const vp_group *group = &d->groups[g];
        if (g != service->group && !d->groups[service->group].terms) continue;
        add_text(&s, group->id);
        add_text(&s, group->grid);
        add_array(&s, group->member ? group->member[set] : NULL, units, sizeof(bool));
        add_share(&s, group->share, set, units);
        add_share(&s, group->low, set, units);
        add_share(&s, group->high, set, units);
        for (size_t i = 0; i < group->term_count; i++) {
            add_whole(&s, group->terms[i].sign);
            add_whole(&s, group->terms[i].group);
            add_whole(&s, group->terms[i].left);
            add_whole(&s, group->terms[i].right);
        }
    }
    end(&s, sum);
}

/* Rows of transmitters are their order, which is among the facilities' sum. */
static void sum_rows(const vp_service *service, vp_input_sum sum)
{
    summing s = begin();
    add_array(&s, service->facilities, service->facility_count, sizeof *service->facilities);
    end(&s, sum);
}

static void sum_inputs(const shared *all, size_t index, vp_input_sum sums[VP_INPUT_COUNT])
{
    const vp_service *service = &all->region->definitions.services[index];
    memcpy(sums[VP_INPUT_PROGRAM], all->program, sizeof(vp_input_sum));
    memcpy(sums[VP_INPUT_GRID], all->grid, sizeof(vp_input_sum));
    memcpy(sums[VP_INPUT_TERRAIN], terrain_of(all, service), sizeof(vp_input_sum));
    memcpy(sums[VP_INPUT_UNITS], all->units, sizeof(vp_input_sum));
    memcpy(sums[VP_INPUT_PEOPLE], all->people, sizeof(vp_input_sum));
    memcpy(sums[VP_INPUT_SETTLEMENTS], all->settlements, sizeof(vp_input_sum));
    sum_speeds(all, service, sums[VP_INPUT_SPEEDS]);
    sum_service(service, sums[VP_INPUT_SERVICE]);
    sum_facilities(all, index, sums[VP_INPUT_FACILITIES]);
    sum_load(all, index, sums[VP_INPUT_LOAD]);
    sum_group(all, service, sums[VP_INPUT_GROUP]);
    sum_rows(service, sums[VP_INPUT_ROWS]);
}

vp_service_inputs *vp_service_inputs_of(const vp_region *region, const vp_travel_options *travel, size_t *count,
                                        vp_error *err)
{
    shared all = {.region = region, .travel = travel};
    *count = region->definitions.service_count;
    vp_service_inputs *inputs = calloc(*count + 1, sizeof *inputs);
    bool ok = (inputs || vp_fail_memory(err, *count * sizeof *inputs)) && share(&all, err);
    for (size_t i = 0; ok && i < *count; i++) {
        sum_inputs(&all, i, inputs[i].sums);
        inputs[i].service = strdup(region->definitions.services[i].id);
        ok = inputs[i].service || vp_fail_memory(err, 1);
    }
    if (ok) return inputs;
    vp_service_inputs_free(inputs, *count);
    return NULL;
}

void vp_service_inputs_free(vp_service_inputs *inputs, size_t count)
{
    for (size_t i = 0; inputs && i < count; i++) free(inputs[i].service);
    free(inputs);
}
