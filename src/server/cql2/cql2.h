/* CQL2 Text and JSON: the language of `filter` in OGC API – Features, part 3 (OGC 21-065r2). Taken are the classes
 * basic-cql2 (AND, OR, NOT, comparisons, IS NULL), advanced-comparison-operators (LIKE, BETWEEN, IN),
 * case-insensitive-comparison (CASEI), accent-insensitive-comparison (ACCENTI), basic-spatial-functions
 * (S_INTERSECTS with a point or a box, which may cross the antimeridian), property-property and arithmetic with
 * + - * / % div ^. IS NULL is asked of a property of any type, of the geometry, and of what is made of them. A property
 * without a value makes a comparison unknown; a feature is wanted only where the filter is true. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>
#include <vungphu/shape.h>

typedef struct vp_cql2 vp_cql2;

/* Most bytes of a filter, and how deep its brackets may nest. */
#define VP_CQL2_LENGTH_MOST 1000
#define VP_CQL2_DEPTH_MOST  50

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
    const char *id; /* of the collection, for sentences */
    /* The number of a property by its name, and whether its values are texts; false when there is none. */
    bool (*find)(const void *context, const char *name, size_t *property, bool *is_text);
} vp_cql2_schema;

/* A feature that has the schema's properties. */
typedef struct {
    const void *context;
    void (*value)(const void *context, size_t property, vp_property_value *out);
    bool (*touches)(const void *context, vp_bounds box); /* degrees; west > east: over the antimeridian */
    bool (*has_place)(const void *context);              /* its geometry is not null */
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
