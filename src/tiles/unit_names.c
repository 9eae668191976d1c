/* The layer of units' names: a point for each, so that a renderer writes the name once, however many tiles cut the
 * unit. It lies in the middle of the longest level line inside the unit, as names are level (web/source/map/labels.js
 * finds the same). */
#include "base/array.h"
#include "snapshot/outlines.h"
#include "tiles/layers_internal.h"
#include <math.h>
#include <stdlib.h>

enum { LINES = 11 };                    /* level lines that are tried, at equal distances */
static const double DETAIL = 1.0 / 200; /* of a unit's height: smaller bends do not move its name */

typedef struct {
    vp_point at;  /* Web Mercator metres */
    double width; /* of the unit at the name, metres; 0: none found */
    double score;
} place;

/* Where a level line crosses rings, west to east. */
typedef struct {
    double *xs;
    size_t count, room;
} crossings;

static int order_numbers(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A ring's points that matter for its name, to the first again. */
static bool take_ring(vp_tile_drawing *d, const vp_outline *outline, const vp_shape *shape, size_t ring, double least,
                      size_t *count, vp_error *err)
{
    size_t end = shape->ring_starts[ring + 1];
    for (size_t i = shape->ring_starts[ring]; i < end; i++) {
        bool is_block = outline->blocks && i % VP_OUTLINE_BLOCK == 0 && i + VP_OUTLINE_BLOCK < end;
        if (is_block && (double)outline->blocks[i / VP_OUTLINE_BLOCK].most < least) {
            i += VP_OUTLINE_BLOCK - 1;
            continue;
        }
        if ((double)outline->weights[i] < least) continue;
        if (!VP_ARRAY_FIT(d->ring, d->room, *count + 1, err)) return false;
        d->ring[(*count)++] = outline->points[i];
    }
    return true;
}

static bool cross(crossings *c, const vp_point points[], size_t count, double y, vp_error *err)
{
    for (size_t i = 0; i < count; i++) {
        vp_point a = points[i], b = points[(i + 1) % count];
        if ((a.y > y) == (b.y > y)) continue;
        if (!VP_ARRAY_FIT(c->xs, c->room, c->count + 1, err)) return false;
        c->xs[c->count++] = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
    }
    return true;
}

/* An outer ring and its holes, as taken: ring r lies at starts[r] to starts[r + 1]. */
static bool try_lines(const vp_point points[], const size_t starts[], size_t rings, place *best, vp_error *err)
{
    double south = INFINITY, north = -INFINITY;
    crossings c = {0};
    bool ok = true;
    for (size_t i = 0; i < starts[1]; i++) {
        south = fmin(south, points[i].y);
        north = fmax(north, points[i].y);
    }
    for (int line = 1; ok && line <= LINES; line++) {
        double share = (double)line / (LINES + 1), y = south + (north - south) * share;
        c.count = 0;
        for (size_t r = 0; ok && r < rings; r++) ok = cross(&c, points + starts[r], starts[r + 1] - starts[r], y, err);
        if (ok && c.count) qsort(c.xs, c.count, sizeof *c.xs, order_numbers);
        for (size_t k = 1; ok && k < c.count; k += 2) {
            double width = c.xs[k] - c.xs[k - 1], score = width * (1 - fabs(share - 0.5)); /* room above and below */
            if (score > best->score) *best = (place){{(c.xs[k] + c.xs[k - 1]) / 2, y}, width, score};
        }
    }
    free(c.xs);
    return ok;
}

static bool find_place(vp_tile_drawing *d, const vp_outline *outline, const vp_shape *shape, place *best, vp_error *err)
{
    double detail = (outline->bounds.north - outline->bounds.south) * DETAIL, least = detail * detail;
    size_t *starts = calloc(shape->ring_count + 1, sizeof *starts);
    bool ok = starts || vp_fail_memory(err, shape->ring_count * sizeof *starts);
    *best = (place){.score = 0};
    for (size_t r = 0; ok && r < shape->ring_count; r++) {
        size_t rings = 0, count = 0;
        if (outline->outer[r] != VP_NONE) continue;
        ok = take_ring(d, outline, shape, r, least, &count, err);
        starts[++rings] = count;
        for (size_t h = 0; ok && h < shape->ring_count; h++)
            if (outline->outer[h] == r) {
                ok = take_ring(d, outline, shape, h, least, &count, err);
                starts[++rings] = count;
            }
        ok = ok && try_lines(d->ring, starts, rings, best, err);
    }
    free(starts);
    return ok;
}

typedef struct {
    size_t unit;
    place place;
} name;

static int order_names(const void *a, const void *b)
{
    const name *x = a, *y = b;
    return x->place.width != y->place.width ? (x->place.width < y->place.width) - (x->place.width > y->place.width)
                                            : (x->unit > y->unit) - (x->unit < y->unit);
}

static bool write_name(vp_vector_layer *layer, vp_tile_drawing *d, const vp_unit_set *set, const name *n, vp_error *err)
{
    const vp_unit *u = &set->units[n->unit];
    vp_point p = vp_tile_snap(&d->scale, n->place.at);
    const vp_tile_property properties[] = {{"code", u->code, NAN},         {"name", u->name, NAN},
                                           {"kind", u->kind, NAN},         {"level", set->level, NAN},
                                           {"vintage", set->vintage, NAN}, {"width", NULL, rint(n->place.width)}};
    vp_tile_geometry_begin(&d->geometry, VP_GEOMETRY_POINT);
    vp_tile_geometry_point(&d->geometry, (int32_t)p.x, (int32_t)p.y);
    return vp_vector_layer_add(layer, n->unit + 1, &d->geometry, properties, sizeof properties / sizeof *properties,
                               err);
}

/* Names in the tile, those with most room first: they are the ones to be written where there is not room for all. */
static bool find_names(vp_tile_drawing *d, const vp_unit_set *set, const vp_outline outlines[], name names[],
                       size_t *count, vp_error *err)
{
    for (size_t u = 0; u < set->unit_count; u++) {
        place found;
        if (!vp_tile_meets(&outlines[u].bounds, &d->around)) continue;
        if (!find_place(d, &outlines[u], &set->units[u].lonlat, &found, err)) return false;
        if (found.width > 0 && vp_tile_holds(vp_tile_snap(&d->scale, found.at))) names[(*count)++] = (name){u, found};
    }
    qsort(names, *count, sizeof *names, order_names);
    return true;
}

bool vp_unit_names_layer_draw(const vp_snapshot *snapshot, size_t set, vp_tile tile, vp_buffer *out, vp_error *err)
{
    const vp_unit_set *units = &snapshot->region->units.sets[set];
    vp_tile_drawing d = {.scale = vp_tile_scale_of(tile), .around = vp_tile_bounds(tile)};
    vp_vector_layer *layer = vp_vector_layer_new("unit_names", err);
    name *names = layer ? calloc(units->unit_count + 1, sizeof *names) : NULL;
    size_t count = 0;
    bool ok = names || (layer && vp_fail_memory(err, units->unit_count * sizeof *names));
    ok = ok && find_names(&d, units, snapshot->places.outlines->sets[set], names, &count, err);
    for (size_t i = 0; ok && i < count; i++) ok = write_name(layer, &d, units, &names[i], err);
    ok = ok && vp_vector_layer_write(layer, out, err);
    vp_vector_layer_free(layer);
    vp_tile_geometry_clear(&d.geometry);
    free(d.ring);
    free(names);
    return ok;
}
