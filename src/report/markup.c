#include "report/markup.h"
#include "base/html.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static void close_tag(vp_markup *m)
{
    if (m->in_tag) vp_buffer_text(m->out, ">");
    m->in_tag = false;
}

void vp_markup_begin(vp_markup *m, const char *name)
{
    assert(m->depth < VP_MARKUP_DEEPEST);
    close_tag(m);
    vp_buffer_text(m->out, "<");
    vp_buffer_text(m->out, name);
    m->open[m->depth++] = name;
    m->in_tag = true;
}

void vp_markup_attribute(vp_markup *m, const char *name, const char *value)
{
    assert(m->in_tag);
    if (!value) return;
    vp_buffer_text(m->out, " ");
    vp_buffer_text(m->out, name);
    vp_buffer_text(m->out, "=\"");
    vp_html_escape(m->out, value);
    vp_buffer_text(m->out, "\"");
}

/* The formatted text, or NULL and a failed buffer. Free it. */
static char *formatted(vp_markup *m, const char *format, va_list arguments)
{
    char *text = NULL;
    if (vasprintf(&text, format, arguments) >= 0) return text;
    m->out->failed = true;
    return NULL;
}

void vp_markup_attribute_format(vp_markup *m, const char *name, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = formatted(m, format, arguments);
    va_end(arguments);
    vp_markup_attribute(m, name, text);
    free(text);
}

void vp_markup_text(vp_markup *m, const char *text)
{
    close_tag(m);
    if (text) vp_html_escape(m->out, text);
}

void vp_markup_format(vp_markup *m, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = formatted(m, format, arguments);
    va_end(arguments);
    vp_markup_text(m, text);
    free(text);
}

void vp_markup_end(vp_markup *m)
{
    assert(m->depth > 0);
    close_tag(m);
    vp_buffer_text(m->out, "</");
    vp_buffer_text(m->out, m->open[--m->depth]);
    vp_buffer_text(m->out, ">");
}

void vp_markup_void_end(vp_markup *m)
{
    assert(m->depth > 0 && m->in_tag);
    close_tag(m);
    m->depth--;
}

void vp_markup_element(vp_markup *m, const char *name, const char *class_name, const char *text)
{
    vp_markup_begin(m, name);
    vp_markup_attribute(m, "class", class_name);
    vp_markup_text(m, text);
    vp_markup_end(m);
}

void vp_markup_style(vp_markup *m, const char *css)
{
    vp_markup_begin(m, "style");
    close_tag(m);
    vp_buffer_text(m->out, css);
    vp_markup_end(m);
}
