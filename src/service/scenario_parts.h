/* The parts whose surfaces of travel a merged nation's snapshot was put together of, for its scenarios. */
#pragma once
#include "scenario/scenario.h"
#include "snapshot/land_view.h"

typedef struct vp_scenario_parts vp_scenario_parts;

/* view outlives it; its snapshot is a merged one. VP_CONFLICT where the dataset is no longer kept. */
vp_scenario_parts *vp_scenario_parts_new(const vp_land_view *view, vp_error *err);
void vp_scenario_parts_free(vp_scenario_parts *parts); /* NULL is fine */
const vp_what_if_parts *vp_scenario_parts_of(const vp_scenario_parts *parts);
