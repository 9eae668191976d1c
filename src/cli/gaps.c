/* vungphu gaps DIR: places whose people a service does not reach, most people first. */
#include "cli/arguments/names.h"
#include "cli/arguments/reach_arguments.h"
#include "cli/commands.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/group.h>
#include <vungphu/shortage.h>

typedef struct {
    vp_reach_arguments reach;
    const char *services;
    size_t least;
    double least_people;
    size_t most;
} arguments;

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case 'S': a->services = value; return 0;
    case 'k': a->least = vp_argument_whole(value, state); return 0;
    case 'p': a->least_people = vp_argument_number(value, state); return 0;
    case 'c': a->most = vp_argument_whole(value, state); return 0;
    case VP_OPTION_YEAR: a->reach.year = (int)vp_argument_count(value, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"services", 'S', "ID[=LIMIT],ID…", 0, "places where these are missing at once", 0},
    {"at-least", 'k', "K", 0, "with --services: where K of them are missing (default: all)", 0},
    {"people", 'p', "NUMBER", 0, "leave out places of fewer people (default 10)", 0},
    {"count", 'c', "NUMBER", 0, "how many places (default 50)", 0},
    VP_YEAR_OPTION,
    {0}};

static const char *const columns[] = {
    "service", "people", "people_low", "people_high",        "unit_code", "unit",  "settlement",
    "lon",     "lat",    "mean",       "unreachable_people", "worst",     "limit", "area_km2"};

static void add_row(vp_output *output, const vp_region *region, const vp_gap *gap)
{
    const vp_unit *unit = &region->units.sets[region->units.main_set].units[gap->unit];
    double lon = gap->lon, lat = gap->lat;
    size_t cell;
    if (isnan(lon) && vp_grid_geometry_locate(region->geometry, gap->x, gap->y, &cell))
        vp_snapshot_lonlat(region, cell, &lon, &lat);
    vp_output_text(output, region->definitions.services[gap->service].id);
    vp_output_number(output, gap->people, 0);
    vp_output_number(output, gap->people_low, 0);
    vp_output_number(output, gap->people_high, 0);
    vp_output_text(output, unit->code);
    vp_output_text(output, unit->name);
    vp_output_text(output, gap->settlement < region->settlements.count ? region->settlements.items[gap->settlement].name
                                                                       : NULL);
    vp_output_number(output, lon, 5);
    vp_output_number(output, lat, 5);
    vp_output_number(output, gap->mean, 1);
    vp_output_number(output, gap->unreachable_people, 0);
    vp_output_number(output, gap->worst, 1);
    vp_output_number(output, gap->limit, 1);
    vp_output_number(output, gap->area_square_metres / 1e6, 2);
}

static bool find(const vp_snapshot *snapshot, const arguments *a, vp_gaps *found, vp_error *err)
{
    const vp_region *region = snapshot->region;
    vp_gap_question q = {.limit = a->reach.limit, .least_people = a->least_people};
    if (!vp_reach_arguments_find(&a->reach, &region->definitions, &q.service, &q.group, err)) return false;
    if (!snapshot->results.surfaces[q.service])
        return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing", a->reach.service);
    const float *cells = vp_results_surface(&snapshot->results, q.service, 0, VP_EVERY_CELL, err);
    return cells && vp_gaps_find(region, snapshot->results.main_weights, cells, &q, found, err);
}

static bool print_gaps(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    const arguments *a = context;
    vp_gaps found = {0};
    if (!a->reach.service && a->reach.year)
        return vp_fail(err, VP_BAD_INPUT, "of a year to come: which service? --service ID, or --services");
    if (a->reach.service && !find(snapshot, a, &found, err)) return false;
    const vp_gaps *shown = a->reach.service ? &found : &snapshot->listings.gaps;
    vp_output *output = vp_output_new(columns, sizeof columns / sizeof *columns, err);
    bool ok = output != NULL;
    for (size_t i = 0; ok && i < shown->gap_count && i < a->most; i++)
        add_row(output, snapshot->region, &shown->gaps[i]);
    ok = ok && vp_output_print(output, a->reach.common.table.format, err);
    vp_output_free(output);
    vp_gaps_clear(&found);
    return ok;
}

static const char *const shortage_columns[] = {"rank",    "people",      "people_low", "people_high", "unit_code",
                                               "unit",    "lon",         "lat",        "service",     "limit",
                                               "lacking", "unreachable", "mean",       "area_km2",    "no_data"};

/* ID or ID=LIMIT. */
static bool add_asked(const vp_snapshot *snapshot, char *text, vp_shortage_question *q, const float *surfaces[],
                      vp_error *err)
{
    char *limit = strchr(text, '='), *end = NULL;
    if (limit) *limit++ = 0;
    size_t service = vp_region_service(&snapshot->region->definitions, text), i = q->service_count;
    if (service == VP_NONE) return vp_names_fail_service(&snapshot->region->definitions, text, err);
    if (!snapshot->results.surfaces[service])
        return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing", text);
    if (i == VP_SHORTAGE_MOST) return vp_fail(err, VP_BAD_INPUT, "more than %d services", VP_SHORTAGE_MOST);
    q->limits[i] = limit ? strtod(limit, &end) : (double)NAN;
    if (limit && (end == limit || *end || isnan(q->limits[i])))
        return vp_fail(err, VP_BAD_INPUT, "%s is not a limit", limit);
    q->services[q->service_count++] = service;
    surfaces[i] = vp_results_surface(&snapshot->results, service, 0, VP_EVERY_CELL, err);
    return surfaces[i] != NULL;
}

static void add_shortage(vp_output *output, const vp_region *region, const vp_shortage_question *q,
                         const vp_shortage *place, size_t rank)
{
    const vp_unit *unit = &region->units.sets[region->units.main_set].units[place->unit];
    double lon = NAN, lat = NAN;
    size_t cell;
    if (vp_grid_geometry_locate(region->geometry, place->x, place->y, &cell))
        vp_snapshot_lonlat(region, cell, &lon, &lat);
    for (size_t i = 0; i < q->service_count; i++) {
        const vp_service *s = &region->definitions.services[q->services[i]];
        vp_output_number(output, (double)rank, 0);
        vp_output_number(output, place->people, 0);
        vp_output_number(output, place->people_low, 0);
        vp_output_number(output, place->people_high, 0);
        vp_output_text(output, unit->code);
        vp_output_text(output, unit->name);
        vp_output_number(output, lon, 5);
        vp_output_number(output, lat, 5);
        vp_output_text(output, s->id);
        vp_output_number(output, isnan(q->limits[i]) ? s->default_limit : q->limits[i], 1);
        vp_output_number(output, place->lacking[i], 0);
        vp_output_number(output, place->unreachable[i], 0);
        vp_output_number(output, place->mean[i], 1);
        vp_output_number(output, place->area_square_metres / 1e6, 2);
        vp_output_number(output, place->unknown[i], 0);
    }
}

static bool print_shortages(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    const arguments *a = context;
    vp_shortage_question q = {.least = a->least, .group = VP_NONE, .least_people = a->least_people};
    const float *surfaces[VP_SHORTAGE_MOST];
    vp_shortages found = {0};
    vp_output *output = NULL;
    char *copy = strdup(a->services), *rest = NULL;
    bool ok = copy || vp_fail_memory(err, strlen(a->services));
    if (ok && a->reach.group) q.group = vp_group_find(&snapshot->region->definitions, a->reach.group);
    if (ok && a->reach.group && q.group == VP_NONE)
        ok = vp_names_fail_group(&snapshot->region->definitions, a->reach.group, err);
    for (char *id = ok ? strtok_r(copy, ",", &rest) : NULL; ok && id; id = strtok_r(NULL, ",", &rest))
        ok = add_asked(snapshot, id, &q, surfaces, err);
    ok = ok && vp_shortages_find(snapshot->region, snapshot->results.main_weights, surfaces, &q, &found, err);
    if (ok) output = vp_output_new(shortage_columns, sizeof shortage_columns / sizeof *shortage_columns, err);
    ok = ok && output;
    for (size_t i = 0; ok && i < found.count && i < a->most; i++)
        add_shortage(output, snapshot->region, &q, &found.items[i], i + 1);
    ok = ok && vp_output_print(output, a->reach.common.table.format, err);
    vp_output_free(output);
    vp_shortages_clear(&found);
    free(copy);
    return ok;
}

int vp_gaps_command(int count, char **texts)
{
    static const char doc[] =
        "Places whose people a service does not reach within a limit, most people first; without --service of all "
        "services at their default limits."
        " GROUP may combine groups: a+b both, a|b either, -a not.\v"
        "Example: vungphu gaps gis-data/sample/dataset --service health_station_walk --limit 30";
    static const struct argp own = {.options = options, .parser = parse, .doc = doc};
    arguments a = {.reach.limit = NAN, .least_people = 10, .most = 50};
    if (!vp_reach_arguments_parse(&own, count, texts, &a)) return VP_EXIT_USAGE;
    return vp_snapshot_arguments_print_view(&a.reach.common, a.reach.year, a.reach.group,
                                            a.services ? print_shortages : print_gaps, &a);
}
