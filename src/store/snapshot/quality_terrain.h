/* Facilities that travellers cannot set out from. */
#pragma once
#include "snapshot/quality.h"
#include <vungphu/zonal.h>

/* Distance within which the nearest terrain that can be crossed is reported. */
#define VP_QUALITY_TERRAIN_METRES 2000.0

/* Open facilities of services by travel time that stand where none of the service's modes can be: they reach nobody.
 * One finding a facility and service, with what it stands on and how far the nearest terrain is that can be crossed.
 * And those that were moved because province.csv asks for it, with the distance. weights: of the main set of units on
 * the grid; NULL: they are made. */
bool vp_quality_terrain(const vp_region *region, const vp_weights *weights, vp_quality *quality, vp_error *err);
