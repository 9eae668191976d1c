/* A finished surface of minutes when terrain becomes slower in a few cells: only what depends on them is re-solved.
 */
#pragma once
#include <vungphu/travel_time.h>

typedef struct {
    const vp_terrain *before, *after;
    const float *minutes; /* [cell] of a solve on before with the options; where they are not finite nobody came */
    const size_t *facility_cells; /* of that solve */
    size_t facility_count;
    const vp_travel_options *options;
} vp_slower_terrain;

/* Lists the cells whose minutes may be others now, with what a full solve on after gives for them: INFINITY no path,
 * NaN impassable. All other cells keep theirs. *known is false, and the list worth nothing, where that is not known:
 * the minutes are not those of before, some terrain is quicker now, or so much depends on it that a full solve is no
 * more work. */
bool vp_travel_resolve_slower(const vp_slower_terrain *question, vp_reached *changed, bool *known, vp_error *err);
