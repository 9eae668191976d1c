/* A reply as libmicrohttpd sends it: body or file, and all headers. */
#pragma once
#include "server/message/reply.h"
#include <microhttpd.h>

/* close: the connection ends with it. NULL without memory or descriptors. The caller destroys it. */
struct MHD_Response *vp_response_new(const vp_reply *reply, bool close);
