#include "snapshot/group_view.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>

static bool add_group(vp_group_view *view, const char *text, vp_error *err)
{
    vp_definitions *d = &view->region.definitions;
    size_t count = d->group_count;
    if (!vp_group_combine(d, &view->region.units, text, &view->combined, err)) return false;
    view->groups = calloc(count + 1, sizeof *view->groups);
    if (!view->groups) return vp_fail_memory(err, count * sizeof *view->groups);
    if (count) memcpy(view->groups, d->groups, count * sizeof *view->groups);
    view->groups[count] = view->combined;
    d->groups = view->groups;
    d->group_count = count + 1;
    return true;
}

bool vp_group_view_init(vp_group_view *view, const vp_snapshot *snapshot, const char *text, vp_error *err)
{
    *view = (vp_group_view){.region = *snapshot->region};
    view->snapshot.provenance = snapshot->provenance;
    view->snapshot.region = &view->region;
    view->snapshot.results = snapshot->results;
    view->snapshot.listings = snapshot->listings;
    view->snapshot.places = snapshot->places;
    return !vp_group_is_combined(text) || add_group(view, text, err);
}

void vp_group_view_clear(vp_group_view *view)
{
    free(view->groups);
    vp_group_clear(&view->combined, view->region.units.set_count);
}
