/* What runs in the confined child: GDAL opens the source and its features or cells are
 * written to the pipe as messages (message.h). */
#pragma once
#include "store/sandbox/source.h"

typedef enum {
    VP_SOURCE_FEATURES,
    VP_SOURCE_LAYERS,
    VP_SOURCE_RASTER_HEADER, /* from here on: of rasters */
    VP_SOURCE_RASTER_CELLS
} vp_source_work;

typedef struct {
    vp_source_request request;
    vp_source_work work;
    vp_raster_window window;
} vp_source_job;

int vp_reader_run(void *job, int output); /* exit status of the child */
