/* The map's tile layers as a table: what is drawn, and the properties its features carry. */
#pragma once
#include "base/buffer.h"
#include "snapshot/snapshot.h"
#include "tiles/web_mercator.h"

#define VP_LAYER_FIELDS_MOST 12
/* The finest zoom worth asking for: a unit of a tile is 15 cm there. Tiles exist up to VP_ZOOM_MOST. */
#define VP_LAYER_ZOOM_MOST 16

typedef struct {
    const char *name, *description;
} vp_layer_field;

typedef struct {
    const char *id, *title_vi, *title_en;
    vp_layer_field fields[VP_LAYER_FIELDS_MOST]; /* up to the first without a name */
    bool has_indicators;                         /* and a field for each indicator, of its id */
    /* Appends the layer's part of the tile. set: of units; other layers do not look at it. */
    bool (*draw)(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err);
} vp_layer;

extern const vp_layer vp_layers[];
extern const size_t vp_layer_count;

/* NULL when there is none. */
const vp_layer *vp_layers_find(const char *id);
/* Also that of the columns which a view of a snapshot carries (snapshot/unit_columns.h): what it is called stands
 * there. */
const vp_layer *vp_layers_of(const vp_snapshot *snapshot, const char *id);
extern const vp_layer vp_columns_layer;
const char *vp_layer_name(const vp_layer *layer, const vp_snapshot *snapshot);
const char *vp_layer_title(const vp_layer *layer, const vp_snapshot *snapshot, bool vietnamese);
/* The fields behind those of the table: name and English title; false behind the last. */
bool vp_layer_more(const vp_layer *layer, const vp_snapshot *snapshot, size_t index, vp_layer_field *out);

/* The service of a raster layer "reach_<service>" that has a surface, VP_RASTER_RELIEF of the relief where there is
 * one; VP_NONE when there is no such layer. */
#define VP_RELIEF_LAYER  "relief"
#define VP_RASTER_RELIEF (VP_NONE - 1) /* in place of a service */
extern const char vp_relief_title_vi[], vp_relief_title_en[];
size_t vp_layers_raster(const vp_snapshot *snapshot, const char *id);
