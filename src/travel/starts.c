/* Cells from which a solve starts with minutes on the clock. */
#include "travel/engine_internal.h"

typedef struct {
    vp_travel_engine *engine;
    const vp_travel_starts *starts;
} laying;

static void list_for_later(vp_worker *worker, vp_tile *t, size_t cell, float minutes)
{
    t->later_from = fminf(t->later_from, minutes);
    if (t->flags[cell] & VP_LATER) return;
    t->flags[cell] |= VP_LATER;
    vp_worker_add(worker, &t->later, cell);
}

static void lay_cell(const laying *l, vp_worker *worker, vp_tile *t, size_t local, size_t cell)
{
    float minutes = l->starts->minutes[cell];
    if (!(minutes <= l->engine->spread.limit) || t->crossing[local] == INFINITY) return;
    t->minutes[local] = minutes;
    if (t->nearest) t->nearest[local] = l->starts->nearest[cell];
    list_for_later(worker, t, local, minutes);
}

static void lay_tile(void *context, size_t worker, size_t tile)
{
    const laying *l = context;
    const vp_tiles *tiles = l->engine->tiles;
    vp_grid_geometry f = tiles->geometry;
    size_t first_column = tile % tiles->across * VP_TILE_INSIDE, first_row = tile / tiles->across * VP_TILE_INSIDE;
    for (size_t row = first_row; row < first_row + VP_TILE_INSIDE && row < f.rows; row++) {
        size_t local = (row - first_row + VP_TILE_HALO) * VP_TILE_SIDE + VP_TILE_HALO;
        for (size_t column = first_column; column < first_column + VP_TILE_INSIDE && column < f.columns; column++)
            lay_cell(l, &l->engine->workers[worker], &tiles->tiles[tile], local++, row * f.columns + column);
    }
}

void vp_engine_lay_starts(vp_travel_engine *engine, const vp_travel_starts *starts)
{
    laying l = {engine, starts};
    vp_team_run(engine->team, lay_tile, &l, engine->tiles->count);
}
