/* All tiles of some layers, zoom by zoom, compressed: what an archive of tiles is made of. */
#pragma once
#include "tiles/layers.h"

typedef struct {
    vp_tile tile;
    vp_buffer bytes; /* gzip of a vector tile, or a PNG */
} vp_pyramid_tile;

typedef struct {
    vp_pyramid_tile *tiles; /* those that hold something, by zoom */
    size_t count, room;
    bool is_raster;
    uint32_t zoom_least, zoom_most;
} vp_pyramid;

/* Vector layers, drawn into one tile each place, or the surface of one service. */
typedef struct {
    const vp_layer *const *layers;
    size_t layer_count;
    size_t service;     /* of a surface; read when there are no layers */
    size_t set;         /* of units */
    uint32_t zoom_most; /* of a surface at most vp_raster_tile_zoom_most */
} vp_pyramid_question;

/* On the pool. Looked at are the tiles of the province, and those below one that holds something. To be cleared also
 * when it fails. */
bool vp_pyramid_draw(const vp_snapshot *snapshot, const vp_pyramid_question *question, vp_pyramid *out, vp_error *err);
void vp_pyramid_clear(vp_pyramid *pyramid);
