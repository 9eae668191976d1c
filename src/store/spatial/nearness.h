/* How far the cells of a grid are from points, lines and areas. */
#pragma once
#include <vungphu/grid.h>
#include <vungphu/shape.h>

/* Shapes of one layer, in the grid's system. */
typedef struct {
    const vp_shape *shapes; /* a "ring" each of the pieces of a line, or of one point */
    const bool *areas;      /* [shape] whether it is a polygon; NULL: all are */
    size_t count;
} vp_nearness_layer;

/* inside[cell]: its centre lies in an area, by the even-odd rule over all rings of each. */
bool vp_nearness_inside(const vp_nearness_layer *layer, vp_grid_geometry geometry, bool inside[], vp_error *err);
/* metres[cell] on the map plane from its centre to the nearest shape as it is drawn, 0 inside an area; INFINITY: there
 * is none. By GEOS's index of facets: O(log) a cell. */
bool vp_nearness_metres(const vp_nearness_layer *layer, vp_grid_geometry geometry, double metres[], vp_error *err);
