/* vungphu gaps DIR: places whose people a service does not reach, most people first. */
#include "app/commands.h"
#include "app/console.h"
#include "app/snapshot_arguments.h"
#include "store/snapshot_store.h"
#include <math.h>
#include <stdlib.h>

typedef struct {
    vp_snapshot_arguments common;
    const char *service, *group;
    double limit, least_people;
    size_t most;
} arguments;

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->common; return 0;
    case 's': a->service = value; return 0;
    case 'g': a->group = value; return 0;
    case 'm': a->limit = vp_argument_number(value, state); return 0;
    case 'p': a->least_people = vp_argument_number(value, state); return 0;
    case 'c': a->most = (size_t)fmax(0, vp_argument_number(value, state)); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"service", 's', "ID", 0, "only this service (default: all, at their default limits)", 0},
    {"group", 'g', "ID", 0, "people to count (default: the service's group)", 0},
    {"limit", 'm', "NUMBER", 0, "minutes, metres or dBµV/m (default: the service's)", 0},
    {"people", 'p', "NUMBER", 0, "leave out places of fewer people (default 10)", 0},
    {"count", 'c', "NUMBER", 0, "how many places (default 50)", 0},
    {0}};

static const char *const columns[] = {"service", "people", "unit_code", "unit",  "lon",
                                      "lat",     "mean",   "worst",     "limit", "area_km2"};

static void add_row(vp_output *output, const vp_snapshot *snapshot, const vp_gap *gap)
{
    const vp_region *region = snapshot->region;
    const vp_unit *unit = &region->unit_sets[region->main_set].units[gap->unit];
    double lon = gap->lon, lat = gap->lat;
    size_t cell;
    if (isnan(lon) && vp_frame_locate(region->frame, gap->x, gap->y, &cell))
        vp_snapshot_lonlat(snapshot, cell, &lon, &lat);
    vp_output_text(output, region->services[gap->service].id);
    vp_output_number(output, gap->people, 0);
    vp_output_text(output, unit->code);
    vp_output_text(output, unit->name);
    vp_output_number(output, lon, 5);
    vp_output_number(output, lat, 5);
    vp_output_number(output, gap->mean, 1);
    vp_output_number(output, gap->worst, 1);
    vp_output_number(output, gap->limit, 1);
    vp_output_number(output, gap->area_square_metres / 1e6, 2);
}

static bool find(const vp_snapshot *snapshot, const arguments *a, vp_gaps *found, vp_error *err)
{
    const vp_region *region = snapshot->region;
    vp_gap_question q = {vp_region_service(region, a->service), VP_NONE, a->limit, a->least_people};
    if (q.service == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "there is no service %s", a->service);
    q.group = a->group ? vp_region_group(region, a->group) : region->services[q.service].group;
    if (a->group && q.group == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "there is no group %s", a->group);
    if (!snapshot->surfaces[q.service])
        return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing", a->service);
    return vp_gaps_find(region, snapshot->main_weights, vp_grid_cells(snapshot->surfaces[q.service]), &q, found, err);
}

static bool print_gaps(const vp_snapshot *snapshot, const arguments *a, vp_error *err)
{
    vp_gaps found = {0};
    if (a->service && !find(snapshot, a, &found, err)) return false;
    const vp_gaps *shown = a->service ? &found : &snapshot->gaps;
    vp_output *output = vp_output_new(columns, sizeof columns / sizeof *columns, err);
    bool ok = output != NULL;
    for (size_t i = 0; ok && i < shown->gap_count && i < a->most; i++) add_row(output, snapshot, &shown->gaps[i]);
    ok = ok && vp_output_print(output, a->common.format, err);
    vp_output_free(output);
    vp_gaps_clear(&found);
    return ok;
}

int vp_gaps_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_snapshot_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "DIR",
        "Places whose people a service does not reach within a limit, most people first.\v"
        "Example: vungphu gaps gis-data/sample/dataset --service health_station --limit 30",
        children,
        NULL,
        NULL};
    arguments a = {.limit = NAN, .least_people = 10, .most = 50};
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    vp_snapshot *snapshot = vp_snapshot_load(a.common.directory, &err);
    bool ok = snapshot && print_gaps(snapshot, &a, &err);
    vp_snapshot_release(snapshot);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
