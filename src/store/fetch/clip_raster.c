#include "store/fetch/fetch_internal.h"
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <gdal_utils.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>

/* The window in the raster's own coordinates. */
static bool window_in(GDALDatasetH raster, vp_bounds degrees, vp_bounds *window, vp_error *err)
{
    OGRSpatialReferenceH from = OSRNewSpatialReference(NULL), to = GDALGetSpatialRef(raster);
    OSRImportFromEPSG(from, 4326);
    OSRSetAxisMappingStrategy(from, OAMS_TRADITIONAL_GIS_ORDER);
    OGRSpatialReferenceH own = to ? OSRClone(to) : NULL;
    if (own) OSRSetAxisMappingStrategy(own, OAMS_TRADITIONAL_GIS_ORDER);
    OGRCoordinateTransformationH transform = own ? OCTNewCoordinateTransformation(from, own) : NULL;
    bool ok = transform && OCTTransformBounds(transform, degrees.west, degrees.south, degrees.east, degrees.north,
                                              &window->west, &window->south, &window->east, &window->north, 21);
    if (transform) OCTDestroyCoordinateTransformation(transform);
    if (own) OSRDestroySpatialReference(own);
    OSRDestroySpatialReference(from);
    return ok || vp_fail(err, VP_BAD_INPUT, "the raster does not say where it lies");
}

/* Whole cells around the window, no more than there are. */
static bool cells_of(GDALDatasetH raster, vp_bounds w, int cells[4], vp_error *err)
{
    double t[6];
    int columns = GDALGetRasterXSize(raster), rows = GDALGetRasterYSize(raster);
    if (GDALGetGeoTransform(raster, t) != CE_None || t[2] != 0 || t[4] != 0 || !(t[1] > 0) || !(t[5] < 0))
        return vp_fail(err, VP_BAD_INPUT, "the raster does not lie north up");
    /* one cell more on every side, so that none is missed by rounding */
    double left = fmax(floor((w.west - t[0]) / t[1]) - 1, 0), right = fmin(ceil((w.east - t[0]) / t[1]) + 1, columns);
    double top = fmax(floor((w.north - t[3]) / t[5]) - 1, 0), bottom = fmin(ceil((w.south - t[3]) / t[5]) + 1, rows);
    if (!(right > left) || !(bottom > top)) return vp_fail(err, VP_BAD_INPUT, "the raster does not reach the place");
    cells[0] = (int)left, cells[1] = (int)top, cells[2] = (int)(right - left), cells[3] = (int)(bottom - top);
    return true;
}

static bool write_window(GDALDatasetH raster, const int cells[4], const char *out, vp_error *err)
{
    char **words = NULL;
    for (size_t i = 0; i < 4; i++) {
        if (i == 0) words = CSLAddString(words, "-srcwin");
        words = CSLAddString(words, CPLSPrintf("%d", cells[i]));
    }
    static const char *const more[] = {"-of", "GTiff",     "-co", "COMPRESS=DEFLATE",
                                       "-co", "TILED=YES", "-co", "BIGTIFF=IF_SAFER"};
    for (size_t i = 0; i < sizeof more / sizeof *more; i++) words = CSLAddString(words, more[i]);
    GDALTranslateOptions *options = GDALTranslateOptionsNew(words, NULL);
    CSLDestroy(words);
    int misused = 0;
    CPLErrorReset();
    GDALDatasetH made = options ? GDALTranslate(out, raster, options, &misused) : NULL;
    GDALTranslateOptionsFree(options);
    if (made) GDALClose(made);
    bool ok = made && CPLGetLastErrorType() < CE_Failure;
    return ok || vp_fail(err, VP_IO, "the window cannot be read: %s", CPLGetLastErrorMsg());
}

/* Tiles side by side as one. */
static GDALDatasetH join(void *const datasets[], size_t count, vp_error *err)
{
    int misused = 0;
    GDALBuildVRTOptions *options = GDALBuildVRTOptionsNew(NULL, NULL);
    GDALDatasetH tiles[VP_REMOTE_FILES_MOST];
    for (size_t i = 0; i < count; i++) tiles[i] = datasets[i];
    GDALDatasetH joined = GDALBuildVRT("", (int)count, tiles, NULL, options, &misused);
    GDALBuildVRTOptionsFree(options);
    if (!joined) vp_fail(err, VP_BAD_INPUT, "the tiles do not fit together: %s", CPLGetLastErrorMsg());
    return joined;
}

bool vp_fetcher_clip_raster(vp_fetcher *f, void *const datasets[], size_t count, const char *out, vp_error *err)
{
    GDALDatasetH raster = count > 1 ? join(datasets, count, err) : datasets[0];
    vp_bounds window, degrees = f->job->degrees;
    int cells[4] = {0, 0, raster ? GDALGetRasterXSize(raster) : 0, raster ? GDALGetRasterYSize(raster) : 0};
    bool all = degrees.west > degrees.east;
    bool ok = raster && (all || (window_in(raster, degrees, &window, err) && cells_of(raster, window, cells, err))) &&
              write_window(raster, cells, out, err);
    if (raster && count > 1) GDALClose(raster);
    return ok;
}
