/* Geometries from untrusted WKB as plain coordinates, and their checks by GEOS. */
#pragma once
#include "base/buffer.h"
#include <geos_c.h>
#include <stdint.h>
#include <vungphu/shape.h>

typedef enum { VP_SHAPE_EMPTY, VP_SHAPE_POINT, VP_SHAPE_LINE, VP_SHAPE_AREA } vp_shape_kind;

/* Points, lines or polygons, one kind. A line is one ring; a polygon is an outer ring and its holes. */
typedef struct {
    vp_shape_kind kind;
    vp_point *points;
    size_t point_count, point_room;
    size_t *ring_ends; /* ring i is points[ring_ends[i-1] .. ring_ends[i]) */
    size_t ring_count, ring_room;
    size_t *part_ends; /* part i is rings part_ends[i-1] .. part_ends[i]) */
    size_t part_count, part_room;
} vp_vector_geometry;

/* Keeps the room of a geometry that was read before. False and a sentence when the bytes are not
 * WKB of one kind (points, lines, polygons; multi or not) a ring or line has no
 * points, or a coordinate is not finite. So what was read has at least one point. */
bool vp_vector_geometry_read(vp_vector_geometry *geometry, const uint8_t *wkb, size_t length, vp_error *err);
bool vp_vector_geometry_set_point(vp_vector_geometry *geometry, vp_point point, vp_error *err);
void vp_vector_geometry_clear(vp_vector_geometry *geometry);
vp_bounds vp_vector_geometry_bounds(const vp_vector_geometry *geometry);

/* The first ring that does not end where it begins, from 1; 0 when all are closed. */
size_t vp_vector_geometry_unclosed(const vp_vector_geometry *geometry);
bool vp_vector_geometry_close_rings(vp_vector_geometry *geometry,
                                    vp_error *err); /* adds the first point again at the end */

/* For GEOS; areas as one MULTIPOLYGON, lines as one MULTILINESTRING. NULL when GEOS refuses. */
GEOSGeometry *vp_vector_geometry_to_geos(const vp_vector_geometry *geometry, GEOSContextHandle_t geos);
/* The reverse, from polygons of any nesting; other parts are left out. */
bool vp_vector_geometry_from_geos(vp_vector_geometry *geometry, const GEOSGeometry *from, GEOSContextHandle_t geos,
                                  vp_error *err);

/* Of an area, such as a hospital mapped as its outline: a point inside, as GEOS finds it, never in a yard's hole. */
bool vp_vector_geometry_point_inside(const vp_vector_geometry *geometry, GEOSContextHandle_t geos, vp_point *inside);

/* OGC WKB for SpatiaLite: areas as MULTIPOLYGON; of points and lines, one part. */
bool vp_vector_geometry_write(const vp_vector_geometry *geometry, size_t part, vp_buffer *wkb);
