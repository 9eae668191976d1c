/* Minutes to the nearest facility while cells become quicker, and as they were again: only what gains is solved.
 *
 * After each change they are what a full solve of the changed terrain gives, to the last bit: minutes are the least
 * over all paths of sums that grow along a path, so cells that gain do so by a path over a quicker cell, and a search
 * that begins there finds them all. */
#pragma once
#include <vungphu/travel_time.h>

/* A cell and the pace that it takes; never slower than what it had: see vp_quicker_gains. */
typedef struct {
    uint32_t cell;
    bool slope; /* as vp_terrain.slope_applies */
    float minutes_per_metre;
} vp_quicker_cell;

typedef struct {
    uint32_t cell;
    float before;
} vp_quicker_change;

typedef struct vp_quicker vp_quicker;

/* The terrain is read, its elevation kept: it outlives the result. Minutes beyond the options' limit are not kept.
 * elevation: for cells that come to feel the slope where none of the terrain does; NULL: none will. */
vp_quicker *vp_quicker_new(const vp_terrain *terrain, const float elevation[], const size_t facility_cells[],
                           size_t facility_count, const vp_travel_options *options, vp_error *err);
void vp_quicker_free(vp_quicker *quicker); /* NULL is fine */

/* INFINITY: no path within the limit, whatever the reason. */
float vp_quicker_minutes(const vp_quicker *quicker, size_t cell);
/* Whether that pace is surely no slower in the cell as it is now, in every direction, and quicker in some. */
bool vp_quicker_gains(const vp_quicker *quicker, const vp_quicker_cell *cell);

/* These cells take their paces, where they gain by it. */
bool vp_quicker_push(vp_quicker *quicker, const vp_quicker_cell cells[], size_t count, vp_error *err);
/* Takes the last push back. */
void vp_quicker_pop(vp_quicker *quicker);
/* The cells whose minutes the last push changed, each once; until the next push or pop. NULL: no memory. */
const vp_quicker_change *vp_quicker_changes(vp_quicker *quicker, size_t *count);

/* Of all cells with a path within the limit that steps on or beside one of these, on the terrain as it is now, the
 * minutes of the quickest such path. */
bool vp_quicker_through(vp_quicker *quicker, const vp_quicker_cell cells[], size_t count, vp_reached *out,
                        vp_error *err);
