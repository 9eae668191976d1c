/* What lies on the cells of a region, as a snapshot keeps it: mapped by whoever computes on it (snapshot/land_view.h).
 */
#pragma once
#include "store/snapshot/kept_results.h"
#include "store/snapshot/manifest.h"
#include <vungphu/region.h>

/* Writes those that the region has into the draft, and notes them in the manifest; those that kept (NULL: nothing) has
 * alike get a second name. */
bool vp_land_files_write(const vp_region *region, const vp_kept_results *kept, const char *draft, vp_manifest *manifest,
                         vp_error *err);
