/* The oracle: Dijkstra's algorithm as in a textbook, one heap over the whole grid. It shares the
 * arithmetic of a step with the engine and nothing else, so the two must agree to the last bit. */
#pragma once
#include <vungphu/modes.h>
#include <vungphu/travel_time.h>

/* As vp_travel_time, for options that it accepts; nearest is always given. */
bool plain_travel_time(const vp_terrain *terrain, const size_t facility_cells[], size_t facility_count,
                       const vp_travel_options *options, vp_travel *travel, vp_error *err);

/* As vp_modes_engine_solve: one heap over all states (mode, cell); of layers[m] the minutes and names of those who
 * are in mode m, to be cleared each. */
bool plain_layers(const vp_modes *modes, const size_t facility_cells[], size_t facility_count,
                  const vp_travel_options *options, vp_travel layers[], vp_error *err);
