/* vungphu targets DIR: the plan's score board. */
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/score.h>

typedef struct {
    vp_snapshot_arguments common;
    int year; /* 0: as of the snapshot */
    const char *level, *vintage, *code;
    bool history;
} arguments;

enum { OPTION_LEVEL = 1000, OPTION_CODE };

static const char *const columns[] = {"indicator",      "title_vi",    "title_en",         "department",
                                      "unit",           "value",       "target",           "target_year",
                                      "status",         "gap",         "gap_points",       "gap_count",
                                      "gap_of",         "units_short", "units_counted",    "low",
                                      "high",           "line_start",  "line_start_value", "line_expected",
                                      "data_date",      "data",        "definition",       "source",
                                      "owner_after",    "strict",      "territory_level",  "territory_vintage",
                                      "territory_code", "territory"};

/* The score board's texts are long: on a terminal only what fits a line. */
static const char *const short_columns[] = {"indicator", "title_vi", "unit",      "value", "target",
                                            "status",    "gap",      "gap_count", "gap_of"};

static const char *const history_columns[] = {"indicator", "as_of",     "value",   "comparable",
                                              "snapshot",  "territory", "question"};

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

static void add_territory(vp_output *output, const vp_board *board)
{
    const vp_region *region = board->region;
    const vp_unit_set *set = &region->units.sets[board->territory.set];
    vp_output_text(output, set->level);
    vp_output_text(output, set->vintage);
    vp_output_text(output, vp_territory_code(&region->units, board->territory));
    vp_output_text(output, vp_territory_name(region, board->territory));
}

static void add_whole(vp_output *output, const vp_board *board, const vp_indicator *n, const vp_score *score)
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
    const char *const last[] = {board->region->as_of, *score->data ? score->data : NULL, n->definition, n->source,
                                n->owner_after,       n->strict ? "yes" : "no"};
    for (size_t i = 0; i < COUNT(last); i++) vp_output_text(output, last[i]);
    add_territory(output, board);
}

static bool add_scores(vp_output *output, const vp_board *board, bool all, vp_error *err)
{
    const vp_region *region = board->region;
    bool ok = true;
    for (size_t i = 0; ok && i < region->definitions.indicator_count; i++) {
        const vp_indicator *n = &region->definitions.indicators[i];
        vp_score score;
        ok = vp_indicator_score(board, n, &score, err);
        if (ok && all) add_whole(output, board, n, &score);
        if (ok && !all) add_short(output, n, &score, decimals_of(n, &score));
    }
    return ok;
}

static bool print_targets(const vp_board *board, vp_output_format format, vp_error *err)
{
    bool all = format != VP_OUTPUT_TEXT;
    const vp_unit_set *set = &board->region->units.sets[board->territory.set];
    if (!all)
        printf("%s (%s %s, %s)%s\n\n", vp_territory_name(board->region, board->territory), set->level, set->vintage,
               vp_territory_code(&board->region->units, board->territory),
               vp_territory_is(board->territory, vp_territory_of_plan(&board->region->units))
                   ? ": the territory that the plan binds"
                   : "");
    if (!all && board->region->people.factors)
        printf("At the end of %.4s: people grown as growth.csv states, facilities open by their dates.\n\n",
               board->region->as_of);
    vp_output *output = vp_output_new(all ? columns : short_columns, all ? COUNT(columns) : COUNT(short_columns), err);
    bool ok = output && add_scores(output, board, all, err) && vp_output_print(output, format, err);
    vp_output_free(output);
    return ok;
}

/* A value compares with today's when it answers the same question of the same territory. */
static bool add_point(vp_output *output, const vp_board *board, const vp_history_point *p, vp_error *err)
{
    const vp_definitions *definitions = &board->region->definitions;
    size_t i = vp_region_indicator(definitions, p->indicator);
    char *question = NULL, *territory = vp_history_territory(&board->region->units, board->territory, err);
    if (territory && i != VP_NONE)
        question = vp_history_question(board->region, board->territory, &definitions->indicators[i], err);
    if (!territory || (i != VP_NONE && !question)) {
        free(territory);
        return false;
    }
    bool same = question && strcmp(question, p->question) == 0 && strcmp(territory, p->territory) == 0;
    vp_output_text(output, p->indicator);
    vp_output_text(output, p->as_of);
    vp_output_number(output, p->value, 4);
    vp_output_text(output, same ? "yes" : "no");
    vp_output_text(output, p->snapshot);
    vp_output_text(output, p->territory);
    vp_output_text(output, p->question);
    free(question);
    free(territory);
    return true;
}

/* The values of the years that records are dated by, which no snapshot holds. */
static bool add_years(vp_output *output, const vp_board *board, vp_error *err)
{
    vp_board of_records = *board;
    of_records.history = NULL;
    const vp_definitions *definitions = &board->region->definitions;
    bool ok = true;
    for (size_t i = 0; ok && i < definitions->indicator_count; i++) {
        vp_history series = {0};
        ok = vp_history_series(&of_records, &definitions->indicators[i], &series, err);
        for (size_t k = 0; ok && k < series.count; k++) ok = add_point(output, board, &series.points[k], err);
        vp_history_clear(&series);
    }
    return ok;
}

static bool print_history(const vp_board *board, vp_output_format format, vp_error *err)
{
    vp_output *output = vp_output_new(history_columns, COUNT(history_columns), err);
    bool ok = output != NULL;
    for (size_t i = 0; ok && i < board->history->count; i++)
        ok = add_point(output, board, &board->history->points[i], err);
    ok = ok && add_years(output, board, err) && vp_output_print(output, format, err);
    vp_output_free(output);
    return ok;
}

static bool print_board(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    const arguments *a = context;
    vp_board board = {snapshot->region, snapshot->results.coverage, &snapshot->listings.history, {0}};
    return vp_territory_find(&snapshot->region->units, a->level, a->vintage, a->code, &board.territory, err) &&
           (a->history ? print_history : print_targets)(&board, a->common.table.format, err);
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case VP_OPTION_YEAR: a->year = (int)vp_argument_count(value, state); return 0;
    case OPTION_LEVEL: a->level = value; return 0;
    case 'v': a->vintage = value; return 0;
    case OPTION_CODE: a->code = value; return 0;
    case 'H': a->history = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"level", OPTION_LEVEL, "LEVEL", 0, "commune, district, province: of another territory than the plan's", 0},
    {"vintage", 'v', "YEAR", 0, "of its units, such as 2024", 0},
    {"code", OPTION_CODE, "CODE", 0, "one unit (default: all of the level and vintage)", 0},
    {"history", 'H', NULL, 0, "instead each indicator's value by day, from this snapshot and those before it", 0},
    VP_YEAR_OPTION,
    {0}};

int vp_targets_command(int count, char **texts)
{
    static const char doc[] =
        "The plan's score board: each indicator's value on the territory that the plan binds (province.csv), or "
        "another, "
        "its target and the gap; on track when "
        "it lies on or above the line from the first value to the target, unmet where no earlier value gives one.\v"
        "Example: vungphu targets gis-data/sample/dataset --format csv";
    static const struct argp own = {.options = options, .parser = parse, .doc = doc};
    arguments a = {0};
    if (!vp_snapshot_arguments_parse(&own, &vp_snapshot_argp, count, texts, &a)) return VP_EXIT_USAGE;
    return vp_snapshot_arguments_print_view(&a.common, a.year, NULL, print_board, &a);
}
