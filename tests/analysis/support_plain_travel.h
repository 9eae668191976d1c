/* The oracle: Dijkstra's algorithm as in a textbook, one heap over the whole grid. It shares the
 * arithmetic of a step with the engine and nothing else, so the two must agree to the last bit. */
#pragma once
#include <vungphu/travel_time.h>

/* As vp_travel_time, for options that it accepts; nearest is always given. */
bool plain_travel_time(const vp_terrain *terrain, const size_t facility_cells[], size_t facility_count,
                       const vp_travel_options *options, vp_travel *travel, vp_error *err);
