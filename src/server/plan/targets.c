/* /targets: the plan's score board. */
#include "base/csv.h"
#include "server/plan/definitions.h"
#include "server/plan/handlers.h"
#include "server/plan/selection.h"
#include "server/routes.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/score.h>

typedef struct {
    const vp_snapshot *snapshot;
    vp_board on;
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

/* Adds points to list; false when memory is short. Where compared says whether: to today's value. */
static bool add_points(json_t *list, const vp_history *points, const char *indicator, bool comparable)
{
    bool ok = true;
    for (size_t i = 0; ok && i < points->count; i++) {
        const vp_history_point *p = &points->points[i];
        if (strcmp(p->indicator, indicator) != 0) continue;
        ok = vp_json_append(list, json_pack("{s:s, s:o, s:s, s:s, s:b}", "as_of", p->as_of, "value",
                                            vp_json_number(p->value), "snapshot", p->snapshot, "territory",
                                            p->territory, "comparable", (int)comparable));
    }
    return ok;
}

/* Of the snapshots' values those that are not in the series. */
static bool find_breaks(const vp_board *on, const vp_indicator *n, vp_history *out)
{
    bool ok = true;
    char *question = vp_history_question(on->region, on->territory, n, NULL);
    char *territory = question ? vp_history_territory(&on->region->units, on->territory, NULL) : NULL;
    for (size_t i = 0; ok && territory && i < on->history->count; i++) {
        const vp_history_point *p = &on->history->points[i];
        bool same = strcmp(p->question, question) == 0 && strcmp(p->territory, territory) == 0;
        if (strcmp(p->indicator, n->id) == 0 && !(same && strcmp(p->as_of, on->region->as_of) < 0))
            ok = vp_history_put(out, p, NULL);
    }
    ok = ok && territory;
    free(question);
    free(territory);
    return ok;
}

/* Values by day: first those that compare with today's, on the board's territory, then what breaks the series (of
 * another territory, question or later day). NULL when memory is short. */
static json_t *history_of(const vp_board *on, const vp_indicator *n)
{
    vp_history series = {0}, breaks = {0};
    json_t *list = json_array();
    if (list && !(vp_history_series(on, n, &series, NULL) && find_breaks(on, n, &breaks) &&
                  add_points(list, &series, n->id, true) && add_points(list, &breaks, n->id, false))) {
        json_decref(list);
        list = NULL;
    }
    vp_history_clear(&series);
    vp_history_clear(&breaks);
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
              (!b->history || vp_json_set(row, "history", history_of(&b->on, n)));
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
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:b, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "indicator",
        vp_json_text(n->id), "title", vp_json_title(n->title_vi, n->title_en), "department",
        vp_json_text(n->department), "owner_after", vp_json_text(n->owner_after), "unit", vp_json_text(unit_of(n)),
        "target", vp_json_number(n->target), "target_year", n->target_year ? json_integer(n->target_year) : json_null(),
        "better", n->better >= 0 ? "more" : "less", "strict", (int)n->strict, "status", vp_status_names[score->status],
        "gap", vp_json_number(score->gap), "gap_count", vp_json_number(score->gap_count), "definition",
        vp_json_text(n->definition), "source", vp_json_text(n->source), "group",
        vp_definition_group_id(&region->definitions, n->group), "limit",
        vp_json_number(vp_definition_limit(&region->definitions, n, n->limit)), "threshold",
        vp_json_number(n->threshold), "units_without_data", (json_int_t)score->measured.units_without_data);
    return add_progress(row, b, i);
}

static void add_row(vp_csv *csv, const board *b, size_t i)
{
    const vp_region *region = b->snapshot->region;
    const vp_indicator *n = &region->definitions.indicators[i];
    const vp_score *s = &b->scores[i];
    const vp_unit_set *set = &region->units.sets[b->on.territory.set];
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
                           b->snapshot->provenance.id,
                           n->owner_after ? n->owner_after : "",
                           n->strict ? "yes" : "no",
                           set->level,
                           set->vintage,
                           vp_territory_code(&region->units, b->on.territory),
                           vp_territory_name(region, b->on.territory)};
    vp_csv_text(csv, n->id);
    vp_csv_text(csv, n->title_vi);
    vp_csv_text(csv, n->title_en);
    vp_csv_numbers(csv, figures, sizeof figures / sizeof *figures);
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) vp_csv_text(csv, texts[k]);
    vp_csv_number(csv, vp_definition_year_number(region));
    vp_csv_end(csv);
}

static vp_blob *as_csv(const board *b, vp_csv_style style, vp_error *err)
{
    vp_csv csv = vp_csv_begin(style);
    vp_csv_header(
        &csv,
        "indicator,title_vi,title_en,value,numerator,denominator,low,high,target,target_year,gap,gap_count,"
        "gap_points,units_short,units_counted,line_start_value,line_expected,limit,threshold,status,gap_of,line_start,"
        "data_date,data,unit,better,department,group,source,definition,snapshot,owner_after,strict,territory_level,"
        "territory_vintage,territory_code,territory,year");
    for (size_t i = 0; i < b->snapshot->region->definitions.indicator_count; i++) add_row(&csv, b, i);
    return vp_blob_new(&csv.bytes, err);
}

static json_t *territory_of(const vp_board *on)
{
    const vp_region *region = on->region;
    const vp_unit_set *set = &region->units.sets[on->territory.set];
    bool whole = on->territory.unit == VP_NONE;
    return json_pack("{s:o, s:o, s:o, s:o, s:b}", "level", vp_json_text(set->level), "vintage",
                     vp_json_text(set->vintage), "code",
                     whole ? json_null() : vp_json_text(set->units[on->territory.unit].code), "name",
                     vp_json_text(vp_territory_name(region, on->territory)), "plan",
                     (int)vp_territory_is(on->territory, vp_territory_of_plan(&region->units)));
}

static vp_blob *as_json(const board *b, vp_error *err)
{
    return vp_json_blob(json_pack("{s:s, s:o, s:o, s:o}", "snapshot", b->snapshot->provenance.id, "territory",
                                  territory_of(&b->on), "year", vp_definition_year(b->snapshot->region), "targets",
                                  vp_json_list(b->snapshot->region->definitions.indicator_count, target_at, b)),
                        err);
}

static bool answer(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const vp_region *region = snapshot->region;
    size_t history = 0;
    if (!vp_target_whole(&call->target, "history", 1, &history, err)) return false;
    vp_territory territory;
    if (!vp_select_territory(call, &region->units, &territory, err)) return false;
    board b = {snapshot,
               {region, snapshot->results.coverage, &snapshot->listings.history, territory},
               calloc(region->definitions.indicator_count + 1, sizeof *b.scores),
               history != 0};
    bool ok = b.scores || vp_fail_memory(err, region->definitions.indicator_count * sizeof *b.scores);
    for (size_t i = 0; ok && i < region->definitions.indicator_count; i++)
        ok = vp_indicator_score(&b.on, &region->definitions.indicators[i], &b.scores[i], err);
    if (ok) reply->body = call->media == VP_MEDIA_CSV ? as_csv(&b, call->csv, err) : as_json(&b, err);
    free(b.scores);
    return reply->body != NULL;
}

bool vp_get_targets(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    return vp_select_view(call, snapshot, answer, reply, err);
}
