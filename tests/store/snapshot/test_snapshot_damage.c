/* A snapshot of which a byte was changed, or a file lost, is refused by name. */
#include "store/files/file_bytes.h"
#include "store/snapshot/files.h"
#include "store/snapshot/snapshot_archive.h"
#include "store/snapshot/snapshot_store.h"
#include "store/support_snapshot.h"
#include "support/thorough.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vungphu/version.h>

static const char *const parts[] = {
    "snapshot.json", "snapshot.json.sha256", "facts/region.bin", "facts/people.bin", "facts/gaps.bin",
    "facts/joint.bin", "facts/history.bin", "facts/quality.bin", "facts/weights.bin", "facts/00_station.bin",
    "facts/lattices.bin", "cells/outlines.bin", "cells/population_worldpop_2020.bin",
    /* from here on: refused when it is asked for */
    "coverage.sqlite", "surfaces/station.tif", "surfaces/nearest_near.tif", "surfaces/population_worldpop_2020.tif",
    "cells/station.bin", "cells/nearest_near.bin", "cells/shown_station.bin", "cells/land_cover.bin",
    "cells/land_roads.bin", "cells/land_barriers.bin", "cells/land_elevation.bin",
    /* and only by who computes with it */
    "dataset.sqlite"};
enum { PARTS = sizeof parts / sizeof *parts, READ_AT_ONCE = 13, OPENED = PARTS - 1 };

/* Overwrites up to 4,096 random bytes somewhere in the file; returns what was there. */
static unsigned char *overwrite_page(const char *path, unsigned seed, size_t *length)
{
    vp_error err = {0};
    unsigned char *before = vp_file_bytes(path, length, &err), *after = malloc(*length);
    ck_assert(before && after);
    memcpy(after, before, *length);
    srand(seed);
    size_t page = *length < 4096 ? (*length + 3) / 4 : 4096, at = (size_t)rand() % (*length - page + 1);
    for (size_t i = 0; i < page; i++) after[at + i] = (unsigned char)rand();
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(after, 1, *length, file), *length);
    fclose(file);
    free(after);
    return before;
}

static void restore(const char *path, unsigned char *bytes, size_t length)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
    free(bytes);
}

START_TEST(a_damaged_page_is_refused_by_name) /* runs once per part, row _i; 100 seeds each, thoroughly */
{
    char *id = publish_small_case(), *current = path_in(small_directory, "current"),
         *path = path_in(current, parts[_i]);
    unsigned seeds = (unsigned)vp_thorough(20, 100);
    for (unsigned seed = 0; seed < seeds; seed++) {
        size_t length;
        unsigned char *before = overwrite_page(path, seed, &length);
        vp_error err = {0};
        /* One that is read at once is refused by the load itself; the others when every byte is read. */
        bool loads = _i >= READ_AT_ONCE ? vp_snapshot_verify(small_directory, &err) : false;
        vp_snapshot *loaded = _i >= READ_AT_ONCE ? NULL : vp_snapshot_load(small_directory, &err);
        ck_assert_msg(!loads && !loaded, "%s: seed %u goes unnoticed", parts[_i], seed);
        ck_assert_msg(strstr(err.message, _i == 1 ? "snapshot.json" : parts[_i]) != NULL, "%s", err.message);
        restore(path, before, length);
    }
    vp_error err = {0};
    OK(vp_snapshot_verify(small_directory, &err));
    vp_snapshot_release(load_small_case());
    free(path);
    free(current);
    free(id);
}
END_TEST

/* snapshot.json as an older program wrote it, and its sum. */
static void rewrite_format(const char *path, int format)
{
    vp_error err = {0};
    size_t length;
    char *text = vp_file_bytes(path, &length, &err), command[400];
    ck_assert_ptr_nonnull(text);
    char *at = memmem(text, length, "\"format\": ", 10);
    ck_assert_ptr_nonnull(at);
    char digits[8]; /* as many as the format has */
    ck_assert_int_eq(snprintf(digits, sizeof digits, "%2d", format), 2);
    memcpy(at + 10, digits, 2);
    restore(path, (unsigned char *)text, length);
    snprintf(command, sizeof command, "cd '%.300s/current' && sha256sum snapshot.json > snapshot.json.sha256",
             small_directory);
    ck_assert_int_eq(system(command), 0);
}

static const void *cells_of(const vp_snapshot *s, vp_result_cells kind, size_t first, size_t count, vp_error *err)
{
    size_t station = vp_region_service(&s->region->definitions, "station"),
           near = vp_region_service(&s->region->definitions, "near");
    if (kind == VP_CELLS_SHOWN) return vp_results_shown(&s->results, station, first, count, err);
    if (kind == VP_CELLS_SURFACE) return vp_results_surface(&s->results, station, first, count, err);
    if (kind == VP_CELLS_ACCESS)
        return vp_results_touch(&s->results, station, 0, VP_EVERY_CELL, err) ? s->results.access[station] : NULL;
    return vp_results_nearest(&s->results, near, first, count, err);
}

/* Bytes of a file of cells, each changed alone (test_mapped_file changes all): it does not open, or gives no pointer,
 * and says which file it is. */
START_TEST(no_cell_leaves_a_damaged_file) /* surface, nearest, what is shown and access: kind _i */
{
    static const char *const names[VP_CELLS_COUNT] = {[VP_CELLS_SURFACE] = "cells/station.bin",
                                                      [VP_CELLS_NEAREST] = "cells/nearest_near.bin",
                                                      [VP_CELLS_SHOWN] = "cells/shown_station.bin",
                                                      [VP_CELLS_ACCESS] = "cells/access_station.bin"};
    if (!names[_i]) return; /* the province has no service of several modes */
    char *id = publish_small_case(), *current = path_in(small_directory, "current"),
         *path = path_in(current, names[_i]);
    vp_error err = {0};
    size_t length;
    unsigned char *bytes = vp_file_bytes(path, &length, &err);
    ck_assert_ptr_nonnull(bytes);
    for (size_t at = 0; at < length; at += 193) {
        int file = open(path, O_WRONLY);
        unsigned char other = bytes[at] ^ 4;
        ck_assert_int_eq(pwrite(file, &other, 1, (off_t)at), 1);
        err = (vp_error){0};
        vp_snapshot *s = vp_snapshot_load(small_directory, &err);
        ck_assert_msg(!s || !cells_of(s, (vp_result_cells)_i, 0, VP_EVERY_CELL, &err), "byte %zu goes unnoticed", at);
        ck_assert_msg(strstr(err.message, path + strlen(current)) != NULL, "%s", err.message);
        vp_snapshot_release(s);
        ck_assert_int_eq(pwrite(file, &bytes[at], 1, (off_t)at), 1);
        close(file);
    }
    vp_snapshot *s = load_small_case();
    ck_assert_ptr_nonnull(cells_of(s, (vp_result_cells)_i, 0, VP_EVERY_CELL, &err));
    vp_snapshot_release(s);
    free(bytes);
    free(path);
    free(current);
    free(id);
}
END_TEST

START_TEST(a_snapshot_of_the_format_before_says_what_to_do)
{
    char *id = publish_small_case(), *current = path_in(small_directory, "current"),
         *path = path_in(current, "snapshot.json");
    rewrite_format(path, VP_SNAPSHOT_FORMAT - 1);
    vp_error err = {0};
    ck_assert_ptr_null(vp_snapshot_load(small_directory, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    char said[96];
    snprintf(said, sizeof said, "is of format %d; this program reads %d: build the snapshot again",
             VP_SNAPSHOT_FORMAT - 1, VP_SNAPSHOT_FORMAT);
    ck_assert_msg(strstr(err.message, said) != NULL, "%s", err.message);
    free(path);
    free(current);
    free(id);
}
END_TEST

START_TEST(a_missing_or_short_file_is_refused_by_name) /* runs once per part, row _i */
{
    char *id = publish_small_case(), *current = path_in(small_directory, "current"),
         *path = path_in(current, parts[_i]);
    struct stat state;
    vp_error err = {0};
    ck_assert_int_eq(stat(path, &state), 0);
    ck_assert_int_eq(truncate(path, state.st_size / 2), 0);
    ck_assert_ptr_null(vp_snapshot_load(small_directory, &err));
    ck_assert_msg(strstr(err.message, _i == 1 ? "snapshot.json" : parts[_i]) != NULL, "%s", err.message);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_ptr_null(vp_snapshot_load(small_directory, &err));
    ck_assert_msg(strstr(err.message, parts[_i]) != NULL, "%s", err.message);
    free(path);
    free(current);
    free(id);
}
END_TEST

static char *found(vp_error *err)
{
    char *path = vp_snapshot_find_dataset(small_directory, NULL, NULL, err);
    ck_assert_msg(path != NULL, "%s", err->message);
    return path;
}

START_TEST(a_dataset_that_changed_is_noticed)
{
    vp_error err = {0};
    free(publish_small_case());
    char *path = path_in(small_directory, "current/dataset.sqlite");
    free(found(&err));
    unsigned seeds = (unsigned)vp_thorough(20, 100);
    for (unsigned seed = 0; seed < seeds; seed++) {
        size_t length;
        unsigned char *before = overwrite_page(path, seed, &length);
        ck_assert_msg(!vp_snapshot_find_dataset(small_directory, NULL, NULL, &err), "seed %u goes unnoticed", seed);
        ck_assert_msg(strstr(err.message, "dataset.sqlite") != NULL, "%s", err.message);
        restore(path, before, length);
    }
    free(found(&err));
    free(path);
}
END_TEST

/* Behind the checksums stands a reader that trusts no byte: it refuses or reads, but never
 * steps outside (the sanitizers watch). */
START_TEST(an_archive_of_random_damage_is_read_safely)
{
    size_t length;
    vp_error err = {0};
    char *id = publish_small_case(), *path = path_in(small_directory, "current/facts/region.bin");
    (void)id;
    vp_region *region = calloc(1, sizeof *region);
    unsigned char *bytes = vp_file_bytes(path, &length, &err);
    ck_assert(bytes && region);
    OK(vp_archive_read("region.bin", bytes, length, "region", vp_archive_region, region, &err));
    vp_region_free(region);
    unsigned seeds = (unsigned)vp_thorough(60, 300);
    for (unsigned seed = 0; seed < seeds; seed++) {
        srand(seed);
        vp_archive archive = {.writing = true, .name = "x", .err = &err};
        ck_assert(vp_archive_region(&archive, small_made.region));
        unsigned char *plain = (unsigned char *)archive.out.bytes;
        for (int i = 0; i < 8; i++) plain[(size_t)rand() % archive.out.length] = (unsigned char)rand();
        vp_archive reader = {.in = plain, .length = archive.out.length - (size_t)rand() % 3, .name = "x", .err = &err};
        region = calloc(1, sizeof *region);
        ck_assert_ptr_nonnull(region);
        vp_archive_region(&reader, region);
        vp_region_free(region);
        vp_buffer_clear(&archive.out);
    }
    free(bytes);
    free(path);
    free(id);
}
END_TEST

START_TEST(facts_of_random_damage_are_read_safely)
{
    size_t sets = small_made.region->units.set_count;
    vp_archived_coverage made = {small_made.region, small_made.coverage, 0};
    vp_error err = {0};
    unsigned seeds = (unsigned)vp_thorough(200, 2000), refused = 0;
    for (unsigned seed = 0; seed < seeds; seed++) {
        srand(seed);
        vp_archive writer = {.writing = true, .name = "x", .err = &err};
        ck_assert(vp_archive_facts(&writer, &made));
        unsigned char *plain = (unsigned char *)writer.out.bytes;
        /* Mostly where the stretches are: near the beginning. */
        for (int i = 0; i < 3; i++)
            plain[(size_t)rand() % (writer.out.length < 400 ? writer.out.length : 400)] ^=
                (unsigned char)(1 << rand() % 8);
        vp_archive reader = {.in = plain, .in_stays = true, .length = writer.out.length, .name = "x", .err = &err};
        vp_coverage *coverage = vp_coverage_new_unplaced(small_made.region, &err);
        ck_assert_ptr_nonnull(coverage);
        vp_archived_coverage read = {small_made.region, coverage, 0};
        refused += !vp_archive_facts(&reader, &read);
        for (size_t s = 0; s < sets; s++) {
            const vp_facts *f = coverage->population_count ? coverage->facts[s][0][0] : NULL;
            for (size_t u = 0; f && u < f->unit_count; u++) (void)vp_facts_people(f, u);
        }
        vp_coverage_free(coverage);
        vp_buffer_clear(&writer.out);
    }
    ck_assert_uint_gt(refused, seeds / 10);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("snapshot_damage");
    TCase *tests = tcase_create("snapshot_damage");
    tcase_add_unchecked_fixture(tests, make_small_results, drop_small_results);
    tcase_add_checked_fixture(tests, make_small_directory, drop_small_directory);
    tcase_add_loop_test(tests, a_damaged_page_is_refused_by_name, 0, PARTS);
    tcase_add_loop_test(tests, no_cell_leaves_a_damaged_file, 0, VP_CELLS_COUNT);
    tcase_add_test(tests, a_snapshot_of_the_format_before_says_what_to_do);
    tcase_add_loop_test(tests, a_missing_or_short_file_is_refused_by_name, 0, OPENED);
    tcase_add_test(tests, a_dataset_that_changed_is_noticed);
    tcase_add_test(tests, an_archive_of_random_damage_is_read_safely);
    tcase_add_test(tests, facts_of_random_damage_are_read_safely);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
