/* Land that rises out of falling water (Edelsbrunner and Harer 2010, VII.1: persistence of superlevel sets): each cell,
 * the highest first, joins the islands around it. Where two meet, the one of the lower summit ends, and its summit's
 * prominence is its height above that cell, the key saddle. */
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/summits.h>

typedef struct {
    vp_grid_geometry geometry;
    const float *height;
    uint32_t *parent; /* [cell] towards the summit of its island, whose parent is itself; NOWHERE: under water */
    vp_summit *found;
    size_t count, room;
    double least;
} flood;

static const uint32_t NOWHERE = UINT32_MAX;

/* A float's bits in the order of its values, the greatest first; then the cell. */
static uint64_t key_of(float height, uint32_t cell)
{
    uint32_t bits;
    memcpy(&bits, &height, sizeof bits);
    bits = bits & 0x80000000u ? ~bits : bits | 0x80000000u;
    return (uint64_t)~bits << 32 | cell;
}

static int by_key(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static uint32_t summit_of(const flood *f, uint32_t cell)
{
    while (f->parent[cell] != cell) {
        f->parent[cell] = f->parent[f->parent[cell]];
        cell = f->parent[cell];
    }
    return cell;
}

static bool is_higher(const flood *f, uint32_t a, uint32_t b)
{
    return f->height[a] > f->height[b] || (f->height[a] >= f->height[b] && a < b);
}

static bool add(flood *f, uint32_t cell, float prominence, vp_error *err)
{
    if (!((double)prominence >= f->least)) return true;
    if (!VP_ARRAY_FIT(f->found, f->room, f->count + 1, err)) return false;
    f->found[f->count++] = (vp_summit){cell, prominence};
    return true;
}

static bool join(flood *f, uint32_t cell, uint32_t beside, vp_error *err)
{
    if (f->parent[beside] == NOWHERE) return true;
    uint32_t a = summit_of(f, cell), b = summit_of(f, beside);
    if (a == b) return true;
    uint32_t higher = is_higher(f, a, b) ? a : b, lower = higher == a ? b : a;
    f->parent[lower] = higher;
    return lower == cell || add(f, lower, f->height[lower] - f->height[cell], err);
}

static bool emerge(flood *f, uint32_t cell, vp_error *err)
{
    size_t columns = f->geometry.columns, column = cell % columns, row = cell / columns;
    bool ok = true;
    f->parent[cell] = cell;
    for (size_t r = row ? row - 1 : 0; ok && r <= row + 1 && r < f->geometry.rows; r++)
        for (size_t c = column ? column - 1 : 0; ok && c <= column + 1 && c < columns; c++)
            ok = join(f, cell, (uint32_t)(r * columns + c), err);
    return ok;
}

static int by_prominence(const void *left, const void *right)
{
    const vp_summit *a = left, *b = right;
    if (a->prominence > b->prominence || a->prominence < b->prominence) return a->prominence > b->prominence ? -1 : 1;
    return (a->cell > b->cell) - (a->cell < b->cell);
}

bool vp_summits_find(const vp_grid *elevation, double least_metres, vp_summit **summits, size_t *count, vp_error *err)
{
    flood f = {.geometry = vp_grid_geometry_of(elevation), .height = vp_grid_cells(elevation), .least = least_metres};
    *summits = NULL;
    *count = 0;
    if (!(least_metres > 0))
        return vp_fail(err, VP_BAD_INPUT, "a prominence of %g m: it must be above 0", least_metres);
    size_t cells = vp_grid_geometry_cells(f.geometry), known = 0;
    uint64_t *order = malloc(cells * sizeof *order);
    f.parent = malloc(cells * sizeof *f.parent);
    bool ok = (order && f.parent) || vp_fail_memory(err, cells * sizeof *order);
    for (uint32_t i = 0; ok && i < cells; i++) {
        f.parent[i] = NOWHERE;
        if (!isnan(f.height[i])) order[known++] = key_of(f.height[i], i);
    }
    if (ok) qsort(order, known, sizeof *order, by_key);
    for (size_t k = 0; ok && k < known; k++) ok = emerge(&f, (uint32_t)order[k], err);
    for (uint32_t i = 0; ok && i < cells; i++)
        if (f.parent[i] == i) ok = add(&f, i, INFINITY, err);
    if (ok && f.count) qsort(f.found, f.count, sizeof *f.found, by_prominence);
    free(order);
    free(f.parent);
    if (!ok) {
        free(f.found);
        return false;
    }
    *summits = f.found;
    *count = f.count;
    return true;
}

/* In squares as wide as the distance, which hold the first of those kept there: who is nearer lies in one of nine. */
bool vp_summits_thin(vp_grid_geometry geometry, double apart_metres, vp_summit summits[], size_t *count, vp_error *err)
{
    double side = fmax(apart_metres, geometry.cell_metres);
    size_t across = (size_t)((double)geometry.columns * geometry.cell_metres / side) + 1,
           down = (size_t)((double)geometry.rows * geometry.cell_metres / side) + 1, kept = 0;
    uint32_t *first = malloc(across * down * sizeof *first), *next = malloc((*count + 1) * sizeof *next);
    bool ok = (first && next) || vp_fail_memory(err, across * down * sizeof *first);
    if (ok) memset(first, 0xff, across * down * sizeof *first);
    for (size_t k = 0; ok && k < *count; k++) {
        double x, y, kx, ky;
        vp_grid_geometry_centre(geometry, summits[k].cell, &x, &y);
        size_t column = (size_t)((x - geometry.west) / side), row = (size_t)((geometry.north - y) / side);
        bool near = false;
        for (size_t r = row ? row - 1 : 0; r <= row + 1 && r < down; r++)
            for (size_t c = column ? column - 1 : 0; c <= column + 1 && c < across; c++)
                for (uint32_t i = first[r * across + c]; i != NOWHERE && !near; i = next[i]) {
                    vp_grid_geometry_centre(geometry, summits[i].cell, &kx, &ky);
                    near = hypot(x - kx, y - ky) < apart_metres;
                }
        if (near) continue;
        summits[kept] = summits[k];
        next[kept] = first[row * across + column];
        first[row * across + column] = (uint32_t)kept++;
    }
    free(first);
    free(next);
    if (ok) *count = kept;
    return ok;
}
