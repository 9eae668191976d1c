#include "base/array.h"
#include "server/cql2/geometry_internal.h"
#include <string.h>
#include <vungphu/region.h>

/* ------------------------------------------------------------ geometries of a filter */

static bool fail_geos(vp_error *err)
{
    return vp_fail(err, VP_BAD_INPUT, "filter: a geometry cannot be made of these positions");
}

GEOSContextHandle_t vp_cql2_geometries_context(vp_cql2_geometries *list, vp_error *err)
{
    if (!list->geos) list->geos = GEOS_init_r();
    if (!list->geos) vp_fail_memory(err, sizeof(void *));
    return list->geos;
}

static size_t dimension_of(GEOSContextHandle_t geos, const GEOSGeometry *geometry)
{
    switch (GEOSGeomTypeId_r(geos, geometry)) {
    case GEOS_POINT:
    case GEOS_MULTIPOINT: return 0;
    case GEOS_LINESTRING:
    case GEOS_LINEARRING:
    case GEOS_MULTILINESTRING: return 1;
    default: return 2;
    }
}

/* Adds to the part of its dimension, as one geometry that has all of both. */
static bool add_part(GEOSContextHandle_t geos, vp_cql2_geometry *to, const GEOSGeometry *from)
{
    GEOSGeometry **part = &to->parts[dimension_of(geos, from)];
    GEOSGeometry *both = *part ? GEOSUnion_r(geos, *part, from) : GEOSGeom_clone_r(geos, from);
    if (!both) return false;
    GEOSGeom_destroy_r(geos, *part);
    *part = both;
    return true;
}

/* A collection's union has each part once: no point of it lies in its lines or areas. */
static bool part(GEOSContextHandle_t geos, vp_cql2_geometry *to, const GEOSGeometry *whole)
{
    if (GEOSGeomTypeId_r(geos, whole) != GEOS_GEOMETRYCOLLECTION) return add_part(geos, to, whole);
    GEOSGeometry *united = GEOSUnaryUnion_r(geos, whole);
    bool ok = united != NULL, nested = ok && GEOSGeomTypeId_r(geos, united) == GEOS_GEOMETRYCOLLECTION;
    int count = ok ? GEOSGetNumGeometries_r(geos, united) : 0;
    for (int i = 0; ok && nested && i < count; i++) ok = add_part(geos, to, GEOSGetGeometryN_r(geos, united, i));
    if (ok && !nested) ok = add_part(geos, to, united);
    GEOSGeom_destroy_r(geos, united);
    return ok;
}

static bool prepare(GEOSContextHandle_t geos, vp_cql2_geometry *g)
{
    for (int d = 0; d < VP_CQL2_DIMENSIONS; d++)
        if (g->parts[d] && !(g->prepared[d] = GEOSPrepare_r(geos, g->parts[d]))) return false;
    return true;
}

bool vp_cql2_geometries_add(vp_cql2_geometries *list, GEOSGeometry *taken, size_t *index, vp_error *err)
{
    GEOSContextHandle_t geos = list->geos;
    vp_cql2_geometry made = {0};
    if (!taken) return fail_geos(err);
    GEOSGeometry *valid =
        GEOSisValid_r(geos, taken) == 1 ? GEOSGeom_clone_r(geos, taken) : GEOSMakeValid_r(geos, taken);
    bool ok = (valid && part(geos, &made, valid) && prepare(geos, &made)) || fail_geos(err);
    ok = ok && VP_ARRAY_FIT(list->items, list->room, list->count + 1, err);
    GEOSGeom_destroy_r(geos, valid);
    GEOSGeom_destroy_r(geos, taken);
    if (!ok) return vp_cql2_geometry_clear(geos, &made), false;
    *index = list->count;
    list->items[list->count++] = made;
    return true;
}

static GEOSGeometry *polygon_of(GEOSContextHandle_t geos, vp_bounds b)
{
    if (b.west < b.east && b.south < b.north) return GEOSGeom_createRectangle_r(geos, b.west, b.south, b.east, b.north);
    if (b.west == b.east && b.south == b.north) return GEOSGeom_createPointFromXY_r(geos, b.west, b.south);
    const double ends[] = {b.west, b.south, b.east, b.north};
    GEOSCoordSequence *line = GEOSCoordSeq_copyFromBuffer_r(geos, ends, 2, 0, 0);
    return line ? GEOSGeom_createLineString_r(geos, line) : NULL;
}

bool vp_cql2_geometries_add_box(vp_cql2_geometries *list, vp_bounds box, size_t *index, vp_error *err)
{
    GEOSContextHandle_t geos = vp_cql2_geometries_context(list, err);
    if (!geos) return false;
    GEOSGeometry *whole = NULL;
    if (box.west <= box.east) {
        whole = polygon_of(geos, box);
    } else {
        GEOSGeometry *halves[] = {polygon_of(geos, (vp_bounds){box.west, box.south, 180, box.north}),
                                  polygon_of(geos, (vp_bounds){-180, box.south, box.east, box.north})};
        if (halves[0] && halves[1]) {
            whole = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, halves, 2);
        } else {
            GEOSGeom_destroy_r(geos, halves[0]);
            GEOSGeom_destroy_r(geos, halves[1]);
        }
    }
    if (!vp_cql2_geometries_add(list, whole, index, err)) return false;
    list->items[*index].is_box = true;
    list->items[*index].box = box;
    return true;
}

void vp_cql2_geometry_clear(GEOSContextHandle_t geos, vp_cql2_geometry *g)
{
    for (int d = 0; d < VP_CQL2_DIMENSIONS; d++) {
        if (g->prepared[d]) GEOSPreparedGeom_destroy_r(geos, g->prepared[d]);
        if (g->parts[d]) GEOSGeom_destroy_r(geos, g->parts[d]);
    }
    memset(g, 0, sizeof *g);
}

void vp_cql2_geometries_drop(vp_cql2_geometries *list, size_t count)
{
    while (list->count > count) vp_cql2_geometry_clear(list->geos, &list->items[--list->count]);
}

void vp_cql2_geometries_clear(vp_cql2_geometries *list)
{
    vp_cql2_geometries_drop(list, 0);
    free(list->items);
    if (list->geos) GEOS_finish_r(list->geos);
    memset(list, 0, sizeof *list);
}

/* ------------------------------------------------------------ features */

static GEOSGeometry *ring_of(GEOSContextHandle_t geos, const vp_shape *shape, size_t ring)
{
    size_t from = shape->ring_starts[ring], size = shape->ring_starts[ring + 1] - from;
    GEOSCoordSequence *points =
        GEOSCoordSeq_copyFromBuffer_r(geos, &shape->points[from].x, (unsigned)size, 0, 0); /* x, y, x, y … */
    return points ? GEOSGeom_createLinearRing_r(geos, points) : NULL;
}

static void destroy_all(GEOSContextHandle_t geos, GEOSGeometry **list, size_t count)
{
    while (count > 0) GEOSGeom_destroy_r(geos, list[--count]);
}

/* The polygon of an outer ring with its holes; room is for as many as there are rings. */
static GEOSGeometry *polygon_at(GEOSContextHandle_t geos, const vp_cql2_place *place, size_t outer, GEOSGeometry **room)
{
    size_t holes = 0;
    GEOSGeometry *shell = ring_of(geos, place->area, outer);
    if (!shell) return NULL;
    for (size_t r = 0; r < place->area->ring_count; r++) {
        if (place->outer[r] != outer) continue;
        if ((room[holes] = ring_of(geos, place->area, r))) {
            holes++;
            continue;
        }
        destroy_all(geos, room, holes);
        GEOSGeom_destroy_r(geos, shell);
        return NULL;
    }
    return GEOSGeom_createPolygon_r(geos, shell, room, (unsigned)holes);
}

static GEOSGeometry *area_of(GEOSContextHandle_t geos, const vp_cql2_place *place)
{
    size_t rings = place->area->ring_count, count = 0;
    GEOSGeometry **room = calloc(2 * rings + 1, sizeof *room), **polygons = room + rings, *area = NULL;
    bool ok = room != NULL;
    for (size_t r = 0; ok && r < rings; r++) {
        if (place->outer[r] != VP_NONE) continue;
        ok = (polygons[count] = polygon_at(geos, place, r, room)) != NULL;
        count += ok;
    }
    if (ok && count == 1)
        area = polygons[0];
    else if (ok)
        area = GEOSGeom_createCollection_r(geos, GEOS_MULTIPOLYGON, polygons, (unsigned)count);
    else if (room)
        destroy_all(geos, polygons, count);
    free(room);
    return area;
}

void vp_cql2_geometry_of_place(GEOSContextHandle_t geos, const vp_cql2_place *place, vp_cql2_geometry *out)
{
    memset(out, 0, sizeof *out);
    if (place->area)
        out->parts[2] = area_of(geos, place);
    else
        out->parts[0] = GEOSGeom_createPointFromXY_r(geos, place->point.x, place->point.y);
}

/* ------------------------------------------------------------ relations */

typedef char plain_test(GEOSContextHandle_t, const GEOSGeometry *, const GEOSGeometry *);
typedef char prepared_test(GEOSContextHandle_t, const GEOSPreparedGeometry *, const GEOSGeometry *);

/* How parts stand to each other; turned: the same of b and a, where b is prepared. NULL: GEOS has none. */
static const struct {
    plain_test *plain;
    prepared_test *turned;
} tests[] = {
    [VP_CQL2_INTERSECTS] = {GEOSIntersects_r, GEOSPreparedIntersects_r},
    [VP_CQL2_EQUALS] = {GEOSEquals_r, NULL},
    [VP_CQL2_DISJOINT] = {GEOSDisjoint_r, GEOSPreparedDisjoint_r},
    [VP_CQL2_TOUCHES] = {GEOSTouches_r, GEOSPreparedTouches_r},
    [VP_CQL2_WITHIN] = {GEOSWithin_r, GEOSPreparedContains_r},
    [VP_CQL2_OVERLAPS] = {GEOSOverlaps_r, GEOSPreparedOverlaps_r},
    [VP_CQL2_CROSSES] = {GEOSCrosses_r, GEOSPreparedCrosses_r},
    [VP_CQL2_CONTAINS] = {GEOSContains_r, GEOSPreparedWithin_r},
};

typedef struct {
    GEOSContextHandle_t geos;
    const vp_cql2_geometry *a, *b;
    bool known;
} pairing;

/* Whether a's part of dimension i stands so to b's of dimension j; false where one of them is absent. */
static bool stands(pairing *p, vp_cql2_relation relation, int i, int j)
{
    if (!p->a->parts[i] || !p->b->parts[j]) return false;
    char is = p->b->prepared[j] && tests[relation].turned
                  ? tests[relation].turned(p->geos, p->b->prepared[j], p->a->parts[i])
                  : tests[relation].plain(p->geos, p->a->parts[i], p->b->parts[j]);
    p->known &= is == 0 || is == 1;
    return is == 1;
}

static bool any_stands(pairing *p, vp_cql2_relation relation)
{
    for (int i = 0; i < VP_CQL2_DIMENSIONS; i++)
        for (int j = 0; j < VP_CQL2_DIMENSIONS; j++)
            if (stands(p, relation, i, j)) return true;
    return false;
}

/* Each part of a lies in a part of b; turned: of b in one of a. */
static bool all_stand(pairing *p, vp_cql2_relation relation, bool turned)
{
    const vp_cql2_geometry *inner = turned ? p->b : p->a;
    bool some = false;
    for (int i = 0; i < VP_CQL2_DIMENSIONS; i++) {
        bool lies = !inner->parts[i];
        for (int j = 0; !lies && j < VP_CQL2_DIMENSIONS; j++)
            lies = turned ? stands(p, relation, j, i) : stands(p, relation, i, j);
        if (!lies) return false;
        some |= inner->parts[i] != NULL;
    }
    return some;
}

static bool all_equal(pairing *p)
{
    for (int i = 0; i < VP_CQL2_DIMENSIONS; i++)
        if (!p->a->parts[i] != !p->b->parts[i] || (p->a->parts[i] && !stands(p, VP_CQL2_EQUALS, i, i))) return false;
    return true;
}

/* They meet, and wherever parts do, only their edges. */
static bool edges_meet(pairing *p)
{
    bool touch = false;
    for (int i = 0; i < VP_CQL2_DIMENSIONS; i++)
        for (int j = 0; j < VP_CQL2_DIMENSIONS; j++) {
            if (!stands(p, VP_CQL2_INTERSECTS, i, j)) continue;
            if (!stands(p, VP_CQL2_TOUCHES, i, j)) return false;
            touch = true;
        }
    return touch;
}

bool vp_cql2_geometry_stands(GEOSContextHandle_t geos, vp_cql2_relation relation, const vp_cql2_geometry *a,
                             const vp_cql2_geometry *b, bool *known)
{
    pairing p = {geos, a, b, true};
    bool is = false;
    switch (relation) {
    case VP_CQL2_DISJOINT: is = !any_stands(&p, VP_CQL2_INTERSECTS); break;
    case VP_CQL2_WITHIN: is = all_stand(&p, relation, false); break;
    case VP_CQL2_CONTAINS: is = all_stand(&p, relation, true); break;
    case VP_CQL2_EQUALS: is = all_equal(&p); break;
    case VP_CQL2_TOUCHES: is = edges_meet(&p); break;
    default: is = any_stands(&p, relation);
    }
    *known = p.known;
    return is;
}

unsigned char *vp_cql2_geometry_text(GEOSContextHandle_t geos, const vp_cql2_geometry *geometry, size_t *length)
{
    GEOSGeometry *parts[VP_CQL2_DIMENSIONS];
    unsigned count = 0;
    for (int d = 0; d < VP_CQL2_DIMENSIONS; d++)
        if (geometry->parts[d] && (parts[count] = GEOSGeom_clone_r(geos, geometry->parts[d]))) count++;
    GEOSGeometry *whole = GEOSGeom_createCollection_r(geos, GEOS_GEOMETRYCOLLECTION, parts, count);
    if (!whole) return NULL;
    unsigned char *text = GEOSNormalize_r(geos, whole) == 0 ? GEOSGeomToHEX_buf_r(geos, whole, length) : NULL;
    GEOSGeom_destroy_r(geos, whole);
    return text;
}
