/* The process signal: who would receive a transmitter that need not exist yet. */
#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "service/process_people.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/signal.h>

static bool report(void *context, double done) { return vp_job_goes_on(context, "field strength", done); }

static bool fill_transmitter(const json_t *inputs, const vp_inputs_grid *grid, vp_transmitter *t, vp_error *err)
{
    vp_input_place place;
    if (!vp_inputs_place(inputs, "site", 0, grid, &place, err)) return false;
    t->x = place.x;
    t->y = place.y;
    t->lon = place.lon;
    t->lat = place.lat;
    t->mast_metres = vp_inputs_number(inputs, "mast_metres", NAN);
    t->erp_kw = vp_inputs_number(inputs, "erp_kw", NAN);
    t->frequency_mhz = vp_inputs_number(inputs, "frequency_mhz", NAN);
    t->polarisation = strcmp(vp_inputs_text(inputs, "polarisation", "horizontal"), "vertical") == 0
                          ? VP_POLARISATION_VERTICAL
                          : VP_POLARISATION_HORIZONTAL;
    t->open = true;
    return vp_transmitter_set_pattern(t, vp_inputs_text(inputs, "pattern", ""), err);
}

/* Its field over the terrain. */
static vp_grid *sweep(const vp_region *region, const vp_transmitter *transmitter, const vp_job_progress *progress,
                      vp_error *err)
{
    vp_signal_options options = vp_signal_defaults();
    float clutter[256];
    vp_clutter_fill(region->land.clutter_heights, region->land.clutter_height_count, clutter);
    options.clutter_metres = clutter;
    options.progress = report;
    options.context = (void *)(uintptr_t)progress;
    vp_signal_terrain terrain = {.geometry = region->geometry,
                                 .elevation = vp_grid_cells(region->land.elevation),
                                 .land_cover = region->land.land_cover,
                                 .wide = region->land.elevation_wide,
                                 .lonlat = &region->cell_to_lonlat};
    return vp_signal_field(&terrain, transmitter, &options, err);
}

json_t *vp_process_signal(const json_t *inputs, vp_land_view *view, const vp_job_progress *progress, vp_error *err)
{
    static char id[] = "proposed", empty[] = "";
    const vp_region *region = &view->region;
    const vp_inputs_grid grid = {region->geometry, &view->snapshot->places.mercator_to_cell};
    vp_transmitter transmitter = {.id = id, .site = id, .programme = empty};
    transmitter.system = (char *)(uintptr_t)vp_inputs_text(inputs, "system", "");
    if (!region->land.elevation) {
        vp_fail(err, VP_NOT_FOUND, "the dataset has no elevation, without which no field strength is computed");
        return NULL;
    }
    json_t *result = NULL;
    vp_grid *field = NULL;
    if (fill_transmitter(inputs, &grid, &transmitter, err) && vp_job_begin_step(progress, "field strength", 0, err))
        field = sweep(region, &transmitter, progress, err);
    if (field) {
        vp_counted_people counted = vp_counted_people_of(region, view->snapshot->results.main_weights);
        result =
            vp_counted_people_within(&counted, vp_grid_cells(field), vp_inputs_number(inputs, "limit", NAN), true, err);
    }
    vp_grid_free(field);
    free(transmitter.pattern_azimuth_degrees);
    free(transmitter.pattern_db);
    return result;
}
