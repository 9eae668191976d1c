/* Rasters in memory: a geometry says where the cells lie, a grid holds one float a cell.
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
} vp_grid_geometry;

/* Cells of the geometry. A valid geometry has at most 2^31 - 1 of them (vp_grid_geometry_check). */
VP_API size_t vp_grid_geometry_cells(vp_grid_geometry geometry);

/* Refuses geometries that are empty, not finite, or too large to index with 31 bits. */
VP_API bool vp_grid_geometry_check(vp_grid_geometry geometry, vp_error *err);

VP_API bool vp_grid_geometry_same(vp_grid_geometry a, vp_grid_geometry b);

/* The cells of all that cover the rectangle, as far as all reaches: one cell at least. */
VP_API vp_grid_geometry vp_grid_geometry_window(vp_grid_geometry all, double west, double south, double east,
                                                double north);

/* Metres from a place to the nearest side of a window of all beyond which all goes on: below 0 where it lies beyond
 * such a side, INFINITY where all ends with the window. */
VP_API double vp_grid_geometry_inside(vp_grid_geometry all, vp_grid_geometry window, double x, double y);

/* The cell that holds the projected point, or false when it lies outside.
 * A point on an edge belongs to the cell east and south of it. */
VP_API bool vp_grid_geometry_locate(vp_grid_geometry geometry, double x, double y, size_t *cell);

/* Centre of a cell, projected metres. */
VP_API void vp_grid_geometry_centre(vp_grid_geometry geometry, size_t cell, double *x, double *y);

typedef struct vp_grid vp_grid;

/* Every cell is set to fill. NULL and err when the geometry is bad or memory is short. */
VP_API vp_grid *vp_grid_new(vp_grid_geometry geometry, float fill, vp_error *err);
/* The same with cells that hold nothing yet: each is to be written before it is read. */
VP_API vp_grid *vp_grid_new_unset(vp_grid_geometry geometry, vp_error *err);
/* Over cells that are another's and outlive it; not to be edited. */
VP_API vp_grid *vp_grid_over(vp_grid_geometry geometry, const float cells[], vp_error *err);
VP_API void vp_grid_free(vp_grid *grid); /* NULL is fine */
VP_API vp_grid_geometry vp_grid_geometry_of(const vp_grid *grid);
VP_API const float *vp_grid_cells(const vp_grid *grid); /* row-major; lives as long as grid */
VP_API float *vp_grid_edit(vp_grid *grid);              /* the same cells, writable */

VP_END_DECLS
