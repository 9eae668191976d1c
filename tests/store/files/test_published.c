/* The directory of snapshots, in a folder of its own under /tmp. */
#include "platform/path.h"
#include "store/files/checksum.h"
#include "store/files/file_bytes.h"
#include "store/files/published.h"
#include <check.h>
#include <dirent.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[40];

static void make_folder(void)
{
    strcpy(folder, "/tmp/vp_published_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void) { vp_path_remove_tree(folder); }

static const char *path(const char *name)
{
    static char joined[4][200];
    static int turn;
    char *out = joined[turn++ % 4];
    snprintf(out, 200, "%s/%s", folder, name);
    return out;
}

static bool exists(const char *name)
{
    struct stat state;
    return lstat(path(name), &state) == 0;
}

static void put(const char *name, const char *text)
{
    FILE *file = fopen(path(name), "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static size_t draft_count(void)
{
    size_t count = 0;
    DIR *list = opendir(folder);
    ck_assert_ptr_nonnull(list);
    for (struct dirent *e; (e = readdir(list));) count += strstr(e->d_name, ".draft-") != NULL;
    closedir(list);
    return count;
}

static void publish(const char *id)
{
    vp_error err = {0};
    char *draft = vp_published_draft(folder, id, &err), expected[200];
    snprintf(expected, sizeof expected, "%s/published/.%s.tmp", folder, id);
    ck_assert_str_eq(draft, expected);
    ck_assert_int_eq(mkdir(draft, 0777), 0);
    free(draft);
    ck_assert_msg(vp_published_commit(folder, id, &err), "%s", err.message);
}

static void check_current(const char *id)
{
    vp_error err = {0};
    char *found = vp_published_current(folder, &err);
    ck_assert_msg(found != NULL, "%s", err.message);
    ck_assert_str_eq(found, id);
    free(found);
}

START_TEST(paths_are_joined)
{
    char *joined = vp_path_join(NULL, "a", "b", "c.d", NULL), *alone = vp_path_join(NULL, "a", NULL);
    ck_assert_str_eq(joined, "a/b/c.d");
    ck_assert_str_eq(alone, "a");
    free(joined);
    free(alone);
}
END_TEST

START_TEST(what_is_published_becomes_current_and_five_are_kept)
{
    vp_error err = {0};
    int lock = vp_published_lock(folder, 0, &err);
    ck_assert_msg(lock >= 0, "%s", err.message);
    char id[] = "20260101T000000Z-000000", name[64];
    for (char k = '1'; k <= '8'; k++) {
        id[7] = k;
        publish(id);
        check_current(id);
        ck_assert(draft_count() == 0);
    }
    for (char k = '1'; k <= '8'; k++) {
        id[7] = k;
        snprintf(name, sizeof name, "published/%s", id);
        ck_assert_msg(exists(name) == (k >= '4'), "%s", name);
    }
    publish("20250101T000000Z-000000"); /* older by name than all: it is current, so it stays */
    check_current("20250101T000000Z-000000");
    ck_assert(exists("published/20250101T000000Z-000000"));
    close(lock);
}
END_TEST

START_TEST(only_one_publishes_and_drafts_of_killed_ones_go)
{
    vp_error err = {0};
    int lock = vp_published_lock(folder, 0, &err);
    ck_assert_int_ge(lock, 0);
    ck_assert_int_lt(vp_published_lock(folder, 0, &err), 0);
    ck_assert_int_eq(err.kind, VP_BUSY);
    ck_assert_int_eq(mkdir(path("published/.a.tmp"), 0777), 0);
    put("published/.a.tmp/part", "x");
    put("published/.tmp", "no draft");  /* no name before .tmp */
    put("published/b.tmp", "no draft"); /* not hidden */
    put("published/.c.tmpx", "no draft");
    close(lock);
    lock = vp_published_lock(folder, 0, &err);
    ck_assert_int_ge(lock, 0);
    ck_assert(!exists("published/.a.tmp"));
    ck_assert(exists("published/.tmp") && exists("published/b.tmp") && exists("published/.c.tmpx"));
    close(lock);
    vp_path_remove_tree(path("published"));
    put("published", "a file in its place");
    ck_assert_int_lt(vp_published_lock(folder, 0, &err), 0);
    ck_assert_int_eq(err.kind, VP_IO);
}
END_TEST

/* Runs in a child: says that it holds the lock, then keeps it until it is killed. */
static _Noreturn void hold_lock(int ready)
{
    vp_error err = {0};
    if (vp_published_lock(folder, 0, &err) < 0 || write(ready, "x", 1) != 1) _exit(1);
    for (;;) pause();
}

START_TEST(who_holds_it_is_said_and_a_killed_one_holds_nothing)
{
    vp_error err = {0};
    int ready[2];
    char byte, process[32];
    ck_assert_int_eq(pipe(ready), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) hold_lock(ready[1]);
    ck_assert_int_eq(read(ready[0], &byte, 1), 1);
    ck_assert_int_lt(vp_published_lock(folder, 0.01, &err), 0);
    ck_assert_int_eq(err.kind, VP_BUSY);
    snprintf(process, sizeof process, "process %ld since 2", (long)child);
    ck_assert_msg(strstr(err.message, process) != NULL, "%s", err.message);
    ck_assert_int_eq(kill(child, SIGKILL), 0);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    int lock = vp_published_lock(folder, 0, &err);
    ck_assert_msg(lock >= 0, "%s", err.message);
    close(lock);
}
END_TEST

START_TEST(who_waits_gets_it_when_it_is_free)
{
    vp_error err = {0};
    int status, lock = vp_published_lock(folder, 0, &err);
    ck_assert_int_ge(lock, 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        close(lock);
        _exit(vp_published_lock(folder, INFINITY, &err) >= 0 ? 0 : 1);
    }
    ck_assert_int_eq(waitpid(child, &status, WNOHANG), 0);
    close(lock);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}
END_TEST

START_TEST(the_dataset_is_the_snapshots_or_beside_them_as_in_former_versions)
{
    vp_error err = {0};
    char *found = vp_published_dataset(folder, "1", &err);
    ck_assert_str_eq(found, path("published/1/dataset.sqlite")); /* none there: that is where it should be */
    free(found);
    put("dataset.sqlite", "former");
    found = vp_published_dataset(folder, "1", &err);
    ck_assert_str_eq(found, path("dataset.sqlite"));
    free(found);
    int lock = vp_published_lock(folder, 0, &err);
    publish("1");
    close(lock);
    char target[64] = "";
    ck_assert_int_gt(readlink(path("dataset.sqlite"), target, sizeof target - 1), 0);
    ck_assert_str_eq(target, "current/dataset.sqlite");
    put("published/1/dataset.sqlite", "its own");
    found = vp_published_dataset(folder, "1", &err);
    ck_assert_str_eq(found, path("published/1/dataset.sqlite"));
    free(found);
}
END_TEST

START_TEST(a_failed_commit_leaves_nothing)
{
    vp_error err = {0};
    int lock = vp_published_lock(folder, 0, &err);
    publish("1");
    ck_assert(!vp_published_commit(folder, "2", &err)); /* there is no draft */
    ck_assert_int_eq(err.kind, VP_IO);
    check_current("1");
    ck_assert_int_eq(mkdir(path("published/.3.tmp"), 0777), 0);
    ck_assert_int_eq(mkdir(path("published/3"), 0777), 0);
    put("published/3/there", "already");
    ck_assert(!vp_published_commit(folder, "3", &err));
    ck_assert(!exists("published/.3.tmp"));
    check_current("1");
    /* `current` cannot be moved: a directory that is not empty stands in its place */
    unlink(path("current"));
    ck_assert_int_eq(mkdir(path("current"), 0777), 0);
    put("current/x", "x");
    ck_assert_int_eq(mkdir(path("published/.4.tmp"), 0777), 0);
    ck_assert(!vp_published_commit(folder, "4", &err));
    ck_assert(!exists("published/.4.tmp") && !exists("published/4") && draft_count() == 0);
    close(lock);
}
END_TEST

START_TEST(current_leads_to_a_snapshot_or_says_why_not)
{
    static const struct {
        const char *target;
        vp_error_kind kind;
        const char *id;
    } cases[] = {{"published/a", 0, "a"},
                 {"published/", VP_BAD_INPUT, NULL},
                 {"published/.a", VP_BAD_INPUT, NULL},
                 {"published/a/b", VP_BAD_INPUT, NULL},
                 {"elsewhere/a", VP_BAD_INPUT, NULL},
                 {"../published/a", VP_BAD_INPUT, NULL}};
    vp_error err = {0};
    ck_assert_ptr_null(vp_published_current(folder, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.message, "nothing is published here yet"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        unlink(path("current"));
        ck_assert_int_eq(symlink(cases[i].target, path("current")), 0);
        if (cases[i].id)
            check_current(cases[i].id);
        else
            ck_assert_msg(!vp_published_current(folder, &err) && err.kind == cases[i].kind, "%s", cases[i].target);
    }
    unlink(path("current"));
    put("current", "published/a");
    ck_assert_ptr_null(vp_published_current(folder, &err));
    ck_assert_int_eq(err.kind, VP_IO); /* no link */
}
END_TEST

START_TEST(ids_sort_by_time_and_differ)
{
    char *first = vp_published_new_id(NULL), *second = vp_published_new_id(NULL);
    ck_assert_uint_eq(strlen(first), 23);
    for (size_t i = 0; i < 23; i++) {
        const char *allowed = i == 8 ? "T" : i == 15 ? "Z" : i == 16 ? "-" : i < 16 ? "0123456789" : "0123456789abcdef";
        ck_assert_msg(strchr(allowed, first[i]) != NULL, "%s", first);
    }
    ck_assert_int_le(strncmp(first, second, 16), 0);
    ck_assert_int_eq(strncmp(first, "20", 2), 0);
    free(first);
    free(second);
}
END_TEST

START_TEST(a_tree_is_removed_but_no_link_is_followed)
{
    ck_assert_int_eq(mkdir(path("kept"), 0777), 0);
    put("kept/file", "x");
    ck_assert_int_eq(mkdir(path("tree"), 0777) + mkdir(path("tree/below"), 0777), 0);
    put("tree/below/file", "x");
    ck_assert_int_eq(symlink(path("kept"), path("tree/link")), 0);
    vp_path_remove_tree(path("tree"));
    ck_assert(!exists("tree") && exists("kept/file"));
}
END_TEST

START_TEST(what_is_synced_is_there_and_no_link)
{
    vp_error err = {0};
    put("file", "x");
    ck_assert_int_eq(symlink("file", path("link")), 0);
    ck_assert(vp_path_sync(path("file"), &err) && vp_path_sync(folder, &err));
    ck_assert(!vp_path_sync(path("none"), &err) && err.kind == VP_IO);
    ck_assert(!vp_path_sync(path("link"), &err) && err.kind == VP_IO);
}
END_TEST

START_TEST(bytes_of_plain_files_are_read)
{
    vp_error err = {0};
    size_t length = 99;
    put("file", "abc");
    put("empty", "");
    char *bytes = vp_file_bytes(path("file"), &length, &err);
    ck_assert_msg(bytes != NULL, "%s", err.message);
    ck_assert_uint_eq(length, 3);
    ck_assert_mem_eq(bytes, "abc", 3);
    free(bytes);
    bytes = vp_file_bytes(path("empty"), &length, &err);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_uint_eq(length, 0);
    free(bytes);
    ck_assert_ptr_null(vp_file_bytes(path("none"), &length, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.message, "No such file"));
    ck_assert_ptr_null(vp_file_bytes(folder, &length, &err));
    ck_assert_int_eq(err.kind, VP_IO);
    ck_assert_ptr_nonnull(strstr(err.message, "it is no plain file"));
    ck_assert_int_eq(symlink("file", path("link")), 0);
    ck_assert_ptr_null(vp_file_bytes(path("link"), &length, &err));
    ck_assert_int_eq(err.kind, VP_IO);
}
END_TEST

START_TEST(checksums_are_those_of_the_standard)
{
    vp_error err = {0};
    vp_checksum sum;
    size_t bytes = 0;
    put("abc", "abc");
    put("empty", "");
    ck_assert(vp_checksum_file(path("abc"), sum, &bytes, &err)); /* FIPS 180-2, appendix B.1 */
    ck_assert_str_eq(sum, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ck_assert_uint_eq(bytes, 3);
    ck_assert(vp_checksum_file(path("empty"), sum, NULL, &err));
    ck_assert_str_eq(sum, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    FILE *file = fopen(path("million"), "w"); /* B.3: a million times a, in more than one block */
    for (int i = 0; i < 1000000; i++) fputc('a', file);
    fclose(file);
    ck_assert(vp_checksum_file(path("million"), sum, &bytes, &err));
    ck_assert_str_eq(sum, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    ck_assert_uint_eq(bytes, 1000000);
    ck_assert(!vp_checksum_file(path("none"), sum, &bytes, &err) && err.kind == VP_IO);
    ck_assert(!vp_checksum_file(folder, sum, &bytes, &err) && err.kind == VP_IO);
}
END_TEST

static const char *sum_of(const char *name, size_t bytes)
{
    static vp_checksum sum;
    vp_error err = {0};
    size_t found;
    ck_assert_msg(vp_checksum_source(path(name), sum, &found, &err), "%s", err.message);
    ck_assert_uint_eq(found, bytes);
    return sum;
}

START_TEST(a_changed_side_file_is_a_changed_source)
{
    static const char *const cases[][2] = {
        {"r.tif", "r.tif.aux.xml"},
        {"r.tif", "r.tif.msk"},
        {"r.tif", "r.tif.ovr"},
        {"r.tif", "r.tfw"},
        {"r.tif", "r.prj"},
        {"u.shp", "u.dbf"},
        {"u.shp", "u.shx"},
        {"u.shp", "u.prj"},
        {"u.shp", "u.CPG"},
        {"u.SHP", "u.DBF"},
        {"t.dbf", "t.cpg"},
        {"g.gpkg", "g.gpkg-wal"},
        {"noending", "noending.aux.xml"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *file = cases[i][0], *side = cases[i][1];
        vp_checksum before;
        put(file, "abc");
        ck_assert_str_eq(sum_of(file, 3), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        put(side, "one");
        memcpy(before, sum_of(file, 6), sizeof before);
        ck_assert_msg(strncmp(before, "ba7816bf", 8) != 0, "%s is not heard", side);
        put(side, "two");
        ck_assert_msg(strcmp(before, sum_of(file, 6)) != 0, "%s changed unheard", side);
        put(side, "one");
        ck_assert_str_eq(before, sum_of(file, 6));
        remove(path(side));
    }
    put("r.tif", "abc"); /* sha256 of "ba78…15ad  \n" and "7692…  .msk\n", as sha256sum writes them */
    put("r.tif.msk", "one");
    ck_assert_str_eq(sum_of("r.tif", 6), "104d22246633e406463df650b4c6e79c3923e94d24be513deccf6b07ef66c81b");
    put("r.dbf", "of another file"), put("r.csv", "too");
    ck_assert_str_eq(sum_of("r.tif", 6), "104d22246633e406463df650b4c6e79c3923e94d24be513deccf6b07ef66c81b");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("published");
    TCase *cases = tcase_create("a folder");
    tcase_add_checked_fixture(cases, make_folder, remove_folder);
    tcase_add_test(cases, paths_are_joined);
    tcase_add_test(cases, what_is_published_becomes_current_and_five_are_kept);
    tcase_add_test(cases, only_one_publishes_and_drafts_of_killed_ones_go);
    tcase_add_test(cases, who_holds_it_is_said_and_a_killed_one_holds_nothing);
    tcase_add_test(cases, who_waits_gets_it_when_it_is_free);
    tcase_add_test(cases, the_dataset_is_the_snapshots_or_beside_them_as_in_former_versions);
    tcase_add_test(cases, a_failed_commit_leaves_nothing);
    tcase_add_test(cases, current_leads_to_a_snapshot_or_says_why_not);
    tcase_add_test(cases, ids_sort_by_time_and_differ);
    tcase_add_test(cases, a_tree_is_removed_but_no_link_is_followed);
    tcase_add_test(cases, what_is_synced_is_there_and_no_link);
    tcase_add_test(cases, bytes_of_plain_files_are_read);
    tcase_add_test(cases, checksums_are_those_of_the_standard);
    tcase_add_test(cases, a_changed_side_file_is_a_changed_source);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
