/* /settlements: how a service reaches hamlets and villages, the unserved first. */
#include "server/plan/settlements.h"
#include "base/csv.h"
#include "server/plan/definitions.h"
#include "server/plan/handlers.h"
#include "server/plan/selection.h"
#include <math.h>
#include <string.h>

#define LIST_MOST 10000

typedef struct {
    const vp_snapshot *snapshot;
    vp_gap_question question;
    vp_settlement_list found;
    bool all;
    size_t most;
} list;

/* Where nothing is known of its people, nor at its point, it is neither served nor unserved. */
static bool is_judged(const vp_settlement_reach *r) { return r->people > 0 || !isnan(r->value); }

json_t *vp_settlement_row(const vp_region *region, vp_reach reach, const vp_settlement_reach *r)
{
    const vp_settlement *s = &region->settlements.items[r->settlement];
    const vp_unit *unit = s->unit == VP_NONE ? NULL : &region->units.sets[region->units.main_set].units[s->unit];
    json_t *in = unit ? json_pack("{s:o, s:o}", "code", vp_json_text(unit->code), "name", vp_json_text(unit->name))
                      : json_null();
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o}", "id",
                     vp_json_text(s->id), "name", vp_json_text(s->name), "kind", vp_json_text(s->kind), "unit", in,
                     "people", vp_json_number(r->people), "left_out", vp_json_number(r->left_out), "unreachable_people",
                     vp_json_number(r->unreachable), "no_data_people", vp_json_number(r->unknown), "mean",
                     vp_json_number(r->mean), "value", vp_json_number(isfinite(r->value) ? r->value : (double)NAN),
                     "status", vp_reach_status(reach, r->value), "unserved",
                     is_judged(r) ? json_boolean(r->unserved) : json_null(), "difficult",
                     isnan(s->difficult) ? json_null() : json_boolean(s->difficult != 0), "lon", vp_json_number(s->lon),
                     "lat", vp_json_number(s->lat));
}

bool vp_settlements_of(const vp_snapshot *snapshot, const vp_gap_question *question, vp_settlement_list *out,
                       vp_error *err)
{
    const char *id = snapshot->region->definitions.services[question->service].id;
    if (!snapshot->results.surfaces[question->service])
        return vp_fail(err, VP_NOT_FOUND, "the snapshot has no surface of service '%.60s'", id);
    const float *cells = vp_results_surface(&snapshot->results, question->service, 0, VP_EVERY_CELL, err);
    return cells && vp_settlements_reach(snapshot->region, snapshot->results.main_weights, cells, question, out, err);
}

static bool ask(const vp_call *call, list *l, vp_error *err)
{
    const vp_definitions *d = &l->snapshot->region->definitions;
    vp_gap_question *q = &l->question;
    size_t all = 0;
    l->most = 100;
    q->limit = NAN;
    if (!vp_select_service(call, d, &q->service, err) || !vp_select_group(call, d, &q->group, err) ||
        !vp_target_number(&call->target, "limit", &q->limit, err) ||
        !vp_target_whole(&call->target, "all", 1, &all, err) ||
        !vp_target_whole(&call->target, "limit_count", LIST_MOST, &l->most, err))
        return false;
    if (q->service == VP_NONE) return vp_fail(err, VP_BAD_INPUT, "which service? service=ID; /indicators lists them");
    if (q->group == VP_NONE) q->group = d->services[q->service].group;
    if (isnan(q->limit)) q->limit = d->services[q->service].default_limit;
    l->all = all == 1;
    return vp_settlements_of(l->snapshot, q, &l->found, err);
}

static json_t *row_at(const void *context, size_t i)
{
    const list *l = context;
    const vp_region *region = l->snapshot->region;
    return vp_settlement_row(region, region->definitions.services[l->question.service].reach, &l->found.items[i]);
}

static size_t shown(const list *l)
{
    size_t count = l->all ? l->found.count : l->found.unserved;
    return count < l->most ? count : l->most;
}

static vp_blob *as_json(const list *l, vp_error *err)
{
    const vp_definitions *d = &l->snapshot->region->definitions;
    const vp_gap_question *q = &l->question;
    return vp_json_blob(
        json_pack("{s:{s:o, s:o, s:o, s:o, s:s, s:o}, s:I, s:I, s:o, s:o, s:o, s:o, s:s}", "question", "service",
                  vp_definition_service_id(d, q->service), "group", vp_definition_group_id(d, q->group), "group_grid",
                  vp_definition_group_grid(d, q->group), "limit", vp_json_number(q->limit), "unit",
                  vp_reach_unit(d->services[q->service].reach), "year", vp_definition_year(l->snapshot->region),
                  "settlements_total", (json_int_t)l->found.count, "unserved_total", (json_int_t)l->found.unserved,
                  "people_total", vp_json_number(l->found.people), "left_out_total", vp_json_number(l->found.left_out),
                  "no_data_total", vp_json_number(l->found.unknown), "settlements", vp_json_list(shown(l), row_at, l),
                  "snapshot", l->snapshot->provenance.id),
        err);
}

static vp_blob *as_csv(const list *l, vp_csv_style style, vp_error *err)
{
    vp_csv csv = vp_csv_begin(style);
    const vp_region *region = l->snapshot->region;
    vp_csv_header(&csv, "id,name,kind,unit_code,unit_name,people,left_out,unreachable_people,mean,value,unserved,"
                        "difficult,limit,lon,lat,no_data_people,status,service,snapshot,year");
    for (size_t i = 0; i < shown(l); i++) {
        const vp_settlement_reach *r = &l->found.items[i];
        const vp_settlement *s = &region->settlements.items[r->settlement];
        const vp_unit *unit = s->unit == VP_NONE ? NULL : &region->units.sets[region->units.main_set].units[s->unit];
        const double figures[] = {r->people,
                                  r->left_out,
                                  r->unreachable,
                                  r->mean,
                                  isfinite(r->value) ? r->value : (double)NAN,
                                  is_judged(r) ? r->unserved : (double)NAN,
                                  s->difficult,
                                  l->question.limit,
                                  s->lon,
                                  s->lat,
                                  r->unknown};
        vp_csv_text(&csv, s->id);
        vp_csv_text(&csv, s->name);
        vp_csv_text(&csv, s->kind);
        vp_csv_text(&csv, unit ? unit->code : "");
        vp_csv_text(&csv, unit ? unit->name : "");
        vp_csv_numbers(&csv, figures, sizeof figures / sizeof *figures);
        vp_csv_text(&csv, vp_reach_status(region->definitions.services[l->question.service].reach, r->value));
        vp_csv_text(&csv, region->definitions.services[l->question.service].id);
        vp_csv_text(&csv, l->snapshot->provenance.id);
        vp_csv_number(&csv, vp_definition_year_number(region));
        vp_csv_end(&csv);
    }
    return vp_blob_new(&csv.bytes, err);
}

static bool answer(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    list l = {.snapshot = snapshot};
    if (ask(call, &l, err)) reply->body = call->media == VP_MEDIA_CSV ? as_csv(&l, call->csv, err) : as_json(&l, err);
    vp_settlements_clear(&l.found);
    return reply->body != NULL;
}

bool vp_get_settlements(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    return vp_select_view(call, snapshot, answer, reply, err);
}
