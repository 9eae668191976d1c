/* The API: every endpoint with its handler, and every parameter. The one place that names the handlers; given to
 * vp_server_new by whoever starts a server. */
#pragma once
#include "server/routes.h"

extern const vp_route_table vp_endpoints;
