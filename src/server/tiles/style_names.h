/* Names in the server's styles. */
#pragma once
#include "server/call.h"
#include "json/json.h"

/* Whether there are glyphs to draw names with, and a sprite: web/build.mjs makes them beside the web map. */
bool vp_style_has_letters(const vp_call *call);
/* Layers that write the names in the source "map", above all else; NULL: memory is short. */
json_t *vp_style_names(void);
