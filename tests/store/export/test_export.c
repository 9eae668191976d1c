/* What other programs get: every format opens, holds the same rows, and runs nothing. */
#include "store/export/export.h"
#include "store/files/file_bytes.h"
#include "store/support_inject.h"
#include "store/support_snapshot.h"
#include <cpl_conv.h>
#include <dirent.h>
#include <errno.h>
#include <gdal.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void publish(void)
{
    GDALAllRegister();
    make_small_directory();
    free(publish_small_case());
}

/* Exports and returns the path; free it. */
static char *export(const char *name, const char *layer)
{
    vp_error err = {0};
    char *path = path_in(small_directory, name);
    OK(vp_export(&(vp_export_question){.directory = small_directory, .layer = layer}, path, &err));
    return path;
}

static char *text_of(char *path)
{
    vp_error err = {0};
    size_t length;
    char *bytes = vp_file_bytes(path, &length, &err);
    ck_assert_msg(bytes != NULL, "%s", err.message);
    char *text = realloc(bytes, length + 1);
    ck_assert_ptr_nonnull(text);
    text[length] = 0;
    free(path);
    return text;
}

static GDALDatasetH open_vector(const char *path)
{
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    ck_assert_msg(dataset != NULL, "%s does not open", path);
    return dataset;
}

START_TEST(csv_holds_the_units_of_the_day)
{
    char *text = text_of(export("units.csv", NULL));
    ck_assert_int_eq(strncmp(text, "fid,code,name,", 14), 0);
    ck_assert_ptr_nonnull(strstr(text, "\r\n1,A,Tây,"));
    ck_assert_ptr_nonnull(strstr(text, "\r\n2,B,Đông,"));
    ck_assert_ptr_null(strstr(text, "Bắc"));
    ck_assert_ptr_null(strstr(text, "geom"));
    free(text);
    text = text_of(export("old.csv", "units_commune_2024"));
    ck_assert_ptr_nonnull(strstr(text, "Bắc"));
    free(text);
}
END_TEST

START_TEST(a_csv_for_excel_begins_with_its_mark)
{
    vp_error err = {0};
    char *path = path_in(small_directory, "excel.csv");
    OK(vp_export(&(vp_export_question){.directory = small_directory, .bom = true}, path, &err));
    char *marked = text_of(path), *plain = text_of(export("plain.csv", NULL));
    ck_assert_int_eq(memcmp(marked, "\xEF\xBB\xBF", 3), 0);
    ck_assert_str_eq(marked + 3, plain); /* and is otherwise the same */
    free(marked);
    free(plain);
    path = path_in(small_directory, "excel.xlsx");
    ck_assert(!vp_export(&(vp_export_question){.directory = small_directory, .bom = true}, path, &err));
    ck_assert_int_eq(err.kind, VP_BAD_INPUT);
    free(path);
}
END_TEST

START_TEST(a_formula_is_a_text_in_csv)
{
    char *text = text_of(export("facilities.csv", "facilities"));
    ck_assert_ptr_nonnull(strstr(text, ",\"'=HYPERLINK(\"\"x\"\")\","));
    ck_assert_ptr_null(strstr(text, ",="));
    free(text);
}
END_TEST

START_TEST(no_data_is_an_empty_cell)
{
    char *text = text_of(export("values.csv", "indicator_values"));
    ck_assert_ptr_nonnull(strstr(text, "children_share,commune,2025,A,Tây,0.25,"));
    ck_assert_ptr_nonnull(strstr(text, "children_share,commune,2025,B,Đông,,"));
    free(text);
}
END_TEST

static const char *const one_layer[] = {"gaps.geojson", "gaps.fgb"};

START_TEST(one_layer_opens_elsewhere) /* runs once per format, row _i */
{
    char *path = export(one_layer[_i], "gaps");
    GDALDatasetH dataset = open_vector(path);
    ck_assert_int_eq(GDALDatasetGetLayerCount(dataset), 1);
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    ck_assert_int_eq((int)OGR_L_GetFeatureCount(layer, 1), (int)small_made.gaps.gap_count);
    OGRFeatureH feature = OGR_L_GetNextFeature(layer);
    double x = OGR_G_GetX(OGR_F_GetGeometryRef(feature), 0);
    if (_i == 0)
        ck_assert_double_eq_tol(x, 105.8, 0.1); /* degrees */
    else
        ck_assert_double_eq_tol(x, 583000, 3000); /* metres */
    OGR_F_Destroy(feature);
    GDALClose(dataset);
    free(path);
}
END_TEST

static void assert_all_tables(GDALDatasetH dataset)
{
    static const char *const wanted[] = {
        "units_commune_2025", "units_commune_2024", "facilities", "gaps", "indicators", "indicator_values", "targets",
        "services",           "population_groups",  "sources"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        OGRLayerH layer = GDALDatasetGetLayerByName(dataset, wanted[i]);
        ck_assert_msg(layer != NULL, "%s is missing", wanted[i]);
        ck_assert_int_gt((int)OGR_L_GetFeatureCount(layer, 1), 0);
    }
    ck_assert_ptr_null(GDALDatasetGetLayerByName(dataset, "spatial_ref_sys_aux"));
}

START_TEST(a_geopackage_holds_everything)
{
    char *path = export("all.gpkg", NULL);
    GDALDatasetH dataset = open_vector(path);
    assert_all_tables(dataset);
    GDALClose(dataset);
    free(path);
}
END_TEST

static const char *text_at(OGRLayerH layer, int row, int column)
{
    static char text[400];
    OGRFeatureH feature = NULL;
    OGR_L_ResetReading(layer);
    for (int r = 0; r <= row; r++) {
        if (feature) OGR_F_Destroy(feature);
        feature = OGR_L_GetNextFeature(layer);
        ck_assert_ptr_nonnull(feature);
    }
    snprintf(text, sizeof text, "%s",
             OGR_F_IsFieldSetAndNotNull(feature, column) ? OGR_F_GetFieldAsString(feature, column) : "-");
    OGR_F_Destroy(feature);
    return text;
}

/* Types of cells are read from the XML in end_to_end/test_workbook.sh; here it opens, and what a text would run stays
 * one. */
START_TEST(a_workbook_holds_everything_under_its_titles)
{
    static const char *const wanted[][2] = {{"Tên", "name"}, {"Name", "name"}};
    vp_error err = {0};
    char *path = path_in(small_directory, "all.xlsx");
    OK(vp_export(&(vp_export_question){.directory = small_directory, .english = _i == 1}, path, &err));
    CPLSetConfigOption("OGR_XLSX_HEADERS", "FORCE");
    GDALDatasetH dataset = open_vector(path); /* by GDAL's own reader */
    assert_all_tables(dataset);
    ck_assert_ptr_nonnull(GDALDatasetGetLayerByName(dataset, "transmitters"));
    ck_assert_ptr_nonnull(GDALDatasetGetLayerByName(dataset, "service_areas"));
    OGRLayerH layer = GDALDatasetGetLayerByName(dataset, "facilities");
    OGRFeatureDefnH columns = OGR_L_GetLayerDefn(layer);
    int name = OGR_FD_GetFieldIndex(columns, wanted[_i][0]), doctors = OGR_FD_GetFieldIndex(columns, "doctors");
    ck_assert(name >= 0 && doctors >= 0); /* an attribute of the sources has no title but its name */
    ck_assert_str_eq(text_at(layer, 0, name), wanted[_i][1]);
    ck_assert_str_eq(text_at(layer, 1, name), "=HYPERLINK(\"x\")"); /* the text, not what it would run */
    ck_assert_str_eq(text_at(layer, 1, doctors), "2");
    ck_assert_str_eq(text_at(layer, 2, doctors), "-"); /* no data is an empty cell */
    GDALClose(dataset);
    free(path);
}
END_TEST

START_TEST(a_surface_without_paths_is_copied_as_it_is)
{
    char *path = export("nearest.tif", "nearest_station"),
         *from = path_in(small_directory, "current/surfaces/nearest_station.tif");
    vp_error err = {0};
    size_t a, b;
    void *left = vp_file_bytes(path, &a, &err), *right = vp_file_bytes(from, &b, &err);
    ck_assert(left && right && a == b);
    ck_assert_mem_eq(left, right, a);
    free(left);
    free(right);
    free(path);
    free(from);
}
END_TEST

static float *cells_of(GDALDatasetH dataset, int band, size_t *count)
{
    int columns = GDALGetRasterXSize(dataset), rows = GDALGetRasterYSize(dataset);
    *count = (size_t)columns * (size_t)rows;
    float *cells = malloc(*count * sizeof *cells);
    ck_assert_ptr_nonnull(cells);
    ck_assert_int_eq(GDALRasterIO(GDALGetRasterBand(dataset, band), GF_Read, 0, 0, columns, rows, cells, columns, rows,
                                  GDT_Float32, 0, 0),
                     CE_None);
    return cells;
}

/* The surface as the snapshot has it, against its export, cell by cell; and GDAL's own statistics of that. */
START_TEST(no_path_is_a_band_and_no_infinity)
{
    char *path = export("minutes.tif", "station"), *from = path_in(small_directory, "current/surfaces/station.tif");
    GDALDatasetH ours = GDALOpen(from, GA_ReadOnly), theirs = GDALOpen(path, GA_ReadOnly);
    ck_assert(ours && theirs);
    ck_assert_int_eq(GDALGetRasterCount(theirs), 2);
    size_t count, reached = 0, no_path = 0;
    double sum = 0, mean, least, most, deviation, transform[2][6];
    float *wanted = cells_of(ours, 1, &count), *values = cells_of(theirs, 1, &count),
          *flags = cells_of(theirs, 2, &count);
    for (size_t i = 0; i < count; i++) {
        bool there = isfinite(wanted[i]);
        ck_assert_float_eq(values[i], there ? wanted[i] : -9999.0F);
        ck_assert_float_eq(flags[i], isnan(wanted[i]) ? -9999.0F : isinf(wanted[i]) ? 1.0F : 0.0F);
        reached += there;
        no_path += isinf(wanted[i]) != 0;
        if (there) sum += (double)wanted[i];
    }
    ck_assert_uint_gt(no_path, 0);
    ck_assert_uint_gt(reached, 0);
    ck_assert_double_eq(GDALGetRasterNoDataValue(GDALGetRasterBand(theirs, 1), NULL), -9999);
    ck_assert_int_eq(
        GDALComputeRasterStatistics(GDALGetRasterBand(theirs, 1), 0, &least, &most, &mean, &deviation, NULL, NULL),
        CE_None);
    ck_assert_double_eq_tol(mean, sum / (double)reached, 1e-4);
    ck_assert(isfinite(most) && isfinite(deviation) && least >= 0);
    GDALComputeRasterStatistics(GDALGetRasterBand(theirs, 2), 0, &least, &most, &mean, &deviation, NULL, NULL);
    ck_assert_double_eq_tol(mean, (double)no_path / (double)(reached + no_path), 1e-6);
    GDALGetGeoTransform(ours, transform[0]);
    GDALGetGeoTransform(theirs, transform[1]);
    ck_assert_mem_eq(transform[0], transform[1], sizeof *transform);
    ck_assert_str_eq(GDALGetProjectionRef(ours), GDALGetProjectionRef(theirs));
    GDALClose(ours);
    GDALClose(theirs);
    free(wanted);
    free(values);
    free(flags);
    free(path);
    free(from);
}
END_TEST

START_TEST(findings_without_a_place_are_in_every_form)
{
    static const char *const names[] = {"quality.fgb", "quality.geojson", "quality.csv"};
    char *lines = text_of(export("quality.csv", "quality"));
    int rows = -1, placeless = 0;
    for (const char *at = lines; (at = strstr(at, "\r\n")); at += 2) rows++;
    free(lines);
    ck_assert_int_gt(rows, 0);
    for (int form = 0; form < 2; form++) {
        char *path = export(names[form], "quality");
        GDALDatasetH dataset = open_vector(path);
        OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
        ck_assert_msg((int)OGR_L_GetFeatureCount(layer, 1) == rows, "%s", names[form]);
        for (OGRFeatureH f; (f = OGR_L_GetNextFeature(layer)); OGR_F_Destroy(f))
            placeless += OGR_F_GetGeometryRef(f) == NULL;
        GDALClose(dataset);
        free(path);
    }
    ck_assert_int_gt(placeless, 0);
}
END_TEST

START_TEST(an_unknown_layer_names_the_known_ones_and_no_path)
{
    vp_error err = {0};
    char *path = path_in(small_directory, "x.csv");
    ck_assert(!vp_export(&(vp_export_question){.directory = small_directory, .layer = "nothing"}, path, &err));
    ck_assert_int_eq(err.kind, VP_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(err.message, "there is no layer nothing; there is: units, "));
    ck_assert_ptr_nonnull(strstr(err.message, "targets"));
    ck_assert_ptr_null(strchr(err.message, '/'));
    free(path);
}
END_TEST

static const struct {
    const char *file, *layer;
    vp_error_kind kind;
} refused[] = {
    {"x.docx", NULL, VP_BAD_INPUT},
    {"x", NULL, VP_BAD_INPUT},
    {"x.csv", "geometry_columns", VP_NOT_FOUND},
    {"x.csv", "units\" --", VP_NOT_FOUND},
    {"x.geojson", "targets", VP_BAD_INPUT},
    {"x.tif", NULL, VP_NOT_FOUND},
    {"x.tif", "../facts/region", VP_NOT_FOUND},
    {"nowhere/x.csv", NULL, VP_IO},
    {"nowhere/x.xlsx", NULL, VP_IO},
    {"nowhere/x.gpkg", NULL, VP_IO},
    {"x.csv", NULL, VP_CANCELLED},
    {"x.xlsx", NULL, VP_CANCELLED},
    {"x.gpkg", NULL, VP_CANCELLED},
    {"x.fgb", NULL, VP_CANCELLED},
    {"x.geojson", NULL, VP_CANCELLED},
    {"x.tif", "station", VP_CANCELLED},
};

START_TEST(what_cannot_be_is_refused_and_leaves_nothing) /* runs once per row _i */
{
    vp_error err = {0};
    char *path = path_in(small_directory, refused[_i].file);
    const atomic_bool unwanted = true;
    ck_assert(!vp_export(&(vp_export_question){.directory = small_directory,
                                               .layer = refused[_i].layer,
                                               .unwanted = refused[_i].kind == VP_CANCELLED ? &unwanted : NULL},
                         path, &err));
    ck_assert_msg(err.kind == refused[_i].kind, "%s: kind %d: %s", refused[_i].file, err.kind, err.message);
    ck_assert_int_ne(access(path, F_OK), 0);
    DIR *list = opendir(small_directory);
    ck_assert_ptr_nonnull(list);
    for (struct dirent *e; (e = readdir(list));) ck_assert_msg(!strstr(e->d_name, ".draft-"), "%s is left", e->d_name);
    closedir(list);
    free(path);
}
END_TEST

START_TEST(a_damaged_snapshot_is_not_exported)
{
    char *coverage = path_in(small_directory, "current/coverage.sqlite"), *path = path_in(small_directory, "x.csv");
    FILE *file = fopen(coverage, "r+b");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(fseek(file, 5000, SEEK_SET), 0);
    ck_assert_uint_eq(fwrite("damage", 1, 6, file), 6);
    fclose(file);
    vp_error err = {0};
    ck_assert(!vp_export(&(vp_export_question){.directory = small_directory}, path, &err));
    ck_assert_ptr_nonnull(strstr(err.message, "coverage.sqlite"));
    free(coverage);
    free(path);
}
END_TEST

static const struct {
    const char *name, *layer;
} written[] = {{"f.csv", "gaps"}, {"f.geojson", "gaps"}, {"f.fgb", "gaps"}, {"f.xlsx", NULL}, {"f.tif", "station"}};

/* What context's row is. 0: done. */
static int export_row(void *context)
{
    size_t row = *(const size_t *)context;
    vp_error err = {0};
    char *path = path_in(small_directory, written[row].name);
    bool ok = vp_export(&(vp_export_question){.directory = small_directory, .layer = written[row].layer}, path, &err);
    free(path);
    return ok ? 0 : (int)err.kind;
}

static off_t size_of(const char *path)
{
    struct stat state;
    return stat(path, &state) == 0 ? state.st_size : -1;
}

/* Drivers of GDAL pass over some writes that fail. */
START_TEST(a_write_that_fails_leaves_no_file_that_is_short) /* runs once per row _i */
{
    enum { POINTS = 4 };
    size_t row = (size_t)_i;
    char *path = export(written[row].name, written[row].layer);
    off_t whole = size_of(path);
    long calls = run_with_fault((fault){.at = 0, .calls = FAULT_CHANGES}, export_row, &row).calls;
    for (long i = 0; i < POINTS; i++) {
        unlink(path);
        long at = 1 + (calls - 1) * i / (POINTS - 1);
        outcome o = run_with_fault((fault){.at = at, .error = ENOSPC, .calls = FAULT_CHANGES}, export_row, &row);
        if (!o.possible) break;
        ck_assert_msg(o.status == 0 || o.status == VP_NO_SPACE || o.status == VP_IO, "%s, call %ld: ends with %d",
                      written[row].name, at, o.status);
        off_t left = size_of(path); /* the last call that may fail comes after the file has its name */
        ck_assert_msg(left == whole || (o.status && left == -1), "%s, call %ld: %ld of %ld bytes after status %d",
                      written[row].name, at, (long)left, (long)whole, o.status);
    }
    free(path);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("export");
    TCase *tests = tcase_create("export");
    tcase_add_unchecked_fixture(tests, make_small_results, drop_small_results);
    tcase_add_checked_fixture(tests, publish, drop_small_directory);
    tcase_add_test(tests, csv_holds_the_units_of_the_day);
    tcase_add_test(tests, a_csv_for_excel_begins_with_its_mark);
    tcase_add_test(tests, a_formula_is_a_text_in_csv);
    tcase_add_test(tests, no_data_is_an_empty_cell);
    tcase_add_loop_test(tests, one_layer_opens_elsewhere, 0, 2);
    tcase_add_test(tests, a_geopackage_holds_everything);
    tcase_add_loop_test(tests, a_workbook_holds_everything_under_its_titles, 0, 2);
    tcase_add_test(tests, a_surface_without_paths_is_copied_as_it_is);
    tcase_add_test(tests, no_path_is_a_band_and_no_infinity);
    tcase_add_test(tests, findings_without_a_place_are_in_every_form);
    tcase_add_test(tests, an_unknown_layer_names_the_known_ones_and_no_path);
    tcase_add_loop_test(tests, what_cannot_be_is_refused_and_leaves_nothing, 0, sizeof refused / sizeof *refused);
    tcase_add_test(tests, a_damaged_snapshot_is_not_exported);
    tcase_add_loop_test(tests, a_write_that_fails_leaves_no_file_that_is_short, 0, sizeof written / sizeof *written);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
