#include "store/spatial/raster.h"
#include "store/spatial/gdal_session.h"
#include <cpl_conv.h>
#include <cpl_string.h>
#include <gdal.h>
#include <limits.h>
#include <math.h>
#include <ogr_srs_api.h>
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

/* The cells as they lie: GDAL takes a pointer that it may write through, but only reads what it copies from. */
static bool add_cells(GDALDatasetH memory, const vp_raster *r, const void *cells)
{
    char pointer[64];
    snprintf(pointer, sizeof pointer, "%p", cells);
    char **options = CSLSetNameValue(NULL, "DATAPOINTER", pointer);
    bool ok = GDALAddBand(memory, data_type(r->type), options) == CE_None;
    CSLDestroy(options);
    return ok;
}

static GDALDatasetH in_memory(const vp_raster *r, const void *cells)
{
    GDALDatasetH memory = GDALCreate(GDALGetDriverByName("MEM"), "", (int)r->geometry.columns, (int)r->geometry.rows, 0,
                                     data_type(r->type), NULL);
    if (memory && place(memory, r) && add_cells(memory, r, cells)) {
        GDALRasterBandH band = GDALGetRasterBand(memory, 1);
        GDALSetDescription(band, r->description ? r->description : "");
        if (GDALSetRasterNoDataValue(band, r->nodata) == CE_None) return memory;
    }
    if (memory) GDALClose(memory);
    return NULL;
}

static char **creation_options(GDALDriverH driver, const vp_raster *r)
{
    const char *known = GDALGetMetadataItem(driver, GDAL_DMD_CREATIONOPTIONLIST, NULL);
    bool zstd = known && strstr(known, "<Value>ZSTD</Value>");
    char **options = CSLSetNameValue(NULL, "COMPRESS", zstd ? "ZSTD" : "DEFLATE");
    options = CSLSetNameValue(options, "LEVEL", zstd ? "1" : "4"); /* 3: 1.5 % smaller in twice the time */
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
        CPLSetThreadLocalConfigOption("COG_TMP_COMPRESSION", "NONE"); /* overviews lie beside for a moment */
        written = GDALCreateCopy(driver, path, memory, FALSE, options, NULL, NULL);
        CPLSetThreadLocalConfigOption("COG_TMP_COMPRESSION", NULL);
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

/* What is done with the cells of a row of a block: taken, or compared with what they should be. */
typedef struct {
    unsigned char *into;
    const unsigned char *expected; /* NULL: they are taken */
    bool differ;
} block_use;

enum { CELL = 4 };

static void use_cells(block_use *use, size_t first, const unsigned char *cells, size_t count)
{
    if (use->expected)
        use->differ |= memcmp(use->expected + first * CELL, cells, count * CELL) != 0;
    else
        memcpy(use->into + first * CELL, cells, count * CELL);
}

/* Block by block past GDAL's cache: each is wanted once. The band's blocks at the east and
 * south edge reach beyond the raster. */
static bool read_blocks(GDALRasterBandH band, const vp_raster *r, block_use *use)
{
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
                use_cells(use, (top + row) * r->geometry.columns + left, block + row * (size_t)wide * CELL, columns);
        }
    free(block);
    return ok;
}

static bool read_cells(const char *name, const vp_raster *r, block_use *use)
{
    const char *const drivers[] = {"GTiff", NULL};
    GDALDatasetH dataset = GDALOpenEx(name, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_INTERNAL, drivers, NULL, NULL);
    bool ok = dataset && matches(dataset, r) && read_blocks(GDALGetRasterBand(dataset, 1), r, use);
    if (dataset) GDALClose(dataset);
    return ok;
}

/* Block by block: neither the file nor its cells are held whole. */
static bool read_back(const char *path, const vp_raster *r, const void *cells, vp_error *err)
{
    vp_gdal_session heard;
    block_use use = {.expected = cells};
    vp_gdal_session_begin(&heard);
    bool ok = read_cells(path, r, &use) && !heard.failed;
    vp_gdal_session_end();
    if (!ok) return vp_gdal_session_fail(&heard, VP_IO, path, "cannot be read back", err);
    return !use.differ || vp_fail(err, VP_IO, "%s: was not written as it should be", path);
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
