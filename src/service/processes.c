#include "service/processes.h"
#include "service/process_internal.h"
#include "store/files/published.h"
#include "store/region/region_store.h"
#include "store/snapshot/snapshot_store.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ID       200 /* bytes of an id */
#define COMMUNES "what is counted are people of the newest communes and the first population grid"

static const vp_input site_inputs[] = {
    {"service", VP_INPUT_TEXT, true, 0, ID, NULL, "id of a service that is reached by travel time"},
    {"count", VP_INPUT_WHOLE, false, 1, 200, NULL, "at most so many new sites; not for set-cover"},
    {"objective", VP_INPUT_TEXT, false, 0, ID, "coverage p-median p-center set-cover",
     "what to make large or small: people newly reached (default), person-minutes, the longest journey, or the number "
     "of sites"},
    {"group", VP_INPUT_TEXT, false, 0, ID, NULL, "population group to count (default: the service's)"},
    {"limit", VP_INPUT_NUMBER, false, 1, 1440, NULL,
     "minutes within which somebody is reached (default: the service's)"},
    {"share", VP_INPUT_NUMBER, false, 0.001, 1, NULL, "set-cover: of all people, those reached already included"},
    {"spacing", VP_INPUT_NUMBER, false, 60, 20000, NULL,
     "one candidate in each square of this side, metres (default 500)"},
    {"candidates", VP_INPUT_POINTS, false, 1, 5000, NULL, "only these places (default: passable cells)"},
    {"separation", VP_INPUT_NUMBER, false, 0, 100000, NULL, "metres between new sites and from those that stay"},
    {"slope_most", VP_INPUT_NUMBER, false, 0, 1000, NULL, "per cent; no candidate on steeper ground"},
    {"capacity", VP_INPUT_NUMBER, false, 1, 1e9, NULL, "people that one new site can take"},
    {"gap", VP_INPUT_NUMBER, false, 0, 1, NULL, "stop when proven within this share of the best (default 0)"},
    {"seconds", VP_INPUT_NUMBER, false, 1, 86400, NULL, "stop then with the best so far and its bound (default 180)"},
    {"seed", VP_INPUT_WHOLE, false, 1, 1e9, NULL, "of the random search; the same seed, the same answer"},
};
static const vp_input travel_inputs[] = {
    {"facilities", VP_INPUT_POINTS, true, 1, 1000, NULL, "where the facilities stand"},
    {"mode", VP_INPUT_TEXT, true, 0, ID, NULL, "a mode of the province's speeds: walk, motorbike …"},
    {"limit", VP_INPUT_NUMBER, true, 0, 1440, NULL, "minutes"},
    {"from_facility", VP_INPUT_YES_NO, false, 0, 0, NULL, "minutes from the facility instead of to it"},
    {"season", VP_INPUT_TEXT, false, 0, ID, "dry flood", "default: dry"},
    {"isochrone", VP_INPUT_YES_NO, false, 0, 0, NULL, "also the area within the limit, as GeoJSON"},
};
static const vp_input signal_inputs[] = {
    {"site", VP_INPUT_POINTS, true, 1, 1, NULL, "where the mast stands"},
    {"system", VP_INPUT_TEXT, true, 0, ID, "fm dvb_t2", "system of broadcasting"},
    {"mast_metres", VP_INPUT_NUMBER, true, 1, 1000, NULL, "height of the aerial above ground"},
    {"erp_kw", VP_INPUT_NUMBER, true, 0.000001, 10000, NULL, "effective radiated power"},
    {"frequency_mhz", VP_INPUT_NUMBER, true, 30, 6000, NULL, "frequency"},
    {"polarisation", VP_INPUT_TEXT, false, 0, ID, "horizontal vertical", "default: horizontal"},
    {"pattern", VP_INPUT_TEXT, false, 0, 1000, NULL, "reduction by azimuth, 0:-3;90:0;180:-20 (default: none)"},
    {"limit", VP_INPUT_NUMBER, true, -50, 150, NULL, "least field strength at 10 m, dB(µV/m)"},
};

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

const vp_process vp_process_rows[] = {
    {"site", "Chọn địa điểm", "Siting",
     "Where new facilities of a service should stand, with a bound that no choice can beat; " COMMUNES,
     "Sites in the order of their gain, objective, proven bound and gap, people before and after by commune",
     site_inputs, COUNT(site_inputs)},
    {"travel-time", "Thời gian đi lại", "Travel time", "Who is within some minutes of places; " COMMUNES,
     "People within the limit, by commune and in all", travel_inputs, COUNT(travel_inputs)},
    {"signal", "Vùng phủ sóng", "Signal", "Who receives a transmitter, by ITU-R P.1812; " COMMUNES,
     "People at or above the limit, by commune and in all", signal_inputs, COUNT(signal_inputs)},
};
const size_t vp_process_count_rows = COUNT(vp_process_rows);

static vp_process_function *const functions[] = {vp_process_site, vp_process_travel_time, vp_process_signal};

/* ------------------------------------------------------------ inputs */

double vp_process_number(const vp_process_work *work, const char *name, double fallback)
{
    const json_t *value = json_object_get(work->inputs, name);
    return value ? json_number_value(value) : fallback;
}

const char *vp_process_text(const vp_process_work *work, const char *name, const char *fallback)
{
    const char *value = json_string_value(json_object_get(work->inputs, name));
    return value ? value : fallback;
}

bool vp_process_yes(const vp_process_work *work, const char *name)
{
    return json_is_true(json_object_get(work->inputs, name));
}

static double coordinate(const vp_process_work *work, const char *name, size_t index, size_t axis)
{
    return json_number_value(json_array_get(json_array_get(json_object_get(work->inputs, name), index), axis));
}

double vp_process_lon(const vp_process_work *work, const char *name, size_t index)
{
    return coordinate(work, name, index, 0);
}

double vp_process_lat(const vp_process_work *work, const char *name, size_t index)
{
    return coordinate(work, name, index, 1);
}

bool vp_process_point(const vp_process_work *work, const char *name, size_t index, double xy[2], size_t *cell,
                      vp_error *err)
{
    double lon = vp_process_lon(work, name, index), lat = vp_process_lat(work, name, index), east, north, column, row;
    vp_grid_geometry f = work->region->geometry;
    vp_mercator_from_lonlat(lon, lat, &east, &north);
    if (!vp_snapshot_locate(work->snapshot, lon, lat, cell) ||
        !vp_lattice_at(&work->snapshot->mercator_to_cell, east, north, &column, &row))
        return vp_fail(err, VP_BAD_INPUT, "inputs.%s[%zu] (%g, %g) lies outside the province's grid", name, index, lon,
                       lat);
    xy[0] = f.west + column * f.cell_metres;
    xy[1] = f.north - row * f.cell_metres;
    return true;
}

bool vp_process_service(const vp_process_work *work, const char *name, size_t *service, vp_error *err)
{
    const char *id = vp_process_text(work, name, NULL);
    *service = id ? vp_region_service(work->snapshot->region, id) : VP_NONE;
    return !id || *service != VP_NONE || vp_fail(err, VP_NOT_FOUND, "inputs.%s: there is no service %.100s", name, id);
}

bool vp_process_group(const vp_process_work *work, const char *name, size_t *group, vp_error *err)
{
    const char *id = vp_process_text(work, name, NULL);
    *group = id ? vp_region_group(work->snapshot->region, id) : VP_NONE;
    return !id || *group != VP_NONE || vp_fail(err, VP_NOT_FOUND, "inputs.%s: there is no group %.100s", name, id);
}

/* ------------------------------------------------------------ counting */

typedef struct {
    double people, reached, no_data;
} tally;

static json_t *tally_json(const tally *t)
{
    return json_pack("{s:f, s:f, s:f, s:o}", "people", t->people, "reached", t->reached, "no_data", t->no_data, "share",
                     t->people > 0 ? json_real(t->reached / t->people) : json_null());
}

static json_t *unit_json(const vp_unit *unit, const tally *t)
{
    json_t *row = tally_json(t);
    if (!row || json_object_set_new(row, "code", json_string(unit->code)) != 0 ||
        json_object_set_new(row, "name", json_string(unit->name)) != 0) {
        json_decref(row);
        return NULL;
    }
    return row;
}

static void add_cell(tally *t, double people, float value, double limit, bool at_least)
{
    if (isnan(people)) return;
    if (isnan(value)) {
        t->no_data += people;
        return;
    }
    t->people += people;
    if (at_least ? isfinite(value) && value >= limit : value <= limit) t->reached += people;
}

json_t *vp_process_count(const vp_process_work *work, const float values[], double limit, bool at_least, vp_error *err)
{
    const vp_weights *w = work->snapshot->main_weights;
    const vp_unit_set *set = &work->region->unit_sets[work->region->main_set];
    const float *people = vp_grid_cells(work->region->populations[0].people);
    tally *tallies = calloc(w->zone_count + 1, sizeof *tallies), all = {0};
    json_t *units = json_array(), *result = NULL;
    bool ok = tallies && units;
    for (size_t r = 0; ok && r < w->run_count; r++)
        for (uint32_t k = 0; k < w->runs[r].cell_count; k++) {
            size_t cell = w->runs[r].first_cell + k;
            add_cell(&tallies[w->runs[r].zone], (double)people[cell], values[cell], limit, at_least);
        }
    for (size_t p = 0; ok && p < w->partial_count; p++) {
        const vp_partial *part = &w->partials[p];
        add_cell(&tallies[part->zone], part->share * (double)people[part->cell], values[part->cell], limit, at_least);
    }
    for (size_t u = 0; ok && u < set->unit_count; u++) {
        all.people += tallies[u].people;
        all.reached += tallies[u].reached;
        all.no_data += tallies[u].no_data;
        ok = json_array_append_new(units, unit_json(&set->units[u], &tallies[u])) == 0;
    }
    if (ok) result = json_pack("{s:o, s:O}", "province", tally_json(&all), "units", units);
    if (!result) vp_fail(err, VP_NO_MEMORY, "no memory for the result");
    json_decref(units);
    free(tallies);
    return result;
}

/* ------------------------------------------------------------ running */

/* The dataset must be what the served snapshot was made from. */
static vp_region *load_region(const char *directory, const vp_snapshot *snapshot, vp_error *err)
{
    char *path = vp_path_join(err, directory, "dataset.sqlite", NULL), *current = NULL;
    vp_region *region = NULL;
    if (path) current = vp_published_current(directory, err);
    bool same = current && strcmp(current, snapshot->id) == 0;
    if (current && !same)
        vp_fail(err, VP_CONFLICT, "the dataset belongs to snapshot %s, but %s is served: reload the server", current,
                snapshot->id);
    if (same && vp_snapshot_check_dataset(directory, err)) region = vp_region_load(path, err);
    if (region && !vp_grid_geometry_same(region->geometry, snapshot->region->geometry)) {
        vp_fail(err, VP_CONFLICT, "the dataset was imported anew on another grid: build it first");
        vp_region_free(region);
        region = NULL;
    }
    free(current);
    free(path);
    return region;
}

static json_t *compute(const char *process, const vp_process_work *work, vp_error *err)
{
    for (size_t p = 0; p < vp_process_count_rows; p++)
        if (strcmp(vp_process_rows[p].id, process) == 0) return functions[p](work, err);
    vp_fail(err, VP_NOT_FOUND, "there is no process %.60s any more", process);
    return NULL;
}

/* Every result says what it was computed from and with. */
static char *dump(json_t *result, const char *process, const vp_process_work *work, vp_error *err)
{
    json_t *asked = json_deep_copy(work->inputs);
    char *text = NULL;
    if (json_object_set_new(result, "process", json_string(process)) == 0 &&
        json_object_set_new(result, "snapshot", json_string(work->snapshot->id)) == 0 &&
        json_object_set_new(result, "inputs", asked) == 0)
        text = json_dumps(result, JSON_COMPACT | JSON_REAL_PRECISION(12));
    if (!text) vp_fail(err, VP_NO_MEMORY, "no memory for the result");
    return text;
}

char *vp_process_run(void *context, const char *process, const char *inputs, vp_job_progress *progress,
                     void *progress_context, vp_error *err)
{
    const vp_process_context *c = context;
    char *text = NULL;
    vp_region *region = NULL;
    json_t *sent = json_loads(inputs, 0, NULL), *result = NULL;
    const vp_snapshot *snapshot = vp_publication_acquire(c->publication);
    if (!sent || !snapshot)
        vp_fail(err, VP_IO, sent ? "there is no snapshot to compute on" : "the job's inputs cannot be read");
    else if (progress(progress_context, "loading the dataset", 0))
        region = load_region(c->directory, snapshot, err);
    else
        vp_fail(err, VP_CANCELLED, "stopped");
    if (region) {
        vp_process_work work = {snapshot, region, sent, progress, progress_context};
        result = compute(process, &work, err);
        if (result) text = dump(result, process, &work, err);
    }
    json_decref(result);
    json_decref(sent);
    vp_region_free(region);
    vp_snapshot_release(snapshot);
    return text;
}
