/* Isochrones and catchments as files, from the surface of vungphu travel-time. */
#pragma once
#include "store/plain/plain_file.h"
#include <vungphu/travel_time.h>

enum { VP_TRAVEL_LIMITS_MOST = 16 };

typedef struct {
    const vp_raster_place *place;
    const vp_travel *travel;
    const vp_features *facilities;
    const float *people; /* per cell; NULL: not known */
    double limits[VP_TRAVEL_LIMITS_MOST];
    size_t limit_count;
} vp_travel_areas;

/* "15,30,60" */
bool vp_travel_areas_limits(vp_travel_areas *areas, const char *text);
/* One area a limit. */
bool vp_travel_areas_isochrones(const vp_travel_areas *areas, const char *path, vp_error *err);
/* One area a facility and limit, of the cells it is nearest to; of one that reaches none it
 * has no size, and then the row has no geometry. */
bool vp_travel_areas_catchments(const vp_travel_areas *areas, const char *path, vp_error *err);
