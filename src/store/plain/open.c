#include "store/plain/open.h"
#include <cpl_error.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static const struct {
    const char *extension, *driver;
} drivers[] = {
    {"gpkg", "GPKG"},      {"geojson", "GeoJSON"}, {"json", "GeoJSON"}, {"shp", "ESRI Shapefile"},
    {"fgb", "FlatGeobuf"}, {"csv", "CSV"},         {"kml", "KML"},
};

static void CPL_STDCALL listen(CPLErr level, CPLErrorNum number, const char *message)
{
    (void)number;
    vp_plain_words *words = CPLGetErrorHandlerUserData();
    if (level < CE_Failure || words->failed) return;
    words->failed = true;
    snprintf(words->message, sizeof words->message, "%s", message);
}

void vp_plain_begin(vp_plain_words *words)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, GDALAllRegister);
    *words = (vp_plain_words){0};
    CPLPushErrorHandlerEx(listen, words);
}

void vp_plain_end(void) { CPLPopErrorHandler(); }

bool vp_plain_end_file(const vp_plain_words *words, vp_whole_file *file, bool made, vp_error *err)
{
    vp_plain_end();
    if (made && !words->failed) return vp_whole_file_commit(file, err);
    vp_fail(err, VP_IO, "%s cannot be written: %s", file->path, words->failed ? words->message : "unknown reason");
    vp_whole_file_abandon(file);
    return false;
}

static const char *driver_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof drivers / sizeof *drivers; i++)
        if (strcasecmp(dot + 1, drivers[i].extension) == 0) return drivers[i].driver;
    return NULL;
}

GDALDatasetH vp_plain_open(const char *path, const char *const options[], const vp_plain_words *words, vp_error *err)
{
    const char *driver = driver_of(path);
    struct stat status;
    if (!driver) {
        vp_fail(err, VP_BAD_INPUT, "%s: the name must end in .gpkg, .geojson, .shp, .fgb, .csv or .kml", path);
        return NULL;
    }
    if (strncmp(path, "/vsi", 4) == 0 || stat(path, &status) != 0 || !S_ISREG(status.st_mode)) {
        vp_fail(err, VP_NOT_FOUND, "%s: there is no such file", path);
        return NULL;
    }
    const char *const allowed[] = {driver, NULL};
    unsigned flags = GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR | GDAL_OF_VECTOR;
    GDALDatasetH dataset = GDALOpenEx(path, flags, allowed, options, NULL);
    if (!dataset)
        vp_fail(err, VP_BAD_INPUT, "%s cannot be read as %s: %s", path, driver,
                words->failed ? words->message : "unknown reason");
    return dataset;
}
