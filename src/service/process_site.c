/* The process site: vungphu sites as a job. */
#include "report/siting_print.h"
#include "service/process_internal.h"
#include "solver/exact.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool report(void *context, double objective, double bound, double done)
{
    const vp_process_work *work = context;
    char step[100];
    snprintf(step, sizeof step, "objective %.6g, bound %.6g", objective, bound);
    return work->progress(work->progress_context, step, done);
}

/* Cells of the candidates, each once. */
static bool list_candidates(const vp_process_work *work, vp_candidate_list *list, vp_error *err)
{
    size_t count = json_array_size(json_object_get(work->inputs, "candidates"));
    list->cells = malloc((count + 1) * sizeof *list->cells);
    if (!list->cells) return vp_fail_memory(err, count * sizeof *list->cells);
    for (size_t i = 0; i < count; i++) {
        double xy[2];
        size_t cell, k = 0;
        if (!vp_process_point(work, "candidates", i, xy, &cell, err)) return false;
        while (k < list->count && list->cells[k] != cell) k++;
        if (k == list->count) list->cells[list->count++] = (uint32_t)cell;
    }
    return true;
}

static vp_objective objective_named(const char *name)
{
    size_t o = 0;
    while (o + 1 < VP_OBJECTIVE_COUNT && strcmp(vp_objective_names[o], name) != 0) o++;
    return (vp_objective)o;
}

static bool fill_question(const vp_process_work *work, vp_siting_question *q, vp_error *err)
{
    const vp_snapshot *snapshot = work->snapshot;
    if (!vp_process_service(work, "service", &q->service, err) || !vp_process_group(work, "group", &q->group, err))
        return false;
    const vp_service *service = &snapshot->region->services[q->service];
    if (q->group == VP_NONE) q->group = service->group;
    if (service->reach != VP_REACH_TRAVEL_TIME)
        return vp_fail(err, VP_BAD_INPUT, "inputs.service: %s is not reached by travel time", service->id);
    if (!snapshot->surfaces[q->service])
        return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing", service->id);
    q->region = work->region;
    q->travel = snapshot->travel;
    q->main_weights = snapshot->main_weights;
    q->surface = vp_grid_cells(snapshot->surfaces[q->service]);
    q->objective = objective_named(vp_process_text(work, "objective", "coverage"));
    bool counted = json_object_get(work->inputs, "count") != NULL;
    if (counted == (q->objective == VP_OBJECTIVE_SET_COVER))
        return vp_fail(err, VP_BAD_INPUT,
                       counted ? "inputs.count: set-cover finds the number of sites itself"
                               : "inputs.count is missing: how many sites?");
    if (counted) q->count = (size_t)vp_process_number(work, "count", 1);
    q->limit = vp_process_number(work, "limit", NAN);
    q->share = vp_process_number(work, "share", NAN);
    q->spacing = vp_process_number(work, "spacing", q->spacing);
    q->separation = vp_process_number(work, "separation", 0);
    q->slope_most = vp_process_number(work, "slope_most", INFINITY);
    q->capacity = vp_process_number(work, "capacity", INFINITY);
    return true;
}

json_t *vp_process_site(const vp_process_work *work, vp_error *err)
{
    vp_siting_question question = VP_SITING_QUESTION;
    vp_sites_options options = VP_SITES_OPTIONS;
    vp_candidate_list list = {0};
    vp_siting_result result;
    json_t *root = NULL;
    options.seconds = vp_process_number(work, "seconds", 180);
    options.gap = vp_process_number(work, "gap", 0);
    options.seed = (uint64_t)vp_process_number(work, "seed", 1);
    options.solve = vp_exact_solve;
    options.progress = report;
    options.context = (void *)(uintptr_t)work;
    if (!fill_question(work, &question, err) || !list_candidates(work, &list, err)) goto done;
    question.cells = list.count ? list.cells : NULL;
    question.cell_count = list.count;
    if (!vp_siting_run(&question, &options, &result, err)) goto done;
    vp_siting_shown shown = {&question, &result, work->snapshot, list.count ? &list : NULL};
    root = vp_siting_print_json(&shown, false);
    if (!root) vp_fail(err, VP_NO_MEMORY, "no memory for the result");
    vp_siting_result_clear(&result);
done:
    vp_candidate_list_clear(&list);
    return root;
}
