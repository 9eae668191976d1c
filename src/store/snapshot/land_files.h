/* What lies on the cells of a region, as a snapshot keeps it: mapped by whoever computes on it (snapshot/land_view.h).
 */
#pragma once
#include "store/files/mapped_file.h"
#include "store/snapshot/manifest.h"
#include <vungphu/region.h>

/* Writes those that the region has into the draft, and notes them in the manifest. */
bool vp_land_files_write(const vp_region *region, const char *draft, vp_manifest *manifest, vp_error *err);

/* The coarser elevation of a file, over its cells; NULL and err where its geometry is none or not its length's. */
vp_grid *vp_land_files_wide(vp_mapped_file *file, vp_error *err);
