/* The writer of snapshots, shared by write.c and write_grids.c. */
#pragma once
#include "snapshot/snapshot.h"
#include "store/snapshot/coverage_database.h"
#include "store/snapshot/kept_results.h"
#include "store/snapshot/manifest.h"
#include "store/snapshot/snapshot_store.h"

struct vp_snapshot_writer {
    char *directory, *draft, *dataset;
    const vp_region *region;
    const vp_weights *weights; /* of the main unit set; made with the first surface when none were given */
    vp_weights *own_weights;   /* those that were made */
    uint8_t *inside;           /* per cell: 1 where a unit of that set has a part of it; the same */
    int lock;
    vp_manifest manifest;
    vp_isochrone *isochrones;
    size_t isochrone_count, isochrone_room;
    vp_unserved_list unserved; /* borrowed */
    const vp_quality *doubts;  /* borrowed; NULL: none but those found of the region */
    vp_snapshot *last;         /* the current one, where its region was asked for, until kept takes it */
    bool same_but_places;      /* as the current one (vp_snapshot_write_same) */
    vp_kept_check *check;      /* of the current snapshot, until kept takes it */
    vp_kept_results *kept;     /* borrowed; NULL: everything is written anew */
};

/* A raster on the region's grid into the draft. */
bool vp_writer_raster(const vp_snapshot_writer *writer, const char *name, const vp_raster *raster, const void *cells,
                      vp_error *err);
/* Cells of the region's grid as they will be mapped. */
bool vp_writer_cells(const vp_snapshot_writer *writer, const char *name, const char *kind, const void *cells,
                     size_t bytes_each, vp_error *err);
/* Measured files into the manifest: all of them, or none is left behind. */
bool vp_writer_add_files(vp_snapshot_writer *writer, vp_manifest_file files[], size_t count, vp_error *err);
/* Fills weights and inside. */
bool vp_writer_find_inside(vp_snapshot_writer *writer, vp_error *err);
