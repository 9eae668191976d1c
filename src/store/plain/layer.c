#include "store/plain/layer.h"
#include "store/plain/open.h"
#include <cpl_string.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *extension, *driver;
} formats[] = {{"gpkg", "GPKG"}, {"geojson", "GeoJSON"}, {"fgb", "FlatGeobuf"}};

static const char *driver_of(const char *path, const char **extension)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(dot + 1, formats[i].extension) != 0) continue;
        *extension = formats[i].extension;
        return formats[i].driver;
    }
    return NULL;
}

static OGRLayerH make_layer(GDALDatasetH dataset, const vp_raster_place *place, const vp_plain_layer *l, bool geojson)
{
    OGRSpatialReferenceH system = place->crs ? OSRNewSpatialReference(place->crs) : NULL;
    char **options = geojson && system ? CSLSetNameValue(NULL, "RFC7946", "YES") : NULL;
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, l->name, system, l->kind, options);
    CSLDestroy(options);
    if (system) OSRRelease(system);
    for (size_t i = 0; layer && i < l->field_count; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(l->fields[i].name, l->fields[i].type);
        if (OGR_L_CreateField(layer, field, 1) != OGRERR_NONE) layer = NULL;
        OGR_Fld_Destroy(field);
    }
    return layer;
}

static bool write_feature(OGRLayerH layer, const vp_plain_layer *l, size_t index)
{
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    bool ok = feature && l->fill(l->context, index, feature) && OGR_L_CreateFeature(layer, feature) == OGRERR_NONE;
    if (feature) OGR_F_Destroy(feature);
    return ok;
}

bool vp_plain_layer_write(const char *path, const vp_raster_place *place, const vp_plain_layer *l, vp_error *err)
{
    const char *extension = NULL, *driver = driver_of(path, &extension);
    if (!driver) return vp_fail(err, VP_BAD_INPUT, "%s: the name must end in .gpkg, .geojson or .fgb", path);
    vp_whole_file file;
    if (!vp_whole_file_begin(&file, path, err)) return false;
    vp_plain_words words;
    vp_plain_begin(&words);
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName(driver), file.draft, 0, 0, 0, GDT_Unknown, NULL);
    OGRLayerH layer = dataset ? make_layer(dataset, place, l, strcmp(extension, "geojson") == 0) : NULL;
    bool transaction = layer && GDALDatasetStartTransaction(dataset, 0) == OGRERR_NONE;
    bool ok = layer != NULL;
    for (size_t i = 0; ok && i < l->feature_count; i++) ok = write_feature(layer, l, i);
    if (transaction && GDALDatasetCommitTransaction(dataset) != OGRERR_NONE) ok = false;
    if (dataset) GDALClose(dataset);
    return vp_plain_end_file(&words, &file, ok, err);
}
