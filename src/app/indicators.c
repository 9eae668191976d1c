/* vungphu indicators DIR: values of every indicator per unit, with the parts they are made of. */
#include "app/commands.h"
#include "app/console.h"
#include "app/snapshot_arguments.h"
#include "store/snapshot_store.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/indicators.h>

typedef struct {
    vp_snapshot_arguments common;
    const char *indicator, *level, *vintage, *group;
    double limit, threshold;
} arguments;

enum { OPTION_THRESHOLD = 1000 };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->common; return 0;
    case 'i': a->indicator = value; return 0;
    case 'l': a->level = value; return 0;
    case 'v': a->vintage = value; return 0;
    case 'g': a->group = value; return 0;
    case 'm': a->limit = vp_argument_number(value, state); return 0;
    case OPTION_THRESHOLD: a->threshold = vp_argument_number(value, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"indicator", 'i', "ID", 0, "only this one (default: all)", 0},
    {"level", 'l', "LEVEL", 0, "commune, district, province (default: the finest)", 0},
    {"vintage", 'v', "YEAR", 0, "of the units (default: the current one)", 0},
    {"group", 'g', "ID", 0, "people to count (default: the indicator's)", 0},
    {"limit", 'm', "NUMBER", 0, "minutes, metres or dBµV/m (default: the indicator's)", 0},
    {"threshold", OPTION_THRESHOLD, "SHARE", 0, "share of people for a unit to count (reached_units)", 0},
    {0}};

static const char *const columns[] = {"indicator", "level",       "vintage", "code", "name",  "value",
                                      "numerator", "denominator", "low",     "high", "limit", "unit"};

static size_t find_set(const vp_region *region, const arguments *a, vp_error *err)
{
    if (!a->level && !a->vintage) return region->main_set;
    for (size_t s = 0; s < region->unit_set_count; s++)
        if ((!a->level || strcmp(region->unit_sets[s].level, a->level) == 0) &&
            (!a->vintage || strcmp(region->unit_sets[s].vintage, a->vintage) == 0))
            return s;
    vp_fail(err, VP_NOT_FOUND, "there are no units of level %s and vintage %s", a->level ? a->level : "(any)",
            a->vintage ? a->vintage : "(any)");
    return VP_NONE;
}

static double limit_used(const vp_region *region, const vp_indicator *n, double asked)
{
    if (n->service == VP_NONE) return NAN;
    if (!isnan(asked)) return asked;
    return isnan(n->limit) ? region->services[n->service].default_limit : n->limit;
}

static bool add_unit(vp_output *output, const vp_snapshot *snapshot, const vp_indicator *n, const vp_question *q,
                     vp_error *err)
{
    vp_measurement m;
    const vp_unit_set *set = &snapshot->region->unit_sets[q->set];
    if (!vp_indicator_measure(snapshot->region, snapshot->coverage, n, q, &m, err)) return false;
    vp_output_text(output, n->id);
    vp_output_text(output, set->level);
    vp_output_text(output, set->vintage);
    vp_output_text(output, q->unit == VP_NONE ? "*" : set->units[q->unit].code);
    vp_output_text(output, q->unit == VP_NONE ? snapshot->region->name_vi : set->units[q->unit].name);
    vp_output_number(output, m.value, 4);
    vp_output_number(output, m.numerator, 1);
    vp_output_number(output, m.denominator, 1);
    vp_output_number(output, m.low, 4);
    vp_output_number(output, m.high, 4);
    vp_output_number(output, limit_used(snapshot->region, n, q->limit), 1);
    vp_output_text(output, n->unit);
    return true;
}

static bool print_indicators(const vp_snapshot *snapshot, const arguments *a, vp_error *err)
{
    const vp_region *region = snapshot->region;
    vp_question q = {find_set(region, a, err), VP_NONE, VP_NONE, a->limit, a->threshold};
    if (q.set == VP_NONE) return false;
    if (a->group && (q.group = vp_region_group(region, a->group)) == VP_NONE)
        return vp_fail(err, VP_NOT_FOUND, "there is no group %s", a->group);
    if (a->indicator && vp_region_indicator(region, a->indicator) == VP_NONE)
        return vp_fail(err, VP_NOT_FOUND, "there is no indicator %s", a->indicator);
    vp_output *output = vp_output_new(columns, sizeof columns / sizeof *columns, err);
    bool ok = output != NULL;
    for (size_t i = 0; ok && i < region->indicator_count; i++) {
        const vp_indicator *n = &region->indicators[i];
        if (a->indicator && strcmp(n->id, a->indicator) != 0) continue;
        q.unit = VP_NONE;
        ok = add_unit(output, snapshot, n, &q, err);
        for (q.unit = 0; ok && q.unit < region->unit_sets[q.set].unit_count; q.unit++)
            ok = add_unit(output, snapshot, n, &q, err);
    }
    ok = ok && vp_output_print(output, a->common.format, err);
    vp_output_free(output);
    return ok;
}

int vp_indicators_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_snapshot_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "DIR",
        "Values of the indicators for the province (code *) and each of its units.\v"
        "Example: vungphu indicators gis-data/sample/dataset --indicator H5_walk_60 --limit 45",
        children,
        NULL,
        NULL};
    arguments a = {.limit = NAN, .threshold = NAN};
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    vp_snapshot *snapshot = vp_snapshot_load(a.common.directory, &err);
    bool ok = snapshot && print_indicators(snapshot, &a, &err);
    vp_snapshot_release(snapshot);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
