#include "platform/ending.h"
#include "platform/log.h"
#include "platform/thread.h"
#include <errno.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

/* Of the one end that a process has. */
static _Atomic double after;
static atomic_int last_status;

static void *end_then(void *context)
{
    double seconds = atomic_load(&after);
    struct timespec left = {.tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    (void)context;
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR) continue;
    vp_log(VP_LOG_WARNING, "ended after %.3g s with work that does not end", seconds);
    _exit(atomic_load(&last_status));
}

void vp_ending_by(double seconds, int status)
{
    pthread_t thread;
    atomic_store(&after, seconds);
    atomic_store(&last_status, status);
    if (vp_thread_start(&thread, "ending", end_then, NULL))
        pthread_detach(thread);
    else
        vp_log(VP_LOG_WARNING, "the end is waited for however long it takes: the system gives no thread");
}
