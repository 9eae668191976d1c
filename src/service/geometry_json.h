/* Shapes as GeoJSON geometries, and whether they touch a box. */
#pragma once
#include "json/json.h"
#include <vungphu/region.h>

json_t *vp_geometry_json_point(double lon, double lat); /* null without a position */
/* points[] are the shape's points in degrees; outer[ring] as in vp_outline. Outer rings are
 * counterclockwise and holes clockwise (RFC 7946, 3.1.6). */
json_t *vp_geometry_json_polygons(const vp_shape *shape, const size_t outer[]);
bool vp_geometry_json_touches(const vp_shape *shape, vp_bounds box);
