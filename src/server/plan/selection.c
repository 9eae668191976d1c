#include "server/plan/selection.h"
#include "snapshot/group_view.h"
#include "snapshot/outlines.h"
#include "snapshot/year_view.h"
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <vungphu/group.h>
#include <vungphu/joint.h>

const char *const vp_reach_names[VP_REACH_COUNT] = {
    [VP_REACH_TRAVEL_TIME] = "travel_time",
    [VP_REACH_ROUND_TRIP] = "round_trip",
    [VP_REACH_DISTANCE] = "distance",
    [VP_REACH_SIGNAL] = "signal",
    [VP_REACH_AREA] = "area",
};

const char *vp_reach_unit(vp_reach reach) { return vp_scale_of(reach).unit; }

static bool same(const char *wanted, const char *text) { return !wanted || (text && strcmp(wanted, text) == 0); }

bool vp_select_set(const vp_call *call, const vp_units *units, size_t *set, vp_error *err)
{
    const char *level = vp_target_parameter(&call->target, "level");
    const char *vintage = vp_target_parameter(&call->target, "vintage");
    const vp_unit_set *main_set = units->set_count ? &units->sets[units->main_set] : NULL;
    *set = VP_NONE;
    if (main_set && same(level, main_set->level) && same(vintage, main_set->vintage)) *set = units->main_set;
    if (!level && main_set) level = main_set->level;
    for (size_t s = 0; s < units->set_count && *set != units->main_set; s++) {
        const vp_unit_set *candidate = &units->sets[s];
        if (!same(level, candidate->level) || !same(vintage, candidate->vintage)) continue;
        if (*set == VP_NONE || strcmp(units->sets[*set].vintage, candidate->vintage) < 0) *set = s;
    }
    if (*set != VP_NONE) return true;
    return vp_fail(err, VP_BAD_INPUT,
                   "there are no units of level '%.40s', vintage '%.40s'; /indicators lists what there is",
                   level ? level : "", vintage ? vintage : "any");
}

bool vp_select_territory(const vp_call *call, const vp_units *units, vp_territory *territory, vp_error *err)
{
    return vp_territory_find(units, vp_target_parameter(&call->target, "level"),
                             vp_target_parameter(&call->target, "vintage"), vp_target_parameter(&call->target, "code"),
                             territory, err);
}

bool vp_select_service(const vp_call *call, const vp_definitions *definitions, size_t *service, vp_error *err)
{
    const char *id = vp_target_parameter(&call->target, "service");
    *service = id ? vp_region_service(definitions, id) : VP_NONE;
    if (id && *service == VP_NONE)
        return vp_fail(err, VP_BAD_INPUT, "there is no service '%.60s'; /indicators lists them", id);
    return true;
}

bool vp_select_group(const vp_call *call, const vp_definitions *definitions, size_t *group, vp_error *err)
{
    const char *id = vp_target_parameter(&call->target, "group");
    *group = id ? vp_group_find(definitions, id) : VP_NONE;
    if (id && *group == VP_NONE)
        return vp_fail(err, VP_BAD_INPUT, "there is no population group '%.60s'; /indicators lists them", id);
    return true;
}

static bool with_group(const vp_call *call, const vp_snapshot *snapshot, vp_handler *answer, vp_reply *reply,
                       vp_error *err)
{
    vp_group_view view;
    const char *group = vp_target_parameter(&call->target, "group");
    if (!vp_group_is_combined(group)) return answer(call, snapshot, reply, err);
    bool ok = vp_group_view_init(&view, snapshot, group, err) && answer(call, &view.snapshot, reply, err);
    vp_group_view_clear(&view);
    return ok;
}

bool vp_select_view(const vp_call *call, const vp_snapshot *snapshot, vp_handler *answer, vp_reply *reply,
                    vp_error *err)
{
    vp_year_view view;
    size_t year = 0;
    if (!vp_target_whole(&call->target, "year", 9999, &year, err)) return false;
    if (!vp_target_parameter(&call->target, "year")) return with_group(call, snapshot, answer, reply, err);
    bool ok =
        vp_year_view_init(&view, snapshot, (int)year, err) && with_group(call, &view.snapshot, answer, reply, err);
    vp_year_view_clear(&view);
    return ok;
}

bool vp_select_services(const vp_call *call, const vp_definitions *definitions, vp_joint *joint, vp_error *err)
{
    *joint = (vp_joint){0};
    return vp_joint_add_list(definitions, vp_target_parameter(&call->target, "services"),
                             vp_target_parameter(&call->target, "limits"), joint, err);
}

bool vp_select_limit(const vp_call *call, const vp_indicator *indicator, double *limit, vp_error *err)
{
    if (!vp_target_number(&call->target, "limit", limit, err)) return false;
    if (isnan(*limit) || vp_measures[indicator->measure].takes_limit) return true;
    return vp_fail(err, VP_BAD_INPUT, "a limit changes nothing for '%.60s' (%s): ask without it", indicator->id,
                   vp_measures[indicator->measure].name);
}

size_t vp_select_unit_at(const vp_snapshot *snapshot, double lon, double lat)
{
    const vp_region *region = snapshot->region;
    if (!region->units.set_count) return VP_NONE;
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    lon = vp_snapshot_longitude(snapshot, lon);
    for (size_t u = 0; u < set->unit_count; u++) {
        vp_bounds b = snapshot->places.outlines->sets[region->units.main_set][u].lonlat;
        if (lon >= b.west && lon <= b.east && lat >= b.south && lat <= b.north &&
            vp_shape_contains(&set->units[u].lonlat, (vp_point){lon, lat}))
            return u;
    }
    return VP_NONE;
}
