#include "report/area_json.h"
#include "snapshot/outlines.h"
#include "json/json.h"
#include <math.h>
#include <stdlib.h>

/* A shape, and the ring that each ring of it is a hole of; VP_CONTOUR_OUTER: of none. */
typedef struct {
    const vp_region *region;
    const vp_shape *shape;
    const size_t *outer;
    bool *beyond; /* set where a corner has no place */
} area;

static double twice_area(const vp_point *points, size_t count)
{
    double twice = 0;
    for (size_t i = 0; i + 1 < count; i++)
        twice += (points[i].x - points[0].x) * (points[i + 1].y - points[0].y) -
                 (points[i + 1].x - points[0].x) * (points[i].y - points[0].y);
    return twice;
}

/* Corners of a ring in degrees, closed: outer ones counter-clockwise, holes clockwise. */
static json_t *ring_json(const area *a, size_t ring)
{
    vp_grid_geometry f = a->region->geometry;
    json_t *corners = json_array();
    size_t first = a->shape->ring_starts[ring], count = a->shape->ring_starts[ring + 1] - first;
    if (!count) return corners;
    const vp_point *points = a->shape->points + first;
    bool backwards = (twice_area(points, count) > 0) != (a->outer[ring] == VP_CONTOUR_OUTER);
    bool closed = points[0].x == points[count - 1].x && points[0].y == points[count - 1].y;
    for (size_t k = 0; corners && k < count + !closed; k++) {
        vp_point p = points[(backwards ? count + !closed - 1 - k : k) % count];
        double lon = NAN, lat = NAN;
        if (!vp_lattice_at(&a->region->cell_to_lonlat, (p.x - f.west) / f.cell_metres, (f.north - p.y) / f.cell_metres,
                           &lon, &lat))
            *a->beyond = true;
        vp_json_add(&corners,
                    *a->beyond ? json_null() : json_pack("[f, f]", round(lon * 1e6) / 1e6, round(lat * 1e6) / 1e6));
    }
    return corners;
}

static void add_polygons(const area *a, json_t **polygons)
{
    for (size_t r = 0; *polygons && r < a->shape->ring_count; r++) {
        if (a->outer[r] != VP_CONTOUR_OUTER) continue;
        json_t *rings = json_array();
        vp_json_add(&rings, ring_json(a, r));
        for (size_t h = 0; h < a->shape->ring_count; h++)
            if (a->outer[h] == r) vp_json_add(&rings, ring_json(a, h));
        vp_json_add(polygons, rings);
    }
}

json_t *vp_area_json(const vp_region *region, const vp_contour *contour)
{
    bool beyond = false;
    json_t *polygons = json_array();
    add_polygons(&(area){region, &contour->shape, contour->outer, &beyond}, &polygons);
    return json_pack("{s:s, s:o}", "type", "MultiPolygon", "coordinates", polygons);
}

json_t *vp_area_json_shapes(const vp_region *region, const vp_shape *const shapes[], size_t count)
{
    bool beyond = false;
    json_t *polygons = json_array();
    for (size_t i = 0; polygons && i < count; i++) {
        size_t *outer = calloc(shapes[i]->ring_count + 1, sizeof *outer);
        if (!outer) {
            json_decref(polygons);
            return NULL;
        }
        vp_outlines_nest(shapes[i], shapes[i]->points, outer);
        add_polygons(&(area){region, shapes[i], outer, &beyond}, &polygons);
        free(outer);
    }
    if (!beyond || !polygons) return json_pack("{s:s, s:o}", "type", "MultiPolygon", "coordinates", polygons);
    json_decref(polygons);
    return json_null();
}
