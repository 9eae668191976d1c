/* vungphu uncertainty DIR: how far shares of people reached may be off, from stated causes. */
#include "cli/commands.h"
#include "cli/snapshot_arguments.h"
#include "store/region/load.h"
#include "store/snapshot/snapshot_store.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/uncertainty.h>

typedef struct {
    vp_snapshot_arguments common;
    const char *service, *group;
    double limit, target;
    vp_uncertainty_options causes;
} arguments;

enum { OPTION_SPEED = 1000, OPTION_POSITION, OPTION_RUNS, OPTION_SEED, OPTION_TARGET };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->common; return 0;
    case 's': a->service = value; return 0;
    case 'g': a->group = value; return 0;
    case 'l': a->limit = vp_argument_number(value, state); return 0;
    case OPTION_SPEED: a->causes.speed_part = vp_argument_number(value, state); return 0;
    case OPTION_POSITION: a->causes.position_metres = vp_argument_number(value, state); return 0;
    case OPTION_RUNS: a->causes.runs = vp_argument_count(value, state); return 0;
    case OPTION_SEED: a->causes.seed = vp_argument_whole(value, state); return 0;
    case OPTION_TARGET: a->target = vp_argument_number(value, state); return 0;
    case ARGP_KEY_END:
        if (!a->service) argp_error(state, "which service? --service ID");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"service", 's', "ID", 0, "one that is reached by travel time or distance", 0},
    {"group", 'g', "ID", 0, "people to count (default: the service's group)", 0},
    {"limit", 'l', "NUMBER", 0, "minutes or metres (default: the service's)", 0},
    {"speed", OPTION_SPEED, "PART", 0, "speeds may be off by this part (default 0.2)", 0},
    {"position", OPTION_POSITION, "METRES", 0, "facilities may stand so far from their place (default 100)", 0},
    {"runs", OPTION_RUNS, "N", 0, "how many runs (default 40)", 0},
    {"seed", OPTION_SEED, "N", 0, "another draw (default 1)", 0},
    {"target", OPTION_TARGET, "SHARE", 0, "mark units whose range crosses this share", 0},
    {0}};

static const char *const columns[] = {"code", "name", "value", "low", "high", "least", "most", "runs", "crosses"};

static void add_row(vp_output *output, const arguments *a, const char *code, const char *name, const vp_spread *s)
{
    vp_output_text(output, code);
    vp_output_text(output, name);
    vp_output_number(output, s->value, 4);
    vp_output_number(output, s->low, 4);
    vp_output_number(output, s->high, 4);
    vp_output_number(output, s->least, 4);
    vp_output_number(output, s->most, 4);
    vp_output_number(output, (double)a->causes.runs, 0);
    vp_output_text(output, isnan(a->target) || isnan(s->low)            ? NULL
                           : s->low < a->target && a->target <= s->high ? "yes"
                                                                        : "no");
}

static bool print_spreads(const vp_region *region, const arguments *a, const vp_spread spreads[], vp_error *err)
{
    const vp_unit_set *set = &region->units.sets[region->units.main_set];
    vp_output *output = vp_output_new(columns, sizeof columns / sizeof *columns, err);
    if (output) add_row(output, a, "*", region->name_vi, &spreads[set->unit_count]);
    for (size_t u = 0; output && u < set->unit_count; u++)
        add_row(output, a, set->units[u].code, set->units[u].name, &spreads[u]);
    bool ok = output && vp_output_print(output, a->common.format, err);
    vp_output_free(output);
    return ok;
}

static bool ask(const vp_region *region, const arguments *a, vp_uncertainty_question *q, vp_error *err)
{
    const vp_definitions *d = &region->definitions;
    *q = (vp_uncertainty_question){vp_region_service(d, a->service), VP_NONE, a->limit};
    if (q->service == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "there is no service %s", a->service);
    q->group = a->group ? vp_region_group(d, a->group) : d->services[q->service].group;
    return !a->group || q->group != VP_NONE || vp_fail(err, VP_NOT_FOUND, "there is no group %s", a->group);
}

/* The terrain is not in the snapshot: the dataset that it was made from is loaded. */
static bool print(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    const arguments *a = context;
    vp_uncertainty_question q;
    if (!ask(snapshot->region, a, &q, err)) return false;
    char *path = vp_snapshot_find_dataset(a->common.directory, snapshot->provenance.id, NULL, err);
    vp_region *region = path ? vp_region_load(path, err) : NULL;
    free(path);
    bool ok = region != NULL;
    if (ok && !vp_grid_geometry_same(region->geometry, snapshot->region->geometry))
        ok = vp_fail(err, VP_CONFLICT, "the dataset was imported anew on another grid: build it first");
    size_t units = ok ? region->units.sets[region->units.main_set].unit_count : 0;
    vp_spread *spreads = calloc(units + 1, sizeof *spreads);
    vp_analysis_options analysis = {.travel = snapshot->results.travel};
    ok = ok && (spreads || vp_fail_memory(err, units * sizeof *spreads));
    ok = ok &&
         vp_uncertainty_of_reach(region, snapshot->results.main_weights, &q, &a->causes, &analysis, spreads, err) &&
         print_spreads(region, a, spreads, err);
    free(spreads);
    vp_region_free(region);
    return ok;
}

int vp_uncertainty_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_snapshot_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "How far shares of people reached may be off: seeded runs, each with other speeds, facilities a little "
        "elsewhere and "
        "one of the population grids; low and high hold nine of ten.\v"
        "Example: vungphu uncertainty gis-data/sample/dataset --service health_station_walk --target 0.75",
        children,
        NULL,
        NULL};
    arguments a = {
        .limit = NAN, .target = NAN, .causes = {.speed_part = 0.2, .position_metres = 100, .runs = 40, .seed = 1}};
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    return vp_snapshot_arguments_print(&a.common, print, &a);
}
