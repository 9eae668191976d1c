/* What a build's quality report will say of the region alone, before anything is analysed. */
#pragma once
#include "base/findings.h"
#include <vungphu/region.h>

/* Facilities where nobody can set out from, people on terrain that cannot be crossed, and how many facilities are not
 * open on the day that the figures describe. Of one kind at most 20 are listed. */
bool vp_quality_findings(const vp_region *region, vp_findings *findings, vp_error *err);
