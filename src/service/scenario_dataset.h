/* What a scenario is answered on: the dataset of a snapshot, loaded whole, and its what-if. */
#pragma once
#include "snapshot/snapshot.h"
#include <vungphu/scenario.h>

typedef struct {
    const vp_snapshot *snapshot; /* held */
    vp_region *region;           /* the dataset's, with its grids */
    vp_what_if *what_if;
} vp_scenario_ground;

typedef struct {
    const char *directory;                                          /* of the dataset */
    size_t warm_most;                                               /* services kept laid out */
    bool (*progress)(void *context, const char *step, double done); /* as vp_what_if_base; may be NULL */
    void *context;
} vp_scenario_ground_options;

/* Takes seconds. VP_BUSY when there is no dataset, VP_CONFLICT when it is not the one the snapshot was made from. */
bool vp_scenario_ground_load(const vp_scenario_ground_options *options, const vp_snapshot *snapshot,
                             vp_scenario_ground *out, vp_error *err);
void vp_scenario_ground_clear(vp_scenario_ground *ground);

/* One more reader of the snapshot, which releases it. */
const vp_snapshot *vp_scenario_ground_hold(const vp_snapshot *snapshot);
