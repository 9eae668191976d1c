/* The engine's inside, for the files that share it: solving (solve.c) and changing one
 * facility afterwards (change.c). */
#pragma once
#include "travel/kernel.h"

/* Columns and rows of tiles; end is beyond the last. */
typedef struct {
    size_t first_column, end_column, first_row, end_row;
} vp_tile_box;

struct vp_travel_engine {
    vp_travel_options options;
    vp_tiles *tiles;
    vp_team *team;
    vp_worker *workers;
    vp_spread spread;
    float window;    /* minutes */
    size_t *active;  /* tiles of the round */
    vp_tile_box box; /* no tile outside has anything to do */
    size_t *touched; /* tiles that changed since vp_engine_begin, in order of their first change */
    size_t touched_count;
    bool only_touched;  /* tiles that are not touched are as after a reset */
    bool halos_fresh;   /* halo cells hold what their owners have */
    size_t *facilities; /* cells of the last solve and the changes since; SIZE_MAX: none */
    size_t facility_count;
    bool had_starts;       /* of the last solve */
    vp_travel_found found; /* what tiles are laid from that were not touched since; position is the engine's */
    bool *unlaid;          /* [tile] it was not, and its cells are of another time; NULL: none is */
};

/* Minutes and labels of found for a tile's own cells, halo 0, or for those of its halo, too. False where a label is no
 * facility's or minutes lie above the limit. */
bool vp_engine_lay_cells(vp_travel_engine *engine, const vp_travel_found *found, size_t tile, size_t halo);
/* A tile of which cells are read or written, here and below: laid, if it was not. One thread at a time. */
void vp_engine_lay(vp_travel_engine *engine, size_t tile);
/* The minutes of a tile that is not laid, as vp_tiles_read gives them of one that is. */
void vp_engine_read_unlaid(const vp_travel_engine *engine, size_t tile, float minutes[]);
/* Every tile has its own cells: after a solve. */
void vp_engine_forget_found(vp_travel_engine *engine);
static inline bool vp_engine_is_unlaid(const vp_travel_engine *engine, size_t tile)
{
    return engine->unlaid && engine->unlaid[tile];
}

/* No tile touched, none with anything to do. */
void vp_engine_begin(vp_travel_engine *engine);
void vp_engine_touch(vp_travel_engine *engine, size_t tile);
/* The tile has something to do, and may write to its neighbours. */
void vp_engine_widen(vp_travel_engine *engine, size_t tile);
/* A message from facility f to its cell, when that can be crossed. */
void vp_engine_send_facility(vp_travel_engine *engine, size_t f);
/* After a reset: the cells' minutes and labels, to be spread. */
void vp_engine_lay_starts(vp_travel_engine *engine, const vp_travel_starts *starts);
/* Rounds until no cell waits. False when memory was short. */
bool vp_engine_reach(vp_travel_engine *engine, vp_error *err);
/* All of it anew from the engine's facilities and the starts, which may be NULL. */
bool vp_engine_solve(vp_travel_engine *engine, const vp_travel_starts *starts, vp_error *err);
/* The facilities of a solve to come; false when one lies outside the grid or memory is short. */
bool vp_engine_keep_facilities(vp_travel_engine *engine, const size_t facility_cells[], size_t facility_count,
                               vp_error *err);
/* Halo cells get what their owners have. */
void vp_engine_freshen_halos(vp_travel_engine *engine);
/* Whether a list could not grow since it was last asked; then err is filled. */
bool vp_engine_memory_was_short(vp_travel_engine *engine, vp_error *err);
/* Copies all tiles to travel. */
void vp_engine_read_all(vp_travel_engine *engine, vp_travel *travel);
