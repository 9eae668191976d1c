/* A raster that says twice where it lies, and not the same: by itself, by its world file, .prj or .aux.xml. */
#pragma once
#include "store/spatial/band.h"
#include <gdal.h>

/* Remarks on what contradicts, and on which of them is taken. */
void vp_band_place_remarks(GDALDatasetH dataset, const char *path, vp_band_about *about);
/* The system (WKT, for CPLFree) of a raster that GDAL knows none of: of its .aux.xml, which is its own, or of the .prj
 * beside it, which *by then names. NULL: there is none. */
char *vp_band_place_crs_beside(const char *path, const char **by);
