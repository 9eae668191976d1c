#include "platform/clock.h"
#include "platform/cores.h"
#include "platform/ending.h"
#include "platform/thread.h"
#include <check.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool ready;
    int here;
    char name[VP_THREAD_NAME_MOST + 1];
} meeting;

static void *come(void *context)
{
    meeting *m = context;
    pthread_mutex_lock(&m->lock);
    while (!m->ready) pthread_cond_wait(&m->changed, &m->lock); /* until it has been named */
    pthread_getname_np(pthread_self(), m->name, sizeof m->name);
    m->ready = false;
    pthread_cond_signal(&m->changed);
    pthread_mutex_unlock(&m->lock);
    return context;
}

START_TEST(a_thread_has_its_name_and_a_signal_ends_the_wait)
{
    meeting m = {.lock = PTHREAD_MUTEX_INITIALIZER};
    vp_thread_condition_init(&m.changed);
    pthread_t thread;
    ck_assert(vp_thread_start(&thread, "fifteen letters", come, &m));
    double until = vp_clock_now() + 60;
    bool in_time = true;
    pthread_mutex_lock(&m.lock);
    m.ready = true;
    pthread_cond_signal(&m.changed);
    while (m.ready && in_time) in_time = vp_thread_wait_until(&m.changed, &m.lock, until);
    pthread_mutex_unlock(&m.lock);
    void *result;
    pthread_join(thread, &result);
    ck_assert_ptr_eq(result, &m);
    ck_assert(in_time);
    ck_assert_str_eq(m.name, "fifteen letters");
    pthread_cond_destroy(&m.changed);
}
END_TEST

static void *count_in(void *context)
{
    meeting *m = context;
    pthread_mutex_lock(&m->lock);
    m->here++;
    pthread_cond_broadcast(&m->changed);
    while (m->here < 3) pthread_cond_wait(&m->changed, &m->lock); /* none ends before all have begun */
    pthread_mutex_unlock(&m->lock);
    return NULL;
}

START_TEST(threads_begin_together_and_none_is_left_when_they_are_joined)
{
    meeting m = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    vp_threads threads;
    vp_error err;
    ck_assert(vp_threads_start(&threads, 3, "counted", count_in, &m, &err));
    ck_assert_uint_eq(threads.count, 3);
    vp_threads_join(&threads);
    ck_assert_int_eq(m.here, 3);
    ck_assert_uint_eq(threads.count, 0);
    vp_threads_join(&threads); /* nothing to wait for */
    ck_assert(vp_threads_start(&threads, 0, "nobody", count_in, &m, &err));
    vp_threads_join(&threads);
}
END_TEST

/* Those that the system still gave are there to be joined. */
START_TEST(a_thread_too_many_is_reported_with_its_number)
{
    enum { MOST = 64 };
    meeting m = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .here = 3};
    pthread_attr_t usual;
    size_t stack;
    pthread_getattr_default_np(&usual);
    pthread_attr_getstacksize(&usual, &stack);
    pthread_attr_setstacksize(&usual, (size_t)1 << 60); /* which no machine has */
    ck_assert_int_eq(pthread_setattr_default_np(&usual), 0);
    vp_threads threads;
    vp_error err;
    ck_assert(!vp_threads_start(&threads, MOST, "counted", count_in, &m, &err));
    ck_assert_int_eq(err.kind, VP_NO_MEMORY);
    ck_assert_str_eq(err.message, "the system gives no thread 1 of 64 for \"counted\"");
    ck_assert_uint_eq(threads.count, 0);
    vp_threads_join(&threads);
    pthread_attr_setstacksize(&usual, stack);
    pthread_setattr_default_np(&usual);
    pthread_attr_destroy(&usual);
}
END_TEST

/* By the monotonic clock: its moments lie decades before those of the date. */
START_TEST(a_wait_ends_at_its_moment_and_not_before)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t never;
    vp_thread_condition_init(&never);
    pthread_mutex_lock(&lock);
    ck_assert(!vp_thread_wait_until(&never, &lock, vp_clock_now() - 1));
    for (int i = 0; i < 3; i++) {
        double moment = vp_clock_now() + 0.015;
        while (vp_thread_wait_until(&never, &lock, moment)) continue;
        ck_assert_double_ge(vp_clock_now(), moment - 1e-6);
    }
    pthread_mutex_unlock(&lock);
    pthread_cond_destroy(&never);
}
END_TEST

/* ------------------------------------------------------------ cores */

static char folder[] = "/tmp/vp_cores_XXXXXX";

static void write_limit(const char *group, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s%s", folder, group);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s%s/cpu.max", folder, group);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

START_TEST(the_least_of_the_groups_limits_counts)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_uint_eq(vp_cores_granted(folder, "/"), SIZE_MAX);
    write_limit("/above", "350000 100000\n");
    write_limit("/above/own", "max 100000\n");
    ck_assert_uint_eq(vp_cores_granted(folder, "/above/own"), 4); /* three and a half, rounded up */
    write_limit("/above/own", "200000 100000\n");
    ck_assert_uint_eq(vp_cores_granted(folder, "/above/own"), 2);
    ck_assert_uint_eq(vp_cores_granted(folder, "/above"), 4);
    ck_assert_uint_eq(vp_cores_granted(folder, "/other"), SIZE_MAX);
    write_limit("", "50000 100000\n"); /* a container's own view: its group is the root */
    ck_assert_uint_eq(vp_cores_granted(folder, "/"), 1);
    ck_assert_uint_eq(vp_cores_granted(folder, "/above/own"), 1);
    write_limit("", "nonsense\n");
    ck_assert_uint_eq(vp_cores_granted(folder, "/"), SIZE_MAX);
    char command[300];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}
END_TEST

START_TEST(one_core_allowed_is_one_core)
{
    ck_assert_uint_ge(vp_cores_count(), 1);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET((size_t)sched_getcpu(), &one);
    ck_assert_int_eq(sched_setaffinity(0, sizeof one, &one), 0);
    ck_assert_uint_eq(vp_cores_count(), 1);
}
END_TEST

START_TEST(a_process_ends_by_the_moment_that_it_promised)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        vp_ending_by(0.02, 3);
        for (;;) pause();
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    ck_assert_int_eq(WEXITSTATUS(status), 3);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("thread");
    TCase *cases = tcase_create("thread");
    tcase_add_test(cases, a_thread_has_its_name_and_a_signal_ends_the_wait);
    tcase_add_test(cases, threads_begin_together_and_none_is_left_when_they_are_joined);
    tcase_add_test(cases, a_thread_too_many_is_reported_with_its_number);
    tcase_add_test(cases, a_wait_ends_at_its_moment_and_not_before);
    tcase_add_test(cases, the_least_of_the_groups_limits_counts);
    tcase_add_test(cases, one_core_allowed_is_one_core);
    tcase_add_test(cases, a_process_ends_by_the_moment_that_it_promised);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
