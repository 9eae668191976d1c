/* How far a share of people reached may be off, from stated causes, by seeded runs. */
#pragma once
#include <vungphu/analysis.h>
#include <vungphu/api.h>

VP_BEGIN_DECLS

/* Each run draws one factor for all speeds, evenly from 1 - speed_part to 1 + speed_part; for each facility of the
 * service a place, evenly over the disc of position_metres around it (its own where that one is off the grid); and one
 * of the population grids, each as likely. Straight-line distances have no speed. */
typedef struct {
    double speed_part;      /* 0 to 0.9 */
    double position_metres; /* 0 to 100000 */
    size_t runs;            /* 1 to 10000 */
    uint64_t seed;
} vp_uncertainty_options;

typedef struct {
    size_t service; /* reached by travel time, there and back, or distance */
    size_t group;   /* VP_NONE: everyone */
    double limit;   /* NaN: the service's default */
} vp_uncertainty_question;

typedef struct {
    double value;       /* without any change, of the first population */
    double low, high;   /* within which nine of ten runs lie: the 5th and the 95th percentile, each a run's own value */
    double least, most; /* of all runs */
} vp_spread;

/* spreads[unit] of the main set, and [unit_count] the whole: people of the group within the limit / people of the
 * group, NaN without data. The region has its terrain. One solve a run; progress of options may cancel. */
VP_API bool vp_uncertainty_of_reach(const vp_region *region, const vp_weights *main_weights,
                                    const vp_uncertainty_question *question, const vp_uncertainty_options *uncertainty,
                                    const vp_analysis_options *options, vp_spread spreads[], vp_error *err);

VP_END_DECLS
