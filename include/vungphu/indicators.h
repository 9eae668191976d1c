/* Indicators as formulas on recorded values and facts. Pure and quick (microseconds a
 * unit), so that the server answers any limit, group or threshold without a rebuild. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/coverage.h>
#include <vungphu/group_people.h>

VP_BEGIN_DECLS

/* A value with the parts it was made from. NaN value: no data. */
typedef struct {
    double value;
    double numerator, denominator; /* people, units, households, beds … */
    double low, high; /* over the population grids, and over what a combined group can be (group.h); else value */
    size_t units_without_data; /* of the selection, left out of both parts */
} vp_measurement;

/* What to measure. Options at their "unset" value take the indicator's own. A set whose units are made of finer
 * ones (districts of communes) is summed from those, so that levels agree and groups hold on every level;
 * reached_units then counts the finer units. */
typedef struct {
    size_t set;       /* unit set */
    size_t unit;      /* one unit, or VP_NONE for the whole set */
    size_t group;     /* VP_NONE: the indicator's group */
    double limit;     /* NaN: the indicator's, then the service's default */
    double threshold; /* NaN: the indicator's */
    int year;         /* of records: what was recorded of that very year; 0: the latest up to as_of */
} vp_question;

/* One unit (VP_NONE: the whole set), all else as the indicator has it. */
VP_API vp_question vp_question_of(size_t set, size_t unit);

/* The share of the group's people within the limit of a service, for figures that no table of indicators lists.
 * limit NaN: the service's own. */
VP_API vp_indicator vp_indicator_of_reach(size_t service, size_t group, double limit);
/* The share of the group's people whom several services reach together (joint_share); threshold, unless it is NaN: the
 * share of units in which that is so of at least that part of them (joint_units). Its joint is row 0. */
VP_API vp_indicator vp_indicator_of_joint(size_t group, double threshold);

/* VP_BAD_INPUT when the question makes no sense for the indicator (a limit off the scale …). */
/* A figure recorded for whole units is no data for a group that is a part of their people. */
VP_API bool vp_indicator_measure(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator,
                                 const vp_question *question, vp_measurement *out, vp_error *err);

/* The value by one of the estimates of who lives where alone (VP_NONE: that which the indicator stands on), and how
 * many estimates there are. */
VP_API bool vp_indicator_value(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator,
                               const vp_question *question, size_t estimate, double *value, vp_error *err);
VP_API size_t vp_indicator_estimates(const vp_region *region, const vp_indicator *indicator);

/* People of the group in one unit of a finest set whom the service does not reach; NaN where it is not known. */
VP_API bool vp_indicator_left_out(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator,
                                  const vp_question *question, vp_group_people *out, vp_error *err);

/* Why a value is no data. */
typedef struct {
    const char *id, *vi, *en; /* one line for readers */
} vp_reason;
/* NULL when the question has a value. measured: what vp_indicator_measure gave. */
VP_API const vp_reason *vp_indicator_reason(const vp_region *region, const vp_coverage *coverage,
                                            const vp_indicator *indicator, const vp_question *question,
                                            const vp_measurement *measured);

/* How a value is made of its numerator and denominator. */
typedef enum {
    VP_PARTS_RATIO,     /* numerator / denominator */
    VP_PARTS_PER_10000, /* 10,000 times that */
    VP_PARTS_UNITS,     /* that, of units that reach the threshold: each counts as one */
    VP_PARTS_SUM,       /* the numerator */
    VP_PARTS_APART,     /* of figures that cannot be added up over units */
} vp_parts_rule;

/* What a gap to a target is counted in. */
typedef enum {
    VP_GAP_IN_NOTHING,
    VP_GAP_IN_PEOPLE,
    VP_GAP_IN_UNITS,
    VP_GAP_IN_FACILITIES,
    VP_GAP_IN_CAPACITY,    /* what the numerator or the service's capacity names: beds */
    VP_GAP_IN_DENOMINATOR, /* what the denominator names: households */
    VP_GAP_IN_NUMERATOR,
} vp_gap_unit;

/* Of measures.c and indicators.c, which alone work with them: all that a formula reads, and the sums that it makes. */
typedef struct vp_measure_view vp_measure_view;
typedef struct vp_measure_parts vp_measure_parts;

/* The table of measures, one row a measure: how it is worked out, and all that the tables' checks, the score, the API
 * and the report need to know of it. */
typedef struct {
    const char *name; /* in indicators.csv */
    const char *unit; /* percent: value 0..1 shown as %; per_10000; ratio; count */
    vp_parts_rule parts;
    vp_gap_unit gap;
    const char *needs; /* columns of indicators.csv that it cannot do without, separated by blanks */
    bool takes_limit;  /* a question's limit changes the value; else the build's catchments or none count */
    bool of_people;  /* counts people of the population grids, so that it can be asked of a share of a unit's people */
    bool of_joint;   /* of several services together: vp_indicator.joint */
    bool of_records; /* numerator and denominator are records of units */
    bool of_attributes;                                           /* the numerator is an attribute of facilities */
    const char *formula_vi, *formula_en;                          /* one line for readers */
    double (*value)(const vp_measure_view *, vp_measure_parts *); /* of the whole that is asked for */
    /* Where people are counted, what one unit adds to both parts, since a group may lie between two ends; else NULL. */
    void (*people)(const vp_measure_view *, size_t unit, vp_measure_parts *);
} vp_measure_row;
VP_API extern const vp_measure_row vp_measures[];
VP_API extern const size_t vp_measure_count;

/* The row of a name, or VP_MEASURE_NONE. */
VP_API vp_measure vp_measure_named(const char *name);

VP_END_DECLS
