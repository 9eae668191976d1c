#include "server/message/request.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

static int hex_of(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

void vp_request_encode(vp_buffer *out, const char *text)
{
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (isalnum(*c) || strchr("-._~,:/", *c))
            vp_buffer_append(out, c, 1);
        else
            vp_buffer_format(out, "%%%02X", *c);
    }
}

static bool is_among(const char *names, const char *name)
{
    for (const char *at = names; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        if (strlen(name) == length && memcmp(at, name, length) == 0) return true;
        at += length;
    }
    return false;
}

void vp_target_query(const vp_target *target, const char *but, vp_buffer *out)
{
    for (size_t i = 0; i < target->parameter_count; i++) {
        if (is_among(but, target->parameters[i].name)) continue;
        vp_request_encode(out, target->parameters[i].name);
        vp_buffer_text(out, "=");
        vp_request_encode(out, target->parameters[i].value);
        vp_buffer_text(out, "&");
    }
}

void vp_request_decode(char *text)
{
    char *to = text;
    for (const char *at = text; *at; at++) {
        int high = *at == '%' ? hex_of(at[1]) : -1, low = high >= 0 ? hex_of(at[2]) : -1;
        bool pair = low > 0 || (low == 0 && high > 0);
        *to++ = pair ? (char)(high * 16 + low) : *at;
        if (pair) at += 2;
    }
    *to = '\0';
}

/* What a piece of an address is: in a query a plus is a blank, and a condition may stand on several lines. */
typedef enum { OF_PATH, OF_QUERY, CONDITION } piece;

static bool check_text(const char *text, size_t length, bool takes_lines, vp_error *err)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text;
    size_t plain = 0; /* most addresses are of ASCII letters and signs alone */
    while (plain < length && text[plain] >= ' ' && text[plain] < 0x7F) plain++;
    for (utf8proc_ssize_t at = (utf8proc_ssize_t)plain, left = (utf8proc_ssize_t)(length - plain); left > 0;) {
        utf8proc_int32_t codepoint;
        utf8proc_ssize_t size = utf8proc_iterate(bytes + at, left, &codepoint);
        if (size <= 0) return vp_fail(err, VP_BAD_INPUT, "the address is not valid UTF-8");
        bool blank = takes_lines && (codepoint == '\t' || codepoint == '\n' || codepoint == '\r');
        if ((codepoint < 0x20 && !blank) || (codepoint >= 0x7F && codepoint < 0xA0))
            return vp_fail(err, VP_BAD_INPUT, "the address holds a control character");
        at += size;
        left -= size;
    }
    return true;
}

/* Letters and marks composed (NFC), as all names here are, in place. A text that would grow (a few letters of other
 * scripts do) stays as it was sent: no name here has them. */
static bool compose(char *start, char **end, vp_error *err)
{
    const char *at = start;
    while (at < *end && !((unsigned char)*at & 0x80)) at++;
    if (at == *end) return true;
    char *composed = (char *)utf8proc_NFC((const utf8proc_uint8_t *)start);
    if (!composed) return vp_fail(err, VP_NO_MEMORY, "no memory for the address");
    size_t length = strlen(composed);
    if (length <= (size_t)(*end - start)) {
        memcpy(start, composed, length + 1);
        *end = start + length;
    }
    free(composed);
    return true;
}

/* Decodes length bytes to *cursor, ends them with NUL and moves *cursor behind it. Decoded text is never
 * longer than encoded text, so what was sized for the encoded text holds it. */
static char *decode(const char *from, size_t length, piece what, char **cursor, vp_error *err)
{
    char *start = *cursor, *to = start;
    for (size_t i = 0; i < length; i++) {
        if (from[i] != '%') {
            *to++ = what != OF_PATH && from[i] == '+' ? ' ' : from[i];
            continue;
        }
        int high = i + 2 < length ? hex_of(from[i + 1]) : -1, low = high >= 0 ? hex_of(from[i + 2]) : -1;
        if (high < 0 || low < 0) {
            vp_fail(err, VP_BAD_INPUT, "the address has a %% that two hexadecimal digits do not follow");
            return NULL;
        }
        *to++ = (char)(high * 16 + low);
        i += 2;
    }
    *to = '\0';
    if (!check_text(start, (size_t)(to - start), what == CONDITION, err) || !compose(start, &to, err)) return NULL;
    *cursor = to + 1;
    return start;
}

static bool add_segment(vp_target *target, const char *from, size_t length, char **cursor, vp_error *err)
{
    if (target->segment_count == VP_SEGMENTS_MOST)
        return vp_fail(err, VP_BAD_INPUT, "the path has more than %d parts", VP_SEGMENTS_MOST);
    char *segment = decode(from, length, OF_PATH, cursor, err);
    if (!segment) return false;
    if (strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0 || strchr(segment, '/') || strchr(segment, '\\'))
        return vp_fail(err, VP_BAD_INPUT, "a part of the path may not be '.', '..' or hold a slash");
    target->segments[target->segment_count++] = segment;
    return true;
}

/* "/" has no segments; "/a/" has two, the last one empty, and so names nothing. */
static bool parse_path(const char *path, vp_target *target, char **cursor, vp_error *err)
{
    if (*path != '/') return vp_fail(err, VP_BAD_INPUT, "the path must begin with '/'");
    if (path[1] == '\0') return true;
    for (const char *at = path + 1;; at++) {
        size_t length = strcspn(at, "/");
        if (!add_segment(target, at, length, cursor, err)) return false;
        at += length;
        if (!*at) return true;
    }
}

static bool add_parameter(vp_target *target, vp_pair pair, vp_error *err)
{
    if (strlen(pair.value) > VP_VALUE_MOST && strcmp(pair.name, "filter") != 0)
        return vp_fail(err, VP_BAD_INPUT, "a query value is longer than %d bytes", VP_VALUE_MOST);
    const char *before = vp_target_parameter(target, pair.name);
    if (before && strcmp(before, pair.value) == 0) return true;
    if (before) return vp_fail(err, VP_BAD_INPUT, "the query gives %.40s two different values", pair.name);
    if (target->parameter_count == VP_PARAMETERS_MOST)
        return vp_fail(err, VP_BAD_INPUT, "the query has more than %d parameters", VP_PARAMETERS_MOST);
    target->parameters[target->parameter_count++] = pair;
    return true;
}

static bool parse_query(const char *query, vp_target *target, char **cursor, vp_error *err)
{
    for (const char *at = query; *at; at += *at == '&') {
        size_t length = strcspn(at, "&"), name_length = strcspn(at, "=&");
        if (length > 0) {
            vp_pair pair = {.name = decode(at, name_length, OF_QUERY, cursor, err), .value = ""};
            if (!pair.name) return false;
            if (name_length < length) {
                piece what = strcmp(pair.name, "filter") == 0 ? CONDITION : OF_QUERY;
                pair.value = decode(at + name_length + 1, length - name_length - 1, what, cursor, err);
                if (!pair.value) return false;
            }
            if (!add_parameter(target, pair, err)) return false;
        }
        at += length;
    }
    return true;
}

bool vp_target_parse(const vp_request *request, vp_target *target, unsigned *status, vp_error *err)
{
    target->segment_count = target->parameter_count = target->capture_count = 0;
    *status = 414;
    if (strlen(request->path) > VP_PATH_MOST)
        return vp_fail(err, VP_BAD_INPUT, "the path is longer than %d bytes", VP_PATH_MOST);
    if (request->query && strlen(request->query) > VP_QUERY_MOST)
        return vp_fail(err, VP_BAD_INPUT, "the query is longer than %d bytes", VP_QUERY_MOST);
    *status = 400;
    char *cursor = target->text;
    return parse_path(request->path, target, &cursor, err) &&
           (!request->query || parse_query(request->query, target, &cursor, err));
}

const char *vp_target_capture(const vp_target *target, const char *name)
{
    for (size_t i = 0; i < target->capture_count; i++) {
        vp_capture capture = target->captures[i];
        if (strlen(name) == capture.name_length && memcmp(name, capture.name, capture.name_length) == 0)
            return capture.value;
    }
    return NULL;
}

const char *vp_target_parameter(const vp_target *target, const char *name)
{
    for (size_t i = 0; i < target->parameter_count; i++)
        if (strcmp(target->parameters[i].name, name) == 0) return target->parameters[i].value;
    return NULL;
}

bool vp_number_parse(const char *text, const char *what, double *value, vp_error *err)
{
    char *end = NULL;
    bool plain = *text && strspn(text, "0123456789+-.eE") == strlen(text);
    double number = plain ? strtod(text, &end) : NAN;
    if (!plain || *end || !isfinite(number))
        return vp_fail(err, VP_BAD_INPUT, "%s is not a number: '%.40s'", what, text);
    *value = number;
    return true;
}

bool vp_whole_parse(const char *text, const char *what, size_t most, size_t *value, vp_error *err)
{
    size_t length = strlen(text);
    if (length == 0 || length > 15 || strspn(text, "0123456789") != length)
        return vp_fail(err, VP_BAD_INPUT, "%s is not a whole number from 0: '%.40s'", what, text);
    size_t number = (size_t)strtoull(text, NULL, 10);
    *value = number < most ? number : most;
    return true;
}

bool vp_target_number(const vp_target *target, const char *name, double *value, vp_error *err)
{
    const char *text = vp_target_parameter(target, name);
    return !text || vp_number_parse(text, name, value, err);
}

bool vp_target_whole(const vp_target *target, const char *name, size_t most, size_t *value, vp_error *err)
{
    const char *text = vp_target_parameter(target, name);
    return !text || vp_whole_parse(text, name, most, value, err);
}

/* The weight of one list item: 1 without ";q=". */
static double weight_of(const char *item, size_t length)
{
    for (size_t i = 0; i + 2 < length; i++)
        if (item[i] == ';') {
            size_t at = i + 1;
            while (at < length && item[at] == ' ') at++;
            if (at + 1 < length && (item[at] == 'q' || item[at] == 'Q') && item[at + 1] == '=')
                return strtod(item + at + 2, NULL);
        }
    return 1;
}

/* Each request reads such lists a dozen times: letter by letter is faster than calls for such short ones. */
static bool ends_name(char c) { return !c || c == ',' || c == ';' || c == ' ' || c == '\t'; }

double vp_header_weight(const char *header, const char *token)
{
    size_t wanted = strlen(token);
    for (const char *at = header; at && *at;) {
        while (*at == ',' || *at == ' ' || *at == '\t') at++;
        size_t name = 0;
        while (!ends_name(at[name])) name++;
        size_t length = name;
        while (at[length] && at[length] != ',') length++;
        if (name == wanted && strncasecmp(at, token, wanted) == 0) return weight_of(at, length);
        at += length;
    }
    return -1;
}

double vp_header_language(const char *header, const char *language)
{
    double most = -1;
    for (const char *at = header; at && *at;) {
        at += strspn(at, ", \t");
        size_t length = strcspn(at, ",");
        double weight = weight_of(at, length);
        if (length >= 2 && strncasecmp(at, language, 2) == 0 && !isalpha((unsigned char)at[2]) && weight > most)
            most = weight;
        at += length;
    }
    return most;
}

bool vp_header_accepts(const char *header, const char *token) { return vp_header_weight(header, token) > 0; }

bool vp_header_matches(const char *header, const char *tag)
{
    size_t wanted = strlen(tag);
    for (const char *at = header; at && *at;) {
        at += strspn(at, ", \t");
        if (*at == '*') return true;
        if (strncmp(at, "W/", 2) == 0) at += 2;
        size_t length = strcspn(at, ",");
        if (length >= wanted && strncmp(at, tag, wanted) == 0 && strspn(at + wanted, " \t") == length - wanted)
            return true;
        at += length;
    }
    return false;
}
