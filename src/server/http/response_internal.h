/* A reply as libmicrohttpd sends it: body or file, and all headers. */
#pragma once
#include "server/message/reply.h"
#include <microhttpd.h>

/* close: the connection ends with it. NULL without memory or descriptors. The caller destroys it. */
struct MHD_Response *vp_response_new(const vp_reply *reply, bool close);
/* The same for an answer that many get: made once for its body, which whoever sends it holds until it is gone. Not to
 * be destroyed. NULL: this one is to be made by vp_response_new. */
struct MHD_Response *vp_response_ready(const vp_reply *reply);
