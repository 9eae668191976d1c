/* A snapshot as it will be at the end of a year: people grown as is stated (vungphu/growth.h), facilities open by their
 * dates (vungphu/planned.h), floating catchments of both. Roads, transmitters and served areas stay as they are; what
 * is recorded has a value where a row is dated by that year. */
#pragma once
#include "snapshot/snapshot.h"

typedef struct {
    vp_snapshot
        snapshot; /* what the other has, borrowed; never to be held or released. Lists no gaps and settlements */
    /* Owned: */
    vp_region region;
    vp_coverage coverage;
    vp_year_cells cells;
    double **factors, ***shares; /* shares: [group] where growth changes them, else NULL */
    void **blocks;
    size_t block_count;
} vp_year_view;

/* year 0: the snapshot as it is. VP_BAD_INPUT for a year before as_of, VP_NOT_FOUND when no growth is stated. The
 * snapshot must outlive the view; the view must not be moved. Clear it also on failure. */
bool vp_year_view_init(vp_year_view *view, const vp_snapshot *snapshot, int year, vp_error *err);
void vp_year_view_clear(vp_year_view *view);
