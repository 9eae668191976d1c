/* Grids as cloud-optimised GeoTIFFs, and back from their bytes. */
#pragma once
#include <math.h>
#include <vungphu/grid.h>

/* Minutes or metres for programs whose statistics know nothing of infinity, in two bands: the values, and whether there
 * is no path (1; 0 where there is a value). What is not known is the declared no data in both. */
#define VP_RASTER_NOWHERE (-9999.0)
#define VP_RASTER_NO_PATH "1: no path there; 0: a value in band 1"

static inline float vp_raster_finite(float value) { return isfinite(value) ? value : (float)VP_RASTER_NOWHERE; }
static inline float vp_raster_no_path(float value)
{
    return isnan(value) ? (float)VP_RASTER_NOWHERE : isinf(value) ? 1.0F : 0.0F;
}

typedef enum { VP_RASTER_FLOAT32, VP_RASTER_INT32 } vp_raster_type;

typedef struct {
    vp_grid_geometry geometry;
    const char *crs; /* EPSG:… */
    vp_raster_type type;
    double nodata;
    const char *description; /* of the band, for people: title and unit */
    bool overviews;          /* every second cell, taken as it is; never for counts */
} vp_raster;

/* Written tiled and compressed without loss, then read back and compared cell by cell. On
 * failure nothing is left at path. */
bool vp_raster_write(const char *path, const vp_raster *raster, const void *cells, vp_error *err);
