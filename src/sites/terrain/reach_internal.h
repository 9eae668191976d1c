/* Who is within the limit of whom. */
#pragma once
#include "sites/time_budget.h"
#include <vungphu/sites_on_terrain.h>

typedef struct {
    const uint32_t *sources; /* cells; the run starts from all of them at once */
    size_t source_count;
    uint32_t *targets; /* numbers of the targets within the limit, ascending; NULL: not run */
    size_t target_count;
} vp_reach_job;

/* Runs each reach in a window of the terrain that holds all it could touch; neighbours in the
 * list share one. target_of[cell]: number of the target there plus 1, 0 for none. towards:
 * targets walk to the sources, else the sources' people to the targets. Stops early, leaving
 * reaches not run, when the budget says so. */
bool vp_reach_run(const vp_terrain_problem *problem, const uint32_t target_of[], bool towards, vp_reach_job reaches[],
                  size_t count, vp_time_budget *budget, vp_error *err);
size_t vp_reach_margin(const vp_terrain_problem *problem); /* cells; nobody further off is within the limit */
/* Minutes there or back beyond which nobody is within the limit: that of the engines. */
double vp_reach_one_way(const vp_terrain_problem *problem);
