#include "service/scenario_answers.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/thread.h"
#include "service/scenario_dataset.h"
#include "service/scenario_json.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { WAITING_MOST = 32, KEPT_BYTES = 128 << 20 };

/* The dataset of one snapshot, ready to be asked; freed with its last holder. */
typedef struct {
    vp_scenario_dataset dataset;
    int holders;
} shared_dataset;

typedef enum { WAITING, RUNNING, DONE, FAILED } state;

/* The answer to one version of a scenario on one snapshot. */
typedef struct answer {
    struct answer *next;
    char id[VP_SCENARIO_ID];
    int64_t version;
    const vp_snapshot *snapshot; /* held; it outlives changed */
    vp_scenario scenario;        /* located */
    vp_changed changed;          /* of the snapshot's region */
    bool quick;
    state state;
    vp_error err;
    bool reported; /* its failure, to somebody: the next who asks has it computed again */
    vp_scenario_result *result;
    int holders; /* requests that read it, the worker at it included */
    uint64_t used;
} answer;

struct vp_scenario_answers {
    size_t changes_most;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t work, done;
    pthread_mutex_t dataset_lock; /* of loading */
    shared_dataset *dataset;
    answer *kept;
    const vp_snapshot *served; /* that was asked about last; only compared */
    uint64_t clock;
    pthread_t workers[2]; /* [0] what is quick, [1] what is solved anew */
    size_t worker_count;
    _Atomic bool stopping; /* written under lock */
};

/* ------------------------------------------------------------ the dataset */

static void free_dataset(shared_dataset *shared)
{
    if (!shared) return;
    vp_scenario_dataset_clear(&shared->dataset);
    free(shared);
}

static void release_dataset(vp_scenario_answers *answers, shared_dataset *shared)
{
    pthread_mutex_lock(&answers->lock);
    bool last = --shared->holders == 0;
    pthread_mutex_unlock(&answers->lock);
    if (last) free_dataset(shared);
}

/* The server ends: what is being computed is given up. */
static bool goes_on(void *context, const char *step, double done)
{
    (void)step;
    (void)done;
    return !atomic_load(&((vp_scenario_answers *)context)->stopping);
}

static shared_dataset *load_dataset(vp_scenario_answers *answers, const vp_snapshot *snapshot, vp_error *err)
{
    vp_scenario_dataset_options options = {VP_SCENARIO_PREPARED_BYTES, goes_on, answers};
    shared_dataset *shared = calloc(1, sizeof *shared);
    if (!shared) {
        vp_fail_memory(err, sizeof *shared);
        return NULL;
    }
    shared->holders = 1;
    if (vp_scenario_dataset_init(&shared->dataset, &options, snapshot, err)) return shared;
    free(shared);
    return NULL;
}

/* The dataset of the snapshot, held for the caller. Weights of its units take half a second; whoever else needs it
 * waits. */
static shared_dataset *acquire_dataset(vp_scenario_answers *answers, const vp_snapshot *snapshot, vp_error *err)
{
    pthread_mutex_lock(&answers->dataset_lock);
    shared_dataset *shared = answers->dataset, *old = NULL;
    if (!shared || shared->dataset.view.snapshot != snapshot) {
        old = shared;
        shared = load_dataset(answers, snapshot, err);
        if (shared) answers->dataset = shared;
    }
    pthread_mutex_lock(&answers->lock);
    if (shared) shared->holders++;
    pthread_mutex_unlock(&answers->lock);
    if (shared && old) release_dataset(answers, old);
    pthread_mutex_unlock(&answers->dataset_lock);
    return shared;
}

/* ------------------------------------------------------------ computing */

static void free_answer(answer *a)
{
    vp_scenario_result_free(a->result);
    vp_changed_clear(&a->changed);
    vp_scenario_clear(&a->scenario);
    vp_snapshot_release(a->snapshot);
    free(a);
}

/* Others look at the answer meanwhile: only what never changes of it is read here. */
static vp_scenario_result *compute(vp_scenario_answers *answers, const answer *a, vp_error *err)
{
    vp_changed changed = {0}; /* of the dataset's region, which has the grids */
    vp_scenario_result *result = NULL;
    shared_dataset *shared = acquire_dataset(answers, a->snapshot, err);
    if (!shared) return NULL;
    if (vp_scenario_apply(&shared->dataset.view.region, &a->scenario, &changed, err))
        result = vp_what_if_answer(shared->dataset.what_if, &changed, err);
    vp_changed_clear(&changed);
    release_dataset(answers, shared);
    return result;
}

/* Under lock. */
static answer *next_for(vp_scenario_answers *answers, bool quick)
{
    answer *oldest = NULL;
    for (answer *a = answers->kept; a; a = a->next)
        if (a->state == WAITING && a->quick == quick && (!oldest || a->used < oldest->used)) oldest = a;
    return oldest;
}

/* Under lock, which it gives up while it computes. */
static void work_on(vp_scenario_answers *answers, answer *a)
{
    vp_error err = {0};
    a->state = RUNNING;
    a->holders++;
    pthread_mutex_unlock(&answers->lock);
    vp_scenario_result *result = compute(answers, a, &err);
    pthread_mutex_lock(&answers->lock);
    a->result = result;
    a->holders--;
    a->state = a->result ? DONE : FAILED;
    a->err = err;
    if (!a->result && !answers->stopping)
        vp_log(VP_LOG_WARNING, "scenario %s, version %lld: %s", a->id, (long long)a->version, err.message);
    pthread_cond_broadcast(&answers->done);
}

/* Nobody asks for it again: somebody was given its failure, or it is of a snapshot that is not served any more. */
static bool is_spent(const vp_scenario_answers *answers, const answer *a)
{
    return (a->state == FAILED && a->reported) || a->snapshot != answers->served;
}

/* Nobody reads it, nobody computes it, and nobody waits for it. */
static bool is_idle(const vp_scenario_answers *answers, const answer *a)
{
    return a->holders == 0 && a->state != RUNNING && (a->state != WAITING || is_spent(answers, a));
}

/* Under lock: takes one out of the list that is spent, or the longest unused while more bytes than may be are kept.
 * NULL when all may stay. */
static answer *take_needless(vp_scenario_answers *answers)
{
    size_t bytes = 0;
    answer **oldest = NULL;
    for (answer **at = &answers->kept; *at; at = &(*at)->next) {
        answer *a = *at;
        if (a->result && a->state == DONE) bytes += vp_scenario_result_bytes(a->result);
        if (!is_idle(answers, a)) continue;
        if (!oldest || is_spent(answers, a) || (!is_spent(answers, *oldest) && a->used < (*oldest)->used)) oldest = at;
    }
    if (!oldest || (!is_spent(answers, *oldest) && bytes <= KEPT_BYTES)) return NULL;
    answer *needless = *oldest;
    *oldest = needless->next;
    return needless;
}

typedef struct {
    vp_scenario_answers *answers;
    bool quick;
} worker;

static void *work(void *context)
{
    worker own = *(worker *)context;
    vp_scenario_answers *answers = own.answers;
    free(context);
    pthread_mutex_lock(&answers->lock);
    while (!answers->stopping) {
        answer *needless = take_needless(answers), *a = needless ? NULL : next_for(answers, own.quick);
        if (needless) {
            pthread_mutex_unlock(&answers->lock);
            free_answer(needless); /* perhaps with its snapshot, which takes a while */
            pthread_mutex_lock(&answers->lock);
        } else if (a) {
            work_on(answers, a);
        } else {
            pthread_cond_wait(&answers->work, &answers->lock);
        }
    }
    pthread_mutex_unlock(&answers->lock);
    return NULL;
}

/* ------------------------------------------------------------ what is kept */

static answer *new_answer(const vp_snapshot *snapshot, const vp_scenario_record *record, size_t changes_most,
                          vp_error *err)
{
    answer *a = calloc(1, sizeof *a);
    if (!a) {
        vp_fail_memory(err, sizeof *a);
        return NULL;
    }
    memcpy(a->id, record->id, sizeof a->id);
    a->version = record->version;
    a->snapshot = vp_snapshot_hold(snapshot);
    if (vp_scenario_json_parse(record->changes, strlen(record->changes), changes_most, &a->scenario, err) &&
        vp_scenario_apply_to_snapshot(snapshot, &a->scenario, &a->changed, err))
        return a;
    free_answer(a);
    return NULL;
}

/* Slow are roads, seasons, transmitters, and services of several modes. */
static bool is_quick(const answer *a)
{
    const vp_region *region = a->snapshot->region;
    for (size_t s = 0; s < region->definitions.service_count; s++) {
        vp_service_change change = a->changed.changed[s];
        const char *mode = region->definitions.services[s].mode;
        if (change > VP_SERVICE_PLACES || (change != VP_SERVICE_SAME && mode && strchr(mode, '|'))) return false;
    }
    return true;
}

/* Under lock. */
static answer *find_answer(vp_scenario_answers *answers, const vp_snapshot *snapshot, const vp_scenario_record *record)
{
    for (answer *a = answers->kept; a; a = a->next)
        if (a->snapshot == snapshot && a->version == record->version && strcmp(a->id, record->id) == 0 &&
            !is_spent(answers, a))
            return a;
    return NULL;
}

/* Under lock. */
static answer *queue_answer(vp_scenario_answers *answers, const vp_snapshot *snapshot, const vp_scenario_record *record,
                            vp_error *err)
{
    size_t waiting = 0;
    for (answer *a = answers->kept; a; a = a->next) waiting += a->state == WAITING && !is_spent(answers, a);
    if (waiting >= WAITING_MOST) {
        vp_fail(err, VP_BUSY, "%zu scenarios wait to be computed; ask again later", waiting);
        return NULL;
    }
    answer *a = new_answer(snapshot, record, answers->changes_most, err);
    if (!a) return NULL;
    a->quick = is_quick(a);
    a->used = ++answers->clock;
    a->next = answers->kept;
    answers->kept = a;
    pthread_cond_broadcast(&answers->work);
    return a;
}

/* ------------------------------------------------------------ asking */

void vp_scenario_answers_release(vp_scenario_answers *answers, vp_scenario_answer *held)
{
    answer *a = held->kept;
    if (!a) return;
    pthread_mutex_lock(&answers->lock);
    if (--a->holders == 0 && is_spent(answers, a)) pthread_cond_signal(&answers->work); /* it can go */
    pthread_mutex_unlock(&answers->lock);
    *held = (vp_scenario_answer){0};
}

/* Under lock, which it gives up while it waits. Whether the answer is done, and then held; false with err when it
 * failed. */
static bool wait_for(vp_scenario_answers *answers, answer *a, double seconds, bool *ready, vp_error *err)
{
    double until = vp_clock_now() + seconds;
    a->holders++;
    while ((a->state == WAITING || a->state == RUNNING) && !atomic_load(&answers->stopping) &&
           vp_thread_wait_until(&answers->done, &answers->lock, until))
        continue;
    a->used = ++answers->clock;
    *ready = a->state == DONE;
    if (a->state == FAILED) {
        *err = a->err;
        a->reported = true;
    }
    if (!*ready) a->holders--;
    return a->state != FAILED;
}

bool vp_scenario_answers_ask(vp_scenario_answers *answers, const vp_snapshot *snapshot,
                             const vp_scenario_record *record, double seconds, bool *ready, vp_scenario_answer *out,
                             vp_error *err)
{
    *ready = false;
    pthread_mutex_lock(&answers->lock);
    answers->served = snapshot;
    answer *a = find_answer(answers, snapshot, record);
    if (!a) a = queue_answer(answers, snapshot, record, err);
    bool ok = a && wait_for(answers, a, seconds, ready, err);
    pthread_mutex_unlock(&answers->lock);
    if (*ready) *out = (vp_scenario_answer){&a->changed, a->result, a};
    return ok;
}

bool vp_scenario_answers_have(vp_scenario_answers *answers, const vp_snapshot *snapshot,
                              const vp_scenario_record *record)
{
    pthread_mutex_lock(&answers->lock);
    const answer *a = find_answer(answers, snapshot, record);
    bool have = a && a->state == DONE;
    pthread_mutex_unlock(&answers->lock);
    return have;
}

/* ------------------------------------------------------------ life */

static bool start_worker(vp_scenario_answers *answers, vp_error *err)
{
    worker *w = malloc(sizeof *w);
    if (!w) return vp_fail_memory(err, sizeof *w);
    *w = (worker){answers, answers->worker_count == 0};
    const char *name = w->quick ? "scenarios quick" : "scenarios slow";
    if (vp_thread_start(&answers->workers[answers->worker_count], name, work, w)) {
        answers->worker_count++;
        return true;
    }
    free(w);
    return vp_fail(err, VP_IO, "no thread can be started for scenarios");
}

vp_scenario_answers *vp_scenario_answers_new(size_t changes_most, vp_error *err)
{
    vp_scenario_answers *answers = calloc(1, sizeof *answers);
    if (!answers) {
        vp_fail_memory(err, sizeof *answers);
        return NULL;
    }
    answers->changes_most = changes_most;
    pthread_mutex_init(&answers->lock, NULL);
    pthread_mutex_init(&answers->dataset_lock, NULL);
    pthread_cond_init(&answers->work, NULL);
    vp_thread_condition_init(&answers->done);
    if (start_worker(answers, err) && start_worker(answers, err)) return answers;
    vp_scenario_answers_free(answers);
    return NULL;
}

void vp_scenario_answers_stop(vp_scenario_answers *answers)
{
    pthread_mutex_lock(&answers->lock);
    answers->stopping = true;
    pthread_cond_broadcast(&answers->work);
    pthread_cond_broadcast(&answers->done);
    pthread_mutex_unlock(&answers->lock);
}

void vp_scenario_answers_free(vp_scenario_answers *answers)
{
    if (!answers) return;
    vp_scenario_answers_stop(answers);
    for (size_t i = 0; i < answers->worker_count; i++) pthread_join(answers->workers[i], NULL);
    while (answers->kept) {
        answer *next = answers->kept->next;
        free_answer(answers->kept);
        answers->kept = next;
    }
    free_dataset(answers->dataset);
    pthread_mutex_destroy(&answers->lock);
    pthread_mutex_destroy(&answers->dataset_lock);
    pthread_cond_destroy(&answers->work);
    pthread_cond_destroy(&answers->done);
    free(answers);
}
