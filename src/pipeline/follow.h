/* A surface as an edit of facilities changes it: to the bit what computing it anew gives. */
#pragma once
#include <vungphu/analysis.h>
#include <vungphu/modes.h>

/* Fills surface, or leaves its minutes NULL where too many facilities are others, or its reach is not one that is
 * followed: compute it. modes: of the service; NULL for one that is not travelled to. */
bool vp_follow_surface(const vp_region *region, const vp_service *service, const vp_modes *modes,
                       const vp_travel_options *travel, const vp_known_before *before, vp_modes_travel *surface,
                       vp_error *err);
