/* The threads of the process that compute, and teams that borrow them.
 *
 * There is one pool for the whole process, with a budget: no more threads are at work in teams than that, save that
 * a thread which runs a team always works itself, so that it gets on when all others are taken, or none can be had.
 * Workers go from run to run, between two jobs, to where the fewest are; none is bound to a core, so that teams which
 * run at once share the cores as the system sees fit. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>

enum { VP_TEAM_MOST = 256 }; /* the most threads of a team, and of the budget */

typedef struct vp_team vp_team;
/* place is 0 .. size-1, job 0 .. jobs-1. Each job runs once, in any place; a place is one thread's at a time, so what
 * is kept for a place (room to work in) needs no lock. Place 0 is the caller's. */
typedef void vp_team_job(void *context, size_t place, size_t job);

/* At start, before teams are made: those that are there keep their size. 0: as many as the process may use cores,
 * which it is without this call. */
void vp_team_set_budget(size_t threads);
size_t vp_team_budget(void);

/* threads 0: as many as the budget; never more than it. Costs no thread: those are borrowed for each run. */
vp_team *vp_team_new(size_t threads, vp_error *err);
void vp_team_free(vp_team *team); /* NULL is fine */
size_t vp_team_size(const vp_team *team);
/* Returns when all jobs are done; what they wrote is then seen by the caller. A job may run other teams, not its own.
 */
void vp_team_run(vp_team *team, vp_team_job *job, void *context, size_t jobs);
