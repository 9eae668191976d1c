#include "platform/parallel.h"
#include "platform/team.h"
#include <pthread.h>
#include <stdatomic.h>

typedef struct {
    vp_piece *piece;
    void *context;
    atomic_bool failed;
    pthread_mutex_t lock; /* of the two below */
    size_t failed_piece;
    vp_error err;
} work;

static void run_piece(void *context, size_t place, size_t i)
{
    work *w = context;
    vp_error err = {0};
    if (atomic_load(&w->failed) || w->piece(w->context, place, i, &err)) return;
    pthread_mutex_lock(&w->lock);
    if (i < w->failed_piece) {
        w->failed_piece = i;
        w->err = err;
    }
    pthread_mutex_unlock(&w->lock);
    atomic_store(&w->failed, true);
}

bool vp_parallel_run(size_t threads, size_t count, vp_piece *piece, void *context, vp_error *err)
{
    work w = {.piece = piece, .context = context, .lock = PTHREAD_MUTEX_INITIALIZER, .failed_piece = count};
    vp_team *team = vp_team_new(threads, err);
    if (!team) return false;
    vp_team_run(team, run_piece, &w, count);
    vp_team_free(team);
    pthread_mutex_destroy(&w.lock);
    if (atomic_load(&w.failed) && err) *err = w.err;
    return !atomic_load(&w.failed);
}
