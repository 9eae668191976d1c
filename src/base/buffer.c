#include "base/buffer.h"
#include "base/array.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void vp_buffer_clear(vp_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (vp_buffer){0};
}

bool vp_buffer_reserve(vp_buffer *buffer, size_t more)
{
    if (buffer->failed) return false;
    size_t needed = more <= SIZE_MAX - buffer->length ? buffer->length + more : SIZE_MAX;
    buffer->failed = !VP_ARRAY_FIT(buffer->bytes, buffer->room, needed, NULL);
    return !buffer->failed;
}

bool vp_buffer_append(vp_buffer *buffer, const void *bytes, size_t length)
{
    if (!vp_buffer_reserve(buffer, length)) return false;
    if (length) memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
    return true;
}

bool vp_buffer_text(vp_buffer *buffer, const char *text) { return vp_buffer_append(buffer, text, strlen(text)); }

bool vp_buffer_format(vp_buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    bool ok = length >= 0 && vp_buffer_reserve(buffer, (size_t)length + 1);
    if (ok) {
        vsnprintf(buffer->bytes + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
    if (!ok) buffer->failed = true;
    return ok;
}

const char *vp_buffer_terminated(vp_buffer *buffer)
{
    if (!vp_buffer_reserve(buffer, 1)) return NULL;
    buffer->bytes[buffer->length] = '\0';
    return buffer->bytes;
}
