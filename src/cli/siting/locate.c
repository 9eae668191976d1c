/* vungphu locate: any p-median, covering, center or set-cover problem on plain tables. */
#include "cli/arguments/command.h"
#include "cli/arguments/console.h"
#include "cli/arguments/format_argument.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/siting/siting.h"
#include "cli/siting/siting_output.h"
#include "platform/clock.h"
#include "report/siting_json.h"
#include "solver/exact.h"
#include "store/plain/instance_file.h"
#include "json/json.h"
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/undivided.h>

typedef struct {
    vp_cost_files files;
    const char *instance; /* instead of tables */
    size_t problem_number;
    vp_sites_problem problem;
    vp_sites_options options;
    vp_format_argument table;
    double started; /* vp_clock_now */
    bool quiet, objective_given;
} arguments;

static double positive(const char *value, struct argp_state *state)
{
    double number = vp_argument_number(value, state);
    if (!(number >= 0)) vp_argument_error(state, "%s is below 0", value);
    return number;
}

static vp_objective objective(const char *value, struct argp_state *state)
{
    for (int i = 0; i < VP_OBJECTIVE_COUNT; i++)
        if (strcmp(value, vp_objective_names[i]) == 0) return (vp_objective)i;
    vp_argument_error(state, "the objective is coverage, p-median, p-center or set-cover, not %s", value);
    return VP_OBJECTIVE_COVERAGE;
}

static void check(const arguments *a, struct argp_state *state)
{
    bool limited = a->problem.objective == VP_OBJECTIVE_COVERAGE || a->problem.objective == VP_OBJECTIVE_SET_COVER;
    if ((a->files.costs != NULL) + (a->files.graph != NULL) + (a->instance != NULL) != 1)
        vp_argument_error(state, "give either --costs, --graph or --instance");
    if (a->instance && (a->files.demand || a->files.sites))
        vp_argument_error(state, "an --instance has its own demands and sites: no --demand, no --sites");
    if (a->problem_number && !a->instance) vp_argument_error(state, "--problem is of an --instance");
    if (!a->objective_given && !a->instance) vp_argument_error(state, "which --objective?");
    if (limited && a->objective_given && !a->instance && isinf(a->problem.limit))
        vp_argument_error(state, "%s needs a --limit", vp_objective_names[a->problem.objective]);
    if (a->problem.undivided && a->objective_given && a->problem.objective != VP_OBJECTIVE_P_MEDIAN)
        vp_argument_error(state, "--undivided goes with p-median");
    if (a->problem.objective == VP_OBJECTIVE_SET_COVER && a->problem.count != SIZE_MAX)
        vp_argument_error(state, "set-cover finds the number of sites itself: no --count");
}

enum { BUDGET = 256, BEYOND, SITES, COSTS, GRAPH, DEMAND, OBJECTIVE, SHARE, SECONDS, UNDIVIDED, INSTANCE, PROBLEM };

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->table; return 0;
    case COSTS: a->files.costs = value; return 0;
    case GRAPH: a->files.graph = value; return 0;
    case INSTANCE: a->instance = value; return 0;
    case PROBLEM: a->problem_number = vp_argument_count(value, state); return 0;
    case DEMAND: a->files.demand = value; return 0;
    case SITES: a->files.sites = value; return 0;
    case OBJECTIVE:
        a->problem.objective = objective(value, state);
        a->objective_given = true;
        return 0;
    case 'c': a->problem.count = vp_argument_whole(value, state); return 0;
    case 'l': a->problem.limit = positive(value, state); return 0;
    case SHARE: a->problem.share = vp_argument_number(value, state); return 0;
    case BUDGET: a->problem.budget = positive(value, state); return 0;
    case BEYOND: a->problem.beyond = positive(value, state); return 0;
    case 'r': a->options.seed = vp_argument_whole(value, state); return 0;
    case UNDIVIDED: a->problem.undivided = true; return 0;
    case SECONDS: a->options.seconds = positive(value, state); return 0;
    case 'q': a->quiet = true; return 0;
    case ARGP_KEY_ARG: vp_argument_error(state, "%s: files are given by option", value); return EINVAL;
    case ARGP_KEY_END: check(a, state); return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option options[] = {
    {"costs", COSTS, "CSV", 0, "demand,site,cost; a pair that is not listed has no path", 1},
    {"graph", GRAPH, "FILE", 0,
     "node,node,length (CSV), or OR-Library's p-median text: shortest paths, every node is demand and site", 1},
    {"instance", INSTANCE, "FILE", 0,
     "a published instance, with its own objective: capacitated p-median (OR-Library's pmedcap; n p and n times x y "
     "capacity demand; n p, a matrix, demands, capacities), set cover (scp, rail), p-median (pmed)",
     1},
    {"problem", PROBLEM, "N", 0, "which problem of an instance's file that has several", 1},
    {"demand", DEMAND, "CSV", 0, "demand,weight (default: 1 each)", 1},
    {"sites", SITES, "CSV", 0,
     "site and any of state (free, kept, fixed, forbidden), price, capacity (most weight it takes; empty: any) "
     "(default: all free)",
     1},
    {"objective", OBJECTIVE, "WHAT", 0, "coverage, p-median, p-center or set-cover", 2},
    {"count", 'c', "P", 0, "at most this many sites (default: what an OR-Library file says)", 2},
    {"budget", BUDGET, "NUMBER", 0, "most that the prices of the sites may sum to", 2},
    {"limit", 'l', "COST", 0, "coverage, set-cover: a demand is covered at this cost or less", 2},
    {"share", SHARE, "NUMBER", 0, "set-cover: of all weight, 0 to 1 (default: everyone that some site covers)", 2},
    {"beyond", BEYOND, "COST", 0, "p-median: what a demand without a path counts (default: all must be served)", 2},
    {"undivided", UNDIVIDED, NULL, 0,
     "p-median with capacities: each demand is served by one site alone (default: it may be divided among several)", 2},
    {"seed", 'r', "N", 0, "of the random search; the same seed, the same answer (default 1)", 3},
    {"time", SECONDS, "SECONDS", 0, "stop then with the best so far (default 60)", 3},
    {"quiet", 'q', NULL, 0, "no progress on stderr", 3},
    {0}};

static const char *const columns[] = {"order", "site", "gain",   "total",   "served", "objective",
                                      "bound", "gap",  "proven", "stopped", "method", "seconds"};
enum { ROW_COLUMNS = 5, ALL_COLUMNS = sizeof columns / sizeof *columns };

/* In CSV every row repeats the answer's own figures, so that the table says all by itself. */
static bool print_table(const arguments *a, const vp_cost_table *table, const vp_sites_answer *answer, vp_error *err)
{
    bool csv = a->table.format == VP_OUTPUT_CSV || a->table.format == VP_OUTPUT_CSV_COMMA;
    vp_output *output = vp_output_new(columns, csv ? ALL_COLUMNS : ROW_COLUMNS, err);
    if (!output) return false;
    for (size_t k = 0; k < answer->chosen_count; k++) {
        const vp_chosen *c = &answer->chosen[k];
        vp_output_number(output, (double)k + 1, 0);
        vp_output_text(output, vp_names_text(table->sites, c->site));
        vp_output_number(output, c->gain, 3);
        vp_output_number(output, c->total, 3);
        vp_output_number(output, c->served, 3);
        if (!csv) continue;
        vp_output_number(output, answer->objective, 3);
        vp_output_number(output, answer->bound, 3);
        vp_output_number(output, answer->gap, 6);
        vp_output_text(output, answer->proven ? "true" : "false");
        vp_output_text(output, answer->stopped ? "true" : "false");
        vp_output_text(output, answer->method);
        vp_output_number(output, answer->seconds, 3);
    }
    bool ok = vp_output_print(output, a->table.format, err);
    vp_output_free(output);
    if (ok && !csv) vp_siting_output_text(&a->problem, answer);
    return ok;
}

static bool print_json(const arguments *a, const vp_cost_table *table, const vp_sites_answer *answer, vp_error *err)
{
    json_t *o = vp_siting_json_answer(a->problem.objective, a->problem.prices != NULL, answer), *sites = json_array();
    for (size_t k = 0; k < answer->chosen_count; k++) {
        const vp_chosen *c = &answer->chosen[k];
        vp_json_add(&sites, json_pack("{s:I, s:s, s:o, s:o, s:o}", "order", (json_int_t)k + 1, "site",
                                      vp_names_text(table->sites, c->site), "gain", vp_json_number(c->gain), "total",
                                      vp_json_number(c->total), "served", vp_json_number(c->served)));
    }
    vp_json_put(&o, "sites", sites);
    return vp_json_print(o, err);
}

/* What was asked for and changes nothing is reported: the answer is of another question than it seems. */
static void report_unread(const arguments *a)
{
    const vp_sites_problem *p = &a->problem;
    bool limited = p->objective == VP_OBJECTIVE_COVERAGE || p->objective == VP_OBJECTIVE_SET_COVER;
    const struct {
        const char *option;
        bool unread;
    } options_given[] = {{"limit", !limited && isfinite(p->limit)},
                         {"beyond", p->objective != VP_OBJECTIVE_P_MEDIAN && !isnan(p->beyond)},
                         {"share", p->objective != VP_OBJECTIVE_SET_COVER && !isnan(p->share)}};
    for (size_t k = 0; k < sizeof options_given / sizeof *options_given; k++)
        if (options_given[k].unread)
            fprintf(stderr, gettext("vungphu: --%s changes nothing for %s\n"), options_given[k].option,
                    vp_objective_names[p->objective]);
}

static bool solve(arguments *a, vp_cost_table *table, vp_error *err)
{
    a->problem.costs = table->costs;
    a->problem.weights = table->weights;
    a->problem.states = table->states;
    a->problem.prices = table->prices;
    a->problem.capacities = table->capacities;
    if (table->stated && !a->objective_given) a->problem.objective = table->objective;
    if (table->stated && table->objective == VP_OBJECTIVE_SET_COVER && isinf(a->problem.limit)) a->problem.limit = 0;
    if (table->undivided && a->problem.objective == VP_OBJECTIVE_P_MEDIAN) {
        a->problem.undivided = true;
        a->problem.loads = table->loads;
    }
    if (a->problem.count == SIZE_MAX && a->problem.objective != VP_OBJECTIVE_SET_COVER && isinf(a->problem.budget))
        a->problem.count = table->count;
    report_unread(a);
    vp_siting_bar bar = {.quiet = a->quiet};
    a->options.solve = vp_exact_solve;
    a->options.progress = vp_siting_output_progress;
    a->options.context = &bar;
    vp_siting_output_catch_interrupt();
    a->options.seconds = fmax(0, a->options.seconds - (vp_clock_now() - a->started)); /* reading took its part */
    vp_sites_answer *answer =
        (a->problem.undivided ? vp_undivided_solve : vp_sites_solve)(&a->problem, &a->options, err);
    vp_siting_output_end(&bar);
    if (!answer) return false;
    bool ok =
        a->table.format == VP_OUTPUT_JSON ? print_json(a, table, answer, err) : print_table(a, table, answer, err);
    vp_sites_answer_free(answer);
    return ok;
}

int vp_locate_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_format_text_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "Where to put facilities so that they serve a table of demands best, with a bound that no "
        "choice can beat.\v"
        "Example: vungphu locate --costs minutes.csv --demand people.csv --objective coverage "
        "--limit 30 --count 5",
        children,
        NULL,
        NULL};
    arguments a = {.problem = vp_sites_problem_defaults(), .options = vp_sites_defaults(), .started = vp_clock_now()};
    a.options.seconds = 60;
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    vp_findings findings = {0};
    vp_cost_table table = {0};
    bool ok = a.instance ? vp_instance_file_read(a.instance, a.problem_number, &table, &err)
                         : vp_cost_table_read(&a.files, &table, &findings, &err);
    if (findings.count) vp_console_findings(&findings, a.quiet ? VP_FINDING_WARNING : VP_FINDING_NOTE);
    ok = ok && solve(&a, &table, &err);
    vp_cost_table_clear(&table);
    vp_findings_clear(&findings);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
