/* Raster files for the commands that work on plain files: a GeoTIFF or another grid format
 * as a vp_grid with its coordinate system, and back. */
#pragma once
#include "store/plain/raster_read.h"
#include "store/spatial/raster.h"

typedef struct {
    vp_grid *grid; /* NaN where nothing is known */
    char *crs;     /* WKT; NULL when the file states none */
} vp_raster_file;

/* As vp_raster_read_metres. */
bool vp_raster_file_read(const vp_raster_request *request, vp_raster_file *out, vp_error *err);
void vp_raster_file_clear(vp_raster_file *raster);

/* Both state the same coordinate system. */
bool vp_raster_file_same_crs(const vp_raster_file *a, const vp_raster_file *b);

/* float32 GeoTIFF (vp_raster_write) with NaN declared as nodata; infinite values stay. crs:
 * WKT or EPSG:n. description: title and unit, for people. A failure leaves no file. */
bool vp_raster_file_write(const char *path, const vp_grid *grid, const char *crs, const char *description,
                          vp_error *err);
/* Any raster that vp_raster_write writes, whole or not at all. */
bool vp_raster_file_write_cells(const char *path, const vp_raster *raster, const void *cells, vp_error *err);
