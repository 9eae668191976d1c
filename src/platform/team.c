#include "platform/team.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

enum { TEAM_MOST = 256, LOOKS_BEFORE_SLEEP = 4000 };

typedef struct {
    vp_team *team;
    size_t number;
    pthread_t thread;
} worker;

struct vp_team {
    worker *workers;
    size_t size; /* with the caller */
    pthread_mutex_t lock;
    pthread_cond_t begun, ended;
    vp_team_job *job;
    void *context;
    size_t jobs;
    atomic_size_t next_job, busy;
    atomic_uint round;
    atomic_bool closing;
};

static size_t cores(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int count = CPU_COUNT(&set);
    return count > 0 ? (size_t)count : 1;
}

/* To the number'th core of those allowed; a team larger than that shares them. */
static void pin(size_t number)
{
    cpu_set_t allowed, one;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
    size_t skip = number % cores();
    for (size_t core = 0; core < CPU_SETSIZE; core++)
        if (CPU_ISSET(core, &allowed) && skip-- == 0) {
            CPU_ZERO(&one);
            CPU_SET(core, &one);
            sched_setaffinity(0, sizeof one, &one);
            return;
        }
}

static void work(vp_team *team, size_t number)
{
    for (size_t i; (i = atomic_fetch_add(&team->next_job, 1)) < team->jobs;) team->job(team->context, number, i);
}

/* Rounds follow each other within microseconds, so look a while before sleeping. */
static void wait_for_round(vp_team *team, unsigned seen)
{
    for (int i = 0; i < LOOKS_BEFORE_SLEEP; i++)
        if (atomic_load(&team->round) != seen) return;
    pthread_mutex_lock(&team->lock);
    while (atomic_load(&team->round) == seen) pthread_cond_wait(&team->begun, &team->lock);
    pthread_mutex_unlock(&team->lock);
}

static void *run_worker(void *argument)
{
    worker *self = argument;
    vp_team *team = self->team;
    pin(self->number);
    for (unsigned seen = 0;; seen++) {
        wait_for_round(team, seen);
        if (atomic_load(&team->closing)) return NULL;
        work(team, self->number);
        if (atomic_fetch_sub(&team->busy, 1) == 1) {
            pthread_mutex_lock(&team->lock);
            pthread_cond_signal(&team->ended);
            pthread_mutex_unlock(&team->lock);
        }
    }
}

static void begin_round(vp_team *team)
{
    pthread_mutex_lock(&team->lock);
    atomic_fetch_add(&team->round, 1);
    pthread_cond_broadcast(&team->begun);
    pthread_mutex_unlock(&team->lock);
}

vp_team *vp_team_new(size_t threads, vp_error *err)
{
    size_t size = threads ? threads : cores();
    if (size > TEAM_MOST) {
        vp_fail(err, VP_BAD_INPUT, "%zu threads are above %d", size, TEAM_MOST);
        return NULL;
    }
    vp_team *team = calloc(1, sizeof *team);
    worker *workers = calloc(size, sizeof *workers);
    if (!team || !workers) {
        vp_fail_memory(err, sizeof *team + size * sizeof *workers);
        free(team);
        free(workers);
        return NULL;
    }
    team->workers = workers;
    team->size = 1;
    pthread_mutex_init(&team->lock, NULL);
    pthread_cond_init(&team->begun, NULL);
    pthread_cond_init(&team->ended, NULL);
    for (size_t i = 1; i < size; i++) {
        workers[i] = (worker){.team = team, .number = i};
        /* Fewer threads than wished for do the same work, only later. */
        if (pthread_create(&workers[i].thread, NULL, run_worker, &workers[i]) != 0) break;
        team->size++;
    }
    return team;
}

void vp_team_free(vp_team *team)
{
    if (!team) return;
    atomic_store(&team->closing, true);
    begin_round(team);
    for (size_t i = 1; i < team->size; i++) pthread_join(team->workers[i].thread, NULL);
    pthread_mutex_destroy(&team->lock);
    pthread_cond_destroy(&team->begun);
    pthread_cond_destroy(&team->ended);
    free(team->workers);
    free(team);
}

size_t vp_team_size(const vp_team *team) { return team->size; }

void vp_team_run(vp_team *team, vp_team_job *job, void *context, size_t jobs)
{
    team->job = job;
    team->context = context;
    team->jobs = jobs;
    atomic_store(&team->next_job, 0);
    if (team->size == 1 || jobs < 2) {
        work(team, 0);
        return;
    }
    atomic_store(&team->busy, team->size - 1);
    begin_round(team);
    work(team, 0);
    for (int i = 0; i < LOOKS_BEFORE_SLEEP; i++)
        if (atomic_load(&team->busy) == 0) return;
    pthread_mutex_lock(&team->lock);
    while (atomic_load(&team->busy) > 0) pthread_cond_wait(&team->ended, &team->lock);
    pthread_mutex_unlock(&team->lock);
}
