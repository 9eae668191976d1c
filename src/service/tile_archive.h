/* Layers of a snapshot as one file of tiles: PMTiles or MBTiles, by the extension. */
#pragma once
#include "snapshot/snapshot.h"

#define VP_ARCHIVE_ZOOM_MOST 14

typedef struct {
    const char *layers;          /* ids between commas, or one reach_SERVICE or relief; NULL: all vector layers */
    const char *level, *vintage; /* of the units; NULL: the main set */
    bool undated;                /* without the snapshot's id, so that equal tiles are equal files */
    /* Of PMTiles. 0: all in one file. Else the file has the zooms before this one, and for each tile of this zoom that
     * has something beneath it, or of its own, NAME/ZOOM-COLUMN-ROW.pmtiles beside NAME.pmtiles has that. */
    uint32_t sheets;
    bool (*wrote)(void *context, const char *path, vp_error *err); /* called with each file; may be NULL */
    void *context;
} vp_tile_archive_question;

/* Whether the path's extension names one. */
bool vp_tile_archive_is(const char *path);
/* Writes the path whole or not at all. VP_NOT_FOUND when there is no such layer or set. Makes the snapshot's outlines
 * and marks where it has none yet. */
bool vp_tile_archive_write(vp_snapshot *snapshot, const vp_tile_archive_question *question, const char *path,
                           vp_error *err);
