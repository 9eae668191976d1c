#include "store/plain/instance_file.h"
#include "base/array.h"
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t places_most = 20000, pairs_most = 100000000;

typedef struct {
    const char *path;
    double *of;
    size_t count, room;
    size_t at; /* of the problem asked for, behind what names it */
} numbers;

/* ---- numbers of a text */

static bool read_numbers(numbers *n, vp_error *err)
{
    FILE *file = fopen(n->path, "rb");
    if (!file) return vp_fail(err, vp_error_of_system(errno), "%s cannot be opened: %s", n->path, strerror(errno));
    char word[64];
    bool ok = true;
    while (ok && fscanf(file, "%63s", word) == 1) {
        char *end;
        double value = strtod(word, &end);
        if (*end || !isfinite(value)) {
            ok = vp_fail(err, VP_BAD_INPUT, "%s: \"%s\" is no number; an instance has numbers alone", n->path, word);
        } else if (!VP_ARRAY_FIT(n->of, n->room, n->count + 1, err)) {
            ok = false;
        } else {
            n->of[n->count++] = value;
        }
    }
    fclose(file);
    return ok && (n->count > 3 || vp_fail(err, VP_BAD_INPUT, "%s has no instance", n->path));
}

/* A count that stands there; SIZE_MAX: none does. */
static size_t whole_at(const numbers *n, size_t at)
{
    double value = at < n->count ? n->of[at] : -1;
    return value >= 0 && value <= 1e7 && value == floor(value) ? (size_t)value : SIZE_MAX;
}

static bool is_count(size_t value, size_t most) { return value >= 1 && value <= most; }

/* ---- the table */

static bool name_all(vp_names *names, size_t count, vp_error *err)
{
    char text[32];
    for (size_t k = 1; k <= count; k++) {
        snprintf(text, sizeof text, "%zu", k);
        if (vp_names_add(names, text) == SIZE_MAX) return vp_fail_memory(err, count * sizeof(char *));
    }
    return true;
}

static bool make_room(vp_cost_table *t, size_t demands, size_t sites, size_t pairs, vp_error *err)
{
    if (pairs > pairs_most) return vp_fail(err, VP_BAD_INPUT, "the instance has %zu pairs: too many", pairs);
    t->entries = malloc((pairs + 1) * sizeof *t->entries);
    if (!t->entries) return vp_fail_memory(err, pairs * sizeof *t->entries);
    t->entry_room = pairs + 1;
    return name_all(t->demands, demands, err) && name_all(t->sites, sites, err);
}

static void add(vp_cost_table *t, size_t demand, size_t site, double cost)
{
    t->entries[t->entry_count++] = (vp_cost){.demand = (uint32_t)demand, .site = (uint32_t)site, .cost = cost};
}

/* p-median of places that are demands and sites, with loads and capacities. */
static bool make_median(vp_cost_table *t, size_t places, size_t p, vp_error *err)
{
    t->loads = calloc(places + 1, sizeof *t->loads);
    t->capacities = calloc(places + 1, sizeof *t->capacities);
    if (!t->loads || !t->capacities) return vp_fail_memory(err, places * sizeof *t->loads);
    t->count = p;
    t->undivided = t->stated = true;
    t->objective = VP_OBJECTIVE_P_MEDIAN;
    return make_room(t, places, places, places * places, err);
}

static bool check_signs(const numbers *n, const vp_cost_table *t, size_t places, vp_error *err)
{
    for (size_t k = 0; k < places; k++)
        if (!(t->loads[k] >= 0) || !(t->capacities[k] >= 0))
            return vp_fail(err, VP_BAD_INPUT, "%s: place %zu has a demand or capacity below 0", n->path, k + 1);
    return true;
}

/* ---- capacitated p-median by coordinates */

/* Four numbers a place; where x, load and capacity stand in them (capacity 4: all have the one given). */
typedef struct {
    size_t first, places, p, x, load, capacity;
    double all_have;
    bool whole; /* distances are cut to whole numbers (Osman and Christofides 1994) */
} listing;

static bool read_listing(const numbers *n, const listing *l, vp_cost_table *t, vp_error *err)
{
    if (!make_median(t, l->places, l->p, err)) return false;
    for (size_t a = 0; a < l->places; a++) {
        const double *row = n->of + l->first + 4 * a;
        t->loads[a] = row[l->load];
        t->capacities[a] = l->capacity < 4 ? row[l->capacity] : l->all_have;
        for (size_t b = 0; b < l->places; b++) {
            const double *to = n->of + l->first + 4 * b;
            double apart = hypot(row[l->x] - to[l->x], row[l->x + 1] - to[l->x + 1]);
            add(t, a, b, l->whole ? floor(apart * (1 + 1e-15)) : apart);
        }
    }
    return check_signs(n, t, l->places, err);
}

/* "number best n p capacity", then n times "number x y demand": behind the last one; 0: not so. */
static size_t skip_block(const numbers *n, size_t at)
{
    size_t places = whole_at(n, at + 2), p = whole_at(n, at + 3);
    if (!is_count(places, places_most) || !is_count(p, places)) return 0;
    return at + 5 + 4 * places <= n->count ? at + 5 + 4 * places : 0;
}

/* Where the problem begins in a file of blocks, 0 where it is none; *blocks: how many it has. */
static size_t find_block(const numbers *n, size_t number, size_t *blocks)
{
    size_t found = 0;
    for (int headed = 1; headed >= 0; headed--) { /* a file of many says first how many */
        size_t at = headed ? 1 : 0, end;
        *blocks = 0;
        while (at < n->count && (end = skip_block(n, at)) > 0) {
            if (++*blocks == number) found = at + 1;
            at = end;
        }
        bool all = at == n->count && *blocks > 0 && (headed ? whole_at(n, 0) == *blocks : *blocks == 1);
        if (all) return number <= *blocks ? found : SIZE_MAX;
    }
    *blocks = 0;
    return 0;
}

static bool read_block(const numbers *n, size_t at, vp_cost_table *t, vp_error *err)
{
    const listing l = {.first = at + 5,
                       .places = whole_at(n, at + 2),
                       .p = whole_at(n, at + 3),
                       .x = 1,
                       .load = 3,
                       .capacity = 4,
                       .all_have = n->of[at + 4],
                       .whole = true};
    return read_listing(n, &l, t, err);
}

/* ---- with a matrix: "n p", n · n costs, n demands, n capacities */

static bool read_matrix(const numbers *n, size_t places, size_t p, vp_cost_table *t, vp_error *err)
{
    if (!make_median(t, places, p, err)) return false;
    const double *costs = n->of + 2, *loads = costs + places * places, *capacities = loads + places;
    for (size_t a = 0; a < places; a++) {
        t->loads[a] = loads[a];
        t->capacities[a] = capacities[a];
        for (size_t b = 0; b < places; b++) add(t, a, b, costs[a * places + b]);
    }
    return check_signs(n, t, places, err);
}

/* ---- set cover */

/* Members of a list are numbers from 1 to `members`, each once. */
static bool is_list(const numbers *n, size_t at, size_t count, size_t members, size_t list, size_t seen[])
{
    if (count > members || at + count > n->count) return false;
    for (size_t i = 0; i < count; i++) {
        size_t member = whole_at(n, at + i);
        if (!is_count(member, members) || seen[member] == list) return false;
        seen[member] = list;
    }
    return true;
}

/* Rows or columns of "[price] count members": whether they end with the file; *pairs: their sum. */
static bool walk_cover(const numbers *n, size_t at, size_t lists, size_t members, bool priced, size_t *pairs)
{
    size_t *seen = calloc(members + 1, sizeof *seen);
    bool fits = seen != NULL;
    *pairs = 0;
    for (size_t k = 0; fits && k < lists; k++) {
        size_t count = whole_at(n, at + priced);
        at += 1 + (size_t)priced;
        fits = is_list(n, at, count, members, k + 1, seen);
        *pairs += count;
        at += count;
    }
    free(seen);
    return fits && at == n->count;
}

static bool read_cover(const numbers *n, bool by_rows, size_t pairs, vp_cost_table *t, vp_error *err)
{
    size_t rows = whole_at(n, 0), columns = whole_at(n, 1), at = 2;
    if (!make_room(t, rows, columns, pairs, err)) return false;
    t->prices = calloc(columns + 1, sizeof *t->prices);
    if (!t->prices) return vp_fail_memory(err, columns * sizeof *t->prices);
    t->stated = true;
    t->objective = VP_OBJECTIVE_SET_COVER;
    for (size_t c = 0; by_rows && c < columns; c++) t->prices[c] = n->of[at++];
    for (size_t k = 0; k < (by_rows ? rows : columns); k++) {
        if (!by_rows) t->prices[k] = n->of[at++];
        size_t count = whole_at(n, at++);
        for (size_t i = 0; i < count; i++, at++) {
            size_t member = whole_at(n, at) - 1;
            add(t, by_rows ? k : member, by_rows ? member : k, 0);
        }
    }
    for (size_t c = 0; c < columns; c++)
        if (!(t->prices[c] >= 0))
            return vp_fail(err, VP_BAD_INPUT, "%s: column %zu has a price below 0", n->path, c + 1);
    return true;
}

/* ---- p-median on a graph: "n m p", m edges */

static bool read_edges(const numbers *n, size_t nodes, vp_cost_table *t, vp_error *err)
{
    size_t count = (n->count - 3) / 3;
    vp_edge *edges = malloc((count + 1) * sizeof *edges);
    bool ok = edges || vp_fail_memory(err, count * sizeof *edges);
    for (size_t k = 0; ok && k < count; k++) {
        size_t a = whole_at(n, 3 + 3 * k), b = whole_at(n, 4 + 3 * k);
        double length = n->of[5 + 3 * k];
        ok = (is_count(a, nodes) && is_count(b, nodes) && length >= 0) ||
             vp_fail(err, VP_BAD_INPUT, "%s: edge %zu needs nodes from 1 to %zu and a length of 0 or more", n->path,
                     k + 1, nodes);
        if (ok) edges[k] = (vp_edge){.a = (uint32_t)(a - 1), .b = (uint32_t)(b - 1), .length = length};
    }
    ok = ok && name_all(t->demands, nodes, err) && name_all(t->sites, nodes, err);
    if (ok) t->costs = vp_costs_of_graph(nodes, edges, count, err);
    free(edges);
    t->count = whole_at(n, 2);
    t->stated = true;
    t->objective = VP_OBJECTIVE_P_MEDIAN;
    return ok && t->costs != NULL;
}

/* ---- which it is */

static bool read_single(const numbers *n, vp_cost_table *t, vp_error *err)
{
    size_t a = whole_at(n, 0), b = whole_at(n, 1), c = whole_at(n, 2), pairs;
    bool counts = is_count(a, 10000000) && is_count(b, 10000000);
    if (counts && b <= a && a <= places_most && n->count == 2 + 4 * a) {
        const listing l = {.first = 2, .places = a, .p = b, .x = 0, .load = 3, .capacity = 2};
        return read_listing(n, &l, t, err);
    }
    if (counts && b <= a && a <= places_most && n->count == 2 + a * a + 2 * a) return read_matrix(n, a, b, t, err);
    if (counts && walk_cover(n, 2 + b, a, b, false, &pairs)) return read_cover(n, true, pairs, t, err);
    if (counts && walk_cover(n, 2, b, a, true, &pairs)) return read_cover(n, false, pairs, t, err);
    if (counts && a <= places_most && is_count(c, a) && n->count == 3 + 3 * b) return read_edges(n, a, t, err);
    return vp_fail(
        err, VP_BAD_INPUT,
        "%s is no instance that is known: its %zu numbers are neither a capacitated p-median (pmedcap; n p and "
        "n times x y capacity demand; n p, a matrix, demands and capacities), nor a set cover by rows or "
        "columns, nor a p-median on a graph (pmed)",
        n->path, n->count);
}

static bool read_asked(const numbers *n, size_t number, vp_cost_table *table, vp_error *err)
{
    size_t blocks = 0, at = find_block(n, number ? number : 1, &blocks);
    if (blocks == 0 && number > 1) return vp_fail(err, VP_BAD_INPUT, "%s has one problem, not %zu", n->path, number);
    if (blocks && at == SIZE_MAX)
        return vp_fail(err, VP_BAD_INPUT, "%s has %zu problems: there is no number %zu", n->path, blocks, number);
    if (blocks > 1 && number == 0)
        return vp_fail(err, VP_BAD_INPUT, "%s has %zu problems: say which (1 to %zu)", n->path, blocks, blocks);
    return blocks ? read_block(n, at - 1, table, err) : read_single(n, table, err);
}

bool vp_instance_file_read(const char *path, size_t number, vp_cost_table *t, vp_error *err)
{
    numbers n = {.path = path};
    *t = (vp_cost_table){.demands = vp_names_new(), .sites = vp_names_new(), .count = SIZE_MAX};
    bool ok = (t->demands && t->sites) || vp_fail_memory(err, sizeof(void *));
    ok = ok && read_numbers(&n, err) && read_asked(&n, number, t, err);
    free(n.of);
    if (ok && !t->costs)
        t->costs = vp_costs_new(vp_names_count(t->demands), vp_names_count(t->sites), t->entries, t->entry_count, err);
    if (ok && t->costs) return true;
    vp_cost_table_clear(t);
    return false;
}
