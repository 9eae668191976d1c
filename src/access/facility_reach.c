#include "access/facility_reach.h"
#include <math.h>
#include <vungphu/coverage.h>
#include <vungphu/distance.h>
#include <vungphu/limit.h>
#include <vungphu/modes.h>

static bool reach(const vp_facility_reach *r, size_t facility, size_t cell, float value)
{
    if (!r->wanted(r->context, cell) || !vp_limit_holds(r->limit, (double)value)) return true;
    return r->reached(r->context, facility, cell, value);
}

static bool reach_by_travel(const vp_facility_reach *r, vp_error *err)
{
    vp_travel_options options = *r->travel;
    vp_reached reached = {0};
    options.limit_minutes = r->limit;
    options.from_facility = false;
    vp_modes *modes = vp_modes_new(r->region, r->service->mode, r->service->season, err);
    vp_modes_engine *engine = modes ? vp_modes_engine_new(modes, &options, err) : NULL;
    bool ok = engine != NULL;
    for (size_t i = 0; ok && i < r->service->facility_count; i++) {
        const vp_facility *f = &r->region->supply.facilities[r->service->facilities[i]];
        size_t cell;
        if (!vp_grid_geometry_locate(r->region->geometry, f->x, f->y, &cell)) continue;
        ok = vp_modes_engine_reached(engine, &cell, 1, &reached, err);
        for (size_t k = 0; ok && k < reached.count; k++)
            ok = reach(r, i, reached.cells[k], reached.minutes[k]) || vp_fail_memory(err, reached.count);
    }
    vp_reached_clear(&reached);
    vp_modes_engine_free(engine);
    vp_modes_free(modes);
    return ok;
}

static bool reach_by_distance(const vp_facility_reach *r, vp_error *err)
{
    vp_grid_geometry g = r->region->geometry;
    size_t cells = vp_grid_geometry_cells(g);
    double near = r->limit * 1.01 + g.cell_metres; /* of the map's plane, whose scale is within a hundredth of 1 */
    for (size_t cell = 0; cell < cells; cell++) {
        double x, y, lon, lat;
        if (!r->wanted(r->context, cell)) continue;
        vp_grid_geometry_centre(g, cell, &x, &y);
        size_t column = cell % g.columns, row = cell / g.columns;
        if (!vp_lattice_at(&r->region->cell_to_lonlat, (double)column + 0.5, (double)row + 0.5, &lon, &lat)) continue;
        for (size_t i = 0; i < r->service->facility_count; i++) {
            const vp_facility *f = &r->region->supply.facilities[r->service->facilities[i]];
            if (fabs(f->x - x) <= near && fabs(f->y - y) <= near &&
                !reach(r, i, cell, (float)vp_distance_metres(lon, lat, f->lon, f->lat)))
                return vp_fail_memory(err, cells);
        }
    }
    return true;
}

bool vp_facility_reach_check(const vp_region *region, const vp_service *service, double limit, vp_error *err)
{
    if (service->reach != VP_REACH_TRAVEL_TIME && service->reach != VP_REACH_DISTANCE)
        return vp_fail(err, VP_BAD_INPUT, "%s is not reached by travel time or distance", service->id);
    if (!region->people.population_count) return vp_fail(err, VP_NOT_FOUND, "the province has no population grid");
    if (isinf(limit)) return vp_fail(err, VP_BAD_INPUT, "whom a facility serves needs a limit");
    return vp_scale_check(vp_scale_of(service->reach), limit, err);
}

bool vp_facility_reach_all(const vp_facility_reach *r, vp_error *err)
{
    return r->service->reach == VP_REACH_DISTANCE ? reach_by_distance(r, err) : reach_by_travel(r, err);
}
