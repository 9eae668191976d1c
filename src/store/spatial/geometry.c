#include "store/spatial/geometry.h"
#include "base/array.h"
#include <limits.h>
#include <math.h>
#include <ogr_api.h>
#include <stdlib.h>

/* A line, or a ring with its place in its polygon: 0 for the outer one. */
typedef struct {
    OGRGeometryH geometry;
    int place;
} leaf;

/* The leaves of a geometry, in order. */
typedef struct {
    leaf *parts;
    size_t *sizes;
    size_t count, room, points;
} leaves;

static bool add_leaf(leaves *found, leaf part, vp_error *err)
{
    int points = OGR_G_GetPointCount(part.geometry);
    if (points <= 0) return true;
    if (!VP_ARRAYS_FIT(found->room, found->count + 1, err, VP_ARRAY(found->parts), VP_ARRAY(found->sizes)))
        return false;
    found->parts[found->count] = part;
    found->sizes[found->count++] = (size_t)points;
    found->points += (size_t)points;
    return true;
}

static bool collect(leaf from, leaves *found, vp_error *err)
{
    int parts = OGR_G_GetGeometryCount(from.geometry);
    if (parts == 0) return add_leaf(found, from, err);
    for (int i = 0; i < parts; i++)
        if (!collect((leaf){OGR_G_GetGeometryRef(from.geometry, i), i}, found, err)) return false;
    return true;
}

/* Outer rings counter-clockwise, holes clockwise, whatever the source did: then signed
 * areas add up to the area. */
static void wind(vp_point points[], size_t count, bool outer)
{
    double twice = 0;
    for (size_t i = 0; i + 1 < count; i++)
        twice += (points[i].x - points[0].x) * (points[i + 1].y - points[0].y) -
                 (points[i + 1].x - points[0].x) * (points[i].y - points[0].y);
    if ((twice > 0) == outer) return;
    for (size_t i = 0, j = count - 1; i < j; i++, j--) {
        vp_point swapped = points[i];
        points[i] = points[j];
        points[j] = swapped;
    }
}

static bool copy_points(const leaves *found, vp_point points[], vp_error *err)
{
    size_t at = 0;
    for (size_t i = 0; i < found->count; i++) {
        OGR_G_GetPoints(found->parts[i].geometry, &points[at].x, (int)sizeof *points, &points[at].y,
                        (int)sizeof *points, NULL, 0);
        for (size_t end = at + found->sizes[i]; at < end; at++)
            if (!isfinite(points[at].x) || !isfinite(points[at].y))
                return vp_fail(err, VP_BAD_INPUT, "a geometry has a coordinate that is not a finite number");
    }
    return true;
}

static OGRGeometryH parse(const void *wkb, size_t bytes, vp_error *err)
{
    OGRGeometryH geometry = NULL;
    if (!wkb || bytes > INT_MAX || OGR_G_CreateFromWkb(wkb, NULL, &geometry, (int)bytes) != OGRERR_NONE || !geometry) {
        vp_fail(err, VP_BAD_INPUT, "a geometry is missing or damaged");
        return NULL;
    }
    return geometry;
}

/* As vp_geometry_dimension; a collection of unlike parts is -1. */
static int dimension_of(OGRGeometryH geometry)
{
    switch (wkbFlatten(OGR_G_GetGeometryType(geometry))) {
    case wkbPoint:
    case wkbMultiPoint: return 0;
    case wkbLineString:
    case wkbMultiLineString: return 1;
    case wkbPolygon:
    case wkbMultiPolygon: return 2;
    default: return -1;
    }
}

static bool read_rings(const void *wkb, size_t bytes, int dimension, vp_shape *shape, vp_error *err)
{
    static const char *const wanted[] = {"a point", "a line", "a polygon"};
    *shape = (vp_shape){0};
    OGRGeometryH geometry = parse(wkb, bytes, err);
    if (!geometry) return false;
    leaves found = {0};
    vp_point *points = NULL;
    bool ok = dimension_of(geometry) == dimension || vp_fail(err, VP_BAD_INPUT, "a geometry is a %s instead of %s",
                                                             OGR_G_GetGeometryName(geometry), wanted[dimension]);
    ok = ok && collect((leaf){geometry, 0}, &found, err);
    if (ok) {
        points = calloc(found.points ? found.points : 1, sizeof *points);
        ok = points ? copy_points(&found, points, err) : vp_fail_memory(err, found.points * sizeof *points);
    }
    for (size_t i = 0, at = 0; ok && dimension == 2 && i < found.count; at += found.sizes[i++])
        wind(points + at, found.sizes[i], found.parts[i].place == 0);
    ok = ok && vp_shape_init(shape, points, found.sizes, found.count, err);
    free(points);
    free(found.parts);
    free(found.sizes);
    OGR_G_DestroyGeometry(geometry);
    return ok;
}

bool vp_geometry_shape(const void *wkb, size_t bytes, vp_shape *shape, vp_error *err)
{
    return read_rings(wkb, bytes, 2, shape, err);
}

bool vp_geometry_lines(const void *wkb, size_t bytes, vp_shape *lines, vp_error *err)
{
    return read_rings(wkb, bytes, 1, lines, err);
}

bool vp_geometry_point(const void *wkb, size_t bytes, vp_point *point, vp_error *err)
{
    OGRGeometryH geometry = parse(wkb, bytes, err);
    if (!geometry) return false;
    bool ok = wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbPoint && !OGR_G_IsEmpty(geometry);
    *point = ok ? (vp_point){OGR_G_GetX(geometry, 0), OGR_G_GetY(geometry, 0)} : (vp_point){NAN, NAN};
    OGR_G_DestroyGeometry(geometry);
    return (isfinite(point->x) && isfinite(point->y)) ||
           vp_fail(err, VP_BAD_INPUT, "a place has no finite coordinates");
}

int vp_geometry_dimension(const void *wkb, size_t bytes)
{
    OGRGeometryH geometry = parse(wkb, bytes, NULL);
    int dimension = geometry ? dimension_of(geometry) : -1;
    if (geometry) OGR_G_DestroyGeometry(geometry);
    return dimension;
}

/* Without points that the source has twice in a row, of which programs complain. */
static OGRGeometryH ring_of(const vp_shape *shape, size_t ring)
{
    OGRGeometryH line = OGR_G_CreateGeometry(wkbLinearRing);
    const vp_point *points = shape->points + shape->ring_starts[ring];
    size_t count = shape->ring_starts[ring + 1] - shape->ring_starts[ring], kept = 0;
    vp_point *once = calloc(count + 1, sizeof *once);
    for (size_t i = 0; once && i < count; i++)
        if (kept == 0 || points[i].x != once[kept - 1].x || points[i].y != once[kept - 1].y) once[kept++] = points[i];
    if (line && kept > 0 && kept <= INT_MAX)
        OGR_G_SetPoints(line, (int)kept, &once->x, (int)sizeof *once, &once->y, (int)sizeof *once, NULL, 0);
    free(once);
    return line;
}

/* How many other rings hold the ring: odd for a hole. Tested by a vertex that lies on no
 * other ring's border where there is one; simple features touch in points only. */
static size_t depth_of(const vp_shape *shape, size_t ring, size_t *innermost)
{
    size_t depth = 0;
    double least = INFINITY;
    vp_point first = shape->points[shape->ring_starts[ring]], second = shape->points[shape->ring_starts[ring] + 1];
    vp_point probe = {(first.x + second.x) / 2, (first.y + second.y) / 2};
    for (size_t r = 0; r < shape->ring_count; r++) {
        if (r == ring) continue;
        size_t start[2] = {0, shape->ring_starts[r + 1] - shape->ring_starts[r]};
        vp_shape one = {shape->points + shape->ring_starts[r], start[1], start, 1};
        if (!vp_shape_contains(&one, probe)) continue;
        depth++;
        double area = vp_shape_area(&one);
        if (area < least) {
            least = area;
            *innermost = r;
        }
    }
    return depth;
}

/* parents[r]: the outer ring of hole r; r itself for an outer ring. */
static void find_parents(const vp_shape *shape, size_t parents[])
{
    for (size_t r = 0; r < shape->ring_count; r++)
        if (depth_of(shape, r, &parents[r]) % 2 == 0) parents[r] = r;
}

/* polygons[r] is the polygon of outer ring r, NULL for holes. */
static void assemble(const vp_shape *shape, OGRGeometryH polygons[], const size_t parents[])
{
    for (size_t r = 0; r < shape->ring_count; r++) {
        if (parents[r] != r) continue;
        polygons[r] = OGR_G_CreateGeometry(wkbPolygon);
        OGR_G_AddGeometryDirectly(polygons[r], ring_of(shape, r));
    }
    for (size_t r = 0; r < shape->ring_count; r++)
        if (parents[r] != r && polygons[parents[r]]) OGR_G_AddGeometryDirectly(polygons[parents[r]], ring_of(shape, r));
}

static unsigned char *multipolygon(const vp_shape *shape, const size_t parents[], size_t *bytes, vp_error *err)
{
    OGRGeometryH *polygons = calloc(shape->ring_count + 1, sizeof *polygons);
    OGRGeometryH whole = OGR_G_CreateGeometry(wkbMultiPolygon);
    unsigned char *wkb = NULL;
    if (!polygons || !whole) {
        vp_fail_memory(err, shape->ring_count * sizeof *polygons);
        goto done;
    }
    assemble(shape, polygons, parents);
    for (size_t r = 0; r < shape->ring_count; r++)
        if (polygons[r]) OGR_G_AddGeometryDirectly(whole, polygons[r]);
    *bytes = (size_t)OGR_G_WkbSize(whole);
    wkb = malloc(*bytes);
    if (!wkb)
        vp_fail_memory(err, *bytes);
    else
        OGR_G_ExportToIsoWkb(whole, wkbNDR, wkb);
done:
    if (whole) OGR_G_DestroyGeometry(whole);
    free(polygons);
    return wkb;
}

unsigned char *vp_geometry_wkb(const vp_shape *shape, size_t *bytes, vp_error *err)
{
    size_t *parents = calloc(shape->ring_count + 1, sizeof *parents);
    if (!parents) {
        vp_fail_memory(err, shape->ring_count * sizeof *parents);
        return NULL;
    }
    find_parents(shape, parents);
    unsigned char *wkb = multipolygon(shape, parents, bytes, err);
    free(parents);
    return wkb;
}

unsigned char *vp_geometry_contour_wkb(const vp_contour *contour, size_t *bytes, vp_error *err)
{
    size_t rings = contour->shape.ring_count, *parents = calloc(rings + 1, sizeof *parents);
    if (!parents) {
        vp_fail_memory(err, rings * sizeof *parents);
        return NULL;
    }
    for (size_t r = 0; r < rings; r++) parents[r] = contour->outer[r] == VP_CONTOUR_OUTER ? r : contour->outer[r];
    unsigned char *wkb = multipolygon(&contour->shape, parents, bytes, err);
    free(parents);
    return wkb;
}
