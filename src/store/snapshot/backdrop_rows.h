/* Roads and barriers of a dataset as a web map draws them. */
#pragma once
#include "snapshot/backdrop.h"

/* region: whose coordinates and speeds they have. NULL and err on failure; vp_backdrop_free. */
vp_backdrop *vp_backdrop_read(const char *dataset, const vp_region *region, vp_error *err);
