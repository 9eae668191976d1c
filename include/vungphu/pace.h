/* The terrain as a traveller meets it: how long a metre takes on each cell.
 *
 * Roads lie over barriers, barriers over land cover: a road on a barrier is a bridge.
 * Where several road classes touch a cell, the fastest of the mode wins. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/region.h>

VP_BEGIN_DECLS

typedef struct {
    vp_grid_geometry geometry;
    float *minutes_per_metre; /* on flat terrain; INFINITY where the cell cannot be crossed */
    uint8_t *slope_applies;   /* 1 where Tobler's rule multiplies the pace. NULL: nowhere */
    const float *elevation;   /* borrowed from the region; NULL when no cell feels slope */
} vp_terrain;

/* The terrain of one mode of the region's speeds in a season (VP_SEASON_ALWAYS: the region's own).
 * The row that speaks of a class is, first found: the class in this season, the class always, "*"
 * in this season, "*" always. VP_BAD_INPUT when the mode has no speeds. Cells of unknown land cover
 * without a road cannot be crossed. */
VP_API vp_terrain *vp_terrain_new(const vp_region *region, const char *mode, vp_season season, vp_error *err);
VP_API void vp_terrain_free(vp_terrain *terrain);

/* Whether the mode can be in the cell: it has a pace there and, where the slope counts, a height. */
VP_API bool vp_terrain_passable(const vp_terrain *terrain, size_t cell);

/* The cell that can be crossed whose centre is nearest to the point, within most_metres of it;
 * false when there is none. Ties go to the lower cell. */
VP_API bool vp_terrain_snap(const vp_terrain *terrain, double x, double y, double most_metres, size_t *cell,
                            double *metres);

VP_END_DECLS
