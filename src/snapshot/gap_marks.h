/* Gaps as a web map draws them: one by one when near, and from farther away those of one service that share a square
 * as one mark, at the place of the one with most people.
 *
 * The squares of a zoom are as fine as lets no tile of it grow beyond a number of bytes, and lie in those of the zoom
 * before: so what is drawn at a zoom is drawn at the same place at all finer ones. People are counted in tenths,
 * rounded once for each gap, so that every zoom has the same sum. */
#pragma once
#include "snapshot/snapshot.h"

/* From here on each gap is drawn. */
#define VP_GAP_ZOOM_EACH 14
/* A tile of a coarser zoom is smaller than this, unless one mark a service is more. */
#define VP_GAP_TILE_BYTES 200000

typedef struct {
    uint64_t place; /* bits of row and column of 2^31 by 2^31 squares of the world in turn, the row's higher */
    uint32_t row;   /* of vp_gaps: the one that is drawn */
    uint32_t count; /* gaps that are merged */
    int64_t people_tenths;
    double worst; /* the value that serves least; NaN where part of a place has no path at all */
} vp_gap_mark;

typedef struct {
    vp_gap_mark *marks; /* by place */
    size_t count;
} vp_gap_zoom;

typedef struct vp_gap_marks {
    vp_gap_zoom zooms[VP_GAP_ZOOM_EACH + 1]; /* each its own marks, or those of the next one */
} vp_gap_marks;

/* tile_bytes: VP_GAP_TILE_BYTES. Gaps outside the grid's lattice have no place and no mark. O(n log n) in gaps. */
vp_gap_marks *vp_gap_marks_new(const vp_region *region, const vp_gaps *gaps, size_t tile_bytes, vp_error *err);
void vp_gap_marks_free(vp_gap_marks *marks); /* NULL is fine */

/* Those of a tile, count of them. */
const vp_gap_mark *vp_gap_marks_in(const vp_gap_marks *marks, uint32_t zoom, uint32_t column, uint32_t row,
                                   size_t *count);
/* Where a mark lies in its tile, whose side has units of them (a power of two up to 2^12), from the northwest. */
void vp_gap_mark_at(const vp_gap_mark *mark, uint32_t zoom, uint32_t units, uint32_t *x, uint32_t *y);
