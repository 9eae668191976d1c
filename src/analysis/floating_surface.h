/* Floating catchments over the ground (E2SFCA): cells of people against the facilities of a travel service. */
#pragma once
#include <vungphu/coverage.h>
#include <vungphu/modes.h>

/* Fills coverage->floating[set][service] for every unit set: capacity per 10,000 people, the mean over
 * the unit's people. The demand is the people of the main set's units; the limit is the service's default.
 * Facilities that state no capacity take no part; without any, the service is left without access. */
bool vp_floating_surface_count(const vp_region *region, vp_weights *const weights[], size_t service,
                               const vp_modes *modes, const vp_travel_options *travel, vp_coverage *coverage,
                               vp_error *err);
