/* Weights of cells in the units of a region: of one set, or of all. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/region.h>
#include <vungphu/zonal.h>

VP_BEGIN_DECLS

/* zone: index of the unit. in_degrees: the geometry counts WGS 84 degrees instead of projected metres. */
VP_API vp_weights *vp_unit_weights_new(const vp_unit_set *set, vp_grid_geometry geometry, bool in_degrees,
                                       vp_error *err);
/* weights[set] of the region on its geometry, NULL and err on failure; free each and the array. */
VP_API vp_weights **vp_unit_weights_of_region(const vp_region *region, vp_error *err);

VP_END_DECLS
