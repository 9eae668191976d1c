#include "store/spatial/transform.h"
#include "store/spatial/proj_database.h"
#include <math.h>
#include <proj.h>
#include <stdlib.h>

struct vp_transform {
    PJ_CONTEXT *context;
    PJ *operation;
    bool geographic, identity;
};

static bool is_geographic(const PJ *crs)
{
    PJ_TYPE type = proj_get_type(crs);
    return type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS;
}

static bool describe(vp_transform *p, const char *from, const char *to, vp_error *err)
{
    PJ *a = proj_create(p->context, from), *b = proj_create(p->context, to);
    bool ok = a && b && proj_is_crs(a) && proj_is_crs(b);
    if (ok) {
        p->geographic = is_geographic(a);
        p->identity = proj_is_equivalent_to_with_ctx(p->context, a, b, PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
    } else if (vp_proj_database_check(p->context, err)) {
        vp_fail(err, VP_BAD_INPUT, "\"%.60s\" is not a coordinate system that PROJ knows",
                a && proj_is_crs(a) ? to : from);
    }
    proj_destroy(a);
    proj_destroy(b);
    return ok;
}

vp_transform *vp_transform_new(const char *from, const char *to, vp_error *err)
{
    vp_transform *p = calloc(1, sizeof *p);
    if (!p || !(p->context = vp_proj_context_take())) {
        vp_fail_memory(err, sizeof *p);
        vp_transform_free(p);
        return NULL;
    }
    PJ *stated = NULL;
    bool ok = describe(p, from, to, err);
    if (ok) stated = proj_create_crs_to_crs(p->context, from, to, NULL);
    p->operation = stated ? proj_normalize_for_visualization(p->context, stated) : NULL;
    proj_destroy(stated);
    if (ok && p->operation) return p;
    if (ok && vp_proj_database_check(p->context, err))
        vp_fail(err, VP_BAD_INPUT, "no coordinate transformation from %.60s to %.60s", from, to);
    vp_transform_free(p);
    return NULL;
}

void vp_transform_free(vp_transform *projection)
{
    if (!projection) return;
    proj_destroy(projection->operation);
    vp_proj_context_return(projection->context);
    free(projection);
}

static bool transform(vp_transform *p, PJ_DIRECTION direction, vp_point points[], size_t count)
{
    if (!p->identity)
        proj_trans_generic(p->operation, direction, &points->x, sizeof *points, count, &points->y, sizeof *points,
                           count, NULL, 0, 0, NULL, 0, 0);
    for (size_t i = 0; i < count; i++)
        if (!isfinite(points[i].x) || !isfinite(points[i].y)) return false;
    return true;
}

bool vp_transform_forward(vp_transform *projection, vp_point points[], size_t count)
{
    return transform(projection, PJ_FWD, points, count);
}

bool vp_transform_inverse(vp_transform *projection, vp_point points[], size_t count)
{
    return transform(projection, PJ_INV, points, count);
}

bool vp_transform_is_geographic(const vp_transform *projection) { return projection->geographic; }
bool vp_transform_is_identity(const vp_transform *projection) { return projection->identity; }
