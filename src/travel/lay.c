/* Published minutes and labels laid into the tiles of an engine: all at once, or each tile when a change comes to it.
 */
#include "travel/engine_internal.h"
#include <math.h>
#include <stdlib.h>

static inline bool lay_cell(const vp_travel_engine *engine, const vp_travel_found *found, vp_tile *t, size_t local,
                            size_t cell)
{
    float minutes = found->minutes[cell];
    bool crossed = t->crossing[local] < INFINITY;
    t->minutes[local] = crossed ? INFINITY : NAN;
    t->nearest[local] = crossed ? INT32_MAX : -1;
    if (!crossed || !(minutes < INFINITY)) return true;
    int32_t row = found->nearest[cell];
    if (row < 0 || (size_t)row >= found->row_count) return false;
    int32_t facility = found->position ? found->position[row] : row;
    if (facility < 0 || (size_t)facility >= engine->facility_count) return false;
    t->minutes[local] = minutes;
    t->nearest[local] = facility;
    return minutes <= engine->spread.limit;
}

/* Columns and rows of the grid, and where its first cell is in the tile. */
typedef struct {
    size_t first_column, end_column, first_row, end_row, local;
} part_of_grid;

/* What a tile has of the grid: its own cells, or its halo, too. */
static part_of_grid part_of(const vp_tiles *tiles, size_t tile, size_t halo)
{
    size_t column = tile % tiles->across * VP_TILE_INSIDE, row = tile / tiles->across * VP_TILE_INSIDE;
    size_t west = column < halo ? column : halo, north = row < halo ? row : halo;
    size_t east = column + VP_TILE_INSIDE + halo, south = row + VP_TILE_INSIDE + halo;
    return (part_of_grid){.first_column = column - west,
                          .end_column = east < tiles->geometry.columns ? east : tiles->geometry.columns,
                          .first_row = row - north,
                          .end_row = south < tiles->geometry.rows ? south : tiles->geometry.rows,
                          .local = (VP_TILE_HALO - north) * VP_TILE_SIDE + VP_TILE_HALO - west};
}

bool vp_engine_lay_cells(vp_travel_engine *engine, const vp_travel_found *found, size_t tile, size_t halo)
{
    const vp_tiles *tiles = engine->tiles;
    part_of_grid part = part_of(tiles, tile, halo);
    bool right = true;
    for (size_t row = part.first_row; row < part.end_row; row++) {
        size_t local = part.local + (row - part.first_row) * VP_TILE_SIDE;
        for (size_t column = part.first_column; column < part.end_column; column++)
            right &= lay_cell(engine, found, &tiles->tiles[tile], local++, row * tiles->geometry.columns + column);
    }
    return right;
}

void vp_engine_forget_found(vp_travel_engine *engine)
{
    free(engine->unlaid);
    free((void *)(uintptr_t)engine->found.position);
    engine->unlaid = NULL;
    engine->found = (vp_travel_found){0};
}

/* Its halo gets what the base has of its neighbours: those that changed since then gave it theirs, and laid it. */
void vp_engine_lay(vp_travel_engine *engine, size_t tile)
{
    if (!vp_engine_is_unlaid(engine, tile)) return;
    engine->unlaid[tile] = false;
    vp_tile_reset_cells(&engine->tiles->tiles[tile]);
    vp_engine_lay_cells(engine, &engine->found, tile, VP_TILE_HALO);
}

void vp_engine_read_unlaid(const vp_travel_engine *engine, size_t tile, float minutes[])
{
    const vp_tile *t = &engine->tiles->tiles[tile];
    part_of_grid part = part_of(engine->tiles, tile, 0);
    for (size_t row = part.first_row; row < part.end_row; row++) {
        size_t first = row * engine->tiles->geometry.columns + part.first_column;
        const float *crossing = t->crossing + part.local + (row - part.first_row) * VP_TILE_SIDE;
        for (size_t i = 0; i < part.end_column - part.first_column; i++) {
            float found = engine->found.minutes[first + i], reached = found < INFINITY ? found : INFINITY;
            minutes[first + i] = crossing[i] < INFINITY ? reached : NAN;
        }
    }
}
