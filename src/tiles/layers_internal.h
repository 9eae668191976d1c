/* What the drawing of layers shares. */
#pragma once
#include "tiles/layers.h"
#include "tiles/vector_tile.h"
#include <math.h>

/* Where a tile lies in units of its zoom, counted from the northwest corner of the world: borders are snapped
 * to the same points in every tile. */
typedef struct {
    double unit_metres, column, row; /* the tile's own corner, units */
    double half;                     /* of the world, metres */
} vp_tile_scale;

static inline vp_tile_scale vp_tile_scale_of(vp_tile tile)
{
    vp_bounds world = vp_tile_bounds((vp_tile){0, 0, 0});
    double side = (world.east - world.west) / (double)(UINT32_C(1) << tile.zoom);
    return (vp_tile_scale){side / VP_TILE_EXTENT, (double)tile.column * VP_TILE_EXTENT,
                           (double)tile.row * VP_TILE_EXTENT, world.east};
}

static inline vp_point vp_tile_snap(const vp_tile_scale *s, vp_point p)
{
    return (vp_point){rint((p.x + s->half) / s->unit_metres) - s->column,
                      rint((s->half - p.y) / s->unit_metres) - s->row};
}

/* The tile and its buffer, metres. */
static inline vp_bounds vp_tile_around(vp_tile tile)
{
    vp_bounds b = vp_tile_bounds(tile);
    double buffer = VP_TILE_BUFFER * vp_tile_scale_of(tile).unit_metres;
    return (vp_bounds){b.west - buffer, b.south - buffer, b.east + buffer, b.north + buffer};
}

static inline bool vp_tile_meets(const vp_bounds *a, const vp_bounds *b)
{
    return a->west <= b->east && a->east >= b->west && a->south <= b->north && a->north >= b->south;
}

/* isochrone_layer.c */
bool vp_isochrone_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err);
