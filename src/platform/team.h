/* A few threads that work through numbered jobs together, round after round. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>

typedef struct vp_team vp_team;
/* worker is 0 .. size-1, job 0 .. jobs-1; each job runs once, on any worker. */
typedef void vp_team_job(void *context, size_t worker, size_t job);

/* threads 0: one for each core that the process may use. The caller's own thread is worker
 * 0; the others are pinned to a core each, so that what they touch stays in its cache. */
vp_team *vp_team_new(size_t threads, vp_error *err);
void vp_team_free(vp_team *team); /* NULL is fine */
size_t vp_team_size(const vp_team *team);
/* Returns when all jobs are done; what they wrote is then seen by the caller. */
void vp_team_run(vp_team *team, vp_team_job *job, void *context, size_t jobs);
