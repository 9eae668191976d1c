/* The part of a cell's people whom a service leaves out. */
#pragma once
#include <math.h>
#include <vungphu/region.h>

/* 0..1 of a value of a surface and a limit; no data is nobody. */
double vp_left_out_part(vp_reach reach, double limit, double value);

/* Values that leave people out: above one number or below the other. No data is neither. */
typedef struct {
    float above, below;
} vp_left_out_values;
/* served: polygons leave out where less than this share of a cell is served; 1 is vp_left_out_part > 0. */
vp_left_out_values vp_left_out_beyond(vp_reach reach, double limit, float served);
/* Without a branch. */
static inline bool vp_left_out_is(vp_left_out_values values, float value)
{
    return (value > values.above) | (value < values.below);
}
