/* vungphu access: supply per person by a floating catchment method, on plain tables. */
#include "base/array.h"
#include "cli/arguments/console.h"
#include "cli/arguments/format_argument.h"
#include "cli/arguments/parse.h"
#include "cli/arguments/snapshot_arguments.h"
#include "cli/commands.h"
#include "store/plain/cost_table.h"
#include "store/sandbox/sheet_rows.h"
#include "store/text/number.h"
#include <libintl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/floating_catchment.h>

enum { LIMIT, TAU, POWER, SCALE, NEAREST, SIGMA, NUMBERS };
enum { COSTS = 256, SUPPLY, METHOD, DECAY, STEPS, DEMAND, FIRST_NUMBER };

typedef struct {
    vp_cost_files files;
    const char *supply;
    vp_floating_method method;
    int decay;               /* vp_decay; -1: not given */
    double numbers[NUMBERS]; /* NaN: not given */
    const char *steps;
    vp_format_argument table;
} arguments;

static const struct argp_option options[] = {
    {"costs", COSTS, "CSV", 0, "demand,site,cost; a pair that is not listed has no path", 0},
    {"demand", DEMAND, "CSV", 0, "demand,weight: people of each place", 0},
    {"supply", SUPPLY, "CSV", 0, "site,supply: beds, doctors, places of each site", 0},
    {"method", METHOD, "2sfca|e2sfca|3sfca|raam", 0, "default e2sfca", 0},
    {"limit", 'l', "COST", 0, "sites further away do not count; all but raam need one", 0},
    {"tau", FIRST_NUMBER + TAU, "COST", 0, "raam: the cost that weighs as much as average crowding (default 60)", 0},
    {"decay", DECAY, "steps|gravity|gaussian", 0,
     "how the weight falls with the cost (default steps: 2sfca 1 within the limit, e2sfca and 3sfca 1, 0.68 and 0.22 "
     "in its thirds)",
     0},
    {"steps", STEPS, "COST:WEIGHT,…", 0, "steps of your own, as 20:1,40:0.68,60:0.22 (up to 32)", 0},
    {"power", FIRST_NUMBER + POWER, "NUMBER", 0, "gravity: the weight is (cost / scale) to the minus power (default 1)",
     0},
    {"scale", FIRST_NUMBER + SCALE, "COST", 0, "gravity: the cost that weighs 1 (default 1)", 0},
    {"nearest", FIRST_NUMBER + NEAREST, "COST", 0, "gravity: lower costs count as this one; needed where a cost is 0",
     0},
    {"sigma", FIRST_NUMBER + SIGMA, "COST", 0,
     "gaussian: the weight is exp(-cost²/2 sigma²) (default: falling to 0 at the limit)", 0},
    {0}};

static vp_floating_method method_of(const char *name, struct argp_state *state)
{
    for (int m = 0; m < 4; m++)
        if (strcmp(name, vp_floating_names[m]) == 0) return (vp_floating_method)m;
    vp_argument_error(state, "%s: choose 2sfca, e2sfca, 3sfca or raam", name);
    return VP_FLOATING_2SFCA;
}

static double positive(const char *value, struct argp_state *state)
{
    double number = vp_argument_number(value, state);
    if (!(number > 0)) vp_argument_error(state, "%s must be above 0", value);
    return number;
}

static int decay_of(const char *name, struct argp_state *state)
{
    for (int d = 0; d < 3; d++)
        if (strcmp(name, vp_decay_names[d]) == 0) return d;
    vp_argument_error(state, "%s: choose steps, gravity or gaussian", name);
    return -1;
}

static bool is_given(const arguments *a, int number) { return !isnan(a->numbers[number]); }

/* An option that would change nothing is refused. */
static void check_decay(const arguments *a, struct argp_state *state)
{
    bool raam = a->method == VP_FLOATING_RAAM, gravity = a->decay == VP_DECAY_GRAVITY;
    if (raam && (a->decay >= 0 || a->steps))
        vp_argument_error(state, "raam has no --decay: it counts travel and crowding");
    if (!raam && is_given(a, TAU)) vp_argument_error(state, "--tau goes with raam");
    if (a->steps && a->decay > VP_DECAY_STEPS) vp_argument_error(state, "--steps goes with --decay steps");
    if (!gravity && (is_given(a, POWER) || is_given(a, SCALE) || is_given(a, NEAREST)))
        vp_argument_error(state, "--power, --scale and --nearest go with --decay gravity");
    if (a->decay != VP_DECAY_GAUSSIAN && is_given(a, SIGMA))
        vp_argument_error(state, "--sigma goes with --decay gaussian");
    if (!raam && !gravity && !a->steps && !is_given(a, SIGMA) && !is_given(a, LIMIT))
        vp_argument_error(state, "%s needs a --limit", vp_floating_names[a->method]);
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    if (key >= FIRST_NUMBER && key < FIRST_NUMBER + NUMBERS) {
        a->numbers[key - FIRST_NUMBER] = positive(value, state);
        return 0;
    }
    switch (key) {
    case ARGP_KEY_INIT: state->child_inputs[0] = &a->table; return 0;
    case COSTS: a->files.costs = value; return 0;
    case DEMAND: a->files.demand = value; return 0;
    case SUPPLY: a->supply = value; return 0;
    case METHOD: a->method = method_of(value, state); return 0;
    case DECAY: a->decay = decay_of(value, state); return 0;
    case STEPS: a->steps = value; return 0;
    case 'l': a->numbers[LIMIT] = positive(value, state); return 0;
    case ARGP_KEY_ARG: argp_usage(state); return 0;
    case ARGP_KEY_END:
        if (!a->files.costs || !a->files.demand || !a->supply)
            vp_argument_error(state, "--costs, --demand and --supply are needed");
        check_decay(a, state);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* "20:1,40:0.68": the costs at which steps end, and their weights. */
static bool read_steps(const char *text, vp_floating_options *o, vp_error *err)
{
    o->step_count = 0;
    for (const char *at = text;; at++) {
        char *end;
        if (o->step_count == VP_DECAY_STEPS_MOST)
            return vp_fail(err, VP_BAD_INPUT, "--steps %s: more than %d steps", text, VP_DECAY_STEPS_MOST);
        o->ends[o->step_count] = strtod(at, &end);
        bool pair = end != at && *end == ':';
        if (pair) o->weights[o->step_count++] = strtod(at = end + 1, &end);
        if (!pair || end == at || (*end && *end != ','))
            return vp_fail(err, VP_BAD_INPUT, "--steps %s: write COST:WEIGHT,COST:WEIGHT, as 20:1,40:0.68", text);
        if (!*end) return true;
        at = end;
    }
}

static bool choose_weights(const arguments *a, vp_floating_options *o, vp_error *err)
{
    double limit = is_given(a, LIMIT) ? a->numbers[LIMIT] : INFINITY;
    *o = vp_floating_defaults(a->method, limit);
    if (a->decay >= 0) o->decay = (vp_decay)a->decay;
    if (is_given(a, TAU)) o->tau = a->numbers[TAU];
    if (is_given(a, POWER)) o->power = a->numbers[POWER];
    if (is_given(a, SCALE)) o->scale = a->numbers[SCALE];
    if (is_given(a, NEAREST)) o->nearest = a->numbers[NEAREST];
    if (is_given(a, SIGMA)) o->sigma = a->numbers[SIGMA];
    return !a->steps || read_steps(a->steps, o, err);
}

/* The supply table while it is read. */
typedef struct {
    const char *path;
    vp_names *sites;
    double *supply; /* [site]; NaN until given */
    size_t site_column, supply_column;
    bool header_read, ok;
    vp_error *err;
} supply_reading;

static bool take_header(supply_reading *r, const vp_csv_row *row)
{
    r->site_column = r->supply_column = SIZE_MAX;
    for (size_t i = 0; i < row->field_count; i++) {
        if (strcmp(row->fields[i], "site") == 0) r->site_column = i;
        if (strcmp(row->fields[i], "supply") == 0) r->supply_column = i;
    }
    r->header_read = true;
    if (r->site_column == SIZE_MAX || r->supply_column == SIZE_MAX)
        return vp_fail(r->err, VP_BAD_INPUT, "%s: the first row must name the columns site and supply", r->path);
    return true;
}

static bool take_supply(supply_reading *r, const vp_csv_row *row)
{
    double number;
    char doubt[160];
    const char *site = row->fields[r->site_column];
    if (vp_number_doubt(row->fields[r->supply_column], row->decimal, doubt, sizeof doubt))
        return vp_fail(r->err, VP_BAD_INPUT, "%s row %ld: the supply of %s is \"%s\"; %s", r->path, row->row, site,
                       row->fields[r->supply_column], doubt);
    if (!vp_csv_row_number(row, r->supply_column, &number) || number < 0)
        return vp_fail(r->err, VP_BAD_INPUT, "%s row %ld: the supply of %s is \"%s\"; it must be a number, 0 or more",
                       r->path, row->row, site, row->fields[r->supply_column]);
    size_t known = vp_names_find(r->sites, site);
    if (known == SIZE_MAX) { /* its supply is part of the whole all the same */
        fprintf(stderr, gettext("vungphu: %s row %ld: no place has a path to site %s\n"), r->path, row->row, site);
        known = vp_names_add(r->sites, site);
        if (known == SIZE_MAX || !vp_array_resize(VP_ARRAY(r->supply), known + 1, r->err))
            return vp_fail_memory(r->err, sizeof *r->supply);
        r->supply[known] = NAN;
    }
    if (!isnan(r->supply[known]))
        return vp_fail(r->err, VP_BAD_INPUT, "%s row %ld: site %s comes twice", r->path, row->row, site);
    r->supply[known] = number;
    return true;
}

static bool take_row(void *context, const vp_csv_row *row)
{
    supply_reading *r = context;
    r->ok = r->header_read ? take_supply(r, row) : take_header(r, row);
    return r->ok;
}

static bool take_note(void *context, long row, const char *reason)
{
    const supply_reading *r = context;
    fprintf(stderr, gettext("vungphu: %s row %ld: %s\n"), r->path, row, reason);
    return true;
}

static double *read_supply(const char *path, vp_names *sites, vp_error *err)
{
    size_t count = vp_names_count(sites);
    supply_reading r = {.path = path, .sites = sites, .ok = true, .err = err};
    r.supply = malloc((count + 1) * sizeof *r.supply);
    if (!r.supply) {
        vp_fail_memory(err, count * sizeof *r.supply);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) r.supply[i] = NAN;
    const vp_column_names wanted = {(const char *const[]){"site", "supply"}, 2};
    const vp_csv_rows rows = {
        .take = take_row, .context = &r, .heading = true, .wanted = &wanted, .wanted_count = 1, .note = take_note};
    bool ok = vp_sheet_rows_file(&rows, path, err) && r.ok;
    count = vp_names_count(sites);
    for (size_t i = 0; ok && i < count; i++)
        if (isnan(r.supply[i]))
            ok = vp_fail(err, VP_BAD_INPUT, "%s: the supply of site %s is missing", path, vp_names_text(sites, i));
    if (ok) return r.supply;
    free(r.supply);
    return NULL;
}

static bool print_access(const arguments *a, const vp_cost_table *table, const double access[], vp_error *err)
{
    static const char *const columns[] = {"demand", "people", "access"};
    vp_output *output = vp_output_new(columns, 3, err);
    if (!output) return false;
    for (size_t i = 0; i < vp_names_count(table->demands); i++) {
        vp_output_text(output, vp_names_text(table->demands, i));
        vp_output_number(output, table->weights[i], 0);
        vp_output_number(output, access[i], 6);
    }
    bool ok = vp_output_print(output, a->table.format, err);
    vp_output_free(output);
    return ok;
}

/* Null in the table is never left without a word. */
static void report_undefined(const vp_cost_table *table, const double access[])
{
    size_t count = vp_names_count(table->demands), undefined = 0, first = 0;
    for (size_t i = count; i-- > 0;) {
        if (!isnan(access[i])) continue;
        undefined++;
        first = i;
    }
    if (undefined > 0)
        fprintf(stderr,
                "vungphu: no data for %zu of %zu places, %s first: nobody lives in the catchment they share, or no "
                "site can be used\n",
                undefined, count, vp_names_text(table->demands, first));
}

static bool work_out(const arguments *a, const vp_cost_table *table, vp_error *err)
{
    size_t demand_count = vp_names_count(table->demands);
    double *supply = read_supply(a->supply, table->sites, err), *access = malloc((demand_count + 1) * sizeof *access);
    vp_floating_options o;
    vp_floating_problem problem = {table->entries, table->entry_count,          table->weights, demand_count,
                                   supply,         vp_names_count(table->sites)};
    bool ok = supply && (access || vp_fail_memory(err, demand_count * sizeof *access)) && choose_weights(a, &o, err) &&
              vp_floating_access(&problem, &o, access, err);
    if (ok) report_undefined(table, access);
    ok = ok && print_access(a, table, access, err);
    free(supply);
    free(access);
    return ok;
}

int vp_access_command(int count, char **texts)
{
    static const struct argp_child children[] = {{&vp_format_csv_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "Supply for each person of a place, when all who are near share it. 2sfca, e2sfca and 3sfca: supply per person;"
        " raam: travel and crowding as one cost, less is better.\v"
        "Example: vungphu access --costs minutes.csv --demand people.csv --supply beds.csv --method e2sfca --limit 60",
        children,
        NULL,
        NULL};
    arguments a = {.method = VP_FLOATING_E2SFCA, .decay = -1, .table.format = VP_OUTPUT_CSV};
    for (int n = 0; n < NUMBERS; n++) a.numbers[n] = NAN;
    if (vp_arguments_parse(&argp, count, texts, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    vp_findings findings = {0};
    vp_cost_table table = {0};
    bool ok = vp_cost_table_read(&a.files, &table, &findings, &err);
    if (findings.count > 0) vp_console_findings(&findings, VP_FINDING_NOTE);
    if (!ok && !err.message[0]) vp_fail(&err, VP_BAD_INPUT, "the tables have errors");
    ok = ok && work_out(&a, &table, &err);
    vp_cost_table_clear(&table);
    vp_findings_clear(&findings);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
