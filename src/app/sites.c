/* vungphu sites DIR: where new facilities reach most people who are not reached yet. */
#include "app/commands.h"
#include "app/console.h"
#include "app/csv_rows.h"
#include "app/siting_output.h"
#include "app/snapshot_arguments.h"
#include "snapshot/snapshot.h"
#include "solver/exact.h"
#include "store/region_store.h"
#include "store/snapshot_store.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum { TEXT, CSV, JSON, GEOJSON } format;

typedef struct {
    const char *directory, *service, *group, *candidates;
    double limit, spacing, share;
    size_t count;
    vp_objective objective;
    vp_sites_options options;
    format format;
    bool quiet;
} arguments;

static void check(const arguments *a, struct argp_state *state)
{
    bool covering = a->objective == VP_OBJECTIVE_COVERAGE;
    if (!a->directory) argp_error(state, "which dataset directory?");
    if (!a->service) argp_error(state, "which --service?");
    if (covering && a->count == SIZE_MAX) argp_error(state, "how many sites? --count");
    if (!covering && a->count != SIZE_MAX) argp_error(state, "set-cover finds the number of sites itself: no --count");
}

static void set_objective(arguments *a, const char *value, struct argp_state *state)
{
    if (strcmp(value, "coverage") == 0)
        a->objective = VP_OBJECTIVE_COVERAGE;
    else if (strcmp(value, "set-cover") == 0)
        a->objective = VP_OBJECTIVE_SET_COVER;
    else
        argp_error(state, "the objective is coverage or set-cover, not %s", value);
}

static void set_format(arguments *a, const char *value, struct argp_state *state)
{
    static const char *const names[] = {"text", "csv", "json", "geojson"};
    for (int i = 0; i < 4; i++) {
        if (strcmp(value, names[i]) != 0) continue;
        a->format = (format)i;
        return;
    }
    argp_error(state, "the format is text, csv, json or geojson, not %s", value);
}

static double above_0(const char *value, struct argp_state *state)
{
    double number = vp_argument_number(value, state);
    if (!(number > 0)) argp_error(state, "%s is not above 0", value);
    return number;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case 's': a->service = value; return 0;
    case 'g': a->group = value; return 0;
    case 'm': a->limit = above_0(value, state); return 0;
    case 'p': a->count = (size_t)fmin(1e6, above_0(value, state)); return 0;
    case 'o': set_objective(a, value, state); return 0;
    case 'h': a->share = above_0(value, state); return 0;
    case 'c': a->candidates = strcmp(value, "cells") == 0 ? NULL : value; return 0;
    case 'd': a->spacing = above_0(value, state); return 0;
    case 'r': a->options.seed = (uint64_t)above_0(value, state); return 0;
    case 't': a->options.seconds = above_0(value, state); return 0;
    case 'e': a->options.gap = above_0(value, state); return 0;
    case 'f': set_format(a, value, state); return 0;
    case 'q': a->quiet = true; return 0;
    case ARGP_KEY_ARG:
        if (a->directory) argp_error(state, "one dataset directory, not two: %s", value);
        a->directory = value;
        return 0;
    case ARGP_KEY_END: check(a, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"service", 's', "ID", 0, "the kind of facility; one that is reached by travel time", 1},
    {"count", 'p', "P", 0, "at most this many new facilities", 1},
    {"group", 'g', "ID", 0, "people to count (default: the service's group)", 1},
    {"limit", 'm', "MINUTES", 0, "reached means within (default: the service's)", 1},
    {"objective", 'o', "WHAT", 0, "coverage (default), or set-cover: the fewest sites for a share", 2},
    {"share", 'h', "NUMBER", 0, "set-cover: of the people left out, 0 to 1 (default: all that some site can reach)", 2},
    {"candidates", 'c', "cells|CSV", 0, "passable cells (default), or a table with lon and lat", 2},
    {"spacing", 'd', "METRES", 0, "one candidate in each square of this side (default 500)", 2},
    {"gap", 'e', "NUMBER", 0, "stop when the choice is proven within this share of the best, as 0.01 (default: 0)", 3},
    {"time", 't', "SECONDS", 0, "stop then with the best so far (default 180)", 3},
    {"seed", 'r', "N", 0, "of the random search; the same seed, the same answer (default 1)", 3},
    {"format", 'f', "text|csv|json|geojson", 0, "what to print (default text)", 3},
    {"quiet", 'q', NULL, 0, "no progress on stderr", 3},
    {0}};

/* ---- candidates from a table */

typedef struct {
    const vp_snapshot *snapshot;
    const vp_terrain *terrain;
    const char *path;
    size_t lon, lat;
    uint32_t *cells;
    size_t count, room;
    bool *taken; /* [cell] */
    vp_findings findings;
    bool short_of_memory;
} listed;

static bool reject(listed *l, const vp_csv_row *row, const char *column, const char *reason)
{
    vp_findings_add(&l->findings, VP_FINDING_ERROR, (vp_place){.file = l->path, .row = row->row, .column = column},
                    "%s", reason);
    return l->findings.count < 200;
}

static bool take_candidate(void *context, const vp_csv_row *row)
{
    listed *l = context;
    double lon, lat;
    size_t cell;
    if (row->row == 1) {
        for (size_t k = 0; k < row->field_count; k++) {
            if (strcasecmp(row->fields[k], "lon") == 0) l->lon = k;
            if (strcasecmp(row->fields[k], "lat") == 0) l->lat = k;
        }
        if (l->lon != SIZE_MAX && l->lat != SIZE_MAX) return true;
        reject(l, row, l->lon == SIZE_MAX ? "lon" : "lat", "the column is missing from the header");
        return false;
    }
    if (!vp_csv_row_number(row, l->lon, &lon) || fabs(lon) > 180)
        return reject(l, row, "lon", "a longitude is a number from -180 to 180");
    if (!vp_csv_row_number(row, l->lat, &lat) || fabs(lat) > 90)
        return reject(l, row, "lat", "a latitude is a number from -90 to 90");
    if (!vp_snapshot_locate(l->snapshot, lon, lat, &cell))
        return reject(l, row, NULL, "the place lies outside the grid");
    if (!isfinite(l->terrain->minutes_per_metre[cell]))
        return reject(l, row, NULL, "the ground there cannot be crossed");
    if (l->taken[cell]) return true; /* two places in one cell are one candidate */
    if (l->count == l->room) {
        l->room = l->room ? 2 * l->room : 256;
        uint32_t *cells = realloc(l->cells, l->room * sizeof *cells);
        l->short_of_memory = !cells;
        if (!cells) return false;
        l->cells = cells;
    }
    l->taken[cell] = true;
    l->cells[l->count++] = (uint32_t)cell;
    return true;
}

static bool read_candidates(const char *path, const vp_snapshot *snapshot, const vp_terrain *terrain, uint32_t **cells,
                            size_t *count, vp_error *err)
{
    listed l = {.snapshot = snapshot,
                .terrain = terrain,
                .path = path,
                .lon = SIZE_MAX,
                .lat = SIZE_MAX,
                .taken = calloc(vp_frame_cells(terrain->frame), 1)};
    bool ok =
        l.taken ? vp_csv_rows_read(path, take_candidate, &l, err) : vp_fail_memory(err, vp_frame_cells(terrain->frame));
    if (ok && l.short_of_memory) ok = vp_fail_memory(err, l.room * sizeof *l.cells);
    if (l.findings.count) vp_console_findings(&l.findings, VP_FINDING_WARNING);
    if (ok && l.findings.errors) ok = vp_fail(err, VP_BAD_INPUT, "%s has errors; nothing was solved", path);
    vp_findings_clear(&l.findings);
    free(l.taken);
    *cells = l.cells;
    *count = l.count;
    return ok;
}

/* ---- printing */

typedef struct {
    const arguments *a;
    const vp_snapshot *snapshot;
    const vp_sites_answer *answer;
    const uint32_t *cells; /* [candidate] */
    vp_ground_effort effort;
    size_t candidates, service, group;
    double limit;
} result;

static const vp_unit *unit_at(const vp_snapshot *snapshot, size_t cell)
{
    const vp_weights *w = snapshot->main_weights;
    const vp_unit *units = snapshot->region->unit_sets[snapshot->region->main_set].units;
    for (size_t r = 0; r < w->run_count; r++)
        if (cell - w->runs[r].first_cell < w->runs[r].cell_count) return &units[w->runs[r].zone];
    const vp_unit *best = NULL;
    double share = 0;
    for (size_t p = 0; p < w->partial_count; p++) {
        if (w->partials[p].cell != cell || w->partials[p].share <= share) continue;
        share = w->partials[p].share;
        best = &units[w->partials[p].zone];
    }
    return best;
}

static bool print_rows(const result *r, vp_error *err)
{
    static const char *const columns[] = {"order", "lon",       "lat",   "unit_code", "unit",   "gain",    "total",
                                          "left",  "objective", "bound", "gap",       "proven", "stopped", "seconds"};
    bool csv = r->a->format == CSV;
    vp_output *output = vp_output_new(columns, csv ? 14 : 8, err);
    if (!output) return false;
    double total = 0;
    for (size_t k = 0; k < r->answer->chosen_count; k++) {
        const vp_chosen *c = &r->answer->chosen[k];
        const vp_unit *unit = unit_at(r->snapshot, r->cells[c->site]);
        double lon, lat;
        vp_snapshot_lonlat(r->snapshot, r->cells[c->site], &lon, &lat);
        total += c->gain;
        vp_output_number(output, (double)k + 1, 0);
        vp_output_number(output, lon, 5);
        vp_output_number(output, lat, 5);
        vp_output_text(output, unit ? unit->code : NULL);
        vp_output_text(output, unit ? unit->name : NULL);
        vp_output_number(output, c->gain, 0);
        vp_output_number(output, total, 0);
        vp_output_number(output, r->answer->weight - total, 0);
        if (!csv) continue;
        vp_output_number(output, r->answer->objective, 3);
        vp_output_number(output, r->answer->bound, 3);
        vp_output_number(output, r->answer->gap, 6);
        vp_output_text(output, r->answer->proven ? "true" : "false");
        vp_output_text(output, r->answer->stopped ? "true" : "false");
        vp_output_number(output, r->answer->seconds, 3);
    }
    bool ok = vp_output_print(output, csv ? VP_OUTPUT_CSV : VP_OUTPUT_TEXT, err);
    vp_output_free(output);
    return ok;
}

static void print_summary(const result *r)
{
    const vp_sites_answer *a = r->answer;
    printf("\n%zu new sites for %s reach %.0f of %.0f people who are not within %g minutes", a->chosen_count,
           r->snapshot->region->services[r->service].id, a->weight_covered, a->weight, r->limit);
    if (a->proven)
        printf("; proven to be the best possible\n");
    else if (r->a->objective == VP_OBJECTIVE_COVERAGE)
        printf("; no choice reaches more than %.0f (gap %.3f %%)\n", a->bound, 100 * a->gap);
    else
        printf("; it takes %.0f sites at least\n", a->bound);
    printf("%zu candidates, %zu catchments worked out, %zu left open; %.1f s%s\n", r->candidates, r->effort.catchments,
           r->effort.open, a->seconds, a->stopped ? "; stopped before the end" : "");
}

static json_t *site_json(const result *r, size_t k, double *total)
{
    const vp_chosen *c = &r->answer->chosen[k];
    const vp_unit *unit = unit_at(r->snapshot, r->cells[c->site]);
    double lon, lat;
    vp_snapshot_lonlat(r->snapshot, r->cells[c->site], &lon, &lat);
    *total += c->gain;
    return json_pack("{s:I,s:f,s:f,s:o,s:f,s:f}", "order", (json_int_t)k + 1, "lon", lon, "lat", lat, "unit",
                     unit ? json_pack("{s:s,s:s}", "code", unit->code, "name", unit->name) : json_null(), "gain",
                     c->gain, "total", *total);
}

static json_t *feature(json_t *site)
{
    json_t *geometry = json_pack("{s:s,s:[O,O]}", "type", "Point", "coordinates", json_object_get(site, "lon"),
                                 json_object_get(site, "lat"));
    return json_pack("{s:s,s:o,s:o}", "type", "Feature", "geometry", geometry, "properties", site);
}

static bool print_json(const result *r, vp_error *err)
{
    vp_sites_problem shown = {.objective = r->a->objective};
    json_t *o = vp_siting_output_json(&shown, r->answer), *list = json_array();
    const vp_region *region = r->snapshot->region;
    bool geo = r->a->format == GEOJSON;
    double total = 0;
    for (size_t k = 0; list && k < r->answer->chosen_count; k++) {
        json_t *site = site_json(r, k, &total);
        json_array_append_new(list, geo ? feature(site) : site);
    }
    if (o) {
        json_object_set_new(o, "snapshot", json_string(r->snapshot->id));
        json_object_set_new(o, "service", json_string(region->services[r->service].id));
        json_object_set_new(o, "group", r->group == VP_NONE ? json_null() : json_string(region->groups[r->group].id));
        json_object_set_new(o, "limit", json_real(r->limit));
        json_object_set_new(o, "candidates", json_integer((json_int_t)r->candidates));
        json_object_set_new(o, "catchments", json_integer((json_int_t)r->effort.catchments));
        json_object_set_new(o, "candidates_open", json_integer((json_int_t)r->effort.open));
        if (geo) json_object_set_new(o, "type", json_string("FeatureCollection"));
        json_object_set_new(o, geo ? "features" : "sites", list ? list : json_null());
    } else {
        json_decref(list);
    }
    bool ok = o && json_dumpf(o, stdout, JSON_INDENT(2)) == 0;
    putchar('\n');
    json_decref(o);
    return ok || vp_fail(err, VP_IO, "the result cannot be written");
}

/* ---- the work */

typedef struct {
    vp_snapshot *snapshot;
    vp_region *region; /* with its ground */
    vp_terrain *terrain;
    vp_demand demand;
    uint32_t *cells;
    size_t cell_count, service, group;
    double limit;
} work;

static void clear(work *w)
{
    free(w->cells);
    vp_demand_clear(&w->demand);
    vp_terrain_free(w->terrain);
    vp_region_free(w->region);
    vp_snapshot_release(w->snapshot);
}

static bool find_question(work *w, const arguments *a, vp_error *err)
{
    const vp_region *region = w->snapshot->region;
    w->service = vp_region_service(region, a->service);
    if (w->service == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "there is no service %s", a->service);
    w->group = a->group ? vp_region_group(region, a->group) : region->services[w->service].group;
    if (a->group && w->group == VP_NONE) return vp_fail(err, VP_NOT_FOUND, "there is no group %s", a->group);
    if (!w->snapshot->surfaces[w->service])
        return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing", a->service);
    w->limit = isnan(a->limit) ? region->services[w->service].default_limit : a->limit;
    return true;
}

static bool load(work *w, const arguments *a, vp_error *err)
{
    char path[4096];
    w->snapshot = vp_snapshot_load(a->directory, err);
    if (!w->snapshot || !find_question(w, a, err)) return false;
    const vp_region *region = w->snapshot->region;
    if (!vp_sites_demand(region, w->snapshot->main_weights, vp_grid_cells(w->snapshot->surfaces[w->service]),
                         w->service, w->group, w->limit, &w->demand, err))
        return false;
    if ((size_t)snprintf(path, sizeof path, "%s/dataset.sqlite", a->directory) >= sizeof path)
        return vp_fail(err, VP_BAD_INPUT, "the path %s is too long", a->directory);
    if (!vp_snapshot_check_dataset(a->directory, err)) return false;
    w->region = vp_region_load(path, err);
    if (!w->region) return false;
    if (!vp_frame_same(w->region->frame, region->frame))
        return vp_fail(err, VP_CONFLICT, "the dataset was imported anew on another grid: build it first");
    w->terrain = vp_terrain_new(w->region, region->services[w->service].mode, region->services[w->service].season, err);
    if (!w->terrain) return false;
    return a->candidates
               ? read_candidates(a->candidates, w->snapshot, w->terrain, &w->cells, &w->cell_count, err)
               : vp_sites_candidates(w->terrain, w->snapshot->main_weights, a->spacing, &w->cells, &w->cell_count, err);
}

static bool solve_and_print(const work *w, arguments *a, vp_error *err)
{
    const vp_service *service = &w->snapshot->region->services[w->service];
    vp_ground ground = {.objective = a->objective,
                        .terrain = w->terrain,
                        .travel = VP_TRAVEL_DEFAULTS,
                        .limit_minutes = w->limit,
                        .round_trip = service->reach == VP_REACH_ROUND_TRIP,
                        .queue_minutes = service->queue_minutes,
                        .demand_cells = w->demand.cells,
                        .people = w->demand.people,
                        .demand_count = w->demand.count,
                        .candidate_cells = w->cells,
                        .candidate_count = w->cell_count,
                        .count = a->count,
                        .share = a->share};
    vp_siting_bar bar = {.quiet = a->quiet};
    a->options.solve = vp_exact_solve;
    a->options.progress = vp_siting_output_progress;
    a->options.context = &bar;
    vp_siting_output_catch_interrupt();
    result r = {.a = a,
                .snapshot = w->snapshot,
                .cells = w->cells,
                .candidates = w->cell_count,
                .service = w->service,
                .group = w->group,
                .limit = w->limit};
    vp_sites_answer *answer = vp_sites_on_ground(&ground, &a->options, &r.effort, err);
    vp_siting_output_end(&bar);
    if (!answer) return false;
    r.answer = answer;
    bool ok = a->format == JSON || a->format == GEOJSON ? print_json(&r, err) : print_rows(&r, err);
    if (ok && a->format == TEXT) print_summary(&r);
    vp_sites_answer_free(answer);
    return ok;
}

int vp_sites_command(int count, char **texts)
{
    static const struct argp argp = {
        options,
        parse,
        "DIR",
        "Where new facilities reach most people of a group who are not reached yet, with a bound that "
        "no choice can beat.\v"
        "Example: vungphu sites gis-data/sample/dataset --service health_station_walk --count 5",
        NULL,
        NULL,
        NULL};
    arguments a = {.limit = NAN, .share = NAN, .spacing = 500, .count = SIZE_MAX, .options = VP_SITES_OPTIONS};
    a.options.seconds = 180;
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    work w = {0};
    bool ok = load(&w, &a, &err) && solve_and_print(&w, &a, &err);
    clear(&w);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
