#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/service_areas.h>
#include <vungphu/zonal.h>

/* Areas overlap, so their shares of a cell cannot be added. Where one border crosses a cell its share is
 * exact; where several do, the cell is cut into PARTS x PARTS and each part is looked at in turn. */
enum { PARTS = 8, DEPTH = 2 };

typedef struct {
    vp_partial *items; /* zone: index into the shapes */
    size_t count, room;
} crossings;

static bool add_crossing(crossings *found, vp_partial item)
{
    if (!VP_ARRAY_FIT(found->items, found->room, found->count + 1, NULL)) return false;
    found->items[found->count++] = item;
    return true;
}

static int by_cell(const void *left, const void *right)
{
    const vp_partial *a = left, *b = right;
    if (a->cell != b->cell) return a->cell < b->cell ? -1 : 1;
    return a->zone < b->zone ? -1 : a->zone > b->zone;
}

/* The part of the grid that the shape touches; first_cell is its corner in the grid. */
static bool window_of(vp_grid_geometry geometry, const vp_shape *shape, vp_grid_geometry *window, size_t *first_cell)
{
    vp_bounds b = vp_shape_bounds(shape);
    double west = fmax(0, floor((b.west - geometry.west) / geometry.cell_metres));
    double north = fmax(0, floor((geometry.north - b.north) / geometry.cell_metres));
    double east = fmin((double)geometry.columns, ceil((b.east - geometry.west) / geometry.cell_metres));
    double south = fmin((double)geometry.rows, ceil((geometry.north - b.south) / geometry.cell_metres));
    if (!(west < east && north < south)) return false;
    *window =
        (vp_grid_geometry){(size_t)(east - west), (size_t)(south - north), geometry.cell_metres,
                           geometry.west + west * geometry.cell_metres, geometry.north - north * geometry.cell_metres};
    *first_cell = (size_t)north * geometry.columns + (size_t)west;
    return true;
}

/* Marks the cells wholly inside the shape (share NULL: collects them) and collects those that its border crosses. */
static bool cover(vp_grid_geometry geometry, const vp_shape *shape, uint32_t zone, float share[], crossings *found,
                  vp_error *err)
{
    vp_grid_geometry window;
    size_t corner;
    if (!window_of(geometry, shape, &window, &corner)) return true;
    vp_weights *weights = vp_weights_new(window, &shape, 1, err);
    if (!weights) return false;
    bool ok = true;
    for (size_t i = 0; ok && i < weights->run_count; i++) {
        vp_run run = weights->runs[i];
        for (size_t c = run.first_cell; ok && c < (size_t)run.first_cell + run.cell_count; c++) {
            size_t cell = corner + c / window.columns * geometry.columns + c % window.columns;
            if (share)
                share[cell] = 1;
            else
                ok = add_crossing(found, (vp_partial){(uint32_t)cell, zone, 1}) ||
                     vp_fail_memory(err, found->count * sizeof *found->items);
        }
    }
    for (size_t i = 0; ok && i < weights->partial_count; i++) {
        vp_partial p = weights->partials[i];
        size_t cell = corner + p.cell / window.columns * geometry.columns + p.cell % window.columns;
        ok = add_crossing(found, (vp_partial){(uint32_t)cell, zone, p.share}) ||
             vp_fail_memory(err, found->count * sizeof p);
    }
    vp_weights_free(weights);
    return ok;
}

static bool unite(vp_grid_geometry geometry, const vp_shape *const shapes[], size_t count, int depth, float share[],
                  vp_error *err);

/* The share of one cell that several borders cross. */
static bool unite_cell(vp_grid_geometry geometry, const vp_shape *const shapes[], const vp_partial here[], size_t count,
                       int depth, float *share, vp_error *err)
{
    if (depth == 0) { /* a part of a part: between the greatest of the shares and their sum */
        double most = 0, sum = 0;
        for (size_t i = 0; i < count; i++) most = fmax(most, here[i].share), sum += here[i].share;
        *share = (float)((most + fmin(1, sum)) / 2);
        return true;
    }
    size_t row = here[0].cell / geometry.columns, column = here[0].cell % geometry.columns;
    vp_grid_geometry parts = {PARTS, PARTS, geometry.cell_metres / PARTS,
                              geometry.west + (double)column * geometry.cell_metres,
                              geometry.north - (double)row * geometry.cell_metres};
    float part_share[PARTS * PARTS];
    const vp_shape **crossing = malloc(count * sizeof(const vp_shape *));
    if (!crossing) return vp_fail_memory(err, count * sizeof(const vp_shape *));
    for (size_t i = 0; i < count; i++) crossing[i] = shapes[here[i].zone];
    bool ok = unite(parts, crossing, count, depth - 1, part_share, err);
    double sum = 0;
    for (size_t i = 0; ok && i < sizeof part_share / sizeof *part_share; i++) sum += (double)part_share[i];
    if (ok) *share = (float)(sum / (PARTS * PARTS));
    free(crossing);
    return ok;
}

/* share[cell]: how much of each cell of the grid the shapes cover together. */
static bool unite(vp_grid_geometry geometry, const vp_shape *const shapes[], size_t count, int depth, float share[],
                  vp_error *err)
{
    crossings found = {0};
    bool ok = true;
    memset(share, 0, vp_grid_geometry_cells(geometry) * sizeof *share);
    for (size_t zone = 0; ok && zone < count; zone++)
        ok = cover(geometry, shapes[zone], (uint32_t)zone, share, &found, err);
    if (ok && found.count) qsort(found.items, found.count, sizeof *found.items, by_cell);
    for (size_t i = 0, next; ok && i < found.count; i = next) {
        const vp_partial *here = &found.items[i];
        for (next = i + 1; next < found.count && found.items[next].cell == here->cell;) next++;
        if (share[here->cell] == 1) continue;
        if (next == i + 1)
            share[here->cell] = (float)here->share;
        else
            ok = unite_cell(geometry, shapes, here, next - i, depth, &share[here->cell], err);
    }
    free(found.items);
    return ok;
}

vp_grid *vp_service_areas_surface(vp_grid_geometry geometry, const vp_service_area areas[], size_t area_count,
                                  size_t service, vp_error *err)
{
    vp_grid *grid = vp_grid_new(geometry, 0, err);
    const vp_shape **shapes = malloc((area_count + 1) * sizeof(const vp_shape *));
    size_t count = 0;
    bool ok = grid && (shapes || vp_fail_memory(err, area_count * sizeof(const vp_shape *)));
    for (size_t i = 0; ok && i < area_count; i++)
        if (areas[i].service == service) shapes[count++] = &areas[i].shape;
    ok = ok && unite(geometry, shapes, count, DEPTH, vp_grid_edit(grid), err);
    free(shapes);
    if (ok) return grid;
    vp_grid_free(grid);
    return NULL;
}

bool vp_service_areas_parts(vp_grid_geometry geometry, const vp_shape *const shapes[], size_t count, vp_partial **parts,
                            size_t *part_count, vp_error *err)
{
    crossings found = {0};
    bool ok = true;
    for (size_t zone = 0; ok && zone < count; zone++)
        ok = cover(geometry, shapes[zone], (uint32_t)zone, NULL, &found, err);
    if (found.count) qsort(found.items, found.count, sizeof *found.items, by_cell);
    *parts = found.items;
    *part_count = found.count;
    return ok;
}
