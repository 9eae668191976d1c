/* Shapes as GeoJSON geometries, and whether they touch a box. */
#pragma once
#include "json/json.h"
#include <vungphu/region.h>

json_t *vp_geometry_json_point(double lon, double lat); /* null without a position */
/* points[] are the shape's points in degrees; outer[ring] as in vp_outline. Outer rings are
 * counterclockwise and holes clockwise (RFC 7946, 3.1.6). Always a MultiPolygon, whose rings have no position twice in
 * a row and at least four of them: what rounding leaves without an area is left out; null where nothing is left. */
json_t *vp_geometry_json_polygons(const vp_shape *shape, const size_t outer[]);
/* The same of a geometry whose positions were changed. */
void vp_geometry_json_tidy(json_t *geometry);
bool vp_geometry_json_touches(const vp_shape *shape, vp_bounds box);
