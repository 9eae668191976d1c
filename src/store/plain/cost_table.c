#include "store/plain/cost_table.h"
#include "base/array.h"
#include "store/sandbox/sheet_rows.h"
#include "store/text/number.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t findings_most = 200;

/* ---- names */

struct vp_names {
    char **texts;
    size_t count, room;
    uint32_t *slots; /* number + 1; 0: empty. slot_count is a power of two */
    size_t slot_count;
};

size_t vp_names_count(const vp_names *names) { return names->count; }
const char *vp_names_text(const vp_names *names, size_t number) { return names->texts[number]; }

vp_names *vp_names_new(void)
{
    vp_names *n = calloc(1, sizeof *n);
    if (!n) return NULL;
    n->slot_count = 64;
    n->slots = calloc(n->slot_count, sizeof *n->slots);
    if (!n->slots) {
        free(n);
        return NULL;
    }
    return n;
}

static void names_free(vp_names *n)
{
    if (!n) return;
    for (size_t i = 0; i < n->count; i++) free(n->texts[i]);
    free(n->texts);
    free(n->slots);
    free(n);
}

/* FNV-1a. */
static size_t slot_of(const vp_names *n, const char *text)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (const char *c = text; *c; c++) hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
    size_t at = (size_t)(hash ^ hash >> 32) & (n->slot_count - 1);
    while (n->slots[at] && strcmp(n->texts[n->slots[at] - 1], text) != 0) at = (at + 1) & (n->slot_count - 1);
    return at;
}

size_t vp_names_find(const vp_names *n, const char *text)
{
    uint32_t found = n->slots[slot_of(n, text)];
    return found ? found - 1 : SIZE_MAX;
}

static bool names_grow(vp_names *n)
{
    if (!VP_ARRAY_FIT(n->texts, n->room, n->count + 1, NULL)) return false;
    if (2 * (n->count + 1) <= n->slot_count) return true;
    uint32_t *slots = calloc(2 * n->slot_count, sizeof *slots);
    if (!slots) return false;
    free(n->slots);
    n->slots = slots;
    n->slot_count *= 2;
    for (size_t i = 0; i < n->count; i++) n->slots[slot_of(n, n->texts[i])] = (uint32_t)i + 1;
    return true;
}

size_t vp_names_add(vp_names *n, const char *text)
{
    size_t known = vp_names_find(n, text);
    if (known != SIZE_MAX) return known;
    if (n->count >= UINT32_MAX - 2 || !names_grow(n)) return SIZE_MAX;
    char *copy = strdup(text);
    if (!copy) return SIZE_MAX;
    size_t at = slot_of(n, text);
    n->texts[n->count] = copy;
    n->slots[at] = (uint32_t)++n->count;
    return n->count - 1;
}

/* ---- reading */

typedef struct {
    vp_cost_table *table;
    vp_findings *findings;
    const char *path;
    const char *columns[4];      /* their names here */
    size_t field[4];             /* where they are in the file; SIZE_MAX: not there */
    size_t column_count, needed; /* columns known; how many of them must be there */
    bool header_read, short_of_memory;
    long *first_row; /* [demand or site] row that gave it */
    vp_edge *edges;
    size_t edge_count, edge_room;
    size_t untold; /* warnings beyond the most that are listed */
} reading;

static bool same_text(const char *a, const char *b) { return strcasecmp(a, b) == 0; }

static bool report(reading *r, const vp_csv_row *row, size_t column, const char *reason)
{
    const char *value = r->field[column] < row->field_count ? row->fields[r->field[column]] : NULL;
    char doubt[160];
    if (value && vp_number_doubt(value, row->decimal, doubt, sizeof doubt)) reason = doubt;
    vp_findings_add(r->findings, VP_FINDING_ERROR,
                    (vp_place){.file = r->path, .row = row->row, .column = r->columns[column], .value = value}, "%s",
                    reason);
    return r->findings->errors < findings_most;
}

/* The columns by name in any order. */
static bool read_header(reading *r, const vp_csv_row *row)
{
    r->header_read = true;
    bool complete = true;
    for (size_t c = 0; c < r->column_count; c++) {
        r->field[c] = SIZE_MAX;
        for (size_t f = 0; f < row->field_count; f++)
            if (same_text(row->fields[f], r->columns[c])) r->field[c] = f;
        if (r->field[c] != SIZE_MAX || c >= r->needed) continue;
        vp_findings_add(r->findings, VP_FINDING_ERROR,
                        (vp_place){.file = r->path, .row = row->row, .column = r->columns[c]},
                        "the column is missing from the header%s",
                        row->field_count == 1 && r->column_count > 1
                            ? "; where this row is a title, delete the rows above the names of the columns"
                            : "");
        complete = false;
    }
    return complete;
}

static const char *text_at(const reading *r, const vp_csv_row *row, size_t column)
{
    size_t f = r->field[column];
    return f < row->field_count ? row->fields[f] : "";
}

static bool take_cost(void *context, const vp_csv_row *row)
{
    reading *r = context;
    vp_cost_table *t = r->table;
    if (!r->header_read) return read_header(r, row);
    double cost;
    for (size_t c = 0; c < 2; c++)
        if (!*text_at(r, row, c)) return report(r, row, c, "the field is empty");
    if (!vp_csv_row_number(row, r->field[2], &cost)) return report(r, row, 2, "a cost is a finite number");
    if (cost < 0) return report(r, row, 2, "a cost is 0 or more");
    r->short_of_memory = !VP_ARRAY_FIT(t->entries, t->entry_room, t->entry_count + 1, NULL);
    if (r->short_of_memory) return false;
    size_t demand = vp_names_add(t->demands, text_at(r, row, 0)), site = vp_names_add(t->sites, text_at(r, row, 1));
    r->short_of_memory = demand == SIZE_MAX || site == SIZE_MAX;
    if (r->short_of_memory) return false;
    t->entries[t->entry_count++] = (vp_cost){.demand = (uint32_t)demand, .site = (uint32_t)site, .cost = cost};
    return true;
}

static bool take_fault(void *context, long row, const char *reason)
{
    reading *r = context;
    vp_findings_add(r->findings, VP_FINDING_ERROR, (vp_place){.file = r->path, .row = row}, "%s", reason);
    return r->findings->count < findings_most;
}

static bool take_note(void *context, long row, const char *reason)
{
    reading *r = context;
    vp_findings_add(r->findings, VP_FINDING_NOTE, (vp_place){.file = r->path, .row = row}, "%s", reason);
    return true;
}

static bool run(reading *r, vp_csv_row_taker *take, bool heading, vp_error *err)
{
    const vp_column_names wanted = {r->columns, r->needed};
    vp_csv_rows rows = {.take = take,
                        .fault = take_fault,
                        .context = r,
                        .heading = heading,
                        .wanted = &wanted,
                        .wanted_count = heading,
                        .note = take_note};
    if (!vp_sheet_rows_file(&rows, r->path, err)) return false;
    if (r->short_of_memory) return vp_fail_memory(err, r->table->entry_room * sizeof(vp_cost));
    if (!r->header_read) return vp_fail(err, VP_BAD_INPUT, "%s is empty", r->path);
    if (r->untold > 0)
        vp_findings_add(r->findings, VP_FINDING_WARNING, (vp_place){.file = r->path}, "%zu more rows like these",
                        r->untold);
    r->untold = 0;
    return true;
}

/* Pairs that come twice, found through a sort, reported by name. */
static int by_pair(const void *left, const void *right)
{
    const vp_cost *a = left, *b = right;
    if (a->demand != b->demand) return a->demand < b->demand ? -1 : 1;
    return (a->site > b->site) - (a->site < b->site);
}

static void check_pairs(reading *r)
{
    vp_cost_table *t = r->table;
    if (t->entry_count) qsort(t->entries, t->entry_count, sizeof *t->entries, by_pair);
    for (size_t k = 1; k < t->entry_count && r->findings->errors < findings_most; k++) {
        if (by_pair(&t->entries[k - 1], &t->entries[k]) != 0) continue;
        vp_findings_add(r->findings, VP_FINDING_ERROR,
                        (vp_place){.file = r->path, .column = "site", .value = t->sites->texts[t->entries[k].site]},
                        "demand %s and this site have more than one cost", t->demands->texts[t->entries[k].demand]);
    }
}

static bool read_costs(reading *r, vp_error *err)
{
    r->columns[0] = "demand";
    r->columns[1] = "site";
    r->columns[2] = "cost";
    r->column_count = r->needed = 3;
    if (!run(r, take_cost, true, err)) return false;
    if (r->findings->errors == 0 && r->table->entry_count == 0)
        return vp_fail(err, VP_BAD_INPUT, "%s has no costs", r->path);
    check_pairs(r);
    return true;
}

/* ---- graphs */

static bool add_edge(reading *r, size_t a, size_t b, double length)
{
    r->short_of_memory |= a == SIZE_MAX || b == SIZE_MAX;
    r->short_of_memory |= !VP_ARRAY_FIT(r->edges, r->edge_room, r->edge_count + 1, NULL);
    if (r->short_of_memory) return false;
    r->edges[r->edge_count++] = (vp_edge){.a = (uint32_t)a, .b = (uint32_t)b, .length = length};
    return true;
}

/* node,node,length by position; a first row whose length is no number is a header. */
static bool take_edge(void *context, const vp_csv_row *row)
{
    reading *r = context;
    double length;
    bool first = !r->header_read, number = vp_csv_row_number(row, 2, &length);
    r->header_read = true;
    if (first && !number) return true;
    for (size_t c = 0; c < 2; c++)
        if (row->field_count <= c || !*row->fields[c]) return report(r, row, c, "the field is empty");
    if (!number) return report(r, row, 2, "a length is a finite number");
    if (length < 0) return report(r, row, 2, "a length is 0 or more");
    vp_names *nodes = r->table->demands;
    size_t a = vp_names_add(nodes, row->fields[0]);
    return add_edge(r, a, vp_names_add(nodes, row->fields[1]), length);
}

static bool name_by_number(vp_names *names, size_t count)
{
    char text[32];
    for (size_t i = 1; i <= count; i++) {
        snprintf(text, sizeof text, "%zu", i);
        if (vp_names_add(names, text) == SIZE_MAX) return false;
    }
    return true;
}

/* OR-Library: "n m p", then m times "node node length", nodes from 1. */
static bool read_or_library(reading *r, FILE *file, vp_error *err)
{
    long nodes, edges, p;
    if (fscanf(file, "%ld %ld %ld", &nodes, &edges, &p) != 3 || nodes < 1 || nodes > 20000 || edges < 0 || p < 1 ||
        p > nodes)
        return vp_fail(err, VP_BAD_INPUT, "%s: the first line must be nodes (to 20000), edges and p", r->path);
    if (!name_by_number(r->table->demands, (size_t)nodes)) return vp_fail_memory(err, (size_t)nodes * sizeof(char *));
    for (long k = 0; k < edges; k++) {
        long a, b;
        double length;
        int got = fscanf(file, "%ld %ld %lf", &a, &b, &length);
        if (got != 3) return vp_fail(err, VP_BAD_INPUT, "%s declares %ld edges and has %ld", r->path, edges, k);
        if (a < 1 || a > nodes || b < 1 || b > nodes || !(length >= 0) || !isfinite(length))
            return vp_fail(err, VP_BAD_INPUT,
                           "%s row %ld: the edge %ld %ld %g needs nodes from 1 to %ld and a length of 0 or more",
                           r->path, k + 2, a, b, length, nodes);
        if (!add_edge(r, (size_t)a - 1, (size_t)b - 1, length))
            return vp_fail_memory(err, r->edge_room * sizeof(vp_edge));
    }
    r->table->count = (size_t)p;
    return true;
}

/* Found from the first line: no comma and no semicolon in it, and no UTF-16. */
static bool is_or_library(FILE *file)
{
    bool plain = true;
    for (int c = fgetc(file); c != EOF && c != '\n'; c = fgetc(file))
        plain = plain && c != ',' && c != ';' && c != '\0';
    rewind(file);
    return plain;
}

static bool read_graph(reading *r, vp_error *err)
{
    vp_cost_table *t = r->table;
    r->columns[0] = r->columns[1] = "node";
    r->columns[2] = "length";
    r->field[1] = 1;
    r->field[2] = 2;
    FILE *file = fopen(r->path, "rb");
    if (!file) return vp_fail(err, vp_error_of_system(errno), "%s cannot be opened: %s", r->path, strerror(errno));
    bool or_library = !vp_sheet_is_workbook(r->path) && is_or_library(file);
    bool ok = !or_library || read_or_library(r, file, err);
    fclose(file);
    if (ok && !or_library) ok = run(r, take_edge, false, err);
    if (!ok || r->findings->errors) return ok;
    if (t->demands->count == 0) return vp_fail(err, VP_BAD_INPUT, "%s has no edges", r->path);
    for (size_t i = 0; i < t->demands->count; i++)
        if (vp_names_add(t->sites, t->demands->texts[i]) == SIZE_MAX) return vp_fail_memory(err, i * sizeof(char *));
    t->costs = vp_costs_of_graph(t->demands->count, r->edges, r->edge_count, err);
    return t->costs != NULL;
}

/* ---- weights, states, prices */

/* Warnings never stop the reading: what lies below must count too. */
static void warn(reading *r, const vp_csv_row *row, const char *reason)
{
    if (r->findings->count - r->findings->errors >= findings_most) {
        r->untold++;
        return;
    }
    vp_findings_add(r->findings, VP_FINDING_WARNING,
                    (vp_place){.file = r->path, .row = row->row, .column = r->columns[0], .value = text_at(r, row, 0)},
                    "%s", reason);
}

/* The number of the name in the row; false, with a finding, when unknown or given before. */
static bool known_once(reading *r, const vp_csv_row *row, vp_names *names, size_t *number, bool *go_on)
{
    const char *text = text_at(r, row, 0);
    *number = *text ? vp_names_find(names, text) : SIZE_MAX;
    if (!*text) {
        *go_on = report(r, row, 0, "the field is empty");
    } else if (*number != SIZE_MAX && r->first_row[*number]) {
        char reason[80];
        snprintf(reason, sizeof reason, "it was given in row %ld already", r->first_row[*number]);
        *go_on = report(r, row, 0, reason);
        return false;
    }
    if (*number == SIZE_MAX) return false;
    r->first_row[*number] = row->row;
    return true;
}

/* A demand that no site can reach: it counts, unreached. Its number, SIZE_MAX when memory is short. */
static size_t add_demand(reading *r, const vp_csv_row *row)
{
    vp_cost_table *t = r->table;
    size_t count = t->demands->count;
    if (!vp_array_resize(VP_ARRAY(t->weights), count + 2, NULL)) return SIZE_MAX;
    if (!vp_array_resize(VP_ARRAY(r->first_row), count + 2, NULL)) return SIZE_MAX;
    r->first_row[count] = row->row;
    return vp_names_add(t->demands, text_at(r, row, 0));
}

/* A site that no demand can reach: it serves nobody, but where it is fixed it counts and is paid for. */
static size_t add_site(reading *r, const vp_csv_row *row)
{
    vp_cost_table *t = r->table;
    size_t count = t->sites->count;
    if (!vp_array_resize(VP_ARRAY(t->states), count + 2, NULL)) return SIZE_MAX;
    if (!vp_array_resize(VP_ARRAY(t->prices), count + 2, NULL)) return SIZE_MAX;
    if (!vp_array_resize(VP_ARRAY(t->capacities), count + 2, NULL)) return SIZE_MAX;
    if (!vp_array_resize(VP_ARRAY(r->first_row), count + 2, NULL)) return SIZE_MAX;
    r->first_row[count] = row->row;
    return vp_names_add(t->sites, text_at(r, row, 0));
}

static bool take_weight(void *context, const vp_csv_row *row)
{
    reading *r = context;
    size_t demand;
    bool go_on = true;
    double weight;
    if (!r->header_read) return read_header(r, row);
    if (!known_once(r, row, r->table->demands, &demand, &go_on)) {
        if (demand != SIZE_MAX || !go_on || !*text_at(r, row, 0)) return go_on;
        if (r->table->costs) return report(r, row, 0, "it is no node of the graph");
        demand = add_demand(r, row);
        r->short_of_memory = demand == SIZE_MAX;
        if (r->short_of_memory) return false;
        warn(r, row, "no site has a cost for it: it counts as out of reach");
    }
    if (!vp_csv_row_number(row, r->field[1], &weight)) return report(r, row, 1, "a weight is a finite number");
    if (weight < 0) return report(r, row, 1, "a weight is 0 or more");
    r->table->weights[demand] = weight;
    return true;
}

static const char *const state_names[] = {"free", "kept", "fixed", "forbidden"};
enum { STATES = sizeof state_names / sizeof *state_names };

/* The state that the row gives; STATES when it is none. */
static size_t state_in(const reading *r, const vp_csv_row *row)
{
    const char *text = text_at(r, row, 1);
    size_t state = 0;
    while (state < STATES && *text && !same_text(text, state_names[state])) state++;
    return state;
}

static bool take_state(reading *r, const vp_csv_row *row, size_t site, bool reachable)
{
    size_t state = state_in(r, row);
    if (state == STATES) return report(r, row, 1, "a state is free, kept, fixed or forbidden");
    r->table->states[site] = (uint8_t)state;
    if (reachable) return true;
    if (state == VP_SITE_FREE) r->table->states[site] = VP_SITE_FORBIDDEN; /* it would serve nobody */
    warn(r, row,
         state == VP_SITE_FIXED
             ? "no demand has a cost to it: it serves nobody, but is fixed, so it counts and is paid for"
             : "no demand has a cost to it: it serves nobody and is never chosen");
    return true;
}

static bool take_site(void *context, const vp_csv_row *row)
{
    reading *r = context;
    size_t site;
    bool go_on = true;
    if (!r->header_read) return read_header(r, row);
    bool reachable = known_once(r, row, r->table->sites, &site, &go_on);
    if (!reachable) {
        if (site != SIZE_MAX || !go_on || !*text_at(r, row, 0)) return go_on;
        if (r->table->costs) return report(r, row, 0, "it is no node of the graph");
        site = add_site(r, row);
        r->short_of_memory = site == SIZE_MAX;
        if (r->short_of_memory) return false;
    }
    if (!take_state(r, row, site, reachable)) return false;
    double price = 0;
    if (r->field[2] != SIZE_MAX && !vp_csv_row_number(row, r->field[2], &price))
        return report(r, row, 2, "a price is a finite number");
    if (price < 0) return report(r, row, 2, "a price is 0 or more");
    r->table->prices[site] = price;
    double capacity = INFINITY;
    bool stated = r->field[3] != SIZE_MAX && *text_at(r, row, 3);
    if (stated && (!vp_csv_row_number(row, r->field[3], &capacity) || capacity < 0))
        return report(r, row, 3, "a capacity is a finite number, 0 or more, or empty: any weight");
    r->table->capacities[site] = capacity;
    return true;
}

static bool start_once(reading *r, const char *path, size_t count, vp_error *err)
{
    free(r->first_row);
    r->path = path;
    r->header_read = false;
    r->first_row = calloc(count + 1, sizeof *r->first_row);
    return r->first_row || vp_fail_memory(err, count * sizeof *r->first_row);
}

/* Names that the file does not give are named: a weight of 0 or a price of 0 is never guessed. */
static void report_missing(reading *r, const vp_names *names, const char *what)
{
    for (size_t i = 0; i < names->count && r->findings->errors < findings_most; i++)
        if (!r->first_row[i])
            vp_findings_add(r->findings, VP_FINDING_ERROR,
                            (vp_place){.file = r->path, .column = r->columns[0], .value = names->texts[i]},
                            "it is in the table of costs, but %s", what);
}

static bool any_given(const reading *r, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (r->first_row[i]) return true;
    return false;
}

static bool read_weights(reading *r, const char *path, vp_error *err)
{
    vp_cost_table *t = r->table;
    t->weights = calloc(t->demands->count + 1, sizeof *t->weights);
    if (!t->weights) return vp_fail_memory(err, t->demands->count * sizeof *t->weights);
    r->columns[0] = "demand";
    r->columns[1] = "weight";
    r->column_count = r->needed = 2;
    if (!start_once(r, path, t->demands->count, err) || !run(r, take_weight, true, err)) return false;
    if (r->findings->errors == 0) report_missing(r, t->demands, "has no weight here");
    return true;
}

static bool read_sites(reading *r, const char *path, vp_error *err)
{
    vp_cost_table *t = r->table;
    t->states = calloc(t->sites->count + 1, sizeof *t->states);
    t->prices = calloc(t->sites->count + 1, sizeof *t->prices);
    t->capacities = malloc((t->sites->count + 1) * sizeof *t->capacities);
    if (!t->states || !t->prices || !t->capacities) return vp_fail_memory(err, t->sites->count * sizeof *t->prices);
    for (size_t s = 0; s < t->sites->count; s++) t->capacities[s] = INFINITY;
    r->columns[0] = "site";
    r->columns[1] = "state";
    r->columns[2] = "price";
    r->columns[3] = "capacity";
    r->column_count = 4;
    r->needed = 1;
    if (!start_once(r, path, t->sites->count, err) || !run(r, take_site, true, err)) return false;
    if (r->findings->errors == 0 && !any_given(r, t->sites->count))
        return vp_fail(err, VP_BAD_INPUT, "%s has no sites", path);
    if (r->field[1] == SIZE_MAX && r->field[2] == SIZE_MAX && r->field[3] == SIZE_MAX)
        return vp_fail(err, VP_BAD_INPUT, "%s has none of the columns state, price, capacity: it says nothing", path);
    if (r->field[3] == SIZE_MAX) {
        free(t->capacities);
        t->capacities = NULL;
    }
    if (r->field[2] == SIZE_MAX) {
        free(t->prices);
        t->prices = NULL;
    } else if (r->findings->errors == 0) {
        report_missing(r, t->sites, "has no price here");
    }
    return true;
}

bool vp_cost_table_read(const vp_cost_files *files, vp_cost_table *table, vp_findings *findings, vp_error *err)
{
    *table = (vp_cost_table){.demands = vp_names_new(), .sites = vp_names_new(), .count = SIZE_MAX};
    reading r = {.table = table, .findings = findings, .path = files->graph ? files->graph : files->costs};
    bool ok = table->demands && table->sites;
    if (!ok) vp_fail_memory(err, sizeof(vp_names));
    ok = ok && (files->graph ? read_graph(&r, err) : read_costs(&r, err));
    ok = ok && (!files->demand || findings->errors || read_weights(&r, files->demand, err));
    ok = ok && (!files->sites || findings->errors || read_sites(&r, files->sites, err));
    if (ok && findings->errors) ok = vp_fail(err, VP_BAD_INPUT, "the tables have errors; nothing was solved");
    if (ok && !table->costs) {
        table->costs =
            vp_costs_new(table->demands->count, table->sites->count, table->entries, table->entry_count, err);
        ok = table->costs != NULL;
    }
    free(r.first_row);
    free(r.edges);
    if (!ok) vp_cost_table_clear(table);
    return ok;
}

void vp_cost_table_clear(vp_cost_table *table)
{
    names_free(table->demands);
    names_free(table->sites);
    free(table->entries);
    free(table->weights);
    free(table->states);
    free(table->prices);
    free(table->capacities);
    free(table->loads);
    vp_costs_free(table->costs);
    *table = (vp_cost_table){0};
}
