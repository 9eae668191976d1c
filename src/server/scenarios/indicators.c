/* /scenarios/{id}/indicators: what a scenario changes, before and after, per unit and for the whole. */
#include "server/plan/definitions.h"
#include "server/plan/selection.h"
#include "server/scenarios/handlers.h"
#include "server/scenarios/scenarios_internal.h"
#include "snapshot/group_view.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/indicators.h>

json_t *vp_scenario_services(const vp_definitions *definitions, const vp_scenario_answer *answer)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < answer->result->service_count; i++) {
        const vp_service_result *r = &answer->result->services[i];
        if (!vp_json_append(list,
                            json_pack("{s:s, s:s, s:b, s:o, s:I}", "id", definitions->services[r->service].id, "change",
                                      vp_service_change_names[r->kind], "incremental", (int)r->incremental, "seconds",
                                      vp_json_number(r->seconds), "changed_cells", (json_int_t)r->value_count))) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

typedef struct {
    const vp_snapshot *snapshot;
    const vp_scenario_answer *answer;
    const vp_coverage *after; /* of the region as changed */
    vp_question question;
    vp_error *err;
} asking;

/* before and after of one unit, or of the whole set. */
static json_t *compare(const asking *a, const vp_indicator *indicator, size_t unit)
{
    vp_question q = a->question;
    vp_measurement before, after;
    q.unit = unit;
    if (!vp_indicator_measure(a->snapshot->region, a->snapshot->results.coverage, indicator, &q, &before, a->err) ||
        !vp_indicator_measure(&a->answer->changed->region, a->after, indicator, &q, &after, a->err))
        return NULL;
    double change = after.value - before.value; /* NaN: no data on one side */
    json_t *object = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "before", vp_json_number(before.value), "after",
                               vp_json_number(after.value), "change", vp_json_number(change), "numerator_before",
                               vp_json_number(before.numerator), "numerator_after", vp_json_number(after.numerator),
                               "denominator_before", vp_json_number(before.denominator), "denominator_after",
                               vp_json_number(after.denominator));
    if (!object) vp_fail_memory(a->err, 1);
    return object;
}

static json_t *units_of(const asking *a, const vp_indicator *indicator)
{
    const vp_unit_set *set = &a->snapshot->region->units.sets[a->question.set];
    json_t *list = json_array();
    for (size_t u = 0; list && u < set->unit_count; u++) {
        json_t *row = compare(a, indicator, u);
        bool ok = row && vp_json_set(row, "code", vp_json_text(set->units[u].code)) &&
                  vp_json_set(row, "name", vp_json_text(set->units[u].name));
        if (!ok) json_decref(row);
        if (ok && vp_json_append(list, row)) continue;
        json_decref(list);
        return NULL;
    }
    return list;
}

static json_t *describe(const asking *a, const vp_indicator *indicator)
{
    json_t *whole = compare(a, indicator, VP_NONE), *units = whole ? units_of(a, indicator) : NULL;
    if (!units) {
        json_decref(whole);
        return NULL;
    }
    return json_pack("{s:s, s:o, s:s, s:o, s:o, s:o}", "id", indicator->id, "title",
                     vp_json_title(indicator->title_vi, indicator->title_en), "unit",
                     vp_measures[indicator->measure].unit, "question",
                     vp_definition_question(a->snapshot->region, indicator, &a->question), "province", whole, "values",
                     units);
}

static bool wants(const vp_call *call, const vp_scenario_answer *answer, const vp_indicator *indicator)
{
    const char *only = vp_target_parameter(&call->target, "indicator");
    return vp_changed_touches(answer->changed, indicator) && (!only || strcmp(only, indicator->id) == 0);
}

static json_t *describe_wanted(const vp_call *call, const asking *a)
{
    const vp_definitions *definitions = &a->snapshot->region->definitions;
    json_t *list = json_array();
    for (size_t i = 0; list && i < definitions->indicator_count; i++) {
        if (!wants(call, a->answer, &definitions->indicators[i])) continue;
        json_t *one = describe(a, &definitions->indicators[i]);
        if (one && vp_json_append(list, one)) continue;
        json_decref(list);
        return NULL;
    }
    return list;
}

json_t *vp_scenario_indicators(const vp_call *call, const vp_snapshot *snapshot, const vp_scenario_answer *answer,
                               vp_error *err)
{
    const vp_region *region = snapshot->region;
    asking a = {snapshot, answer, NULL, vp_question_of(0, VP_NONE), err};
    if (!vp_select_set(call, &region->units, &a.question.set, err) ||
        !vp_select_group(call, &region->definitions, &a.question.group, err) ||
        !vp_target_number(&call->target, "limit", &a.question.limit, err) ||
        !vp_target_number(&call->target, "threshold", &a.question.threshold, err))
        return NULL;
    vp_coverage *after = vp_scenario_coverage(region, snapshot->results.coverage, answer->changed, answer->result, err);
    a.after = after;
    json_t *list = after ? describe_wanted(call, &a) : NULL;
    vp_scenario_coverage_free(after);
    return list;
}

/* In the snapshot that the answer holds, a combined group has no place: it stands in a view of it. */
static json_t *of_group(const vp_call *call, const vp_snapshot *snapshot, const vp_scenario_answer *answer,
                        vp_error *err)
{
    vp_group_view view;
    const char *group = vp_target_parameter(&call->target, "group");
    bool ok = vp_group_view_init(&view, snapshot, group, err);
    json_t *indicators = ok ? vp_scenario_indicators(call, &view.snapshot, answer, err) : NULL;
    vp_group_view_clear(&view);
    return indicators;
}

bool vp_get_scenario_indicators(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    vp_scenario_record r = {0};
    vp_scenario_answer answer = {0};
    vp_scenario_service *service = vp_lookup_service(call, err);
    vp_scenario_answers *answers = service ? vp_scenario_service_answers(service) : NULL;
    bool ok = service && vp_lookup_scenario(call, service, &r, err) &&
              vp_lookup_answer(answers, snapshot, &r, &answer, reply, err);
    json_t *indicators = ok ? of_group(call, snapshot, &answer, err) : NULL;
    if (indicators)
        reply->body = vp_json_blob(
            json_pack("{s:s, s:I, s:s, s:o, s:o, s:o}", "scenario", r.id, "version", (json_int_t)r.version, "snapshot",
                      snapshot->provenance.id, "seconds", vp_json_number(answer.result->seconds), "services",
                      vp_scenario_services(&snapshot->region->definitions, &answer), "indicators", indicators),
            err);
    if (ok) vp_scenario_answers_release(answers, &answer);
    vp_scenario_record_clear(&r);
    return reply->body != NULL;
}
