/* Exact shares of raster cells inside polygons, and sums over them.
 *
 * The share of a cell is the area of (cell ∩ polygon) / area of the cell, computed
 * exactly from the ring (docs/methods.md, "Zonal statistics"); computed once per
 * unit layer and kept sparse: runs of whole cells and a list of partial ones. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/grid.h>
#include <vungphu/shape.h>

VP_BEGIN_DECLS

typedef struct {
    uint32_t first_cell, cell_count, zone;
} vp_run;
typedef struct {
    uint32_t cell, zone;
    double share;
} vp_partial;

typedef struct {
    vp_grid_geometry geometry;
    size_t zone_count;
    vp_run *runs;
    size_t run_count; /* by zone, then by cell */
    vp_partial *partials;
    size_t partial_count; /* by zone, then by cell; 0 < share < 1 */
    /* What zones claim together: cell area counted more than once before it was shared
     * out, in square metres. Overlapping zones divide a cell in proportion to their
     * shares, so that shares of one cell never sum to more than 1. */
    double overlap_square_metres;
} vp_weights;

/* shapes[zone], projected metres. Parts outside the geometry are left out. */
VP_API vp_weights *vp_weights_new(vp_grid_geometry geometry, const vp_shape *const shapes[], size_t zone_count,
                                  vp_error *err);
VP_API void vp_weights_free(vp_weights *weights);
/* Per cell: 1 where a zone has a part of it, else 0. NULL and err without memory; free it. */
VP_API uint8_t *vp_weights_inside(const vp_weights *weights, vp_error *err);

/* Weighted sums per zone: sums[zone] = Σ share * value, cells that are NaN left out.
 * missing_shares[zone] (may be NULL) counts the shares of the NaN cells. */
VP_API void vp_zonal_sum(const vp_weights *weights, const float values[], double sums[], double missing_shares[]);

VP_END_DECLS
