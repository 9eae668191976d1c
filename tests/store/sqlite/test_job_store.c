/* Jobs on disk. */
#include "store/sqlite/database.h"
#include "store/sqlite/job_store.h"
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/vp_jobs_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    static const char *const names[] = {"jobs.sqlite", "jobs.sqlite-wal", "jobs.sqlite-shm", "jobs.lock"};
    char path[128];
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static vp_job_store *open_store(void)
{
    vp_error err = {0};
    vp_job_store *store = vp_job_store_open(folder, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    return store;
}

static vp_job_record record_of(int number)
{
    vp_job_record r = {.status = VP_JOB_ACCEPTED, .created = 100 + number, .progress = 0.5};
    snprintf(r.id, sizeof r.id, "%032d", number);
    snprintf(r.process, sizeof r.process, "site");
    snprintf(r.client, sizeof r.client, "127.0.0.1");
    snprintf(r.message, sizeof r.message, "chờ");
    r.inputs = (char *)(uintptr_t) "{\"n\":1}";
    return r;
}

typedef struct {
    size_t count;
    vp_job_record last;
} seen;

static bool see(void *visitor, vp_job_record *record, vp_error *err)
{
    seen *s = visitor;
    (void)err;
    free(s->last.inputs);
    free(s->last.result);
    s->last = *record;
    s->count++;
    return true;
}

static seen load(vp_job_store *store)
{
    seen s = {0};
    vp_error err = {0};
    ck_assert_msg(vp_job_store_load(store, see, &s, &err), "%s", err.message);
    return s;
}

static void forget(seen *s)
{
    free(s->last.inputs);
    free(s->last.result);
}

START_TEST(what_was_saved_is_there_after_opening_again)
{
    vp_error err = {0};
    vp_job_store *store = open_store();
    vp_job_record r = record_of(1);
    ck_assert(vp_job_store_save(store, &r, &err));
    r.status = VP_JOB_SUCCESSFUL;
    r.result = (char *)(uintptr_t) "{\"a\":[1]}";
    r.attempts = 2;
    r.failure = VP_NO_MEMORY;
    ck_assert(vp_job_store_save(store, &r, &err)); /* replaces */
    vp_job_store_close(store);
    store = open_store();
    seen s = load(store);
    ck_assert_uint_eq(s.count, 1);
    ck_assert_str_eq(s.last.id, r.id);
    ck_assert_str_eq(s.last.result, r.result);
    ck_assert_str_eq(s.last.message, "chờ");
    ck_assert_int_eq(s.last.status, VP_JOB_SUCCESSFUL);
    ck_assert_uint_eq(s.last.attempts, 2);
    ck_assert_int_eq(s.last.created, 101);
    ck_assert_int_eq(s.last.failure, VP_NO_MEMORY);
    forget(&s);
    ck_assert(vp_job_store_remove(store, r.id, &err));
    s = load(store);
    ck_assert_uint_eq(s.count, 0);
    vp_job_store_close(store);
}
END_TEST

/* As logs were before failures had a kind. */
START_TEST(an_older_log_is_taken_up)
{
    vp_error err = {0};
    vp_job_store_close(open_store());
    char path[128];
    snprintf(path, sizeof path, "%s/jobs.sqlite", folder);
    vp_database *database = vp_database_keep(path, 0x76706a31, "", &err);
    ck_assert_msg(database &&
                      vp_database_run(database,
                                      "ALTER TABLE job DROP COLUMN failure;"
                                      "INSERT INTO job VALUES ('a', 'site', '', 3, 'why', 0, 1, 1, 1, 1, '{}', NULL)",
                                      &err),
                  "%s", err.message);
    vp_database_close(database);
    vp_job_store *store = open_store();
    seen s = load(store);
    ck_assert_uint_eq(s.count, 1);
    ck_assert_int_eq(s.last.failure, 0);
    vp_job_store_close(store);
    forget(&s);
}
END_TEST

/* The child reports each job that it saved, and is killed at some moment. */
START_TEST(a_kill_loses_nothing_that_was_acknowledged)
{
    for (int round = 0; round < 5; round++) {
        int pipes[2];
        ck_assert_int_eq(pipe(pipes), 0);
        pid_t child = fork();
        if (child == 0) {
            vp_error err;
            vp_job_store *store = vp_job_store_open(folder, &err);
            for (int i = 0; store && i < 100000; i++) {
                vp_job_record r = record_of(round * 100000 + i);
                if (!vp_job_store_save(store, &r, &err) || write(pipes[1], "x", 1) != 1) break;
            }
            _exit(1);
        }
        char byte;
        int reported = 0;
        while (reported < 20 + 17 * round && read(pipes[0], &byte, 1) == 1) reported++;
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        close(pipes[1]);
        while (read(pipes[0], &byte, 1) == 1) reported++;
        close(pipes[0]);
        vp_job_store *store = open_store();
        seen s = load(store);
        ck_assert_msg(s.count >= (size_t)reported, "%zu of %d", s.count, reported);
        forget(&s);
        vp_error err;
        for (int i = 0; i < reported + 2; i++) { /* begin the next round empty */
            vp_job_record r = record_of(round * 100000 + i);
            ck_assert(vp_job_store_remove(store, r.id, &err));
        }
        vp_job_store_close(store);
    }
}
END_TEST

START_TEST(one_process_keeps_the_jobs)
{
    vp_error err = {0};
    vp_job_store *first = open_store();
    ck_assert_ptr_null(vp_job_store_open(folder, &err));
    ck_assert_int_eq(err.kind, VP_BUSY);
    vp_job_store_close(first);
    vp_job_store_close(open_store());
}
END_TEST

START_TEST(another_file_is_refused)
{
    char path[128];
    snprintf(path, sizeof path, "%s/jobs.sqlite", folder);
    FILE *file = fopen(path, "w");
    fputs("this is no database, but long enough to be looked at as one by whoever opens it for its pages ......", file);
    fclose(file);
    vp_error err = {0};
    ck_assert_ptr_null(vp_job_store_open(folder, &err));
    ck_assert_msg(strstr(err.message, "jobs.sqlite") != NULL, "%s", err.message);
    ck_assert_ptr_null(vp_job_store_open("/nonexistent", &err));
    ck_assert_int_eq(err.kind, VP_IO);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("job_store");
    TCase *cases = tcase_create("job_store");
    tcase_add_checked_fixture(cases, make_folder, remove_folder);
    tcase_add_test(cases, what_was_saved_is_there_after_opening_again);
    tcase_add_test(cases, an_older_log_is_taken_up);
    tcase_add_test(cases, a_kill_loses_nothing_that_was_acknowledged);
    tcase_add_test(cases, one_process_keeps_the_jobs);
    tcase_add_test(cases, another_file_is_refused);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
