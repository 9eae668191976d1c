/* Rows without a geometry for a FlatGeobuf file, which the format has and GDAL's writer leaves out.
 *
 * A file without an index is: 8 bytes of magic, the size of the header, the header, then features, each behind its
 * size. Header and features are FlatBuffers, little-endian (https://github.com/flatgeobuf/flatgeobuf, src/fbs). */
#include "store/spatial/flatgeobuf.h"
#include "base/array.h"
#include "base/buffer.h"
#include "store/spatial/gdal_session.h"
#include <errno.h>
#include <gdal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEADER_AT = 12, FEATURES_COUNT = 8 }; /* where the header begins; the field's number in its table */

bool vp_flatgeobuf_is_placeless(OGRFeatureH feature)
{
    OGRGeometryH geometry = OGR_F_GetGeometryRef(feature);
    return !geometry || OGR_G_IsEmpty(geometry);
}

bool vp_flatgeobuf_has_places(OGRLayerH layer)
{
    OGRFeatureH feature;
    bool found = false;
    OGR_L_ResetReading(layer);
    while (!found && (feature = OGR_L_GetNextFeature(layer))) {
        found = !vp_flatgeobuf_is_placeless(feature);
        OGR_F_Destroy(feature);
    }
    OGR_L_ResetReading(layer);
    return found;
}

bool vp_flatgeobuf_begin(OGRLayerH to)
{
    OGRwkbGeometryType kind = OGR_L_GetGeomType(to);
    char text[60] = "POINT (0 0)", *at = text;
    if (kind == wkbLineString) snprintf(text, sizeof text, "LINESTRING (0 0,1 1)");
    if (kind == wkbPolygon) snprintf(text, sizeof text, "POLYGON ((0 0,1 0,0 1,0 0))");
    if (kind == wkbMultiPolygon) snprintf(text, sizeof text, "MULTIPOLYGON (((0 0,1 0,0 1,0 0)))");
    OGRGeometryH shape = NULL;
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(to));
    bool ok = feature && OGR_G_CreateFromWkt(&at, NULL, &shape) == OGRERR_NONE &&
              OGR_F_SetGeometryDirectly(feature, shape) == OGRERR_NONE &&
              OGR_L_CreateFeature(to, feature) == OGRERR_NONE;
    if (feature) OGR_F_Destroy(feature);
    return ok;
}

/* ------------------------------------------------------------ properties */

typedef struct {
    char name[64];
    OGRFieldType type;
    OGRFieldSubType part;
} field;

static field *read_fields(const char *path, size_t *count, vp_error *err)
{
    vp_gdal_session session;
    vp_gdal_session_begin(&session);
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    OGRFeatureDefnH definition = dataset ? OGR_L_GetLayerDefn(GDALDatasetGetLayer(dataset, 0)) : NULL;
    field *fields = NULL;
    *count = definition ? (size_t)OGR_FD_GetFieldCount(definition) : 0;
    bool ok = definition || vp_fail(err, VP_IO, "%s: cannot be read again: %s", path, session.message);
    ok = ok && vp_array_resize(VP_ARRAY(fields), *count + 1, err);
    for (size_t i = 0; ok && i < *count; i++) {
        OGRFieldDefnH one = OGR_FD_GetFieldDefn(definition, (int)i);
        snprintf(fields[i].name, sizeof fields[i].name, "%s", OGR_Fld_GetNameRef(one));
        fields[i].type = OGR_Fld_GetType(one);
        fields[i].part = OGR_Fld_GetSubType(one);
    }
    if (dataset) GDALClose(dataset);
    vp_gdal_session_end();
    return fields;
}

static void put_text(vp_buffer *out, const char *text)
{
    uint32_t length = (uint32_t)strlen(text);
    vp_buffer_append(out, &length, sizeof length);
    vp_buffer_append(out, text, length);
}

static void put_whole(vp_buffer *out, const field *to, OGRFeatureH feature, int at)
{
    int64_t whole = OGR_F_GetFieldAsInteger64(feature, at);
    int32_t half = (int32_t)whole;
    int16_t quarter = (int16_t)whole;
    uint8_t yes = whole != 0;
    if (to->type == OFTInteger64)
        vp_buffer_append(out, &whole, sizeof whole);
    else if (to->part == OFSTBoolean)
        vp_buffer_append(out, &yes, sizeof yes);
    else if (to->part == OFSTInt16)
        vp_buffer_append(out, &quarter, sizeof quarter);
    else
        vp_buffer_append(out, &half, sizeof half);
}

static void put_moment(vp_buffer *out, OGRFeatureH feature, int at, bool day)
{
    int year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0, zone = 0;
    char text[64];
    OGR_F_GetFieldAsDateTime(feature, at, &year, &month, &date, &hour, &minute, &second, &zone);
    if (day)
        snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, date);
    else
        snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d%s", year, month, date, hour, minute, second,
                 zone == 100 ? "Z" : "");
    put_text(out, text);
}

/* A property: the field's number, then its value by the field's type. */
static void put_property(vp_buffer *out, uint16_t number, const field *to, OGRFeatureH feature, int at)
{
    vp_buffer_append(out, &number, sizeof number);
    if (to->type == OFTInteger || to->type == OFTInteger64) {
        put_whole(out, to, feature, at);
    } else if (to->type == OFTReal) {
        double real = OGR_F_GetFieldAsDouble(feature, at);
        float less = (float)real;
        if (to->part == OFSTFloat32)
            vp_buffer_append(out, &less, sizeof less);
        else
            vp_buffer_append(out, &real, sizeof real);
    } else if (to->type == OFTDate || to->type == OFTDateTime) {
        put_moment(out, feature, at, to->type == OFTDate);
    } else {
        put_text(out, OGR_F_GetFieldAsString(feature, at));
    }
}

static void put_properties(vp_buffer *out, const field fields[], size_t count, OGRFeatureH feature)
{
    for (size_t f = 0; f < count; f++) {
        int at = OGR_F_GetFieldIndex(feature, fields[f].name);
        if (at >= 0 && OGR_F_IsFieldSetAndNotNull(feature, at)) put_property(out, (uint16_t)f, &fields[f], feature, at);
    }
}

/* The FlatBuffer of a feature that has properties and nothing else: size; offset of the table; the table's vtable
 * (its size, the table's size, geometry absent, properties at 4); the table (offset back to the vtable, offset to the
 * vector); the vector. */
static void put_feature(vp_buffer *out, const vp_buffer *properties)
{
    uint32_t length = (uint32_t)properties->length, size = 24 + length, table = 12, to_vector = 4;
    const uint16_t vtable[] = {8, 8, 0, 4};
    int32_t back = 8;
    vp_buffer_append(out, &size, sizeof size);
    vp_buffer_append(out, &table, sizeof table);
    vp_buffer_append(out, vtable, sizeof vtable);
    vp_buffer_append(out, &back, sizeof back);
    vp_buffer_append(out, &to_vector, sizeof to_vector);
    vp_buffer_append(out, &length, sizeof length);
    vp_buffer_append(out, properties->bytes ? properties->bytes : "", properties->length);
}

static bool build(OGRLayerH from, const field fields[], size_t count, vp_buffer *out, uint64_t *built, vp_error *err)
{
    vp_buffer properties = {0};
    OGRFeatureH feature;
    *built = 0;
    OGR_L_ResetReading(from);
    while ((feature = OGR_L_GetNextFeature(from))) {
        if (vp_flatgeobuf_is_placeless(feature)) {
            properties.length = 0;
            put_properties(&properties, fields, count, feature);
            put_feature(out, &properties);
            ++*built;
        }
        OGR_F_Destroy(feature);
    }
    bool ok = !(out->failed || properties.failed) || vp_fail_memory(err, out->length);
    vp_buffer_clear(&properties);
    return ok;
}

/* ------------------------------------------------------------ the file */

static bool read_at(FILE *file, long at, void *value, size_t size)
{
    return fseek(file, at, SEEK_SET) == 0 && fread(value, size, 1, file) == 1;
}

/* Adds to the number of features in the header, of which `without` are gone; one that states none needs no change. */
static bool count_more(FILE *file, uint64_t more, uint64_t without)
{
    uint32_t root;
    int32_t back;
    uint16_t offset;
    uint64_t count;
    if (!read_at(file, HEADER_AT, &root, sizeof root)) return false;
    long table = HEADER_AT + (long)root;
    if (!read_at(file, table, &back, sizeof back)) return false;
    if (!read_at(file, table - back + 4 + 2L * FEATURES_COUNT, &offset, sizeof offset)) return false;
    if (offset == 0) return true;
    if (!read_at(file, table + offset, &count, sizeof count)) return false;
    count += more - without;
    return fseek(file, table + offset, SEEK_SET) == 0 && fwrite(&count, sizeof count, 1, file) == 1;
}

/* Nothing behind the header. */
static bool drop_rows(FILE *file)
{
    uint32_t size;
    return read_at(file, HEADER_AT - 4, &size, sizeof size) && ftruncate(fileno(file), HEADER_AT + (off_t)size) == 0;
}

bool vp_flatgeobuf_add_placeless(OGRLayerH from, const char *path, bool begun, vp_error *err)
{
    size_t count;
    uint64_t built = 0;
    vp_buffer features = {0};
    field *fields = read_fields(path, &count, err);
    bool ok = fields && build(from, fields, count, &features, &built, err);
    FILE *file = ok ? fopen(path, "r+b") : NULL;
    bool written = file && count_more(file, built, begun) && (!begun || drop_rows(file)) &&
                   fseek(file, 0, SEEK_END) == 0 &&
                   (!features.length || fwrite(features.bytes, 1, features.length, file) == features.length);
    if (file && fclose(file) != 0) written = false;
    if (ok && !written)
        ok = vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
    vp_buffer_clear(&features);
    free(fields);
    return ok;
}
