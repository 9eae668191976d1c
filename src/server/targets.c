/* /targets: the plan's score board. */
#include "server/definitions.h"
#include "server/routes.h"
#include <stdlib.h>

typedef struct {
    const vp_snapshot *snapshot;
    vp_score *scores; /* [indicator] */
} board;

static json_t *target_at(const void *context, size_t i)
{
    const board *b = context;
    const vp_region *region = b->snapshot->region;
    const vp_indicator *n = &region->indicators[i];
    const vp_score *score = &b->scores[i];
    const char *unit = n->unit && *n->unit ? n->unit : vp_measures[n->measure].unit;
    json_t *row = json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:I}", "indicator", vp_json_text(n->id),
        "title", vp_json_title(n->title_vi, n->title_en), "department", vp_json_text(n->department), "unit",
        vp_json_text(unit), "target", vp_json_number(n->target), "target_year",
        n->target_year ? json_integer(n->target_year) : json_null(), "better", n->better >= 0 ? "more" : "less",
        "status", vp_status_names[score->status], "gap", vp_json_number(score->gap), "gap_count",
        vp_json_number(score->gap_count), "definition", vp_json_text(n->definition), "source", vp_json_text(n->source),
        "group", vp_definition_group_id(region, n->group), "limit",
        vp_json_number(vp_definition_limit(region, n, n->limit)), "units_without_data",
        (json_int_t)score->measured.units_without_data);
    if (row && vp_definition_add_figures(row, &score->measured)) return row;
    json_decref(row);
    return NULL;
}

static void add_row(vp_buffer *csv, const board *b, size_t i)
{
    const vp_region *region = b->snapshot->region;
    const vp_indicator *n = &region->indicators[i];
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
                              vp_definition_limit(region, n, n->limit)};
    const char *texts[] = {vp_status_names[s->status],
                           n->unit && *n->unit ? n->unit : vp_measures[n->measure].unit,
                           n->better >= 0 ? "more" : "less",
                           n->department,
                           n->group < region->group_count ? region->groups[n->group].id : "",
                           n->source,
                           n->definition,
                           b->snapshot->id};
    vp_csv_text(csv, n->id);
    vp_csv_text(csv, n->title_vi);
    vp_csv_text(csv, n->title_en);
    for (size_t k = 0; k < sizeof figures / sizeof *figures; k++) vp_csv_number(csv, figures[k]);
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) vp_csv_text(csv, texts[k]);
    vp_csv_end(csv);
}

static vp_blob *as_csv(const board *b, vp_error *err)
{
    vp_buffer csv = {0};
    vp_csv_header(
        &csv, "indicator,title_vi,title_en,value,numerator,denominator,low,high,target,target_year,gap,gap_count,limit,"
              "status,unit,better,department,group,source,definition,snapshot");
    for (size_t i = 0; i < b->snapshot->region->indicator_count; i++) add_row(&csv, b, i);
    return vp_blob_new(&csv, err);
}

static vp_blob *as_json(const board *b, vp_error *err)
{
    return vp_json_blob(json_pack("{s:s, s:o}", "snapshot", b->snapshot->id, "targets",
                                  vp_json_list(b->snapshot->region->indicator_count, target_at, b)),
                        err);
}

bool vp_get_targets(const vp_call *call, const vp_snapshot *snapshot, vp_reply *reply, vp_error *err)
{
    const vp_region *region = snapshot->region;
    board b = {snapshot, calloc(region->indicator_count + 1, sizeof *b.scores)};
    bool ok = b.scores || vp_fail_memory(err, region->indicator_count * sizeof *b.scores);
    for (size_t i = 0; ok && i < region->indicator_count; i++)
        ok = vp_indicator_score(region, snapshot->coverage, &region->indicators[i], &b.scores[i], err);
    if (ok) reply->body = (call->media == VP_MEDIA_CSV ? as_csv : as_json)(&b, err);
    free(b.scores);
    return reply->body != NULL;
}
