/* Computations that take longer than a request may: a bounded queue, workers, and what became of each.
 *
 * Every change of a job's state is in the log before anybody learns of it. After a restart waiting
 * jobs wait again; one that was running is begun again, and after a second break reported as lost. */
#pragma once
#include "base/utc.h"
#include "model/job_record.h"
#include <stddef.h>

/* How a computation reports its steps, done from 0 to 1. */
typedef struct {
    bool (*report)(void *context, const char *step, double done);
    void *context;
    bool (*is_unwanted)(void *context); /* NULL: never */
} vp_job_progress;

/* False: stop, somebody dismissed it, it took too long or the server ends. */
bool vp_job_goes_on(const vp_job_progress *progress, const char *step, double done);
/* Whether nobody wants what it found so far either: it was dismissed, or the server ends. */
bool vp_job_is_unwanted(const vp_job_progress *progress);
/* As vp_job_goes_on, with VP_CANCELLED when it is to stop. */
bool vp_job_begin_step(const vp_job_progress *progress, const char *step, double done, vp_error *err);

/* Computes; the result is JSON text to be freed, NULL and err on failure. Any thread. */
typedef char *vp_job_run(void *context, const char *process, const char *inputs, const vp_job_progress *progress,
                         vp_error *err);

typedef struct {
    size_t workers, queue_most, kept, per_client;
    size_t kept_bytes; /* of all results; 0: whatever they are */
    double seconds_most;
    vp_job_run *run;
    void *run_context;
    vp_job_log log; /* log.save NULL: jobs end with the process */
} vp_jobs_options;

typedef struct vp_jobs vp_jobs;

/* Reads the log. */
vp_jobs *vp_jobs_new(const vp_jobs_options *options, vp_error *err);
/* Starts the workers, once; before, jobs wait. */
bool vp_jobs_start(vp_jobs *jobs, vp_error *err);
/* Stops running jobs, which a next start begins again; waits for the workers. NULL is fine. */
void vp_jobs_free(vp_jobs *jobs);

/* Queues a job; inputs are copied. VP_BUSY with status 503 when the queue is full, 429 when the client has too
 * many; nothing is queued that the log has not. */
bool vp_jobs_submit(vp_jobs *jobs, const char *process, const char *inputs, const char *client, char id[VP_JOB_ID_MOST],
                    unsigned *status, vp_error *err);

/* A copy; vp_job_record_clear it. VP_NOT_FOUND. with_texts: also inputs and result. */
bool vp_jobs_find(vp_jobs *jobs, const char *id, bool with_texts, vp_job_record *record, vp_error *err);
void vp_job_record_clear(vp_job_record *record);
/* Which are listed; zero: all. */
typedef struct {
    unsigned statuses;   /* bits 1 << vp_job_status; 0: any */
    const char *process; /* NULL: any */
    /* Created from … to, both included: days or moments in UTC, such as 2026-12-31 or 2026-12-31T07:00:00Z; "": open.
     */
    vp_utc_text from, to;
    bool has_duration; /* seconds since it was begun, until it was over or now; a job that was not begun has none */
    double shortest, longest;
} vp_jobs_wanted;
bool vp_jobs_is_wanted(const vp_job_record *record, const vp_jobs_wanted *wanted, int64_t now);
/* At most most records of those wanted from skip on, newest first, without texts; total is how many there are. */
size_t vp_jobs_list(vp_jobs *jobs, vp_jobs_wanted wanted, size_t skip, size_t most, vp_job_record records[],
                    size_t *total);

/* Stops a waiting or running job; one that is over is forgotten with its result. record is what it became. */
bool vp_jobs_dismiss(vp_jobs *jobs, const char *id, vp_job_record *record, vp_error *err);

/* Calls resume(context) once, from any thread, when the job is over or after so many seconds; false, and no call,
 * when it is over already. */
bool vp_jobs_when_over(vp_jobs *jobs, const char *id, double seconds, void (*resume)(void *context), void *context);
/* Resumes who has waited long enough, or everybody. */
void vp_jobs_resume_late(vp_jobs *jobs, bool everybody);

/* For /metrics. */
typedef struct {
    size_t waiting, running, kept;
    uint64_t successful, failed, dismissed;
} vp_jobs_figures;
vp_jobs_figures vp_jobs_count(vp_jobs *jobs);
