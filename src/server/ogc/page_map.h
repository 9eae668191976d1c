/* Features drawn as SVG, each a link to its own page. */
#pragma once
#include "base/buffer.h"
#include "json/json.h"

/* GeoJSON features in degrees; nothing where none has a place. items: the address that ids are put behind. */
void vp_page_map_draw(vp_buffer *out, json_t *features, const char *items);
/* A text as a part of an address. */
void vp_page_map_encode(vp_buffer *out, const char *text);
