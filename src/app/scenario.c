/* vungphu scenario DIR: what the indicators would be with facilities added or removed. Services
 * that change are solved anew on the dataset's own ground; nothing is written. */
#include "app/commands.h"
#include "app/console.h"
#include "app/snapshot_arguments.h"
#include "store/region_store.h"
#include "store/snapshot_store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/indicators.h>

enum { CHANGES_MOST = 200 };

/* --add SERVICE:LON,LAT[,CAPACITY] */
typedef struct {
    char service[128];
    double lon, lat, capacity; /* NaN: not given */
} addition;

typedef struct {
    vp_snapshot_arguments common;
    addition added[CHANGES_MOST];
    const char *removed[CHANGES_MOST];
    size_t added_count, removed_count;
    bool quiet;
} arguments;

static void parse_addition(arguments *a, const char *value, struct argp_state *state)
{
    addition *add = &a->added[a->added_count];
    const char *colon = strchr(value, ':');
    char end;
    if (a->added_count == CHANGES_MOST) argp_error(state, "more than %d facilities", CHANGES_MOST);
    if (!colon || colon == value || (size_t)(colon - value) >= sizeof add->service)
        argp_error(state, "%s: give SERVICE:LON,LAT or SERVICE:LON,LAT,CAPACITY", value);
    memcpy(add->service, value, (size_t)(colon - value));
    add->service[colon - value] = '\0';
    add->capacity = NAN;
    int found = sscanf(colon + 1, "%lf,%lf,%lf%c", &add->lon, &add->lat, &add->capacity, &end);
    int pair = sscanf(colon + 1, "%lf,%lf%c", &add->lon, &add->lat, &end);
    if (found != 3 && pair != 2) argp_error(state, "%s: give SERVICE:LON,LAT or SERVICE:LON,LAT,CAPACITY", value);
    if (!(fabs(add->lon) <= 180) || !(fabs(add->lat) <= 90) || (found == 3 && !(add->capacity >= 0)))
        argp_error(state, "%s: longitude, latitude or capacity out of range", value);
    a->added_count++;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->common; return 0;
    case 'a': parse_addition(a, value, state); return 0;
    case 'r':
        if (a->removed_count == CHANGES_MOST) argp_error(state, "more than %d facilities", CHANGES_MOST);
        a->removed[a->removed_count++] = value;
        return 0;
    case 'q': a->quiet = true; return 0;
    case ARGP_KEY_END:
        if (a->added_count + a->removed_count == 0) argp_error(state, "what changes? --add or --remove");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"add", 'a', "SERVICE:LON,LAT[,CAPACITY]", 0, "a new facility of this service; may be given again", 0},
    {"remove", 'r', "ID", 0, "a facility that closes, in all its services; may be given again", 0},
    {"quiet", 'q', NULL, 0, "no progress on stderr", 0},
    {0}};

typedef struct {
    vp_snapshot *snapshot; /* before */
    vp_region *region;     /* the dataset's, changed */
    vp_region part;        /* region with the changed services alone, in the order of changed */
    vp_coverage *after;    /* of part */
    size_t *changed;       /* services */
    size_t changed_count;
    vp_console console;
} work;

/* ---- changing the region */

static void note_change(work *w, size_t service)
{
    for (size_t k = 0; k < w->changed_count; k++)
        if (w->changed[k] == service) return;
    w->changed[w->changed_count++] = service;
}

static bool remove_facility(work *w, const char *id, vp_error *err)
{
    vp_region *region = w->region;
    bool served = false;
    for (size_t s = 0; s < region->service_count; s++) {
        vp_service *service = &region->services[s];
        size_t kept = 0;
        for (size_t k = 0; k < service->facility_count; k++)
            if (strcmp(region->facilities[service->facilities[k]].id, id) != 0)
                service->facilities[kept++] = service->facilities[k];
        if (kept < service->facility_count) note_change(w, s);
        served = served || kept < service->facility_count;
        service->facility_count = kept;
    }
    return served || vp_fail(err, VP_NOT_FOUND, "no service has an open facility %s", id);
}

/* Where the place lies in the projected plane. */
static bool place(const work *w, const addition *add, double *x, double *y, vp_error *err)
{
    double east, north, column, row;
    vp_frame f = w->region->frame;
    size_t cell;
    vp_mercator_from_lonlat(add->lon, add->lat, &east, &north);
    if (!vp_snapshot_locate(w->snapshot, add->lon, add->lat, &cell) ||
        !vp_lattice_at(&w->snapshot->mercator_to_cell, east, north, &column, &row))
        return vp_fail(err, VP_BAD_INPUT, "%g, %g lies outside the province's grid", add->lon, add->lat);
    *x = f.west + column * f.cell_metres;
    *y = f.north - row * f.cell_metres;
    return true;
}

static bool append(vp_region *region, vp_service *service, const vp_facility *facility)
{
    vp_facility *facilities = realloc(region->facilities, (region->facility_count + 1) * sizeof *facilities);
    if (facilities) region->facilities = facilities;
    size_t *list = realloc(service->facilities, (service->facility_count + 1) * sizeof *list);
    if (list) service->facilities = list;
    if (!facilities || !list) return false;
    facilities[region->facility_count] = *facility;
    list[service->facility_count++] = region->facility_count++;
    return true;
}

static bool add_facility(work *w, const addition *add, size_t number, vp_error *err)
{
    vp_region *region = w->region;
    size_t s = vp_region_service(region, add->service);
    if (s == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "there is no service %s", add->service);
    vp_service *service = &region->services[s];
    if (service->reach == VP_REACH_SIGNAL || service->reach == VP_REACH_AREA)
        return vp_fail(err, VP_BAD_INPUT, "%s is not served from places; facilities cannot be added to it",
                       add->service);
    if (!isnan(add->capacity) && service->capacity == VP_NONE)
        return vp_fail(err, VP_BAD_INPUT, "%s counts no capacity", add->service);
    vp_facility new = {.lon = add->lon, .lat = add->lat, .open = true};
    if (!place(w, add, &new.x, &new.y, err)) return false;
    char id[32];
    snprintf(id, sizeof id, "new_%zu", number + 1);
    new.id = strdup(id);
    new.name = strdup(id);
    new.kind = strdup("");
    new.dataset = strdup("scenario");
    new.attributes = malloc((region->attribute_count + 1) * sizeof *new.attributes);
    bool ok = new.id &&new.name &&new.kind &&new.dataset &&new.attributes;
    for (size_t k = 0; ok && k < region->attribute_count; k++)
        new.attributes[k] = k == service->capacity ? add->capacity : NAN;
    if (ok && append(region, service, &new)) {
        note_change(w, s);
        return true;
    }
    free(new.id);
    free(new.name);
    free(new.kind);
    free(new.dataset);
    free(new.attributes);
    return vp_fail_memory(err, sizeof new);
}

/* ---- solving */

static bool progress(void *context, const char *step, double done) { return vp_console_progress(context, step, done); }

/* The changed services as a region of their own, on the same ground. */
static bool solve(work *w, vp_error *err)
{
    w->part = *w->region;
    w->part.services = malloc((w->changed_count + 1) * sizeof *w->part.services);
    w->part.service_count = w->changed_count;
    if (!w->part.services) return vp_fail_memory(err, w->changed_count * sizeof *w->part.services);
    for (size_t k = 0; k < w->changed_count; k++) w->part.services[k] = w->region->services[w->changed[k]];
    vp_weights **weights = vp_analysis_weights(w->region, err);
    if (!weights) return false;
    vp_analysis_options run = {.travel = VP_TRAVEL_DEFAULTS, .progress = progress, .context = &w->console};
    w->after = vp_analysis_run(&w->part, weights, &run, err);
    vp_console_end(&w->console);
    for (size_t s = 0; s < w->region->unit_set_count; s++) vp_weights_free(weights[s]);
    free(weights);
    return w->after != NULL;
}

/* ---- printing */

/* The place of the indicator's service among the changed ones; VP_NONE: it does not change. */
static size_t changed_service(const work *w, const vp_indicator *indicator)
{
    for (size_t k = 0; k < w->changed_count; k++)
        if (indicator->service == w->changed[k]) return k;
    return VP_NONE;
}

static double measure(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator, size_t unit)
{
    vp_measurement m;
    vp_question q = VP_QUESTION(region->main_set, unit);
    return vp_indicator_measure(region, coverage, indicator, &q, &m, NULL) ? m.value : NAN;
}

static bool same(double a, double b) { return a == b || (isnan(a) && isnan(b)); }

static void add_row(vp_output *output, const vp_region *region, size_t indicator, size_t unit, double before,
                    double after)
{
    const vp_unit *u = unit == VP_NONE ? NULL : &region->unit_sets[region->main_set].units[unit];
    vp_output_text(output, region->indicators[indicator].id);
    vp_output_text(output, u ? u->code : "*");
    vp_output_text(output, u ? u->name : region->name_vi);
    vp_output_number(output, before, 4);
    vp_output_number(output, after, 4);
    vp_output_number(output, after - before, 4);
}

/* The province, and the units that change. */
static void compare_indicator(const work *w, size_t number, vp_output *output)
{
    const vp_region *before = w->snapshot->region;
    vp_indicator there = w->part.indicators[number];
    there.service = changed_service(w, &before->indicators[number]);
    if (there.service == VP_NONE) return;
    size_t units = before->unit_sets[before->main_set].unit_count;
    for (size_t u = 0; u <= units; u++) {
        size_t unit = u ? u - 1 : VP_NONE;
        double old = measure(before, w->snapshot->coverage, &before->indicators[number], unit);
        double new = measure(&w->part, w->after, &there, unit);
        if (u == 0 || !same(old, new)) add_row(output, before, number, unit, old, new);
    }
}

static bool compare(const work *w, vp_output_format format, vp_error *err)
{
    static const char *const columns[] = {"indicator", "code", "name", "before", "after", "change"};
    vp_output *output = vp_output_new(columns, sizeof columns / sizeof *columns, err);
    for (size_t i = 0; output && i < w->snapshot->region->indicator_count; i++) compare_indicator(w, i, output);
    bool ok = output && vp_output_print(output, format, err);
    vp_output_free(output);
    return ok;
}

static bool load(work *w, const arguments *a, vp_error *err)
{
    char path[4096];
    w->snapshot = vp_snapshot_load(a->common.directory, err);
    if (!w->snapshot) return false;
    if ((size_t)snprintf(path, sizeof path, "%s/dataset.sqlite", a->common.directory) >= sizeof path)
        return vp_fail(err, VP_BAD_INPUT, "the path %s is too long", a->common.directory);
    w->region = vp_region_load(path, err);
    if (!w->region) return false;
    const vp_region *published = w->snapshot->region;
    if (!vp_frame_same(w->region->frame, published->frame) || w->region->service_count != published->service_count ||
        w->region->unit_set_count != published->unit_set_count ||
        w->region->indicator_count != published->indicator_count || w->region->main_set != published->main_set)
        return vp_fail(err, VP_CONFLICT, "the dataset was imported anew since it was published: build it first");
    w->changed = calloc(w->region->service_count + 1, sizeof *w->changed);
    return w->changed || vp_fail_memory(err, w->region->service_count * sizeof *w->changed);
}

static bool change(work *w, const arguments *a, vp_error *err)
{
    for (size_t k = 0; k < a->removed_count; k++)
        if (!remove_facility(w, a->removed[k], err)) return false;
    for (size_t k = 0; k < a->added_count; k++)
        if (!add_facility(w, &a->added[k], k, err)) return false;
    return true;
}

int vp_scenario_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_snapshot_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "DIR",
        "Indicators before and after facilities are added or removed; nothing is written.\v"
        "Example: vungphu scenario gis-data/sample/dataset --add info_point_walk:105.146,22.140",
        children,
        NULL,
        NULL};
    arguments a = {0};
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    work w = {.console = {.quiet = a.quiet}};
    bool ok = load(&w, &a, &err) && change(&w, &a, &err) && solve(&w, &err) && compare(&w, a.common.format, &err);
    vp_coverage_free(w.after);
    free(w.part.services);
    free(w.changed);
    vp_region_free(w.region);
    vp_snapshot_release(w.snapshot);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
