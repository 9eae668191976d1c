/* The steps of a nation's build as jobs of Slurm: an array of the parts that are wanted, then their merge. */
#pragma once
#include "cli/nation/plan.h"

/* Writes the scripts and submits them, cores a part; prints the jobs' numbers. */
bool vp_slurm_submit(const vp_nation_plan *plan, int cores, vp_error *err);
/* Whether sbatch is there. */
bool vp_slurm_is_there(void);
