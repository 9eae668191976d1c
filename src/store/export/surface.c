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

static bool prepare_bands(GDALDatasetH target, GDALRasterBandH from)
{
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
static bool copy_cells(GDALRasterBandH from, GDALDatasetH target, float *row)
{
    int columns = GDALGetRasterBandXSize(from), rows = GDALGetRasterBandYSize(from);
    bool ok = true;
    for (int y = 0; ok && y < rows; y++) {
        float *no_path = row + columns;
        ok = GDALRasterIO(from, GF_Read, 0, y, columns, 1, row, columns, 1, GDT_Float32, 0, 0) == CE_None;
        if (ok) split(row, no_path, (size_t)columns);
        for (int band = VALUE; ok && band <= NO_PATH; band++)
            ok = GDALRasterIO(GDALGetRasterBand(target, band), GF_Write, 0, y, columns, 1,
                              band == VALUE ? row : no_path, columns, 1, GDT_Float32, 0, 0) == CE_None;
    }
    return ok;
}

/* The surface and its second band in memory; NULL when that fails. */
static GDALDatasetH both_bands(GDALDatasetH source)
{
    GDALRasterBandH from = GDALGetRasterBand(source, 1);
    int columns = GDALGetRasterXSize(source);
    GDALDatasetH target =
        GDALCreate(GDALGetDriverByName("MEM"), "", columns, GDALGetRasterYSize(source), NO_PATH, GDT_Float32, NULL);
    float *row = malloc(2 * (size_t)columns * sizeof *row);
    double place[6];
    bool ok = target && row && GDALGetGeoTransform(source, place) == CE_None &&
              GDALSetGeoTransform(target, place) == CE_None &&
              GDALSetSpatialRef(target, GDALGetSpatialRef(source)) == CE_None && prepare_bands(target, from) &&
              copy_cells(from, target, row);
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

static bool write_cog(GDALDatasetH source, const char *path, const atomic_bool *unwanted)
{
    GDALDatasetH bands = both_bands(source), written = NULL;
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

bool vp_export_surface(const void *bytes, size_t length, const char *path, const atomic_bool *unwanted, vp_error *err)
{
    char name[80];
    vp_gdal_session session;
    vp_gdal_session_begin(&session);
    snprintf(name, sizeof name, "/vsimem/vungphu-export-%p.tif", (void *)&session); /* one a thread */
    GDALDatasetH source = open_bytes(name, bytes, length);
    bool ok = source && write_cog(source, path, unwanted) && !session.failed;
    if (source) GDALClose(source);
    VSIUnlink(name);
    vp_gdal_session_end();
    if (!ok && !vp_export_goes_on(unwanted, err)) return false;
    return ok || vp_gdal_session_fail(&session, VP_IO, path, "cannot be written", err);
}
