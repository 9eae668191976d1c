#include "server/http/http.h"
#include "base/buffer.h"
#include "base/text_room.h"
#include "platform/cores.h"
#include "platform/log.h"
#include "server/http/deadlines.h"
#include "server/http/head_internal.h"
#include "server/http/listen.h"
#include "server/http/response_internal.h"
#include <errno.h>
#include <math.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define POOL_BYTES        ((size_t)16 * 1024) /* a connection's: request line, headers and answer headers */
#define SPARE_DESCRIPTORS 64

struct vp_http {
    struct MHD_Daemon *daemon;
    vp_server *server;
    bool quiet;
    double seconds_most;
    size_t body_most, answers_most;
    char address[300];
    vp_deadlines *deadlines;
    atomic_bool draining, over;  /* over: what is not ready is no longer waited for */
    atomic_size_t under_way;     /* requests whose line was read and whose answer is not yet gone */
    atomic_size_t answers_bytes; /* of answers in memory that are not yet gone */
};

/* One request and its answer. */
typedef struct {
    char *target; /* as received: path?query */
    bool begun, refused;
    vp_buffer body;
    char waited_for[40]; /* a job or a ticket of the lane */
    struct MHD_Connection *connection;
    char method[12];
    int64_t started;
    unsigned status;
    size_t bytes, route;
    size_t counted;                                                   /* of its answer, in answers_bytes */
    vp_blob *held;                                                    /* whose bytes are sent; NULL: the answer's own */
    char client[INET6_ADDRSTRLEN], agent[200], trace[33], parent[17]; /* for the log; "" where it is not known */
} exchange;

/* Four times a second. Once the server drains, who waits for a job gets the job's address. */
static void on_tick(void *context)
{
    vp_http *http = context;
    vp_server_resume_late(http->server, atomic_load(&http->draining));
}

/* Who waits and has hung up. */
static void on_left(void *context, const char *waited_for, const void *who)
{
    vp_server_leave(((vp_http *)context)->server, waited_for, who);
}

static void on_connection(void *context, struct MHD_Connection *mhd, void **state,
                          enum MHD_ConnectionNotificationCode code)
{
    vp_http *http = context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
        *state = info ? vp_connection_begin(http->deadlines, info->connect_fd) : NULL; /* NULL: requests are refused */
        return;
    }
    vp_connection_end(http->deadlines, *state);
    *state = NULL;
}

static vp_connection *connection_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* ------------------------------------------------------------ answering */

/* Answers that clients take slowly stand in memory: only so much of it, but one always. */
static bool count_bytes(vp_http *http, exchange *e, const vp_reply *reply)
{
    size_t bytes = reply->body && reply->body->file < 0 && reply->status != 304 ? reply->body->length : 0;
    size_t before = atomic_fetch_add(&http->answers_bytes, bytes);
    if (before > 0 && bytes > 0 && before + bytes > http->answers_most) {
        atomic_fetch_sub(&http->answers_bytes, bytes);
        return false;
    }
    e->counted = bytes;
    return true;
}

static void become_busy(vp_reply *reply)
{
    enum { RETRY_SECONDS = 2 };
    vp_error err;
    size_t route = reply->route;
    vp_reply_clear(reply);
    *reply = (vp_reply){.route = route, .retry_seconds = RETRY_SECONDS};
    vp_fail(&err, VP_BUSY, "too many answers are under way; ask again in %d seconds", RETRY_SECONDS);
    vp_reply_problem(reply, 503, &err);
}

static enum MHD_Result send_reply(vp_http *http, struct MHD_Connection *mhd, exchange *e, vp_reply *reply, bool close)
{
    if (!count_bytes(http, e, reply)) become_busy(reply);
    e->status = reply->status;
    e->route = reply->route;
    e->bytes = reply->status == 206 ? reply->count : reply->body && reply->status != 304 ? reply->body->length : 0;
    bool ends = close || atomic_load(&http->draining);
    struct MHD_Response *ready = ends ? NULL : vp_response_ready(reply);
    struct MHD_Response *response = ready ? ready : vp_response_new(reply, ends);
    if (!response) return MHD_NO;
    if (ready) e->held = vp_blob_share(reply->body);
    vp_connection *c = connection_of(mhd);
    if (c) vp_connection_answer(c, http->seconds_most + (double)e->bytes / VP_HTTP_BYTES_PER_SECOND);
    enum MHD_Result queued = MHD_queue_response(mhd, reply->status, response);
    if (!ready) MHD_destroy_response(response);
    return queued;
}

/* Who asks, as long as the connection knows it. */
static void note_client(struct MHD_Connection *mhd, exchange *e)
{
    vp_request request = {0};
    char client[INET6_ADDRSTRLEN];
    vp_head_client(mhd, client, &request);
    const char *agent = MHD_lookup_connection_value(mhd, MHD_HEADER_KIND, "User-Agent");
    snprintf(e->client, sizeof e->client, "%s", request.client ? request.client : "");
    snprintf(e->agent, sizeof e->agent, "%s", agent ? agent : "");
    vp_head_trace(mhd, e->trace, e->parent);
}

/* How long its head is, so that bytes of a next request are known from those of this one. */
static void note_length(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    vp_connection *c = connection_of(mhd);
    if (c) vp_connection_take(c, info ? info->header_size : 0);
}

static void resume(void *context) { MHD_resume_connection(((exchange *)context)->connection); }

/* The connection sleeps, without a thread, until what it waits for is there; then the request is answered again. */
static enum MHD_Result wait_for_answer(vp_http *http, struct MHD_Connection *mhd, exchange *e, const vp_reply *reply)
{
    vp_connection *c = connection_of(mhd);
    memcpy(e->waited_for, reply->waits_for, sizeof e->waited_for);
    e->connection = mhd;
    if (c) vp_connection_await(http->deadlines, c, e->waited_for, e);
    MHD_suspend_connection(mhd);
    if (atomic_load(&http->over) || !vp_server_wait(http->server, e->waited_for, resume, e)) MHD_resume_connection(mhd);
    return MHD_YES;
}

static enum MHD_Result answer(vp_http *http, struct MHD_Connection *mhd, exchange *e, const char *method)
{
    char *query = strchr(e->target, '?');
    vp_connection *c = connection_of(mhd);
    if (c) vp_connection_await(http->deadlines, c, "", NULL); /* until it is sent the time is ours */
    if (query) *query++ = '\0';
    char client[INET6_ADDRSTRLEN];
    vp_request request = {.method = method,
                          .path = e->target,
                          .query = query,
                          .body = e->body.length ? (const char *)e->body.bytes : NULL,
                          .waited_for = *e->waited_for ? e->waited_for : NULL,
                          .body_length = e->body.length};
    vp_head_fill(mhd, client, &request);
    vp_reply reply;
    vp_answer(http->server, &request, &reply);
    *e->waited_for = '\0';
    enum MHD_Result queued =
        *reply.waits_for ? wait_for_answer(http, mhd, e, &reply) : send_reply(http, mhd, e, &reply, false);
    vp_reply_clear(&reply);
    if (query) query[-1] = '?';
    return queued;
}

static enum MHD_Result refuse(vp_http *http, struct MHD_Connection *mhd, exchange *e, unsigned status,
                              const vp_error *err)
{
    vp_reply reply = {.route = SIZE_MAX};
    e->refused = true;
    vp_reply_problem(&reply, status, err);
    enum MHD_Result queued = send_reply(http, mhd, e, &reply, true);
    vp_reply_clear(&reply);
    return queued;
}

/* What comes after a refusal, or beyond the limit of a body sent in chunks, is dropped. */
static void take_body(vp_http *http, exchange *e, const char *upload, size_t size)
{
    if (e->refused || e->body.length > http->body_most) return;
    if (size > http->body_most + 1 - e->body.length) size = http->body_most + 1 - e->body.length;
    vp_buffer_append(&e->body, upload, size);
}

/* The first call of a request has its headers; an answer at once would close the connection, so it is given
 * in the last, unless the connection is to be closed. Between them comes the body, in pieces. */
static enum MHD_Result on_request(void *context, struct MHD_Connection *mhd, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_size, void **state)
{
    vp_http *http = context;
    exchange *e = *state;
    (void)url;
    if (!e || !connection_of(mhd)) return MHD_NO;
    vp_error err;
    if (e->begun && *upload_size > 0) {
        vp_connection_take_body(connection_of(mhd));
        take_body(http, e, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    if (e->begun && e->body.length > http->body_most) {
        vp_fail(&err, VP_BAD_INPUT, "a body of more than %zu bytes is not taken", http->body_most);
        return refuse(http, mhd, e, 413, &err);
    }
    if (e->begun && e->body.failed) {
        vp_fail(&err, VP_NO_MEMORY, "no memory for the request's body");
        return refuse(http, mhd, e, 503, &err);
    }
    if (e->begun) return answer(http, mhd, e, method);
    e->begun = true;
    vp_text_put(e->method, e->method + sizeof e->method, method);
    if (!http->quiet) note_client(mhd, e);
    note_length(mhd);
    unsigned status = vp_head_refusal(http->server, http->body_most, mhd, method, version, &err);
    return status ? refuse(http, mhd, e, status, &err) : MHD_YES;
}

/* The library would note each parameter in the connection's memory, and lets the client wait when that is full: it is
 * given none, since they are read from the copy. target lies in its own buffer. */
static void hide_parameters(const char *target)
{
    char *query = strchr((char *)(uintptr_t)target, '?');
    if (query) query[1] = '\0';
}

/* The request line is read: the raw target, before anything decodes it. */
static void *on_target(void *context, const char *target, struct MHD_Connection *mhd)
{
    vp_http *http = context;
    exchange *e = calloc(1, sizeof *e);
    if (!e) return NULL;
    e->target = strdup(target);
    if (!e->target) {
        free(e);
        return NULL;
    }
    hide_parameters(target);
    e->started = vp_deadlines_now();
    e->route = SIZE_MAX;
    atomic_fetch_add(&http->under_way, 1);
    vp_connection *c = connection_of(mhd);
    if (c) vp_connection_request(http->deadlines, c, e->started);
    return e;
}

static void log_request(const vp_http *http, const exchange *e, double seconds, bool whole)
{
    const char *target = vp_server_is_secret(http->server, e->target) ? "(holds the token)" : e->target;
    const char *method = e->begun ? e->method : "?", *end = whole ? "" : " cut";
    const char *agent = vp_server_is_secret(http->server, e->agent) ? "(holds the token)" : e->agent;
    char message[600];
    snprintf(message, sizeof message, "%s %.400s %u %zu %.1fms%s", method, target, e->status, e->bytes, seconds * 1e3,
             end);
    const vp_log_field fields[] = {{"method", method, NAN},
                                   {"target", target, NAN},
                                   {"status", NULL, e->status},
                                   {"bytes", NULL, (double)e->bytes},
                                   {"seconds", NULL, seconds},
                                   {"whole", whole ? "yes" : "no", NAN},
                                   {"client", *e->client ? e->client : NULL, NAN},
                                   {"agent", *agent ? agent : NULL, NAN},
                                   {"trace_id", *e->trace ? e->trace : NULL, NAN},
                                   {"parent_id", *e->parent ? e->parent : NULL, NAN}};
    vp_log_event(VP_LOG_INFO, message, fields, sizeof fields / sizeof *fields);
}

static void on_completed(void *context, struct MHD_Connection *mhd, void **state, enum MHD_RequestTerminationCode code)
{
    vp_http *http = context;
    exchange *e = *state;
    if (!e) return;
    int64_t at = vp_deadlines_now();
    double took = (double)(at - e->started) / 1e9;
    vp_server_record(http->server, e->route, e->status, took, e->bytes);
    if (!http->quiet) log_request(http, e, took, code == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    if (*e->waited_for) vp_server_forget(http->server, e->waited_for); /* the connection broke while it waited */
    atomic_fetch_sub(&http->answers_bytes, e->counted);
    vp_blob_release(e->held);
    vp_buffer_clear(&e->body);
    free(e->target);
    free(e);
    *state = NULL;
    vp_connection *c = connection_of(mhd);
    if (c) vp_connection_idle(c, at, VP_HTTP_IDLE_SECONDS);
    atomic_fetch_sub(&http->under_way, 1);
}

/* Targets are decoded once, by vp_target_parse: here they stay as they are. */
static size_t leave_encoded(void *context, struct MHD_Connection *mhd, char *text)
{
    (void)context;
    (void)mhd;
    return strlen(text);
}

static void on_message(void *context, const char *format, va_list arguments)
{
    char text[512];
    (void)context;
    vsnprintf(text, sizeof text, format, arguments);
    text[strcspn(text, "\n")] = '\0';
    vp_log(VP_LOG_DEBUG, "http: %s", text);
}

/* ------------------------------------------------------------ starting */

/* As many as the descriptors allow, once the soft limit is raised to the hard one. */
static unsigned connections_allowed(unsigned most)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return most ? most : 1000;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    rlim_t allowed = files.rlim_cur == RLIM_INFINITY || files.rlim_cur > 65536 ? 65536 : files.rlim_cur;
    allowed = allowed > 2 * SPARE_DESCRIPTORS ? allowed - SPARE_DESCRIPTORS : SPARE_DESCRIPTORS;
    if (allowed > 20000) allowed = 20000;
    return most && most < allowed ? most : (unsigned)allowed;
}

static bool start_daemon(vp_http *http, const vp_http_options *options, int fd, vp_error *err)
{
    unsigned threads = options->threads ? options->threads : (unsigned)vp_cores_count();
    unsigned connections = connections_allowed(options->connections_most);
    if (connections < threads) connections = threads;
    struct MHD_OptionItem pool[] = {
        {threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)threads, NULL},
        {MHD_OPTION_END, 0, NULL}};
    http->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL,
        on_request, http, MHD_OPTION_EXTERNAL_LOGGER, on_message, NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_ARRAY,
        pool, MHD_OPTION_CONNECTION_LIMIT, connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        options->connections_per_client, MHD_OPTION_CONNECTION_MEMORY_LIMIT, POOL_BYTES, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)VP_HTTP_IDLE_SECONDS, MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_NOTIFY_CONNECTION, on_connection,
        http, MHD_OPTION_NOTIFY_COMPLETED, on_completed, http, MHD_OPTION_URI_LOG_CALLBACK, on_target, http,
        MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL, MHD_OPTION_END);
    return http->daemon ||
           vp_fail(err, vp_error_of_system(errno), "the HTTP server does not start: %s", strerror(errno));
}

bool vp_http_listen(vp_http_socket *listening, const char *listen, vp_error *err)
{
    listening->fd = vp_listen_open(listen, listening->address, sizeof listening->address, err);
    return listening->fd >= 0;
}

void vp_http_unlisten(vp_http_socket *listening)
{
    if (listening->fd >= 0) close(listening->fd);
    listening->fd = -1;
}

void vp_http_print_reachable(const vp_http_socket *listening, FILE *to)
{
    vp_listen_address found[8];
    size_t count = vp_listen_reachable(listening->address, found, sizeof found / sizeof *found);
    for (size_t i = 0; i < count; i++) fprintf(to, "in your network: %s/\n", found[i]);
}

vp_http *vp_http_start(vp_server *server, const vp_http_options *options, vp_error *err)
{
    vp_http *http = calloc(1, sizeof *http);
    if (!http) {
        vp_fail_memory(err, sizeof *http);
        return NULL;
    }
    http->server = server;
    http->quiet = options->quiet;
    http->body_most = options->body_most ? options->body_most : VP_HTTP_BODY_MOST;
    http->answers_most = options->answers_most ? options->answers_most : VP_HTTP_ANSWERS_MOST;
    http->seconds_most = options->seconds_most > 0 ? options->seconds_most : VP_HTTP_SECONDS;
    vp_http_socket own = {-1, ""};
    vp_http_socket *listening = options->socket ? options->socket : &own;
    if (!options->socket && !vp_http_listen(&own, options->listen, err)) {
        free(http);
        return NULL;
    }
    int fd = listening->fd;
    listening->fd = -1; /* it is the server's now */
    snprintf(http->address, sizeof http->address, "%s", listening->address);
    http->deadlines = fd >= 0 ? vp_deadlines_new(http->seconds_most, on_tick, on_left, http, err) : NULL;
    if (http->deadlines && start_daemon(http, options, fd, err)) return http;
    vp_deadlines_free(http->deadlines);
    if (fd >= 0) close(fd);
    free(http);
    return NULL;
}

const char *vp_http_address(const vp_http *http) { return http->address; }

static void nap(void)
{
    struct timespec pause = {.tv_nsec = 10 * 1000000L};
    nanosleep(&pause, NULL);
}

static int64_t seconds(double count) { return (int64_t)(count * 1e9); }

/* Quiet is a moment without any request under way: those that clients had already sent when the stop came
 * are read in it and answered too. */
static bool is_quiet_by(vp_http *http, int64_t end)
{
    int64_t quiet_since = vp_deadlines_now();
    for (int64_t at = quiet_since; at < end; at = vp_deadlines_now()) {
        if (atomic_load(&http->under_way) > 0) quiet_since = at;
        if (at - quiet_since >= seconds(0.2)) return true;
        if (atomic_load(&http->over)) vp_server_resume_all(http->server);
        nap();
    }
    return false;
}

/* The time is over: who still waits gets 503, and who takes an answer slowly is cut. */
static void refuse_late(vp_http *http, int64_t end)
{
    int64_t soonest = vp_deadlines_now() + seconds(0.5); /* for sending it */
    size_t late = atomic_load(&http->under_way);
    atomic_store(&http->over, true);
    vp_server_resume_all(http->server); /* no connection may sleep now */
    is_quiet_by(http, end > soonest ? end : soonest);
    if (late > 0)
        vp_log(VP_LOG_WARNING,
               "stopping: %zu answers were not ready in time and are refused, or not taken: %zu are cut", late,
               atomic_load(&http->under_way));
}

void vp_http_stop(vp_http *http, double seconds_most)
{
    if (!http) return;
    int64_t start = vp_deadlines_now(), end = start + seconds(seconds_most);
    vp_log(VP_LOG_INFO, "stopping: %zu answers are under way and have %.3g s", atomic_load(&http->under_way),
           seconds_most);
    atomic_store(&http->draining, true); /* answers now say Connection: close */
    vp_server_drain(http->server);
    is_quiet_by(http, start + seconds(fmin(1, seconds_most / 2)));
    int fd = MHD_quiesce_daemon(http->daemon); /* new connections are no longer taken */
    if (!is_quiet_by(http, end - seconds(fmin(1, seconds_most / 4)))) refuse_late(http, end);
    MHD_stop_daemon(http->daemon);
    if (fd != MHD_INVALID_SOCKET) close(fd);
    vp_deadlines_free(http->deadlines);
    free(http);
}
