#include "store/plain/open.h"
#include <cpl_error.h>
#include <pthread.h>
#include <stdio.h>

static void CPL_STDCALL listen(CPLErr level, CPLErrorNum number, const char *message)
{
    (void)number;
    vp_plain_words *words = CPLGetErrorHandlerUserData();
    if (level < CE_Failure || words->failed) return;
    words->failed = true;
    snprintf(words->message, sizeof words->message, "%s", message);
}

void vp_plain_begin(vp_plain_words *words)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, GDALAllRegister);
    *words = (vp_plain_words){0};
    CPLPushErrorHandlerEx(listen, words);
}

void vp_plain_end(void) { CPLPopErrorHandler(); }

bool vp_plain_end_file(const vp_plain_words *words, vp_whole_file *file, bool made, vp_error *err)
{
    vp_plain_end();
    if (made && !words->failed) return vp_whole_file_commit(file, err);
    vp_fail(err, VP_IO, "%s cannot be written: %s", file->path, words->failed ? words->message : "unknown reason");
    vp_whole_file_abandon(file);
    return false;
}
