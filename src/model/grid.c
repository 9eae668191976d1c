#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <vungphu/grid.h>

enum { HUGE_PAGE = 1 << 21, LARGE = 4 * HUGE_PAGE };

struct vp_grid {
    vp_frame frame;
    float *cells;
};

size_t vp_frame_cells(vp_frame frame) { return frame.columns * frame.rows; }

bool vp_frame_check(vp_frame frame, vp_error *err)
{
    if (frame.columns == 0 || frame.rows == 0)
        return vp_fail(err, VP_BAD_INPUT, "the grid has no cells (%zu columns, %zu rows)", frame.columns, frame.rows);
    if (frame.columns > INT32_MAX || frame.rows > (size_t)INT32_MAX / frame.columns)
        return vp_fail(err, VP_BAD_INPUT,
                       "the grid of %zu by %zu cells is above %d cells; choose larger cells or a smaller area",
                       frame.columns, frame.rows, INT32_MAX);
    if (!isfinite(frame.west) || !isfinite(frame.north) || !(frame.cell_metres > 0) || !isfinite(frame.cell_metres))
        return vp_fail(err, VP_BAD_INPUT,
                       "the grid's corner (%g, %g) and cell of %g m must be finite, the cell above 0", frame.west,
                       frame.north, frame.cell_metres);
    return true;
}

bool vp_frame_same(vp_frame a, vp_frame b)
{
    return a.columns == b.columns && a.rows == b.rows && a.cell_metres == b.cell_metres && a.west == b.west &&
           a.north == b.north;
}

bool vp_frame_locate(vp_frame frame, double x, double y, size_t *cell)
{
    double column = floor((x - frame.west) / frame.cell_metres);
    double row = floor((frame.north - y) / frame.cell_metres);
    if (!(column >= 0 && row >= 0 && column < (double)frame.columns && row < (double)frame.rows)) return false;
    *cell = (size_t)row * frame.columns + (size_t)column;
    return true;
}

void vp_frame_centre(vp_frame frame, size_t cell, double *x, double *y)
{
    *x = frame.west + ((double)(cell % frame.columns) + 0.5) * frame.cell_metres;
    *y = frame.north - ((double)(cell / frame.columns) + 0.5) * frame.cell_metres;
}

/* Large pages, where the system has them, spare most of the time that the first writing of a large grid takes. */
static float *new_cells(size_t count)
{
    size_t bytes = count * sizeof(float);
    if (bytes < LARGE) return malloc(bytes);
    bytes = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    float *cells = aligned_alloc(HUGE_PAGE, bytes);
    if (cells) madvise(cells, bytes, MADV_HUGEPAGE);
    return cells;
}

vp_grid *vp_grid_new_unset(vp_frame frame, vp_error *err)
{
    if (!vp_frame_check(frame, err)) return NULL;
    size_t cells = vp_frame_cells(frame);
    vp_grid *grid = malloc(sizeof *grid);
    float *values = new_cells(cells);
    if (!grid || !values) {
        vp_fail_memory(err, cells * sizeof *values);
        free(grid);
        free(values);
        return NULL;
    }
    *grid = (vp_grid){.frame = frame, .cells = values};
    return grid;
}

vp_grid *vp_grid_new(vp_frame frame, float fill, vp_error *err)
{
    vp_grid *grid = vp_grid_new_unset(frame, err);
    if (!grid) return NULL;
    size_t cells = vp_frame_cells(frame);
    for (size_t i = 0; i < cells; i++) grid->cells[i] = fill;
    return grid;
}

void vp_grid_free(vp_grid *grid)
{
    if (!grid) return;
    free(grid->cells);
    free(grid);
}

vp_frame vp_grid_frame(const vp_grid *grid) { return grid->frame; }
const float *vp_grid_cells(const vp_grid *grid) { return grid->cells; }
float *vp_grid_edit(vp_grid *grid) { return grid->cells; }
