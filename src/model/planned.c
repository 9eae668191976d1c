#include "base/array.h"
#include <vungphu/planned.h>

size_t vp_planned_of(const vp_definitions *definitions, size_t service, int year)
{
    size_t found = VP_NONE;
    for (size_t i = 0; i < definitions->planned_count; i++)
        if (definitions->planned[i].service == service && definitions->planned[i].year <= year) found = i;
    return found;
}

size_t vp_planned_joint_of(const vp_definitions *definitions, size_t joint, int year)
{
    size_t found = VP_NONE;
    for (size_t i = 0; i < definitions->planned_joint_count; i++)
        if (definitions->planned_joints[i].joint == joint && definitions->planned_joints[i].year <= year) found = i;
    return found;
}

/* ------------------------------------------------------------ joint questions */

static bool asks_for(const vp_joint *joint, size_t service)
{
    for (size_t i = 0; i < joint->service_count; i++)
        if (joint->services[i] == service) return true;
    return false;
}

/* The next year after `after` from which a service of the question has other facilities; 0: none. */
static int next_year(const vp_definitions *d, const vp_joint *joint, int after)
{
    int next = 0;
    for (size_t i = 0; i < d->planned_count; i++) {
        int year = d->planned[i].year;
        if (year > after && (!next || year < next) && asks_for(joint, d->planned[i].service)) next = year;
    }
    return next;
}

bool vp_planned_joints_list(vp_definitions *definitions, vp_error *err)
{
    size_t room = 0;
    for (size_t j = 0; j < definitions->joint_count; j++)
        for (int year = 0; (year = next_year(definitions, &definitions->joints[j], year));) {
            if (!VP_ARRAY_FIT(definitions->planned_joints, room, definitions->planned_joint_count + 1, err))
                return false;
            definitions->planned_joints[definitions->planned_joint_count++] = (vp_planned_joint){j, year};
        }
    return true;
}
