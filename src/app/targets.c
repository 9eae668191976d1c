/* vungphu targets DIR: the plan's score board. */
#include "app/commands.h"
#include "app/console.h"
#include "app/snapshot_arguments.h"
#include "store/snapshot_store.h"
#include <math.h>
#include <vungphu/indicators.h>

static const char *const columns[] = {"indicator", "title_vi", "title_en",    "department", "unit",
                                      "value",     "target",   "target_year", "status",     "gap",
                                      "gap_count", "low",      "high",        "definition", "source"};

/* The score board's texts are long: on a terminal only what fits a line. */
static const char *const short_columns[] = {"indicator", "title_vi", "unit", "value",
                                            "target",    "status",   "gap",  "gap_count"};

static void add_row(vp_output *output, const vp_indicator *n, const vp_score *score, bool all)
{
    int decimals = score->measured.value < 10 ? 3 : 1;
    vp_output_text(output, n->id);
    vp_output_text(output, n->title_vi);
    if (all) vp_output_text(output, n->title_en);
    if (all) vp_output_text(output, n->department);
    vp_output_text(output, n->unit);
    vp_output_number(output, score->measured.value, decimals);
    vp_output_number(output, n->target, decimals);
    if (all) vp_output_number(output, n->target_year > 0 ? (double)n->target_year : (double)NAN, 0);
    vp_output_text(output, vp_status_names[score->status]);
    vp_output_number(output, score->gap, decimals);
    vp_output_number(output, score->gap_count, 0);
    if (!all) return;
    vp_output_number(output, score->measured.low, decimals);
    vp_output_number(output, score->measured.high, decimals);
    vp_output_text(output, n->definition);
    vp_output_text(output, n->source);
}

static bool print_targets(const vp_snapshot *snapshot, vp_output_format format, vp_error *err)
{
    bool all = format != VP_OUTPUT_TEXT;
    const vp_region *region = snapshot->region;
    vp_output *output =
        vp_output_new(all ? columns : short_columns,
                      all ? sizeof columns / sizeof *columns : sizeof short_columns / sizeof *short_columns, err);
    bool ok = output != NULL;
    for (size_t i = 0; ok && i < region->indicator_count; i++) {
        vp_score score;
        ok = vp_indicator_score(region, snapshot->coverage, &region->indicators[i], &score, err);
        if (ok) add_row(output, &region->indicators[i], &score, all);
    }
    ok = ok && vp_output_print(output, format, err);
    vp_output_free(output);
    return ok;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    (void)value;
    if (key != ARGP_KEY_INIT) return ARGP_ERR_UNKNOWN;
    state->child_inputs[0] = state->input;
    return 0;
}

int vp_targets_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_snapshot_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        NULL,
        parse,
        "DIR",
        "The plan's score board: each indicator's value for the province, its target and the gap.\v"
        "Example: vungphu targets gis-data/sample/dataset --format csv",
        children,
        NULL,
        NULL};
    vp_snapshot_arguments a = {0};
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    vp_snapshot *snapshot = vp_snapshot_load(a.directory, &err);
    bool ok = snapshot && print_targets(snapshot, a.format, &err);
    vp_snapshot_release(snapshot);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
