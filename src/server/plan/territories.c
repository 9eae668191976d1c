/* /territories: what the score board can be asked of. */
#include "base/csv.h"
#include "server/plan/handlers.h"
#include "server/routes.h"
#include "json/json.h"
#include <string.h>
#include <vungphu/territory.h>

typedef struct {
    const vp_snapshot *snapshot;
    const char *level, *vintage; /* NULL: all */
} listing;

static bool is_listed(const listing *l, size_t set)
{
    const vp_unit_set *s = &l->snapshot->region->units.sets[set];
    return (!l->level || strcmp(l->level, s->level) == 0) && (!l->vintage || strcmp(l->vintage, s->vintage) == 0);
}

static bool add_object(json_t *list, const listing *l, vp_territory t)
{
    const vp_region *region = l->snapshot->region;
    const vp_unit_set *set = &region->units.sets[t.set];
    const char *parent = t.unit == VP_NONE ? NULL : set->units[t.unit].parent_code;
    return vp_json_append(list, json_pack("{s:o, s:o, s:o, s:o, s:o, s:b}", "level", vp_json_text(set->level),
                                          "vintage", vp_json_text(set->vintage), "code",
                                          t.unit == VP_NONE ? json_null() : vp_json_text(set->units[t.unit].code),
                                          "name", vp_json_text(vp_territory_name(region, t)), "parent_code",
                                          parent ? vp_json_text(parent) : json_null(), "plan",
                                          (int)vp_territory_is(t, vp_territory_of_plan(&region->units))));
}

/* Each set as a whole, then its units. */
static bool list_objects(json_t *list, const listing *l)
{
    const vp_units *units = &l->snapshot->region->units;
    bool ok = true;
    for (size_t s = 0; ok && s < units->set_count; s++) {
        if (!is_listed(l, s)) continue;
        ok = add_object(list, l, (vp_territory){s, VP_NONE});
        for (size_t u = 0; ok && u < units->sets[s].unit_count; u++) ok = add_object(list, l, (vp_territory){s, u});
    }
    return ok;
}

static vp_blob *as_json(const listing *l, vp_error *err)
{
    json_t *list = json_array();
    if (list && !list_objects(list, l)) {
        json_decref(list);
        list = NULL;
    }
    return vp_json_blob(
        list ? json_pack("{s:s, s:o}", "snapshot", l->snapshot->provenance.id, "territories", list) : NULL, err);
}

static void add_row(vp_csv *csv, const listing *l, vp_territory t)
{
    const vp_region *region = l->snapshot->region;
    const vp_unit_set *set = &region->units.sets[t.set];
    const char *parent = t.unit == VP_NONE ? NULL : set->units[t.unit].parent_code;
    const char *texts[] = {set->level,
                           set->vintage,
                           vp_territory_code(&region->units, t),
                           vp_territory_name(region, t),
                           parent ? parent : "",
                           vp_territory_is(t, vp_territory_of_plan(&region->units)) ? "yes" : "no",
                           l->snapshot->provenance.id};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) vp_csv_text(csv, texts[k]);
    vp_csv_end(csv);
}

static vp_blob *as_csv(const listing *l, vp_csv_style style, vp_error *err)
{
    const vp_units *units = &l->snapshot->region->units;
    vp_csv csv = vp_csv_begin(style);
    vp_csv_header(&csv, "level,vintage,code,name,parent_code,plan,snapshot");
    for (size_t s = 0; s < units->set_count; s++) {
        if (!is_listed(l, s)) continue;
        add_row(&csv, l, (vp_territory){s, VP_NONE});
        for (size_t u = 0; u < units->sets[s].unit_count; u++) add_row(&csv, l, (vp_territory){s, u});
    }
    return vp_blob_new(&csv.bytes, err);
}

bool vp_get_territories(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    listing l = {snapshot, vp_target_parameter(&call->target, "level"), vp_target_parameter(&call->target, "vintage")};
    reply->body = call->media == VP_MEDIA_CSV ? as_csv(&l, call->csv, err) : as_json(&l, err);
    return reply->body != NULL;
}
