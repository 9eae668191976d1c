/* How much each vertex of a line matters, so that any zoom can be drawn from one line: the effective area of
 * Visvalingam and Whyatt (1993). A line weighs the same whichever end it is walked from. */
#pragma once
#include "base/heap.h"
#include <vungphu/shape.h>

/* A line whose ends stay; its points may be turned round. */
typedef struct {
    vp_point *points;
    float **weights; /* where the weight of each point goes: of points[i], not of the ends */
    size_t count;
    size_t *before, *after; /* neighbours not yet dropped */
    double *areas;
    vp_heap interior; /* its points by area */
} vp_vertex_line;

/* For lines of up to room points. False without memory; cleared in any case. */
bool vp_vertex_line_init(vp_vertex_line *line, size_t room);
void vp_vertex_line_clear(vp_vertex_line *line);
/* Drops the interior points one by one, least area first; a point weighs what was being dropped by then, in the square
 * of the unit of the points. O(n log n). */
void vp_vertex_line_weigh(vp_vertex_line *line);
/* West to east, then south to north. */
int vp_vertex_compare(vp_point a, vp_point b);
