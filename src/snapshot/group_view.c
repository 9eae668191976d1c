#include "snapshot/group_view.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>

bool vp_group_view_add(vp_region *region, const char *text, vp_group *combined, vp_group **groups, vp_error *err)
{
    vp_definitions *d = &region->definitions;
    size_t count = d->group_count;
    if (!vp_group_is_combined(text)) return true;
    if (!vp_group_combine(d, &region->units, text, combined, err)) return false;
    vp_group *all = *groups = calloc(count + 1, sizeof *all);
    if (!all) return vp_fail_memory(err, count * sizeof *all);
    if (count) memcpy(all, d->groups, count * sizeof *all);
    all[count] = *combined;
    d->groups = all;
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
    return vp_group_view_add(&view->region, text, &view->combined, &view->groups, err);
}

void vp_group_view_clear(vp_group_view *view)
{
    free(view->groups);
    vp_group_clear(&view->combined, view->region.units.set_count);
}
