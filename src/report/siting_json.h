/* An answer to a location problem as JSON: what all that print one have. */
#pragma once
#include <jansson.h>
#include <vungphu/sites.h>

/* objective, value, bound, gap, proven, stopped, method, seconds, weights: a new object, NULL
 * when memory is short. */
json_t *vp_siting_json_answer(vp_objective objective, const vp_sites_answer *answer);
