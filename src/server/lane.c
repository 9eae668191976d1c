#include "server/lane.h"
#include "platform/clock.h"
#include "platform/thread.h"
#include "service/waiters.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RETRY_SECONDS = 5, KEPT_SECONDS = 30 /* an answer under way, for who shall ask again */ };

typedef enum { WAITING, RUNNING, DONE } state;

typedef struct entry {
    struct entry *next; /* newer */
    uint64_t number;
    state state;
    size_t tickets;       /* askers who have not taken it */
    size_t left;          /* of them, those who have hung up */
    double begun;         /* of a running one, by vp_clock_now */
    double kept_until;    /* for those who shall ask again; by vp_clock_now */
    atomic_bool unwanted; /* looked at by what computes */
    char *key;            /* NULL: only one may ask */
    vp_request request;
    char *texts; /* all that request points to */
    const vp_snapshot *snapshot;
    vp_reply reply; /* of a done one */
    vp_waiter *waiters;
} entry;

struct vp_lane {
    vp_lane_options options;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t work;
    entry *first, *last;
    uint64_t numbers;
    vp_threads threads;
    bool draining, stopping;
    vp_lane_figures figures;
};

/* ------------------------------------------------------------ requests kept */

/* The members of a request that are texts, but for the body. */
static const char **text_of(vp_request *r, size_t i)
{
    const char **const texts[] = {&r->method,          &r->path,     &r->query,          &r->host,          &r->accept,
                                  &r->accept_encoding, &r->if_match, &r->content_type,   &r->authorization, &r->origin,
                                  &r->prefer,          &r->client,   &r->accept_language};
    return i < sizeof texts / sizeof *texts ? texts[i] : NULL;
}

static bool keep_request(entry *e, const vp_request *from)
{
    size_t room = from->body_length + 1;
    e->request = *from;
    /* Answered whole: askers differ in what they have and in what part they want. */
    e->request.waited_for = e->request.if_none_match = e->request.range = e->request.if_range = NULL;
    for (size_t i = 0; text_of(&e->request, i); i++)
        room += *text_of(&e->request, i) ? strlen(*text_of(&e->request, i)) + 1 : 0;
    char *at = e->texts = malloc(room);
    if (!at) return false;
    for (size_t i = 0; text_of(&e->request, i); i++) {
        const char **text = text_of(&e->request, i);
        if (!*text) continue;
        size_t size = strlen(*text) + 1;
        memcpy(at, *text, size);
        *text = at;
        at += size;
    }
    if (from->body) e->request.body = memcpy(at, from->body, from->body_length);
    at[from->body ? from->body_length : 0] = '\0';
    return true;
}

static void free_entry(entry *e)
{
    vp_snapshot_release(e->snapshot);
    vp_reply_clear(&e->reply);
    free(e->texts);
    free(e->key);
    free(e);
}

static entry *make_entry(const char *key, const vp_request *request, const vp_snapshot *snapshot)
{
    entry *e = calloc(1, sizeof *e);
    if (!e) return NULL;
    e->key = key ? strdup(key) : NULL;
    if (keep_request(e, request) && (e->key || !key)) {
        e->snapshot = snapshot ? vp_snapshot_hold(snapshot) : NULL;
        return e;
    }
    free_entry(e);
    return NULL;
}

/* ------------------------------------------------------------ the list; all with the lock */

static entry *find_number(const vp_lane *lane, uint64_t number)
{
    entry *e = lane->first;
    while (e && e->number != number) e = e->next;
    return e;
}

static entry *find_ticket(const vp_lane *lane, const char *ticket)
{
    size_t prefix = sizeof VP_LANE_TICKET - 1;
    bool ours = strncmp(ticket, VP_LANE_TICKET, prefix) == 0;
    return ours ? find_number(lane, strtoull(ticket + prefix, NULL, 10)) : NULL;
}

/* What is done is not given to new askers: it is in the cache, if it may be kept. */
static bool may_be_joined(const entry *e) { return e->state != DONE && e->key && !atomic_load(&e->unwanted); }

static entry *find_same(const vp_lane *lane, const char *key)
{
    entry *e = lane->first;
    while (key && e && (!may_be_joined(e) || strcmp(e->key, key) != 0)) e = e->next;
    return key ? e : NULL;
}

static void unlink_entry(vp_lane *lane, entry *gone)
{
    entry *before = NULL;
    for (entry *e = lane->first; e != gone; e = e->next) before = e;
    *(before ? &before->next : &lane->first) = gone->next;
    if (lane->last == gone) lane->last = before;
}

static void append(vp_lane *lane, entry *e)
{
    e->number = ++lane->numbers;
    *(lane->last ? &lane->last->next : &lane->first) = e;
    lane->last = e;
}

static entry *next_waiting(const vp_lane *lane)
{
    entry *e = lane->first;
    while (e && e->state != WAITING) e = e->next;
    return e;
}

/* An entry that nobody asks for goes; what a thread computes may end. */
static void drop_unwanted(vp_lane *lane, entry *e)
{
    if (e->tickets > 0) return;
    if (e->state == RUNNING) {
        if (vp_clock_now() >= e->kept_until) atomic_store(&e->unwanted, true);
        return;
    }
    unlink_entry(lane, e);
    free_entry(e);
}

/* Nobody holds a thread for longer than others wait for one. */
static void give_up_slow(vp_lane *lane, entry *e)
{
    if (e->state == RUNNING && next_waiting(lane) && vp_clock_now() - e->begun > lane->options.seconds)
        atomic_store(&e->unwanted, true);
}

/* Whatever is under way, whoever waits for it. */
static void give_up_all(vp_lane *lane)
{
    for (entry *e = lane->first; e; e = e->next)
        if (e->state == RUNNING) atomic_store(&e->unwanted, true);
}

/* ------------------------------------------------------------ computing */

static void refuse(vp_reply *reply, const char *why)
{
    vp_error err;
    vp_fail(&err, VP_BUSY, "%s; ask again in %d seconds", why, RETRY_SECONDS);
    reply->route = (size_t)-1;
    vp_reply_problem(reply, 503, &err);
    reply->retry_seconds = RETRY_SECONDS;
}

/* With the lock, which it gives up while it computes. */
static void work_on(vp_lane *lane, entry *e)
{
    vp_waiter *due = NULL;
    vp_reply reply = {0};
    e->state = RUNNING;
    e->begun = vp_clock_now();
    pthread_mutex_unlock(&lane->lock);
    lane->options.compute(lane->options.context, &e->request, e->snapshot, &e->unwanted, &reply);
    pthread_mutex_lock(&lane->lock);
    e->reply = reply;
    e->state = DONE;
    lane->figures.computed++;
    vp_waiters_take_late(&e->waiters, INFINITY, &due);
    drop_unwanted(lane, e);
    pthread_mutex_unlock(&lane->lock);
    vp_waiters_resume(due);
    pthread_mutex_lock(&lane->lock);
}

static void *work(void *context)
{
    vp_lane *lane = context;
    vp_thread_lower_priority();
    pthread_mutex_lock(&lane->lock);
    while (!lane->stopping) {
        entry *e = next_waiting(lane);
        if (e)
            work_on(lane, e);
        else
            pthread_cond_wait(&lane->work, &lane->lock);
    }
    pthread_mutex_unlock(&lane->lock);
    return NULL;
}

vp_lane *vp_lane_new(const vp_lane_options *options, vp_error *err)
{
    vp_lane *lane = calloc(1, sizeof *lane);
    if (!lane) {
        vp_fail_memory(err, sizeof *lane);
        return NULL;
    }
    lane->options = *options;
    pthread_mutex_init(&lane->lock, NULL);
    pthread_cond_init(&lane->work, NULL);
    if (vp_threads_start(&lane->threads, options->threads, "lane", work, lane, err)) return lane;
    vp_lane_free(lane);
    return NULL;
}

void vp_lane_free(vp_lane *lane)
{
    if (!lane) return;
    pthread_mutex_lock(&lane->lock);
    lane->stopping = true;
    give_up_all(lane);
    pthread_cond_broadcast(&lane->work);
    pthread_mutex_unlock(&lane->lock);
    vp_threads_join(&lane->threads);
    while (lane->first) {
        entry *e = lane->first;
        unlink_entry(lane, e);
        free_entry(e);
    }
    pthread_cond_destroy(&lane->work);
    pthread_mutex_destroy(&lane->lock);
    free(lane);
}

/* ------------------------------------------------------------ asking */

static bool check_room(vp_lane *lane, const char *client, unsigned *status, vp_error *err)
{
    size_t waiting = 0, of_client = 0;
    for (const entry *e = lane->first; e; e = e->next) {
        waiting += e->state == WAITING;
        of_client += e->state != DONE && client && e->request.client && strcmp(e->request.client, client) == 0;
    }
    *status = 503;
    if (lane->draining) return vp_fail(err, VP_BUSY, "the server ends; ask again in %d seconds", RETRY_SECONDS);
    if (waiting >= lane->options.queue_most)
        return vp_fail(err, VP_BUSY, "%zu long answers wait already; ask again in %d seconds", waiting, RETRY_SECONDS);
    *status = 429;
    if (of_client >= lane->options.per_client)
        return vp_fail(err, VP_BUSY, "%zu long answers of yours wait or are computed; wait for one", of_client);
    *status = 0;
    return true;
}

/* With the lock. NULL: refused. */
static entry *join_or_append(vp_lane *lane, const char *key, const vp_request *request, const vp_snapshot *snapshot,
                             unsigned *status, vp_error *err)
{
    entry *e = find_same(lane, key);
    if (e) {
        lane->figures.shared++;
        return e;
    }
    if (!check_room(lane, request->client, status, err)) {
        lane->figures.refused++;
        return NULL;
    }
    e = make_entry(key, request, snapshot);
    if (!e) {
        vp_fail_memory(err, sizeof *e + request->body_length);
        return NULL;
    }
    append(lane, e);
    pthread_cond_signal(&lane->work);
    return e;
}

bool vp_lane_ask(vp_lane *lane, const char *key, const vp_request *request, const vp_snapshot *snapshot,
                 char ticket[VP_LANE_TICKET_MOST], unsigned *status, vp_error *err)
{
    *status = 0;
    pthread_mutex_lock(&lane->lock);
    entry *e = join_or_append(lane, key, request, snapshot, status, err);
    if (e) {
        e->tickets++;
        snprintf(ticket, VP_LANE_TICKET_MOST, VP_LANE_TICKET "%llu", (unsigned long long)e->number);
    }
    pthread_mutex_unlock(&lane->lock);
    return e != NULL;
}

bool vp_lane_wait(vp_lane *lane, const char *ticket, void (*resume)(void *context), void *context)
{
    vp_waiter *w = vp_waiter_new(vp_clock_now() + lane->options.seconds, resume, context);
    if (!w) return false;
    pthread_mutex_lock(&lane->lock);
    entry *e = find_ticket(lane, ticket);
    bool waits = e && e->state != DONE;
    if (waits) vp_waiters_add(&e->waiters, w);
    pthread_mutex_unlock(&lane->lock);
    if (!waits) free(w);
    return waits;
}

void vp_lane_leave(vp_lane *lane, const char *ticket, const void *context)
{
    vp_waiter *due = NULL;
    pthread_mutex_lock(&lane->lock);
    entry *e = find_ticket(lane, ticket);
    if (e) vp_waiters_take_of(&e->waiters, context, &due);
    if (due) e->left++;
    pthread_mutex_unlock(&lane->lock);
    vp_waiters_resume(due);
}

bool vp_lane_take(vp_lane *lane, const char *ticket, vp_reply *reply)
{
    pthread_mutex_lock(&lane->lock);
    entry *e = find_ticket(lane, ticket);
    bool done = e && e->state == DONE;
    if (done && reply) {
        *reply = e->reply;
        if (reply->body) vp_blob_share(reply->body);
    }
    if (e) {
        bool leaves = !reply || e->left > 0;
        if (e->left > 0) e->left--;
        if (!leaves) e->kept_until = vp_clock_now() + KEPT_SECONDS;
        e->tickets--;
        drop_unwanted(lane, e);
    }
    pthread_mutex_unlock(&lane->lock);
    return done;
}

void vp_lane_resume_late(vp_lane *lane, bool everybody)
{
    vp_waiter *due = NULL;
    double at = everybody ? INFINITY : vp_clock_now();
    pthread_mutex_lock(&lane->lock);
    for (entry *e = lane->first, *next; e; e = next) {
        next = e->next;
        vp_waiters_take_late(&e->waiters, at, &due);
        give_up_slow(lane, e);
        if (e->state == RUNNING) drop_unwanted(lane, e); /* once it was kept for long enough */
    }
    if (everybody) give_up_all(lane);
    pthread_mutex_unlock(&lane->lock);
    vp_waiters_resume(due);
}

void vp_lane_drain(vp_lane *lane)
{
    vp_waiter *due = NULL;
    pthread_mutex_lock(&lane->lock);
    lane->draining = true;
    for (entry *e = lane->first; e; e = e->next) {
        if (e->state != WAITING) continue;
        refuse(&e->reply, "the server ends");
        e->state = DONE;
        vp_waiters_take_late(&e->waiters, INFINITY, &due);
    }
    pthread_mutex_unlock(&lane->lock);
    vp_waiters_resume(due);
}

vp_lane_figures vp_lane_count(vp_lane *lane)
{
    pthread_mutex_lock(&lane->lock);
    vp_lane_figures figures = lane->figures;
    for (const entry *e = lane->first; e; e = e->next) {
        figures.waiting += e->state == WAITING;
        figures.running += e->state == RUNNING;
    }
    pthread_mutex_unlock(&lane->lock);
    return figures;
}
