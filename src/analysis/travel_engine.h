/* The engine's inside, for the files that share it: solving (travel_time.c) and changing one
 * facility afterwards (travel_change.c). */
#pragma once
#include "analysis/travel_kernel.h"

struct vp_travel_engine {
    vp_travel_options options;
    vp_tiles *tiles;
    vp_team *team;
    vp_worker *workers;
    vp_spread spread;
    float window;       /* minutes */
    size_t *active;     /* tiles of the round */
    bool *touched;      /* tiles worked on since it was cleared */
    size_t *facilities; /* cells of the last solve and the changes since; SIZE_MAX: none */
    size_t facility_count;
    bool had_starts; /* of the last solve */
};

/* A letter from facility f to its cell, when that can be crossed. */
void vp_engine_post_facility(vp_travel_engine *engine, size_t f);
/* After a reset: the cells' minutes, to be spread. naming: the names of those whose minutes held. */
void vp_engine_lay_starts(vp_travel_engine *engine, const vp_travel_starts *starts, bool naming);
/* Rounds until no cell waits: for minutes, and for the nearest facility. False when memory was short. */
bool vp_engine_reach(vp_travel_engine *engine, vp_error *err);
bool vp_engine_name(vp_travel_engine *engine, vp_error *err);
/* Names all cells anew from the finished minutes. */
bool vp_engine_name_all(vp_travel_engine *engine, vp_error *err);
