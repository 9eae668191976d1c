/* Threads that an owner keeps, by name, and waiting that goes by the monotonic clock. */
#pragma once
#include <pthread.h>
#include <stdbool.h>

enum { VP_THREAD_NAME_MOST = 15 }; /* bytes of a name that the system keeps */

/* False when the system gives no thread. The name is seen in top -H, gdb and /proc. */
bool vp_thread_start(pthread_t *thread, const char *name, void *(*work)(void *context), void *context);

/* The calling thread yields to others that want a core, as nice does; what it starts does too. */
void vp_thread_lower_priority(void);
bool vp_thread_is_lowered(void); /* whether the calling thread has done so */

/* A condition for the wait below. */
void vp_thread_condition_init(pthread_cond_t *condition);
/* With the lock: waits until it is signalled (true) or the moment of vp_clock_now has come (false). It may return
 * true without a signal. */
bool vp_thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *lock, double moment);
