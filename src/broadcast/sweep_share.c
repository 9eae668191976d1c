/* A sweep's work, shared by threads. */
#include "broadcast/sweep_internal.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

typedef struct {
    const vp_sweep_work *work;
    atomic_size_t next;
    atomic_bool stop;
    pthread_mutex_t lock;
    vp_error failure;
    bool failed;
} shared_work;

static void give_up(shared_work *s, const vp_error *why)
{
    pthread_mutex_lock(&s->lock);
    if (!s->failed) s->failure = *why;
    s->failed = true;
    pthread_mutex_unlock(&s->lock);
    atomic_store(&s->stop, true);
}

static void *worker(void *argument)
{
    shared_work *s = argument;
    const vp_sweep_work *w = s->work;
    vp_error why;
    void *own = w->own_new ? w->own_new(w->job, &why) : NULL;
    if (w->own_new && !own) {
        give_up(s, &why);
        return NULL;
    }
    while (!atomic_load(&s->stop)) {
        size_t first = atomic_fetch_add(&s->next, w->chunk);
        if (first >= w->count) break;
        size_t end = first + w->chunk < w->count ? first + w->chunk : w->count;
        for (size_t i = first; i < end; i++)
            if (!w->task(w->job, own, i, &why)) {
                give_up(s, &why);
                break;
            }
    }
    if (w->own_free) w->own_free(own);
    return NULL;
}

static size_t thread_count(int wanted)
{
    long cores = wanted > 0 ? wanted : sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > 64 ? 64 : (size_t)cores;
}

bool vp_sweep_share(const vp_sweep_work *work, vp_error *err)
{
    shared_work s = {.work = work, .lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_t others[64];
    size_t started = 0, wanted = thread_count(work->threads) - 1;
    while (started < wanted && pthread_create(&others[started], NULL, worker, &s) == 0) started++;
    worker(&s); /* fewer threads than wished for only take longer */
    for (size_t i = 0; i < started; i++) pthread_join(others[i], NULL);
    pthread_mutex_destroy(&s.lock);
    return !s.failed || vp_fail(err, s.failure.kind, "%s", s.failure.message);
}
