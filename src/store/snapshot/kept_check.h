/* Whether the files of the current snapshot are as they were written: read by a thread of its own while the region is
 * made, and by whoever asks for one that it has not come to. */
#pragma once
#include <stdbool.h>
#include <vungphu/error.h>

typedef struct vp_kept_check vp_kept_check;

/* Of the directory's current snapshot; without one no file is good. NULL and err when memory is short. Whoever forks
 * does so before. */
vp_kept_check *vp_kept_check_new(const char *directory, vp_error *err);
void vp_kept_check_free(vp_kept_check *check); /* NULL is fine */

/* Nobody is likely to ask for it: it is read when somebody does. check NULL is fine. */
void vp_kept_check_leave(vp_kept_check *check, const char *name);

/* Any thread. check NULL: no. */
bool vp_kept_check_is_good(vp_kept_check *check, const char *name);
