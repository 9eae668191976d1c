#include "store/spatial/band_place.h"
#include "store/spatial/band_remarks.h"
#include "store/spatial/crs.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_minixml.h>
#include <cpl_string.h>
#include <gdal.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *by; /* for sentences */
    double transform[6];
    char *crs; /* WKT; NULL: none, or not asked */
    bool placed;
} statement;

static void clear(statement *s) { CPLFree(s->crs); }

/* What one source alone says. */
static statement ask(const char *path, const char *source, const char *by, bool with_crs)
{
    statement s = {.by = by};
    char option[60];
    bool aside = strcmp(source, "PAM") == 0;
    snprintf(option, sizeof option, "GEOREF_SOURCES=%s", source);
    const char *const drivers[] = {"GTiff", NULL}, *const options[] = {option, NULL};
    CPLPushErrorHandler(CPLQuietErrorHandler);
    CPLSetThreadLocalConfigOption("GDAL_PAM_ENABLED", aside ? "YES" : "NO");
    GDALDatasetH set = GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, options, NULL);
    OGRSpatialReferenceH crs = set && with_crs ? GDALGetSpatialRef(set) : NULL;
    s.placed = set && GDALGetGeoTransform(set, s.transform) == CE_None;
    if (crs) OSRExportToWkt(crs, &s.crs);
    if (set) GDALClose(set);
    CPLSetThreadLocalConfigOption("GDAL_PAM_ENABLED", NULL);
    CPLPopErrorHandler();
    CPLErrorReset();
    return s;
}

/* Both opposite corners, to a hundredth of a cell. */
static bool same_place(const statement *a, const statement *b, const vp_band_about *about)
{
    double corners[2][2] = {{0, 0}, {(double)about->columns, (double)about->rows}};
    for (int i = 0; i < 2; i++)
        for (size_t axis = 0; axis < 2; axis++) {
            const double *t = a->transform + 3 * axis, *u = b->transform + 3 * axis, *at = corners[i];
            double cell = fmax(fabs(t[1]), fabs(t[2]));
            if (fabs(t[0] - u[0] + (t[1] - u[1]) * at[0] + (t[2] - u[2]) * at[1]) > 0.01 * cell) return false;
        }
    return true;
}

static void remark_place(const statement *first, const statement *other, vp_band_about *about)
{
    const double *t = first->transform, *u = other->transform;
    if (!first->placed || !other->placed || same_place(first, other, about)) return;
    vp_band_remark(
        about,
        "%s it begins at (%.10g, %.10g) with cells of %.8g by %.8g, and %s at (%.10g, %.10g) with cells of %.8g "
        "by %.8g: %s is taken; mend the one that is wrong, or take it away",
        first->by, t[0], t[3], t[1], fabs(t[5]), other->by, u[0], u[3], u[1], fabs(u[5]),
        strncmp(first->by, "by its ", 7) == 0 ? first->by + 3 : "the file");
}

static void remark_crs(const statement *first, const statement *other, vp_band_about *about)
{
    char one[100], two[100];
    if (!first->crs || !other->crs || vp_crs_same(first->crs, other->crs)) return;
    vp_crs_name(first->crs, one, sizeof one);
    vp_crs_name(other->crs, two, sizeof two);
    vp_band_remark(about,
                   "%s its coordinate system is %s, and %s %s: the first is taken; mend the one that is wrong, or take "
                   "it away",
                   first->by, one, other->by, two);
}

/* ------------------------------------------------------------ what lies beside it */

static char *wkt_of(OGRSpatialReferenceH crs, bool good)
{
    const char *const options[] = {"FORMAT=WKT2_2018", NULL};
    char *wkt = NULL;
    if (good && OSRExportToWktEx(crs, &wkt, options) != OGRERR_NONE) CPLFree(wkt), wkt = NULL;
    OSRDestroySpatialReference(crs);
    return wkt;
}

/* NULL where there is none, or it is no system. */
static char *crs_of_prj(const char *path)
{
    static const char *const endings[] = {"prj", "PRJ"};
    VSIStatBufL about;
    const char *name = NULL;
    for (size_t i = 0; i < 2 && !name; i++) {
        const char *beside = CPLResetExtension(path, endings[i]);
        if (VSIStatL(beside, &about) == 0) name = beside;
    }
    char **lines = name ? CSLLoad2(name, 1000, 10000, NULL) : NULL;
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    bool good = lines && OSRImportFromESRI(crs, lines) == OGRERR_NONE;
    CSLDestroy(lines);
    return wkt_of(crs, good);
}

/* <SRS> and <GeoTransform> of FILE.aux.xml, by its text alone. */
static statement ask_aux(const char *path)
{
    char name[4200];
    VSIStatBufL about;
    statement s = {.by = "by its .aux.xml"};
    snprintf(name, sizeof name, "%s.aux.xml", path);
    CPLXMLNode *tree = VSIStatL(name, &about) == 0 ? CPLParseXMLFile(name) : NULL;
    if (!tree) return s;
    const char *srs = CPLGetXMLValue(tree, "=PAMDataset.SRS", ""),
               *numbers = CPLGetXMLValue(tree, "=PAMDataset.GeoTransform", "");
    bool code = strncmp(srs, "EPSG:", 5) == 0 || strncmp(srs, "ESRI:", 5) == 0 || strchr(srs, '[');
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
    s.crs = wkt_of(crs, code && OSRSetFromUserInput(crs, srs) == OGRERR_NONE);
    double *t = s.transform;
    s.placed = sscanf(numbers, "%lf ,%lf ,%lf ,%lf ,%lf ,%lf", t, t + 1, t + 2, t + 3, t + 4, t + 5) == 6;
    CPLDestroyXMLNode(tree);
    return s;
}

static statement ask_world(const char *path)
{
    statement s = {.by = "by its world file"};
    s.placed = GDALReadWorldFile(path, NULL, s.transform) || GDALReadWorldFile(path, "wld", s.transform);
    return s;
}

char *vp_band_place_crs_beside(const char *path, const char **by)
{
    CPLPushErrorHandler(CPLQuietErrorHandler);
    statement aside = ask_aux(path);
    char *prj = aside.crs ? NULL : crs_of_prj(path);
    CPLPopErrorHandler();
    CPLErrorReset();
    *by = aside.crs ? "" : ".prj";
    return aside.crs ? aside.crs : prj;
}

/* GDAL takes the .aux.xml first, then the file itself, then the world file, and passes over a .prj. */
static void remark_tiff(const char *path, vp_band_about *about)
{
    statement aside = ask_aux(path), prj = {.by = "by its .prj", .crs = crs_of_prj(path)};
    bool two = aside.placed || aside.crs || prj.crs; /* a world file has no system */
    statement own = ask(path, "INTERNAL", "by itself", two), world = ask(path, "WORLDFILE", "by its world file", false);
    if (aside.placed || aside.crs) {
        clear(&aside);
        aside = ask(path, "PAM", "by its .aux.xml", true);
    }
    remark_place(&aside, &own, about);
    remark_crs(&aside, &own, about);
    remark_crs(own.crs ? &own : &aside, &prj, about);
    remark_place(own.placed ? &own : &aside, &world, about);
    clear(&own);
    clear(&world);
    clear(&aside);
    clear(&prj);
}

/* Of other formats GDAL takes the place from the file alone, and the system from the file or its .prj. */
static void remark_other(GDALDatasetH dataset, const char *path, vp_band_about *about)
{
    statement own = {.by = "by itself"}, world = ask_world(path), aside = ask_aux(path), prj = {.by = "by its .prj"};
    prj.crs = crs_of_prj(path);
    own.placed = GDALGetGeoTransform(dataset, own.transform) == CE_None;
    if (!prj.crs && GDALGetSpatialRef(dataset)) OSRExportToWkt(GDALGetSpatialRef(dataset), &own.crs);
    remark_place(&own, &aside, about);
    remark_place(&own, &world, about);
    remark_crs(prj.crs ? &prj : &own, &aside, about);
    clear(&own);
    clear(&aside);
    clear(&prj);
}

void vp_band_place_remarks(GDALDatasetH dataset, const char *path, vp_band_about *about)
{
    bool tiff = strcmp(GDALGetDriverShortName(GDALGetDatasetDriver(dataset)), "GTiff") == 0;
    CPLPushErrorHandler(CPLQuietErrorHandler);
    if (tiff)
        remark_tiff(path, about);
    else
        remark_other(dataset, path, about);
    CPLPopErrorHandler();
    CPLErrorReset();
}
