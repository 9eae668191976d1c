/* Pages of HTML for people: tables and a drawn map, without scripts; in the language of the call. */
#pragma once
#include "server/call.h"
#include "json/json.h"

/* The rules of all pages; their sum stands in VP_STRICT_POLICY. */
extern const char vp_page_rules[];

/* Of what /collections, one of them, its items and one item answer as JSON; answer is taken, and may be NULL. title: of
 * the collection. draws: its positions are degrees, so that a map can be drawn. */
vp_blob *vp_page_collections(const vp_call *call, json_t *answer, vp_error *err);
vp_blob *vp_page_collection(const vp_call *call, json_t *answer, vp_error *err);
vp_blob *vp_page_items(const vp_call *call, const char *title, bool draws, json_t *answer, vp_error *err);
vp_blob *vp_page_item(const vp_call *call, const char *title, bool draws, json_t *answer, vp_error *err);
