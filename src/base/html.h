/* Texts within HTML and SVG. */
#pragma once
#include "base/buffer.h"

/* A text as content or attribute value: no sign of it is markup; control characters are shown as U+FFFD. */
void vp_html_escape(vp_buffer *out, const char *text);
