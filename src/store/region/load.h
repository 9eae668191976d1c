/* A dataset's layers as a vp_region for the analysis. */
#pragma once
#include <vungphu/region.h>
#include <vungphu/zonal.h>

/* Everything, grids and roads included. NULL and err when the file is not a dataset of ours. */
vp_region *vp_region_load(const char *database_path, vp_error *err);

/* A region that the same program made of the same tables and sources, but for places (vp_import_kept): what else it has
 * need not be computed again. */
typedef struct {
    const vp_region *last; /* NULL: none */
    bool settlements;      /* it has the same, too */
} vp_region_known;

/* The same; *weights: those of its units on its grid, as vp_unit_weights_of_region gives them, which it needs itself.
 */
vp_region *vp_region_load_weighed(const char *database_path, vp_region_known known, vp_weights ***weights,
                                  vp_error *err);
