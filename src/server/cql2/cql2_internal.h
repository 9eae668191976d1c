/* The tree of a parsed filter, for cql2.c (what it means) and parse.c (how it is written). */
#pragma once
#include "server/cql2/cql2.h"
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
    VP_CQL2_BETWEEN,    /* first, and the pair's two ends */
    VP_CQL2_PAIR,       /* two ends of BETWEEN, or one item of IN and the rest of its list */
    VP_CQL2_IN,         /* first, and a list of pairs */
    VP_CQL2_IS_NULL,    /* first */
    VP_CQL2_INTERSECTS, /* box */
    VP_CQL2_GEOMETRY,   /* the feature's own */
    VP_CQL2_PROPERTY,
    VP_CQL2_NUMBER,
    VP_CQL2_TEXT,
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

typedef enum { VP_CQL2_IS_TRUTH, VP_CQL2_IS_NUMBER, VP_CQL2_IS_TEXT, VP_CQL2_IS_GEOMETRY } vp_cql2_type;

#define VP_CQL2_NONE UINT16_MAX

typedef struct {
    vp_cql2_kind kind;
    vp_cql2_type type;
    uint16_t first, second; /* nodes below; VP_CQL2_NONE without */
    double number;
    char *text;      /* of a text, NFC; of a property, its name; owned */
    size_t property; /* its number in the schema */
    vp_bounds box;   /* degrees; a point is a box without size */
} vp_cql2_node;

struct vp_cql2 {
    vp_cql2_node *nodes;
    size_t count, room;
    uint16_t root;
};
