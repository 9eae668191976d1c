/* What of files lies in a place, made with GDAL in its memory and sent as one file. */
#include "store/fetch/fetch_internal.h"
#include "store/sandbox/message.h"
#include "store/text/text.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { BYTES_AT_ONCE = 4 << 20 };

static const struct {
    const char *ending, *driver;
    bool raster;
} formats[] = {
    {".tif", "GTiff", true},           {".tiff", "GTiff", true},       {".fgb", "FlatGeobuf", false},
    {".gpkg", "GPKG", false},          {".geojson", "GeoJSON", false}, {".json", "GeoJSON", false},
    {".shp", "ESRI Shapefile", false}, {".osm.pbf", "OSM", false},     {".pbf", "OSM", false},
};

static size_t format_of(const char *name)
{
    char ending[16];
    vp_address_ending(name, ending);
    size_t i = 0;
    while (i < sizeof formats / sizeof *formats && strcmp(ending, formats[i].ending) != 0) i++;
    return i;
}

/* ------------------------------------------------------------ opening */

/* Of a zip the one source inside. */
static bool enter_zip(const vp_fetcher *f, char *name, size_t size, vp_error *err)
{
    char folder[4400];
    if (strlen(name) + 12 > sizeof folder) return vp_fail(err, VP_BAD_INPUT, "too long a name");
    snprintf(folder, sizeof folder, "/vsizip/{%.4380s}", name);
    char **entries = VSIReadDirRecursive(folder);
    const char *found = NULL;
    for (int i = 0; entries && entries[i] && !found; i++) {
        size_t format = format_of(entries[i]);
        if (format < sizeof formats / sizeof *formats && formats[format].raster == f->job->raster) found = entries[i];
    }
    if (found) snprintf(name, size, "%.4000s/%.500s", folder, found);
    CSLDestroy(entries);
    return found ||
           vp_fail(err, VP_BAD_INPUT, "the zip holds no %s that is known", f->job->raster ? "raster" : "layer");
}

/* Only by the driver that the name says; what it names further is not opened. */
static GDALDatasetH open_file(const vp_fetcher *f, const char *path, vp_error *err)
{
    char name[4600], ending[16];
    snprintf(name, sizeof name, "%s", path);
    vp_address_ending(name, ending);
    if (strcmp(ending, ".zip") == 0 && !enter_zip(f, name, sizeof name, err)) return NULL;
    size_t format = format_of(name);
    if (format == sizeof formats / sizeof *formats || formats[format].raster != f->job->raster) {
        vp_fail(err, VP_BAD_INPUT, "of %s files nothing can be cut out", *ending ? ending : "such");
        return NULL;
    }
    const char *drivers[] = {formats[format].driver, NULL};
    unsigned kind = f->job->raster ? GDAL_OF_RASTER : GDAL_OF_VECTOR;
    GDALDatasetH dataset = GDALOpenEx(name, GDAL_OF_READONLY | kind | GDAL_OF_VERBOSE_ERROR, drivers, NULL, NULL);
    if (!dataset) vp_fail(err, VP_BAD_INPUT, "it cannot be read as %s: %s", drivers[0], CPLGetLastErrorMsg());
    return dataset;
}

/* NULL and true: a tile that is not there, as over the sea. */
static bool open_one(vp_fetcher *f, size_t i, GDALDatasetH *dataset, vp_error *err)
{
    char name[4600], ending[16];
    *dataset = NULL;
    if (f->job->local) return (*dataset = open_file(f, f->job->files[i], err)) != NULL;
    if (!vp_remote_ask(f->remote.remotes[i], err)) {
        if (err->kind != VP_NOT_FOUND || f->job->count == 1) return false;
        f->absent++;
        return true;
    }
    vp_address_ending(f->job->files[i], ending);
    vp_remote_files_name(i, ending, name, sizeof name);
    return (*dataset = open_file(f, name, err)) != NULL;
}

static size_t open_all(vp_fetcher *f, GDALDatasetH datasets[], vp_error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < f->job->count; i++) {
        if (!open_one(f, i, &datasets[count], err)) {
            while (count) GDALClose(datasets[--count]);
            return 0;
        }
        count += datasets[count] != NULL;
    }
    if (!count) vp_fail(err, VP_NOT_FOUND, "none of the %zu tiles of the place is there", f->job->count);
    return count;
}

/* ------------------------------------------------------------ layers */

static OGRSpatialReferenceH in_degrees(void)
{
    OGRSpatialReferenceH degrees = OSRNewSpatialReference(NULL);
    OSRImportFromEPSG(degrees, 4326);
    OSRSetAxisMappingStrategy(degrees, OAMS_TRADITIONAL_GIS_ORDER);
    return degrees;
}

/* Between degrees and the layer's system; a layer that states none is in degrees. */
static OGRCoordinateTransformationH transform_of(const vp_fetcher *f, OGRLayerH layer, bool forward)
{
    OGRSpatialReferenceH degrees = in_degrees(), stated = OGR_L_GetSpatialRef(layer),
                         own = OSRNewSpatialReference(NULL);
    if (*f->job->crs)
        OSRSetFromUserInput(own, f->job->crs);
    else if (stated)
        OSRDestroySpatialReference(own), own = OSRClone(stated);
    else
        OSRImportFromEPSG(own, 4326);
    OSRSetAxisMappingStrategy(own, OAMS_TRADITIONAL_GIS_ORDER);
    OGRCoordinateTransformationH transform =
        forward ? OCTNewCoordinateTransformation(degrees, own) : OCTNewCoordinateTransformation(own, degrees);
    OSRDestroySpatialReference(degrees);
    OSRDestroySpatialReference(own);
    return transform;
}

static OGRLayerH find_layer(const vp_fetcher *f, GDALDatasetH dataset, vp_error *err)
{
    OGRLayerH layer =
        *f->job->layer ? GDALDatasetGetLayerByName(dataset, f->job->layer) : GDALDatasetGetLayer(dataset, 0);
    if (!layer) {
        vp_fail(err, VP_BAD_INPUT, "it has no layer %s", f->job->layer);
    } else if (*f->job->filter && OGR_L_SetAttributeFilter(layer, f->job->filter) != OGRERR_NONE) {
        vp_fail(err, VP_BAD_INPUT, "filter %s: %s", f->job->filter, CPLGetLastErrorMsg());
        layer = NULL;
    }
    return layer;
}

static bool is_in_degrees(const vp_fetcher *f, OGRLayerH layer)
{
    OGRSpatialReferenceH stated = OGR_L_GetSpatialRef(layer), declared = OSRNewSpatialReference(NULL);
    bool degrees = *f->job->crs ? OSRSetFromUserInput(declared, f->job->crs) == OGRERR_NONE && OSRIsGeographic(declared)
                                : !stated || OSRIsGeographic(stated);
    OSRDestroySpatialReference(declared);
    return degrees;
}

/* A place on both sides of the 180th meridian, in longitudes of -180 to 180 or of 0 to 360. */
static bool set_both_sides(OGRLayerH layer, vp_bounds d, vp_error *err)
{
    char wkt[600];
    OGRGeometryH both = NULL;
    double edges[][2] = {{d.west, d.east}, {d.west - 360, d.east - 360}};
    size_t used = (size_t)snprintf(wkt, sizeof wkt, "MULTIPOLYGON (");
    for (size_t i = 0; i < 2; i++) {
        double w = edges[i][0], e = edges[i][1];
        used +=
            (size_t)snprintf(wkt + used, sizeof wkt - used, "%s((%.9f %.9f,%.9f %.9f,%.9f %.9f,%.9f %.9f,%.9f %.9f))",
                             i ? "," : "", w, d.south, e, d.south, e, d.north, w, d.north, w, d.south);
    }
    snprintf(wkt + used, sizeof wkt - used, ")");
    char *at = wkt;
    if (OGR_G_CreateFromWkt(&at, NULL, &both) != OGRERR_NONE) return vp_fail_memory(err, sizeof wkt);
    OGR_L_SetSpatialFilter(layer, both);
    OGR_G_DestroyGeometry(both);
    return true;
}

static bool set_window(const vp_fetcher *f, OGRLayerH layer, vp_error *err)
{
    vp_bounds d = f->job->degrees, w;
    if (d.west > d.east) return true;
    if (d.east > 180 && is_in_degrees(f, layer)) return set_both_sides(layer, d, err);
    OGRCoordinateTransformationH transform = transform_of(f, layer, true);
    bool ok = transform &&
              OCTTransformBounds(transform, d.west, d.south, d.east, d.north, &w.west, &w.south, &w.east, &w.north, 21);
    if (transform) OCTDestroyCoordinateTransformation(transform);
    if (ok) OGR_L_SetSpatialFilterRect(layer, w.west, w.south, w.east, w.north);
    return ok || vp_fail(err, VP_BAD_INPUT, "the place cannot be brought into the layer's system");
}

static OGRGeometryH read_outline(const vp_fetcher *f, OGRLayerH layer, vp_error *err)
{
    OGRGeometryH outline = NULL;
    const vp_buffer *wkb = f->job->outline;
    OGRCoordinateTransformationH transform = transform_of(f, layer, true);
    bool ok = transform && OGR_G_CreateFromWkb(wkb->bytes, NULL, &outline, (int)wkb->length) == OGRERR_NONE &&
              OGR_G_Transform(outline, transform) == OGRERR_NONE;
    if (transform) OCTDestroyCoordinateTransformation(transform);
    if (ok) return outline;
    OGR_G_DestroyGeometry(outline);
    vp_fail(err, VP_BAD_INPUT, "the outline cannot be brought into the layer's system");
    return NULL;
}

/* By a place inside of it: borders that two sources draw apart do not matter. */
static bool lies_in(OGRGeometryH outline, OGRGeometryH geometry)
{
    if (!outline) return true;
    OGRGeometryH place = geometry ? OGR_G_PointOnSurface(geometry) : NULL;
    if (!place && geometry) place = OGR_G_Clone(geometry);
    bool inside = place && OGR_G_Intersects(outline, place);
    OGR_G_DestroyGeometry(place);
    return inside;
}

static OGRLayerH create_layer(GDALDatasetH target, const char *name, OGRLayerH from)
{
    OGRSpatialReferenceH system = OGR_L_GetSpatialRef(from);
    OGRLayerH to = GDALDatasetCreateLayer(target, name, system, OGR_L_GetGeomType(from), NULL);
    OGRFeatureDefnH columns = OGR_L_GetLayerDefn(from);
    for (int i = 0; to && i < OGR_FD_GetFieldCount(columns); i++)
        if (OGR_L_CreateField(to, OGR_FD_GetFieldDefn(columns, i), 1) != OGRERR_NONE) to = NULL;
    return to;
}

/* A GeoJSON of the web may hold polygons and groups of them. */
static bool copy_rows(OGRLayerH from, OGRLayerH to, OGRGeometryH outline, size_t *rows)
{
    OGRFeatureH feature;
    bool ok = true;
    while (ok && (feature = OGR_L_GetNextFeature(from)) != NULL) {
        if (lies_in(outline, OGR_F_GetGeometryRef(feature))) {
            OGRFeatureH row = OGR_F_Create(OGR_L_GetLayerDefn(to));
            OGR_F_SetFrom(row, feature, 1);
            ok = OGR_L_CreateFeature(to, row) == OGRERR_NONE;
            OGR_F_Destroy(row);
            ++*rows;
        }
        OGR_F_Destroy(feature);
    }
    return ok && CPLGetLastErrorType() < CE_Failure;
}

static bool clip_layer(vp_fetcher *f, GDALDatasetH dataset, const char *out, vp_error *err)
{
    size_t format = format_of(f->job->path), rows = 0;
    OGRLayerH layer = find_layer(f, dataset, err);
    if (!layer || !set_window(f, layer, err)) return false;
    OGRGeometryH outline = f->job->outline ? read_outline(f, layer, err) : NULL;
    if (f->job->outline && !outline) return false;
    CPLErrorReset();
    GDALDriverH driver = GDALGetDriverByName(formats[format].driver);
    GDALDatasetH target = driver ? GDALCreate(driver, out, 0, 0, 0, GDT_Unknown, NULL) : NULL;
    OGRLayerH to = target ? create_layer(target, *f->job->layer ? f->job->layer : OGR_L_GetName(layer), layer) : NULL;
    bool ok = to && copy_rows(layer, to, outline, &rows);
    if (!ok) vp_fail(err, VP_IO, "the rows cannot be read: %s", CPLGetLastErrorMsg());
    if (ok && !rows) ok = vp_fail(err, VP_BAD_INPUT, "no row of it lies in the place");
    if (target) GDALClose(target);
    OGR_G_DestroyGeometry(outline);
    return ok;
}

/* ------------------------------------------------------------ the whole */

static bool send_file(vp_fetcher *f, const char *path, vp_error *err)
{
    vsi_l_offset length = 0;
    const GByte *bytes = VSIGetMemFileBuffer(path, &length, 0);
    if (!bytes) return vp_fail(err, VP_IO, "nothing was made");
    vp_message_whole(&f->message, 0);
    vp_message_whole(&f->message, length);
    vp_message_text(&f->message, "", 0);
    vp_fetcher_send(f, VP_FETCHED_BEGIN);
    for (vsi_l_offset at = 0; at < length; at += BYTES_AT_ONCE) {
        size_t part = length - at < BYTES_AT_ONCE ? (size_t)(length - at) : BYTES_AT_ONCE;
        if (!vp_buffer_append(&f->message, bytes + at, part)) return vp_fail_memory(err, part);
        vp_fetcher_send(f, VP_FETCHED_BYTES);
    }
    return true;
}

bool vp_fetcher_clip(vp_fetcher *f, vp_error *err)
{
    GDALDatasetH datasets[VP_REMOTE_FILES_MOST];
    char ending[16], out[64];
    vp_address_ending(f->job->path, ending);
    snprintf(out, sizeof out, "/vsimem/out%s", ending);
    size_t count = open_all(f, datasets, err);
    bool ok = count > 0 && (f->job->raster ? vp_fetcher_clip_raster(f, datasets, count, out, err)
                                           : clip_layer(f, datasets[0], out, err));
    for (size_t i = 0; i < count; i++) GDALClose(datasets[i]);
    return ok && send_file(f, out, err);
}

/* Bounds of longitudes as they are, and with those of the west counted on from 180. */
typedef struct {
    vp_bounds plain;
    double west, east;
} reach;
#define NOWHERE ((reach){{INFINITY, INFINITY, -INFINITY, -INFINITY}, INFINITY, -INFINITY})

static void widen(reach *all, OGRGeometryH geometry)
{
    OGREnvelope box;
    if (!geometry || OGR_G_IsEmpty(geometry)) return;
    for (int i = 0; OGR_GT_IsSubClassOf(OGR_G_GetGeometryType(geometry), wkbGeometryCollection) &&
                    i < OGR_G_GetGeometryCount(geometry);
         i++)
        widen(all, OGR_G_GetGeometryRef(geometry, i));
    if (OGR_GT_IsSubClassOf(OGR_G_GetGeometryType(geometry), wkbGeometryCollection)) return;
    OGR_G_GetEnvelope(geometry, &box);
    all->plain = (vp_bounds){.west = fmin(all->plain.west, box.MinX),
                             .south = fmin(all->plain.south, box.MinY),
                             .east = fmax(all->plain.east, box.MaxX),
                             .north = fmax(all->plain.north, box.MaxY)};
    bool across = box.MinX < 0 && box.MaxX > 0; /* Greenwich */
    double turn = box.MaxX <= 0 ? 360 : 0;
    all->west = fmin(all->west, across ? 0 : box.MinX + turn);
    all->east = fmax(all->east, across ? 360 : box.MaxX + turn);
}

/* The narrower of both, where the plain one goes more than half way round. */
static vp_bounds narrower(const reach *all)
{
    vp_bounds b = all->plain;
    if (b.east - b.west > 180 && all->east - all->west < 180) b.west = all->west, b.east = all->east;
    return b;
}

static bool send_bounds(vp_fetcher *f, vp_bounds degrees)
{
    vp_message_number(&f->message, degrees.west);
    vp_message_number(&f->message, degrees.south);
    vp_message_number(&f->message, degrees.east);
    vp_message_number(&f->message, degrees.north);
    return vp_fetcher_send(f, VP_FETCHED_BOUNDS);
}

bool vp_fetcher_extent(vp_fetcher *f, vp_error *err)
{
    GDALDatasetH dataset = open_file(f, f->job->files[0], err);
    OGRLayerH layer = dataset ? find_layer(f, dataset, err) : NULL;
    reach all = NOWHERE;
    OGRFeatureH feature;
    while (layer && (feature = OGR_L_GetNextFeature(layer)) != NULL) {
        widen(&all, OGR_F_GetGeometryRef(feature));
        OGR_F_Destroy(feature);
    }
    bool in_degrees = layer && is_in_degrees(f, layer);
    vp_bounds own = in_degrees ? narrower(&all) : all.plain, degrees = own;
    OGRCoordinateTransformationH transform = layer && own.east <= 180 ? transform_of(f, layer, false) : NULL;
    bool ok = own.west <= own.east && (transform || own.east > 180);
    if (ok && transform)
        ok = OCTTransformBounds(transform, own.west, own.south, own.east, own.north, &degrees.west, &degrees.south,
                                &degrees.east, &degrees.north, 21);
    if (ok && degrees.west > degrees.east) degrees.east += 360; /* of metres, over the 180th meridian */
    if (transform) OCTDestroyCoordinateTransformation(transform);
    if (dataset) GDALClose(dataset);
    if (ok) return send_bounds(f, degrees);
    return layer ? vp_fail(err, VP_BAD_INPUT, "its rows do not say where they lie") : false;
}

/* ------------------------------------------------------------ one unit of many */

/* A value of any column is what was asked for: as it is written, or as a name without marks. */
static bool is_named(OGRFeatureH feature, const char *wanted, const char *key)
{
    bool named = false;
    for (int i = 0; i < OGR_F_GetFieldCount(feature) && !named; i++) {
        const char *value = OGR_F_GetFieldAsString(feature, i);
        char *folded = vp_text_fold(value);
        named = strcasecmp(value, wanted) == 0 || (key && *key && folded && strcmp(folded, key) == 0);
        free(folded);
    }
    return named;
}

static void list_name(char *list, size_t size, OGRFeatureH feature)
{
    int column = OGR_F_GetFieldIndex(feature, "shapeName"), code = OGR_F_GetFieldIndex(feature, "shapeISO");
    size_t used = strlen(list);
    if (used + 80 > size) return;
    snprintf(list + used, size - used, "%s%s", used ? ", " : "",
             OGR_F_GetFieldAsString(feature, column >= 0 ? column : 0));
    used = strlen(list);
    if (code >= 0 && *OGR_F_GetFieldAsString(feature, code))
        snprintf(list + used, size - used, " (%s)", OGR_F_GetFieldAsString(feature, code));
}

static bool send_outline(vp_fetcher *f, OGRLayerH layer, OGRGeometryH geometry, vp_error *err)
{
    reach all = NOWHERE;
    OGRCoordinateTransformationH transform = transform_of(f, layer, false);
    bool ok = transform && OGR_G_Transform(geometry, transform) == OGRERR_NONE;
    if (transform) OCTDestroyCoordinateTransformation(transform);
    if (!ok) return vp_fail(err, VP_BAD_INPUT, "the outline of %s cannot be brought into degrees", f->job->admin);
    widen(&all, geometry);
    send_bounds(f, narrower(&all));
    size_t length = (size_t)OGR_G_WkbSize(geometry);
    if (!vp_buffer_reserve(&f->message, length)) return vp_fail_memory(err, length);
    OGR_G_ExportToIsoWkb(geometry, wkbNDR, (unsigned char *)f->message.bytes + f->message.length);
    f->message.length += length;
    return vp_fetcher_send(f, VP_FETCHED_OUTLINE);
}

bool vp_fetcher_outline(vp_fetcher *f, vp_error *err)
{
    GDALDatasetH dataset = open_file(f, f->job->files[0], err);
    OGRLayerH layer = dataset ? find_layer(f, dataset, err) : NULL;
    char names[300] = "", *key = vp_text_fold(f->job->admin);
    OGRFeatureH feature;
    bool found = false, ok = false;
    while (layer && !found && (feature = OGR_L_GetNextFeature(layer)) != NULL) {
        OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
        list_name(names, sizeof names, feature);
        found = geometry && is_named(feature, f->job->admin, key);
        if (found) ok = send_outline(f, layer, geometry, err);
        OGR_F_Destroy(feature);
    }
    free(key);
    if (dataset) GDALClose(dataset);
    if (!layer || found) return ok;
    return vp_fail(err, VP_NOT_FOUND, "there is no unit %s; there are: %s", f->job->admin, names);
}
