#include "server/http/response_internal.h"
#include "server/message/encoding.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* ------------------------------------------------------------ made once for all readers of a body */

/* An answer whose head depends on nothing but this; it lives with its body and borrows its bytes. */
typedef struct {
    vp_attached attached;
    struct MHD_Response *response;
    const char *type, *language; /* static texts */
    bool store, immutable, ranges, page, strict;
    char tag[VP_TAG_MOST];
} ready_response;

static void free_ready(vp_attached *attached)
{
    ready_response *ready = (ready_response *)attached;
    MHD_destroy_response(ready->response); /* those who are sending it hold it, too */
    free(ready);
}

static bool is_plain(const vp_reply *r)
{
    return r->status == 200 && r->body && r->body->file < 0 && *r->tag && !*r->allow && !*r->location &&
           !*r->reference && !*r->file && !*r->applied && !r->retry_seconds;
}

static bool has_head_of(const ready_response *ready, const vp_reply *r)
{
    return ready->type == r->type && ready->language == r->language && ready->store == r->store &&
           ready->immutable == r->immutable && ready->ranges == r->ranges && ready->page == r->page &&
           ready->strict == r->strict && strcmp(ready->tag, r->tag) == 0;
}

static ready_response *make_ready(const vp_reply *r)
{
    ready_response *ready = malloc(sizeof *ready);
    if (!ready) return NULL;
    *ready = (ready_response){.attached = {free_ready},
                              .type = r->type,
                              .language = r->language,
                              .store = r->store,
                              .immutable = r->immutable,
                              .ranges = r->ranges,
                              .page = r->page,
                              .strict = r->strict};
    memcpy(ready->tag, r->tag, sizeof ready->tag);
    ready->response = MHD_create_response_from_buffer(r->body->length, r->body->bytes, MHD_RESPMEM_PERSISTENT);
    if (ready->response) {
        add_headers(ready->response, r, false);
        return ready;
    }
    free(ready);
    return NULL;
}

struct MHD_Response *vp_response_ready(const vp_reply *reply)
{
    if (!is_plain(reply)) return NULL;
    ready_response *ready = (ready_response *)vp_blob_attached(reply->body);
    if (!ready) {
        ready = make_ready(reply);
        if (!ready) return NULL;
        if (!vp_blob_attach(reply->body, &ready->attached)) {
            free_ready(&ready->attached);
            ready = (ready_response *)vp_blob_attached(reply->body);
        }
    }
    return has_head_of(ready, reply) ? ready->response : NULL;
}

struct MHD_Response *vp_response_new(const vp_reply *reply, bool close)
{
    struct MHD_Response *response = response_of_body(reply);
    if (!response) return NULL;
    add_headers(response, reply, reply->status == 204);
    if (close) add(response, "Connection", "close");
    return response;
}
