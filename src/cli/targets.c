/* vungphu targets DIR: the plan's score board. */
#include "cli/commands.h"
#include "cli/snapshot_arguments.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/score.h>

typedef struct {
    vp_snapshot_arguments common;
    bool history;
} arguments;

static const char *const columns[] = {
    "indicator",        "title_vi",      "title_en",      "department", "unit",       "value",
    "target",           "target_year",   "status",        "gap",        "gap_points", "gap_count",
    "gap_of",           "units_short",   "units_counted", "low",        "high",       "line_start",
    "line_start_value", "line_expected", "data_date",     "data",       "definition", "source"};

/* The score board's texts are long: on a terminal only what fits a line. */
static const char *const short_columns[] = {"indicator", "title_vi", "unit",      "value", "target",
                                            "status",    "gap",      "gap_count", "gap_of"};

static const char *const history_columns[] = {"indicator", "as_of", "value", "comparable", "snapshot", "question"};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* As short_columns begin. */
static void add_short(vp_output *output, const vp_indicator *n, const vp_score *score, int decimals)
{
    vp_output_text(output, n->id);
    vp_output_text(output, n->title_vi);
    vp_output_text(output, n->unit);
    const double bounds[] = {n->target, 1};
    size_t bound_count = strcmp(n->unit, "percent") == 0 ? 2 : 1; /* nor may a share print as all */
    int apart = vp_output_decimals(score->measured.value, bounds, bound_count, decimals);
    vp_output_number(output, score->measured.value, apart);
    vp_output_number(output, n->target, apart);
    vp_output_text(output, vp_status_names[score->status]);
    vp_output_number(output, score->gap, decimals);
    vp_output_number(output, score->gap_count, 0);
    vp_output_text(output, score->gap_of);
}

/* By the size of the value, or of the target where there is none. */
static int decimals_of(const vp_indicator *n, const vp_score *score)
{
    double size = isnan(score->measured.value) ? n->target : score->measured.value;
    return size >= 10 ? 1 : 3;
}

static void add_whole(vp_output *output, const vp_region *region, const vp_indicator *n, const vp_score *score)
{
    const char *const first[] = {n->id, n->title_vi, n->title_en, n->department, n->unit};
    for (size_t i = 0; i < COUNT(first); i++) vp_output_text(output, first[i]);
    vp_output_number(output, score->measured.value, 0);
    vp_output_number(output, n->target, 0);
    vp_output_number(output, n->target_year > 0 ? (double)n->target_year : (double)NAN, 0);
    vp_output_text(output, vp_status_names[score->status]);
    vp_output_number(output, score->gap, 0);
    vp_output_number(output, strcmp(n->unit, "percent") == 0 ? 100 * score->gap : (double)NAN, 0);
    vp_output_number(output, score->gap_count, 0);
    vp_output_text(output, *score->gap_of ? score->gap_of : NULL);
    const double figures[] = {score->units_short, score->units_counted, score->measured.low, score->measured.high};
    for (size_t i = 0; i < COUNT(figures); i++) vp_output_number(output, figures[i], 0);
    vp_output_text(output, *score->line.start ? score->line.start : NULL);
    vp_output_number(output, score->line.start_value, 0);
    vp_output_number(output, score->line.expected, 0);
    const char *const last[] = {region->as_of, *score->data ? score->data : NULL, n->definition, n->source};
    for (size_t i = 0; i < COUNT(last); i++) vp_output_text(output, last[i]);
}

static bool add_scores(vp_output *output, const vp_snapshot *snapshot, bool all, vp_error *err)
{
    const vp_region *region = snapshot->region;
    bool ok = true;
    for (size_t i = 0; ok && i < region->definitions.indicator_count; i++) {
        const vp_indicator *n = &region->definitions.indicators[i];
        vp_score score;
        ok = vp_indicator_score(region, snapshot->results.coverage, n, &snapshot->listings.history, &score, err);
        if (ok && all) add_whole(output, region, n, &score);
        if (ok && !all) add_short(output, n, &score, decimals_of(n, &score));
    }
    return ok;
}

static bool print_targets(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    const arguments *a = context;
    bool all = a->common.format != VP_OUTPUT_TEXT;
    vp_output *output = vp_output_new(all ? columns : short_columns, all ? COUNT(columns) : COUNT(short_columns), err);
    bool ok = output && add_scores(output, snapshot, all, err) && vp_output_print(output, a->common.format, err);
    vp_output_free(output);
    return ok;
}

/* A value compares with today's when it answers the same question. */
static bool add_point(vp_output *output, const vp_definitions *definitions, const vp_history_point *p, vp_error *err)
{
    size_t i = vp_region_indicator(definitions, p->indicator);
    char *question = i == VP_NONE ? NULL : vp_history_question(definitions, &definitions->indicators[i], err);
    if (i != VP_NONE && !question) return false;
    vp_output_text(output, p->indicator);
    vp_output_text(output, p->as_of);
    vp_output_number(output, p->value, 4);
    vp_output_text(output, question && strcmp(question, p->question) == 0 ? "yes" : "no");
    vp_output_text(output, p->snapshot);
    vp_output_text(output, p->question);
    free(question);
    return true;
}

static bool print_history(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    const arguments *a = context;
    vp_output *output = vp_output_new(history_columns, COUNT(history_columns), err);
    bool ok = output != NULL;
    for (size_t i = 0; ok && i < snapshot->listings.history.count; i++)
        ok = add_point(output, &snapshot->region->definitions, &snapshot->listings.history.points[i], err);
    ok = ok && vp_output_print(output, a->common.format, err);
    vp_output_free(output);
    return ok;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    (void)value;
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->common; return 0;
    case 'H': a->history = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"history", 'H', NULL, 0, "instead each indicator's value by day, from this snapshot and those before it", 0}, {0}};

int vp_targets_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_snapshot_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "The plan's score board: each indicator's value for the province, its target and the gap; on track when "
        "it lies on or above the straight line from the first value to the target.\v"
        "Example: vungphu targets gis-data/sample/dataset --format csv",
        children,
        NULL,
        NULL};
    arguments a = {0};
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    return vp_snapshot_arguments_print(&a.common, a.history ? print_history : print_targets, &a);
}
