/* Summits of a grid of heights, by topographic prominence: how far one must go down from a summit at least to reach
 * higher terrain (docs/methods.md, "Transmitters"). */
#pragma once
#include <stdint.h>
#include <vungphu/api.h>
#include <vungphu/error.h>
#include <vungphu/grid.h>

VP_BEGIN_DECLS

typedef struct {
    uint32_t cell;
    float prominence; /* metres; INFINITY: nothing higher is joined to it on the grid */
} vp_summit;

/* Those of at least that prominence (above 0), the most prominent first, of equal ones the first cell. Cells without a
 * height are an edge, as the grid's own is: what lies behind is not known, and a summit near it may look more prominent
 * than it is. *summits is freed by the caller. */
VP_API bool vp_summits_find(const vp_grid *elevation, double least_metres, vp_summit **summits, size_t *count,
                            vp_error *err);
/* Keeps in their order those that are not nearer than apart_metres to one that is kept; how many they are in *count. */
VP_API bool vp_summits_thin(vp_grid_geometry geometry, double apart_metres, vp_summit summits[], size_t *count,
                            vp_error *err);

VP_END_DECLS
