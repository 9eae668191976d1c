/* How far a figure that is computed from places may be off, from stated causes, by seeded runs. */
#pragma once
#include <vungphu/analysis.h>
#include <vungphu/api.h>
#include <vungphu/indicators.h>

VP_BEGIN_DECLS

/* Each run draws one factor for all speeds, evenly from 1 - speed_part to 1 + speed_part; for each facility and
 * transmitter of the services a place, evenly over the disc of position_metres around it (its own where that one is
 * off the grid); for each polygon that is served a shift as far; and one of the population grids, each as likely.
 * Straight-line distances, signals and polygons have no speed. */
typedef struct {
    double speed_part;      /* 0 to 0.9 */
    double position_metres; /* 0 to 100000 */
    size_t runs;            /* 1 to 10000 */
    uint64_t seed;
} vp_uncertainty_options;

/* An indicator of people (vp_measures[].of_people), such as vp_indicator_of_reach makes; its group and limit count.
 * What is recorded has no range: no source says how far it may be off. */
typedef struct {
    const vp_indicator *indicator;
    const vp_joint *joint; /* of a joint measure: its question; else not read */
    /* Whose people of the main set are taken, since they may be summed from cells that the region has no more (those of
     * the source); NULL: they are counted from its grids. */
    const vp_coverage *counted;
} vp_uncertainty_question;

typedef struct {
    double value;       /* without any change, of the population that the indicator stands on */
    double low, high;   /* within which nine of ten runs lie: the 5th and the 95th percentile, each a run's own value */
    double least, most; /* of all runs */
} vp_spread;

/* spreads[unit] of the main set, and [unit_count] the whole; NaN without data. The region has its terrain. One solve of
 * each service a run; progress of options may cancel. */
VP_API bool vp_uncertainty_of(const vp_region *region, const vp_weights *main_weights,
                              const vp_uncertainty_question *question, const vp_uncertainty_options *uncertainty,
                              const vp_analysis_options *options, vp_spread spreads[], vp_error *err);

VP_END_DECLS
