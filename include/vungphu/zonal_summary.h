/* What lies in one zone: sums, mean, extremes and quantiles over exact shares of cells.
 *
 * Each zone is taken for itself: where zones overlap, a cell counts in each (vp_weights of all
 * zones together would divide it among them). */
#pragma once
#include <vungphu/api.h>
#include <vungphu/zonal.h>

VP_BEGIN_DECLS

typedef struct {
    double cells;         /* Σ share of the cells with data */
    double missing_cells; /* Σ share of the cells without a value or a weight */
    double weight;        /* Σ share · weight over cells with data */
    double sum;           /* Σ share · weight · value */
    double mean;          /* sum / weight; NaN when weight is 0 */
    double least, most;   /* value over cells of weight above 0; NaN when there are none */
} vp_zonal_summary;

/* values and weights: one a cell of the geometry, NaN no data; weights NULL: all 1, never below 0.
 * results[i] is the smallest value that at least levels[i] (0..1) of the weight does not exceed;
 * level_count may be 0. Parts of the zone outside the geometry are left out. */
VP_API bool vp_zonal_summarise(vp_grid_geometry geometry, const vp_shape *zone, const float values[],
                               const float weights[], vp_zonal_summary *summary, vp_error *err);
VP_API bool vp_zonal_quantiles(vp_grid_geometry geometry, const vp_shape *zone, const float values[],
                               const float weights[], const double levels[], size_t level_count, double results[],
                               vp_error *err);

VP_END_DECLS
