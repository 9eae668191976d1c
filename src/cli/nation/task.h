/* One step of a nation's build as a process of its own: a part, or their merge. What became of it stands in a file, so
 * that whoever comes later, on whatever machine, knows what is missing. */
#pragma once
#include <sys/resource.h>
#include <sys/types.h>
#include <vungphu/error.h>

#define VP_TASK_MERGE   ".merge" /* no part's id begins with a dot */
#define VP_TASK_PUBLISH ".publish"

typedef struct {
    char state[16];  /* waiting, running, done, failed, killed */
    char since[24];  /* when it began, UTC */
    char host[64];   /* where */
    char inputs[20]; /* what it was begun with: vp_task_inputs */
    char reason[240];
    double seconds, peak_mb; /* of the last attempt that ended */
    long process, attempts;
} vp_task_state;

typedef struct {
    const char *folder, *data; /* data NULL: the folder */
    const char *directory;     /* DIR of the whole; steps lie in DIR/parts */
    const char *publish;       /* where the merged snapshot is published; NULL: nowhere */
    int threads;               /* of each step; 0: one a core */
} vp_task_place;

/* Whether the part that is done in this state was begun with files on which near was its sum (vp_task_note). */
bool vp_task_rests_on(const vp_task_place *place, const char *task, const vp_task_state *state, const char *near);
/* That near is the sum of what the part rests on with inputs; with done, that it is done with them. */
bool vp_task_note(const vp_task_place *place, const char *task, const char *inputs, const char *near, bool done,
                  vp_error *err);

/* waiting, without a file. A step that runs on this machine no more is killed. */
void vp_task_read(const vp_task_place *place, const char *task, vp_task_state *state);
/* Begins it; its output goes to DIR/parts/TASK/log. Fills state; -1 and err when it cannot begin. */
pid_t vp_task_begin(const vp_task_place *place, const char *task, const char *inputs, vp_task_state *state,
                    vp_error *err);
/* Its process ended with this status of wait4. */
bool vp_task_end(const vp_task_place *place, const char *task, int status, const struct rusage *usage,
                 vp_task_state *state, vp_error *err);
/* Begins it, waits for it, and begins it again, up to so many times in all, when something killed it. True when it is
 * done. */
bool vp_task_run(const vp_task_place *place, const char *task, const char *inputs, long attempts_most,
                 vp_task_state *state, vp_error *err);
