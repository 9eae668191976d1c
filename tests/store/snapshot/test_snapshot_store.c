/* A snapshot comes back bit for bit, is self-contained, and is refused when damaged. */
#include "store/files/file_bytes.h"
#include "store/snapshot/files.h"
#include "store/snapshot/snapshot_archive.h"
#include "store/snapshot/snapshot_store.h"
#include "store/spatial/projection.h"
#include "store/sqlite/database.h"
#include "store/support_snapshot.h"
#include "support/thorough.h"
#include <dirent.h>
#include <fcntl.h>
#include <gdal.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vungphu/version.h>

static char *directory;
static small_results made;

/* Once for all tests. */
static void analyse(void)
{
    keep_small_dataset();
    char *place = temporary_directory();
    write_small_dataset(place);
    made = analyse_small(place);
    remove_directory(place);
}

static void clear(void)
{
    clear_small(&made);
    drop_small_dataset();
}

static void make(void)
{
    directory = temporary_directory();
    write_small_dataset(directory);
}

static void drop(void) { remove_directory(directory); }

static char *publish(void)
{
    vp_error err = {0};
    char *id;
    OK(publish_small(directory, &made, &id, &err));
    return id;
}

static vp_snapshot *load(void)
{
    vp_error err = {0};
    vp_snapshot *snapshot = vp_snapshot_load(directory, &err);
    ck_assert_msg(snapshot != NULL, "%s", err.message);
    return snapshot;
}

/* The bytes of a subject as the archive writes it. */
static void *archived(vp_archive_walk *walk, void *subject, size_t *length)
{
    vp_error err = {0};
    char *path = path_in(directory, "archived.bin");
    unlink(path);
    OK(vp_archive_write(path, "test", walk, subject, &err));
    void *bytes = vp_file_bytes(path, length, &err);
    ck_assert_ptr_nonnull(bytes);
    unlink(path);
    free(path);
    return bytes;
}

static void assert_same(vp_archive_walk *walk, void *left, void *right)
{
    size_t a, b;
    void *first = archived(walk, left, &a), *second = archived(walk, right, &b);
    ck_assert_uint_eq(a, b);
    ck_assert_mem_eq(first, second, a);
    free(first);
    free(second);
}

START_TEST(everything_comes_back_bit_for_bit)
{
    char *id = publish();
    vp_snapshot *s = load();
    ck_assert_str_eq(s->provenance.id, id);
    ck_assert_str_eq(s->provenance.software, VP_VERSION);
    assert_same(vp_archive_region, made.region, s->region);
    for (size_t i = 0; i < made.region->definitions.service_count; i++) {
        vp_archived_coverage wanted = {made.region, made.coverage, i}, found = {s->region, s->results.coverage, i};
        assert_same(vp_archive_facts, &wanted, &found);
        if (i == 0) assert_same(vp_archive_people, &wanted, &found);
    }
    vp_archived_weights wanted = {made.region, made.weights[made.region->units.main_set]},
                        found = {s->region, s->results.main_weights};
    assert_same(vp_archive_weights, &wanted, &found);
    free(id);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(surfaces_and_people_come_back_bit_for_bit)
{
    free(publish());
    vp_snapshot *s = load();
    size_t cells = vp_grid_geometry_cells(made.region->geometry), surfaces = 0;
    for (size_t i = 0; i < made.region->definitions.service_count; i++) {
        ck_assert_int_eq(made.surfaces[i] == NULL, s->results.surfaces[i] == NULL);
        ck_assert_int_eq(made.nearest[i] == NULL, s->results.nearest[i] == NULL);
        if (made.surfaces[i])
            ck_assert_mem_eq(vp_grid_cells(made.surfaces[i]), vp_grid_cells(s->results.surfaces[i]), cells * 4);
        if (made.nearest[i]) ck_assert_mem_eq(made.nearest[i], s->results.nearest[i], cells * 4);
        surfaces += made.surfaces[i] != NULL;
    }
    ck_assert_uint_eq(surfaces, 2);
    ck_assert_mem_eq(vp_grid_cells(made.region->people.populations[0].people),
                     vp_grid_cells(s->region->people.populations[0].people), cells * 4);
    ck_assert_ptr_null(s->region->land.elevation);
    ck_assert_ptr_null(s->region->land.roads);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(it_needs_no_dataset)
{
    free(publish());
    char *path = path_in(directory, "current/dataset.sqlite");
    ck_assert_int_eq(unlink(path), 0);
    free(path);
    vp_snapshot *s = load();
    ck_assert_uint_eq(s->provenance.source_count, 2);
    ck_assert_str_eq(s->provenance.sources[0].path, "units.gpkg");
    ck_assert_str_eq(s->provenance.sources[0].licence, "MIT");
    ck_assert_ptr_null(s->provenance.sources[1].licence);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(gaps_are_placed_and_sorted)
{
    free(publish());
    vp_snapshot *s = load();
    ck_assert_uint_eq(s->listings.gaps.gap_count, made.gaps.gap_count);
    ck_assert_uint_gt(s->listings.gaps.gap_count, 1);
    vp_error err = {0};
    vp_projection *projection = vp_projection_new("EPSG:32648", &err);
    for (size_t i = 0; i < s->listings.gaps.gap_count; i++) {
        const vp_gap *gap = &s->listings.gaps.gaps[i];
        if (i) ck_assert_double_ge(s->listings.gaps.gaps[i - 1].people, gap->people);
        double x = gap->lon, y = gap->lat;
        ck_assert(vp_projection_from_lonlat(projection, 1, &x, &y, sizeof x));
        ck_assert_double_eq_tol(x, gap->x, 1e-3);
        ck_assert_double_eq_tol(y, gap->y, 1e-3);
    }
    vp_projection_free(projection);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(a_place_is_found_on_the_frame)
{
    free(publish());
    vp_snapshot *s = load();
    const vp_facility *f = &s->region->supply.facilities[0];
    size_t cell, wanted;
    double lon = f->x, lat = f->y, back_lon, back_lat;
    vp_projection *projection = vp_projection_new("EPSG:32648", NULL);
    ck_assert(vp_projection_to_lonlat(projection, 1, &lon, &lat, sizeof lon));
    vp_projection_free(projection);
    ck_assert(vp_grid_geometry_locate(s->region->geometry, f->x, f->y, &wanted));
    ck_assert(vp_snapshot_locate(s, lon, lat, &cell));
    ck_assert_uint_eq(cell, wanted);
    vp_snapshot_lonlat(s->region, cell, &back_lon, &back_lat);
    ck_assert_double_eq_tol(back_lon, lon, 1e-7); /* the facility stands in its cell's middle */
    ck_assert_double_eq_tol(back_lat, lat, 1e-7);
    ck_assert(!vp_snapshot_locate(s, 0, 0, &cell));
    vp_snapshot_release(s);
}
END_TEST

/* ------------------------------------------------------------ the directory */

static size_t count_entries(const char *name, bool hidden)
{
    char *path = path_in(directory, name);
    DIR *list = opendir(path);
    ck_assert_ptr_nonnull(list);
    size_t count = 0;
    for (struct dirent *e; (e = readdir(list));)
        count += hidden ? e->d_name[0] == '.' && strstr(e->d_name, ".tmp") != NULL : e->d_name[0] != '.';
    closedir(list);
    free(path);
    return count;
}

START_TEST(the_last_five_are_kept)
{
    char *last = NULL;
    for (int i = 0; i < 7; i++) {
        free(last);
        last = publish();
    }
    ck_assert_uint_le(count_entries("published", false),
                      6); /* names of one second have no order: the current is spared */
    ck_assert_uint_ge(count_entries("published", false), 5);
    ck_assert_uint_eq(count_entries("published", true), 0);
    vp_snapshot *s = load();
    ck_assert_str_eq(s->provenance.id, last);
    vp_snapshot_release(s);
    free(last);
}
END_TEST

START_TEST(two_cannot_publish_at_once)
{
    vp_error err = {0};
    vp_snapshot_writer *first = vp_snapshot_begin(directory, 0, &err);
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(vp_snapshot_begin(directory, 0, &err));
    ck_assert_int_eq(err.kind, VP_BUSY);
    vp_snapshot_abandon(first);
    ck_assert_uint_eq(count_entries("published", true), 0);
    free(publish());
}
END_TEST

START_TEST(nothing_published_is_not_found)
{
    vp_error err = {0};
    ck_assert_ptr_null(vp_snapshot_load(directory, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
}
END_TEST

static const char *const strange_links[] = {"/etc",          "published/",      "published/..",
                                            "published/a/b", "published/.lock", "../x"};

START_TEST(a_link_that_leads_elsewhere_is_refused) /* runs once per target, row _i */
{
    char *link = path_in(directory, "current");
    ck_assert_int_eq(symlink(strange_links[_i], link), 0);
    vp_error err = {0};
    ck_assert_ptr_null(vp_snapshot_load(directory, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    free(link);
}
END_TEST

START_TEST(a_directory_that_cannot_be_written_is_refused)
{
    if (geteuid() == 0) {
        /* Root writes anywhere: a file in the directory's place stands for it. */
        char *path = path_in(directory, "published");
        int file = open(path, O_CREAT | O_WRONLY, 0600);
        ck_assert_int_ge(file, 0);
        close(file);
        free(path);
    } else {
        ck_assert_int_eq(chmod(directory, 0500), 0);
    }
    vp_error err = {0};
    char *id;
    ck_assert(!publish_small(directory, &made, &id, &err));
    ck_assert_int_eq(err.kind, VP_IO);
    ck_assert_msg(strstr(err.message, directory) != NULL, "%s", err.message);
    chmod(directory, 0700);
}
END_TEST

/* ------------------------------------------------------------ what others see */

START_TEST(coverage_opens_as_layers_with_values)
{
    char *id = publish(), *path = path_in(directory, "current/coverage.sqlite");
    vp_error err = {0};
    vp_database *database = vp_database_open(path, &err);
    ck_assert_msg(database != NULL, "%s", err.message);
    sqlite3_stmt *query =
        vp_database_prepare(database,
                            "SELECT people, near_share, children_share, ST_Area(geom), ST_SRID(geom), ST_IsValid(geom)"
                            " FROM units_commune_2025 WHERE code = 'A'",
                            &err);
    ck_assert_msg(query != NULL, "%s", err.message);
    bool row;
    ck_assert(vp_statement_next(query, &row, &err) && row);
    /* Columns 0–2 of rows 0–3 hold 0 10 20 / 60 70 80 / 120 130 140 / 180 190 200; (1, 2) is the hole. */
    ck_assert_double_eq_tol(vp_statement_number(query, 0), 1200 - 130, 1e-9);
    ck_assert_double_eq_tol(vp_statement_number(query, 2), 0.25, 1e-12);
    ck_assert_double_eq_tol(vp_statement_number(query, 3), 11e6, 1e-3);
    ck_assert_int_eq((int)vp_statement_whole(query, 4), 32648);
    ck_assert_int_eq((int)vp_statement_whole(query, 5), 1);
    sqlite3_finalize(query);
    int64_t count;
    OK(vp_database_count(database, "SELECT count(*) FROM units_commune_2025 WHERE children_share IS NULL", -1, &count,
                         &err));
    ck_assert_int_eq((int)count, 1);
    OK(vp_database_count(database, "SELECT count(*) FROM geometry_columns WHERE spatial_index_enabled = 1", -1, &count,
                         &err));
    ck_assert_int_eq((int)count, 11);
    OK(vp_database_count(database,
                         "SELECT count(*) FROM facilities WHERE ST_X(geom) = 580500 AND services = 'station,near'", -1,
                         &count, &err));
    ck_assert_int_eq((int)count, 1);
    OK(vp_database_count(database, "SELECT count(*) FROM targets WHERE status = 'not_defined'", -1, &count, &err));
    ck_assert_int_eq((int)count, 1);
    vp_database_close(database);
    free(path);
    free(id);
}
END_TEST

START_TEST(gdal_opens_layers_and_surfaces)
{
    free(publish());
    GDALAllRegister();
    char *path = path_in(directory, "current/coverage.sqlite");
    GDALDatasetH vectors = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(vectors);
    OGRLayerH layer = GDALDatasetGetLayerByName(vectors, "gaps");
    ck_assert_ptr_nonnull(layer);
    ck_assert_int_eq((int)OGR_L_GetFeatureCount(layer, 1), (int)made.gaps.gap_count);
    ck_assert_ptr_nonnull(OGR_L_GetSpatialRef(layer));
    GDALClose(vectors);
    free(path);
    path = path_in(directory, "current/surfaces/station.tif");
    GDALDatasetH raster = GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(raster);
    int has_nodata;
    ck_assert(isnan(GDALGetRasterNoDataValue(GDALGetRasterBand(raster, 1), &has_nodata)) && has_nodata);
    ck_assert_str_eq(GDALGetMetadataItem(raster, "LAYOUT", "IMAGE_STRUCTURE"), "COG");
    GDALClose(raster);
    free(path);
}
END_TEST

/* ------------------------------------------------------------ damage */

static const char *const parts[] = {
    "snapshot.json", "snapshot.json.sha256", "facts/region.bin", "facts/people.bin", "facts/gaps.bin",
    "facts/joint.bin", "facts/history.bin", "facts/quality.bin", "facts/weights.bin", "facts/00_station.bin",
    "facts/lattices.bin", "cells/outlines.bin", "cells/population_worldpop_2020.bin",
    /* from here on: refused when it is asked for */
    "coverage.sqlite", "surfaces/station.tif", "surfaces/nearest_near.tif", "surfaces/population_worldpop_2020.tif",
    "cells/station.bin", "cells/nearest_near.bin", "cells/shown_station.bin",
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
    char *id = publish(), *current = path_in(directory, "current"), *path = path_in(current, parts[_i]);
    unsigned seeds = (unsigned)vp_thorough(20, 100);
    for (unsigned seed = 0; seed < seeds; seed++) {
        size_t length;
        unsigned char *before = overwrite_page(path, seed, &length);
        vp_error err = {0};
        /* One that is read at once is refused by the load itself; the others when every byte is read. */
        bool loads = _i >= READ_AT_ONCE ? vp_snapshot_verify(directory, &err) : false;
        vp_snapshot *loaded = _i >= READ_AT_ONCE ? NULL : vp_snapshot_load(directory, &err);
        ck_assert_msg(!loads && !loaded, "%s: seed %u goes unnoticed", parts[_i], seed);
        ck_assert_msg(strstr(err.message, _i == 1 ? "snapshot.json" : parts[_i]) != NULL, "%s", err.message);
        restore(path, before, length);
    }
    vp_error err = {0};
    OK(vp_snapshot_verify(directory, &err));
    vp_snapshot_release(load());
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
             directory);
    ck_assert_int_eq(system(command), 0);
}

static const void *cells_of(const vp_snapshot *s, vp_result_cells kind, size_t first, size_t count, vp_error *err)
{
    size_t station = vp_region_service(&s->region->definitions, "station"),
           near = vp_region_service(&s->region->definitions, "near");
    if (kind == VP_CELLS_SHOWN) return vp_results_shown(&s->results, station, first, count, err);
    if (kind == VP_CELLS_SURFACE) return vp_results_surface(&s->results, station, first, count, err);
    return vp_results_nearest(&s->results, near, first, count, err);
}

/* Bytes of a file of cells, each changed alone (test_mapped_file changes all): it does not open, or gives no pointer,
 * and says which file it is. */
START_TEST(no_cell_leaves_a_damaged_file) /* surface, nearest and what is shown: kind _i */
{
    static const char *const names[VP_CELLS_COUNT] = {
        "cells/station.bin", "cells/nearest_near.bin", [VP_CELLS_SHOWN] = "cells/shown_station.bin"};
    if (!names[_i]) return; /* the province has no service of several modes */
    char *id = publish(), *current = path_in(directory, "current"), *path = path_in(current, names[_i]);
    vp_error err = {0};
    size_t length;
    unsigned char *bytes = vp_file_bytes(path, &length, &err);
    ck_assert_ptr_nonnull(bytes);
    for (size_t at = 0; at < length; at += 193) {
        int file = open(path, O_WRONLY);
        unsigned char other = bytes[at] ^ 4;
        ck_assert_int_eq(pwrite(file, &other, 1, (off_t)at), 1);
        err = (vp_error){0};
        vp_snapshot *s = vp_snapshot_load(directory, &err);
        ck_assert_msg(!s || !cells_of(s, (vp_result_cells)_i, 0, VP_EVERY_CELL, &err), "byte %zu goes unnoticed", at);
        ck_assert_msg(strstr(err.message, path + strlen(current)) != NULL, "%s", err.message);
        vp_snapshot_release(s);
        ck_assert_int_eq(pwrite(file, &bytes[at], 1, (off_t)at), 1);
        close(file);
    }
    vp_snapshot *s = load();
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
    char *id = publish(), *current = path_in(directory, "current"), *path = path_in(current, "snapshot.json");
    rewrite_format(path, VP_SNAPSHOT_FORMAT - 1);
    vp_error err = {0};
    ck_assert_ptr_null(vp_snapshot_load(directory, &err));
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
    char *id = publish(), *current = path_in(directory, "current"), *path = path_in(current, parts[_i]);
    struct stat state;
    vp_error err = {0};
    ck_assert_int_eq(stat(path, &state), 0);
    ck_assert_int_eq(truncate(path, state.st_size / 2), 0);
    ck_assert_ptr_null(vp_snapshot_load(directory, &err));
    ck_assert_msg(strstr(err.message, _i == 1 ? "snapshot.json" : parts[_i]) != NULL, "%s", err.message);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_ptr_null(vp_snapshot_load(directory, &err));
    ck_assert_msg(strstr(err.message, parts[_i]) != NULL, "%s", err.message);
    free(path);
    free(current);
    free(id);
}
END_TEST

static char *found(vp_error *err)
{
    char *path = vp_snapshot_find_dataset(directory, NULL, NULL, err);
    ck_assert_msg(path != NULL, "%s", err->message);
    return path;
}

START_TEST(a_dataset_that_changed_is_noticed)
{
    vp_error err = {0};
    free(publish());
    char *path = path_in(directory, "current/dataset.sqlite");
    free(found(&err));
    unsigned seeds = (unsigned)vp_thorough(20, 100);
    for (unsigned seed = 0; seed < seeds; seed++) {
        size_t length;
        unsigned char *before = overwrite_page(path, seed, &length);
        ck_assert_msg(!vp_snapshot_find_dataset(directory, NULL, NULL, &err), "seed %u goes unnoticed", seed);
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
    char *id = publish(), *path = path_in(directory, "current/facts/region.bin");
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
        ck_assert(vp_archive_region(&archive, made.region));
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

int main(void)
{
    Suite *suite = suite_create("snapshot_store");
    TCase *tests = tcase_create("snapshot_store");
    tcase_add_unchecked_fixture(tests, analyse, clear);
    tcase_add_checked_fixture(tests, make, drop);
    tcase_add_test(tests, everything_comes_back_bit_for_bit);
    tcase_add_test(tests, surfaces_and_people_come_back_bit_for_bit);
    tcase_add_test(tests, it_needs_no_dataset);
    tcase_add_test(tests, gaps_are_placed_and_sorted);
    tcase_add_test(tests, a_place_is_found_on_the_frame);
    tcase_add_test(tests, the_last_five_are_kept);
    tcase_add_test(tests, two_cannot_publish_at_once);
    tcase_add_test(tests, nothing_published_is_not_found);
    tcase_add_loop_test(tests, a_link_that_leads_elsewhere_is_refused, 0, sizeof strange_links / sizeof *strange_links);
    tcase_add_test(tests, a_directory_that_cannot_be_written_is_refused);
    tcase_add_test(tests, coverage_opens_as_layers_with_values);
    tcase_add_test(tests, gdal_opens_layers_and_surfaces);
    tcase_add_loop_test(tests, a_damaged_page_is_refused_by_name, 0, PARTS);
    tcase_add_loop_test(tests, no_cell_leaves_a_damaged_file, 0, VP_CELLS_COUNT);
    tcase_add_test(tests, a_snapshot_of_the_format_before_says_what_to_do);
    tcase_add_loop_test(tests, a_missing_or_short_file_is_refused_by_name, 0, OPENED);
    tcase_add_test(tests, a_dataset_that_changed_is_noticed);
    tcase_add_test(tests, an_archive_of_random_damage_is_read_safely);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
