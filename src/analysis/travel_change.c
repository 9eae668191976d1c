/* One facility more or less after a solve.
 *
 * More: minutes spread from it and stop where they are no better; the improved cells are named
 * anew from their border inwards. Less: the cells that it was nearest to are forgotten and
 * reached again from their border. Both end in the minutes and names of a full solve:
 * - a cell named after another facility has a way there all along cells of lower or equal names,
 *   which removing this one leaves as it is;
 * - a cell that an addition does not improve keeps its minutes, but in rare cases of rounding
 *   an improved cell still lies on an exact way to it; then all cells are named anew. */
#include "analysis/travel_engine.h"
#include <stdlib.h>

enum { FORGOTTEN = INT32_MAX };

/* ------------------------------------------------------------ rims */

/* Rim cells hold what their tile offered; after a change they must hold what their owners have. */
static void refresh_rim(vp_tiles *tiles, size_t tile)
{
    vp_tile *t = &tiles->tiles[tile];
    for (size_t i = 0; i < VP_TILE_CELLS; i++) {
        if (!(t->flags[i] & VP_RIM)) {
            i += VP_TILE_INSIDE - 1; /* own cells follow each other along a row */
            continue;
        }
        if (t->crossing[i] == INFINITY) continue;
        vp_local cell;
        const vp_tile *owner = &tiles->tiles[vp_tiles_owner_of_rim(tiles, tile, (vp_local)i, &cell)];
        t->minutes[i] = owner->minutes[cell];
        t->nearest[i] = owner->nearest[cell];
    }
}

/* The touched tiles and those around them. */
static void refresh_rims(vp_travel_engine *engine)
{
    const vp_tiles *tiles = engine->tiles;
    for (size_t i = 0; i < tiles->count; i++) {
        size_t column = i % tiles->across, row = i / tiles->across;
        bool near_touched = false;
        for (size_t r = row ? row - 1 : 0; r <= row + 1 && r < tiles->down; r++)
            for (size_t c = column ? column - 1 : 0; c <= column + 1 && c < tiles->across; c++)
                near_touched |= engine->touched[r * tiles->across + c];
        if (near_touched) refresh_rim(engine->tiles, i);
    }
}

/* ------------------------------------------------------------ borders */

static bool is_forgotten(const vp_tile *t, size_t cell, bool reached)
{
    return t->nearest[cell] == FORGOTTEN && (reached ? t->minutes[cell] < INFINITY : !isnan(t->minutes[cell]));
}

/* A forgotten cell next to a passable one that is not. Of any step from inside to outside, the last forgotten
 * cell on its line is such a cell. */
static bool on_border(const vp_tile *t, size_t cell, bool reached)
{
    for (size_t row = cell - VP_TILE_SIDE; row <= cell + VP_TILE_SIDE; row += VP_TILE_SIDE)
        for (size_t i = row - 1; i <= row + 1; i++)
            if (!isnan(t->minutes[i]) && !is_forgotten(t, i, reached)) return true;
    return false;
}

/* What a pass over the border of the forgotten cells does with the cells within a step of it. */
typedef struct {
    vp_travel_engine *engine;
    vp_tile *tile;
    bool reached;  /* forgotten cells have minutes */
    bool squeezed; /* an improved cell lies on an exact way to one that is not */
} border;

static void list_for_later(border *b, size_t cell)
{
    vp_tile *t = b->tile;
    if (t->flags[cell] & VP_LATER) return;
    t->flags[cell] |= VP_LATER;
    t->later_from = fminf(t->later_from, t->minutes[cell]);
    vp_worker_add(b->engine->workers, &t->later, cell);
}

/* Own cells outside with minutes, which may lead in again. */
static void list_outside(border *b, size_t cell)
{
    const vp_tile *t = b->tile;
    if (!(t->flags[cell] & VP_RIM) && t->minutes[cell] < INFINITY && !is_forgotten(t, cell, b->reached))
        list_for_later(b, cell);
}

static void look_for_squeeze(border *b, size_t cell)
{
    const vp_tile *t = b->tile;
    const vp_spread *spread = &b->engine->spread;
    if (b->squeezed || t->flags[cell] & VP_RIM || !is_forgotten(t, cell, true)) return;
    vp_step_ground ground = {t->crossing, t->ground == VP_GROUND_LEVEL ? NULL : t->elevation,
                             t->ground == VP_GROUND_LANGMUIR};
    for (int k = 0; k < spread->neighbours; k++) {
        const vp_step *step = &spread->steps[k];
        size_t end = cell + (size_t)step->end;
        if (isnan(t->minutes[end]) || is_forgotten(t, end, true)) continue;
        b->squeezed |= t->minutes[cell] + vp_step_minutes(&ground, cell, step) == t->minutes[end];
    }
}

static bool any_forgotten(const int32_t row[VP_TILE_SIDE])
{
    int32_t most = 0;
    for (size_t i = 0; i < VP_TILE_SIDE; i++) most = row[i] > most ? row[i] : most;
    return most == FORGOTTEN;
}

static void pass_border(border *b, void (*visit)(border *, size_t))
{
    for (size_t row = 1; row < VP_TILE_SIDE - 1; row++) {
        if (!any_forgotten(b->tile->nearest + row * VP_TILE_SIDE)) continue;
        for (size_t column = 1; column < VP_TILE_SIDE - 1; column++) {
            size_t cell = row * VP_TILE_SIDE + column;
            if (!is_forgotten(b->tile, cell, b->reached) || !on_border(b->tile, cell, b->reached)) continue;
            for (size_t r = row < VP_STEP_REACH ? 0 : row - VP_STEP_REACH; r <= row + VP_STEP_REACH && r < VP_TILE_SIDE;
                 r++)
                for (size_t c = column < VP_STEP_REACH ? 0 : column - VP_STEP_REACH;
                     c <= column + VP_STEP_REACH && c < VP_TILE_SIDE; c++)
                    visit(b, r * VP_TILE_SIDE + c);
        }
    }
}

/* All tiles whose own or rim cells may be forgotten. */
static bool pass_borders(vp_travel_engine *engine, bool reached, void (*visit)(border *, size_t))
{
    bool squeezed = false;
    const vp_tiles *tiles = engine->tiles;
    for (size_t i = 0; i < tiles->count; i++) {
        size_t column = i % tiles->across, row = i / tiles->across;
        bool near_touched = false;
        for (size_t r = row ? row - 1 : 0; r <= row + 1 && r < tiles->down; r++)
            for (size_t c = column ? column - 1 : 0; c <= column + 1 && c < tiles->across; c++)
                near_touched |= engine->touched[r * tiles->across + c];
        if (!near_touched) continue;
        border b = {engine, &tiles->tiles[i], reached, false};
        pass_border(&b, visit);
        squeezed |= b.squeezed;
    }
    return squeezed;
}

/* ------------------------------------------------------------ the travel grids */

/* Forgets the names of own cells whose minutes are now below those of travel. */
static void forget_improved(vp_tiles *tiles, size_t tile, const vp_travel *travel)
{
    vp_tile *t = &tiles->tiles[tile];
    vp_frame f = tiles->frame;
    size_t first_row = tile / tiles->across * VP_TILE_INSIDE, first_column = tile % tiles->across * VP_TILE_INSIDE;
    size_t columns = f.columns - first_column < VP_TILE_INSIDE ? f.columns - first_column : VP_TILE_INSIDE;
    for (size_t r = 0; r < VP_TILE_INSIDE && first_row + r < f.rows; r++) {
        size_t own = (r + VP_TILE_RIM) * VP_TILE_SIDE + VP_TILE_RIM;
        const float *before = vp_grid_cells(travel->minutes) + (first_row + r) * f.columns + first_column;
        for (size_t c = 0; c < columns; c++)
            t->nearest[own + c] = t->minutes[own + c] < before[c] ? FORGOTTEN : t->nearest[own + c];
    }
}

static void read_touched(vp_travel_engine *engine, vp_travel *travel)
{
    for (size_t i = 0; i < engine->tiles->count; i++)
        if (engine->touched[i])
            vp_tiles_read(engine->tiles, i, engine->spread.limit, vp_grid_edit(travel->minutes), travel->nearest);
}

static bool check_change(const vp_travel_engine *engine, const vp_travel *travel, vp_error *err)
{
    if (engine->options.without_nearest || !engine->facilities || engine->had_starts || !travel->minutes || !travel->nearest)
        return vp_fail(err, VP_BAD_INPUT,
                       "a facility can only be added or removed after a solve with the nearest facility");
    return true;
}

static void touch(vp_travel_engine *engine, bool all)
{
    for (size_t i = 0; i < engine->tiles->count; i++) engine->touched[i] = all;
}

/* ------------------------------------------------------------ more, less */

/* Facilities on forgotten cells start anew; the others need not be told. */
static void post_forgotten_facilities(vp_travel_engine *engine)
{
    for (size_t f = 0; f < engine->facility_count; f++) {
        vp_local cell;
        if (engine->facilities[f] == SIZE_MAX) continue;
        size_t owner = vp_tiles_owner(engine->tiles, engine->facilities[f], &cell);
        if (engine->tiles->tiles[owner].nearest[cell] == FORGOTTEN) vp_engine_post_facility(engine, f);
    }
}

/* Names the forgotten cells that have minutes from their border and from facilities among them. */
static bool name_forgotten(vp_travel_engine *engine, vp_error *err)
{
    refresh_rims(engine);
    pass_borders(engine, true, list_outside);
    post_forgotten_facilities(engine);
    return vp_engine_name(engine, err);
}

bool vp_travel_engine_add(vp_travel_engine *engine, size_t facility_cell, vp_travel *travel, vp_error *err)
{
    if (!check_change(engine, travel, err)) return false;
    if (facility_cell != SIZE_MAX && facility_cell >= vp_frame_cells(engine->tiles->frame))
        return vp_fail(err, VP_BAD_INPUT, "the new facility lies outside the grid");
    size_t *facilities = realloc(engine->facilities, (engine->facility_count + 1) * sizeof *facilities);
    if (!facilities) return vp_fail_memory(err, (engine->facility_count + 1) * sizeof *facilities);
    engine->facilities = facilities;
    facilities[engine->facility_count++] = facility_cell;
    touch(engine, false);
    vp_engine_post_facility(engine, engine->facility_count - 1);
    if (!vp_engine_reach(engine, err)) return false;
    for (size_t i = 0; i < engine->tiles->count; i++)
        if (engine->touched[i]) forget_improved(engine->tiles, i, travel);
    refresh_rims(engine);
    if (pass_borders(engine, true, look_for_squeeze)) {
        touch(engine, true);
        if (!vp_engine_name_all(engine, err)) return false;
    } else if (!name_forgotten(engine, err))
        return false;
    read_touched(engine, travel);
    return true;
}

static bool forget_in_tile(vp_tile *t, int32_t facility)
{
    bool any = false;
    for (size_t cell = 0; cell < VP_TILE_CELLS; cell++) {
        if (t->nearest[cell] != facility || t->flags[cell] & VP_RIM) continue;
        t->nearest[cell] = FORGOTTEN;
        t->minutes[cell] = INFINITY;
        any = true;
    }
    return any;
}

/* Forgets the minutes and names of the facility's cells, and touches their tiles. The cells hang together
 * by steps, so their tiles do by neighbourhood; active serves as the list of tiles to look at. */
static void forget_facility(vp_travel_engine *engine, size_t facility)
{
    const vp_tiles *tiles = engine->tiles;
    vp_local source;
    size_t count = 0;
    touch(engine, false);
    engine->active[count++] = vp_tiles_owner(tiles, engine->facilities[facility], &source);
    engine->touched[engine->active[0]] = true; /* here: listed */
    for (size_t next = 0; next < count; next++) {
        size_t tile = engine->active[next], column = tile % tiles->across, row = tile / tiles->across;
        if (!forget_in_tile(&tiles->tiles[tile], (int32_t)facility)) continue;
        for (size_t r = row ? row - 1 : 0; r <= row + 1 && r < tiles->down; r++)
            for (size_t c = column ? column - 1 : 0; c <= column + 1 && c < tiles->across; c++) {
                size_t other = r * tiles->across + c;
                if (engine->touched[other]) continue;
                engine->touched[other] = true;
                engine->active[count++] = other;
            }
    }
}

bool vp_travel_engine_remove(vp_travel_engine *engine, size_t facility, vp_travel *travel, vp_error *err)
{
    if (!check_change(engine, travel, err)) return false;
    if (facility >= engine->facility_count || engine->facilities[facility] == SIZE_MAX)
        return vp_fail(err, VP_NOT_FOUND, "there is no facility %zu to remove", facility);
    forget_facility(engine, facility);
    engine->facilities[facility] = SIZE_MAX;
    refresh_rims(engine);
    pass_borders(engine, false, list_outside);
    post_forgotten_facilities(engine);
    if (!vp_engine_reach(engine, err)) return false;
    if (!name_forgotten(engine, err)) return false;
    read_touched(engine, travel);
    return true;
}
