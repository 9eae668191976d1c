#include "platform/parallel.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { THREADS_MOST = 16 };

typedef struct {
    size_t count;
    vp_piece *piece;
    void *context;
    atomic_size_t next;
    atomic_bool failed;
    pthread_mutex_t lock; /* of the two below */
    size_t failed_piece;
    vp_error err;
} work;

static void *run_pieces(void *context)
{
    work *w = context;
    while (!atomic_load(&w->failed)) {
        size_t i = atomic_fetch_add(&w->next, 1);
        vp_error err = {0};
        if (i >= w->count) break;
        if (w->piece(w->context, i, &err)) continue;
        pthread_mutex_lock(&w->lock);
        if (i < w->failed_piece) {
            w->failed_piece = i;
            w->err = err;
        }
        pthread_mutex_unlock(&w->lock);
        atomic_store(&w->failed, true);
    }
    return NULL;
}

bool vp_parallel_run(size_t count, vp_piece *piece, void *context, vp_error *err)
{
    work w = {
        .count = count, .piece = piece, .context = context, .lock = PTHREAD_MUTEX_INITIALIZER, .failed_piece = count};
    pthread_t threads[THREADS_MOST];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t wanted = cores > 1 ? (size_t)cores - 1 : 0, started = 0;
    if (wanted > THREADS_MOST) wanted = THREADS_MOST;
    while (started < wanted && started + 1 < count && pthread_create(&threads[started], NULL, run_pieces, &w) == 0)
        started++;
    run_pieces(&w); /* this thread works too, so that it goes on without any other */
    for (size_t i = 0; i < started; i++) pthread_join(threads[i], NULL);
    pthread_mutex_destroy(&w.lock);
    if (atomic_load(&w.failed) && err) *err = w.err;
    return !atomic_load(&w.failed);
}
