/* Sites of one of several services that count together: a person is asked about whom the others leave only that one to
 * complete. */
#include "sites/terrain/siting_internal.h"
#include <stdio.h>
#include <stdlib.h>
#include <vungphu/joint_reach.h>

static size_t place_of(const vp_joint *joint, size_t service)
{
    for (size_t k = 0; k < joint->service_count; k++)
        if (joint->services[k] == service) return k;
    return VP_NONE;
}

/* The ids, for a sentence. */
static void list(const vp_definitions *d, const vp_joint *joint, size_t size, char text[])
{
    size_t length = 0;
    for (size_t k = 0; k < joint->service_count && length < size; k++)
        length +=
            (size_t)snprintf(text + length, size - length, "%s%s", k ? ", " : "", d->services[joint->services[k]].id);
}

bool vp_siting_of_joint(const vp_definitions *d, const vp_joint *joint, size_t service, vp_siting_question *q,
                        vp_error *err)
{
    char text[1000] = "";
    list(d, joint, sizeof text, text);
    if (service == VP_NONE && joint->service_count == 1) service = joint->services[0];
    if (service == VP_NONE)
        return vp_fail(err, VP_BAD_INPUT, "counted together are %s: say which of them is sited (service)", text);
    size_t at = place_of(joint, service);
    if (at == VP_NONE)
        return vp_fail(err, VP_BAD_INPUT, "%s is none of what is counted together: %s", d->services[service].id, text);
    q->joint = joint;
    q->service = service;
    if (isnan(q->limit) && d->services[service].reach != VP_REACH_AREA) q->limit = joint->limits[at];
    return true;
}

bool vp_siting_check_joint(const vp_siting_question *q, vp_error *err)
{
    if (!q->joint) return true;
    if (place_of(q->joint, q->service) == VP_NONE || !q->joint_surfaces)
        return vp_fail(err, VP_BAD_INPUT, "%s is none of the services that are counted together",
                       vp_siting_service(q)->id);
    if (q->objective != VP_OBJECTIVE_COVERAGE && q->objective != VP_OBJECTIVE_SET_COVER)
        return vp_fail(err, VP_BAD_INPUT, "services that are counted together go with coverage and set-cover");
    if (q->other_group != VP_NONE || !isnan(q->people_per_place))
        return vp_fail(err, VP_BAD_INPUT,
                       "services that are counted together have one limit each, and places are not looked at");
    return true;
}

/* The sited service as if a new site reached everyone: its best value wherever it has data. */
static float *everywhere(const vp_siting_work *r, vp_error *err)
{
    vp_reach reach = vp_siting_service(r->question)->reach;
    size_t cells = vp_grid_geometry_cells(r->question->region->geometry);
    float best = reach == VP_REACH_AREA ? 1 : reach == VP_REACH_SIGNAL ? (float)fmax(1000, r->result->limit) : 0;
    float *values = malloc(cells * sizeof *values);
    if (!values) vp_fail_memory(err, cells * sizeof *values);
    for (size_t i = 0; values && i < cells; i++) values[i] = isnan(r->surface[i]) ? r->surface[i] : best;
    return values;
}

/* Parts reached with that surface of the sited service. */
static bool shares_with(const vp_siting_work *r, const float *sited, float **shares, vp_error *err)
{
    const vp_siting_question *q = r->question;
    const float *surfaces[VP_JOINT_MOST];
    size_t cells = vp_grid_geometry_cells(q->region->geometry), at = place_of(q->joint, q->service);
    vp_joint joint = *q->joint;
    if (vp_siting_service(q)->reach != VP_REACH_AREA) joint.limits[at] = r->result->limit;
    for (size_t k = 0; k < joint.service_count; k++) surfaces[k] = k == at ? sited : q->joint_surfaces[k];
    *shares = malloc(cells * sizeof **shares);
    if (!*shares) return vp_fail_memory(err, cells * sizeof **shares);
    vp_joint_shares(&q->region->definitions, &joint, surfaces, cells, *shares);
    return true;
}

bool vp_siting_find_joint(vp_siting_work *r, vp_error *err)
{
    const vp_siting_question *q = r->question;
    if (!q->joint) return true;
    float *best = everywhere(r, err);
    bool ok = best && shares_with(r, r->surface, &r->joint_now, err) && shares_with(r, best, &r->joint_then, err) &&
              shares_with(r, q->surface, &r->joint_published, err);
    free(best);
    return ok;
}
