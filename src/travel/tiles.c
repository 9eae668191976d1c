#include "travel/tiles.h"
#include "base/array.h"
#include "platform/memory.h"
#include <stdlib.h>

bool vp_locals_grow(vp_locals *list) { return VP_ARRAY_FIT(list->cells, list->room, list->room + 1, NULL); }

bool vp_mailbox_add(vp_mailbox *list, vp_message message)
{
    if (!VP_ARRAY_FIT(list->messages, list->room, list->count + 1, NULL)) return false;
    list->messages[list->count++] = message;
    return true;
}

float vp_tiles_crossing(const vp_terrain *terrain, size_t cell, bool langmuir)
{
    float crossing = terrain->minutes_per_metre[cell] * (float)terrain->geometry.cell_metres;
    if (!(crossing < INFINITY)) return INFINITY;
    if (!terrain->slope_applies || !terrain->slope_applies[cell]) return crossing;
    return isnan(terrain->elevation[cell]) ? INFINITY : langmuir ? crossing : -crossing;
}

/* Marks the cells whose moves may squeeze between the impassable pair of a block of two by two,
 * whose first row and column are at least 1: those at most two cells away from it. */
static void mark_corner(vp_tile *t, size_t block_row, size_t block_column)
{
    for (size_t row = block_row < 2 ? 0 : block_row - 2; row < block_row + 4 && row < t->rows; row++)
        for (size_t column = block_column < 2 ? 0 : block_column - 2;
             column < block_column + 4 && column < VP_TILE_SIDE; column++)
            t->flags[row * VP_TILE_SIDE + column] |= VP_CORNER;
}

/* Moves of the tile's own cells reach corners one cell inside the outermost ring. */
static void find_corners(vp_tile *t)
{
    for (size_t row = 1; row + 2 < t->rows; row++)
        for (size_t column = 1; column + 2 < VP_TILE_SIDE; column++) {
            const float *c = t->crossing + row * VP_TILE_SIDE + column;
            bool a = c[0] == INFINITY, b = c[1] == INFINITY;
            if (a != b && (c[VP_TILE_SIDE] == INFINITY) == b && (c[VP_TILE_SIDE + 1] == INFINITY) == a)
                mark_corner(t, row, column);
        }
}

/* What the paces of a tile's own cells amount to. */
typedef struct {
    double sum;
    size_t passable;
    float least;
} pace_facts;

static void fill_nothing(vp_tile *t)
{
    for (size_t i = 0; i < vp_tile_room(t); i++) t->crossing[i] = INFINITY;
    if (t->elevation) memset(t->elevation, 0, vp_tile_room(t) * sizeof *t->elevation);
    memset(t->flags, VP_HALO, vp_tile_room(t));
    for (size_t row = VP_TILE_HALO; row < t->rows - VP_TILE_HALO; row++)
        memset(t->flags + row * VP_TILE_SIDE + VP_TILE_HALO, 0, VP_TILE_INSIDE);
}

/* Copies the terrain under the tile, halo and all, where it lies in the geometry. */
static void fill_from(vp_tile *t, const vp_terrain *terrain, bool langmuir, size_t first_column, size_t first_row)
{
    vp_grid_geometry f = terrain->geometry;
    size_t skip = first_column ? 0 : VP_TILE_HALO; /* local columns west of the geometry */
    size_t end =
        f.columns - first_column + VP_TILE_HALO < VP_TILE_SIDE ? f.columns - first_column + VP_TILE_HALO : VP_TILE_SIDE;
    for (size_t row = first_row ? 0 : VP_TILE_HALO; row < t->rows && first_row + row < f.rows + VP_TILE_HALO; row++) {
        size_t cell = (first_row + row - VP_TILE_HALO) * f.columns + first_column + skip - VP_TILE_HALO;
        for (size_t i = row * VP_TILE_SIDE + skip; i < row * VP_TILE_SIDE + end; i++, cell++) {
            t->crossing[i] = vp_tiles_crossing(terrain, cell, langmuir);
            if (t->elevation) t->elevation[i] = terrain->elevation[cell];
        }
    }
}

static pace_facts survey(vp_tile *t)
{
    pace_facts facts = {.least = INFINITY};
    bool level = false, sloped = false;
    for (size_t i = 0; i < vp_tile_cells(t); i++) {
        float crossing = t->crossing[i];
        if (crossing == INFINITY) continue;
        level |= crossing > 0;
        sloped |= crossing < 0;
        if (t->flags[i] & VP_HALO) continue;
        facts.passable++;
        facts.sum += fabs((double)crossing);
        facts.least = fminf(facts.least, fabsf(crossing));
    }
    t->relief = !sloped ? VP_RELIEF_LEVEL : level ? VP_RELIEF_MIXED : VP_RELIEF_SLOPED;
    t->impassable = facts.passable == 0;
    return facts;
}

typedef struct {
    vp_tiles *tiles;
    const vp_terrain *terrain;
    const vp_travel_options *options;
    pace_facts *facts; /* of each tile */
} filling;

static void fill_tile(void *context, size_t worker, size_t tile)
{
    (void)worker;
    filling *f = context;
    vp_tile *t = &f->tiles->tiles[tile];
    fill_nothing(t);
    bool langmuir = t->elevation && f->options->slope_rule == VP_SLOPE_LANGMUIR;
    fill_from(t, f->terrain, langmuir, tile % f->tiles->across * VP_TILE_INSIDE,
              tile / f->tiles->across * VP_TILE_INSIDE);
    if (!f->options->open_corners) find_corners(t);
    f->facts[tile] = survey(t);
    if (langmuir) t->relief = VP_RELIEF_LANGMUIR;
}

/* Sums up in the order of tiles, so that the sum does not depend on the threads. */
static bool fill_all(vp_tiles *tiles, const vp_terrain *terrain, const vp_travel_options *options, vp_team *team,
                     vp_error *err)
{
    filling f = {tiles, terrain, options, malloc(tiles->count * sizeof *f.facts)};
    if (!f.facts) return vp_fail_memory(err, tiles->count * sizeof *f.facts);
    vp_team_run(team, fill_tile, &f, tiles->count);
    pace_facts all = {.least = INFINITY};
    for (size_t i = 0; i < tiles->count; i++) {
        all.sum += f.facts[i].sum;
        all.passable += f.facts[i].passable;
        all.least = fminf(all.least, f.facts[i].least);
    }
    tiles->least_step = tiles->elevation ? all.least * VP_SLOPE_LEAST : all.least;
    tiles->mean_crossing = all.passable ? (float)(all.sum / (double)all.passable) : INFINITY;
    if (tiles->elevation && options->slope_rule == VP_SLOPE_LANGMUIR) {
        float sixtieth = (float)terrain->geometry.cell_metres / 60;
        tiles->least_step = all.least + VP_LANGMUIR_LEAST * sixtieth;
        tiles->mean_crossing += VP_LANGMUIR_LEVEL * sixtieth;
    }
    free(f.facts);
    return true;
}

/* Sets how many rows each tile has. */
static void measure_rows(vp_tiles *tiles)
{
    for (size_t i = 0; i < tiles->count; i++) {
        size_t left = tiles->geometry.rows - i / tiles->across * VP_TILE_INSIDE;
        tiles->tiles[i].rows = (left < VP_TILE_INSIDE ? left : VP_TILE_INSIDE) + 2 * VP_TILE_HALO;
    }
}

static size_t room_of_all(const vp_tiles *tiles)
{
    size_t room = 0;
    for (size_t i = 0; i < tiles->count; i++) room += vp_tile_room(&tiles->tiles[i]);
    return room;
}

void vp_tiles_give_back_cells(vp_tiles *tiles)
{
    size_t room = room_of_all(tiles);
    vp_memory_give_back(tiles->minutes, room * sizeof *tiles->minutes);
    if (tiles->nearest) vp_memory_give_back(tiles->nearest, room * sizeof *tiles->nearest);
}

size_t vp_tiles_bytes(const vp_tiles *tiles)
{
    size_t cell = sizeof *tiles->crossing + sizeof *tiles->minutes + sizeof *tiles->flags + sizeof *tiles->nearest;
    return room_of_all(tiles) * (cell + (tiles->elevation ? sizeof *tiles->elevation : 0));
}

static bool allocate(vp_tiles *tiles, bool sloped, vp_error *err)
{
    tiles->tiles = calloc(tiles->count, sizeof *tiles->tiles);
    if (!tiles->tiles) return vp_fail_memory(err, tiles->count * sizeof *tiles->tiles);
    measure_rows(tiles);
    size_t room = room_of_all(tiles), first = 0;
    tiles->crossing = vp_memory_new(room * sizeof *tiles->crossing);
    tiles->minutes = vp_memory_new(room * sizeof *tiles->minutes);
    tiles->flags = vp_memory_new(room);
    if (sloped) tiles->elevation = vp_memory_new(room * sizeof *tiles->elevation);
    if (!tiles->crossing || !tiles->minutes || !tiles->flags || (sloped && !tiles->elevation))
        return vp_fail_memory(err, room * (sloped ? 13 : 9));
    for (size_t i = 0; i < tiles->count; i++) {
        vp_tile *t = &tiles->tiles[i];
        t->crossing = tiles->crossing + first;
        t->minutes = tiles->minutes + first;
        t->flags = tiles->flags + first;
        t->place = vp_step_place(tiles->geometry) +
                   (uint32_t)(i % tiles->across * VP_TILE_INSIDE - VP_TILE_HALO) * VP_PLACE_EAST +
                   (uint32_t)(i / tiles->across * VP_TILE_INSIDE - VP_TILE_HALO) * VP_PLACE_SOUTH;
        if (sloped) t->elevation = tiles->elevation + first;
        first += vp_tile_room(t);
        pthread_mutex_init(&t->lock, NULL);
    }
    return true;
}

vp_tiles *vp_tiles_new(const vp_terrain *terrain, const vp_travel_options *options, vp_team *team, vp_error *err)
{
    vp_tiles *tiles = calloc(1, sizeof *tiles);
    if (!tiles) {
        vp_fail_memory(err, sizeof *tiles);
        return NULL;
    }
    tiles->geometry = terrain->geometry;
    tiles->across = (terrain->geometry.columns + VP_TILE_INSIDE - 1) / VP_TILE_INSIDE;
    tiles->down = (terrain->geometry.rows + VP_TILE_INSIDE - 1) / VP_TILE_INSIDE;
    tiles->count = tiles->across * tiles->down;
    if (!allocate(tiles, terrain->slope_applies != NULL, err) || !fill_all(tiles, terrain, options, team, err)) {
        vp_tiles_free(tiles);
        return NULL;
    }
    return tiles;
}

void vp_tiles_keep_results(vp_tiles *tiles)
{
    for (size_t i = 0; tiles->tiles && i < tiles->count; i++) {
        vp_tile *t = &tiles->tiles[i];
        free(t->later.cells);
        free(t->changed.cells);
        free(t->around.cells);
        free(t->inbox.messages);
        t->later = t->changed = t->around = (vp_locals){0};
        t->inbox = (vp_mailbox){0};
        t->crossing = t->elevation = NULL;
        t->flags = NULL;
    }
    free(tiles->crossing);
    free(tiles->elevation);
    free(tiles->flags);
    tiles->crossing = tiles->elevation = NULL;
    tiles->flags = NULL;
}

void vp_tiles_free(vp_tiles *tiles)
{
    if (!tiles) return;
    vp_tiles_keep_results(tiles);
    for (size_t i = 0; tiles->tiles && i < tiles->count; i++) pthread_mutex_destroy(&tiles->tiles[i].lock);
    free(tiles->tiles);
    free(tiles->minutes);
    free(tiles->nearest);
    free(tiles);
}

void vp_tile_reset_cells(vp_tile *t)
{
    for (size_t i = 0; i < vp_tile_room(t); i++) {
        t->minutes[i] = t->crossing[i] < INFINITY ? INFINITY : NAN;
        t->flags[i] &= VP_HALO | VP_CORNER;
    }
    for (size_t i = 0; t->nearest && i < vp_tile_room(t); i++)
        t->nearest[i] = t->crossing[i] < INFINITY ? INT32_MAX : -1;
}

static void reset_lists(vp_tile *t)
{
    t->later.count = t->inbox.count = t->changed.count = t->around.count = 0;
    t->later_from = t->inbox_from = INFINITY;
    t->later_upto = 0;
}

void vp_tiles_reset_lists(vp_tiles *tiles)
{
    for (size_t i = 0; i < tiles->count; i++) reset_lists(&tiles->tiles[i]);
}

static void reset_tile(void *context, size_t worker, size_t tile)
{
    (void)worker;
    vp_tile *t = &((vp_tiles *)context)->tiles[tile];
    vp_tile_reset_cells(t);
    reset_lists(t);
}

void vp_tiles_reset(vp_tiles *tiles, vp_team *team) { vp_team_run(team, reset_tile, tiles, tiles->count); }

typedef struct {
    vp_tiles *tiles;
    const size_t *which;
} resetting;

static void reset_one(void *context, size_t worker, size_t index)
{
    const resetting *r = context;
    reset_tile(r->tiles, worker, r->which[index]);
}

void vp_tiles_reset_some(vp_tiles *tiles, const size_t which[], size_t count, vp_team *team)
{
    vp_team_run(team, reset_one, &(resetting){tiles, which}, count);
}

bool vp_tiles_add_nearest(vp_tiles *tiles, vp_error *err)
{
    if (tiles->nearest) return true;
    size_t room = room_of_all(tiles), first = 0;
    tiles->nearest = vp_memory_new(room * sizeof *tiles->nearest);
    if (!tiles->nearest) return vp_fail_memory(err, room * sizeof *tiles->nearest);
    for (size_t i = 0; i < tiles->count; i++) {
        tiles->tiles[i].nearest = tiles->nearest + first;
        first += vp_tile_room(&tiles->tiles[i]);
    }
    return true;
}

size_t vp_tiles_owner(const vp_tiles *tiles, size_t cell, vp_local *local)
{
    size_t column = cell % tiles->geometry.columns, row = cell / tiles->geometry.columns;
    size_t in_column = column % VP_TILE_INSIDE + VP_TILE_HALO, in_row = row % VP_TILE_INSIDE + VP_TILE_HALO;
    *local = (vp_local)(in_row * VP_TILE_SIDE + in_column);
    return row / VP_TILE_INSIDE * tiles->across + column / VP_TILE_INSIDE;
}

size_t vp_tiles_owner_of_halo(const vp_tiles *tiles, size_t tile, vp_local halo, vp_local *local)
{
    size_t column = halo % VP_TILE_SIDE, row = halo / VP_TILE_SIDE, owner = tile;
    if (column < VP_TILE_HALO)
        owner--, column += VP_TILE_INSIDE;
    else if (column >= VP_TILE_HALO + VP_TILE_INSIDE)
        owner++, column -= VP_TILE_INSIDE;
    if (row < VP_TILE_HALO)
        owner -= tiles->across, row += VP_TILE_INSIDE;
    else if (row >= VP_TILE_HALO + VP_TILE_INSIDE)
        owner += tiles->across, row -= VP_TILE_INSIDE;
    *local = (vp_local)(row * VP_TILE_SIDE + column);
    return owner;
}

vp_copies vp_tiles_copies(const vp_tiles *tiles, size_t tile, vp_local own)
{
    vp_copies copies = {.count = 0};
    size_t column = own % VP_TILE_SIDE, row = own / VP_TILE_SIDE;
    size_t tile_column = tile % tiles->across, tile_row = tile / tiles->across;
    int beside = column < 2 * VP_TILE_HALO ? -1 : column >= VP_TILE_INSIDE ? 1 : 0;
    int above = row < 2 * VP_TILE_HALO ? -1 : row >= VP_TILE_INSIDE ? 1 : 0;
    if (beside && tile_column + (size_t)beside >= tiles->across) beside = 0; /* also left of the first */
    if (above && tile_row + (size_t)above >= tiles->down) above = 0;
    for (int which = 1; which < 4; which++) {
        int dx = which & 1 ? beside : 0, dy = which & 2 ? above : 0;
        if ((which & 1 && !beside) || (which & 2 && !above)) continue;
        copies.tile[copies.count] = tile + (size_t)(dy * (ptrdiff_t)tiles->across + dx);
        copies.cell[copies.count++] = (vp_local)(own - (dy * VP_TILE_SIDE + dx) * VP_TILE_INSIDE);
    }
    return copies;
}

size_t vp_tiles_grid_cell(const vp_tiles *tiles, size_t tile, vp_local own)
{
    size_t column = tile % tiles->across * VP_TILE_INSIDE + own % VP_TILE_SIDE - VP_TILE_HALO,
           row = tile / tiles->across * VP_TILE_INSIDE + own / VP_TILE_SIDE - VP_TILE_HALO;
    return row * tiles->geometry.columns + column;
}

void vp_tiles_read(const vp_tiles *tiles, size_t tile, float limit, float minutes[], int32_t nearest[])
{
    const vp_tile *t = &tiles->tiles[tile];
    size_t first_column = tile % tiles->across * VP_TILE_INSIDE, first_row = tile / tiles->across * VP_TILE_INSIDE;
    vp_grid_geometry f = tiles->geometry;
    for (size_t row = first_row; row < first_row + VP_TILE_INSIDE && row < f.rows; row++) {
        size_t i = (row - first_row + VP_TILE_HALO) * VP_TILE_SIDE + VP_TILE_HALO;
        for (size_t column = first_column; column < first_column + VP_TILE_INSIDE && column < f.columns;
             column++, i++) {
            minutes[row * f.columns + column] = t->minutes[i] > limit ? INFINITY : t->minutes[i];
            if (nearest) nearest[row * f.columns + column] = t->nearest[i] == INT32_MAX ? -1 : t->nearest[i];
        }
    }
}
