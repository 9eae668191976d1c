/* What lies in one zone: sums, mean, extremes and quantiles over exact shares of cells.
 *
 * Each zone is taken for itself: where zones overlap, a cell counts in each (vp_weights of all
 * zones together would divide it among them). */
#pragma once
#include <vungphu/api.h>
#include <vungphu/zonal.h>

VP_BEGIN_DECLS

/* Borrowed. Cells need not be of equal area (a raster in degrees): then row_areas has a number for each row, and
 * the mean, the quantiles and the weight are by area; the sum is not. */
typedef struct {
    vp_grid_geometry geometry;
    const double *values;    /* one a cell; NaN no data */
    const double *weights;   /* the same, never below 0; NULL: every cell counts alike */
    const double *row_areas; /* one a row, such as km²; NULL: equal. Not used with weights */
} vp_zonal_cells;

typedef struct {
    double cells;         /* Σ share of the cells with data */
    double missing_cells; /* Σ share of the cells without a value or a weight, and of what lies beyond the geometry */
    double weight;        /* Σ share · weight (or area) over cells with data */
    double sum;           /* Σ share · weight · value; without weights Σ share · value */
    double mean;          /* Σ share · weight · value / weight; NaN when weight is 0 */
    double least, most;   /* value over cells of weight above 0; NaN when there are none */
} vp_zonal_summary;

/* results[i] is the smallest value that at least levels[i] (0..1) of the weight does not exceed; level_count may be 0.
 */
VP_API bool vp_zonal_summarise(const vp_zonal_cells *cells, const vp_shape *zone, vp_zonal_summary *summary,
                               vp_error *err);
VP_API bool vp_zonal_quantiles(const vp_zonal_cells *cells, const vp_shape *zone, const double levels[],
                               size_t level_count, double results[], vp_error *err);

VP_END_DECLS
