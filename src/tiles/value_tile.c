#include "tiles/value_tile.h"
#include "tiles/png.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = VP_PNG_SIDE, CHANNELS = 4, ROW_BYTES = VP_PNG_ROW_BYTES };

typedef struct {
    const vp_lattice *lattice;
    const uint8_t *inside; /* of cells; NULL: everywhere */
    const float *cells;
    vp_grid_geometry geometry;
} surface;

/* NaN outside. */
static double value_at(const surface *s, double x, double y)
{
    double column, row;
    if (!vp_lattice_at(s->lattice, x, y, &column, &row) || column < 0 || row < 0) return NAN;
    if (column >= (double)s->geometry.columns || row >= (double)s->geometry.rows) return NAN;
    size_t cell = (size_t)row * s->geometry.columns + (size_t)column;
    return s->inside && !s->inside[cell] ? (double)NAN : (double)s->cells[cell];
}

static void put_pixel(uint8_t *at, double value)
{
    const double most = VP_VALUE_UNREACHABLE - 1;
    if (isnan(value)) return; /* all four are 0 */
    double number = fmin(fmax(rint((value - VP_VALUE_BASE) / VP_VALUE_STEP), 0), most);
    uint32_t whole = isinf(value) ? VP_VALUE_UNREACHABLE : (uint32_t)number;
    at[0] = (uint8_t)(whole >> 16);
    at[1] = (uint8_t)(whole >> 8);
    at[2] = (uint8_t)whole;
    at[3] = 255;
}

/* Rows as PNG has them: a byte that says "no filter", then the pixels. */
static uint8_t *draw_rows(const surface *s, vp_tile tile, vp_error *err)
{
    vp_bounds b = vp_tile_bounds(tile);
    double pixel = (b.east - b.west) / SIDE;
    uint8_t *rows = calloc(SIDE, ROW_BYTES);
    if (!rows) vp_fail_memory(err, (size_t)SIDE * ROW_BYTES);
    for (size_t i = 0; rows && i < (size_t)SIDE * SIDE; i++) {
        size_t column = i % SIDE, row = i / SIDE;
        put_pixel(rows + row * ROW_BYTES + 1 + column * CHANNELS,
                  value_at(s, b.west + ((double)column + 0.5) * pixel, b.north - ((double)row + 0.5) * pixel));
    }
    return rows;
}

bool vp_value_tile_draw(const vp_snapshot *snapshot, size_t service, vp_tile tile, vp_buffer *png, vp_error *err)
{
    const vp_results *results = &snapshot->results;
    surface s = {.lattice = &snapshot->places.mercator_to_cell,
                 .inside = snapshot->places.inside,
                 .cells = vp_results_surface(results, service, 0, VP_EVERY_CELL, err)};
    if (!s.cells) return false;
    s.geometry = vp_grid_geometry_of(results->surfaces[service]);
    uint8_t *rows = draw_rows(&s, tile, err);
    bool ok = rows && vp_png_encode(rows, png, err);
    free(rows);
    return ok;
}

size_t vp_value_tile_service(const vp_snapshot *snapshot, const char *id)
{
    size_t prefix = sizeof VP_VALUE_LAYER - 1;
    if (strncmp(id, VP_VALUE_LAYER, prefix) != 0) return VP_NONE;
    size_t service = vp_region_service(&snapshot->region->definitions, id + prefix);
    return service != VP_NONE && snapshot->results.surfaces && snapshot->results.surfaces[service] ? service : VP_NONE;
}
