/* vungphu settlements DIR: hamlets and villages that a service does not reach, by name. */
#include "cli/arguments/reach_arguments.h"
#include "cli/commands.h"
#include <math.h>
#include <vungphu/settlements.h>

typedef struct {
    vp_reach_arguments reach;
    double least_people;
    size_t most;
    bool all;
} arguments;

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case 'p': a->least_people = vp_argument_number(value, state); return 0;
    case 'c': a->most = vp_argument_whole(value, state); return 0;
    case 'a': a->all = true; return 0;
    case VP_OPTION_YEAR: a->reach.year = (int)vp_argument_count(value, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"people", 'p', "NUMBER", 0, "leave out settlements with fewer people left out (default 0)", 0},
    {"count", 'c', "NUMBER", 0, "how many rows (default 50)", 0},
    {"all", 'a', NULL, 0, "those that are served too", 0},
    VP_YEAR_OPTION,
    {0}};

static const char *const columns[] = {"settlement", "name",        "kind", "unit_code", "unit",     "people",
                                      "left_out",   "unreachable", "mean", "value",     "unserved", "difficult",
                                      "limit",      "lon",         "lat",  "no_data",   "status",   "service"};

static void add_row(vp_output *output, const vp_region *region, const vp_service *service, const vp_settlement_reach *r,
                    double limit)
{
    const vp_settlement *s = &region->settlements.items[r->settlement];
    const vp_unit *unit = s->unit == VP_NONE ? NULL : &region->units.sets[region->units.main_set].units[s->unit];
    vp_output_text(output, s->id);
    vp_output_text(output, s->name);
    vp_output_text(output, s->kind);
    vp_output_text(output, unit ? unit->code : NULL);
    vp_output_text(output, unit ? unit->name : NULL);
    vp_output_number(output, r->people, 0);
    vp_output_number(output, r->left_out, 0);
    vp_output_number(output, r->unreachable, 0);
    vp_output_number(output, r->mean, 1);
    vp_output_number(output, isfinite(r->value) ? r->value : (double)NAN, 1);
    vp_output_number(output, r->people > 0 || !isnan(r->value) ? r->unserved : (double)NAN, 0);
    vp_output_number(output, s->difficult, 0);
    vp_output_number(output, limit, 1);
    vp_output_number(output, s->lon, 5);
    vp_output_number(output, s->lat, 5);
    vp_output_number(output, r->unknown, 0);
    vp_output_text(output, vp_reach_status(service->reach, r->value));
    vp_output_text(output, service->id);
}

/* Every service's own, as the snapshot keeps them. */
static void add_all(vp_output *output, const vp_snapshot *snapshot, const arguments *a)
{
    const vp_unserved_list *all = &snapshot->listings.unserved;
    size_t shown = 0;
    for (size_t i = 0; i < all->count && shown < a->most; i++) {
        const vp_service *service = &snapshot->region->definitions.services[all->items[i].service];
        if (all->items[i].reach.left_out < a->least_people) continue;
        add_row(output, snapshot->region, service, &all->items[i].reach, service->default_limit);
        shown++;
    }
}

static bool find(const vp_snapshot *snapshot, const arguments *a, vp_gap_question *q, vp_settlement_list *found,
                 vp_error *err)
{
    *q = (vp_gap_question){.limit = a->reach.limit, .least_people = a->least_people};
    if (!vp_reach_arguments_find(&a->reach, &snapshot->region->definitions, &q->service, &q->group, err)) return false;
    if (!snapshot->results.surfaces[q->service])
        return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing", a->reach.service);
    const float *cells = vp_results_surface(&snapshot->results, q->service, 0, VP_EVERY_CELL, err);
    return cells && vp_settlements_reach(snapshot->region, snapshot->results.main_weights, cells, q, found, err);
}

static bool print_all(const vp_snapshot *snapshot, const arguments *a, vp_error *err)
{
    if (a->all || a->reach.year || a->reach.group || !isnan(a->reach.limit))
        return vp_fail(err, VP_BAD_INPUT,
                       "which service? --service ID: without one, all at their own limits are listed");
    if (!snapshot->region->settlements.count)
        return vp_fail(err, VP_NOT_FOUND, "no settlements are known: a source of role settlements brings them");
    vp_output *output = vp_output_new(columns, sizeof columns / sizeof *columns, err);
    if (output) add_all(output, snapshot, a);
    bool ok = output && vp_output_print(output, a->reach.common.table.format, err);
    vp_output_free(output);
    return ok;
}

static bool print(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    const arguments *a = context;
    vp_gap_question q;
    vp_settlement_list found = {0};
    if (!a->reach.service) return print_all(snapshot, a, err);
    if (!find(snapshot, a, &q, &found, err)) return false;
    double limit = isnan(q.limit) ? snapshot->region->definitions.services[q.service].default_limit : q.limit;
    vp_output *output = vp_output_new(columns, sizeof columns / sizeof *columns, err);
    bool ok = output != NULL;
    size_t count = a->all ? found.count : found.unserved;
    for (size_t i = 0; ok && i < count && i < a->most; i++)
        add_row(output, snapshot->region, &snapshot->region->definitions.services[q.service], &found.items[i], limit);
    ok = ok && vp_output_print(output, a->reach.common.table.format, err);
    vp_output_free(output);
    vp_settlements_clear(&found);
    return ok;
}

int vp_settlements_command(int count, char **texts)
{
    static const char doc[] =
        "Settlements of whose people a service leaves out more than half, most people left out first; without "
        "--service "
        "of all services at their default limits. GROUP may combine groups: a+b both, a|b either, -a not.\v"
        "Example: vungphu settlements gis-data/sample/dataset --service health_station_walk --limit 60";
    static const struct argp own = {.options = options, .parser = parse, .doc = doc};
    arguments a = {.reach = {.limit = NAN}, .most = 50};
    if (!vp_reach_arguments_parse(&own, count, texts, &a)) return VP_EXIT_USAGE;
    return vp_snapshot_arguments_print_view(&a.reach.common, a.reach.year, a.reach.group, print, &a);
}
