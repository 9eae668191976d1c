/* The dataset that a snapshot was made from, loaded whole: with the terrain that the snapshot has not. */
#pragma once
#include "snapshot/snapshot.h"

/* The region of the snapshot's own dataset, with its grids: owned by the caller (vp_region_free). NULL with VP_CONFLICT
 * when the directory's dataset is not the one that the snapshot was made from. Takes seconds. */
vp_region *vp_loaded_dataset_region(const char *directory, const vp_snapshot *snapshot, vp_error *err);

typedef struct {
    const vp_snapshot *snapshot; /* held */
    vp_region *region;           /* the dataset's, with its grids */
} vp_loaded_dataset;

/* Of the directory's dataset. Takes snapshot, also on failure; takes seconds. VP_CONFLICT when the dataset is not the
 * one that the snapshot was made from. Nothing to clear on failure. */
bool vp_loaded_dataset_init(vp_loaded_dataset *out, const char *directory, const vp_snapshot *snapshot, vp_error *err);
/* The same for the current snapshot; VP_IO when there is none. */
bool vp_loaded_dataset_init_current(vp_loaded_dataset *out, const char *directory, vp_publication *publication,
                                    vp_error *err);
void vp_loaded_dataset_clear(vp_loaded_dataset *dataset);
