#include "server/http/head_internal.h"
#include "server/http/http.h"
#include <arpa/inet.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct {
    unsigned lines, hosts, lengths, transfers, encodings;
    bool unknown_transfer, no_name;
    bool body;
    unsigned long long length; /* as Content-Length gives it */
} framing;

/* As RFC 9110 has it: another server may read "Content-Length :" as the length. */
static bool is_name(const char *name, size_t length)
{
    static const char others[] = "!#$%&'*+.^_`|~0123456789";
    bool all = length > 0;
    for (size_t i = 0; all && i < length; i++) {
        char letter = (char)(name[i] | 0x20);
        all = (letter >= 'a' && letter <= 'z') || name[i] == '-' ||
              (name[i] && memchr(others, name[i], sizeof others - 1));
    }
    return all;
}

static bool is_named(const char *name, size_t length, const char *wanted)
{
    return strlen(wanted) == length && strncasecmp(name, wanted, length) == 0;
}

/* value_size bytes, and perhaps a zero within them. */
static enum MHD_Result count_header(void *context, enum MHD_ValueKind kind, const char *name, size_t name_size,
                                    const char *value, size_t value_size)
{
    framing *f = context;
    (void)kind;
    (void)value_size;
    f->lines++;
    f->no_name |= !is_name(name, name_size);
    if (is_named(name, name_size, "Host"))
        f->hosts++;
    else if (is_named(name, name_size, "Transfer-Encoding"))
        f->transfers++, f->unknown_transfer |= !value || strcasecmp(value, "chunked") != 0;
    else if (is_named(name, name_size, "Content-Encoding"))
        f->encodings++;
    else if (is_named(name, name_size, "Content-Length")) {
        f->lengths++;
        f->body |= !value || strspn(value, "0") != strlen(value);
        f->length = value ? strtoull(value, NULL, 10) : 0;
    }
    return MHD_YES;
}

static bool has_body(const char *method) { return strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0; }

/* The first of a name stands. */
static enum MHD_Result take_header(void *context, enum MHD_ValueKind kind, const char *name, size_t name_size,
                                   const char *value, size_t value_size)
{
    static const struct {
        const char *name;
        size_t length, member;
    } headers[] = {
#define HEADER(name, member) {name, sizeof(name) - 1, offsetof(vp_request, member)}
        HEADER("Host", host),
        HEADER("Accept", accept),
        HEADER("Accept-Encoding", accept_encoding),
        HEADER("Accept-Language", accept_language),
        HEADER("If-None-Match", if_none_match),
        HEADER("If-Match", if_match),
        HEADER("Content-Type", content_type),
        HEADER("Authorization", authorization),
        HEADER("Origin", origin),
        HEADER("Prefer", prefer),
        HEADER("Range", range),
        HEADER("If-Range", if_range),
#undef HEADER
    };
    (void)kind;
    (void)value_size;
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        if (headers[i].length != name_size || strncasecmp(headers[i].name, name, name_size) != 0) continue;
        const char **member = (const char **)((char *)context + headers[i].member);
        if (!*member) *member = value;
        break;
    }
    return MHD_YES;
}

/* As inet_ntop has it, which prints: too slow for each request. */
static const char *write_v4(const struct in_addr *address, char text[INET6_ADDRSTRLEN])
{
    const unsigned char *bytes = (const unsigned char *)address;
    char *at = text;
    for (size_t i = 0; i < 4; i++) {
        unsigned value = bytes[i];
        if (i > 0) *at++ = '.';
        if (value >= 100) *at++ = (char)('0' + value / 100);
        if (value >= 10) *at++ = (char)('0' + value / 10 % 10);
        *at++ = (char)('0' + value % 10);
    }
    *at = '\0';
    return text;
}

void vp_head_client(struct MHD_Connection *mhd, char text[INET6_ADDRSTRLEN], vp_request *request)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (!info || !info->client_addr) return;
    if (info->client_addr->sa_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)info->client_addr;
        request->from_loopback = ntohl(in->sin_addr.s_addr) >> 24 == 127;
        request->client = write_v4(&in->sin_addr, text);
    } else if (info->client_addr->sa_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)info->client_addr;
        bool mapped = IN6_IS_ADDR_V4MAPPED(&in->sin6_addr);
        request->from_loopback = IN6_IS_ADDR_LOOPBACK(&in->sin6_addr) || (mapped && in->sin6_addr.s6_addr[12] == 127);
        request->client = inet_ntop(AF_INET6, &in->sin6_addr, text, INET6_ADDRSTRLEN);
    }
}

void vp_head_fill(struct MHD_Connection *mhd, char client[INET6_ADDRSTRLEN], vp_request *request)
{
    MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, take_header, request);
    vp_head_client(mhd, client, request);
}

/* A body is read only from those who may write, and only so much. */
static unsigned body_refusal(const vp_server *server, size_t body_most, struct MHD_Connection *mhd, const char *method,
                             const framing *f, vp_error *err)
{
    if (!has_body(method)) return vp_fail(err, VP_BAD_INPUT, "requests with a body are not taken here"), 413;
    if (f->length > body_most)
        return vp_fail(err, VP_BAD_INPUT, "a body of more than %zu bytes is not taken", body_most), 413;
    char client[INET6_ADDRSTRLEN];
    unsigned status = 0;
    vp_request request = {.method = method};
    vp_head_fill(mhd, client, &request);
    return vp_server_authorise(server, &request, &status, err) ? 0 : status;
}

unsigned vp_head_refusal(const vp_server *server, size_t body_most, struct MHD_Connection *mhd, const char *method,
                         const char *version, vp_error *err)
{
    framing f = {0};
    MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, count_header, &f);
    if (f.lines > VP_HTTP_HEADERS_MOST)
        return vp_fail(err, VP_BAD_INPUT, "the request has more than %d headers", VP_HTTP_HEADERS_MOST), 431;
    const char *wrong = NULL;
    if (strcmp(version, MHD_HTTP_VERSION_1_1) != 0 && strcmp(version, MHD_HTTP_VERSION_1_0) != 0)
        wrong = "the request line does not end in HTTP/1.1";
    else if (f.no_name)
        wrong = "a header has a name that is none";
    else if (f.lengths > 1)
        wrong = "the request gives its length twice";
    else if (f.lengths && f.transfers)
        wrong = "the request gives both Content-Length and Transfer-Encoding";
    else if (f.hosts > 1)
        wrong = "the request names two hosts";
    else if (f.hosts == 0 && strcmp(version, MHD_HTTP_VERSION_1_1) == 0)
        wrong = "the request names no host";
    if (wrong) return vp_fail(err, VP_BAD_INPUT, "%s", wrong), 400;
    if (f.unknown_transfer) return vp_fail(err, VP_BAD_INPUT, "of transfer codings only chunked is taken"), 501;
    if (f.encodings && (f.body || f.transfers))
        return vp_fail(err, VP_BAD_INPUT, "compressed requests are not taken"), 415;
    return f.body || f.transfers ? body_refusal(server, body_most, mhd, method, &f, err) : 0;
}

void vp_head_trace(struct MHD_Connection *mhd, char trace_id[33], char parent_id[17])
{
    static const char digits[] = "0123456789abcdef";
    enum { TRACE = 32, PARENT = 16, LENGTH = 55 };
    const char *header = MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, "traceparent");
    if (!header || strlen(header) < LENGTH || memcmp(header, "ff", 2) == 0) return;
    const char *trace = header + 3, *parent = trace + TRACE + 1;
    if (header[2] != '-' || strspn(trace, digits) != TRACE || trace[TRACE] != '-' || strspn(parent, digits) != PARENT ||
        parent[PARENT] != '-' || strspn(trace, "0") == TRACE)
        return;
    snprintf(trace_id, TRACE + 1, "%.32s", trace);
    snprintf(parent_id, PARENT + 1, "%.16s", parent);
}
