#include "support_geos.h"
#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void say(const char *message, void *context)
{
    (void)context;
    fprintf(stderr, "GEOS: %s\n", message);
}

GEOSContextHandle_t geos_begin(void)
{
    GEOSContextHandle_t geos = GEOS_init_r();
    ck_assert_ptr_nonnull(geos);
    GEOSContext_setErrorMessageHandler_r(geos, say, NULL);
    return geos;
}

static GEOSGeometry *ring_of(GEOSContextHandle_t geos, const vp_shape *shape, size_t ring)
{
    size_t start = shape->ring_starts[ring], count = shape->ring_starts[ring + 1] - start;
    GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos, (unsigned)count, 2);
    for (unsigned i = 0; i < count; i++)
        GEOSCoordSeq_setXY_r(geos, points, i, shape->points[start + i].x, shape->points[start + i].y);
    GEOSGeometry *made = GEOSGeom_createLinearRing_r(geos, points);
    ck_assert_ptr_nonnull(made);
    return made;
}

static GEOSGeometry *with_holes(GEOSContextHandle_t geos, const vp_shape *shape, size_t ring, const size_t *outer)
{
    GEOSGeometry **holes = calloc(shape->ring_count + 1, sizeof(GEOSGeometry *));
    unsigned count = 0;
    for (size_t r = 0; r < shape->ring_count; r++)
        if (outer ? outer[r] == ring : r != ring) holes[count++] = ring_of(geos, shape, r);
    GEOSGeometry *polygon = GEOSGeom_createPolygon_r(geos, ring_of(geos, shape, ring), holes, count);
    free(holes);
    ck_assert_ptr_nonnull(polygon);
    return polygon;
}

GEOSGeometry *geos_polygon(GEOSContextHandle_t geos, const vp_shape *shape)
{
    return shape->ring_count ? with_holes(geos, shape, 0, NULL) : GEOSGeom_createEmptyPolygon_r(geos);
}

GEOSGeometry *geos_contour(GEOSContextHandle_t geos, const vp_contour *contour)
{
    GEOSGeometry **parts = calloc(contour->shape.ring_count + 1, sizeof(GEOSGeometry *));
    unsigned count = 0;
    for (size_t r = 0; r < contour->shape.ring_count; r++)
        if (contour->outer[r] == VP_CONTOUR_OUTER)
            parts[count++] = with_holes(geos, &contour->shape, r, contour->outer);
    GEOSGeometry *whole = GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, parts, count);
    free(parts);
    ck_assert_ptr_nonnull(whole);
    return whole;
}

GEOSGeometry *geos_box(GEOSContextHandle_t geos, vp_bounds b)
{
    vp_point points[5] = {
        {b.west, b.south}, {b.east, b.south}, {b.east, b.north}, {b.west, b.north}, {b.west, b.south}};
    size_t starts[2] = {0, 5};
    vp_shape shape = {points, 5, starts, 1};
    return geos_polygon(geos, &shape);
}

double geos_area(GEOSContextHandle_t geos, const GEOSGeometry *geometry)
{
    double area = -1;
    ck_assert_int_eq(GEOSArea_r(geos, geometry, &area), 1);
    return area;
}

double geos_shared(GEOSContextHandle_t geos, const GEOSGeometry *a, const GEOSGeometry *b)
{
    GEOSGeometry *both = GEOSIntersection_r(geos, a, b);
    ck_assert_ptr_nonnull(both);
    double area = geos_area(geos, both);
    GEOSGeom_destroy_r(geos, both);
    return area;
}
