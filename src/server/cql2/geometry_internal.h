/* Geometries of a filter and of features, and how they stand to each other, by GEOS. */
#pragma once
#include "server/cql2/cql2.h"
#include <geos_c.h>

typedef enum {
    VP_CQL2_INTERSECTS,
    VP_CQL2_EQUALS,
    VP_CQL2_DISJOINT,
    VP_CQL2_TOUCHES,
    VP_CQL2_WITHIN,
    VP_CQL2_OVERLAPS,
    VP_CQL2_CROSSES,
    VP_CQL2_CONTAINS,
} vp_cql2_relation;

enum { VP_CQL2_DIMENSIONS = 3 };

/* By dimension, as a collection may have points, lines and areas; NULL where it has none. Valid, in degrees. */
typedef struct {
    GEOSGeometry *parts[VP_CQL2_DIMENSIONS];
    const GEOSPreparedGeometry *prepared[VP_CQL2_DIMENSIONS]; /* of those that many features are held against */
    bool is_box;                                              /* a point or a box: box says all of it */
    vp_bounds box;                                            /* west > east: over the antimeridian */
} vp_cql2_geometry;

/* Those of one filter, which one thread uses at a time. */
typedef struct {
    GEOSContextHandle_t geos; /* NULL until there is one */
    vp_cql2_geometry *items;
    size_t count, room;
} vp_cql2_geometries;

/* The context that geometries are made in; NULL when memory is short. */
GEOSContextHandle_t vp_cql2_geometries_context(vp_cql2_geometries *list, vp_error *err);
/* Takes a geometry: what crosses itself is made valid, a collection parted by dimension. NULL: its making failed. */
bool vp_cql2_geometries_add(vp_cql2_geometries *list, GEOSGeometry *taken, size_t *index, vp_error *err);
/* Adds a box, or a point as one without size. */
bool vp_cql2_geometries_add_box(vp_cql2_geometries *list, vp_bounds box, size_t *index, vp_error *err);
void vp_cql2_geometries_drop(vp_cql2_geometries *list, size_t count); /* those behind the first count */
void vp_cql2_geometries_clear(vp_cql2_geometries *list);

/* Of a feature's place, cleared by vp_cql2_geometry_clear. All parts NULL when memory is short. */
void vp_cql2_geometry_of_place(GEOSContextHandle_t geos, const vp_cql2_place *place, vp_cql2_geometry *out);
void vp_cql2_geometry_clear(GEOSContextHandle_t geos, vp_cql2_geometry *geometry);

/* Whether a stands so to b; *known is false where GEOS cannot say. */
bool vp_cql2_geometry_stands(GEOSContextHandle_t geos, vp_cql2_relation relation, const vp_cql2_geometry *a,
                             const vp_cql2_geometry *b, bool *known);
/* As text that is the same for the same geometry; NULL when memory is short. Freed by GEOSFree_r. */
unsigned char *vp_cql2_geometry_text(GEOSContextHandle_t geos, const vp_cql2_geometry *geometry, size_t *length);
