/* Who waits for an answer without a thread: a list that its owner keeps under a lock of its own, and that is resumed
 * without it, since who is resumed asks again at once. */
#pragma once
#include <stdbool.h>

typedef struct vp_waiter vp_waiter;

/* resume(context) is called once, from any thread, when the answer is there or the clock (vp_clock_now) reads until.
 * NULL when memory was short. Freed by vp_waiters_resume, or by free while it is in no list. */
vp_waiter *vp_waiter_new(double until, void (*resume)(void *context), void *context);
void vp_waiters_add(vp_waiter **list, vp_waiter *waiter);
/* Moves from the list to *due who has waited until at (INFINITY: everybody), or who waits with the context only. */
void vp_waiters_take_late(vp_waiter **list, double at, vp_waiter **due);
void vp_waiters_take_of(vp_waiter **list, const void *only, vp_waiter **due);
/* Without the owner's lock. NULL is fine. */
void vp_waiters_resume(vp_waiter *due);
