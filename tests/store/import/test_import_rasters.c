/* Rasters of other grids and systems: people are kept, holes stay holes, what lies elsewhere is refused. */
#include "base/random.h"
#include "store/region/load.h"
#include "store/sqlite/grid_store.h"
#include "store/support_province.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;
static void make(void) { folder = mini_province(); }
static void drop(void) { remove_directory(folder); }

/* ------------------------------------------------------------ rasters */

/* The cells of the only grid of a role; free them. */
static float *grid_of(const char *role, vp_grid_geometry *geometry)
{
    char *path = path_in(folder, "dataset.sqlite"), sql[100];
    vp_error err = {0};
    vp_strip_type type;
    snprintf(sql, sizeof sql, "SELECT id FROM grid WHERE role = '%s' ORDER BY id DESC", role);
    int64_t id = (int64_t)ask(folder, sql);
    vp_database *database = vp_database_open(path, &err);
    ck_assert_msg(database != NULL, "%s", err.message);
    OK(vp_grid_store_describe(database, id, geometry, &type, &err));
    float *cells = calloc(vp_grid_geometry_cells(*geometry), sizeof *cells);
    ck_assert_ptr_nonnull(cells);
    OK(vp_grid_store_read(database, id, cells, &err));
    vp_database_close(database);
    free(path);
    return cells;
}

static double people_on_the_grids(void)
{
    vp_grid_geometry geometry;
    float *cells = grid_of("population", &geometry);
    double sum = 0;
    for (size_t i = 0; i < vp_grid_geometry_cells(geometry); i++) sum += isnan(cells[i]) ? 0 : (double)cells[i];
    free(cells);
    return sum;
}

static void import_well(void)
{
    vp_findings findings = {0};
    vp_error err = {0};
    bool ok = import_province(folder, &findings, &err);
    if (!ok) print_findings(&findings);
    ck_assert_msg(ok, "%s", err.message);
    vp_findings_clear(&findings);
}

/* 37 × 41 cells whose people differ, at any size and place within the grid: none is lost. */
static void people_survive(int epsg, double west, double north, double width, double height)
{
    enum { COLUMNS = 37, ROWS = 41 };
    float people[COLUMNS * ROWS];
    double sum = 0;
    for (int i = 0; i < COLUMNS * ROWS; i++) {
        people[i] = (float)(i % 17) * 1.25f;
        sum += (double)people[i];
    }
    write_raster(folder, "people.tif",
                 (raster_place){epsg, (double[]){west, width, 0, north, 0, -height}, COLUMNS, ROWS}, people, -1);
    import_well();
    ck_assert_double_eq_tol(people_on_the_grids(), sum, 1e-6 * sum);
}

START_TEST(people_are_kept_on_the_same_cells) { people_survive(32648, 500000, 2405000, 100, 100); }
END_TEST
START_TEST(people_are_kept_when_cells_are_split) { people_survive(32648, 500013.7, 2405911.3, 131.7, 127.1); }
END_TEST
START_TEST(people_are_kept_when_cells_are_small) { people_survive(32648, 500013.7, 2405911.3, 31.7, 27.1); }
END_TEST
START_TEST(people_are_kept_from_degrees) { people_survive(4326, 105.001, 21.756, 0.0013, 0.0012); }
END_TEST

START_TEST(people_stay_where_they_are)
{
    float people[4] = {8, 0, 16, 4}; /* 300 m cells: each over nine of the grid */
    vp_grid_geometry geometry;
    write_raster(folder, "people.tif", (raster_place){32648, (double[]){500000, 300, 0, 2406000, 0, -300}, 2, 2},
                 people, -1);
    import_well();
    float *cells = grid_of("population", &geometry);
    ck_assert_double_eq(geometry.west, 499000);
    ck_assert_double_eq(geometry.north, 2407000);
    ck_assert_float_eq_tol(cells[10 * geometry.columns + 10], 8.0f / 9, 1e-6f);
    ck_assert_float_eq(cells[10 * geometry.columns + 13], 0);
    ck_assert_float_eq_tol(cells[15 * geometry.columns + 12], 16.0f / 9, 1e-6f);
    ck_assert_float_nan(cells[16 * geometry.columns + 12]); /* outside the raster: no data, not 0 */
    free(cells);
}
END_TEST

/* GDAL takes the raster's own place; whoever wrote the other may have meant that. */
START_TEST(a_world_file_that_contradicts_is_reported)
{
    float people[4] = {8, 0, 16, 4};
    write_raster(folder, "people.tif", (raster_place){32648, (double[]){500000, 300, 0, 2406000, 0, -300}, 2, 2},
                 people, -1);
    write_text(folder, "people.tfw", "300\n0\n0\n-300\n510150\n2405850\n");
    expect_finding(
        folder, false, VP_FINDING_WARNING,
        "people.tif: row 0  \"\": by itself it begins at (500000, 2406000) with cells of 300 by 300, and by its "
        "world file at (510000, 2406000) with cells of 300 by 300: the file is taken");
    ck_assert_double_eq_tol(people_on_the_grids(), 28, 1e-4);
}
END_TEST

START_TEST(negative_people_are_left_out)
{
    float people[3600];
    for (size_t i = 0; i < 3600; i++) people[i] = 10;
    people[61] = -5, people[62] = INFINITY, people[63] = NAN, people[64] = -9999;
    write_raster(folder, "people.tif", (raster_place){32648, (double[]){500000, 100, 0, 2406000, 0, -100}, 60, 60},
                 people, NAN);
    expect_finding(folder, false, VP_FINDING_WARNING, "row 2 2 \"-5\": not a number of people");
    ck_assert_double_eq_tol(people_on_the_grids(), 35960, 0.1);
    ck_assert_double_eq(ask(folder, "SELECT rejected FROM source WHERE role = 'population'"), 3);
}
END_TEST

START_TEST(elevation_on_its_own_cells_is_not_touched)
{
    float metres[81 * 81];
    vp_grid_geometry geometry;
    for (int i = 0; i < 81 * 81; i++) metres[i] = (float)(i % 977);
    metres[40 * 81 + 40] = -9999; /* a hole, not declared */
    write_raster(folder, "dem.tif", (raster_place){32648, (double[]){498937, 100, 0, 2407041, 0, -100}, 81, 81}, metres,
                 NAN);
    append_text(folder, "datasets.csv", "elevation,dem.tif,,,,,,,,,,\n");
    expect_finding(folder, false, VP_FINDING_NOTE, "on the elevation's own cells");
    float *cells = grid_of("elevation", &geometry);
    ck_assert_double_eq(fmod(geometry.west - 498937, 100), 0);
    ck_assert_double_eq(fmod(geometry.north - 2407041, 100), 0);
    size_t column = (size_t)((498937 + 500 - geometry.west) / 100),
           row = (size_t)((geometry.north - (2407041 - 700)) / 100);
    ck_assert_float_eq(cells[row * geometry.columns + column], metres[7 * 81 + 5]);
    column += 35, row += 33;
    ck_assert_float_nan(cells[row * geometry.columns + column]); /* the hole stays a hole */
    free(cells);
}
END_TEST

/* The parts that a nation's merge joins fail by themselves; what they do not need is read all the same. */
START_TEST(a_merge_reads_around_what_is_broken)
{
    float metres[300 * 300];
    vp_grid_geometry geometry;
    for (int i = 0; i < 300 * 300; i++) metres[i] = (float)(i % 977);
    write_raster(folder, "dem.tif", (raster_place){32648, (double[]){490000, 100, 0, 2420000, 0, -100}, 300, 300},
                 metres, NAN);
    char *file = path_in(folder, "dem.tif"), *path = path_in(folder, "dataset.sqlite");
    struct stat about;
    ck_assert_int_eq(stat(file, &about), 0);
    ck_assert_int_eq(truncate(file, about.st_size - (off_t)sizeof(float) * 125 * 300),
                     0); /* some of the province's rows */
    append_text(folder, "datasets.csv", "elevation,dem.tif,,,,,,,,,,\n");
    expect_finding(folder, true, VP_FINDING_ERROR, "dem.tif");
    vp_findings findings = {0};
    vp_error err = {0};
    vp_province *province = vp_province_read(folder, NULL, &findings, &err);
    const vp_import_options merge = {.gaps = true};
    ck_assert_msg(vp_import(province, path, &merge, &findings, &err), "%s", err.message);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "cells cannot be read"), 1);
    float *cells = grid_of("elevation", &geometry);
    size_t known = 0, first = 300;
    for (size_t i = 0; i < vp_grid_geometry_cells(geometry); i++) {
        size_t column = i % geometry.columns + (size_t)((geometry.west - 490000) / 100),
               row = i / geometry.columns + (size_t)((2420000 - geometry.north) / 100);
        if (isnan(cells[i])) {
            if (row < first) first = row;
            continue;
        }
        known++;
        ck_assert_float_eq(cells[i], metres[row * 300 + column]);
    }
    ck_assert_msg(first > 130 && first < 180 && known > 1000, "row %zu, %zu cells", first, known);
    free(cells);
    vp_findings_clear(&findings);
    vp_province_free(province);
    free(file);
    free(path);
}
END_TEST

START_TEST(elevation_and_land_cover_from_other_grids)
{
    float metres[40 * 40], classes[400 * 400];
    vp_grid_geometry geometry;
    for (int i = 0; i < 1600; i++) metres[i] = (float)(100 + 2 * (i % 40)); /* a plane that rises east */
    for (int i = 0; i < 160000; i++) classes[i] = i % 400 < 200 ? 10 : 20;
    write_raster(folder, "dem.tif", (raster_place){4326, (double[]){104.95, 0.004, 0, 21.81, 0, -0.004}, 40, 40},
                 metres, NAN);
    write_raster(folder, "cover.tif", (raster_place){32648, (double[]){498000, 25, 0, 2408000, 0, -25}, 400, 400},
                 classes, 0);
    append_text(folder, "datasets.csv", "elevation,dem.tif,,,,,,,,,,\nland_cover,cover.tif,,,,,,,,,,\n");
    import_well();
    float *cells = grid_of("elevation", &geometry);
    size_t cell;
    ck_assert(vp_grid_geometry_locate(geometry, 503001, 2403001,
                                      &cell)); /* its centre: 105.0295 E: column 19.86, less half a cell */
    double x, y;
    vp_grid_geometry_centre(geometry, cell, &x, &y);
    double longitude = 105.029009408206 + (x - 503000) / 103400;
    ck_assert_float_eq_tol(cells[cell], (float)(100 + 2 * ((longitude - 104.95) / 0.004 - 0.5)), 0.02f);
    free(cells);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM grid WHERE role = 'land_cover' AND type = 'uint8'"), 1);
}
END_TEST

static void import_in_strips(size_t cells_at_once)
{
    vp_findings findings = {0};
    vp_error err = {0};
    char *path = path_in(folder, "dataset.sqlite");
    unlink(path);
    vp_province *province = vp_province_read(folder, NULL, &findings, &err);
    const vp_import_options options = {.cells_at_once = cells_at_once};
    ck_assert_msg(vp_import(province, path, &options, &findings, &err), "%s", err.message);
    vp_findings_clear(&findings);
    vp_province_free(province);
    free(path);
}

/* Heights between the centres of a turned grid, means and most frequent classes of many cells: all need cells of the
 * source on both sides of where one strip of the grid ends. */
START_TEST(strips_of_a_large_raster_meet_without_a_seam)
{
    static float metres[60 * 60], classes[400 * 400], fine[400 * 400];
    static const char *const roles[] = {"elevation", "land_cover"};
    const bool between = _i == 0;
    const size_t roles_read = between ? 1 : 2;
    vp_random random = {17};
    for (int i = 0; i < 3600; i++) metres[i] = (float)(vp_random_next(&random) % 900);
    for (int i = 0; i < 160000; i++) classes[i] = (float)(10 * (1 + vp_random_next(&random) % 5));
    for (int i = 0; i < 160000; i++) fine[i] = (float)(vp_random_next(&random) % 900);
    if (between)
        write_raster(folder, "dem.tif", (raster_place){4326, (double[]){104.95, 0.003, 0, 21.81, 0, -0.003}, 60, 60},
                     metres, NAN);
    else
        write_raster(folder, "dem.tif", (raster_place){32648, (double[]){498010, 26, 0, 2407990, 0, -26}, 400, 400},
                     fine, NAN);
    write_raster(folder, "cover.tif", (raster_place){32648, (double[]){498013, 25, 0, 2408009, 0, -25}, 400, 400},
                 classes, 0);
    append_text(folder, "datasets.csv", "elevation,dem.tif,,,,,,,,,,\n");
    if (!between) append_text(folder, "datasets.csv", "land_cover,cover.tif,,,,,,,,,,\n");
    void *whole[2];
    vp_grid_geometry geometry;
    import_in_strips(0);
    for (size_t k = 0; k < roles_read; k++) whole[k] = grid_of(roles[k], &geometry);
    import_in_strips(between ? 200 : 9000);
    for (size_t k = 0; k < roles_read; k++) {
        const unsigned char *cells = (const unsigned char *)grid_of(roles[k], &geometry), *is = whole[k];
        size_t bytes = vp_grid_geometry_cells(geometry) * (k ? 1 : sizeof(float)), known = 0;
        for (size_t i = 0; i < bytes; i++) {
            ck_assert_msg(cells[i] == is[i], "%s: row %zu", roles[k], i / (k ? 1 : sizeof(float)) / geometry.columns);
            known += is[i] != 0;
        }
        ck_assert_uint_gt(known, bytes / 4);
        free((void *)(uintptr_t)cells);
        free(whole[k]);
    }
}
END_TEST

static const char *const masts_beyond = "id,lon,lat,m,f,p,pol,sys,scope\n"
                                        "NEAR,105.0145,21.717,60,102.5,10,H,fm,national\n"
                                        "WEST,104.7,21.717,60,102.5,10,H,fm,national\n"
                                        "FAR,104.2,21.717,60,102.5,10,H,fm,national\n";

/* 0.01 degrees of longitude are 1031 m at the layer's northern edge, 22.2 degrees. */
START_TEST(a_wide_elevation_keeps_masts_beyond)
{
    float plane[100 * 100], fine[120 * 120];
    vp_grid_geometry geometry;
    vp_error err = {0};
    for (int i = 0; i < 10000; i++) plane[i] = (float)(100 + 2 * (i % 100)); /* rises east */
    for (int i = 0; i < 14400; i++) fine[i] = 7;
    write_text(folder, "t.csv", masts_beyond);
    write_raster(folder, "dem.tif", (raster_place){32648, (double[]){497000, 100, 0, 2409000, 0, -100}, 120, 120}, fine,
                 NAN);
    append_text(
        folder, "datasets.csv",
        "elevation,dem.tif,,,,,,,,,,\n"
        "transmitters,t.csv,,,EPSG:4326,,mast_metres=m;frequency_mhz=f;erp_kw=p;polarisation=pol;system=sys,,,,,\n");
    expect_finding(folder, false, VP_FINDING_WARNING, "outside of elevation_wide");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM transmitter"), 1);
    write_raster(folder, "wide.tif", (raster_place){4326, (double[]){104.5, 0.01, 0, 22.2, 0, -0.01}, 100, 100}, plane,
                 NAN);
    append_text(folder, "datasets.csv", "elevation_wide,wide.tif,,,,,,,,,,\n");
    expect_finding(folder, false, VP_FINDING_NOTE, "flattens ridges");
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM transmitter WHERE code IN ('NEAR', 'WEST')"), 2);
    ck_assert_double_eq(ask(folder, "SELECT count(*) FROM transmitter"), 2);
    float *cells = grid_of("elevation_wide", &geometry);
    ck_assert_double_eq_tol(geometry.cell_metres, 1031, 2);
    size_t cell;
    double x, y;
    ck_assert(vp_grid_geometry_locate(geometry, 480000, 2402000, &cell));
    vp_grid_geometry_centre(geometry, cell, &x, &y);
    double longitude = 105 + (x - 500000) / 103430;
    ck_assert_float_eq_tol(cells[cell], (float)(100 + 2 * ((longitude - 104.5) / 0.01 - 0.5)), 0.1f);
    ck_assert(!vp_grid_geometry_locate(geometry, 400000, 2402000, &cell) || isnan(cells[cell])); /* 104.03 E */
    free(cells);
    char *path = path_in(folder, "dataset.sqlite");
    vp_region *region = vp_region_load(path, &err);
    ck_assert_msg(region != NULL, "%s", err.message);
    ck_assert_ptr_nonnull(region->land.elevation_wide);
    ck_assert(vp_grid_geometry_same(vp_grid_geometry_of(region->land.elevation_wide), geometry));
    ck_assert_float_eq(vp_grid_cells(region->land.elevation)[0], 7); /* the fine one is not touched */
    vp_region_free(region);
    free(path);
}
END_TEST

START_TEST(a_raster_elsewhere_or_without_a_system_stops_the_import)
{
    float people[4] = {1, 1, 1, 1};
    if (_i == 0)
        write_raster(folder, "people.tif", (raster_place){32648, (double[]){100000, 100, 0, 100000, 0, -100}, 2, 2},
                     people, -1);
    if (_i == 1)
        write_raster(folder, "people.tif", (raster_place){0, (double[]){500000, 100, 0, 2406000, 0, -100}, 2, 2},
                     people, -1);
    if (_i == 2)
        write_raster(folder, "people.tif", (raster_place){32648, (double[]){500000, 100, 10, 2406000, 10, -100}, 2, 2},
                     people, -1);
    static const char *const said[] = {"does not touch the province", "neither the file nor datasets.csv", "north up"};
    expect_finding(folder, true, VP_FINDING_ERROR, said[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import of rasters");
    TCase *tests = tcase_create("rasters");
    tcase_add_checked_fixture(tests, make, drop);
    tcase_add_test(tests, people_are_kept_on_the_same_cells);
    tcase_add_test(tests, people_are_kept_when_cells_are_split);
    tcase_add_test(tests, people_are_kept_when_cells_are_small);
    tcase_add_test(tests, people_are_kept_from_degrees);
    tcase_add_test(tests, people_stay_where_they_are);
    tcase_add_test(tests, a_world_file_that_contradicts_is_reported);
    tcase_add_test(tests, negative_people_are_left_out);
    tcase_add_test(tests, elevation_on_its_own_cells_is_not_touched);
    tcase_add_test(tests, a_merge_reads_around_what_is_broken);
    tcase_add_test(tests, elevation_and_land_cover_from_other_grids);
    tcase_add_loop_test(tests, strips_of_a_large_raster_meet_without_a_seam, 0, 2);
    tcase_add_test(tests, a_wide_elevation_keeps_masts_beyond);
    tcase_add_loop_test(tests, a_raster_elsewhere_or_without_a_system_stops_the_import, 0, 3);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
