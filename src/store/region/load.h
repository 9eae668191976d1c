/* A dataset's layers as a vp_region for the analysis. */
#pragma once
#include <vungphu/region.h>

/* Everything, grids and roads included. NULL and err when the file is not a dataset of ours. */
vp_region *vp_region_load(const char *database_path, vp_error *err);
