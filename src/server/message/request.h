/* What a client asks, taken apart and checked once; handlers read only this. */
#pragma once
#include "base/buffer.h"
#include <vungphu/error.h>

#define VP_PATH_MOST       2048 /* bytes as received; longer gets 414 */
#define VP_QUERY_MOST      8192
#define VP_SEGMENTS_MOST   16
#define VP_PARAMETERS_MOST 32
#define VP_VALUE_MOST      1024 /* bytes of one decoded query value; a filter may fill the query */

#define VP_TOKEN_MOST 512

/* As received; borrowed for the call. Headers are NULL when not sent. */
typedef struct {
    const char *method;
    const char *path;  /* percent-encoded, without the query */
    const char *query; /* percent-encoded, after '?'; NULL without one */
    const char *host, *accept, *accept_encoding, *accept_language, *if_none_match;
    const char *if_match, *content_type, *authorization, *origin, *prefer, *range, *if_range;
    const char *client;     /* the peer's address as text; NULL: unknown */
    bool from_loopback;     /* the peer is this machine */
    const char *waited_for; /* what this request waited for (vp_reply.waits_for), when it is answered again; NULL */
    const char *body;       /* NULL without one */
    size_t body_length;
} vp_request;

typedef struct {
    const char *name, *value;
} vp_pair;
typedef struct {
    const char *name;
    size_t name_length;
    const char *value;
} vp_capture; /* name lies in the template */

/* A path and query decoded: segments and values are UTF-8 in NFC, segments without control characters, '/', "." or
 * ".."; a name appears once (repeats of one value are dropped, different values refused). */
typedef struct {
    char *segments[VP_SEGMENTS_MOST];
    size_t segment_count;
    vp_pair parameters[VP_PARAMETERS_MOST];
    size_t parameter_count;
    vp_capture captures[VP_SEGMENTS_MOST]; /* {name} of the route's template */
    size_t capture_count;
    char text[VP_PATH_MOST + VP_QUERY_MOST + 8];
} vp_target;

/* On failure status is 400 or 414. */
bool vp_target_parse(const vp_request *request, vp_target *target, unsigned *status, vp_error *err);

/* Appends the text as an address has it: percent-encoded but for letters, digits and -._~,:/. */
void vp_request_encode(vp_buffer *out, const char *text);
/* Appends name=value& of each parameter, encoded anew, but of those whose names stand between blanks in but. */
void vp_target_query(const vp_target *target, const char *but, vp_buffer *out);

/* Replaces %XX by its byte, in place; what no two digits follow stays. */
void vp_request_decode(char *text);

/* NULL when absent. */
const char *vp_target_capture(const vp_target *target, const char *name);
const char *vp_target_parameter(const vp_target *target, const char *name);

/* A finite decimal number without blanks, hexadecimal or names such as nan. what names it in err. */
bool vp_number_parse(const char *text, const char *what, double *value, vp_error *err);
/* Digits only; a number above most is capped to most. */
bool vp_whole_parse(const char *text, const char *what, size_t most, size_t *value, vp_error *err);

/* A parameter that is absent leaves *value as it is. */
bool vp_target_number(const vp_target *target, const char *name, double *value, vp_error *err);
bool vp_target_whole(const vp_target *target, const char *name, size_t most, size_t *value, vp_error *err);

/* The weight that a comma-separated header gives the token (case-insensitive), 1 without one; -1: it does not name it.
 */
double vp_header_weight(const char *header, const char *token);
/* The greatest weight that an Accept-Language header gives a language of two letters, whatever its country; -1: it does
 * not name it. */
double vp_header_language(const char *header, const char *language);
/* Whether a comma-separated header names the token (case-insensitive) with a weight above 0. */
bool vp_header_accepts(const char *header, const char *token);
/* Whether an If-None-Match header names the tag (quotes included), by weak comparison. */
bool vp_header_matches(const char *header, const char *tag);
