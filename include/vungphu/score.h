/* The plan's score: how far an indicator is from its target, and whether it is on track. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/indicators.h>
#include <vungphu/territory.h>

VP_BEGIN_DECLS

typedef enum {
    VP_STATUS_MET,        /* the value is at or beyond the target */
    VP_STATUS_ON_TRACK,   /* not yet, but on or above the straight line from the start to the target */
    VP_STATUS_BEHIND,     /* below the line, or after the target year */
    VP_STATUS_UNMET,      /* not yet, and no earlier value or milestone gives a line to hold it against */
    VP_STATUS_NO_DATA,    /* no value, whatever the plan says */
    VP_STATUS_NOT_DEFINED /* a value, but the plan names no number */
} vp_status;
#define VP_STATUS_COUNT 6
/* met, on_track, behind, unmet, no_data, not_defined */
VP_API extern const char *const vp_status_names[VP_STATUS_COUNT];

/* What a score stands on. */
typedef struct vp_history vp_history;
typedef struct {
    const vp_region *region;
    const vp_coverage *coverage;
    const vp_history *history; /* may be NULL */
    vp_territory territory;
} vp_board;

/* A territory's value as one snapshot had it. */
typedef struct {
    char *indicator;
    char *question;  /* how it was measured: two values compare only under the same question */
    char *territory; /* level, vintage and code, * for all units: "province 2024 19" */
    char *snapshot;
    vp_date as_of;
    double value; /* NaN: no data */
} vp_history_point;

/* By as_of, one point an indicator, territory and day. */
struct vp_history {
    vp_history_point *points;
    size_t count;
};

VP_API void vp_history_clear(vp_history *history);
/* Adds a copy; one of the same indicator, territory and day is replaced. */
VP_API bool vp_history_put(vp_history *history, const vp_history_point *point, vp_error *err);
/* Adds today's value of every indicator on the plan's territory and on the main set as a whole. */
VP_API bool vp_history_put_region(vp_history *history, const vp_region *region, const vp_coverage *coverage,
                                  const char *snapshot, vp_error *err);
/* Measure, service, group and its definition, limit, threshold, records, unit, units and population grid as one text.
 * Free it, and the next. */
VP_API char *vp_history_question(const vp_region *region, vp_territory territory, const vp_indicator *indicator,
                                 vp_error *err);
VP_API char *vp_history_territory(const vp_units *units, vp_territory territory, vp_error *err);
/* Every value of the indicator on the board's territory that compares with today's: those of earlier snapshots, and
 * of the years of its records in which as many units reported (their snapshot is "records"). */
VP_API bool vp_history_series(const vp_board *board, const vp_indicator *indicator, vp_history *out, vp_error *err);

/* The line from the earliest value known through the milestones to the target on 31 December of its year: straight
 * between two of them. */
typedef struct {
    vp_date start;      /* "" when there is no line; a baseline counts on 31 December of its year */
    double start_value; /* NaN without a line */
    bool from_baseline; /* the start is the table's baseline, else a snapshot's value */
    double expected;    /* on the line at as_of; NaN before it begins, without one, or after the target year */
} vp_target_line;

typedef struct {
    vp_measurement measured; /* of the territory */
    vp_status status;
    double gap;       /* target - value in the unit of the measure, >= 0; NaN without either */
    double gap_count; /* the same in people, units, beds …; NaN where it has no meaning */
    char gap_of[96];  /* what gap_count counts: people, commune, or names of records and attributes; "" for nothing */
    double units_short, units_counted; /* units of the group whose own value misses the target, of those that
                                          have one; NaN where the target is no share or rate of a unit */
    vp_target_line line;
    char data[96]; /* what the figure rests on: the population grid's label, or the records' vintage */
} vp_score;

/* Of the history, only points of the same territory and question before as_of count. */
VP_API bool vp_indicator_score(const vp_board *board, const vp_indicator *indicator, vp_score *out, vp_error *err);

VP_END_DECLS
