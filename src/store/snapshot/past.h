/* What the snapshots of a dataset directory knew before: each carries the values of all that came
 * before it, so that the history outlives the snapshots that are cleared away. */
#pragma once
#include <vungphu/score.h>

/* Adds the histories of every snapshot in DIRECTORY/published, the newest last, so that of two values
 * of one day the newer stays. A snapshot of another format or a damaged one is passed over. */
bool vp_past_read(const char *directory, vp_history *history, vp_error *err);
