/* A finished surface of minutes when the ground becomes slower in a few cells: only what hangs on them is solved again.
 */
#pragma once
#include <vungphu/travel_time.h>

typedef struct {
    const vp_terrain *before, *after;
    const float *minutes; /* [cell] of a solve on before with the options; where they are not finite nobody came */
    const size_t *facility_cells; /* of that solve */
    size_t facility_count;
    const vp_travel_options *options;
} vp_reground;

/* Lists the cells whose minutes may be others now, with what a full solve on after gives for them: INFINITY no way, NaN
 * barred. All other cells keep theirs. *known is false, and the list worth nothing, where that cannot be told: the
 * minutes are not those of before, some ground is quicker now, or so much hangs on it that a full solve is no more
 * work. */
bool vp_travel_reground(const vp_reground *question, vp_reached *changed, bool *known, vp_error *err);
