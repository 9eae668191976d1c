/* Which cells belong to which settlement. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/region.h>

VP_BEGIN_DECLS

/* Fills of_cell, grid_people and unit of the region's settlements from its populations and its main set: each cell with
 * people in any population belongs to the settlement in whose area its centre lies, else to the one nearest to it in a
 * straight line on the map of those that are points, no farther than VP_SETTLEMENT_METRES. Needs cell_to_lonlat.
 * Without settlements nothing is done. */
VP_API bool vp_settlement_cells_assign(vp_region *region, vp_error *err);
/* The same with the cells that another region got, of the same settlements, people and grid. */
VP_API bool vp_settlement_cells_take(vp_region *region, const uint32_t of_cell[], vp_error *err);

VP_END_DECLS
