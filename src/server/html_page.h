/* What pages of HTML for people have in common: beginning and end, rules and escaping; in the language of the call,
 * without scripts. */
#pragma once
#include "server/call.h"

/* The rules of all pages; their sum stands in VP_STRICT_POLICY. */
extern const char vp_page_rules[];

void vp_html_page_begin(vp_buffer *out, const vp_call *call, const char *title);
/* Takes the text of out. */
vp_blob *vp_html_page_end(vp_buffer *out, vp_error *err);
/* The text escaped, between two that are not. */
void vp_html_page_text(vp_buffer *out, const char *before, const char *text, const char *after);
void vp_html_page_link(vp_buffer *out, const char *address, const char *text);
