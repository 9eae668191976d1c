/* The processes travel-time and signal: who is reached from places that need not exist yet. */
#include "service/process_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/contour.h>
#include <vungphu/pace.h>
#include <vungphu/signal.h>
#include <vungphu/travel_surface.h>

static bool begin(const vp_process_work *work, const char *step, double done, vp_error *err)
{
    return work->progress(work->progress_context, step, done) || vp_fail(err, VP_CANCELLED, "stopped");
}

/* ------------------------------------------------------------ travel time */

/* Cells of the facilities; one on ground that cannot be crossed is refused, not moved. */
static size_t *facility_cells(const vp_process_work *work, const vp_terrain *terrain, size_t *count, vp_error *err)
{
    *count = json_array_size(json_object_get(work->inputs, "facilities"));
    size_t *cells = malloc((*count + 1) * sizeof *cells);
    bool ok = cells || vp_fail_memory(err, *count * sizeof *cells);
    for (size_t i = 0; ok && i < *count; i++) {
        double xy[2];
        ok = vp_process_point(work, "facilities", i, xy, &cells[i], err);
        if (ok && !isfinite(terrain->minutes_per_metre[cells[i]]))
            ok = vp_fail(err, VP_BAD_INPUT, "inputs.facilities[%zu] stands on ground that this mode cannot cross", i);
    }
    if (ok) return cells;
    free(cells);
    return NULL;
}

/* Corners of a contour's ring in degrees, closed. */
static json_t *ring_json(const vp_process_work *work, const vp_contour *contour, size_t ring)
{
    vp_grid_geometry f = work->region->geometry;
    const vp_shape *shape = &contour->shape;
    json_t *corners = json_array();
    size_t first = shape->ring_starts[ring], end = shape->ring_starts[ring + 1];
    for (size_t k = first; corners && k <= end; k++) {
        vp_point p = shape->points[k < end ? k : first];
        double lon, lat;
        vp_lattice_at(&work->region->cell_to_lonlat, (p.x - f.west) / f.cell_metres, (f.north - p.y) / f.cell_metres,
                      &lon, &lat);
        json_array_append_new(corners, json_pack("[f, f]", round(lon * 1e6) / 1e6, round(lat * 1e6) / 1e6));
    }
    return corners;
}

static json_t *polygons_json(const vp_process_work *work, const vp_contour *contour)
{
    json_t *polygons = json_array();
    for (size_t r = 0; polygons && r < contour->shape.ring_count; r++) {
        if (contour->outer[r] != VP_CONTOUR_OUTER) continue;
        json_t *rings = json_array();
        json_array_append_new(rings, ring_json(work, contour, r));
        for (size_t h = 0; h < contour->shape.ring_count; h++)
            if (contour->outer[h] == r) json_array_append_new(rings, ring_json(work, contour, h));
        json_array_append_new(polygons, rings);
    }
    return polygons;
}

static bool add_isochrone(const vp_process_work *work, const float minutes[], double limit, json_t *result,
                          vp_error *err)
{
    vp_contour contour = {0};
    vp_contour_field field = {.values = minutes};
    if (!vp_contour_at(work->region->geometry, &field, (vp_contour_box){0}, limit, &contour, err)) return false;
    json_t *geometry = json_pack("{s:s, s:o}", "type", "MultiPolygon", "coordinates", polygons_json(work, &contour));
    vp_contour_clear(&contour);
    return json_object_set_new(result, "isochrone",
                               json_pack("{s:s, s:{s:f}, s:o}", "type", "Feature", "properties", "limit", limit,
                                         "geometry", geometry)) == 0 ||
           vp_fail(err, VP_NO_MEMORY, "no memory for the isochrone");
}

json_t *vp_process_travel_time(const vp_process_work *work, vp_error *err)
{
    json_t *result = NULL;
    vp_travel travel = {0};
    size_t count = 0, *cells = NULL;
    double limit = vp_process_number(work, "limit", 60);
    vp_travel_options options = VP_TRAVEL_DEFAULTS;
    options.limit_minutes = limit;
    options.from_facility = vp_process_yes(work, "from_facility");
    options.without_nearest = true;
    vp_season season = strcmp(vp_process_text(work, "season", "dry"), "flood") == 0 ? VP_SEASON_FLOOD : VP_SEASON_DRY;
    vp_terrain *terrain = vp_terrain_new(work->region, vp_process_text(work, "mode", ""), season, err);
    if (terrain) cells = facility_cells(work, terrain, &count, err);
    if (!cells || !begin(work, "travel time", 0.2, err) ||
        !vp_travel_time(terrain, cells, count, &options, &travel, err))
        goto done;
    vp_travel_surface_mark_unknown(work->region, travel.minutes);
    const float *minutes = vp_grid_cells(travel.minutes);
    result = vp_process_count(work, minutes, limit, false, err);
    if (result && vp_process_yes(work, "isochrone") && !add_isochrone(work, minutes, limit, result, err)) {
        json_decref(result);
        result = NULL;
    }
done:
    vp_travel_clear(&travel);
    vp_terrain_free(terrain);
    free(cells);
    return result;
}

/* ------------------------------------------------------------ signal */

static bool report(void *context, double done)
{
    const vp_process_work *work = context;
    return work->progress(work->progress_context, "field strength", done);
}

static bool fill_transmitter(const vp_process_work *work, vp_transmitter *t, vp_error *err)
{
    double xy[2];
    size_t cell;
    if (!vp_process_point(work, "site", 0, xy, &cell, err)) return false;
    t->x = xy[0];
    t->y = xy[1];
    t->lon = vp_process_lon(work, "site", 0);
    t->lat = vp_process_lat(work, "site", 0);
    t->mast_metres = vp_process_number(work, "mast_metres", NAN);
    t->erp_kw = vp_process_number(work, "erp_kw", NAN);
    t->frequency_mhz = vp_process_number(work, "frequency_mhz", NAN);
    t->polarisation = strcmp(vp_process_text(work, "polarisation", "horizontal"), "vertical") == 0
                          ? VP_POLARISATION_VERTICAL
                          : VP_POLARISATION_HORIZONTAL;
    t->open = true;
    return vp_transmitter_set_pattern(t, vp_process_text(work, "pattern", ""), err);
}

json_t *vp_process_signal(const vp_process_work *work, vp_error *err)
{
    static char id[] = "proposed", empty[] = "";
    const vp_region *region = work->region;
    vp_transmitter transmitter = {.id = id, .site = id, .programme = empty};
    transmitter.system = (char *)(uintptr_t)vp_process_text(work, "system", "");
    vp_signal_options options = VP_SIGNAL_DEFAULTS;
    float clutter[256];
    vp_clutter_fill(region, clutter);
    options.clutter_metres = clutter;
    options.progress = report;
    options.context = (void *)(uintptr_t)work;
    json_t *result = NULL;
    vp_grid *field = NULL;
    if (!region->elevation) {
        vp_fail(err, VP_NOT_FOUND, "the dataset has no elevation, without which no field strength is computed");
        return NULL;
    }
    vp_signal_terrain ground = {.geometry = region->geometry,
                                .elevation = vp_grid_cells(region->elevation),
                                .land_cover = region->land_cover,
                                .wide = region->elevation_wide,
                                .lonlat = &region->cell_to_lonlat};
    if (fill_transmitter(work, &transmitter, err) && begin(work, "field strength", 0, err))
        field = vp_signal_field(&ground, &transmitter, &options, err);
    if (field) result = vp_process_count(work, vp_grid_cells(field), vp_process_number(work, "limit", NAN), true, err);
    vp_grid_free(field);
    free(transmitter.pattern_azimuth_degrees);
    free(transmitter.pattern_db);
    return result;
}
