/* Who is within a straight line's reach of whom. */
#pragma once
#include <vungphu/sites_on_terrain.h>

/* metres[k]: between the centre of cells[k] and the nearest of the sources' centres where that is within the limit, as
 * a service's surface has it (vungphu/distance.h); else some length beyond the limit. */
bool vp_straight_metres(const vp_terrain_problem *problem, const uint32_t sources[], size_t source_count,
                        const size_t cells[], size_t count, float metres[], vp_error *err);
size_t vp_straight_margin(const vp_terrain_problem *problem); /* cells; nobody further off is within the limit */
