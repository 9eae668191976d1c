/* Polygons as plain rings. Inside is decided by the even-odd rule over all rings
 * together, so a multipolygon with holes needs no nesting. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/api.h>
#include <vungphu/error.h>

VP_BEGIN_DECLS

typedef struct {
    double x, y;
} vp_point;

typedef struct {
    vp_point *points; /* ring after ring; each ring repeats its first point at its end */
    size_t point_count;
    size_t *ring_starts; /* ring_count + 1 offsets into points; the last is point_count */
    size_t ring_count;
} vp_shape;

typedef struct {
    double west, south, east, north;
} vp_bounds;

/* A deep copy of what is given: ring_sizes[i] points per ring, one after the other. */
VP_API bool vp_shape_init(vp_shape *shape, const vp_point points[], const size_t ring_sizes[], size_t ring_count,
                          vp_error *err);
VP_API void vp_shape_clear(vp_shape *shape);
/* Empty shapes give west > east. */
VP_API vp_bounds vp_shape_bounds(const vp_shape *shape);
/* Sum of signed ring areas, always >= 0 for rings wound outer against inner. */
VP_API double vp_shape_area(const vp_shape *shape);
VP_API bool vp_shape_contains(const vp_shape *shape, vp_point point);

VP_END_DECLS
