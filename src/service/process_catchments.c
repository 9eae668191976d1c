/* The process catchments: vungphu catchments as a job. */
#include "report/catchment_print.h"
#include "report/catchment_report.h"
#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "json/json.h"
#include <math.h>
#include <string.h>
#include <vungphu/facility_load.h>

static bool find_question(const json_t *inputs, vp_land_view *view, vp_catchment_question *q, vp_error *err)
{
    vp_siting_question asked = vp_siting_defaults();
    if (!vp_process_asked(inputs, view, NULL, &asked, err)) return false;
    const vp_service *service = &view->region.definitions.services[asked.service];
    bool nearest = strcmp(vp_inputs_text(inputs, "division", "places"), "nearest") == 0;
    double usual = nearest ? (double)NAN : vp_facility_load_default(service, asked.group);
    double per_place = vp_inputs_number(inputs, "people_per_place", usual);
    if (nearest && !isnan(per_place))
        return vp_fail(err, VP_BAD_INPUT, "inputs.division: nearest does not look at places: no people_per_place");
    *q = (vp_catchment_question){asked.service,
                                 asked.group,
                                 asked.limit,
                                 asked.other_group,
                                 asked.other_limit,
                                 per_place,
                                 vp_inputs_number(inputs, "merge_below", NAN),
                                 vp_inputs_text(inputs, "merge_only", NULL)};
    if (q->merge_only && isnan(q->merge_below))
        return vp_fail(err, VP_BAD_INPUT, "inputs.merge_only goes with merge_below");
    return true;
}

/* The answer, with its report where one is asked for. */
static json_t *printed(const json_t *inputs, const vp_catchment_shown *shown, vp_error *err)
{
    vp_buffer html = {0};
    bool geo = vp_inputs_yes(inputs, "areas");
    bool ok = !vp_inputs_yes(inputs, "report") || vp_catchment_report_write(shown, &html, err);
    return vp_process_answer(ok, ok ? vp_catchment_print_json(shown, geo) : NULL, &html, err);
}

json_t *vp_process_catchments(const json_t *inputs, vp_land_view *view, const vp_job_progress *progress, vp_error *err)
{
    vp_catchment_question question;
    vp_catchment_map map;
    const vp_results *results = &view->snapshot->results;
    if (!find_question(inputs, view, &question, err) || !vp_job_begin_step(progress, "catchments", 0.1, err))
        return NULL;
    json_t *root = NULL;
    if (vp_catchment_map_make(&view->region, results->main_weights, &question, &results->travel, &map, err)) {
        const vp_catchment_shown shown = {&question, &map, view->snapshot, &view->region, false};
        root = printed(inputs, &shown, err);
    }
    vp_catchment_map_clear(&map);
    return root;
}
