/* What services and joint questions will give when other facilities are open: surfaces and facts of every row of
 * definitions.planned and planned_joints. */
#pragma once
#include <vungphu/analysis.h>

/* surfaces[service]: its own, of those that have a row; NULL where it was not analysed. Fills coverage->planned and
 * planned_joints. */
bool vp_years_count(const vp_region *region, vp_weights *const weights[], vp_grid *const surfaces[],
                    const vp_analysis_options *options, vp_coverage *coverage, vp_error *err);
