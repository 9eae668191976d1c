/* A snapshot's tables, layers and surfaces as files for other programs. */
#pragma once
#include <vungphu/error.h>

/* Writes path whole or not at all; what the extension says: csv, geojson, fgb (one layer), gpkg,
 * xlsx (everything), tif (one surface). directory is the dataset directory; the snapshot's file
 * that is read is checked against its sum first.
 *
 * layer: units (those of the day, also units_LEVEL_VINTAGE), facilities, gaps, indicators,
 * indicator_values, targets, history, services, population_groups, sources; for tif a service's id,
 * nearest_ID or population_LABEL. NULL: units. VP_NOT_FOUND when there is none of that name.
 * bom: the csv begins with a byte order mark, by which Excel knows UTF-8; refused for other formats. */
bool vp_export(const char *directory, const char *path, const char *layer, bool bom, vp_error *err);
