/* vungphu referral DIR: from the facilities of one level to those of the next, there and back. */
#include "cli/arguments/console.h"
#include "cli/arguments/format_argument.h"
#include "cli/arguments/names.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include "snapshot/land_view.h"
#include "store/snapshot/snapshot_store.h"
#include <libintl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/referral.h>

typedef struct {
    const char *directory, *from, *to, *mode, *season;
    double limit, snap_metres;
    size_t nearest;
    vp_format_argument table;
    bool quiet;
} arguments;

enum { SEASON = 256, SNAP, FROM, TO, NEAREST };

static const struct argp_option options[] = {
    {"from", FROM, "ID", 0, "the service whose facilities send patients on", 0},
    {"to", TO, "ID", 0, "the service whose facilities receive them", 0},
    {"mode", 'm', "ID", 0, "of speeds.csv, several joined by | (default: that of --to)", 0},
    {"season", SEASON, "dry|flood", 0, "default: that of --to", 0},
    {"nearest", NEAREST, "N", 0, "for each sender the N receivers that are reached soonest (default 1)", 0},
    {"limit", 'l', "MINUTES", 0, "go no further", 0},
    {"snap", SNAP, "METRES", 0, "move facilities on impassable terrain to passable terrain no further away", 0},
    {"quiet", 'q', NULL, 0, "no progress bar", 0},
    {0}};

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->table; return 0;
    case FROM: a->from = value; return 0;
    case TO: a->to = value; return 0;
    case 'q': a->quiet = true; return 0;
    case 'm': a->mode = value; return 0;
    case SEASON:
        if (vp_season_named(value) == VP_SEASON_COUNT || !*value)
            vp_argument_error(state, "%s: choose dry or flood", value);
        a->season = value;
        return 0;
    case NEAREST: a->nearest = vp_argument_count(value, state); return 0;
    case 'l': a->limit = vp_argument_above_0(value, state); return 0;
    case SNAP: a->snap_metres = vp_argument_above_0(value, state); return 0;
    case ARGP_KEY_ARG:
        if (a->directory) vp_argument_error(state, "one dataset directory, not two: %s", value);
        a->directory = value;
        return 0;
    case ARGP_KEY_END:
        if (!a->directory) vp_argument_error(state, "which dataset directory?");
        if (!a->from || !a->to) vp_argument_error(state, "--from and --to are needed");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* ------------------------------------------------------------ the work */

typedef struct {
    vp_snapshot *snapshot;
    vp_land_view view; /* of the snapshot */
    const vp_region *region;
    vp_modes *modes;
    const vp_service *from, *to;
    vp_referral_place *senders, *receivers;
    vp_referral *rows;
    size_t row_count;
} work;

static void clear(work *w)
{
    free(w->senders);
    free(w->receivers);
    free(w->rows);
    vp_modes_free(w->modes);
    vp_land_view_clear(&w->view);
    vp_snapshot_release(w->snapshot);
}

static const vp_service *service_of(const vp_definitions *definitions, const char *id, vp_error *err)
{
    size_t service = vp_region_service(definitions, id);
    if (service != VP_NONE && definitions->services[service].facility_count > 0) return &definitions->services[service];
    if (service == VP_NONE)
        vp_names_fail_service(definitions, id, err);
    else
        vp_fail(err, VP_NOT_FOUND, "%s has no facilities", id);
    return NULL;
}

static bool load(work *w, const arguments *a, vp_error *err)
{
    w->snapshot = vp_snapshot_load(a->directory, err);
    if (!w->snapshot || !vp_land_view_init(&w->view, w->snapshot, err)) return false;
    w->region = &w->view.region;
    w->from = service_of(&w->region->definitions, a->from, err);
    w->to = w->from ? service_of(&w->region->definitions, a->to, err) : NULL;
    if (!w->to) return false;
    bool travels = w->to->reach == VP_REACH_TRAVEL_TIME || w->to->reach == VP_REACH_ROUND_TRIP;
    if (!a->mode && !travels)
        return vp_fail(err, VP_BAD_INPUT, "%s is not reached by travel: say the --mode", w->to->id);
    vp_season season = a->season ? vp_season_named(a->season) : w->to->season;
    w->modes = vp_modes_new(w->region, a->mode ? a->mode : w->to->mode, season, err);
    return w->modes != NULL;
}

/* A facility that nobody can leave or reach is reported, and moved only when asked. */
static size_t cell_of(const work *w, const vp_facility *f, double snap_metres)
{
    size_t cell;
    double metres;
    if (!vp_grid_geometry_locate(w->region->geometry, f->x, f->y, &cell)) {
        fprintf(stderr, gettext("vungphu: %s (%s) lies outside the grid\n"), f->id, f->name);
        return SIZE_MAX;
    }
    if (vp_modes_passable(w->modes, cell)) return cell;
    if (snap_metres > 0 && vp_modes_snap(w->modes, f->x, f->y, snap_metres, &cell, &metres))
        fprintf(stderr, gettext("vungphu: %s (%s) on impassable terrain was moved by %.0f m\n"), f->id, f->name,
                metres);
    else
        fprintf(stderr, gettext("vungphu: %s (%s) lies on terrain that cannot be crossed\n"), f->id, f->name);
    return cell;
}

static vp_referral_place *places_of(const work *w, const vp_service *service, double snap_metres, vp_error *err)
{
    vp_referral_place *places = calloc(service->facility_count, sizeof *places);
    if (!places) vp_fail_memory(err, service->facility_count * sizeof *places);
    for (size_t i = 0; places && i < service->facility_count; i++) {
        const vp_facility *f = &w->region->supply.facilities[service->facilities[i]];
        places[i] = (vp_referral_place){cell_of(w, f, snap_metres), f->x, f->y, service->facilities[i]};
    }
    return places;
}

static bool print_rows(const work *w, vp_output_format format, vp_error *err)
{
    static const char *const columns[] = {"from",          "from_name",    "to",     "to_name",         "rank",
                                          "minutes_there", "minutes_back", "metres", "straight_metres", "status",
                                          "status_back"};
    vp_output *output = vp_output_new(columns, sizeof columns / sizeof *columns, err);
    if (!output) return false;
    for (size_t i = 0; i < w->row_count; i++) {
        const vp_referral *r = &w->rows[i];
        const vp_facility *from = &w->region->supply.facilities[w->from->facilities[r->from]];
        const vp_facility *to = r->to == VP_NONE ? NULL : &w->region->supply.facilities[w->to->facilities[r->to]];
        vp_output_text(output, from->id);
        vp_output_text(output, from->name);
        vp_output_text(output, to ? to->id : NULL);
        vp_output_text(output, to ? to->name : NULL);
        vp_output_number(output, to ? (double)r->rank : (double)NAN, 0);
        vp_output_number(output, r->minutes_there, 1);
        vp_output_number(output, isfinite(r->minutes_back) ? r->minutes_back : (double)NAN, 1);
        vp_output_number(output, r->metres, 0);
        vp_output_number(output, r->straight_metres, 0);
        vp_output_text(output, vp_referral_status_names[r->status]);
        vp_output_text(output, vp_referral_status_names[r->status_back]);
    }
    bool ok = vp_output_print(output, format, err);
    vp_output_free(output);
    return ok;
}

static bool find(work *w, const arguments *a, vp_error *err)
{
    w->senders = places_of(w, w->from, a->snap_metres, err);
    w->receivers = w->senders ? places_of(w, w->to, a->snap_metres, err) : NULL;
    vp_console console = {.quiet = a->quiet};
    vp_referral_question question = {.modes = w->modes,
                                     .from = w->senders,
                                     .from_count = w->from->facility_count,
                                     .to = w->receivers,
                                     .to_count = w->to->facility_count,
                                     .travel = w->snapshot->results.travel,
                                     .region = w->region,
                                     .progress = vp_console_progress,
                                     .context = &console,
                                     .nearest = a->nearest};
    question.travel.limit_minutes = a->limit;
    bool ok = w->receivers && vp_referral_find(&question, &w->rows, &w->row_count, err);
    vp_console_end(&console);
    return ok;
}

int vp_referral_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_format_csv_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "DIR",
        "Minutes and metres from each facility of a service to the nearest of another, there and back. metres"
        " is the length of the path there, straight_metres that of the line between the two points, both on the"
        " map plane; a facility that reaches none has one row without numbers. status (there) and status_back:"
        " reached, no_path, or not_known where a path might lead over unknown terrain.\v"
        "Example: vungphu referral gis-data/sample/dataset --from health_station_walk --to hospital_ambulance"
        " --nearest 3",
        children,
        NULL,
        NULL};
    arguments a = {.limit = INFINITY, .nearest = 1, .table.format = VP_OUTPUT_CSV};
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    work w = {0};
    bool ok = load(&w, &a, &err) && find(&w, &a, &err) && print_rows(&w, a.table.format, &err);
    clear(&w);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
