#include "report/area_json.h"
#include "json/json.h"
#include <math.h>

/* Corners of a contour's ring in degrees, closed. */
static json_t *ring_json(const vp_region *region, const vp_contour *contour, size_t ring)
{
    vp_grid_geometry f = region->geometry;
    const vp_shape *shape = &contour->shape;
    json_t *corners = json_array();
    size_t first = shape->ring_starts[ring], end = shape->ring_starts[ring + 1];
    for (size_t k = first; corners && k <= end; k++) {
        vp_point p = shape->points[k < end ? k : first];
        double lon, lat;
        vp_lattice_at(&region->cell_to_lonlat, (p.x - f.west) / f.cell_metres, (f.north - p.y) / f.cell_metres, &lon,
                      &lat);
        vp_json_add(&corners, json_pack("[f, f]", round(lon * 1e6) / 1e6, round(lat * 1e6) / 1e6));
    }
    return corners;
}

static json_t *polygons_json(const vp_region *region, const vp_contour *contour)
{
    json_t *polygons = json_array();
    for (size_t r = 0; polygons && r < contour->shape.ring_count; r++) {
        if (contour->outer[r] != VP_CONTOUR_OUTER) continue;
        json_t *rings = json_array();
        vp_json_add(&rings, ring_json(region, contour, r));
        for (size_t h = 0; h < contour->shape.ring_count; h++)
            if (contour->outer[h] == r) vp_json_add(&rings, ring_json(region, contour, h));
        vp_json_add(&polygons, rings);
    }
    return polygons;
}

json_t *vp_area_json(const vp_region *region, const vp_contour *contour)
{
    return json_pack("{s:s, s:o}", "type", "MultiPolygon", "coordinates", polygons_json(region, contour));
}
