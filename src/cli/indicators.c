/* vungphu indicators DIR: values of every indicator per unit, with the parts they are made of. */
#include "cli/arguments/language.h"
#include "cli/arguments/names.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include "snapshot/joint_view.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>
#include <vungphu/inequality.h>
#include <vungphu/vintages.h>

typedef struct {
    vp_snapshot_arguments common;
    int year; /* 0: as of the snapshot */
    const char *indicator, *level, *vintage, *group, *by, *carried_from, *services;
    size_t at_least;
    double limit, threshold;
    const vp_coverage *coverage; /* the snapshot's, or that of a view of --services */
} arguments;

enum { OPTION_THRESHOLD = 1000, OPTION_BY, OPTION_CARRIED, OPTION_LEVEL };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case VP_OPTION_YEAR: a->year = (int)vp_argument_count(value, state); return 0;
    case 'i': a->indicator = value; return 0;
    case OPTION_LEVEL: a->level = value; return 0;
    case 'v': a->vintage = value; return 0;
    case 'g': a->group = value; return 0;
    case 'S': a->services = value; return 0;
    case 'k': a->at_least = vp_argument_count(value, state); return 0;
    case 'l': a->limit = vp_argument_number(value, state); return 0;
    case OPTION_BY: a->by = value; return 0;
    case OPTION_CARRIED: a->carried_from = value; return 0;
    case OPTION_THRESHOLD: a->threshold = vp_argument_number(value, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"indicator", 'i', "ID", 0, "only this one (default: all)", 0},
    {"services", 'S', "ID[=LIMIT],ID…", 0, "people whom these reach together, instead of the indicators", 0},
    {"at-least", 'k', "K", 0, "with --services: whom K of them reach (default: all; 1: any)", 0},
    {"level", OPTION_LEVEL, "LEVEL", 0, "commune, district, province (default: the finest)", 0},
    {"vintage", 'v', "YEAR", 0, "of the units (default: the current one)", 0},
    {"group", 'g', "GROUP", 0,
     "people to count: an id, or a+b (both), a|b (either), -a (not) (default: the indicator's)", 0},
    {"by", OPTION_BY, "unit|group|inequality", 0,
     "a row for each unit (default), for each population group, or one on how uneven the units are", 0},
    {"carried-from", OPTION_CARRIED, "YEAR", 0, "values of older units, carried over with bounds as low and high", 0},
    {"limit", 'l', "NUMBER", 0, "minutes, metres or dBµV/m (default: the indicator's)", 0},
    {"threshold", OPTION_THRESHOLD, "SHARE", 0, "share of people for a unit to count (reached_units)", 0},
    VP_YEAR_OPTION,
    {0}};

static const char *const columns[] = {"indicator", "level",       "vintage", "code", "name",  "value",
                                      "numerator", "denominator", "low",     "high", "limit", "unit"};

static const char *const group_columns[] = {"indicator",   "level", "vintage", "group", "title", "value", "numerator",
                                            "denominator", "low",   "high",    "limit", "unit",  "reason"};
static const char *const inequality_columns[] = {
    "indicator",          "level", "vintage", "units", "value", "least", "most", "ratio", "gini", "worst_tenth",
    "worst_tenth_people", "unit"};

static double limit_used(const vp_definitions *definitions, const vp_indicator *n, double asked)
{
    if (n->service == VP_NONE) return NAN;
    if (!isnan(asked) && vp_measures[n->measure].takes_limit) return asked;
    return isnan(n->limit) ? definitions->services[n->service].default_limit : n->limit;
}

static void put_measurement(vp_output *output, const vp_measurement *m)
{
    vp_output_number(output, m->value, 4);
    vp_output_number(output, m->numerator, 1);
    vp_output_number(output, m->denominator, 1);
    vp_output_number(output, m->low, 4);
    vp_output_number(output, m->high, 4);
}

static bool add_group(vp_output *output, const vp_region *region, const vp_coverage *coverage, const vp_indicator *n,
                      const vp_question *q, vp_error *err)
{
    vp_measurement m;
    if (!vp_indicator_measure(region, coverage, n, q, &m, err)) return false;
    const vp_reason *reason = vp_indicator_reason(region, coverage, n, q, &m);
    const vp_unit_set *set = &region->units.sets[q->set];
    vp_output_text(output, n->id);
    vp_output_text(output, set->level);
    vp_output_text(output, set->vintage);
    vp_output_text(output, q->group == VP_NONE ? "*" : region->definitions.groups[q->group].id);
    vp_output_text(output, q->group == VP_NONE ? "Toàn bộ dân số" : region->definitions.groups[q->group].title_vi);
    put_measurement(output, &m);
    vp_output_number(output, limit_used(&region->definitions, n, q->limit), 1);
    vp_output_text(output, n->unit);
    vp_output_text(output, reason ? vp_language_of(reason->vi, reason->en) : NULL);
    return true;
}

/* Everyone, whatever group the indicator is defined on, then every group. */
static bool add_groups(vp_output *output, const vp_region *region, const vp_indicator *n, const arguments *a,
                       vp_question q, vp_error *err)
{
    vp_indicator everyone = *n;
    everyone.group = VP_NONE;
    q.group = VP_NONE;
    bool ok = add_group(output, region, a->coverage, &everyone, &q, err);
    for (q.group = 0; ok && q.group < region->definitions.group_count; q.group++)
        ok = add_group(output, region, a->coverage, n, &q, err);
    return ok;
}

/* Every unit and the whole (the last), as asked: measured, or carried over from older units. */
static vp_measurement *measure_units(const vp_region *region, const vp_indicator *n, const arguments *a, vp_question q,
                                     vp_error *err)
{
    size_t count = region->units.sets[q.set].unit_count;
    vp_measurement *m = calloc(count + 1, sizeof *m);
    bool ok = m || vp_fail_memory(err, count * sizeof *m);
    if (ok && a->carried_from) {
        size_t source = vp_vintages_source(&region->units, q.set, a->carried_from);
        ok = source != VP_NONE ||
             vp_fail(err, VP_NOT_FOUND, "the crosswalk has no passage from units of vintage %s", a->carried_from);
        vp_carried carried = {.units = m};
        ok = ok && vp_vintages_carry(region, a->coverage, n, &q, source, &carried, err);
        m[count] = carried.whole;
    } else if (ok) {
        ok = vp_indicator_measure(region, a->coverage, n, &q, &m[count], err);
        for (q.unit = 0; ok && q.unit < count; q.unit++)
            ok = vp_indicator_measure(region, a->coverage, n, &q, &m[q.unit], err);
    }
    if (ok) return m;
    free(m);
    return NULL;
}

static void add_unit(vp_output *output, const vp_region *region, const vp_indicator *n, const vp_question *q,
                     size_t unit, const vp_measurement *m)
{
    const vp_unit_set *set = &region->units.sets[q->set];
    vp_output_text(output, n->id);
    vp_output_text(output, set->level);
    vp_output_text(output, set->vintage);
    vp_output_text(output, unit == set->unit_count ? "*" : set->units[unit].code);
    vp_output_text(output, unit == set->unit_count ? region->name_vi : set->units[unit].name);
    put_measurement(output, m);
    vp_output_number(output, limit_used(&region->definitions, n, q->limit), 1);
    vp_output_text(output, n->unit);
}

static bool add_units(vp_output *output, const vp_region *region, const vp_indicator *n, const arguments *a,
                      vp_question q, vp_error *err)
{
    size_t count = region->units.sets[q.set].unit_count;
    vp_measurement *m = measure_units(region, n, a, q, err);
    if (!m) return false;
    add_unit(output, region, n, &q, count, &m[count]);
    for (size_t unit = 0; unit < count; unit++) add_unit(output, region, n, &q, unit, &m[unit]);
    free(m);
    return true;
}

static bool add_inequality(vp_output *output, const vp_region *region, const vp_indicator *n, const arguments *a,
                           vp_question q, vp_error *err)
{
    const vp_unit_set *set = &region->units.sets[q.set];
    size_t count = set->unit_count;
    vp_measurement *m = measure_units(region, n, a, q, err);
    double *values = calloc(count + 1, sizeof *values), *people = calloc(count + 1, sizeof *people);
    bool ok = m != NULL;
    if (ok && (!values || !people)) ok = vp_fail_memory(err, count * sizeof *values);
    for (size_t u = 0; ok && u < count; u++) values[u] = m[u].value, people[u] = m[u].denominator;
    vp_inequality i;
    ok = ok && vp_inequality_of(values, people, count, n->better, &i, err);
    free(values);
    free(people);
    if (ok) {
        const double figures[] = {m[count].value,      i.least, i.most, i.ratio, i.gini, i.worst_tenth,
                                  i.worst_tenth_people};
        vp_output_text(output, n->id);
        vp_output_text(output, set->level);
        vp_output_text(output, set->vintage);
        vp_output_number(output, (double)i.units, 0);
        for (size_t k = 0; k < sizeof figures / sizeof *figures; k++) vp_output_number(output, figures[k], 4);
        vp_output_text(output, n->unit);
    }
    free(m);
    return ok;
}

typedef bool adder(vp_output *output, const vp_region *region, const vp_indicator *n, const arguments *a, vp_question q,
                   vp_error *err);
/* What --by may name. */
typedef struct {
    const char *name;
    adder *add;
    const char *const *columns;
    size_t column_count;
} table_kind;
static const table_kind tables[] = {
    {"unit", add_units, columns, sizeof columns / sizeof *columns},
    {"group", add_groups, group_columns, sizeof group_columns / sizeof *group_columns},
    {"inequality", add_inequality, inequality_columns, sizeof inequality_columns / sizeof *inequality_columns}};

static size_t find_table(const arguments *a, vp_error *err)
{
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        if (strcmp(tables[t].name, a->by ? a->by : "unit") == 0) return t;
    vp_fail(err, VP_BAD_INPUT, "--by is unit, group or inequality, not %s", a->by);
    return VP_NONE;
}

/* --services: one question of its own. */
static bool print_joint(const vp_snapshot *snapshot, const arguments *a, vp_question q, const table_kind *table,
                        vp_error *err)
{
    vp_joint joint;
    vp_joint_view view = {0};
    if (a->indicator || a->carried_from || !isnan(a->limit))
        return vp_fail(err, VP_BAD_INPUT,
                       "--services goes without --indicator, --carried-from and --limit: write "
                       "limits as ID=LIMIT");
    vp_output *output = NULL;
    bool ok = vp_joint_read(&snapshot->region->definitions, a->services, a->at_least, &joint, err) &&
              vp_joint_view_init(&view, snapshot, &joint, q.set, a->threshold, err);
    if (ok) output = vp_output_new(table->columns, table->column_count, err);
    arguments own = *a;
    own.coverage = &view.coverage;
    view.indicator.unit = "percent";
    ok = output && table->add(output, snapshot->region, &view.indicator, &own, q, err) &&
         vp_output_print(output, a->common.table.format, err);
    vp_output_free(output);
    vp_joint_view_clear(&view);
    return ok;
}

static bool print_indicators(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    arguments own = *(const arguments *)context;
    const arguments *a = &own;
    own.coverage = snapshot->results.coverage;
    const vp_region *region = snapshot->region;
    vp_question q = {vp_snapshot_arguments_set(&region->units, a->level, a->vintage, err),
                     VP_NONE,
                     VP_NONE,
                     a->limit,
                     a->threshold,
                     0};
    size_t table = q.set == VP_NONE ? VP_NONE : find_table(a, err);
    if (table == VP_NONE) return false;
    if (a->group && (q.group = vp_group_find(&region->definitions, a->group)) == VP_NONE)
        return vp_names_fail_group(&region->definitions, a->group, err);
    if (a->services) return print_joint(snapshot, a, q, &tables[table], err);
    if (a->indicator && vp_region_indicator(&region->definitions, a->indicator) == VP_NONE)
        return vp_names_fail_indicator(&region->definitions, a->indicator, err);
    vp_output *output = vp_output_new(tables[table].columns, tables[table].column_count, err);
    bool ok = output != NULL;
    for (size_t i = 0; ok && i < region->definitions.indicator_count; i++) {
        const vp_indicator *n = &region->definitions.indicators[i];
        if (a->indicator && strcmp(n->id, a->indicator) != 0) continue;
        ok = tables[table].add(output, snapshot->region, n, a, q, err);
    }
    ok = ok && vp_output_print(output, a->common.table.format, err);
    vp_output_free(output);
    return ok;
}

int vp_indicators_command(int count, char **texts)
{
    static const char doc[] =
        "Values of the indicators for the province (code *) and each of its units.\v"
        "Example: vungphu indicators gis-data/sample/dataset --indicator H5_walk_60 --limit 45 --by group";
    static const struct argp own = {.options = options, .parser = parse, .doc = doc};
    arguments a = {.limit = NAN, .threshold = NAN};
    if (!vp_snapshot_arguments_parse(&own, &vp_snapshot_argp, count, texts, &a)) return VP_EXIT_USAGE;
    return vp_snapshot_arguments_print_view(&a.common, a.year, a.group, print_indicators, &a);
}
