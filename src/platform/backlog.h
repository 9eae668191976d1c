/* Work that is given to a thread of its own and done in the order given, while the giver goes on. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>

typedef struct vp_backlog vp_backlog;

/* work: of one item, on the thread; after a failure nothing more is done. drop: frees an item, done or not. most: items
 * that may wait for the one at work. Without a thread of its own each item is done when it is given. NULL and err when
 * memory is short. */
vp_backlog *vp_backlog_new(bool (*work)(void *context, void *item, vp_error *err), void (*drop)(void *item),
                           void *context, size_t most, vp_error *err);
/* Takes item, in any case. Waits while there are too many. False, with its error, when one before has failed. */
bool vp_backlog_give(vp_backlog *backlog, void *item, vp_error *err);
/* Waits until all that was given is done. False as above. */
bool vp_backlog_drain(vp_backlog *backlog, vp_error *err);
/* What was not begun is dropped; waits for the one at work. NULL is fine. */
void vp_backlog_free(vp_backlog *backlog);
