#include "platform/thread.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    char name[VP_THREAD_NAME_MOST + 1];
    void *(*work)(void *context);
    void *context;
} beginning;

/* Each names itself: to name another is to write a file of the system's, which a confined process may not. */
static void *begin(void *context)
{
    beginning b = *(beginning *)context;
    free(context);
    pthread_setname_np(pthread_self(), b.name);
    return b.work(b.context);
}

bool vp_thread_start(pthread_t *thread, const char *name, void *(*work)(void *context), void *context)
{
    beginning *b = malloc(sizeof *b);
    if (!b) return false;
    *b = (beginning){.work = work, .context = context};
    snprintf(b->name, sizeof b->name, "%s", name);
    if (pthread_create(thread, NULL, begin, b) == 0) return true;
    free(b);
    return false;
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

/* Linux has priorities by thread, though POSIX gives them to the process. A third of what others get: with a tenth,
 * long answers took three times as long beside who asks for short ones without end, and the short ones were no sooner.
 */
void vp_thread_lower_priority(void)
{
    enum { NICE = 5 };
    setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
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
