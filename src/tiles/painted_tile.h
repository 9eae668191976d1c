/* What is painted of cells besides a service's surface, 256 x 256 pixels: where people live, and which facility is
 * nearest. See-through outside the province and where there is nothing. */
#pragma once
#include "base/buffer.h"
#include "snapshot/ramps.h"
#include "snapshot/snapshot.h"
#include "tiles/web_mercator.h"

#define VP_PEOPLE_LAYER  "people"
#define VP_NEAREST_LAYER "nearest_" /* what the layers are called; the service's id follows */

/* People a square kilometre: a class holds those from its edge on, below the next. Below the first nothing is painted.
 */
enum { VP_PEOPLE_CLASSES = 6 };
extern const vp_class vp_people_classes[VP_PEOPLE_CLASSES];

/* Each pixel has what lives on the cells in it. The snapshot must know its people. */
bool vp_people_tile_draw(const vp_snapshot *snapshot, size_t unused, vp_tile tile, vp_buffer *png, vp_error *err);
bool vp_people_tile_exists(const vp_snapshot *snapshot);

/* Each facility's pixels have one of a few tints, with a line where those of another begin. */
bool vp_nearest_tile_draw(const vp_snapshot *snapshot, size_t service, vp_tile tile, vp_buffer *png, vp_error *err);
/* The service of a layer "nearest_<service>" that knows its nearest; VP_NONE when there is no such layer. */
size_t vp_nearest_tile_service(const vp_snapshot *snapshot, const char *id);
