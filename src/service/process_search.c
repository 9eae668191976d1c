#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "solver/exact.h"
#include "json/json.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>

bool vp_process_say_search(void *progress, const char *before, double objective, double bound, double done)
{
    char step[100];
    if (!isfinite(objective))
        snprintf(step, sizeof step, "%s", before);
    else if (!isfinite(bound))
        snprintf(step, sizeof step, "objective %.6g", objective);
    else
        snprintf(step, sizeof step, "objective %.6g, bound %.6g", objective, bound);
    return vp_job_goes_on(progress, step, done);
}

static bool is_unwanted(void *progress) { return vp_job_is_unwanted(progress); }

vp_sites_options vp_process_search(const json_t *inputs, double seconds, vp_search_report *report,
                                   const vp_job_progress *progress)
{
    vp_sites_options options = vp_sites_defaults();
    options.seconds = vp_inputs_number(inputs, "seconds", seconds);
    options.gap = vp_inputs_number(inputs, "gap", 0);
    options.seed = (uint64_t)vp_inputs_number(inputs, "seed", 1);
    options.solve = vp_exact_solve;
    options.progress = report;
    options.is_unwanted = is_unwanted;
    options.context = (void *)(uintptr_t)progress;
    return options;
}

json_t *vp_process_answer(bool ok, json_t *root, vp_buffer *html, vp_error *err)
{
    if (ok && !root) ok = vp_fail(err, VP_NO_MEMORY, "no memory for the result");
    if (ok && html->length && !vp_json_set(root, "report", json_stringn(html->bytes, html->length)))
        ok = vp_fail_memory(err, html->length);
    vp_buffer_clear(html);
    if (ok) return root;
    json_decref(root);
    return NULL;
}

/* What an indicator counts, or services together, of which one may be sited. */
static bool find_counted(const json_t *inputs, const vp_definitions *d, vp_siting_joint *joint, vp_siting_question *q,
                         vp_error *err)
{
    const char *id = vp_inputs_text(inputs, "indicator", NULL), *list = vp_inputs_text(inputs, "services", NULL);
    size_t row = id ? vp_region_indicator(d, id) : VP_NONE, group = q->group;
    size_t at_least = (size_t)vp_inputs_number(inputs, "at_least", 0);
    bool alone = q->service != VP_NONE && !list;
    if ((id && list) || (joint ? !id && !list && !alone : (id != NULL) == alone))
        return vp_fail(err, VP_BAD_INPUT, "inputs: a service or an indicator, one of them");
    if (at_least && !list) return vp_fail(err, VP_BAD_INPUT, "inputs.at_least goes with services");
    if (!id && !list) {
        if (group == VP_NONE) q->group = d->services[q->service].group;
        return true;
    }
    if (id && row == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "inputs.indicator: there is no indicator %.100s", id);
    const vp_siting_counted counted = {id ? &d->indicators[row] : NULL, list, at_least, q->service};
    bool ok =
        joint ? vp_siting_joint_find(d, &counted, joint, q, err) : vp_siting_of_indicator(&d->indicators[row], q, err);
    if (group != VP_NONE) q->group = group;
    return ok;
}

/* Limits that are sent, and what they are of. */
static bool find_limits(const json_t *inputs, vp_land_view *view, vp_siting_joint *joint, vp_siting_question *q,
                        vp_error *err)
{
    q->limit = vp_inputs_number(inputs, "limit", NAN);
    q->other_limit = vp_inputs_number(inputs, "other_limit", NAN);
    if (!vp_inputs_group(inputs, "other_group", view, &q->other_group, err)) return false;
    if (isnan(q->other_limit) != (q->other_group == VP_NONE))
        return vp_fail(err, VP_BAD_INPUT, "inputs.other_limit goes with other_group");
    return find_counted(inputs, &view->snapshot->region->definitions, joint, q, err);
}

bool vp_process_asked(const json_t *inputs, vp_land_view *view, vp_siting_joint *joint, vp_siting_question *q,
                      vp_error *err)
{
    return vp_inputs_service(inputs, "service", &view->snapshot->region->definitions, &q->service, err) &&
           vp_inputs_group(inputs, "group", view, &q->group, err) && find_limits(inputs, view, joint, q, err);
}

bool vp_process_fail_first(const vp_findings *findings, vp_error *err)
{
    for (size_t k = 0; k < findings->count; k++) {
        const vp_finding *f = &findings->items[k];
        if (f->severity != VP_FINDING_ERROR) continue;
        return vp_fail(err, VP_BAD_INPUT, "inputs.%.60s: row %ld, column %.60s, %.100s: %.300s", f->file ? f->file : "",
                       f->row, f->column ? f->column : "–", f->value ? f->value : "empty", f->reason);
    }
    return false;
}
