/* Pages of HTML for people: tables and a drawn map, without scripts; in the language of the call. */
#pragma once
#include "server/call.h"
#include "server/html_page.h"
#include "server/ogc/page_map.h"
#include "json/json.h"

/* Of what /collections, one of them and one item answer as JSON; answer is taken, and may be NULL. title: of the
 * collection. draws: its positions are degrees, so that a map can be drawn. */
vp_blob *vp_page_collections(const vp_call *call, json_t *answer, vp_error *err);
vp_blob *vp_page_collection(const vp_call *call, json_t *answer, vp_error *err);
vp_blob *vp_page_queryables(const vp_call *call, json_t *answer, vp_error *err);
vp_blob *vp_page_item(const vp_call *call, const char *title, bool draws, json_t *answer, vp_error *err);

/* A page of items, feature by feature. */
typedef struct {
    const vp_call *call;
    char items[600]; /* the address that ids are put behind */
    vp_buffer out, table;
    vp_page_map map;
    bool draws;
    size_t count;
} vp_items_page;

/* about: what the answer says beside its features. bounds: of all of them; NULL: no map. */
bool vp_page_begin(vp_items_page *page, const char *title, const vp_bounds *bounds, json_t *about);
bool vp_page_add(vp_items_page *page, json_t *feature);
/* whole false: memory was short. Clears the page. */
vp_blob *vp_page_end(vp_items_page *page, bool whole, vp_error *err);
