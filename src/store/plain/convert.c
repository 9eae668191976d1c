#include "store/plain/open.h"
#include "store/plain/plain_file.h"
#include "store/spatial/flatgeobuf.h"
#include <cpl_string.h>
#include <gdal_utils.h>
#include <stdio.h>
#include <string.h>

static GDALDatasetH translate(GDALDatasetH source, const char *draft, const char *driver, const char *layer)
{
    char **words = NULL;
    words = CSLAddString(CSLAddString(words, "-f"), driver);
    words = CSLAddString(CSLAddString(words, "-nln"), layer);
    if (strcmp(driver, "FlatGeobuf") == 0) words = CSLAddString(CSLAddString(words, "-lco"), "SPATIAL_INDEX=NO");
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
    if (!driver) return vp_fail(err, VP_BAD_INPUT, "%s: the name must end in .gpkg or .fgb", path);
    vp_whole_file file;
    if (!vp_whole_file_begin(&file, path, err)) return false;
    vp_plain_words words;
    vp_plain_begin(&words);
    GDALDatasetH source = GDALOpenEx(geojson, GDAL_OF_VECTOR | GDAL_OF_READONLY, only_geojson, flat, NULL);
    GDALDatasetH made = source ? translate(source, file.draft, driver, layer) : NULL;
    OGRLayerH from = source && strcmp(driver, "FlatGeobuf") == 0 ? GDALDatasetGetLayer(source, 0) : NULL;
    bool placed = !from || vp_flatgeobuf_has_places(from);
    bool ok = made && (placed || vp_flatgeobuf_begin(GDALDatasetGetLayer(made, 0)));
    if (made) GDALClose(made);
    if (ok && from) ok = vp_flatgeobuf_add_placeless(from, file.draft, !placed, err);
    if (source) GDALClose(source);
    return vp_plain_end_file(&words, &file, ok, err);
}
