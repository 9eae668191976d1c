#include "store/spatial/gdal_session.h"
#include "platform/memory.h"
#include "platform/path.h"
#include <cpl_error.h>
#include <gdal.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void CPL_STDCALL listen(CPLErr level, CPLErrorNum number, const char *message)
{
    vp_gdal_session *session = CPLGetErrorHandlerUserData();
    if (level < CE_Failure || session->failed) return;
    session->failed = true;
    session->no_memory = number == CPLE_OutOfMemory || !vp_memory_is_left();
    session->refused = vp_path_refusal();
    snprintf(session->message, sizeof session->message, "%s", message);
}

/* The COG driver of GDAL 3.6 makes its list of creation options when it is first asked, without a lock: a thread that
 * asked meanwhile saw half of it, and chose another compression. So it is asked here, before any other thread can. */
static void prepare_drivers(void)
{
    GDALAllRegister();
    GDALDriverH cog = GDALGetDriverByName("COG");
    if (cog) GDALGetMetadataItem(cog, GDAL_DMD_CREATIONOPTIONLIST, NULL);
}

void vp_gdal_session_begin(vp_gdal_session *session)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, prepare_drivers);
    *session = (vp_gdal_session){0};
    CPLPushErrorHandlerEx(listen, session);
}

void vp_gdal_session_end(void) { CPLPopErrorHandler(); }

bool vp_gdal_session_fail(const vp_gdal_session *session, vp_error_kind kind, const char *name, const char *what,
                          vp_error *err)
{
    if (session->no_memory) return vp_fail(err, VP_NO_MEMORY, "%s: not enough memory: %s", name, session->message);
    if (session->refused)
        return vp_fail(err, vp_error_of_system(session->refused), "%s: GDAL can open no file: %s", name,
                       strerror(session->refused));
    return vp_fail(err, kind, "%s: %s: %s", name, what, session->failed ? session->message : "GDAL gives no reason");
}
