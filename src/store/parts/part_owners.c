#include "store/parts/part_owners.h"
#include "base/array.h"
#include "store/sqlite/rows.h"
#include "store/sqlite/settings.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/burn.h>
#include <vungphu/unit_weights.h>

/* ------------------------------------------------------------ the parts */

static bool read_part(void *context, sqlite3_stmt *row, void *item, vp_error *err)
{
    (void)context;
    vp_part *part = item;
    part->window = (vp_grid_geometry){.columns = (size_t)vp_statement_whole(row, 4),
                                      .rows = (size_t)vp_statement_whole(row, 5),
                                      .cell_metres = vp_statement_number(row, 6),
                                      .west = vp_statement_number(row, 7),
                                      .north = vp_statement_number(row, 8)};
    return vp_row_text(row, 0, &part->id, err) && vp_row_text(row, 1, &part->level, err) &&
           vp_row_text(row, 2, &part->vintage, err) && vp_row_text(row, 3, &part->units, err) &&
           vp_row_text(row, 9, &part->crs, err);
}

bool vp_parts_load(const char *dataset, vp_part **parts, size_t *count, vp_error *err)
{
    vp_part *items = NULL;
    *count = 0;
    vp_database *database = vp_database_open(dataset, err);
    bool ok = database && vp_rows_load(database,
                                       "SELECT id, level, vintage, units, columns, rows, cell_metres, west, north, crs "
                                       "FROM part ORDER BY position",
                                       VP_ROWS(items, *count, read_part, NULL), err);
    vp_database_close(database);
    if (ok && *count >= VP_NO_PART) ok = vp_fail(err, VP_BAD_INPUT, "parts.csv has more than %d parts", VP_NO_PART - 1);
    if (!ok) vp_parts_free(items, *count);
    *parts = ok ? items : NULL;
    return ok;
}

void vp_parts_free(vp_part *parts, size_t count)
{
    for (size_t i = 0; parts && i < count; i++) {
        free(parts[i].id);
        free(parts[i].level);
        free(parts[i].vintage);
        free(parts[i].units);
        free(parts[i].crs);
    }
    free(parts);
}

bool vp_parts_whole(const char *dataset, vp_grid_geometry *whole, vp_error *err)
{
    vp_database *database = vp_database_open(dataset, err);
    bool ok = database && vp_settings_whole(database, whole, err);
    if (ok && !whole->columns) ok = vp_fail(err, VP_BAD_INPUT, "%s: is not the dataset of a part", dataset);
    vp_database_close(database);
    return ok;
}

/* ------------------------------------------------------------ whose cells */

bool vp_part_corner(vp_grid_geometry whole, vp_grid_geometry window, size_t *column, size_t *row)
{
    double c = (window.west - whole.west) / whole.cell_metres, r = (whole.north - window.north) / whole.cell_metres;
    bool fits = window.cell_metres == whole.cell_metres && fabs(c - rint(c)) < 1e-6 && fabs(r - rint(r)) < 1e-6;
    c = rint(c), r = rint(r);
    fits = fits && c >= 0 && r >= 0 && c + (double)window.columns <= (double)whole.columns &&
           r + (double)window.rows <= (double)whole.rows;
    *column = fits ? (size_t)c : 0;
    *row = fits ? (size_t)r : 0;
    return fits;
}

/* Whether the list of codes joined by | has this one. */
static bool has_code(const char *codes, const char *code)
{
    size_t length = strlen(code);
    for (const char *at = codes; at; at = strchr(at, '|'), at += at != NULL)
        if (strncmp(at, code, length) == 0 && (at[length] == '|' || !at[length])) return true;
    return false;
}

static bool is_of_level(const vp_part *part, const vp_unit_set *set)
{
    return strcmp(set->level, part->level) == 0 && (!*part->vintage || strcmp(set->vintage, part->vintage) == 0);
}

bool vp_part_mark(const vp_region *whole, const vp_part *part, uint32_t bits, uint32_t mask[], vp_error *err)
{
    size_t all = 0, count = 0;
    for (size_t s = 0; s < whole->units.set_count; s++) all += whole->units.sets[s].unit_count;
    const vp_shape **shapes = calloc(all + 1, sizeof *shapes);
    if (!shapes) return vp_fail_memory(err, all * sizeof *shapes);
    for (size_t s = 0; s < whole->units.set_count; s++) {
        const vp_unit_set *set = &whole->units.sets[s];
        for (size_t u = 0; is_of_level(part, set) && u < set->unit_count; u++)
            if (has_code(part->units, set->units[u].code)) shapes[count++] = &set->units[u].shape;
    }
    bool ok = vp_burn_shapes(whole->geometry, shapes, count, bits, mask, err);
    free(shapes);
    return ok;
}

typedef struct {
    size_t column, row, columns, rows;
} box;

/* Takes the neighbours of the queue's cells that nobody has into their parts, ring after ring. */
static void spread(vp_grid_geometry g, const box windows[], uint16_t owners[], uint32_t queue[], size_t count)
{
    for (size_t next = 0; next < count; next++) {
        size_t cell = queue[next], column = cell % g.columns, row = cell / g.columns;
        const box *w = &windows[owners[cell]];
        const size_t beside[4][2] = {{column, row - 1}, {column - 1, row}, {column + 1, row}, {column, row + 1}};
        for (size_t k = 0; k < 4; k++) {
            size_t c = beside[k][0], r = beside[k][1]; /* before the first: wraps beyond the last */
            if (c >= g.columns || r >= g.rows || c - w->column >= w->columns || r - w->row >= w->rows) continue;
            if (owners[r * g.columns + c] != VP_NO_PART) continue;
            owners[r * g.columns + c] = owners[cell];
            queue[count++] = (uint32_t)(r * g.columns + c);
        }
    }
}

/* The windows of parts that are one; of others columns is 0. */
static box *windows_of(vp_grid_geometry whole, const vp_part parts[], size_t count, vp_error *err)
{
    box *windows = calloc(count + 1, sizeof *windows);
    if (!windows) vp_fail_memory(err, count * sizeof *windows);
    for (size_t p = 0; windows && p < count; p++) {
        box *w = &windows[p];
        if (!vp_part_corner(whole, parts[p].window, &w->column, &w->row)) continue;
        w->columns = parts[p].window.columns, w->rows = parts[p].window.rows;
    }
    return windows;
}

/* The cells that the part has half of and none before it, within its window, where all its units lie. */
static bool own_some(const vp_region *whole, const vp_part *part, const box *w, uint16_t number, uint16_t owners[],
                     vp_error *err)
{
    vp_region within = *whole;
    within.geometry = part->window;
    uint32_t *mask = calloc(w->columns * w->rows + 1, sizeof *mask);
    bool ok = (mask || vp_fail_memory(err, w->columns * w->rows * sizeof *mask)) &&
              (!w->columns || vp_part_mark(&within, part, 1, mask, err));
    for (size_t row = 0; ok && row < w->rows; row++) {
        uint16_t *to = owners + (w->row + row) * whole->geometry.columns + w->column;
        for (size_t i = 0; i < w->columns; i++)
            if (mask[row * w->columns + i] && to[i] == VP_NO_PART) to[i] = number;
    }
    free(mask);
    return ok;
}

/* A part's cell beside one that nobody has. */
static bool is_at_border(vp_grid_geometry g, const uint16_t owners[], size_t cell)
{
    size_t column = cell % g.columns, row = cell / g.columns;
    return owners[cell] != VP_NO_PART && ((column > 0 && owners[cell - 1] == VP_NO_PART) ||
                                          (column + 1 < g.columns && owners[cell + 1] == VP_NO_PART) ||
                                          (row > 0 && owners[cell - g.columns] == VP_NO_PART) ||
                                          (row + 1 < g.rows && owners[cell + g.columns] == VP_NO_PART));
}

static bool spread_all(vp_grid_geometry g, const box windows[], uint16_t owners[], vp_error *err)
{
    size_t room = 0, count = 0, cells = vp_grid_geometry_cells(g);
    for (size_t i = 0; i < cells; i++) room += owners[i] == VP_NO_PART || is_at_border(g, owners, i);
    uint32_t *queue = malloc((room + 1) * sizeof *queue);
    if (!queue) return vp_fail_memory(err, room * sizeof *queue);
    for (size_t i = 0; i < cells; i++)
        if (is_at_border(g, owners, i)) queue[count++] = (uint32_t)i;
    spread(g, windows, owners, queue, count);
    free(queue);
    return true;
}

uint16_t *vp_part_owners(const vp_region *whole, const vp_part parts[], size_t count, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(whole->geometry);
    box *windows = windows_of(whole->geometry, parts, count, err);
    uint16_t *owners = windows ? malloc(cells * sizeof *owners) : NULL;
    bool ok = windows && (owners || vp_fail_memory(err, cells * sizeof *owners));
    if (ok) memset(owners, 0xff, cells * sizeof *owners); /* VP_NO_PART */
    for (size_t p = 0; ok && p < count; p++) ok = own_some(whole, &parts[p], &windows[p], (uint16_t)p, owners, err);
    ok = ok && spread_all(whole->geometry, windows, owners, err);
    free(windows);
    if (ok) return owners;
    free(owners);
    return NULL;
}

/* ------------------------------------------------------------ cells that borders cut */

typedef struct {
    vp_shared_cell *cells;
    size_t count, room;
} shared_list;

/* Those of one set's units that are the part's. */
static bool share_set(const vp_unit_set *set, const vp_weights *weights, const vp_part *part, uint16_t number,
                      shared_list *list, vp_error *err)
{
    bool *own = calloc(set->unit_count + 1, sizeof *own), ok = own || vp_fail_memory(err, set->unit_count);
    for (size_t u = 0; ok && u < set->unit_count; u++) own[u] = has_code(part->units, set->units[u].code);
    for (size_t i = 0; ok && i < weights->partial_count; i++) {
        if (!own[weights->partials[i].zone]) continue;
        ok = VP_ARRAY_FIT(list->cells, list->room, list->count + 1, err);
        if (ok) list->cells[list->count++] = (vp_shared_cell){(uint32_t)weights->partials[i].cell, number};
    }
    free(own);
    return ok;
}

static bool share_by_parts(const vp_region *whole, const vp_unit_set *set, const vp_part parts[], size_t part_count,
                           shared_list *list, vp_error *err)
{
    vp_weights *weights = NULL;
    bool ok = true;
    for (size_t p = 0; ok && p < part_count; p++) {
        if (!is_of_level(&parts[p], set)) continue;
        if (!weights) weights = vp_unit_weights_new(set, whole->geometry, false, err);
        ok = weights && share_set(set, weights, &parts[p], (uint16_t)p, list, err);
    }
    vp_weights_free(weights);
    return ok;
}

vp_shared_cell *vp_part_shared_cells(const vp_region *whole, const vp_part parts[], size_t part_count, size_t *count,
                                     vp_error *err)
{
    shared_list list = {0};
    bool ok = VP_ARRAY_FIT(list.cells, list.room, 1, err);
    for (size_t s = 0; ok && s < whole->units.set_count; s++)
        ok = share_by_parts(whole, &whole->units.sets[s], parts, part_count, &list, err);
    *count = list.count;
    if (ok) return list.cells;
    free(list.cells);
    return NULL;
}
