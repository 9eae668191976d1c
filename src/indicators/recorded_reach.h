/* Recorded shares beside the shares that a map of served polygons gives. */
#pragma once
#include "base/findings.h"
#include <vungphu/indicators.h>

#define VP_RECORDED_REACH_APART 0.10 /* shares of one unit that differ by more than this are doubtful */

/* A recorded_share R and a reached_share M belong together when M's id is R's with an underscore and more
 * (W1, W1_area: readings of one row of a plan), both are about the same group, and M's service is one of reach
 * area. For every unit of the main set that has both, a warning when they differ by more than
 * VP_RECORDED_REACH_APART: file "records", column R's numerator, value the unit's code. A unit that lacks either
 * is passed over. False and err when a measure cannot be taken or memory is short. */
bool vp_recorded_reach_check(const vp_region *region, const vp_coverage *coverage, vp_findings *findings,
                             vp_error *err);
