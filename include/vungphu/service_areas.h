/* Service areas as a surface: the part of each cell that is served. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/region.h>

VP_BEGIN_DECLS

/* The share 0..1 of each cell that lies inside the service areas of the service; areas that
 * overlap count once. */
VP_API vp_grid *vp_service_areas_surface(const vp_region *region, size_t service, vp_error *err);

VP_END_DECLS
