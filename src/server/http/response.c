#include "server/http/response_internal.h"
#include "server/message/encoding.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static void release_blob(void *blob) { vp_blob_release(blob); }

static void add(struct MHD_Response *response, const char *name, const char *value)
{
    MHD_add_response_header(response, name, value);
}

static void add_range(struct MHD_Response *response, const vp_reply *reply)
{
    char text[80];
    if (reply->ranges) add(response, "Accept-Ranges", "bytes");
    if (reply->status == 206)
        snprintf(text, sizeof text, "bytes %zu-%zu/%zu", reply->first, reply->first + reply->count - 1,
                 reply->body->length);
    else
        snprintf(text, sizeof text, "bytes */%zu", reply->count);
    if (reply->status == 206 || reply->status == 416) add(response, "Content-Range", text);
}

static void add_headers(struct MHD_Response *response, const vp_reply *reply, bool preflight)
{
    if (reply->type && reply->body && reply->status != 304) add(response, "Content-Type", reply->type);
    if (reply->body && reply->body->encoding)
        add(response, "Content-Encoding", vp_encoding_rows[reply->body->encoding].name);
    if (*reply->tag) add(response, "ETag", reply->tag);
    if (*reply->allow) add(response, "Allow", reply->allow);
    if (*reply->location) add(response, "Location", reply->location);
    if (*reply->reference) {
        char uri[100];
        snprintf(uri, sizeof uri, "<%s>", reply->reference);
        add(response, "Content-Crs", uri);
    }
    if (*reply->file) {
        char disposition[200];
        snprintf(disposition, sizeof disposition, "attachment; filename=\"%s\"", reply->file);
        add(response, "Content-Disposition", disposition);
    }
    if (*reply->applied) add(response, "Preference-Applied", reply->applied);
    if (reply->status == 401) add(response, "WWW-Authenticate", "Bearer realm=\"vungphu\"");
    if (reply->retry_seconds) {
        char seconds_text[16];
        snprintf(seconds_text, sizeof seconds_text, "%u", reply->retry_seconds);
        add(response, "Retry-After", seconds_text);
    }
    if (reply->language) add(response, "Content-Language", reply->language);
    add(response, "Vary", reply->language ? "Accept, Accept-Encoding, Accept-Language" : "Accept, Accept-Encoding");
    /* A new snapshot may come at any time: keep, but ask. */
    add(response, "Cache-Control",
        reply->immutable && reply->status < 400 ? "public, max-age=31536000, immutable"
        : reply->store                          ? "no-cache"
                                                : "no-store");
    add_range(response, reply);
    add(response, "Access-Control-Allow-Origin", "*");
    add(response, "X-Content-Type-Options", "nosniff");
    if (preflight) {
        add(response, "Access-Control-Allow-Methods", "GET, HEAD, OPTIONS");
        add(response, "Access-Control-Allow-Headers", "Accept, If-None-Match, If-Range, Range");
        add(response, "Access-Control-Max-Age", "86400");
    } else {
        add(response, "Access-Control-Expose-Headers", "ETag, Content-Crs, Content-Range, Accept-Ranges");
    }
    if (!reply->page && !reply->strict) return;
    add(response, "Content-Security-Policy",
        reply->strict
            ? VP_STRICT_POLICY
            : "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; child-src 'self' blob:; "
              "style-src 'self' 'unsafe-inline'; frame-ancestors 'self'");
    add(response, "Referrer-Policy", "same-origin");
}

static struct MHD_Response *response_of_file(const vp_blob *blob, size_t first, size_t count)
{
    int file = fcntl(blob->file, F_DUPFD_CLOEXEC, 0);
    struct MHD_Response *response = file >= 0 ? MHD_create_response_from_fd_at_offset64(count, file, first) : NULL;
    if (!response && file >= 0) close(file);
    return response;
}

static struct MHD_Response *response_of_body(const vp_reply *reply)
{
    vp_blob *blob = reply->body;
    if (!blob) return MHD_create_response_from_buffer(0, (void *)(uintptr_t) "", MHD_RESPMEM_PERSISTENT);
    bool part = reply->status == 206;
    size_t first = part ? reply->first : 0, count = part ? reply->count : blob->length;
    if (blob->file >= 0) return response_of_file(blob, first, count);
    struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(
        count, blob->bytes + first, release_blob, vp_blob_share(blob));
    if (!response) vp_blob_release(blob); /* the share that was to go with it */
    return response;
}

struct MHD_Response *vp_response_new(const vp_reply *reply, bool close)
{
    struct MHD_Response *response = response_of_body(reply);
    if (!response) return NULL;
    add_headers(response, reply, reply->status == 204);
    if (close) add(response, "Connection", "close");
    return response;
}
