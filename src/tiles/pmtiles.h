/* PMTiles, version 3: all tiles in one file that browsers read by its parts, from any server with ranges. */
#pragma once
#include "tiles/pyramid.h"

/* metadata: JSON, as TileJSON has it; bounds: degrees. Writes the path; of no tiles, too. */
bool vp_pmtiles_write(const vp_pyramid *pyramid, const char *metadata, vp_bounds bounds, const char *path,
                      vp_error *err);

/* The tile's number along the Hilbert curves of all zooms, one after the other. */
uint64_t vp_pmtiles_number(vp_tile tile);
