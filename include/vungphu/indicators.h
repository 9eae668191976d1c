/* Indicators as formulas on recorded values and facts. Pure and quick (microseconds a
 * unit), so that the server answers any limit, group or threshold without a rebuild. */
#pragma once
#include <vungphu/api.h>
#include <vungphu/coverage.h>

VP_BEGIN_DECLS

/* A value with the parts it was made from. NaN value: no data. */
typedef struct {
    double value;
    double numerator, denominator; /* people, units, households, beds … */
    double low, high;              /* over the population grids; equal to value with one grid */
    size_t units_without_data;     /* of the selection, left out of both parts */
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
} vp_question;

/* One unit (VP_NONE: the whole set), all else as the indicator has it. */
VP_API vp_question vp_question_of(size_t set, size_t unit);

/* VP_BAD_INPUT when the question makes no sense for the indicator (a limit off the scale …). */
/* A figure recorded for whole units is no data for a group that is a part of their people. */
VP_API bool vp_indicator_measure(const vp_region *region, const vp_coverage *coverage, const vp_indicator *indicator,
                                 const vp_question *question, vp_measurement *out, vp_error *err);

/* Why a value is no data. */
typedef struct {
    const char *id, *vi, *en; /* one line for readers */
} vp_reason;
/* NULL when the question has a value. measured: what vp_indicator_measure gave. */
VP_API const vp_reason *vp_indicator_reason(const vp_region *region, const vp_coverage *coverage,
                                            const vp_indicator *indicator, const vp_question *question,
                                            const vp_measurement *measured);

/* The table of measures: name in indicators.csv, columns it needs. One row a vp_measure. */
typedef struct {
    const char *name;
    const char *unit; /* percent: value 0..1 shown as %; per_10000; ratio; count */
    bool needs_service, needs_numerator, needs_denominator, needs_threshold;
    const char *formula_vi, *formula_en; /* one line for readers */
} vp_measure_row;
VP_API extern const vp_measure_row vp_measures[VP_MEASURE_COUNT];

/* Whether a question's limit changes the value: the catchments of floating_catchment are those of the build. */
VP_API bool vp_measure_takes_limit(vp_measure measure);

VP_END_DECLS
