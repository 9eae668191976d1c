#include "pipeline/follow.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/distance.h>
#include <vungphu/travel_surface.h>

/* Each change costs what its facility's cells cost to solve: beyond a fifth of the list all at once is quicker. */
enum { CHANGES_AT_LEAST = 2, ONE_CHANGE_IN = 5 };

/* The list that was and the one that is, as one. */
typedef struct {
    int32_t *position; /* [row of the region that was] place; -1: of another service */
    vp_travel_place *places;
    size_t count;
} joined;

static bool is_same(const vp_facility *a, const vp_facility *b)
{
    return a->x == b->x && a->y == b->y && a->lon == b->lon && a->lat == b->lat && strcmp(a->id, b->id) == 0;
}

static const vp_facility *was_at(const vp_known_before *b, size_t at)
{
    return &b->region->supply.facilities[b->service->facilities[at]];
}

static void add_place(joined *j, const vp_region *region, const vp_facility *f, int32_t row, bool is_new)
{
    vp_travel_place *place = &j->places[j->count++];
    *place = (vp_travel_place){.facility = row, .is_new = is_new};
    if (!vp_grid_geometry_locate(region->geometry, f->x, f->y, &place->cell)) place->cell = SIZE_MAX;
}

/* Those of the list that was, from first on and before end, are gone. */
static void add_gone(joined *j, const vp_region *region, const vp_known_before *b, size_t first, size_t end)
{
    for (; first < end; first++) {
        j->position[b->service->facilities[first]] = (int32_t)j->count;
        add_place(j, region, was_at(b, first), -1, false);
    }
}

/* In the order of both. False: too many are others. */
static bool join(joined *j, const vp_region *region, const vp_service *service, const vp_known_before *b)
{
    size_t was = b->service->facility_count, most = CHANGES_AT_LEAST + service->facility_count / ONE_CHANGE_IN,
           next = 0, changes = 0;
    for (size_t i = 0; changes <= most && i < service->facility_count; i++) {
        const vp_facility *f = &region->supply.facilities[service->facilities[i]];
        size_t at = next;
        while (at < was && !is_same(was_at(b, at), f)) at++;
        bool is_new = at == was;
        if (!is_new) {
            add_gone(j, region, b, next, at);
            changes += at - next;
            next = at + 1;
            j->position[b->service->facilities[at]] = (int32_t)j->count;
        }
        changes += is_new;
        add_place(j, region, f, (int32_t)service->facilities[i], is_new);
    }
    add_gone(j, region, b, next, was);
    return changes + was - next <= most;
}

/* Of those gone no row is known: their cells are looked at again. */
static bool follow_distance(const vp_region *region, const vp_service *service, const vp_known_before *b,
                            const joined *j, vp_modes_travel *surface, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(region->geometry);
    vp_distance_plane plane = vp_distance_plane_of(region);
    surface->minutes = vp_grid_new_unset(region->geometry, err);
    if (!surface->minutes) return false;
    surface->nearest = malloc((cells + 1) * sizeof *surface->nearest);
    if (!surface->nearest) return vp_fail_memory(err, cells * sizeof *surface->nearest);
    float *metres = vp_grid_edit(surface->minutes);
    memcpy(metres, b->values, cells * sizeof *metres);
    for (size_t i = 0; i < cells; i++) {
        int32_t place = b->nearest[i] < 0 ? -1 : j->position[b->nearest[i]];
        surface->nearest[i] = place < 0 ? -1 : j->places[place].facility;
    }
    return vp_distance_renew(&plane, service->facilities, service->facility_count, metres, surface->nearest, err);
}

static bool follow_travel(const vp_region *region, const vp_service *service, vp_analysis_terrain *terrain,
                          const vp_travel_options *travel, const vp_travel_before *then, vp_modes_travel *surface,
                          vp_error *err)
{
    if (!terrain->engine) terrain->engine = vp_travel_surface_engine(terrain->modes, travel, err);
    return terrain->engine &&
           vp_travel_surface_follow(terrain->engine, region, service, terrain->modes, then, surface, err);
}

bool vp_follow_surface(const vp_region *region, const vp_service *service, vp_analysis_terrain *terrain,
                       const vp_travel_options *travel, const vp_known_before *before, vp_modes_travel *surface,
                       vp_error *err)
{
    size_t rows = before->region->supply.facility_count;
    bool travels = service->reach == VP_REACH_TRAVEL_TIME && terrain && terrain->modes->count == 1;
    *surface = (vp_modes_travel){0};
    if (!before->values || !before->nearest || !service->facility_count || before->service->reach != service->reach ||
        (!travels && service->reach != VP_REACH_DISTANCE))
        return true;
    size_t most = before->service->facility_count + service->facility_count + 1;
    joined j = {malloc((rows + 1) * sizeof *j.position), malloc(most * sizeof *j.places), 0};
    bool ok = (j.position && j.places) || vp_fail_memory(err, most * sizeof *j.places);
    for (size_t i = 0; ok && i < rows; i++) j.position[i] = -1;
    if (ok && join(&j, region, service, before)) {
        const vp_travel_before then = {before->values, before->nearest, j.position, rows, j.places, j.count};
        ok = travels ? follow_travel(region, service, terrain, travel, &then, surface, err)
                     : follow_distance(region, service, before, &j, surface, err);
    }
    free(j.position);
    free(j.places);
    if (!ok) vp_modes_travel_clear(surface);
    return ok;
}

/* ------------------------------------------------------------ units */

void vp_follow_units(const vp_weights *weights, const uint16_t before[], const uint16_t now[], bool changed[])
{
    for (size_t u = 0; u < weights->zone_count; u++) changed[u] = false;
    for (size_t r = 0; r < weights->run_count; r++) {
        vp_run run = weights->runs[r];
        if (changed[run.zone]) continue;
        changed[run.zone] = memcmp(before + run.first_cell, now + run.first_cell, run.cell_count * sizeof *now) != 0;
    }
    for (size_t p = 0; p < weights->partial_count; p++)
        changed[weights->partials[p].zone] |= before[weights->partials[p].cell] != now[weights->partials[p].cell];
}

void vp_analysis_terrain_clear(vp_analysis_terrain *terrain)
{
    vp_travel_engine_free(terrain->engine);
    vp_modes_engine_free(terrain->floating);
    vp_modes_free(terrain->modes);
    *terrain = (vp_analysis_terrain){0};
}
