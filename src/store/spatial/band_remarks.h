/* What a raster says of itself that its first band's numbers alone do not, and that nobody should miss. */
#pragma once
#include "store/spatial/band.h"
#include <gdal.h>

/* Unit, classes and remarks of about, which has type, least, most, bands and no data already. bare: no mask hides
 * cells. */
void vp_band_remarks(GDALDatasetH dataset, GDALRasterBandH cells, bool bare, vp_band_about *about);
/* One more remark, while there is room. */
void vp_band_remark(vp_band_about *about, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Side files and texts that GDAL passes over when they are damaged. */
bool vp_band_check_files(const char *path, const char *driver, vp_error *err);
