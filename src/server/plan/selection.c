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

/* limits[i] where the text has a number for it. */
static bool read_limits(const char *text, double limits[], size_t service_count, vp_error *err)
{
    size_t i = 0;
    for (const char *next = text; next; i++) {
        char part[100];
        size_t length = strcspn(next, ",");
        snprintf(part, sizeof part, "%.*s", (int)length, next);
        bool known = i < service_count; /* more of them are counted, and refused below */
        if (known && *part && !vp_number_parse(part, "limits", &limits[i], err)) return false;
        next = next[length] ? next + length + 1 : NULL;
    }
    return i == service_count || !i ||
           vp_fail(err, VP_BAD_INPUT, "limits needs one number a service, between commas; an empty one is its own");
}

bool vp_select_services(const vp_call *call, const vp_definitions *definitions, vp_joint *joint, vp_error *err)
{
    const char *text = vp_target_parameter(&call->target, "services");
    char id[100];
    size_t found[VP_JOINT_MOST], count = 0;
    double limits[VP_JOINT_MOST], own;
    bool alternative[VP_JOINT_MOST], or ;
    vp_error bad = {0};
    *joint = (vp_joint){0};
    for (; text && vp_joint_next(&text, id, &own, & or, &bad); count++) {
        if (count == VP_JOINT_MOST) return vp_fail(err, VP_BAD_INPUT, "services names more than %d", VP_JOINT_MOST);
        limits[count] = own;
        alternative[count] = or ;
        found[count] = vp_region_service(definitions, id);
        if (found[count] == VP_NONE)
            return vp_fail(err, VP_BAD_INPUT, "there is no service '%.60s'; /indicators lists them", id);
    }
    if (*bad.message) return vp_fail(err, bad.kind, "%s", bad.message);
    if (!read_limits(vp_target_parameter(&call->target, "limits"), limits, count, err)) return false;
    for (size_t i = 0; i < count; i++)
        if (!vp_joint_add(definitions, found[i], limits[i], alternative[i], joint, err)) return false;
    return true;
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
    for (size_t u = 0; u < set->unit_count; u++) {
        vp_bounds b = snapshot->places.outlines->sets[region->units.main_set][u].lonlat;
        if (lon >= b.west && lon <= b.east && lat >= b.south && lat <= b.north &&
            vp_shape_contains(&set->units[u].lonlat, (vp_point){lon, lat}))
            return u;
    }
    return VP_NONE;
}
