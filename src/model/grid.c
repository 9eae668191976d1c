#include "platform/memory.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <vungphu/grid.h>

struct vp_grid {
    vp_grid_geometry geometry;
    float *cells;
    bool borrowed;
};

size_t vp_grid_geometry_cells(vp_grid_geometry geometry) { return geometry.columns * geometry.rows; }

bool vp_grid_geometry_check(vp_grid_geometry geometry, vp_error *err)
{
    if (geometry.columns == 0 || geometry.rows == 0)
        return vp_fail(err, VP_BAD_INPUT, "the grid has no cells (%zu columns, %zu rows)", geometry.columns,
                       geometry.rows);
    if (geometry.columns > INT32_MAX || geometry.rows > (size_t)INT32_MAX / geometry.columns)
        return vp_fail(err, VP_BAD_INPUT,
                       "the grid of %zu by %zu cells is above %d cells; choose larger cells or a smaller area",
                       geometry.columns, geometry.rows, INT32_MAX);
    if (!isfinite(geometry.west) || !isfinite(geometry.north) || !(geometry.cell_metres > 0) ||
        !isfinite(geometry.cell_metres))
        return vp_fail(err, VP_BAD_INPUT,
                       "the grid's corner (%g, %g) and cell of %g m must be finite, the cell above 0", geometry.west,
                       geometry.north, geometry.cell_metres);
    return true;
}

bool vp_grid_geometry_same(vp_grid_geometry a, vp_grid_geometry b)
{
    return a.columns == b.columns && a.rows == b.rows && a.cell_metres == b.cell_metres && a.west == b.west &&
           a.north == b.north;
}

/* Of cells that lie in a row: the first that a stretch touches, and how many. */
static size_t cut(double least, double most, double cell, size_t cells, size_t *count)
{
    size_t first = (size_t)fmin(fmax(0, floor(least / cell)), (double)cells - 1);
    double end = fmin(ceil(most / cell), (double)cells);
    *count = end > (double)first ? (size_t)end - first : 1;
    return first;
}

vp_grid_geometry vp_grid_geometry_window(vp_grid_geometry all, double west, double south, double east, double north)
{
    vp_grid_geometry window = all;
    double cell = all.cell_metres;
    size_t column = cut(west - all.west, east - all.west, cell, all.columns, &window.columns),
           row = cut(all.north - north, all.north - south, cell, all.rows, &window.rows);
    window.west = all.west + (double)column * cell;
    window.north = all.north - (double)row * cell;
    return window;
}

double vp_grid_geometry_inside(vp_grid_geometry all, vp_grid_geometry window, double x, double y)
{
    const vp_grid_geometry *a = &all, *w = &window;
    double half = a->cell_metres / 2, inside = INFINITY, east = w->west + (double)w->columns * w->cell_metres,
           south = w->north - (double)w->rows * w->cell_metres;
    if (w->west > a->west + half) inside = fmin(inside, x - w->west);
    if (w->north < a->north - half) inside = fmin(inside, w->north - y);
    if (east < a->west + (double)a->columns * a->cell_metres - half) inside = fmin(inside, east - x);
    if (south > a->north - (double)a->rows * a->cell_metres + half) inside = fmin(inside, y - south);
    return inside;
}

bool vp_grid_geometry_locate(vp_grid_geometry geometry, double x, double y, size_t *cell)
{
    double column = floor((x - geometry.west) / geometry.cell_metres);
    double row = floor((geometry.north - y) / geometry.cell_metres);
    if (!(column >= 0 && row >= 0 && column < (double)geometry.columns && row < (double)geometry.rows)) return false;
    *cell = (size_t)row * geometry.columns + (size_t)column;
    return true;
}

void vp_grid_geometry_centre(vp_grid_geometry geometry, size_t cell, double *x, double *y)
{
    *x = geometry.west + ((double)(cell % geometry.columns) + 0.5) * geometry.cell_metres;
    *y = geometry.north - ((double)(cell / geometry.columns) + 0.5) * geometry.cell_metres;
}

vp_grid *vp_grid_new_unset(vp_grid_geometry geometry, vp_error *err)
{
    if (!vp_grid_geometry_check(geometry, err)) return NULL;
    size_t cells = vp_grid_geometry_cells(geometry);
    vp_grid *grid = malloc(sizeof *grid);
    float *values = vp_memory_new(cells * sizeof *values);
    if (!grid || !values) {
        vp_fail_memory(err, cells * sizeof *values);
        free(grid);
        free(values);
        return NULL;
    }
    *grid = (vp_grid){.geometry = geometry, .cells = values};
    return grid;
}

vp_grid *vp_grid_new(vp_grid_geometry geometry, float fill, vp_error *err)
{
    vp_grid *grid = vp_grid_new_unset(geometry, err);
    if (!grid) return NULL;
    size_t cells = vp_grid_geometry_cells(geometry);
    for (size_t i = 0; i < cells; i++) grid->cells[i] = fill;
    return grid;
}

vp_grid *vp_grid_over(vp_grid_geometry geometry, const float cells[], vp_error *err)
{
    if (!vp_grid_geometry_check(geometry, err)) return NULL;
    vp_grid *grid = malloc(sizeof *grid);
    if (grid) /* vp_grid_edit refuses it */
        *grid = (vp_grid){.geometry = geometry, .cells = (float *)(uintptr_t)cells, .borrowed = true};
    else
        vp_fail_memory(err, sizeof *grid);
    return grid;
}

void vp_grid_free(vp_grid *grid)
{
    if (!grid) return;
    if (!grid->borrowed) free(grid->cells);
    free(grid);
}

vp_grid_geometry vp_grid_geometry_of(const vp_grid *grid) { return grid->geometry; }
const float *vp_grid_cells(const vp_grid *grid) { return grid->cells; }

float *vp_grid_edit(vp_grid *grid)
{
    assert(!grid->borrowed);
    return grid->cells;
}
