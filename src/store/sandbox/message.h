/* The bytes between the confined reader and its parent: messages of a type, a length and
 * a payload of numbers and texts in this machine's byte order. */
#pragma once
#include "base/buffer.h"
#include <stdint.h>

typedef enum {
    VP_MESSAGE_LAYER = 1, /* layer, crs, page, declared, has_geometry, heading, column count, per column (name, is a
                           * number) */
    VP_MESSAGE_FEATURE,   /* row, per column (present, text), geometry (length, WKB) */
    VP_MESSAGE_RASTER,    /* columns, rows, transform, crs, has_no_data, no_data, most, type, words */
    VP_MESSAGE_CELLS,     /* first row of the window, doubles */
    VP_MESSAGE_NAMES,     /* count, texts */
    VP_MESSAGE_FINDING,   /* severity, row, column, value, reason */
    VP_MESSAGE_FAILURE,   /* whether memory was short, sentence */
    VP_MESSAGE_END,
} vp_message_type;

typedef struct {
    uint32_t type, length;
} vp_message_head;

enum { VP_MESSAGE_BYTES_MOST = 256 << 20 };

/* Reading a payload: past its end everything is 0 or "" and bad is set. */
typedef struct {
    const uint8_t *at, *end;
    bool bad;
} vp_payload;

uint64_t vp_payload_whole(vp_payload *payload);
double vp_payload_number(vp_payload *payload);
/* Text of *length bytes, followed by a NUL in the payload. */
const char *vp_payload_text(vp_payload *payload, size_t *length);
const uint8_t *vp_payload_bytes(vp_payload *payload, size_t length);

void vp_message_whole(vp_buffer *message, uint64_t value);
void vp_message_number(vp_buffer *message, double value);
void vp_message_text(vp_buffer *message, const char *text, size_t length);
/* Sends what message holds and empties it; false, with errno, when the pipe is closed or memory ran out. */
bool vp_message_send(vp_buffer *message, vp_message_type type, int output);
