#include "cli/siting/siting_asked.h"
#include "cli/arguments/names.h"
#include <vungphu/group.h>

static bool find_counted(const vp_siting_asked *a, const vp_definitions *d, vp_siting_joint *joint,
                         vp_siting_question *q, vp_error *err)
{
    size_t row = a->indicator ? vp_region_indicator(d, a->indicator) : VP_NONE;
    size_t service = a->service ? vp_region_service(d, a->service) : VP_NONE;
    if (a->service && service == VP_NONE) return vp_names_fail_service(d, a->service, err);
    if (a->indicator && row == VP_NONE) return vp_names_fail_indicator(d, a->indicator, err);
    if (!a->indicator && !a->services) {
        q->service = service;
        q->group = d->services[service].group;
        return true;
    }
    const vp_siting_counted counted = {row == VP_NONE ? NULL : &d->indicators[row], a->services, a->at_least, service};
    return joint ? vp_siting_joint_find(d, &counted, joint, q, err)
                 : vp_siting_of_indicator(&d->indicators[row], q, err);
}

bool vp_siting_asked_find(const vp_siting_asked *a, const vp_definitions *d, vp_siting_joint *joint,
                          vp_siting_question *q, vp_error *err)
{
    if (a->other_group) {
        q->other_group = vp_group_find(d, a->other_group);
        if (q->other_group == VP_NONE) return vp_names_fail_group(d, a->other_group, err);
    }
    if (!find_counted(a, d, joint, q, err)) return false;
    if (a->group) q->group = vp_group_find(d, a->group);
    return !a->group || q->group != VP_NONE || vp_names_fail_group(d, a->group, err);
}
