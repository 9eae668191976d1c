/* /gaps: places (or communes) that a service leaves out, most people first. */
#include "base/array.h"
#include "base/csv.h"
#include "server/plan/definitions.h"
#include "server/plan/handlers.h"
#include "server/plan/selection.h"
#include "server/plan/shortages.h"
#include "snapshot/outlines.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>

#define LIST_MOST 10000

typedef struct {
    const vp_snapshot *snapshot;
    size_t service, group; /* VP_NONE: every service; the service's own group */
    double limit;          /* NaN: the service's own */
    bool by_commune;
    size_t count_most;
    vp_gap *gaps; /* what is listed */
    size_t count, room;
    vp_measurement reached; /* of the service in the main set, when one is asked for */
} list;

static bool ask(const vp_call *call, list *l, vp_error *err)
{
    const char *level = vp_target_parameter(&call->target, "level");
    const vp_region *region = l->snapshot->region;
    if (level && strcmp(level, "place") != 0 && strcmp(level, "commune") != 0)
        return vp_fail(err, VP_BAD_INPUT, "level of gaps is place or commune, not '%.40s'", level);
    l->by_commune = level && strcmp(level, "commune") == 0;
    l->limit = NAN;
    l->count_most = 100;
    if (!vp_select_service(call, &region->definitions, &l->service, err) ||
        !vp_select_group(call, &region->definitions, &l->group, err) ||
        !vp_target_number(&call->target, "limit", &l->limit, err) ||
        !vp_target_whole(&call->target, "limit_count", LIST_MOST, &l->count_most, err))
        return false;
    if (l->service == VP_NONE && !isnan(l->limit))
        return vp_fail(err, VP_BAD_INPUT, "a limit needs the service whose unit it is in");
    return true;
}

/* The service as a measure, so that who is left out comes from the same formula as the indicators. */
static bool measure(const list *l, size_t service, size_t unit, vp_measurement *out, vp_error *err)
{
    const vp_region *region = l->snapshot->region;
    size_t group = l->group != VP_NONE ? l->group : region->definitions.services[service].group;
    const vp_indicator reached = vp_indicator_of_reach(service, group, NAN);
    vp_question question = vp_question_of(region->units.main_set, unit);
    question.limit = l->limit;
    return vp_indicator_measure(region, l->snapshot->results.coverage, &reached, &question, out, err);
}

/* The least and the most of a group whose part is not known. */
static bool left_out(const list *l, size_t service, size_t unit, vp_group_people *out, vp_error *err)
{
    const vp_region *region = l->snapshot->region;
    size_t group = l->group != VP_NONE ? l->group : region->definitions.services[service].group;
    const vp_indicator reached = vp_indicator_of_reach(service, group, NAN);
    vp_question question = vp_question_of(region->units.main_set, unit);
    question.limit = l->limit;
    return vp_indicator_left_out(region, l->snapshot->results.coverage, &reached, &question, out, err);
}

static bool add(list *l, vp_gap gap, vp_error *err)
{
    if (!VP_ARRAY_FIT(l->gaps, l->room, l->count + 1, err)) return false;
    l->gaps[l->count++] = gap;
    return true;
}

/* Centroid of the unit's largest ring, degrees. */
static void centre_of(const vp_shape *shape, double *lon, double *lat)
{
    double largest = 0;
    *lon = *lat = NAN;
    for (size_t r = 0; r < shape->ring_count; r++) {
        double twice = 0, x = 0, y = 0;
        vp_point o = shape->points[shape->ring_starts[r]];
        for (size_t i = shape->ring_starts[r]; i + 1 < shape->ring_starts[r + 1]; i++) {
            vp_point a = shape->points[i], b = shape->points[i + 1];
            double cross = (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
            twice += cross;
            x += (a.x + b.x - 2 * o.x) * cross;
            y += (a.y + b.y - 2 * o.y) * cross;
        }
        if (fabs(twice) <= largest) continue;
        largest = fabs(twice);
        *lon = o.x + x / (3 * twice);
        *lat = o.y + y / (3 * twice);
    }
}

static bool add_communes(list *l, size_t service, vp_error *err)
{
    const vp_region *region = l->snapshot->region;
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    size_t group = l->group != VP_NONE ? l->group : region->definitions.services[service].group;
    const vp_group *asked = group == VP_NONE ? NULL : &region->definitions.groups[group];
    for (size_t u = 0; u < set->unit_count; u++) {
        vp_measurement m;
        if (!measure(l, service, u, &m, err)) return false;
        double people = m.denominator - m.numerator;
        vp_group_people ends = {people, people, people};
        if (!(people > 0)) continue;
        if (vp_group_is_bounded(asked) && !left_out(l, service, u, &ends, err)) return false;
        vp_gap gap = {.service = service,
                      .group = group,
                      .unit = u,
                      .people = people,
                      .people_low = ends.low,
                      .people_high = ends.high,
                      .mean = NAN,
                      .unreachable_people = NAN,
                      .worst = NAN,
                      .limit = isnan(l->limit) ? region->definitions.services[service].default_limit : l->limit,
                      .area_square_metres = NAN,
                      .first_cell = u,
                      .settlement = VP_NONE};
        centre_of(&set->units[u].lonlat, &gap.lon, &gap.lat);
        if (!add(l, gap, err)) return false;
    }
    return true;
}

/* What the snapshot keeps answers the services' own questions; others are looked for now. */
static bool add_places(list *l, size_t service, vp_error *err)
{
    const vp_snapshot *s = l->snapshot;
    const vp_service *row = &s->region->definitions.services[service];
    bool own_group = l->group == VP_NONE || l->group == row->group;
    bool own_limit = isnan(l->limit) || l->limit == row->default_limit;
    bool ok = true;
    if (own_group && own_limit && !s->region->people.factors) {
        for (size_t i = 0; ok && i < s->listings.gaps.gap_count; i++)
            if (s->listings.gaps.gaps[i].service == service) ok = add(l, s->listings.gaps.gaps[i], err);
        return ok;
    }
    if (!s->results.surfaces[service]) return true; /* no place serves it: without data at any limit */
    vp_gaps found;
    vp_gap_question question = {service, own_group ? row->group : l->group, l->limit, 1, 0};
    const float *cells = vp_results_surface(&s->results, service, 0, VP_EVERY_CELL, err);
    if (!cells || !vp_gaps_find(s->region, s->results.main_weights, cells, &question, &found, err)) return false;
    for (size_t i = 0; ok && i < found.gap_count; i++) ok = add(l, found.gaps[i], err);
    vp_gaps_clear(&found);
    return ok;
}

static int most_people_first(const void *left, const void *right)
{
    const vp_gap *a = left, *b = right;
    if (a->people != b->people) return a->people > b->people ? -1 : 1;
    if (a->service != b->service) return a->service < b->service ? -1 : 1;
    return a->first_cell < b->first_cell ? -1 : a->first_cell > b->first_cell;
}

static bool find(list *l, vp_error *err)
{
    const vp_region *region = l->snapshot->region;
    if (l->service != VP_NONE && !measure(l, l->service, VP_NONE, &l->reached, err)) return false;
    for (size_t s = 0; s < region->definitions.service_count; s++) {
        if (l->service != VP_NONE && l->service != s) continue;
        if (!(l->by_commune ? add_communes : add_places)(l, s, err)) return false;
    }
    if (l->count) qsort(l->gaps, l->count, sizeof *l->gaps, most_people_first);
    return true;
}

static void place(const list *l, const vp_gap *gap, double *lon, double *lat)
{
    *lon = gap->lon;
    *lat = gap->lat;
    if (isnan(*lon) && !l->by_commune) vp_gap_place(l->snapshot->region, gap, lon, lat);
}

static void name_of(const list *l, const vp_gap *gap, char *id, size_t size)
{
    const vp_region *region = l->snapshot->region;
    const char *unit = gap->unit != VP_NONE ? region->units.sets[region->units.main_set].units[gap->unit].code : "";
    if (l->by_commune)
        snprintf(id, size, "%s-%s", region->definitions.services[gap->service].id, unit);
    else
        snprintf(id, size, "%s-%zu", region->definitions.services[gap->service].id, gap->first_cell);
}

/* null where none is near. */
static json_t *settlement_of(const vp_settlements *settlements, const vp_gap *gap)
{
    if (gap->settlement >= settlements->count) return json_null();
    const vp_settlement *s = &settlements->items[gap->settlement];
    return json_pack("{s:o, s:o, s:o}", "id", vp_json_text(s->id), "name", vp_json_text(s->name), "people",
                     vp_json_number(gap->settlement_people));
}

static json_t *gap_at(const void *context, size_t i)
{
    const list *l = context;
    const vp_region *region = l->snapshot->region;
    const vp_gap *gap = &l->gaps[i];
    const vp_unit *unit = gap->unit != VP_NONE ? &region->units.sets[region->units.main_set].units[gap->unit] : NULL;
    double lon, lat;
    char id[256];
    place(l, gap, &lon, &lat);
    name_of(l, gap, id, sizeof id);
    json_t *in = unit ? json_pack("{s:o, s:o}", "code", vp_json_text(unit->code), "name", vp_json_text(unit->name))
                      : json_null();
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
                     vp_json_text(id), "service", vp_definition_service_id(&region->definitions, gap->service), "group",
                     vp_definition_group_id(&region->definitions, gap->group), "limit", vp_json_number(gap->limit),
                     "unit", in, "settlement", settlement_of(&region->settlements, gap), "people",
                     vp_json_number(gap->people), "people_low", vp_json_number(gap->people_low), "people_high",
                     vp_json_number(gap->people_high), "lon", vp_json_number(lon), "lat", vp_json_number(lat), "mean",
                     vp_json_number(gap->mean), "unreachable_people", vp_json_number(gap->unreachable_people), "worst",
                     vp_json_number(gap->worst), "area_km2", vp_json_number(gap->area_square_metres / 1e6));
}

static vp_blob *as_json(const list *l, vp_error *err)
{
    const vp_region *region = l->snapshot->region;
    bool one = l->service != VP_NONE;
    size_t group = l->group != VP_NONE || !one ? l->group : region->definitions.services[l->service].group;
    double limit = !one || !isnan(l->limit) ? l->limit : region->definitions.services[l->service].default_limit;
    json_t *question = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:s, s:o}", "service", vp_definition_service_id(&region->definitions, l->service),
        "group", vp_definition_group_id(&region->definitions, group), "group_grid",
        vp_definition_group_grid(&region->definitions, group), "limit", vp_json_number(limit), "unit",
        one ? vp_json_text(vp_reach_unit(region->definitions.services[l->service].reach)) : json_null(), "level",
        l->by_commune ? "commune" : "place", "year", vp_definition_year(region));
    double total = one ? l->reached.denominator - l->reached.numerator : NAN;
    size_t shown = l->count < l->count_most ? l->count : l->count_most;
    return vp_json_blob(json_pack("{s:o, s:o, s:I, s:I, s:o, s:s}", "question", question, "people_total",
                                  vp_json_number(total), "gaps_total", (json_int_t)l->count, "units_without_data",
                                  (json_int_t)l->reached.units_without_data, "gaps", vp_json_list(shown, gap_at, l),
                                  "snapshot", l->snapshot->provenance.id),
                        err);
}

static vp_blob *as_csv(const list *l, vp_csv_style style, vp_error *err)
{
    vp_csv csv = vp_csv_begin(style);
    const vp_region *region = l->snapshot->region;
    vp_csv_header(&csv, "id,service,group,unit_code,unit_name,people,limit,lon,lat,mean,unreachable_people,worst,area_"
                        "km2,people_low,people_high,settlement,snapshot,year");
    for (size_t i = 0; i < l->count && i < l->count_most; i++) {
        const vp_gap *gap = &l->gaps[i];
        const vp_unit *unit =
            gap->unit != VP_NONE ? &region->units.sets[region->units.main_set].units[gap->unit] : NULL;
        double lon, lat;
        char id[256];
        place(l, gap, &lon, &lat);
        name_of(l, gap, id, sizeof id);
        vp_csv_text(&csv, id);
        vp_csv_text(&csv, region->definitions.services[gap->service].id);
        vp_csv_text(&csv,
                    gap->group < region->definitions.group_count ? region->definitions.groups[gap->group].id : "");
        vp_csv_text(&csv, unit ? unit->code : "");
        vp_csv_text(&csv, unit ? unit->name : "");
        const double figures[] = {gap->people,
                                  gap->limit,
                                  lon,
                                  lat,
                                  gap->mean,
                                  gap->unreachable_people,
                                  gap->worst,
                                  gap->area_square_metres / 1e6,
                                  gap->people_low,
                                  gap->people_high};
        vp_csv_numbers(&csv, figures, sizeof figures / sizeof *figures);
        vp_csv_text(&csv,
                    gap->settlement < region->settlements.count ? region->settlements.items[gap->settlement].name : "");
        vp_csv_text(&csv, l->snapshot->provenance.id);
        vp_csv_number(&csv, vp_definition_year_number(region));
        vp_csv_end(&csv);
    }
    return vp_blob_new(&csv.bytes, err);
}

/* Other questions than those that the snapshot keeps go over all its cells. */
bool vp_gaps_are_long(const vp_call *call, const vp_snapshot *snapshot)
{
    static const char *const asked[] = {"services", "group", "limit", "year"};
    (void)snapshot;
    bool is_long = false;
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        is_long |= vp_target_parameter(&call->target, asked[i]) != NULL;
    return is_long;
}

static bool answer_gaps(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    if (vp_target_parameter(&call->target, "services")) return vp_shortages_answer(call, snapshot, reply, err);
    if (vp_target_parameter(&call->target, "limits") || vp_target_parameter(&call->target, "least"))
        return vp_fail(err, VP_BAD_INPUT, "limits and least go with services");
    list l = {.snapshot = snapshot};
    if (ask(call, &l, err) && find(&l, err))
        reply->body = call->media == VP_MEDIA_CSV ? as_csv(&l, call->csv, err) : as_json(&l, err);
    free(l.gaps);
    return reply->body != NULL;
}

bool vp_get_gaps(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    return vp_select_view(call, snapshot, answer_gaps, reply, err);
}
