#include "store/sandbox/message.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

const uint8_t *vp_payload_bytes(vp_payload *payload, size_t length)
{
    if (payload->bad || (size_t)(payload->end - payload->at) < length) {
        payload->bad = true;
        return NULL;
    }
    const uint8_t *bytes = payload->at;
    payload->at += length;
    return bytes;
}

uint64_t vp_payload_whole(vp_payload *payload)
{
    uint64_t value = 0;
    const uint8_t *bytes = vp_payload_bytes(payload, sizeof value);
    if (bytes) memcpy(&value, bytes, sizeof value);
    return value;
}

double vp_payload_number(vp_payload *payload)
{
    double value = 0;
    const uint8_t *bytes = vp_payload_bytes(payload, sizeof value);
    if (bytes) memcpy(&value, bytes, sizeof value);
    return value;
}

const char *vp_payload_text(vp_payload *payload, size_t *length)
{
    uint64_t size = vp_payload_whole(payload);
    const uint8_t *bytes = size < VP_MESSAGE_BYTES_MOST ? vp_payload_bytes(payload, (size_t)size + 1) : NULL;
    if (!bytes || bytes[size]) {
        payload->bad = true;
        *length = 0;
        return "";
    }
    *length = (size_t)size;
    return (const char *)bytes;
}

void vp_message_whole(vp_buffer *message, uint64_t value) { vp_buffer_append(message, &value, sizeof value); }
void vp_message_number(vp_buffer *message, double value) { vp_buffer_append(message, &value, sizeof value); }

void vp_message_text(vp_buffer *message, const char *text, size_t length)
{
    vp_message_whole(message, length);
    vp_buffer_append(message, text, length);
    vp_buffer_append(message, "", 1);
}

static bool write_all(int output, const void *bytes, size_t length)
{
    for (const char *at = bytes; length;) {
        ssize_t part = write(output, at, length);
        if (part < 0 && errno == EINTR) continue;
        if (part <= 0) return false;
        at += part;
        length -= (size_t)part;
    }
    return true;
}

bool vp_message_send(vp_buffer *message, vp_message_type type, int output)
{
    vp_message_head head = {type, (uint32_t)message->length};
    bool fits = !message->failed && message->length <= VP_MESSAGE_BYTES_MOST;
    bool ok = fits && write_all(output, &head, sizeof head) && write_all(output, message->bytes, message->length);
    message->length = 0;
    if (!fits) errno = message->failed ? ENOMEM : EMSGSIZE;
    return ok;
}
