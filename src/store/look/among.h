/* Where a file lies, as the other files say: metres whose system nothing names, columns of coordinates without a name
 * that is known, latitude and longitude in each other's place, a file of another place altogether. */
#pragma once
#include "store/look/file_look.h"

/* After all files were looked into. Fills crs, lon, lat, elsewhere, turned and, where they were not known, the bounds
 * of each look. */
void vp_looks_place_among(vp_looks *looks);
