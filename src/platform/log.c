#include "platform/log.h"
#include "base/buffer.h"
#include "base/utc.h"
#include <math.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

static atomic_int most_shown = VP_LOG_INFO;
static atomic_bool as_json;
static const char *const names[] = {"error", "warning", "info", "debug"};

void vp_log_set_level(vp_log_level most) { atomic_store(&most_shown, (int)most); }

void vp_log_as_json(void) { atomic_store(&as_json, true); }

/* Escapes into line; what does not fit is cut. */
static void escape(const char *text, char *line, size_t size)
{
    size_t at = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c && at + 5 < size; c++) {
        if (*c < 0x20 || *c == 0x7F)
            at += (size_t)snprintf(line + at, size - at, "\\x%02x", *c);
        else
            line[at++] = (char)*c;
    }
    line[at] = '\0';
}

/* Bytes of the UTF-8 letter; 0: they are none (RFC 3629). */
static size_t letter_length(const unsigned char *c)
{
    size_t length = *c < 0x80 ? 1 : *c < 0xC2 ? 0 : *c < 0xE0 ? 2 : *c < 0xF0 ? 3 : *c < 0xF5 ? 4 : 0;
    for (size_t i = 1; i < length; i++)
        if ((c[i] & 0xC0) != 0x80) return 0;
    bool out_of_range = (*c == 0xE0 && c[1] < 0xA0) || (*c == 0xED && c[1] > 0x9F) || (*c == 0xF0 && c[1] < 0x90) ||
                        (*c == 0xF4 && c[1] > 0x8F);
    return out_of_range ? 0 : length;
}

/* This room lies below the one that knows JSON; a line is all it writes of it. A JSON string: bytes that are no UTF-8,
 * and control characters, are escapes: those of U+FFFD and of themselves. */
static void quote(const char *text, vp_buffer *out)
{
    vp_buffer_text(out, "\"");
    for (const unsigned char *c = (const unsigned char *)text; *c;) {
        size_t length = letter_length(c);
        if (length == 0)
            vp_buffer_text(out, "\\ufffd"), c++;
        else if (*c < 0x20 || *c == 0x7F)
            vp_buffer_format(out, "\\u%04x", *c), c++;
        else {
            if (*c == '"' || *c == '\\') vp_buffer_text(out, "\\");
            vp_buffer_append(out, c, length);
            c += length;
        }
    }
    vp_buffer_text(out, "\"");
}

static void write_json(vp_log_level level, const char *message, const vp_log_field fields[], size_t count)
{
    vp_utc_text when;
    vp_buffer out = {0};
    vp_utc_write(time(NULL), when);
    vp_buffer_format(&out, "{\"time\":\"%s\",\"level\":\"%s\",\"message\":", when, names[level]);
    quote(message, &out);
    for (size_t i = 0; i < count; i++) {
        if (!fields[i].text && isnan(fields[i].number)) continue;
        vp_buffer_format(&out, ",\"%s\":", fields[i].name);
        if (fields[i].text)
            quote(fields[i].text, &out);
        else
            vp_buffer_format(&out, "%.9g", fields[i].number);
    }
    vp_buffer_text(&out, "}\n");
    if (!out.failed) fwrite(out.bytes, 1, out.length, stderr);
    vp_buffer_clear(&out);
}

static void write_text(vp_log_level level, const char *text)
{
    char line[2048];
    vp_utc_text when;
    escape(text, line, sizeof line);
    vp_utc_write(time(NULL), when);
    fprintf(stderr, "%s %s %s\n", when, names[level], line);
}

void vp_log_event(vp_log_level level, const char *message, const vp_log_field fields[], size_t count)
{
    if ((int)level > atomic_load(&most_shown)) return;
    if (atomic_load(&as_json))
        write_json(level, message, fields, count);
    else
        write_text(level, message);
}

void vp_log(vp_log_level level, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    vp_log_event(level, text, NULL, 0);
}
