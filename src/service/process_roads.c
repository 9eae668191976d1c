/* The process roads: vungphu roads as a job. */
#include "report/road_print.h"
#include "report/road_report.h"
#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "service/road_gaps.h"
#include "json/json.h"
#include <math.h>
#include <string.h>

static bool report(void *context, double objective, double bound, double done)
{
    return vp_process_say_search(context, "what each link gives alone", objective, bound, isnan(done) ? 0.5 : done);
}

static bool find_question(const json_t *inputs, vp_land_view *view, vp_road_question *q, vp_error *err)
{
    const vp_snapshot *snapshot = view->snapshot;
    if (!vp_inputs_service(inputs, "service", &snapshot->region->definitions, &q->service, err) ||
        !vp_inputs_group(inputs, "group", view, &q->group, err))
        return false;
    const vp_service *service = &snapshot->region->definitions.services[q->service];
    if (q->group == VP_NONE) q->group = service->group;
    if (!snapshot->results.surfaces[q->service])
        return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing", service->id);
    q->region = &view->region;
    q->travel = snapshot->results.travel;
    q->main_weights = snapshot->results.main_weights;
    q->limit = vp_inputs_number(inputs, "limit", NAN);
    q->count = (size_t)vp_inputs_number(inputs, "count", 1);
    q->budget = vp_inputs_number(inputs, "budget", INFINITY);
    q->beyond = vp_inputs_number(inputs, "beyond", q->beyond);
    if (strcmp(vp_inputs_text(inputs, "objective", "coverage"), "p-median") == 0) q->objective = VP_OBJECTIVE_P_MEDIAN;
    q->surface = vp_results_surface(&snapshot->results, q->service, 0, VP_EVERY_CELL, err);
    return q->surface != NULL;
}

static bool find_links(const json_t *inputs, const vp_land_view *view, const vp_road_question *q, vp_road_list *list,
                       vp_error *err)
{
    const char *text = vp_inputs_text(inputs, "links", NULL), *class_name = vp_inputs_text(inputs, "class", NULL);
    double gaps = vp_inputs_number(inputs, "gaps", 0);
    if (!text == !(gaps > 0)) return vp_fail(err, VP_BAD_INPUT, "inputs: links or gaps, one of them");
    if (gaps > 0 && !class_name)
        return vp_fail(err, VP_BAD_INPUT, "inputs.class is missing: the class of road that links of gaps become");
    if (gaps > 0) return vp_road_gaps_links(view, q, (size_t)gaps, class_name, list, err);
    vp_findings findings = {0};
    bool ok = vp_road_list_parse(text, "links", view->snapshot, list, &findings, err) ||
              vp_process_fail_first(&findings, err);
    vp_findings_clear(&findings);
    return ok;
}

/* The answer, with its report where one is asked for. */
static json_t *printed(const json_t *inputs, const vp_road_shown *shown, vp_error *err)
{
    vp_buffer html = {0};
    bool ok = !vp_inputs_yes(inputs, "report") || vp_road_report_write(shown, &html, err);
    return vp_process_answer(ok, ok ? vp_road_print_json(shown, false) : NULL, &html, err);
}

json_t *vp_process_roads(const json_t *inputs, vp_land_view *view, const vp_job_progress *progress, vp_error *err)
{
    vp_road_question question = vp_road_defaults();
    vp_sites_options options = vp_process_search(inputs, 180, report, progress);
    vp_road_list list = {0};
    vp_road_result result;
    json_t *root = NULL;
    bool ok = find_question(inputs, view, &question, err) && find_links(inputs, view, &question, &list, err);
    double per_km = vp_inputs_number(inputs, "price_per_km", 0);
    if (ok && per_km > 0) vp_road_list_price(&list, per_km);
    question.links = list.links;
    question.link_count = list.count;
    if (ok && vp_road_links_run(&question, &options, &result, err)) {
        const vp_road_shown shown = {.question = &question,
                                     .result = &result,
                                     .snapshot = view->snapshot,
                                     .names = list.names,
                                     .source = vp_inputs_text(inputs, "links", NULL) ? "inputs.links" : "inputs.gaps"};
        root = printed(inputs, &shown, err);
        vp_road_result_clear(&result);
    }
    vp_road_list_clear(&list);
    return root;
}
