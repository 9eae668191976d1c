/* Features drawn as SVG, each a link to its own page. */
#pragma once
#include "base/buffer.h"
#include "snapshot/snapshot.h"
#include "json/json.h"

/* Degrees to the drawing: a degree east is as wide as at the middle. */
typedef struct {
    vp_bounds box;
    double scale, narrowed;
} vp_page_map;

/* Around what has these bounds; nothing, and false, where nothing has a place. */
bool vp_page_map_begin(vp_page_map *map, vp_bounds bounds, vp_buffer *out);
/* A GeoJSON feature in degrees; nothing where it has no place. items: the address that its id is put behind. */
void vp_page_map_add(const vp_page_map *map, json_t *feature, const char *items, vp_buffer *out);
void vp_page_map_end(vp_buffer *out);
/* One feature alone. */
void vp_page_map_draw(vp_buffer *out, json_t *feature, const char *items);
/* A text as a part of an address. */
void vp_page_map_encode(vp_buffer *out, const char *text);
