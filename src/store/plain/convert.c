#include "store/plain/open.h"
#include "store/plain/plain_file.h"
#include <cpl_string.h>
#include <gdal_utils.h>
#include <stdio.h>
#include <string.h>

static GDALDatasetH translate(GDALDatasetH source, const char *draft, const char *driver, const char *layer)
{
    char **words = NULL;
    words = CSLAddString(CSLAddString(words, "-f"), driver);
    words = CSLAddString(CSLAddString(words, "-nln"), layer);
    GDALVectorTranslateOptions *options = GDALVectorTranslateOptionsNew(words, NULL);
    int misused = 0;
    GDALDatasetH made = options ? GDALVectorTranslate(draft, NULL, 1, &source, options, &misused) : NULL;
    GDALVectorTranslateOptionsFree(options);
    CSLDestroy(words);
    return made;
}

bool vp_plain_convert(const char *geojson, const char *path, const char *layer, vp_error *err)
{
    const char *dot = strrchr(path, '.');
    const char *driver = !dot                        ? NULL
                         : strcmp(dot, ".gpkg") == 0 ? "GPKG"
                         : strcmp(dot, ".fgb") == 0  ? "FlatGeobuf"
                                                     : NULL;
    static const char *const only_geojson[] = {"GeoJSON", NULL}, *const flat[] = {"FLATTEN_NESTED_ATTRIBUTES=YES",
                                                                                  NULL};
    char draft[4096];
    if (!driver) return vp_fail(err, VP_BAD_INPUT, "%s: the name must end in .gpkg or .fgb", path);
    if (snprintf(draft, sizeof draft, "%s.part%s", path, dot) >= (int)sizeof draft)
        return vp_fail(err, VP_BAD_INPUT, "%s: the name is too long", path);
    vp_plain_words words;
    vp_plain_begin(&words);
    remove(draft);
    GDALDatasetH source = GDALOpenEx(geojson, GDAL_OF_VECTOR | GDAL_OF_READONLY, only_geojson, flat, NULL);
    GDALDatasetH made = source ? translate(source, draft, driver, layer) : NULL;
    bool ok = made != NULL;
    if (made) GDALClose(made);
    if (source) GDALClose(source);
    ok = ok && !words.failed && rename(draft, path) == 0;
    vp_plain_end();
    if (ok) return true;
    remove(draft);
    return vp_fail(err, VP_IO, "%s cannot be written: %s", path, words.failed ? words.message : "unknown reason");
}
