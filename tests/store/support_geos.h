/* Shapes as geometries of GEOS, the independent judge of the tests. */
#pragma once
#include <vungphu/contour.h>
#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

GEOSContextHandle_t geos_begin(void);

/* A polygon of one outer ring and its holes (rings as they come in the shape). */
GEOSGeometry *geos_polygon(GEOSContextHandle_t geos, const vp_shape *shape);
/* A multipolygon by what each hole belongs to. */
GEOSGeometry *geos_contour(GEOSContextHandle_t geos, const vp_contour *contour);
GEOSGeometry *geos_box(GEOSContextHandle_t geos, vp_bounds bounds);
double geos_area(GEOSContextHandle_t geos, const GEOSGeometry *geometry);
/* Area of what two geometries share. */
double geos_shared(GEOSContextHandle_t geos, const GEOSGeometry *a, const GEOSGeometry *b);
