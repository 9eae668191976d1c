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

/* Called for each cell of the grid that the zone covers, with its share. */
typedef void taker(void *context, size_t cell, double share);

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
        for (uint32_t i = 0; i < shares->runs[r].cell_count; i++)
            take(context, in_geometry(geometry, part, first, shares->runs[r].first_cell + i), 1);
    for (size_t p = 0; p < shares->partial_count; p++)
        take(context, in_geometry(geometry, part, first, shares->partials[p].cell), shares->partials[p].share);
    vp_weights_free(shares);
    return true;
}

typedef struct {
    const float *values, *weights;
    vp_zonal_summary *summary;
} adding;

static void add(void *context, size_t cell, double share)
{
    adding *a = context;
    vp_zonal_summary *s = a->summary;
    double value = (double)a->values[cell], weight = a->weights ? (double)a->weights[cell] : 1;
    if (isnan(value) || isnan(weight)) {
        s->missing_cells += share;
        return;
    }
    s->cells += share;
    s->weight += share * weight;
    s->sum += share * weight * value;
    if (!(weight > 0)) return;
    s->least = fmin(s->least, value); /* fmin and fmax pass over NaN */
    s->most = fmax(s->most, value);
}

bool vp_zonal_summarise(vp_grid_geometry geometry, const vp_shape *zone, const float values[], const float weights[],
                        vp_zonal_summary *summary, vp_error *err)
{
    *summary = (vp_zonal_summary){.least = NAN, .most = NAN};
    adding a = {values, weights, summary};
    if (!visit(geometry, zone, add, &a, err)) return false;
    summary->mean = summary->weight > 0 ? summary->sum / summary->weight : NAN;
    return true;
}

typedef struct {
    float value;
    double weight;
} weighed;

typedef struct {
    const float *values, *weights;
    weighed *items;
    size_t count, room;
    double total;
    bool short_of_memory;
} gathering;

static void gather(void *context, size_t cell, double share)
{
    gathering *g = context;
    double weight = g->weights ? (double)g->weights[cell] : 1;
    if (isnan(g->values[cell]) || !(weight > 0) || g->short_of_memory) return;
    if (!VP_ARRAY_FIT(g->items, g->room, g->count + 1, NULL)) {
        g->short_of_memory = true;
        return;
    }
    g->items[g->count++] = (weighed){g->values[cell], share * weight};
    g->total += share * weight;
}

static int by_value(const void *a, const void *b)
{
    float x = ((const weighed *)a)->value, y = ((const weighed *)b)->value;
    return (x > y) - (x < y);
}

/* A running sum of the same shares in another order may fall short of the total by rounding. */
static double quantile(const gathering *g, double level)
{
    double below = 0, wanted = level * g->total * (1 - 1e-12);
    for (size_t i = 0; i < g->count; i++) {
        below += g->items[i].weight;
        if (below >= wanted) return (double)g->items[i].value;
    }
    return g->count ? (double)g->items[g->count - 1].value : NAN;
}

bool vp_zonal_quantiles(vp_grid_geometry geometry, const vp_shape *zone, const float values[], const float weights[],
                        const double levels[], size_t level_count, double results[], vp_error *err)
{
    gathering g = {.values = values, .weights = weights};
    bool ok = visit(geometry, zone, gather, &g, err);
    if (ok && g.short_of_memory) ok = vp_fail_memory(err, 2 * g.room * sizeof *g.items);
    if (ok && g.count) qsort(g.items, g.count, sizeof *g.items, by_value);
    for (size_t i = 0; ok && i < level_count; i++) results[i] = quantile(&g, levels[i]);
    free(g.items);
    return ok;
}
