/* A population grid brought to totals that are stated for zones (raking, iterative proportional fitting). */
#pragma once
#include <vungphu/api.h>
#include <vungphu/zonal.h>

VP_BEGIN_DECLS

/* Multiplies people (per cell, NaN without data) until the weighted sum of each zone that has a total is that total.
 * A cell of one zone has the zone's factor; one that several share has their mean by area, the part in no zone or
 * in one without a total staying as it is; so it is repeated until every sum is right to a part in 10^7 (cells are
 * float32), or 100 times. totals[zone]: NaN leaves the zone. factors[zone]: total / sum before; NaN where there was no
 * total, or where nobody lives on the grid, so that there is nothing to multiply. */
VP_API bool vp_raking(const vp_weights *weights, const double totals[], float people[], double factors[],
                      vp_error *err);

VP_END_DECLS
