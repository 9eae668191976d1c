/* Instants and intervals, and how they may stand to each other (Allen's relations, as OWL-Time has them). */
#pragma once
#include <stdbool.h>

/* seconds since 1970 in UTC, -INFINITY and INFINITY without a bound; of a day its first moment. */
typedef struct {
    double seconds;
    bool is_day;
} vp_cql2_instant;

/* From a day such as 2026-12-31, or a moment in UTC such as 2026-12-31T07:00:00Z. False: it is neither. */
bool vp_cql2_instant_read(const char *text, vp_cql2_instant *out);

/* <0, 0, >0. A day is not finer than a day: against a moment, the moment's day counts. */
int vp_cql2_instant_order(vp_cql2_instant a, vp_cql2_instant b);

typedef struct {
    vp_cql2_instant from, to; /* an instant: both the same */
} vp_cql2_interval;

typedef enum {
    VP_CQL2_AFTER,
    VP_CQL2_BEFORE,
    VP_CQL2_CONTAINS_TIME,
    VP_CQL2_DISJOINT_TIME,
    VP_CQL2_DURING,
    VP_CQL2_EQUAL_TIME,
    VP_CQL2_FINISHED_BY,
    VP_CQL2_FINISHES,
    VP_CQL2_MEET_TIME, /* T_INTERSECTS */
    VP_CQL2_MEETS,
    VP_CQL2_MET_BY,
    VP_CQL2_OVERLAPPED_BY,
    VP_CQL2_OVERLAPS_TIME,
    VP_CQL2_STARTED_BY,
    VP_CQL2_STARTS,
} vp_cql2_order;

bool vp_cql2_interval_stands(vp_cql2_order order, vp_cql2_interval a, vp_cql2_interval b);
