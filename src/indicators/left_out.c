#include "indicators/left_out.h"
#include <math.h>
#include <vungphu/limit.h>

double vp_left_out_part(vp_reach reach, double limit, double value)
{
    if (isnan(value)) return 0;
    if (reach == VP_REACH_AREA) return 1 - value; /* the surface is the served share of the cell */
    if (reach == VP_REACH_SIGNAL) return isinf(value) || value < limit;
    return !vp_limit_holds(limit, value);
}
