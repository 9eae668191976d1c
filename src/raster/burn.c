#include <math.h>
#include <stdlib.h>
#include <vungphu/burn.h>
#include <vungphu/zonal.h>

/* Marks row's cells between two columns, both included; NaN-free, any size. */
static void mark_span(vp_grid_geometry geometry, size_t row, double from, double to, uint32_t bits, uint32_t mask[])
{
    double first = fmax(floor(fmin(from, to)), 0), last = fmin(floor(fmax(from, to)), (double)geometry.columns - 1);
    if (first > last) return;
    uint32_t *cells = mask + row * geometry.columns;
    for (size_t c = (size_t)first; c <= (size_t)last; c++) cells[c] |= bits;
}

/* a and b in cells east and south of the grid's corner. Row by row: within one row the
 * segment covers the columns between where it enters and where it leaves; the border point
 * of two rows counts for both, which joins their cells edge to edge. */
static void burn_segment(vp_grid_geometry geometry, vp_point a, vp_point b, uint32_t bits, uint32_t mask[])
{
    if (a.y > b.y) {
        vp_point swapped = a;
        a = b;
        b = swapped;
    }
    double first = fmax(floor(a.y), 0), last = fmin(floor(b.y), (double)geometry.rows - 1);
    double slope = b.y > a.y ? (b.x - a.x) / (b.y - a.y) : 0;
    for (double row = first; row <= last; row++) {
        double from = row <= a.y ? a.x : a.x + (row - a.y) * slope;
        double to = row + 1 >= b.y ? b.x : a.x + (row + 1 - a.y) * slope;
        mark_span(geometry, (size_t)row, from, to, bits, mask);
    }
}

void vp_burn_line(vp_grid_geometry geometry, const vp_point points[], size_t point_count, uint32_t bits,
                  uint32_t mask[])
{
    vp_point previous = {0};
    bool joined = false;
    for (size_t i = 0; i < point_count; i++) {
        vp_point here = {(points[i].x - geometry.west) / geometry.cell_metres,
                         (geometry.north - points[i].y) / geometry.cell_metres};
        bool finite = isfinite(here.x) && isfinite(here.y);
        if (finite) burn_segment(geometry, joined ? previous : here, here, bits, mask);
        previous = here;
        joined = finite;
    }
}

bool vp_burn_shapes(vp_grid_geometry geometry, const vp_shape *const shapes[], size_t shape_count, uint32_t bits,
                    uint32_t mask[], vp_error *err)
{
    if (shape_count == 0) return true;
    vp_weights *weights = vp_weights_new(geometry, shapes, shape_count, err);
    if (!weights) return false;
    double *covered = calloc(vp_grid_geometry_cells(geometry), sizeof *covered);
    if (!covered) {
        vp_weights_free(weights);
        return vp_fail_memory(err, vp_grid_geometry_cells(geometry) * sizeof *covered);
    }
    for (size_t i = 0; i < weights->run_count; i++)
        for (uint32_t k = 0; k < weights->runs[i].cell_count; k++) mask[weights->runs[i].first_cell + k] |= bits;
    for (size_t i = 0; i < weights->partial_count; i++) {
        const vp_partial *partial = &weights->partials[i];
        covered[partial->cell] += partial->share;
        if (covered[partial->cell] >= 0.5) mask[partial->cell] |= bits;
    }
    free(covered);
    vp_weights_free(weights);
    return true;
}
