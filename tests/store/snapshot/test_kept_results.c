/* A second build takes over what rests on the same inputs, and only that. */
#include "store/files/file_bytes.h"
#include "store/files/published.h"
#include "store/snapshot/kept_results.h"
#include "store/snapshot/snapshot_store.h"
#include "store/support_snapshot.h"
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vungphu/analysis.h>
#include <vungphu/unit_weights.h>

enum { STATION, NEAR, SERVICES }; /* of the small dataset */

/* A build as far as its surfaces; finish or abandon it. */
typedef struct {
    vp_snapshot_writer *writer;
    vp_kept_results *kept;
    vp_region *region;
} attempt;

static attempt begin(void (*change)(vp_region *region), bool anew)
{
    vp_error err = {0};
    attempt a = {.writer = vp_snapshot_begin(small_directory, 0, &err), .region = load_small_dataset()};
    ck_assert_msg(a.writer != NULL, "%s", err.message);
    char *imported = path_in(small_directory, "dataset.sqlite");
    ck_assert_int_eq(linkat(AT_FDCWD, imported, AT_FDCWD, vp_snapshot_draft_dataset(a.writer), AT_SYMLINK_FOLLOW), 0);
    free(imported);
    if (change) change(a.region);
    OK(vp_snapshot_write_region(a.writer, a.region, &err));
    a.kept = vp_snapshot_write_inputs(a.writer, anew, &err);
    ck_assert_msg(a.kept != NULL, "%s", err.message);
    return a;
}

static void stop(attempt *a)
{
    vp_snapshot_abandon(a->writer);
    vp_kept_results_free(a->kept);
    vp_region_free(a->region);
}

static bool write_surface(void *context, size_t service, const vp_grid *values, const int32_t *nearest, vp_error *err)
{
    return vp_snapshot_write_surface(context, service, values, nearest, err);
}

static bool write_access(void *context, size_t service, const int64_t *access, vp_error *err)
{
    return vp_snapshot_write_access(context, service, access, err);
}

static bool known_surface(void *context, size_t service, vp_known_surface *out, vp_error *err)
{
    return vp_kept_results_surface(context, service, &out->values, &out->nearest, &out->mode, err);
}

/* Analyses and publishes, with what is kept. */
static void finish(attempt *a)
{
    vp_error err = {0};
    char *id = NULL;
    vp_weights **weights = vp_unit_weights_of_region(a->region, &err);
    ck_assert_ptr_nonnull(weights);
    const vp_analysis_known known = {.surface = known_surface,
                                     .counts = vp_kept_results_counts,
                                     .planned = vp_kept_results_planned,
                                     .joint = vp_kept_results_joint,
                                     .planned_joint = vp_kept_results_planned_joint,
                                     .context = a->kept};
    vp_analysis_options options = {.travel = vp_travel_defaults(),
                                   .known = &known,
                                   .surface_ready = write_surface,
                                   .access_ready = write_access,
                                   .context = a->writer};
    vp_coverage *coverage = vp_analysis_run(a->region, weights, &options, &err);
    ck_assert_msg(coverage != NULL, "%s", err.message);
    OK(vp_snapshot_finish(a->writer, coverage, &small_made.gaps, &id, &err));
    a->writer = NULL;
    vp_coverage_free(coverage);
    for (size_t i = 0; i < a->region->units.set_count; i++) vp_weights_free(weights[i]);
    free(weights);
    free(id);
    stop(a);
}

static void publish_first(void)
{
    attempt a = begin(NULL, false);
    ck_assert_uint_eq(vp_kept_results_differ(a.kept, STATION), VP_INPUT_PROGRAM);
    finish(&a);
}

static char *current(const char *name)
{
    vp_error err = {0};
    char *id = vp_published_current(small_directory, &err);
    char *path = vp_path_join(&err, small_directory, "published", id, name, NULL);
    ck_assert_ptr_nonnull(path);
    free(id);
    return path;
}

static ino_t file_of(const char *name)
{
    struct stat state;
    char *path = current(name);
    ck_assert_msg(stat(path, &state) == 0, "%s", path);
    free(path);
    return state.st_ino;
}

START_TEST(the_same_again_computes_nothing)
{
    publish_first();
    static const char *const names[] = {"surfaces/station.tif", "surfaces/nearest_station.tif", "cells/station.bin",
                                        "cells/nearest_near.bin", "cells/shown_near.bin"};
    ino_t before[5];
    for (size_t i = 0; i < 5; i++) before[i] = file_of(names[i]);
    attempt a = begin(NULL, false);
    for (size_t s = 0; s < SERVICES; s++) ck_assert_uint_eq(vp_kept_results_differ(a.kept, s), VP_INPUT_COUNT);
    finish(&a);
    for (size_t i = 0; i < 5; i++) ck_assert_msg(file_of(names[i]) == before[i], "%s was written again", names[i]);
    vp_snapshot *s = load_small_case();
    for (size_t v = 0; v < SERVICES; v++)
        for (size_t u = 0; u < s->region->units.sets[0].unit_count; u++)
            for (int limit = 0; limit <= 1000; limit += 50)
                ck_assert_double_eq(vp_facts_reached(s->results.coverage->facts[0][v][0], u, limit),
                                    vp_facts_reached(small_made.coverage->facts[0][v][0], u, limit));
    vp_snapshot_release(s);
}
END_TEST

START_TEST(asked_to_compute_anew_it_knows_nothing)
{
    publish_first();
    attempt a = begin(NULL, true);
    const float *values = NULL;
    const int32_t *nearest, *mode;
    vp_error err = {0};
    OK(vp_kept_results_surface(a.kept, NEAR, &values, &nearest, &mode, &err));
    ck_assert_ptr_null(values);
    stop(&a);
}
END_TEST

static void move_facility(vp_region *r) { r->supply.facilities[r->definitions.services[NEAR].facilities[0]].x += 10; }
static void faster(vp_region *r) { r->speed_table.speeds[0].km_per_h += 1; }
static void wider(vp_region *r) { r->definitions.services[NEAR].default_limit = 3000; }

START_TEST(an_edit_touches_whom_it_concerns)
{
    static const struct {
        void (*change)(vp_region *region);
        vp_input station, near;
    } edits[] = {{move_facility, VP_INPUT_FACILITIES, VP_INPUT_FACILITIES}, /* it is of both */
                 {faster, VP_INPUT_SPEEDS, VP_INPUT_COUNT},
                 {wider, VP_INPUT_COUNT, VP_INPUT_LOAD}};
    publish_first();
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        attempt a = begin(edits[i].change, false);
        ck_assert_uint_eq(vp_kept_results_differ(a.kept, STATION), edits[i].station);
        ck_assert_uint_eq(vp_kept_results_differ(a.kept, NEAR), edits[i].near);
        stop(&a);
    }
}
END_TEST

static void swap_rows(vp_region *r)
{
    vp_facility first = r->supply.facilities[0];
    r->supply.facilities[0] = r->supply.facilities[1];
    r->supply.facilities[1] = first;
    for (size_t s = 0; s < SERVICES; s++)
        for (size_t i = 0; i < r->definitions.services[s].facility_count; i++) {
            size_t *row = &r->definitions.services[s].facilities[i];
            *row = *row < 2 ? 1 - *row : *row;
        }
    for (size_t p = 0; p < r->definitions.planned_count; p++)
        for (size_t i = 0; i < r->definitions.planned[p].facility_count; i++) {
            size_t *row = &r->definitions.planned[p].facilities[i];
            *row = *row < 2 ? 1 - *row : *row;
        }
}

START_TEST(the_nearest_follow_their_rows)
{
    publish_first();
    attempt a = begin(swap_rows, false);
    ck_assert_uint_eq(vp_kept_results_differ(a.kept, NEAR), VP_INPUT_ROWS);
    const float *values;
    const int32_t *nearest, *mode;
    vp_error err = {0};
    OK(vp_kept_results_surface(a.kept, NEAR, &values, &nearest, &mode, &err));
    ck_assert_ptr_nonnull(values);
    size_t cells = vp_grid_geometry_cells(a.region->geometry);
    for (size_t i = 0; i < cells; i++) {
        int32_t then = small_made.nearest[NEAR][i];
        ck_assert_int_eq(nearest[i], then >= 0 && then < 2 ? 1 - then : then);
    }
    stop(&a);
}
END_TEST

/* The file as before, but for a byte in its middle. */
static void damage(const char *name)
{
    vp_error err = {0};
    size_t length;
    char *path = current(name);
    unsigned char *bytes = vp_file_bytes(path, &length, &err);
    ck_assert_ptr_nonnull(bytes);
    bytes[length - 10] ^= 1;
    ck_assert_int_eq(unlink(path), 0);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0666);
    ck_assert_int_eq(write(file, bytes, length), (ssize_t)length);
    close(file);
    free(bytes);
    free(path);
}

START_TEST(what_is_damaged_is_not_taken_over)
{
    static const char *const names[] = {"cells/near.bin", "cells/nearest_near.bin", "surfaces/near.tif",
                                        "cells/shown_near.bin"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        attempt a = begin(NULL, true);
        finish(&a);
        damage(names[i]);
        a = begin(NULL, false);
        finish(&a);
        vp_error err = {0};
        ck_assert_msg(vp_snapshot_verify(small_directory, &err), "%s: %s", names[i], err.message);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("kept results");
    TCase *tests = tcase_create("kept results");
    tcase_add_unchecked_fixture(tests, make_small_results, drop_small_results);
    tcase_add_checked_fixture(tests, make_small_directory, drop_small_directory);
    tcase_add_checked_fixture(tests, make_small_dataset, remove_small_dataset);
    tcase_add_test(tests, the_same_again_computes_nothing);
    tcase_add_test(tests, asked_to_compute_anew_it_knows_nothing);
    tcase_add_test(tests, an_edit_touches_whom_it_concerns);
    tcase_add_test(tests, the_nearest_follow_their_rows);
    tcase_add_test(tests, what_is_damaged_is_not_taken_over);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
