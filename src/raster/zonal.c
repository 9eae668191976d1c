#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/zonal.h>

/* Exact coverage by accumulated signed areas: each piece of an edge inside a cell adds the
 * area to its right within that cell, and its height to all cells further right; one
 * running sum along the row then gives the covered share of every cell. The same idea
 * renders fonts (docs/methods.md, "Zonal statistics"). */

#define SAME_SHARE    1e-12 /* shares this close to 0 or 1 are 0 or 1: rounding of the running sum */
#define MORE_THAN_ALL 1e-9  /* a cell is overlapped when its shares exceed 1 by more than this */
#define BAND_CELLS    ((size_t)1 << 22)

typedef struct {
    size_t first_row, rows, first_column, columns;
} window;

typedef struct {
    vp_weights *weights;
    size_t run_room, partial_room;
    double *band;  /* rows × (columns + 2) of the window */
    window all;    /* of all zones: of a nation's grid a part takes few cells */
    double *total; /* per cell of it: shares of all zones so far */
} builder;

static double *total_at(const builder *b, size_t row, size_t column)
{
    return b->total + (row - b->all.first_row) * b->all.columns + (column - b->all.first_column);
}

static bool add_run(builder *b, vp_run run)
{
    vp_weights *w = b->weights;
    if (!VP_ARRAY_FIT(w->runs, b->run_room, w->run_count + 1, NULL)) return false;
    w->runs[w->run_count++] = run;
    return true;
}

static bool add_partial(builder *b, vp_partial partial)
{
    vp_weights *w = b->weights;
    if (!VP_ARRAY_FIT(w->partials, b->partial_room, w->partial_count + 1, NULL)) return false;
    w->partials[w->partial_count++] = partial;
    return true;
}

/* One piece of an edge that stays within one row: from (x0, y0) to (x1, y1), columns relative to
 * the window and clamped to it. line has columns + 2 entries. */
static void accumulate_in_row(double *line, double x0, double x1, double height)
{
    if (height == 0) return;
    double left = fmin(x0, x1), right = fmax(x0, x1);
    size_t first = (size_t)left, last = (size_t)right;
    if (first == last || right - left < 1e-300) {
        double mean = (left + right) / 2 - (double)first;
        line[first] += height * (1 - mean);
        line[first + 1] += height * mean;
        return;
    }
    double per_column = height / (right - left);
    for (size_t c = first; c <= last; c++) {
        double from = fmax(left, (double)c), to = fmin(right, (double)c + 1);
        double part = per_column * (to - from), mean = (from + to) / 2 - (double)c;
        line[c] += part * (1 - mean);
        line[c + 1] += part * mean;
    }
}

/* As above for a piece that may leave the window at its sides: what lies west counts as lying on
 * the western edge, what lies east covers nothing of the window. */
static void accumulate_clamped(double *line, double x0, double x1, double height, double most)
{
    double cuts[4] = {0, 1, 1, 1};
    size_t count = 1;
    double across[2] = {(0 - x0) / (x1 - x0), (most - x0) / (x1 - x0)};
    if (across[0] > across[1]) {
        double swap = across[0];
        across[0] = across[1];
        across[1] = swap;
    }
    for (int i = 0; i < 2; i++)
        if (across[i] > 0 && across[i] < 1) cuts[count++] = across[i];
    cuts[count] = 1;
    for (size_t i = 0; i < count; i++) {
        double a = x0 + cuts[i] * (x1 - x0), b = x0 + cuts[i + 1] * (x1 - x0);
        accumulate_in_row(line, fmin(fmax(a, 0), most), fmin(fmax(b, 0), most), height * (cuts[i + 1] - cuts[i]));
    }
}

/* One edge in cell units (column, row downwards), relative to the window's first row and column. */
static void accumulate_edge(double *band, window in, vp_point a, vp_point b, double sign)
{
    if (a.y == b.y) return;
    if (a.y > b.y) {
        vp_point swap = a;
        a = b;
        b = swap;
        sign = -sign;
    }
    double top = fmax(a.y, 0), bottom = fmin(b.y, (double)in.rows), most = (double)in.columns;
    if (top >= bottom) return;
    double slope = (b.x - a.x) / (b.y - a.y);
    for (size_t row = (size_t)top; row < in.rows && (double)row < bottom; row++) {
        double y0 = fmax(top, (double)row), y1 = fmin(bottom, (double)row + 1);
        double x0 = a.x + (y0 - a.y) * slope, x1 = a.x + (y1 - a.y) * slope;
        double *line = band + row * (in.columns + 2);
        if (x0 >= 0 && x1 >= 0 && x0 <= most && x1 <= most)
            accumulate_in_row(line, x0, x1, sign * (y1 - y0));
        else
            accumulate_clamped(line, x0, x1, sign * (y1 - y0), most);
    }
}

static double ring_twice_area(const vp_shape *shape, size_t ring)
{
    double twice = 0;
    vp_point o = shape->points[shape->ring_starts[ring]];
    for (size_t i = shape->ring_starts[ring]; i + 1 < shape->ring_starts[ring + 1]; i++) {
        vp_point a = shape->points[i], b = shape->points[i + 1];
        twice += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
    }
    return twice;
}

static vp_shape one_ring(const vp_shape *shape, size_t ring)
{
    return (vp_shape){.points = shape->points, .ring_starts = shape->ring_starts + ring, .ring_count = 1};
}

static bool ring_in_ring(const vp_shape *shape, size_t inner, size_t outer)
{
    vp_shape around = one_ring(shape, outer);
    /* A corner of inner may lie on outer (rings that touch): most of its corners decide. */
    size_t inside = 0, counted = 0;
    size_t first = shape->ring_starts[inner], end = shape->ring_starts[inner + 1];
    size_t step = (end - first) / 16 + 1;
    for (size_t i = first; i < end; i += step, counted++) inside += vp_shape_contains(&around, shape->points[i]);
    return 2 * inside > counted;
}

/* +1 when the ring's interior is added with its own winding, -1 when it is to be turned: rings
 * inside an even number of others are outer, the rest holes. Sources disagree on winding. */
static bool ring_signs(const vp_shape *shape, double signs[])
{
    for (size_t r = 0; r < shape->ring_count; r++) {
        bool hole = false;
        if (shape->ring_starts[r + 1] - shape->ring_starts[r] < 4) {
            signs[r] = 0;
            continue;
        }
        double area = ring_twice_area(shape, r);
        for (size_t o = 0; o < shape->ring_count; o++)
            if (o != r && fabs(ring_twice_area(shape, o)) > fabs(area) && ring_in_ring(shape, r, o)) hole = !hole;
        signs[r] = (area > 0) == hole ? -1 : 1;
    }
    return true;
}

static void accumulate_shape(double *band, window in, vp_grid_geometry geometry, const vp_shape *shape,
                             const double signs[])
{
    for (size_t r = 0; r < shape->ring_count; r++)
        for (size_t i = shape->ring_starts[r]; signs[r] != 0 && i + 1 < shape->ring_starts[r + 1]; i++) {
            vp_point p = shape->points[i], q = shape->points[i + 1];
            vp_point a = {(p.x - geometry.west) / geometry.cell_metres - (double)in.first_column,
                          (geometry.north - p.y) / geometry.cell_metres - (double)in.first_row};
            vp_point b = {(q.x - geometry.west) / geometry.cell_metres - (double)in.first_column,
                          (geometry.north - q.y) / geometry.cell_metres - (double)in.first_row};
            accumulate_edge(band, in, a, b, signs[r]);
        }
}

static double tidy(double share)
{
    if (share < SAME_SHARE) return 0;
    return share > 1 - SAME_SHARE ? 1 : share;
}

static bool collect_row(builder *b, window in, size_t row, uint32_t zone)
{
    const double *line = b->band + row * (in.columns + 2);
    size_t first = (in.first_row + row) * b->weights->geometry.columns + in.first_column, run = 0;
    double sum = 0, *total = total_at(b, in.first_row + row, in.first_column);
    for (size_t c = 0; c < in.columns; c++) {
        sum += line[c];
        double share = tidy(sum);
        total[c] += share;
        if (share == 1) {
            run++;
            continue;
        }
        if (run && !add_run(b, (vp_run){(uint32_t)(first + c - run), (uint32_t)run, zone})) return false;
        run = 0;
        if (share > 0 && !add_partial(b, (vp_partial){(uint32_t)(first + c), zone, share})) return false;
    }
    return !run || add_run(b, (vp_run){(uint32_t)(first + in.columns - run), (uint32_t)run, zone});
}

/* The cells of the grid that the bounds touch; false when there are none. */
static bool window_of(vp_grid_geometry geometry, vp_bounds bounds, window *in)
{
    double west = fmax(0, floor((bounds.west - geometry.west) / geometry.cell_metres));
    double north = fmax(0, floor((geometry.north - bounds.north) / geometry.cell_metres));
    double east = fmin((double)geometry.columns, ceil((bounds.east - geometry.west) / geometry.cell_metres));
    double south = fmin((double)geometry.rows, ceil((geometry.north - bounds.south) / geometry.cell_metres));
    if (!(west < east && north < south)) return false;
    *in = (window){(size_t)north, (size_t)(south - north), (size_t)west, (size_t)(east - west)};
    return true;
}

static bool cover_zone(builder *b, const vp_shape *shape, uint32_t zone)
{
    window whole;
    vp_grid_geometry geometry = b->weights->geometry;
    if (!window_of(geometry, vp_shape_bounds(shape), &whole)) return true;
    double *signs = calloc(shape->ring_count, sizeof *signs);
    if (!signs) return false;
    bool ok = ring_signs(shape, signs);
    size_t rows_at_once = BAND_CELLS / (whole.columns + 2) + 1;
    for (size_t row = 0; ok && row < whole.rows; row += rows_at_once) {
        window in = whole;
        in.first_row += row;
        in.rows = whole.rows - row < rows_at_once ? whole.rows - row : rows_at_once;
        b->band = calloc(in.rows * (in.columns + 2), sizeof *b->band);
        ok = b->band != NULL;
        if (ok) accumulate_shape(b->band, in, geometry, shape, signs);
        for (size_t r = 0; ok && r < in.rows; r++) ok = collect_row(b, in, r, zone);
        free(b->band);
    }
    free(signs);
    return ok;
}

static double total_of(const builder *b, uint32_t cell)
{
    size_t columns = b->weights->geometry.columns;
    return *total_at(b, cell / columns, cell % columns);
}

static bool is_overlapped(const builder *b, uint32_t cell) { return total_of(b, cell) > 1 + MORE_THAN_ALL; }

/* The run without its overlapped cells, which become partial ones. */
static bool split_run(builder *b, vp_run run)
{
    uint32_t whole = 0, end = run.first_cell + run.cell_count;
    for (uint32_t cell = run.first_cell; cell < end; cell++) {
        if (!is_overlapped(b, cell)) {
            whole++;
            continue;
        }
        if (whole && !add_run(b, (vp_run){cell - whole, whole, run.zone})) return false;
        whole = 0;
        if (!add_partial(b, (vp_partial){cell, run.zone, 1 / total_of(b, cell)})) return false;
    }
    return !whole || add_run(b, (vp_run){end - whole, whole, run.zone});
}

static int by_zone_and_cell(const void *left, const void *right)
{
    const vp_partial *a = left, *b = right;
    if (a->zone != b->zone) return a->zone < b->zone ? -1 : 1;
    return a->cell < b->cell ? -1 : a->cell > b->cell;
}

/* Divides each overlapped cell among the zones that claim it. */
static bool share_out(builder *b)
{
    vp_weights before = *b->weights, *w = b->weights;
    w->runs = NULL;
    w->partials = NULL;
    w->run_count = w->partial_count = b->run_room = b->partial_room = 0;
    bool ok = true;
    for (size_t i = 0; ok && i < before.run_count; i++) ok = split_run(b, before.runs[i]);
    for (size_t i = 0; ok && i < before.partial_count; i++) {
        vp_partial partial = before.partials[i];
        if (is_overlapped(b, partial.cell)) partial.share /= total_of(b, partial.cell);
        ok = add_partial(b, partial);
    }
    free(before.runs);
    free(before.partials);
    if (ok && w->partial_count) qsort(w->partials, w->partial_count, sizeof *w->partials, by_zone_and_cell);
    return ok;
}

static double overlapped_cells(const builder *b)
{
    double sum = 0;
    size_t cells = b->all.rows * b->all.columns;
    for (size_t i = 0; i < cells; i++)
        if (b->total[i] > 1 + MORE_THAN_ALL) sum += b->total[i] - 1;
    return sum;
}

/* No cell where no zone touches the grid. */
static window window_of_all(vp_grid_geometry geometry, const vp_shape *const shapes[], size_t zone_count)
{
    window all = {0}, one;
    for (size_t zone = 0; zone < zone_count; zone++) {
        if (!window_of(geometry, vp_shape_bounds(shapes[zone]), &one)) continue;
        if (!all.rows) all = one;
        size_t top = one.first_row < all.first_row ? one.first_row : all.first_row,
               left = one.first_column < all.first_column ? one.first_column : all.first_column,
               bottom = one.first_row + one.rows, right = one.first_column + one.columns;
        if (bottom < all.first_row + all.rows) bottom = all.first_row + all.rows;
        if (right < all.first_column + all.columns) right = all.first_column + all.columns;
        all = (window){top, bottom - top, left, right - left};
    }
    return all;
}

vp_weights *vp_weights_new(vp_grid_geometry geometry, const vp_shape *const shapes[], size_t zone_count, vp_error *err)
{
    if (!vp_grid_geometry_check(geometry, err)) return NULL;
    window all = window_of_all(geometry, shapes, zone_count);
    size_t cells = all.rows * all.columns;
    builder b = {.weights = calloc(1, sizeof *b.weights), .all = all, .total = calloc(cells + 1, sizeof *b.total)};
    bool ok = b.weights && b.total;
    if (ok) *b.weights = (vp_weights){.geometry = geometry, .zone_count = zone_count};
    for (size_t zone = 0; ok && zone < zone_count; zone++) ok = cover_zone(&b, shapes[zone], (uint32_t)zone);
    if (ok) {
        double overlap = overlapped_cells(&b);
        b.weights->overlap_square_metres = overlap * geometry.cell_metres * geometry.cell_metres;
        if (overlap > 0) ok = share_out(&b);
    }
    free(b.total);
    if (ok) return b.weights;
    vp_weights_free(b.weights);
    vp_fail_memory(err, cells * sizeof *b.total);
    return NULL;
}

void vp_weights_free(vp_weights *weights)
{
    if (!weights) return;
    free(weights->runs);
    free(weights->partials);
    free(weights);
}

uint8_t *vp_weights_inside(const vp_weights *weights, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(weights->geometry);
    uint8_t *inside = calloc(cells + 1, sizeof *inside);
    if (!inside) {
        vp_fail_memory(err, cells);
        return NULL;
    }
    for (size_t i = 0; i < weights->run_count; i++)
        memset(inside + weights->runs[i].first_cell, 1, weights->runs[i].cell_count);
    for (size_t i = 0; i < weights->partial_count; i++) inside[weights->partials[i].cell] = 1;
    return inside;
}

typedef float four_floats __attribute__((vector_size(16)));
typedef int32_t four_masks __attribute__((vector_size(16)));
typedef float two_floats __attribute__((vector_size(8)));
typedef double two_doubles __attribute__((vector_size(16)));

enum { SUMS = 4, AT_ONCE = 2 * SUMS };

/* Adds up a run in sums of their own, always in the same order: they do not wait for each other. */
static void sum_run(const float values[], size_t count, double *sum, double *missing)
{
    two_doubles sums[SUMS] = {{0}};
    four_masks known = {0}; /* minus the count */
    size_t i = 0;
    for (; i + AT_ONCE <= count; i += AT_ONCE)
        for (size_t k = 0; k < SUMS; k += 2) {
            four_floats value;
            memcpy(&value, values + i + 2 * k, sizeof value);
            four_masks mask = value == value;
            value = (four_floats)((four_masks)value & mask);
            sums[k] += __builtin_convertvector(((two_floats){value[0], value[1]}), two_doubles);
            sums[k + 1] += __builtin_convertvector(((two_floats){value[2], value[3]}), two_doubles);
            known += mask;
        }
    *missing += (double)i;
    for (size_t k = 0; k < SUMS; k++) {
        *sum += sums[k][0] + sums[k][1];
        *missing += (double)known[k];
    }
    for (; i < count; i++) {
        *sum += isnan(values[i]) ? 0 : (double)values[i];
        *missing += isnan(values[i]) ? 1 : 0;
    }
}

/* Zone after zone, whole cells and then partial ones while their values are in cache. */
void vp_zonal_sum(const vp_weights *weights, const float values[], double sums[], double missing_shares[])
{
    size_t r = 0, p = 0;
    for (size_t zone = 0; zone < weights->zone_count; zone++) {
        double total = 0, missing = 0;
        for (; r < weights->run_count && weights->runs[r].zone == zone; r++) {
            vp_run run = weights->runs[r];
            double sum = 0;
            sum_run(values + run.first_cell, run.cell_count, &sum, &missing);
            total += sum;
        }
        for (; p < weights->partial_count && weights->partials[p].zone == zone; p++) {
            vp_partial partial = weights->partials[p];
            double value = (double)values[partial.cell];
            if (!isnan(value))
                total += partial.share * value;
            else
                missing += partial.share;
        }
        sums[zone] = total;
        if (missing_shares) missing_shares[zone] = missing;
    }
}
