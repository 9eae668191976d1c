/* /indicators/{id}/groups: one indicator for every population group at once. */
#include "base/csv.h"
#include "server/plan/definitions.h"
#include "server/plan/handlers.h"
#include "server/plan/selection.h"
#include <math.h>
#include <stdlib.h>

typedef struct {
    const vp_snapshot *snapshot;
    const vp_indicator *indicator;
    vp_question question;    /* its group is set row by row */
    vp_measurement *figures; /* [group], then everyone */
} table;

static vp_question question_of(const table *t, size_t row)
{
    vp_question question = t->question;
    question.group = row < t->snapshot->region->definitions.group_count ? row : VP_NONE;
    return question;
}

/* Everyone: the indicator without a group of its own. */
static vp_indicator indicator_of(const table *t, size_t row)
{
    vp_indicator n = *t->indicator;
    if (row >= t->snapshot->region->definitions.group_count) n.group = VP_NONE;
    return n;
}

static bool ask(const vp_call *call, table *t, vp_error *err)
{
    const vp_region *region = t->snapshot->region;
    const char *id = vp_target_capture(&call->target, "id"), *code = vp_target_parameter(&call->target, "code");
    size_t row = vp_region_indicator(&region->definitions, id);
    if (row == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "there is no indicator '%.60s'; /indicators lists them", id);
    t->indicator = &region->definitions.indicators[row];
    t->question = vp_question_of(0, VP_NONE);
    if (!vp_select_set(call, &region->units, &t->question.set, err) ||
        !vp_select_limit(call, t->indicator, &t->question.limit, err) ||
        !vp_target_number(&call->target, "threshold", &t->question.threshold, err))
        return false;
    if (!code) return true;
    t->question.unit = vp_unit_set_find(&region->units.sets[t->question.set], code);
    return t->question.unit != VP_NONE || vp_fail(err, VP_NOT_FOUND, "there is no unit '%.40s' of this level", code);
}

static bool measure(table *t, vp_error *err)
{
    const vp_snapshot *s = t->snapshot;
    t->figures = calloc(s->region->definitions.group_count + 1, sizeof *t->figures);
    if (!t->figures) return vp_fail_memory(err, s->region->definitions.group_count * sizeof *t->figures);
    for (size_t row = 0; row <= s->region->definitions.group_count; row++) {
        vp_indicator n = indicator_of(t, row);
        vp_question question = question_of(t, row);
        if (!vp_indicator_measure(s->region, s->results.coverage, &n, &question, &t->figures[row], err)) return false;
    }
    return true;
}

static const vp_reason *reason_of(const table *t, size_t row)
{
    vp_indicator n = indicator_of(t, row);
    vp_question question = question_of(t, row);
    return vp_indicator_reason(t->snapshot->region, t->snapshot->results.coverage, &n, &question, &t->figures[row]);
}

static json_t *row_at(const void *context, size_t row)
{
    const table *t = context;
    const vp_region *region = t->snapshot->region;
    const vp_reason *reason = reason_of(t, row);
    json_t *about = row < region->definitions.group_count
                        ? vp_definition_group(&region->definitions.groups[row])
                        : json_pack("{s:n, s:o}", "id", "title", vp_json_title("Toàn bộ dân số", "Everyone"));
    if (about && vp_definition_add_figures(about, &t->figures[row]) &&
        vp_json_set(about, "units_without_data", json_integer((json_int_t)t->figures[row].units_without_data)) &&
        vp_json_set(about, "reason",
                    reason ? json_pack("{s:s, s:o}", "id", reason->id, "text", vp_json_title(reason->vi, reason->en))
                           : json_null()))
        return about;
    json_decref(about);
    return NULL;
}

static vp_blob *as_csv(const table *t, vp_csv_style style, vp_error *err)
{
    vp_csv csv = vp_csv_begin(style);
    const vp_region *region = t->snapshot->region;
    vp_csv_header(&csv,
                  "group,title_vi,title_en,value,numerator,denominator,low,high,units_without_data,reason,indicator,"
                  "definition,snapshot,year");
    for (size_t row = 0; row <= region->definitions.group_count; row++) {
        const vp_measurement *m = &t->figures[row];
        const vp_group *g = row < region->definitions.group_count ? &region->definitions.groups[row] : NULL;
        const vp_reason *reason = reason_of(t, row);
        const double figures[] = {m->value, m->numerator, m->denominator,
                                  m->low,   m->high,      (double)m->units_without_data};
        vp_csv_text(&csv, g ? g->id : "");
        vp_csv_text(&csv, g ? g->title_vi : "Toàn bộ dân số");
        vp_csv_text(&csv, g ? g->title_en : "Everyone");
        vp_csv_numbers(&csv, figures, sizeof figures / sizeof *figures);
        vp_csv_text(&csv, reason ? reason->vi : "");
        vp_csv_text(&csv, t->indicator->id);
        vp_csv_text(&csv, g ? g->definition : "");
        vp_csv_text(&csv, t->snapshot->provenance.id);
        vp_csv_number(&csv, vp_definition_year_number(region));
        vp_csv_end(&csv);
    }
    return vp_blob_new(&csv.bytes, err);
}

static vp_blob *as_json(const table *t, vp_error *err)
{
    const vp_region *region = t->snapshot->region;
    const vp_unit_set *set = &region->units.sets[t->question.set];
    const char *code = t->question.unit == VP_NONE ? NULL : set->units[t->question.unit].code;
    json_t *question = vp_definition_question(region, t->indicator, &t->question);
    if (question && !vp_json_set(question, "code", vp_json_text(code))) {
        json_decref(question);
        question = NULL;
    }
    return vp_json_blob(json_pack("{s:o, s:o, s:o, s:s}", "indicator",
                                  vp_definition_indicator(&region->definitions, t->indicator), "question", question,
                                  "groups", vp_json_list(region->definitions.group_count + 1, row_at, t), "snapshot",
                                  t->snapshot->provenance.id),
                        err);
}

static bool answer(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    table t = {.snapshot = snapshot};
    if (ask(call, &t, err) && measure(&t, err))
        reply->body = call->media == VP_MEDIA_CSV ? as_csv(&t, call->csv, err) : as_json(&t, err);
    free(t.figures);
    return reply->body != NULL;
}

bool vp_get_indicator_groups(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    return vp_select_view(call, snapshot, answer, reply, err);
}
