/* The grid lies on the elevation's cells; when the system keeps the reader from them, the build ends and says why. */
#include "store/import/job_internal.h"
#include "store/support_province.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static char *folder;
static vp_findings findings;
static vp_province *province;
static vp_import_job job;

/* The elevation's corner is 30 m west and 10 m north of what multiples of the cell would give. */
static void make(void)
{
    float metres[64 * 64] = {0};
    vp_error err = {0};
    folder = mini_province();
    write_raster(folder, "height.tif", (raster_place){32648, (double[]){499770, 100, 0, 2406210, 0, -100}, 64, 64},
                 metres, -9999);
    append_text(folder, "datasets.csv", "elevation,height.tif,,,,,,,,,,\n");
    append_text(folder, "province.csv", "extent,\"500000,2400000,506000,2406000\"\n");
    findings = (vp_findings){0};
    province = vp_province_read(folder, NULL, &findings, &err);
    ck_assert_msg(province != NULL, "%s", err.message);
    job = (vp_import_job){.province = province, .findings = &findings, .crs = "EPSG:32648"};
}

static void drop(void)
{
    vp_province_free(province);
    vp_findings_clear(&findings);
    remove_directory(folder);
}

START_TEST(the_grid_lies_on_the_elevations_cells)
{
    vp_error err = {0};
    ck_assert_msg(vp_import_set_geometry(&job, &err), "%s", err.message);
    ck_assert_double_eq(job.geometry.west, 499970);
    ck_assert_double_eq(job.geometry.north, 2406010);
    ck_assert(job.geometry.columns == 61 && job.geometry.rows == 61);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_NOTE, "on the elevation's own cells"), 1);
}
END_TEST

START_TEST(a_reader_that_the_system_keeps_from_it_ends_the_build)
{
    struct rlimit files;
    vp_error err = {0};
    int next = open("/dev/null", O_RDONLY);
    ck_assert_int_ge(next, 0);
    close(next);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = (rlim_t)next; /* none more */
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
    bool ok = vp_import_set_geometry(&job, &err);
    files.rlim_cur = files.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
    ck_assert(!ok);
    ck_assert_msg(err.kind != VP_BAD_INPUT && *err.message && !strstr(err.message, "damaged"), "%s", err.message);
    ck_assert_double_eq(job.geometry.cell_metres, 0);
}
END_TEST

/* Which is reported when its cells are read; the geometry is known meanwhile, so that all else is checked. */
START_TEST(a_damaged_elevation_ends_nothing_yet)
{
    vp_error err = {0};
    write_text(folder, "height.tif", "no raster\n");
    ck_assert_msg(vp_import_set_geometry(&job, &err), "%s", err.message);
    ck_assert_double_eq(job.geometry.west, 500000);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_NOTE, "on multiples of the cell"), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("grid_geometry");
    TCase *tests = tcase_create("grid_geometry");
    tcase_add_checked_fixture(tests, make, drop);
    tcase_add_test(tests, the_grid_lies_on_the_elevations_cells);
    tcase_add_test(tests, a_reader_that_the_system_keeps_from_it_ends_the_build);
    tcase_add_test(tests, a_damaged_elevation_ends_nothing_yet);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
