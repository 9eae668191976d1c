/* What services and joint questions will give when other facilities are open: surfaces and facts of every row of
 * definitions.planned and planned_joints. */
#pragma once
#include <vungphu/analysis.h>

/* What a service gives today, for years that begin from it; NULL: they are computed anew. */
typedef struct {
    bool known; /* taken over from a build before, years to come and all */
    int32_t *nearest;
    int64_t *access;
    vp_facts_sums **sums; /* [set · populations + population] what years that follow one another count from */
} vp_today;

typedef struct {
    vp_grid *const *surfaces; /* [service] its own, of those that have a row; NULL where it was not analysed */
    const vp_today *today;    /* [service] */
} vp_years_from;

/* Fills coverage->planned and planned_joints. */
bool vp_years_count(const vp_region *region, vp_weights *const weights[], const vp_years_from *from,
                    const vp_analysis_options *options, vp_coverage *coverage, vp_error *err);
