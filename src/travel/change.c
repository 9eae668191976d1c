/* One facility added or removed after a solve, by work in proportion to the cells that change.
 *
 * Added: minutes spread from it and stop where they are no better, or equal ones of a lower index. So an improved
 * cell is labelled with it and no other cell changes its label; but in rare cases of rounding an improved
 * cell still lies on the only exact path to one that is not, and then all is solved anew. Removed: the
 * cells that it was nearest to are forgotten, reached again from around their border.
 * A cell labelled with another facility has a path there all along cells of lower or equal labels, which the
 * removal leaves as it is. Both end in the minutes and labels of a full solve.
 *
 * Before and after a change halo cells hold what their owners have, so that a tile knows what lies around
 * it; changed cells and their copies carry VP_CHANGED meanwhile. */
#include "base/array.h"
#include "travel/engine_internal.h"
#include <assert.h>
#include <stdlib.h>

/* ------------------------------------------------------------ halos */

static void refresh_halo(void *context, size_t worker, size_t tile)
{
    (void)worker;
    const vp_tiles *tiles = context;
    vp_tile *t = &tiles->tiles[tile];
    for (size_t i = 0; i < vp_tile_cells(t); i++) {
        if (!(t->flags[i] & VP_HALO)) {
            i += VP_TILE_INSIDE - 1; /* own cells follow each other along a row */
            continue;
        }
        if (t->crossing[i] == INFINITY) continue;
        vp_local cell;
        const vp_tile *owner = &tiles->tiles[vp_tiles_owner_of_halo(tiles, tile, (vp_local)i, &cell)];
        t->minutes[i] = owner->minutes[cell];
        t->nearest[i] = owner->nearest[cell];
    }
}

/* After a solve they hold what their tile offered. */
void vp_engine_freshen_halos(vp_travel_engine *engine)
{
    if (!engine->halos_fresh) vp_team_run(engine->team, refresh_halo, engine->tiles, engine->tiles->count);
    engine->halos_fresh = true;
    engine->only_touched = false;
}

/* ------------------------------------------------------------ changed cells */

/* Whether an own cell may lie in the halo of other tiles. */
static inline bool is_copied(vp_local cell)
{
    size_t column = cell % VP_TILE_SIDE, row = cell / VP_TILE_SIDE;
    return column < 2 * VP_TILE_HALO || column >= VP_TILE_INSIDE || row < 2 * VP_TILE_HALO || row >= VP_TILE_INSIDE;
}

/* Gives the copies of an own cell its minutes and its label. Returns where they are. */
static vp_copies send_copies(vp_travel_engine *engine, size_t tile, vp_local cell)
{
    const vp_tile *t = &engine->tiles->tiles[tile];
    vp_copies copies = vp_tiles_copies(engine->tiles, tile, cell);
    for (size_t i = 0; i < copies.count; i++) {
        vp_tile *other = &engine->tiles->tiles[copies.tile[i]];
        vp_engine_lay(engine, copies.tile[i]);
        other->minutes[copies.cell[i]] = t->minutes[cell];
        other->nearest[copies.cell[i]] = t->nearest[cell];
    }
    return copies;
}

/* Marks the copies of an own cell as changed too; they join the list of their tile. */
static void mark_copies(vp_travel_engine *engine, size_t tile, vp_local cell)
{
    vp_copies copies = send_copies(engine, tile, cell);
    for (size_t i = 0; i < copies.count; i++) {
        vp_tile *other = &engine->tiles->tiles[copies.tile[i]];
        other->flags[copies.cell[i]] |= VP_CHANGED;
        vp_worker_add(engine->workers, &other->changed, copies.cell[i]);
        vp_engine_touch(engine, copies.tile[i]);
    }
}

static inline void mark_changed(vp_travel_engine *engine, size_t tile, vp_local cell, int32_t label)
{
    vp_tile *t = &engine->tiles->tiles[tile];
    t->flags[cell] |= VP_CHANGED;
    t->nearest[cell] = label;
    if (is_copied(cell)) mark_copies(engine, tile, cell);
}

typedef struct {
    size_t first, end;
} row_range;

/* The rows of a tile that its list of changed cells names. */
static row_range changed_rows(const vp_tile *t)
{
    vp_local least = UINT16_MAX, most = 0;
    for (size_t i = 0; i < t->changed.count; i++) {
        vp_local cell = t->changed.cells[i];
        least = cell < least ? cell : least;
        most = cell > most ? cell : most;
    }
    return (row_range){least / VP_TILE_SIDE, most / VP_TILE_SIDE + 1};
}

/* The changed cells of a row of own cells, row by row since the grids are far apart in memory otherwise. */
static void hand_over_row(vp_travel_engine *engine, size_t tile, size_t row, bool to_copies, vp_travel *travel)
{
    const vp_tile *t = &engine->tiles->tiles[tile];
    float limit = engine->spread.limit;
    size_t first = row * VP_TILE_SIDE + VP_TILE_HALO;
    size_t cell = vp_tiles_grid_cell(engine->tiles, tile, (vp_local)first);
    float *minutes = travel ? vp_grid_edit(travel->minutes) + cell : NULL;
    int32_t *nearest = travel ? travel->nearest + cell : NULL;
    for (size_t i = 0; i < VP_TILE_INSIDE; i++) {
        if (!(t->flags[first + i] & VP_CHANGED)) continue;
        if (to_copies && is_copied((vp_local)(first + i))) send_copies(engine, tile, (vp_local)(first + i));
        if (!travel) continue;
        minutes[i] = t->minutes[first + i] > limit ? INFINITY : t->minutes[first + i];
        nearest[i] = t->nearest[first + i] == INT32_MAX ? -1 : t->nearest[first + i];
    }
}

/* Changed cells to travel, and to their copies unless those have them; nothing is marked any more. */
static void finish(vp_travel_engine *engine, bool to_copies, vp_travel *travel)
{
    for (size_t k = 0; k < engine->touched_count; k++) {
        size_t tile = engine->touched[k];
        vp_tile *t = &engine->tiles->tiles[tile];
        row_range rows = t->changed.count ? changed_rows(t) : (row_range){0, 0};
        for (size_t row = rows.first; row < rows.end; row++) {
            if (row >= VP_TILE_HALO && row < t->rows - VP_TILE_HALO)
                hand_over_row(engine, tile, row, to_copies, travel);
            uint8_t *flags = t->flags + row * VP_TILE_SIDE;
            for (size_t i = 0; i < VP_TILE_SIDE; i++) flags[i] &= (uint8_t)~VP_CHANGED;
        }
        for (size_t i = 0; i < t->around.count; i++) t->flags[t->around.cells[i]] &= (uint8_t)~VP_AROUND;
        t->changed.count = t->around.count = 0;
    }
}

/* ------------------------------------------------------------ around the border */

/* A changed cell next to a passable one that is not. Of any step between changed and other cells, the last
 * changed cell on its line is such a cell. */
static bool on_border(const vp_tile *t, size_t cell)
{
    const uint8_t *f = t->flags + cell, *above = f - VP_TILE_SIDE, *below = f + VP_TILE_SIDE;
    uint8_t all = above[-1] & above[0] & above[1] & f[-1] & f[1] & below[-1] & below[0] & below[1];
    if (all & VP_CHANGED) return false; /* most are inside */
    for (size_t row = cell - VP_TILE_SIDE; row <= cell + VP_TILE_SIDE; row += VP_TILE_SIDE)
        for (size_t i = row - 1; i <= row + 1; i++)
            if (!(t->flags[i] & VP_CHANGED) && !isnan(t->minutes[i])) return true;
    return false;
}

/* Own cells within a step of the cell that are changed, or that are not, join the tile's list. */
static void list_around(vp_travel_engine *engine, vp_tile *t, size_t cell, uint8_t changed)
{
    size_t row = cell / VP_TILE_SIDE, column = cell % VP_TILE_SIDE;
    size_t first_row = row < VP_STEP_REACH ? 0 : row - VP_STEP_REACH,
           first_column = column < VP_STEP_REACH ? 0 : column - VP_STEP_REACH;
    for (size_t r = first_row; r <= row + VP_STEP_REACH && r < t->rows; r++)
        for (size_t i = r * VP_TILE_SIDE + first_column;
             i <= r * VP_TILE_SIDE + column + VP_STEP_REACH && i < (r + 1) * VP_TILE_SIDE; i++) {
            if ((t->flags[i] & (VP_HALO | VP_CHANGED | VP_AROUND)) != changed || !(t->minutes[i] < INFINITY)) continue;
            t->flags[i] |= VP_AROUND;
            vp_worker_add(engine->workers, &t->around, i);
        }
}

/* Lists the cells with minutes within a step of the border: inside (changed: VP_CHANGED) or outside (0). */
static void list_border(vp_travel_engine *engine, uint8_t changed)
{
    for (size_t k = 0; k < engine->touched_count; k++) {
        vp_tile *t = &engine->tiles->tiles[engine->touched[k]];
        for (size_t i = 0; i < t->changed.count; i++) {
            size_t cell = t->changed.cells[i], row = cell / VP_TILE_SIDE, column = cell % VP_TILE_SIDE;
            bool outermost = row == 0 || column == 0 || row == t->rows - 1 || column == VP_TILE_SIDE - 1;
            if (!outermost && on_border(t, cell)) list_around(engine, t, cell, changed);
        }
    }
}

/* ------------------------------------------------------------ more */

/* Whether an exact step leads to the cell from an unchanged one of the same label. */
static bool is_upheld(const vp_travel_engine *engine, const vp_tile *t, size_t cell)
{
    vp_step_terrain terrain = {t->crossing, t->relief == VP_RELIEF_LEVEL ? NULL : t->elevation,
                               t->relief == VP_RELIEF_LANGMUIR};
    for (int k = 0; k < engine->spread.neighbours; k++) {
        const vp_step *step = &engine->spread.steps[k];
        size_t start = cell - (size_t)step->end;
        if (t->flags[start] & VP_CHANGED || t->nearest[start] != t->nearest[cell]) continue;
        if (!engine->options.open_corners && vp_step_corner_shut(t->crossing, start, step)) continue;
        float dither = vp_step_dither(t->minutes[start], vp_tile_place(t, start));
        if (vp_step_sum(t->minutes[start], vp_step_minutes(&terrain, start, step), dither) == t->minutes[cell])
            return true;
    }
    return false;
}

/* Whether an improved cell leads exactly to one that is not improved, and whose label may have come
 * through it. */
static bool squeezes(vp_travel_engine *engine, size_t tile, size_t cell)
{
    const vp_tile *t = &engine->tiles->tiles[tile];
    const vp_spread *spread = &engine->spread;
    float minutes[VP_LANES];
    uint64_t lanes = spread->kernel->exact[vp_neighbours_row(spread->neighbours)][t->relief](t, spread, cell, minutes);
    for (; lanes; lanes &= lanes - 1) {
        size_t end = cell + (size_t)spread->offset_of_lane[__builtin_ctzll(lanes)];
        if (t->flags[end] & VP_CHANGED) continue;
        vp_local own = (vp_local)end;
        size_t owner = t->flags[end] & VP_HALO ? vp_tiles_owner_of_halo(engine->tiles, tile, own, &own) : tile;
        vp_engine_lay(engine, owner);
        if (!is_upheld(engine, &engine->tiles->tiles[owner], own)) return true;
    }
    return false;
}

static bool any_squeeze(vp_travel_engine *engine)
{
    list_border(engine, VP_CHANGED);
    for (size_t k = 0; k < engine->touched_count; k++) {
        const vp_tile *t = &engine->tiles->tiles[engine->touched[k]];
        for (size_t i = 0; i < t->around.count; i++)
            if (squeezes(engine, engine->touched[k], t->around.cells[i])) return true;
    }
    return false;
}

/* Cells taken while minutes spread are the improved ones; some were taken twice. */
static void mark_improved(vp_travel_engine *engine, int32_t facility)
{
    for (size_t k = 0; k < engine->touched_count; k++) { /* more are touched meanwhile */
        size_t tile = engine->touched[k], kept = 0;
        vp_tile *t = &engine->tiles->tiles[tile];
        for (size_t i = 0; i < t->changed.count; i++) {
            vp_local cell = t->changed.cells[i];
            if (!(t->flags[cell] & VP_HALO)) {
                if (t->flags[cell] & VP_CHANGED) continue;
                mark_changed(engine, tile, cell, facility);
            }
            t->changed.cells[kept++] = cell;
        }
        t->changed.count = kept;
    }
}

static bool check_change(const vp_travel_engine *engine, const vp_travel *travel, vp_error *err)
{
    if (engine->options.without_nearest || !engine->facilities || engine->had_starts ||
        (travel && (!travel->minutes || !travel->nearest)))
        return vp_fail(err, VP_BAD_INPUT,
                       "a facility can only be added or removed after a solve with the nearest facility");
    return true;
}

static bool spread_improvement(vp_travel_engine *engine, size_t facility, vp_error *err)
{
    vp_engine_begin(engine);
    vp_engine_send_facility(engine, facility);
    engine->spread.records = true;
    bool ok = vp_engine_reach(engine, err);
    engine->spread.records = false;
    return ok;
}

/* Its place in the list is there already. */
static bool put(vp_travel_engine *engine, size_t facility, size_t cell, vp_travel *travel, vp_error *err)
{
    engine->facilities[facility] = cell;
    vp_engine_freshen_halos(engine);
    if (!spread_improvement(engine, facility, err)) return false;
    mark_improved(engine, (int32_t)facility);
    bool squeezed = any_squeeze(engine);
    finish(engine, false, travel);
    if (vp_engine_memory_was_short(engine, err)) return false;
    if (!squeezed) return true;
    if (!vp_engine_solve(engine, NULL, err)) return false;
    if (travel) vp_engine_read_all(engine, travel);
    return true;
}

static bool check_cell(const vp_travel_engine *engine, size_t cell, vp_error *err)
{
    return cell == SIZE_MAX || cell < vp_grid_geometry_cells(engine->tiles->geometry) ||
           vp_fail(err, VP_BAD_INPUT, "the new facility lies outside the grid");
}

bool vp_travel_engine_add(vp_travel_engine *engine, size_t facility_cell, vp_travel *travel, vp_error *err)
{
    if (!check_change(engine, travel, err) || !check_cell(engine, facility_cell, err) ||
        !vp_array_resize(VP_ARRAY(engine->facilities), engine->facility_count + 1, err))
        return false;
    return put(engine, engine->facility_count++, facility_cell, travel, err);
}

bool vp_travel_engine_put(vp_travel_engine *engine, size_t facility, size_t facility_cell, vp_travel *travel,
                          vp_error *err)
{
    if (!check_change(engine, travel, err) || !check_cell(engine, facility_cell, err)) return false;
    assert(facility < engine->facility_count && engine->facilities[facility] == SIZE_MAX);
    return put(engine, facility, facility_cell, travel, err);
}

/* ------------------------------------------------------------ less */

static bool row_names(const int32_t row[VP_TILE_SIDE], int32_t facility)
{
    int32_t any = 0;
    for (size_t i = 0; i < VP_TILE_SIDE; i++) any |= row[i] == facility;
    return any;
}

/* Copies of forgotten cells touch their tiles, which are looked at next: the cells of a facility depend
 * together by steps, and a step to another tile ends in the halo. */
static void forget_in_tile(vp_travel_engine *engine, size_t tile, int32_t facility)
{
    vp_tile *t = &engine->tiles->tiles[tile];
    for (size_t row = VP_TILE_HALO; row < t->rows - VP_TILE_HALO; row++) {
        if (!row_names(t->nearest + row * VP_TILE_SIDE, facility)) continue;
        for (size_t column = VP_TILE_HALO; column < VP_TILE_HALO + VP_TILE_INSIDE; column++) {
            vp_local cell = (vp_local)(row * VP_TILE_SIDE + column);
            if (t->nearest[cell] != facility) continue;
            t->minutes[cell] = INFINITY;
            vp_worker_add(engine->workers, &t->changed, cell);
            mark_changed(engine, tile, cell, INT32_MAX);
        }
    }
}

/* The cells around the border have something to do again; so have facilities on the removed one's cell. */
static void start_from_border(vp_travel_engine *engine, size_t removed_cell)
{
    for (size_t k = 0; k < engine->touched_count; k++) {
        vp_tile *t = &engine->tiles->tiles[engine->touched[k]];
        for (size_t i = 0; i < t->around.count; i++) {
            vp_local cell = t->around.cells[i];
            t->flags[cell] |= VP_LATER;
            t->later_from = fminf(t->later_from, t->minutes[cell]);
            vp_worker_add(engine->workers, &t->later, cell);
        }
        t->later_upto = 0;
        if (t->around.count > 0) vp_engine_widen(engine, engine->touched[k]);
    }
    for (size_t f = 0; f < engine->facility_count; f++)
        if (engine->facilities[f] == removed_cell) vp_engine_send_facility(engine, f);
}

bool vp_travel_engine_remove(vp_travel_engine *engine, size_t facility, vp_travel *travel, vp_error *err)
{
    if (!check_change(engine, travel, err)) return false;
    if (facility >= engine->facility_count || engine->facilities[facility] == SIZE_MAX)
        return vp_fail(err, VP_NOT_FOUND, "there is no facility %zu to remove", facility);
    vp_local source;
    size_t cell = engine->facilities[facility], tile = vp_tiles_owner(engine->tiles, cell, &source);
    engine->facilities[facility] = SIZE_MAX;
    vp_engine_lay(engine, tile);
    if (engine->tiles->tiles[tile].nearest[source] != (int32_t)facility) return true; /* it was nearest to nobody */
    vp_engine_freshen_halos(engine);
    vp_engine_begin(engine);
    vp_engine_touch(engine, tile);
    for (size_t k = 0; k < engine->touched_count; k++) forget_in_tile(engine, engine->touched[k], (int32_t)facility);
    list_border(engine, 0);
    start_from_border(engine, cell);
    if (!vp_engine_reach(engine, err)) return false;
    finish(engine, true, travel);
    return true;
}
