#include "store/sandbox/reader_internal.h"
#include "store/sandbox/reader_sheet.h"
#include "store/text/csv_text.h"
#include <cpl_conv.h>
#include <inttypes.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    POINTS_MOST = 5000000, /* of one geometry */
};

static bool is_format(const vp_reader *reader, const char *extension)
{
    return strcmp(reader->format->extension, extension) == 0;
}

static bool is_csv(const vp_reader *reader) { return strcmp(reader->format->drivers[0], "CSV") == 0; }

static void send_text(vp_reader *reader, const char *text) { vp_message_text(&reader->message, text, strlen(text)); }

/* ------------------------------------------------------------ opening */

static bool check_source(vp_reader *reader)
{
    if (is_format(reader, ".shp")) return vp_reader_check_shapefile(reader, reader->path);
    if (is_format(reader, ".gpkg"))
        return vp_reader_join_wal(reader) && vp_reader_check_geopackage(reader, reader->path, reader->layer);
    if (is_format(reader, ".xlsx")) {
        bool safe = vp_reader_check_zip(reader, reader->path);
        reader->book = safe ? vp_workbook_open(reader) : NULL;
        return safe;
    }
    return !is_csv(reader) || vp_reader_prepare_csv(reader);
}

static GDALDatasetH open_vector(vp_reader *reader)
{
    const char *const raw[] = {"ENCODING=", NULL}; /* shapefiles: the code page is looked into by whoever asked */
    const char *const still[] = {"IMMUTABLE=YES", NULL};
    if (!check_source(reader)) return NULL;
    const char *const headed[] = {"HEADERS=YES", NULL}; /* also where a name is a number, such as a year */
    bool dbf = is_format(reader, ".shp") || is_format(reader, ".dbf");
    return vp_reader_open(reader, reader->path, GDAL_OF_VECTOR,
                          dbf                 ? raw
                          : is_csv(reader)    ? headed
                          : reader->immutable ? still
                                              : NULL);
}

/* Spreadsheets come with empty and hidden sheets, GPX with layers for all it might hold: the only one with rows; NULL
 * when there are more, or none. */
static OGRLayerH only_filled(vp_reader *reader, GDALDatasetH dataset)
{
    OGRLayerH filled = NULL, hidden = NULL;
    bool sheets = is_format(reader, ".xlsx") || is_format(reader, ".gpx");
    for (int i = 0; sheets && i < GDALDatasetGetLayerCount(dataset); i++) {
        OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
        if (OGR_L_GetFeatureCount(layer, 1) == 0) continue;
        if (vp_workbook_hides(reader->book, OGR_L_GetName(layer))) {
            hidden = layer;
            continue;
        }
        if (filled) return NULL;
        filled = layer;
    }
    if (filled && hidden)
        vp_reader_finding(reader, VP_FINDING_NOTE, 0, NULL, "the sheet %.80s is hidden, and was not read",
                          OGR_L_GetName(hidden));
    return filled;
}

static OGRLayerH find_layer(vp_reader *reader, GDALDatasetH dataset)
{
    const char *wanted = reader->layer;
    int count = GDALDatasetGetLayerCount(dataset);
    char names[500] = "";
    size_t used = 0;
    OGRLayerH filled = *wanted || count < 2 ? NULL : only_filled(reader, dataset);
    if (filled) return filled;
    for (int i = 0; i < count; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
        const char *name = OGR_L_GetName(layer);
        if (*wanted ? strcmp(name, wanted) == 0 : count == 1) return layer;
        if (used < sizeof names)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "", name);
    }
    if (count == 0)
        vp_reader_fail(reader, "the file has no layer");
    else if (*wanted)
        vp_reader_fail(reader, "there is no layer %s; there are: %s", wanted, names);
    else
        vp_reader_fail(reader, "the file has %d layers; name one in the column layer: %s", count, names);
    return NULL;
}

/* ------------------------------------------------------------ features */

static void send_header(vp_reader *reader, OGRLayerH layer, const char *page, bool by_area)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    OGRSpatialReferenceH crs = OGR_L_GetSpatialRef(layer);
    char *wkt = NULL;
    const char *const options[] = {"FORMAT=WKT2_2018", NULL};
    if (crs) OSRExportToWktEx(crs, &wkt, options);
    int count = OGR_FD_GetFieldCount(definition);
    send_text(reader, OGR_L_GetName(layer));
    send_text(reader, wkt ? wkt : "");
    send_text(reader, page);
    vp_message_whole(&reader->message, (uint64_t)OGR_L_GetFeatureCount(layer, 0));
    vp_message_whole(&reader->message, OGR_FD_GetGeomFieldCount(definition) > 0);
    vp_message_whole(&reader->message, by_area);
    vp_message_whole(&reader->message, (uint64_t)reader->heading);
    vp_message_whole(&reader->message, (uint64_t)count + 1);
    for (int i = 0; i < count; i++) {
        OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, i);
        const char *name = OGR_Fld_GetNameRef(field);
        send_text(reader, name);
        vp_message_whole(&reader->message, OGR_Fld_GetType(field) != OFTString ||
                                               (reader->book && vp_workbook_is_number(reader->book, (size_t)i, name)));
    }
    const char *key = OGR_L_GetFIDColumn(layer);
    send_text(reader, *key ? key : "fid");
    vp_message_whole(&reader->message, 1);
    CPLFree(wkt);
    vp_reader_send(reader, &reader->message, VP_MESSAGE_LAYER);
}

/* The fewest digits that give the number back. */
static void send_real(vp_reader *reader, double number)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", number);
    if (strtod(text, NULL) != number) snprintf(text, sizeof text, "%.17g", number);
    send_text(reader, text);
}

static void send_date(vp_reader *reader, OGRFeatureH feature, int field)
{
    int year = 0, month = 0, day = 0, hour, minute, second, zone;
    char text[48];
    OGR_F_GetFieldAsDateTime(feature, field, &year, &month, &day, &hour, &minute, &second, &zone);
    snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
    send_text(reader, text);
}

/* GDAL counts from the heading. */
static long sheet_row(const vp_reader *reader, OGRFeatureH feature)
{
    return (long)OGR_F_GetFID(feature) + (reader->heading ? reader->heading - 1 : 0);
}

/* #N/A and its like are no value; they are counted. */
static bool is_error_value(const vp_reader *reader, OGRFeatureH feature, int field, OGRFieldType type)
{
    const char *text = reader->book && type == OFTString ? OGR_F_GetFieldAsString(feature, field) : "";
    if (!vp_workbook_is_error(text)) return false;
    const char *name = OGR_Fld_GetNameRef(OGR_F_GetFieldDefnRef(feature, field));
    vp_workbook_count_error(reader->book, (size_t)field, name, sheet_row(reader, feature), text);
    return true;
}

static void send_string(vp_reader *reader, const char *text)
{
    size_t length = strlen(text);
    if (is_csv(reader)) vp_csv_text_of(&text, &length);
    vp_message_text(&reader->message, text, length);
}

static void send_value(vp_reader *reader, OGRFeatureH feature, int field, OGRFieldType type)
{
    bool present = OGR_F_IsFieldSetAndNotNull(feature, field) && !is_error_value(reader, feature, field, type);
    vp_message_whole(&reader->message, present);
    if (!present) return;
    if (type == OFTReal)
        send_real(reader, OGR_F_GetFieldAsDouble(feature, field));
    else if (type == OFTDate || type == OFTDateTime)
        send_date(reader, feature, field);
    else
        send_string(reader, OGR_F_GetFieldAsString(feature, field));
}

static size_t count_points(OGRGeometryH geometry)
{
    size_t count = (size_t)OGR_G_GetPointCount(geometry);
    for (int i = 0; i < OGR_G_GetGeometryCount(geometry); i++) count += count_points(OGR_G_GetGeometryRef(geometry, i));
    return count;
}

static bool send_geometry(vp_reader *reader, OGRFeatureH feature, long row)
{
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature), straight = NULL;
    if (geometry && OGR_G_HasCurveGeometry(geometry, 0))
        geometry = straight = OGR_G_GetLinearGeometry(geometry, 0, NULL);
    if (!geometry || OGR_G_IsEmpty(geometry)) {
        vp_message_whole(&reader->message, 0);
        return true;
    }
    size_t points = count_points(geometry);
    if (points > POINTS_MOST)
        return vp_reader_fail(reader, "row %ld: its geometry has %zu points; at most %d are read", row, points,
                              POINTS_MOST);
    OGR_G_FlattenTo2D(geometry);
    size_t size = (size_t)OGR_G_WkbSize(geometry);
    unsigned char *wkb = malloc(size + 1);
    bool ok = wkb && OGR_G_ExportToIsoWkb(geometry, wkbNDR, wkb) == OGRERR_NONE;
    vp_message_whole(&reader->message, ok ? size : 0);
    if (ok) vp_buffer_append(&reader->message, wkb, size);
    free(wkb);
    if (straight) OGR_G_DestroyGeometry(straight);
    return true;
}

/* CSV: the line. Shapefile: from 1. GeoPackage: its fid. Spreadsheet: its row. */
static long row_of(const vp_reader *reader, OGRFeatureH feature, size_t position)
{
    GIntBig fid = OGR_F_GetFID(feature);
    if (fid < 0 || is_format(reader, ".geojson") || is_format(reader, ".json")) return (long)position;
    if (is_format(reader, ".xlsx")) return sheet_row(reader, feature);
    if (is_format(reader, ".gpkg")) return (long)fid;
    if (reader->row_lines && fid >= 1 && (size_t)fid <= reader->row_line_count) return reader->row_lines[fid - 1];
    return (long)fid + 1;
}

static bool send_feature(vp_reader *reader, OGRLayerH layer, OGRFeatureH feature, size_t position)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    long row = row_of(reader, feature, position);
    int count = OGR_FD_GetFieldCount(definition);
    vp_message_whole(&reader->message, (uint64_t)row);
    for (int i = 0; i < count; i++) send_value(reader, feature, i, OGR_Fld_GetType(OGR_FD_GetFieldDefn(definition, i)));
    char fid[32];
    snprintf(fid, sizeof fid, "%" PRId64, (int64_t)OGR_F_GetFID(feature));
    vp_message_whole(&reader->message, 1);
    send_text(reader, fid);
    return send_geometry(reader, feature, row) && vp_reader_send(reader, &reader->message, VP_MESSAGE_FEATURE);
}

/* Rows of separators alone, which spreadsheets leave below their tables. */
static bool is_blank(const vp_reader *reader, OGRFeatureH feature)
{
    if (!is_csv(reader) && !is_format(reader, ".xlsx")) return false;
    for (int i = 0; i < OGR_F_GetFieldCount(feature); i++)
        if (OGR_F_IsFieldSetAndNotNull(feature, i) && *OGR_F_GetFieldAsString(feature, i)) return false;
    return true;
}

static bool send_features(vp_reader *reader, OGRLayerH layer, vp_reader_filter *filter, bool all)
{
    size_t position = 0, blank = 0;
    int64_t declared = all ? OGR_L_GetFeatureCount(layer, 0) : -1;
    OGRFeatureH feature;
    OGR_L_ResetReading(layer);
    while ((feature = OGR_L_GetNextFeature(layer))) {
        bool empty = is_blank(reader, feature), kept = !empty && (!filter || vp_reader_filter_keeps(filter, feature));
        blank += empty;
        bool ok = !kept || send_feature(reader, layer, feature, position + 1);
        position += kept;
        OGR_F_Destroy(feature);
        if (!ok) return false;
    }
    if (declared >= 0 && (size_t)declared != position + blank)
        vp_reader_finding(reader, VP_FINDING_ERROR, 0, NULL, "the layer declares %" PRId64 " features, has %zu",
                          declared, position);
    return true;
}

/* OpenStreetMap's driver reads the layers that interest, and goes round the file for each other one. */
static void choose_interest(const vp_reader *reader, GDALDatasetH dataset)
{
    const char *layer = reader->layer;
    char interest[200];
    if (strcmp(reader->format->drivers[0], "OSM") != 0) return;
    snprintf(interest, sizeof interest, "SET interest_layers = %.100s", layer);
    if (*layer && strspn(layer, "abcdefghijklmnopqrstuvwxyz_") == strlen(layer))
        GDALDatasetReleaseResultSet(dataset, GDALDatasetExecuteSQL(dataset, interest, NULL, NULL));
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80) text++;
    return !*text;
}

/* GDAL's own filter where its types and letters are those of the source; else *own. */
static bool set_filter(vp_reader *reader, OGRLayerH layer, const char *page, vp_reader_filter **own)
{
    const vp_source_request *request = &reader->job->request;
    *own = NULL;
    if (!*request->filter) return true;
    const char *encoding = *request->encoding ? request->encoding : page;
    if (is_csv(reader) || reader->book || (*encoding && !is_ascii(request->filter))) {
        *own = vp_reader_filter_new(reader, layer, encoding);
        return *own != NULL;
    }
    reader->opening = true;
    if (OGR_L_SetAttributeFilter(layer, request->filter) != OGRERR_NONE)
        return vp_reader_fail(reader, "the filter is not a condition on this layer: %s", reader->said);
    reader->opening = false;
    return true;
}

/* An empty GeoJSON says so: "features": []. GDAL passes over features that are none without a word. */
static bool is_truly_empty(const vp_reader *reader)
{
    char head[65536] = "";
    VSILFILE *file = VSIFOpenL(reader->path, "rb");
    if (!file) return false;
    head[VSIFReadL(head, 1, sizeof head - 1, file)] = '\0';
    VSIFCloseL(file);
    const char *at = strstr(head, "\"features\"");
    if (!at) return false;
    at += 10 + strspn(at + 10, " \t\r\n:");
    return *at == '[' && at[1 + strspn(at + 1, " \t\r\n")] == ']';
}

/* The names of the layers that may be asked for: of workbooks and GPX, those with rows that are not hidden. */
bool vp_reader_layers(vp_reader *reader)
{
    GDALDatasetH dataset = open_vector(reader);
    if (!dataset) return false;
    bool sheets = is_format(reader, ".xlsx") || is_format(reader, ".gpx");
    int count = GDALDatasetGetLayerCount(dataset), kept = 0;
    vp_buffer names = {0};
    for (int i = 0; i < count; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
        const char *name = OGR_L_GetName(layer);
        if (sheets && (OGR_L_GetFeatureCount(layer, 1) == 0 || vp_workbook_hides(reader->book, name))) continue;
        vp_message_text(&names, name, strlen(name));
        kept++;
    }
    vp_message_whole(&reader->message, (uint64_t)kept);
    vp_buffer_append(&reader->message, names.bytes, names.length);
    vp_buffer_clear(&names);
    vp_workbook_free(reader->book);
    return vp_reader_send(reader, &reader->message, VP_MESSAGE_NAMES);
}

/* Whether nothing is wanted of the heading, or the layer has it. */
static bool has_wanted(const vp_reader *reader, OGRLayerH layer)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    int count = OGR_FD_GetFieldCount(definition);
    if (!reader->job->request.heading.wanted_count) return true;
    const char **names = calloc((size_t)count + 1, sizeof *names);
    for (int i = 0; names && i < count; i++) names[i] = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i));
    bool has = names && vp_reader_is_heading(reader, names, (size_t)count);
    free(names);
    return has;
}

/* The sheet looked through; where its heading is not row 1, *layer is one of a copy. */
static bool begin_sheet(vp_reader *reader, GDALDatasetH dataset, OGRLayerH *layer)
{
    char name[400];
    if (!reader->book) return true;
    snprintf(name, sizeof name, "%s", OGR_L_GetName(*layer));
    if (!vp_workbook_check(reader->book, reader, name, has_wanted(reader, *layer)) ||
        !vp_workbook_begin_at_heading(reader->book, reader))
        return false;
    if (reader->heading <= 1) return true;
    GDALClose(dataset);
    dataset = vp_reader_open(reader, reader->path, GDAL_OF_VECTOR, NULL);
    *layer = dataset ? GDALDatasetGetLayerByName(dataset, name) : NULL;
    return *layer || (dataset && vp_reader_fail(reader, "the sheet %s cannot be read from its heading on", name));
}

bool vp_reader_features(vp_reader *reader)
{
    char page[64] = "";
    vp_reader_filter *filter;
    GDALDatasetH dataset = open_vector(reader);
    if (!dataset) return false;
    choose_interest(reader, dataset);
    OGRLayerH layer = find_layer(reader, dataset);
    if (!layer || !begin_sheet(reader, dataset, &layer)) return false;
    bool json = is_format(reader, ".geojson") || is_format(reader, ".json");
    if (json && OGR_L_GetFeatureCount(layer, 0) == 0 && !is_truly_empty(reader))
        return vp_reader_fail(reader, "cannot be read as GeoJSON: it has no feature, and no empty list of features");
    if (is_format(reader, ".shp") || is_format(reader, ".dbf")) vp_reader_code_page(reader->path, page);
    if (!set_filter(reader, layer, page, &filter)) return false;
    vp_bounds area;
    bool by_area = vp_reader_has_area(reader, layer, &area);
    send_header(reader, layer, page, by_area);
    if (by_area) OGR_L_SetSpatialFilterRect(layer, area.west, area.south, area.east, area.north);
    bool ok = send_features(reader, layer, filter, !by_area && !*reader->job->request.filter);
    vp_reader_filter_free(filter);
    if (reader->book) vp_workbook_report_errors(reader->book, reader);
    vp_workbook_free(reader->book);
    return ok;
}
