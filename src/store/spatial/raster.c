#include "store/spatial/raster.h"
#include "store/files/file_bytes.h"
#include "store/spatial/gdal_session.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static GDALDataType data_type(vp_raster_type type) { return type == VP_RASTER_FLOAT32 ? GDT_Float32 : GDT_Int32; }

static bool place(GDALDatasetH dataset, const vp_raster *r)
{
    vp_grid_geometry f = r->geometry;
    double transform[6] = {f.west, f.cell_metres, 0, f.north, 0, -f.cell_metres};
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
    bool ok = srs && OSRSetFromUserInput(srs, r->crs) == OGRERR_NONE &&
              GDALSetGeoTransform(dataset, transform) == CE_None && GDALSetSpatialRef(dataset, srs) == CE_None;
    OSRDestroySpatialReference(srs);
    return ok;
}

static GDALDatasetH in_memory(const vp_raster *r, const void *cells)
{
    GDALDatasetH memory = GDALCreate(GDALGetDriverByName("MEM"), "", (int)r->geometry.columns, (int)r->geometry.rows, 1,
                                     data_type(r->type), NULL);
    GDALRasterBandH band = memory ? GDALGetRasterBand(memory, 1) : NULL;
    union {
        const void *given;
        void *taken; /* GDALRasterIO takes void * but only reads when writing */
    } buffer = {cells};
    if (band && place(memory, r) && GDALSetRasterNoDataValue(band, r->nodata) == CE_None &&
        GDALRasterIO(band, GF_Write, 0, 0, (int)r->geometry.columns, (int)r->geometry.rows, buffer.taken,
                     (int)r->geometry.columns, (int)r->geometry.rows, data_type(r->type), 0, 0) == CE_None) {
        GDALSetDescription(band, r->description ? r->description : "");
        return memory;
    }
    if (memory) GDALClose(memory);
    return NULL;
}

static char **creation_options(GDALDriverH driver, const vp_raster *r)
{
    const char *known = GDALGetMetadataItem(driver, GDAL_DMD_CREATIONOPTIONLIST, NULL);
    bool zstd = known && strstr(known, "<Value>ZSTD</Value>");
    char **options = CSLSetNameValue(NULL, "COMPRESS", zstd ? "ZSTD" : "DEFLATE");
    options = CSLSetNameValue(options, "LEVEL", zstd ? "3" : "4");
    options = CSLSetNameValue(options, "PREDICTOR", "YES");
    options = CSLSetNameValue(options, "BLOCKSIZE", "256");
    options = CSLSetNameValue(options, "OVERVIEWS", r->overviews ? "AUTO" : "NONE");
    options = CSLSetNameValue(options, "OVERVIEW_RESAMPLING", "NEAREST");
    options = CSLSetNameValue(options, "BIGTIFF", "IF_SAFER");
    return options;
}

static bool create(const char *path, const vp_raster *r, const void *cells)
{
    GDALDriverH driver = GDALGetDriverByName("COG");
    GDALDatasetH memory = driver ? in_memory(r, cells) : NULL, written = NULL;
    if (memory) {
        char **options = creation_options(driver, r);
        written = GDALCreateCopy(driver, path, memory, FALSE, options, NULL, NULL);
        CSLDestroy(options);
        GDALClose(memory);
    }
    if (written) GDALClose(written);
    return written != NULL;
}

static bool has_cells(const vp_raster *r, vp_error *err)
{
    return r->geometry.columns <= INT_MAX && r->geometry.rows <= INT_MAX && vp_grid_geometry_check(r->geometry, err);
}

static bool matches(GDALDatasetH dataset, const vp_raster *r)
{
    double t[6];
    vp_grid_geometry f = r->geometry;
    return GDALGetRasterCount(dataset) == 1 && GDALGetRasterXSize(dataset) == (int)f.columns &&
           GDALGetRasterYSize(dataset) == (int)f.rows && GDALGetGeoTransform(dataset, t) == CE_None && t[0] == f.west &&
           t[1] == f.cell_metres && t[2] == 0 && t[3] == f.north && t[4] == 0 && t[5] == -f.cell_metres &&
           GDALGetRasterDataType(GDALGetRasterBand(dataset, 1)) == data_type(r->type);
}

/* Block by block past GDAL's cache: each is wanted once. The band's blocks at the east and
 * south edge reach beyond the raster. */
static bool read_blocks(GDALRasterBandH band, const vp_raster *r, unsigned char *cells)
{
    enum { CELL = 4 };
    int wide, high;
    GDALGetBlockSize(band, &wide, &high);
    if (wide <= 0 || high <= 0 || (size_t)wide * (size_t)high > 1 << 24) return false;
    unsigned char *block = malloc((size_t)wide * (size_t)high * CELL);
    if (!block) CPLError(CE_Failure, CPLE_OutOfMemory, "no memory for a block");
    bool ok = block != NULL;
    for (size_t top = 0; ok && top < r->geometry.rows; top += (size_t)high)
        for (size_t left = 0; ok && left < r->geometry.columns; left += (size_t)wide) {
            ok = GDALReadBlock(band, (int)(left / (size_t)wide), (int)(top / (size_t)high), block) == CE_None;
            size_t columns = r->geometry.columns - left < (size_t)wide ? r->geometry.columns - left : (size_t)wide;
            size_t rows = r->geometry.rows - top < (size_t)high ? r->geometry.rows - top : (size_t)high;
            for (size_t row = 0; ok && row < rows; row++)
                memcpy(cells + ((top + row) * r->geometry.columns + left) * CELL, block + row * (size_t)wide * CELL,
                       columns * CELL);
        }
    free(block);
    return ok;
}

static bool read_cells(const char *memory_name, const vp_raster *r, void *cells)
{
    const char *const drivers[] = {"GTiff", NULL};
    GDALDatasetH dataset =
        GDALOpenEx(memory_name, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_INTERNAL, drivers, NULL, NULL);
    bool ok = dataset && matches(dataset, r) && read_blocks(GDALGetRasterBand(dataset, 1), r, cells);
    if (dataset) GDALClose(dataset);
    return ok;
}

/* Refused when size, place or type differ from r. */
static bool read_bytes(const char *name, const void *bytes, size_t length, const vp_raster *r, void *cells,
                       vp_error *err)
{
    static atomic_uint_fast64_t last;
    char memory_name[64];
    snprintf(memory_name, sizeof memory_name, "/vsimem/vungphu/%" PRIuFAST64 ".tif", atomic_fetch_add(&last, 1));
    union {
        const void *given;
        GByte *taken; /* borrowed and only read */
    } buffer = {bytes};
    vp_gdal_session heard;
    if (!has_cells(r, err)) return false;
    vp_gdal_session_begin(&heard);
    VSILFILE *file = VSIFileFromMemBuffer(memory_name, buffer.taken, length, FALSE);
    bool ok = file && VSIFCloseL(file) == 0 && read_cells(memory_name, r, cells) && !heard.failed;
    VSIUnlink(memory_name);
    vp_gdal_session_end();
    return ok || vp_gdal_session_fail(&heard, VP_BAD_INPUT, name, "is damaged, or not the raster it should be", err);
}

static bool read_back(const char *path, const vp_raster *r, const void *cells, vp_error *err)
{
    size_t length, size = vp_grid_geometry_cells(r->geometry) * 4;
    void *bytes = vp_file_bytes(path, &length, err), *found = malloc(size);
    bool ok = bytes && (found || vp_fail_memory(err, size)) && read_bytes(path, bytes, length, r, found, err);
    if (ok && memcmp(found, cells, size) != 0) ok = vp_fail(err, VP_IO, "%s: was not written as it should be", path);
    free(bytes);
    free(found);
    return ok;
}

bool vp_raster_write(const char *path, const vp_raster *r, const void *cells, vp_error *err)
{
    vp_gdal_session heard;
    if (!has_cells(r, err)) return false;
    vp_gdal_session_begin(&heard);
    bool ok = create(path, r, cells) && !heard.failed;
    vp_gdal_session_end();
    if (!ok) vp_gdal_session_fail(&heard, VP_IO, path, "cannot be written", err);
    ok = ok && read_back(path, r, cells, err);
    if (!ok) unlink(path);
    return ok;
}
