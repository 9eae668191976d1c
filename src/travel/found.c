/* An engine as a solve left it, from the minutes and labels that the solve gave. */
#include "travel/engine_internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of each tile's cells one in so many is compared with the steps that lead to it: no divisor of a tile's side. */
enum { SAMPLE = 61 };

/* ------------------------------------------------------------ laying */

typedef struct {
    vp_travel_engine *engine;
    const vp_travel_found *found;
    bool *wrong; /* [tile] a label that is no facility's, or a cell that the steps lead to otherwise */
} laying;

static void lay_tile(void *context, size_t worker, size_t tile)
{
    (void)worker;
    const laying *l = context;
    l->wrong[tile] = !vp_engine_lay_cells(l->engine, l->found, tile, 0);
}

/* A copy of whose facility each row is, and no tile laid. */
static bool keep_found(vp_travel_engine *engine, const vp_travel_found *found, vp_error *err)
{
    size_t tiles = engine->tiles->count, bytes = found->row_count * sizeof *found->position;
    int32_t *position = found->position ? malloc(bytes + 1) : NULL;
    engine->unlaid = malloc(tiles * sizeof *engine->unlaid);
    engine->found = *found;
    engine->found.position = position;
    if (!engine->unlaid || (found->position && !position)) {
        vp_engine_forget_found(engine);
        return vp_fail_memory(err, tiles + bytes);
    }
    if (position) memcpy(position, found->position, bytes);
    for (size_t i = 0; i < tiles; i++) engine->unlaid[i] = true;
    vp_tiles_reset_lists(engine->tiles);
    vp_tiles_give_back_cells(engine->tiles);
    vp_engine_begin(engine);
    engine->halos_fresh = true;
    engine->only_touched = false;
    return true;
}

/* ------------------------------------------------------------ comparing */

/* The least minutes that a step leads to the cell with; INFINITY: none does within the limit. */
static float least_of_steps(const vp_travel_engine *engine, const vp_tile *t, size_t cell)
{
    const vp_step_terrain terrain = {t->crossing, t->relief == VP_RELIEF_LEVEL ? NULL : t->elevation,
                                     t->relief == VP_RELIEF_LANGMUIR};
    float least = INFINITY;
    for (int k = 0; k < engine->spread.neighbours; k++) {
        const vp_step *step = &engine->spread.steps[k];
        size_t start = cell - (size_t)step->end;
        float from = t->minutes[start];
        if (!(from < INFINITY)) continue;
        if (!engine->options.open_corners && vp_step_corner_shut(t->crossing, start, step)) continue;
        float sum =
            vp_step_sum(from, vp_step_minutes(&terrain, start, step), vp_step_dither(from, vp_tile_place(t, start)));
        least = sum < least ? sum : least;
    }
    return least <= engine->spread.limit ? least : INFINITY;
}

static void compare_tile(void *context, size_t worker, size_t tile)
{
    (void)worker;
    const laying *l = context;
    const vp_travel_engine *engine = l->engine;
    const vp_tile *t = &engine->tiles->tiles[tile];
    size_t cells = VP_TILE_INSIDE * (t->rows - (size_t)2 * VP_TILE_HALO);
    bool right = true;
    for (size_t i = tile % SAMPLE; right && i < cells; i += SAMPLE) {
        size_t local = (i / VP_TILE_INSIDE + VP_TILE_HALO) * VP_TILE_SIDE + VP_TILE_HALO + i % VP_TILE_INSIDE;
        if (isnan(t->minutes[local])) continue;
        if (t->minutes[local] == 0)
            right = engine->facilities[t->nearest[local]] == vp_tiles_grid_cell(engine->tiles, tile, (vp_local)local);
        else
            right = t->minutes[local] == least_of_steps(engine, t, local);
    }
    l->wrong[tile] |= !right;
}

/* Whether a facility is nearest to its own cell, or one before it. */
static bool facilities_are_there(const vp_travel_engine *engine)
{
    for (size_t f = 0; f < engine->facility_count; f++) {
        if (engine->facilities[f] == SIZE_MAX) continue;
        vp_local cell;
        const vp_tile *t = &engine->tiles->tiles[vp_tiles_owner(engine->tiles, engine->facilities[f], &cell)];
        if (t->crossing[cell] < INFINITY && !(t->minutes[cell] == 0 && (size_t)t->nearest[cell] <= f)) return false;
    }
    return true;
}

/* ------------------------------------------------------------ the whole */

static bool lay_and_compare(vp_travel_engine *engine, const vp_travel_found *found, vp_error *err)
{
    size_t tiles = engine->tiles->count;
    laying l = {engine, found, calloc(tiles, sizeof *l.wrong)};
    if (!l.wrong) return vp_fail_memory(err, tiles);
    vp_tiles_reset(engine->tiles, engine->team);
    vp_engine_begin(engine);
    engine->halos_fresh = engine->only_touched = false;
    vp_team_run(engine->team, lay_tile, &l, tiles);
    vp_engine_freshen_halos(engine);
    vp_team_run(engine->team, compare_tile, &l, tiles);
    bool right = facilities_are_there(engine);
    for (size_t i = 0; i < tiles; i++) right &= !l.wrong[i];
    free(l.wrong);
    return right || vp_fail(err, VP_CONFLICT, "the minutes are not those of these facilities on this terrain");
}

bool vp_travel_engine_resume(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                             const vp_travel_found *found, vp_error *err)
{
    if (engine->options.without_nearest)
        return vp_fail(err, VP_BAD_INPUT, "minutes are taken up only with the nearest facility");
    engine->had_starts = false;
    bool ok = vp_engine_keep_facilities(engine, facility_cells, facility_count, err) &&
              vp_tiles_add_nearest(engine->tiles, err);
    vp_engine_forget_found(engine);
    ok = ok && (found->is_known ? keep_found(engine, found, err) : lay_and_compare(engine, found, err));
    engine->had_starts = !ok; /* then nothing can be changed before a solve */
    return ok;
}
