/* Paths from places to their nearest facility as a file of lines, from the surface of vungphu travel-time. */
#pragma once
#include "store/plain/plain_file.h"
#include <vungphu/travel_path.h>

typedef struct {
    const vp_raster_place *place;
    const vp_modes *modes; /* names NULL: one mode without a name */
    const vp_travel_options *options;
    const vp_travel *layers; /* one a mode, with the nearest facilities */
    const vp_grid *minutes;  /* of the fastest, INFINITY where there is no path, NaN where that is not known */
    const vp_features *facilities;
    void (*report)(const char *sentence); /* takes a place that has no path; NULL: nobody */
} vp_travel_paths;

/* Of every point in from: one that has no path is reported and has a row without a line. */
bool vp_travel_paths_write(const vp_travel_paths *paths, const vp_feature_file *from, const char *path, vp_error *err);
