/* Areas of the map's plane as GeoJSON: a MultiPolygon in degrees. NULL when memory is short. */
#pragma once
#include <jansson.h>
#include <vungphu/contour.h>
#include <vungphu/region.h>

/* Empty where the contour has no rings. */
json_t *vp_area_json(const vp_region *region, const vp_contour *contour);
/* Of several shapes, whose rings may turn left or right. null where a corner lies beyond the grids. */
json_t *vp_area_json_shapes(const vp_region *region, const vp_shape *const shapes[], size_t count);
