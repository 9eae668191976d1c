#include "report/invest_json.h"
#include "report/siting_print.h"
#include "json/json.h"
#include <math.h>

const vp_invest_project *vp_invest_json_project(const vp_invest_shown *s, size_t chosen)
{
    return &s->result->projects[s->result->answer->chosen[chosen].project];
}

const vp_service *vp_invest_json_service(const vp_invest_shown *s, size_t need)
{
    return &s->question->regions[0]->definitions.services[s->question->needs[need].service];
}

const char *vp_invest_json_name(const vp_invest_shown *s, size_t chosen)
{
    const vp_invest_project *p = vp_invest_json_project(s, chosen);
    if (p->facility != VP_NONE) return s->question->regions[0]->supply.facilities[p->facility].name;
    return s->names && s->names[p->row] && p->listed != VP_NONE ? s->names[p->row][p->listed] : NULL;
}

double vp_invest_json_price(const vp_invest_shown *s, size_t chosen)
{
    const vp_invested *c = s->result->answer->chosen;
    return chosen ? c[chosen].cost - c[chosen - 1].cost : c[0].cost;
}

/* Whether the group is all people of some units. */
static bool is_of_units(const vp_region *region, const vp_group *group)
{
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    for (size_t u = 0; u < set->unit_count; u++)
        if (group->member[region->units.main_set][u] && group->share[region->units.main_set][u] != 1) return false;
    return !group->grid;
}

bool vp_invest_json_group(const vp_invest_shown *s, size_t group, size_t need, double *gained, double *left)
{
    const vp_invest_result *r = s->result;
    const vp_region *region = s->question->regions[s->question->year_count - 1];
    const vp_group *of = &region->definitions.groups[group];
    size_t set = region->units.main_set;
    *gained = *left = 0;
    if (of->grid || (s->question->needs[need].group != VP_NONE && !is_of_units(region, of))) return false;
    for (size_t u = 0; u < r->unit_count; u++) {
        size_t at = need * r->unit_count + u;
        double part = of->member[set][u] && of->share[set][u] > 0 ? of->share[set][u] : 0;
        *gained += part * (r->unit_after[at] - r->unit_before[at]);
        *left += part * (r->unit_people[at] - r->unit_before[at]);
    }
    return true;
}

size_t vp_invest_json_least(const vp_invest_shown *s, double *share)
{
    const vp_region *region = s->question->regions[s->question->year_count - 1];
    size_t least = VP_NONE;
    *share = INFINITY;
    for (size_t g = 0; g < region->definitions.group_count; g++) {
        double gained = 0, left = 0, one, out;
        if (!is_of_units(region, &region->definitions.groups[g])) continue;
        for (size_t n = 0; n < s->question->need_count; n++)
            if (vp_invest_json_group(s, g, n, &one, &out)) {
                gained += one;
                left += out;
            }
        if (!(left > 0.5) || gained / left >= *share) continue;
        *share = gained / left;
        least = g;
    }
    return least;
}

static json_t *project_json(const vp_invest_shown *s, size_t k)
{
    const vp_invested *c = &s->result->answer->chosen[k];
    const vp_invest_project *p = vp_invest_json_project(s, k);
    const vp_invest_row *row = &s->question->rows[p->row];
    const vp_unit *unit = vp_siting_print_unit(s->snapshot, p->cell);
    const char *name = vp_invest_json_name(s, k);
    double lon, lat;
    vp_snapshot_lonlat(s->snapshot->region, p->cell, &lon, &lat);
    json_t *o =
        json_pack("{s:I,s:i,s:s,s:s,s:I,s:f,s:f,s:o}", "order", (json_int_t)k + 1, "year",
                  s->question->years[c->period], "kind", vp_invest_kind_names[row->kind], "service",
                  vp_invest_json_service(s, row->need)->id, "row", (json_int_t)p->row + 1, "lon", lon, "lat", lat,
                  "unit", unit ? json_pack("{s:s,s:s}", "code", unit->code, "name", unit->name) : json_null());
    if (name) vp_json_put(&o, "name", vp_json_text(name));
    if (p->facility != VP_NONE)
        vp_json_put(&o, "facility", vp_json_text(s->question->regions[0]->supply.facilities[p->facility].id));
    vp_json_put(&o, "price", vp_json_number(vp_invest_json_price(s, k)));
    vp_json_put(&o, "cost", vp_json_number(c->cost));
    vp_json_put(&o, "people", vp_json_number(s->result->chosen_people[k]));
    vp_json_put(&o, "gain", vp_json_number(c->gain));
    vp_json_put(&o, "total", vp_json_number(c->total));
    return o;
}

static json_t *feature(json_t *project)
{
    json_t *unit = json_object_get(project, "unit"), *geometry;
    geometry = json_pack("{s:s,s:[O,O]}", "type", "Point", "coordinates", json_object_get(project, "lon"),
                         json_object_get(project, "lat"));
    json_t *o = json_pack("{s:s,s:o,s:o}", "type", "Feature", "geometry", geometry, "properties", project);
    if (json_is_object(unit)) { /* columns of a layer hold no objects */
        vp_json_put(&project, "unit_code", json_incref(json_object_get(unit, "code")));
        vp_json_put(&project, "unit_name", json_incref(json_object_get(unit, "name")));
    }
    return o;
}

static json_t *years_json(const vp_invest_shown *s)
{
    const vp_invest_question *q = s->question;
    json_t *list = json_array();
    for (size_t t = 0; list && t < q->year_count; t++)
        vp_json_add(&list, json_pack("{s:i,s:o,s:o}", "year", q->years[t], "budget",
                                     vp_json_number(q->budgets ? q->budgets[t] : (double)NAN), "spent",
                                     vp_json_number(s->result->answer->spent[t])));
    return list;
}

static json_t *services_json(const vp_invest_shown *s)
{
    const vp_invest_question *q = s->question;
    const vp_invest_result *r = s->result;
    const vp_definitions *d = &q->regions[0]->definitions;
    json_t *list = json_array();
    for (size_t n = 0; list && n < q->need_count; n++) {
        json_t *years = json_array();
        for (size_t t = 0; years && t < q->year_count; t++) {
            size_t at = n * q->year_count + t;
            vp_json_add(&years,
                        json_pack("{s:i,s:o,s:o,s:o}", "year", q->years[t], "people", vp_json_number(r->people[at]),
                                  "before", vp_json_number(r->before[at]), "after", vp_json_number(r->after[at])));
        }
        const vp_invest_need *need = &q->needs[n];
        vp_json_add(&list, json_pack("{s:s,s:o,s:o,s:o}", "service", vp_invest_json_service(s, n)->id, "group",
                                     need->group == VP_NONE ? json_null() : json_string(d->groups[need->group].id),
                                     "limit", vp_json_number(need->limit), "years", years));
    }
    return list;
}

static json_t *targets_json(const vp_invest_shown *s)
{
    const vp_invest_question *q = s->question;
    const vp_definitions *d = &q->regions[0]->definitions;
    json_t *list = json_array();
    for (size_t k = 0; list && k < q->target_count; k++) {
        const vp_invest_target *t = &q->targets[k];
        double share = s->result->target_share[k];
        vp_json_add(&list,
                    json_pack("{s:o,s:o,s:i,s:s,s:o,s:o,s:b}", "service",
                              t->need == VP_NONE ? json_null() : json_string(vp_invest_json_service(s, t->need)->id),
                              "group", t->group == VP_NONE ? json_null() : json_string(d->groups[t->group].id), "year",
                              q->years[t->year], "of", t->of_gain ? "left_out" : "people", "share",
                              vp_json_number(t->share), "reached", vp_json_number(share), "met",
                              share >= t->share - 1e-6));
    }
    return list;
}

static json_t *units_json(const vp_invest_shown *s)
{
    const vp_invest_result *r = s->result;
    const vp_region *region = s->question->regions[0];
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    json_t *list = json_array();
    for (size_t u = 0; list && u < r->unit_count; u++) {
        json_t *services = json_array();
        double gained = 0;
        for (size_t n = 0; services && n < s->question->need_count; n++) {
            size_t at = n * r->unit_count + u;
            gained += r->unit_after[at] - r->unit_before[at];
            vp_json_add(&services,
                        json_pack("{s:s,s:o,s:o,s:o}", "service", vp_invest_json_service(s, n)->id, "people",
                                  vp_json_number(r->unit_people[at]), "before", vp_json_number(r->unit_before[at]),
                                  "after", vp_json_number(r->unit_after[at])));
        }
        vp_json_add(&list, json_pack("{s:s,s:s,s:o,s:o}", "code", set->units[u].code, "name", set->units[u].name,
                                     "gained", vp_json_number(gained), "services", services));
    }
    return list;
}

static json_t *groups_json(const vp_invest_shown *s)
{
    const vp_definitions *d = &s->question->regions[s->question->year_count - 1]->definitions;
    json_t *list = json_array();
    for (size_t g = 0; list && g < d->group_count; g++) {
        json_t *services = json_array();
        double gained, left;
        for (size_t n = 0; services && n < s->question->need_count; n++)
            if (vp_invest_json_group(s, g, n, &gained, &left))
                vp_json_add(&services, json_pack("{s:s,s:o,s:o}", "service", vp_invest_json_service(s, n)->id, "gained",
                                                 vp_json_number(gained), "left_out", vp_json_number(left)));
        vp_json_add(&list, json_pack("{s:s,s:{s:s?,s:s?},s:o}", "id", d->groups[g].id, "title", "vi",
                                     d->groups[g].title_vi, "en", d->groups[g].title_en, "services", services));
    }
    return list;
}

static json_t *curve_json(const vp_investment_answer *a)
{
    json_t *list = json_array();
    for (size_t k = 0; list && k < a->curve_count; k++) {
        const vp_curve_point *p = &a->curve[k];
        vp_json_add(&list,
                    json_pack("{s:f,s:o,s:o,s:o,s:o,s:o,s:o,s:b}", "part", p->part, "money", vp_json_number(p->money),
                              "best", vp_json_number(p->best), "best_cost", vp_json_number(p->best_cost), "bound",
                              vp_json_number(p->bound), "kept", vp_json_number(p->kept), "kept_cost",
                              vp_json_number(p->kept_cost), "knee", k == a->knee));
    }
    return list;
}

static json_t *least_json(const vp_invest_shown *s)
{
    double share;
    size_t least = vp_invest_json_least(s, &share);
    if (least == VP_NONE) return json_null();
    return json_pack("{s:s,s:o}", "group", s->question->regions[0]->definitions.groups[least].id, "share",
                     vp_json_number(share));
}

static void put_answer(json_t **o, const vp_invest_shown *s)
{
    const vp_investment_answer *a = s->result->answer;
    const vp_invest_question *q = s->question;
    bool people = q->goal == VP_INVEST_PEOPLE;
    vp_json_put(o, "goal", json_string(people ? "people" : "cost"));
    vp_json_put(o, "counted", json_string(q->at_end ? "people" : "person-years"));
    vp_json_put(o, "money", s->money ? vp_json_text(s->money) : json_null());
    vp_json_put(o, "objective", vp_json_number(a->objective));
    vp_json_put(o, "bound", vp_json_number(a->bound));
    vp_json_put(o, "gap", vp_json_number(a->gap));
    vp_json_put(o, "proven", json_boolean(a->proven));
    vp_json_put(o, "stopped", json_boolean(a->stopped));
    vp_json_put(o, "targets_met", json_boolean(a->met));
    vp_json_put(o, "worth", vp_json_number(a->worth));
    vp_json_put(o, "cost", vp_json_number(a->cost));
    vp_json_put(o, "method", json_string(a->method));
    vp_json_put(o, "seconds", vp_json_number(a->seconds));
    vp_json_put(o, "seed", json_integer((json_int_t)s->seed));
    vp_json_put(o, "carry", json_boolean(q->carry));
    vp_json_put(o, "nested", json_boolean(q->nested));
    vp_json_put(o, "growth", isnan(s->growth) ? json_string(s->grows ? "stated" : "none") : json_real(s->growth));
    if (s->made_up) vp_json_put(o, "note", vp_json_text(s->made_up));
    vp_json_put(o, "candidates", json_integer((json_int_t)s->result->project_count));
    vp_json_put(o, "candidates_excluded", json_integer((json_int_t)s->result->excluded));
    vp_json_put(o, "snapshot", json_string(s->snapshot->provenance.id));
}

json_t *vp_invest_json(const vp_invest_shown *s, bool geo)
{
    const vp_investment_answer *a = s->result->answer;
    json_t *o = json_object(), *list = json_array();
    for (size_t k = 0; list && k < a->chosen_count; k++) {
        json_t *project = project_json(s, k);
        vp_json_add(&list, geo ? feature(project) : project);
    }
    if (geo) vp_json_put(&o, "type", json_string("FeatureCollection"));
    put_answer(&o, s);
    vp_json_put(&o, geo ? "features" : "projects", list);
    vp_json_put(&o, "years", years_json(s));
    vp_json_put(&o, "services", services_json(s));
    vp_json_put(&o, "targets", targets_json(s));
    vp_json_put(&o, "units", units_json(s));
    vp_json_put(&o, "groups", groups_json(s));
    vp_json_put(&o, "least_group", least_json(s));
    vp_json_put(&o, "curve", curve_json(a));
    return o;
}
