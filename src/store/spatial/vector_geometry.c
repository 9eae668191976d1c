#include "store/spatial/vector_geometry.h"
#include "base/array.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WKB_POINT = 1, WKB_LINE, WKB_POLYGON, WKB_MULTIPOINT, WKB_MULTILINE, WKB_MULTIPOLYGON, WKB_COLLECTION };

typedef struct {
    const uint8_t *at, *end;
    vp_vector_geometry *geometry;
    vp_error *err;
} reader;

static bool add_points(vp_vector_geometry *g, const uint8_t *bytes, size_t count, vp_error *err)
{
    if (!VP_ARRAY_FIT(g->points, g->point_room, g->point_count + count, err)) return false;
    if (count) memcpy(g->points + g->point_count, bytes, count * sizeof *g->points);
    g->point_count += count;
    return true;
}

static bool end_ring(vp_vector_geometry *g, vp_error *err)
{
    if (!VP_ARRAY_FIT(g->ring_ends, g->ring_room, g->ring_count + 1, err)) return false;
    g->ring_ends[g->ring_count++] = g->point_count;
    return true;
}

static bool end_part(vp_vector_geometry *g, vp_error *err)
{
    if (!VP_ARRAY_FIT(g->part_ends, g->part_room, g->part_count + 1, err)) return false;
    g->part_ends[g->part_count++] = g->ring_count;
    return true;
}

static bool fail_wkb(reader *r) { return vp_fail(r->err, VP_BAD_INPUT, "the geometry's bytes are not well-formed"); }

static bool read_count(reader *r, uint32_t *count, size_t least_bytes_each)
{
    if ((size_t)(r->end - r->at) < sizeof *count) return fail_wkb(r);
    memcpy(count, r->at, sizeof *count);
    r->at += sizeof *count;
    return *count <= (size_t)(r->end - r->at) / least_bytes_each || fail_wkb(r);
}

static bool read_ring(reader *r, size_t count)
{
    if ((size_t)(r->end - r->at) / sizeof(vp_point) < count) return fail_wkb(r);
    if (!add_points(r->geometry, r->at, count, r->err)) return false;
    r->at += count * sizeof(vp_point);
    return end_ring(r->geometry, r->err);
}

static bool read_part(reader *r, uint32_t type)
{
    uint32_t count = 1, rings = 1;
    vp_shape_kind kind = type == WKB_POINT ? VP_SHAPE_POINT : type == WKB_LINE ? VP_SHAPE_LINE : VP_SHAPE_AREA;
    if (r->geometry->kind != VP_SHAPE_EMPTY && r->geometry->kind != kind)
        return vp_fail(r->err, VP_BAD_INPUT, "the geometry mixes points, lines and polygons");
    r->geometry->kind = kind;
    if (kind == VP_SHAPE_AREA && !read_count(r, &rings, sizeof count)) return false;
    for (uint32_t i = 0; i < rings; i++) {
        if (kind != VP_SHAPE_POINT && !read_count(r, &count, sizeof(vp_point))) return false;
        if (count == 0) return vp_fail(r->err, VP_BAD_INPUT, "the geometry has a line or ring without points");
        if (!read_ring(r, count)) return false;
    }
    if (rings == 0) return vp_fail(r->err, VP_BAD_INPUT, "the geometry has a polygon without rings");
    return end_part(r->geometry, r->err);
}

static bool read_any(reader *r, int depth)
{
    uint32_t type, count = 0;
    if (r->end - r->at < 5 || *r->at != 1 || depth > 8) return fail_wkb(r);
    memcpy(&type, r->at + 1, sizeof type);
    r->at += 5;
    if (type >= WKB_POINT && type <= WKB_POLYGON) return read_part(r, type);
    if (type < WKB_MULTIPOINT || type > WKB_COLLECTION)
        return vp_fail(r->err, VP_BAD_INPUT, "geometries of type %u are not read", type);
    if (!read_count(r, &count, 9)) return false;
    for (uint32_t i = 0; i < count; i++)
        if (!read_any(r, depth + 1)) return false;
    return true;
}

static void empty(vp_vector_geometry *g)
{
    g->kind = VP_SHAPE_EMPTY;
    g->point_count = g->ring_count = g->part_count = 0;
}

bool vp_vector_geometry_read(vp_vector_geometry *geometry, const uint8_t *wkb, size_t length, vp_error *err)
{
    empty(geometry);
    reader r = {wkb, wkb + length, geometry, err};
    if (!read_any(&r, 0)) return false;
    if (r.at != r.end) return fail_wkb(&r);
    if (geometry->point_count == 0) return vp_fail(err, VP_BAD_INPUT, "the geometry is empty");
    for (size_t i = 0; i < geometry->point_count; i++)
        if (!isfinite(geometry->points[i].x) || !isfinite(geometry->points[i].y))
            return vp_fail(err, VP_BAD_INPUT, "a coordinate is not a finite number");
    return true;
}

bool vp_vector_geometry_set_point(vp_vector_geometry *geometry, vp_point point, vp_error *err)
{
    empty(geometry);
    geometry->kind = VP_SHAPE_POINT;
    return add_points(geometry, (const uint8_t *)&point, 1, err) && end_ring(geometry, err) && end_part(geometry, err);
}

void vp_vector_geometry_clear(vp_vector_geometry *geometry)
{
    free(geometry->points);
    free(geometry->ring_ends);
    free(geometry->part_ends);
    *geometry = (vp_vector_geometry){0};
}

vp_bounds vp_vector_geometry_bounds(const vp_vector_geometry *geometry)
{
    vp_bounds b = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t i = 0; i < geometry->point_count; i++) {
        vp_point p = geometry->points[i];
        b.west = fmin(b.west, p.x), b.east = fmax(b.east, p.x);
        b.south = fmin(b.south, p.y), b.north = fmax(b.north, p.y);
    }
    return b;
}

static size_t ring_start(const vp_vector_geometry *g, size_t ring) { return ring ? g->ring_ends[ring - 1] : 0; }
static size_t part_start(const vp_vector_geometry *g, size_t part) { return part ? g->part_ends[part - 1] : 0; }

size_t vp_vector_geometry_unclosed(const vp_vector_geometry *g)
{
    for (size_t i = 0; g->kind == VP_SHAPE_AREA && i < g->ring_count; i++) {
        size_t first = ring_start(g, i), last = g->ring_ends[i];
        if (last - first < 4 || g->points[first].x != g->points[last - 1].x ||
            g->points[first].y != g->points[last - 1].y)
            return i + 1;
    }
    return 0;
}

bool vp_vector_geometry_close_rings(vp_vector_geometry *g, vp_error *err)
{
    vp_vector_geometry closed = {.kind = g->kind};
    bool ok = true;
    for (size_t part = 0; ok && part < g->part_count; part++) {
        for (size_t ring = part_start(g, part); ok && ring < g->part_ends[part]; ring++) {
            size_t first = ring_start(g, ring), count = g->ring_ends[ring] - first;
            const vp_point *points = g->points + first;
            bool open = count && (points[0].x != points[count - 1].x || points[0].y != points[count - 1].y);
            ok = add_points(&closed, (const uint8_t *)points, count, err) &&
                 (!open || add_points(&closed, (const uint8_t *)points, 1, err)) && end_ring(&closed, err);
        }
        ok = ok && end_part(&closed, err);
    }
    vp_vector_geometry_clear(ok ? g : &closed);
    if (ok) *g = closed;
    return ok;
}

/* ------------------------------------------------------------ GEOS */

static GEOSCoordSequence *sequence(const vp_vector_geometry *g, size_t ring, GEOSContextHandle_t geos)
{
    size_t first = ring_start(g, ring), count = g->ring_ends[ring] - first;
    GEOSCoordSequence *points = GEOSCoordSeq_create_r(geos, (unsigned)count, 2);
    for (size_t i = 0; points && i < count; i++)
        GEOSCoordSeq_setXY_r(geos, points, (unsigned)i, g->points[first + i].x, g->points[first + i].y);
    return points;
}

static GEOSGeometry *make_ring(const vp_vector_geometry *g, size_t ring, GEOSContextHandle_t geos)
{
    GEOSCoordSequence *points = sequence(g, ring, geos);
    if (!points) return NULL;
    return g->kind == VP_SHAPE_AREA ? GEOSGeom_createLinearRing_r(geos, points)
                                    : GEOSGeom_createLineString_r(geos, points);
}

static GEOSGeometry *make_part(const vp_vector_geometry *g, size_t part, GEOSContextHandle_t geos)
{
    size_t first = part_start(g, part), count = g->part_ends[part] - first;
    if (count == 0) return NULL;
    if (g->kind == VP_SHAPE_POINT) {
        vp_point p = g->points[ring_start(g, first)];
        return GEOSGeom_createPointFromXY_r(geos, p.x, p.y);
    }
    if (g->kind == VP_SHAPE_LINE) return make_ring(g, first, geos);
    GEOSGeometry **rings = calloc(count, sizeof *rings), *polygon = NULL;
    if (!rings) return NULL;
    bool whole = true;
    for (size_t i = 0; whole && i < count; i++) whole = (rings[i] = make_ring(g, first + i, geos)) != NULL;
    if (whole) polygon = GEOSGeom_createPolygon_r(geos, rings[0], rings + 1, (unsigned)(count - 1));
    for (size_t i = 0; !whole && i < count; i++)
        if (rings[i]) GEOSGeom_destroy_r(geos, rings[i]);
    free(rings);
    return polygon;
}

GEOSGeometry *vp_vector_geometry_to_geos(const vp_vector_geometry *g, GEOSContextHandle_t geos)
{
    static const int types[] = {[VP_SHAPE_EMPTY] = GEOS_GEOMETRYCOLLECTION,
                                [VP_SHAPE_POINT] = GEOS_MULTIPOINT,
                                [VP_SHAPE_LINE] = GEOS_MULTILINESTRING,
                                [VP_SHAPE_AREA] = GEOS_MULTIPOLYGON};
    GEOSGeometry **parts = calloc(g->part_count + 1, sizeof *parts), *whole = NULL;
    if (!parts) return NULL;
    size_t made = 0;
    while (made < g->part_count && (parts[made] = make_part(g, made, geos))) made++;
    if (made == g->part_count) whole = GEOSGeom_createCollection_r(geos, types[g->kind], parts, (unsigned)made);
    for (size_t i = 0; !whole && i < made; i++) GEOSGeom_destroy_r(geos, parts[i]);
    free(parts);
    return whole;
}

static bool add_geos_ring(vp_vector_geometry *g, const GEOSGeometry *ring, GEOSContextHandle_t geos, vp_error *err)
{
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos, ring);
    unsigned count = 0;
    if (!points || !GEOSCoordSeq_getSize_r(geos, points, &count))
        return vp_fail(err, VP_BAD_INPUT, "a repaired polygon has no ring");
    for (unsigned i = 0; i < count; i++) {
        vp_point p;
        GEOSCoordSeq_getXY_r(geos, points, i, &p.x, &p.y);
        if (!add_points(g, (const uint8_t *)&p, 1, err)) return false;
    }
    return end_ring(g, err);
}

static bool add_geos(vp_vector_geometry *g, const GEOSGeometry *from, GEOSContextHandle_t geos, vp_error *err)
{
    int type = GEOSGeomTypeId_r(geos, from);
    if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
        for (int i = 0; i < GEOSGetNumGeometries_r(geos, from); i++)
            if (!add_geos(g, GEOSGetGeometryN_r(geos, from, i), geos, err)) return false;
        return true;
    }
    if (type != GEOS_POLYGON || GEOSisEmpty_r(geos, from)) return true;
    if (!add_geos_ring(g, GEOSGetExteriorRing_r(geos, from), geos, err)) return false;
    for (int i = 0; i < GEOSGetNumInteriorRings_r(geos, from); i++)
        if (!add_geos_ring(g, GEOSGetInteriorRingN_r(geos, from, i), geos, err)) return false;
    return end_part(g, err);
}

bool vp_vector_geometry_from_geos(vp_vector_geometry *geometry, const GEOSGeometry *from, GEOSContextHandle_t geos,
                                  vp_error *err)
{
    empty(geometry);
    geometry->kind = VP_SHAPE_AREA;
    return add_geos(geometry, from, geos, err);
}

/* ------------------------------------------------------------ WKB out */

static void put_head(vp_buffer *wkb, uint32_t type)
{
    vp_buffer_append(wkb, "\x01", 1);
    vp_buffer_append(wkb, &type, sizeof type);
}

static void put_count(vp_buffer *wkb, size_t count)
{
    uint32_t whole = (uint32_t)count;
    vp_buffer_append(wkb, &whole, sizeof whole);
}

static void put_ring(vp_buffer *wkb, const vp_vector_geometry *g, size_t ring, bool counted)
{
    size_t first = ring_start(g, ring), count = g->ring_ends[ring] - first;
    if (counted) put_count(wkb, count);
    vp_buffer_append(wkb, g->points + first, count * sizeof *g->points);
}

bool vp_vector_geometry_write(const vp_vector_geometry *g, size_t part, vp_buffer *wkb)
{
    wkb->length = 0;
    if (g->kind == VP_SHAPE_AREA) {
        put_head(wkb, WKB_MULTIPOLYGON);
        put_count(wkb, g->part_count);
        for (size_t i = 0; i < g->part_count; i++) {
            put_head(wkb, WKB_POLYGON);
            put_count(wkb, g->part_ends[i] - part_start(g, i));
            for (size_t ring = part_start(g, i); ring < g->part_ends[i]; ring++) put_ring(wkb, g, ring, true);
        }
    } else {
        put_head(wkb, g->kind == VP_SHAPE_POINT ? WKB_POINT : WKB_LINE);
        put_ring(wkb, g, part_start(g, part), g->kind == VP_SHAPE_LINE);
    }
    return !wkb->failed;
}

bool vp_vector_geometry_point_inside(const vp_vector_geometry *geometry, GEOSContextHandle_t geos, vp_point *inside)
{
    GEOSGeometry *area = vp_vector_geometry_to_geos(geometry, geos),
                 *valid = area && GEOSisValid_r(geos, area) != 1 ? GEOSMakeValid_r(geos, area) : NULL,
                 *point = area ? GEOSPointOnSurface_r(geos, valid ? valid : area) : NULL;
    bool found = point && GEOSGeomGetX_r(geos, point, &inside->x) == 1 && GEOSGeomGetY_r(geos, point, &inside->y) == 1;
    if (area) GEOSGeom_destroy_r(geos, area);
    if (valid) GEOSGeom_destroy_r(geos, valid);
    if (point) GEOSGeom_destroy_r(geos, point);
    return found;
}
