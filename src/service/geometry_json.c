#include "service/geometry_json.h"
#include <math.h>

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

typedef struct {
    const vp_point *points;
    size_t size;
    bool backwards;
} ring;

static json_t *position_at(const void *context, size_t i)
{
    const ring *r = context;
    vp_point p = r->points[r->backwards ? r->size - 1 - i : i];
    return vp_json_lonlat(p.x, p.y);
}

static json_t *ring_at(const vp_shape *shape, size_t index, bool counterclockwise)
{
    ring r = {shape->points + shape->ring_starts[index], shape->ring_starts[index + 1] - shape->ring_starts[index],
              false};
    r.backwards = is_counterclockwise(r.points, r.size) != counterclockwise;
    return vp_json_list(r.size, position_at, &r);
}

static json_t *polygon_at(const vp_shape *shape, const size_t outer[], size_t index)
{
    json_t *polygon = json_pack("[o]", ring_at(shape, index, true));
    for (size_t r = 0; polygon && r < shape->ring_count; r++)
        if (outer[r] == index && !vp_json_append(polygon, ring_at(shape, r, false))) {
            json_decref(polygon);
            return NULL;
        }
    return polygon;
}

json_t *vp_geometry_json_polygons(const vp_shape *shape, const size_t outer[])
{
    json_t *polygons = json_array();
    for (size_t r = 0; polygons && r < shape->ring_count; r++)
        if (outer[r] == VP_NONE && !vp_json_append(polygons, polygon_at(shape, outer, r))) {
            json_decref(polygons);
            return NULL;
        }
    if (!polygons) return NULL;
    if (json_array_size(polygons) == 0) {
        json_decref(polygons);
        return json_null();
    }
    if (json_array_size(polygons) > 1) return json_pack("{s:s, s:o}", "type", "MultiPolygon", "coordinates", polygons);
    json_t *only = json_incref(json_array_get(polygons, 0));
    json_decref(polygons);
    return json_pack("{s:s, s:o}", "type", "Polygon", "coordinates", only);
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
