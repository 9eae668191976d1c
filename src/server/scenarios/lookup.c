#include "server/scenarios/scenarios_internal.h"
#include "json/json.h"
#include <string.h>

vp_scenario_service *vp_lookup_service(const vp_call *call, vp_error *err)
{
    if (!call->backends->scenarios) vp_fail(err, VP_BUSY, "this server keeps no scenarios");
    return call->backends->scenarios;
}

bool vp_lookup_scenario(const vp_call *call, vp_scenario_service *service, vp_scenario_record *record, vp_error *err)
{
    return vp_scenario_service_get(service, vp_target_capture(&call->target, "id"), 0, record, err);
}

static bool conflict(vp_reply *reply, const vp_error *err)
{
    vp_reply_problem(reply, 409, err);
    return false;
}

bool vp_lookup_answer(vp_scenario_answers *answers, const vp_snapshot *snapshot, const vp_scenario_record *record,
                      vp_scenario_answer *answer, vp_reply *reply, vp_error *err)
{
    bool ready = false;
    *answer = (vp_scenario_answer){0};
    if (strcmp(record->status, "ready") != 0 || strcmp(record->snapshot, snapshot->provenance.id) != 0) {
        vp_fail(err, VP_CONFLICT, "the scenario needs review: it refers to snapshot %s, and on %s: %.300s",
                record->snapshot, snapshot->provenance.id,
                *record->conflict ? record->conflict : "it was not yet checked");
        return conflict(reply, err);
    }
    if (!vp_scenario_answers_ask(answers, snapshot, record, 0, &ready, answer, err))
        return err->kind == VP_CONFLICT ? conflict(reply, err) : false;
    if (ready) return true;
    reply->status = 202;
    reply->retry_seconds = 2;
    reply->body = vp_json_blob(json_pack("{s:s, s:s}", "id", record->id, "computed", "under_way"), err);
    return false;
}
