#include "cli/siting/siting_asked.h"
#include "cli/arguments/names.h"
#include <vungphu/group.h>

bool vp_siting_asked_find(const vp_siting_asked *a, const vp_definitions *d, vp_siting_question *q, vp_error *err)
{
    size_t row = a->indicator ? vp_region_indicator(d, a->indicator) : VP_NONE;
    if (a->other_group) {
        q->other_group = vp_group_find(d, a->other_group);
        if (q->other_group == VP_NONE) return vp_names_fail_group(d, a->other_group, err);
    }
    if (a->indicator && row == VP_NONE) return vp_names_fail_indicator(d, a->indicator, err);
    if (a->indicator && !vp_siting_of_indicator(&d->indicators[row], q, err)) return false;
    if (!a->indicator) {
        q->service = vp_region_service(d, a->service);
        if (q->service == VP_NONE) return vp_names_fail_service(d, a->service, err);
        q->group = d->services[q->service].group;
    }
    if (a->group) q->group = vp_group_find(d, a->group);
    return !a->group || q->group != VP_NONE || vp_names_fail_group(d, a->group, err);
}
