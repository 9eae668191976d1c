/* The terrain of `vungphu travel-time` from plain files: land cover, roads, barriers and a table of speeds. */
#pragma once
#include "store/plain/raster_read.h"
#include <vungphu/region.h>

typedef struct {
    const char *land_cover, *speeds;
    vp_feature_file roads, barriers; /* path NULL: none. name_column is that of the class; NULL: class or highway */
    vp_findings *findings; /* gets what is wrong in the files; those of roads and barriers are not looked at */
} vp_terrain_files;

/* Fills a region with the grid, the land cover, the roads, the barriers and the speeds, and the place with where
 * it lies. To be cleared with vp_terrain_files_clear even after a failure. elevation is left to the caller. */
bool vp_terrain_files_read(const vp_terrain_files *files, vp_region *region, vp_raster_place *place, vp_error *err);
void vp_terrain_files_clear(vp_region *region);
