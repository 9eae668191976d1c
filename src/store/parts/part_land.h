/* A nation's region within the window of a part: what the part's surfaces rest on, and nothing else. */
#pragma once
#include <vungphu/region.h>

/* Its land is cut out; facilities beyond the window, or as near to where it ends as they may be moved (snap_metres),
 * stand where their source has them, since a part moves no others. The rest is borrowed from whole. NULL and err when
 * memory is short or dataset, the whole's, cannot be read; free it by vp_part_land_free. */
vp_region *vp_part_land_cut(const vp_region *whole, const char *dataset, vp_grid_geometry window, vp_error *err);
void vp_part_land_free(vp_region *cut); /* NULL is fine */
