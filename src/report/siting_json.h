/* An answer to a location problem as JSON: what all that print one have. */
#pragma once
#include <jansson.h>
#include <vungphu/sites.h>

/* objective, value, bound, gap, proven, stopped, method, seconds, weights: a new object, NULL
 * when memory is short. The objective of set cover without prices is a number of sites. */
json_t *vp_siting_json_answer(vp_objective objective, bool priced, const vp_sites_answer *answer);
