/* FlatGeobuf keeps rows without a geometry; GDAL's writer leaves them out without a word. */
#pragma once
#include <ogr_api.h>
#include <stdbool.h>
#include <vungphu/error.h>

/* No geometry, or an empty one. */
bool vp_flatgeobuf_is_placeless(OGRFeatureH feature);
bool vp_flatgeobuf_has_places(OGRLayerH layer); /* any row with one */
/* GDAL writes the heading with the first row: of a layer where no row has a place, one that is taken away below. */
bool vp_flatgeobuf_begin(OGRLayerH to);
/* Adds the rows of `from` without a place to a FlatGeobuf file without a spatial index that GDAL wrote from its other
 * rows (columns by their names); the index names each feature by its box, so that a file with one cannot hold them.
 * begun: there were no others, and vp_flatgeobuf_begin wrote the one row that is there. */
bool vp_flatgeobuf_add_placeless(OGRLayerH from, const char *path, bool begun, vp_error *err);
