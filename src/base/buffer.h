/* Bytes that grow. A failed append leaves the buffer as it was and marks it failed, so
 * that a run of appends needs one check at its end. */
#pragma once
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct {
    char *bytes; /* not terminated; NULL while empty */
    size_t length, room;
    bool failed;
} vp_buffer;

void vp_buffer_clear(vp_buffer *buffer);
/* length + more bytes fit afterwards. */
bool vp_buffer_reserve(vp_buffer *buffer, size_t more);
bool vp_buffer_append(vp_buffer *buffer, const void *bytes, size_t length);
bool vp_buffer_text(vp_buffer *buffer, const char *text);
bool vp_buffer_format(vp_buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds a NUL behind the bytes, not counted in length. NULL when memory is short. */
const char *vp_buffer_terminated(vp_buffer *buffer);
