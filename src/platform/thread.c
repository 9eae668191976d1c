#include "platform/thread.h"
#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

bool vp_thread_start(pthread_t *thread, const char *name, void *(*work)(void *context), void *context)
{
    if (pthread_create(thread, NULL, work, context) != 0) return false;
    pthread_setname_np(*thread, name);
    return true;
}

bool vp_threads_start(vp_threads *threads, size_t count, const char *name, void *(*work)(void *context), void *context,
                      vp_error *err)
{
    *threads = (vp_threads){.items = calloc(count + 1, sizeof *threads->items)};
    if (!threads->items) return vp_fail_memory(err, (count + 1) * sizeof *threads->items);
    for (; threads->count < count; threads->count++)
        if (!vp_thread_start(&threads->items[threads->count], name, work, context))
            return vp_fail(err, VP_NO_MEMORY, "the system gives no thread %zu of %zu for \"%s\"", threads->count + 1,
                           count, name);
    return true;
}

void vp_threads_join(vp_threads *threads)
{
    for (size_t t = 0; t < threads->count; t++) pthread_join(threads->items[t], NULL);
    free(threads->items);
    *threads = (vp_threads){0};
}

static _Thread_local bool lowered;

/* Linux has priorities by thread, though POSIX gives them to the process. */
void vp_thread_lower_priority(void)
{
    setpriority(PRIO_PROCESS, (id_t)gettid(), 10);
    lowered = true;
}

bool vp_thread_is_lowered(void) { return lowered; }

void vp_thread_condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t how;
    pthread_condattr_init(&how);
    pthread_condattr_setclock(&how, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &how);
    pthread_condattr_destroy(&how);
}

bool vp_thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, double moment)
{
    double whole = floor(moment);
    struct timespec until = {.tv_sec = (time_t)whole, .tv_nsec = (long)((moment - whole) * 1e9)};
    return pthread_cond_timedwait(condition, lock, &until) == 0;
}
