/* Threads that an owner keeps, by name, and waiting that goes by the monotonic clock. */
#pragma once
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>

enum { VP_THREAD_NAME_MOST = 15 }; /* bytes of a name that the system keeps */

/* False when the system gives no thread. The name is seen in top -H, gdb and /proc. */
bool vp_thread_start(pthread_t *thread, const char *name, void *(*work)(void *context), void *context);

/* Several that do the same, and are joined together. */
typedef struct {
    pthread_t *items;
    size_t count;
} vp_threads;

/* False when not all could be started: those that were are in threads all the same, for the owner to end and join. */
bool vp_threads_start(vp_threads *threads, size_t count, const char *name, void *(*work)(void *context), void *context,
                      vp_error *err);
/* Waits until they have ended; none are left. */
void vp_threads_join(vp_threads *threads);

/* The calling thread yields to others that want a core, as nice does; what it starts does too. */
void vp_thread_lower_priority(void);
bool vp_thread_is_lowered(void); /* whether the calling thread has done so */

/* A condition for the wait below. */
void vp_thread_condition_init(pthread_cond_t *condition);
/* With the lock: waits until it is signalled (true) or the moment of vp_clock_now has come (false). It may return
 * true without a signal. */
bool vp_thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, double moment);
