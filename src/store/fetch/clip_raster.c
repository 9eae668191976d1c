#include "store/fetch/fetch_internal.h"
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <gdal_utils.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>

enum { PIECES_MOST = 2 * VP_REMOTE_FILES_MOST }; /* a file on both sides of the 180th meridian is two */

/* The window in the raster's own coordinates. */
static bool window_in(GDALDatasetH raster, vp_bounds degrees, vp_bounds *window, vp_error *err)
{
    OGRSpatialReferenceH from = OSRNewSpatialReference(NULL), to = GDALGetSpatialRef(raster);
    OSRImportFromEPSG(from, 4326);
    OSRSetAxisMappingStrategy(from, OAMS_TRADITIONAL_GIS_ORDER);
    OGRSpatialReferenceH own = to ? OSRClone(to) : NULL;
    if (own) OSRSetAxisMappingStrategy(own, OAMS_TRADITIONAL_GIS_ORDER);
    OGRCoordinateTransformationH transform = own ? OCTNewCoordinateTransformation(from, own) : NULL;
    if (own && OSRIsGeographic(own) && degrees.east > 180) { /* a transformation might count them from -180 again */
        OCTDestroyCoordinateTransformation(transform);
        OSRDestroySpatialReference(own);
        OSRDestroySpatialReference(from);
        *window = degrees;
        return true;
    }
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
    GDALDatasetH tiles[PIECES_MOST];
    for (size_t i = 0; i < count; i++) tiles[i] = datasets[i];
    GDALDatasetH joined = GDALBuildVRT("", (int)count, tiles, NULL, options, &misused);
    GDALBuildVRTOptionsFree(options);
    if (!joined) vp_fail(err, VP_BAD_INPUT, "the tiles do not fit together: %s", CPLGetLastErrorMsg());
    return joined;
}

/* The raster with its longitudes so many degrees further east; NULL when it is not in degrees. */
static GDALDatasetH turned(GDALDatasetH raster, double degrees)
{
    double t[6];
    OGRSpatialReferenceH system = GDALGetSpatialRef(raster);
    if (!system || !OSRIsGeographic(system) || GDALGetGeoTransform(raster, t) != CE_None) return NULL;
    double east = t[0] + t[1] * GDALGetRasterXSize(raster), south = t[3] + t[5] * GDALGetRasterYSize(raster);
    char edges[4][40];
    const double values[] = {t[0] + degrees, t[3], east + degrees, south};
    char *words[] = {"-of", "VRT", "-a_ullr", edges[0], edges[1], edges[2], edges[3], NULL};
    for (size_t i = 0; i < 4; i++) snprintf(edges[i], sizeof edges[i], "%.15g", values[i]);
    GDALTranslateOptions *options = GDALTranslateOptionsNew(words, NULL);
    int misused = 0;
    GDALDatasetH made = options ? GDALTranslate("", raster, options, &misused) : NULL;
    GDALTranslateOptionsFree(options);
    return made;
}

/* Whether the raster's longitudes, turned so far, reach the place. */
static bool reaches(GDALDatasetH raster, double turn, vp_bounds place)
{
    double t[6];
    if (GDALGetGeoTransform(raster, t) != CE_None) return false;
    double west = t[0] + turn, east = west + t[1] * GDALGetRasterXSize(raster);
    return west < place.east && east > place.west;
}

/* What there is of the place under other longitudes: beyond the 180th meridian, or as 0 to 360 degrees. Those that are
 * made must be closed. */
typedef struct {
    GDALDatasetH all[PIECES_MOST];
    GDALDatasetH made[PIECES_MOST];
    size_t count, made_count;
} pieces;

static void find_pieces(pieces *p, void *const datasets[], size_t count, vp_bounds place)
{
    for (size_t i = 0; i < count; i++) {
        OGRSpatialReferenceH system = GDALGetSpatialRef(datasets[i]);
        bool degrees = system && OSRIsGeographic(system), found = false;
        for (int turn = -360; degrees && turn <= 360; turn += 360) {
            if (!reaches(datasets[i], turn, place) || p->count == PIECES_MOST) continue;
            GDALDatasetH piece = turn ? turned(datasets[i], turn) : datasets[i];
            if (!piece) continue;
            if (turn) p->made[p->made_count++] = piece;
            p->all[p->count++] = piece;
            found = true;
        }
        if (!found && p->count < PIECES_MOST) p->all[p->count++] = datasets[i];
    }
}

static bool clip_pieces(vp_fetcher *f, void *const datasets[], size_t count, const char *out, vp_error *err);

bool vp_fetcher_clip_raster(vp_fetcher *f, void *const datasets[], size_t count, const char *out, vp_error *err)
{
    vp_bounds place = f->job->degrees;
    if (place.west > place.east) return clip_pieces(f, datasets, count, out, err);
    pieces p = {.count = 0};
    find_pieces(&p, datasets, count, place);
    bool ok = clip_pieces(f, p.all, p.count, out, err);
    while (p.made_count) GDALClose(p.made[--p.made_count]);
    return ok;
}

static bool clip_pieces(vp_fetcher *f, void *const datasets[], size_t count, const char *out, vp_error *err)
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
