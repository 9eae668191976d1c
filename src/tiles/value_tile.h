/* A service's surface as a 256 x 256 PNG of its values, for clients that colour it themselves: red, green and blue are
 * the three bytes of a whole number, value = base + step · number; see-through where there is no data. MapLibre reads
 * such pictures as raster-dem of encoding "custom". */
#pragma once
#include "base/buffer.h"
#include "snapshot/snapshot.h"
#include "tiles/web_mercator.h"

/* The same for minutes, metres and dBµV/m: to a hundredth, -10,000 to 157,772.14. */
#define VP_VALUE_BASE        (-10000.0)
#define VP_VALUE_STEP        0.01
#define VP_VALUE_UNREACHABLE 0xFFFFFF /* in place of a number: there is data, but no path */
#define VP_VALUE_LAYER       "value_" /* what the layers are called; the service's id follows */

/* Each pixel has the value of the cell at its middle. The service must have a surface. */
bool vp_value_tile_draw(const vp_snapshot *snapshot, size_t service, vp_tile tile, vp_buffer *png, vp_error *err);
/* The service of a layer "value_<service>" that has a surface; VP_NONE when there is no such layer. */
size_t vp_value_tile_service(const vp_snapshot *snapshot, const char *id);
