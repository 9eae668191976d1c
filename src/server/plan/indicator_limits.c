/* /indicators/{id}/limits: one indicator at every limit of a list, for a reader who moves the limit. */
#include "server/plan/definitions.h"
#include "server/plan/handlers.h"
#include "server/plan/selection.h"
#include <math.h>
#include <stdlib.h>

enum { LIMITS_MOST = 200 };

typedef struct {
    const vp_snapshot *snapshot;
    const vp_indicator *indicator;
    vp_question question; /* its unit and limit are set one by one */
    double limits[LIMITS_MOST + 1];
    size_t limit_count, unit_count;
    vp_measurement *figures; /* [unit][limit], the whole last */
} sweep;

/* Ascending, from the scale's first step (a signal: 10 dB below the least of the service's limits) to the last of
 * them, so many steps apart that all fit. */
static void choose_limits(sweep *s, const vp_service *service)
{
    vp_scale scale = vp_scale_of(service->reach);
    double least = service->default_limit, most = service->default_limit;
    for (size_t i = 0; i < service->limit_count; i++) {
        least = fmin(least, service->limits[i]);
        most = fmax(most, service->limits[i]);
    }
    double from = scale.more_is_better ? least - 10 : scale.step;
    size_t first = (size_t)llround((from - scale.first) / scale.step),
           last = (size_t)llround((most - scale.first) / scale.step), apart = (last - first) / LIMITS_MOST + 1;
    first = last - (last - first) / apart * apart;
    for (size_t k = first; k <= last; k += apart) s->limits[s->limit_count++] = scale.first + (double)k * scale.step;
}

static bool ask(const vp_call *call, sweep *s, vp_error *err)
{
    const vp_region *region = s->snapshot->region;
    const char *id = vp_target_capture(&call->target, "id");
    size_t row = vp_region_indicator(&region->definitions, id);
    if (row == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "there is no indicator '%.60s'; /indicators lists them", id);
    s->indicator = &region->definitions.indicators[row];
    s->question = vp_question_of(0, VP_NONE);
    if (!vp_select_set(call, &region->units, &s->question.set, err) ||
        !vp_select_group(call, &region->definitions, &s->question.group, err) ||
        !vp_target_number(&call->target, "threshold", &s->question.threshold, err))
        return false;
    size_t service = s->indicator->service;
    if (service == VP_NONE || region->definitions.services[service].reach == VP_REACH_AREA ||
        !vp_measures[s->indicator->measure].takes_limit)
        return vp_fail(err, VP_BAD_INPUT, "a limit changes nothing for '%.60s'", id);
    choose_limits(s, &region->definitions.services[service]);
    return true;
}

static bool measure(sweep *s, vp_error *err)
{
    const vp_snapshot *snapshot = s->snapshot;
    s->unit_count = snapshot->region->units.sets[s->question.set].unit_count;
    s->figures = calloc((s->unit_count + 1) * s->limit_count, sizeof *s->figures);
    if (!s->figures) return vp_fail_memory(err, (s->unit_count + 1) * s->limit_count * sizeof *s->figures);
    vp_measurement *out = s->figures;
    for (size_t u = 0; u <= s->unit_count; u++)
        for (size_t k = 0; k < s->limit_count; k++) {
            vp_question question = s->question;
            question.unit = u < s->unit_count ? u : VP_NONE;
            question.limit = s->limits[k];
            if (!vp_indicator_measure(snapshot->region, snapshot->results.coverage, s->indicator, &question, out++,
                                      err))
                return false;
        }
    return true;
}

static json_t *limit_at(const void *context, size_t k) { return vp_json_number(((const sweep *)context)->limits[k]); }

static json_t *whole_at(const void *context, size_t k)
{
    const sweep *s = context;
    const vp_measurement *m = &s->figures[s->unit_count * s->limit_count + k];
    json_t *object = json_pack("{s:I}", "units_without_data", (json_int_t)m->units_without_data);
    if (object && vp_definition_add_figures(object, m)) return object;
    json_decref(object);
    return NULL;
}

typedef struct {
    const sweep *sweep;
    size_t unit;
    double (*of)(const vp_measurement *);
} column;

static double value_of(const vp_measurement *m) { return m->value; }
static double numerator_of(const vp_measurement *m) { return m->numerator; }
static double denominator_of(const vp_measurement *m) { return m->denominator; }

static json_t *cell_at(const void *context, size_t k)
{
    const column *c = context;
    return vp_json_number(c->of(&c->sweep->figures[c->unit * c->sweep->limit_count + k]));
}

static json_t *column_of(const sweep *s, size_t unit, double (*of)(const vp_measurement *))
{
    return vp_json_list(s->limit_count, cell_at, &(const column){s, unit, of});
}

/* A unit's figures in columns: a third of the bytes of rows. */
static json_t *unit_at(const void *context, size_t u)
{
    const sweep *s = context;
    const vp_unit *unit = &s->snapshot->region->units.sets[s->question.set].units[u];
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "code", vp_json_text(unit->code), "name", vp_json_text(unit->name),
                     "value", column_of(s, u, value_of), "numerator", column_of(s, u, numerator_of), "denominator",
                     column_of(s, u, denominator_of));
}

static bool answer(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    sweep s = {.snapshot = snapshot};
    if (ask(call, &s, err) && measure(&s, err))
        reply->body = vp_json_blob(
            json_pack("{s:s, s:o, s:o, s:o, s:o, s:s}", "indicator", s.indicator->id, "question",
                      vp_definition_question(snapshot->region, s.indicator, &s.question), "limits",
                      vp_json_list(s.limit_count, limit_at, &s), "province", vp_json_list(s.limit_count, whole_at, &s),
                      "values", vp_json_list(s.unit_count, unit_at, &s), "snapshot", snapshot->provenance.id),
            err);
    free(s.figures);
    return reply->body != NULL;
}

bool vp_get_indicator_limits(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    return vp_select_view(call, snapshot, answer, reply, err);
}
