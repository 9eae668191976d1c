/* The solver: rounds of tiles within windows of minutes.
 *
 * In a round each tile that has something to do takes its messages, spreads minutes among its
 * cells within the window and writes to the owners of the halo cells it improved; rounds
 * repeat until no tile has minutes below the window's end, then the window moves on. A cell
 * may be taken again when better minutes arrive late, or equal ones from a facility of a lower
 * index, so any order of work ends in the same least minutes and labels. */
#include "base/array.h"
#include "travel/engine_internal.h"
#include <stdlib.h>
#include <vungphu/limit.h>

/* A bucket a few of the quickest steps wide keeps most cells from being taken twice, and a
 * window of a part of a tile's width keeps a tile in cache while it is worth it. */
static const float STEPS_IN_BUCKET = 4, CELLS_IN_WINDOW = 60;

/* ------------------------------------------------------------ messages */

/* The worker's empty list for the tile's full one. */
static void take_inbox(vp_worker *worker, vp_tile *t)
{
    worker->outbox.count = 0;
    pthread_mutex_lock(&t->lock);
    vp_mailbox full = t->inbox;
    t->inbox = worker->outbox;
    t->inbox_from = INFINITY;
    pthread_mutex_unlock(&t->lock);
    worker->outbox = full;
}

static void send(vp_worker *worker, vp_tile *to, vp_message message)
{
    if (!vp_mailbox_add(&to->inbox, message)) worker->short_of_memory = true;
    to->inbox_from = message.minutes < to->inbox_from ? message.minutes : to->inbox_from;
}

/* Sends to the owners of improved halo cells; neighbours in the list mostly have one owner. */
static void deliver(vp_travel_engine *engine, vp_worker *worker, size_t tile)
{
    vp_tile *t = &engine->tiles->tiles[tile], *to = NULL;
    for (size_t i = 0; i < worker->outgoing.count; i++) {
        vp_local halo = worker->outgoing.cells[i], cell;
        t->flags[halo] &= (uint8_t)~VP_SENT;
        vp_tile *owner = &engine->tiles->tiles[vp_tiles_owner_of_halo(engine->tiles, tile, halo, &cell)];
        if (owner != to) {
            if (to) pthread_mutex_unlock(&to->lock);
            pthread_mutex_lock(&owner->lock);
            to = owner;
        }
        send(worker, to, (vp_message){t->minutes[halo], t->nearest ? t->nearest[halo] : 0, cell});
    }
    if (to) pthread_mutex_unlock(&to->lock);
    worker->outgoing.count = 0;
}

void vp_engine_send_facility(vp_travel_engine *engine, size_t f)
{
    vp_local cell;
    if (engine->facilities[f] == SIZE_MAX) return;
    size_t tile = vp_tiles_owner(engine->tiles, engine->facilities[f], &cell);
    vp_tile *owner = &engine->tiles->tiles[tile];
    if (owner->crossing[cell] == INFINITY) return;
    send(engine->workers, owner, (vp_message){0, (int32_t)f, cell});
    vp_engine_widen(engine, tile);
}

/* ------------------------------------------------------------ tiles at work */

void vp_engine_begin(vp_travel_engine *engine)
{
    for (size_t i = 0; i < engine->touched_count; i++) engine->tiles->tiles[engine->touched[i]].touched = false;
    engine->touched_count = 0;
    engine->box = (vp_tile_box){SIZE_MAX, 0, SIZE_MAX, 0};
}

void vp_engine_touch(vp_travel_engine *engine, size_t tile)
{
    if (engine->tiles->tiles[tile].touched) return;
    vp_engine_lay(engine, tile);
    engine->tiles->tiles[tile].touched = true;
    engine->touched[engine->touched_count++] = tile;
}

void vp_engine_widen(vp_travel_engine *engine, size_t tile)
{
    const vp_tiles *tiles = engine->tiles;
    vp_tile_box *box = &engine->box;
    size_t column = tile % tiles->across, row = tile / tiles->across;
    size_t west = column ? column - 1 : 0, north = row ? row - 1 : 0;
    size_t east = column + 2 < tiles->across ? column + 2 : tiles->across,
           south = row + 2 < tiles->down ? row + 2 : tiles->down;
    box->first_column = west < box->first_column ? west : box->first_column;
    box->end_column = east > box->end_column ? east : box->end_column;
    box->first_row = north < box->first_row ? north : box->first_row;
    box->end_row = south > box->end_row ? south : box->end_row;
}

static float earliest(const vp_tile *t) { return t->later_from < t->inbox_from ? t->later_from : t->inbox_from; }

/* Lists the tiles of the box with minutes below. */
static size_t list_active(vp_travel_engine *engine, float upto)
{
    const vp_tiles *tiles = engine->tiles;
    vp_tile_box box = engine->box;
    size_t count = 0;
    for (size_t row = box.first_row; row < box.end_row; row++)
        for (size_t i = row * tiles->across + box.first_column; i < row * tiles->across + box.end_column; i++)
            if (earliest(&tiles->tiles[i]) < upto) engine->active[count++] = i;
    for (size_t i = 0; i < count; i++) {
        vp_engine_touch(engine, engine->active[i]);
        vp_engine_widen(engine, engine->active[i]);
    }
    return count;
}

/* ------------------------------------------------------------ minutes */

/* Moves what the window now holds from the tile's later list to the buckets. */
static void sift_later(vp_worker *worker, vp_tile *t, const vp_spread *spread)
{
    size_t kept = 0;
    t->later_from = INFINITY;
    t->later_upto = spread->window_end;
    for (size_t i = 0; i < t->later.count; i++) {
        vp_local cell = t->later.cells[i];
        float minutes = t->minutes[cell];
        if (minutes >= spread->window_end) {
            t->later.cells[kept++] = cell;
            t->later_from = minutes < t->later_from ? minutes : t->later_from;
            continue;
        }
        t->flags[cell] &= (uint8_t)~VP_LATER;
        if (minutes >= spread->window_start) vp_worker_offer(worker, t, spread, cell, minutes);
        /* else it got better minutes after it was listed, and was taken in its window */
    }
    t->later.count = kept;
}

static void reach_tile(void *context, size_t number, size_t job)
{
    vp_travel_engine *engine = context;
    const vp_spread *spread = &engine->spread;
    vp_worker *worker = &engine->workers[number];
    size_t tile = engine->active[job];
    vp_tile *t = &engine->tiles->tiles[tile];
    take_inbox(worker, t);
    if (t->later_upto != spread->window_end) sift_later(worker, t, spread);
    for (size_t i = 0; i < worker->outbox.count; i++) {
        vp_message message = worker->outbox.messages[i];
        if (!(message.minutes <= t->minutes[message.cell])) continue;
        if (t->nearest)
            vp_worker_offer_named(worker, t, spread, message.cell, message.minutes, message.nearest);
        else if (message.minutes < t->minutes[message.cell])
            vp_worker_offer(worker, t, spread, message.cell, message.minutes);
    }
    size_t row = vp_neighbours_row(spread->neighbours);
    vp_loop *reach = t->nearest ? spread->kernel->reach_named[row][t->relief] : spread->kernel->reach[row][t->relief];
    reach(worker, t, spread);
    deliver(engine, worker, tile);
}

static float earliest_of_all(const vp_travel_engine *engine)
{
    float least = INFINITY;
    for (size_t row = engine->box.first_row; row < engine->box.end_row; row++)
        for (size_t column = engine->box.first_column; column < engine->box.end_column; column++)
            least = fminf(least, earliest(&engine->tiles->tiles[row * engine->tiles->across + column]));
    return least;
}

/* Lists the tiles with something to do within the window, moving the window when there are
 * none. 0 when all is done. */
static size_t next_round(vp_travel_engine *engine)
{
    vp_spread *spread = &engine->spread;
    float least = earliest_of_all(engine);
    if (!(least <= spread->limit)) return 0;
    if (least >= spread->window_end) {
        spread->window_start = least;
        /* Never empty, even when the window is small against the minutes. */
        spread->window_end = fmaxf(least + engine->window, nextafterf(least, INFINITY));
        spread->window_end = fminf(spread->window_end, nextafterf(spread->limit, INFINITY));
        spread->may_vanish = vp_step_may_vanish(engine->tiles->least_step, spread->window_end);
    }
    return list_active(engine, spread->window_end);
}

/* ------------------------------------------------------------ the whole */

bool vp_engine_memory_was_short(vp_travel_engine *engine, vp_error *err)
{
    bool was_short = false;
    for (size_t i = 0; i < vp_team_size(engine->team); i++) {
        was_short |= engine->workers[i].short_of_memory;
        engine->workers[i].short_of_memory = false;
    }
    if (was_short) vp_fail(err, VP_NO_MEMORY, "no memory for the cells that wait to be reached");
    return was_short;
}

bool vp_engine_reach(vp_travel_engine *engine, vp_error *err)
{
    engine->spread.window_start = engine->spread.window_end = 0;
    for (size_t count; (count = next_round(engine)) > 0;) vp_team_run(engine->team, reach_tile, engine, count);
    return !vp_engine_memory_was_short(engine, err);
}

bool vp_engine_solve(vp_travel_engine *engine, const vp_travel_starts *starts, vp_error *err)
{
    if (engine->only_touched)
        vp_tiles_reset_some(engine->tiles, engine->touched, engine->touched_count, engine->team);
    else
        vp_tiles_reset(engine->tiles, engine->team);
    vp_engine_forget_found(engine);
    vp_engine_begin(engine);
    engine->halos_fresh = engine->only_touched = false;
    if (starts) {
        vp_engine_lay_starts(engine, starts);
        vp_engine_widen(engine, 0);
        vp_engine_widen(engine, engine->tiles->count - 1);
    }
    for (size_t f = 0; f < engine->facility_count; f++) vp_engine_send_facility(engine, f);
    if (!vp_engine_reach(engine, err)) return false;
    engine->only_touched = !starts;
    return true;
}

static bool check_facilities(vp_grid_geometry geometry, const size_t facility_cells[], size_t facility_count,
                             vp_error *err)
{
    if (facility_count >= INT32_MAX)
        return vp_fail(err, VP_BAD_INPUT, "%zu facilities are above %d", facility_count, INT32_MAX - 1);
    for (size_t f = 0; f < facility_count; f++)
        if (facility_cells[f] != SIZE_MAX && facility_cells[f] >= vp_grid_geometry_cells(geometry))
            return vp_fail(err, VP_BAD_INPUT, "facility %zu lies outside the grid", f);
    return true;
}

bool vp_engine_keep_facilities(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                               vp_error *err)
{
    if (!check_facilities(engine->tiles->geometry, facility_cells, facility_count, err) ||
        !vp_array_resize(VP_ARRAY(engine->facilities), facility_count, err))
        return false;
    if (facility_count) memcpy(engine->facilities, facility_cells, facility_count * sizeof *facility_cells);
    engine->facility_count = facility_count;
    return true;
}

static bool solve(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                  const vp_travel_starts *starts, vp_error *err)
{
    if (!vp_engine_keep_facilities(engine, facility_cells, facility_count, err)) return false;
    engine->had_starts = starts != NULL;
    if (!engine->options.without_nearest && !engine->tiles->nearest) {
        engine->only_touched = false;
        if (!vp_tiles_add_nearest(engine->tiles, err)) return false;
    }
    return vp_engine_solve(engine, starts, err);
}

typedef struct {
    vp_travel_engine *engine;
    float *minutes;
    int32_t *nearest;
} reading;

static void read_tile(void *context, size_t worker, size_t tile)
{
    (void)worker;
    const reading *r = context;
    if (vp_engine_is_unlaid(r->engine, tile) && !r->nearest) {
        vp_engine_read_unlaid(r->engine, tile, r->minutes);
        return;
    }
    vp_engine_lay(r->engine, tile);
    vp_tiles_read(r->engine->tiles, tile, r->engine->spread.limit, r->minutes, r->nearest);
}

static void read_into(vp_travel_engine *engine, float minutes[], int32_t nearest[])
{
    vp_team_run(engine->team, read_tile, &(reading){engine, minutes, nearest}, engine->tiles->count);
}

void vp_engine_read_all(vp_travel_engine *engine, vp_travel *travel)
{
    read_into(engine, vp_grid_edit(travel->minutes), travel->nearest);
}

void vp_travel_engine_read(vp_travel_engine *engine, float minutes[]) { read_into(engine, minutes, NULL); }

static bool hand_over(vp_travel_engine *engine, vp_travel *travel, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(engine->tiles->geometry);
    travel->minutes = vp_grid_new_unset(engine->tiles->geometry, err); /* reading sets every cell */
    if (!travel->minutes) return false;
    if (!engine->options.without_nearest) {
        travel->nearest = malloc(cells * sizeof *travel->nearest);
        if (!travel->nearest) return vp_fail_memory(err, cells * sizeof *travel->nearest);
    }
    vp_engine_read_all(engine, travel);
    return true;
}

bool vp_travel_check(const vp_terrain *terrain, const vp_travel_options *options, vp_error *err)
{
    if (!vp_grid_geometry_check(terrain->geometry, err)) return false;
    if (options->neighbours != 8 && options->neighbours != 16 && options->neighbours != 32)
        return vp_fail(err, VP_BAD_INPUT, "%d neighbours: choose 8, 16 or 32", options->neighbours);
    if (!(options->limit_minutes >= 0))
        return vp_fail(err, VP_BAD_INPUT, "a limit of %g minutes: it must be 0 or more", options->limit_minutes);
    if (options->threads < 0) return vp_fail(err, VP_BAD_INPUT, "%d threads: choose 0 or more", options->threads);
    if (terrain->slope_applies && !terrain->elevation)
        return vp_fail(err, VP_BAD_INPUT, "the pace follows the slope of the terrain, but there is no elevation");
    return true;
}

/* The window and its buckets fit the terrain. */
static void measure_out(vp_travel_engine *engine)
{
    const vp_tiles *tiles = engine->tiles;
    vp_spread *spread = &engine->spread;
    float bucket = STEPS_IN_BUCKET * tiles->least_step;
    engine->window = fmaxf(CELLS_IN_WINDOW * tiles->mean_crossing, bucket);
    spread->buckets_per_minute = fminf(1 / bucket, VP_BUCKETS / engine->window);
    spread->limit = (float)vp_limit_most(engine->options.limit_minutes);
}

const vp_travel_options *vp_travel_engine_options(const vp_travel_engine *engine) { return &engine->options; }

void vp_travel_engine_use(vp_travel_engine *engine, const vp_kernel *kernel)
{
    vp_spread_init(&engine->spread, kernel, &engine->options, engine->tiles->geometry.cell_metres);
    measure_out(engine);
}

vp_travel_engine *vp_travel_engine_new(const vp_terrain *terrain, const vp_travel_options *options, vp_error *err)
{
    if (!vp_travel_check(terrain, options, err)) return NULL;
    vp_travel_engine *engine = calloc(1, sizeof *engine);
    if (!engine) {
        vp_fail_memory(err, sizeof *engine);
        return NULL;
    }
    engine->options = *options;
    engine->team = vp_team_new((size_t)options->threads, err);
    if (engine->team) engine->tiles = vp_tiles_new(terrain, options, engine->team, err);
    if (!engine->tiles) goto failed;
    engine->workers = calloc(vp_team_size(engine->team), sizeof *engine->workers);
    engine->active = malloc(engine->tiles->count * sizeof *engine->active);
    engine->touched = malloc(engine->tiles->count * sizeof *engine->touched);
    if (!engine->workers || !engine->active || !engine->touched) {
        vp_fail_memory(err, engine->tiles->count * sizeof *engine->active);
        goto failed;
    }
    vp_travel_engine_use(engine, vp_kernel_choose());
    return engine;
failed:
    vp_travel_engine_free(engine);
    return NULL;
}

void vp_travel_engine_free(vp_travel_engine *engine)
{
    if (!engine) return;
    for (size_t i = 0; engine->workers && i < vp_team_size(engine->team); i++) {
        vp_worker *worker = &engine->workers[i];
        for (size_t b = 0; b < VP_BUCKETS; b++) free(worker->buckets[b].cells);
        free(worker->outgoing.cells);
        free(worker->outbox.messages);
    }
    free(engine->workers);
    free(engine->active);
    free(engine->touched);
    free(engine->facilities);
    vp_engine_forget_found(engine);
    vp_tiles_free(engine->tiles);
    vp_team_free(engine->team);
    free(engine);
}

size_t vp_travel_engine_bytes(const vp_travel_engine *engine) { return vp_tiles_bytes(engine->tiles); }

float vp_travel_engine_limit(const vp_travel_engine *engine) { return engine->spread.limit; }

bool vp_travel_engine_solve_from(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                                 const vp_travel_starts *starts, vp_travel *travel, vp_error *err)
{
    if (travel) *travel = (vp_travel){0};
    bool ok = solve(engine, facility_cells, facility_count, starts, err) && (!travel || hand_over(engine, travel, err));
    if (!ok && travel) vp_travel_clear(travel);
    return ok;
}

bool vp_travel_engine_solve(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                            vp_travel *travel, vp_error *err)
{
    return vp_travel_engine_solve_from(engine, facility_cells, facility_count, NULL, travel, err);
}

bool vp_travel_engine_minutes(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                              const size_t cells[], size_t cell_count, float minutes[], vp_error *err)
{
    if (!solve(engine, facility_cells, facility_count, NULL, err)) return false;
    for (size_t i = 0; i < cell_count; i++) {
        vp_local cell;
        const vp_tile *owner = &engine->tiles->tiles[vp_tiles_owner(engine->tiles, cells[i], &cell)];
        minutes[i] = owner->minutes[cell] > engine->spread.limit ? INFINITY : owner->minutes[cell];
    }
    return true;
}

/* ------------------------------------------------------------ what is reached */

void vp_reached_clear(vp_reached *reached)
{
    free(reached->cells);
    free(reached->minutes);
    *reached = (vp_reached){0};
}

bool vp_reached_add(vp_reached *reached, size_t cell, float minutes, vp_error *err)
{
    if (!VP_ARRAYS_FIT(reached->room, reached->count + 1, err, VP_ARRAY(reached->cells), VP_ARRAY(reached->minutes)))
        return false;
    reached->cells[reached->count] = (uint32_t)cell;
    reached->minutes[reached->count++] = minutes;
    return true;
}

static bool list_tile(const vp_travel_engine *engine, size_t tile, vp_reached *reached, vp_error *err)
{
    const vp_tile *t = &engine->tiles->tiles[tile];
    for (size_t row = VP_TILE_HALO; row < t->rows - VP_TILE_HALO; row++) {
        size_t first = row * VP_TILE_SIDE + VP_TILE_HALO;
        size_t cell = vp_tiles_grid_cell(engine->tiles, tile, (vp_local)first);
        for (size_t i = 0; i < VP_TILE_INSIDE; i++)
            if (t->minutes[first + i] <= engine->spread.limit && t->minutes[first + i] < INFINITY &&
                !vp_reached_add(reached, cell + i, t->minutes[first + i], err))
                return false;
    }
    return true;
}

static int by_number(const void *left, const void *right)
{
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    return (a > b) - (a < b);
}

bool vp_travel_engine_reached(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                              vp_reached *reached, vp_error *err)
{
    reached->count = 0;
    if (!solve(engine, facility_cells, facility_count, NULL, err)) return false;
    /* Threads touch tiles in any order. */
    qsort(engine->touched, engine->touched_count, sizeof *engine->touched, by_number);
    for (size_t k = 0; k < engine->touched_count; k++)
        if (!list_tile(engine, engine->touched[k], reached, err)) return false;
    return true;
}

vp_travel_options vp_travel_defaults(void) { return (vp_travel_options){.neighbours = 32, .limit_minutes = INFINITY}; }

bool vp_travel_time(const vp_terrain *terrain, const size_t facility_cells[], size_t facility_count,
                    const vp_travel_options *options, vp_travel *travel, vp_error *err)
{
    *travel = (vp_travel){0};
    vp_travel_engine *engine = vp_travel_engine_new(terrain, options, err);
    bool ok = engine && solve(engine, facility_cells, facility_count, NULL, err);
    if (ok) {
        vp_tiles_keep_results(engine->tiles); /* so that what is handed over does not come on top of them */
        ok = hand_over(engine, travel, err);
    }
    vp_travel_engine_free(engine);
    if (!ok) vp_travel_clear(travel);
    return ok;
}

void vp_travel_clear(vp_travel *travel)
{
    vp_grid_free(travel->minutes);
    free(travel->nearest);
    *travel = (vp_travel){0};
}
