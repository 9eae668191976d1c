/* Facilities on terrain that nobody can cross, moved when the province asks for it. */
#include "store/region/region_internal.h"
#include "store/sqlite/settings.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/modes.h>

static bool can_stand(const vp_modes *modes, const vp_facility *f)
{
    size_t cell;
    bool can = false;
    if (!vp_grid_geometry_locate(modes->terrains[0]->geometry, f->x, f->y, &cell)) return false;
    for (size_t m = 0; m < modes->count; m++) can |= vp_terrain_passable(modes->terrains[m], cell);
    return can;
}

/* To the middle of the nearest cell where some mode can be, no further in all than most_metres from where the source
 * has it. Longitude and latitude stay as there. */
static void snap(const vp_modes *modes, double most_metres, vp_facility *f)
{
    size_t cell;
    double metres;
    if (!vp_modes_snap(modes, f->x, f->y, most_metres - f->moved_metres, &cell, &metres)) return;
    vp_grid_geometry_centre(modes->terrains[0]->geometry, cell, &f->x, &f->y);
    f->moved_metres += metres;
}

/* Of a part: beyond its window. */
static bool lies_elsewhere(const vp_grid_geometry *g, const vp_facility *f)
{
    return f->x < g->west || f->x > g->west + (double)g->columns * g->cell_metres || f->y > g->north ||
           f->y < g->north - (double)g->rows * g->cell_metres;
}

/* The grids of whole go on beyond those of a part: so near to where, terrain that the part does not know may be nearer,
 * and none is moved. vp_part_land_cut knows the rule. */
static void snap_all(vp_region *region, vp_grid_geometry whole, const vp_modes *modes, double most_metres,
                     const size_t facilities[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        vp_facility *f = &region->supply.facilities[facilities[i]];
        if (lies_elsewhere(&region->geometry, f)) continue;
        if (f->moved_metres == 0 && vp_grid_geometry_inside(whole, region->geometry, f->x, f->y) < most_metres)
            continue;
        if (!can_stand(modes, f)) snap(modes, most_metres, f);
    }
}

bool vp_region_snap_facilities(vp_region_parts *parts, vp_error *err)
{
    vp_region *region = parts->region;
    double most_metres;
    vp_grid_geometry whole;
    bool ok = vp_settings_number(parts->database, "snap_metres", 0, &most_metres, err) &&
              vp_settings_whole(parts->database, &whole, err);
    if (!whole.columns) whole = region->geometry;
    for (size_t s = 0; ok && most_metres > 0 && s < region->definitions.service_count; s++) {
        const vp_service *service = &region->definitions.services[s];
        if (service->reach != VP_REACH_TRAVEL_TIME && service->reach != VP_REACH_ROUND_TRIP) continue;
        vp_modes *modes = vp_modes_new(region, service->mode, service->season, err);
        ok = modes != NULL;
        if (ok) snap_all(region, whole, modes, most_metres, service->facilities, service->facility_count);
        for (size_t i = 0; ok && i < region->definitions.planned_count; i++) {
            const vp_planned_service *planned = &region->definitions.planned[i];
            if (planned->service == s)
                snap_all(region, whole, modes, most_metres, planned->facilities, planned->facility_count);
        }
        vp_modes_free(modes);
    }
    return ok;
}
