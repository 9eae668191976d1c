#include "snapshot/outline_names.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>

enum { LINES = 11 };                    /* level lines that are tried, at equal distances */
static const double DETAIL = 1.0 / 200; /* of a unit's height: smaller bends do not move its name */

typedef struct {
    vp_point *items;
    size_t count, room;
} points;

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
static bool take_ring(points *taken, const vp_outline *outline, const vp_shape *shape, size_t ring, double least,
                      vp_error *err)
{
    size_t end = shape->ring_starts[ring + 1];
    for (size_t i = shape->ring_starts[ring]; i < end; i++) {
        bool is_block = outline->blocks && i % VP_OUTLINE_BLOCK == 0 && i + VP_OUTLINE_BLOCK < end;
        if (is_block && (double)outline->blocks[i / VP_OUTLINE_BLOCK].most < least) {
            i += VP_OUTLINE_BLOCK - 1;
            continue;
        }
        if ((double)outline->weights[i] < least) continue;
        if (!VP_ARRAY_FIT(taken->items, taken->room, taken->count + 1, err)) return false;
        taken->items[taken->count++] = outline->points[i];
    }
    return true;
}

static bool cross(crossings *c, const vp_point ring[], size_t count, double y, vp_error *err)
{
    for (size_t i = 0; i < count; i++) {
        vp_point a = ring[i], b = ring[(i + 1) % count];
        if ((a.y > y) == (b.y > y)) continue;
        if (!VP_ARRAY_FIT(c->xs, c->room, c->count + 1, err)) return false;
        c->xs[c->count++] = a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x);
    }
    return true;
}

/* An outer ring and its holes, as taken: ring r lies at starts[r] to starts[r + 1]. */
static bool try_lines(const vp_point rings_at[], const size_t starts[], size_t rings, place *best, vp_error *err)
{
    double south = INFINITY, north = -INFINITY;
    crossings c = {0};
    bool ok = true;
    for (size_t i = 0; i < starts[1]; i++) {
        south = fmin(south, rings_at[i].y);
        north = fmax(north, rings_at[i].y);
    }
    for (int line = 1; ok && line <= LINES; line++) {
        double share = (double)line / (LINES + 1), y = south + (north - south) * share;
        c.count = 0;
        for (size_t r = 0; ok && r < rings; r++)
            ok = cross(&c, rings_at + starts[r], starts[r + 1] - starts[r], y, err);
        if (ok && c.count) qsort(c.xs, c.count, sizeof *c.xs, order_numbers);
        for (size_t k = 1; ok && k < c.count; k += 2) {
            double width = c.xs[k] - c.xs[k - 1], score = width * (1 - fabs(share - 0.5)); /* room above and below */
            if (score > best->score) *best = (place){{(c.xs[k] + c.xs[k - 1]) / 2, y}, width, score};
        }
    }
    free(c.xs);
    return ok;
}

bool vp_outline_find_name(vp_outline *outline, const vp_shape *shape, vp_error *err)
{
    double detail = (outline->bounds.north - outline->bounds.south) * DETAIL, least = detail * detail;
    points taken = {0};
    place best = {.score = 0};
    size_t *starts = calloc(shape->ring_count + 1, sizeof *starts);
    bool ok = starts || vp_fail_memory(err, shape->ring_count * sizeof *starts);
    for (size_t r = 0; ok && r < shape->ring_count; r++) {
        size_t rings = 0;
        if (outline->outer[r] != VP_NONE) continue;
        taken.count = 0;
        ok = take_ring(&taken, outline, shape, r, least, err);
        starts[++rings] = taken.count;
        for (size_t h = 0; ok && h < shape->ring_count; h++) {
            if (outline->outer[h] != r) continue;
            ok = take_ring(&taken, outline, shape, h, least, err);
            starts[++rings] = taken.count;
        }
        ok = ok && try_lines(taken.items, starts, rings, &best, err);
    }
    free(starts);
    free(taken.items);
    outline->name = best.at;
    outline->name_width = best.width;
    return ok;
}
