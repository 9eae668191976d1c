/* /targets: the plan's score board. */
#include "base/csv.h"
#include "server/plan/definitions.h"
#include "server/plan/handlers.h"
#include "server/routes.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/score.h>

typedef struct {
    const vp_snapshot *snapshot;
    vp_score *scores; /* [indicator] */
    bool history;     /* each target with its values by day */
} board;

static const char *unit_of(const vp_indicator *n)
{
    return n->unit && *n->unit ? n->unit : vp_measures[n->measure].unit;
}

/* Only shares are shown in percent, and only their gaps are percentage points. */
static double gap_points(const vp_indicator *n, const vp_score *score)
{
    return strcmp(unit_of(n), "percent") == 0 ? 100 * score->gap : (double)NAN;
}

static json_t *line_of(const vp_target_line *line)
{
    if (!*line->start) return json_null();
    return json_pack("{s:s, s:o, s:b, s:o}", "start", line->start, "start_value", vp_json_number(line->start_value),
                     "from_baseline", (int)line->from_baseline, "expected", vp_json_number(line->expected));
}

/* Values by day; comparable: to the present question. NULL when memory is short. */
static json_t *history_of(const vp_snapshot *snapshot, const vp_indicator *n)
{
    char *question = vp_history_question(&snapshot->region->definitions, n, NULL);
    json_t *list = question ? json_array() : NULL;
    for (size_t i = 0; list && i < snapshot->listings.history.count; i++) {
        const vp_history_point *p = &snapshot->listings.history.points[i];
        if (strcmp(p->indicator, n->id) != 0) continue;
        if (vp_json_append(list, json_pack("{s:s, s:o, s:s, s:b}", "as_of", p->as_of, "value", vp_json_number(p->value),
                                           "snapshot", p->snapshot, "comparable", strcmp(p->question, question) == 0)))
            continue;
        json_decref(list);
        list = NULL;
    }
    free(question);
    return list;
}

/* How far, in which unit, and by when. Takes row, and frees it when memory is short. */
static json_t *add_progress(json_t *row, const board *b, size_t i)
{
    const vp_indicator *n = &b->snapshot->region->definitions.indicators[i];
    const vp_score *score = &b->scores[i];
    bool ok = row && vp_definition_add_figures(row, &score->measured) &&
              vp_json_set(row, "gap_points", vp_json_number(gap_points(n, score))) &&
              vp_json_set(row, "gap_of", *score->gap_of ? vp_json_text(score->gap_of) : json_null()) &&
              vp_json_set(row, "units_short", vp_json_number(score->units_short)) &&
              vp_json_set(row, "units_counted", vp_json_number(score->units_counted)) &&
              vp_json_set(row, "line", line_of(&score->line)) &&
              vp_json_set(row, "data_date", vp_json_text(b->snapshot->region->as_of)) &&
              vp_json_set(row, "data", *score->data ? vp_json_text(score->data) : json_null()) &&
              (!b->history || vp_json_set(row, "history", history_of(b->snapshot, n)));
    if (ok) return row;
    json_decref(row);
    return NULL;
}

static json_t *target_at(const void *context, size_t i)
{
    const board *b = context;
    const vp_region *region = b->snapshot->region;
    const vp_indicator *n = &region->definitions.indicators[i];
    const vp_score *score = &b->scores[i];
    json_t *row = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "indicator",
        vp_json_text(n->id), "title", vp_json_title(n->title_vi, n->title_en), "department",
        vp_json_text(n->department), "unit", vp_json_text(unit_of(n)), "target", vp_json_number(n->target),
        "target_year", n->target_year ? json_integer(n->target_year) : json_null(), "better",
        n->better >= 0 ? "more" : "less", "status", vp_status_names[score->status], "gap", vp_json_number(score->gap),
        "gap_count", vp_json_number(score->gap_count), "definition", vp_json_text(n->definition), "source",
        vp_json_text(n->source), "group", vp_definition_group_id(&region->definitions, n->group), "limit",
        vp_json_number(vp_definition_limit(&region->definitions, n, n->limit)), "threshold",
        vp_json_number(n->threshold), "units_without_data", (json_int_t)score->measured.units_without_data);
    return add_progress(row, b, i);
}

static void add_row(vp_csv *csv, const board *b, size_t i)
{
    const vp_region *region = b->snapshot->region;
    const vp_indicator *n = &region->definitions.indicators[i];
    const vp_score *s = &b->scores[i];
    const double figures[] = {s->measured.value,
                              s->measured.numerator,
                              s->measured.denominator,
                              s->measured.low,
                              s->measured.high,
                              n->target,
                              (double)n->target_year,
                              s->gap,
                              s->gap_count,
                              gap_points(n, s),
                              s->units_short,
                              s->units_counted,
                              s->line.start_value,
                              s->line.expected,
                              vp_definition_limit(&region->definitions, n, n->limit),
                              n->threshold};
    const char *texts[] = {vp_status_names[s->status],
                           s->gap_of,
                           s->line.start,
                           region->as_of,
                           s->data,
                           unit_of(n),
                           n->better >= 0 ? "more" : "less",
                           n->department,
                           n->group < region->definitions.group_count ? region->definitions.groups[n->group].id : "",
                           n->source,
                           n->definition,
                           b->snapshot->provenance.id};
    vp_csv_text(csv, n->id);
    vp_csv_text(csv, n->title_vi);
    vp_csv_text(csv, n->title_en);
    for (size_t k = 0; k < sizeof figures / sizeof *figures; k++) vp_csv_number(csv, figures[k]);
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) vp_csv_text(csv, texts[k]);
    vp_csv_end(csv);
}

static vp_blob *as_csv(const board *b, vp_csv_style style, vp_error *err)
{
    vp_csv csv = vp_csv_begin(style);
    vp_csv_header(
        &csv,
        "indicator,title_vi,title_en,value,numerator,denominator,low,high,target,target_year,gap,gap_count,"
        "gap_points,units_short,units_counted,line_start_value,line_expected,limit,threshold,status,gap_of,line_start,"
        "data_date,data,unit,better,department,group,source,definition,snapshot");
    for (size_t i = 0; i < b->snapshot->region->definitions.indicator_count; i++) add_row(&csv, b, i);
    return vp_blob_new(&csv.bytes, err);
}

static vp_blob *as_json(const board *b, vp_error *err)
{
    return vp_json_blob(json_pack("{s:s, s:o}", "snapshot", b->snapshot->provenance.id, "targets",
                                  vp_json_list(b->snapshot->region->definitions.indicator_count, target_at, b)),
                        err);
}

bool vp_get_targets(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const vp_region *region = snapshot->region;
    size_t history = 0;
    if (!vp_target_whole(&call->target, "history", 1, &history, err)) return false;
    board b = {snapshot, calloc(region->definitions.indicator_count + 1, sizeof *b.scores), history != 0};
    bool ok = b.scores || vp_fail_memory(err, region->definitions.indicator_count * sizeof *b.scores);
    for (size_t i = 0; ok && i < region->definitions.indicator_count; i++)
        ok = vp_indicator_score(region, snapshot->results.coverage, &region->definitions.indicators[i],
                                &snapshot->listings.history, &b.scores[i], err);
    if (ok) reply->body = call->media == VP_MEDIA_CSV ? as_csv(&b, call->csv, err) : as_json(&b, err);
    free(b.scores);
    return reply->body != NULL;
}
