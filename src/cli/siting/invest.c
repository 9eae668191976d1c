/* vungphu invest DIR: what to build where in which year, within the money of each year. */
#include "cli/arguments/command.h"
#include "cli/arguments/console.h"
#include "cli/arguments/decimal_argument.h"
#include "cli/arguments/language.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/siting/siting.h"
#include "cli/siting/siting_form.h"
#include "cli/siting/siting_output.h"
#include "platform/clock.h"
#include "platform/whole_file.h"
#include "report/invest_print.h"
#include "report/invest_report.h"
#include "service/invest_setup.h"
#include "solver/exact.h"
#include "store/snapshot/snapshot_store.h"
#include "json/json.h"
#include <libintl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *directory, *projects, *budgets, *targets, *money, *note, *report;
    int first_year, last_year;
    double growth;
    vp_invest_goal goal;
    bool carry, nested, at_end, quiet;
    vp_siting_form form;
    vp_decimal_argument decimal;
    vp_sites_options options;
    double started; /* vp_clock_now */
} arguments;

static void check(arguments *a, struct argp_state *state)
{
    if (!a->directory) vp_argument_error(state, "which dataset directory?");
    if (!a->projects) vp_argument_error(state, "what may be built, and at what price? --projects FILE");
    if (a->goal == VP_INVEST_PEOPLE && !a->budgets)
        vp_argument_error(state, "how much money each year? --budgets FILE");
    if (a->goal == VP_INVEST_COST && !a->targets) vp_argument_error(state, "which targets? --targets FILE");
    if (a->nested && (a->goal == VP_INVEST_COST || a->targets))
        vp_argument_error(state, "--nested goes with --goal people, without --targets");
    vp_decimal_check(&a->decimal, a->form.format == VP_SITING_CSV, state);
}

enum {
    PROJECTS = 256,
    BUDGETS,
    TARGETS,
    GOAL,
    NO_CARRY,
    NESTED,
    AT_END,
    FIRST,
    LAST,
    GROWTH,
    MONEY,
    NOTE,
    REPORT,
    GAP,
    SECONDS
};

static error_t parse_rest(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case FIRST: a->first_year = (int)vp_argument_count(value, state); return 0;
    case LAST: a->last_year = (int)vp_argument_count(value, state); return 0;
    case GROWTH: {
        char *end;
        a->growth = strtod(value, &end);
        if (end == value || *end || !(a->growth > -0.5 && a->growth < 0.5))
            vp_argument_error(state, "--growth is a rate a year such as 0.009, not %s", value);
        return 0;
    }
    case MONEY: a->money = value; return 0;
    case NOTE: a->note = value; return 0;
    case REPORT: a->report = value; return 0;
    case GAP: a->options.gap = vp_argument_above_0(value, state); return 0;
    case SECONDS: a->options.seconds = vp_argument_above_0(value, state); return 0;
    case 'r': a->options.seed = vp_argument_count(value, state); return 0;
    case 'f':
    case 'o': vp_siting_form_take(&a->form, key, value, state); return 0;
    case 'q': a->quiet = true; return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->decimal; return 0;
    case PROJECTS: a->projects = value; return 0;
    case BUDGETS: a->budgets = value; return 0;
    case TARGETS: a->targets = value; return 0;
    case GOAL:
        if (strcmp(value, "people") != 0 && strcmp(value, "cost") != 0)
            vp_argument_error(state, "the goal is people or cost, not %s", value);
        a->goal = *value == 'c' ? VP_INVEST_COST : VP_INVEST_PEOPLE;
        return 0;
    case NO_CARRY: a->carry = false; return 0;
    case NESTED: a->nested = true; return 0;
    case AT_END: a->at_end = true; return 0;
    case ARGP_KEY_ARG:
        if (a->directory) vp_argument_error(state, "one dataset directory, not two: %s", value);
        a->directory = value;
        return 0;
    case ARGP_KEY_END: check(a, state); return 0;
    default: return parse_rest(key, value, state);
    }
}

static const struct argp_option options[] = {
    {"projects", PROJECTS, "FILE", 0,
     "what may be built: a table with service (or an indicator's id), kind (build, expand, mend, road) and price, and "
     "any of limit, group, takes, most, first_year, spacing, candidates, weight, people_per_place, prominence, mast, "
     "frequency, erp; of roads also gaps and class, and price is of a kilometre",
     1},
    {"budgets", BUDGETS, "FILE", 0, "the money of each year: a table with year and budget", 1},
    {"targets", TARGETS, "FILE", 0,
     "what must be reached: a table with service and share, and any of year, group, of (people or left_out)", 1},
    {"goal", GOAL, "people|cost", 0,
     "people (default): most people for the money; cost: the targets for the least money", 2},
    {"nested", NESTED, NULL, 0,
     "an order that is good wherever the money ends: a plan for less is the beginning of the plan for more", 2},
    {"at-end", AT_END, NULL, 0,
     "count people at the end of the last year (default: people in every year, so that what opens sooner counts more)",
     2},
    {"no-carry", NO_CARRY, NULL, 0, "what a year leaves is lost (default: it is there in the next year)", 2},
    {"first-year", FIRST, "YEAR", 0, "first year of the plan (default: that of the first budget)", 2},
    {"last-year", LAST, "YEAR", 0, "last year of the plan (default: that of the last budget or target, else 2030)", 2},
    {"growth", GROWTH, "RATE", 0, "people grow so much a year, as 0.009, where growth.csv of the folder says nothing",
     2},
    {"money", MONEY, "TEXT", 0, "the unit of prices and budgets, as million VND, for readers", 3},
    {"note", NOTE, "TEXT", 0, "a sentence for readers of the report, as whose prices these are", 3},
    {"gap", GAP, "NUMBER", 0, "stop when the plan is proven within this share of the best, as 0.01 (default: 0)", 4},
    {"time", SECONDS, "SECONDS", 0, "stop then with the best so far (default 300)", 4},
    {"seed", 'r', "N", 0, "of the random search; the same seed, the same answer (default 1)", 4},
    VP_SITING_FORMAT_OPTION,
    VP_SITING_OUTPUT_OPTION,
    {"report", REPORT, "FILE.html", 0,
     "also write a report for print: projects by year, who gains, the trade-off curve, a map, what was assumed", 4},
    {"quiet", 'q', NULL, 0, "no progress on stderr", 4},
    {0}};

/* ---- what is printed below the table */

static void print_years(const vp_invest_shown *s)
{
    const vp_invest_question *q = s->question;
    for (size_t t = 0; t < q->year_count; t++) {
        printf(gettext("%d: %.10g spent"), q->years[t], s->result->answer->spent[t]);
        if (q->budgets) printf(gettext(" of %.10g"), q->budgets[t]);
        for (size_t n = 0; n < q->need_count; n++) {
            size_t at = n * q->year_count + t;
            printf("; %s %.2f → %.2f %%", vp_invest_json_service(s, n)->id,
                   100 * s->result->before[at] / s->result->people[at],
                   100 * s->result->after[at] / s->result->people[at]);
        }
        putchar('\n');
    }
}

static void print_targets(const vp_invest_shown *s)
{
    const vp_invest_question *q = s->question;
    for (size_t k = 0; k < q->target_count; k++) {
        const vp_invest_target *t = &q->targets[k];
        const vp_definitions *d = &q->regions[0]->definitions;
        printf(gettext("target %s%s%s %d: %.2f %% of %.2f %%\n"),
               t->need == VP_NONE ? "all" : vp_invest_json_service(s, t->need)->id, t->group == VP_NONE ? "" : " ",
               t->group == VP_NONE ? "" : d->groups[t->group].id, q->years[t->year], 100 * s->result->target_share[k],
               100 * t->share);
    }
}

static void print_curve(const vp_investment_answer *a)
{
    for (size_t k = 0; k < a->curve_count; k++) {
        const vp_curve_point *p = &a->curve[k];
        printf(gettext("%3.0f %% of the money (%.10g): %.0f"), 100 * p->part, p->money, p->best);
        if (isfinite(p->bound)) printf(gettext(", at most %.0f"), p->bound);
        printf(gettext("; this plan cut there keeps %.0f%s\n"), p->kept, k == a->knee ? gettext("  ← knee") : "");
    }
}

static void print_summary(const vp_invest_shown *s)
{
    const vp_investment_answer *a = s->result->answer;
    bool people = s->question->goal == VP_INVEST_PEOPLE;
    const char *unit = s->question->at_end ? gettext("people") : gettext("person-years");
    putchar('\n');
    printf(gettext("%zu projects for %.10g%s%s: %.0f %s"), a->chosen_count, a->cost, s->money ? " " : "",
           s->money ? s->money : "", a->worth, unit);
    if (!a->met)
        fputs(gettext("; no plan that meets the targets was found, this one comes nearest\n"), stdout);
    else if (!isfinite(a->bound))
        fputs(gettext("; stopped before anything was proven\n"), stdout);
    else if (a->proven)
        fputs(gettext("; proven to be the best possible\n"), stdout);
    else
        printf(people ? gettext("; no plan gives more than %.10g (gap %.3f %%)\n")
                      : gettext("; no plan takes less than %.10g (gap %.3f %%)\n"),
               a->bound, 100 * a->gap);
    print_years(s);
    print_targets(s);
    print_curve(a);
    double share;
    size_t least = vp_invest_json_least(s, &share);
    if (least != VP_NONE)
        printf(gettext("of those left out fewest gain in %s: %.1f %%\n"),
               s->question->regions[0]->definitions.groups[least].id, 100 * share);
    if (!s->grows) fputs(gettext("nothing states how people grow: those of today count in every year\n"), stdout);
    printf(gettext("%zu candidates, %s; %.1f s%s\n"), s->result->project_count, a->method, a->seconds,
           a->stopped ? gettext("; stopped before the end") : "");
}

/* ---- the work */

typedef struct {
    vp_snapshot *snapshot;
    vp_land_view view;
    vp_invest_setup setup;
    char *const **names; /* [row] */
} work;

static void clear(work *w)
{
    free(w->names);
    vp_invest_setup_clear(&w->setup);
    vp_land_view_clear(&w->view);
    vp_snapshot_release(w->snapshot);
}

static bool load(work *w, const arguments *a, vp_error *err)
{
    vp_findings findings = {0};
    char directory[4096];
    const char *slash = strrchr(a->projects, '/');
    snprintf(directory, sizeof directory, "%.*s", slash ? (int)(slash - a->projects) : 1, slash ? a->projects : ".");
    const vp_invest_source projects = {a->projects, NULL}, budgets = {a->budgets, NULL}, targets = {a->targets, NULL};
    vp_invest_question *q = &w->setup.question;
    w->setup.projects_name = a->projects;
    w->setup.budgets_name = a->budgets;
    w->setup.targets_name = a->targets;
    w->setup.growth = a->growth;
    q->goal = a->goal;
    q->carry = a->carry;
    q->nested = a->nested;
    q->at_end = a->at_end;
    bool ok = vp_invest_tables_read(&projects, &budgets, &targets, &w->setup.tables, &findings, err);
    w->snapshot = ok ? vp_snapshot_load(a->directory, err) : NULL;
    ok = w->snapshot && vp_land_view_init(&w->view, w->snapshot, err) &&
         vp_invest_setup_make(&w->setup, &w->view, a->first_year, a->last_year, *directory ? directory : "/", &findings,
                              err);
    if (findings.count) vp_console_findings(&findings, a->quiet ? VP_FINDING_WARNING : VP_FINDING_NOTE);
    vp_findings_clear(&findings);
    if (!ok) return false;
    w->names = vp_invest_setup_names(&w->setup, err);
    return w->names != NULL;
}

static bool write_report(const arguments *a, const vp_invest_shown *shown, vp_error *err)
{
    vp_buffer html = {0};
    bool ok = vp_invest_report_write(shown, &html, err) && vp_whole_file_write(a->report, &html, err);
    vp_buffer_clear(&html);
    return ok;
}

static bool print_form(const arguments *a, const vp_invest_shown *shown, vp_error *err)
{
    if (a->form.format == VP_SITING_JSON || a->form.format == VP_SITING_GEOJSON)
        return vp_json_print(vp_invest_json(shown, a->form.format == VP_SITING_GEOJSON), err);
    if (a->form.format == VP_SITING_CSV)
        return vp_invest_print(shown, a->decimal.comma ? VP_OUTPUT_CSV_COMMA : VP_OUTPUT_CSV, err);
    if (!vp_invest_print(shown, VP_OUTPUT_TEXT, err)) return false;
    print_summary(shown);
    return true;
}

static bool print(const arguments *a, const vp_invest_shown *shown, vp_error *err)
{
    bool printed = vp_siting_form_begin(&a->form, err) && print_form(a, shown, err);
    return vp_siting_form_end(&a->form, "projects", printed, err);
}

static bool solve_and_print(const work *w, arguments *a, vp_error *err)
{
    vp_siting_bar bar = {.quiet = a->quiet};
    vp_invest_result result;
    a->options.solve = vp_exact_solve;
    a->options.progress = vp_siting_output_progress;
    a->options.context = &bar;
    a->options.seconds = fmax(0, a->options.seconds - (vp_clock_now() - a->started)); /* loading took its part */
    vp_siting_output_catch_interrupt();
    bool ok = vp_invest_run(&w->setup.question, &a->options, &result, err);
    vp_siting_output_end(&bar);
    if (!ok) return false;
    const vp_invest_shown shown = {.question = &w->setup.question,
                                   .result = &result,
                                   .snapshot = w->snapshot,
                                   .names = w->names,
                                   .money = a->money,
                                   .made_up = a->note,
                                   .growth = w->view.region.people.growth_count ? NAN : a->growth,
                                   .grows = w->setup.grows,
                                   .seed = a->options.seed};
    ok = (!a->report || write_report(a, &shown, err)) && print(a, &shown, err);
    vp_invest_result_clear(&result);
    return ok;
}

int vp_invest_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_decimal_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "DIR",
        "What to build, enlarge or mend where in which year, for several services at once, so that most people gain "
        "for the money of each year, or targets are met for the least; with a bound that no plan can beat.\v"
        "Examples:\n"
        "  vungphu invest gis-data/sample/dataset --projects gis-data/sample/invest/projects.csv --budgets "
        "gis-data/sample/invest/budgets.csv --gap 0.02\n"
        "  vungphu invest DIR --projects FILE --goal cost --targets FILE",
        children,
        NULL,
        NULL};
    arguments a = {.carry = true, .growth = NAN, .options = vp_sites_defaults(), .started = vp_clock_now()};
    a.options.seconds = 300;
    work w = {0};
    vp_error err;
    if (vp_arguments_parse(&argp, count, texts, &a)) return VP_EXIT_USAGE;
    bool ok = load(&w, &a, &err) && solve_and_print(&w, &a, &err);
    clear(&w);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
