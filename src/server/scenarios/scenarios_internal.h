/* What the files of /scenarios share. */
#pragma once
#include "server/call.h"
#include "service/scenario_service.h"
#include <jansson.h>

/* ---- lookup.c */

/* The service that keeps scenarios; VP_BUSY when there is none. */
vp_scenario_service *vp_lookup_service(const vp_call *call, vp_error *err);
/* The scenario of the path, at its current version. */
bool vp_lookup_scenario(const vp_call *call, vp_scenario_service *service, vp_scenario_record *record, vp_error *err);
/* Its answer on the snapshot. False with reply or err filled: 409 when it needs review or the dataset is not the
 * snapshot's, 202 while it is computed. */
bool vp_lookup_answer(vp_scenario_answers *answers, const vp_snapshot *snapshot, const vp_scenario_record *record,
                      vp_scenario_answer *answer, vp_reply *reply, vp_error *err);

/* ---- indicators.c */

/* An array: each indicator that changes, before and after. indicator VP_NONE: all. */
json_t *vp_scenario_indicators(const vp_call *call, const vp_snapshot *snapshot, const vp_scenario_answer *answer,
                               vp_error *err);
json_t *vp_scenario_services(const vp_definitions *definitions, const vp_scenario_answer *answer);
