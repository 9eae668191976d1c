/* The square tiles of the web map: zoom z has 2^z by 2^z of them over the Web Mercator
 * square (EPSG:3857), row 0 in the north. */
#pragma once
#include <stdint.h>
#include <vungphu/shape.h>

#define VP_ZOOM_MOST 22

typedef struct {
    uint32_t zoom, column, row;
} vp_tile;

/* VP_BAD_INPUT when there is no such tile. */
bool vp_tile_check(vp_tile tile, vp_error *err);
/* Of a place on both sides of the 180th meridian, whose longitudes go on beyond 180: the tile where those are, a column
 * beyond the world. degrees: of the place; tiles of any other stay. */
vp_tile vp_tile_beside(vp_tile tile, vp_bounds degrees);
vp_tile vp_tile_in_world(vp_tile tile); /* the reverse */
/* What the tile covers, Web Mercator metres. */
vp_bounds vp_tile_bounds(vp_tile tile);
