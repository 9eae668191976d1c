/* vungphu catchments DIR: who goes to which facility, without overlap and without more people than places: a school
 * map. */
#include "cli/arguments/command.h"
#include "cli/arguments/console.h"
#include "cli/arguments/decimal_argument.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/siting/siting.h"
#include "cli/siting/siting_asked.h"
#include "cli/siting/siting_form.h"
#include "platform/whole_file.h"
#include "report/catchment_print.h"
#include "report/catchment_report.h"
#include "snapshot/land_view.h"
#include "store/snapshot/snapshot_store.h"
#include <libintl.h>
#include <math.h>
#include <stdio.h>
#include <vungphu/coverage.h>
#include <vungphu/facility_load.h>

typedef struct {
    const char *directory, *report;
    vp_siting_asked who;
    bool nearest;
    vp_siting_question asked; /* its service, group and limits */
    vp_catchment_question question;
    vp_siting_form form;
    vp_decimal_argument decimal;
} arguments;

static void check(arguments *a, struct argp_state *state)
{
    if (!a->directory) vp_argument_error(state, "which dataset directory?");
    if (!a->who.service == !a->who.indicator) vp_argument_error(state, "which --service or --indicator?");
    if ((a->who.other_group != NULL) == (isnan(a->asked.other_limit) != 0))
        vp_argument_error(state, "--other-limit and --other-group go together");
    if (a->nearest && !isnan(a->question.people_per_place))
        vp_argument_error(state, "--nearest does not look at places: no --people-per-place");
    if (a->question.merge_only && isnan(a->question.merge_below))
        vp_argument_error(state, "--merge-only goes with --merge-below");
    vp_decimal_check(&a->decimal, a->form.format == VP_SITING_CSV, state);
}

enum { OTHER_GROUP = 256, OTHER_LIMIT, PER_PLACE, NEAREST, MERGE_BELOW, MERGE_ONLY, REPORT };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->decimal; return 0;
    case 's': a->who.service = value; return 0;
    case 'i': a->who.indicator = value; return 0;
    case 'g': a->who.group = value; return 0;
    case 'l': a->asked.limit = vp_argument_above_0(value, state); return 0;
    case OTHER_GROUP: a->who.other_group = value; return 0;
    case OTHER_LIMIT: a->asked.other_limit = vp_argument_above_0(value, state); return 0;
    case PER_PLACE: a->question.people_per_place = vp_argument_above_0(value, state); return 0;
    case NEAREST: a->nearest = true; return 0;
    case MERGE_BELOW: a->question.merge_below = vp_argument_above_0(value, state); return 0;
    case MERGE_ONLY: a->question.merge_only = value; return 0;
    case REPORT: a->report = value; return 0;
    case 'f':
    case 'o': vp_siting_form_take(&a->form, key, value, state); return 0;
    case ARGP_KEY_ARG:
        if (a->directory) vp_argument_error(state, "one dataset directory, not two: %s", value);
        a->directory = value;
        return 0;
    case ARGP_KEY_END: check(a, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"service", 's', "ID", 0, "whose facilities; reached by travel time or distance", 1},
    {"indicator", 'i', "ID", 0, "instead of --service: what this indicator counts, by its service, group and limits",
     1},
    {"group", 'g', "GROUP", 0,
     "people to count, or groups joined: a+b both, a|b either, -a not (default: the service's group)", 1},
    {"limit", 'l', "NUMBER", 0, "minutes or metres: nobody goes farther (default: the service's)", 1},
    {"other-limit", OTHER_LIMIT, "NUMBER", 0,
     "the limit for who lives in units of --other-group, as 2000 in the mountains", 1},
    {"other-group", OTHER_GROUP, "GROUP", 0, "the units where --other-limit holds", 1},
    {"people-per-place", PER_PLACE, "NUMBER", 0,
     "people whom one of the capacity can take (default: 1 of a service for a group, such as seats for children; else "
     "everyone goes to the nearest)",
     2},
    {"nearest", NEAREST, NULL, 0, "everyone to the nearest, whatever it has places for", 2},
    {"merge-below", MERGE_BELOW, "PEOPLE", 0,
     "which facilities with fewer people than this could close so that everyone keeps a place: the smallest first", 3},
    {"merge-only", MERGE_ONLY, "TEXT", 0,
     "with --merge-below: only facilities of this kind, or with this text in their name, as satellites have", 3},
    VP_SITING_FORMAT_OPTION,
    VP_SITING_OUTPUT_OPTION,
    {"report", REPORT, "FILE.html", 0, "also write a report for print: map, facilities, units, what was assumed", 4},
    {0}};

static void set_question(arguments *a, const vp_definitions *d)
{
    const vp_siting_question *asked = &a->asked;
    double per_place = a->question.people_per_place;
    if (isnan(per_place) && !a->nearest)
        per_place = vp_facility_load_default(&d->services[asked->service], asked->group);
    a->question.service = asked->service;
    a->question.group = asked->group;
    a->question.limit = asked->limit;
    a->question.other_group = asked->other_group;
    a->question.other_limit = asked->other_limit;
    a->question.people_per_place = per_place;
}

/* ---- what is printed below the table */

static void print_summary(const vp_catchment_shown *s)
{
    const vp_catchment_map *map = s->map;
    double placed = map->all.people - map->all.beyond - map->all.no_place;
    const char *unit = vp_scale_of(s->region->definitions.services[s->question->service].reach).unit;
    printf(gettext("\nof %.0f people %.0f are beyond the limit of every facility, %.0f find no place within it\n"),
           map->all.people, map->all.beyond, map->all.no_place);
    if (!isnan(s->question->merge_below))
        printf(gettext("%zu facilities could close so that everyone keeps a place; what follows is without them\n"),
               map->merged);
    if (!(placed > 0)) return;
    printf(gettext("%.0f have a place, on average %.1f %s away, at most %.0f; the nearest would be %.1f\n"), placed,
           map->all.cost / placed, unit, map->most, map->mean_nearest);
    printf(gettext("no other division that places so many is shorter than %.1f %s on average, and none places more\n"),
           map->bound / placed, unit);
}

static bool print(const arguments *a, const vp_catchment_shown *shown, vp_error *err)
{
    bool printed = vp_siting_form_begin(&a->form, err) && vp_catchment_print(shown, a->form.format, err);
    if (printed && a->form.format == VP_SITING_TEXT) print_summary(shown);
    return vp_siting_form_end(&a->form, "catchments", printed, err);
}

static bool write_report(const arguments *a, const vp_catchment_shown *shown, vp_error *err)
{
    vp_buffer html = {0};
    bool ok = vp_catchment_report_write(shown, &html, err) && vp_whole_file_write(a->report, &html, err);
    vp_buffer_clear(&html);
    return ok;
}

static bool divide_and_print(const vp_land_view *view, arguments *a, vp_error *err)
{
    vp_catchment_map map;
    const vp_results *results = &view->snapshot->results;
    bool ok = vp_catchment_map_make(&view->region, results->main_weights, &a->question, &results->travel, &map, err);
    const vp_catchment_shown shown = {&a->question, &map, view->snapshot, &view->region, a->decimal.comma};
    ok = ok && (!a->report || write_report(a, &shown, err)) && print(a, &shown, err);
    vp_catchment_map_clear(&map);
    return ok;
}

int vp_catchments_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_decimal_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "DIR",
        "Who goes to which facility of a service: areas that do not overlap, their people against places. No facility "
        "takes more people than it has places for; most people are placed, and of all divisions that place so many the "
        "one of least travel is taken, with a proof. A school map.\v"
        "Examples:\n"
        "  vungphu catchments gis-data/sample/dataset --service kindergarten --output kindergartens.gpkg\n"
        "  vungphu catchments DIR --indicator E2_terrain --report primary_schools.html",
        children,
        NULL,
        NULL};
    arguments a = {.asked = vp_siting_defaults(), .question = {.people_per_place = NAN, .merge_below = NAN}};
    a.asked.other_limit = NAN;
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    vp_land_view view = {0};
    vp_snapshot *snapshot = vp_snapshot_load(a.directory, &err);
    bool ok = snapshot && vp_land_view_init(&view, snapshot, &err) &&
              vp_land_view_add_group(&view, a.who.group, &err) &&
              vp_siting_asked_find(&a.who, &view.region.definitions, NULL, &a.asked, &err);
    if (ok) set_question(&a, &view.region.definitions);
    ok = ok && divide_and_print(&view, &a, &err);
    if (snapshot) vp_land_view_clear(&view);
    vp_snapshot_release(snapshot);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
