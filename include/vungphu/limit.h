/* Whether minutes or metres are within a limit.
 *
 * They are sums in float32, off by up to a millionth of themselves (docs/methods.md, "Precision"), so that at exactly
 * the limit they come out above it as often as below. Whatever compares them with a limit asks here. */
#pragma once
#include <stdbool.h>
#include <vungphu/api.h>

VP_BEGIN_DECLS

#define VP_LIMIT_SLACK 0x1p-19 /* of the limit: 7 milliseconds in an hour */

/* The most that still counts as within the limit. */
static inline double vp_limit_most(double limit) { return limit + limit * VP_LIMIT_SLACK; }
/* NaN, no data, is within none. */
static inline bool vp_limit_holds(double limit, double value) { return value <= vp_limit_most(limit); }

VP_END_DECLS
