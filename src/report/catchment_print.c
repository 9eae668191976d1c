#include "report/catchment_print.h"
#include "report/area_json.h"
#include "report/output.h"
#include "json/json.h"
#include <math.h>
#include <vungphu/coverage.h>

const vp_facility *vp_catchment_facility(const vp_catchment_shown *s, size_t at)
{
    return &s->region->supply.facilities[s->map->items[at].facility];
}

static double area_km2(const vp_catchment *c) { return vp_shape_area(&c->area.shape) / 1e6; }
static double room_of(const vp_catchment *c) { return c->places - c->people; }

static const char *into_of(const vp_catchment_shown *s, const vp_catchment *c)
{
    return c->into == VP_NONE ? NULL : vp_catchment_facility(s, c->into)->id;
}

/* ---- tables */

static void put_merged(vp_output *output, const vp_catchment_shown *s, const vp_catchment *c)
{
    vp_output_number(output, c->merged ? (double)c->merged : (double)NAN, 0);
    vp_output_text(output, into_of(s, c));
    vp_output_number(output, c->merged ? c->merged_people : (double)NAN, 0);
    vp_output_number(output, c->merged ? c->merged_cost : (double)NAN, 0);
}

static bool print_rows(const vp_catchment_shown *s, bool csv, vp_error *err)
{
    static const char *const columns[] = {"facility", "name",     "kind",  "unit_code",     "nearest",
                                          "people",   "places",   "room",  "sent",          "mean",
                                          "most",     "area_km2", "price", "wanted",        "lon",
                                          "lat",      "merged",   "into",  "merged_people", "merged_cost"};
    bool merging = !isnan(s->question->merge_below);
    vp_output *output = vp_output_new(columns, !csv ? 12 : merging ? 20 : 16, err);
    if (!output) return false;
    for (size_t j = 0; j < s->map->count; j++) {
        const vp_catchment *c = &s->map->items[j];
        const vp_facility *f = vp_catchment_facility(s, j);
        vp_output_text(output, f->id);
        vp_output_text(output, f->name);
        vp_output_text(output, f->kind);
        vp_output_text(output, f->unit_code);
        vp_output_number(output, c->nearest, 0);
        vp_output_number(output, c->people, 0);
        vp_output_number(output, c->places, 0);
        vp_output_number(output, room_of(c), 0);
        vp_output_number(output, c->sent, 0);
        vp_output_number(output, c->mean, 0);
        vp_output_number(output, c->most, 0);
        vp_output_number(output, area_km2(c), 2);
        if (!csv) continue;
        vp_output_number(output, c->price, 1);
        vp_output_text(output, c->wanted ? "yes" : "no");
        vp_output_number(output, f->lon, 6);
        vp_output_number(output, f->lat, 6);
        if (merging) put_merged(output, s, c);
    }
    vp_output_format form = !csv ? VP_OUTPUT_TEXT : s->decimal_comma ? VP_OUTPUT_CSV_COMMA : VP_OUTPUT_CSV;
    bool ok = vp_output_print(output, form, err);
    vp_output_free(output);
    return ok;
}

/* ---- JSON */

static json_t *facility_json(const vp_catchment_shown *s, size_t at)
{
    const vp_catchment *c = &s->map->items[at];
    const vp_facility *f = vp_catchment_facility(s, at);
    json_t *o =
        json_pack("{s:o,s:o,s:o,s:o,s:f,s:f,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:b}", "id", vp_json_text(f->id),
                  "name", vp_json_text(f->name), "kind", vp_json_text(f->kind), "unit_code", vp_json_text(f->unit_code),
                  "lon", f->lon, "lat", f->lat, "nearest", vp_json_number(c->nearest), "people",
                  vp_json_number(c->people), "places", vp_json_number(c->places), "room", vp_json_number(room_of(c)),
                  "sent", vp_json_number(c->sent), "mean", vp_json_number(c->mean), "most", vp_json_number(c->most),
                  "area_km2", vp_json_number(area_km2(c)), "price", vp_json_number(c->price), "wanted", (int)c->wanted);
    if (!isnan(s->question->merge_below)) {
        vp_json_put(&o, "merged", vp_json_number(c->merged ? (double)c->merged : (double)NAN));
        vp_json_put(&o, "into", vp_json_text(into_of(s, c)));
        vp_json_put(&o, "merged_people", vp_json_number(c->merged ? c->merged_people : (double)NAN));
        vp_json_put(&o, "merged_cost", vp_json_number(c->merged ? c->merged_cost : (double)NAN));
    }
    return o;
}

static json_t *feature_json(const vp_catchment_shown *s, size_t at)
{
    const vp_catchment *c = &s->map->items[at];
    return json_pack("{s:s,s:o,s:o}", "type", "Feature", "geometry",
                     c->area.shape.ring_count ? vp_area_json(s->region, &c->area) : json_null(), "properties",
                     facility_json(s, at));
}

static json_t *unit_at(const void *context, size_t at)
{
    const vp_catchment_shown *s = context;
    const vp_catchment_unit *u = &s->map->units[at];
    const vp_unit *unit = &s->region->units.sets[s->region->units.main_set].units[at];
    double placed = u->people - u->beyond - u->no_place;
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o}", "code", vp_json_text(unit->code), "name", vp_json_text(unit->name),
                     "people", vp_json_number(u->people), "beyond", vp_json_number(u->beyond), "no_place",
                     vp_json_number(u->no_place), "mean",
                     vp_json_number(placed > 1e-9 ? u->cost / placed : (double)NAN));
}

static json_t *question_json(const vp_catchment_shown *s)
{
    const vp_definitions *d = &s->region->definitions;
    const vp_catchment_question *q = s->question;
    const char *group = q->group == VP_NONE ? NULL : d->groups[q->group].id;
    const char *other = q->other_group == VP_NONE ? NULL : d->groups[q->other_group].id;
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "service", vp_json_text(d->services[q->service].id),
                     "group", vp_json_text(group), "limit", vp_json_number(s->map->limit), "unit",
                     vp_json_text(vp_scale_of(d->services[q->service].reach).unit), "other_group", vp_json_text(other),
                     "other_limit", vp_json_number(other ? q->other_limit : (double)NAN), "people_per_place",
                     vp_json_number(q->people_per_place), "merge_below", vp_json_number(q->merge_below), "merge_only",
                     vp_json_text(q->merge_only));
}

static json_t *sums_json(const vp_catchment_map *map)
{
    double placed = map->all.people - map->all.beyond - map->all.no_place;
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:I}", "people", vp_json_number(map->all.people), "beyond",
                     vp_json_number(map->all.beyond), "no_place", vp_json_number(map->all.no_place), "placed",
                     vp_json_number(placed), "mean", vp_json_number(placed > 0 ? map->all.cost / placed : (double)NAN),
                     "mean_nearest", vp_json_number(map->mean_nearest), "most", vp_json_number(map->most), "cost",
                     vp_json_number(map->all.cost), "bound", vp_json_number(map->bound), "merged",
                     (json_int_t)map->merged);
}

static json_t *facility_at(const void *context, size_t at) { return facility_json(context, at); }
static json_t *feature_at(const void *context, size_t at) { return feature_json(context, at); }

json_t *vp_catchment_print_json(const vp_catchment_shown *s, bool geo)
{
    json_t *o = json_object();
    if (geo) vp_json_put(&o, "type", json_string("FeatureCollection"));
    vp_json_put(&o, "question", question_json(s));
    vp_json_put(&o, "snapshot", json_string(s->snapshot->provenance.id));
    vp_json_put(&o, "sums", sums_json(s->map));
    vp_json_put(&o, "units", vp_json_list(s->map->unit_count, unit_at, s));
    vp_json_put(&o, geo ? "features" : "facilities", vp_json_list(s->map->count, geo ? feature_at : facility_at, s));
    return o;
}

bool vp_catchment_print(const vp_catchment_shown *s, vp_siting_format format, vp_error *err)
{
    if (format == VP_SITING_JSON || format == VP_SITING_GEOJSON)
        return vp_json_print(vp_catchment_print_json(s, format == VP_SITING_GEOJSON), err);
    return print_rows(s, format == VP_SITING_CSV, err);
}
