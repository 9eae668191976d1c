/* A surface as an edit of facilities changes it: to the bit what computing it anew gives. */
#pragma once
#include <vungphu/analysis.h>
#include <vungphu/modes.h>

/* Fills surface, or leaves its minutes NULL where too many facilities are others, or its reach is not one that is
 * followed: compute it. terrain: of the service, its engine made when it is first needed; NULL for one that is not
 * travelled to. */
bool vp_follow_surface(const vp_region *region, const vp_service *service, vp_analysis_terrain *terrain,
                       const vp_travel_options *travel, const vp_known_before *before, vp_modes_travel *surface,
                       vp_error *err);

/* changed[unit]: a cell of it lies on another step. */
void vp_follow_units(const vp_weights *weights, const uint16_t before[], const uint16_t now[], bool changed[]);

void vp_analysis_terrain_clear(vp_analysis_terrain *terrain);
