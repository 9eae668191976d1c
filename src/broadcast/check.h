/* What is wrong with transmitters and service areas before anything is computed from them. */
#pragma once
#include "base/findings.h"
#include <vungphu/signal.h>

/* Findings for one transmitter; place names its file, layer and row, and takes the column and
 * value of each finding. terrain may be NULL: then its site is not looked at. */
void vp_transmitter_check(const vp_transmitter *transmitter, const vp_signal_terrain *terrain, vp_place place,
                          vp_findings *findings);

/* Households connected against those there are. households_record names the units' record of
 * households ("households"); people are the first population's. A scheme with more connections
 * than people inside its polygon, and a unit whose schemes together connect more households
 * than it has, are warnings. False and err only when memory is short. */
bool vp_service_areas_check(const vp_region *region, const char *households_record, vp_findings *findings,
                            vp_error *err);

/* Both for all of a region, with the layers' roles as places. */
bool vp_broadcast_check(const vp_region *region, vp_findings *findings, vp_error *err);
