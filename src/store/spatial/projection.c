#include "store/spatial/projection.h"
#include "store/spatial/crs.h"
#include "store/spatial/proj_database.h"
#include <math.h>
#include <proj.h>
#include <stdlib.h>

struct vp_projection {
    PJ_CONTEXT *context;
    PJ *transform;   /* forward: degrees to metres */
    bool beyond_180; /* longitudes are 0 to 360 */
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

static vp_bounds bounds_of(vp_grid_geometry g)
{
    return (vp_bounds){g.west, g.north - (double)g.rows * g.cell_metres, g.west + (double)g.columns * g.cell_metres,
                       g.north};
}

vp_projection *vp_projection_new(const char *crs, vp_grid_geometry geometry, vp_error *err)
{
    vp_projection *projection = calloc(1, sizeof *projection);
    if (!projection) {
        vp_fail_memory(err, sizeof *projection);
        return NULL;
    }
    projection->context = vp_proj_context_take();
    if (!projection->context) {
        vp_fail_memory(err, 1);
        free(projection);
        return NULL;
    }
    if (!is_projected_in_metres(projection->context, crs)) {
        if (vp_proj_database_check(projection->context, err))
            vp_fail(err, VP_BAD_INPUT, "%s is not a projected coordinate system in metres", crs);
        vp_projection_free(projection);
        return NULL;
    }
    PJ *plain = proj_create_crs_to_crs(projection->context, "EPSG:4326", crs, NULL);
    projection->transform = plain ? proj_normalize_for_visualization(projection->context, plain) : NULL;
    proj_destroy(plain);
    if (!projection->transform) {
        if (vp_proj_database_check(projection->context, err))
            vp_fail(err, VP_BAD_INPUT, "no coordinate transformation from longitude and latitude to %s", crs);
        vp_projection_free(projection);
        return NULL;
    }
    projection->beyond_180 = geometry.columns && vp_crs_crosses_180(crs, bounds_of(geometry));
    return projection;
}

void vp_projection_free(vp_projection *projection)
{
    if (!projection) return;
    proj_destroy(projection->transform);
    vp_proj_context_return(projection->context);
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
    bool ok = transform(projection, PJ_INV, count, x, y, stride);
    for (size_t i = 0; projection->beyond_180 && i < count; i++) {
        double *lon = (double *)(void *)((char *)x + i * stride);
        if (*lon < 0) *lon += 360;
    }
    return ok;
}

bool vp_projection_from_lonlat(vp_projection *projection, size_t count, double x[], double y[], size_t stride)
{
    return transform(projection, PJ_FWD, count, x, y, stride);
}

/* ------------------------------------------------------------ lattices */

/* Between knots the map is taken as bilinear: the error is about knot² / 8 times the curvature
 * of the map, 2 mm for 500 m in a UTM zone and below 0.1 of that in its middle. */
#define KNOT_METRES 400.0
#define KNOTS_MOST  2000

static size_t knots(double metres)
{
    double count = ceil(metres / KNOT_METRES) + 1;
    return (size_t)fmin(fmax(count, 2), KNOTS_MOST);
}

typedef struct {
    vp_projection *projection;
    vp_grid_geometry geometry;
} placing;

static bool cell_to_lonlat(void *context, size_t count, double u[], double v[])
{
    const placing *p = context;
    for (size_t i = 0; i < count; i++) {
        u[i] = p->geometry.west + u[i] * p->geometry.cell_metres;
        v[i] = p->geometry.north - v[i] * p->geometry.cell_metres;
    }
    return vp_projection_to_lonlat(p->projection, count, u, v, sizeof *u);
}

static bool mercator_to_cell(void *context, size_t count, double u[], double v[])
{
    const placing *p = context;
    for (size_t i = 0; i < count; i++) vp_mercator_to_lonlat(u[i], v[i], &u[i], &v[i]);
    if (!vp_projection_from_lonlat(p->projection, count, u, v, sizeof *u)) return false;
    for (size_t i = 0; i < count; i++) {
        u[i] = (u[i] - p->geometry.west) / p->geometry.cell_metres;
        v[i] = (p->geometry.north - v[i]) / p->geometry.cell_metres;
    }
    return true;
}

bool vp_projection_lattice_to_lonlat(vp_projection *projection, vp_grid_geometry geometry, vp_lattice *lattice,
                                     vp_error *err)
{
    placing p = {projection, geometry};
    double columns = (double)geometry.columns, rows = (double)geometry.rows;
    return vp_lattice_init(lattice,
                           (vp_lattice_knots){-1, -1, columns + 1, rows + 1,
                                              knots((columns + 2) * geometry.cell_metres),
                                              knots((rows + 2) * geometry.cell_metres)},
                           cell_to_lonlat, &p, err);
}

enum { EDGE_STEPS = 64 };

/* Web Mercator bounds of the grid's edge and a little more: west, south, east, north. */
static bool mercator_bounds(vp_projection *projection, vp_grid_geometry geometry, double bounds[4])
{
    placing p = {projection, geometry};
    bounds[0] = bounds[1] = INFINITY;
    bounds[2] = bounds[3] = -INFINITY;
    for (int i = 0; i < 4 * (EDGE_STEPS + 1); i++) {
        double along = (double)(i % (EDGE_STEPS + 1)) / EDGE_STEPS;
        double columns = (double)geometry.columns, rows = (double)geometry.rows;
        int side = i / (EDGE_STEPS + 1);
        double u = side == 0   ? 0
                   : side == 1 ? columns
                               : along * columns,
               v = side == 2   ? 0
                   : side == 3 ? rows
                               : along * rows;
        if (!cell_to_lonlat(&p, 1, &u, &v)) return false;
        vp_mercator_from_lonlat(u, v, &u, &v);
        bounds[0] = fmin(bounds[0], u);
        bounds[1] = fmin(bounds[1], v);
        bounds[2] = fmax(bounds[2], u);
        bounds[3] = fmax(bounds[3], v);
    }
    double margin = 2 * geometry.cell_metres + 0.01 * fmax(bounds[2] - bounds[0], bounds[3] - bounds[1]);
    bounds[0] -= margin;
    bounds[1] -= margin;
    bounds[2] += margin;
    bounds[3] += margin;
    return true;
}

bool vp_projection_lattice_from_mercator(vp_projection *projection, vp_grid_geometry geometry, vp_lattice *lattice,
                                         vp_error *err)
{
    placing p = {projection, geometry};
    double b[4];
    if (!mercator_bounds(projection, geometry, b))
        return vp_fail(err, VP_BAD_INPUT, "the province's geometry cannot be brought to the web map");
    return vp_lattice_init(lattice, (vp_lattice_knots){b[0], b[1], b[2], b[3], knots(b[2] - b[0]), knots(b[3] - b[1])},
                           mercator_to_cell, &p, err);
}
