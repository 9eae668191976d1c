#include <math.h>
#include <stdlib.h>
#include <vungphu/distance.h>

/* Rows to the nearest marked cell of the same column, as squares; UINT64_MAX: there is none. */
static void look_along_columns(vp_grid_geometry f, const uint32_t mask[], uint32_t bits, uint64_t square[])
{
    for (size_t column = 0; column < f.columns; column++) {
        size_t last = SIZE_MAX;
        for (size_t row = 0; row < f.rows; row++) {
            size_t cell = row * f.columns + column;
            if (mask[cell] & bits) last = row;
            square[cell] = last == SIZE_MAX ? UINT64_MAX : (uint64_t)(row - last) * (row - last);
        }
        last = SIZE_MAX;
        for (size_t row = f.rows; row-- > 0;) {
            size_t cell = row * f.columns + column;
            if (mask[cell] & bits) last = row;
            uint64_t below = last == SIZE_MAX ? UINT64_MAX : (uint64_t)(last - row) * (last - row);
            if (below < square[cell]) square[cell] = below;
        }
    }
}

/* A column's parabola over a row: squared distance = (x - column)² + height. */
typedef struct {
    size_t column;
    uint64_t height;
    double from; /* it is the lowest from here on */
} parabola;

/* Felzenszwalb and Huttenlocher 2012, section 2.1. */
static size_t lower_envelope(const uint64_t square[], size_t columns, parabola envelope[])
{
    size_t count = 0;
    for (size_t column = 0; column < columns; column++) {
        if (square[column] == UINT64_MAX) continue;
        double from = -INFINITY, x = (double)column, height = (double)square[column];
        while (count > 0) {
            parabola last = envelope[count - 1];
            double x0 = (double)last.column;
            from = (x * x + height - x0 * x0 - (double)last.height) / (2 * (x - x0));
            if (from > last.from) break;
            count--;
            from = -INFINITY;
        }
        envelope[count++] = (parabola){column, square[column], from};
    }
    return count;
}

static void look_along_row(double cell_metres, const parabola envelope[], size_t count, size_t columns, double metres[])
{
    size_t at = 0;
    for (size_t column = 0; column < columns; column++) {
        metres[column] = INFINITY;
        if (count == 0) continue;
        while (at + 1 < count && envelope[at + 1].from <= (double)column) at++;
        double across = (double)column - (double)envelope[at].column;
        metres[column] = cell_metres * sqrt(across * across + (double)envelope[at].height);
    }
}

bool vp_distance_to_cells(vp_grid_geometry f, const uint32_t mask[], uint32_t bits, double metres[], vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(f);
    uint64_t *square = malloc((cells + 1) * sizeof *square);
    parabola *envelope = malloc((f.columns + 1) * sizeof *envelope);
    bool ok = (square && envelope) || vp_fail_memory(err, cells * sizeof *square);
    if (ok) look_along_columns(f, mask, bits, square);
    for (size_t row = 0; ok && row < f.rows; row++) {
        size_t count = lower_envelope(square + row * f.columns, f.columns, envelope);
        look_along_row(f.cell_metres, envelope, count, f.columns, metres + row * f.columns);
    }
    free(square);
    free(envelope);
    return ok;
}
