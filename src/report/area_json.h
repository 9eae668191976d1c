/* An area of the map's plane as GeoJSON. */
#pragma once
#include <jansson.h>
#include <vungphu/contour.h>
#include <vungphu/region.h>

/* A MultiPolygon in degrees, empty where the contour has no rings. NULL when memory is short. */
json_t *vp_area_json(const vp_region *region, const vp_contour *contour);
