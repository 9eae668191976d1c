/* Snapshots on disk: written under a temporary name, synced, renamed; read whole.
 * The layout is described in docs/operations.md, "The dataset directory". */
#pragma once
#include "snapshot/snapshot.h"

/* A snapshot in the making: published/.<id>.tmp until it is finished. */
typedef struct vp_snapshot_writer vp_snapshot_writer;
typedef struct vp_kept_results vp_kept_results; /* kept_results.h */

/* In the dataset directory, which is locked until finish or abandon; waits for another build as vp_published_lock. A
 * dataset of the former layout is given to the snapshot that was made from it. */
vp_snapshot_writer *vp_snapshot_begin(const char *directory, double wait_seconds, vp_error *err);
/* Where to import the dataset to; as long as the writer lives. */
const char *vp_snapshot_draft_dataset(const vp_snapshot_writer *writer);
/* The dataset is there, and this is its region, which must outlive the writer. Before all that follows. */
bool vp_snapshot_write_region(vp_snapshot_writer *writer, const vp_region *region, vp_error *err);
/* Those of the region's main set of units on its grid, borrowed until finish; without them they are made again. */
void vp_snapshot_write_weights(vp_snapshot_writer *writer, const vp_weights *main_set);
/* The region of the current snapshot, as long as no inputs are written; NULL: there is none, or it cannot be read. */
const vp_region *vp_snapshot_last_region(vp_snapshot_writer *writer);
/* The new snapshot has the tables and sources of the last one but for places (vp_import_kept): whatever else shows no
 * more than these is the same file. */
void vp_snapshot_write_same(vp_snapshot_writer *writer);
/* How the surfaces are made, for snapshot.json; before finish. Without it: vp_travel_defaults(). */
void vp_snapshot_write_travel(vp_snapshot_writer *writer, const vp_travel_options *travel);
/* Its surfaces of travel are those of parts, put together. */
void vp_snapshot_write_merged(vp_snapshot_writer *writer);
/* Begins to look through the current snapshot, of which write_inputs takes what holds still: a thread of its own. */
bool vp_snapshot_check_last(vp_snapshot_writer *writer, vp_error *err);
/* What the services rest on, for snapshot.json, and what of the current snapshot holds still (anew: nothing is asked
 * for): free it after the writer and the coverage. After the region and the travel, before the first surface. NULL and
 * err when memory is short. */
vp_kept_results *vp_snapshot_write_inputs(vp_snapshot_writer *writer, bool anew, vp_error *err);
/* One surface as it is ready (vp_analysis_options.surface_ready). */
bool vp_snapshot_write_surface(vp_snapshot_writer *writer, size_t service, const vp_grid *values,
                               const int32_t *nearest, vp_error *err);
/* The modes of a service that has several (vp_analysis_options.mode_ready). */
bool vp_snapshot_write_mode(vp_snapshot_writer *writer, size_t service, const int32_t *mode, vp_error *err);
/* The access of a service (vp_analysis_options.access_ready); NULL: as the snapshot before has it, if it has. */
bool vp_snapshot_write_access(vp_snapshot_writer *writer, size_t service, const int64_t *access, vp_error *err);
/* The settlements that services leave out, borrowed until vp_snapshot_finish. */
void vp_snapshot_write_unserved(vp_snapshot_writer *writer, const vp_unserved_list *unserved);
/* What else is doubtful, behind what is found of the region; borrowed until vp_snapshot_finish. */
void vp_snapshot_write_quality(vp_snapshot_writer *writer, const vp_quality *quality);
/* The rest, then sync, rename and the move of the `current` link. Frees the writer, also on
 * failure; then nothing is left and the last snapshot stays current. *id (free it) is the new one's. */
bool vp_snapshot_finish(vp_snapshot_writer *writer, const vp_coverage *coverage, const vp_gaps *gaps, char **id,
                        vp_error *err);
void vp_snapshot_abandon(vp_snapshot_writer *writer); /* removes the temporary directory; NULL is fine */

/* The snapshot that `current` names. A damaged file is refused by name: here, or, where cells of surfaces are mapped,
 * when they are first asked for (vp_results_surface). */
vp_snapshot *vp_snapshot_load(const char *directory, vp_error *err);

/* Reads every file of the current snapshot, and its dataset, and compares them with their sums: seconds. */
bool vp_snapshot_verify(const char *directory, vp_error *err);

/* The path (free it) of the dataset that a snapshot, the current one when id is NULL, was made from; still so, byte for
 * byte. For whoever reads the dataset; takes a fraction of a second. VP_CONFLICT when the snapshot is no longer kept.
 * travel: how its surfaces were made, since whoever travels on the dataset does the same; NULL for those who have it
 * from the snapshot itself. */
char *vp_snapshot_find_dataset(const char *directory, const char *id, vp_travel_options *travel, vp_error *err);
