#include "service/scenario_service.h"
#include "platform/log.h"
#include "service/scenario_dataset.h"
#include "service/scenario_json.h"
#include "store/sqlite/scenario_store.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WAITING_MOST = 32, PREPARED_MOST = 4, PATIENCE_SECONDS = 4, KEPT_BYTES = 128 << 20 };

/* The dataset of one snapshot, ready to be asked; freed with its last answer. */
typedef struct {
    vp_scenario_dataset loaded;
    int holders;
} ground;

typedef enum { WAITING, RUNNING, DONE, FAILED } state;

/* One version of a scenario on one snapshot. */
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
    vp_scenario_result *result;
    int holders; /* requests that read it, the worker at it included */
    uint64_t used;
} answer;

struct scenario_service {
    char *directory;
    size_t scenarios_most, changes_most;
    vp_scenario_store *store;
    vp_scenario_service interface;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t work, done;
    pthread_mutex_t ground_lock; /* of loading */
    ground *ground;
    answer *answers;
    uint64_t clock;
    pthread_t workers[2]; /* [0] what is quick, [1] what is solved anew */
    size_t worker_count;
    _Atomic bool stopping; /* written under lock */
};

/* ------------------------------------------------------------ the ground */

static void free_ground(ground *g)
{
    if (!g) return;
    vp_scenario_dataset_clear(&g->loaded);
    free(g);
}

static void release_ground(scenario_service *service, ground *g)
{
    pthread_mutex_lock(&service->lock);
    bool last = --g->holders == 0;
    pthread_mutex_unlock(&service->lock);
    if (last) free_ground(g);
}

/* The server ends: what is being computed is given up. */
static bool goes_on(void *context, const char *step, double done)
{
    (void)step;
    (void)done;
    return !atomic_load(&((scenario_service *)context)->stopping);
}

static ground *load_ground(scenario_service *service, const vp_snapshot *snapshot, vp_error *err)
{
    vp_scenario_dataset_options options = {service->directory, PREPARED_MOST, goes_on, service};
    ground *g = calloc(1, sizeof *g);
    if (!g) {
        vp_fail_memory(err, sizeof *g);
        return NULL;
    }
    g->holders = 1;
    if (vp_scenario_dataset_load(&options, snapshot, &g->loaded, err)) return g;
    free(g);
    return NULL;
}

/* The ground of the snapshot, held for the caller. Loading takes seconds; whoever else needs it waits. */
static ground *take_ground(scenario_service *service, const vp_snapshot *snapshot, vp_error *err)
{
    pthread_mutex_lock(&service->ground_lock);
    ground *g = service->ground, *old = NULL;
    if (!g || g->loaded.snapshot != snapshot) {
        old = g;
        g = load_ground(service, snapshot, err);
        if (g) service->ground = g;
    }
    pthread_mutex_lock(&service->lock);
    if (g) g->holders++;
    pthread_mutex_unlock(&service->lock);
    if (g && old) release_ground(service, old);
    pthread_mutex_unlock(&service->ground_lock);
    return g;
}

/* ------------------------------------------------------------ answers */

static void free_answer(answer *a)
{
    vp_scenario_result_free(a->result);
    vp_changed_clear(&a->changed);
    vp_scenario_clear(&a->scenario);
    vp_snapshot_release(a->snapshot);
    free(a);
}

/* Others look at the answer meanwhile: only what never changes of it is read here. */
static vp_scenario_result *compute(scenario_service *service, const answer *a, vp_error *err)
{
    vp_changed changed = {0}; /* of the dataset's region, which has the grids */
    vp_scenario_result *result = NULL;
    ground *g = take_ground(service, a->snapshot, err);
    if (!g) return NULL;
    if (vp_scenario_apply(g->loaded.region, &a->scenario, &changed, err))
        result = vp_what_if_answer(g->loaded.what_if, &changed, err);
    vp_changed_clear(&changed);
    release_ground(service, g);
    return result;
}

/* Under lock. */
static answer *next_for(scenario_service *service, bool quick)
{
    answer *oldest = NULL;
    for (answer *a = service->answers; a; a = a->next)
        if (a->state == WAITING && a->quick == quick && (!oldest || a->used < oldest->used)) oldest = a;
    return oldest;
}

typedef struct {
    scenario_service *service;
    bool quick;
} post;

static void *work(void *context)
{
    post own = *(post *)context;
    scenario_service *service = own.service;
    free(context);
    pthread_mutex_lock(&service->lock);
    while (!service->stopping) {
        answer *a = next_for(service, own.quick);
        if (!a) {
            pthread_cond_wait(&service->work, &service->lock);
            continue;
        }
        vp_error err = {0};
        a->state = RUNNING;
        a->holders++;
        pthread_mutex_unlock(&service->lock);
        vp_scenario_result *result = compute(service, a, &err);
        pthread_mutex_lock(&service->lock);
        a->result = result;
        a->holders--;
        a->state = a->result ? DONE : FAILED;
        a->err = err;
        if (!a->result && !service->stopping)
            vp_log(VP_LOG_WARNING, "scenario %s, version %lld: %s", a->id, (long long)a->version, err.message);
        pthread_cond_broadcast(&service->done);
    }
    pthread_mutex_unlock(&service->lock);
    return NULL;
}

/* Nobody asks for it again: it failed, or is of a snapshot that is not served any more. */
static bool is_spent(const answer *a, const vp_snapshot *served) { return a->state == FAILED || a->snapshot != served; }

/* Under lock: those that are spent go, and the longest unused while more bytes than may be are kept. */
static void make_room(scenario_service *service, const vp_snapshot *served)
{
    for (;;) {
        size_t bytes = 0;
        answer **oldest = NULL;
        for (answer **at = &service->answers; *at; at = &(*at)->next) {
            answer *a = *at;
            if (a->result && a->state == DONE) bytes += vp_scenario_result_bytes(a->result);
            bool idle = a->holders == 0 && a->state != RUNNING && (a->state != WAITING || is_spent(a, served));
            if (idle && (!oldest || is_spent(a, served) || (!is_spent(*oldest, served) && a->used < (*oldest)->used)))
                oldest = at;
        }
        if (!oldest || (!is_spent(*oldest, served) && bytes <= KEPT_BYTES)) return;
        answer *gone = *oldest;
        *oldest = gone->next;
        free_answer(gone);
    }
}

/* ready: not needed any more once it could be located and applied. */
static answer *new_answer(const scenario_service *service, const vp_snapshot *snapshot,
                          const vp_scenario_record *record, vp_error *err)
{
    answer *a = calloc(1, sizeof *a);
    if (!a) {
        vp_fail_memory(err, sizeof *a);
        return NULL;
    }
    memcpy(a->id, record->id, sizeof a->id);
    a->version = record->version;
    a->snapshot = vp_scenario_dataset_hold(snapshot);
    if (vp_scenario_json_parse(record->changes, strlen(record->changes), service->changes_most, &a->scenario, err) &&
        vp_scenario_locate(&a->scenario, snapshot->region->geometry, &snapshot->mercator_to_cell, err) &&
        vp_scenario_apply(snapshot->region, &a->scenario, &a->changed, err))
        return a;
    free_answer(a);
    return NULL;
}

/* Slow are roads, seasons, transmitters, and services of several modes. */
static bool is_quick(const answer *a)
{
    const vp_region *region = a->snapshot->region;
    for (size_t s = 0; s < region->service_count; s++) {
        vp_service_change change = a->changed.changed[s];
        const char *mode = region->services[s].mode;
        if (change > VP_SERVICE_PLACES || (change != VP_SERVICE_SAME && mode && strchr(mode, '|'))) return false;
    }
    return true;
}

/* Under lock. */
static answer *find_answer(scenario_service *service, const vp_snapshot *snapshot, const vp_scenario_record *record)
{
    for (answer *a = service->answers; a; a = a->next)
        if (a->snapshot == snapshot && a->version == record->version && strcmp(a->id, record->id) == 0) return a;
    return NULL;
}

static answer *queue_answer(scenario_service *service, const vp_snapshot *snapshot, const vp_scenario_record *record,
                            vp_error *err)
{
    size_t waiting = 0;
    for (answer *a = service->answers; a; a = a->next) waiting += a->state == WAITING;
    if (waiting >= WAITING_MOST) {
        vp_fail(err, VP_BUSY, "%zu scenarios wait to be computed; ask again later", waiting);
        return NULL;
    }
    answer *a = new_answer(service, snapshot, record, err);
    if (!a) return NULL;
    a->quick = is_quick(a);
    a->used = ++service->clock;
    a->next = service->answers;
    service->answers = a;
    pthread_cond_broadcast(&service->work);
    return a;
}

static void let_go(void *context, vp_scenario_answer *held)
{
    scenario_service *service = context;
    answer *a = held->held;
    if (!a) return;
    vp_scenario_coverage_free((vp_coverage *)(uintptr_t)held->coverage); /* made by ask */
    pthread_mutex_lock(&service->lock);
    a->holders--;
    pthread_mutex_unlock(&service->lock);
    *held = (vp_scenario_answer){0};
}

static bool ask(void *context, const vp_snapshot *snapshot, const vp_scenario_record *record, bool *ready,
                vp_scenario_answer *out, vp_error *err)
{
    scenario_service *service = context;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_SECONDS;
    *ready = false;
    pthread_mutex_lock(&service->lock);
    make_room(service, snapshot);
    answer *a = find_answer(service, snapshot, record);
    if (!a) a = queue_answer(service, snapshot, record, err);
    bool ok = a != NULL;
    if (a) {
        a->holders++;
        while ((a->state == WAITING || a->state == RUNNING) &&
               pthread_cond_timedwait(&service->done, &service->lock, &until) == 0)
            continue;
        a->used = ++service->clock;
        *ready = a->state == DONE;
        if (a->state == FAILED) *err = a->err;
        ok = a->state != FAILED;
        if (*ready)
            *out = (vp_scenario_answer){&a->changed, a->result, NULL, a};
        else
            a->holders--;
    }
    pthread_mutex_unlock(&service->lock);
    if (!*ready) return ok;
    /* Only the changes are kept; the whole is made for one reader. */
    out->coverage = vp_scenario_coverage(snapshot->region, snapshot->coverage, &a->changed, a->result, err);
    if (!out->coverage) let_go(service, out);
    return out->coverage != NULL;
}

/* ------------------------------------------------------------ the store behind the interface */

static bool create(void *context, vp_scenario_record *record, vp_error *err)
{
    scenario_service *service = context;
    return vp_scenario_store_create(service->store, record, service->scenarios_most, err);
}

static bool put(void *context, vp_scenario_record *record, int64_t expected, vp_error *err)
{
    return vp_scenario_store_put(((scenario_service *)context)->store, record, expected, err);
}

static bool remove_scenario(void *context, const char *id, int64_t expected, vp_error *err)
{
    return vp_scenario_store_delete(((scenario_service *)context)->store, id, expected, err);
}

static bool get(void *context, const char *id, int64_t version, vp_scenario_record *record, vp_error *err)
{
    return vp_scenario_store_get(((scenario_service *)context)->store, id, version, record, err);
}

static bool list(void *context, const char *id, vp_scenario_record **records, size_t *count, vp_error *err)
{
    return vp_scenario_store_list(((scenario_service *)context)->store, id, records, count, err);
}

/* ------------------------------------------------------------ a new snapshot */

static bool replace(char **text, const char *with, vp_error *err)
{
    char *copy = strdup(with);
    if (!copy) return vp_fail_memory(err, strlen(with));
    free(*text);
    *text = copy;
    return true;
}

static bool rebase_one(scenario_service *service, const vp_snapshot *snapshot, vp_scenario_record *record,
                       vp_error *err)
{
    vp_error why = {0};
    answer *a = new_answer(service, snapshot, record, &why);
    if (a) free_answer(a);
    if (!a && strcmp(record->status, "needs_review") == 0 && strcmp(record->conflict, why.message) == 0) return true;
    if (!replace(&record->status, a ? "ready" : "needs_review", err) ||
        !replace(&record->conflict, a ? "" : why.message, err) || !replace(&record->reason, "rebased", err) ||
        (a && !replace(&record->snapshot, snapshot->id, err)))
        return false;
    if (!a)
        vp_log(VP_LOG_WARNING, "scenario %s needs review on snapshot %s: %s", record->id, snapshot->id, why.message);
    /* Someone who wrote meanwhile did so on what is served now. */
    return vp_scenario_store_put(service->store, record, record->version, err) || err->kind == VP_CONFLICT ||
           err->kind == VP_NOT_FOUND;
}

bool vp_scenario_service_rebase(scenario_service *service, const vp_snapshot *snapshot, vp_error *err)
{
    vp_scenario_record *records;
    size_t count;
    if (!vp_scenario_store_list(service->store, NULL, &records, &count, err)) return false;
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++)
        if (strcmp(records[i].snapshot, snapshot->id) != 0) ok = rebase_one(service, snapshot, &records[i], err);
    vp_scenario_records_free(records, count);
    return ok;
}

/* ------------------------------------------------------------ life */

static bool start_worker(scenario_service *service, vp_error *err)
{
    post *p = malloc(sizeof *p);
    if (!p) return vp_fail_memory(err, sizeof *p);
    *p = (post){service, service->worker_count == 0};
    if (pthread_create(&service->workers[service->worker_count], NULL, work, p) == 0) {
        service->worker_count++;
        return true;
    }
    free(p);
    return vp_fail(err, VP_IO, "no thread can be started for scenarios");
}

scenario_service *vp_scenario_service_new(const char *directory, size_t scenarios_most, size_t changes_most,
                                          vp_error *err)
{
    scenario_service *service = calloc(1, sizeof *service);
    if (!service) {
        vp_fail_memory(err, sizeof *service);
        return NULL;
    }
    service->scenarios_most = scenarios_most;
    service->changes_most = changes_most;
    service->interface =
        (vp_scenario_service){service, changes_most, create, put, remove_scenario, get, list, ask, let_go};
    pthread_mutex_init(&service->lock, NULL);
    pthread_mutex_init(&service->ground_lock, NULL);
    pthread_cond_init(&service->work, NULL);
    pthread_cond_init(&service->done, NULL);
    service->directory = strdup(directory);
    if (!service->directory) vp_fail_memory(err, strlen(directory));
    if (service->directory) service->store = vp_scenario_store_open(directory, err);
    if (service->store && start_worker(service, err) && start_worker(service, err)) return service;
    vp_scenario_service_free(service);
    return NULL;
}

void vp_scenario_service_free(scenario_service *service)
{
    if (!service) return;
    pthread_mutex_lock(&service->lock);
    service->stopping = true;
    pthread_cond_broadcast(&service->work);
    pthread_mutex_unlock(&service->lock);
    for (size_t i = 0; i < service->worker_count; i++) pthread_join(service->workers[i], NULL);
    while (service->answers) {
        answer *next = service->answers->next;
        free_answer(service->answers);
        service->answers = next;
    }
    free_ground(service->ground);
    vp_scenario_store_close(service->store);
    pthread_mutex_destroy(&service->lock);
    pthread_mutex_destroy(&service->ground_lock);
    pthread_cond_destroy(&service->work);
    pthread_cond_destroy(&service->done);
    free(service->directory);
    free(service);
}

const vp_scenario_service *vp_scenario_service_interface(const scenario_service *service)
{
    return &service->interface;
}
