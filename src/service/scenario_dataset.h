/* What a scenario is answered on: a snapshot with its land, and its what-if. */
#pragma once
#include "service/scenario_parts.h"

typedef struct {
    vp_land_view view;
    vp_scenario_parts *parts; /* of a merged nation; else NULL */
    vp_what_if *what_if;
} vp_scenario_dataset;

/* Two modes of a province of four million cells, with the access of one service. */
#define VP_SCENARIO_PREPARED_BYTES ((size_t)320 << 20)

typedef struct {
    size_t prepared_bytes;                                          /* vp_what_if_base */
    bool (*progress)(void *context, const char *step, double done); /* as vp_what_if_base; may be NULL */
    void *context;
} vp_scenario_dataset_options;

/* Holds the snapshot. VP_IO where its land is damaged. Nothing to clear on failure; not to be moved. */
bool vp_scenario_dataset_init(vp_scenario_dataset *out, const vp_scenario_dataset_options *options,
                              const vp_snapshot *snapshot, vp_error *err);
void vp_scenario_dataset_clear(vp_scenario_dataset *dataset);

/* Finds the scenario's places on the snapshot's grid and applies it to its region, which has no grids: whether it
 * makes sense, and what it changes. Clear out also on failure. */
bool vp_scenario_apply_to_snapshot(const vp_snapshot *snapshot, vp_scenario *scenario, vp_changed *out, vp_error *err);
