#include "scenario/scenario.h"
#include "base/array.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const vp_change_names[VP_CHANGE_COUNT] = {
    [VP_CHANGE_ADD] = "add",         [VP_CHANGE_MOVE] = "move",
    [VP_CHANGE_REMOVE] = "remove",   [VP_CHANGE_CAPACITY] = "capacity",
    [VP_CHANGE_OPENING] = "opening", [VP_CHANGE_CLOSE_ROAD] = "close_road",
    [VP_CHANGE_SEASON] = "season",   [VP_CHANGE_TRANSMITTER] = "transmitter",
};

const char *const vp_service_change_names[VP_SERVICE_CHANGE_COUNT] = {
    [VP_SERVICE_SAME] = "same",       [VP_SERVICE_CAPACITY] = "capacity", [VP_SERVICE_PLACES] = "places",
    [VP_SERVICE_SIGNALS] = "signals", [VP_SERVICE_ROADS] = "roads",       [VP_SERVICE_TERRAIN] = "ground",
};

/* ------------------------------------------------------------ the list */

vp_change *vp_scenario_add(vp_scenario *scenario)
{
    if (!vp_array_resize(VP_ARRAY(scenario->changes), scenario->change_count + 1, NULL)) return NULL;
    vp_change *change = &scenario->changes[scenario->change_count++];
    *change = (vp_change){.lon = NAN,
                          .lat = NAN,
                          .x = NAN,
                          .y = NAN,
                          .capacity = NAN,
                          .metres = NAN,
                          .mast_metres = NAN,
                          .frequency_mhz = NAN,
                          .erp_kw = NAN,
                          .cost = NAN};
    return change;
}

void vp_scenario_clear(vp_scenario *scenario)
{
    for (size_t i = 0; i < scenario->change_count; i++) {
        vp_change *c = &scenario->changes[i];
        free(c->service);
        free(c->facility);
        free(c->name);
        free(c->points);
        free(c->system);
        free(c->programme);
    }
    free(scenario->changes);
    *scenario = (vp_scenario){0};
}

static bool project(vp_grid_geometry f, const vp_lattice *mercator_to_cell, vp_point *at)
{
    double east, north, column, row;
    vp_mercator_from_lonlat(at->x, at->y, &east, &north);
    if (!vp_lattice_at(mercator_to_cell, east, north, &column, &row) ||
        !(column >= 0 && row >= 0 && column < (double)f.columns && row < (double)f.rows))
        return false;
    *at = (vp_point){f.west + column * f.cell_metres, f.north - row * f.cell_metres};
    return true;
}

bool vp_scenario_locate(vp_scenario *scenario, vp_grid_geometry geometry, const vp_lattice *mercator_to_cell,
                        vp_error *err)
{
    for (size_t i = 0; i < scenario->change_count; i++) {
        vp_change *c = &scenario->changes[i];
        vp_point at = {c->lon, c->lat}, shown = at;
        bool placed = c->kind == VP_CHANGE_ADD || c->kind == VP_CHANGE_MOVE || c->kind == VP_CHANGE_TRANSMITTER;
        bool ok = !placed || project(geometry, mercator_to_cell, &at);
        c->x = at.x;
        c->y = at.y;
        for (size_t p = 0; ok && c->kind == VP_CHANGE_CLOSE_ROAD && p < c->point_count; p++) {
            shown = c->points[p];
            ok = project(geometry, mercator_to_cell, &c->points[p]);
        }
        if (!ok)
            return vp_fail(err, VP_BAD_INPUT, "change %zu: %g, %g lies outside the province's grid", i + 1, shown.x,
                           shown.y);
    }
    return true;
}

/* ------------------------------------------------------------ applying */

/* What an apply allocated, freed together. */
typedef struct allocation {
    struct allocation *next;
    max_align_t bytes[];
} allocation;

typedef struct {
    const vp_region *base;
    vp_changed *out;
    vp_facility *facilities;
    bool *gone;    /* [facility] */
    size_t number; /* of the change, from 1 */
    size_t added;
    vp_error *err;
} applying;

static void *hold(applying *a, size_t bytes)
{
    allocation *new = calloc(1, sizeof *new + bytes);
    if (!new) {
        vp_fail_memory(a->err, bytes);
        return NULL;
    }
    new->next = a->out->owned;
    a->out->owned = new;
    return new->bytes;
}

static void *hold_copy(applying *a, const void *from, size_t bytes, size_t more)
{
    void *copy = hold(a, bytes + more);
    if (copy && bytes) memcpy(copy, from, bytes);
    return copy;
}

static char *hold_text(applying *a, const char *text) { return hold_copy(a, text, strlen(text), 1); }

static void mark(applying *a, size_t service, vp_service_change kind)
{
    if (a->out->changed[service] < kind) a->out->changed[service] = kind;
}

static bool start(applying *a, const vp_scenario *scenario)
{
    vp_region *region = &a->out->region;
    size_t room = a->base->supply.facility_count + scenario->change_count;
    *region = *a->base;
    a->facilities = hold_copy(a, a->base->supply.facilities, a->base->supply.facility_count * sizeof *a->facilities,
                              scenario->change_count * sizeof *a->facilities);
    a->gone = hold(a, room * sizeof *a->gone);
    a->out->changed = hold(a, (region->definitions.service_count + 1) * sizeof *a->out->changed);
    a->out->replaced = hold(a, (scenario->change_count + 1) * sizeof *a->out->replaced);
    region->definitions.services = hold_copy(a, a->base->definitions.services,
                                             region->definitions.service_count * sizeof *region->definitions.services,
                                             sizeof *region->definitions.services);
    if (!a->facilities || !a->gone || !a->out->changed || !a->out->replaced || !region->definitions.services)
        return false;
    region->supply.facilities = a->facilities;
    a->out->first_new = a->base->supply.facility_count;
    for (size_t s = 0; s < region->definitions.service_count; s++) {
        vp_service *service = &region->definitions.services[s];
        service->facilities =
            hold_copy(a, a->base->definitions.services[s].facilities, service->facility_count * sizeof(size_t),
                      (scenario->change_count + 1) * sizeof(size_t));
        if (!service->facilities) return false;
    }
    return true;
}

static bool is_placed(const vp_service *service)
{
    return service->reach == VP_REACH_TRAVEL_TIME || service->reach == VP_REACH_ROUND_TRIP ||
           service->reach == VP_REACH_DISTANCE;
}

/* The facility of the id that is still there. */
static bool find(applying *a, const vp_change *change, size_t *facility)
{
    const vp_region *region = &a->out->region;
    *facility = VP_NONE;
    for (size_t f = 0; f < region->supply.facility_count; f++) {
        if (a->gone[f] || strcmp(a->facilities[f].id, change->facility) != 0) continue;
        if (*facility != VP_NONE)
            return vp_fail(a->err, VP_BAD_INPUT, "change %zu: two facilities have the id %.80s", a->number,
                           change->facility);
        *facility = f;
    }
    return *facility != VP_NONE ||
           vp_fail(a->err, VP_NOT_FOUND, "change %zu: there is no facility %.80s", a->number, change->facility);
}

static bool find_service(applying *a, const char *id, size_t *service)
{
    *service = vp_region_service(&a->out->region.definitions, id);
    return *service != VP_NONE || vp_fail(a->err, VP_NOT_FOUND, "change %zu: there is no service %.80s", a->number, id);
}

static size_t position_in(const vp_service *service, size_t facility)
{
    for (size_t k = 0; k < service->facility_count; k++)
        if (service->facilities[k] == facility) return k;
    return VP_NONE;
}

static void take_out(vp_service *service, size_t position)
{
    memmove(service->facilities + position, service->facilities + position + 1,
            (--service->facility_count - position) * sizeof *service->facilities);
}

static bool opens_by(const char *day, const vp_facility *f)
{
    return (!f->open_from[0] || strcmp(f->open_from, day) <= 0) && (!f->open_to[0] || strcmp(day, f->open_to) <= 0);
}

static size_t append(applying *a, const vp_facility *facility, size_t stands_for)
{
    size_t index = a->out->region.supply.facility_count++;
    a->facilities[index] = *facility;
    a->out->replaced[index - a->out->first_new] = stands_for;
    return index;
}

static bool add_facility(applying *a, const vp_change *change)
{
    vp_region *region = &a->out->region;
    size_t s;
    if (!find_service(a, change->service, &s)) return false;
    vp_service *service = &region->definitions.services[s];
    if (!is_placed(service))
        return vp_fail(a->err, VP_BAD_INPUT,
                       "change %zu: %s is not served from places; facilities cannot be added to it", a->number,
                       change->service);
    if (!isnan(change->capacity) && service->capacity == VP_NONE)
        return vp_fail(a->err, VP_BAD_INPUT, "change %zu: %s counts no capacity", a->number, change->service);
    char id[32];
    snprintf(id, sizeof id, "new_%zu", ++a->added);
    const char *chosen = change->facility ? change->facility : id;
    for (size_t f = 0; f < region->supply.facility_count; f++)
        if (!a->gone[f] && strcmp(a->facilities[f].id, chosen) == 0)
            return vp_fail(a->err, VP_BAD_INPUT, "change %zu: there is a facility %.80s already", a->number, chosen);
    vp_facility new = {.lon = change->lon, .lat = change->lat, .x = change->x, .y = change->y};
    memcpy(new.open_from, change->open_from, sizeof new.open_from);
    new.open = opens_by(region->as_of, &new);
    new.id = hold_text(a, chosen);
    new.name = hold_text(a, change->name ? change->name : chosen);
    new.kind = hold_text(a, "");
    new.dataset = hold_text(a, "scenario");
    new.attributes = hold(a, (region->supply.attribute_count + 1) * sizeof *new.attributes);
    if (!new.id || !new.name || !new.kind || !new.dataset || !new.attributes) return false;
    for (size_t k = 0; k < region->supply.attribute_count; k++)
        new.attributes[k] = k == service->capacity ? change->capacity : NAN;
    size_t index = append(a, &new, VP_NONE);
    if (!new.open) return true;
    service->facilities[service->facility_count++] = index;
    mark(a, s, VP_SERVICE_PLACES);
    return true;
}

static bool move_facility(applying *a, const vp_change *change)
{
    size_t f;
    if (!find(a, change, &f)) return false;
    vp_facility there = a->facilities[f];
    there.lon = change->lon;
    there.lat = change->lat;
    there.x = change->x;
    there.y = change->y;
    there.unit_code = NULL; /* of the old place */
    a->gone[f] = true;
    size_t index = append(a, &there, f >= a->out->first_new ? a->out->replaced[f - a->out->first_new] : f);
    for (size_t s = 0; s < a->out->region.definitions.service_count; s++) {
        vp_service *service = &a->out->region.definitions.services[s];
        size_t position = position_in(service, f);
        if (position == VP_NONE) continue;
        service->facilities[position] = index;
        mark(a, s, VP_SERVICE_PLACES);
    }
    return true;
}

static bool close_facility(applying *a, size_t f)
{
    bool served = false;
    for (size_t s = 0; s < a->out->region.definitions.service_count; s++) {
        vp_service *service = &a->out->region.definitions.services[s];
        size_t position = position_in(service, f);
        if (position == VP_NONE) continue;
        take_out(service, position);
        mark(a, s, VP_SERVICE_PLACES);
        served = true;
    }
    return served;
}

static bool remove_facility(applying *a, const vp_change *change)
{
    bool served = false;
    for (size_t f = 0; f < a->out->region.supply.facility_count; f++) {
        if (a->gone[f] || strcmp(a->facilities[f].id, change->facility) != 0) continue;
        served |= close_facility(a, f);
        a->gone[f] = true;
        a->facilities[f].open = false;
    }
    return served || vp_fail(a->err, VP_NOT_FOUND, "change %zu: no service has an open facility %.80s", a->number,
                             change->facility);
}

/* The attribute that the named service counts as capacity, else the one that all services of the facility do. */
static bool capacity_attribute(applying *a, const vp_change *change, size_t f, size_t *attribute)
{
    const vp_region *region = &a->out->region;
    size_t named = VP_NONE;
    *attribute = VP_NONE;
    if (change->service && !find_service(a, change->service, &named)) return false;
    for (size_t s = 0; s < region->definitions.service_count; s++) {
        const vp_service *service = &region->definitions.services[s];
        if (named != VP_NONE ? s != named : position_in(service, f) == VP_NONE || service->capacity == VP_NONE)
            continue;
        if (*attribute != VP_NONE && *attribute != service->capacity)
            return vp_fail(a->err, VP_BAD_INPUT,
                           "change %zu: the services of %.80s count different capacities (%s, %s): name the service",
                           a->number, change->facility, region->supply.attribute_names[*attribute],
                           region->supply.attribute_names[service->capacity]);
        *attribute = service->capacity;
    }
    return *attribute != VP_NONE || vp_fail(a->err, VP_BAD_INPUT, "change %zu: no service of %.80s counts a capacity",
                                            a->number, change->facility);
}

static bool change_capacity(applying *a, const vp_change *change)
{
    size_t f, attribute, count = a->out->region.supply.attribute_count;
    if (!find(a, change, &f) || !capacity_attribute(a, change, f, &attribute)) return false;
    double *attributes = hold_copy(a, a->facilities[f].attributes, count * sizeof *attributes, 0);
    if (!attributes) return false;
    attributes[attribute] = change->capacity;
    a->facilities[f].attributes = attributes;
    for (size_t s = 0; s < a->out->region.definitions.service_count; s++)
        if (position_in(&a->out->region.definitions.services[s], f) != VP_NONE) mark(a, s, VP_SERVICE_CAPACITY);
    return true;
}

static bool change_opening(applying *a, const vp_change *change)
{
    size_t f, s;
    if (!find(a, change, &f)) return false;
    vp_facility *facility = &a->facilities[f];
    bool before = facility->open;
    memcpy(facility->open_from, change->open_from, sizeof facility->open_from);
    facility->open = opens_by(a->out->region.as_of, facility);
    if (before && !facility->open) close_facility(a, f);
    if (before || !facility->open) return true;
    if (!change->service)
        return vp_fail(a->err, VP_BAD_INPUT, "change %zu: %.80s was not open on %s: name the service that it opens for",
                       a->number, change->facility, a->out->region.as_of);
    if (!find_service(a, change->service, &s)) return false;
    vp_service *service = &a->out->region.definitions.services[s];
    if (!is_placed(service))
        return vp_fail(a->err, VP_BAD_INPUT, "change %zu: %s is not served from places", a->number, change->service);
    service->facilities[service->facility_count++] = f;
    mark(a, s, VP_SERVICE_PLACES);
    return true;
}

/* ------------------------------------------------------------ roads and transmitters */

static double metres_to_piece(vp_point p, vp_point from, vp_point to)
{
    double dx = to.x - from.x, dy = to.y - from.y, length = dx * dx + dy * dy;
    double t = length > 0 ? ((p.x - from.x) * dx + (p.y - from.y) * dy) / length : 0;
    t = fmin(fmax(t, 0), 1);
    return hypot(p.x - from.x - t * dx, p.y - from.y - t * dy);
}

static bool is_closed(const vp_change *change, const vp_shape *ring, vp_point centre)
{
    if (change->polygon) return vp_shape_contains(ring, centre);
    double least = INFINITY;
    for (size_t i = 0; i < change->point_count; i++)
        least = fmin(least, metres_to_piece(centre, change->points[i], change->points[i ? i - 1 : 0]));
    return least <= change->metres;
}

static void close_cells(const vp_change *change, vp_grid_geometry geometry, uint32_t *roads)
{
    size_t starts[2] = {0, change->point_count};
    vp_shape ring = {change->points, change->point_count, starts, 1};
    vp_bounds box = vp_shape_bounds(&ring);
    double around = change->polygon ? 0 : change->metres;
    for (size_t row = 0; row < geometry.rows; row++) {
        double x, y;
        vp_grid_geometry_centre(geometry, row * geometry.columns, &x, &y);
        if (y < box.south - around || y > box.north + around) continue;
        for (size_t column = 0; column < geometry.columns; column++, x += geometry.cell_metres)
            if (x >= box.west - around && x <= box.east + around && is_closed(change, &ring, (vp_point){x, y}))
                roads[row * geometry.columns + column] = 0;
    }
}

void vp_scenario_close_roads(const vp_scenario *scenario, vp_grid_geometry geometry, uint32_t roads[])
{
    for (size_t i = 0; i < scenario->change_count; i++)
        if (scenario->changes[i].kind == VP_CHANGE_CLOSE_ROAD) close_cells(&scenario->changes[i], geometry, roads);
}

static bool is_travelled(const vp_service *service)
{
    return service->reach == VP_REACH_TRAVEL_TIME || service->reach == VP_REACH_ROUND_TRIP;
}

/* A service that names its own season keeps it, unless it is the one named here. */
static bool switch_season(applying *a, const vp_change *change)
{
    vp_region *region = &a->out->region;
    size_t named = VP_NONE;
    if (change->service && !find_service(a, change->service, &named)) return false;
    if (named != VP_NONE && !is_travelled(&region->definitions.services[named]))
        return vp_fail(a->err, VP_BAD_INPUT, "change %zu: nobody travels to %.80s; a season does not change it",
                       a->number, change->service);
    if (named != VP_NONE) {
        region->definitions.services[named].season = change->season;
        mark(a, named, VP_SERVICE_TERRAIN);
        return true;
    }
    region->season = change->season;
    for (size_t s = 0; s < region->definitions.service_count; s++)
        if (is_travelled(&region->definitions.services[s]) &&
            region->definitions.services[s].season == VP_SEASON_ALWAYS)
            mark(a, s, VP_SERVICE_TERRAIN);
    return true;
}

static bool close_road(applying *a, const vp_change *change)
{
    vp_region *region = &a->out->region;
    for (size_t s = 0; s < region->definitions.service_count; s++)
        if (is_travelled(&region->definitions.services[s])) mark(a, s, VP_SERVICE_ROADS);
    if (!region->land.roads) return true;
    if (region->land.roads == a->base->land.roads)
        region->land.roads =
            hold_copy(a, a->base->land.roads, vp_grid_geometry_cells(region->geometry) * sizeof *region->land.roads, 0);
    if (!region->land.roads) return false;
    close_cells(change, region->geometry, region->land.roads);
    return true;
}

static bool add_transmitter(applying *a, const vp_change *change)
{
    vp_region *region = &a->out->region;
    bool known = false, again = false;
    char id[32];
    snprintf(id, sizeof id, "new_%zu", ++a->added);
    const char *chosen = change->facility ? change->facility : id;
    for (size_t i = 0; i < region->supply.transmitter_count; i++)
        again |= strcmp(region->supply.transmitters[i].id, chosen) == 0;
    if (again)
        return vp_fail(a->err, VP_BAD_INPUT, "change %zu: there is a transmitter %.80s already", a->number, chosen);
    vp_transmitter *all =
        hold_copy(a, region->supply.transmitters, region->supply.transmitter_count * sizeof *all, sizeof *all);
    if (!all) return false;
    vp_transmitter *new = &all[region->supply.transmitter_count];
    *new = (vp_transmitter){.id = hold_text(a, chosen),
                            .site = hold_text(a, change->name ? change->name : chosen),
                            .programme = hold_text(a, change->programme ? change->programme : chosen),
                            .system = hold_text(a, change->system),
                            .scope = change->scope,
                            .polarisation = change->polarisation,
                            .x = change->x,
                            .y = change->y,
                            .lon = change->lon,
                            .lat = change->lat,
                            .mast_metres = change->mast_metres,
                            .frequency_mhz = change->frequency_mhz,
                            .erp_kw = change->erp_kw};
    if (!new->id || !new->site || !new->programme || !new->system) return false;
    memcpy(new->open_from, change->open_from, sizeof new->open_from);
    new->open = !new->open_from[0] || strcmp(new->open_from, region->as_of) <= 0;
    region->supply.transmitters = all;
    region->supply.transmitter_count++;
    for (size_t s = 0; s < region->definitions.service_count; s++) {
        bool ours = region->definitions.services[s].reach == VP_REACH_SIGNAL &&
                    strcmp(region->definitions.services[s].mode, new->system) == 0;
        known |= ours;
        if (ours && new->open) mark(a, s, VP_SERVICE_SIGNALS);
    }
    return known ||
           vp_fail(a->err, VP_BAD_INPUT, "change %zu: no service is received as %.80s", a->number, change->system);
}

/* ------------------------------------------------------------ the whole */

static bool (*const appliers[VP_CHANGE_COUNT])(applying *, const vp_change *) = {
    [VP_CHANGE_ADD] = add_facility,       [VP_CHANGE_MOVE] = move_facility,
    [VP_CHANGE_REMOVE] = remove_facility, [VP_CHANGE_CAPACITY] = change_capacity,
    [VP_CHANGE_OPENING] = change_opening, [VP_CHANGE_CLOSE_ROAD] = close_road,
    [VP_CHANGE_SEASON] = switch_season,   [VP_CHANGE_TRANSMITTER] = add_transmitter,
};

bool vp_scenario_apply(const vp_region *base, const vp_scenario *scenario, vp_changed *out, vp_error *err)
{
    *out = (vp_changed){.scenario = scenario};
    applying a = {.base = base, .out = out, .err = err};
    bool ok = start(&a, scenario);
    for (size_t i = 0; ok && i < scenario->change_count; i++) {
        a.number = i + 1;
        ok = appliers[scenario->changes[i].kind](&a, &scenario->changes[i]);
    }
    return ok;
}

bool vp_changed_touches(const vp_changed *changed, const vp_indicator *n)
{
    const vp_definitions *d = &changed->region.definitions;
    if (n->service != VP_NONE) return changed->changed[n->service] != VP_SERVICE_SAME;
    if (n->joint >= d->joint_count) return false;
    for (size_t i = 0; i < d->joints[n->joint].service_count; i++)
        if (changed->changed[d->joints[n->joint].services[i]] != VP_SERVICE_SAME) return true;
    return false;
}

void vp_changed_clear(vp_changed *changed)
{
    for (allocation *a = changed->owned; a;) {
        allocation *next = a->next;
        free(a);
        a = next;
    }
    *changed = (vp_changed){0};
}
