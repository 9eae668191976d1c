/* The directory of snapshots: names, the lock of the one who builds, the moment of
 * publication, and what is cleared away. */
#pragma once
#include <stddef.h>
#include <vungphu/error.h>

enum { VP_PUBLISHED_KEPT = 5 };

/* DIRECTORY/a, /b … joined; NULL and err when memory is short. Free it. The last must be NULL. */
char *vp_path_join(vp_error *err, const char *first, ...) __attribute__((sentinel));

/* Makes DIRECTORY/published and locks it for a build, which keeps it until the new snapshot is current: the lock is the
 * kernel's, so that it ends with its holder however that ends. Waits for another build as long as wait_seconds
 * (INFINITY: without end), then VP_BUSY, with the other's process and since when. What a killed build left half-made
 * is removed. Returns a descriptor to close, or -1. */
int vp_published_lock(const char *directory, double wait_seconds, vp_error *err);

/* A name that sorts by time: 20261123T191501Z-1a2b3c. Free it. */
char *vp_published_new_id(vp_error *err);
/* Where the snapshot is made: DIRECTORY/published/.ID.tmp. Free it. */
char *vp_published_draft(const char *directory, const char *id, vp_error *err);

/* Renames the draft, whose files are synced already, and moves `current` to it: with this one rename the snapshot
 * and its dataset are the new ones, since DIRECTORY/dataset.sqlite is a link through `current`. Then old snapshots go,
 * with theirs. On failure neither the draft nor the snapshot is left. */
bool vp_published_commit(const char *directory, const char *id, vp_error *err);

/* The id that `current` names. VP_NOT_FOUND when nothing is published. Free it. */
char *vp_published_current(const char *directory, vp_error *err);

/* Where the dataset of this snapshot lies: in it, or, as in former versions, at DIRECTORY/dataset.sqlite, where a file
 * and no link is. Nothing is opened. Free it. */
char *vp_published_dataset(const char *directory, const char *id, vp_error *err);
