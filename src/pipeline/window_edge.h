/* How soon a journey may leave the grids of a part of a nation: what lies beyond may change the answer of cells from
 * which the edge is nearer than the facility. */
#pragma once
#include <vungphu/region.h>
#include <vungphu/travel_time.h>

typedef struct vp_window_edge vp_window_edge;

/* Of the region's grids, a window of the whole's; both and travel outlive it. Where the window ends with the whole,
 * nothing lies beyond for anyone. */
vp_window_edge *vp_window_edge_new(const vp_region *region, vp_grid_geometry whole, const vp_travel_options *travel,
                                   vp_error *err);
void vp_window_edge_free(vp_window_edge *edge); /* NULL is fine */

/* Of the people of the first population in the cells of mask that are not 0: all, and those who might be found within
 * some limit that is asked of the service, or sooner, by a path that leaves the grids. surface: the service's. */
bool vp_window_edge_count(vp_window_edge *edge, size_t service, const float surface[], const uint32_t mask[],
                          double *people, double *doubtful, vp_error *err);
