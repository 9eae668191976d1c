/* CQL2 Text: the language of `filter` in OGC API – Features, part 3 (OGC 21-065r2). Taken are the classes
 * basic-cql2 (AND, OR, NOT, comparisons, IS NULL), advanced-comparison-operators (LIKE, BETWEEN, IN),
 * case-insensitive-comparison (CASEI), accent-insensitive-comparison (ACCENTI), basic-spatial-functions
 * (S_INTERSECTS with a point or a box), property-property and arithmetic with + - * /. A property without a
 * value makes a comparison unknown; a feature is wanted only where the filter is true. */
#pragma once
#include "server/ogc/collections.h"

typedef struct vp_cql2 vp_cql2;

/* Most bytes of a filter, and how deep its brackets may nest. */
#define VP_CQL2_LENGTH_MOST 1000
#define VP_CQL2_DEPTH_MOST  50

/* The filter of a text over a collection's properties, freed by vp_cql2_free; the collection outlives it. NULL
 * and a sentence with the place in err (VP_BAD_INPUT) when it is not of the language, names no property of the
 * collection, or compares a number with a text. */
vp_cql2 *vp_cql2_parse(const char *text, const vp_collection *collection, vp_error *err);
void vp_cql2_free(vp_cql2 *filter);

/* Whether the filter is true of a feature. */
bool vp_cql2_holds(const vp_cql2 *filter, const vp_view *view, size_t row);
