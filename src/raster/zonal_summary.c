#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/zonal_summary.h>

/* The part of the grid that the zone's bounds touch, and the grid's cell of its first one.
 * False when they do not meet. */
static bool crop(vp_grid_geometry geometry, vp_bounds bounds, vp_grid_geometry *part, size_t *first_cell)
{
    double size = geometry.cell_metres;
    double west = floor(fmax(0, (bounds.west - geometry.west) / size)),
           north = floor(fmax(0, (geometry.north - bounds.north) / size));
    double east = ceil(fmin((double)geometry.columns, (bounds.east - geometry.west) / size));
    double south = ceil(fmin((double)geometry.rows, (geometry.north - bounds.south) / size));
    if (!(east > west && south > north)) return false;
    *part = (vp_grid_geometry){(size_t)(east - west), (size_t)(south - north), size, geometry.west + west * size,
                               geometry.north - north * size};
    *first_cell = (size_t)north * geometry.columns + (size_t)west;
    return true;
}

/* Cells of the grid side by side in a row, which the zone covers with this share each. */
typedef struct {
    size_t first, count;
    double share;
} stretch;

typedef void taker(void *context, stretch cells);

static size_t in_geometry(vp_grid_geometry geometry, vp_grid_geometry part, size_t first_cell, size_t cell)
{
    return first_cell + cell / part.columns * geometry.columns + cell % part.columns;
}

static bool visit(vp_grid_geometry geometry, const vp_shape *zone, taker *take, void *context, vp_error *err)
{
    vp_grid_geometry part;
    size_t first;
    if (!vp_grid_geometry_check(geometry, err)) return false;
    if (!crop(geometry, vp_shape_bounds(zone), &part, &first)) return true;
    vp_weights *shares = vp_weights_new(part, &zone, 1, err);
    if (!shares) return false;
    for (size_t r = 0; r < shares->run_count; r++)
        for (size_t at = shares->runs[r].first_cell, end = at + shares->runs[r].cell_count, count; at < end;
             at += count) {
            size_t row_end = at / part.columns * part.columns + part.columns;
            count = (end < row_end ? end : row_end) - at;
            take(context, (stretch){in_geometry(geometry, part, first, at), count, 1});
        }
    for (size_t p = 0; p < shares->partial_count; p++)
        take(context,
             (stretch){in_geometry(geometry, part, first, shares->partials[p].cell), 1, shares->partials[p].share});
    vp_weights_free(shares);
    return true;
}

/* What a cell of the stretch counts for: NaN where that is not known; weights is NULL where all count alike. */
static double weights_of(const vp_zonal_cells *c, stretch cells, const double **weights)
{
    *weights = c->weights ? c->weights + cells.first : NULL;
    return c->row_areas ? c->row_areas[cells.first / c->geometry.columns] : 1;
}

typedef struct {
    const vp_zonal_cells *cells;
    vp_zonal_summary summary;
    double product; /* Σ share · weight · value */
} adding;

static void add(void *context, stretch cells)
{
    adding *a = context, sums = *a; /* in registers: nothing else writes to them meanwhile */
    vp_zonal_summary *s = &sums.summary;
    const double share = cells.share, *weights, *values = a->cells->values + cells.first;
    const double each = weights_of(a->cells, cells, &weights);
    for (size_t i = 0; i < cells.count; i++) {
        double value = values[i], weight = weights ? weights[i] : each;
        if (isnan(value) || isnan(weight)) {
            s->missing_cells += share;
            continue;
        }
        s->cells += share;
        s->weight += share * weight;
        s->sum += share * (weights ? weight : 1) * value;
        sums.product += share * weight * value;
        if (!(weight > 0)) continue;
        if (!(s->least <= value)) s->least = value; /* NaN at first */
        if (!(s->most >= value)) s->most = value;
    }
    *a = sums;
}

/* The zone's area in cells, by the same rule for its rings as the shares: as the share of one large cell. */
static bool area_in_cells(const vp_shape *zone, double cell, double *area, vp_error *err)
{
    vp_bounds b = vp_shape_bounds(zone);
    double side = fmax(b.east - b.west, b.north - b.south) * (1 + 1e-9);
    *area = 0;
    if (!(side > 0)) return true;
    vp_weights *whole = vp_weights_new((vp_grid_geometry){1, 1, side, b.west, b.north}, &zone, 1, err);
    if (!whole) return false;
    double share = whole->run_count ? 1 : whole->partial_count ? whole->partials[0].share : 0;
    *area = share * (side / cell) * (side / cell);
    vp_weights_free(whole);
    return true;
}

static bool is_within(vp_grid_geometry g, vp_bounds b)
{
    return b.west >= g.west && b.north <= g.north && b.east <= g.west + (double)g.columns * g.cell_metres &&
           b.south >= g.north - (double)g.rows * g.cell_metres;
}

/* What lies beyond the geometry is not known. */
static bool add_outside(vp_grid_geometry geometry, const vp_shape *zone, vp_zonal_summary *s, vp_error *err)
{
    double area;
    if (is_within(geometry, vp_shape_bounds(zone))) return true;
    if (!area_in_cells(zone, geometry.cell_metres, &area, err)) return false;
    double outside = area - s->cells - s->missing_cells;
    if (outside > 1e-9 * area) s->missing_cells += outside;
    return true;
}

bool vp_zonal_summarise(const vp_zonal_cells *cells, const vp_shape *zone, vp_zonal_summary *summary, vp_error *err)
{
    adding a = {.cells = cells, .summary = {.least = NAN, .most = NAN}};
    bool ok = visit(cells->geometry, zone, add, &a, err);
    *summary = a.summary;
    if (!ok || !add_outside(cells->geometry, zone, summary, err)) return false;
    summary->mean = summary->weight > 0 ? a.product / summary->weight : NAN;
    return true;
}

typedef struct {
    double value, weight;
} weighed;

typedef struct {
    const vp_zonal_cells *cells;
    weighed *items;
    size_t count, room;
    double total;
    bool short_of_memory;
} gathering;

static void gather(void *context, stretch cells)
{
    gathering *g = context;
    const double *weights, *values = g->cells->values + cells.first;
    const double each = weights_of(g->cells, cells, &weights);
    if (g->short_of_memory) return;
    if (!VP_ARRAY_FIT(g->items, g->room, g->count + cells.count, NULL)) {
        g->short_of_memory = true;
        return;
    }
    for (size_t i = 0; i < cells.count; i++) {
        double weight = weights ? weights[i] : each, value = values[i];
        if (isnan(value) || !(weight > 0)) continue;
        g->items[g->count++] = (weighed){value, cells.share * weight};
        g->total += cells.share * weight;
    }
}

static int by_value(const void *a, const void *b)
{
    double x = ((const weighed *)a)->value, y = ((const weighed *)b)->value;
    return (x > y) - (x < y);
}

/* A running sum of the same shares in another order may fall short of the total by rounding. */
static double quantile(const gathering *g, double level)
{
    double below = 0, wanted = level * g->total * (1 - 1e-12);
    for (size_t i = 0; i < g->count; i++) {
        below += g->items[i].weight;
        if (below >= wanted) return g->items[i].value;
    }
    return g->count ? g->items[g->count - 1].value : (double)NAN;
}

bool vp_zonal_quantiles(const vp_zonal_cells *cells, const vp_shape *zone, const double levels[], size_t level_count,
                        double results[], vp_error *err)
{
    gathering g = {.cells = cells};
    bool ok = visit(cells->geometry, zone, gather, &g, err);
    if (ok && g.short_of_memory) ok = vp_fail_memory(err, 2 * g.room * sizeof *g.items);
    if (ok && g.count) qsort(g.items, g.count, sizeof *g.items, by_value);
    for (size_t i = 0; ok && i < level_count; i++) results[i] = quantile(&g, levels[i]);
    free(g.items);
    return ok;
}
