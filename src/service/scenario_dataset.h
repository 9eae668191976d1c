/* What a scenario is answered on: the dataset of a snapshot, loaded whole, and its what-if. */
#pragma once
#include "snapshot/snapshot.h"
#include <vungphu/scenario.h>

typedef struct {
    const vp_snapshot *snapshot; /* held */
    vp_region *region;           /* the dataset's, with its grids */
    vp_what_if *what_if;
} vp_scenario_dataset;

typedef struct {
    const char *directory;                                          /* of the dataset */
    size_t prepared_most;                                           /* services kept prepared */
    bool (*progress)(void *context, const char *step, double done); /* as vp_what_if_base; may be NULL */
    void *context;
} vp_scenario_dataset_options;

/* Takes seconds. VP_BUSY when there is no dataset, VP_CONFLICT when it is not the one the snapshot was made from. */
bool vp_scenario_dataset_load(const vp_scenario_dataset_options *options, const vp_snapshot *snapshot,
                              vp_scenario_dataset *out, vp_error *err);
void vp_scenario_dataset_clear(vp_scenario_dataset *dataset);

/* One more reader of the snapshot, which releases it. */
const vp_snapshot *vp_scenario_dataset_hold(const vp_snapshot *snapshot);
