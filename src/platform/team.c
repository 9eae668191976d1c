#include "platform/team.h"
#include "platform/cores.h"
#include "platform/thread.h"
#include <stdatomic.h>
#include <stdlib.h>

/* A thread of the pool. */
typedef struct worker {
    struct worker *below; /* in the stack of those asleep */
    size_t number;        /* 1 .. budget-1; the place it takes in a team where it can, whose memory it has in cache */
    pthread_cond_t called;
    bool asleep;
} worker;

struct vp_team {
    vp_team *next; /* of those that run */
    size_t size;
    vp_team_job *job;
    void *context;
    size_t jobs;
    atomic_size_t next_job, present; /* present: threads at work in it; written under the pool's lock */
    pthread_cond_t left;
    bool taken[VP_TEAM_MOST]; /* places, under the pool's lock */
};

/* What is atomic is written under the lock, save working, and looked at without it between two jobs. */
static struct {
    pthread_mutex_t lock;
    vp_team *running;
    worker *asleep;                /* the one that fell asleep last is called first: its cache is the warmest */
    size_t started, called;        /* threads; those of them that were called and have not looked around yet */
    atomic_size_t budget, working; /* working: threads in a run of any team, each counted once */
    atomic_size_t asleep_count, running_count;
    worker workers[VP_TEAM_MOST];
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER};

static _Thread_local bool at_work; /* counted in working: in a run as its caller or as a worker of the pool */

/* ------------------------------------------------------------ who works where: all under the lock */

static bool has_jobs(const vp_team *team) { return atomic_load(&team->next_job) < team->jobs; }

static bool wants_more(const vp_team *team) { return atomic_load(&team->present) < team->size && has_jobs(team); }

/* The running team with work for one more that has the fewest. */
static vp_team *find_hungriest(void)
{
    vp_team *found = NULL;
    for (vp_team *t = pool.running; t; t = t->next)
        if (wants_more(t) && (!found || atomic_load(&t->present) < atomic_load(&found->present))) found = t;
    return found;
}

/* The worker stays in the team while nobody needs its core, or it, more. */
static bool stays(const vp_team *team)
{
    if (!has_jobs(team) || atomic_load(&pool.working) > atomic_load(&pool.budget)) return false;
    const vp_team *other = find_hungriest();
    return !other || atomic_load(&other->present) + 1 >= atomic_load(&team->present);
}

static size_t join(vp_team *team, const worker *w)
{
    size_t place = w->number;
    if (place >= team->size || team->taken[place])
        for (place = 1; team->taken[place];) place++;
    team->taken[place] = true;
    atomic_fetch_add(&team->present, 1);
    atomic_fetch_add(&pool.working, 1);
    return place;
}

static void leave(vp_team *team, size_t place)
{
    team->taken[place] = false;
    atomic_fetch_sub(&pool.working, 1);
    if (atomic_fetch_sub(&team->present, 1) == 2) pthread_cond_signal(&team->left);
}

static void sleep_until_called(worker *w)
{
    w->asleep = true;
    w->below = pool.asleep;
    pool.asleep = w;
    atomic_fetch_add(&pool.asleep_count, 1);
    while (w->asleep) pthread_cond_wait(&w->called, &pool.lock);
}

/* ------------------------------------------------------------ the workers */

static void *work_in_pool(void *context);

/* Fewer threads than wished for do the same work, only later. */
static bool start_one(void)
{
    pthread_t thread;
    worker *w = &pool.workers[pool.started + 1];
    w->number = pool.started + 1;
    pthread_cond_init(&w->called, NULL);
    if (!vp_thread_start(&thread, "pool", work_in_pool, w)) {
        pthread_cond_destroy(&w->called);
        return false;
    }
    pthread_detach(thread);
    pool.started++;
    return true;
}

/* Calls one worker more, if the budget has it and it can be had. A worker keeps for good the priority of who starts it,
 * so it is not started by a thread that gives way. */
static bool call_one(void)
{
    if (atomic_load(&pool.working) + pool.called >= atomic_load(&pool.budget)) return false;
    worker *w = pool.asleep;
    if (w) {
        pool.asleep = w->below;
        w->asleep = false;
        atomic_fetch_sub(&pool.asleep_count, 1);
        pthread_cond_signal(&w->called);
    } else if (pool.started + 1 >= atomic_load(&pool.budget) || vp_thread_is_lowered() || !start_one()) {
        return false;
    }
    pool.called++;
    return true;
}

/* Whoever comes calls two more, so that many are there soon and nobody's time goes into calling. */
static void call_two(const vp_team *team)
{
    for (int i = 0; i < 2 && wants_more(team) && call_one(); i++) continue;
}

/* A look without the lock: something may have changed for those who work in the team. */
static bool may_be_uneven(void)
{
    return atomic_load(&pool.working) > atomic_load(&pool.budget) || atomic_load(&pool.running_count) > 1;
}

static void help(vp_team *team, size_t place)
{
    do {
        size_t i = atomic_fetch_add(&team->next_job, 1);
        if (i >= team->jobs) return;
        team->job(team->context, place, i);
    } while (!may_be_uneven());
}

static void *work_in_pool(void *context)
{
    worker *self = context;
    at_work = true;
    pthread_mutex_lock(&pool.lock);
    for (;;) {
        pool.called--;
        for (vp_team *team; atomic_load(&pool.working) < atomic_load(&pool.budget) && (team = find_hungriest());) {
            size_t place = join(team, self);
            call_two(team);
            do {
                pthread_mutex_unlock(&pool.lock);
                help(team, place);
                pthread_mutex_lock(&pool.lock);
            } while (stays(team));
            leave(team, place);
        }
        sleep_until_called(self);
    }
    return NULL;
}

/* ------------------------------------------------------------ those who run a team */

/* A child of fork has none of the threads, and whatever teams ran are its parent's. */
static void hold(void) { pthread_mutex_lock(&pool.lock); }

static void let_go(void) { pthread_mutex_unlock(&pool.lock); }

static void begin_in_child(void)
{
    pool.running = NULL;
    pool.asleep = NULL;
    pool.started = pool.called = 0;
    atomic_store(&pool.working, at_work ? 1 : 0);
    atomic_store(&pool.asleep_count, 0);
    atomic_store(&pool.running_count, 0);
    pthread_mutex_unlock(&pool.lock);
}

void vp_team_set_budget(size_t threads)
{
    if (threads == 0) threads = vp_cores_count();
    atomic_store(&pool.budget, threads < VP_TEAM_MOST ? threads : VP_TEAM_MOST);
}

static void begin_pool(void)
{
    pthread_atfork(hold, let_go, begin_in_child);
    if (atomic_load(&pool.budget) == 0) vp_team_set_budget(0);
}

size_t vp_team_budget(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, begin_pool);
    return atomic_load(&pool.budget);
}

vp_team *vp_team_new(size_t threads, vp_error *err)
{
    size_t budget = vp_team_budget();
    if (threads > VP_TEAM_MOST) {
        vp_fail(err, VP_BAD_INPUT, "%zu threads are above %d", threads, VP_TEAM_MOST);
        return NULL;
    }
    vp_team *team = calloc(1, sizeof *team);
    if (!team) {
        vp_fail_memory(err, sizeof *team);
        return NULL;
    }
    team->size = threads && threads < budget ? threads : budget;
    pthread_cond_init(&team->left, NULL);
    return team;
}

void vp_team_free(vp_team *team)
{
    if (!team) return;
    pthread_cond_destroy(&team->left);
    free(team);
}

size_t vp_team_size(const vp_team *team) { return team->size; }

static void open_to_others(vp_team *team)
{
    pthread_mutex_lock(&pool.lock);
    atomic_store(&team->present, 1);
    team->next = pool.running;
    pool.running = team;
    atomic_fetch_add(&pool.running_count, 1);
    call_two(team);
    pthread_mutex_unlock(&pool.lock);
}

/* A core that got free meanwhile is put to use. */
static void call_if_idle(vp_team *team)
{
    if (atomic_load(&pool.asleep_count) == 0 || !wants_more(team) ||
        atomic_load(&pool.working) >= atomic_load(&pool.budget))
        return;
    pthread_mutex_lock(&pool.lock);
    call_one();
    pthread_mutex_unlock(&pool.lock);
}

/* Whoever waits for the last ones does not work. */
static void close_to_others(vp_team *team)
{
    pthread_mutex_lock(&pool.lock);
    vp_team **at = &pool.running;
    while (*at != team) at = &(*at)->next;
    *at = team->next;
    atomic_fetch_sub(&pool.running_count, 1);
    atomic_fetch_sub(&pool.working, 1);
    while (atomic_load(&team->present) > 1) pthread_cond_wait(&team->left, &pool.lock);
    atomic_fetch_add(&pool.working, 1);
    pthread_mutex_unlock(&pool.lock);
}

void vp_team_run(vp_team *team, vp_team_job *job, void *context, size_t jobs)
{
    bool nested = at_work, alone = team->size == 1 || jobs < 2;
    team->job = job;
    team->context = context;
    team->jobs = jobs;
    atomic_store(&team->next_job, 0);
    if (!nested) atomic_fetch_add(&pool.working, 1);
    at_work = true;
    if (!alone) open_to_others(team);
    for (size_t i; (i = atomic_fetch_add(&team->next_job, 1)) < jobs;) {
        job(context, 0, i);
        if (!alone) call_if_idle(team);
    }
    if (!alone) close_to_others(team);
    at_work = nested;
    if (!nested) atomic_fetch_sub(&pool.working, 1);
}
