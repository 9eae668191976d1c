/* Requests over a socket: framing, targets, headers, who is too slow. */
#include "server/http/listen.h"
#include "started_server.h"

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
    ROW("POST /indicators HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc", 400),
    ROW("POST /indicators HTTP/1.1\r\nHost: a\r\nTransfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n", 400),
    ROW("GET /indicators HTTP/1.1\r\nHost: a\r\nX(a): b\r\n\r\n", 400),
    ROW("GET /indicators HTTP/1.1\r\n Host: a\r\n\r\n", 400),
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
START_TEST(a_nul_byte_in_the_line_passes_no_check)
{
    static const char hidden[] = "GET /.secret\0.js HTTP/1.1\r\nHost: a\r\n\r\n",
                      up[] = "GET /../x\0y HTTP/1.1\r\nHost: a\r\n\r\n";
    write_file(".secret", "hidden");
    unsigned first = status_of(hidden, sizeof hidden - 1, NULL), second = status_of(up, sizeof up - 1, NULL);
    ck_assert_msg(first == 404 || first == 400 || first == 0, "%u", first);
    ck_assert_msg(second == 400 || second == 0, "%u", second);
}
END_TEST

/* Also more than the library has memory for. */
START_TEST(many_parameters_are_refused_at_once)
{
    static char request[16000];
    for (int count = 33; count <= 1200; count = count * 2 + 1) {
        size_t length = (size_t)sprintf(request, "GET /indicators?");
        for (int i = 0; i < count; i++) length += (size_t)sprintf(request + length, "a%d=1&", i);
        length += (size_t)sprintf(request + length, "b=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        ck_assert_uint_eq(status_of(request, length, NULL), 400);
    }
    static const char one[] = "GET /indicators?f=json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    ck_assert_uint_eq(status_of(one, sizeof one - 1, NULL), 200);
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
        ck_assert_ptr_null(strcasestr(h.bytes, "Content-Disposition"));              /* no file to keep */
        ck_assert_ptr_nonnull(strcasestr(h.bytes, "\r\nCache-Control: no-cache\r\n"));
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
    ck_assert_ptr_nonnull(
        strcasestr(h.bytes, "\r\nAccess-Control-Allow-Headers: Accept, If-None-Match, If-Range, Range\r\n"));
    free(h.bytes);
    say(fd, GET("/targets"), sizeof GET("/targets") - 1);
    h = listen_to(fd, true);
    ck_assert_uint_eq(h.status, 200);
    ck_assert_ptr_nonnull(
        strcasestr(h.bytes, "\r\nAccess-Control-Expose-Headers: ETag, Content-Crs, Content-Range, Accept-Ranges\r\n"));
    ck_assert_ptr_null(strcasestr(h.bytes, "\r\nAccept-Ranges:")); /* it is given whole */
    free(h.bytes);
    say(fd, GET("/metrics"), sizeof GET("/metrics") - 1);
    h = listen_to(fd, true);
    ck_assert_ptr_nonnull(strstr(h.body, "requests_total{route=\"/targets\",status=\"2xx\"} 1\n"));
    ck_assert_ptr_nonnull(strstr(h.body, "response_bytes_total{route=\"/targets\"}"));
    free(h.bytes);
    close(fd);
}
END_TEST

/* What the head of an answer says of it. */
static const struct {
    const char *path, *more, *says[3]; /* headers between CR LF, in any case */
    unsigned status;
} heads[] = {
    {"/indicators",
     "Accept-Encoding: gzip\r\n",
     {"Content-Encoding: gzip", "Content-Type: application/json", "ETag: \""},
     200},
    {"/indicators", "", {"Vary: Accept, Accept-Encoding", "Cache-Control: no-cache"}, 200},
    {"/targets?f=csv", "", {"Content-Type: text/csv"}, 200},
    {"/collections/units/items?limit=1&crs=http://www.opengis.net/def/crs/EPSG/0/3857",
     "",
     {"Content-Crs: <http://www.opengis.net/def/crs/EPSG/0/3857>", "Content-Type: application/geo+json"},
     200},
    {"/collections",
     "Accept: text/html\r\nAccept-Language: vi\r\n",
     {"Content-Language: vi", "Vary: Accept, Accept-Encoding, Accept-Language", "Content-Type: text/html"},
     200},
    {"/healthz", "", {"Cache-Control: no-store"}, 200},
    {"/nothing", "", {"Content-Type: application/problem+json"}, 404},
};

START_TEST(the_head_says_what_is_sent)
{
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        char text[600], line[200];
        int length = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: a\r\n%s\r\n", heads[i].path, heads[i].more),
            fd = dial();
        say(fd, text, (size_t)length);
        heard h = listen_to(fd, true);
        ck_assert_msg(h.status == heads[i].status, "%s: %u", heads[i].path, h.status);
        for (size_t k = 0; k < 3 && heads[i].says[k]; k++) {
            snprintf(line, sizeof line, "\r\n%s", heads[i].says[k]);
            const char *found = strcasestr(h.bytes, line);
            ck_assert_msg(found && found < h.body, "%s has no %s:\n%.*s", heads[i].path, heads[i].says[k],
                          (int)(h.body - h.bytes), h.bytes);
        }
        ck_assert_int_eq(strcasestr(h.bytes, "\r\nContent-Encoding: ") != NULL, i == 0);
        free(h.bytes);
        close(fd);
    }
}
END_TEST

/* Where one may listen, and what the address is then. */
START_TEST(an_address_to_listen_on_is_read)
{
    static const struct {
        const char *text, *says;
    } wrong[] = {{"8080", "is not host:port"},
                 {"127.0.0.1", "is not host:port"},
                 {"127.0.0.1:", "is not host:port"},
                 {"127.0.0.1:80x", "is not host:port"},
                 {"127.0.0.1:65536", "is not host:port"},
                 {"256.0.0.1.:80", "is not known"},
                 {"192.0.2.1:0", "cannot listen on 192.0.2.1:0"}};
    char address[100], taken[60];
    vp_error err = {0};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_int_eq(vp_listen_open(wrong[i].text, address, sizeof address, &err), -1);
        ck_assert_msg(strstr(err.message, wrong[i].says) != NULL, "%s: %s", wrong[i].text, err.message);
    }
    snprintf(taken, sizeof taken, "127.0.0.1:%u", port);
    ck_assert_int_eq(vp_listen_open(taken, address, sizeof address, &err), -1);
    ck_assert_int_eq(err.kind, VP_BUSY);
    ck_assert_msg(strstr(err.message, "--listen 127.0.0.1:0 finds a free one") != NULL, "%s", err.message);
    unsigned found = 0;
    char end;
    int fd = vp_listen_open(":0", address, sizeof address, &err);
    ck_assert_int_ge(fd, 0);
    ck_assert_msg(sscanf(address, "http://localhost:%u%c", &found, &end) == 1 && found > 0, "%s", address);
    close(fd);
    fd = vp_listen_open("[::1]:0", address, sizeof address, &err); /* where there is IPv6 */
    if (fd >= 0) ck_assert_msg(sscanf(address, "http://[::1]:%u%c", &found, &end) == 1, "%s", address);
    if (fd >= 0) close(fd);
    /* Only who listens to all is reached from elsewhere, and not by the loopback. */
    vp_listen_address reached[8];
    ck_assert_uint_eq(vp_listen_reachable("http://127.0.0.1:80", reached, 8), 0);
    size_t count = vp_listen_reachable("http://0.0.0.0:8080", reached, 8);
    ck_assert_uint_le(count, 8);
    for (size_t i = 0; i < count; i++) {
        unsigned a, b, c, d;
        ck_assert_msg(sscanf(reached[i], "http://%u.%u.%u.%u:8080%c", &a, &b, &c, &d, &end) == 4 && a != 127, "%s",
                      reached[i]);
    }
    ck_assert_uint_eq(vp_listen_reachable("http://0.0.0.0:8080", reached, 0), 0);
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

/* Whether this machine holds the server's end of the connection. The client's own end may not learn that it was reset:
 * of a window that is closed a reset has no sequence number that it must believe (RFC 5961). */
static bool server_holds(unsigned client)
{
    char line[300];
    unsigned local, remote;
    bool held = false;
    FILE *file = fopen("/proc/self/net/tcp", "r");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file))
        held |= sscanf(line, " %*d: %*x:%x %*x:%x", &local, &remote) == 2 && local == port && remote == client;
    fclose(file);
    return held;
}

static unsigned port_of(int fd)
{
    struct sockaddr_in own = {0};
    socklen_t size = sizeof own;
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&own, &size), 0);
    return ntohs(own.sin_port);
}

/* The answer is gone as far as the server knows: it lies in the kernel. */
START_TEST(small_answers_that_lie_unread_end_the_connection)
{
    stop();
    start_with(1);
    int fd = socket(AF_INET, SOCK_STREAM, 0), small = 2048;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small); /* before the window is agreed on */
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    double from = now();
    say(fd, GET("/collections"), sizeof GET("/collections") - 1);
    unsigned client = port_of(fd);
    while (now() - from < 10 && server_holds(client)) poll(NULL, 0, 20);
    double took = now() - from;
    ck_assert_msg(took > 0.9 && took < 5, "cut after %g seconds", took);
    close(fd);
}
END_TEST

/* Between two requests what was sent last is not yet acknowledged, as a rule: that is no slow reader. The pauses are
 * what is tested, not waited for: about three times as long as a slow reader has. */
START_TEST(who_asks_again_and_again_is_no_slow_reader)
{
    stop();
    start_with(0.5);
    int fd = dial();
    for (double from = now(); now() - from < 1.6;) {
        say(fd, GET("/healthz"), sizeof GET("/healthz") - 1);
        heard h = listen_to(fd, true);
        ck_assert_msg(h.status == 200 && h.whole, "cut after %g seconds", now() - from);
        free(h.bytes);
        nanosleep(&(struct timespec){.tv_nsec = 30000000}, NULL);
    }
    close(fd);
}
END_TEST

/* Whether /healthz is answered on a new connection, which is kept open. */
static bool is_taken(int *fd)
{
    *fd = dial();
    say(*fd, GET("/healthz"), sizeof GET("/healthz") - 1);
    heard h = listen_to(*fd, true);
    free(h.bytes);
    return h.whole && h.status == 200;
}

START_TEST(one_address_has_so_many_connections)
{
    vp_error err = {0};
    int fd[4];
    vp_http_stop(http, 0.05);
    http = vp_http_start(server, &(vp_http_options){.listen = "127.0.0.1:0", .threads = 2, .connections_per_client = 3},
                         &err);
    ck_assert_int_eq(sscanf(vp_http_address(http), "http://127.0.0.1:%u", &port), 1);
    for (int i = 0; i < 3; i++) ck_assert(is_taken(&fd[i]));
    ck_assert(!is_taken(&fd[3]));
    close(fd[3]);
    close(fd[0]);
    bool again = false;
    for (double from = now(); !again && now() - from < 10;) { /* as soon as the server has seen it go */
        again = is_taken(&fd[0]);
        if (!again) close(fd[0]);
    }
    ck_assert(again);
    for (int i = 0; i < 3; i++) close(fd[i]);
}
END_TEST

START_TEST(too_many_headers_are_refused)
{
    char request[2048] = "GET /healthz HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 63; i++) snprintf(request + strlen(request), 24, "X%d: 1\r\n", i);
    strcat(request, "\r\n");
    ck_assert_uint_eq(status_of(request, strlen(request), NULL), 200);
    strcpy(request + strlen(request) - 2, "Y: 1\r\n\r\n");
    bool closed;
    ck_assert_uint_eq(status_of(request, strlen(request), &closed), 431);
    ck_assert(closed);
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
    tcase_add_test(cases, a_nul_byte_in_the_line_passes_no_check);
    tcase_add_test(cases, many_parameters_are_refused_at_once);
    tcase_add_test(cases, what_is_too_long_is_cut_short);
    tcase_add_test(cases, a_connection_is_kept);
    tcase_add_test(cases, an_answer_is_allowed_to_others_and_counted);
    tcase_add_test(cases, the_head_says_what_is_sent);
    tcase_add_test(cases, an_address_to_listen_on_is_read);
    tcase_add_test(cases, the_page_or_the_landing_page_by_accept);
    tcase_add_test(cases, slow_headers_are_cut);
    tcase_add_test(cases, slow_headers_on_a_kept_connection_are_cut_too);
    tcase_add_test(cases, slow_readers_are_cut);
    tcase_add_test(cases, small_answers_that_lie_unread_end_the_connection);
    tcase_add_test(cases, who_asks_again_and_again_is_no_slow_reader);
    tcase_add_test(cases, one_address_has_so_many_connections);
    tcase_add_test(cases, too_many_headers_are_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
