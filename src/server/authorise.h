/* Who may write. */
#pragma once
#include "server/message/request.h"
#include <stdbool.h>

/* As vp_server_authorise; token NULL: none is configured. */
bool vp_authorise(const char *token, const vp_request *request, unsigned *status, vp_error *err);
