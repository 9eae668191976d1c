/* GDAL at work for us: drivers registered once, and what it complains about kept instead of
 * printed, since some of its calls report a failure in no other way. */
#pragma once
#include <stdbool.h>
#include <vungphu/error.h>

typedef struct {
    bool failed, no_memory; /* no_memory: that was the failure */
    int refused;            /* errno: no file could be opened then; 0: not that */
    char message[300];      /* the first failure */
} vp_gdal_session;

void vp_gdal_session_begin(vp_gdal_session *session); /* of this thread, until its end */
void vp_gdal_session_end(void);
/* Fails with what was heard, unless memory or descriptors were at fault: "NAME: WHAT: reason". */
bool vp_gdal_session_fail(const vp_gdal_session *session, vp_error_kind kind, const char *name, const char *what,
                          vp_error *err);
