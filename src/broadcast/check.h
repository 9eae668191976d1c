/* What is wrong with transmitters and service areas before anything is computed from them. */
#pragma once
#include "base/findings.h"
#include <vungphu/signal.h>

/* Findings for one transmitter; place names its file, layer and row, and takes the column and
 * value of each finding. terrain may be NULL: then its site is not looked at. */
void vp_transmitter_check(const vp_transmitter *transmitter, const vp_signal_terrain *terrain, vp_place place,
                          vp_findings *findings);

/* The same for all transmitters of a region, with the layer's role as place; and its service areas: households
 * connected against those there are. A scheme with more connections than people inside its polygon (of the first
 * population), and a unit whose schemes together connect more households than it is recorded with, are warnings. False
 * and err only when memory is short. */
bool vp_broadcast_check(const vp_region *region, vp_findings *findings, vp_error *err);
