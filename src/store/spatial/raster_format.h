/* What a raster file is, by its first bytes. */
#pragma once
#include <vungphu/error.h>

/* GDAL's driver for it; NULL and a sentence, which does not name the file, when it is not one that is read. */
const char *vp_raster_format_driver(const char *path, vp_error *err);
