#include "store/spatial/gdal_session.h"
#include <cpl_error.h>
#include <gdal.h>
#include <pthread.h>
#include <stdio.h>

static void CPL_STDCALL listen(CPLErr level, CPLErrorNum number, const char *message)
{
    (void)number;
    vp_gdal_session *session = CPLGetErrorHandlerUserData();
    if (level < CE_Failure || session->failed) return;
    session->failed = true;
    snprintf(session->message, sizeof session->message, "%s", message);
}

void vp_gdal_session_begin(vp_gdal_session *session)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, GDALAllRegister);
    *session = (vp_gdal_session){0};
    CPLPushErrorHandlerEx(listen, session);
}

void vp_gdal_session_end(void) { CPLPopErrorHandler(); }
