/* Saved scenarios and their answers for the server: the store and the what-if of a dataset directory behind the
 * server's interface. The dataset's region is loaded when the first answer needs it. */
#pragma once
#include "service/scenarios.h"

typedef struct scenario_desk scenario_desk;

scenario_desk *vp_scenario_desk_new(const char *directory, size_t scenarios_most, size_t changes_most, vp_error *err);
void vp_scenario_desk_free(scenario_desk *desk); /* NULL is fine; after the server */
const vp_scenario_desk *vp_scenario_desk_interface(const scenario_desk *desk);

/* Checks every saved scenario against a snapshot that is about to be served: those that still make sense refer to it
 * from now on, the others are marked needs_review with the reason. */
bool vp_scenario_desk_rebase(scenario_desk *desk, const vp_snapshot *snapshot, vp_error *err);
