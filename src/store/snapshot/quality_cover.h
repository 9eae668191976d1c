/* Overlaps of units and terrain that no unit has, each as a polygon. */
#pragma once
#include "snapshot/quality.h"

/* Those of at least 1 m², set by set. */
bool vp_quality_cover(const vp_units *units, vp_quality *quality, vp_error *err);
