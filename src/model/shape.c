#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/shape.h>

bool vp_shape_init(vp_shape *shape, const vp_point points[], const size_t ring_sizes[], size_t ring_count,
                   vp_error *err)
{
    *shape = (vp_shape){0};
    size_t total = 0;
    for (size_t r = 0; r < ring_count; r++) total += ring_sizes[r];
    shape->ring_starts = calloc(ring_count + 1, sizeof *shape->ring_starts);
    shape->points = calloc(total ? total : 1, sizeof *shape->points);
    if (!shape->ring_starts || !shape->points) {
        vp_shape_clear(shape);
        return vp_fail_memory(err, total * sizeof *shape->points);
    }
    for (size_t r = 0; r < ring_count; r++) shape->ring_starts[r + 1] = shape->ring_starts[r] + ring_sizes[r];
    if (total) memcpy(shape->points, points, total * sizeof *points);
    shape->point_count = total;
    shape->ring_count = ring_count;
    return true;
}

void vp_shape_clear(vp_shape *shape)
{
    free(shape->points);
    free(shape->ring_starts);
    *shape = (vp_shape){0};
}

vp_bounds vp_shape_bounds(const vp_shape *shape)
{
    vp_bounds b = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < shape->point_count; i++) {
        vp_point p = shape->points[i];
        b.west = fmin(b.west, p.x);
        b.east = fmax(b.east, p.x);
        b.south = fmin(b.south, p.y);
        b.north = fmax(b.north, p.y);
    }
    return b;
}

double vp_shape_area(const vp_shape *shape)
{
    double twice = 0;
    for (size_t r = 0; r < shape->ring_count; r++) {
        /* Relative to the ring's own first point: projected coordinates are large. */
        vp_point o = shape->points[shape->ring_starts[r]];
        for (size_t i = shape->ring_starts[r]; i + 1 < shape->ring_starts[r + 1]; i++) {
            vp_point a = shape->points[i], b = shape->points[i + 1];
            twice += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
        }
    }
    return fabs(twice) / 2;
}

bool vp_shape_contains(const vp_shape *shape, vp_point point)
{
    bool inside = false;
    for (size_t r = 0; r < shape->ring_count; r++)
        for (size_t i = shape->ring_starts[r]; i + 1 < shape->ring_starts[r + 1]; i++) {
            vp_point a = shape->points[i], b = shape->points[i + 1];
            if ((a.y > point.y) != (b.y > point.y) && point.x < a.x + (b.x - a.x) * (point.y - a.y) / (b.y - a.y))
                inside = !inside;
        }
    return inside;
}
