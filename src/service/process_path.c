/* The process path: from a place to the facility that a service's published surface counts from there. */
#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "json/json.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/travel_path.h>

/* All that a path is found with. */
typedef struct {
    const vp_region *region;
    const vp_service *service;
    const vp_facility *facility; /* the nearest, as published */
    size_t cell, goal;
    float minutes; /* as published */
    vp_modes *modes;
    vp_travel_options options;
    vp_travel *layers; /* [mode], from the facility alone */
    vp_travel_path path;
} walk;

static void clear(walk *w)
{
    for (size_t m = 0; w->layers && m < w->modes->count; m++) vp_travel_clear(&w->layers[m]);
    free(w->layers);
    vp_travel_path_clear(&w->path);
    vp_modes_free(w->modes);
}

static bool find_service(walk *w, const json_t *inputs, size_t *service, vp_error *err)
{
    if (!vp_inputs_service(inputs, "service", &w->region->definitions, service, err)) return false;
    w->service = &w->region->definitions.services[*service];
    if (w->service->reach == VP_REACH_TRAVEL_TIME || w->service->reach == VP_REACH_ROUND_TRIP) return true;
    return vp_fail(err, VP_BAD_INPUT, "inputs.service: %s is not reached by travel time: there is no path",
                   w->service->id);
}

/* The facility is the one of the snapshot, so that path and minutes are those that the map shows. */
static bool find_facility(walk *w, const json_t *inputs, const vp_snapshot *snapshot, vp_error *err)
{
    const vp_inputs_grid grid = {w->region->geometry, &snapshot->places.mercator_to_cell};
    const vp_results *results = &snapshot->results;
    size_t service;
    vp_input_place place;
    if (!find_service(w, inputs, &service, err) || !vp_inputs_place(inputs, "from", 0, &grid, &place, err))
        return false;
    if (!results->surfaces[service] || !results->nearest[service])
        return vp_fail(err, VP_NOT_FOUND, "%s has no surface", w->service->id);
    const int32_t *nearest = vp_results_nearest(results, service, place.cell, 1, err);
    const float *minutes = nearest ? vp_results_surface(results, service, place.cell, 1, err) : NULL;
    if (!minutes) return false;
    w->cell = place.cell;
    w->minutes = minutes[place.cell];
    if (nearest[place.cell] < 0 || !isfinite(w->minutes))
        return vp_fail(err, VP_NOT_FOUND, "%s from this place to %s",
                       isnan(w->minutes) ? "nothing is known of a path" : "there is no path", w->service->id);
    w->facility = &w->region->supply.facilities[nearest[place.cell]];
    return vp_grid_geometry_locate(w->region->geometry, w->facility->x, w->facility->y, &w->goal) ||
           vp_fail(err, VP_NOT_FOUND, "the facility lies outside the grid");
}

static bool find_path(walk *w, const vp_snapshot *snapshot, vp_error *err)
{
    w->options = snapshot->results.travel;
    w->options.limit_minutes = (double)w->minutes + 1; /* published minutes may be rounded to a hundredth */
    w->modes = vp_modes_new(w->region, w->service->mode, w->service->season, err);
    vp_modes_engine *engine = w->modes ? vp_modes_engine_new(w->modes, &w->options, err) : NULL;
    w->layers = engine ? calloc(w->modes->count, sizeof *w->layers) : NULL;
    if (engine && !w->layers) vp_fail_memory(err, w->modes->count * sizeof *w->layers);
    bool ok = w->layers && vp_modes_engine_solve_layers(engine, &w->goal, 1, w->layers, err) &&
              vp_modes_path_find(w->modes, &w->options, w->layers, w->cell, &w->path, err);
    vp_modes_engine_free(engine);
    return ok;
}

/* ------------------------------------------------------------ the answer */

static json_t *line_json(const walk *w)
{
    json_t *corners = json_array();
    for (size_t i = 0; corners && i < w->path.count; i++) {
        double lon, lat;
        if (i > 0 && w->path.cells[i] == w->path.cells[i - 1]) continue; /* a change of mode */
        vp_snapshot_lonlat(w->region, w->path.cells[i], &lon, &lat);
        vp_json_add(&corners, json_pack("[f, f]", round(lon * 1e6) / 1e6, round(lat * 1e6) / 1e6));
    }
    return corners;
}

static double metres_between(const walk *w, size_t a, size_t b)
{
    double ax, ay, bx, by;
    vp_grid_geometry_centre(w->region->geometry, w->path.cells[a], &ax, &ay);
    vp_grid_geometry_centre(w->region->geometry, w->path.cells[b], &bx, &by);
    return hypot(bx - ax, by - ay);
}

/* Stretches of one mode in order; a change between two is one of its own, whose mode is null. */
static json_t *parts_json(const walk *w)
{
    const vp_travel_path *p = &w->path;
    json_t *parts = json_array();
    for (size_t first = 0, next; parts && first + 1 < p->count; first = next) {
        bool change = p->cells[first] == p->cells[first + 1];
        double metres = 0;
        next = first + 1;
        if (!change) metres = metres_between(w, first, next);
        while (!change && next + 1 < p->count && p->cells[next] != p->cells[next + 1]) {
            metres += metres_between(w, next, next + 1);
            next++;
        }
        const char *mode = change ? NULL : w->modes->names[p->modes[first]];
        vp_json_add(&parts, json_pack("{s:s?, s:f, s:f}", "mode", mode, "minutes",
                                      (double)p->minutes[first] - (double)p->minutes[next], "metres", metres));
    }
    return parts;
}

static json_t *answer(const walk *w, vp_error *err)
{
    json_t *facility = json_pack("{s:s, s:s?, s:f, s:f}", "id", w->facility->id, "name", w->facility->name, "lon",
                                 w->facility->lon, "lat", w->facility->lat);
    json_t *line = json_pack("{s:s, s:o}", "type", "LineString", "coordinates", line_json(w));
    json_t *result = json_pack("{s:o, s:f, s:f, s:o, s:o}", "facility", facility, "minutes",
                               w->path.count ? (double)w->path.minutes[0] : 0, "metres", w->path.metres, "parts",
                               parts_json(w), "geometry", line);
    if (!result) vp_fail(err, VP_NO_MEMORY, "no memory for a path");
    return result;
}

json_t *vp_process_path(const json_t *inputs, vp_land_view *view, const vp_job_progress *progress, vp_error *err)
{
    walk w = {.region = &view->region};
    json_t *result = NULL;
    if (find_facility(&w, inputs, view->snapshot, err) && vp_job_begin_step(progress, "path", 0.5, err) &&
        find_path(&w, view->snapshot, err))
        result = answer(&w, err);
    clear(&w);
    return result;
}
