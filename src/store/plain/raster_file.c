#include "store/plain/raster_file.h"
#include "platform/whole_file.h"
#include "store/spatial/crs.h"
#include <math.h>
#include <stdlib.h>

bool vp_raster_file_read(const vp_raster_request *request, vp_raster_file *out, vp_error *err)
{
    vp_raster_place place;
    *out = (vp_raster_file){.grid = vp_raster_read_metres(request, &place, err)};
    if (!out->grid) return false;
    out->crs = place.crs;
    place.crs = NULL;
    vp_raster_place_clear(&place);
    return true;
}

void vp_raster_file_clear(vp_raster_file *raster)
{
    vp_grid_free(raster->grid);
    free(raster->crs);
    *raster = (vp_raster_file){0};
}

bool vp_raster_file_same_crs(const vp_raster_file *a, const vp_raster_file *b)
{
    return a->crs && b->crs && vp_crs_same(a->crs, b->crs);
}

bool vp_raster_file_write_cells(const char *path, const vp_raster *raster, const void *cells, vp_error *err)
{
    vp_whole_file file;
    if (!vp_whole_file_begin(&file, path, err)) return false;
    if (vp_raster_write(file.draft, raster, cells, err)) return vp_whole_file_commit(&file, err);
    vp_whole_file_abandon(&file);
    return false;
}

bool vp_raster_file_write(const char *path, const vp_grid *grid, const char *crs, const char *description,
                          vp_error *err)
{
    if (!crs) return vp_fail(err, VP_BAD_INPUT, "%s: a raster without a coordinate system is of no use", path);
    vp_raster raster = {.geometry = vp_grid_geometry_of(grid),
                        .crs = crs,
                        .type = VP_RASTER_FLOAT32,
                        .nodata = NAN,
                        .description = description};
    return vp_raster_file_write_cells(path, &raster, vp_grid_cells(grid), err);
}
