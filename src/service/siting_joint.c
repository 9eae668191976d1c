#include "service/siting_joint.h"
#include <vungphu/indicators.h>
#include <vungphu/joint.h>

static bool of_indicator(const vp_definitions *d, const vp_siting_counted *c, vp_siting_question *q, vp_error *err)
{
    const vp_indicator *n = c->indicator;
    if (c->service != VP_NONE && c->service != n->service)
        return vp_fail(err, VP_BAD_INPUT,
                       "%s does not count %s: a service goes with an indicator of services together, else one of both "
                       "is enough",
                       n->id, d->services[c->service].id);
    return vp_siting_of_indicator(n, q, err);
}

bool vp_siting_joint_find(const vp_definitions *d, const vp_siting_counted *c, vp_siting_joint *joint,
                          vp_siting_question *q, vp_error *err)
{
    const vp_indicator *n = c->indicator;
    if (n && !vp_measures[n->measure].of_joint) return of_indicator(d, c, q, err);
    joint->joint = n ? d->joints[n->joint] : (vp_joint){0};
    if ((!n && !vp_joint_read(d, c->list, c->at_least, &joint->joint, err)) ||
        !vp_siting_of_joint(d, &joint->joint, c->service, q, err))
        return false;
    for (size_t k = 0; k < joint->joint.service_count; k++)
        if (joint->joint.services[k] == q->service && d->services[q->service].reach != VP_REACH_AREA)
            joint->joint.limits[k] = q->limit;
    q->group = n ? n->group : d->services[q->service].group;
    return true;
}

bool vp_siting_joint_take(const vp_snapshot *snapshot, vp_siting_joint *joint, vp_siting_question *q, vp_error *err)
{
    if (!q->joint) return true;
    for (size_t k = 0; k < q->joint->service_count; k++) {
        size_t service = q->joint->services[k];
        if (!snapshot->results.surfaces[service])
            return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing",
                           q->region->definitions.services[service].id);
        joint->surfaces[k] = vp_results_surface(&snapshot->results, service, 0, VP_EVERY_CELL, err);
        if (!joint->surfaces[k]) return false;
    }
    q->joint_surfaces = joint->surfaces;
    return true;
}
