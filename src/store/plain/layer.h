/* Writing one layer of a vector file, whole or not at all: what areas and lines share. */
#pragma once
#include "store/plain/plain_file.h"
#include <ogr_api.h>

typedef struct {
    const char *name;
    OGRFieldType type;
} vp_plain_field;

typedef struct {
    const char *name;
    OGRwkbGeometryType kind;
    const vp_plain_field *fields;
    size_t field_count, feature_count;
    /* Fills the index-th feature. */
    bool (*fill)(const void *context, size_t index, OGRFeatureH feature);
    const void *context;
} vp_plain_layer;

/* As .gpkg, .geojson (WGS 84 when the place says where it lies) or .fgb, under another name first, then renamed. */
bool vp_plain_layer_write(const char *path, const vp_raster_place *place, const vp_plain_layer *layer, vp_error *err);
