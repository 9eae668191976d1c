/* A surface for other programs, whose statistics know nothing of infinity. */
#include "store/export/formats_internal.h"
#include "store/spatial/gdal_session.h"
#include "store/spatial/raster.h"
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { VALUE = 1, NO_PATH = 2 };

/* Opens the bytes as a file in memory of that name. */
static GDALDatasetH open_bytes(const char *name, const void *bytes, size_t length)
{
    static const char *const drivers[] = {"GTiff", NULL};
    VSILFILE *file = VSIFileFromMemBuffer(name, (GByte *)(uintptr_t)bytes, length, FALSE); /* only read */
    if (!file) return NULL;
    VSIFCloseL(file);
    return GDALOpenEx(name, GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, NULL, NULL);
}

typedef struct {
    int column, row, columns, rows; /* of the source */
} window;

static window window_of(GDALDatasetH source, const vp_export_window *asked)
{
    if (!asked) return (window){0, 0, GDALGetRasterXSize(source), GDALGetRasterYSize(source)};
    return (window){(int)asked->column, (int)asked->row, (int)asked->columns, (int)asked->rows};
}

static bool prepare_one(GDALDatasetH target, GDALRasterBandH from)
{
    int known;
    double nowhere = GDALGetRasterNoDataValue(from, &known);
    GDALRasterBandH band = GDALGetRasterBand(target, VALUE);
    GDALSetDescription(band, GDALGetDescription(from));
    return !known || GDALSetRasterNoDataValue(band, nowhere) == CE_None;
}

static bool prepare_bands(GDALDatasetH target, GDALRasterBandH from)
{
    if (GDALGetRasterCount(target) == VALUE) return prepare_one(target, from);
    for (int band = VALUE; band <= NO_PATH; band++)
        if (GDALSetRasterNoDataValue(GDALGetRasterBand(target, band), VP_RASTER_NOWHERE) != CE_None) return false;
    GDALSetDescription(GDALGetRasterBand(target, VALUE), GDALGetDescription(from));
    GDALSetDescription(GDALGetRasterBand(target, NO_PATH), VP_RASTER_NO_PATH);
    return true;
}

static void split(float *values, float *no_path, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        no_path[i] = vp_raster_no_path(values[i]);
        values[i] = vp_raster_finite(values[i]);
    }
}

/* Row by row, so that a large surface is in memory only twice. */
static bool copy_cells(GDALRasterBandH from, window w, GDALDatasetH target, float *row)
{
    int bands = GDALGetRasterCount(target);
    bool ok = true;
    for (int y = 0; ok && y < w.rows; y++) {
        float *no_path = row + w.columns;
        ok = GDALRasterIO(from, GF_Read, w.column, w.row + y, w.columns, 1, row, w.columns, 1, GDT_Float32, 0, 0) ==
             CE_None;
        if (ok && bands == NO_PATH) split(row, no_path, (size_t)w.columns);
        for (int band = VALUE; ok && band <= bands; band++)
            ok = GDALRasterIO(GDALGetRasterBand(target, band), GF_Write, 0, y, w.columns, 1,
                              band == VALUE ? row : no_path, w.columns, 1, GDT_Float32, 0, 0) == CE_None;
    }
    return ok;
}

static bool place_window(GDALDatasetH source, window w, GDALDatasetH target)
{
    double place[6];
    if (GDALGetGeoTransform(source, place) != CE_None) return false;
    place[0] += w.column * place[1];
    place[3] += w.row * place[5];
    return GDALSetGeoTransform(target, place) == CE_None &&
           GDALSetSpatialRef(target, GDALGetSpatialRef(source)) == CE_None;
}

/* The surface's window in memory, with as many bands: NO_PATH for one with its second band. NULL when that fails. */
static GDALDatasetH in_memory(GDALDatasetH source, window w, int bands)
{
    GDALRasterBandH from = GDALGetRasterBand(source, 1);
    GDALDatasetH target = GDALCreate(GDALGetDriverByName("MEM"), "", w.columns, w.rows, bands, GDT_Float32, NULL);
    float *row = malloc(2 * (size_t)w.columns * sizeof *row);
    bool ok = target && row && place_window(source, w, target) && prepare_bands(target, from) &&
              copy_cells(from, w, target, row);
    free(row);
    if (ok || !target) return target;
    GDALClose(target);
    return NULL;
}

int vp_export_progress(double done, const char *message, void *unwanted)
{
    (void)done, (void)message;
    return vp_export_goes_on(unwanted, NULL);
}

static bool write_cog(GDALDatasetH bands, const char *path, const atomic_bool *unwanted)
{
    GDALDatasetH written = NULL;
    if (!bands) return false;
    char **options = CSLSetNameValue(NULL, "COMPRESS", "DEFLATE");
    options = CSLSetNameValue(options, "PREDICTOR", "YES");
    options = CSLSetNameValue(options, "BLOCKSIZE", "256");
    options = CSLSetNameValue(options, "OVERVIEW_RESAMPLING", "NEAREST");
    written = GDALCreateCopy(GDALGetDriverByName("COG"), path, bands, FALSE, options, vp_export_progress,
                             (void *)(uintptr_t)unwanted);
    CSLDestroy(options);
    GDALClose(bands);
    if (written) GDALClose(written);
    return written != NULL;
}

static bool write_bands(const void *bytes, size_t length, int bands, const vp_export_question *q, const char *path,
                        vp_error *err)
{
    char name[80];
    vp_gdal_session session;
    vp_gdal_session_begin(&session);
    snprintf(name, sizeof name, "/vsimem/vungphu-export-%p.tif", (void *)&session); /* one a thread */
    GDALDatasetH source = open_bytes(name, bytes, length);
    bool ok = source && write_cog(in_memory(source, window_of(source, q->window), bands), path, q->unwanted) &&
              !session.failed;
    if (source) GDALClose(source);
    VSIUnlink(name);
    vp_gdal_session_end();
    if (!ok && !vp_export_goes_on(q->unwanted, err)) return false;
    return ok || vp_gdal_session_fail(&session, VP_IO, path, "cannot be written", err);
}

bool vp_export_surface(const void *bytes, size_t length, const vp_export_question *question, const char *path,
                       vp_error *err)
{
    return write_bands(bytes, length, NO_PATH, question, path, err);
}

bool vp_export_window_of(const void *bytes, size_t length, const vp_export_question *question, const char *path,
                         vp_error *err)
{
    return write_bands(bytes, length, VALUE, question, path, err);
}
