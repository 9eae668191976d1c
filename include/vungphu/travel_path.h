/* The path that a cell's minutes are made of: back-traced from the finished minutes, so that a solve
 * keeps no predecessors.
 *
 * From cell to cell the path takes a step whose minutes add up exactly, in float32, to those of the
 * surface (docs/methods.md, "Travel time"), to the same nearest facility. Where several paths are equally
 * quick it is the one whose first steps are the straight ones, then diagonal, knight's and longer moves. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/modes.h>

VP_BEGIN_DECLS

typedef struct {
    size_t *cells;    /* of the terrain's grid; first the cell asked for, last the facility's. Their centres
                         (vp_grid_geometry_centre) are the corners of the line; a long move passes cells between them */
    float *minutes;   /* of each cell, as in the surface: falling, the last is 0 */
    int32_t *modes;   /* of each cell, the index of the mode one is in; 0 on one terrain. A cell twice in a row is a
                         change of mode, whose minutes lie between the two */
    size_t count;     /* 1 when the cell is the facility's own */
    double metres;    /* length of the line on the map plane */
    int32_t facility; /* index of the facility; -1 when the surface was made without_nearest */
} vp_travel_path;

/* Fills path (free with vp_travel_path_clear) with the path from the cell to its nearest facility. With
 * from_facility the traveller walks it in the other direction. terrain and options must be those of the solve or of
 * the changes since (limit_minutes and threads do not matter); travel is read only. The cost is that of
 * the steps of the cells on the path.
 * VP_NOT_FOUND: the cell cannot be crossed, or no facility is reached within the limit. VP_BAD_INPUT:
 * the cell lies outside the grid, or the minutes are not of this terrain and these options. */
VP_API bool vp_travel_path_find(const vp_terrain *terrain, const vp_travel_options *options, const vp_travel *travel,
                                size_t cell, vp_travel_path *path, vp_error *err);
/* The same by several modes: layers are those of vp_modes_engine_solve_layers with the options. Of equally quick modes
 * the path sets out in the first; it changes only where no step of its mode adds up. */
VP_API bool vp_modes_path_find(const vp_modes *modes, const vp_travel_options *options, const vp_travel layers[],
                               size_t cell, vp_travel_path *path, vp_error *err);
VP_API void vp_travel_path_clear(vp_travel_path *path);

VP_END_DECLS
