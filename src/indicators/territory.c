#include <string.h>
#include <vungphu/territory.h>

vp_territory vp_territory_of_plan(const vp_units *units)
{
    return units->plan_is_named ? units->plan : (vp_territory){units->main_set, VP_NONE};
}

static bool matches(const char *wanted, const char *text) { return !wanted || strcmp(wanted, text) == 0; }

/* Whether a goes before b where the vintage is left open. */
static bool is_preferred(const vp_units *units, size_t a, size_t b)
{
    if (b == VP_NONE) return true;
    const char *now = units->sets[units->main_set].vintage;
    bool a_now = strcmp(units->sets[a].vintage, now) == 0, b_now = strcmp(units->sets[b].vintage, now) == 0;
    if (a_now != b_now) return a_now;
    return strcmp(units->sets[a].vintage, units->sets[b].vintage) > 0;
}

bool vp_territory_find(const vp_units *units, const char *level, const char *vintage, const char *code,
                       vp_territory *out, vp_error *err)
{
    *out = vp_territory_of_plan(units);
    if (!level && !vintage && !code) return true;
    if (!level && !code && units->set_count) level = units->sets[units->main_set].level;
    *out = (vp_territory){VP_NONE, VP_NONE};
    bool has_units = false;
    for (size_t s = 0; s < units->set_count; s++) {
        const vp_unit_set *set = &units->sets[s];
        if (!matches(level, set->level) || !matches(vintage, set->vintage)) continue;
        has_units = true;
        size_t unit = code ? vp_unit_set_find(set, code) : VP_NONE;
        if ((code && unit == VP_NONE) || !is_preferred(units, s, out->set)) continue;
        *out = (vp_territory){s, unit};
    }
    if (out->set != VP_NONE) return true;
    if (has_units)
        return vp_fail(err, VP_NOT_FOUND, "no unit of level '%.40s', vintage '%.40s' has the code '%.40s'",
                       level ? level : "any", vintage ? vintage : "any", code);
    return vp_fail(err, VP_NOT_FOUND, "there are no units of level '%.40s', vintage '%.40s'; /territories lists them",
                   level ? level : "any", vintage ? vintage : "any");
}

bool vp_territory_is(vp_territory a, vp_territory b) { return a.set == b.set && a.unit == b.unit; }

const char *vp_territory_code(const vp_units *units, vp_territory territory)
{
    return territory.unit == VP_NONE ? "*" : units->sets[territory.set].units[territory.unit].code;
}

const char *vp_territory_name(const vp_region *region, vp_territory territory)
{
    if (territory.unit == VP_NONE) return region->name_vi ? region->name_vi : "";
    const vp_unit *unit = &region->units.sets[territory.set].units[territory.unit];
    return unit->full_name && *unit->full_name ? unit->full_name : unit->name;
}
