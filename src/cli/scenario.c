/* vungphu scenario DIR: what the indicators would be with a list of changes, as POST /scenarios answers it; nothing is
 * written. */
#include "cli/arguments/console.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/scenario_options.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include "service/scenario_changes.h"
#include "service/scenario_dataset.h"
#include "store/snapshot/snapshot_store.h"
#include <vungphu/indicators.h>

typedef struct {
    vp_snapshot_arguments common;
    vp_scenario_changes changes;
    bool quiet;
} arguments;

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    (void)value;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->common;
        state->child_inputs[1] = &a->changes;
        return 0;
    case 'q': a->quiet = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {{"quiet", 'q', NULL, 0, "no progress on stderr", 0}, {0}};

typedef struct {
    vp_snapshot *snapshot; /* before */
    vp_scenario scenario;
    vp_changed changed; /* of the snapshot's region */
    vp_scenario_result *result;
    vp_coverage *after; /* of changed.region */
    vp_console console;
} work;

/* ---- solving */

static bool progress(void *context, const char *step, double done) { return vp_console_progress(context, step, done); }

static bool load(work *w, arguments *a, vp_error *err)
{
    if (!vp_scenario_changes_read(&a->changes, &w->scenario, err)) return false;
    w->snapshot = vp_snapshot_load(a->common.directory, err);
    return w->snapshot && vp_scenario_apply_to_snapshot(w->snapshot, &w->scenario, &w->changed, err);
}

static bool solve(work *w, vp_error *err)
{
    vp_scenario_dataset dataset;
    vp_scenario_dataset_options run = {VP_SCENARIO_PREPARED_BYTES, progress, &w->console};
    if (!vp_scenario_dataset_init(&dataset, &run, w->snapshot, err)) return false;
    vp_changed changed = {0}; /* of the region that has the grids */
    if (vp_scenario_apply(&dataset.view.region, &w->scenario, &changed, err))
        w->result = vp_what_if_answer(dataset.what_if, &changed, err);
    vp_console_end(&w->console);
    vp_changed_clear(&changed);
    vp_scenario_dataset_clear(&dataset);
    if (w->result)
        w->after =
            vp_scenario_coverage(w->snapshot->region, w->snapshot->results.coverage, &w->changed, w->result, err);
    return w->after != NULL;
}

/* ---- printing */

typedef struct {
    const work *w;
    vp_output *output;
    vp_error *err;
} printing;

static bool same(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

static void add_row(const printing *p, const vp_indicator *indicator, size_t unit, const double values[2])
{
    const vp_region *region = p->w->snapshot->region;
    const vp_unit *u = unit == VP_NONE ? NULL : &region->units.sets[region->units.main_set].units[unit];
    vp_output_text(p->output, indicator->id);
    vp_output_text(p->output, u ? u->code : "*");
    vp_output_text(p->output, u ? u->name : region->name_vi);
    vp_output_number(p->output, values[0], 4);
    vp_output_number(p->output, values[1], 4);
    vp_output_number(p->output, values[1] - values[0], 4);
}

/* The province, and the units that change. */
static bool compare_indicator(const printing *p, const vp_indicator *indicator)
{
    const work *w = p->w;
    const vp_region *region = w->snapshot->region;
    size_t units = region->units.sets[region->units.main_set].unit_count;
    for (size_t u = 0; u <= units; u++) {
        vp_question q = vp_question_of(region->units.main_set, u ? u - 1 : VP_NONE);
        vp_measurement before, after;
        if (!vp_indicator_measure(region, w->snapshot->results.coverage, indicator, &q, &before, p->err) ||
            !vp_indicator_measure(&w->changed.region, w->after, indicator, &q, &after, p->err))
            return false;
        const double values[2] = {before.value, after.value};
        if (u == 0 || !same(values[0], values[1])) add_row(p, indicator, q.unit, values);
    }
    return true;
}

static bool compare(const work *w, vp_output_format format, vp_error *err)
{
    static const char *const columns[] = {"indicator", "code", "name", "before", "after", "change"};
    printing p = {w, vp_output_new(columns, sizeof columns / sizeof *columns, err), err};
    const vp_region *region = w->snapshot->region;
    bool ok = p.output != NULL;
    for (size_t i = 0; ok && i < region->definitions.indicator_count; i++) {
        const vp_indicator *indicator = &region->definitions.indicators[i];
        if (vp_changed_touches(&w->changed, indicator)) ok = compare_indicator(&p, indicator);
    }
    ok = ok && vp_output_print(p.output, format, err);
    vp_output_free(p.output);
    return ok;
}

int vp_scenario_command(int count, char **texts)
{
    static const struct argp_child children[] = {
        {&vp_snapshot_argp, 0, NULL, 0}, {&vp_scenario_options_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "Indicators before and after a list of changes: facilities added, removed or moved, capacities, opening days, "
        "closed roads, seasons, transmitters; nothing is written.\v"
        "Example: vungphu scenario gis-data/sample/dataset --add info_point_walk:105.146,22.140",
        children,
        NULL,
        NULL};
    arguments a = {0};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    work w = {.console = {.quiet = a.quiet}};
    bool ok = load(&w, &a, &err) && solve(&w, &err) && compare(&w, a.common.table.format, &err);
    vp_scenario_coverage_free(w.after);
    vp_scenario_result_free(w.result);
    vp_changed_clear(&w.changed);
    vp_scenario_clear(&w.scenario);
    vp_scenario_changes_clear(&a.changes);
    vp_snapshot_release(w.snapshot);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
