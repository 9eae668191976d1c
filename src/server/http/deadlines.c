#include "server/http/deadlines.h"
#include "platform/clock.h"
#include "platform/thread.h"
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static const double look_seconds = 0.25;
enum { WAITED_MOST = 40, LEFT_MOST = 64 };

struct vp_connection {
    vp_connection *next, *previous;
    int socket;
    _Atomic int64_t deadline;     /* monotonic nanoseconds */
    _Atomic bool answering;       /* the request is here: the time until its answer is ours */
    _Atomic uint64_t idle_from;   /* bytes of all requests when the last answer was done; UINT64_MAX during one */
    _Atomic bool answered;        /* since the reaper last looked */
    uint64_t taken;               /* its thread's: bytes of all requests so far, as far as they are known */
    bool has_body, waits;         /* its thread's: of the request in hand */
    int unread;                   /* the reaper's: bytes of the last answer that the client's machine has not taken */
    int64_t unread_since;         /* the reaper's: when it last took some */
    char waited_for[WAITED_MOST]; /* with the lock; "": nothing */
    const void *who;
};

struct vp_deadlines {
    double seconds_most;
    void (*tick)(void *context);
    void (*left)(void *context, const char *waited_for, const void *who);
    void *context;
    pthread_t reaper;
    pthread_mutex_t lock; /* of the list of connections, and for waiting */
    pthread_cond_t wake;
    vp_connection *connections;
    bool reaping;
};

int64_t vp_deadlines_now(void) { return (int64_t)(vp_clock_now() * 1e9); }

static int64_t later(int64_t at, double seconds) { return at + (int64_t)(seconds * 1e9); }

static int64_t after(double seconds) { return later(vp_deadlines_now(), seconds); }

static uint64_t bytes_received(int socket)
{
    struct tcp_info info;
    socklen_t size = sizeof info;
    memset(&info, 0, sizeof info);
    return getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_bytes_received : 0;
}

/* What a client has sent and no thread has taken yet, since all were busy, does not make it a slow one. */
static bool is_kept_waiting(const vp_connection *c)
{
    int unread = 0;
    return !atomic_load(&c->answering) && ioctl(c->socket, FIONREAD, &unread) == 0 && unread > 0;
}

/* Without lingering: what a slow reader has not taken must not stay in the kernel. */
static void cut(int socket)
{
    struct linger none = {.l_onoff = 1, .l_linger = 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    shutdown(socket, SHUT_RDWR);
}

static int bytes_unread(int socket)
{
    int unread = 0;
    return ioctl(socket, SIOCOUTQ, &unread) == 0 ? unread : 0;
}

/* Of an idle connection whose last answer was not taken whole when the reaper first looked. */
static bool leaves_unread(vp_connection *c, double seconds_most, int64_t at)
{
    bool another = atomic_exchange(&c->answered, false);
    if (another) c->unread_since = 0;
    if ((c->unread == 0 && !another) || atomic_load(&c->idle_from) == UINT64_MAX) {
        c->unread = 0;
        return false;
    }
    int before = c->unread;
    c->unread = bytes_unread(c->socket);
    if (c->unread < before || c->unread_since == 0) c->unread_since = at;
    return c->unread > 0 && at - c->unread_since > (int64_t)(seconds_most * 1e9);
}

/* The list's lock also guards against cutting a descriptor that was closed and taken again. */
static void cut_late(vp_deadlines *deadlines)
{
    int64_t at = vp_deadlines_now();
    for (vp_connection *c = deadlines->connections; c; c = c->next) {
        uint64_t idle_from = atomic_load(&c->idle_from);
        if (idle_from != UINT64_MAX && bytes_received(c->socket) != idle_from) { /* a next request has begun */
            atomic_store(&c->idle_from, UINT64_MAX);
            atomic_store(&c->deadline, after(deadlines->seconds_most));
        }
        bool unread = leaves_unread(c, deadlines->seconds_most, at);
        if (unread || (at > atomic_load(&c->deadline) && !is_kept_waiting(c))) cut(c->socket);
    }
}

typedef struct {
    char waited_for[WAITED_MOST];
    const void *who;
} leaver;

static bool has_hung_up(int socket)
{
    struct pollfd look = {.fd = socket, .events = POLLRDHUP};
    return poll(&look, 1, 0) == 1 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR | POLLNVAL));
}

/* With the lock: those who wait and have hung up, each once; the next look finds more. */
static size_t find_leavers(vp_deadlines *deadlines, leaver found[LEFT_MOST])
{
    size_t count = 0;
    for (vp_connection *c = deadlines->connections; c && count < LEFT_MOST; c = c->next) {
        if (!*c->waited_for || !has_hung_up(c->socket)) continue;
        memcpy(found[count].waited_for, c->waited_for, sizeof c->waited_for);
        found[count++].who = c->who;
        *c->waited_for = '\0';
    }
    return count;
}

static void *reap(void *context)
{
    vp_deadlines *deadlines = context;
    pthread_mutex_lock(&deadlines->lock);
    while (deadlines->reaping) {
        vp_thread_wait_until(&deadlines->wake, &deadlines->lock, vp_clock_now() + look_seconds);
        cut_late(deadlines);
        leaver found[LEFT_MOST];
        size_t count = find_leavers(deadlines, found);
        pthread_mutex_unlock(&deadlines->lock);
        for (size_t i = 0; i < count; i++) deadlines->left(deadlines->context, found[i].waited_for, found[i].who);
        deadlines->tick(deadlines->context);
        pthread_mutex_lock(&deadlines->lock);
    }
    pthread_mutex_unlock(&deadlines->lock);
    return NULL;
}

static void destroy(vp_deadlines *deadlines)
{
    pthread_cond_destroy(&deadlines->wake);
    pthread_mutex_destroy(&deadlines->lock);
    free(deadlines);
}

vp_deadlines *vp_deadlines_new(double seconds_most, void (*tick)(void *context),
                               void (*left)(void *context, const char *waited_for, const void *who), void *context,
                               vp_error *err)
{
    vp_deadlines *deadlines = calloc(1, sizeof *deadlines);
    if (!deadlines) {
        vp_fail_memory(err, sizeof *deadlines);
        return NULL;
    }
    deadlines->seconds_most = seconds_most;
    deadlines->tick = tick;
    deadlines->left = left;
    deadlines->context = context;
    deadlines->reaping = true;
    pthread_mutex_init(&deadlines->lock, NULL);
    vp_thread_condition_init(&deadlines->wake);
    if (vp_thread_start(&deadlines->reaper, "deadlines", reap, deadlines)) return deadlines;
    vp_fail(err, VP_NO_MEMORY, "a thread cannot be started");
    destroy(deadlines);
    return NULL;
}

void vp_deadlines_free(vp_deadlines *deadlines)
{
    if (!deadlines) return;
    pthread_mutex_lock(&deadlines->lock);
    deadlines->reaping = false;
    pthread_cond_signal(&deadlines->wake);
    pthread_mutex_unlock(&deadlines->lock);
    pthread_join(deadlines->reaper, NULL);
    destroy(deadlines);
}

/* What one client does not read may not fill the kernel's memory, nor stay there when its machine is gone. */
static void limit_kernel(int socket, double seconds_most)
{
    int send_bytes = 256 * 1024;
    unsigned unheard_milliseconds = (unsigned)(seconds_most * 1000);
    setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &send_bytes, sizeof send_bytes);
    setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &unheard_milliseconds, sizeof unheard_milliseconds);
}

vp_connection *vp_connection_begin(vp_deadlines *deadlines, int socket)
{
    vp_connection *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    c->socket = socket;
    limit_kernel(socket, deadlines->seconds_most);
    atomic_init(&c->deadline, after(deadlines->seconds_most));
    atomic_init(&c->answering, false);
    atomic_init(&c->idle_from, UINT64_MAX);
    pthread_mutex_lock(&deadlines->lock);
    c->next = deadlines->connections;
    if (c->next) c->next->previous = c;
    deadlines->connections = c;
    pthread_mutex_unlock(&deadlines->lock);
    return c;
}

void vp_connection_end(vp_deadlines *deadlines, vp_connection *c)
{
    if (!c) return;
    pthread_mutex_lock(&deadlines->lock);
    *(c->previous ? &c->previous->next : &deadlines->connections) = c->next;
    if (c->next) c->next->previous = c->previous;
    pthread_mutex_unlock(&deadlines->lock);
    free(c);
}

void vp_connection_request(vp_deadlines *deadlines, vp_connection *c, int64_t at)
{
    if (atomic_exchange(&c->idle_from, UINT64_MAX) != UINT64_MAX)
        atomic_store(&c->deadline, later(at, deadlines->seconds_most));
}

void vp_connection_take(vp_connection *c, size_t head) { c->taken += head; }

void vp_connection_take_body(vp_connection *c) { c->has_body = true; }

void vp_connection_await(vp_deadlines *deadlines, vp_connection *c, const char *waited_for, const void *who)
{
    if (*waited_for || c->waits) { /* most wait for nothing, and need no lock to say so */
        pthread_mutex_lock(&deadlines->lock);
        snprintf(c->waited_for, sizeof c->waited_for, "%s", waited_for);
        c->who = who;
        pthread_mutex_unlock(&deadlines->lock);
        c->waits = *waited_for;
    }
    atomic_store(&c->answering, true);
    atomic_store(&c->deadline, INT64_MAX);
}

void vp_connection_answer(vp_connection *c, double seconds)
{
    atomic_store(&c->answering, true);
    atomic_store(&c->deadline, after(seconds));
}

void vp_connection_idle(vp_connection *c, int64_t at, double seconds)
{
    if (c->has_body) c->taken = bytes_received(c->socket);
    c->has_body = false;
    atomic_store(&c->answering, false);
    atomic_store(&c->answered, true);
    atomic_store(&c->idle_from, c->taken);
    atomic_store(&c->deadline, later(at, seconds));
}
