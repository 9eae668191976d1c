/* A server started in the test, and a client that says bytes to it and hears what it answers. */
#pragma once
#include "platform/log.h"
#include "server/endpoints/endpoints.h"
#include "server/http/http.h"
#include "server/support_world.h"
#include "service/exporter.h"
#include <arpa/inet.h>
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static vp_server *server;
static vp_http *http;
static unsigned port;
static char web[64];

static inline void start_with(double seconds_most)
{
    vp_error err = {0};
    signal(SIGPIPE, SIG_IGN);
    vp_log_set_level(VP_LOG_WARNING);
    snprintf(web, sizeof web, "/tmp/vp_web_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(web));
    server = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                .publication = vp_publication_new(NULL),
                                                .cache_bytes = 1 << 20,
                                                .web_folder = web},
                           &err);
    ck_assert(server && vp_server_publish(server, vp_world_new("s0", 0), &err));
    http = vp_http_start(server,
                         &(vp_http_options){.listen = "127.0.0.1:0", .threads = 2, .seconds_most = seconds_most}, &err);
    ck_assert_msg(http != NULL, "%s", err.message);
    ck_assert_int_eq(sscanf(vp_http_address(http), "http://127.0.0.1:%u", &port), 1);
}

static void start(void) { start_with(0); }

static inline void remove_file(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", web, name);
    unlink(path);
}

static inline void stop(void)
{
    vp_http_stop(http, 0.05);
    vp_server_free(server);
    static const char *const names[] = {"index.html", "app.js", "link.txt", ".secret"};
    for (size_t i = 0; i < 4; i++) remove_file(names[i]);
    rmdir(web);
}

static inline double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static inline int dial(void)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct timeval most = {.tv_sec = 20};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static inline void say(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(fd, text, length, MSG_NOSIGNAL);
        if (sent <= 0) return; /* refused and closed meanwhile */
        text += sent;
        length -= (size_t)sent;
    }
}

typedef struct {
    unsigned status;
    char *bytes; /* header and body, ended by NUL */
    const char *body;
    size_t body_length, length;
    bool whole, closed;
} heard;

/* One answer: to its Content-Length, or without a body, or to the end of the connection. */
static inline heard listen_to(int fd, bool has_body)
{
    heard h = {.bytes = calloc(1, 1 << 20)};
    for (;;) {
        char *end = strstr(h.bytes, "\r\n\r\n");
        if (end) {
            const char *size = strcasestr(h.bytes, "\r\nContent-Length: ");
            h.body = end + 4;
            h.body_length = h.length - (size_t)(h.body - h.bytes);
            if (!has_body || (size && size < end && h.body_length >= strtoul(size + 18, NULL, 10))) {
                h.whole = true;
                break;
            }
        }
        ssize_t got = recv(fd, h.bytes + h.length, (1 << 20) - 1 - h.length, 0);
        if (got <= 0) {
            h.closed = true;
            break;
        }
        h.length += (size_t)got;
        h.bytes[h.length] = '\0';
    }
    sscanf(h.bytes, "HTTP/1.1 %u", &h.status);
    return h;
}

static inline bool is_closed(int fd)
{
    char byte;
    return recv(fd, &byte, 1, 0) <= 0 && errno != EAGAIN;
}

static inline unsigned status_of(const char *request, size_t length, bool *closed)
{
    int fd = dial();
    say(fd, request, length);
    heard h = listen_to(fd, true);
    if (closed) *closed = h.closed || is_closed(fd);
    unsigned status = h.status;
    if (h.whole) ck_assert_ptr_null(strstr(h.body, "HTTP/1.1 ")); /* one head */
    free(h.bytes);
    close(fd);
    return status;
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"
