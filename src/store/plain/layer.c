#include "store/plain/layer.h"
#include "store/plain/open.h"
#include "store/spatial/flatgeobuf.h"
#include <cpl_string.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *extension, *driver;
} formats[] = {{"gpkg", "GPKG"}, {"geojson", "GeoJSON"}, {"fgb", "FlatGeobuf"}};

static const char *driver_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(dot + 1, formats[i].extension) == 0) return formats[i].driver;
    }
    return NULL;
}

typedef struct {
    GDALDatasetH dataset, memory; /* memory: rows that have no place, where the driver leaves them out; else NULL */
    OGRLayerH layer, placeless;
    bool transaction, placed; /* placed: some row has a place */
} writing;

static OGRLayerH make_layer(GDALDatasetH dataset, const vp_raster_place *place, const vp_plain_layer *l, char **options)
{
    OGRSpatialReferenceH system = place->crs ? OSRNewSpatialReference(place->crs) : NULL;
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, l->name, system, l->kind, options);
    if (system) OSRRelease(system);
    for (size_t i = 0; layer && i < l->field_count; i++) {
        OGRFieldDefnH field = OGR_Fld_Create(l->fields[i].name, l->fields[i].type);
        if (OGR_L_CreateField(layer, field, 1) != OGRERR_NONE) layer = NULL;
        OGR_Fld_Destroy(field);
    }
    return layer;
}

/* What has no value is null: in GeoJSON it would be left out, and with it, where no row has one, its name. */
static void null_the_rest(OGRFeatureH feature, size_t count)
{
    for (int i = 0; i < (int)count; i++)
        if (!OGR_F_IsFieldSet(feature, i)) OGR_F_SetFieldNull(feature, i);
}

static bool write_feature(writing *w, const vp_plain_layer *l, size_t index)
{
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(w->layer));
    bool ok = feature && l->fill(l->context, index, feature);
    if (ok) null_the_rest(feature, l->field_count);
    bool aside = ok && w->placeless && vp_flatgeobuf_is_placeless(feature);
    ok = ok && OGR_L_CreateFeature(aside ? w->placeless : w->layer, feature) == OGRERR_NONE;
    if (feature) OGR_F_Destroy(feature);
    w->placed |= !aside;
    return ok;
}

static bool begin(writing *w, const char *driver, const char *draft, const vp_raster_place *place,
                  const vp_plain_layer *l)
{
    bool flat = strcmp(driver, "FlatGeobuf") == 0, json = strcmp(driver, "GeoJSON") == 0;
    char **options = json && place->crs ? CSLSetNameValue(NULL, "RFC7946", "YES") : NULL;
    if (flat) options = CSLSetNameValue(options, "SPATIAL_INDEX", "NO");
    *w = (writing){.dataset = GDALCreate(GDALGetDriverByName(driver), draft, 0, 0, 0, GDT_Unknown, NULL)};
    w->layer = w->dataset ? make_layer(w->dataset, place, l, options) : NULL;
    CSLDestroy(options);
    if (flat) w->memory = GDALCreate(GDALGetDriverByName("Memory"), "", 0, 0, 0, GDT_Unknown, NULL);
    w->placeless = w->memory ? make_layer(w->memory, place, l, NULL) : NULL;
    w->transaction = w->layer && GDALDatasetStartTransaction(w->dataset, 0) == OGRERR_NONE;
    return w->layer && (!flat || w->placeless);
}

/* Closes the file, so that what its driver left out can be added. */
static bool finish(writing *w, bool ok, const char *draft, vp_error *err)
{
    bool add = w->placeless && (!w->placed || OGR_L_GetFeatureCount(w->placeless, 1) > 0);
    if (ok && add && !w->placed) ok = vp_flatgeobuf_begin(w->layer);
    if (w->transaction && GDALDatasetCommitTransaction(w->dataset) != OGRERR_NONE) ok = false;
    if (w->dataset) GDALClose(w->dataset);
    if (ok && add) ok = vp_flatgeobuf_add_placeless(w->placeless, draft, !w->placed, err);
    if (w->memory) GDALClose(w->memory);
    return ok;
}

bool vp_plain_layer_write(const char *path, const vp_raster_place *place, const vp_plain_layer *l, vp_error *err)
{
    const char *driver = driver_of(path);
    if (!driver) return vp_fail(err, VP_BAD_INPUT, "%s: the name must end in .gpkg, .geojson or .fgb", path);
    vp_whole_file file;
    if (!vp_whole_file_begin(&file, path, err)) return false;
    vp_plain_words words;
    vp_plain_begin(&words);
    writing w;
    bool ok = begin(&w, driver, file.draft, place, l);
    for (size_t i = 0; ok && i < l->feature_count; i++) ok = write_feature(&w, l, i);
    ok = finish(&w, ok, file.draft, err);
    return vp_plain_end_file(&words, &file, ok, err);
}
