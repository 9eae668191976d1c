/* Geometries as they come out of SpatiaLite (well-known binary) as plain points and rings. */
#pragma once
#include <vungphu/contour.h>
#include <vungphu/shape.h>

/* All rings of a polygon or multipolygon, outer ones counter-clockwise and holes clockwise. VP_BAD_INPUT when it is
 * something else, damaged, or has coordinates that are not finite. Clear the shape. */
bool vp_geometry_shape(const void *wkb, size_t bytes, vp_shape *shape, vp_error *err);

/* Each part of a line or multiline as one "ring" of the shape, open or not. */
bool vp_geometry_lines(const void *wkb, size_t bytes, vp_shape *lines, vp_error *err);

bool vp_geometry_point(const void *wkb, size_t bytes, vp_point *point, vp_error *err);

/* 0 point, 1 line, 2 area; -1 when it is not known. Multi kinds count as their parts. */
int vp_geometry_dimension(const void *wkb, size_t bytes);

/* The shape as the WKB of a multipolygon: outer rings with the holes inside them, valid when
 * the rings are. NULL and err on failure; free it. */
unsigned char *vp_geometry_wkb(const vp_shape *shape, size_t *bytes, vp_error *err);

/* The same for a contour, whose holes are known: linear in its points. */
unsigned char *vp_geometry_contour_wkb(const vp_contour *contour, size_t *bytes, vp_error *err);
