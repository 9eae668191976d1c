/* What a province folder's datasets.csv names by url and is not there. */
#pragma once
#include "store/fetch/fetch.h"
#include "store/province/province.h"

typedef struct {
    void (*brought)(void *context, const char *path, const vp_fetched *fetched);
    void (*failed)(void *context, const vp_error *why); /* of one file: others are still brought */
    void *context;
    bool again; /* also what is there */
} vp_fetch_report;

/* Units first; then all that is clipped to them. folder: where the data lies; fetched.csv is written there. */
bool vp_fetch_tables(const vp_province *province, const vp_fetch_options *options, const vp_fetch_report *report,
                     vp_error *err);
/* So many metres more on every side. */
/* Longitudes go on beyond 180 where it reaches over the 180th meridian. */
vp_bounds vp_fetch_widened(vp_bounds degrees, double metres);
