#include "base/array.h"
#include "store/plain/open.h"
#include "store/plain/plain_file.h"
#include "store/spatial/geometry.h"
#include <cpl_conv.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One reading of a layer. */
typedef struct {
    const vp_feature_file *file;
    OGRLayerH layer;
    OGRCoordinateTransformationH transformation; /* NULL: as it is */
    int name_field;                              /* -1: none */
    bool polygons, land;                         /* land: polygons and lines, named by class */
    size_t room;
} reading;

static const char *const point_columns[] = {"X_POSSIBLE_NAMES=x,lon,longitude", "Y_POSSIBLE_NAMES=y,lat,latitude",
                                            "AUTODETECT_TYPE=NO", NULL};

static bool is_csv(const char *path)
{
    size_t length = strlen(path);
    return length > 4 && EQUAL(path + length - 4, ".csv");
}

static int field_of(OGRLayerH layer, const char *name) { return OGR_FD_GetFieldIndex(OGR_L_GetLayerDefn(layer), name); }

static bool choose_layer(reading *r, GDALDatasetH dataset, vp_error *err)
{
    const vp_feature_file *file = r->file;
    if (!file->layer && GDALDatasetGetLayerCount(dataset) != 1)
        return vp_fail(err, VP_BAD_INPUT, "%s has %d layers; say which", file->path, GDALDatasetGetLayerCount(dataset));
    r->layer = file->layer ? GDALDatasetGetLayerByName(dataset, file->layer) : GDALDatasetGetLayer(dataset, 0);
    if (!r->layer) return vp_fail(err, VP_NOT_FOUND, "%s has no layer %s", file->path, file->layer ? file->layer : "0");
    static const char *const of_places[] = {"code", "id", "name"}, *const of_land[] = {"class", "highway", "kind"};
    const char *const *usual = r->land ? of_land : of_places;
    r->name_field = file->name_column ? field_of(r->layer, file->name_column) : -1;
    if (file->name_column && r->name_field < 0)
        return vp_fail(err, VP_NOT_FOUND, "%s has no column %s", file->path, file->name_column);
    for (size_t i = 0; !file->name_column && r->name_field < 0 && i < 3; i++)
        r->name_field = field_of(r->layer, usual[i]);
    if (r->land && r->name_field < 0)
        return vp_fail(err, VP_NOT_FOUND, "%s has no column class, highway or kind; name the one of the class",
                       file->path);
    return true;
}

/* From the layer's coordinates to the raster's; a CSV of lon,lat is WGS 84, of x,y the raster's own. */
static bool choose_transformation(reading *r, const vp_raster_place *place, vp_error *err)
{
    OGRSpatialReferenceH from = OGR_L_GetSpatialRef(r->layer), to = NULL, degrees = NULL;
    bool csv_degrees = is_csv(r->file->path) && field_of(r->layer, "x") < 0;
    bool ok = true;
    if (csv_degrees) {
        degrees = OSRNewSpatialReference(NULL);
        ok = degrees && OSRSetFromUserInput(degrees, "EPSG:4326") == OGRERR_NONE;
        from = degrees;
    }
    if (ok && from && place->crs) {
        to = OSRNewSpatialReference(NULL);
        if (to && OSRSetFromUserInput(to, place->crs) != OGRERR_NONE) ok = false; /* EPSG:32648 as well as WKT */
        if (to) OSRSetAxisMappingStrategy(to, OAMS_TRADITIONAL_GIS_ORDER);
        if (csv_degrees) OSRSetAxisMappingStrategy(from, OAMS_TRADITIONAL_GIS_ORDER);
        r->transformation = to ? OCTNewCoordinateTransformation(from, to) : NULL;
        ok = ok && r->transformation;
    } else if (ok && (from || csv_degrees))
        ok = false; /* degrees on a raster that does not say where it lies */
    OSRDestroySpatialReference(to);
    OSRDestroySpatialReference(degrees);
    if (!ok)
        return vp_fail(err, VP_BAD_INPUT, "%s: its coordinate system cannot be brought to the raster's", r->file->path);
    return true;
}

static bool grow(reading *r, vp_features *out, vp_error *err)
{
    vp_array arrays[] = {VP_ARRAY(out->names), r->polygons ? VP_ARRAY(out->shapes) : VP_ARRAY(out->points),
                         VP_ARRAY(out->areas)};
    return vp_array_grow(arrays, r->land ? 3 : 2, &r->room, out->count + 1, err);
}

static bool read_point(OGRGeometryH geometry, vp_point *point)
{
    OGRwkbGeometryType kind = wkbFlatten(OGR_G_GetGeometryType(geometry));
    if (kind == wkbMultiPoint && OGR_G_GetGeometryCount(geometry) == 1)
        geometry = OGR_G_GetGeometryRef(geometry, 0);
    else if (kind != wkbPoint)
        return false;
    if (OGR_G_IsEmpty(geometry)) return false;
    *point = (vp_point){OGR_G_GetX(geometry, 0), OGR_G_GetY(geometry, 0)};
    return isfinite(point->x) && isfinite(point->y);
}

static bool read_shape(OGRGeometryH geometry, vp_shape *shape, vp_error *err)
{
    int bytes = OGR_G_WkbSize(geometry);
    unsigned char *wkb = bytes > 0 ? malloc((size_t)bytes) : NULL;
    if (!wkb) return vp_fail_memory(err, (size_t)(bytes > 0 ? bytes : 0));
    bool ok =
        OGR_G_ExportToIsoWkb(geometry, wkbNDR, wkb) == OGRERR_NONE && vp_geometry_shape(wkb, (size_t)bytes, shape, err);
    free(wkb);
    return ok;
}

static bool read_land(OGRGeometryH geometry, vp_shape *shape, bool *is_area, vp_error *err)
{
    *is_area = OGR_G_GetDimension(geometry) == 2;
    if (*is_area) return read_shape(geometry, shape, err);
    int bytes = OGR_G_WkbSize(geometry);
    unsigned char *wkb = bytes > 0 ? malloc((size_t)bytes) : NULL;
    if (!wkb) return vp_fail_memory(err, (size_t)(bytes > 0 ? bytes : 0));
    bool ok =
        OGR_G_ExportToIsoWkb(geometry, wkbNDR, wkb) == OGRERR_NONE && vp_geometry_lines(wkb, (size_t)bytes, shape, err);
    free(wkb);
    return ok;
}

static bool read_feature(reading *r, OGRFeatureH feature, vp_features *out, vp_error *err)
{
    if (!grow(r, out, err)) return false;
    size_t i = out->count;
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    if (geometry) OGR_G_FlattenTo2D(geometry);
    bool empty = r->polygons && !r->land && geometry && OGR_G_IsEmpty(geometry);
    bool ok = geometry && !empty && (!r->transformation || OGR_G_Transform(geometry, r->transformation) == OGRERR_NONE);
    if (ok && r->land)
        ok = read_land(geometry, &out->shapes[i], &out->areas[i], NULL);
    else if (ok && r->polygons)
        ok = read_shape(geometry, &out->shapes[i], NULL);
    else if (ok)
        ok = read_point(geometry, &out->points[i]);
    if (!ok)
        return vp_fail(err, VP_BAD_INPUT, "%s: feature %zu has no %s that lies on the map", r->file->path, i + 1,
                       r->land       ? "line or polygon"
                       : r->polygons ? "polygon"
                                     : "point");
    char number[24];
    snprintf(number, sizeof number, "%zu", i);
    out->names[i] = strdup(r->name_field >= 0 ? OGR_F_GetFieldAsString(feature, r->name_field) : number);
    out->count++; /* so that the shape is freed too */
    if (!out->names[i]) return vp_fail_memory(err, 24);
    return !r->land || *out->names[i] ||
           vp_fail(err, VP_BAD_INPUT, "%s: feature %zu has no class", r->file->path, i + 1);
}

static bool read_all(reading r, const vp_raster_place *place, vp_features *out, vp_error *err)
{
    *out = (vp_features){0};
    vp_plain_words words;
    vp_plain_begin(&words);
    const vp_feature_file *file = r.file;
    GDALDatasetH dataset = vp_plain_open(file->path, is_csv(file->path) ? point_columns : NULL, &words, err);
    bool ok = dataset && choose_layer(&r, dataset, err) && choose_transformation(&r, place, err);
    for (OGRFeatureH feature; ok && (feature = OGR_L_GetNextFeature(r.layer));) {
        ok = read_feature(&r, feature, out, err);
        OGR_F_Destroy(feature);
    }
    if (ok && words.failed) ok = vp_fail(err, VP_IO, "%s: %s", file->path, words.message);
    if (ok && r.polygons && !r.land && out->count == 0)
        ok = vp_fail(err, VP_BAD_INPUT, "%s has no polygons", file->path);
    if (r.transformation) OCTDestroyCoordinateTransformation(r.transformation);
    if (dataset) GDALClose(dataset);
    vp_plain_end();
    if (!ok) vp_features_clear(out);
    return ok;
}

bool vp_plain_points_read(const vp_feature_file *file, const vp_raster_place *place, vp_features *out, vp_error *err)
{
    return read_all((reading){.file = file}, place, out, err);
}

bool vp_plain_polygons_read(const vp_feature_file *file, const vp_raster_place *place, vp_features *out, vp_error *err)
{
    return read_all((reading){.file = file, .polygons = true}, place, out, err);
}

bool vp_plain_land_read(const vp_feature_file *file, const vp_raster_place *place, vp_features *out, vp_error *err)
{
    return read_all((reading){.file = file, .polygons = true, .land = true}, place, out, err);
}

void vp_features_clear(vp_features *features)
{
    for (size_t i = 0; i < features->count; i++) {
        free(features->names[i]);
        if (features->shapes) vp_shape_clear(&features->shapes[i]);
    }
    free(features->names);
    free(features->points);
    free(features->shapes);
    free(features->areas);
    *features = (vp_features){0};
}
