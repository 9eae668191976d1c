/* What was saved stays saved: through restarts, kills and two writers at once. */
#include "model/scenario_record.h"
#include "store/sqlite/scenario_store.h"
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
    strcpy(folder, "/tmp/vp_scenarios_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    static const char *const names[] = {"scenarios.sqlite", "scenarios.sqlite-wal", "scenarios.sqlite-shm"};
    char path[128];
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    ck_assert_int_eq(rmdir(folder), 0);
}

static vp_scenario_store *open_store(void)
{
    vp_error err = {0};
    vp_scenario_store *store = vp_scenario_store_open(folder, &err);
    ck_assert_msg(store != NULL, "%s", err.message);
    return store;
}

static vp_scenario_record record(const char *title)
{
    return (vp_scenario_record){.title_vi = strdup(title),
                                .title_en = strdup("A station's \"plan\"; --"),
                                .changes = strdup("[]"),
                                .snapshot = strdup("s1"),
                                .status = strdup("ready"),
                                .conflict = strdup(""),
                                .reason = strdup("created")};
}

START_TEST(versions_are_kept_and_titles_are_nfc)
{
    make_folder();
    vp_error err = {0};
    vp_scenario_store *store = open_store();
    vp_scenario_record r = record("Tra\xcc\xa3m y te\xcc\x82\xcc\x81"), got = {0}; /* decomposed */
    ck_assert_msg(vp_scenario_store_create(store, &r, 10, &err), "%s", err.message);
    ck_assert_str_eq(r.title_vi, "Trạm y tế");
    free(r.changes);
    r.changes = strdup("[1]");
    ck_assert_msg(vp_scenario_store_put(store, &r, 1, &err), "%s", err.message);
    ck_assert_int_eq(r.version, 2);
    ck_assert(!vp_scenario_store_put(store, &r, 1, &err) && err.kind == VP_CONFLICT);
    vp_scenario_store_close(store);
    store = open_store(); /* a restart */
    ck_assert(vp_scenario_store_get(store, r.id, 0, &got, &err));
    ck_assert_int_eq(got.version, 2);
    ck_assert_str_eq(got.changes, "[1]");
    ck_assert_str_eq(got.title_en, "A station's \"plan\"; --");
    vp_scenario_record_clear(&got);
    ck_assert(vp_scenario_store_get(store, r.id, 1, &got, &err));
    ck_assert_str_eq(got.changes, "[]");
    vp_scenario_record_clear(&got);
    vp_scenario_record *all;
    size_t count;
    ck_assert(vp_scenario_store_list(store, r.id, NULL, &all, &count, &err));
    ck_assert_uint_eq(count, 2);
    vp_scenario_records_free(all, count);
    ck_assert(!vp_scenario_store_delete(store, r.id, 1, &err) && err.kind == VP_CONFLICT);
    ck_assert(vp_scenario_store_delete(store, r.id, 2, &err));
    ck_assert(!vp_scenario_store_get(store, r.id, 0, &got, &err) && err.kind == VP_NOT_FOUND);
    ck_assert(!vp_scenario_store_put(store, &r, 2, &err) && err.kind == VP_NOT_FOUND);
    ck_assert(vp_scenario_store_list(store, NULL, NULL, &all, &count, &err));
    ck_assert_uint_eq(count, 0);
    vp_scenario_store_close(store);
    vp_scenario_record_clear(&r);
    remove_folder();
}
END_TEST

START_TEST(no_more_than_the_most)
{
    make_folder();
    vp_error err = {0};
    vp_scenario_store *store = open_store();
    for (int i = 0; i < 3; i++) {
        vp_scenario_record r = record("a");
        bool ok = vp_scenario_store_create(store, &r, 2, &err);
        ck_assert(ok == (i < 2) && (ok || err.kind == VP_DENIED));
        vp_scenario_record_clear(&r);
    }
    vp_scenario_store_close(store);
    remove_folder();
}
END_TEST

/* Writes versions of one scenario until it is asked to stop or killed; each version that was answered goes down the
 * pipe. */
static void write_on(const char *id, int pipe_end, int64_t upto)
{
    vp_scenario_store *store = open_store();
    for (int64_t done = 0; done < upto;) {
        vp_error err = {0};
        vp_scenario_record r = {0};
        if (!vp_scenario_store_get(store, id, 0, &r, &err)) _exit(2);
        if (vp_scenario_store_put(store, &r, r.version, &err)) {
            done++;
            if (write(pipe_end, &r.version, sizeof r.version) != sizeof r.version) _exit(3);
        } else if (err.kind != VP_CONFLICT) {
            _exit(4);
        }
        vp_scenario_record_clear(&r);
    }
    vp_scenario_store_close(store);
    _exit(0);
}

/* Changes of 100 kB, as somebody might send again and again. */
static void make_large(vp_scenario_record *r)
{
    enum { BYTES = 100000 };
    free(r->changes);
    r->changes = malloc(BYTES + 1);
    ck_assert_ptr_nonnull(r->changes);
    memset(r->changes, ' ', BYTES);
    memcpy(r->changes, "[]", 2);
    r->changes[BYTES] = '\0';
}

START_TEST(the_oldest_versions_go_and_pages_end)
{
    make_folder();
    vp_error err = {0};
    vp_scenario_store *store = open_store();
    vp_scenario_store_limit(store, 3, 0);
    vp_scenario_record r = record("a"), got = {0}, *some;
    make_large(&r);
    ck_assert(vp_scenario_store_create(store, &r, 9, &err));
    for (int64_t v = 1; v < 7; v++) ck_assert_msg(vp_scenario_store_put(store, &r, v, &err), "%s", err.message);
    ck_assert(!vp_scenario_store_get(store, r.id, 4, &got, &err) && err.kind == VP_NOT_FOUND);
    ck_assert(vp_scenario_store_get(store, r.id, 5, &got, &err));
    vp_scenario_record_clear(&got);
    static const struct {
        size_t skip, most, bytes, count;
        int64_t first;
    } pages[] = {
        {0, 10, 1 << 30, 3, 5}, {1, 1, 1 << 30, 1, 6}, {0, 10, 250000, 2, 5}, {0, 10, 1, 1, 5}, {3, 10, 1 << 30, 0, 0}};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        vp_scenario_page page = {.skip = pages[i].skip, .most = pages[i].most, .bytes_most = pages[i].bytes};
        size_t count;
        ck_assert(vp_scenario_store_list(store, r.id, &page, &some, &count, &err));
        ck_assert_uint_eq(count, pages[i].count);
        ck_assert_uint_eq(page.total, 3);
        if (count) ck_assert_int_eq(some[0].version, pages[i].first);
        vp_scenario_records_free(some, count);
    }
    vp_scenario_store_close(store);
    vp_scenario_record_clear(&r);
    remove_folder();
}
END_TEST

START_TEST(the_file_ends_at_its_limit)
{
    make_folder();
    vp_error err = {0};
    vp_scenario_store *store = open_store();
    vp_scenario_store_limit(store, 0, 1 << 20);
    vp_scenario_record r = record("a"), other = record("b"), got = {0};
    make_large(&r);
    ck_assert(vp_scenario_store_create(store, &r, 9, &err));
    int64_t version = 1;
    while (version < 40 && vp_scenario_store_put(store, &r, version, &err)) version++;
    ck_assert_int_eq(err.kind, VP_NO_SPACE);
    ck_assert_msg(version >= 5 && version <= 10, "%lld versions in 1 MB", (long long)version);
    ck_assert(vp_scenario_store_get(store, r.id, 0, &got, &err)); /* what was acknowledged */
    ck_assert_int_eq(got.version, version);
    make_large(&other);
    ck_assert(!vp_scenario_store_create(store, &other, 9, &err) && err.kind == VP_NO_SPACE);
    ck_assert(vp_scenario_store_delete(store, r.id, version, &err)); /* makes room */
    ck_assert_msg(vp_scenario_store_create(store, &other, 9, &err), "%s", err.message);
    vp_scenario_store_close(store);
    vp_scenario_record_clear(&r);
    vp_scenario_record_clear(&other);
    vp_scenario_record_clear(&got);
    remove_folder();
}
END_TEST

START_TEST(two_processes_lose_nothing)
{
    make_folder();
    vp_error err = {0};
    int ends[2], status;
    vp_scenario_store *store = open_store();
    vp_scenario_record r = record("a"), got = {0};
    ck_assert(vp_scenario_store_create(store, &r, 10, &err));
    vp_scenario_store_close(store);
    ck_assert_int_eq(pipe(ends), 0);
    pid_t children[2];
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        if (children[i] == 0) write_on(r.id, ends[1], 25);
    }
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
        ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "writer ended with %d", status);
    }
    store = open_store();
    ck_assert(vp_scenario_store_get(store, r.id, 0, &got, &err));
    ck_assert_int_eq(got.version, 51); /* each success is a version of its own */
    vp_scenario_record_clear(&got);
    vp_scenario_store_close(store);
    vp_scenario_record_clear(&r);
    close(ends[0]);
    close(ends[1]);
    remove_folder();
}
END_TEST

START_TEST(a_kill_loses_nothing_that_was_answered)
{
    make_folder();
    vp_error err = {0};
    int ends[2];
    vp_scenario_store *store = open_store();
    vp_scenario_record r = record("a"), got = {0};
    ck_assert(vp_scenario_store_create(store, &r, 10, &err));
    vp_scenario_store_close(store);
    for (int round = 0; round < 3; round++) {
        int64_t version = 0, last = 0;
        ck_assert_int_eq(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            close(ends[0]);
            write_on(r.id, ends[1], INT64_MAX);
        }
        close(ends[1]);
        for (int i = 0; i < 5 + round; i++) ck_assert(read(ends[0], &version, sizeof version) == sizeof version);
        ck_assert_int_eq(kill(child, SIGKILL), 0);
        ck_assert_int_eq(waitpid(child, NULL, 0), child);
        for (last = version; read(ends[0], &version, sizeof version) == sizeof version;) last = version;
        close(ends[0]);
        store = open_store();
        ck_assert_msg(vp_scenario_store_get(store, r.id, 0, &got, &err), "%s", err.message);
        ck_assert_int_ge(got.version, last);
        ck_assert_int_le(got.version, last + 1); /* committed, and killed before it could say so */
        vp_scenario_record_clear(&got);
        vp_scenario_store_close(store);
    }
    vp_scenario_record_clear(&r);
    remove_folder();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scenario_store");
    TCase *tests = tcase_create("scenario_store");
    tcase_add_test(tests, versions_are_kept_and_titles_are_nfc);
    tcase_add_test(tests, no_more_than_the_most);
    tcase_add_test(tests, the_oldest_versions_go_and_pages_end);
    tcase_add_test(tests, the_file_ends_at_its_limit);
    tcase_add_test(tests, two_processes_lose_nothing);
    tcase_add_test(tests, a_kill_loses_nothing_that_was_answered);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
