#include "store/plain/raster_file.h"
#include "platform/whole_file.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const formats[] = {"GTiff", "SRTMHGT", "AAIGrid", "EHdr", "ENVI", "HFA", NULL};

static bool gdal_failed(vp_error *err, const char *what, const char *path)
{
    const char *why = CPLGetLastErrorMsg();
    return vp_fail(err, VP_IO, "%s: %s%s%s", path, what, why[0] ? ": " : "", why);
}

/* GDAL's messages go into vp_error, not to stderr. */
static void be_quiet(void)
{
    CPLPushErrorHandler(CPLQuietErrorHandler);
    CPLErrorReset();
}

static bool is_plain_file(const char *path, vp_error *err)
{
    struct stat status;
    if (stat(path, &status) != 0) return vp_fail(err, VP_NOT_FOUND, "%s: there is no such file", path);
    return S_ISREG(status.st_mode) || vp_fail(err, VP_BAD_INPUT, "%s: not a plain file", path);
}

/* ------------------------------------------------------------ reading */

static bool frame_of(GDALDatasetH dataset, const char *path, vp_grid_geometry *geometry, vp_error *err)
{
    double t[6];
    if (GDALGetGeoTransform(dataset, t) != CE_None)
        return vp_fail(err, VP_BAD_INPUT, "%s: it does not say where it lies (no geotransform)", path);
    if (t[2] != 0 || t[4] != 0 || !(t[1] > 0) || !(t[5] < 0))
        return vp_fail(err, VP_BAD_INPUT, "%s: rotated or upside down; gdalwarp makes it north-up", path);
    if (fabs(t[1] + t[5]) > 1e-6 * t[1])
        return vp_fail(err, VP_BAD_INPUT, "%s: cells of %g by %g are not square; gdalwarp -tr makes them so", path,
                       t[1], -t[5]);
    *geometry = (vp_grid_geometry){.columns = (size_t)GDALGetRasterXSize(dataset),
                                   .rows = (size_t)GDALGetRasterYSize(dataset),
                                   .cell_metres = t[1],
                                   .west = t[0],
                                   .north = t[3]};
    return vp_grid_geometry_check(*geometry, err);
}

/* Cells that the band's mask (nodata, alpha, mask band) hides become NaN, a row at a time. */
static bool hide_masked(GDALRasterBandH band, vp_grid *grid)
{
    vp_grid_geometry geometry = vp_grid_geometry_of(grid);
    if (GDALGetMaskFlags(band) & GMF_ALL_VALID) return true;
    unsigned char *mask = malloc(geometry.columns);
    bool ok = mask != NULL;
    for (size_t row = 0; ok && row < geometry.rows; row++) {
        float *cells = vp_grid_edit(grid) + row * geometry.columns;
        ok = GDALRasterIO(GDALGetMaskBand(band), GF_Read, 0, (int)row, (int)geometry.columns, 1, mask,
                          (int)geometry.columns, 1, GDT_Byte, 0, 0) == CE_None;
        for (size_t i = 0; ok && i < geometry.columns; i++)
            if (!mask[i]) cells[i] = NAN;
    }
    free(mask);
    return ok;
}

static bool read_band(GDALDatasetH dataset, const char *path, vp_raster_file *out, vp_error *err)
{
    vp_grid_geometry geometry;
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    if (!band) return vp_fail(err, VP_BAD_INPUT, "%s: it has no raster band", path);
    if (!frame_of(dataset, path, &geometry, err)) return false;
    out->grid = vp_grid_new(geometry, 0, err);
    if (!out->grid) return false;
    int columns = (int)geometry.columns, rows = (int)geometry.rows;
    if (GDALRasterIO(band, GF_Read, 0, 0, columns, rows, vp_grid_edit(out->grid), columns, rows, GDT_Float32, 0, 0) !=
            CE_None ||
        !hide_masked(band, out->grid))
        return gdal_failed(err, "its cells cannot be read", path);
    const char *crs = GDALGetProjectionRef(dataset);
    if (!crs || !crs[0]) return true;
    out->crs = strdup(crs);
    return out->crs || vp_fail_memory(err, strlen(crs));
}

bool vp_raster_file_read(const char *path, vp_raster_file *out, vp_error *err)
{
    *out = (vp_raster_file){0};
    if (!is_plain_file(path, err)) return false;
    GDALAllRegister();
    be_quiet();
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY, formats, NULL, NULL);
    bool ok = dataset
                  ? read_band(dataset, path, out, err)
                  : vp_fail(err, VP_BAD_INPUT, "%s: not a raster of a known format (GeoTIFF, HGT, ASCII grid …): %s",
                            path, CPLGetLastErrorMsg());
    if (dataset) GDALClose(dataset);
    CPLPopErrorHandler();
    if (!ok) vp_raster_file_clear(out);
    return ok;
}

void vp_raster_file_clear(vp_raster_file *raster)
{
    vp_grid_free(raster->grid);
    free(raster->crs);
    *raster = (vp_raster_file){0};
}

bool vp_raster_file_same_crs(const vp_raster_file *a, const vp_raster_file *b)
{
    if (!a->crs || !b->crs) return false;
    OGRSpatialReferenceH left = OSRNewSpatialReference(a->crs), right = OSRNewSpatialReference(b->crs);
    bool same = left && right && OSRIsSame(left, right);
    OSRDestroySpatialReference(left);
    OSRDestroySpatialReference(right);
    return same;
}

bool vp_raster_file_in_degrees(const vp_raster_file *raster)
{
    OGRSpatialReferenceH crs = raster->crs ? OSRNewSpatialReference(raster->crs) : NULL;
    bool degrees = crs && OSRIsGeographic(crs);
    OSRDestroySpatialReference(crs);
    return degrees;
}

bool vp_raster_file_write_cells(const char *path, const vp_raster *raster, const void *cells, vp_error *err)
{
    vp_whole_file file;
    if (!vp_whole_file_begin(&file, path, err)) return false;
    if (vp_raster_write(file.draft, raster, cells, err)) return vp_whole_file_commit(&file, err);
    vp_whole_file_abandon(&file);
    return false;
}

bool vp_raster_file_write(const char *path, const vp_grid *grid, const char *crs, const char *description,
                          vp_error *err)
{
    if (!crs) return vp_fail(err, VP_BAD_INPUT, "%s: a raster without a coordinate system is of no use", path);
    vp_raster raster = {.geometry = vp_grid_geometry_of(grid),
                        .crs = crs,
                        .type = VP_RASTER_FLOAT32,
                        .nodata = NAN,
                        .description = description};
    return vp_raster_file_write_cells(path, &raster, vp_grid_cells(grid), err);
}
