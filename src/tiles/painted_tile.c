#include "tiles/painted_tile.h"
#include "tiles/png.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = VP_PNG_SIDE };

/* Pale to strong, of one colour that no other layer has: read without looking at the legend. */
const vp_class vp_people_classes[VP_PEOPLE_CLASSES] = {
    {5, {0xf3, 0xe6, 0xf2}},   {50, {0xdd, 0xbf, 0xdf}},   {150, {0xc0, 0x92, 0xc8}},
    {500, {0x9c, 0x64, 0xad}}, {1500, {0x74, 0x3c, 0x8c}}, {5000, {0x4a, 0x1b, 0x63}},
};

/* Far apart for the colour-blind too; neighbours that have the same are told apart by the line. */
static const vp_colour tints[] = {{0x8d, 0xc6, 0xbf}, {0xf2, 0xd4, 0x8f}, {0xb9, 0xb5, 0xdc}, {0xf0, 0xab, 0x98},
                                  {0x9c, 0xc3, 0xe0}, {0xc7, 0xd9, 0x8c}, {0xe8, 0xc0, 0xd6}};
static const vp_colour line = {0x3d, 0x50, 0x4c};
enum { TINTS = sizeof tints / sizeof *tints };

/* ------------------------------------------------------------ cells in place of pixels */

typedef struct {
    const vp_lattice *lattice;
    const uint8_t *inside; /* of cells; NULL: everywhere */
    vp_grid_geometry geometry;
    vp_bounds bounds;
    double pixel; /* metres of the web's map */
} picture;

static picture picture_of(const vp_snapshot *snapshot, vp_grid_geometry geometry, vp_tile tile)
{
    vp_bounds b = vp_tile_bounds(tile);
    return (picture){&snapshot->places.mercator_to_cell, snapshot->places.inside, geometry, b,
                     (b.east - b.west) / SIDE};
}

/* The cell at a place of the picture, in pixels; VP_NONE outside the province. */
static size_t cell_at(const picture *p, double x, double y)
{
    double column, row;
    if (!vp_lattice_at(p->lattice, p->bounds.west + x * p->pixel, p->bounds.north - y * p->pixel, &column, &row))
        return VP_NONE;
    if (column < 0 || row < 0 || column >= (double)p->geometry.columns || row >= (double)p->geometry.rows)
        return VP_NONE;
    size_t cell = (size_t)row * p->geometry.columns + (size_t)column;
    return p->inside && !p->inside[cell] ? VP_NONE : cell;
}

static void paint(uint8_t *rows, size_t pixel, vp_colour colour)
{
    uint8_t *at = rows + pixel / SIDE * VP_PNG_ROW_BYTES + 1 + pixel % SIDE * 4;
    at[0] = colour.red, at[1] = colour.green, at[2] = colour.blue, at[3] = 255;
}

static uint8_t *new_rows(vp_error *err)
{
    uint8_t *rows = calloc(SIDE, VP_PNG_ROW_BYTES);
    if (!rows) vp_fail_memory(err, (size_t)SIDE * VP_PNG_ROW_BYTES);
    return rows;
}

/* ------------------------------------------------------------ people */

/* People a cell, the mean of those that a pixel covers; 0 outside. */
static double people_at(const picture *p, const float *people, size_t pixel, size_t side)
{
    double sum = 0;
    size_t row = pixel / SIDE;
    for (size_t i = 0; i < side * side; i++) {
        size_t down = i / side;
        size_t cell = cell_at(p, (double)(pixel % SIDE) + ((double)(i % side) + 0.5) / (double)side,
                              (double)row + ((double)down + 0.5) / (double)side);
        if (cell != VP_NONE && people[cell] > 0) sum += (double)people[cell];
    }
    return sum / (double)(side * side);
}

bool vp_people_tile_exists(const vp_snapshot *snapshot)
{
    const vp_people *people = &snapshot->region->people;
    return people->population_count > 0 && people->populations[0].people != NULL;
}

bool vp_people_tile_draw(const vp_snapshot *snapshot, size_t unused, vp_tile tile, vp_buffer *png, vp_error *err)
{
    enum { FINEST = 6 }; /* looks each way into a pixel: a village on few cells is not missed */
    (void)unused;
    const vp_grid *grid = snapshot->region->people.populations[0].people;
    picture p = picture_of(snapshot, vp_grid_geometry_of(grid), tile);
    double km2 = p.geometry.cell_metres * p.geometry.cell_metres / 1e6;
    size_t side = (size_t)fmin(fmax(ceil(p.pixel / p.geometry.cell_metres), 1), FINEST);
    uint8_t *rows = new_rows(err);
    for (size_t i = 0; rows && i < (size_t)SIDE * SIDE; i++) {
        double density = people_at(&p, vp_grid_cells(grid), i, side) / km2;
        for (size_t k = VP_PEOPLE_CLASSES; k-- > 0;) {
            if (density < vp_people_classes[k].edge) continue;
            paint(rows, i, vp_people_classes[k].colour);
            break;
        }
    }
    bool ok = rows && vp_png_encode(rows, png, err);
    free(rows);
    return ok;
}

/* ------------------------------------------------------------ the nearest facility */

/* The facility of each pixel's middle, and of one more row and column; -1 none. */
static int32_t *facilities_of(const picture *p, const int32_t *nearest, vp_error *err)
{
    int32_t *found = malloc((size_t)(SIDE + 1) * (SIDE + 1) * sizeof *found);
    if (!found) vp_fail_memory(err, (size_t)(SIDE + 1) * (SIDE + 1) * sizeof *found);
    for (size_t i = 0; found && i < (size_t)(SIDE + 1) * (SIDE + 1); i++) {
        size_t row = i / (SIDE + 1);
        size_t cell = cell_at(p, (double)(i % (SIDE + 1)) + 0.5, (double)row + 0.5);
        found[i] = cell == VP_NONE ? -1 : nearest[cell];
    }
    return found;
}

bool vp_nearest_tile_draw(const vp_snapshot *snapshot, size_t service, vp_tile tile, vp_buffer *png, vp_error *err)
{
    const int32_t *nearest = vp_results_nearest(&snapshot->results, service, 0, VP_EVERY_CELL, err);
    if (!nearest) return false;
    picture p = picture_of(snapshot, vp_grid_geometry_of(snapshot->results.surfaces[service]), tile);
    int32_t *found = facilities_of(&p, nearest, err);
    uint8_t *rows = found ? new_rows(err) : NULL;
    for (size_t i = 0; rows && i < (size_t)SIDE * SIDE; i++) {
        const int32_t *at = &found[i / SIDE * (SIDE + 1) + i % SIDE];
        bool ends = at[1] != at[0] || at[SIDE + 1] != at[0];
        if (at[0] >= 0) paint(rows, i, ends ? line : tints[(uint32_t)at[0] * 5 % TINTS]);
    }
    bool ok = rows && vp_png_encode(rows, png, err);
    free(rows);
    free(found);
    return ok;
}

size_t vp_nearest_tile_service(const vp_snapshot *snapshot, const char *id)
{
    size_t prefix = sizeof VP_NEAREST_LAYER - 1;
    const vp_results *r = &snapshot->results;
    if (strncmp(id, VP_NEAREST_LAYER, prefix) != 0) return VP_NONE;
    size_t service = vp_region_service(&snapshot->region->definitions, id + prefix);
    if (service == VP_NONE || !r->nearest || !r->nearest[service]) return VP_NONE;
    return r->surfaces && r->surfaces[service] ? service : VP_NONE;
}
