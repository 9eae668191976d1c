/* GDAL at work for us: drivers registered once, and what it complains about kept instead of
 * printed, since some of its calls report a failure in no other way. */
#pragma once
#include <stdbool.h>

typedef struct {
    bool failed, no_memory; /* no_memory: that was the failure */
    char message[300];      /* the first failure */
} vp_gdal_session;

void vp_gdal_session_begin(vp_gdal_session *session); /* of this thread, until its end */
void vp_gdal_session_end(void);
