#include "store/spatial/transform.h"
#include <math.h>
#include <proj.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vp_transform {
    PJ_CONTEXT *context;
    PJ *operation;
    bool geographic, identity;
};

static PJ_CONTEXT *new_context(void)
{
    PJ_CONTEXT *context = proj_context_create();
    if (!context) return NULL;
    proj_context_set_enable_network(context, 0);
    proj_log_level(context, PJ_LOG_NONE);
    return context;
}

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
    } else {
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
    if (!p || !(p->context = new_context())) {
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
    if (ok) vp_fail(err, VP_BAD_INPUT, "no coordinate transformation from %.60s to %.60s", from, to);
    vp_transform_free(p);
    return NULL;
}

void vp_transform_free(vp_transform *projection)
{
    if (!projection) return;
    proj_destroy(projection->operation);
    if (projection->context) proj_context_destroy(projection->context);
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

static bool has_metric_axes(PJ_CONTEXT *context, const PJ *crs)
{
    PJ *axes = proj_crs_get_coordinate_system(context, crs);
    double factor = 0;
    bool metric =
        axes && proj_cs_get_axis_info(context, axes, 0, NULL, NULL, NULL, &factor, NULL, NULL, NULL) && factor == 1;
    proj_destroy(axes);
    return metric;
}

bool vp_crs_is_metric(const char *crs, vp_error *err)
{
    PJ_CONTEXT *context = new_context();
    if (!context) return vp_fail_memory(err, 1);
    PJ *object = proj_create(context, crs);
    bool ok = false;
    if (!object || !proj_is_crs(object))
        vp_fail(err, VP_BAD_INPUT, "\"%.60s\" is not a coordinate system that PROJ knows", crs);
    else if (is_geographic(object))
        vp_fail(err, VP_BAD_INPUT, "%.60s is in degrees; a projected system in metres is needed", crs);
    else if (!has_metric_axes(context, object))
        vp_fail(err, VP_BAD_INPUT, "%.60s is not in metres", crs);
    else
        ok = true;
    proj_destroy(object);
    proj_context_destroy(context);
    return ok;
}

bool vp_crs_same(const char *a, const char *b)
{
    PJ_CONTEXT *context = new_context();
    if (!context) return false;
    PJ *first = proj_create(context, a), *second = proj_create(context, b);
    bool same = first && second &&
                proj_is_equivalent_to_with_ctx(context, first, second, PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
    proj_destroy(first);
    proj_destroy(second);
    proj_context_destroy(context);
    return same;
}

void vp_crs_name(const char *crs, char *name, size_t size)
{
    PJ_CONTEXT *context = new_context();
    PJ *object = context ? proj_create(context, crs) : NULL;
    const char *text = object ? proj_get_name(object) : NULL;
    snprintf(name, size, "%s", text ? text : "unknown");
    proj_destroy(object);
    if (context) proj_context_destroy(context);
}

bool vp_crs_area(const char *crs, vp_bounds *area)
{
    PJ_CONTEXT *context = new_context();
    PJ *object = context ? proj_create(context, crs) : NULL;
    bool known = object &&
                 proj_get_area_of_use(context, object, &area->west, &area->south, &area->east, &area->north, NULL) &&
                 area->west > -1000;
    proj_destroy(object);
    if (context) proj_context_destroy(context);
    return known;
}
