#include "report/road_print.h"
#include "report/output.h"
#include "json/json.h"
#include <math.h>

const vp_road_set *vp_road_print_set(const vp_road_shown *s) { return &s->result->sets[s->result->set_count - 1]; }

size_t vp_road_print_order(const vp_road_shown *s, size_t link)
{
    const vp_road_set *set = vp_road_print_set(s);
    for (size_t k = 0; k < set->count; k++)
        if (set->links[k] == link) return k + 1;
    return 0;
}

/* ---- tables */

static bool print_rows(const vp_road_shown *s, bool csv, vp_error *err)
{
    static const char *const columns[] = {"link",  "name",   "class",   "metres", "cells", "quicker",
                                          "price", "people", "minutes", "order",  "gain"};
    vp_output *output = vp_output_new(columns, 11, err);
    if (!output) return false;
    for (size_t l = 0; l < s->question->link_count; l++) {
        const vp_road_gain *g = &s->result->gains[l];
        size_t order = vp_road_print_order(s, l);
        vp_output_number(output, (double)l + 1, 0);
        vp_output_text(output, s->names[l]);
        vp_output_text(output, s->question->links[l].class_name);
        vp_output_number(output, g->metres, 0);
        vp_output_number(output, (double)g->cells, 0);
        vp_output_number(output, (double)g->quicker, 0);
        vp_output_number(output, s->question->links[l].price, 0);
        vp_output_number(output, g->people, 0);
        vp_output_number(output, g->minutes, 0);
        vp_output_number(output, order ? (double)order : NAN, 0);
        vp_output_number(output, order ? vp_road_print_set(s)->gains[order - 1] : NAN, 0);
    }
    vp_output_format form = !csv ? VP_OUTPUT_TEXT : s->decimal_comma ? VP_OUTPUT_CSV_COMMA : VP_OUTPUT_CSV;
    bool ok = vp_output_print(output, form, err);
    vp_output_free(output);
    return ok;
}

/* ---- JSON */

static const vp_unit *unit_of(const vp_road_shown *s, size_t unit)
{
    return &s->snapshot->region->units.sets[s->snapshot->region->units.main_set].units[unit];
}

/* Communes where the link alone brings people within the limit. */
static json_t *link_units_json(const vp_road_shown *s, size_t link)
{
    json_t *list = json_array();
    for (size_t u = 0; list && u < s->result->unit_count; u++) {
        double people = s->result->link_units[link * s->result->unit_count + u];
        if (people > 0)
            vp_json_add(&list, json_pack("{s:s,s:s,s:o}", "code", unit_of(s, u)->code, "name", unit_of(s, u)->name,
                                         "people", vp_json_number(people)));
    }
    return list;
}

static json_t *link_json(const vp_road_shown *s, size_t link)
{
    const vp_road_gain *g = &s->result->gains[link];
    size_t order = vp_road_print_order(s, link);
    json_t *o = json_pack("{s:I,s:s,s:s,s:o,s:I,s:I,s:o,s:o,s:o}", "link", (json_int_t)link + 1, "name", s->names[link],
                          "class", s->question->links[link].class_name, "metres", vp_json_number(g->metres), "cells",
                          (json_int_t)g->cells, "quicker", (json_int_t)g->quicker, "price",
                          vp_json_number(s->question->links[link].price), "people", vp_json_number(g->people),
                          "minutes", vp_json_number(g->minutes));
    vp_json_put(&o, "order", order ? json_integer((json_int_t)order) : json_null());
    vp_json_put(&o, "gain", vp_json_number(order ? vp_road_print_set(s)->gains[order - 1] : (double)NAN));
    vp_json_put(&o, "units", link_units_json(s, link));
    return o;
}

static json_t *line_json(const vp_road_shown *s, const vp_shape *line)
{
    const vp_region *region = s->snapshot->region;
    const vp_grid_geometry f = region->geometry;
    json_t *parts = json_array();
    for (size_t r = 0; parts && r < line->ring_count; r++) {
        json_t *part = json_array();
        for (size_t p = line->ring_starts[r]; part && p < line->ring_starts[r + 1]; p++) {
            double lon, lat, column = (line->points[p].x - f.west) / f.cell_metres,
                             row = (f.north - line->points[p].y) / f.cell_metres;
            if (vp_lattice_at(&region->cell_to_lonlat, column, row, &lon, &lat))
                vp_json_add(&part, json_pack("[f,f]", round(lon * 1e6) / 1e6, round(lat * 1e6) / 1e6));
        }
        vp_json_add(&parts, part);
    }
    return json_pack("{s:s,s:o}", "type", "MultiLineString", "coordinates", parts);
}

static json_t *set_json(const vp_road_set *set)
{
    json_t *links = json_array(), *gains = json_array();
    for (size_t k = 0; k < set->count; k++) {
        vp_json_add(&links, json_integer((json_int_t)set->links[k] + 1));
        vp_json_add(&gains, vp_json_number(set->gains[k]));
    }
    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:b,s:o,s:o,s:o}", "links", links, "gains", gains, "objective",
                     vp_json_number(set->objective), "bound", vp_json_number(set->bound), "gap",
                     vp_json_number(set->gap), "proven", set->proven, "people", vp_json_number(set->people), "minutes",
                     vp_json_number(set->minutes), "price", vp_json_number(set->price));
}

static json_t *units_json(const vp_road_shown *s)
{
    json_t *list = json_array();
    for (size_t u = 0; list && u < s->result->unit_count; u++) {
        const vp_siting_unit *unit = &s->result->units[u];
        vp_json_add(&list, json_pack("{s:s,s:s,s:o,s:o,s:o}", "code", unit_of(s, u)->code, "name", unit_of(s, u)->name,
                                     "people", vp_json_number(unit->people), "before", vp_json_number(unit->before),
                                     "after", vp_json_number(unit->after)));
    }
    return list;
}

json_t *vp_road_print_json(const vp_road_shown *s, bool geo)
{
    const vp_road_result *r = s->result;
    const vp_region *region = s->question->region; /* where a group that is a combination stands */
    json_t *o = json_object(), *links = json_array(), *sets = json_array();
    for (size_t l = 0; links && l < s->question->link_count; l++) {
        json_t *link = link_json(s, l);
        vp_json_add(&links, geo ? json_pack("{s:s,s:o,s:o}", "type", "Feature", "geometry",
                                            line_json(s, &s->question->links[l].line), "properties", link)
                                : link);
    }
    for (size_t k = 0; sets && k < r->set_count; k++) vp_json_add(&sets, set_json(&r->sets[k]));
    vp_json_put(&o, "snapshot", json_string(s->snapshot->provenance.id));
    vp_json_put(&o, "service", json_string(region->definitions.services[s->question->service].id));
    vp_json_put(&o, "group",
                s->question->group == VP_NONE ? json_null()
                                              : json_string(region->definitions.groups[s->question->group].id));
    vp_json_put(&o, "problem", json_string(vp_objective_names[s->question->objective]));
    vp_json_put(&o, "limit", vp_json_number(r->limit));
    vp_json_put(&o, "people", vp_json_number(r->people));
    vp_json_put(&o, "people_before", vp_json_number(r->before));
    vp_json_put(&o, "people_after", vp_json_number(r->before + vp_road_print_set(s)->people));
    vp_json_put(&o, "all", vp_json_number(r->all));
    vp_json_put(&o, "evaluated", json_integer((json_int_t)r->evaluated));
    vp_json_put(&o, "stopped", json_boolean(r->stopped));
    vp_json_put(&o, "seconds", vp_json_number(r->seconds));
    vp_json_put(&o, "sets", sets);
    vp_json_put(&o, "units", units_json(s));
    vp_json_put(&o, geo ? "features" : "links", links);
    return geo ? vp_json_collection(o) : o;
}

bool vp_road_print(const vp_road_shown *s, vp_siting_format format, vp_error *err)
{
    if (format == VP_SITING_JSON || format == VP_SITING_GEOJSON)
        return vp_json_print(vp_road_print_json(s, format == VP_SITING_GEOJSON), err);
    return print_rows(s, format == VP_SITING_CSV, err);
}
