/* A snapshot comes back bit for bit and is self-contained. */
#include "store/files/file_bytes.h"
#include "store/snapshot/files.h"
#include "store/snapshot/snapshot_archive.h"
#include "store/snapshot/snapshot_store.h"
#include "store/spatial/projection.h"
#include "store/sqlite/database.h"
#include "store/support_snapshot.h"
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

/* The bytes of a subject as the archive writes it. */
static void *archived(vp_archive_walk *walk, void *subject, size_t *length)
{
    vp_error err = {0};
    char *path = path_in(small_directory, "archived.bin");
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
    char *id = publish_small_case();
    vp_snapshot *s = load_small_case();
    ck_assert_str_eq(s->provenance.id, id);
    ck_assert_str_eq(s->provenance.software, VP_VERSION);
    assert_same(vp_archive_region, small_made.region, s->region);
    for (size_t i = 0; i < small_made.region->definitions.service_count; i++) {
        vp_archived_coverage wanted = {small_made.region, small_made.coverage, i},
                             found = {s->region, s->results.coverage, i};
        assert_same(vp_archive_facts, &wanted, &found);
        if (i == 0) assert_same(vp_archive_people, &wanted, &found);
    }
    vp_archived_weights wanted = {small_made.region, small_made.weights[small_made.region->units.main_set]},
                        found = {s->region, s->results.main_weights};
    assert_same(vp_archive_weights, &wanted, &found);
    free(id);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(surfaces_and_people_come_back_bit_for_bit)
{
    free(publish_small_case());
    vp_snapshot *s = load_small_case();
    size_t cells = vp_grid_geometry_cells(small_made.region->geometry), surfaces = 0;
    for (size_t i = 0; i < small_made.region->definitions.service_count; i++) {
        ck_assert_int_eq(small_made.surfaces[i] == NULL, s->results.surfaces[i] == NULL);
        ck_assert_int_eq(small_made.nearest[i] == NULL, s->results.nearest[i] == NULL);
        if (small_made.surfaces[i])
            ck_assert_mem_eq(vp_grid_cells(small_made.surfaces[i]), vp_grid_cells(s->results.surfaces[i]), cells * 4);
        if (small_made.nearest[i]) ck_assert_mem_eq(small_made.nearest[i], s->results.nearest[i], cells * 4);
        surfaces += small_made.surfaces[i] != NULL;
    }
    ck_assert_uint_eq(surfaces, 2);
    ck_assert_mem_eq(vp_grid_cells(small_made.region->people.populations[0].people),
                     vp_grid_cells(s->region->people.populations[0].people), cells * 4);
    ck_assert_ptr_null(s->region->land.elevation);
    ck_assert_ptr_null(s->region->land.roads);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(it_needs_no_dataset)
{
    free(publish_small_case());
    char *path = path_in(small_directory, "current/dataset.sqlite");
    ck_assert_int_eq(unlink(path), 0);
    free(path);
    vp_snapshot *s = load_small_case();
    ck_assert_uint_eq(s->provenance.source_count, 2);
    ck_assert_str_eq(s->provenance.sources[0].path, "units.gpkg");
    ck_assert_str_eq(s->provenance.sources[0].licence, "MIT");
    ck_assert_ptr_null(s->provenance.sources[1].licence);
    vp_snapshot_release(s);
}
END_TEST

START_TEST(gaps_are_placed_and_sorted)
{
    free(publish_small_case());
    vp_snapshot *s = load_small_case();
    ck_assert_uint_eq(s->listings.gaps.gap_count, small_made.gaps.gap_count);
    ck_assert_uint_gt(s->listings.gaps.gap_count, 1);
    vp_error err = {0};
    vp_projection *projection = vp_projection_new("EPSG:32648", (vp_grid_geometry){0}, &err);
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

START_TEST(a_place_is_found_on_the_grid)
{
    free(publish_small_case());
    vp_snapshot *s = load_small_case();
    const vp_facility *f = &s->region->supply.facilities[0];
    size_t cell, wanted;
    double lon = f->x, lat = f->y, back_lon, back_lat;
    vp_projection *projection = vp_projection_new("EPSG:32648", (vp_grid_geometry){0}, NULL);
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
    char *path = path_in(small_directory, name);
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
        last = publish_small_case();
    }
    ck_assert_uint_le(count_entries("published", false),
                      6); /* names of one second have no order: the current is spared */
    ck_assert_uint_ge(count_entries("published", false), 5);
    ck_assert_uint_eq(count_entries("published", true), 0);
    vp_snapshot *s = load_small_case();
    ck_assert_str_eq(s->provenance.id, last);
    vp_snapshot_release(s);
    free(last);
}
END_TEST

START_TEST(two_cannot_publish_at_once)
{
    vp_error err = {0};
    vp_snapshot_writer *first = vp_snapshot_begin(small_directory, 0, &err);
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(vp_snapshot_begin(small_directory, 0, &err));
    ck_assert_int_eq(err.kind, VP_BUSY);
    vp_snapshot_abandon(first);
    ck_assert_uint_eq(count_entries("published", true), 0);
    free(publish_small_case());
}
END_TEST

START_TEST(nothing_published_is_not_found)
{
    vp_error err = {0};
    ck_assert_ptr_null(vp_snapshot_load(small_directory, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
}
END_TEST

static const char *const strange_links[] = {"/etc",          "published/",      "published/..",
                                            "published/a/b", "published/.lock", "../x"};

START_TEST(a_link_that_leads_elsewhere_is_refused) /* runs once per target, row _i */
{
    char *link = path_in(small_directory, "current");
    ck_assert_int_eq(symlink(strange_links[_i], link), 0);
    vp_error err = {0};
    ck_assert_ptr_null(vp_snapshot_load(small_directory, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    free(link);
}
END_TEST

START_TEST(a_directory_that_cannot_be_written_is_refused)
{
    if (geteuid() == 0) {
        /* Root writes anywhere: a file in the directory's place stands for it. */
        char *path = path_in(small_directory, "published");
        int file = open(path, O_CREAT | O_WRONLY, 0600);
        ck_assert_int_ge(file, 0);
        close(file);
        free(path);
    } else {
        ck_assert_int_eq(chmod(small_directory, 0500), 0);
    }
    vp_error err = {0};
    char *id;
    ck_assert(!publish_small(small_directory, &small_made, &id, &err));
    ck_assert_int_eq(err.kind, VP_IO);
    ck_assert_msg(strstr(err.message, small_directory) != NULL, "%s", err.message);
    chmod(small_directory, 0700);
}
END_TEST

/* ------------------------------------------------------------ what others see */

START_TEST(coverage_opens_as_layers_with_values)
{
    char *id = publish_small_case(), *path = path_in(small_directory, "current/coverage.sqlite");
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
    ck_assert_int_eq((int)count, 12);
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
    free(publish_small_case());
    GDALAllRegister();
    char *path = path_in(small_directory, "current/coverage.sqlite");
    GDALDatasetH vectors = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(vectors);
    OGRLayerH layer = GDALDatasetGetLayerByName(vectors, "gaps");
    ck_assert_ptr_nonnull(layer);
    ck_assert_int_eq((int)OGR_L_GetFeatureCount(layer, 1), (int)small_made.gaps.gap_count);
    ck_assert_ptr_nonnull(OGR_L_GetSpatialRef(layer));
    GDALClose(vectors);
    free(path);
    path = path_in(small_directory, "current/surfaces/station.tif");
    GDALDatasetH raster = GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY, NULL, NULL, NULL);
    ck_assert_ptr_nonnull(raster);
    int has_nodata;
    ck_assert(isnan(GDALGetRasterNoDataValue(GDALGetRasterBand(raster, 1), &has_nodata)) && has_nodata);
    ck_assert_str_eq(GDALGetMetadataItem(raster, "LAYOUT", "IMAGE_STRUCTURE"), "COG");
    GDALClose(raster);
    free(path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("snapshot_store");
    TCase *tests = tcase_create("snapshot_store");
    tcase_add_unchecked_fixture(tests, make_small_results, drop_small_results);
    tcase_add_checked_fixture(tests, make_small_directory, drop_small_directory);
    tcase_add_test(tests, everything_comes_back_bit_for_bit);
    tcase_add_test(tests, surfaces_and_people_come_back_bit_for_bit);
    tcase_add_test(tests, it_needs_no_dataset);
    tcase_add_test(tests, gaps_are_placed_and_sorted);
    tcase_add_test(tests, a_place_is_found_on_the_grid);
    tcase_add_test(tests, the_last_five_are_kept);
    tcase_add_test(tests, two_cannot_publish_at_once);
    tcase_add_test(tests, nothing_published_is_not_found);
    tcase_add_loop_test(tests, a_link_that_leads_elsewhere_is_refused, 0, sizeof strange_links / sizeof *strange_links);
    tcase_add_test(tests, a_directory_that_cannot_be_written_is_refused);
    tcase_add_test(tests, coverage_opens_as_layers_with_values);
    tcase_add_test(tests, gdal_opens_layers_and_surfaces);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
