#include "server/message/reply.h"
#include "base/sentences.h"
#include "service/public_error.h"
#include "json/json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

const vp_media_row vp_media_rows[VP_MEDIA_COUNT] = {
    [VP_MEDIA_JSON] = {"json", "application/json", "application/json", true},
    [VP_MEDIA_CSV] = {"csv", "text/csv; charset=utf-8; header=present", "text/csv", true},
    [VP_MEDIA_GEOJSON] = {"geojson", "application/geo+json", "application/geo+json", true},
    [VP_MEDIA_HTML] = {"html", "text/html; charset=utf-8", "text/html", true},
    [VP_MEDIA_MVT] = {"mvt", "application/vnd.mapbox-vector-tile", "application/vnd.mapbox-vector-tile", true},
    [VP_MEDIA_PNG] = {"png", "image/png", "image/png", false},
    [VP_MEDIA_OPENAPI] = {"openapi", "application/vnd.oai.openapi+json;version=3.0", "application/vnd.oai.openapi+json",
                          true},
    [VP_MEDIA_SCHEMA] = {"schema", "application/schema+json", "application/schema+json", true},
    [VP_MEDIA_STYLE] = {"mapbox", "application/vnd.mapbox.style+json", "application/vnd.mapbox.style+json", true},
    [VP_MEDIA_METRICS] = {"metrics", "text/plain; version=0.0.4; charset=utf-8", "text/plain", true},
    [VP_MEDIA_FILE] = {"file", "application/octet-stream", "application/octet-stream", false}, /* handlers say more */
    [VP_MEDIA_PROBLEM] = {"problem", "application/problem+json", "application/problem+json", false},
};

enum { RETRY_SECONDS = 5 }; /* of what passes, where nobody says better */

/* The one place where a kind of error becomes a status. */
static const unsigned status_of[] = {
    [0] = 500,       [VP_BAD_INPUT] = 400, [VP_NOT_FOUND] = 404, [VP_NO_MEMORY] = 503,
    [VP_IO] = 500,   [VP_CANCELLED] = 503, [VP_CONFLICT] = 412,  [VP_DENIED] = 403,
    [VP_BUSY] = 503, [VP_NO_SPACE] = 507,  [VP_READ_ONLY] = 503, [VP_NO_FILES] = 503,
};

static const char *title_of(unsigned status)
{
    switch (status) {
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 507: return "Insufficient Storage";
    default: return "Internal Server Error";
    }
}

void vp_reply_clear(vp_reply *reply)
{
    vp_blob_release(reply->body);
    *reply = (vp_reply){0};
}

static void make_valid(char *text)
{
    utf8proc_uint8_t *bytes = (utf8proc_uint8_t *)text;
    utf8proc_ssize_t left = (utf8proc_ssize_t)strlen(text);
    while (left > 0) {
        utf8proc_int32_t codepoint;
        utf8proc_ssize_t size = utf8proc_iterate(bytes, left, &codepoint);
        if (size <= 0) {
            *bytes = '?';
            size = 1;
        }
        bytes += size;
        left -= size;
    }
}

static const vp_sentences *vietnamese; /* set before the first request */

void vp_reply_translate(const vp_sentences *sentences) { vietnamese = sentences; }

/* Both languages: who shows the sentence to a person chooses. */
static vp_blob *problem_of(const char *type, unsigned status, const char *detail)
{
    char *translated = vietnamese ? vp_sentences_translate(vietnamese, detail) : NULL;
    vp_error ignored;
    vp_blob *body = vp_json_blob(json_pack("{s:s, s:s, s:i, s:s, s:s*}", "type", type, "title", title_of(status),
                                           "status", (int)status, "detail", detail, "detail_vi", translated),
                                 &ignored);
    free(translated);
    return body;
}

void vp_reply_problem(vp_reply *reply, unsigned status, const vp_error *err)
{
    if (!status) status = status_of[(size_t)err->kind < sizeof status_of / sizeof *status_of ? err->kind : 0];
    char detail[sizeof err->message];
    snprintf(detail, sizeof detail, "%s", vp_public_error_sentence(err));
    make_valid(detail);

    vp_blob_release(reply->body);
    reply->status = status;
    reply->type = vp_media_rows[VP_MEDIA_PROBLEM].type;
    reply->tag[0] = '\0';
    reply->reference[0] = '\0';
    reply->file[0] = '\0';
    reply->store = false;
    if (status == 503 && !reply->retry_seconds) reply->retry_seconds = RETRY_SECONDS;
    /* Without memory even for this, the status goes out alone. */
    reply->body = problem_of(reply->problem ? reply->problem : "about:blank", status, detail);
    if (!reply->body) reply->type = NULL;
}

/* Digits up to a bound that no body reaches; false when there is none. */
static bool take_offset(const char **at, size_t *number)
{
    enum { DIGITS_MOST = 15 };
    size_t digits = strspn(*at, "0123456789");
    if (digits == 0 || digits > DIGITS_MOST) return false;
    for (*number = 0; digits > 0; digits--) *number = 10 * *number + (size_t)(*(*at)++ - '0');
    return true;
}

/* RFC 9110, 14.1.2: first-last, first- or -count. False: not one part of bytes, so that the header is passed over. */
static bool read_part(const char *range, size_t length, size_t *first, size_t *last)
{
    if (strncmp(range, "bytes=", 6) != 0) return false;
    const char *at = range + 6;
    if (*at == '-') {
        at++;
        if (!take_offset(&at, last) || *at) return false;
        *first = *last < length ? length - *last : 0;
        if (*last == 0) *first = length; /* none of it */
        *last = length ? length - 1 : 0;
        return true;
    }
    if (!take_offset(&at, first) || *at++ != '-') return false;
    *last = SIZE_MAX;
    if (*at && (!take_offset(&at, last) || *at || *last < *first)) return false;
    return true;
}

void vp_reply_cut(vp_reply *reply, const char *range, const char *if_range)
{
    size_t first, last;
    if (!reply->ranges || reply->status != 200 || !reply->body || reply->body->encoding || !range) return;
    if (if_range && strcmp(if_range, reply->tag) != 0) return;
    if (!read_part(range, reply->body->length, &first, &last)) return;
    if (first >= reply->body->length) {
        vp_error err;
        reply->count = reply->body->length;
        vp_fail(&err, VP_BAD_INPUT, "the range begins behind the %zu bytes of the file", reply->count);
        vp_reply_problem(reply, 416, &err);
        return;
    }
    reply->status = 206;
    reply->first = first;
    reply->count = (last < reply->body->length ? last + 1 : reply->body->length) - first;
}
