#include "store/snapshot/quality_cover.h"
#include "platform/parallel.h"
#include "store/spatial/geometry.h"
#include <geos_c.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    GEOSContextHandle_t geos;
    const vp_unit_set *set;
    GEOSGeometry **shapes; /* [unit] valid */
    vp_bounds *bounds;     /* [unit] */
    vp_quality *quality;
    vp_error *err;
} cover;

static GEOSGeometry *shape_of(const cover *c, const vp_shape *shape)
{
    size_t bytes;
    unsigned char *wkb = vp_geometry_wkb(shape, &bytes, c->err);
    GEOSGeometry *made = wkb ? GEOSGeomFromWKB_buf_r(c->geos, wkb, bytes) : NULL;
    free(wkb);
    if (!made || GEOSisValid_r(c->geos, made) == 1) return made;
    GEOSGeometry *valid = GEOSMakeValid_r(c->geos, made);
    GEOSGeom_destroy_r(c->geos, made);
    return valid;
}

static double area_of(const cover *c, const GEOSGeometry *shape)
{
    double area = 0;
    return shape && GEOSArea_r(c->geos, shape, &area) == 1 ? area : 0;
}

/* The polygons of a geometry as rings; lines and points of an intersection have no area and are left out. */
static bool add_row(const cover *c, vp_quality_row *like, const GEOSGeometry *polygon)
{
    GEOSGeometry *inside = GEOSPointOnSurface_r(c->geos, polygon);
    if (inside) {
        GEOSGeomGetX_r(c->geos, inside, &like->x);
        GEOSGeomGetY_r(c->geos, inside, &like->y);
        GEOSGeom_destroy_r(c->geos, inside);
    }
    vp_quality_row *row = vp_quality_add(c->quality, like, c->err);
    size_t bytes = 0;
    unsigned char *wkb = row ? GEOSGeomToWKB_buf_r(c->geos, polygon, &bytes) : NULL;
    bool ok = wkb && vp_geometry_shape(wkb, bytes, &row->shape, c->err);
    if (row && !wkb) vp_fail_memory(c->err, 1);
    GEOSFree_r(c->geos, wkb);
    return ok;
}

static bool add_overlap(const cover *c, size_t a, size_t b, const GEOSGeometry *part)
{
    const vp_unit *p = &c->set->units[a], *q = &c->set->units[b];
    char reason[300];
    double area = area_of(c, part);
    if (GEOSGeomTypeId_r(c->geos, part) != GEOS_POLYGON || area < 1) return true;
    snprintf(reason, sizeof reason,
             "%.60s (%.20s) and %.60s (%.20s) of %.20s overlap here by %.0f m²; a person is counted once", p->name,
             p->code, q->name, q->code, c->set->vintage, area);
    vp_quality_row like = {.kind = (char *)(uintptr_t) "overlap",
                           .severity = (char *)(uintptr_t) "warning",
                           .file = (char *)(uintptr_t) "units",
                           .layer = c->set->vintage,
                           .field = (char *)(uintptr_t) "geometry",
                           .value = q->code,
                           .reason = reason,
                           .x = NAN,
                           .y = NAN};
    return add_row(c, &like, part);
}

static bool add_overlaps(const cover *c)
{
    bool ok = true;
    for (size_t a = 0; ok && a < c->set->unit_count; a++)
        for (size_t b = a + 1; ok && b < c->set->unit_count; b++) {
            vp_bounds p = c->bounds[a], q = c->bounds[b];
            if (p.west > q.east || q.west > p.east || p.south > q.north || q.south > p.north) continue;
            GEOSGeometry *shared = GEOSIntersection_r(c->geos, c->shapes[a], c->shapes[b]);
            for (int i = 0; ok && shared && i < GEOSGetNumGeometries_r(c->geos, shared); i++)
                ok = add_overlap(c, a, b, GEOSGetGeometryN_r(c->geos, shared, i));
            if (shared) GEOSGeom_destroy_r(c->geos, shared);
        }
    return ok;
}

static bool add_gap(const cover *c, const GEOSGeometry *ring)
{
    GEOSGeometry *copy = GEOSGeom_clone_r(c->geos, ring);
    GEOSGeometry *hole = copy ? GEOSGeom_createPolygon_r(c->geos, copy, NULL, 0) : NULL;
    double area = area_of(c, hole);
    char reason[200];
    snprintf(reason, sizeof reason, "%.0f m² that no unit of %.40s has; who lives here is counted nowhere", area,
             c->set->vintage);
    vp_quality_row like = {.kind = (char *)(uintptr_t) "gap",
                           .severity = (char *)(uintptr_t) "warning",
                           .file = (char *)(uintptr_t) "units",
                           .layer = c->set->vintage,
                           .field = (char *)(uintptr_t) "geometry",
                           .reason = reason,
                           .x = NAN,
                           .y = NAN};
    bool ok = area < 1 || add_row(c, &like, hole);
    if (hole) GEOSGeom_destroy_r(c->geos, hole);
    return ok;
}

static bool add_gaps(const cover *c)
{
    GEOSGeometry **parts = calloc(c->set->unit_count + 1, sizeof *parts), *all = NULL, *whole = NULL;
    bool ok = parts || vp_fail_memory(c->err, c->set->unit_count * sizeof *parts);
    for (size_t u = 0; ok && u < c->set->unit_count; u++) parts[u] = GEOSGeom_clone_r(c->geos, c->shapes[u]);
    if (ok) all = GEOSGeom_createCollection_r(c->geos, GEOS_GEOMETRYCOLLECTION, parts, (unsigned)c->set->unit_count);
    if (all) whole = GEOSUnaryUnion_r(c->geos, all);
    for (int i = 0; ok && whole && i < GEOSGetNumGeometries_r(c->geos, whole); i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(c->geos, whole, i);
        int holes = GEOSGeomTypeId_r(c->geos, part) == GEOS_POLYGON ? GEOSGetNumInteriorRings_r(c->geos, part) : 0;
        for (int h = 0; ok && h < holes; h++) ok = add_gap(c, GEOSGetInteriorRingN_r(c->geos, part, h));
    }
    if (whole) GEOSGeom_destroy_r(c->geos, whole);
    if (all) GEOSGeom_destroy_r(c->geos, all);
    free(parts);
    return ok;
}

static bool cover_set(const vp_unit_set *set, vp_quality *quality, vp_error *err)
{
    cover c = {GEOS_init_r(), set, NULL, NULL, quality, err};
    c.shapes = calloc(set->unit_count + 1, sizeof(GEOSGeometry *));
    c.bounds = calloc(set->unit_count + 1, sizeof *c.bounds);
    bool ok = c.geos &&
              ((c.shapes && c.bounds) || vp_fail_memory(err, set->unit_count * (sizeof(void *) + sizeof *c.bounds)));
    for (size_t u = 0; ok && u < set->unit_count; u++) {
        c.bounds[u] = vp_shape_bounds(&set->units[u].shape);
        c.shapes[u] = shape_of(&c, &set->units[u].shape);
        ok = c.shapes[u] || vp_fail(err, VP_BAD_INPUT, "unit %s has no usable polygon", set->units[u].code);
    }
    ok = ok && add_overlaps(&c) && add_gaps(&c);
    for (size_t u = 0; c.shapes && u < set->unit_count; u++)
        if (c.shapes[u]) GEOSGeom_destroy_r(c.geos, c.shapes[u]);
    free(c.shapes);
    free(c.bounds);
    if (c.geos) GEOS_finish_r(c.geos);
    return ok;
}

typedef struct {
    const vp_units *units;
    vp_quality *found; /* [set] */
} covers;

static bool cover_one(void *context, size_t place, size_t set, vp_error *err)
{
    (void)place;
    covers *all = context;
    return cover_set(&all->units->sets[set], &all->found[set], err);
}

bool vp_quality_cover(const vp_units *units, vp_quality *quality, vp_error *err)
{
    covers all = {units, calloc(units->set_count + 1, sizeof *all.found)};
    bool ok = (all.found || vp_fail_memory(err, units->set_count * sizeof *all.found)) &&
              vp_parallel_run(0, units->set_count, cover_one, &all, err);
    for (size_t s = 0; all.found && s < units->set_count; s++) {
        ok = ok && vp_quality_move(&all.found[s], quality, err);
        vp_quality_clear(&all.found[s]);
    }
    free(all.found);
    return ok;
}
