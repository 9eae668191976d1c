/* /units/{code}: one unit's profile. */
#include "server/plan/definitions.h"
#include "server/plan/handlers.h"
#include "server/plan/selection.h"
#include "snapshot/outlines.h"
#include <math.h>

#define BARS_MOST 48

typedef struct {
    const vp_snapshot *snapshot;
    size_t set, unit;
    size_t service, group; /* asked with a limit and a group of its own; VP_NONE: none, the service's own */
    double limit;          /* NaN: the service's own */
} profile;

static json_t *indicator_at(const void *context, size_t i)
{
    const profile *p = context;
    const vp_region *region = p->snapshot->region;
    const vp_indicator *n = &region->definitions.indicators[i];
    const char *unit = n->unit && *n->unit ? n->unit : vp_measures[n->measure].unit;
    vp_question question = vp_question_of(p->set, p->unit);
    vp_measurement m = {NAN, NAN, NAN, NAN, NAN, 0};
    vp_error ignored; /* the definitions were checked when they were read: what cannot be measured here is no data */
    if (!vp_indicator_measure(region, p->snapshot->results.coverage, n, &question, &m, &ignored))
        m = (vp_measurement){NAN, NAN, NAN, NAN, NAN, 1};
    json_t *row =
        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "id", vp_json_text(n->id), "title",
                  vp_json_title(n->title_vi, n->title_en), "unit", vp_json_text(unit), "target",
                  vp_json_number(n->target), "limit", vp_json_number(vp_definition_limit(&region->definitions, n, NAN)),
                  "group", vp_definition_group_id(&region->definitions, n->group));
    if (row && vp_definition_add_figures(row, &m)) return row;
    json_decref(row);
    return NULL;
}

/* The widest bars of whole steps that are at most BARS_MOST over [0, used). */
static size_t steps_per_bar(size_t used)
{
    static const size_t nice[] = {1, 2, 5, 10, 15, 20, 30, 50, 60, 100, 120, 200, 500, 1000};
    for (size_t i = 0; i < sizeof nice / sizeof *nice; i++)
        if (used <= nice[i] * BARS_MOST) return nice[i];
    return (used + BARS_MOST - 1) / BARS_MOST;
}

/* Sums whole steps from unused up to used into bars that keep vp_scale's meaning: bar 0 of a less-is-better scale stays
 * what lies at or below first. */
static json_t *bars_of(const vp_scale *scale, vp_unit_bins bins, size_t unused, size_t used, size_t width)
{
    size_t head = scale->more_is_better ? unused : 1;
    json_t *bars = json_array();
    if (bars && !scale->more_is_better && used > 0 && !vp_json_append(bars, vp_json_number(vp_facts_bin(bins, 0))))
        goto failed;
    for (size_t from = head; bars && from < used; from += width) {
        double sum = 0;
        for (size_t b = from; b < from + width && b < used; b++) sum += vp_facts_bin(bins, b);
        if (!vp_json_append(bars, vp_json_number(sum))) goto failed;
    }
    return bars;
failed:
    json_decref(bars);
    return NULL;
}

static json_t *histogram_of(const vp_facts *facts, size_t unit)
{
    const vp_scale *scale = &facts->scale;
    vp_unit_bins bins = vp_facts_bins(facts, unit);
    size_t used = bins.end, unused = 0;
    while (used > 0 && vp_facts_bin(bins, used - 1) == 0) used--;
    /* A more-is-better scale begins at its first step with people, on a whole bar. */
    size_t width = steps_per_bar(used);
    if (scale->more_is_better) {
        while (unused < used && vp_facts_bin(bins, unused) == 0) unused++;
        width = steps_per_bar(used - unused);
        unused -= unused % width;
    }
    return json_pack("{s:f, s:f, s:s, s:b, s:o, s:o, s:o, s:o}", "first", scale->first + (double)unused * scale->step,
                     "step", (double)width * scale->step, "unit", scale->unit, "more_is_better",
                     (int)scale->more_is_better, "people", bars_of(scale, bins, unused, used, width), "beyond",
                     vp_json_number(facts->beyond[unit]), "unreachable", vp_json_number(facts->unreachable[unit]),
                     "no_data", vp_json_number(facts->no_data[unit]));
}

/* Why a service's row has figures, or none. */
static const char *status_of(const vp_facts *facts, size_t unit, const vp_measurement *m)
{
    if (!facts) return "not_analysed";
    bool partly = facts->no_data[unit] > 0;
    if (!isnan(m->value)) return partly ? "partly_known" : "known";
    return m->denominator == 0 && !partly ? "nobody" : "not_known";
}

static json_t *service_at(const void *context, size_t i)
{
    const profile *p = context;
    const vp_region *region = p->snapshot->region;
    const vp_coverage *coverage = p->snapshot->results.coverage;
    const vp_service *s = &region->definitions.services[i];
    const vp_facts *facts = coverage->population_count ? coverage->facts[p->set][i][0] : NULL;
    bool asked = i == p->service;
    const vp_indicator reached =
        vp_indicator_of_reach(i, asked && p->group != VP_NONE ? p->group : s->group, asked ? p->limit : NAN);
    vp_question question = vp_question_of(p->set, p->unit);
    vp_measurement m = {NAN, NAN, NAN, NAN, NAN, 0};
    vp_error ignored;
    if (!facts || !vp_indicator_measure(region, coverage, &reached, &question, &m, &ignored))
        m = (vp_measurement){NAN, NAN, NAN, NAN, NAN, 1};
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:s, s:s, s:o, s:o, s:o}", "id", vp_json_text(s->id), "title",
        vp_json_title(s->title_vi, s->title_en), "group", vp_definition_group_id(&region->definitions, reached.group),
        "limit", vp_json_number(vp_definition_limit(&region->definitions, &reached, NAN)), "unit",
        vp_reach_unit(s->reach), "status", status_of(facts, p->unit, &m), "reached_share", vp_json_number(m.value),
        "people_left_out", vp_json_number(isnan(m.value) ? NAN : m.denominator - m.numerator), "histogram",
        facts ? histogram_of(facts, p->unit) : json_null());
}

static json_t *records_of(const profile *p)
{
    const vp_region *region = p->snapshot->region;
    const vp_unit *unit = &region->units.sets[p->set].units[p->unit];
    json_t *records = json_object();
    for (size_t r = 0; records && unit->records && r < region->units.record_count; r++) {
        const vp_record *record = &unit->records[r];
        json_t *value = isfinite(record->number) ? vp_json_number(record->number) : vp_json_text(record->text);
        if (vp_json_set(records, region->units.record_names[r], value)) continue;
        json_decref(records);
        return NULL;
    }
    return records;
}

static json_t *describe(const profile *p)
{
    const vp_snapshot *s = p->snapshot;
    const vp_unit_set *set = &s->region->units.sets[p->set];
    const vp_unit *u = &set->units[p->unit];
    const vp_coverage *c = s->results.coverage;
    double people = c->population_count ? c->people[p->set][0][p->unit] : NAN,
           known = c->population_count ? 1 - c->no_people_share[p->set][0][p->unit] : NAN;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "code",
                     vp_json_text(u->code), "name", vp_json_text(u->name), "name_en", vp_json_text(u->name_en),
                     "full_name", vp_json_text(u->full_name), "kind", vp_json_text(u->kind), "valid_from",
                     vp_json_text(*u->valid_from ? u->valid_from : NULL), "valid_to",
                     vp_json_text(*u->valid_to ? u->valid_to : NULL), "parent_code", vp_json_text(u->parent_code),
                     "level", vp_json_text(set->level), "vintage", vp_json_text(set->vintage), "area_km2",
                     vp_json_number(c->area[p->set][p->unit] / 1e6), "people", vp_json_number(people), "people_known",
                     vp_json_number(known), "terrain_known", vp_json_number(1 - c->no_terrain_share[p->set][p->unit]),
                     "bbox", vp_definition_bbox(s->places.outlines->sets[p->set][p->unit].lonlat));
}

/* One service may be asked with another limit and group, as the map's question has them. */
static bool ask(const vp_call *call, profile *p, vp_error *err)
{
    const vp_region *region = p->snapshot->region;
    if (!vp_select_set(call, &region->units, &p->set, err) ||
        !vp_select_service(call, &region->definitions, &p->service, err) ||
        !vp_select_group(call, &region->definitions, &p->group, err) ||
        !vp_target_number(&call->target, "limit", &p->limit, err))
        return false;
    if (p->service == VP_NONE && (p->group != VP_NONE || !isnan(p->limit)))
        return vp_fail(err, VP_BAD_INPUT,
                       "group and limit are of a service: name it with service=; /indicators lists them");
    return isnan(p->limit) ||
           vp_scale_check(vp_scale_of(region->definitions.services[p->service].reach), p->limit, err);
}

static bool answer_unit(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const vp_region *region = snapshot->region;
    const char *code = vp_target_capture(&call->target, "code");
    profile p = {.snapshot = snapshot, .limit = NAN};
    if (!ask(call, &p, err)) return false;
    const vp_unit_set *set = &region->units.sets[p.set];
    p.unit = vp_unit_set_find(set, code);
    if (p.unit == VP_NONE)
        return vp_fail(err, VP_NOT_FOUND, "there is no unit '%.40s' of level %s, vintage %s", code, set->level,
                       set->vintage);
    reply->body = vp_json_blob(json_pack("{s:o, s:o, s:o, s:o, s:s}", "unit", describe(&p), "indicators",
                                         vp_json_list(region->definitions.indicator_count, indicator_at, &p),
                                         "services", vp_json_list(region->definitions.service_count, service_at, &p),
                                         "records", records_of(&p), "snapshot", snapshot->provenance.id),
                               err);
    return reply->body != NULL;
}

bool vp_get_unit(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    return vp_select_view(call, snapshot, answer_unit, reply, err);
}
