#include "pipeline/window_edge.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/modes.h>

enum { STEP_CELLS = 3 }; /* that a step to one of 32 neighbours spans: the edge is as thick, or it could be jumped */

struct vp_window_edge {
    const vp_region *region;
    const vp_travel_options *travel;
    size_t *cells, count; /* from which a step may lead out */
    /* Minutes from each cell to the edge, of round trips the less of there and back; of the modes that were asked for
     * last.
     */
    float *minutes;
    const char *mode;
    vp_season season;
    bool return_too;
};

/* ------------------------------------------------------------ life */

static bool list_cells(vp_window_edge *e, vp_grid_geometry whole, vp_error *err)
{
    vp_grid_geometry g = e->region->geometry;
    double half = g.cell_metres / 2, east = g.west + (double)g.columns * g.cell_metres,
           south = g.north - (double)g.rows * g.cell_metres;
    bool west_open = g.west > whole.west + half, north_open = g.north < whole.north - half,
         east_open =
             east<whole.west + (double)whole.columns * whole.cell_metres - half, south_open = south> whole.north -
             (double)whole.rows * whole.cell_metres + half;
    e->cells = malloc(((size_t)2 * STEP_CELLS * (g.columns + g.rows) + 1) * sizeof *e->cells);
    if (!e->cells) return vp_fail_memory(err, (g.columns + g.rows) * sizeof *e->cells);
    for (size_t row = 0; row < g.rows; row++) {
        bool across = (north_open && row < STEP_CELLS) || (south_open && row + STEP_CELLS >= g.rows);
        for (size_t column = 0; column < g.columns; column++)
            if (across || (west_open && column < STEP_CELLS) || (east_open && column + STEP_CELLS >= g.columns))
                e->cells[e->count++] = row * g.columns + column;
            else if (column + STEP_CELLS < g.columns)
                column = g.columns - STEP_CELLS - 1; /* nothing between the sides */
    }
    return true;
}

vp_window_edge *vp_window_edge_new(const vp_region *region, vp_grid_geometry whole, const vp_travel_options *travel,
                                   vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(region->geometry);
    vp_window_edge *e = calloc(1, sizeof *e);
    if (e) *e = (vp_window_edge){.region = region, .travel = travel, .minutes = malloc(cells * sizeof(float))};
    if (!e || !e->minutes) vp_fail_memory(err, cells * sizeof(float));
    if (e && e->minutes && list_cells(e, whole, err)) return e;
    vp_window_edge_free(e);
    return NULL;
}

void vp_window_edge_free(vp_window_edge *e)
{
    if (!e) return;
    free(e->cells);
    free(e->minutes);
    free(e);
}

/* ------------------------------------------------------------ minutes to the edge */

/* Takes the lesser of what is there and of one direction. */
static bool solve(vp_window_edge *e, const vp_modes *modes, bool from_edge, vp_error *err)
{
    vp_travel_options options = *e->travel;
    vp_modes_travel found = {0};
    options.from_facility = from_edge;
    options.without_nearest = true;
    vp_modes_engine *engine = vp_modes_engine_new(modes, &options, err);
    bool ok = engine && vp_modes_engine_solve(engine, e->cells, e->count, &found, err);
    for (size_t i = 0; ok && i < vp_grid_geometry_cells(e->region->geometry); i++)
        e->minutes[i] =
            fminf(e->minutes[i], vp_grid_cells(found.minutes)[i]); /* NaN, where nobody can be, is passed over */
    vp_modes_travel_clear(&found);
    vp_modes_engine_free(engine);
    return ok;
}

static bool use_service(vp_window_edge *e, const vp_service *service, vp_error *err)
{
    bool return_too = service->reach == VP_REACH_ROUND_TRIP;
    if (e->mode && strcmp(e->mode, service->mode) == 0 && e->season == service->season && e->return_too == return_too)
        return true;
    for (size_t i = 0; i < vp_grid_geometry_cells(e->region->geometry); i++) e->minutes[i] = INFINITY;
    e->mode = NULL;
    vp_modes *modes = e->count ? vp_modes_new(e->region, service->mode, service->season, err) : NULL;
    bool ok = !e->count || (modes && solve(e, modes, false, err) && (!return_too || solve(e, modes, true, err)));
    vp_modes_free(modes);
    if (ok) e->mode = service->mode, e->season = service->season, e->return_too = return_too;
    return ok;
}

/* ------------------------------------------------------------ people */

/* The longest limit that anyone may ask of the service. */
static double longest_limit(const vp_definitions *d, size_t service)
{
    const vp_service *s = &d->services[service];
    double most = fmax(0, s->default_limit);
    for (size_t i = 0; i < s->limit_count; i++) most = fmax(most, s->limits[i]);
    for (size_t i = 0; i < d->indicator_count; i++)
        if (d->indicators[i].service == service)
            most = fmax(most, fmax(d->indicators[i].limit, d->indicators[i].other_limit)); /* NaN is passed over */
    for (size_t j = 0; j < d->joint_count; j++)
        for (size_t i = 0; i < d->joints[j].service_count; i++)
            if (d->joints[j].services[i] == service) most = fmax(most, d->joints[j].limits[i]);
    return most;
}

bool vp_window_edge_count(vp_window_edge *e, size_t service, const float surface[], const uint32_t mask[],
                          double *people, double *doubtful, vp_error *err)
{
    const vp_service *s = &e->region->definitions.services[service];
    const float *living = vp_grid_cells(e->region->people.populations[0].people);
    double limit = longest_limit(&e->region->definitions, service),
           queue = s->reach == VP_REACH_ROUND_TRIP ? s->queue_minutes : 0;
    *people = *doubtful = 0;
    if (!use_service(e, s, err)) return false;
    for (size_t i = 0; i < vp_grid_geometry_cells(e->region->geometry); i++) {
        if (!mask[i] || !(living[i] > 0)) continue;
        double out = (double)e->minutes[i] + queue;
        *people += (double)living[i];
        if (out < limit && !((double)surface[i] <= out)) *doubtful += (double)living[i];
    }
    return true;
}
