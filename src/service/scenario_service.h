/* Saved scenarios and their answers for the server: the store and the what-if of a dataset directory behind the
 * server's interface. The dataset's region is loaded when the first answer needs it. */
#pragma once
#include "service/scenarios.h"

typedef struct scenario_service scenario_service;

scenario_service *vp_scenario_service_new(const char *directory, size_t scenarios_most, size_t changes_most,
                                          vp_error *err);
void vp_scenario_service_free(scenario_service *service); /* NULL is fine; after the server */
const vp_scenario_service *vp_scenario_service_interface(const scenario_service *service);

/* Checks every saved scenario against a snapshot that is about to be served: those that still make sense refer to it
 * from now on, the others are marked needs_review with the reason. */
bool vp_scenario_service_rebase(scenario_service *service, const vp_snapshot *snapshot, vp_error *err);
