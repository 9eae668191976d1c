/* The parent's side: the stream of the confined reader, checked as untrusted. */
#include "store/sandbox/source.h"
#include "base/array.h"
#include "store/files/side_files.h"
#include "store/sandbox/message.h"
#include "store/sandbox/reader.h"
#include "store/sandbox/sandbox.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ messages */

static const vp_sandbox_limits usual = {.cpu_seconds = 300, .memory_bytes = 3ull << 30, .idle_seconds = 120};

typedef struct {
    vp_sandbox sandbox;
    const char *file;
    vp_findings *findings;
    uint8_t *bytes; /* the payload of the last message */
    size_t room;
    vp_payload payload;
} stream;

static void close_stream(stream *s)
{
    vp_sandbox_kill(&s->sandbox);
    free(s->bytes);
    s->bytes = NULL;
}

static bool fail_protocol(const stream *s, vp_error *err)
{
    return vp_fail(err, VP_BAD_INPUT, "%s: the reader sent what makes no sense; the file is damaged or hostile",
                   s->file);
}

/* Room for length bytes, reached step by step so that a false length costs little. */
static bool read_payload(stream *s, size_t length, vp_error *err)
{
    const size_t step = 16 << 20;
    for (size_t got = 0; got < length;) {
        size_t part = length - got < step ? length - got : step;
        if (!VP_ARRAY_FIT(s->bytes, s->room, got + part, err)) return false;
        bool end = false;
        if (!vp_sandbox_read(&s->sandbox, s->bytes + got, part, &end, err)) return false;
        if (end) return vp_sandbox_finish(&s->sandbox, err) && fail_protocol(s, err);
        got += part;
    }
    s->payload = (vp_payload){s->bytes, s->bytes + length, false};
    return true;
}

static bool take_finding(stream *s, vp_error *err)
{
    size_t length;
    vp_payload *p = &s->payload;
    uint64_t severity = vp_payload_whole(p);
    vp_place place = {.file = s->file, .row = (long)vp_payload_whole(p)};
    const char *column = vp_payload_text(p, &length), *value = vp_payload_text(p, &length),
               *reason = vp_payload_text(p, &length);
    if (p->bad || severity > VP_FINDING_ERROR) return fail_protocol(s, err);
    place.column = *column ? column : NULL;
    place.value = *value ? value : NULL;
    vp_findings_add(s->findings, (vp_severity)severity, place, "%s", reason);
    return true;
}

/* The next message that is not a finding. An end of the pipe without END is a death. */
static bool next_message(stream *s, vp_message_type *type, vp_error *err)
{
    for (;;) {
        vp_message_head head;
        bool end;
        if (!vp_sandbox_read(&s->sandbox, &head, sizeof head, &end, err)) return false;
        if (end) return vp_sandbox_finish(&s->sandbox, err) && fail_protocol(s, err);
        if (head.length > VP_MESSAGE_BYTES_MOST || !head.type || head.type > VP_MESSAGE_END)
            return fail_protocol(s, err);
        if (!read_payload(s, head.length, err)) return false;
        *type = (vp_message_type)head.type;
        if (head.type == VP_MESSAGE_FAILURE) {
            size_t length;
            bool no_memory = vp_payload_whole(&s->payload) != 0;
            const char *sentence = vp_payload_text(&s->payload, &length);
            if (s->payload.bad) sentence = "cannot be read";
            if (no_memory) return vp_fail(err, VP_NO_MEMORY, "%s: not enough memory to read it: %s", s->file, sentence);
            return vp_fail(err, VP_BAD_INPUT, "%s: %s", s->file, sentence);
        }
        if (head.type != VP_MESSAGE_FINDING) return true;
        if (!take_finding(s, err)) return false;
    }
}

static bool expect_end(stream *s, vp_error *err)
{
    vp_message_type type;
    if (!next_message(s, &type, err)) return false;
    if (type != VP_MESSAGE_END) return fail_protocol(s, err);
    return vp_sandbox_finish(&s->sandbox, err);
}

/* The source and its side files, where they really lie; those that lead nowhere are left out. */
typedef struct {
    char *paths[1 + VP_SIDE_FILES_MOST + 1];
    size_t count;
} readable;

static bool add_readable(void *context, const char *file, const char *suffix, vp_error *err)
{
    readable *r = context;
    (void)suffix;
    if (r->count > VP_SIDE_FILES_MOST) return vp_fail(err, VP_BAD_INPUT, "%s: too many files lie beside it", file);
    r->paths[r->count] = realpath(file, NULL);
    r->count += r->paths[r->count] != NULL;
    return true;
}

static bool start(stream *s, vp_source_job *job, vp_findings *findings, vp_error *err)
{
    readable r = {.count = 0};
    vp_sandbox_limits limits = usual;
    *s = (stream){.file = job->request.file, .findings = findings};
    limits.readable = (const char *const *)r.paths;
    bool ok = add_readable(&r, job->request.path, "", err) &&
              vp_side_files_visit(job->request.path, add_readable, &r, err) &&
              vp_sandbox_start(&s->sandbox, vp_reader_run, job, job->request.file, &limits, err);
    for (size_t i = 0; i < r.count; i++) free(r.paths[i]);
    return ok;
}

/* ------------------------------------------------------------ vectors */

struct vp_source {
    stream stream;
    vp_source_header header;
    uint8_t *header_bytes; /* what header borrows */
    const char **values;
    size_t *lengths;
    bool *is_number;
    bool ended;
};

static bool take_header(vp_source *source, vp_error *err)
{
    vp_message_type type;
    stream *s = &source->stream;
    if (!next_message(s, &type, err)) return false;
    if (type != VP_MESSAGE_LAYER) return fail_protocol(s, err);
    source->header_bytes = s->bytes;
    s->bytes = NULL;
    s->room = 0;
    vp_payload *p = &s->payload;
    size_t length;
    vp_source_header *h = &source->header;
    h->layer = vp_payload_text(p, &length);
    h->crs = vp_payload_text(p, &length);
    h->page = vp_payload_text(p, &length);
    h->declared = (int64_t)vp_payload_whole(p);
    h->has_geometry = vp_payload_whole(p) != 0;
    h->by_area = vp_payload_whole(p) != 0;
    h->heading = (long)vp_payload_whole(p);
    uint64_t count = vp_payload_whole(p);
    if (p->bad || count > 10000) return fail_protocol(s, err);
    h->column_count = (size_t)count;
    const char **columns = calloc(h->column_count + 1, sizeof *columns);
    h->columns = columns;
    source->values = calloc(h->column_count + 1, sizeof *source->values);
    source->lengths = calloc(h->column_count + 1, sizeof *source->lengths);
    h->is_number = source->is_number = calloc(h->column_count + 1, sizeof *source->is_number);
    if (!columns || !source->values || !source->lengths || !source->is_number)
        return vp_fail_memory(err, h->column_count * sizeof *columns);
    for (size_t i = 0; i < h->column_count; i++) {
        columns[i] = vp_payload_text(p, &length);
        source->is_number[i] = vp_payload_whole(p) != 0;
    }
    return !p->bad || fail_protocol(s, err);
}

vp_source *vp_source_open(const vp_source_request *request, vp_findings *findings, vp_error *err)
{
    vp_source *source = calloc(1, sizeof *source);
    if (!source) {
        vp_fail_memory(err, sizeof *source);
        return NULL;
    }
    vp_source_job job = {.request = *request, .work = VP_SOURCE_FEATURES};
    if (!start(&source->stream, &job, findings, err) || !take_header(source, err)) {
        vp_source_close(source);
        return NULL;
    }
    return source;
}

const vp_source_header *vp_source_about(const vp_source *source) { return &source->header; }

bool vp_source_next(vp_source *source, vp_source_feature *feature, bool *more, vp_error *err)
{
    vp_message_type type;
    stream *s = &source->stream;
    *more = false;
    if (source->ended) return true;
    if (!next_message(s, &type, err)) return false;
    if (type == VP_MESSAGE_END) {
        source->ended = true;
        return vp_sandbox_finish(&s->sandbox, err);
    }
    if (type != VP_MESSAGE_FEATURE) return fail_protocol(s, err);
    vp_payload *p = &s->payload;
    *feature =
        (vp_source_feature){.row = (long)vp_payload_whole(p), .values = source->values, .lengths = source->lengths};
    for (size_t i = 0; i < source->header.column_count; i++) {
        bool present = vp_payload_whole(p) != 0;
        source->values[i] = present ? vp_payload_text(p, &source->lengths[i]) : NULL;
    }
    feature->wkb_length = (size_t)vp_payload_whole(p);
    feature->wkb = feature->wkb_length ? vp_payload_bytes(p, feature->wkb_length) : NULL;
    *more = !p->bad;
    return !p->bad || fail_protocol(s, err);
}

void vp_source_close(vp_source *source)
{
    if (!source) return;
    close_stream(&source->stream);
    free(source->header_bytes);
    free((void *)(uintptr_t)source->header.columns);
    free(source->values);
    free(source->lengths);
    free(source->is_number);
    free(source);
}

static bool take_names(stream *s, char ***names, size_t *count, vp_error *err)
{
    vp_message_type type;
    if (!next_message(s, &type, err)) return false;
    if (type != VP_MESSAGE_NAMES) return fail_protocol(s, err);
    uint64_t said = vp_payload_whole(&s->payload);
    if (said > 10000) return fail_protocol(s, err);
    *names = calloc((size_t)said + 1, sizeof **names);
    if (!*names) return vp_fail_memory(err, (size_t)said * sizeof **names);
    for (; *count < said; (*count)++) {
        size_t length;
        const char *name = vp_payload_text(&s->payload, &length);
        if (s->payload.bad) return fail_protocol(s, err);
        if (!((*names)[*count] = strdup(name))) return vp_fail_memory(err, length);
    }
    return expect_end(s, err);
}

char **vp_source_layers(const vp_source_request *request, size_t *count, vp_findings *findings, vp_error *err)
{
    vp_source_job job = {.request = *request, .work = VP_SOURCE_LAYERS};
    char **names = NULL;
    stream s;
    *count = 0;
    bool ok = start(&s, &job, findings, err) && take_names(&s, &names, count, err);
    close_stream(&s);
    if (ok) return names;
    for (size_t i = 0; names && i < *count; i++) free(names[i]);
    free(names);
    *count = 0;
    return NULL;
}

/* ------------------------------------------------------------ rasters */

static bool take_raster_header(stream *s, vp_raster_header *header, vp_error *err)
{
    vp_message_type type;
    if (!next_message(s, &type, err)) return false;
    if (type != VP_MESSAGE_RASTER) return fail_protocol(s, err);
    vp_payload *p = &s->payload;
    size_t length;
    *header = (vp_raster_header){0};
    header->columns = (size_t)vp_payload_whole(p);
    header->rows = (size_t)vp_payload_whole(p);
    for (size_t i = 0; i < 6; i++) header->transform[i] = vp_payload_number(p);
    const char *crs = vp_payload_text(p, &length);
    header->has_no_data = vp_payload_whole(p) != 0;
    header->no_data = vp_payload_number(p);
    header->most = vp_payload_number(p);
    const char *kind = vp_payload_text(p, &length), *words = vp_payload_text(p, &length);
    const char *unit = vp_payload_text(p, &length);
    header->classes = vp_payload_whole(p) != 0;
    if (p->bad || !header->columns || !header->rows || header->columns > INT32_MAX || header->rows > INT32_MAX)
        return fail_protocol(s, err);
    header->crs = strdup(crs);
    header->type = strdup(kind);
    header->words = strdup(words);
    header->unit = strdup(unit);
    return (header->crs && header->type && header->words && header->unit) || vp_fail_memory(err, length);
}

bool vp_source_raster_header(const vp_source_request *request, vp_raster_header *header, vp_findings *findings,
                             vp_error *err)
{
    *header = (vp_raster_header){0};
    vp_source_job job = {.request = *request, .work = VP_SOURCE_RASTER_HEADER};
    stream s;
    bool ok = start(&s, &job, findings, err) && take_raster_header(&s, header, err) && expect_end(&s, err);
    close_stream(&s);
    if (!ok) vp_raster_header_clear(header);
    return ok;
}

void vp_raster_header_clear(vp_raster_header *header)
{
    free(header->crs);
    free(header->type);
    free(header->words);
    free(header->unit);
    *header = (vp_raster_header){0};
}

static bool take_cells(stream *s, vp_raster_window window, double *cells, vp_error *err)
{
    for (size_t row = 0; row < window.rows;) {
        vp_message_type type;
        if (!next_message(s, &type, err)) return false;
        uint64_t first = vp_payload_whole(&s->payload);
        size_t bytes = (size_t)(s->payload.end - s->payload.at), line = window.columns * sizeof(double);
        if (type != VP_MESSAGE_CELLS || s->payload.bad || first != row || bytes == 0 || bytes % line ||
            bytes / line > window.rows - row)
            return fail_protocol(s, err);
        memcpy(cells + row * window.columns, s->payload.at, bytes);
        row += bytes / line;
    }
    return expect_end(s, err);
}

double *vp_source_raster_cells(const vp_source_request *request, vp_raster_window window, vp_findings *findings,
                               vp_error *err)
{
    size_t cells = window.columns * window.rows;
    if (!cells || cells > VP_RASTER_CELLS_MOST) {
        vp_fail(err, VP_BAD_INPUT, "%s: %zu × %zu cells would have to be read; at most %d are", request->file,
                window.columns, window.rows, VP_RASTER_CELLS_MOST);
        return NULL;
    }
    double *out = malloc(cells * sizeof *out);
    if (!out) {
        vp_fail_memory(err, cells * sizeof *out);
        return NULL;
    }
    vp_source_job job = {.request = *request, .work = VP_SOURCE_RASTER_CELLS, .window = window};
    stream s;
    bool ok = start(&s, &job, findings, err) && take_cells(&s, window, out, err);
    close_stream(&s);
    if (ok) return out;
    free(out);
    return NULL;
}
