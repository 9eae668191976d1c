/* Publishing that is killed, or whose disk fails or is full: the last snapshot is still served,
 * nothing half-made is left, and the next attempt works.
 *
 * VP_KILLS and VP_FAULTS in the environment set how often: 500 and 200 are the whole figures, which take half an hour.
 */
#include "platform/team.h"
#include "store/snapshot/snapshot_store.h"
#include "store/support_inject.h"
#include "store/support_snapshot.h"
#include "support/thorough.h"
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char *directory, *first;
static small_results made;

static void publish_first(void)
{
    vp_error err = {0};
    if (access("/dev/shm", W_OK) == 0) setenv("TMPDIR", "/dev/shm", 0); /* syncs cost nothing there */
    directory = temporary_directory();
    write_small_dataset(directory);
    made = analyse_small(directory);
    OK(publish_small(directory, &made, &first, &err));
}

static void clear(void)
{
    clear_small(&made);
    free(first);
    remove_directory(directory);
}

static long how_often(const char *name, long usual)
{
    const char *text = getenv(name);
    return text && atol(text) > 0 ? atol(text) : usual;
}

static size_t count_drafts(void)
{
    char *path = path_in(directory, "published");
    DIR *list = opendir(path);
    ck_assert_ptr_nonnull(list);
    size_t count = 0;
    for (struct dirent *e; (e = readdir(list));) count += strstr(e->d_name, ".tmp") != NULL;
    closedir(list);
    free(path);
    return count;
}

/* The id of what is served now; it loads whole and without a complaint. Free it. */
static char *served(void)
{
    vp_error err = {0};
    vp_snapshot *snapshot = vp_snapshot_load(directory, &err);
    ck_assert_msg(snapshot != NULL, "nothing is served any more: %s", err.message);
    ck_assert_double_eq(snapshot->results.coverage->people[1][0][0], made.coverage->people[1][0][0]);
    char *id = strdup(snapshot->provenance.id);
    vp_snapshot_release(snapshot);
    return id;
}

enum { PUBLISHED = 0, REFUSED = 1, WITHOUT_REASON = 2 };

static int publish_once(void *context)
{
    (void)context;
    vp_error err = {0};
    char *id;
    if (publish_small(directory, &made, &id, &err)) return PUBLISHED;
    if (strlen(err.message) > 10 && (err.kind == VP_IO || err.kind == VP_NO_SPACE)) return REFUSED;
    fprintf(stderr, "unclear refusal: kind %d, %s\n", err.kind, err.message);
    return WITHOUT_REASON;
}

static void publish_again(void)
{
    vp_error err = {0};
    char *id, *now;
    OK(publish_small(directory, &made, &id, &err));
    now = served();
    ck_assert_str_eq(now, id);
    ck_assert_uint_eq(count_drafts(), 0);
    free(now);
    free(first);
    first = id;
}

START_TEST(killed_at_any_call_it_serves_the_old_or_the_new)
{
    outcome whole = run_with_fault((fault){0}, publish_once, NULL);
    if (!whole.possible) return;
    ck_assert_int_eq(whole.status, PUBLISHED);
    ck_assert_int_gt(whole.calls, 50);
    publish_again();
    srand(20260701);
    for (long i = 0, often = how_often("VP_KILLS", vp_thorough(8, 30)); i < often; i++) {
        long at = 1 + rand() % whole.calls;
        outcome out = run_with_fault((fault){.at = at}, publish_once, NULL);
        ck_assert_msg(out.killed || out.status == PUBLISHED, "call %ld: status %d", at, out.status);
        free(served()); /* the old, or the new if it was renamed before the kill; whole in any case */
        publish_again();
    }
}
END_TEST

START_TEST(killed_at_any_moment_it_serves_the_old_or_the_new)
{
    struct timespec began, ended;
    clock_gettime(CLOCK_MONOTONIC, &began);
    publish_again();
    clock_gettime(CLOCK_MONOTONIC, &ended);
    double seconds = (double)(ended.tv_sec - began.tv_sec) + (double)(ended.tv_nsec - began.tv_nsec) / 1e9;
    srand(1);
    for (long i = 0, often = how_often("VP_KILLS", vp_thorough(8, 30)) / 2; i < often; i++) {
        pid_t child = fork();
        if (child == 0) _exit(publish_once(NULL));
        double wait = seconds * rand() / RAND_MAX;
        struct timespec moment = {(time_t)wait, (long)((wait - (double)(time_t)wait) * 1e9)};
        nanosleep(&moment, NULL);
        kill(child, SIGKILL);
        ck_assert_int_eq(waitpid(child, NULL, 0), child);
        free(served());
        if (i % 4 == 0) publish_again();
    }
    publish_again();
}
END_TEST

static const int errors[] = {EIO, ENOSPC};

START_TEST(a_failing_disk_leaves_the_old_snapshot) /* runs once per error, row _i */
{
    long whole = how_often("VP_FAULTS", vp_thorough(12, 40)), step = whole < 200 ? 200 / whole : 1, refused = 0;
    for (long at = 1; at <= 200; at += step) {
        outcome out = run_with_fault((fault){at, errors[_i], FAULT_CHANGES}, publish_once, NULL);
        if (!out.possible) return;
        ck_assert_msg(out.status == PUBLISHED || out.status == REFUSED, "call %ld, %s: status %d", at,
                      strerror(errors[_i]), out.status);
        ck_assert_msg(count_drafts() == 0, "call %ld, %s: a draft is left", at, strerror(errors[_i]));
        char *now = served();
        ck_assert_msg((strcmp(now, first) == 0) == (out.status == REFUSED), "call %ld, %s: says %d and serves %s", at,
                      strerror(errors[_i]), out.status, now);
        refused += out.status == REFUSED;
        free(now);
        if (out.status == PUBLISHED || at % 10 == 1) publish_again();
    }
    ck_assert_int_gt(refused, whole / 2);
    publish_again();
}
END_TEST

/* ------------------------------------------------------------ a disk that is really full */

static void set_size(long bytes)
{
    char options[64];
    snprintf(options, sizeof options, "size=%ld", bytes);
    ck_assert_int_eq(mount("none", directory, "tmpfs", MS_REMOUNT, options), 0);
}

START_TEST(a_full_disk_leaves_the_old_snapshot)
{
    vp_error err = {0};
    char *place = temporary_directory();
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("none", place, "tmpfs", 0, "size=64m") != 0) {
        free(place);
        return; /* not root: the failing disk above stands for it */
    }
    vp_team_set_budget(1); /* threads that were started before see the old mounts */
    char *kept = directory, *kept_first = first;
    directory = place;
    write_small_dataset(directory);
    OK(publish_small(directory, &made, &first, &err));
    struct statvfs state;
    ck_assert_int_eq(statvfs(place, &state), 0);
    long page = (long)state.f_frsize, used = (long)(state.f_blocks - state.f_bfree) * page, refused = 0;
    bool fits = false;
    for (long more = 0; !fits; more += (long)vp_thorough(40, 16) * page) {
        char *id;
        set_size(used + more);
        fits = publish_small(directory, &made, &id, &err);
        char *now = served();
        ck_assert_str_eq(now, fits ? id : first);
        ck_assert_uint_eq(count_drafts(), 0);
        if (!fits) ck_assert_msg(err.kind == VP_NO_SPACE || err.kind == VP_IO, "kind %d", err.kind);
        refused += !fits;
        free(now);
        free(id);
    }
    ck_assert_int_gt(refused, 3);
    umount2(place, MNT_DETACH);
    free(first);
    directory = kept;
    first = kept_first;
    remove_directory(place);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("publish_faults");
    TCase *tests = tcase_create("publish_faults");
    tcase_set_timeout(tests, 1800);
    tcase_add_checked_fixture(tests, publish_first, clear);
    tcase_add_test(tests, killed_at_any_call_it_serves_the_old_or_the_new);
    tcase_add_test(tests, killed_at_any_moment_it_serves_the_old_or_the_new);
    tcase_add_loop_test(tests, a_failing_disk_leaves_the_old_snapshot, 0, sizeof errors / sizeof *errors);
    tcase_add_test(tests, a_full_disk_leaves_the_old_snapshot);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
