#include "store/fetch/child.h"
#include "base/array.h"
#include "platform/whole_file.h"
#include "store/sandbox/message.h"
#include "store/sandbox/sandbox.h"
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SECONDS_MOST = 4 * 3600, PATIENCES = 8, FILE_BYTES_MOST_GB = 64 };

typedef struct {
    vp_sandbox sandbox;
    uint8_t *bytes;
    size_t room;
    vp_payload payload;
    uint32_t type;
} stream;

static bool fail_protocol(const vp_fetch_child *child, vp_error *err)
{
    return vp_fail(err, VP_IO, "%s: the fetching process sent what makes no sense", child->what);
}

/* *end: the child ended without a message. */
static bool next_message(stream *s, const vp_fetch_child *child, vp_error *err)
{
    vp_message_head head;
    bool end;
    if (!vp_sandbox_read(&s->sandbox, &head, sizeof head, &end, err)) return false;
    if (end) return vp_sandbox_finish(&s->sandbox, err) && fail_protocol(child, err);
    if (head.length > VP_MESSAGE_BYTES_MOST || !head.type || head.type > VP_FETCHED_END)
        return fail_protocol(child, err);
    if (!VP_ARRAY_FIT(s->bytes, s->room, (size_t)head.length + 1, err)) return false;
    if (head.length && !vp_sandbox_read(&s->sandbox, s->bytes, head.length, &end, err)) return false;
    s->payload = (vp_payload){s->bytes, s->bytes + head.length, false};
    s->type = head.type;
    return true;
}

/* What a later run must know to go on: the etag, a line, and the size. */
static bool write_about(const vp_fetch_child *child, const char *etag, vp_error *err)
{
    vp_buffer text = {0};
    bool ok = vp_buffer_format(&text, "%s\n%llu\n", etag, (unsigned long long)child->size) || vp_fail_memory(err, 300);
    ok = ok && vp_whole_file_write(child->about, &text, err);
    vp_buffer_clear(&text);
    return ok;
}

static bool take_begin(stream *s, vp_fetch_child *child, vp_error *err)
{
    size_t length;
    uint64_t from = vp_payload_whole(&s->payload);
    child->size = vp_payload_whole(&s->payload);
    const char *etag = vp_payload_text(&s->payload, &length);
    if (s->payload.bad || !child->file || from > child->at || strpbrk(etag, "\r\n")) return fail_protocol(child, err);
    if (child->size != VP_REMOTE_UNKNOWN && child->size >> 30 >= FILE_BYTES_MOST_GB)
        return vp_fail(err, VP_BAD_INPUT, "%s: of more than %d GB", child->what, FILE_BYTES_MOST_GB);
    if (from < child->at) {
        if (fflush(child->file) != 0 || ftruncate(fileno(child->file), (off_t)from) != 0 ||
            fseeko(child->file, (off_t)from, SEEK_SET) != 0)
            return vp_fail(err, vp_error_of_system(errno), "%s: %s", child->what, strerror(errno));
        child->at = from;
    }
    return !child->about || write_about(child, etag, err);
}

static bool take_bytes(stream *s, vp_fetch_child *child, vp_error *err)
{
    size_t length = (size_t)(s->payload.end - s->payload.at);
    if (!child->file || child->at >> 30 >= FILE_BYTES_MOST_GB) return fail_protocol(child, err);
    if (fwrite(s->payload.at, 1, length, child->file) != length)
        return vp_fail(err, vp_error_of_system(errno), "%s: %s", child->what, strerror(errno));
    child->at += length;
    const vp_fetch_options *o = child->options;
    double done = child->size == VP_REMOTE_UNKNOWN || !child->size ? 0 : (double)child->at / (double)child->size;
    return !o || !o->progress || o->progress(o->context, child->what, fmin(done, 1)) ||
           vp_fail(err, VP_CANCELLED, "%s: cancelled", child->what);
}

static bool take_failure(stream *s, const vp_fetch_child *child, vp_error *err)
{
    size_t length;
    uint64_t kind = vp_payload_whole(&s->payload);
    const char *sentence = vp_payload_text(&s->payload, &length);
    if (s->payload.bad || kind < VP_BAD_INPUT || kind > VP_LAST_KIND) return fail_protocol(child, err);
    return vp_fail(err, (vp_error_kind)kind, "%s: %s", child->what, sentence);
}

static bool take(stream *s, vp_fetch_child *child, vp_error *err)
{
    vp_payload *p = &s->payload;
    switch ((vp_fetched_type)s->type) {
    case VP_FETCHED_BEGIN: return take_begin(s, child, err);
    case VP_FETCHED_BYTES: return take_bytes(s, child, err);
    case VP_FETCHED_FAILURE: return take_failure(s, child, err);
    case VP_FETCHED_BOUNDS:
        child->degrees.west = vp_payload_number(p), child->degrees.south = vp_payload_number(p);
        child->degrees.east = vp_payload_number(p), child->degrees.north = vp_payload_number(p);
        if (p->bad || !(child->degrees.west <= child->degrees.east) || !(child->degrees.south <= child->degrees.north))
            return fail_protocol(child, err);
        return true;
    case VP_FETCHED_OUTLINE:
        return vp_buffer_append(&child->outline, p->at, (size_t)(p->end - p->at)) || vp_fail_memory(err, 1);
    case VP_FETCHED_END:
        child->requests = vp_payload_whole(p), child->received = vp_payload_whole(p);
        child->absent = (size_t)vp_payload_whole(p);
        return !p->bad || fail_protocol(child, err);
    }
    return fail_protocol(child, err);
}

static bool read_all(stream *s, vp_fetch_child *child, vp_error *err)
{
    do {
        if (!next_message(s, child, err) || !take(s, child, err)) return false;
    } while (s->type != VP_FETCHED_END);
    return vp_sandbox_finish(&s->sandbox, err);
}

bool vp_fetch_child_run(vp_fetch_child *child, const vp_fetch_job *job, vp_error *err)
{
    char *readable[VP_FETCH_ADDRESSES_MOST + 1] = {NULL};
    size_t count = 0;
    stream s = {.bytes = NULL};
    vp_fetch_job copy = *job;
    for (size_t i = 0; job->local && i < job->count && count < VP_FETCH_ADDRESSES_MOST; i++) {
        readable[count] = realpath(job->files[i], NULL);
        count += readable[count] != NULL;
    }
    vp_sandbox_limits limits = {.cpu_seconds = SECONDS_MOST,
                                .memory_bytes = 4ull << 30,
                                .idle_seconds = (int)(60 + PATIENCES * job->patience),
                                .readable = (const char *const *)readable,
                                .connects = !job->local};
    if (job->local) limits.idle_seconds = SECONDS_MOST;
    child->size = VP_REMOTE_UNKNOWN;
    bool ok =
        vp_sandbox_start(&s.sandbox, vp_fetcher_run, &copy, child->what, &limits, err) && read_all(&s, child, err);
    vp_sandbox_kill(&s.sandbox);
    for (size_t i = 0; i < count; i++) free(readable[i]);
    free(s.bytes);
    return ok;
}
