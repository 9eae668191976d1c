/* Handing over snapshots while others read them, and placing points of the earth on the grid. */
#include "snapshot/snapshot.h"
#include <check.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static vp_snapshot *numbered(int number)
{
    vp_snapshot *snapshot = vp_snapshot_new(NULL);
    ck_assert_ptr_nonnull(snapshot);
    snapshot->provenance.id = malloc(16);
    snapshot->provenance.made_at = malloc(16);
    snprintf(snapshot->provenance.id, 16, "%d", number);
    snprintf(snapshot->provenance.made_at, 16, "%d", number);
    return snapshot;
}

START_TEST(a_reader_keeps_its_snapshot_through_a_replacement)
{
    vp_publication *publication = vp_publication_new(NULL);
    ck_assert_ptr_null(vp_publication_acquire(publication));
    vp_publication_replace(publication, numbered(1));
    const vp_snapshot *held = vp_publication_acquire(publication);
    vp_publication_replace(publication, numbered(2));
    ck_assert_str_eq(held->provenance.id, "1");
    vp_snapshot_release(held);
    held = vp_publication_acquire(publication);
    ck_assert_str_eq(held->provenance.id, "2");
    vp_publication_free(publication); /* the reader outlives the publication */
    ck_assert_str_eq(held->provenance.id, "2");
    vp_snapshot_release(held);
    vp_snapshot_release(NULL);
}
END_TEST

enum { READERS = 4, SWAPS = 500 };

typedef struct {
    vp_publication *publication;
    atomic_bool stop;
    atomic_int mixed, reads;
} race;

static void *read_until_stopped(void *context)
{
    race *r = context;
    do {
        const vp_snapshot *snapshot = vp_publication_acquire(r->publication);
        if (strcmp(snapshot->provenance.id, snapshot->provenance.made_at) != 0) atomic_fetch_add(&r->mixed, 1);
        atomic_fetch_add(&r->reads, 1);
        vp_snapshot_release(snapshot);
    } while (!atomic_load(&r->stop));
    return NULL;
}

START_TEST(no_reader_sees_two_snapshots_at_once)
{
    race r = {.publication = vp_publication_new(NULL)};
    pthread_t readers[READERS];
    vp_publication_replace(r.publication, numbered(0));
    for (int i = 0; i < READERS; i++) ck_assert_int_eq(pthread_create(&readers[i], NULL, read_until_stopped, &r), 0);
    for (int i = 1; i <= SWAPS; i++) vp_publication_replace(r.publication, numbered(i));
    atomic_store(&r.stop, true);
    for (int i = 0; i < READERS; i++) pthread_join(readers[i], NULL);
    ck_assert_int_eq(atomic_load(&r.mixed), 0);
    ck_assert_int_ge(atomic_load(&r.reads), READERS);
    vp_publication_free(r.publication);
}
END_TEST

START_TEST(cells_that_no_unit_touches_are_outside)
{
    vp_snapshot *snapshot = vp_snapshot_new(NULL);
    snapshot->results.main_weights = calloc(1, sizeof *snapshot->results.main_weights);
    vp_run *run = malloc(sizeof *run);
    vp_partial *partial = malloc(sizeof *partial);
    *run = (vp_run){1, 2, 0};
    *partial = (vp_partial){4, 0, 0.01};
    *snapshot->results.main_weights = (vp_weights){.geometry = {3, 2, 10, 0, 20},
                                                   .zone_count = 1,
                                                   .runs = run,
                                                   .run_count = 1,
                                                   .partials = partial,
                                                   .partial_count = 1};
    ck_assert(vp_snapshot_mark_inside(snapshot, NULL));
    ck_assert_mem_eq(snapshot->places.inside, ((uint8_t[]){0, 1, 1, 0, 1, 0}), 6);
    vp_snapshot_release(snapshot);
}
END_TEST

/* u, v → a plane that is bilinear, which the lattice must return exactly. */
static bool bilinear(void *context, size_t count, double u[], double v[])
{
    (void)context;
    for (size_t i = 0; i < count; i++) {
        double a = 3 * u[i] - v[i] + 2, b = u[i] * v[i];
        u[i] = a;
        v[i] = b;
    }
    return true;
}

START_TEST(a_lattice_gives_back_bilinear_maps_and_nothing_outside)
{
    vp_lattice lattice;
    double a, b;
    ck_assert(vp_lattice_init(&lattice, (vp_lattice_knots){0, 10, 4, 20, 3, 6}, bilinear, NULL, NULL));
    ck_assert(vp_lattice_at(&lattice, 1.3, 11.7, &a, &b));
    ck_assert_double_eq_tol(a, 3 * 1.3 - 11.7 + 2, 1e-12);
    ck_assert_double_eq_tol(b, 1.3 * 11.7, 1e-12);
    ck_assert(vp_lattice_at(&lattice, 4, 20, &a, &b));
    ck_assert_double_eq_tol(b, 80, 1e-12);
    ck_assert(!vp_lattice_at(&lattice, 4.01, 15, &a, &b));
    ck_assert(!vp_lattice_at(&lattice, NAN, 15, &a, &b));
    vp_lattice_clear(&lattice);
}
END_TEST

/* EPSG's published test point of Pseudo-Mercator (Guidance Note 7-2, method 1024). */
START_TEST(mercator_gives_the_published_point)
{
    double x, y, lon, lat;
    vp_mercator_from_lonlat(-100.3333333333, 24.3817869444, &x, &y);
    ck_assert_double_eq_tol(x, -11169055.58, 0.01);
    ck_assert_double_eq_tol(y, 2800000.00, 0.01);
    vp_mercator_to_lonlat(x, y, &lon, &lat);
    ck_assert_double_eq_tol(lon, -100.3333333333, 1e-10);
    ck_assert_double_eq_tol(lat, 24.3817869444, 1e-10);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("snapshot");
    TCase *cases = tcase_create("publication and lattice");
    tcase_add_test(cases, a_reader_keeps_its_snapshot_through_a_replacement);
    tcase_add_test(cases, no_reader_sees_two_snapshots_at_once);
    tcase_add_test(cases, cells_that_no_unit_touches_are_outside);
    tcase_add_test(cases, a_lattice_gives_back_bilinear_maps_and_nothing_outside);
    tcase_add_test(cases, mercator_gives_the_published_point);
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
