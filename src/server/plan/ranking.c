/* /ranking: units by what they lack of several services at once. */
#include "base/csv.h"
#include "server/plan/definitions.h"
#include "server/plan/handlers.h"
#include "server/plan/selection.h"
#include "snapshot/ranking_view.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const vp_snapshot *snapshot;
    vp_ranking_question question;
    vp_ranking_view view;
    size_t row; /* the unit in hand */
} list;

static bool read_weights(const vp_call *call, vp_ranking_question *q, vp_error *err)
{
    const char *text = vp_target_parameter(&call->target, "weights");
    size_t i = 0, count = q->services.service_count;
    for (size_t k = 0; k < count; k++) q->weights[k] = 1;
    for (const char *at = text; at; i++) {
        char part[40];
        size_t length = strcspn(at, ",");
        snprintf(part, sizeof part, "%.*s", (int)(length < 39 ? length : 39), at);
        if (i < count && *part && !vp_number_parse(part, "weights", &q->weights[i], err)) return false;
        at = at[length] ? at + length + 1 : NULL;
    }
    return !text || i == count ||
           vp_fail(err, VP_BAD_INPUT, "weights needs one number a service, between commas; an empty one is 1");
}

static bool ask(const vp_call *call, list *l, vp_error *err)
{
    const vp_region *region = l->snapshot->region;
    vp_ranking_question *q = &l->question;
    *q = (vp_ranking_question){.group = VP_NONE, .threshold = 0.5, .least = 1};
    if (!vp_target_parameter(&call->target, "services"))
        return vp_fail(err, VP_BAD_INPUT, "which services? services=a,b with limits=30,54 and weights=2,1");
    return vp_select_services(call, &region->definitions, &q->services, err) && read_weights(call, q, err) &&
           vp_select_set(call, &region->units, &q->set, err) &&
           vp_select_group(call, &region->definitions, &q->group, err) &&
           vp_target_number(&call->target, "threshold", &q->threshold, err) &&
           vp_target_whole(&call->target, "least", VP_JOINT_MOST, &q->least, err) &&
           vp_ranking_view_init(&l->view, l->snapshot, q, err);
}

static json_t *asked_at(const void *context, size_t i)
{
    const list *l = context;
    const vp_service *s = &l->snapshot->region->definitions.services[l->question.services.services[i]];
    return json_pack("{s:o, s:o, s:s, s:o}", "service", vp_json_text(s->id), "limit",
                     vp_json_number(l->question.services.limits[i]), "unit", vp_reach_unit(s->reach), "weight",
                     vp_json_number(l->question.weights[i]));
}

static json_t *share_at(const void *context, size_t i)
{
    const list *l = context;
    const vp_measurement *m = &l->view.reached[l->row * l->question.services.service_count + i];
    return json_pack("{s:o, s:o}", "left_out", vp_json_number(1 - m->value), "people",
                     vp_json_number(isnan(m->value) ? (double)NAN : m->denominator - m->numerator));
}

static json_t *whole_or_null(size_t number) { return number ? json_integer((json_int_t)number) : json_null(); }

static json_t *unit_at(const void *context, size_t i)
{
    list l = *(const list *)context;
    size_t unit = l.row = l.view.order[i], services = l.question.services.service_count;
    const vp_ranked *r = &l.view.ranked[unit];
    const vp_unit *u = &l.snapshot->region->units.sets[l.question.set].units[unit];
    json_t *worst = r->worst_rank ? vp_definition_service_id(&l.snapshot->region->definitions,
                                                             l.question.services.services[r->worst_service])
                                  : json_null();
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:I, s:I, s:o, s:o, s:o, s:o, s:o}", "code",
                     vp_json_text(u->code), "name", vp_json_text(u->name), "rank", whole_or_null(r->rank), "rank_least",
                     whole_or_null(r->rank_least), "rank_most", whole_or_null(r->rank_most), "moves",
                     (int)(r->rank_least != r->rank_most), "index", vp_json_number(r->index), "services_missing",
                     (json_int_t)r->missing, "services_known", (json_int_t)r->known, "worst_rank",
                     whole_or_null(r->worst_rank), "worst_service", worst, "people",
                     vp_json_number(l.view.people[unit]), "people_missing", vp_json_number(l.view.people_missing[unit]),
                     "services", vp_json_list(services, share_at, &l));
}

static vp_blob *as_json(const list *l, vp_error *err)
{
    const vp_region *region = l->snapshot->region;
    const vp_ranking_question *q = &l->question;
    const vp_unit_set *set = &region->units.sets[q->set];
    return vp_json_blob(
        json_pack("{s:{s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o}, s:o, s:s}", "question", "services",
                  vp_json_list(q->services.service_count, asked_at, l), "level", vp_json_text(set->level), "vintage",
                  vp_json_text(set->vintage), "group", vp_definition_group_id(&region->definitions, q->group),
                  "group_grid", vp_definition_group_grid(&region->definitions, q->group), "threshold",
                  vp_json_number(q->threshold), "least", (json_int_t)q->least, "year", vp_definition_year(region),
                  "units", vp_json_list(l->view.unit_count, unit_at, l), "snapshot", l->snapshot->provenance.id),
        err);
}

/* One row a unit and service, so that the columns are the same whatever is asked for. */
static vp_blob *as_csv(const list *l, vp_csv_style style, vp_error *err)
{
    vp_csv csv = vp_csv_begin(style);
    const vp_region *region = l->snapshot->region;
    size_t services = l->question.services.service_count;
    vp_csv_header(&csv, "rank,rank_least,rank_most,index,services_missing,services_known,worst_rank,people,"
                        "people_missing,weight,limit,left_out,service,code,name,snapshot,year");
    for (size_t i = 0; i < l->view.unit_count * services; i++) {
        size_t unit = l->view.order[i / services], service = i % services;
        const vp_ranked *r = &l->view.ranked[unit];
        const vp_unit *u = &region->units.sets[l->question.set].units[unit];
        const double figures[] = {r->rank ? (double)r->rank : (double)NAN,
                                  r->rank ? (double)r->rank_least : (double)NAN,
                                  r->rank ? (double)r->rank_most : (double)NAN,
                                  r->index,
                                  (double)r->missing,
                                  (double)r->known,
                                  r->worst_rank ? (double)r->worst_rank : (double)NAN,
                                  l->view.people[unit],
                                  l->view.people_missing[unit],
                                  l->question.weights[service],
                                  l->question.services.limits[service],
                                  1 - l->view.reached[unit * services + service].value};
        vp_csv_numbers(&csv, figures, sizeof figures / sizeof *figures);
        vp_csv_text(&csv, region->definitions.services[l->question.services.services[service]].id);
        vp_csv_text(&csv, u->code);
        vp_csv_text(&csv, u->name);
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
    vp_ranking_view_clear(&l.view);
    return reply->body != NULL;
}

bool vp_get_ranking(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    return vp_select_view(call, snapshot, answer, reply, err);
}
