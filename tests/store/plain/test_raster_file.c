/* A grid written and read again; what is not a raster is refused. */
#include "store/plain/raster_file.h"
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char directory[] = "/tmp/vp_raster_XXXXXX";
static char path[64];

static vp_findings findings;
static vp_raster_request asked = {.path = path, .findings = &findings};

static void setup(void)
{
    strcpy(directory, "/tmp/vp_raster_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    snprintf(path, sizeof path, "%s/grid.tif", directory);
}

static void teardown(void)
{
    unlink(path);
    rmdir(directory);
    vp_findings_clear(&findings);
}

static const vp_grid_geometry geometry = {
    .columns = 300, .rows = 200, .cell_metres = 60, .west = 529200, .north = 2530200};

START_TEST(what_is_written_is_read)
{
    vp_error err;
    vp_grid *grid = vp_grid_new(geometry, 1.25f, &err);
    vp_grid_edit(grid)[7] = NAN;
    vp_grid_edit(grid)[59999] = -0.1f;
    ck_assert_msg(vp_raster_file_write(path, grid, "EPSG:32648", "test", &err), "%s", err.message);
    vp_raster_file back;
    ck_assert_msg(vp_raster_file_read(&asked, &back, &err), "%s", err.message);
    ck_assert(vp_grid_geometry_same(vp_grid_geometry_of(back.grid), geometry));
    ck_assert_ptr_nonnull(strstr(back.crs, "UTM zone 48N"));
    for (size_t i = 0; i < vp_grid_geometry_cells(geometry); i++) {
        float a = vp_grid_cells(grid)[i], b = vp_grid_cells(back.grid)[i];
        ck_assert(a == b || (isnan(a) && isnan(b)));
    }
    vp_raster_file_clear(&back);
    vp_grid_free(grid);
}
END_TEST

START_TEST(infinity_is_no_number_and_is_reported)
{
    vp_error err;
    vp_raster_file back;
    vp_grid *grid = vp_grid_new(geometry, 1.25f, &err);
    vp_grid_edit(grid)[8] = INFINITY;
    ck_assert_msg(vp_raster_file_write(path, grid, "EPSG:32648", "test", &err), "%s", err.message);
    ck_assert_msg(vp_raster_file_read(&asked, &back, &err), "%s", err.message);
    ck_assert(isnan(vp_grid_cells(back.grid)[8]));
    ck_assert_uint_eq(findings.warnings, 1);
    vp_raster_file_clear(&back);
    vp_grid_free(grid);
}
END_TEST

START_TEST(what_is_no_raster_is_refused)
{
    vp_error err;
    vp_raster_file raster;
    ck_assert(!vp_raster_file_read(&(vp_raster_request){.path = "/tmp/there/is/none.tif", .findings = &findings},
                                   &raster, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert(!vp_raster_file_read(&(vp_raster_request){.path = directory, .findings = &findings}, &raster, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    FILE *file = fopen(path, "w"); /* a virtual raster in disguise must not open another file */
    fputs("<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"><VRTRasterBand dataType=\"Byte\" band=\"1\"/></VRTDataset>",
          file);
    fclose(file);
    ck_assert(!vp_raster_file_read(&asked, &raster, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    ck_assert_ptr_null(raster.grid);
}
END_TEST

START_TEST(what_cannot_be_written_says_so)
{
    vp_error err;
    vp_grid *grid = vp_grid_new(geometry, 0, &err);
    ck_assert(!vp_raster_file_write("/tmp/there/is/none.tif", grid, "EPSG:32648", "test", &err));
    ck_assert_int_eq(err.kind, VP_IO);
    ck_assert(!vp_raster_file_write(path, grid, "EPSG:nonsense", "test", &err));
    ck_assert_int_eq(access(path, F_OK), -1);
    vp_grid_free(grid);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("raster file");
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, what_is_written_is_read);
    tcase_add_test(cases, infinity_is_no_number_and_is_reported);
    tcase_add_test(cases, what_is_no_raster_is_refused);
    tcase_add_test(cases, what_cannot_be_written_says_so);
    Suite *suite = suite_create("raster_file");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
