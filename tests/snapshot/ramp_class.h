/* The class of a finite value, edge by edge: what pictures are held against. */
#pragma once
#include "snapshot/ramps.h"

static inline size_t ramp_class(const vp_ramp *ramp, double value)
{
    size_t i = 0;
    if (ramp->more_is_better)
        while (i + 1 < ramp->class_count && value >= ramp->classes[i + 1].edge) i++;
    else
        while (i + 1 < ramp->class_count && value > ramp->classes[i].edge) i++;
    return i;
}
