#include "platform/clock.h"
#include "platform/team.h"
#include "platform/thread.h"
#include <check.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined __has_feature
#if __has_feature(thread_sanitizer)
#define RACES_WATCHED
#endif
#endif
#ifdef __SANITIZE_THREAD__
#define RACES_WATCHED
#endif

/* ThreadSanitizer is slow, must see every thread's start, and lets no child of fork start threads. */
#ifdef RACES_WATCHED
enum { MANY = 100, LONG_RUN = 2000000 };
#else
enum { MANY = 4000, LONG_RUN = 20000000 };
#endif

/* ------------------------------------------------------------ a system that gives no threads */

#ifndef RACES_WATCHED

static bool no_threads;

/* In place of the library's, which it calls. */
int pthread_create(pthread_t *thread, const pthread_attr_t *how, void *(*work)(void *), void *context)
{
    static int (*real)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (no_threads) return EAGAIN;
    if (!real) {
        void *found = dlsym(RTLD_NEXT, "pthread_create");
        memcpy(&real, &found, sizeof real);
    }
    return real(thread, how, work, context);
}

#endif

/* By name: the race detector has a thread of its own. */
static size_t threads_of_pool(void)
{
    size_t count = 0;
    DIR *tasks = opendir("/proc/self/task");
    ck_assert_ptr_nonnull(tasks);
    for (const struct dirent *e; (e = readdir(tasks));) {
        char path[300], name[32] = "";
        snprintf(path, sizeof path, "/proc/self/task/%s/comm", e->d_name);
        FILE *file = fopen(path, "r");
        if (file && fgets(name, sizeof name, file)) count += strcmp(name, "pool\n") == 0;
        if (file) fclose(file);
    }
    closedir(tasks);
    return count;
}

/* ------------------------------------------------------------ jobs that keep count */

enum { JOBS_MOST = 4000 };

typedef struct {
    size_t size;
    atomic_uchar done[JOBS_MOST];
    atomic_bool busy[VP_TEAM_MOST]; /* places */
    atomic_size_t wrong, of_others;
} tally;

static void count_job(void *context, size_t place, size_t job)
{
    tally *t = context;
    if (place >= t->size || atomic_exchange(&t->busy[place], true)) atomic_fetch_add(&t->wrong, 1);
    if (atomic_fetch_add(&t->done[job], 1) != 0) atomic_fetch_add(&t->wrong, 1);
    if (place) atomic_fetch_add(&t->of_others, 1);
    if (place < t->size) atomic_store(&t->busy[place], false);
}

/* How many of the first jobs did not run once, and of the others ran. */
static size_t not_once(const tally *t, size_t jobs)
{
    size_t count = 0;
    for (size_t i = 0; i < JOBS_MOST; i++) count += atomic_load(&t->done[i]) != (i < jobs);
    return count;
}

static void check_run(vp_team *team, size_t jobs)
{
    tally *t = calloc(1, sizeof *t);
    ck_assert_ptr_nonnull(t);
    t->size = vp_team_size(team);
    vp_team_run(team, count_job, t, jobs);
    ck_assert_uint_eq(atomic_load(&t->wrong), 0);
    ck_assert_uint_eq(not_once(t, jobs), 0);
    free(t);
}

static vp_team *team_of(size_t threads)
{
    vp_team *team = vp_team_new(threads, NULL);
    ck_assert_ptr_nonnull(team);
    return team;
}

START_TEST(every_job_runs_once_and_a_place_is_one_threads)
{
    vp_team_set_budget(8);
    for (size_t size = 1; size <= 9; size++) {
        vp_team *team = team_of(size);
        ck_assert_uint_eq(vp_team_size(team), size < 8 ? size : 8);
        for (size_t jobs = 0; jobs < 300; jobs++) check_run(team, jobs);
        check_run(team, JOBS_MOST);
        vp_team_free(team);
    }
}
END_TEST

/* Plain memory: what the race detector looks at too. */
static void square(void *context, size_t place, size_t job)
{
    (void)place;
    ((size_t *)context)[job] = job * job;
}

START_TEST(what_the_jobs_wrote_is_seen_after_the_run)
{
    vp_team_set_budget(4);
    vp_team *team = team_of(0);
    for (int round = 0; round < 500; round++) {
        size_t squares[64] = {0};
        vp_team_run(team, square, squares, 64);
        for (size_t i = 0; i < 64; i++) ck_assert_uint_eq(squares[i], i * i);
    }
    vp_team_free(team);
}
END_TEST

/* ------------------------------------------------------------ teams in teams, and beside each other */

typedef struct {
    size_t depth;
    atomic_size_t *leaves;
} nest;

static void go_down(void *context, size_t place, size_t job)
{
    (void)place;
    (void)job;
    const nest *n = context;
    if (n->depth == 0) {
        atomic_fetch_add(n->leaves, 1);
        return;
    }
    nest below = {n->depth - 1, n->leaves};
    vp_team *team = vp_team_new(0, NULL);
    if (!team) return; /* seen by the count */
    vp_team_run(team, go_down, &below, 5);
    vp_team_free(team);
}

START_TEST(a_job_may_run_a_team_of_its_own)
{
    vp_team_set_budget(4);
    for (int round = 0; round < 20; round++) {
        atomic_size_t leaves = 0;
        go_down(&(nest){4, &leaves}, 0, 0);
        ck_assert_uint_eq(atomic_load(&leaves), 5 * 5 * 5 * 5);
    }
    ck_assert_uint_le(threads_of_pool(), 3);
}
END_TEST

enum { CALLERS = 6 };

static void *run_teams(void *context)
{
    size_t *wrong = context;
    vp_team *team = vp_team_new(1 + *wrong % 5, NULL);
    tally *t = calloc(1, sizeof *t);
    *wrong = team && t ? 0 : 1;
    for (size_t round = 1; team && t && round < 300; round++) {
        memset(t, 0, sizeof *t);
        t->size = vp_team_size(team);
        vp_team_run(team, count_job, t, round);
        *wrong += atomic_load(&t->wrong) + not_once(t, round);
    }
    free(t);
    vp_team_free(team);
    return NULL;
}

START_TEST(teams_of_many_threads_run_at_once)
{
    vp_team_set_budget(4);
    pthread_t threads[CALLERS];
    size_t wrong[CALLERS];
    for (size_t i = 0; i < CALLERS; i++) {
        wrong[i] = i;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, run_teams, &wrong[i]), 0);
    }
    for (size_t i = 0; i < CALLERS; i++) {
        pthread_join(threads[i], NULL);
        ck_assert_uint_eq(wrong[i], 0);
    }
    ck_assert_uint_le(threads_of_pool(), 3);
}
END_TEST

/* ------------------------------------------------------------ the budget */

typedef struct {
    atomic_int inside, most;
} gauge;

static void pass_gauge(void *context, size_t place, size_t job)
{
    (void)place;
    (void)job;
    gauge *g = context;
    int now = atomic_fetch_add(&g->inside, 1) + 1, most = atomic_load(&g->most);
    while (now > most && !atomic_compare_exchange_weak(&g->most, &most, now)) continue;
    sched_yield();
    atomic_fetch_sub(&g->inside, 1);
}

START_TEST(no_more_work_at_once_than_the_budget)
{
    vp_team_set_budget(3);
    vp_team *team = team_of(200);
    ck_assert_uint_eq(vp_team_size(team), 3);
    gauge g = {0};
    vp_team_run(team, pass_gauge, &g, 3000);
    vp_team_free(team);
    ck_assert_int_le(atomic_load(&g.most), 3);
    ck_assert_uint_le(threads_of_pool(), 2);
}
END_TEST

START_TEST(a_budget_of_one_starts_no_thread)
{
    vp_team_set_budget(1);
    vp_team *team = team_of(0);
    ck_assert_uint_eq(vp_team_size(team), 1);
    check_run(team, 100);
    vp_team_free(team);
    ck_assert_uint_eq(threads_of_pool(), 0);
}
END_TEST

static void *run_at_low_priority(void *context)
{
    vp_thread_lower_priority();
    check_run(context, 1000);
    return NULL;
}

START_TEST(who_has_low_priority_starts_no_worker_that_would_too)
{
    vp_team_set_budget(3);
    pthread_t thread;
    vp_team *team = team_of(0);
    ck_assert_int_eq(pthread_create(&thread, NULL, run_at_low_priority, team), 0);
    pthread_join(thread, NULL);
    ck_assert_uint_eq(threads_of_pool(), 0);
    check_run(team, 1000);
    while (threads_of_pool() == 0) sched_yield(); /* a thread names itself once it runs */
    vp_team_free(team);
}
END_TEST

START_TEST(without_a_budget_it_is_the_cores)
{
    ck_assert_uint_ge(vp_team_budget(), 1);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
    vp_team_set_budget(0);
    ck_assert_uint_eq(vp_team_budget(), 1);
}
END_TEST

START_TEST(too_many_threads_are_refused)
{
    vp_error err = {0};
    ck_assert_ptr_null(vp_team_new(VP_TEAM_MOST + 1, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_str_eq(err.message, "257 threads are above 256");
}
END_TEST

/* A long run that keeps count of who is at it, and a second one beside it. */
typedef struct {
    atomic_bool over, beside;       /* beside: the second one runs */
    atomic_size_t begun[8];         /* jobs of the long run, by place */
    atomic_size_t own, of_borrowed; /* of the long run while the second one ran: by its caller, by others */
    atomic_size_t came;             /* jobs of the second one by others than its caller */
} stage;

static void play(void *context, size_t place, size_t job)
{
    stage *s = context;
    (void)job;
    if (atomic_load(&s->over)) return;
    atomic_fetch_add(&s->begun[place], 1);
    if (atomic_load(&s->beside)) atomic_fetch_add(place ? &s->of_borrowed : &s->own, 1);
    sched_yield();
}

static void *play_long(void *context)
{
    vp_team *team = vp_team_new(0, NULL);
    if (team) vp_team_run(team, play, context, LONG_RUN);
    atomic_store(&((stage *)context)->over, true);
    vp_team_free(team);
    return NULL;
}

static void wait_for_place(const stage *s, size_t place)
{
    size_t begun = atomic_load(&s->begun[place]);
    while (atomic_load(&s->begun[place]) == begun && !atomic_load(&s->over)) sched_yield();
}

/* The second run: until the first one's caller has done many jobs more. */
static void watch(void *context, size_t place, size_t job)
{
    stage *s = context;
    (void)place;
    (void)job;
    atomic_store(&s->beside, true);
    while (atomic_load(&s->own) < MANY && !atomic_load(&s->over)) sched_yield();
    atomic_store(&s->beside, false);
}

START_TEST(a_borrowed_worker_goes_when_its_core_is_needed_and_comes_back)
{
    vp_team_set_budget(2);
    static stage s;
    pthread_t thread;
    vp_team *team = team_of(0);
    check_run(team, 100); /* whoever has run a team before counts as anybody does */
    ck_assert_int_eq(pthread_create(&thread, NULL, play_long, &s), 0);
    wait_for_place(&s, 1);
    vp_team_run(team, watch, &s, 1);
    ck_assert_uint_ge(atomic_load(&s.own), MANY);
    ck_assert_uint_le(atomic_load(&s.of_borrowed), 2); /* the one in hand, and one taken just before */
    wait_for_place(&s, 1);
    ck_assert_msg(!atomic_load(&s.over), "the worker did not come back");
    atomic_store(&s.over, true);
    pthread_join(thread, NULL);
    vp_team_free(team);
}
END_TEST

/* The second run: until somebody has come from the first. */
static void wait_for_help(void *context, size_t place, size_t job)
{
    stage *s = context;
    (void)job;
    if (atomic_load(&s->over)) return;
    if (place && atomic_fetch_add(&s->came, 1) > MANY) atomic_store(&s->over, true);
    sched_yield();
}

START_TEST(workers_go_to_the_run_that_has_the_fewest)
{
    vp_team_set_budget(5);
    static stage s;
    pthread_t thread;
    ck_assert_int_eq(pthread_create(&thread, NULL, play_long, &s), 0);
    for (size_t place = 0; place < 5; place++) wait_for_place(&s, place);
    vp_team *team = team_of(0);
    vp_team_run(team, wait_for_help, &s,
                (size_t)MANY * 5000); /* time enough on a busy machine; over at once when help came */
    atomic_store(&s.over, true);
    pthread_join(thread, NULL);
    vp_team_free(team);
    ck_assert_msg(atomic_load(&s.came) > MANY, "a second run got no worker while the first had all");
}
END_TEST

static void run_within(void *context, size_t place, size_t job)
{
    (void)place;
    (void)job;
    vp_team *team = vp_team_new(0, NULL);
    if (team) vp_team_run(team, wait_for_help, context, (size_t)MANY * 5000);
    vp_team_free(team);
}

START_TEST(a_run_in_a_run_gets_the_workers_that_are_free)
{
    vp_team_set_budget(2);
    static stage s;
    vp_team *team = team_of(0);
    vp_team_run(team, run_within, &s, 1);
    vp_team_free(team);
    ck_assert_uint_gt(atomic_load(&s.came), MANY);
}
END_TEST

#ifndef RACES_WATCHED

/* ------------------------------------------------------------ when the system fails */

START_TEST(without_threads_the_caller_does_it_alone)
{
    vp_team_set_budget(8);
    no_threads = true;
    vp_team *team = team_of(0);
    ck_assert_uint_eq(vp_team_size(team), 8);
    tally *t = calloc(1, sizeof *t);
    ck_assert_ptr_nonnull(t);
    t->size = 8;
    vp_team_run(team, count_job, t, JOBS_MOST);
    ck_assert_uint_eq(not_once(t, JOBS_MOST), 0);
    ck_assert_uint_eq(atomic_load(&t->wrong) + atomic_load(&t->of_others), 0);
    ck_assert_uint_eq(threads_of_pool(), 0);
    no_threads = false; /* and as soon as it gives some, they help */
    for (int round = 0; round < 10000 && !atomic_load(&t->of_others); round++) {
        memset(t->done, 0, sizeof t->done);
        vp_team_run(team, count_job, t, JOBS_MOST);
    }
    ck_assert_uint_ge(atomic_load(&t->of_others), 1);
    free(t);
    vp_team_free(team);
}
END_TEST

static void note(void *context, size_t place, size_t job)
{
    (void)job;
    atomic_fetch_add(&((stage *)context)->begun[place], 1);
}

/* Run after run, so that the pool's lock is mostly held or wanted. */
static void *run_small(void *context)
{
    stage *s = context;
    vp_team *team = vp_team_new(0, NULL);
    while (team && !atomic_load(&s->over)) vp_team_run(team, note, s, 3);
    vp_team_free(team);
    return NULL;
}

enum { HELP_SECONDS = 60 }; /* a busy machine may leave a new thread without a core for long */

/* The child has none of the threads that its parent's pool counts on, and another may have held the lock. */
static int run_in_child(vp_team *team)
{
    size_t wrong = 0, of_others = 0;
    tally *t = calloc(1, sizeof *t);
    double until = vp_clock_now() + HELP_SECONDS;
    for (int round = 0; t && (round < 20 || (of_others == 0 && vp_clock_now() < until)); round++) {
        memset(t, 0, sizeof *t);
        t->size = vp_team_size(team);
        vp_team_run(team, count_job, t, JOBS_MOST);
        wrong += not_once(t, JOBS_MOST) + atomic_load(&t->wrong);
        of_others += atomic_load(&t->of_others);
    }
    free(t);
    return wrong == 0 && of_others > 0 ? 0 : 1;
}

START_TEST(a_child_of_fork_has_a_pool_of_its_own)
{
    vp_team_set_budget(3);
    static stage s;
    pthread_t thread;
    vp_team *team = team_of(0);
    check_run(team, 1000);
    ck_assert_int_eq(pthread_create(&thread, NULL, run_small, &s), 0);
    /* A thread that is just starting may hold AddressSanitizer's allocator, which then stays locked in the child. */
    for (size_t place = 0; place < 3; place++)
        while (atomic_load(&s.begun[place]) == 0) sched_yield();
    for (int round = 0; round < 10; round++) {
        pid_t child = fork();
        if (child == 0) _exit(run_in_child(team));
        int status;
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert_int_eq(status, 0);
    }
    atomic_store(&s.over, true);
    pthread_join(thread, NULL);
    vp_team_free(team);
}
END_TEST

#endif

int main(void)
{
    Suite *suite = suite_create("team");
    TCase *cases = tcase_create("team");
    tcase_add_test(cases, every_job_runs_once_and_a_place_is_one_threads);
    tcase_add_test(cases, what_the_jobs_wrote_is_seen_after_the_run);
    tcase_add_test(cases, a_job_may_run_a_team_of_its_own);
    tcase_add_test(cases, teams_of_many_threads_run_at_once);
    suite_add_tcase(suite, cases);
    TCase *budget = tcase_create("budget");
    tcase_add_test(budget, no_more_work_at_once_than_the_budget);
    tcase_add_test(budget, a_budget_of_one_starts_no_thread);
    tcase_add_test(budget, who_has_low_priority_starts_no_worker_that_would_too);
    tcase_add_test(budget, without_a_budget_it_is_the_cores);
    tcase_add_test(budget, too_many_threads_are_refused);
    tcase_add_test(budget, a_borrowed_worker_goes_when_its_core_is_needed_and_comes_back);
    tcase_add_test(budget, workers_go_to_the_run_that_has_the_fewest);
    tcase_add_test(budget, a_run_in_a_run_gets_the_workers_that_are_free);
    suite_add_tcase(suite, budget);
#ifndef RACES_WATCHED
    TCase *failures = tcase_create("failures");
    tcase_add_test(failures, without_threads_the_caller_does_it_alone);
    tcase_add_test(failures, a_child_of_fork_has_a_pool_of_its_own);
    suite_add_tcase(suite, failures);
#endif
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
