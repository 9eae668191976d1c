/* Who receives masts on candidate sites. */
#pragma once
#include "sites/terrain/reach_internal.h"

/* field[k]: whether the mast on the cell site serves cells[k], 0 or INFINITY as minutes are: within any limit, or not.
 * An unknown field serves nobody. */
bool vp_masts_serve(const vp_terrain_problem *problem, uint32_t site, const uint32_t cells[], size_t count,
                    float field[], vp_error *err);
/* As vp_reach_run towards each job's only source. */
bool vp_masts_reach_run(const vp_terrain_problem *problem, const uint32_t target_of[], vp_reach_job jobs[],
                        size_t count, vp_time_budget *budget, vp_error *err);
