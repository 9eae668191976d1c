/* CQL2 Text and JSON: the language of `filter` in OGC API – Features, part 3 (OGC 21-065r2). All classes but functions
 * of one's own are taken: basic-cql2, advanced-comparison-operators (LIKE, BETWEEN, IN), case- and accent-insensitive-
 * comparison, spatial-functions (any geometry of WKT or GeoJSON, and boxes, which may cross the antimeridian),
 * temporal-functions, array-functions, property-property and arithmetic. IS NULL is asked of what has any type. A
 * property without a value makes a comparison unknown; a feature is wanted only where the filter is true.
 *
 * Properties are numbers and texts. A text counts as an instant where it is compared with one (a day, or a moment such
 * as 2026-12-31T07:00:00Z; anything else is no value), and as an array, of what stands between its commas, where an
 * array is wanted. Where a day meets a moment, the moment's day counts. Arrays are compared as sets. */
#pragma once
#include "server/message/reference.h"
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>
#include <vungphu/shape.h>

typedef struct vp_cql2 vp_cql2;

/* Most bytes of a filter: all that a query may hold, and what proxies let through in a request's line. How deep its
 * brackets may nest; how many parts it may have, as each is asked of thousands of features. */
#define VP_CQL2_LENGTH_MOST VP_QUERY_MOST
#define VP_CQL2_DEPTH_MOST  50
#define VP_CQL2_PARTS_MOST  2000

/* The value of a property: a number (NaN: no data) or a text (NULL: none), which may lie in room. */
typedef struct {
    bool is_number;
    double number;
    const char *text;
    char room[160];
} vp_property_value;

/* What a filter may name. */
typedef struct {
    const void *context;
    const char *id;                /* of the collection, for sentences */
    const vp_reference *reference; /* of the positions in the filter; NULL: degrees, longitude first */
    /* The number of a property by its name, and whether its values are texts; false when there is none. */
    bool (*find)(const void *context, const char *name, size_t *property, bool *is_text);
} vp_cql2_schema;

/* A feature's geometry in degrees, borrowed: an area by its rings and which ring is a hole of which (VP_NONE: of none),
 * else a point. */
typedef struct {
    const vp_shape *area; /* NULL: a point */
    const size_t *outer;
    vp_point point;
} vp_cql2_place;

/* A feature that has the schema's properties. */
typedef struct {
    const void *context;
    void (*value)(const void *context, size_t property, vp_property_value *out);
    bool (*touches)(const void *context, vp_bounds box);    /* degrees; west > east: over the antimeridian */
    bool (*has_place)(const void *context);                 /* its geometry is not null */
    void (*place)(const void *context, vp_cql2_place *out); /* asked only of one that has a place */
} vp_cql2_feature;

/* The filter of a text, freed by vp_cql2_free. NULL and a sentence with the place in err (VP_BAD_INPUT) when it is
 * not of the language, names no property of the schema, or compares a number with a text. */
vp_cql2 *vp_cql2_parse(const char *text, const vp_cql2_schema *schema, vp_error *err);
/* The same of CQL2 JSON. Places in err are those of the filter as text. */
vp_cql2 *vp_cql2_parse_json(const char *json, const vp_cql2_schema *schema, vp_error *err);
void vp_cql2_free(vp_cql2 *filter);

/* Whether the filter names a property of the schema. */
bool vp_cql2_names(const vp_cql2 *filter, size_t property);

/* Whether the filter is true of a feature. */
bool vp_cql2_holds(const vp_cql2 *filter, const vp_cql2_feature *feature);
