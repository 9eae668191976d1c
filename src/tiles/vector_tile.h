/* Mapbox Vector Tiles 2.1: geometries in the units of a tile, and layers of them as bytes.
 *
 * A tile has VP_TILE_EXTENT units a side, (0, 0) in the northwest. Lines and polygons are clipped to the tile and
 * VP_TILE_BUFFER units around it, so that their borders are cut outside what is shown. */
#pragma once
#include "base/buffer.h"
#include <stdint.h>
#include <vungphu/shape.h>

#define VP_TILE_EXTENT 4096
#define VP_TILE_BUFFER 64

typedef enum { VP_GEOMETRY_POINT = 1, VP_GEOMETRY_LINE = 2, VP_GEOMETRY_POLYGON = 3 } vp_geometry_kind;

/* One feature's geometry as the encoding's commands; cleared for the next one, its memory kept. */
typedef struct {
    vp_geometry_kind kind;
    uint32_t *commands;
    size_t count, room;
    int32_t x, y;             /* the pen */
    vp_point *points, *other; /* of the ring in hand */
    size_t point_room;
    bool failed; /* memory was short */
} vp_tile_geometry;

void vp_tile_geometry_begin(vp_tile_geometry *geometry, vp_geometry_kind kind);
void vp_tile_geometry_clear(vp_tile_geometry *geometry);
void vp_tile_geometry_point(vp_tile_geometry *geometry, int32_t x, int32_t y);
/* A ring of whole units without its repeated end; it may reach far outside the tile. Points that do not
 * bend it are left out, it is wound as the standard asks, and what has no area is not added: false. */
bool vp_tile_geometry_ring(vp_tile_geometry *geometry, const vp_point ring[], size_t count, bool is_hole);

/* A line of whole units; it may reach far outside the tile, and what lies there is cut off. False when nothing is left.
 */
bool vp_tile_geometry_line(vp_tile_geometry *geometry, const vp_point line[], size_t count);

/* A property: number when text is NULL. One that is NULL and NaN is left out. */
typedef struct {
    const char *name, *text;
    double number;
} vp_tile_property;

typedef struct vp_vector_layer vp_vector_layer;
vp_vector_layer *vp_vector_layer_new(const char *name, vp_error *err);
void vp_vector_layer_free(vp_vector_layer *layer);
/* An empty geometry adds nothing. id 0: none. False when memory was short. */
bool vp_vector_layer_add(vp_vector_layer *layer, uint64_t id, const vp_tile_geometry *geometry,
                         const vp_tile_property properties[], size_t count, vp_error *err);
/* Appends the layer to a tile; a layer without features adds nothing. */
bool vp_vector_layer_write(vp_vector_layer *layer, vp_buffer *tile, vp_error *err);
