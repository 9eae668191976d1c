/* A GeoTIFF that says twice where it lies, and not the same: by itself, by its world file, by its .aux.xml. */
#pragma once
#include "store/spatial/band.h"

/* Remarks on what contradicts; GDAL takes the .aux.xml first, then the file itself, then the world file. */
void vp_band_place_remarks(const char *path, vp_band_about *about);
