#include "platform/backlog.h"
#include "platform/thread.h"
#include <pthread.h>
#include <stdlib.h>

struct vp_backlog {
    bool (*work)(void *context, void *item, vp_error *err);
    void (*drop)(void *item);
    void *context;
    pthread_mutex_t lock;
    pthread_cond_t given, done;
    void **items; /* those that wait, first to be done first; under lock, as all that follows */
    size_t count, most;
    bool at_work, over, failed;
    vp_error why; /* it failed */
    pthread_t thread;
    bool has_thread;
};

/* With the lock, which is given up meanwhile. */
static void do_item(vp_backlog *b, void *item)
{
    vp_error why = {0};
    bool skipped = b->failed;
    b->at_work = true;
    pthread_mutex_unlock(&b->lock);
    bool ok = skipped || b->work(b->context, item, &why);
    b->drop(item);
    pthread_mutex_lock(&b->lock);
    b->at_work = false;
    if (!ok) {
        b->failed = true;
        b->why = why;
    }
    pthread_cond_broadcast(&b->done);
}

static void *work_off(void *context)
{
    vp_backlog *b = context;
    pthread_mutex_lock(&b->lock);
    for (;;) {
        while (!b->count && !b->over) pthread_cond_wait(&b->given, &b->lock);
        if (!b->count) break;
        void *item = b->items[0];
        b->count--;
        for (size_t i = 0; i < b->count; i++) b->items[i] = b->items[i + 1];
        do_item(b, item);
    }
    pthread_mutex_unlock(&b->lock);
    return NULL;
}

vp_backlog *vp_backlog_new(bool (*work)(void *context, void *item, vp_error *err), void (*drop)(void *item),
                           void *context, size_t most, vp_error *err)
{
    vp_backlog *b = calloc(1, sizeof *b);
    void **items = calloc(most + 1, sizeof *items);
    if (!b || !items) {
        free(b);
        free(items);
        vp_fail_memory(err, most * sizeof *items);
        return NULL;
    }
    *b = (vp_backlog){.work = work, .drop = drop, .context = context, .items = items, .most = most};
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->given, NULL);
    pthread_cond_init(&b->done, NULL);
    b->has_thread = vp_thread_start(&b->thread, "backlog", work_off, b);
    return b;
}

/* With the lock. */
static bool report(const vp_backlog *b, vp_error *err)
{
    if (b->failed && err) *err = b->why;
    return !b->failed;
}

bool vp_backlog_give(vp_backlog *b, void *item, vp_error *err)
{
    pthread_mutex_lock(&b->lock);
    while (b->has_thread && b->count >= b->most && !b->failed) pthread_cond_wait(&b->done, &b->lock);
    if (!b->has_thread) {
        do_item(b, item);
    } else if (b->failed) {
        b->drop(item);
    } else {
        b->items[b->count++] = item;
        pthread_cond_signal(&b->given);
    }
    bool ok = report(b, err);
    pthread_mutex_unlock(&b->lock);
    return ok;
}

bool vp_backlog_drain(vp_backlog *b, vp_error *err)
{
    pthread_mutex_lock(&b->lock);
    while (b->count || b->at_work) pthread_cond_wait(&b->done, &b->lock);
    bool ok = report(b, err);
    pthread_mutex_unlock(&b->lock);
    return ok;
}

void vp_backlog_free(vp_backlog *b)
{
    if (!b) return;
    pthread_mutex_lock(&b->lock);
    for (size_t i = 0; i < b->count; i++) b->drop(b->items[i]);
    b->count = 0;
    b->over = true;
    pthread_cond_signal(&b->given);
    pthread_mutex_unlock(&b->lock);
    if (b->has_thread) pthread_join(b->thread, NULL);
    pthread_cond_destroy(&b->given);
    pthread_cond_destroy(&b->done);
    pthread_mutex_destroy(&b->lock);
    free(b->items);
    free(b);
}
