#include "travel/cut_off.h"
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/limit.h>

bool vp_travel_surface_mark_unknown(const vp_travel_solved *solved, vp_grid *minutes, vp_error *err)
{
    float *values = vp_grid_edit(minutes);
    size_t cells = vp_grid_geometry_cells(solved->region->geometry);
    bool unknown = false;
    for (size_t i = 0; i < cells; i++) {
        if (!isnan(values[i])) continue;
        if (vp_cut_off_is_unknown(solved, i))
            unknown = true;
        else
            values[i] = INFINITY;
    }
    if (!unknown) return true; /* then none is cut off by it */
    vp_cut_off cut = {0};
    bool ok = vp_cut_off_find(solved, values, &cut, err);
    for (size_t i = 0; ok && i < cut.count; i++) values[cut.cells[i]] = NAN;
    vp_cut_off_clear(&cut);
    return ok;
}

#define NEAR_HUNDREDTH (VP_LIMIT_SLACK * 1.001) /* of the minutes: no more than this off is looked at closely */

/* minutes: 0 or more. */
static float settled(float minutes, double limit)
{
    double exact = (double)minutes, hundredths = exact * 100;
    double near = hundredths < 0x1p40 ? (double)(int64_t)(hundredths + 0.5) : hundredths;
    if (fabs(hundredths - near) <= hundredths * NEAR_HUNDREDTH && fabs(exact - near / 100) <= exact * VP_LIMIT_SLACK)
        exact = near / 100;
    return (float)(limit < exact ? limit : exact);
}

void vp_travel_surface_settle(vp_grid *minutes, double limit)
{
    float *values = vp_grid_edit(minutes);
    size_t cells = vp_grid_geometry_cells(vp_grid_geometry_of(minutes));
    float below = nextafterf((float)fmin(limit, 0x1p33), 0);
    for (size_t i = 0; i < cells; i++) {
        double hundredths = (double)values[i] * 100;
        if (values[i] < below && fabs(hundredths - (double)(int64_t)(hundredths + 0.5)) > hundredths * NEAR_HUNDREDTH)
            continue; /* most: neither near a hundredth nor at the limit */
        if (isfinite(values[i])) values[i] = settled(values[i], limit);
    }
}

/* The cells of a service's facilities; SIZE_MAX for one outside the geometry. */
static size_t *cells_of(const vp_region *region, const vp_service *service, vp_error *err)
{
    size_t *cells = malloc((service->facility_count + 1) * sizeof *cells);
    if (!cells) vp_fail_memory(err, service->facility_count * sizeof *cells);
    for (size_t i = 0; cells && i < service->facility_count; i++) {
        const vp_facility *facility = &region->supply.facilities[service->facilities[i]];
        if (!vp_grid_geometry_locate(region->geometry, facility->x, facility->y, &cells[i])) cells[i] = SIZE_MAX;
    }
    return cells;
}

static bool one_way(const vp_region *region, const vp_service *service, const vp_modes *modes,
                    const vp_travel_options *options, vp_modes_travel *out, vp_error *err)
{
    size_t *cells = cells_of(region, service, err);
    vp_modes_engine *engine = cells ? vp_modes_engine_new(modes, options, err) : NULL;
    bool ok = engine && vp_modes_engine_solve(engine, cells, service->facility_count, out, err);
    vp_modes_engine_free(engine);
    size_t count = vp_grid_geometry_cells(region->geometry);
    for (size_t i = 0; ok && i < count; i++)
        if (out->nearest[i] >= 0) out->nearest[i] = (int32_t)service->facilities[out->nearest[i]];
    vp_travel_solved solved = {region, modes, cells, service->facility_count, options};
    ok = ok && vp_travel_surface_mark_unknown(&solved, out->minutes, err);
    free(cells);
    return ok;
}

/* ------------------------------------------------------------ from a surface of before */

/* A copy of what was found before, facilities by their places. */
static bool copy_before(const vp_region *region, const vp_travel_before *before, vp_travel *out, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(region->geometry);
    out->minutes = vp_grid_new_unset(region->geometry, err);
    if (!out->minutes) return false;
    out->nearest = calloc(cells + 1, sizeof *out->nearest);
    if (!out->nearest) return vp_fail_memory(err, cells * sizeof *out->nearest);
    memcpy(vp_grid_edit(out->minutes), before->minutes, cells * sizeof *before->minutes);
    for (size_t i = 0; i < cells; i++)
        out->nearest[i] = before->nearest[i] < 0 ? -1 : before->position[before->nearest[i]];
    return true;
}

/* Each of them has its place from the beginning: of equally near facilities the first counts, before and after. */
static bool change(vp_travel_engine *engine, const vp_travel_before *before, vp_travel *travel, vp_error *err)
{
    const vp_travel_found found = {before->minutes, before->nearest, before->position, before->row_count, true};
    const vp_travel_place *places = before->places;
    size_t count = before->place_count, *then = malloc((count + 1) * sizeof *then);
    bool ok = then || vp_fail_memory(err, count * sizeof *then);
    for (size_t i = 0; ok && i < count; i++) then[i] = places[i].is_new ? SIZE_MAX : places[i].cell;
    ok = ok && vp_travel_engine_resume(engine, then, count, &found, err);
    for (size_t i = 0; ok && i < count; i++)
        ok = places[i].facility >= 0 || places[i].cell == SIZE_MAX || vp_travel_engine_remove(engine, i, travel, err);
    for (size_t i = 0; ok && i < count; i++)
        ok = !places[i].is_new || places[i].cell == SIZE_MAX ||
             vp_travel_engine_put(engine, i, places[i].cell, travel, err);
    free(then);
    return ok;
}

vp_travel_engine *vp_travel_surface_engine(const vp_modes *modes, const vp_travel_options *options, vp_error *err)
{
    vp_travel_options there = *options;
    there.from_facility = false;
    return vp_travel_engine_new(modes->terrains[0], &there, err);
}

bool vp_travel_surface_follow(vp_travel_engine *engine, const vp_region *region, const vp_service *service,
                              const vp_modes *modes, const vp_travel_before *before, vp_modes_travel *surface,
                              vp_error *err)
{
    *surface = (vp_modes_travel){0};
    assert(modes->count == 1 && service->reach == VP_REACH_TRAVEL_TIME);
    vp_travel travel = {0};
    size_t *cells = cells_of(region, service, err), count = vp_grid_geometry_cells(region->geometry);
    bool ok = cells && copy_before(region, before, &travel, err) && change(engine, before, &travel, err);
    *surface = (vp_modes_travel){.minutes = travel.minutes, .nearest = travel.nearest};
    for (size_t i = 0; ok && i < count; i++)
        if (travel.nearest[i] >= 0) travel.nearest[i] = before->places[travel.nearest[i]].facility;
    const vp_travel_options *options = vp_travel_engine_options(engine);
    vp_travel_solved solved = {region, modes, cells, service->facility_count, options};
    ok = ok && vp_travel_surface_mark_unknown(&solved, surface->minutes, err);
    free(cells);
    if (!ok) vp_modes_travel_clear(surface);
    return ok;
}

/* ------------------------------------------------------------ the surface of a service */

/* There and back: the nearest facility one walks to, and the least time back from any. */
static bool add_return(const vp_region *region, const vp_service *service, const vp_modes *modes,
                       vp_travel_options options, vp_grid *minutes, vp_error *err)
{
    vp_modes_travel back = {0};
    options.from_facility = true;
    if (!one_way(region, service, modes, &options, &back, err)) return false;
    float *values = vp_grid_edit(minutes);
    const float *returning = vp_grid_cells(back.minutes);
    size_t count = vp_grid_geometry_cells(region->geometry);
    for (size_t i = 0; i < count; i++) values[i] += returning[i] + (float)service->queue_minutes;
    vp_modes_travel_clear(&back);
    return true;
}

bool vp_travel_surface_of(const vp_region *region, const vp_service *service, const vp_modes *modes,
                          const vp_travel_options *options, vp_modes_travel *surface, vp_error *err)
{
    vp_travel_options there = *options;
    there.from_facility = false;
    *surface = (vp_modes_travel){0};
    bool ok = one_way(region, service, modes, &there, surface, err);
    if (ok && service->reach == VP_REACH_ROUND_TRIP)
        ok = add_return(region, service, modes, there, surface->minutes, err);
    if (!ok) vp_modes_travel_clear(surface);
    return ok;
}

vp_grid *vp_travel_surface_minutes(const vp_region *region, const vp_service *service, const vp_travel_options *options,
                                   vp_error *err)
{
    vp_modes_travel surface = {0};
    vp_modes *modes = vp_modes_new(region, service->mode, service->season, err);
    bool ok = modes && vp_travel_surface_of(region, service, modes, options, &surface, err);
    vp_modes_free(modes);
    free(surface.nearest);
    free(surface.mode);
    return ok ? surface.minutes : NULL;
}
