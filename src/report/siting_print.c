#include "report/siting_print.h"
#include "report/area_json.h"
#include "report/joint_json.h"
#include "report/output.h"
#include "report/siting_json.h"
#include "report/siting_suitability.h"
#include "json/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/joint.h>

const vp_unit *vp_siting_print_unit(const vp_snapshot *snapshot, size_t cell)
{
    const vp_weights *w = snapshot->results.main_weights;
    const vp_unit *units = snapshot->region->units.sets[snapshot->region->units.main_set].units;
    for (size_t r = 0; r < w->run_count; r++)
        if (cell - w->runs[r].first_cell < w->runs[r].cell_count) return &units[w->runs[r].zone];
    const vp_unit *best = NULL;
    double share = 0;
    for (size_t p = 0; p < w->partial_count; p++) {
        if (w->partials[p].cell != cell || w->partials[p].share <= share) continue;
        share = w->partials[p].share;
        best = &units[w->partials[p].zone];
    }
    return best;
}

/* The facility that gains places there; NULL: a new site. */
static const vp_facility *expanded_at(const vp_siting_shown *s, uint32_t site)
{
    size_t facility = s->result->expands ? s->result->expands[site] : VP_NONE;
    return facility == VP_NONE ? NULL : &s->question->region->supply.facilities[facility];
}

/* The facility that is mended there; NULL: none is. */
static const vp_facility *mended_at(const vp_siting_shown *s, uint32_t site)
{
    return s->result->mends && s->result->mends[site] != VP_NONE
               ? &s->question->region->supply.facilities[s->result->mends[site]]
               : NULL;
}

const vp_siting_scheme *vp_siting_print_scheme(const vp_siting_shown *s, uint32_t site)
{
    return s->result->schemes ? &s->result->schemes[site] : NULL;
}

/* The first of the polygons of a scheme that is mended there; NULL: there is none. */
static const vp_service_area *area_at(const vp_siting_shown *s, uint32_t site)
{
    const vp_siting_scheme *scheme = vp_siting_print_scheme(s, site);
    return scheme && scheme->area != VP_NONE ? &s->question->region->supply.service_areas[scheme->area] : NULL;
}

/* The id of what is mended there; NULL: nothing. */
static const char *mended_id(const vp_siting_shown *s, uint32_t site)
{
    const vp_facility *mended = mended_at(s, site);
    const vp_service_area *area = area_at(s, site);
    return mended ? mended->id : area ? area->id : NULL;
}

/* What is recorded of what is mended, beside what is modelled. */
static json_t *recorded_json(const vp_siting_shown *s, uint32_t site)
{
    const vp_supply *supply = &s->question->region->supply;
    const vp_facility *f = mended_at(s, site);
    const vp_service_area *area = area_at(s, site);
    json_t *o = json_object();
    if (area && !isnan(area->households_connected))
        vp_json_put(&o, "households_connected", vp_json_count(area->households_connected));
    for (size_t a = 0; o && f && a < supply->attribute_count; a++)
        if (!isnan(f->attributes[a])) vp_json_put(&o, supply->attribute_names[a], vp_json_count(f->attributes[a]));
    return o;
}

static double price_of(const vp_siting_shown *s, uint32_t site)
{
    if (!s->prices) return NAN;
    if (expanded_at(s, site)) return s->question->expand_price;
    if (s->result->listed[site] != VP_NONE) return s->prices[s->result->listed[site]];
    size_t k = 0; /* one that is built in any case */
    while (s->question->must[k] != s->result->cells[site]) k++;
    return s->question->must_prices[k];
}

const char *vp_siting_print_name(const vp_siting_shown *s, uint32_t site)
{
    const vp_facility *expanded = expanded_at(s, site);
    if (expanded) return expanded->name;
    const vp_facility *mended = mended_at(s, site);
    if (mended) return mended->name && *mended->name ? mended->name : mended->id;
    if (mended_id(s, site)) return mended_id(s, site);
    size_t listed = s->result->listed ? s->result->listed[site] : VP_NONE;
    return s->names && listed != VP_NONE ? s->names[listed] : NULL;
}

/* Coverage reports gains in people summed up; else the total is the objective so far. */
static bool sums_gains(const vp_siting_shown *s)
{
    return s->question->objective == VP_OBJECTIVE_COVERAGE || s->question->objective == VP_OBJECTIVE_SET_COVER;
}

static bool print_rows(const vp_siting_shown *s, bool csv, vp_error *err)
{
    static const char *const columns[] = {"order",   "lon",     "lat",        "unit_code", "unit",  "gain",
                                          "total",   "left",    "objective",  "bound",     "gap",   "proven",
                                          "stopped", "seconds", "name",       "people",    "price", "score",
                                          "mends",   "inside",  "not_served", "alone"};
    const vp_sites_answer *a = s->result->answer;
    vp_output *output = vp_output_new(columns, csv ? 22 : 8, err);
    if (!output) return false;
    double total = 0;
    for (size_t k = 0; k < a->chosen_count; k++) {
        const vp_chosen *c = &a->chosen[k];
        uint32_t cell = s->result->cells[c->site];
        const vp_unit *unit = vp_siting_print_unit(s->snapshot, cell);
        double lon, lat;
        vp_snapshot_lonlat(s->snapshot->region, cell, &lon, &lat);
        total = sums_gains(s) ? total + c->gain : c->total;
        vp_output_number(output, (double)k + 1, 0);
        vp_output_number(output, lon, 5);
        vp_output_number(output, lat, 5);
        vp_output_text(output, unit ? unit->code : NULL);
        vp_output_text(output, unit ? unit->name : NULL);
        vp_output_number(output, c->gain, 0);
        vp_output_number(output, total, 0);
        vp_output_number(output, sums_gains(s) ? a->weight - total : NAN, 0);
        if (!csv) continue;
        vp_output_number(output, a->objective, 3);
        vp_output_number(output, a->bound, 3);
        vp_output_number(output, a->gap, 6);
        vp_output_text(output, a->proven ? "true" : "false");
        vp_output_text(output, a->stopped ? "true" : "false");
        vp_output_number(output, a->seconds, 3);
        vp_output_text(output, vp_siting_print_name(s, c->site));
        vp_output_number(output, s->result->site_people[k], 3);
        vp_output_number(output, price_of(s, c->site), 3);
        vp_output_number(output, s->result->scores ? s->result->scores[c->site] : (double)NAN, 6);
        const vp_siting_scheme *scheme = vp_siting_print_scheme(s, c->site);
        vp_output_text(output, mended_id(s, c->site));
        vp_output_number(output, scheme ? scheme->people : (double)NAN, 3);
        vp_output_number(output, scheme ? scheme->left : (double)NAN, 3);
        vp_output_number(output, scheme ? scheme->alone : (double)NAN, 3);
    }
    bool ok = vp_output_print(output,
                              !csv               ? VP_OUTPUT_TEXT
                              : s->decimal_comma ? VP_OUTPUT_CSV_COMMA
                                                 : VP_OUTPUT_CSV,
                              err);
    vp_output_free(output);
    return ok;
}

static const char *unit_of(const vp_service *service)
{
    return service->reach == VP_REACH_SIGNAL                                        ? "dB(µV/m)"
           : service->reach == VP_REACH_DISTANCE || service->reach == VP_REACH_AREA ? "metres"
                                                                                    : "minutes";
}

static void print_proof(const vp_sites_answer *a, vp_objective objective, double worth)
{
    if (worth > 0)
        printf("; %s\n", a->proven ? "proven to be the best possible with the scores" : "with the scores see below");
    else if (a->proven)
        printf("; proven to be the best possible\n");
    else if (objective == VP_OBJECTIVE_COVERAGE)
        printf("; no choice reaches more than %.0f (gap %.3f %%)\n", a->bound, 100 * a->gap);
    else if (objective == VP_OBJECTIVE_SET_COVER)
        printf("; it takes %.0f sites at least\n", a->bound);
    else
        printf("; no choice comes below %.10g (gap %.3f %%)\n", a->bound, 100 * a->gap);
}

static void print_joint(const vp_siting_shown *s)
{
    char text[VP_JOINT_TEXT];
    const vp_definitions *d = &s->question->region->definitions;
    if (!s->question->joint) return;
    vp_joint_write(d, s->question->joint, text);
    printf(
        "counted are people whom these reach together: %s; %.0f more lack others than %s and gain nothing by its new "
        "sites alone\n",
        text, s->result->lacking_more, d->services[s->question->service].id);
}

static void print_summary(const vp_siting_shown *s)
{
    const vp_siting_result *r = s->result;
    const vp_sites_answer *a = r->answer;
    const vp_service *of = &s->snapshot->region->definitions.services[s->question->service];
    const char *service = of->id, *unit = unit_of(of);
    bool signal = of->reach == VP_REACH_SIGNAL, area = of->reach == VP_REACH_AREA;
    bool crowded = !isnan(s->question->people_per_place);
    const char *room =
        isfinite(s->question->capacity) || s->question->capacities ? ", whether or not a site has room" : "";
    putchar('\n');
    for (size_t k = 0; k < a->chosen_count; k++) {
        const vp_facility *f = expanded_at(s, a->chosen[k].site);
        if (f)
            printf("%zu: %s (%s) gains places for %g people\n", k + 1, f->name ? f->name : "", f->id,
                   s->question->expand);
    }
    if (s->question->joint)
        printf("%zu new sites for %s complete %.0f of %.0f people who lack it alone", a->chosen_count, service,
               a->weight_covered, a->weight);
    else if (area || crowded)
        printf("%zu sites for %s reach %.0f of %.0f people who are not served", a->chosen_count, service,
               a->weight_covered, a->weight);
    else if (sums_gains(s))
        printf("%zu new sites for %s reach %.0f of %.0f people who %s %g %s", a->chosen_count, service,
               a->weight_covered, a->weight, signal ? "do not receive" : "are not within", r->limit, unit);
    else if (s->question->objective == VP_OBJECTIVE_P_MEDIAN)
        printf("%zu new sites for %s: %.0f person-minutes instead of %.0f", a->chosen_count, service, a->objective,
               a->before);
    else
        printf("%zu new sites for %s: the longest journey is %.1f minutes instead of %.1f", a->chosen_count, service,
               a->objective, a->before);
    print_proof(a, s->question->objective, s->question->score_worth);
    print_joint(s);
    if (s->question->joint)
        printf("of %.0f people %.0f are reached together now, %.0f afterwards (%.2f %%)%s\n", r->people, r->published,
               r->after, 100 * r->after / r->people, room);
    else if (r->schemes)
        printf("of %.0f people %.0f are inside areas that serve now, %.0f afterwards (%.2f %%)%s\n", r->people,
               r->published, r->after, 100 * r->after / r->people, room);
    else
        printf("of %.0f people %.0f %s %g %s now, %.0f afterwards (%.2f %%)%s\n", r->people, r->published,
               signal            ? "receive"
               : area || crowded ? "are served within"
                                 : "are within",
               r->limit, unit, r->after, 100 * r->after / r->people, room);
    if (s->question->other_group != VP_NONE)
        printf("the limit is %g %s for who lives in units of %s\n", s->question->other_limit, unit,
               s->question->region->definitions.groups[s->question->other_group].id);
    vp_siting_suitability_print(s);
    printf("%zu candidates (%zu more excluded), %zu catchments worked out, %zu left open; %.1f s%s\n", r->cell_count,
           r->excluded, r->effort.catchments, r->effort.open, a->seconds, a->stopped ? "; stopped before the end" : "");
}

static json_t *site_json(const vp_siting_shown *s, size_t k, double *total)
{
    const vp_chosen *c = &s->result->answer->chosen[k];
    uint32_t cell = s->result->cells[c->site];
    const vp_unit *unit = vp_siting_print_unit(s->snapshot, cell);
    double lon, lat;
    vp_snapshot_lonlat(s->snapshot->region, cell, &lon, &lat);
    *total = sums_gains(s) ? *total + c->gain : c->total;
    json_t *o = json_pack("{s:I,s:f,s:f,s:o,s:o,s:o,s:o}", "order", (json_int_t)k + 1, "lon", lon, "lat", lat, "unit",
                          unit ? json_pack("{s:s,s:s}", "code", unit->code, "name", unit->name) : json_null(), "gain",
                          vp_json_number(c->gain), "total", vp_json_number(*total), "people",
                          vp_json_number(s->result->site_people[k]));
    if (s->prices) vp_json_put(&o, "price", vp_json_number(price_of(s, c->site)));
    if (s->result->must) vp_json_put(&o, "must", json_boolean(s->result->must[c->site]));
    if (s->result->scores) vp_json_put(&o, "score", vp_json_number(s->result->scores[c->site]));
    if (s->question->factor_count) vp_json_put(&o, "factors", vp_siting_suitability_at(s, c->site));
    if (expanded_at(s, c->site)) vp_json_put(&o, "expands", vp_json_text(expanded_at(s, c->site)->id));
    if (mended_id(s, c->site)) {
        vp_json_put(&o, "mends", vp_json_text(mended_id(s, c->site)));
        vp_json_put(&o, "recorded", recorded_json(s, c->site));
    }
    const vp_siting_scheme *scheme = vp_siting_print_scheme(s, c->site);
    if (scheme)
        vp_json_put(&o, "area",
                    json_pack("{s:o,s:o,s:o}", "people", vp_json_number(scheme->people), "not_served",
                              vp_json_number(scheme->left), "alone", vp_json_number(scheme->alone)));
    if (vp_siting_print_name(s, c->site)) vp_json_put(&o, "name", json_string(vp_siting_print_name(s, c->site)));
    return o;
}

/* Of a candidate that is an area: all polygons of its id, or the listed one. */
static json_t *polygons_json(const vp_siting_shown *s, const vp_siting_scheme *scheme)
{
    const vp_siting_question *q = s->question;
    const vp_supply *supply = &q->region->supply;
    if (scheme->area == VP_NONE) return vp_area_json_shapes(q->region, &q->areas[scheme->listed], 1);
    const vp_service_area *first = &supply->service_areas[scheme->area];
    const vp_shape **shapes = malloc((supply->service_area_count + 1) * sizeof *shapes);
    size_t count = 0;
    for (size_t i = 0; shapes && i < supply->service_area_count; i++) {
        const vp_service_area *area = &supply->service_areas[i];
        if (area == first || (*first->id && area->service == first->service && strcmp(area->id, first->id) == 0))
            shapes[count++] = &area->shape;
    }
    json_t *geometry = shapes ? vp_area_json_shapes(q->region, shapes, count) : NULL;
    free(shapes);
    return geometry;
}

/* Stands where it stands; an area is its own polygons, as far as they lie on the grids. */
static json_t *feature(const vp_siting_shown *s, size_t k, json_t *site)
{
    const vp_siting_scheme *scheme = vp_siting_print_scheme(s, s->result->answer->chosen[k].site);
    json_t *geometry = scheme ? polygons_json(s, scheme) : json_null();
    if (json_is_null(geometry)) {
        json_decref(geometry);
        geometry = json_pack("{s:s,s:[O,O]}", "type", "Point", "coordinates", json_object_get(site, "lon"),
                             json_object_get(site, "lat"));
    }
    return json_pack("{s:s,s:o,s:o}", "type", "Feature", "geometry", geometry, "properties", site);
}

/* Units whose people gain or lose. */
static json_t *units_json(const vp_siting_shown *s)
{
    const vp_unit_set *set = &s->snapshot->region->units.sets[s->snapshot->region->units.main_set];
    json_t *list = json_array();
    for (size_t u = 0; list && u < set->unit_count; u++) {
        const vp_siting_unit *unit = &s->result->units[u];
        vp_json_add(&list, json_pack("{s:s,s:s,s:o,s:o,s:o}", "code", set->units[u].code, "name", set->units[u].name,
                                     "people", vp_json_number(unit->people), "before", vp_json_number(unit->before),
                                     "after", vp_json_number(unit->after)));
    }
    return list;
}

static json_t *mast_json(const vp_siting_mast *m)
{
    return json_pack("{s:o,s:o,s:o,s:s,s:s?}", "metres", vp_json_number(m->metres), "frequency_mhz",
                     vp_json_number(m->frequency_mhz), "erp_kw", vp_json_number(m->erp_kw), "polarisation",
                     m->polarisation == VP_POLARISATION_VERTICAL ? "V" : "H", "carries", m->carries);
}

json_t *vp_siting_print_json(const vp_siting_shown *s, bool geo)
{
    const vp_siting_result *r = s->result;
    json_t *o = vp_siting_json_answer(s->question->objective, s->prices != NULL, r->answer), *list = json_array();
    const vp_region *region = s->question->region; /* where a group that is a combination stands */
    double total = 0;
    for (size_t k = 0; list && k < r->answer->chosen_count; k++) {
        json_t *site = site_json(s, k, &total);
        vp_json_add(&list, geo ? feature(s, k, site) : site);
    }
    vp_json_put(&o, "snapshot", json_string(s->snapshot->provenance.id));
    vp_json_put(&o, "service", json_string(region->definitions.services[s->question->service].id));
    vp_json_put(&o, "group",
                s->question->group == VP_NONE ? json_null()
                                              : json_string(region->definitions.groups[s->question->group].id));
    vp_json_put(&o, "limit", vp_json_number(r->limit));
    if (s->question->other_group != VP_NONE) {
        vp_json_put(&o, "other_limit", vp_json_number(s->question->other_limit));
        vp_json_put(&o, "other_group", json_string(region->definitions.groups[s->question->other_group].id));
    }
    if (s->question->joint) {
        vp_json_put(&o, "joint", vp_joint_json(&region->definitions, s->question->joint));
        vp_json_put(&o, "people_lacking_more", vp_json_number(r->lacking_more));
    }
    if (s->question->mast) vp_json_put(&o, "mast", mast_json(s->question->mast));
    if (!s->question->cells && !isnan(s->question->prominence))
        vp_json_put(&o, "prominence", vp_json_number(s->question->prominence));
    if (s->question->mend != VP_NONE)
        vp_json_put(&o, "mend", vp_json_text(s->question->region->definitions.services[s->question->mend].id));
    if (isfinite(s->question->road_most)) vp_json_put(&o, "road_most", vp_json_number(s->question->road_most));
    if (s->question->barrier_least > 0) vp_json_put(&o, "barrier_least", vp_json_number(s->question->barrier_least));
    json_t *suitability = vp_siting_suitability_json(s);
    if (suitability) vp_json_put(&o, "suitability", suitability);
    vp_json_put(&o, "candidates", json_integer((json_int_t)r->cell_count));
    vp_json_put(&o, "candidates_excluded", json_integer((json_int_t)r->excluded));
    vp_json_put(&o, "catchments", json_integer((json_int_t)r->effort.catchments));
    vp_json_put(&o, "candidates_open", json_integer((json_int_t)r->effort.open));
    vp_json_put(&o, "people", vp_json_number(r->people));
    vp_json_put(&o, "people_published", vp_json_number(r->published));
    vp_json_put(&o, "people_before", vp_json_number(r->before));
    vp_json_put(&o, "people_after", vp_json_number(r->after));
    vp_json_put(&o, "units", units_json(s));
    vp_json_put(&o, geo ? "features" : "sites", list);
    return geo ? vp_json_collection(o) : o;
}

bool vp_siting_print(const vp_siting_shown *s, vp_siting_format format, vp_error *err)
{
    if (format == VP_SITING_JSON || format == VP_SITING_GEOJSON)
        return vp_json_print(vp_siting_print_json(s, format == VP_SITING_GEOJSON), err);
    if (!print_rows(s, format == VP_SITING_CSV, err)) return false;
    if (format == VP_SITING_TEXT) print_summary(s);
    return true;
}
