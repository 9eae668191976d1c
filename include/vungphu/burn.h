/* Lines and polygons onto a grid of bit masks: what lies on which cell.
 *
 * A line marks every cell that it touches, so that a river has no leak and a road no gap:
 * the cells of a line always join edge to edge. A line exactly on the border of two cells
 * marks the one east or south of it, as vp_grid_geometry_locate does. */
#pragma once
#include <stdint.h>
#include <vungphu/api.h>
#include <vungphu/grid.h>
#include <vungphu/shape.h>

VP_BEGIN_DECLS

/* Sets bits in mask[cell] along points[0] → points[1] → …, projected metres. Parts outside
 * the geometry are left out; points that are not finite end the piece before them. */
VP_API void vp_burn_line(vp_grid_geometry geometry, const vp_point points[], size_t point_count, uint32_t bits,
                         uint32_t mask[]);

/* Sets bits in the cells of which the shapes together cover at least half. Where shapes
 * overlap within a cell, their areas are added up to at most the whole cell. */
VP_API bool vp_burn_shapes(vp_grid_geometry geometry, const vp_shape *const shapes[], size_t shape_count, uint32_t bits,
                           uint32_t mask[], vp_error *err);

VP_END_DECLS
