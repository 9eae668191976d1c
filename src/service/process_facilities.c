/* The process facilities: what each facility of a service carries, whom it has no place for, who depends on it alone.
 */
#include "service/process_inputs.h"
#include "service/process_internal.h"
#include "json/json.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/facility_load.h>
#include <vungphu/group.h>

typedef struct {
    const vp_region *region;
    const vp_load_question *question;
    const vp_facility_load *loads;
    size_t count;
} answer;

static json_t *facility_at(const void *context, size_t i)
{
    const answer *a = context;
    const vp_facility_load *load = &a->loads[i];
    const vp_facility *f = &a->region->supply.facilities[load->facility];
    double each = load->capacity > 0 ? load->catchment / load->capacity : (double)NAN;
    return json_pack("{s:o, s:o, s:o, s:o, s:f, s:f, s:o, s:o, s:o, s:o, s:o, s:o, s:b}", "id", vp_json_text(f->id),
                     "name", vp_json_text(f->name), "kind", vp_json_text(f->kind), "unit_code",
                     vp_json_text(f->unit_code), "lon", f->lon, "lat", f->lat, "catchment",
                     vp_json_number(load->catchment), "within", vp_json_number(load->within), "alone",
                     vp_json_number(load->alone), "capacity", vp_json_number(load->capacity), "people_per_capacity",
                     vp_json_number(each), "left_out", vp_json_number(load->left_out), "closing_leaves_nobody",
                     (int)(load->alone < 0.5));
}

/* Sums over all of them; left_out over those of which it is known. */
static json_t *sums_of(const answer *a)
{
    double catchment = 0, left_out = 0;
    size_t known = 0, closable = 0;
    for (size_t i = 0; i < a->count; i++) {
        catchment += a->loads[i].catchment;
        closable += a->loads[i].alone < 0.5;
        if (isnan(a->loads[i].left_out)) continue;
        left_out += a->loads[i].left_out;
        known++;
    }
    return json_pack("{s:f, s:o, s:I, s:I}", "people_reached", catchment, "people_left_out",
                     vp_json_number(known ? left_out : (double)NAN), "facilities_with_capacity", (json_int_t)known,
                     "closing_leaves_nobody", (json_int_t)closable);
}

static json_t *question_of(const answer *a)
{
    const vp_definitions *d = &a->region->definitions;
    const vp_load_question *q = a->question;
    const vp_service *service = &d->services[q->service];
    const vp_group *group = q->group == VP_NONE ? NULL : &d->groups[q->group];
    return json_pack("{s:o, s:o, s:b, s:o, s:o, s:o}", "service", vp_json_text(service->id), "group",
                     vp_json_text(group ? group->id : NULL), "group_bounded", (int)vp_group_is_bounded(group),
                     "group_grid", vp_json_text(group ? group->grid : NULL), "limit",
                     vp_json_number(isnan(q->limit) ? service->default_limit : q->limit), "people_per_place",
                     vp_json_number(q->people_per_place));
}

json_t *vp_process_facilities(const json_t *inputs, vp_land_view *view, const vp_job_progress *progress, vp_error *err)
{
    const vp_region *region = &view->region;
    vp_load_question q = {.limit = vp_inputs_number(inputs, "limit", NAN)};
    if (!vp_inputs_service(inputs, "service", &region->definitions, &q.service, err) ||
        !vp_inputs_group(inputs, "group", view, &q.group, err))
        return NULL;
    const vp_service *service = &region->definitions.services[q.service];
    if (q.group == VP_NONE) q.group = service->group;
    q.people_per_place = vp_inputs_number(inputs, "people_per_place", vp_facility_load_default(service, q.group));
    answer a = {.region = region, .question = &q, .count = service->facility_count};
    vp_facility_load *loads = calloc(a.count + 1, sizeof *loads);
    json_t *result = NULL;
    a.loads = loads;
    if (!loads) vp_fail_memory(err, a.count * sizeof *loads);
    if (loads && vp_job_begin_step(progress, "loads", 0.2, err) &&
        vp_facility_loads(region, view->snapshot->results.main_weights, &q, &view->snapshot->results.travel, loads,
                          err)) {
        vp_facility_loads_sort(loads, a.count);
        result = json_pack("{s:o, s:o, s:o}", "question", question_of(&a), "sums", sums_of(&a), "facilities",
                           vp_json_list(a.count, facility_at, &a));
        if (!result) vp_fail(err, VP_NO_MEMORY, "no memory for the result");
    }
    free(loads);
    return result;
}
