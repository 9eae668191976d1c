#include "service/geometry_json.h"
#include <math.h>
#include <string.h>

json_t *vp_geometry_json_point(double lon, double lat)
{
    if (!isfinite(lon) || !isfinite(lat)) return json_null();
    return json_pack("{s:s, s:o}", "type", "Point", "coordinates", vp_json_lonlat(lon, lat));
}

static bool is_counterclockwise(const vp_point *ring, size_t size)
{
    double twice = 0;
    for (size_t i = 0; i + 1 < size; i++)
        twice += (ring[i].x - ring[0].x) * (ring[i + 1].y - ring[0].y) -
                 (ring[i + 1].x - ring[0].x) * (ring[i].y - ring[0].y);
    return twice > 0;
}

/* Positions as they are given out: what rounding makes the same as the one before is left out. NULL also where no area
 * is left; *flat says so. */
static json_t *ring_at(const vp_shape *shape, size_t index, bool counterclockwise, bool *flat)
{
    enum { POSITIONS_LEAST = 4 };
    const vp_point *points = shape->points + shape->ring_starts[index];
    size_t size = shape->ring_starts[index + 1] - shape->ring_starts[index];
    bool backwards = is_counterclockwise(points, size) != counterclockwise;
    json_t *ring = json_array(), *before = NULL;
    for (size_t i = 0; ring && i < size; i++) {
        const vp_point *p = &points[backwards ? size - 1 - i : i];
        json_t *position = vp_json_lonlat(p->x, p->y);
        if (position && before && json_equal(position, before)) {
            json_decref(position);
            continue;
        }
        before = position;
        vp_json_add(&ring, position);
    }
    *flat = ring && json_array_size(ring) < POSITIONS_LEAST;
    if (!*flat) return ring;
    json_decref(ring);
    return NULL;
}

/* NULL also where no area is left; *flat says so. */
static json_t *polygon_at(const vp_shape *shape, const size_t outer[], size_t index, bool *flat)
{
    bool no_hole;
    json_t *ring = ring_at(shape, index, true, flat);
    if (*flat) return NULL;
    json_t *polygon = json_pack("[o]", ring);
    for (size_t r = 0; polygon && r < shape->ring_count; r++) {
        if (outer[r] != index) continue;
        ring = ring_at(shape, r, false, &no_hole);
        if (!no_hole) vp_json_add(&polygon, ring);
    }
    return polygon;
}

json_t *vp_geometry_json_polygons(const vp_shape *shape, const size_t outer[])
{
    bool flat;
    json_t *polygons = json_array();
    for (size_t r = 0; polygons && r < shape->ring_count; r++) {
        if (outer[r] != VP_NONE) continue;
        json_t *polygon = polygon_at(shape, outer, r, &flat);
        if (!flat) vp_json_add(&polygons, polygon);
    }
    if (!polygons) return NULL;
    if (json_array_size(polygons) > 0) return json_pack("{s:s, s:o}", "type", "MultiPolygon", "coordinates", polygons);
    json_decref(polygons);
    return json_null();
}

/* Whether the ring still has an area. */
static bool tidy_ring(json_t *ring)
{
    for (size_t i = json_array_size(ring); i-- > 1;)
        if (json_equal(json_array_get(ring, i), json_array_get(ring, i - 1))) json_array_remove(ring, i);
    return json_array_size(ring) >= 4;
}

void vp_geometry_json_tidy(json_t *geometry)
{
    const char *type = json_string_value(json_object_get(geometry, "type"));
    json_t *polygons = json_object_get(geometry, "coordinates");
    if (!type || strcmp(type, "MultiPolygon") != 0) return;
    for (size_t p = json_array_size(polygons); p-- > 0;) {
        json_t *rings = json_array_get(polygons, p);
        for (size_t r = json_array_size(rings); r-- > 1;)
            if (!tidy_ring(json_array_get(rings, r))) json_array_remove(rings, r);
        if (!tidy_ring(json_array_get(rings, 0))) json_array_remove(polygons, p);
    }
}

/* Whether a segment has a point in the box (Liang and Barsky). */
static bool segment_touches(vp_point a, vp_point b, vp_bounds box)
{
    double first = 0, last = 1, dx = b.x - a.x, dy = b.y - a.y;
    const double p[] = {-dx, dx, -dy, dy}, q[] = {a.x - box.west, box.east - a.x, a.y - box.south, box.north - a.y};
    for (int i = 0; i < 4; i++) {
        if (p[i] == 0) {
            if (q[i] < 0) return false;
            continue;
        }
        double at = q[i] / p[i];
        if (p[i] < 0)
            first = fmax(first, at);
        else
            last = fmin(last, at);
    }
    return first <= last;
}

bool vp_geometry_json_touches(const vp_shape *shape, vp_bounds box)
{
    for (size_t r = 0; r < shape->ring_count; r++)
        for (size_t i = shape->ring_starts[r]; i + 1 < shape->ring_starts[r + 1]; i++)
            if (segment_touches(shape->points[i], shape->points[i + 1], box)) return true;
    return vp_shape_contains(shape, (vp_point){(box.west + box.east) / 2, (box.south + box.north) / 2});
}
