/* /gaps?services=a,b: places where several services are missing at once. */
#include "server/plan/shortages.h"
#include "base/csv.h"
#include "server/plan/definitions.h"
#include "server/plan/selection.h"
#include <math.h>
#include <string.h>
#include <vungphu/shortage.h>

#define LIST_MOST 10000

typedef struct {
    const vp_snapshot *snapshot;
    vp_shortage_question question;
    const float *surfaces[VP_SHORTAGE_MOST];
    vp_shortages found;
    size_t most;
} list;

static bool take_services(list *l, const vp_joint *asked, vp_error *err)
{
    vp_shortage_question *q = &l->question;
    if (asked->part_count != asked->service_count)
        return vp_fail(err, VP_BAD_INPUT, "services are between commas; | is for /reach/joint");
    if (!asked->service_count) return vp_fail(err, VP_BAD_INPUT, "services names none");
    for (size_t i = 0; i < asked->service_count; i++) {
        if (!l->snapshot->results.surfaces[asked->services[i]])
            return vp_fail(err, VP_NOT_FOUND, "the snapshot has no surface of service '%.60s'",
                           l->snapshot->region->definitions.services[asked->services[i]].id);
        l->surfaces[i] = vp_results_surface(&l->snapshot->results, asked->services[i], 0, VP_EVERY_CELL, err);
        if (!l->surfaces[i]) return false;
        q->limits[i] = asked->limits[i];
        q->services[i] = asked->services[i];
    }
    q->service_count = asked->service_count;
    return true;
}

static bool ask(const vp_call *call, list *l, vp_error *err)
{
    vp_joint asked;
    if (vp_target_parameter(&call->target, "service") || vp_target_parameter(&call->target, "level") ||
        vp_target_parameter(&call->target, "limit"))
        return vp_fail(err, VP_BAD_INPUT, "services goes with limits, least, group and limit_count only");
    l->most = 100;
    return vp_select_services(call, &l->snapshot->region->definitions, &asked, err) && take_services(l, &asked, err) &&
           vp_target_whole(&call->target, "least", VP_SHORTAGE_MOST, &l->question.least, err) &&
           vp_target_whole(&call->target, "limit_count", LIST_MOST, &l->most, err) &&
           vp_select_group(call, &l->snapshot->region->definitions, &l->question.group, err);
}

static double limit_of(const list *l, size_t i)
{
    const vp_service *s = &l->snapshot->region->definitions.services[l->question.services[i]];
    return isnan(l->question.limits[i]) ? s->default_limit : l->question.limits[i];
}

static json_t *services_of(const list *l, const vp_shortage *place)
{
    json_t *all = json_array();
    for (size_t i = 0; all && i < l->question.service_count; i++)
        if (!vp_json_append(
                all, json_pack("{s:o, s:o, s:o, s:o, s:o}", "service",
                               vp_definition_service_id(&l->snapshot->region->definitions, l->question.services[i]),
                               "lacking", vp_json_number(place->lacking[i]), "unreachable",
                               vp_json_number(place->unreachable[i]), "no_data", vp_json_number(place->unknown[i]),
                               "mean", vp_json_number(place->mean[i])))) {
            json_decref(all);
            all = NULL;
        }
    return all;
}

static void place_of(const list *l, const vp_shortage *place, double *lon, double *lat)
{
    size_t cell;
    *lon = *lat = NAN;
    if (vp_grid_geometry_locate(l->snapshot->region->geometry, place->x, place->y, &cell))
        vp_snapshot_lonlat(l->snapshot->region, cell, lon, lat);
}

static json_t *place_at(const void *context, size_t i)
{
    const list *l = context;
    const vp_region *region = l->snapshot->region;
    const vp_shortage *place = &l->found.items[i];
    const vp_unit *unit = &region->units.sets[region->units.main_set].units[place->unit];
    double lon, lat;
    place_of(l, place, &lon, &lat);
    return json_pack("{s:I, s:{s:o, s:o}, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", (json_int_t)place->first_cell,
                     "unit", "code", vp_json_text(unit->code), "name", vp_json_text(unit->name), "people",
                     vp_json_number(place->people), "people_low", vp_json_number(place->people_low), "people_high",
                     vp_json_number(place->people_high), "lon", vp_json_number(lon), "lat", vp_json_number(lat),
                     "area_km2", vp_json_number(place->area_square_metres / 1e6), "services", services_of(l, place));
}

static json_t *asked_at(const void *context, size_t i)
{
    const list *l = context;
    const vp_service *s = &l->snapshot->region->definitions.services[l->question.services[i]];
    return json_pack("{s:o, s:o, s:o}", "service", vp_json_text(s->id), "limit", vp_json_number(limit_of(l, i)), "unit",
                     vp_json_text(vp_reach_unit(s->reach)));
}

static vp_blob *as_json(const list *l, vp_error *err)
{
    size_t shown = l->found.count < l->most ? l->found.count : l->most, n = l->question.service_count;
    return vp_json_blob(
        json_pack("{s:{s:o, s:I, s:o, s:o, s:o}, s:o, s:I, s:o, s:s}", "question", "services",
                  vp_json_list(n, asked_at, l), "least", (json_int_t)(l->question.least ? l->question.least : n),
                  "group", vp_definition_group_id(&l->snapshot->region->definitions, l->question.group), "group_grid",
                  vp_definition_group_grid(&l->snapshot->region->definitions, l->question.group), "year",
                  vp_definition_year(l->snapshot->region), "people_total", vp_json_number(l->found.people),
                  "gaps_total", (json_int_t)l->found.count, "gaps", vp_json_list(shown, place_at, l), "snapshot",
                  l->snapshot->provenance.id),
        err);
}

/* One row a place and service. */
static vp_blob *as_csv(const list *l, vp_csv_style style, vp_error *err)
{
    vp_csv csv = vp_csv_begin(style);
    const vp_region *region = l->snapshot->region;
    vp_csv_header(&csv, "rank,unit_code,unit_name,people,lon,lat,area_km2,limit,lacking,unreachable,mean,people_low,"
                        "people_high,no_data,service,snapshot,year");
    for (size_t k = 0; k < l->found.count && k < l->most; k++)
        for (size_t i = 0; i < l->question.service_count; i++) {
            const vp_shortage *p = &l->found.items[k];
            const vp_unit *unit = &region->units.sets[region->units.main_set].units[p->unit];
            double lon, lat;
            place_of(l, p, &lon, &lat);
            const double figures[] = {p->people,
                                      lon,
                                      lat,
                                      p->area_square_metres / 1e6,
                                      limit_of(l, i),
                                      p->lacking[i],
                                      p->unreachable[i],
                                      p->mean[i],
                                      p->people_low,
                                      p->people_high,
                                      p->unknown[i]};
            vp_csv_number(&csv, (double)(k + 1));
            vp_csv_text(&csv, unit->code);
            vp_csv_text(&csv, unit->name);
            for (size_t j = 0; j < sizeof figures / sizeof *figures; j++) vp_csv_number(&csv, figures[j]);
            vp_csv_text(&csv, region->definitions.services[l->question.services[i]].id);
            vp_csv_text(&csv, l->snapshot->provenance.id);
            vp_csv_number(&csv, vp_definition_year_number(region));
            vp_csv_end(&csv);
        }
    return vp_blob_new(&csv.bytes, err);
}

bool vp_shortages_answer(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    list l = {.snapshot = snapshot};
    if (ask(call, &l, err) &&
        vp_shortages_find(snapshot->region, snapshot->results.main_weights, l.surfaces, &l.question, &l.found, err))
        reply->body = call->media == VP_MEDIA_CSV ? as_csv(&l, call->csv, err) : as_json(&l, err);
    vp_shortages_clear(&l.found);
    return reply->body != NULL;
}
