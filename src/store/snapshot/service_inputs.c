#include "store/snapshot/service_inputs.h"
#include "platform/parallel.h"
#include "store/spatial/program_sum.h"
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

static void add_grid(vp_summing *s, const vp_grid *grid)
{
    vp_sum_whole(s, grid != NULL);
    if (!grid) return;
    vp_sum_geometry(s, vp_grid_geometry_of(grid));
    vp_sum_bytes(s, vp_grid_cells(grid), vp_grid_geometry_cells(vp_grid_geometry_of(grid)) * sizeof(float));
}

static void add_shape(vp_summing *s, const vp_shape *shape)
{
    vp_sum_array(s, shape->points, shape->point_count, sizeof *shape->points);
    vp_sum_array(s, shape->ring_starts, shape->ring_count ? shape->ring_count + 1 : 0, sizeof *shape->ring_starts);
}

/* ------------------------------------------------------------ what services share */

enum { SHARED_SUMS = 7 };

typedef struct {
    const vp_region *region;
    const vp_travel_options *travel;
    vp_input_sum program, grid, nothing, travelled, heard, transmitters, units, people, settlements;
} shared;

static void sum_grid(const vp_region *region, vp_input_sum sum)
{
    vp_summing s = vp_sum_begin();
    vp_sum_text(&s, region->crs);
    vp_sum_geometry(&s, region->geometry);
    vp_sum_end(&s, sum);
}

/* The bits of cells by the classes that lie on some of them: others matter to nobody, and a part of a nation does not
 * know them. */
static void add_mask(vp_summing *s, const uint32_t mask[], size_t cells, char *const classes[], size_t count)
{
    uint32_t used = 0, bits[4096];
    for (size_t i = 0; mask && i < cells; i++) used |= mask[i];
    for (size_t c = 0; c < count; c++)
        if (used >> c & 1) vp_sum_text(s, classes[c]);
    for (size_t i = 0, held = 0; used && i < cells; i++) {
        bits[held] = 0;
        for (size_t c = 0, at = 0; mask[i] && c < count; at += used >> c & 1, c++)
            if (mask[i] >> c & 1) bits[held] |= UINT32_C(1) << at;
        if (++held < sizeof bits / sizeof *bits && i + 1 < cells) continue;
        vp_sum_bytes(s, bits, held * sizeof *bits);
        held = 0;
    }
}

/* What those who travel see of the land. */
static void sum_travelled(const vp_region *region, vp_input_sum sum)
{
    const vp_land *land = &region->land;
    size_t cells = vp_grid_geometry_cells(region->geometry);
    vp_summing s = vp_sum_begin();
    add_grid(&s, land->elevation);
    vp_sum_array(&s, land->land_cover, cells, sizeof *land->land_cover);
    add_mask(&s, land->roads, cells, land->road_classes, land->road_class_count);
    vp_sum_whole(&s, 0); /* where the roads' classes end */
    add_mask(&s, land->barriers, cells, land->barrier_classes, land->barrier_class_count);
    vp_sum_end(&s, sum);
}

/* What signals meet on it. */
static void sum_heard(const vp_region *region, vp_input_sum sum)
{
    const vp_land *land = &region->land;
    vp_summing s = vp_sum_begin();
    add_grid(&s, land->elevation);
    add_grid(&s, land->elevation_wide);
    vp_sum_array(&s, land->land_cover, vp_grid_geometry_cells(region->geometry), sizeof *land->land_cover);
    vp_sum_whole(&s, land->clutter_height_count);
    for (size_t i = 0; i < land->clutter_height_count; i++) {
        vp_sum_whole(&s, (size_t)land->clutter_heights[i].land_cover_class);
        vp_sum_number(&s, land->clutter_heights[i].metres);
    }
    vp_sum_end(&s, sum);
}

/* All of them: they disturb each other. */
static void sum_transmitters(const vp_region *region, vp_input_sum sum)
{
    vp_summing s = vp_sum_begin();
    vp_sum_whole(&s, region->supply.transmitter_count);
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
        vp_sum_text(&s, t->id);
        vp_sum_text(&s, t->system);
        vp_sum_text(&s, t->programme);
        vp_sum_array(&s, numbers, sizeof numbers / sizeof *numbers, sizeof *numbers);
        vp_sum_array(&s, t->pattern_azimuth_degrees, t->pattern_count, sizeof(double));
        vp_sum_array(&s, t->pattern_db, t->pattern_count, sizeof(double));
        vp_sum_array(&s, t->vertical_degrees, t->vertical_count, sizeof(double));
        vp_sum_array(&s, t->vertical_db, t->vertical_count, sizeof(double));
    }
    vp_sum_end(&s, sum);
}

static void sum_units(const vp_region *region, vp_input_sum sum)
{
    const vp_units *units = &region->units;
    vp_summing s = vp_sum_begin();
    vp_sum_whole(&s, units->set_count);
    vp_sum_whole(&s, units->main_set);
    for (size_t i = 0; i < units->set_count; i++) {
        vp_sum_text(&s, units->sets[i].level);
        vp_sum_text(&s, units->sets[i].vintage);
        vp_sum_whole(&s, units->sets[i].unit_count);
        for (size_t u = 0; u < units->sets[i].unit_count; u++) {
            vp_sum_text(&s, units->sets[i].units[u].code);
            add_shape(&s, &units->sets[i].units[u].shape);
            add_shape(&s, &units->sets[i].units[u].lonlat);
        }
    }
    vp_sum_end(&s, sum);
}

static void sum_people(const vp_region *region, vp_input_sum sum)
{
    const vp_people *people = &region->people;
    vp_summing s = vp_sum_begin();
    vp_sum_whole(&s, people->population_count);
    for (size_t i = 0; i < people->population_count; i++) {
        vp_sum_whole(&s, people->populations[i].of_group);
        vp_sum_whole(&s, people->populations[i].source_in_degrees);
        add_grid(&s, people->populations[i].people);
        add_grid(&s, people->populations[i].source);
    }
    vp_sum_end(&s, sum);
}

static void sum_settlements(const vp_region *region, vp_input_sum sum)
{
    const vp_settlements *all = &region->settlements;
    vp_summing s = vp_sum_begin();
    vp_sum_whole(&s, all->count);
    for (size_t i = 0; i < all->count; i++) {
        const vp_settlement *one = &all->items[i];
        const double numbers[] = {one->x, one->y, one->people, (double)one->unit};
        vp_sum_array(&s, numbers, sizeof numbers / sizeof *numbers, sizeof *numbers);
    }
    vp_sum_array(&s, all->of_cell, vp_grid_geometry_cells(region->geometry), sizeof *all->of_cell);
    vp_sum_end(&s, sum);
}

/* The i-th of what services share; the longest first, each of its own. */
static bool share_one(void *context, size_t place, size_t i, vp_error *err)
{
    (void)place;
    typedef void summer(const vp_region *, vp_input_sum);
    static summer *const summers[SHARED_SUMS] = {sum_travelled, sum_people, sum_heard,       sum_settlements,
                                                 sum_units,     sum_grid,   sum_transmitters};
    shared *all = context;
    char *const sums[SHARED_SUMS] = {all->travelled, all->people, all->heard,       all->settlements,
                                     all->units,     all->grid,   all->transmitters};
    if (i == SHARED_SUMS) return vp_program_sum(all->program, err);
    summers[i](all->region, sums[i]);
    return true;
}

static bool share(shared *all, vp_error *err)
{
    vp_summing s = vp_sum_begin();
    vp_sum_end(&s, all->nothing);
    return vp_parallel_run(0, SHARED_SUMS + 1, share_one, all, err);
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
    vp_summing s = vp_sum_begin();
    for (size_t i = 0; travels(service) && i < table->speed_count; i++) {
        const vp_speed *speed = &table->speeds[i];
        if (!lists_mode(service->mode, speed->mode)) continue;
        vp_sum_text(&s, speed->mode);
        vp_sum_text(&s, speed->class_name);
        vp_sum_whole(&s, speed->surface);
        vp_sum_number(&s, speed->km_per_h);
        vp_sum_whole(&s, speed->slope);
        vp_sum_whole(&s, speed->season);
    }
    for (size_t i = 0; travels(service) && i < table->mode_change_count; i++) {
        const vp_mode_change *change = &table->mode_changes[i];
        if (!lists_mode(service->mode, change->from) || !lists_mode(service->mode, change->to)) continue;
        vp_sum_text(&s, change->from);
        vp_sum_text(&s, change->to);
        vp_sum_number(&s, change->minutes);
    }
    if (travels(service)) {
        vp_sum_whole(&s, (size_t)all->travel->neighbours);
        vp_sum_whole(&s, all->travel->open_corners);
        vp_sum_whole(&s, service->season == VP_SEASON_ALWAYS ? all->region->season : service->season);
    }
    vp_sum_end(&s, sum);
}

static void sum_service(const vp_service *service, vp_input_sum sum)
{
    vp_summing s = vp_sum_begin();
    vp_sum_text(&s, service->title_en);
    vp_sum_text(&s, service->mode);
    vp_sum_text(&s, service->scope);
    vp_sum_whole(&s, service->reach);
    vp_sum_number(&s, service->queue_minutes);
    vp_sum_end(&s, sum);
}

static void add_facility(vp_summing *s, const vp_facility *f)
{
    const double numbers[] = {f->x, f->y, f->lon, f->lat};
    vp_sum_text(s, f->id);
    vp_sum_array(s, numbers, sizeof numbers / sizeof *numbers, sizeof *numbers);
}

static void add_service_areas(vp_summing *s, const vp_supply *supply, size_t service)
{
    for (size_t i = 0; i < supply->service_area_count; i++) {
        if (supply->service_areas[i].service != service) continue;
        vp_sum_text(s, supply->service_areas[i].id);
        vp_sum_number(s, supply->service_areas[i].households_connected);
        add_shape(s, &supply->service_areas[i].shape);
    }
}

/* A journey begins and ends on the grids: who stands beyond them has no part in it. */
static bool counts(const vp_region *region, const vp_service *service, const vp_facility *f)
{
    size_t cell;
    return !travels(service) || vp_grid_geometry_locate(region->geometry, f->x, f->y, &cell);
}

void vp_service_inputs_follow(const vp_region *was, size_t service_then, const vp_region *is, size_t service,
                              int32_t rows[])
{
    const vp_service *then = &was->definitions.services[service_then], *now = &is->definitions.services[service];
    for (size_t i = 0; i < was->supply.facility_count; i++) rows[i] = -1;
    for (size_t i = 0, at = 0; i < then->facility_count; i++) {
        if (!counts(was, then, &was->supply.facilities[then->facilities[i]])) continue;
        while (at < now->facility_count && !counts(is, now, &is->supply.facilities[now->facilities[at]])) at++;
        if (at < now->facility_count) rows[then->facilities[i]] = (int32_t)now->facilities[at++];
    }
}

/* Nobody at all is another thing than nobody within the grids: then nothing is known of the service. */
static void sum_facilities(const shared *all, size_t index, vp_input_sum sum)
{
    const vp_supply *supply = &all->region->supply;
    const vp_service *service = &all->region->definitions.services[index];
    vp_summing s = vp_sum_begin();
    if (service->reach == VP_REACH_SIGNAL) vp_sum_text(&s, all->transmitters);
    if (service->reach == VP_REACH_AREA) add_service_areas(&s, supply, index);
    vp_sum_whole(&s, service->facility_count > 0);
    for (size_t i = 0; i < service->facility_count; i++) {
        const vp_facility *f = &supply->facilities[service->facilities[i]];
        if (counts(all->region, service, f)) add_facility(&s, f);
    }
    vp_sum_end(&s, sum);
}

static void add_capacity(vp_summing *s, const vp_supply *supply, const vp_service *service, const size_t facilities[],
                         size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const vp_facility *f = &supply->facilities[facilities[i]];
        add_facility(s, f);
        vp_sum_number(s, service->capacity == VP_NONE ? 0 : f->attributes[service->capacity]);
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
    vp_summing s = vp_sum_begin();
    vp_sum_number(&s, service->default_limit);
    vp_sum_whole(&s, wants_floating(d, index));
    vp_sum_whole(&s, region->people.growth_count > 0);
    add_capacity(&s, &region->supply, service, service->facilities, service->facility_count);
    for (size_t i = 0; i < d->planned_count; i++) {
        if (d->planned[i].service != index) continue;
        vp_sum_whole(&s, (size_t)d->planned[i].year);
        add_capacity(&s, &region->supply, service, d->planned[i].facilities, d->planned[i].facility_count);
    }
    vp_sum_end(&s, sum);
}

static void add_share(vp_summing *s, double *const share[], size_t set, size_t units)
{
    vp_sum_array(s, share ? share[set] : NULL, units, sizeof(double));
}

/* Of the main set, where places are looked for; a combined group stands on others, so then all are taken. */
static void sum_group(const shared *all, const vp_service *service, vp_input_sum sum)
{
    const vp_region *region = all->region;
    const vp_definitions *d = &region->definitions;
    size_t set = region->units.main_set, units = region->units.sets[set].unit_count;
    vp_summing s = vp_sum_begin();
    for (size_t g = 0; service->group != VP_NONE && g < d->group_count; g++) {
        const vp_group *group = &d->groups[g];
        if (g != service->group && !d->groups[service->group].terms) continue;
        vp_sum_text(&s, group->id);
        vp_sum_text(&s, group->grid);
        vp_sum_array(&s, group->member ? group->member[set] : NULL, units, sizeof(bool));
        add_share(&s, group->share, set, units);
        add_share(&s, group->low, set, units);
        add_share(&s, group->high, set, units);
        for (size_t i = 0; i < group->term_count; i++) {
            vp_sum_whole(&s, group->terms[i].sign);
            vp_sum_whole(&s, group->terms[i].group);
            vp_sum_whole(&s, group->terms[i].left);
            vp_sum_whole(&s, group->terms[i].right);
        }
    }
    vp_sum_end(&s, sum);
}

/* Rows of transmitters are their order, which is among the facilities' sum. */
static void sum_rows(const shared *all, const vp_service *service, vp_input_sum sum)
{
    vp_summing s = vp_sum_begin();
    vp_sum_array(&s, service->facilities, service->facility_count, sizeof *service->facilities);
    for (size_t i = 0; i < service->facility_count; i++)
        if (counts(all->region, service, &all->region->supply.facilities[service->facilities[i]])) vp_sum_whole(&s, i);
    vp_sum_end(&s, sum);
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
    sum_rows(all, service, sums[VP_INPUT_ROWS]);
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
