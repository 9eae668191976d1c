/* Between the parent and the confined child that fetches: what is to be done, and what comes back. */
#pragma once
#include "base/buffer.h"
#include "store/fetch/remote_files.h"
#include <vungphu/shape.h>

typedef enum {
    VP_FETCH_WHOLE,   /* the file at the one address as it is */
    VP_FETCH_CLIP,    /* what lies in the window of the files, at addresses or local, as one file */
    VP_FETCH_EXTENT,  /* the bounds of a local file's rows */
    VP_FETCH_OUTLINE, /* the area of the unit `admin` of a local file */
} vp_fetch_work;

typedef struct {
    vp_fetch_work work;
    const char *const *files; /* addresses; paths where local */
    size_t count;
    bool local, raster;
    const char *path;         /* its ending says what is made */
    const char *layer, *crs;  /* "" : the only one, the file's own */
    const char *filter;       /* OGR SQL WHERE; "" */
    const char *admin;        /* code or name */
    vp_bounds degrees;        /* west > east: everywhere */
    const vp_buffer *outline; /* WKB in degrees; rows with a place of theirs inside; NULL: all */
    uint64_t from;            /* of WHOLE: what is there already */
    const char *etag;         /* of what is there; "" */
    unsigned patience;
} vp_fetch_job;

typedef enum {
    VP_FETCHED_BEGIN = 1, /* from, size, etag: what follows belongs there */
    VP_FETCHED_BYTES,
    VP_FETCHED_BOUNDS,  /* west, south, east, north in degrees */
    VP_FETCHED_OUTLINE, /* WKB */
    VP_FETCHED_FAILURE, /* kind, sentence */
    VP_FETCHED_END,     /* requests, bytes received, files that were not there */
} vp_fetched_type;

typedef struct {
    const vp_fetch_job *job;
    int output;
    vp_buffer message;
    vp_remote_files remote;
    size_t absent; /* addresses of tiles where there is no file */
} vp_fetcher;

int vp_fetcher_run(void *job, int output); /* exit status of the child */

/* fetcher_send.c: what message holds; ends the process when it cannot be sent. */
bool vp_fetcher_send(vp_fetcher *fetcher, vp_fetched_type type);
/* clip.c; false after err was filled. */
bool vp_fetcher_clip(vp_fetcher *fetcher, vp_error *err);
bool vp_fetcher_extent(vp_fetcher *fetcher, vp_error *err);
bool vp_fetcher_outline(vp_fetcher *fetcher, vp_error *err);
/* clip_raster.c: the window of the opened rasters as a GeoTIFF in GDAL's memory. */
bool vp_fetcher_clip_raster(vp_fetcher *fetcher, void *const datasets[], size_t count, const char *out, vp_error *err);
