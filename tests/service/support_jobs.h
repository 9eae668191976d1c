/* Jobs whose computation waits at a gate that the test opens, and a log in memory that outlives them. */
#pragma once
#include "service/jobs.h"
#include <check.h>

/* ---- the gate */

extern bool computing_fails;       /* what passes the gate from now on */
extern vp_error_kind failing_kind; /* as what */
size_t computations_begun(void);
size_t computations_unwanted(void); /* of those over: nobody wants what they found so far */
void wait_until_begun(size_t count);
void open_gate(size_t count); /* for the first count computations */

/* ---- the log */

enum { LOG_MOST = 64 };
extern vp_job_record logged[LOG_MOST];
extern size_t logged_count;
extern bool log_is_full;
bool log_save(void *context, const vp_job_record *record, vp_error *err);

/* ---- jobs */

/* One worker that computes at the gate. */
vp_jobs_options options_with(size_t queue_most, size_t per_client);
vp_jobs *jobs_with(const vp_jobs_options *options); /* started */
void submit(vp_jobs *jobs, const char *client, char id[VP_JOB_ID_MOST]);
vp_job_record state_of(vp_jobs *jobs, const char *id);
void wait_until_over(vp_jobs *jobs, const char *id);
