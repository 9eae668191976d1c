#include "service/public_error.h"

const char *vp_public_error_sentence(const vp_error *err)
{
    switch (err->kind) {
    case VP_IO: return "the server could not read or write what it keeps; its log says why";
    case VP_NO_SPACE: return "the server's disk is full: nothing was changed";
    case VP_READ_ONLY: return "the server's disk takes no changes now: nothing was changed";
    case VP_NO_FILES: return "the server has as many files and connections open as it may; ask again in a few seconds";
    default: return err->message;
    }
}

bool vp_public_error_hides(const vp_error *err) { return vp_public_error_sentence(err) != err->message; }
