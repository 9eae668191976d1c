#include "store/projection.h"
#include <math.h>
#include <proj.h>
#include <stdlib.h>

struct vp_projection {
    PJ_CONTEXT *context;
    PJ *transform; /* forward: degrees to metres */
};

static bool is_projected_in_metres(PJ_CONTEXT *context, const char *crs)
{
    PJ *system = proj_create(context, crs);
    bool ok = system && proj_get_type(system) == PJ_TYPE_PROJECTED_CRS;
    PJ *axes = ok ? proj_crs_get_coordinate_system(context, system) : NULL;
    for (int i = 0; ok && i < 2; i++) {
        double metres = NAN;
        ok =
            axes && proj_cs_get_axis_info(context, axes, i, NULL, NULL, NULL, &metres, NULL, NULL, NULL) && metres == 1;
    }
    proj_destroy(axes);
    proj_destroy(system);
    return ok;
}

vp_projection *vp_projection_new(const char *crs, vp_error *err)
{
    vp_projection *projection = calloc(1, sizeof *projection);
    if (!projection) {
        vp_fail_memory(err, sizeof *projection);
        return NULL;
    }
    projection->context = proj_context_create();
    proj_context_set_enable_network(projection->context, 0);
    proj_log_level(projection->context, PJ_LOG_NONE);
    if (!is_projected_in_metres(projection->context, crs)) {
        vp_fail(err, VP_BAD_INPUT, "%s is not a projected coordinate system in metres", crs);
        vp_projection_free(projection);
        return NULL;
    }
    PJ *plain = proj_create_crs_to_crs(projection->context, "EPSG:4326", crs, NULL);
    projection->transform = plain ? proj_normalize_for_visualization(projection->context, plain) : NULL;
    proj_destroy(plain);
    if (!projection->transform) {
        vp_fail(err, VP_BAD_INPUT, "there is no way from longitude and latitude to %s", crs);
        vp_projection_free(projection);
        return NULL;
    }
    return projection;
}

void vp_projection_free(vp_projection *projection)
{
    if (!projection) return;
    proj_destroy(projection->transform);
    if (projection->context) proj_context_destroy(projection->context);
    free(projection);
}

static bool transform(vp_projection *projection, PJ_DIRECTION direction, size_t count, double x[], double y[],
                      size_t stride)
{
    size_t done = proj_trans_generic(projection->transform, direction, x, stride, count, y, stride, count, NULL, 0, 0,
                                     NULL, 0, 0);
    bool finite = done == count;
    for (size_t i = 0; finite && i < count; i++)
        finite = isfinite(*(double *)(void *)((char *)x + i * stride)) &&
                 isfinite(*(double *)(void *)((char *)y + i * stride));
    return finite;
}

bool vp_projection_to_lonlat(vp_projection *projection, size_t count, double x[], double y[], size_t stride)
{
    return transform(projection, PJ_INV, count, x, y, stride);
}

bool vp_projection_from_lonlat(vp_projection *projection, size_t count, double x[], double y[], size_t stride)
{
    return transform(projection, PJ_FWD, count, x, y, stride);
}
