/* Files of the web map's folder. */
#pragma once
#include "server/call.h"

/* Fills reply with the file at segments below the server's web folder. Links and whatever is not
 * a plain file are not followed: VP_NOT_FOUND. */
bool vp_static_read(const vp_call *call, char *const segments[], size_t segment_count, vp_reply *reply, vp_error *err);
