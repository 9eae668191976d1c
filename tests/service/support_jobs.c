#include "support_jobs.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- a computation in the test's hands */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static size_t begun, let_go, unwanted;
bool computing_fails;
vp_error_kind failing_kind = VP_BAD_INPUT;

static char *compute(void *context, const char *process, const char *inputs, const vp_job_progress *progress,
                     vp_error *err)
{
    (void)context;
    pthread_mutex_lock(&lock);
    size_t number = ++begun;
    pthread_cond_broadcast(&changed);
    bool go_on = true;
    while (let_go < number && (go_on = vp_job_goes_on(progress, "half way", 0.5))) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 2000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&changed, &lock, &until); /* woken at once by the gate; looks for a dismissal besides */
    }
    bool fail = computing_fails;
    unwanted += vp_job_is_unwanted(progress);
    pthread_mutex_unlock(&lock);
    char *result = NULL;
    if (!go_on)
        vp_fail(err, VP_CANCELLED, "cancelled");
    else if (fail)
        vp_fail(err, failing_kind, "%s cannot be computed", process);
    else if (asprintf(&result, "{\"echo\": %s}", inputs) < 0)
        result = NULL;
    return result;
}

size_t computations_begun(void)
{
    pthread_mutex_lock(&lock);
    size_t count = begun;
    pthread_mutex_unlock(&lock);
    return count;
}

size_t computations_unwanted(void)
{
    pthread_mutex_lock(&lock);
    size_t count = unwanted;
    pthread_mutex_unlock(&lock);
    return count;
}

void wait_until_begun(size_t count)
{
    pthread_mutex_lock(&lock);
    while (begun < count) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}

void open_gate(size_t count)
{
    pthread_mutex_lock(&lock);
    let_go = count;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

/* ---- a log in memory, which outlives the jobs */

vp_job_record logged[LOG_MOST];
size_t logged_count;
bool log_is_full;

bool log_save(void *context, const vp_job_record *record, vp_error *err)
{
    (void)context;
    if (log_is_full) return vp_fail(err, VP_IO, "the disk is full");
    size_t k = 0;
    while (k < logged_count && strcmp(logged[k].id, record->id) != 0) k++;
    ck_assert_uint_lt(k, LOG_MOST);
    if (k == logged_count)
        logged_count++;
    else
        vp_job_record_clear(&logged[k]);
    logged[k] = *record;
    logged[k].inputs = strdup(record->inputs);
    logged[k].result = record->result ? strdup(record->result) : NULL;
    return true;
}

static bool log_remove(void *context, const char *id, vp_error *err)
{
    (void)context;
    (void)err;
    for (size_t k = 0; k < logged_count; k++) {
        if (strcmp(logged[k].id, id) != 0) continue;
        vp_job_record_clear(&logged[k]);
        logged[k] = logged[--logged_count];
        return true;
    }
    return true;
}

static bool log_load(void *context, bool (*visit)(void *visitor, vp_job_record *record, vp_error *err), void *visitor,
                     vp_error *err)
{
    (void)context;
    for (size_t k = 0; k < logged_count; k++) {
        vp_job_record copy = logged[k];
        copy.inputs = strdup(logged[k].inputs);
        copy.result = logged[k].result ? strdup(logged[k].result) : NULL;
        if (!visit(visitor, &copy, err)) return false;
    }
    return true;
}

vp_jobs_options options_with(size_t queue_most, size_t per_client)
{
    return (vp_jobs_options){.workers = 1,
                             .queue_most = queue_most,
                             .kept = 100,
                             .per_client = per_client,
                             .seconds_most = 60,
                             .run = compute,
                             .log = {NULL, log_save, log_remove, log_load}};
}

vp_jobs *jobs_with(const vp_jobs_options *options)
{
    vp_error err = {0};
    vp_jobs *jobs = vp_jobs_new(options, &err);
    ck_assert_msg(jobs && vp_jobs_start(jobs, &err), "%s", err.message);
    return jobs;
}

void submit(vp_jobs *jobs, const char *client, char id[VP_JOB_ID_MOST])
{
    vp_error err = {0};
    unsigned status;
    ck_assert_msg(vp_jobs_submit(jobs, "double", "{\"n\":1}", client, id, &status, &err), "%s", err.message);
}

vp_job_record state_of(vp_jobs *jobs, const char *id)
{
    vp_job_record record;
    vp_error err = {0};
    ck_assert_msg(vp_jobs_find(jobs, id, false, &record, &err), "%s", err.message);
    return record;
}

static void note(void *context)
{
    pthread_mutex_lock(&lock);
    *(bool *)context = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

void wait_until_over(vp_jobs *jobs, const char *id)
{
    bool over = false;
    if (!vp_jobs_when_over(jobs, id, 60, note, &over)) return;
    pthread_mutex_lock(&lock);
    while (!over) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}
