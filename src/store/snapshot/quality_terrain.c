#include "store/snapshot/quality_terrain.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/modes.h>
#include <vungphu/unit_weights.h>

static void describe_terrain(const vp_land *land, size_t cell, char text[60])
{
    if (land->elevation && isnan(vp_grid_cells(land->elevation)[cell]))
        snprintf(text, 60, "terrain of unknown height");
    else if (land->barriers && land->barriers[cell])
        snprintf(text, 60, "water or another barrier");
    else if (land->land_cover && land->land_cover[cell])
        snprintf(text, 60, "land cover %u", land->land_cover[cell]);
    else
        snprintf(text, 60, "terrain of unknown land cover");
}

static void describe_nearest(const vp_modes *modes, const vp_facility *f, char text[120])
{
    double nearest = INFINITY, metres;
    size_t cell;
    for (size_t m = 0; m < modes->count; m++)
        if (vp_terrain_snap(modes->terrains[m], f->x, f->y, VP_QUALITY_TERRAIN_METRES, &cell, &metres))
            nearest = fmin(nearest, metres);
    if (nearest < INFINITY)
        snprintf(text, 120, "the nearest terrain that can be crossed is %.0f m away", nearest);
    else
        snprintf(text, 120, "no terrain within %.0f m can be crossed", VP_QUALITY_TERRAIN_METRES);
}

static bool add_misplaced(const vp_facility *f, char reason[], vp_quality *quality, vp_error *err)
{
    char kind[] = "ground", severity[] = "warning", file[] = "facilities", field[] = "lon, lat";
    vp_quality_row like = {.kind = kind,
                           .severity = severity,
                           .file = file,
                           .layer = f->dataset,
                           .field = field,
                           .value = f->id,
                           .reason = reason,
                           .x = f->x,
                           .y = f->y};
    return vp_quality_add(quality, &like, err) != NULL;
}

static bool add_moved(const vp_facility *f, vp_quality *quality, vp_error *err)
{
    char reason[400];
    snprintf(
        reason, sizeof reason,
        "%.100s (%.100s) stands on terrain that cannot be crossed; travel times have it %.0f m away, on terrain that "
        "can (snap_metres)",
        f->name ? f->name : "", f->id, f->moved_metres);
    return add_misplaced(f, reason, quality, err);
}

static bool add_stranded(const vp_facility *f, const vp_service *service, const char *terrain, const char *nearest,
                         vp_quality *quality, vp_error *err)
{
    char reason[500];
    snprintf(reason, sizeof reason,
             "%.100s (%.100s) stands on %s, where %.60s cannot be, and reaches nobody in %.60s; %s: correct its place",
             f->name ? f->name : "", f->id, terrain, service->mode, service->id, nearest);
    return add_misplaced(f, reason, quality, err);
}

static bool check_service(const vp_region *region, const vp_service *service, const vp_modes *modes,
                          vp_quality *quality, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < service->facility_count; i++) {
        const vp_facility *f = &region->supply.facilities[service->facilities[i]];
        size_t cell;
        char terrain[60], nearest[120];
        if (!f->open) continue;
        if (!vp_grid_geometry_locate(region->geometry, f->x, f->y, &cell)) {
            ok = add_stranded(f, service, "no terrain at all (it lies outside the grid)", "nothing is known there",
                              quality, err);
            continue;
        }
        if (vp_modes_passable(modes, cell)) continue;
        describe_terrain(&region->land, cell, terrain);
        describe_nearest(modes, f, nearest);
        ok = add_stranded(f, service, terrain, nearest, quality, err);
    }
    return ok;
}

/* ------------------------------------------------------------ people */

typedef struct {
    size_t cells, fullest;
    double people, all, most;
} stranded_people;

static void count_cell(const vp_people *from, const uint8_t passable[], size_t cell, double share, stranded_people *s)
{
    double people = share * (double)vp_grid_cells(from->populations[0].people)[cell];
    if (!(people > 0)) return;
    s->all += people;
    if (passable[cell]) return;
    s->cells++;
    s->people += people;
    if (people <= s->most) return;
    s->most = people;
    s->fullest = cell;
}

static bool add_people(const vp_region *region, const char *reason, double people, size_t cell, vp_quality *quality,
                       vp_error *err)
{
    char kind[] = "people_on_barriers", severity[] = "warning", file[] = "population", value[40];
    vp_quality_row like = {.kind = kind,
                           .severity = severity,
                           .file = file,
                           .layer = region->people.populations[0].label,
                           .value = value,
                           .reason = (char *)(uintptr_t)reason,
                           .x = NAN,
                           .y = NAN};
    snprintf(value, sizeof value, "%.0f", people);
    if (cell != SIZE_MAX) vp_grid_geometry_centre(region->geometry, cell, &like.x, &like.y);
    return vp_quality_add(quality, &like, err) != NULL;
}

/* passable: by some mode of some service. Only cells with half a person or more in sum are worth a finding. */
static bool check_people(const vp_region *region, const vp_weights *given, const uint8_t passable[],
                         vp_quality *quality, vp_error *err)
{
    stranded_people s = {0};
    char reason[400];
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    vp_weights *own = given ? NULL : vp_unit_weights_new(set, region->geometry, false, err);
    const vp_weights *w = given ? given : own;
    if (!w) return false;
    for (size_t r = 0; r < w->run_count; r++)
        for (uint32_t k = 0; k < w->runs[r].cell_count; k++)
            count_cell(&region->people, passable, w->runs[r].first_cell + k, 1, &s);
    for (size_t p = 0; p < w->partial_count; p++)
        count_cell(&region->people, passable, w->partials[p].cell, w->partials[p].share, &s);
    vp_weights_free(own);
    snprintf(reason, sizeof reason,
             "%.0f people were on terrain that no service's modes can cross, and are counted on the nearest terrain of "
             "their unit that they can (people_on_barriers)",
             region->people.moved);
    if (region->people.moved >= 0.5 && !add_people(region, reason, region->people.moved, SIZE_MAX, quality, err))
        return false;
    if (s.people < 0.5) return true;
    snprintf(reason, sizeof reason,
             "%.0f people (%.2f %%) in %zu cells, most of them here, are on terrain that no service's modes can cross, "
             "and reach none; people_on_barriers of province.csv moves them to terrain of their unit that can",
             s.people, 100 * s.people / s.all, s.cells);
    return add_people(region, reason, s.people, s.fullest, quality, err);
}

/* Where only the height is not known, people are not on a barrier: they have no data. */
static void add_passable(const vp_modes *modes, uint8_t passable[])
{
    size_t cells = vp_grid_geometry_cells(modes->terrains[0]->geometry);
    for (size_t m = 0; m < modes->count; m++)
        for (size_t i = 0; i < cells; i++) passable[i] |= modes->terrains[m]->minutes_per_metre[i] < INFINITY;
}

static bool moved_facilities(const vp_supply *supply, vp_quality *quality, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < supply->facility_count; i++)
        if (supply->facilities[i].moved_metres > 0) ok = add_moved(&supply->facilities[i], quality, err);
    return ok;
}

bool vp_quality_terrain(const vp_region *region, const vp_weights *weights, vp_quality *quality, vp_error *err)
{
    vp_modes *modes = NULL;
    const vp_service *last = NULL;
    size_t cells = vp_grid_geometry_cells(region->geometry);
    uint8_t *passable = calloc(cells, 1);
    bool ok = (passable || vp_fail_memory(err, cells)) && moved_facilities(&region->supply, quality, err);
    for (size_t s = 0; ok && s < region->definitions.service_count; s++) {
        const vp_service *service = &region->definitions.services[s];
        if (service->reach != VP_REACH_TRAVEL_TIME && service->reach != VP_REACH_ROUND_TRIP) continue;
        if (!last || strcmp(last->mode, service->mode) != 0 || last->season != service->season) {
            vp_modes_free(modes);
            modes = vp_modes_new(region, service->mode, service->season, err);
            last = service;
            if (modes) add_passable(modes, passable);
        }
        ok = modes && check_service(region, service, modes, quality, err);
    }
    vp_modes_free(modes);
    if (ok && last && region->land.land_cover && region->people.population_count && region->units.set_count)
        ok = check_people(region, weights, passable, quality, err);
    free(passable);
    return ok;
}
