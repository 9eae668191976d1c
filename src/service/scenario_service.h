/* Saved scenarios and their answers, for the server: what users saved in a dataset's directory, and what each would
 * change. Any thread. */
#pragma once
#include "model/scenario_record.h"
#include "service/scenario_answers.h"

typedef struct vp_scenario_service vp_scenario_service;

vp_scenario_service *vp_scenario_service_new(const char *directory, size_t scenarios_most, size_t changes_most,
                                             vp_error *err);
/* Gives up what is computed: nobody may hold up the end of who uses the service. NULL is fine, here and below. */
void vp_scenario_service_stop(vp_scenario_service *service);
void vp_scenario_service_free(vp_scenario_service *service);
size_t vp_scenario_service_changes_most(const vp_scenario_service *service);

/* What is saved, as the functions of store/sqlite/scenario_store.h of these names. */
bool vp_scenario_service_create(vp_scenario_service *service, vp_scenario_record *record, vp_error *err);
bool vp_scenario_service_put(vp_scenario_service *service, vp_scenario_record *record, int64_t expected, vp_error *err);
bool vp_scenario_service_delete(vp_scenario_service *service, const char *id, int64_t expected, vp_error *err);
bool vp_scenario_service_get(vp_scenario_service *service, const char *id, int64_t version, vp_scenario_record *record,
                             vp_error *err);
bool vp_scenario_service_list(vp_scenario_service *service, const char *id, vp_scenario_page *page,
                              vp_scenario_record **records, size_t *count, vp_error *err);
void vp_scenario_service_limit(vp_scenario_service *service, size_t versions_most, size_t bytes_most);

/* What a scenario changes; for vp_scenario_answers_ask. */
vp_scenario_answers *vp_scenario_service_answers(const vp_scenario_service *service);

/* Checks every saved scenario against a snapshot that is about to be served: those that still make sense refer to it
 * from now on, the others are marked needs_review with the reason. */
bool vp_scenario_service_rebase(vp_scenario_service *service, const vp_snapshot *snapshot, vp_error *err);
