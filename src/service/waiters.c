#include "service/waiters.h"
#include <stdlib.h>

struct vp_waiter {
    vp_waiter *next;
    double until;
    void (*resume)(void *context);
    void *context;
};

vp_waiter *vp_waiter_new(double until, void (*resume)(void *context), void *context)
{
    vp_waiter *waiter = malloc(sizeof *waiter);
    if (waiter) *waiter = (vp_waiter){NULL, until, resume, context};
    return waiter;
}

void vp_waiters_add(vp_waiter **list, vp_waiter *waiter)
{
    waiter->next = *list;
    *list = waiter;
}

static vp_waiter **move(vp_waiter **at, vp_waiter **due)
{
    vp_waiter *moved = *at;
    *at = moved->next;
    vp_waiters_add(due, moved);
    return at;
}

void vp_waiters_take_late(vp_waiter **list, double at, vp_waiter **due)
{
    for (vp_waiter **w = list; *w;) w = (*w)->until <= at ? move(w, due) : &(*w)->next;
}

void vp_waiters_take_of(vp_waiter **list, const void *only, vp_waiter **due)
{
    for (vp_waiter **w = list; *w;) w = (*w)->context == only ? move(w, due) : &(*w)->next;
}

void vp_waiters_resume(vp_waiter *due)
{
    while (due) {
        vp_waiter *next = due->next;
        due->resume(due->context);
        free(due);
        due = next;
    }
}
