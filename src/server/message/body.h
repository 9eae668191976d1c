/* What a client sent. */
#pragma once
#include "server/message/reply.h"
#include "server/message/request.h"
#include <jansson.h>

/* The request's body as a JSON object, its texts and names in NFC as all here are, to be released. NULL and err when it
 * is none; reply->failed_status is then 415 where the Content-Type is another. */
json_t *vp_body_json(const vp_request *request, vp_reply *reply, vp_error *err);
