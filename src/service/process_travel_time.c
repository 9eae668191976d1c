/* The process travel-time: who is within some minutes of places that need not exist yet. */
#include "report/area_json.h"
#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "service/process_people.h"
#include "json/json.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/contour.h>
#include <vungphu/pace.h>
#include <vungphu/travel_surface.h>

/* Cells of the facilities; one that this mode cannot cross is refused, not moved. */
static size_t *facility_cells(const json_t *inputs, const vp_inputs_grid *grid, const vp_terrain *terrain,
                              size_t *count, vp_error *err)
{
    *count = vp_inputs_points(inputs, "facilities");
    size_t *cells = malloc((*count + 1) * sizeof *cells);
    bool ok = cells || vp_fail_memory(err, *count * sizeof *cells);
    for (size_t i = 0; ok && i < *count; i++) {
        vp_input_place place;
        ok = vp_inputs_place(inputs, "facilities", i, grid, &place, err);
        if (!ok) break;
        cells[i] = place.cell;
        if (!isfinite(terrain->minutes_per_metre[place.cell]))
            ok = vp_fail(err, VP_BAD_INPUT, "inputs.facilities[%zu] stands on terrain that this mode cannot cross", i);
    }
    if (ok) return cells;
    free(cells);
    return NULL;
}

/* ------------------------------------------------------------ the area within the limit */

static bool add_isochrone(const vp_region *region, const float minutes[], double limit, json_t *result, vp_error *err)
{
    vp_contour contour = {0};
    vp_contour_field field = {.values = minutes};
    if (!vp_contour_at(region->geometry, &field, (vp_contour_box){0}, limit, &contour, err)) return false;
    json_t *geometry = vp_area_json(region, &contour);
    vp_contour_clear(&contour);
    return vp_json_set(result, "isochrone",
                       json_pack("{s:s, s:{s:f}, s:o}", "type", "Feature", "properties", "limit", limit, "geometry",
                                 geometry)) ||
           vp_fail(err, VP_NO_MEMORY, "no memory for the isochrone");
}

/* ------------------------------------------------------------ minutes */

static vp_terrain *terrain_asked(const json_t *inputs, const vp_region *region, vp_error *err)
{
    bool flood = strcmp(vp_inputs_text(inputs, "season", "dry"), "flood") == 0;
    return vp_terrain_new(region, vp_inputs_text(inputs, "mode", ""), flood ? VP_SEASON_FLOOD : VP_SEASON_DRY, err);
}

/* To the nearest of the facilities, up to the limit; clear travel also on failure. */
static bool solve(const json_t *inputs, vp_land_view *view, const vp_job_progress *progress, vp_travel *travel,
                  vp_error *err)
{
    const vp_inputs_grid grid = {view->region.geometry, &view->snapshot->places.mercator_to_cell};
    vp_travel_options options = view->snapshot->results.travel;
    options.limit_minutes = vp_inputs_number(inputs, "limit", 60);
    options.from_facility = vp_inputs_yes(inputs, "from_facility");
    options.without_nearest = true;
    size_t count = 0, *cells = NULL;
    vp_terrain *terrain = terrain_asked(inputs, &view->region, err);
    if (terrain) cells = facility_cells(inputs, &grid, terrain, &count, err);
    bool ok = cells && vp_job_begin_step(progress, "travel time", 0.2, err) &&
              vp_travel_time(terrain, cells, count, &options, travel, err);
    vp_modes alone = {.count = 1, .terrains = {terrain}};
    vp_travel_solved solved = {&view->region, &alone, cells, count, &options};
    ok = ok && vp_travel_surface_mark_unknown(&solved, travel->minutes, err);
    vp_terrain_free(terrain);
    free(cells);
    return ok;
}

json_t *vp_process_travel_time(const json_t *inputs, vp_land_view *view, const vp_job_progress *progress, vp_error *err)
{
    const vp_region *region = &view->region;
    double limit = vp_inputs_number(inputs, "limit", 60);
    json_t *result = NULL;
    vp_travel travel = {0};
    if (solve(inputs, view, progress, &travel, err)) {
        const float *minutes = vp_grid_cells(travel.minutes);
        vp_counted_people counted = vp_counted_people_of(region, view->snapshot->results.main_weights);
        result = vp_counted_people_within(&counted, minutes, limit, false, err);
        if (result && vp_inputs_yes(inputs, "isochrone") && !add_isochrone(region, minutes, limit, result, err)) {
            json_decref(result);
            result = NULL;
        }
    }
    vp_travel_clear(&travel);
    return result;
}
