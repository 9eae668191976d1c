#include "platform/log.h"
#include "base/utc.h"
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

static atomic_int most_shown = VP_LOG_INFO;

void vp_log_set_level(vp_log_level most) { atomic_store(&most_shown, (int)most); }

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

void vp_log(vp_log_level level, const char *format, ...)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    if ((int)level > atomic_load(&most_shown)) return;
    char text[1024], line[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    escape(text, line, sizeof line);
    vp_utc_text when;
    vp_utc_write(time(NULL), when);
    fprintf(stderr, "%s %s %s\n", when, names[level], line);
}
