/* Where a unit's name is written: in the middle of the longest level line inside it, as names are level
 * (web/source/map/labels.js finds the same). */
#pragma once
#include "snapshot/outlines.h"

/* Fills name and name_width of an outline whose points, weights, outer, bounds and blocks are there. */
bool vp_outline_find_name(vp_outline *outline, const vp_shape *shape, vp_error *err);
