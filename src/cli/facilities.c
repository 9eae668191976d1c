/* vungphu facilities DIR: how many people each facility of a service carries, and who depends on it alone. */
#include "cli/arguments/reach_arguments.h"
#include "cli/commands.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/facility_load.h>

typedef struct {
    vp_reach_arguments reach;
    size_t most;
    double people_per_place; /* NaN: the service's own rule */
} arguments;

enum { OPTION_PLACE = 1000 };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case OPTION_PLACE: a->people_per_place = vp_argument_above_0(value, state); return 0;
    case 'c': a->most = vp_argument_whole(value, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"count", 'c', "NUMBER", 0, "how many rows (default: all)", 0},
    {"people-per-place", OPTION_PLACE, "NUMBER", 0,
     "people whom one of the capacity can take (default: 1 of a service for a group, such as seats for children; else "
     "nothing is said of who finds no place)",
     0},
    {0}};

static const char *const columns[] = {"facility", "name",      "kind",     "unit_code",           "alone",
                                      "within",   "catchment", "capacity", "people_per_capacity", "left_out",
                                      "closing"};

static void add_row(vp_output *output, const vp_supply *supply, const vp_facility_load *load)
{
    const vp_facility *f = &supply->facilities[load->facility];
    vp_output_text(output, f->id);
    vp_output_text(output, f->name);
    vp_output_text(output, f->kind);
    vp_output_text(output, f->unit_code);
    vp_output_number(output, load->alone, 0);
    vp_output_number(output, load->within, 0);
    vp_output_number(output, load->catchment, 0);
    vp_output_number(output, load->capacity, 0);
    vp_output_number(output, load->capacity > 0 ? load->catchment / load->capacity : (double)NAN, 1);
    vp_output_number(output, load->left_out, 0);
    vp_output_text(output, load->alone < 0.5 ? "nobody" : "people");
}

static bool print_loads(const vp_region *region, vp_facility_load loads[], size_t count, const arguments *a,
                        vp_error *err)
{
    vp_output *output = vp_output_new(columns, sizeof columns / sizeof *columns, err);
    vp_facility_loads_sort(loads, count);
    for (size_t i = 0; output && i < count && i < a->most; i++) add_row(output, &region->supply, &loads[i]);
    bool ok = output && vp_output_print(output, a->reach.common.table.format, err);
    vp_output_free(output);
    return ok;
}

static bool print(const vp_snapshot *snapshot, const void *context, vp_error *err)
{
    const arguments *a = context;
    vp_load_question q = {.limit = a->reach.limit};
    vp_land_view view;
    const vp_region *region = &view.region;
    if (!vp_reach_arguments_view(&a->reach, snapshot, &view, &q.service, &q.group, err)) {
        vp_land_view_clear(&view);
        return false;
    }
    q.people_per_place = isnan(a->people_per_place)
                             ? vp_facility_load_default(&region->definitions.services[q.service], q.group)
                             : a->people_per_place;
    size_t count = region->definitions.services[q.service].facility_count;
    vp_facility_load *loads = calloc(count + 1, sizeof *loads);
    bool ok = loads || vp_fail_memory(err, count * sizeof *loads);
    ok = ok && vp_facility_loads(region, snapshot->results.main_weights, &q, &snapshot->results.travel, loads, err) &&
         print_loads(region, loads, count, a, err);
    free(loads);
    vp_land_view_clear(&view);
    return ok;
}

int vp_facilities_command(int count, char **texts)
{
    static const char doc[] =
        "What each facility of a service carries: the people who are nearest to it, those within its reach, those of "
        "the nearest whom no facility within reach has a place for (left_out), and those whom no other reaches, so "
        "that closing it leaves them out; most of these first. Of services reached by travel time or distance. GROUP "
        "may combine groups: a+b both, a|b either, -a not.\v"
        "Example: vungphu facilities gis-data/sample/dataset --service health_station_walk --limit 60";
    static const struct argp own = {.options = options, .parser = parse, .doc = doc};
    arguments a = {.reach = {.limit = NAN, .needs_service = true}, .most = SIZE_MAX, .people_per_place = NAN};
    if (!vp_reach_arguments_parse(&own, count, texts, &a)) return VP_EXIT_USAGE;
    return vp_snapshot_arguments_print(&a.reach.common, print, &a);
}
