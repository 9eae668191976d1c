/* The HTTP front on a loopback socket, with requests written byte by byte. */
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

static void start_with(double seconds_most)
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

static void remove_file(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", web, name);
    unlink(path);
}

static void stop(void)
{
    vp_http_stop(http, 0.05);
    vp_server_free(server);
    static const char *const names[] = {"index.html", "app.js", "link.txt", ".secret"};
    for (size_t i = 0; i < 4; i++) remove_file(names[i]);
    rmdir(web);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int dial(void)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct timeval most = {.tv_sec = 20};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void say(int fd, const char *text, size_t length)
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
static heard listen_to(int fd, bool has_body)
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

static bool is_closed(int fd)
{
    char byte;
    return recv(fd, &byte, 1, 0) <= 0 && errno != EAGAIN;
}

static unsigned status_of(const char *request, size_t length, bool *closed)
{
    int fd = dial();
    say(fd, request, length);
    heard h = listen_to(fd, true);
    if (closed) *closed = h.closed || is_closed(fd);
    unsigned status = h.status;
    free(h.bytes);
    close(fd);
    return status;
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: a\r\n\r\n"

static const struct {
    const char *request;
    size_t length;
    unsigned status;
} framing[] = {
#define ROW(text, status)                                                                                              \
    {                                                                                                                  \
        text, sizeof(text) - 1, status                                                                                 \
    }
    ROW("GET /indicators HTTP/1.1\r\n\r\n", 400),
    ROW("GET /indicators HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ROW("POST /indicators HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
    ROW("POST /indicators HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400),
    ROW("POST /indicators HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413),
    ROW("POST /indicators HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 403),
    ROW("GET /indicators HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 413),
    ROW("POST /indicators HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde", 415),
    ROW("POST /indicators HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 501),
    ROW("GET /indicators HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
    ROW("nonsense\r\n\r\n", 400),
#undef ROW
};

/* No token: this machine may write, whatever the path then says to it. */
START_TEST(a_body_is_read_to_its_limit_and_no_further)
{
    static const char head[] = "POST /indicators HTTP/1.1\r\nHost: localhost\r\n";
    char request[256];
    bool closed = false;
    int length = snprintf(request, sizeof request, "%sContent-Length: 3\r\nConnection: close\r\n\r\nabc", head);
    ck_assert_uint_eq(status_of(request, (size_t)length, &closed), 405); /* taken, and the address only reads */
    length = snprintf(request, sizeof request, "%sContent-Length: %d\r\n\r\n", head, VP_HTTP_BODY_MOST + 1);
    ck_assert_uint_eq(status_of(request, (size_t)length, &closed), 413);
    ck_assert(closed);

    size_t room = VP_HTTP_BODY_MOST + 4096, size = 0;
    char *chunked = malloc(room);
    size = (size_t)snprintf(chunked, room, "%sTransfer-Encoding: chunked\r\n\r\n%x\r\n", head, VP_HTTP_BODY_MOST + 1);
    memset(chunked + size, 'x', VP_HTTP_BODY_MOST + 1);
    size += VP_HTTP_BODY_MOST + 1;
    size += (size_t)snprintf(chunked + size, room - size, "\r\n0\r\n\r\n");
    ck_assert_uint_eq(status_of(chunked, size, &closed), 413);
    free(chunked);
}
END_TEST

START_TEST(a_doubtful_request_is_refused_and_the_connection_closed)
{
    bool closed = false;
    unsigned status = status_of(framing[_i].request, framing[_i].length, &closed);
    ck_assert_msg(closed, "row %d leaves the connection open", _i);
    /* What is not HTTP at all may be closed without a word. */
    ck_assert_msg(status == framing[_i].status || (status == 0 && !strstr(framing[_i].request, "HTTP/1.1")),
                  "row %d is %u", _i, status);
}
END_TEST

static const struct {
    const char *request;
    size_t length;
    unsigned status;
} targets[] = {
#define ROW(path, status)                                                                                              \
    {                                                                                                                  \
        GET(path), sizeof(GET(path)) - 1, status                                                                       \
    }
    ROW("/../../etc/passwd", 400),
    ROW("/%2e%2e%2f%2e%2e%2fetc/passwd", 400),
    ROW("/a%00b", 400),
    ROW("/indicators%0d%0aX-Evil:%201", 400),
    ROW("/%c0%ae%c0%ae/", 400),
    ROW("/link.txt", 404),
    ROW("/.secret", 404),
    ROW("/indicators?limit=1&limit=2", 400),
    ROW("/app.js", 200),
    ROW("/healthz", 200),
    ROW("*", 400),
    ROW("http://other/indicators", 400),
#undef ROW
};

static void write_file(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", web, name);
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

START_TEST(a_target_is_decoded_once_and_leads_nowhere_else)
{
    char link[200];
    write_file("app.js", "let x = 1;\n");
    write_file(".secret", "hidden");
    snprintf(link, sizeof link, "%s/link.txt", web);
    ck_assert_int_eq(symlink("/etc/passwd", link), 0);
    unsigned status = status_of(targets[_i].request, targets[_i].length, NULL);
    ck_assert_msg(status == targets[_i].status, "%s is %u", targets[_i].request, status);
}
END_TEST

/* libmicrohttpd may end the target at a NUL byte: then it is the shorter target that is checked. */
START_TEST(a_nul_byte_in_the_line_is_no_way_around)
{
    static const char hidden[] = "GET /.secret\0.js HTTP/1.1\r\nHost: a\r\n\r\n",
                      up[] = "GET /../x\0y HTTP/1.1\r\nHost: a\r\n\r\n";
    write_file(".secret", "hidden");
    unsigned first = status_of(hidden, sizeof hidden - 1, NULL), second = status_of(up, sizeof up - 1, NULL);
    ck_assert_msg(first == 404 || first == 400 || first == 0, "%u", first);
    ck_assert_msg(second == 400 || second == 0, "%u", second);
}
END_TEST

START_TEST(what_is_too_long_is_cut_short)
{
    char *request = malloc(200000);
    size_t length = (size_t)sprintf(request, "GET /");
    memset(request + length, 'a', 40000);
    length += 40000;
    length += (size_t)sprintf(request + length, " HTTP/1.1\r\nHost: a\r\n\r\n");
    ck_assert_uint_eq(status_of(request, length, NULL), 414);
    length = (size_t)sprintf(request, "GET /indicators HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 3000; i++) length += (size_t)sprintf(request + length, "X-Header-%d: %d\r\n", i, i);
    length += (size_t)sprintf(request + length, "\r\n");
    ck_assert_uint_eq(status_of(request, length, NULL), 431);
    length = (size_t)sprintf(request, "GET /indicators/");
    memset(request + length, 'a', 20000);
    length += 20000;
    length += (size_t)sprintf(request + length, " HTTP/1.1\r\nHost: a\r\n\r\n");
    int fd = dial();
    say(fd, request, length);
    heard h = listen_to(fd, true);
    ck_assert_uint_eq(h.status, 414);
    ck_assert_uint_lt(h.length, 2000); /* and what was sent is not sent back */
    free(h.bytes);
    close(fd);
    free(request);
}
END_TEST

START_TEST(a_connection_is_kept)
{
    int fd = dial();
    for (int i = 0; i < 3; i++) {
        say(fd, GET("/indicators"), sizeof GET("/indicators") - 1);
        heard h = listen_to(fd, true);
        ck_assert_uint_eq(h.status, 200);
        ck_assert_ptr_nonnull(strcasestr(h.bytes, "\r\nETag: \"s0."));
        ck_assert_ptr_nonnull(strcasestr(h.bytes, "\r\nVary: Accept, Accept-Encoding\r\n"));
        ck_assert_ptr_nonnull(strcasestr(h.bytes, "\r\nAccess-Control-Allow-Origin: *\r\n"));
        ck_assert_ptr_null(strcasestr(h.bytes, "Access-Control-Allow-Credentials")); /* hazard 41 */
        free(h.bytes);
    }
    static const char head[] = "HEAD /indicators HTTP/1.1\r\nHost: a\r\n\r\n";
    say(fd, head, sizeof head - 1);
    heard h = listen_to(fd, false);
    ck_assert_uint_eq(h.status, 200);
    ck_assert_uint_eq(h.body_length, 0);
    ck_assert_ptr_null(strcasestr(h.bytes, "\r\nContent-Length: 0\r\n"));
    free(h.bytes);
    static const char again[] = "GET /indicators HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n";
    say(fd, again, sizeof again - 1);
    h = listen_to(fd, false);
    ck_assert_uint_eq(h.status, 304);
    ck_assert_uint_eq(h.body_length, 0);
    ck_assert_ptr_null(strcasestr(h.bytes, "\r\nContent-Length: 0\r\n"));
    free(h.bytes);
    say(fd, GET("/healthz"), sizeof GET("/healthz") - 1);
    h = listen_to(fd, true); /* nothing of the earlier bodies was sent after all */
    ck_assert_uint_eq(h.status, 200);
    free(h.bytes);
    close(fd);
}
END_TEST

/* What other pages' scripts may ask, and what an answer was counted as. */
START_TEST(an_answer_is_allowed_to_others_and_counted)
{
    static const char preflight[] = "OPTIONS /indicators HTTP/1.1\r\nHost: a\r\nOrigin: http://b.example\r\n"
                                    "Access-Control-Request-Method: GET\r\n\r\n";
    int fd = dial();
    say(fd, preflight, sizeof preflight - 1);
    heard h = listen_to(fd, false);
    ck_assert_uint_eq(h.status, 204);
    ck_assert_ptr_nonnull(strcasestr(h.bytes, "\r\nAccess-Control-Allow-Origin: *\r\n"));
    ck_assert_ptr_nonnull(strcasestr(h.bytes, "\r\nAccess-Control-Allow-Methods: GET, HEAD, OPTIONS\r\n"));
    ck_assert_ptr_nonnull(strcasestr(h.bytes, "\r\nAccess-Control-Allow-Headers: Accept, If-None-Match\r\n"));
    free(h.bytes);
    say(fd, GET("/targets"), sizeof GET("/targets") - 1);
    h = listen_to(fd, true);
    ck_assert_uint_eq(h.status, 200);
    ck_assert_ptr_nonnull(strcasestr(h.bytes, "\r\nAccess-Control-Expose-Headers: ETag, Content-Crs\r\n"));
    free(h.bytes);
    say(fd, GET("/metrics"), sizeof GET("/metrics") - 1);
    h = listen_to(fd, true);
    ck_assert_ptr_nonnull(strstr(h.body, "requests_total{route=\"/targets\",status=\"2xx\"} 1\n"));
    ck_assert_ptr_nonnull(strstr(h.body, "response_bytes_total{route=\"/targets\"}"));
    free(h.bytes);
    close(fd);
}
END_TEST

START_TEST(the_page_or_the_landing_page_by_accept)
{
    write_file("index.html", "<!doctype html><title>map</title>");
    static const char html[] = "GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html,*/*;q=0.8\r\n\r\n";
    int fd = dial();
    say(fd, html, sizeof html - 1);
    heard h = listen_to(fd, true);
    ck_assert_uint_eq(h.status, 200);
    ck_assert_ptr_nonnull(strstr(h.body, "<title>map</title>"));
    ck_assert_ptr_nonnull(strcasestr(h.bytes, "\r\nContent-Security-Policy: default-src 'self'"));
    free(h.bytes);
    say(fd, GET("/"), sizeof GET("/") - 1);
    h = listen_to(fd, true);
    ck_assert_ptr_nonnull(strstr(h.body, "\"links\""));
    free(h.bytes);
    close(fd);
}
END_TEST

START_TEST(slow_headers_are_cut)
{
    stop();
    start_with(1);
    int fd = dial();
    double from = now();
    static const char request[] =
        "GET /indicators HTTP/1.1\r\nHost: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    for (size_t i = 0; i < sizeof request - 1; i++) { /* a byte each 50 ms outlives any idle timeout */
        say(fd, request + i, 1);
        if (poll(&poller, 1, 50) > 0) break;
    }
    ck_assert(is_closed(fd));
    ck_assert_double_lt(now() - from, 2.5);
    close(fd);
}
END_TEST

START_TEST(slow_headers_on_a_kept_connection_are_cut_too)
{
    stop();
    start_with(1);
    int fd = dial();
    say(fd, GET("/healthz"), sizeof GET("/healthz") - 1);
    heard h = listen_to(fd, true);
    free(h.bytes);
    struct pollfd poller = {.fd = fd, .events = POLLIN};
    ck_assert_int_eq(poll(&poller, 1, 1500), 0); /* being idle is allowed for longer */
    double from = now();
    say(fd, "GET /indic", 10);
    ck_assert_int_eq(poll(&poller, 1, 5000), 1);
    ck_assert(is_closed(fd));
    ck_assert_double_lt(now() - from, 2.5);
    close(fd);
}
END_TEST

START_TEST(slow_readers_are_cut)
{
    stop();
    start_with(1);
    int fd = dial(), small = 2048;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    /* Requests one after the other, answers never read: in the end the server cannot write. */
    double from = now();
    bool cut = false;
    while (!cut && now() - from < 15) {
        struct pollfd poller = {.fd = fd, .events = POLLOUT};
        poll(&poller, 1, 100);
        for (int i = 0; i < 200 && !cut; i++)
            cut = send(fd, GET("/api"), sizeof GET("/api") - 1, MSG_NOSIGNAL) < 0 && errno != EAGAIN;
    }
    ck_assert_msg(cut, "a client that never reads is still connected");
    close(fd);
}
END_TEST

/* ------------------------------------------------------------ snapshots under load */

typedef struct {
    atomic_bool stop;
    atomic_size_t answers, mixed, failed;
    atomic_size_t connected; /* clients that had an answer */
} load;

/* The snapshot s<n> has 10 + n people a cell: an answer must agree with the snapshot that it names. */
static void check_answer(load *l, const heard *h)
{
    json_t *root = h->whole && h->status == 200 ? json_loadb(h->body, h->body_length, 0, NULL) : NULL;
    const char *id = json_string_value(json_object_get(root, "snapshot"));
    double people = json_number_value(json_object_get(json_object_get(root, "province"), "denominator"));
    if (!id)
        atomic_fetch_add(&l->failed, 1);
    else if (fabs(people - 39 * 40 * (10.0 + strtod(id + 1, NULL))) > 1e-3)
        atomic_fetch_add(&l->mixed, 1);
    else
        atomic_fetch_add(&l->answers, 1);
    json_decref(root);
}

static void *keep_asking(void *context)
{
    load *l = context;
    int fd = dial();
    for (bool first = true; !atomic_load(&l->stop); first = false) {
        say(fd, GET("/indicators/reached"), sizeof GET("/indicators/reached") - 1);
        heard h = listen_to(fd, true);
        check_answer(l, &h);
        free(h.bytes);
        if (first) atomic_fetch_add(&l->connected, 1);
    }
    close(fd);
    return NULL;
}

static size_t open_descriptors(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    for (struct dirent *entry; (entry = readdir(folder));) count++;
    closedir(folder);
    return count;
}

START_TEST(a_hundred_snapshots_are_taken_up_under_load)
{
    load l = {0};
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, keep_asking, &l);
    while (atomic_load(&l.connected) < 4) sched_yield(); /* both ends of all four are open then */
    size_t descriptors = open_descriptors();
    for (int i = 1; i <= 100; i++) {
        char id[16];
        snprintf(id, sizeof id, "s%d", i);
        ck_assert(vp_server_publish(server, vp_world_new(id, i), NULL));
        size_t answered = atomic_load(&l.answers);
        while (atomic_load(&l.answers) == answered && !atomic_load(&l.failed) && !atomic_load(&l.mixed)) sched_yield();
    }
    /* Threads of the server close the last sockets in their own time. */
    for (int look = 0; look < 200 && open_descriptors() != descriptors; look++) usleep(25000);
    ck_assert_uint_eq(open_descriptors(), descriptors);
    atomic_store(&l.stop, true);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    ck_assert_uint_eq(atomic_load(&l.failed), 0);
    ck_assert_uint_eq(atomic_load(&l.mixed), 0);
    ck_assert_uint_ge(atomic_load(&l.answers), 100);
}
END_TEST

/* ------------------------------------------------------------ long answers */

/* Files that are written when the test lets them be. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t begun;
    bool open;
    char last[64];
} gate = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static bool write_at_gate(const char *layer, vp_buffer *out)
{
    pthread_mutex_lock(&gate.lock);
    gate.begun++;
    snprintf(gate.last, sizeof gate.last, "%s", layer ? layer : "all");
    pthread_cond_broadcast(&gate.changed);
    while (!gate.open) pthread_cond_wait(&gate.changed, &gate.lock);
    pthread_mutex_unlock(&gate.lock);
    return vp_buffer_format(out, "file of %s", layer ? layer : "all");
}

static bool write_export(void *context, const vp_exported *what, vp_buffer *out, vp_error *err)
{
    (void)context;
    (void)err;
    return write_at_gate(what->layer, out);
}

static void open_gate(void)
{
    pthread_mutex_lock(&gate.lock);
    gate.open = true;
    pthread_cond_broadcast(&gate.changed);
    pthread_mutex_unlock(&gate.lock);
}

static void wait_until_begun(size_t count)
{
    pthread_mutex_lock(&gate.lock);
    while (gate.begun < count) pthread_cond_wait(&gate.changed, &gate.lock);
    pthread_mutex_unlock(&gate.lock);
}

static void start_with_files(void)
{
    static const vp_exporter exporter = {NULL, write_export};
    vp_error err = {0};
    signal(SIGPIPE, SIG_IGN);
    vp_log_set_level(VP_LOG_WARNING);
    server = vp_server_new(&(vp_server_options){.routes = &vp_endpoints,
                                                .publication = vp_publication_new(NULL),
                                                .cache_bytes = 1 << 20,
                                                .exporter = &exporter,
                                                .lane = {1, 8, 4, 60}},
                           &err);
    ck_assert(server && vp_server_publish(server, vp_world_new("s0", 0), &err));
    http = vp_http_start(server, &(vp_http_options){.listen = "127.0.0.1:0", .threads = 2, .quiet = true}, &err);
    ck_assert_msg(http != NULL, "%s", err.message);
    ck_assert_int_eq(sscanf(vp_http_address(http), "http://127.0.0.1:%u", &port), 1);
}

static void stop_with_files(void)
{
    open_gate();
    vp_http_stop(http, 2);
    vp_server_free(server);
}

static void check_file(int fd, const char *text)
{
    heard h = listen_to(fd, true);
    ck_assert_uint_eq(h.status, 200);
    ck_assert_uint_eq(h.body_length, strlen(text));
    ck_assert_int_eq(memcmp(h.body, text, h.body_length), 0);
    free(h.bytes);
    close(fd);
}

START_TEST(long_answers_hold_nobody_up_and_are_computed_once)
{
    enum { CLIENTS = 16 };
    int fds[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        fds[i] = dial();
        say(fds[i], GET("/export/all.xlsx"), sizeof GET("/export/all.xlsx") - 1);
    }
    wait_until_begun(1);
    for (int i = 0; i < 50; i++) /* with two threads, and sixteen who wait */
        ck_assert_uint_eq(status_of(GET("/healthz"), sizeof GET("/healthz") - 1, NULL), 200);
    open_gate();
    for (int i = 0; i < CLIENTS; i++) check_file(fds[i], "file of all");
    ck_assert_uint_eq(gate.begun, 1);
}
END_TEST

START_TEST(who_hangs_up_is_not_computed_for)
{
    int first = dial(), second = dial(), third = dial();
    say(first, GET("/export/targets.csv"), sizeof GET("/export/targets.csv") - 1);
    wait_until_begun(1);
    say(second, GET("/export/units.csv"), sizeof GET("/export/units.csv") - 1);
    heard h;
    do { /* until it waits behind the first */
        int fd = dial();
        say(fd, GET("/metrics"), sizeof GET("/metrics") - 1);
        h = listen_to(fd, true);
        close(fd);
        if (strstr(h.bytes, "long_answers{state=\"waiting\"} 1")) break;
        free(h.bytes);
    } while (true);
    free(h.bytes);
    close(second);
    do { /* until that is seen */
        int fd = dial();
        say(fd, GET("/metrics"), sizeof GET("/metrics") - 1);
        h = listen_to(fd, true);
        close(fd);
        if (strstr(h.bytes, "long_answers{state=\"waiting\"} 0")) break;
        free(h.bytes);
    } while (true);
    free(h.bytes);
    say(third, GET("/export/gaps.csv"), sizeof GET("/export/gaps.csv") - 1);
    open_gate();
    check_file(first, "file of targets");
    check_file(third, "file of gaps");
    ck_assert_uint_eq(gate.begun, 2);
    ck_assert_str_eq(gate.last, "gaps");
}
END_TEST

static void *stop_in_time(void *context)
{
    (void)context;
    vp_http_stop(http, 8);
    http = NULL;
    return NULL;
}

START_TEST(the_end_finishes_what_has_begun_and_refuses_what_waits)
{
    int first = dial(), second = dial();
    pthread_t stopper;
    say(first, GET("/export/targets.csv"), sizeof GET("/export/targets.csv") - 1);
    wait_until_begun(1);
    say(second, GET("/export/units.csv"), sizeof GET("/export/units.csv") - 1);
    pthread_create(&stopper, NULL, stop_in_time, NULL);
    heard h = listen_to(second, true);
    ck_assert_uint_eq(h.status, 503);
    ck_assert_ptr_nonnull(strstr(h.bytes, "Retry-After: "));
    free(h.bytes);
    close(second);
    open_gate();
    check_file(first, "file of targets");
    pthread_join(stopper, NULL);
    ck_assert_uint_eq(gate.begun, 1);
}
END_TEST

/* ------------------------------------------------------------ stopping */

static void *stop_http(void *context)
{
    (void)context;
    vp_http_stop(http, 8);
    http = NULL;
    return NULL;
}

START_TEST(requests_under_way_are_answered_before_the_end)
{
    enum { CLIENTS = 200 };
    int fds[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) fds[i] = dial();
    for (int i = 0; i < CLIENTS; i++) say(fds[i], GET("/api"), sizeof GET("/api") - 1);
    pthread_t stopper;
    double from = now();
    pthread_create(&stopper, NULL, stop_http, NULL);
    for (int i = 0; i < CLIENTS; i++) {
        heard h = listen_to(fds[i], true);
        ck_assert_msg(h.whole && h.status == 200, "client %d got %zu bytes, status %u", i, h.length, h.status);
        free(h.bytes);
        close(fds[i]);
    }
    pthread_join(stopper, NULL);
    ck_assert_double_lt(now() - from, 10);
}
END_TEST

START_TEST(an_address_that_cannot_be_is_refused)
{
    static const char *const wrong[] = {"8080",         "127.0.0.1:", "127.0.0.1:x", "no.such.host.invalid:80",
                                        "256.1.1.1:80", ":99999"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        vp_error err = {0};
        ck_assert_ptr_null(vp_http_start(server, &(vp_http_options){.listen = wrong[i]}, &err));
        ck_assert(*err.message);
    }
    char taken[32];
    vp_error err = {0};
    snprintf(taken, sizeof taken, "127.0.0.1:%u", port);
    ck_assert_ptr_null(vp_http_start(server, &(vp_http_options){.listen = taken}, &err));
    ck_assert_int_eq(err.kind, VP_IO);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http");
    TCase *cases = tcase_create("sockets");
    tcase_set_timeout(cases, 120);
    tcase_add_checked_fixture(cases, start, stop);
    tcase_add_test(cases, a_body_is_read_to_its_limit_and_no_further);
    tcase_add_loop_test(cases, a_doubtful_request_is_refused_and_the_connection_closed, 0,
                        (int)(sizeof framing / sizeof *framing));
    tcase_add_loop_test(cases, a_target_is_decoded_once_and_leads_nowhere_else, 0,
                        (int)(sizeof targets / sizeof *targets));
    tcase_add_test(cases, a_nul_byte_in_the_line_is_no_way_around);
    tcase_add_test(cases, what_is_too_long_is_cut_short);
    tcase_add_test(cases, a_connection_is_kept);
    tcase_add_test(cases, an_answer_is_allowed_to_others_and_counted);
    tcase_add_test(cases, the_page_or_the_landing_page_by_accept);
    tcase_add_test(cases, slow_headers_are_cut);
    tcase_add_test(cases, slow_headers_on_a_kept_connection_are_cut_too);
    tcase_add_test(cases, slow_readers_are_cut);
    tcase_add_test(cases, a_hundred_snapshots_are_taken_up_under_load);
    tcase_add_test(cases, requests_under_way_are_answered_before_the_end);
    tcase_add_test(cases, an_address_that_cannot_be_is_refused);
    TCase *files = tcase_create("long answers");
    tcase_set_timeout(files, 60);
    tcase_add_checked_fixture(files, start_with_files, stop_with_files);
    tcase_add_test(files, long_answers_hold_nobody_up_and_are_computed_once);
    tcase_add_test(files, who_hangs_up_is_not_computed_for);
    tcase_add_test(files, the_end_finishes_what_has_begun_and_refuses_what_waits);
    suite_add_tcase(suite, files);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
