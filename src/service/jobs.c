#include "service/jobs.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/thread.h"
#include "service/public_error.h"
#include "service/waiters.h"
#include <math.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ATTEMPTS_MOST = 2 }; /* a job that twice was under way when the server broke off is not begun again */

typedef struct job {
    struct job *next; /* newer */
    vp_jobs *jobs;
    vp_job_record record;
    vp_waiter *waiters;
    double begun;
    atomic_bool stop;
    bool in_worker, late;
} job;

struct vp_jobs {
    vp_jobs_options options;
    pthread_mutex_t lock; /* of all below and of the log */
    pthread_cond_t work;
    job *first, *last; /* oldest, newest */
    vp_threads threads;
    bool stopping;
    vp_jobs_figures figures;
};

/* ------------------------------------------------------------ the list */

static job *find(vp_jobs *jobs, const char *id)
{
    job *j = jobs->first;
    while (j && strcmp(j->record.id, id) != 0) j = j->next;
    return j;
}

static void append(vp_jobs *jobs, job *j)
{
    *(jobs->last ? &jobs->last->next : &jobs->first) = j;
    jobs->last = j;
}

void vp_job_record_clear(vp_job_record *record)
{
    free(record->inputs);
    free(record->result);
    *record = (vp_job_record){0};
}

static void unlink_and_free(vp_jobs *jobs, job *gone)
{
    job *before = NULL;
    for (job *j = jobs->first; j != gone; j = j->next) before = j;
    *(before ? &before->next : &jobs->first) = gone->next;
    if (jobs->last == gone) jobs->last = before;
    vp_job_record_clear(&gone->record);
    free(gone);
}

static bool save(vp_jobs *jobs, const job *j, vp_error *err)
{
    return !jobs->options.log.save || jobs->options.log.save(jobs->options.log.context, &j->record, err);
}

static bool forget(vp_jobs *jobs, job *j, vp_error *err)
{
    if (jobs->options.log.remove && !jobs->options.log.remove(jobs->options.log.context, j->record.id, err))
        return false;
    unlink_and_free(jobs, j);
    return true;
}

static size_t bytes_of(const job *j) { return j->record.result ? strlen(j->record.result) : 0; }

static bool is_too_large(const vp_jobs *jobs, size_t bytes)
{
    return jobs->options.kept_bytes && bytes > jobs->options.kept_bytes;
}

/* The oldest results go when there are too many, or too much of them. */
static void trim(vp_jobs *jobs)
{
    size_t over = 0, bytes = 0;
    for (job *j = jobs->first; j; j = j->next) {
        over += vp_job_is_over(j->record.status);
        bytes += bytes_of(j);
    }
    vp_error ignored;
    for (job *j = jobs->first, *next; j && (over > jobs->options.kept || is_too_large(jobs, bytes)); j = next) {
        size_t given_back = bytes_of(j);
        next = j->next;
        if (!vp_job_is_over(j->record.status) || j->in_worker) continue;
        if (!forget(jobs, j, &ignored)) return; /* the next trim tries again */
        over--;
        bytes -= given_back;
    }
}

/* ------------------------------------------------------------ who waits */

bool vp_jobs_when_over(vp_jobs *jobs, const char *id, double seconds, void (*call)(void *context), void *context)
{
    vp_waiter *w = vp_waiter_new(vp_clock_now() + seconds, call, context);
    if (!w) return false;
    pthread_mutex_lock(&jobs->lock);
    job *j = find(jobs, id);
    bool waits = j && !vp_job_is_over(j->record.status) && !jobs->stopping;
    if (waits) vp_waiters_add(&j->waiters, w);
    pthread_mutex_unlock(&jobs->lock);
    if (!waits) free(w);
    return waits;
}

void vp_jobs_resume_late(vp_jobs *jobs, bool everybody)
{
    vp_waiter *due = NULL;
    double at = everybody ? INFINITY : vp_clock_now();
    pthread_mutex_lock(&jobs->lock);
    for (job *j = jobs->first; j; j = j->next) vp_waiters_take_late(&j->waiters, at, &due);
    pthread_mutex_unlock(&jobs->lock);
    vp_waiters_resume(due);
}

/* ------------------------------------------------------------ working */

static bool report(void *context, const char *step, double done)
{
    job *j = context;
    if (vp_clock_now() - j->begun > j->jobs->options.seconds_most) j->late = true;
    if (j->late || atomic_load(&j->stop)) return false;
    pthread_mutex_lock(&j->jobs->lock);
    if (step) snprintf(j->record.message, sizeof j->record.message, "%s", step);
    j->record.progress = done >= 0 && done <= 1 ? done : 0;
    pthread_mutex_unlock(&j->jobs->lock);
    return true;
}

bool vp_job_goes_on(const vp_job_progress *progress, const char *step, double done)
{
    return progress->report(progress->context, step, done);
}

static bool is_unwanted(void *context)
{
    job *j = context;
    return atomic_load(&j->stop);
}

bool vp_job_is_unwanted(const vp_job_progress *progress)
{
    return progress->is_unwanted && progress->is_unwanted(progress->context);
}

bool vp_job_begin_step(const vp_job_progress *progress, const char *step, double done, vp_error *err)
{
    return vp_job_goes_on(progress, step, done) || vp_fail(err, VP_CANCELLED, "stopped");
}

static void conclude(vp_jobs *jobs, job *j, char *result, const vp_error *err)
{
    vp_job_record *r = &j->record;
    j->in_worker = false;
    if (vp_job_is_over(r->status)) { /* dismissed meanwhile */
        free(result);
        return;
    }
    if (!result && jobs->stopping && !j->late) { /* the next start begins it again; this was no break */
        r->status = VP_JOB_ACCEPTED;
        r->attempts--;
        r->progress = 0;
        return;
    }
    r->finished = time(NULL);
    r->result = result;
    r->status = result ? VP_JOB_SUCCESSFUL : VP_JOB_FAILED;
    r->failure = result ? 0 : err->kind;
    if (result) r->progress = 1;
    if (j->late && !result) r->failure = VP_CANCELLED;
    if (j->late && !result)
        snprintf(r->message, sizeof r->message, "stopped: it took longer than %g seconds", jobs->options.seconds_most);
    else
        snprintf(r->message, sizeof r->message, "%s", result ? "done" : vp_public_error_sentence(err));
    if (!result && vp_public_error_hides(err)) vp_log(VP_LOG_ERROR, "job %s: %s", r->id, err->message);
    *(result ? &jobs->figures.successful : &jobs->figures.failed) += 1;
}

static job *next_waiting(vp_jobs *jobs)
{
    job *j = jobs->first;
    while (j && j->record.status != VP_JOB_ACCEPTED) j = j->next;
    return j;
}

/* A result that alone is more than all may be is none. */
static char *check_size(const vp_jobs *jobs, char *result, vp_error *err)
{
    if (!result || !is_too_large(jobs, strlen(result))) return result;
    vp_fail(err, VP_BAD_INPUT, "its result of %zu bytes is more than the %zu that results may take: ask for less",
            strlen(result), jobs->options.kept_bytes);
    free(result);
    return NULL;
}

/* With the lock, which it gives up while it computes. */
static void work_on(vp_jobs *jobs, job *j)
{
    vp_error err = {0};
    char *result = NULL;
    vp_waiter *due = NULL;
    j->record.status = VP_JOB_RUNNING;
    j->record.started = time(NULL);
    j->record.attempts++;
    j->in_worker = true;
    j->begun = vp_clock_now();
    if (save(jobs, j, &err)) {
        pthread_mutex_unlock(&jobs->lock);
        const vp_job_progress progress = {report, j, is_unwanted};
        result = jobs->options.run(jobs->options.run_context, j->record.process, j->record.inputs, &progress, &err);
        pthread_mutex_lock(&jobs->lock);
    }
    conclude(jobs, j, check_size(jobs, result, &err), &err);
    vp_error unsaved;
    if (!save(jobs, j, &unsaved) && j->record.status == VP_JOB_SUCCESSFUL) { /* after a restart it is computed again */
        snprintf(j->record.message, sizeof j->record.message, "done, but not on disk");
        vp_log(VP_LOG_ERROR, "job %s is not on disk: %s", j->record.id, unsaved.message);
    }
    vp_waiters_take_late(&j->waiters, INFINITY, &due);
    trim(jobs);
    pthread_mutex_unlock(&jobs->lock);
    vp_waiters_resume(due);
    pthread_mutex_lock(&jobs->lock);
}

static void *work(void *context)
{
    vp_jobs *jobs = context;
    pthread_mutex_lock(&jobs->lock);
    while (!jobs->stopping) {
        job *j = next_waiting(jobs);
        if (j)
            work_on(jobs, j);
        else
            pthread_cond_wait(&jobs->work, &jobs->lock);
    }
    pthread_mutex_unlock(&jobs->lock);
    return NULL;
}

/* ------------------------------------------------------------ starting and ending */

/* A record of the log. What was running when the server broke off is begun again, but not for ever. */
static bool take_up(void *context, vp_job_record *record, vp_error *err)
{
    vp_jobs *jobs = context;
    job *j = calloc(1, sizeof *j);
    if (!j) {
        vp_job_record_clear(record);
        return vp_fail_memory(err, sizeof *j);
    }
    j->jobs = jobs;
    j->record = *record;
    append(jobs, j);
    if (j->record.status != VP_JOB_RUNNING) return true;
    bool again = j->record.attempts < ATTEMPTS_MOST;
    j->record.status = again ? VP_JOB_ACCEPTED : VP_JOB_FAILED;
    j->record.progress = 0;
    snprintf(j->record.message, sizeof j->record.message, "%s",
             again ? "begun again: the server broke off" : "lost: the server broke off while it ran, twice");
    if (!again) j->record.finished = time(NULL);
    return save(jobs, j, err);
}

bool vp_jobs_start(vp_jobs *jobs, vp_error *err)
{
    return vp_threads_start(&jobs->threads, jobs->options.workers, "job", work, jobs, err);
}

vp_jobs *vp_jobs_new(const vp_jobs_options *options, vp_error *err)
{
    vp_jobs *jobs = calloc(1, sizeof *jobs);
    if (!jobs) {
        vp_fail_memory(err, sizeof *jobs);
        return NULL;
    }
    jobs->options = *options;
    pthread_mutex_init(&jobs->lock, NULL);
    pthread_cond_init(&jobs->work, NULL);
    bool ok = sodium_init() >= 0 || vp_fail(err, VP_IO, "no source of random numbers");
    const vp_job_log *log = &jobs->options.log;
    if (ok && (!log->load || log->load(log->context, take_up, jobs, err))) return jobs;
    vp_jobs_free(jobs);
    return NULL;
}

void vp_jobs_free(vp_jobs *jobs)
{
    if (!jobs) return;
    vp_jobs_resume_late(jobs, true);
    pthread_mutex_lock(&jobs->lock);
    jobs->stopping = true;
    for (job *j = jobs->first; j; j = j->next) atomic_store(&j->stop, true);
    pthread_cond_broadcast(&jobs->work);
    pthread_mutex_unlock(&jobs->lock);
    vp_threads_join(&jobs->threads);
    while (jobs->first) unlink_and_free(jobs, jobs->first);
    pthread_cond_destroy(&jobs->work);
    pthread_mutex_destroy(&jobs->lock);
    free(jobs);
}

/* ------------------------------------------------------------ asking */

/* With the lock. */
static bool check_quotas(const vp_jobs *jobs, const char *client, unsigned *status, vp_error *err)
{
    size_t waiting = 0, of_client = 0;
    for (const job *j = jobs->first; j; j = j->next) {
        waiting += j->record.status == VP_JOB_ACCEPTED;
        of_client += !vp_job_is_over(j->record.status) && strcmp(j->record.client, client) == 0;
    }
    *status = of_client >= jobs->options.per_client ? 429 : 503;
    if (of_client >= jobs->options.per_client)
        return vp_fail(err, VP_BUSY, "%zu jobs of yours wait or run already; wait for one or dismiss it", of_client);
    if (waiting >= jobs->options.queue_most)
        return vp_fail(err, VP_BUSY, "the queue is full: %zu jobs wait; try again later", waiting);
    *status = 0;
    return true;
}

static job *make_job(vp_jobs *jobs, const char *process, const char *inputs, const char *client)
{
    job *j = calloc(1, sizeof *j);
    if (!j) return NULL;
    unsigned char random[(VP_JOB_ID_MOST - 1) / 2];
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(j->record.id, sizeof j->record.id, random, sizeof random);
    snprintf(j->record.process, sizeof j->record.process, "%s", process);
    snprintf(j->record.client, sizeof j->record.client, "%s", client);
    j->record.inputs = strdup(inputs);
    j->record.created = time(NULL);
    j->jobs = jobs;
    if (j->record.inputs) return j;
    free(j);
    return NULL;
}

bool vp_jobs_submit(vp_jobs *jobs, const char *process, const char *inputs, const char *client, char id[VP_JOB_ID_MOST],
                    unsigned *status, vp_error *err)
{
    *status = 0;
    job *j = make_job(jobs, process, inputs, client ? client : "");
    if (!j) return vp_fail_memory(err, sizeof *j + strlen(inputs));
    pthread_mutex_lock(&jobs->lock);
    bool ok = check_quotas(jobs, j->record.client, status, err) && save(jobs, j, err);
    if (ok) {
        memcpy(id, j->record.id, VP_JOB_ID_MOST);
        append(jobs, j);
        pthread_cond_signal(&jobs->work);
    }
    pthread_mutex_unlock(&jobs->lock);
    if (!ok) {
        vp_job_record_clear(&j->record);
        free(j);
    }
    return ok;
}

static bool no_such_job(const char *id, vp_error *err)
{
    return vp_fail(err, VP_NOT_FOUND, "there is no job %.40s, or its result is no longer kept", id);
}

static bool copy_texts(const vp_job_record *from, vp_job_record *to, vp_error *err)
{
    to->inputs = strdup(from->inputs);
    to->result = from->result ? strdup(from->result) : NULL;
    if (to->inputs && (to->result || !from->result)) return true;
    vp_job_record_clear(to);
    return vp_fail(err, VP_NO_MEMORY, "no memory for the job's result");
}

static void copy_plain(const vp_job_record *from, vp_job_record *to)
{
    *to = *from;
    to->inputs = to->result = NULL;
}

bool vp_jobs_find(vp_jobs *jobs, const char *id, bool with_texts, vp_job_record *record, vp_error *err)
{
    pthread_mutex_lock(&jobs->lock);
    const job *j = find(jobs, id);
    bool ok = j != NULL;
    if (ok) copy_plain(&j->record, record);
    if (ok && with_texts) ok = copy_texts(&j->record, record, err);
    pthread_mutex_unlock(&jobs->lock);
    return j ? ok : no_such_job(id, err);
}

/* As texts; a day holds all its moments. */
static bool is_created_within(int64_t created, const vp_jobs_wanted *wanted)
{
    vp_utc_text text;
    vp_utc_write(created, text);
    return strncmp(text, wanted->from, strlen(wanted->from)) >= 0 && strncmp(text, wanted->to, strlen(wanted->to)) <= 0;
}

static bool lasts_as_wanted(const vp_job_record *record, const vp_jobs_wanted *wanted, int64_t now)
{
    double seconds = (double)((record->finished ? record->finished : now) - record->started);
    return !wanted->has_duration || (record->started && seconds >= wanted->shortest && seconds <= wanted->longest);
}

bool vp_jobs_is_wanted(const vp_job_record *record, const vp_jobs_wanted *wanted, int64_t now)
{
    return (!wanted->statuses || (wanted->statuses & 1U << record->status)) &&
           (!wanted->process || strcmp(record->process, wanted->process) == 0) &&
           is_created_within(record->created, wanted) && lasts_as_wanted(record, wanted, now);
}

size_t vp_jobs_list(vp_jobs *jobs, vp_jobs_wanted wanted, size_t skip, size_t most, vp_job_record records[],
                    size_t *total)
{
    int64_t now = time(NULL);
    pthread_mutex_lock(&jobs->lock);
    size_t all = 0, count = 0;
    for (const job *j = jobs->first; j; j = j->next) all += vp_jobs_is_wanted(&j->record, &wanted, now);
    size_t end = skip < all ? all - skip : 0, first = end > most ? end - most : 0, place = 0;
    for (const job *j = jobs->first; j; j = j->next) {
        if (!vp_jobs_is_wanted(&j->record, &wanted, now)) continue;
        if (place >= first && place < end) copy_plain(&j->record, &records[end - 1 - place]), count++;
        place++;
    }
    pthread_mutex_unlock(&jobs->lock);
    *total = all;
    return count;
}

bool vp_jobs_dismiss(vp_jobs *jobs, const char *id, vp_job_record *record, vp_error *err)
{
    vp_waiter *due = NULL;
    pthread_mutex_lock(&jobs->lock);
    job *j = find(jobs, id);
    bool ok = j || no_such_job(id, err);
    if (ok && !vp_job_is_over(j->record.status)) {
        vp_job_record before = j->record;
        j->record.status = VP_JOB_DISMISSED;
        j->record.finished = time(NULL);
        snprintf(j->record.message, sizeof j->record.message, "dismissed");
        ok = save(jobs, j, err);
        if (ok) {
            atomic_store(&j->stop, true);
            jobs->figures.dismissed++;
            vp_waiters_take_late(&j->waiters, INFINITY, &due);
        } else {
            j->record = before;
        }
        if (ok) copy_plain(&j->record, record);
    } else if (ok) {
        copy_plain(&j->record, record);
        record->status = VP_JOB_DISMISSED;
        if (!j->in_worker) ok = forget(jobs, j, err);
    }
    pthread_mutex_unlock(&jobs->lock);
    vp_waiters_resume(due);
    return ok;
}

vp_jobs_figures vp_jobs_count(vp_jobs *jobs)
{
    pthread_mutex_lock(&jobs->lock);
    vp_jobs_figures figures = jobs->figures;
    for (const job *j = jobs->first; j; j = j->next) {
        figures.waiting += j->record.status == VP_JOB_ACCEPTED;
        figures.running += j->in_worker;
        figures.kept += vp_job_is_over(j->record.status);
    }
    pthread_mutex_unlock(&jobs->lock);
    return figures;
}
