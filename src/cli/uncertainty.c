/* vungphu uncertainty DIR: how far figures computed from places may be off, from stated causes. */
#include "cli/arguments/names.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/reach_arguments.h"
#include "cli/commands.h"
#include "snapshot/land_view.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/group.h>
#include <vungphu/joint.h>
#include <vungphu/uncertainty.h>

typedef struct {
    vp_reach_arguments reach;
    const char *indicator; /* NULL: the reach of the service or the services */
    const char *services;
    size_t at_least;
    double target;
    vp_uncertainty_options causes;
} arguments;

enum { OPTION_SPEED = 1000, OPTION_POSITION, OPTION_RUNS, OPTION_SEED, OPTION_TARGET };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case OPTION_SPEED: a->causes.speed_part = vp_argument_number(value, state); return 0;
    case OPTION_POSITION: a->causes.position_metres = vp_argument_number(value, state); return 0;
    case OPTION_RUNS: a->causes.runs = vp_argument_count(value, state); return 0;
    case OPTION_SEED: a->causes.seed = vp_argument_whole(value, state); return 0;
    case OPTION_TARGET: a->target = vp_argument_number(value, state); return 0;
    case 'i': a->indicator = value; return 0;
    case 'S': a->services = value; return 0;
    case 'k': a->at_least = vp_argument_count(value, state); return 0;
    case ARGP_KEY_END:
        if ((a->indicator != NULL) + (a->reach.service != NULL) + (a->services != NULL) != 1)
            vp_argument_error(state, "which figure? --indicator ID, --service ID or --services ID,ID…");
        if (a->services && !isnan(a->reach.limit)) vp_argument_error(state, "of --services write limits as ID=LIMIT");
        if (!a->services && a->at_least) vp_argument_error(state, "--at-least goes with --services");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"indicator", 'i', "ID", 0, "of this indicator, with its group, limit and target", 0},
    {"services", 'S', "ID[=LIMIT],ID…", 0, "people whom these reach together", 0},
    {"at-least", 'k', "K", 0, "with --services: whom K of them reach (default: all; 1: any)", 0},
    {"speed", OPTION_SPEED, "PART", 0, "speeds may be off by this share (default 0.2)", 0},
    {"position", OPTION_POSITION, "METRES", 0,
     "facilities, transmitters and served areas may lie this far from their stated place (default 100)", 0},
    {"runs", OPTION_RUNS, "N", 0, "how many runs (default 40)", 0},
    {"seed", OPTION_SEED, "N", 0, "seed of the random numbers; the same seed, the same answer (default 1)", 0},
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
    bool ok = output && vp_output_print(output, a->reach.common.table.format, err);
    vp_output_free(output);
    return ok;
}

typedef struct {
    vp_indicator asked;
    vp_joint joint; /* of several services */
    double target;
} figure;

/* Several services; everyone unless a group is given. */
static bool choose_joint(const arguments *a, const vp_definitions *d, figure *out, vp_error *err)
{
    size_t group = a->reach.group ? vp_group_find(d, a->reach.group) : VP_NONE;
    if (a->reach.group && group == VP_NONE) return vp_names_fail_group(d, a->reach.group, err);
    out->asked = vp_indicator_of_joint(group, NAN);
    return vp_joint_read(d, a->services, a->at_least, &out->joint, err);
}

/* The indicator with the group and limit of the command, or the reach of its service or services. */
static bool choose(const arguments *a, const vp_definitions *d, figure *out, vp_error *err)
{
    size_t service = VP_NONE, group = VP_NONE, row = a->indicator ? vp_region_indicator(d, a->indicator) : VP_NONE;
    *out = (figure){.target = a->target};
    if (a->services) return choose_joint(a, d, out, err);
    if (!a->indicator) {
        if (!vp_reach_arguments_find(&a->reach, d, &service, &group, err)) return false;
        out->asked = vp_indicator_of_reach(service, group, a->reach.limit);
        return true;
    }
    if (row == VP_NONE) return vp_names_fail_indicator(d, a->indicator, err);
    out->asked = d->indicators[row];
    if (vp_measures[out->asked.measure].of_joint) out->joint = d->joints[out->asked.joint];
    if (a->reach.group && (out->asked.group = vp_group_find(d, a->reach.group)) == VP_NONE)
        return vp_names_fail_group(d, a->reach.group, err);
    if (!isnan(a->reach.limit)) out->asked.limit = a->reach.limit;
    if (isnan(out->target)) out->target = out->asked.target;
    return true;
}

static bool print_of(const vp_region *region, const vp_snapshot *snapshot, arguments *a, vp_error *err)
{
    figure f;
    if (!choose(a, &region->definitions, &f, err)) return false;
    a->target = f.target;
    vp_uncertainty_question q = {&f.asked, f.joint.service_count ? &f.joint : NULL, snapshot->results.coverage};
    size_t units = region->units.sets[region->units.main_set].unit_count;
    vp_spread *spreads = calloc(units + 1, sizeof *spreads);
    vp_analysis_options analysis = {.travel = snapshot->results.travel};
    bool ok = spreads || vp_fail_memory(err, units * sizeof *spreads);
    ok = ok && vp_uncertainty_of(region, snapshot->results.main_weights, &q, &a->causes, &analysis, spreads, err) &&
         print_spreads(region, a, spreads, err);
    free(spreads);
    return ok;
}

static bool print(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    arguments a = *(const arguments *)context;
    vp_land_view view;
    bool ok = vp_land_view_init(&view, snapshot, err) && vp_land_view_add_group(&view, a.reach.group, err) &&
              print_of(&view.region, snapshot, &a, err);
    vp_land_view_clear(&view);
    return ok;
}

int vp_uncertainty_command(int count, char **texts)
{
    static const char doc[] =
        "How far figures computed from places may be off (people reached, by one service or several together; places "
        "or beds per person): seeded runs, each with other speeds, facilities, transmitters and served areas a little "
        "elsewhere and one of the population grids; low and high hold nine of ten. What is only recorded has no range. "
        "GROUP may combine groups: a+b both, a|b either, -a not.\v"
        "Example: vungphu uncertainty gis-data/sample/dataset --service health_station_walk --target 0.75";
    static const struct argp own = {.options = options, .parser = parse, .doc = doc};
    arguments a = {.reach = {.limit = NAN},
                   .target = NAN,
                   .causes = {.speed_part = 0.2, .position_metres = 100, .runs = 40, .seed = 1}};
    if (!vp_reach_arguments_parse(&own, count, texts, &a)) return VP_EXIT_USAGE;
    return vp_snapshot_arguments_print(&a.reach.common, print, &a);
}
