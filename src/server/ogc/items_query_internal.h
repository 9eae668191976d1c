/* What is asked of /collections/{collection}/items, read and checked once. */
#pragma once
#include "server/cql2/cql2.h"
#include "server/message/reference.h"
#include "server/ogc/collections.h"
#include <vungphu/date.h>

enum { VP_ITEMS_MOST = 10000, VP_ITEMS_DEFAULT = 100, VP_ITEMS_FILTERS_MOST = 16, VP_ITEMS_SORTED_MOST = 8 };

typedef struct {
    size_t property;
    const char *text;
    double number;
} vp_items_filter;

typedef struct {
    size_t property;
    bool falls;
} vp_items_key;

typedef struct {
    const vp_call *call;
    const vp_collection *collection;
    vp_view view;                  /* its set goes through the sets that are wanted */
    const vp_reference *reference; /* of the positions in the answer */
    const char *level, *vintage;   /* of sets, as asked; NULL: not asked */
    bool any_level, any_vintage;   /* the condition or the day chooses, not the default */
    bool has_box;
    vp_bounds box;
    vp_cql2 *bent_box; /* the area that the box is around; NULL: the box itself */
    vp_date from, to;  /* days; "" open */
    bool has_time;
    vp_items_filter filters[VP_ITEMS_FILTERS_MOST];
    size_t filter_count, limit, offset;
    vp_items_key keys[VP_ITEMS_SORTED_MOST];
    size_t key_count;
    bool *wanted; /* [property] is answered; NULL: all are */
    bool skips_geometry;
    vp_cql2 *condition; /* NULL without */
} vp_items_query;

/* Of q, whose call is set; clear it, also on failure. */
bool vp_items_query_read(vp_items_query *q, const vp_snapshot *snapshot, vp_error *err);
void vp_items_query_clear(vp_items_query *q);
