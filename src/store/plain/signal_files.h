/* The files of `vungphu signal`: transmitters, one path's profile, and the terrain. */
#pragma once
#include "base/findings.h"
#include <vungphu/signal.h>

typedef struct {
    const char *transmitters;    /* CSV: id, lon, lat, mast_metres, frequency_mhz, erp_kw, system, scope … */
    const char *elevation;       /* raster, projected metres */
    const char *elevation_wide;  /* raster in the same system that reaches farther. NULL: none */
    const char *land_cover;      /* raster of classes in the same system. NULL: no clutter */
    const char *zones;           /* raster of radio-climatic zones in the same system. NULL: all inland */
    const char *clutter_heights; /* CSV: class,metres, over the built-in table. NULL: that alone */
    const char *only;            /* id of one transmitter. NULL: all */
} vp_signal_files;

/* A region that holds just the terrain and the transmitters, each checked: every finding is
 * added, and NULL returned when one is an error. *crs (free it) is the elevation's. */
vp_region *vp_signal_files_read(const vp_signal_files *files, char **crs, vp_findings *findings, vp_error *err);

/* files->zones on the region's grid (free it), or NULL without. Every cell with elevation needs one of the
 * codes 1 sea, 3 coastal land, 4 inland. crs: the elevation's. */
bool vp_signal_files_zones(const vp_signal_files *files, const vp_region *region, char *crs, uint8_t **zones,
                           vp_findings *findings, vp_error *err);

/* Representative heights by land-cover class: those of vp_clutter_metres, replaced by the rows of
 * files->clutter_heights; 0 to 100 m. */
bool vp_signal_files_clutter(const vp_signal_files *files, float heights[256], vp_findings *findings, vp_error *err);

/* One path, owned. */
typedef struct {
    size_t count;
    double *km, *terrain, *clutter;
    uint8_t *zones;
} vp_profile_file;

/* CSV with columns of km and heights, and perhaps of clutter and zone (1 sea, 3 coast, 4 inland); the names
 * d_km, h_amsl_m, ground_cover_m and radio_met_code are known too. An empty height is a hole. */
bool vp_profile_file_read(const char *path, vp_profile_file *out, vp_findings *findings, vp_error *err);
void vp_profile_file_clear(vp_profile_file *profile);
