/* A service's surface as a 256 x 256 PNG of classes (ramps.h), transparent where there is no data; or the shade of the
 * relief (backdrop.h), see-through. */
#pragma once
#include "base/buffer.h"
#include "snapshot/snapshot.h"
#include "tiles/web_mercator.h"

#define VP_RASTER_SIDE 256

/* Each pixel shows the cell at its middle, to within a thousandth of a pixel. The service must have a surface;
 * VP_RASTER_RELIEF (layers.h): the snapshot a relief. */
bool vp_raster_tile_draw(const vp_snapshot *snapshot, size_t service, vp_tile tile, vp_buffer *png, vp_error *err);
/* The finest zoom at which pixels are not yet smaller than half a cell. */
uint32_t vp_raster_tile_zoom_most(vp_grid_geometry geometry);
