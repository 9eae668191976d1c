/* A raster file that an analyst names, whole, through the one reader of rasters (store/spatial/band.h). */
#pragma once
#include "store/plain/plain_file.h"
#include "store/spatial/plausible.h"

typedef struct {
    const char *path;
    vp_cells_kind kind;
    double people_per_km2_most; /* of people; 0: VP_PEOPLE_PER_KM2_MOST */
    vp_findings *findings;      /* gets values that cannot be, which become NaN */
} vp_raster_request;

/* The cells must be squares of projected metres that are metres of the ground too (or the file names no system).
 * *place is filled: clear it. NULL too when a finding is an error. */
vp_grid *vp_raster_read_metres(const vp_raster_request *request, vp_raster_place *place, vp_error *err);
/* The same for a raster that must lie on the grid of another. */
vp_grid *vp_raster_read_on(const vp_raster_request *request, const vp_raster_place *place, vp_error *err);

/* One double a cell (free it), of any cells that lie along the axes: place->row_height may be another than its
 * cell_metres, and both may be degrees. */
double *vp_raster_read_any(const vp_raster_request *request, vp_raster_place *place, vp_error *err);
double *vp_raster_read_any_on(const vp_raster_request *request, const vp_raster_place *place, vp_error *err);
