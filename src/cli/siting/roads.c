/* vungphu roads DIR: which roads to build, open or upgrade so that most people gain. */
#include "cli/arguments/command.h"
#include "cli/arguments/console.h"
#include "cli/arguments/decimal_argument.h"
#include "cli/arguments/names.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/siting/siting.h"
#include "cli/siting/siting_form.h"
#include "cli/siting/siting_output.h"
#include "platform/clock.h"
#include "platform/whole_file.h"
#include "report/road_print.h"
#include "report/road_report.h"
#include "service/road_gaps.h"
#include "snapshot/land_view.h"
#include "store/snapshot/snapshot_store.h"
#include <libintl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <vungphu/group.h>

typedef struct {
    const char *directory, *service, *group, *links, *class_name, *report;
    size_t gaps; /* 0: a list */
    double price_per_km;
    vp_road_question question;
    vp_sites_options options;
    vp_siting_form form;
    vp_decimal_argument decimal;
    bool quiet;
    double started; /* vp_clock_now */
} arguments;

static void check(arguments *a, struct argp_state *state)
{
    if (!a->directory) vp_argument_error(state, "which dataset directory?");
    if (!a->service) vp_argument_error(state, "which --service?");
    if (!a->links == !a->gaps) vp_argument_error(state, "which roads: --links FILE, or --gaps N?");
    if ((a->gaps > 0) != (a->class_name != NULL))
        vp_argument_error(state, "--gaps goes with --class: the class of road that they become");
    vp_decimal_check(&a->decimal, a->form.format == VP_SITING_CSV, state);
}

enum { LINKS = 256, GAPS, CLASS, PER_KM, OBJECTIVE, BEYOND, BUDGET, REPORT, GAP, SECONDS };

static void set_objective(arguments *a, const char *value, struct argp_state *state)
{
    bool minutes = strcmp(value, "p-median") == 0;
    if (!minutes && strcmp(value, "coverage") != 0)
        vp_argument_error(state, "the objective is coverage or p-median, not %s", value);
    a->question.objective = minutes ? VP_OBJECTIVE_P_MEDIAN : VP_OBJECTIVE_COVERAGE;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->decimal; return 0;
    case 's': a->service = value; return 0;
    case 'g': a->group = value; return 0;
    case 'l': a->question.limit = vp_argument_above_0(value, state); return 0;
    case 'c': a->question.count = vp_argument_count(value, state); return 0;
    case LINKS: a->links = value; return 0;
    case GAPS: a->gaps = vp_argument_count(value, state); return 0;
    case CLASS: a->class_name = value; return 0;
    case PER_KM: a->price_per_km = vp_argument_above_0(value, state); return 0;
    case OBJECTIVE: set_objective(a, value, state); return 0;
    case BEYOND: a->question.beyond = vp_argument_above_0(value, state); return 0;
    case BUDGET: a->question.budget = vp_argument_above_0(value, state); return 0;
    case REPORT: a->report = value; return 0;
    case GAP: a->options.gap = vp_argument_above_0(value, state); return 0;
    case SECONDS: a->options.seconds = vp_argument_above_0(value, state); return 0;
    case 'f':
    case 'o': vp_siting_form_take(&a->form, key, value, state); return 0;
    case 'q': a->quiet = true; return 0;
    case ARGP_KEY_ARG:
        if (a->directory) vp_argument_error(state, "one dataset directory, not two: %s", value);
        a->directory = value;
        return 0;
    case ARGP_KEY_END: check(a, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"service", 's', "ID", 0, "the service whose access is to be better; reached by travel time, by one mode", 1},
    {"links", LINKS, "FILE", 0,
     "the roads that may be built, opened or upgraded: lines with a column class (the class of road that each becomes) "
     "and any of name and price, or a table with class and line (lon lat, lon lat …)",
     1},
    {"gaps", GAPS, "N", 0,
     "instead of a list: from each of the N greatest places left out the path that people take now, or where there is "
     "none a straight line to the nearest place that has one",
     1},
    {"class", CLASS, "CLASS", 0, "with --gaps: the class of road that they become, as tertiary", 1},
    {"count", 'c', "P", 0, "at most this many links (default 1); the best sets of fewer are printed as well", 1},
    {"group", 'g', "GROUP", 0,
     "people to count, or groups joined: a+b both, a|b either, -a not (default: the service's group)", 2},
    {"limit", 'l', "MINUTES", 0, "reached means within (default: the service's)", 2},
    {"objective", OBJECTIVE, "WHAT", 0,
     "coverage (default): most people newly within the limit; p-median: most person-minutes saved", 2},
    {"beyond", BEYOND, "MINUTES", 0, "p-median: what somebody without a path counts, and the most anyone does (240)",
     2},
    {"budget", BUDGET, "NUMBER", 0, "most that the prices of the links may sum to", 2},
    {"price-per-km", PER_KM, "NUMBER", 0, "price of links that state none, by their length", 2},
    {"gap", GAP, "NUMBER", 0, "stop when a set is proven within this share of the best, as 0.01 (default: 0)", 4},
    {"time", SECONDS, "SECONDS", 0, "stop then with the best so far (default 180)", 4},
    VP_SITING_FORMAT_OPTION,
    VP_SITING_OUTPUT_OPTION,
    {"report", REPORT, "FILE.html", 0, "also write a report for print: map, links, sets, units, what was assumed", 4},
    {"quiet", 'q', NULL, 0, "no progress on stderr", 4},
    {0}};

/* ---- the work */

typedef struct {
    vp_snapshot *snapshot;
    vp_land_view view; /* of the snapshot */
    vp_road_list list;
} work;

static void clear(work *w)
{
    vp_road_list_clear(&w->list);
    vp_land_view_clear(&w->view);
    vp_snapshot_release(w->snapshot);
}

static bool find_question(work *w, arguments *a, vp_error *err)
{
    const vp_definitions *d = &w->view.region.definitions;
    vp_road_question *q = &a->question;
    if (!vp_land_view_add_group(&w->view, a->group, err)) return false;
    q->service = vp_region_service(d, a->service);
    if (q->service == VP_NONE) return vp_names_fail_service(d, a->service, err);
    q->group = a->group ? vp_group_find(d, a->group) : d->services[q->service].group;
    if (a->group && q->group == VP_NONE) return vp_names_fail_group(d, a->group, err);
    if (!w->snapshot->results.surfaces[q->service])
        return vp_fail(err, VP_NOT_FOUND, "%s was not analysed: its inputs are missing", d->services[q->service].id);
    q->region = &w->view.region;
    q->travel = w->snapshot->results.travel;
    q->main_weights = w->snapshot->results.main_weights;
    q->surface = vp_results_surface(&w->snapshot->results, q->service, 0, VP_EVERY_CELL, err);
    return q->surface != NULL;
}

static bool read_links(work *w, arguments *a, vp_error *err)
{
    vp_findings findings = {0};
    bool ok = a->gaps ? vp_road_gaps_links(&w->view, &a->question, a->gaps, a->class_name, &w->list, err)
                      : vp_road_list_read(a->links, w->snapshot, &w->list, &findings, err);
    if (findings.count) vp_console_findings(&findings, a->quiet ? VP_FINDING_WARNING : VP_FINDING_NOTE);
    vp_findings_clear(&findings);
    if (ok && a->price_per_km > 0) vp_road_list_price(&w->list, a->price_per_km);
    a->question.links = w->list.links;
    a->question.link_count = w->list.count;
    return ok;
}

static bool load(work *w, arguments *a, vp_error *err)
{
    w->snapshot = vp_snapshot_load(a->directory, err);
    return w->snapshot && vp_land_view_init(&w->view, w->snapshot, err) && find_question(w, a, err) &&
           read_links(w, a, err);
}

static bool write_report(const arguments *a, const vp_road_shown *shown, vp_error *err)
{
    vp_buffer html = {0};
    bool ok = vp_road_report_write(shown, &html, err) && vp_whole_file_write(a->report, &html, err);
    vp_buffer_clear(&html);
    return ok;
}

/* ---- what is printed below the table */

static bool by_people(const vp_road_shown *s) { return s->question->objective == VP_OBJECTIVE_COVERAGE; }

static void print_set(const vp_road_shown *s, const vp_road_set *set, size_t most)
{
    printf(by_people(s) ? gettext("at most %zu links: %.0f people newly within the limit")
                        : gettext("at most %zu links: %.0f person-minutes saved"),
           most, set->objective);
    if (set->proven)
        fputs(gettext(", proven to be the best possible"), stdout);
    else
        printf(gettext(", no set gives more than %.0f"), set->bound);
    for (size_t k = 0; k < set->count; k++) printf("%s%zu", k ? " + " : "; ", set->links[k] + 1);
    putchar('\n');
}

static void print_summary(const vp_road_shown *s)
{
    const vp_road_result *r = s->result;
    const vp_road_set *last = vp_road_print_set(s);
    putchar('\n');
    for (size_t k = 0; k < r->set_count; k++) print_set(s, &r->sets[k], r->set_count == 1 ? s->question->count : k + 1);
    printf(gettext("of %.0f people %.0f are within %g minutes of %s now, %.0f with these links\n"), r->people,
           r->before, r->limit, s->snapshot->region->definitions.services[s->question->service].id,
           r->before + last->people);
    printf(by_people(s) ? gettext("all %zu links together: %.0f people newly within the limit\n")
                        : gettext("all %zu links together: %.0f person-minutes saved\n"),
           s->question->link_count, r->all);
    printf(gettext("%zu changes of roads solved; %.1f s%s\n"), r->evaluated, r->seconds,
           r->stopped ? gettext("; stopped before the end") : "");
}

static bool print(const arguments *a, const vp_road_shown *shown, vp_error *err)
{
    bool printed = vp_siting_form_begin(&a->form, err) && vp_road_print(shown, a->form.format, err);
    if (printed && a->form.format == VP_SITING_TEXT) print_summary(shown);
    return vp_siting_form_end(&a->form, "roads", printed, err);
}

static bool solve_and_print(const work *w, arguments *a, vp_error *err)
{
    vp_siting_bar bar = {.quiet = a->quiet};
    vp_road_result result;
    a->options.progress = vp_siting_output_progress;
    a->options.context = &bar;
    a->options.seconds = fmax(0, a->options.seconds - (vp_clock_now() - a->started)); /* loading took its part */
    vp_siting_output_catch_interrupt();
    bool ok = vp_road_links_run(&a->question, &a->options, &result, err);
    vp_siting_output_end(&bar);
    if (!ok) return false;
    const vp_road_shown shown = {.question = &a->question,
                                 .result = &result,
                                 .snapshot = w->snapshot,
                                 .names = w->list.names,
                                 .source = a->gaps ? "các nơi bị bỏ lại / places left out" : a->links,
                                 .decimal_comma = a->decimal.comma};
    ok = (!a->report || write_report(a, &shown, err)) && print(a, &shown, err);
    vp_road_result_clear(&result);
    return ok;
}

int vp_roads_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_decimal_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "DIR",
        "Which roads to build, open or upgrade so that most people gain access to a service: what each gives alone, "
        "and "
        "the best sets, with a bound that no set can beat.\v"
        "Examples:\n"
        "  vungphu roads gis-data/sample/dataset --service health_station_walk --gaps 8 --class tertiary --count 2\n"
        "  vungphu roads DIR --service ID --links FILE --budget 5000",
        children,
        NULL,
        NULL};
    arguments a = {.question = vp_road_defaults(), .options = vp_sites_defaults()};
    a.options.seconds = 180;
    a.started = vp_clock_now();
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    work w = {0};
    bool ok = load(&w, &a, &err) && solve_and_print(&w, &a, &err);
    clear(&w);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
