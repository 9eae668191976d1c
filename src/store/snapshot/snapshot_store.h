/* Snapshots on disk: written under a temporary name, synced, renamed; read whole.
 * The layout is described in docs/operations.md, "The dataset directory". */
#pragma once
#include "snapshot/snapshot.h"

/* A snapshot in the making: published/.<id>.tmp until it is finished. */
typedef struct vp_snapshot_writer vp_snapshot_writer;

/* directory is the dataset directory (it holds dataset.sqlite); the region must outlive the writer. */
vp_snapshot_writer *vp_snapshot_begin(const char *directory, const vp_region *region, vp_error *err);
/* How the surfaces are made, for snapshot.json; before finish. Without it: vp_travel_defaults(). */
void vp_snapshot_write_travel(vp_snapshot_writer *writer, const vp_travel_options *travel);
/* One surface as it is ready (vp_analysis_options.surface_ready). */
bool vp_snapshot_write_surface(vp_snapshot_writer *writer, size_t service, const vp_grid *values,
                               const int32_t *nearest, vp_error *err);
/* The modes of a service that has several (vp_analysis_options.mode_ready). */
bool vp_snapshot_write_mode(vp_snapshot_writer *writer, size_t service, const int32_t *mode, vp_error *err);
/* The rest, then sync, rename and the move of the `current` link. Frees the writer, also on
 * failure; then nothing is left and the last snapshot stays current. *id (free it) is the new one's. */
bool vp_snapshot_finish(vp_snapshot_writer *writer, const vp_coverage *coverage, const vp_gaps *gaps, char **id,
                        vp_error *err);
void vp_snapshot_abandon(vp_snapshot_writer *writer); /* removes the temporary directory; NULL is fine */

/* The snapshot that `current` names. A damaged file is refused by name: here, or, where cells of surfaces are mapped,
 * when they are first asked for (vp_results_surface). */
vp_snapshot *vp_snapshot_load(const char *directory, vp_error *err);

/* Reads every file of the current snapshot and compares it with its sum: seconds. */
bool vp_snapshot_verify(const char *directory, vp_error *err);

/* Whether dataset.sqlite is still, byte for byte, what the current snapshot was made from. For whoever reads the
 * dataset; takes a fraction of a second. travel: how the snapshot's surfaces were made, since whoever travels on the
 * dataset does the same; NULL for those who have it from the snapshot itself. */
bool vp_snapshot_check_dataset(const char *directory, vp_travel_options *travel, vp_error *err);
