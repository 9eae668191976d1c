#include "indicators/left_out.h"
#include <float.h>
#include <vungphu/limit.h>

double vp_left_out_part(vp_reach reach, double limit, double value)
{
    if (isnan(value)) return 0;
    if (reach == VP_REACH_AREA) return 1 - value; /* the surface is the served share of the cell */
    if (reach == VP_REACH_SIGNAL) return isinf(value) || value < limit;
    return !vp_limit_holds(limit, value);
}

/* The greatest float not above it. */
static float float_below(double value)
{
    float near = (float)value;
    return (double)near > value ? nextafterf(near, -INFINITY) : near;
}

static float float_above(double value) { return -float_below(-value); }

vp_left_out_values vp_left_out_beyond(vp_reach reach, double limit, float served)
{
    switch (reach) {
    case VP_REACH_AREA: return (vp_left_out_values){INFINITY, served};
    case VP_REACH_SIGNAL: return (vp_left_out_values){FLT_MAX, float_above(limit)};
    default: return (vp_left_out_values){float_below(vp_limit_most(limit)), -INFINITY};
    }
}
