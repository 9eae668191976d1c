/* Handlers of what the server says of itself, and of the web map's files; what they answer stands in server/endpoints.
 */
#pragma once
#include "server/call.h"

vp_handler vp_get_landing, vp_get_conformance;          /* landing.c */
vp_handler vp_get_api;                                  /* openapi.c */
vp_handler vp_get_health, vp_get_ready, vp_get_metrics; /* health.c */
vp_handler vp_get_static;                               /* static_files.c */
vp_handler vp_get_glyphs;                               /* glyphs.c */
