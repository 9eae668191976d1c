/* Which drivers of GDAL a reader has. */
#include "store/sandbox/reader_internal.h"
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_there(const char *name) { return GDALGetDriverByName(name) != NULL; }

START_TEST(a_reader_has_the_drivers_that_it_names)
{
    GDALDestroyDriverManager();
    vp_reader_enter_drivers((const char *const[]){"GPKG", "CSV", NULL});
    ck_assert_int_eq(GDALGetDriverCount(), 2);
    ck_assert(is_there("GPKG") && is_there("CSV"));
    vp_reader_enter_drivers((const char *const[]){"Memory", NULL}); /* one more, those stay */
    ck_assert_int_eq(GDALGetDriverCount(), 3);
}
END_TEST

/* Each format of the table names drivers that can be entered. */
START_TEST(every_format_finds_its_drivers)
{
    static const char *const endings[] = {".gpkg", ".shp", ".dbf", ".tab", ".mif",  ".gdb",  ".geojson",
                                          ".json", ".fgb", ".csv", ".tsv", ".txt",  ".xlsx", ".kml",
                                          ".gpx",  ".pbf", ".osm", ".tif", ".tiff", ".hgt"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        char path[20];
        snprintf(path, sizeof path, "a%s", endings[i]);
        const vp_source_format *format = vp_source_format_of(path);
        ck_assert_msg(format && format->drivers[0], "%s", path);
        GDALDestroyDriverManager();
        vp_reader_enter_drivers(format->drivers);
        for (size_t d = 0; format->drivers[d]; d++)
            ck_assert_msg(is_there(format->drivers[d]), "%s: %s", path, format->drivers[d]);
    }
}
END_TEST

static bool has_plain_ones_alone(void)
{
    vp_reader_keep_drivers((const char *const[]){"GTiff", "MEM", NULL});
    return GDALGetDriverCount() == 2 && is_there("GTiff") && is_there("MEM") && !is_there("VRT");
}

/* What a mask names is opened with whatever driver is there: then a VRT's must not be, which could name other files. As
 * in a reader, a child ends with it: a driver that is put aside is nobody's. */
START_TEST(those_that_a_parent_had_are_gone) /* _i: whether it had any */
{
    GDALDestroyDriverManager();
    if (_i) GDALAllRegister();
    ck_assert_int_eq(is_there("VRT"), _i);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) _exit(has_plain_ones_alone() ? 0 : 1);
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("drivers");
    tcase_add_test(cases, a_reader_has_the_drivers_that_it_names);
    tcase_add_test(cases, every_format_finds_its_drivers);
    tcase_add_loop_test(cases, those_that_a_parent_had_are_gone, 0, 2);
    Suite *suite = suite_create("drivers of a reader");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
