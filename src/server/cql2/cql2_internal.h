/* The tree of a parsed filter, for parse.c and literal.c (how it is written) and cql2.c (what it means). */
#pragma once
#include "server/cql2/cql2.h"
#include "server/cql2/geometry_internal.h"
#include "server/cql2/instant_internal.h"
#include <stdint.h>

typedef enum {
    VP_CQL2_AND,
    VP_CQL2_OR,
    VP_CQL2_NOT,
    VP_CQL2_TRUTH, /* number: 0 or 1 */
    VP_CQL2_EQUAL,
    VP_CQL2_UNEQUAL,
    VP_CQL2_LESS,
    VP_CQL2_LESS_OR_EQUAL,
    VP_CQL2_MORE,
    VP_CQL2_MORE_OR_EQUAL,
    VP_CQL2_LIKE,
    VP_CQL2_BETWEEN,  /* first, and the pair's two ends */
    VP_CQL2_PAIR,     /* two ends of BETWEEN, or one item of IN or of an array and the rest of its list */
    VP_CQL2_IN,       /* first, and a list of pairs */
    VP_CQL2_IS_NULL,  /* first */
    VP_CQL2_SPATIAL,  /* index: a vp_cql2_relation; first and second are geometries */
    VP_CQL2_TEMPORAL, /* index: a vp_cql2_order; first and second are instants or intervals */
    VP_CQL2_SETS,     /* index: a vp_cql2_set_relation; first and second are arrays */
    VP_CQL2_GEOMETRY, /* the feature's own */
    VP_CQL2_LITERAL,  /* index: a geometry of the filter's list */
    VP_CQL2_PROPERTY, /* index: the property's number in the schema */
    VP_CQL2_NUMBER,
    VP_CQL2_TEXT,
    VP_CQL2_INSTANT,
    VP_CQL2_OPEN,     /* an interval's end without bound */
    VP_CQL2_INTERVAL, /* first and second: its ends */
    VP_CQL2_ARRAY,    /* first: a list of pairs; VP_CQL2_NONE: without items */
    VP_CQL2_ADD,
    VP_CQL2_SUBTRACT,
    VP_CQL2_MULTIPLY,
    VP_CQL2_DIVIDE,
    VP_CQL2_REMAINDER,    /* of its first side's sign */
    VP_CQL2_WHOLE_DIVIDE, /* towards 0 */
    VP_CQL2_POWER,
    VP_CQL2_CASEI,
    VP_CQL2_ACCENTI,
} vp_cql2_kind;

typedef enum {
    VP_CQL2_IS_TRUTH,
    VP_CQL2_IS_NUMBER,
    VP_CQL2_IS_TEXT,
    VP_CQL2_IS_GEOMETRY,
    VP_CQL2_IS_INSTANT,
    VP_CQL2_IS_INTERVAL,
    VP_CQL2_IS_ARRAY,
} vp_cql2_type;

/* How two sets of items may stand to each other. */
typedef enum { VP_CQL2_SAME, VP_CQL2_HOLDS_ALL, VP_CQL2_HELD_BY, VP_CQL2_SHARE } vp_cql2_set_relation;

#define VP_CQL2_NONE UINT16_MAX

typedef struct {
    vp_cql2_kind kind;
    vp_cql2_type type;
    uint16_t first, second; /* nodes below; VP_CQL2_NONE without */
    size_t index;
    double number;
    vp_cql2_instant instant;
    char *text; /* of a text, NFC; of a property, its name; owned */
} vp_cql2_node;

struct vp_cql2 {
    vp_cql2_node *nodes;
    size_t count, room;
    uint16_t root;
    vp_cql2_geometries geometries;
};

/* The filter of a text of any length, written by a client or rewritten from JSON. */
vp_cql2 *vp_cql2_parse_written(const char *text, bool from_json, const vp_cql2_schema *schema, vp_error *err);
