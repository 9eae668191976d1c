/* Of a layer with a spatial index, the features about an area alone. */
#include "store/sandbox/reader_internal.h"
#include "store/spatial/transform.h"
#include <cpl_conv.h>
#include <math.h>
#include <ogr_srs_api.h>

enum { STEPS = 32 };

/* The area's bounds in the layer's system, by points along its border, and a hundredth more each way, since between
 * them the border bends. */
static bool bounds_in_layer(vp_transform *to_layer, vp_bounds area, vp_bounds *out)
{
    *out = (vp_bounds){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int i = 0; i <= STEPS; i++)
        for (int j = 0; j <= STEPS; j++) {
            if (i % STEPS && j % STEPS) continue;
            vp_point p = {area.west + (area.east - area.west) * i / STEPS,
                          area.south + (area.north - area.south) * j / STEPS};
            if (!vp_transform_forward(to_layer, &p, 1)) return false;
            out->west = fmin(out->west, p.x), out->east = fmax(out->east, p.x);
            out->south = fmin(out->south, p.y), out->north = fmax(out->north, p.y);
        }
    double across = (out->east - out->west) / 100, up = (out->north - out->south) / 100;
    out->west -= across, out->east += across, out->south -= up, out->north += up;
    return true;
}

bool vp_reader_has_area(vp_reader *reader, OGRLayerH layer, vp_bounds *bounds)
{
    const vp_source_area *area = reader->job->request.area;
    if (!area || !OGR_L_TestCapability(layer, OLCFastSpatialFilter)) return false;
    OGRSpatialReferenceH system = OGR_L_GetSpatialRef(layer);
    char *wkt = NULL;
    const char *const options[] = {"FORMAT=WKT2_2018", NULL};
    if (!*area->declared && system) OSRExportToWktEx(system, &wkt, options);
    const char *crs = *area->declared ? area->declared : wkt ? wkt : "";
    vp_transform *to_layer = *crs ? vp_transform_new(area->crs, crs, NULL) : NULL;
    bool ok = to_layer && bounds_in_layer(to_layer, area->bounds, bounds);
    bool crosses = ok && vp_transform_is_geographic(to_layer) && bounds->east - bounds->west > 180;
    vp_transform_free(to_layer);
    CPLFree(wkt);
    return ok && !crosses;
}
