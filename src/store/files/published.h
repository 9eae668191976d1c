/* The directory of snapshots: names, the lock of the one who publishes, the moment of
 * publication, and what is cleared away. */
#pragma once
#include <stddef.h>
#include <vungphu/error.h>

enum { VP_PUBLISHED_KEPT = 5 };

/* DIRECTORY/a, /b … joined; NULL and err when memory is short. Free it. The last must be NULL. */
char *vp_path_join(vp_error *err, const char *first, ...) __attribute__((sentinel));

/* Makes DIRECTORY/published and locks it for publishing; VP_BUSY when someone else does. What
 * a killed publisher left half-made is removed. Returns a descriptor to close, or -1. */
int vp_published_lock(const char *directory, vp_error *err);

/* A name that sorts by time: 20261123T191501Z-1a2b3c. Free it. */
char *vp_published_new_id(vp_error *err);
/* Where the snapshot is made: DIRECTORY/published/.ID.tmp. Free it. */
char *vp_published_draft(const char *directory, const char *id, vp_error *err);

/* Renames the draft, whose files are synced already, and moves `current` to it; then old
 * snapshots go. On failure neither the draft nor the snapshot is left. */
bool vp_published_commit(const char *directory, const char *id, vp_error *err);

/* The id that `current` names. VP_NOT_FOUND when nothing is published. Free it. */
char *vp_published_current(const char *directory, vp_error *err);
