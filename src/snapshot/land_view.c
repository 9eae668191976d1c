#include "snapshot/land_view.h"
#include "snapshot/group_view.h"
#include <stdlib.h>
#include <vungphu/group.h>

bool vp_land_view_touch(const vp_land_view *view, size_t first, size_t count, vp_error *err)
{
    const vp_cell_store *store = &view->snapshot->results.store;
    return !store->touch_land || store->touch_land(store->files, first, count, err);
}

bool vp_land_view_init(vp_land_view *view, const vp_snapshot *snapshot, vp_error *err)
{
    vp_land_view_init_untouched(view, snapshot);
    return vp_land_view_touch(view, 0, VP_EVERY_CELL, err);
}

void vp_land_view_init_untouched(vp_land_view *view, const vp_snapshot *snapshot)
{
    *view = (vp_land_view){.snapshot = vp_snapshot_hold(snapshot), .region = *snapshot->region};
    vp_land *land = &view->region.land; /* has the names of the classes */
    land->elevation = snapshot->land.elevation;
    land->elevation_wide = snapshot->land.elevation_wide;
    land->land_cover = snapshot->land.land_cover;
    land->roads = snapshot->land.roads;
    land->barriers = snapshot->land.barriers;
}

bool vp_land_view_add_group(vp_land_view *view, const char *text, vp_error *err)
{
    return vp_group_view_add(&view->region, text, &view->combined, &view->groups, err);
}

void vp_land_view_clear(vp_land_view *view)
{
    free(view->groups);
    vp_group_clear(&view->combined, view->region.units.set_count);
    vp_snapshot_release(view->snapshot);
    *view = (vp_land_view){0};
}
