/* The process uncertainty: low and high of figures computed from places, by seeded runs. */
#include "report/joint_json.h"
#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "json/json.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/group.h>
#include <vungphu/joint.h>
#include <vungphu/uncertainty.h>

typedef struct {
    const vp_region *region;
    bool named;         /* an indicator is asked for; else a service or several */
    vp_joint joint;     /* the services, when several are asked for */
    vp_indicator asked; /* with the group and limit sent */
    vp_uncertainty_question question;
    vp_uncertainty_options causes;
    double target; /* NaN: none */
    vp_spread *spreads;
} answer;

/* One of three: an indicator with its service, group, limit and target; a service; several services together. */
static bool ask_figure(const json_t *inputs, const vp_definitions *d, answer *a, vp_error *err)
{
    const char *id = vp_inputs_text(inputs, "indicator", NULL), *services = vp_inputs_text(inputs, "services", NULL);
    const char *limits = vp_inputs_text(inputs, "limits", NULL);
    size_t at_least = (size_t)vp_inputs_number(inputs, "at_least", 0);
    size_t row = id ? vp_region_indicator(d, id) : VP_NONE, service;
    if (id && row == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "inputs.indicator: there is no indicator %.100s", id);
    if (!vp_inputs_service(inputs, "service", d, &service, err)) return false;
    if ((id != NULL) + (service != VP_NONE) + (services != NULL) != 1)
        return vp_fail(err, VP_BAD_INPUT, "inputs: a service, services or an indicator, one of them");
    if (!services && (limits || at_least))
        return vp_fail(err, VP_BAD_INPUT, "inputs: limits and at_least go with services");
    if (services && json_object_get(inputs, "limit"))
        return vp_fail(err, VP_BAD_INPUT, "inputs: of services write limits, or ID=LIMIT");
    a->named = id != NULL;
    a->asked = id         ? d->indicators[row]
               : services ? vp_indicator_of_joint(VP_NONE, NAN)
                          : vp_indicator_of_reach(service, d->services[service].group, NAN);
    return !services ||
           (vp_joint_add_list(d, services, limits, &a->joint, err) && vp_joint_close(&a->joint, at_least, err));
}

/* What is sent goes before what the figure brings. */
static bool ask(const json_t *inputs, vp_land_view *view, answer *a, vp_error *err)
{
    const vp_definitions *d = &view->region.definitions;
    size_t group;
    if (!ask_figure(inputs, d, a, err) || !vp_inputs_group(inputs, "group", view, &group, err)) return false;
    if (group != VP_NONE) a->asked.group = group;
    a->asked.limit = vp_inputs_number(inputs, "limit", a->asked.limit);
    a->target = vp_inputs_number(inputs, "target", a->named ? a->asked.target : (double)NAN);
    if (a->named && vp_measures[a->asked.measure].of_joint) a->joint = d->joints[a->asked.joint];
    a->question = (vp_uncertainty_question){&a->asked, a->joint.service_count ? &a->joint : NULL,
                                            view->snapshot->results.coverage};
    a->causes = (vp_uncertainty_options){.speed_part = vp_inputs_number(inputs, "speed", 0.2),
                                         .position_metres = vp_inputs_number(inputs, "position", 100),
                                         .runs = (size_t)vp_inputs_number(inputs, "runs", 40),
                                         .seed = (uint64_t)vp_inputs_number(inputs, "seed", 1)};
    return true;
}

static bool goes_on(void *context, const char *step, double done)
{
    return vp_job_goes_on(context, step, 0.2 + 0.8 * done);
}

/* crosses: whether the range has values on both sides of the target; null without one. */
static json_t *spread_json(const answer *a, const char *code, const char *name, const vp_spread *s)
{
    bool asked = !isnan(a->target) && !isnan(s->low), crosses = s->low < a->target && a->target <= s->high;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "code", vp_json_text(code), "name", vp_json_text(name),
                     "value", vp_json_number(s->value), "low", vp_json_number(s->low), "high", vp_json_number(s->high),
                     "least", vp_json_number(s->least), "most", vp_json_number(s->most), "crosses",
                     asked ? json_boolean(crosses) : json_null());
}

static json_t *unit_at(const void *context, size_t i)
{
    const answer *a = context;
    const vp_unit *unit = &a->region->units.sets[a->region->units.main_set].units[i];
    return spread_json(a, unit->code, unit->name, &a->spreads[i]);
}

static json_t *question_of(const answer *a)
{
    const vp_definitions *d = &a->region->definitions;
    const vp_indicator *n = &a->asked;
    const vp_group *group = n->group == VP_NONE ? NULL : &d->groups[n->group];
    const vp_service *service = n->service == VP_NONE ? NULL : &d->services[n->service];
    double limit = isnan(n->limit) && service ? service->default_limit : n->limit;
    return json_pack("{s:o, s:s, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:f, s:f, s:I, s:I}", "indicator",
                     vp_json_text(a->named ? n->id : NULL), "measure", vp_measures[n->measure].name, "service",
                     vp_json_text(service ? service->id : NULL), "joint",
                     a->joint.service_count ? vp_joint_json(d, &a->joint) : json_null(), "group",
                     vp_json_text(group ? group->id : NULL), "group_bounded", (int)vp_group_is_bounded(group),
                     "group_grid", vp_json_text(group ? group->grid : NULL), "limit", vp_json_number(limit), "target",
                     vp_json_number(a->target), "speed", a->causes.speed_part, "position", a->causes.position_metres,
                     "runs", (json_int_t)a->causes.runs, "seed", (json_int_t)a->causes.seed);
}

json_t *vp_process_uncertainty(const json_t *inputs, vp_land_view *view, const vp_job_progress *progress, vp_error *err)
{
    const vp_region *region = &view->region;
    answer a = {.region = region};
    vp_analysis_options options = {
        .travel = view->snapshot->results.travel, .progress = goes_on, .context = (void *)(uintptr_t)progress};
    if (!ask(inputs, view, &a, err)) return NULL;
    size_t units = region->units.sets[region->units.main_set].unit_count;
    a.spreads = calloc(units + 1, sizeof *a.spreads);
    json_t *result = NULL;
    if (!a.spreads) vp_fail_memory(err, units * sizeof *a.spreads);
    if (a.spreads && vp_uncertainty_of(region, view->snapshot->results.main_weights, &a.question, &a.causes, &options,
                                       a.spreads, err)) {
        result = json_pack("{s:o, s:o, s:o}", "question", question_of(&a), "province",
                           spread_json(&a, NULL, region->name_vi, &a.spreads[units]), "units",
                           vp_json_list(units, unit_at, &a));
        if (!result) vp_fail(err, VP_NO_MEMORY, "no memory for the result");
    }
    free(a.spreads);
    return result;
}
