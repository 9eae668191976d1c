/* vungphu access: supply per person by a floating catchment method, on plain tables. */
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/snapshot_arguments.h"
#include "store/plain/cost_table.h"
#include "store/plain/csv_rows.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/floating_catchment.h>

typedef struct {
    vp_cost_files files;
    const char *supply;
    vp_floating_method method;
    double limit, tau; /* NaN: not given */
    vp_output_format format;
} arguments;

enum { COSTS = 256, SUPPLY, METHOD, TAU };

static const struct argp_option options[] = {
    {"costs", COSTS, "CSV", 0, "demand,site,cost; a pair that is not listed has no way", 0},
    {"demand", 'd', "CSV", 0, "demand,weight: people of each place", 0},
    {"supply", SUPPLY, "CSV", 0, "site,supply: beds, doctors, places of each site", 0},
    {"method", METHOD, "2sfca|e2sfca|3sfca|raam", 0, "default e2sfca", 0},
    {"limit", 'l', "COST", 0, "sites further away do not count; all but raam need one", 0},
    {"tau", TAU, "COST", 0, "raam: the cost that weighs as much as average crowding (default 60)", 0},
    {"format", 'f', "text|csv|json", 0, "default csv", 0},
    {0}};

static vp_floating_method method_of(const char *name, struct argp_state *state)
{
    for (int m = 0; m < 4; m++)
        if (strcmp(name, vp_floating_names[m]) == 0) return (vp_floating_method)m;
    argp_error(state, "%s: choose 2sfca, e2sfca, 3sfca or raam", name);
    return VP_FLOATING_2SFCA;
}

static double positive(const char *value, struct argp_state *state)
{
    double number = vp_argument_number(value, state);
    if (!(number > 0)) argp_error(state, "%s must be above 0", value);
    return number;
}

static error_t parse(int key, char *value, struct argp_state *state)
{
    arguments *a = state->input;
    switch (key) {
    case COSTS: a->files.costs = value; return 0;
    case 'd': a->files.demand = value; return 0;
    case SUPPLY: a->supply = value; return 0;
    case METHOD: a->method = method_of(value, state); return 0;
    case 'l': a->limit = positive(value, state); return 0;
    case TAU: a->tau = positive(value, state); return 0;
    case 'f':
        if (!vp_output_format_of(value, &a->format)) argp_error(state, "%s: choose text, csv or json", value);
        return 0;
    case ARGP_KEY_ARG: argp_usage(state); return 0;
    case ARGP_KEY_END:
        if (!a->files.costs || !a->files.demand || !a->supply)
            argp_error(state, "--costs, --demand and --supply are needed");
        if (a->method != VP_FLOATING_RAAM && isnan(a->limit))
            argp_error(state, "%s needs a --limit", vp_floating_names[a->method]);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

/* The supply table while it is read. */
typedef struct {
    const char *path;
    const vp_names *sites;
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
    size_t last = r->site_column > r->supply_column ? r->site_column : r->supply_column;
    if (row->field_count <= last)
        return vp_fail(r->err, VP_BAD_INPUT, "%s row %ld: it has %zu fields only", r->path, row->row, row->field_count);
    const char *site = row->fields[r->site_column];
    if (!vp_csv_row_number(row, r->supply_column, &number) || number < 0)
        return vp_fail(r->err, VP_BAD_INPUT, "%s row %ld: the supply of %s is \"%s\"; it must be a number, 0 or more",
                       r->path, row->row, site, row->fields[r->supply_column]);
    size_t known = vp_names_find(r->sites, site);
    if (known == SIZE_MAX) {
        fprintf(stderr, "vungphu: %s row %ld: no place has a way to site %s\n", r->path, row->row, site);
        return true;
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

static double *read_supply(const char *path, const vp_names *sites, vp_error *err)
{
    size_t count = vp_names_count(sites);
    supply_reading r = {.path = path, .sites = sites, .ok = true, .err = err};
    r.supply = malloc((count + 1) * sizeof *r.supply);
    if (!r.supply) {
        vp_fail_memory(err, count * sizeof *r.supply);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) r.supply[i] = NAN;
    bool ok = vp_csv_rows_read(path, take_row, &r, err) && r.ok;
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
    bool ok = vp_output_print(output, a->format, err);
    vp_output_free(output);
    return ok;
}

static bool work_out(const arguments *a, const vp_cost_table *table, vp_error *err)
{
    size_t demand_count = vp_names_count(table->demands);
    double *supply = read_supply(a->supply, table->sites, err), *access = malloc((demand_count + 1) * sizeof *access);
    vp_floating_options method = vp_floating_defaults(a->method, isnan(a->limit) ? INFINITY : a->limit);
    if (!isnan(a->tau)) method.tau = a->tau;
    vp_floating_problem problem = {table->entries, table->entry_count,          table->weights, demand_count,
                                   supply,         vp_names_count(table->sites)};
    bool ok = supply && (access || vp_fail_memory(err, demand_count * sizeof *access)) &&
              vp_floating_access(&problem, &method, access, err) && print_access(a, table, access, err);
    free(supply);
    free(access);
    return ok;
}

int vp_access_command(int count, char **texts)
{
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "Supply for each person of a place, when all who are near share it. 2sfca, e2sfca and 3sfca: supply per person;"
        " raam: travel and crowding as one cost, less is better.\v"
        "Example: vungphu access --costs minutes.csv --demand people.csv --supply beds.csv --method e2sfca --limit 60",
        NULL,
        NULL,
        NULL};
    arguments a = {.method = VP_FLOATING_E2SFCA, .limit = NAN, .tau = NAN, .format = VP_OUTPUT_CSV};
    if (argp_parse(&argp, count, texts, 0, NULL, &a) != 0) return VP_EXIT_USAGE;
    vp_error err = {0};
    vp_findings findings = {0};
    vp_cost_table table = {0};
    bool ok = vp_cost_table_read(&a.files, &table, &findings, &err);
    if (findings.count > 0) vp_console_findings(&findings, VP_FINDING_WARNING);
    if (!ok && !err.message[0]) vp_fail(&err, VP_BAD_INPUT, "the tables have errors");
    ok = ok && work_out(&a, &table, &err);
    vp_cost_table_clear(&table);
    vp_findings_clear(&findings);
    return ok ? VP_EXIT_DONE : vp_console_fail(&err);
}
