#include "store/plain/layer.h"
#include "store/spatial/geometry.h"
#include <math.h>
#include <stdlib.h>

static const vp_plain_field fields[] = {
    {"facility", OFTString}, {"limit_minutes", OFTReal}, {"people", OFTReal}, {"area_km2", OFTReal}};

/* Of no size: no geometry. */
static bool set_geometry(const vp_area *area, OGRFeatureH feature)
{
    size_t bytes = 0;
    if (!area->contour.shape.ring_count) return true;
    unsigned char *wkb = vp_geometry_contour_wkb(&area->contour, &bytes, NULL);
    OGRGeometryH geometry = NULL;
    bool ok = wkb && bytes <= INT32_MAX && OGR_G_CreateFromWkb(wkb, NULL, &geometry, (int)bytes) == OGRERR_NONE &&
              OGR_F_SetGeometryDirectly(feature, geometry) == OGRERR_NONE;
    free(wkb);
    return ok;
}

static bool fill_area(const void *context, size_t index, OGRFeatureH feature)
{
    const vp_area *area = &((const vp_area *)context)[index];
    if (!set_geometry(area, feature)) return false;
    if (area->facility) OGR_F_SetFieldString(feature, 0, area->facility);
    if (isfinite(area->limit)) OGR_F_SetFieldDouble(feature, 1, area->limit);
    if (isfinite(area->people)) OGR_F_SetFieldDouble(feature, 2, area->people);
    if (!area->not_known) OGR_F_SetFieldDouble(feature, 3, vp_shape_area(&area->contour.shape) / 1e6);
    return true;
}

bool vp_plain_areas_write(const char *path, const vp_raster_place *place, const vp_area areas[], size_t count,
                          vp_error *err)
{
    vp_plain_layer layer = {"areas", wkbMultiPolygon, fields, sizeof fields / sizeof *fields, count, fill_area, areas};
    return vp_plain_layer_write(path, place, &layer, err);
}
