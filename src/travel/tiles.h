/* The grids of a travel time problem cut into tiles that fit a core's cache.
 *
 * A tile owns VP_TILE_INSIDE² cells and holds a copy of the VP_TILE_HALO cells around them,
 * so that every step from a cell of its own stays within its arrays; a 16-bit number names a
 * local cell. Minutes of halo cells are what this tile offers; their owners get them by
 * message. Bytes a cell: 9 level, 13 with elevation, and 4 for the nearest facility. */
#pragma once
#include "platform/team.h"
#include "travel/step.h"
#include <pthread.h>
#include <vungphu/travel_time.h>

enum {
    VP_TILE_SIDE =
        252, /* 252² < 2^16, and no power of two: rows fall on different cache sets. VP_PLACE_SOUTH counts on it */
    VP_TILE_HALO = VP_STEP_REACH,
    VP_TILE_INSIDE = VP_TILE_SIDE - 2 * VP_TILE_HALO,
    VP_TILE_SPARE = 16, /* loads of eight cells may run past the end */
};

typedef uint16_t vp_local;

/* What is known of a local cell, as bits. */
enum {
    VP_WAITING = 1,  /* in a bucket of the window at work, its steps not yet taken */
    VP_LATER = 2,    /* in the tile's list of cells beyond the window */
    VP_HALO = 4,     /* owned by another tile */
    VP_SENT = 8,     /* halo cell already in the list of those to be sent to its owner */
    VP_CORNER = 16,  /* near two impassable cells that touch at a corner */
    VP_CHANGED = 32, /* a changed facility gave it other minutes; of halo cells: gave its owner's */
    VP_AROUND = 64,  /* in the tile's list around */
};

typedef struct {
    vp_local *cells;
    size_t count, room;
} vp_locals;

typedef struct {
    float minutes;
    int32_t nearest;
    vp_local cell;
} vp_message;

typedef struct {
    vp_message *messages;
    size_t count, room;
} vp_mailbox;

typedef enum { VP_RELIEF_LEVEL, VP_RELIEF_SLOPED, VP_RELIEF_MIXED, VP_RELIEF_LANGMUIR, VP_RELIEF_COUNT } vp_tile_relief;

typedef struct {
    size_t rows;                 /* of its arrays, halos and all: VP_TILE_SIDE, or less where the grid ends */
    float *crossing, *elevation; /* vp_step_terrain; views into the slabs of vp_tiles */
    float *minutes;              /* NaN on impassable surface */
    int32_t *nearest;            /* INT32_MAX: none yet; -1 on impassable surface. NULL when not asked for */
    uint8_t *flags;
    vp_tile_relief relief;
    uint32_t place;    /* vp_step_place of local cell 0 */
    bool touched;      /* in the engine's list of touched tiles */
    bool impassable;   /* no cell of its own can be crossed */
    vp_locals later;   /* own cells whose minutes lie beyond the window */
    float later_from;  /* no minutes in later are below */
    float later_upto;  /* end of the window that later was last sifted for */
    vp_locals changed; /* cells whose minutes a change of a facility touched, some twice; empty otherwise */
    vp_locals around;  /* own cells within a step of the border of the changed ones; empty otherwise */
    pthread_mutex_t lock;
    vp_mailbox inbox; /* under lock; */
    float inbox_from; /* least minutes in inbox, under lock */
} vp_tile;

typedef struct {
    vp_grid_geometry geometry;
    size_t across, down, count;
    vp_tile *tiles;
    float *crossing, *elevation, *minutes; /* slabs: vp_tile_room of each tile after the other */
    int32_t *nearest;
    uint8_t *flags;
    float least_step;    /* minutes; no step is quicker. INFINITY when all surface is impassable */
    float mean_crossing; /* minutes, of the cells that can be crossed */
} vp_tiles;

/* vp_step_terrain.crossing of a cell of the grid. One that follows the slope but whose height is unknown has
 * no known pace: no data. */
float vp_tiles_crossing(const vp_terrain *terrain, size_t cell, bool langmuir);

static inline size_t vp_tile_cells(const vp_tile *t) { return t->rows * VP_TILE_SIDE; }
static inline size_t vp_tile_room(const vp_tile *t) { return vp_tile_cells(t) + VP_TILE_SPARE; }

/* vp_step_place of a local cell. */
static inline uint32_t vp_tile_place(const vp_tile *t, size_t cell)
{
    return t->place + (uint32_t)cell * VP_PLACE_EAST;
}

/* Appends; false when memory is short. */
bool vp_locals_grow(vp_locals *list);
bool vp_mailbox_add(vp_mailbox *list, vp_message message);

/* Whether the options are in their ranges and the terrain has what it needs. */
bool vp_travel_check(const vp_terrain *terrain, const vp_travel_options *options, vp_error *err);

/* The terrain is read, not kept. */
vp_tiles *vp_tiles_new(const vp_terrain *terrain, const vp_travel_options *options, vp_team *team, vp_error *err);
void vp_tiles_free(vp_tiles *tiles);
size_t vp_tiles_bytes(const vp_tiles *tiles); /* with room for the nearest */

/* The memory of minutes and nearest goes back to the system; they hold anything afterwards. */
void vp_tiles_give_back_cells(vp_tiles *tiles);
/* Of one tile: no minutes and no nearest; what waits and its messages stay. */
void vp_tile_reset_cells(vp_tile *tile);
/* Of all tiles the rest: nothing waits, no messages. */
void vp_tiles_reset_lists(vp_tiles *tiles);
/* No minutes, no nearest, no waiting cells: to be called before each solve. */
void vp_tiles_reset(vp_tiles *tiles, vp_team *team);
/* The same for some tiles, when the others are so already. */
void vp_tiles_reset_some(vp_tiles *tiles, const size_t which[], size_t count, vp_team *team);
/* Room for the nearest facility of each cell, filled by the next reset. */
bool vp_tiles_add_nearest(vp_tiles *tiles, vp_error *err);

/* Frees all memory but minutes and nearest: afterwards tiles can be read and freed, nothing else. */
void vp_tiles_keep_results(vp_tiles *tiles);

/* The tile that owns the cell of the grid, and its local number there. */
size_t vp_tiles_owner(const vp_tiles *tiles, size_t cell, vp_local *local);
/* The same for a halo cell of a tile. Halo cells outside the grid are impassable, so none asks. */
size_t vp_tiles_owner_of_halo(const vp_tiles *tiles, size_t tile, vp_local halo, vp_local *local);

/* Where else an own cell of a tile lies: in the halos of at most three tiles. */
typedef struct {
    size_t tile[3];
    vp_local cell[3];
    size_t count;
} vp_copies;
vp_copies vp_tiles_copies(const vp_tiles *tiles, size_t tile, vp_local own);
/* The cell of the grid that an own cell of a tile is. */
size_t vp_tiles_grid_cell(const vp_tiles *tiles, size_t tile, vp_local own);

/* Copies the cells that a tile owns to row-major grids of the grid: minutes above the limit
 * as INFINITY. nearest may be NULL. */
void vp_tiles_read(const vp_tiles *tiles, size_t tile, float limit, float minutes[], int32_t nearest[]);
