/* Cells that are asked for one by one do not stay in memory: each brings what the system maps around it. */
#include "platform/memory.h"
#include "store/snapshot/cell_files.h"
#include "store/snapshot/files.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COLUMNS = 3000, ROWS = 2048, APART = 16384 }; /* 24 MB; a cell of each 64 KB is asked for */
#define MEGABYTES ((size_t)1 << 20)

START_TEST(places_asked_for_one_by_one_are_given_back)
{
    char directory[] = "/tmp/cell_filesXXXXXX", path[300];
    vp_file_name raster, name;
    vp_error err = {0};
    vp_service service = {.id = (char *)"station", .reach = VP_REACH_TRAVEL_TIME, .mode = (char *)"walk"};
    vp_region region = {.geometry = {COLUMNS, ROWS, 100, 0, 0},
                        .definitions = {.services = &service, .service_count = 1}};
    vp_grid *surface = NULL;
    vp_results results = {.surfaces = &surface};
    size_t cells = vp_grid_geometry_cells(region.geometry);
    float *minutes = calloc(cells, sizeof *minutes);
    ck_assert(mkdtemp(directory) && minutes);
    for (size_t i = 0; i < cells; i++) minutes[i] = (float)(i % 977);
    vp_snapshot_surface_name(&region.definitions, 0, raster);
    vp_snapshot_cells_name(raster, name);
    snprintf(path, sizeof path, "%s/cells", directory);
    ck_assert_int_eq(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/%s", directory, name);
    ck_assert_msg(vp_mapped_file_write(path, "surface", minutes, cells * sizeof *minutes, &err), "%s", err.message);
    free(minutes);
    vp_manifest_file row = {.path = name};
    const vp_manifest manifest = {.files = &row, .file_count = 1};
    vp_cell_files *files = vp_cell_files_new(&region, directory, &manifest, &err);
    ck_assert(files && vp_cell_files_open(files, VP_CELLS_SURFACE, 0, &results, &err) && surface);
    size_t before = vp_memory_of_files(), most = before;
    vp_cell_files_limit(files, before + 4 * MEGABYTES, 0);
    for (size_t i = 0; i < cells; i += APART) {
        ck_assert(vp_cell_files_touch(files, VP_CELLS_SURFACE, 0, i, 1, &err));
        ck_assert_float_eq(vp_grid_cells(surface)[i], (float)(i % 977));
        size_t now = vp_memory_of_files();
        most = now > most ? now : most;
    }
    ck_assert_uint_gt(before, 0);
    ck_assert_msg(most < before + 14 * MEGABYTES, "%zu MB of files were held", (most - before) / MEGABYTES);
    ck_assert_msg(most > before + 2 * MEGABYTES, "nothing was mapped: the test shows nothing");
    vp_grid_free(surface);
    vp_cell_files_free(files);
    unlink(path);
    path[strlen(directory) + sizeof "/cells" - 1] = 0;
    rmdir(path);
    rmdir(directory);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cell_files");
    TCase *tests = tcase_create("cell_files");
    tcase_add_test(tests, places_asked_for_one_by_one_are_given_back);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
