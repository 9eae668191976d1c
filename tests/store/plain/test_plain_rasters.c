/* Rasters that commands read and write: cells, places and what must agree, by hand. */
#include "store/plain/raster_read.h"
#include "store/support_province.h"
#include <gdal.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 3, ROWS = 2, CELLS = COLUMNS * ROWS };
static const double metres[6] = {500000, 100, 0, 2400000, 0, -100}, flat[6] = {500000, 100, 0, 2400000, 0, -50},
                    degrees[6] = {105, 0.25, 0, 21, 0, -0.25};
static const float cells[CELLS] = {1, 2.5f, -1, 4, 5, 6};

static char *directory, *path;
static vp_findings findings;
static vp_error err;
static vp_raster_place place;

static void make(void)
{
    directory = temporary_directory();
    path = path_in(directory, "r.tif");
    findings = (vp_findings){0};
    err = (vp_error){0};
    place = (vp_raster_place){0};
}

static void drop(void)
{
    vp_raster_place_clear(&place);
    vp_findings_clear(&findings);
    free(path);
    remove_directory(directory);
}

static vp_raster_request asked(vp_cells_kind kind)
{
    return (vp_raster_request){.path = path, .kind = kind, .findings = &findings};
}

START_TEST(cells_of_any_size_are_read_as_they_are)
{
    write_raster(directory, "r.tif", (raster_place){32648, flat, COLUMNS, ROWS}, cells, -1);
    vp_raster_request request = asked(VP_CELLS_ELEVATION);
    double *found = vp_raster_read_any(&request, &place, &err);
    ck_assert_msg(found != NULL, "%s", err.message);
    ck_assert_double_eq(found[1], 2.5);
    ck_assert_double_nan(found[2]);
    ck_assert_double_eq(found[5], 6);
    free(found);
    ck_assert_double_eq(place.geometry.cell_metres, 100);
    ck_assert_double_eq(place.row_height, 50);
    ck_assert_double_eq(place.geometry.north, 2400000);
    ck_assert(!place.degrees && place.crs);
    vp_raster_place_clear(&place);
    ck_assert_ptr_null(vp_raster_read_metres(&request, &place, &err));
    ck_assert(strstr(err.message, "cells of 100 by 50 are not square; gdalwarp -tr makes them so") != NULL);
    write_raster(directory, "r.tif", (raster_place){4326, degrees, COLUMNS, ROWS}, cells, -1);
    found = vp_raster_read_any(&request, &place, &err);
    ck_assert_msg(found != NULL, "%s", err.message);
    free(found);
    ck_assert(place.degrees);
    vp_raster_place_clear(&place);
    ck_assert_ptr_null(vp_raster_read_metres(&request, &place, &err));
    ck_assert(strstr(err.message, "it is in degrees, not projected metres") != NULL);
    ck_assert_msg(strstr(err.message, "EPSG:32648") != NULL, "%s", err.message); /* 105° to 105.75° */
    ck_assert_ptr_null(place.crs);
}
END_TEST

START_TEST(what_is_no_raster_file_is_refused)
{
    vp_raster_request request = {.path = "/vsimem/x.tif", .kind = VP_CELLS_ELEVATION, .findings = &findings};
    ck_assert_ptr_null(vp_raster_read_any(&request, &place, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    request.path = directory;
    ck_assert_ptr_null(vp_raster_read_any(&request, &place, &err));
    ck_assert(strstr(err.message, "not a plain file") != NULL);
}
END_TEST

START_TEST(people_that_cannot_be_are_refused_or_reported)
{
    static const float odd[CELLS] = {1, -5, 3, 4, 5, 6};
    write_raster(directory, "density.tif", (raster_place){32648, metres, COLUMNS, ROWS}, odd, NAN);
    char *density = path_in(directory, "density.tif");
    vp_raster_request request = {.path = density, .kind = VP_CELLS_PEOPLE, .findings = &findings};
    double *found = vp_raster_read_any(&request, &place, &err);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "it calls itself a density"), 1);
    ck_assert_uint_eq(count_findings(&findings, VP_FINDING_WARNING, "\"-5\""), 1);
    if (found) ck_assert_double_nan(found[1]);
    free(found);
    free(density);
}
END_TEST

/* What a second raster is: another place, and whether it may lie on the first. */
static const struct {
    int epsg, columns, rows;
    double transform[6];
    const char *said; /* NULL: it may */
} others[] = {
    {32648, 3, 2, {500000, 100, 0, 2400000, 0, -100}, NULL},
    {32648, 3, 2, {500000.05, 100, 0, 2399999.95, 0, -100}, NULL},
    {0, 3, 2, {500000, 100, 0, 2400000, 0, -100}, NULL},
    {32649, 3, 2, {500000, 100, 0, 2400000, 0, -100}, "its coordinate system is not the other raster's"},
    {32648,
     2,
     2,
     {500000, 100, 0, 2400000, 0, -100},
     "2 by 2 cells of 100 m from (500000.00, 2400000.00) do not match"},
    {32648, 3, 1, {500000, 100, 0, 2400000, 0, -100}, "3 by 1 cells"},
    {32648, 3, 2, {500000, 100.01, 0, 2400000, 0, -100.01}, "do not match"},
    {32648, 3, 2, {500000.2, 100, 0, 2400000, 0, -100}, "do not match"},
    {32648, 3, 2, {500000, 100, 0, 2400000.2, 0, -100}, "do not match"},
};

START_TEST(a_raster_lies_on_another_or_is_refused)
{
    vp_raster_request request = asked(VP_CELLS_ELEVATION);
    write_raster(directory, "r.tif", (raster_place){32648, metres, COLUMNS, ROWS}, cells, -1);
    vp_grid *first = vp_raster_read_metres(&request, &place, &err);
    ck_assert_msg(first != NULL, "%s", err.message);
    vp_grid_free(first);
    write_raster(directory, "r.tif",
                 (raster_place){others[_i].epsg, others[_i].transform, others[_i].columns, others[_i].rows}, cells, -1);
    vp_grid *grid = vp_raster_read_on(&request, &place, &err);
    ck_assert_msg((grid != NULL) == !others[_i].said, "%s", err.message);
    if (others[_i].said) ck_assert_msg(strstr(err.message, others[_i].said) != NULL, "%s", err.message);
    double *any = vp_raster_read_any_on(&request, &place, &err);
    ck_assert_msg((any != NULL) == !others[_i].said, "%s", err.message);
    if (any) ck_assert_double_eq(any[3], 4);
    vp_grid_free(grid);
    free(any);
}
END_TEST

START_TEST(another_height_of_rows_does_not_match)
{
    vp_raster_request request = asked(VP_CELLS_ELEVATION);
    write_raster(directory, "r.tif", (raster_place){32648, flat, COLUMNS, ROWS}, cells, -1);
    free(vp_raster_read_any(&request, &place, &err));
    double *any = vp_raster_read_any_on(&request, &place, &err);
    ck_assert_ptr_nonnull(any);
    free(any);
    write_raster(directory, "r.tif", (raster_place){32648, metres, COLUMNS, ROWS}, cells, -1);
    ck_assert_ptr_null(vp_raster_read_any_on(&request, &place, &err));
}
END_TEST

/* What GDAL itself finds in a file that was written. */
static void check_written(GDALDataType type, int number, const double expected[])
{
    double transform[6], found[CELLS];
    int declared = 0;
    GDALDatasetH set = GDALOpen(path, GA_ReadOnly);
    ck_assert_ptr_nonnull(set);
    GDALRasterBandH band = GDALGetRasterBand(set, number);
    ck_assert_int_eq(GDALGetRasterDataType(band), type);
    ck_assert_double_eq(GDALGetRasterNoDataValue(band, &declared), type == GDT_Int32 ? -1 : -9999);
    ck_assert(declared);
    ck_assert_int_eq(GDALGetGeoTransform(set, transform), CE_None);
    for (int i = 0; i < 6; i++) ck_assert_double_eq(transform[i], metres[i]);
    ck_assert(strstr(GDALGetProjectionRef(set), "UTM zone 48N") != NULL);
    ck_assert_int_eq(GDALRasterIO(band, GF_Read, 0, 0, COLUMNS, ROWS, found, COLUMNS, ROWS, GDT_Float64, 0, 0),
                     CE_None);
    for (int i = 0; i < CELLS; i++) ck_assert_double_eq(found[i], expected[i]);
    GDALClose(set);
}

START_TEST(what_is_written_is_there) /* plain and compressed */
{
    static const float floats[CELLS] = {0, 1.5f, INFINITY, NAN, -INFINITY, 7e9f};
    static const int32_t wholes[CELLS] = {0, -1, 2000000000, 3, -5, 6};
    vp_raster_request request = asked(VP_CELLS_ELEVATION);
    write_raster(directory, "r.tif", (raster_place){32648, metres, COLUMNS, ROWS}, cells, -1);
    vp_grid_free(vp_raster_read_metres(&request, &place, &err));
    OK(vp_plain_raster_write_minutes(path, &place, floats, _i == 1, &err));
    check_written(GDT_Float32, 1, (double[]){0, 1.5, -9999, -9999, -9999, (double)7e9f});
    check_written(GDT_Float32, 2, (double[]){0, 0, 1, -9999, 1, 0});
    OK(vp_plain_raster_write_whole(path, &place, wholes, _i == 1, &err));
    check_written(GDT_Int32, 1, (double[]){0, -1, 2e9, 3, -5, 6});
    ck_assert(!vp_plain_raster_write_whole("/nowhere/r.tif", &place, wholes, false, &err));
    ck_assert(strstr(err.message, "/nowhere/r.tif") != NULL);
}
END_TEST

int main(void)
{
    TCase *cases = tcase_create("rasters");
    tcase_add_checked_fixture(cases, make, drop);
    tcase_add_test(cases, cells_of_any_size_are_read_as_they_are);
    tcase_add_test(cases, what_is_no_raster_file_is_refused);
    tcase_add_test(cases, people_that_cannot_be_are_refused_or_reported);
    tcase_add_loop_test(cases, a_raster_lies_on_another_or_is_refused, 0, (int)(sizeof others / sizeof *others));
    tcase_add_test(cases, another_height_of_rows_does_not_match);
    tcase_add_loop_test(cases, what_is_written_is_there, 0, 2);
    Suite *suite = suite_create("plain rasters");
    suite_add_tcase(suite, cases);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
