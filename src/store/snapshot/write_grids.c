/* The writer's grids: surfaces, whom they lead to and by which mode, and what pictures show of them. */
#include "base/array.h"
#include "platform/parallel.h"
#include "snapshot/ramps.h"
#include "store/files/mapped_file.h"
#include "store/files/published.h"
#include "store/snapshot/writer_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/contour.h>
#include <vungphu/unit_weights.h>

bool vp_writer_raster(const vp_snapshot_writer *w, const char *name, const vp_raster *raster, const void *cells,
                      vp_error *err)
{
    char *path = vp_path_join(err, w->draft, name, NULL);
    bool ok = path && vp_raster_write(path, raster, cells, err);
    free(path);
    return ok;
}

bool vp_writer_cells(const vp_snapshot_writer *w, const char *name, const char *kind, const void *cells,
                     size_t bytes_each, vp_error *err)
{
    char *path = vp_path_join(err, w->draft, name, NULL);
    size_t bytes = vp_grid_geometry_cells(w->region->geometry) * bytes_each;
    bool ok = path && vp_mapped_file_write(path, kind, cells, bytes, err);
    free(path);
    return ok;
}

enum { GRIDS_MOST = 2, FILES_MOST = 2 * GRIDS_MOST + 1 };

/* Grids of one service, each as a raster for people and as cells to map, and what pictures show of it, written at the
 * same time. */
typedef struct {
    vp_snapshot_writer *writer;
    size_t service, count;
    vp_file_name names[GRIDS_MOST];
    const char *kinds[GRIDS_MOST];
    vp_kept_file shows[GRIDS_MOST];
    vp_raster rasters[GRIDS_MOST];
    const void *cells[GRIDS_MOST];
    const vp_grid *values; /* of which pictures show something; NULL: none do */
    vp_file_name shown_name;
    vp_manifest_file files[FILES_MOST]; /* as measured: the rasters, then the cells, then what is shown */
} service_grids;

/* The i-th file's name and what it shows. */
static vp_kept_file describe(const service_grids *g, size_t i, vp_file_name name)
{
    if (i == 2 * g->count) {
        memcpy(name, g->shown_name, sizeof(vp_file_name));
        return VP_KEPT_SHOWN;
    }
    if (i < g->count)
        memcpy(name, g->names[i], sizeof(vp_file_name));
    else
        vp_snapshot_cells_name(g->names[i - g->count], name);
    return g->shows[i % g->count];
}

/* Across the border facilities are missing from the data: pictures of values there would mislead. */
static bool write_shown(const service_grids *g, const char *name, vp_error *err)
{
    const vp_region *region = g->writer->region;
    size_t cells = vp_grid_geometry_cells(region->geometry);
    vp_ramp_limits limits = vp_ramp_limits_of(vp_ramp_of(region->definitions.services[g->service].reach));
    uint8_t *shown = malloc(cells + 1);
    if (!shown) return vp_fail_memory(err, cells);
    vp_ramp_show(&limits, vp_grid_cells(g->values), shown, cells);
    for (size_t i = 0; i < cells; i++) shown[i] = g->writer->inside[i] ? shown[i] : VP_SHOWN_NOTHING;
    bool ok = vp_writer_cells(g->writer, name, "shown", shown, sizeof *shown, err);
    free(shown);
    return ok;
}

static bool write_new(const service_grids *g, size_t i, const char *name, vp_error *err)
{
    size_t grid = i % g->count;
    if (i == 2 * g->count) return write_shown(g, name, err);
    if (i < g->count) return vp_writer_raster(g->writer, name, &g->rasters[grid], g->cells[grid], err);
    return vp_writer_cells(g->writer, name, g->kinds[grid], g->cells[grid], sizeof(float), err);
}

static bool write_one(void *context, size_t place, size_t i, vp_error *err)
{
    (void)place;
    service_grids *g = context;
    vp_file_name name;
    vp_kept_file what = describe(g, i, name);
    return vp_kept_results_give(g->writer->kept, g->service, what, g->writer->draft, name, &g->files[i]) ||
           (write_new(g, i, name, err) && vp_manifest_measure(&g->files[i], g->writer->draft, name, err));
}

bool vp_writer_add_files(vp_snapshot_writer *w, vp_manifest_file files[], size_t count, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        if (ok)
            ok = vp_manifest_add(&w->manifest, files[i], err);
        else
            free(files[i].path);
    }
    return ok;
}

static bool write_grids(vp_snapshot_writer *w, service_grids *g, vp_error *err)
{
    size_t count = 2 * g->count + (g->values != NULL);
    if (vp_parallel_run(0, count, write_one, g, err)) return vp_writer_add_files(w, g->files, count, err);
    for (size_t i = 0; i < FILES_MOST; i++) free(g->files[i].path);
    return false;
}

/* Keeps the border of the service's own limit for a layer; other limits are drawn when asked for. */
static bool keep_isochrones(vp_snapshot_writer *w, size_t service, const vp_grid *values, vp_error *err)
{
    const vp_service *s = &w->region->definitions.services[service];
    vp_contour_field field = {.values = vp_grid_cells(values)};
    if (s->reach != VP_REACH_TRAVEL_TIME && s->reach != VP_REACH_ROUND_TRIP) return true;
    if (!VP_ARRAY_FIT(w->isochrones, w->isochrone_room, w->isochrone_count + 1, err)) return false;
    vp_isochrone *next = &w->isochrones[w->isochrone_count];
    if (vp_kept_results_isochrone(w->kept, service, next)) {
        w->isochrone_count++;
        return true;
    }
    *next = (vp_isochrone){.service = service, .limit = s->default_limit};
    if (!vp_contour_at(w->region->geometry, &field, (vp_contour_box){0}, next->limit, &next->contour, err))
        return false;
    w->isochrone_count++;
    return true;
}

bool vp_writer_find_inside(vp_snapshot_writer *w, vp_error *err)
{
    const vp_units *units = &w->region->units;
    if (!w->weights)
        w->weights = w->own_weights =
            vp_unit_weights_new(&units->sets[units->main_set], w->region->geometry, false, err);
    if (w->weights && !w->inside) w->inside = vp_weights_inside(w->weights, err);
    return w->inside != NULL;
}

bool vp_snapshot_write_surface(vp_snapshot_writer *w, size_t service, const vp_grid *values, const int32_t *nearest,
                               vp_error *err)
{
    service_grids grids = {
        .writer = w,
        .service = service,
        .count = nearest ? 2 : 1,
        .shows = {VP_KEPT_SURFACE, VP_KEPT_NEAREST},
        .kinds = {"surface", "nearest"},
        .rasters = {vp_snapshot_surface_raster(w->region, service), vp_snapshot_nearest_raster(w->region, service)},
        .cells = {vp_grid_cells(values), nearest}};
    vp_snapshot_surface_name(&w->region->definitions, service, grids.names[0]);
    vp_snapshot_nearest_name(&w->region->definitions, service, grids.names[1]);
    if (!vp_grid_geometry_same(vp_grid_geometry_of(values), w->region->geometry))
        return vp_fail(err, VP_BAD_INPUT, "the surface of %s is not on the province's grid",
                       w->region->definitions.services[service].id);
    vp_snapshot_shown_name(&w->region->definitions, service, grids.shown_name);
    grids.values = values;
    return vp_writer_find_inside(w, err) && keep_isochrones(w, service, values, err) && write_grids(w, &grids, err);
}

bool vp_snapshot_write_mode(vp_snapshot_writer *w, size_t service, const int32_t *mode, vp_error *err)
{
    service_grids grids = {.writer = w,
                           .service = service,
                           .count = 1,
                           .kinds = {"mode"},
                           .rasters = {vp_snapshot_mode_raster(w->region, service)},
                           .cells = {mode}};
    vp_snapshot_mode_name(&w->region->definitions, service, grids.names[0]);
    return write_grids(w, &grids, err);
}

bool vp_snapshot_write_access(vp_snapshot_writer *w, size_t service, const int64_t *access, vp_error *err)
{
    vp_file_name name;
    vp_manifest_file file = {0};
    vp_snapshot_access_name(&w->region->definitions, service, name);
    if (!access)
        return !vp_kept_results_give(w->kept, service, VP_KEPT_ACCESS, w->draft, name, &file) ||
               vp_writer_add_files(w, &file, 1, err);
    return vp_writer_cells(w, name, "access", access, sizeof *access, err) &&
           vp_manifest_measure(&file, w->draft, name, err) && vp_writer_add_files(w, &file, 1, err);
}
