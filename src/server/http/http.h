/* The HTTP front: sockets, limits and deadlines around vp_answer. */
#pragma once
#include "server/server.h"
#include <stdio.h>

/* A socket that listens; clients wait in it until a server begins. */
typedef struct {
    int fd;
    char address[300]; /* http://host:port, with the port that was taken */
} vp_http_socket;

/* host:port, [address]:port; port 0 takes a free one. A port that is taken is known here, before anything is loaded. */
bool vp_http_listen(vp_http_socket *socket, const char *listen, vp_error *err);
void vp_http_unlisten(vp_http_socket *socket); /* unless a server has it */
/* Prints by which addresses others in the network reach it, a line each, when it listens on all of them. */
void vp_http_print_reachable(const vp_http_socket *socket, FILE *to);

typedef struct {
    const char *listen;              /* as vp_http_listen takes it; unused with a socket */
    vp_http_socket *socket;          /* NULL: opened at the start; else it becomes the server's */
    unsigned threads;                /* 0: one per core */
    unsigned connections_most;       /* 0: as many as descriptors allow */
    unsigned connections_per_client; /* of one address; 0: as many as there are */
    double seconds_most;             /* 0: VP_HTTP_SECONDS */
    bool quiet;                      /* no line per request in the log */
    size_t body_most;                /* bytes of a request's body; 0: VP_HTTP_BODY_MOST */
    size_t answers_most;             /* bytes of answers in memory that clients are taking; 0: VP_HTTP_ANSWERS_MOST */
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
