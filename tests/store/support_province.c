#include "support_province.h"
#include <cpl_conv.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_text(const char *directory, const char *name, const char *text, const char *mode)
{
    char *path = path_in(directory, name);
    FILE *file = fopen(path, mode);
    ck_assert_msg(file != NULL, "%s", path);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
    free(path);
}

void write_text(const char *directory, const char *name, const char *text) { put_text(directory, name, text, "wb"); }
void append_text(const char *directory, const char *name, const char *text) { put_text(directory, name, text, "ab"); }

void write_raster(const char *directory, const char *name, raster_place place, const float cells[], double no_data)
{
    char *path = path_in(directory, name), *wkt = NULL;
    double copy[6];
    memcpy(copy, place.transform, sizeof copy);
    GDALAllRegister();
    GDALDatasetH raster =
        GDALCreate(GDALGetDriverByName("GTiff"), path, place.columns, place.rows, 1, GDT_Float32, NULL);
    ck_assert_ptr_nonnull(raster);
    GDALSetGeoTransform(raster, copy);
    if (place.epsg) {
        OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
        OSRImportFromEPSG(crs, place.epsg);
        OSRExportToWkt(crs, &wkt);
        GDALSetProjection(raster, wkt);
        CPLFree(wkt);
        OSRDestroySpatialReference(crs);
    }
    GDALRasterBandH band = GDALGetRasterBand(raster, 1);
    if (!isnan(no_data)) GDALSetRasterNoDataValue(band, no_data);
    ck_assert_int_eq(GDALRasterIO(band, GF_Write, 0, 0, place.columns, place.rows, (void *)(uintptr_t)cells,
                                  place.columns, place.rows, GDT_Float32, 0, 0),
                     CE_None);
    GDALClose(raster);
    free(path);
}

void *commune_feature(void *layer, int i)
{
    char wkt[200], code[24], *at = wkt;
    int west = 500000 + i % 2 * 3000, south = 2400000 + i / 2 * 3000;
    snprintf(wkt, sizeof wkt, "POLYGON((%d %d,%d %d,%d %d,%d %d,%d %d))", west, south, west + 3000, south, west + 3000,
             south + 3000, west, south + 3000, west, south);
    snprintf(code, sizeof code, "0000%d", i + 1);
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    OGRGeometryH shape = NULL;
    ck_assert_int_eq(OGR_G_CreateFromWkt(&at, NULL, &shape), OGRERR_NONE);
    OGR_F_SetGeometryDirectly(feature, shape);
    OGR_F_SetFieldString(feature, 0, code);
    return feature;
}

char *mini_province(void)
{
    static const char *const files[] = {"province.csv", "datasets.csv",   "services.csv", "speeds.csv",
                                        "groups.csv",   "indicators.csv", "units.csv"};
    char *directory = temporary_directory();
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char from[4096];
        snprintf(from, sizeof from, "%s/tests/data/mini/%s", VP_SOURCE, files[i]);
        copy_file(from, directory, files[i]);
    }
    float people[3600];
    for (size_t i = 0; i < 3600; i++) people[i] = 10;
    write_raster(directory, "people.tif", (raster_place){32648, (double[]){500000, 100, 0, 2406000, 0, -100}, 60, 60},
                 people, -1);
    return directory;
}

bool import_province(const char *directory, vp_findings *findings, vp_error *err)
{
    char *path = path_in(directory, "dataset.sqlite");
    vp_province *province = vp_province_read(directory, NULL, findings, err);
    bool ok = province && vp_import(province, path, NULL, findings, err);
    vp_province_free(province);
    free(path);
    return ok;
}

static void line_of(const vp_finding *f, char *line, size_t size)
{
    snprintf(line, size, "%s:%s row %ld %s \"%s\": %s", f->file ? f->file : "", f->layer ? f->layer : "", f->row,
             f->column ? f->column : "", f->value ? f->value : "", f->reason);
}

size_t count_findings(const vp_findings *findings, vp_severity severity, const char *text)
{
    size_t count = 0;
    char line[3000];
    for (size_t i = 0; i < findings->count; i++) {
        line_of(&findings->items[i], line, sizeof line);
        count += findings->items[i].severity == severity && strstr(line, text) != NULL;
    }
    return count;
}

void print_findings(const vp_findings *findings)
{
    char line[3000];
    for (size_t i = 0; i < findings->count; i++) {
        line_of(&findings->items[i], line, sizeof line);
        printf("  %s: %s\n", vp_severity_names[findings->items[i].severity], line);
    }
    fflush(stdout); /* a failed check ends the process without it */
}

double ask(const char *directory, const char *sql)
{
    char *path = path_in(directory, "dataset.sqlite");
    vp_error err = {0};
    vp_database *database = vp_database_open(path, &err);
    ck_assert_msg(database != NULL, "%s", err.message);
    sqlite3_stmt *query = vp_database_prepare(database, sql, &err);
    bool row = false;
    ck_assert_msg(query && vp_statement_next(query, &row, &err) && row, "%s: %s", sql, err.message);
    double answer = vp_statement_number(query, 0);
    sqlite3_finalize(query);
    vp_database_close(database);
    free(path);
    return answer;
}

void expect_finding(const char *directory, bool failed, vp_severity severity, const char *text)
{
    vp_findings findings = {0};
    vp_error err = {0};
    bool ok = import_province(directory, &findings, &err);
    if (ok == failed || count_findings(&findings, severity, text) == 0) print_findings(&findings);
    ck_assert_msg(ok == !failed, "import %s: %s", ok ? "succeeded" : "failed", err.message);
    ck_assert_msg(count_findings(&findings, severity, text) > 0, "no %s says \"%s\"", vp_severity_names[severity],
                  text);
    char *path = path_in(directory, "dataset.sqlite");
    FILE *file = fopen(path, "rb");
    ck_assert_msg((file != NULL) == ok, "a failed import leaves no dataset, a good one does");
    if (file) fclose(file);
    free(path);
    vp_findings_clear(&findings);
}
