/* Snapshots that several threads read at once while new ones are published and taken up, as a server does. */
#include "platform/team.h"
#include "snapshot/snapshot.h"
#include "store/snapshot/snapshot_store.h"
#include "store/support_snapshot.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { READERS = 3, LOADS = 4, REPLACED = 3 };

static char *directory;
static small_results made;

static void analyse(void)
{
    directory = temporary_directory();
    write_small_dataset(directory);
    made = analyse_small(directory);
}

static void clear(void)
{
    clear_small(&made);
    remove_directory(directory);
}

static void publish(void)
{
    vp_error err = {0};
    char *id;
    OK(publish_small(directory, &made, &id, &err));
    free(id);
}

/* What differs from what was published; no asserts, since it is not the test's own thread that asks. */
static size_t differences(const vp_snapshot *s)
{
    size_t count = s->results.coverage->people[1][0][0] != made.coverage->people[1][0][0];
    for (size_t i = 0; i < made.region->definitions.service_count; i++) {
        if (!made.surfaces[i]) continue;
        size_t bytes = vp_grid_geometry_cells(made.region->geometry) * sizeof(float);
        count += !s->results.surfaces[i] ||
                 memcmp(vp_grid_cells(s->results.surfaces[i]), vp_grid_cells(made.surfaces[i]), bytes) != 0;
    }
    return count;
}

typedef struct {
    vp_publication *publication;
    atomic_size_t wrong, read;
    atomic_bool over;
} scene;

static void *load_and_compare(void *context)
{
    scene *s = context;
    for (int i = 0; i < LOADS; i++) {
        vp_error err = {0};
        vp_snapshot *snapshot = vp_snapshot_load(directory, &err);
        if (!snapshot || differences(snapshot) > 0) atomic_fetch_add(&s->wrong, 1);
        vp_snapshot_release(snapshot);
        atomic_fetch_add(&s->read, 1);
    }
    return NULL;
}

static void *read_current(void *context)
{
    scene *s = context;
    while (!atomic_load(&s->over)) {
        const vp_snapshot *snapshot = vp_publication_acquire(s->publication);
        if (differences(snapshot) > 0) atomic_fetch_add(&s->wrong, 1);
        vp_snapshot_release(snapshot);
        atomic_fetch_add(&s->read, 1);
    }
    return NULL;
}

static void start(pthread_t threads[], void *(*work)(void *), scene *s)
{
    for (size_t i = 0; i < READERS; i++) ck_assert_int_eq(pthread_create(&threads[i], NULL, work, s), 0);
}

static void join(pthread_t threads[])
{
    for (size_t i = 0; i < READERS; i++) pthread_join(threads[i], NULL);
}

START_TEST(many_load_the_same_snapshot_at_once)
{
    pthread_t threads[READERS];
    scene s = {0};
    publish();
    start(threads, load_and_compare, &s);
    join(threads);
    ck_assert_uint_eq(atomic_load(&s.read), READERS * LOADS);
    ck_assert_uint_eq(atomic_load(&s.wrong), 0);
}
END_TEST

/* Loading while a new one is published: each load gives one of the two, whole. */
START_TEST(loading_goes_on_while_others_publish)
{
    pthread_t threads[READERS];
    scene s = {0};
    publish();
    start(threads, load_and_compare, &s);
    for (int i = 0; i < REPLACED; i++) publish();
    join(threads);
    ck_assert_uint_eq(atomic_load(&s.wrong), 0);
}
END_TEST

/* The current one is replaced under those who read it; each is freed by its last reader. */
START_TEST(who_reads_keeps_its_snapshot_until_it_is_done)
{
    pthread_t threads[READERS];
    vp_error err = {0};
    scene s = {.publication = vp_publication_new(&err)};
    ck_assert_ptr_nonnull(s.publication);
    publish();
    vp_publication_replace(s.publication, vp_snapshot_load(directory, &err));
    start(threads, read_current, &s);
    for (int i = 0; i < REPLACED; i++) {
        vp_snapshot *next = vp_snapshot_load(directory, &err);
        ck_assert_msg(next != NULL, "%s", err.message);
        for (size_t before = atomic_load(&s.read); atomic_load(&s.read) < before + READERS;) sched_yield();
        vp_publication_replace(s.publication, next);
    }
    atomic_store(&s.over, true);
    join(threads);
    ck_assert_uint_eq(atomic_load(&s.wrong), 0);
    vp_publication_free(s.publication);
}
END_TEST

int main(void)
{
    vp_team_set_budget(4); /* on a machine with fewer cores too */
    Suite *suite = suite_create("readers");
    TCase *cases = tcase_create("readers");
    tcase_add_checked_fixture(cases, analyse, clear);
    tcase_add_test(cases, many_load_the_same_snapshot_at_once);
    tcase_add_test(cases, loading_goes_on_while_others_publish);
    tcase_add_test(cases, who_reads_keeps_its_snapshot_until_it_is_done);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
