/* HTML and SVG, element by element: every text and attribute value is escaped, every element is closed.
 * A failed append marks the buffer failed; one check at the end is enough. */
#pragma once
#include "base/buffer.h"

enum { VP_MARKUP_DEEPEST = 32 };

typedef struct {
    vp_buffer *out;
    const char *open[VP_MARKUP_DEEPEST]; /* names of the elements not yet ended; static texts */
    size_t depth;
    bool in_tag; /* attributes may still be added */
} vp_markup;

/* <name; attributes follow, then what is inside. */
void vp_markup_begin(vp_markup *m, const char *name);
/* Only right after begin. A NULL value leaves the attribute out. */
void vp_markup_attribute(vp_markup *m, const char *name, const char *value);
void vp_markup_attribute_format(vp_markup *m, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Escaped: & < > " '. Control characters, which no document may hold, become U+FFFD. NULL is nothing. */
void vp_markup_text(vp_markup *m, const char *text);
void vp_markup_format(vp_markup *m, const char *format, ...) __attribute__((format(printf, 2, 3)));
void vp_markup_end(vp_markup *m);
/* An element that can hold nothing: meta, br. */
void vp_markup_void_end(vp_markup *m);
/* A whole element of one text; class may be NULL. */
void vp_markup_element(vp_markup *m, const char *name, const char *class_name, const char *text);
/* The content of a style sheet of ours, unescaped; never of data. */
void vp_markup_style(vp_markup *m, const char *css);
