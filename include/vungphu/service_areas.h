/* Service areas as a surface: the part of each cell that is served. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/region.h>
#include <vungphu/zonal.h>

VP_BEGIN_DECLS

/* The share 0..1 of each cell that lies inside those of the areas that are of the service; areas that overlap count
 * once. */
VP_API vp_grid *vp_service_areas_surface(vp_grid_geometry geometry, const vp_service_area areas[], size_t area_count,
                                         size_t service, vp_error *err);
/* Which part of which cell (by cell, then shape) lies inside which of the shapes, its zone. *parts is the caller's also
 * on failure. */
VP_API bool vp_service_areas_parts(vp_grid_geometry geometry, const vp_shape *const shapes[], size_t count,
                                   vp_partial **parts, size_t *part_count, vp_error *err);

VP_END_DECLS
