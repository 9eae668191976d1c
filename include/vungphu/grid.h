/* Rasters in memory: a frame says where the cells lie, a grid holds one float a cell.
 *
 * Row 0 is the northernmost; cell (column, row) covers the square whose upper left
 * corner is (west + column * cell_metres, north - row * cell_metres). */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vungphu/api.h>
#include <vungphu/error.h>

VP_BEGIN_DECLS

typedef struct {
    size_t columns, rows;
    double cell_metres;
    double west, north; /* outer corner of the first cell, projected metres */
} vp_frame;

/* Cells of the frame. A valid frame has at most 2^31 - 1 of them (vp_frame_check). */
VP_API size_t vp_frame_cells(vp_frame frame);

/* Refuses frames that are empty, not finite, or too large to index with 31 bits. */
VP_API bool vp_frame_check(vp_frame frame, vp_error *err);

VP_API bool vp_frame_same(vp_frame a, vp_frame b);

/* The cell that holds the projected point, or false when it lies outside.
 * A point on an edge belongs to the cell east and south of it. */
VP_API bool vp_frame_locate(vp_frame frame, double x, double y, size_t *cell);

/* Centre of a cell, projected metres. */
VP_API void vp_frame_centre(vp_frame frame, size_t cell, double *x, double *y);

typedef struct vp_grid vp_grid;

/* Every cell is set to fill. NULL and err when the frame is bad or memory is short. */
VP_API vp_grid *vp_grid_new(vp_frame frame, float fill, vp_error *err);
/* The same with cells that hold nothing yet: each is to be written before it is read. */
VP_API vp_grid *vp_grid_new_unset(vp_frame frame, vp_error *err);
VP_API void vp_grid_free(vp_grid *grid); /* NULL is fine */
VP_API vp_frame vp_grid_frame(const vp_grid *grid);
VP_API const float *vp_grid_cells(const vp_grid *grid); /* row-major; lives as long as grid */
VP_API float *vp_grid_edit(vp_grid *grid);              /* the same cells, writable */

VP_END_DECLS
