/* vungphu ranking DIR: communes by what they lack of several services at once. */
#include "cli/arguments/names.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include "snapshot/ranking_view.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>
#include <vungphu/joint.h>

typedef struct {
    vp_snapshot_arguments common;
    int year; /* 0: as of the snapshot */
    const char *services, *weights, *group, *level, *vintage;
    double threshold;
    size_t least;
} arguments;

enum { OPTION_THRESHOLD = 1000, OPTION_LEVEL, OPTION_WEIGHTS };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case VP_OPTION_YEAR: a->year = (int)vp_argument_count(value, state); return 0;
    case 'S': a->services = value; return 0;
    case OPTION_WEIGHTS: a->weights = value; return 0;
    case 'g': a->group = value; return 0;
    case 'k': a->least = vp_argument_count(value, state); return 0;
    case 'v': a->vintage = value; return 0;
    case OPTION_LEVEL: a->level = value; return 0;
    case OPTION_THRESHOLD: a->threshold = vp_argument_number(value, state); return 0;
    case ARGP_KEY_END:
        if (!a->services) vp_argument_error(state, "which services? --services ID,ID");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"services", 'S', "ID[=LIMIT],ID…", 0, "what units are ranked by", 0},
    {"weights", OPTION_WEIGHTS, "NUMBER,NUMBER…", 0, "of the services, in their order (default: 1 each)", 0},
    {"group", 'g', "GROUP", 0, "people to count: an id, or a+b (both), a|b (either), -a (not) (default: everyone)", 0},
    {"at-least", 'k', "K", 0, "count people who lack K of the services (default 1: any)", 0},
    {"threshold", OPTION_THRESHOLD, "SHARE", 0, "a unit lacks a service that reaches a lesser share (default 0.5)", 0},
    {"level", OPTION_LEVEL, "LEVEL", 0, "commune, district, province (default: the finest)", 0},
    {"vintage", 'v', "YEAR", 0, "of the units (default: the current one)", 0},
    VP_YEAR_OPTION,
    {0}};

static bool read_weights(const char *text, size_t count, double weights[], vp_error *err)
{
    for (size_t i = 0; i < count; i++) weights[i] = 1;
    size_t i = 0;
    for (const char *at = text; at && *at; i++) {
        char *end;
        double weight = strtod(at, &end);
        if (end == at || (*end && *end != ','))
            return vp_fail(err, VP_BAD_INPUT, "the weights are numbers between commas, not %.40s", text);
        if (i < count) weights[i] = weight;
        at = *end ? end + 1 : end;
    }
    return !text || i == count || vp_fail(err, VP_BAD_INPUT, "there are %zu weights and %zu services", i, count);
}

static bool ask(const vp_region *region, const arguments *a, vp_ranking_question *q, vp_error *err)
{
    const vp_definitions *d = &region->definitions;
    *q = (vp_ranking_question){.set = vp_snapshot_arguments_set(&region->units, a->level, a->vintage, err),
                               .group = VP_NONE,
                               .threshold = a->threshold,
                               .least = a->least};
    if (q->set == VP_NONE || !vp_joint_read(d, a->services, 0, &q->services, err)) return false;
    if (a->group && (q->group = vp_group_find(d, a->group)) == VP_NONE) return vp_names_fail_group(d, a->group, err);
    return read_weights(a->weights, q->services.service_count, q->weights, err);
}

/* Fixed columns, then one a service: the share of people it leaves out. */
static vp_output *new_output(const vp_definitions *d, const vp_ranking_question *q, vp_error *err)
{
    static const char *const fixed[] = {"rank",          "rank_least", "rank_most",     "moves", "code",
                                        "name",          "index",      "missing",       "known", "worst_rank",
                                        "worst_service", "people",     "people_missing"};
    enum { FIXED = sizeof fixed / sizeof *fixed };
    const char *columns[FIXED + VP_JOINT_MOST];
    memcpy(columns, fixed, sizeof fixed);
    for (size_t i = 0; i < q->services.service_count; i++) columns[FIXED + i] = d->services[q->services.services[i]].id;
    return vp_output_new(columns, FIXED + q->services.service_count, err);
}

static void add_row(vp_output *output, const vp_region *region, const vp_ranking_question *q,
                    const vp_ranking_view *view, size_t unit)
{
    const vp_ranked *r = &view->ranked[unit];
    const vp_unit *u = &region->units.sets[q->set].units[unit];
    size_t services = q->services.service_count;
    vp_output_number(output, r->rank ? (double)r->rank : (double)NAN, 0);
    vp_output_number(output, r->rank ? (double)r->rank_least : (double)NAN, 0);
    vp_output_number(output, r->rank ? (double)r->rank_most : (double)NAN, 0);
    vp_output_text(output, r->rank_least != r->rank_most ? "yes" : "no");
    vp_output_text(output, u->code);
    vp_output_text(output, u->name);
    vp_output_number(output, r->index, 4);
    vp_output_number(output, (double)r->missing, 0);
    vp_output_number(output, (double)r->known, 0);
    vp_output_number(output, r->worst_rank ? (double)r->worst_rank : (double)NAN, 0);
    vp_output_text(output,
                   r->worst_rank ? region->definitions.services[q->services.services[r->worst_service]].id : NULL);
    vp_output_number(output, view->people[unit], 0);
    vp_output_number(output, view->people_missing[unit], 0);
    for (size_t i = 0; i < services; i++) vp_output_number(output, 1 - view->reached[unit * services + i].value, 4);
}

static bool print(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    const arguments *a = context;
    vp_ranking_question q;
    vp_ranking_view view = {0};
    vp_output *output = NULL;
    bool ok = ask(snapshot->region, a, &q, err) && vp_ranking_view_init(&view, snapshot, &q, err);
    if (ok) output = new_output(&snapshot->region->definitions, &q, err);
    for (size_t i = 0; output && i < view.unit_count; i++) add_row(output, snapshot->region, &q, &view, view.order[i]);
    ok = output && vp_output_print(output, a->common.table.format, err);
    vp_output_free(output);
    vp_ranking_view_clear(&view);
    return ok;
}

int vp_ranking_command(int count, char **texts)
{
    static const char doc[] =
        "Communes by what they lack of several services: the weighted share of people left out, how many services are "
        "missing, the foremost rank by one service, and whether the rank moves when a weight is a third more or less.\v"
        "Example: vungphu ranking gis-data/sample/dataset --services health_station_walk=60,primary_walk,fm_either "
        "--weights 2,1,1";
    static const struct argp own = {.options = options, .parser = parse, .doc = doc};
    arguments a = {.threshold = 0.5, .least = 1};
    if (!vp_snapshot_arguments_parse(&own, &vp_snapshot_argp, count, texts, &a)) return VP_EXIT_USAGE;
    return vp_snapshot_arguments_print_view(&a.common, a.year, a.group, print, &a);
}
