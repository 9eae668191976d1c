#include "store/geometry.h"
#include "store/plain_file.h"
#include "store/plain_open.h"
#include <cpl_string.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *extension, *driver;
} formats[] = {{"gpkg", "GPKG"}, {"geojson", "GeoJSON"}, {"fgb", "FlatGeobuf"}};

static const struct {
    const char *name;
    OGRFieldType type;
} fields[] = {{"facility", OFTString}, {"limit_minutes", OFTReal}, {"people", OFTReal}, {"area_km2", OFTReal}};
enum { FIELDS = sizeof fields / sizeof *fields };

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

static OGRLayerH make_layer(GDALDatasetH dataset, const vp_raster_place *place, bool geojson)
{
    OGRSpatialReferenceH system = place->crs ? OSRNewSpatialReference(place->crs) : NULL;
    char **options = geojson && system ? CSLSetNameValue(NULL, "RFC7946", "YES") : NULL;
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, "areas", system, wkbMultiPolygon, options);
    CSLDestroy(options);
    if (system) OSRRelease(system);
    for (size_t i = 0; layer && i < FIELDS; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(fields[i].name, fields[i].type);
        if (OGR_L_CreateField(layer, field, 1) != OGRERR_NONE) layer = NULL;
        OGR_Fld_Destroy(field);
    }
    return layer;
}

static bool write_area(OGRLayerH layer, const vp_area *area, vp_error *err)
{
    size_t bytes = 0;
    unsigned char *wkb = vp_geometry_contour_wkb(&area->contour, &bytes, err);
    if (!wkb) return false;
    OGRGeometryH geometry = NULL;
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    bool ok = feature && bytes <= INT32_MAX && OGR_G_CreateFromWkb(wkb, NULL, &geometry, (int)bytes) == OGRERR_NONE &&
              OGR_F_SetGeometryDirectly(feature, geometry) == OGRERR_NONE;
    free(wkb);
    if (ok) {
        if (area->facility) OGR_F_SetFieldString(feature, 0, area->facility);
        if (isfinite(area->limit)) OGR_F_SetFieldDouble(feature, 1, area->limit);
        if (isfinite(area->people)) OGR_F_SetFieldDouble(feature, 2, area->people);
        OGR_F_SetFieldDouble(feature, 3, vp_shape_area(&area->contour.shape) / 1e6);
        ok = OGR_L_CreateFeature(layer, feature) == OGRERR_NONE;
    }
    if (feature) OGR_F_Destroy(feature);
    return ok || vp_fail(err, VP_IO, "an area cannot be written");
}

bool vp_plain_areas_write(const char *path, const vp_raster_place *place, const vp_area areas[], size_t count,
                          vp_error *err)
{
    char draft[4096];
    const char *extension = NULL, *driver = driver_of(path, &extension);
    if (!driver) return vp_fail(err, VP_BAD_INPUT, "%s: the name must end in .gpkg, .geojson or .fgb", path);
    if (snprintf(draft, sizeof draft, "%s.part.%s", path, extension) >= (int)sizeof draft)
        return vp_fail(err, VP_BAD_INPUT, "%s: the name is too long", path);
    vp_plain_words words;
    vp_plain_begin(&words);
    remove(draft);
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName(driver), draft, 0, 0, 0, GDT_Unknown, NULL);
    OGRLayerH layer = dataset ? make_layer(dataset, place, strcmp(extension, "geojson") == 0) : NULL;
    bool transaction = layer && GDALDatasetStartTransaction(dataset, 0) == OGRERR_NONE;
    bool ok = layer != NULL;
    for (size_t i = 0; ok && i < count; i++) ok = write_area(layer, &areas[i], NULL);
    if (transaction && GDALDatasetCommitTransaction(dataset) != OGRERR_NONE) ok = false;
    if (dataset) GDALClose(dataset);
    ok = ok && !words.failed && rename(draft, path) == 0;
    vp_plain_end();
    if (ok) return true;
    remove(draft);
    return vp_fail(err, VP_IO, "%s cannot be written: %s", path, words.failed ? words.message : "unknown reason");
}
