/* The HTTP front: sockets, limits and deadlines around vp_answer. */
#pragma once
#include "server/server.h"

typedef struct {
    const char *listen;        /* host:port, [address]:port; port 0 takes a free one */
    unsigned threads;          /* 0: one per core */
    unsigned connections_most; /* 0: as many as descriptors allow */
    double seconds_most;       /* 0: VP_HTTP_SECONDS */
    bool quiet;                /* no line per request in the log */
    size_t body_most;          /* bytes of a request's body; 0: VP_HTTP_BODY_MOST */
    size_t answers_most;       /* bytes of answers in memory that clients are taking; 0: VP_HTTP_ANSWERS_MOST */
} vp_http_options;

/* A request must be whole this long after its connection (or its first byte on a kept one), and an answer
 * taken this long after it was ready, plus a second for each VP_HTTP_BYTES_PER_SECOND of it. */
#define VP_HTTP_SECONDS          8
#define VP_HTTP_BYTES_PER_SECOND (256 * 1024)
#define VP_HTTP_BODY_MOST        (1024 * 1024)
#define VP_HTTP_IDLE_SECONDS     60 /* a kept connection without a request */
#define VP_HTTP_ANSWERS_MOST     ((size_t)256 * 1024 * 1024)
#define VP_HTTP_HEADERS_MOST     64 /* lines */

typedef struct vp_http vp_http;

/* Serves until vp_http_stop. The server must outlive it. */
vp_http *vp_http_start(vp_server *server, const vp_http_options *options, vp_error *err);
/* http://host:port, with the port that was taken. */
const char *vp_http_address(const vp_http *http);
/* Lets requests under way finish, for at most that many seconds, then closes. NULL is fine. */
void vp_http_stop(vp_http *http, double seconds_most);
