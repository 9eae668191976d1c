/* Rows without a geometry for a FlatGeobuf file, which the format has and GDAL's writer leaves out.
 *
 * A file without an index is: 8 bytes of magic, the size of the header, the header, then features, each behind its
 * size. Header and features are FlatBuffers, little-endian (https://github.com/flatgeobuf/flatgeobuf, src/fbs). */
#include "base/array.h"
#include "base/buffer.h"
#include "store/export/formats_internal.h"
#include "store/spatial/gdal_session.h"
#include <errno.h>
#include <gdal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEADER_AT = 12, FEATURES_COUNT = 8 }; /* where the header begins; the field's number in its table */

typedef struct {
    char name[64];
    OGRFieldType type;
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
    ok = ok && vp_array_resize(VP_ARRAY(fields), *count, err);
    for (size_t i = 0; ok && i < *count; i++) {
        OGRFieldDefnH one = OGR_FD_GetFieldDefn(definition, (int)i);
        snprintf(fields[i].name, sizeof fields[i].name, "%s", OGR_Fld_GetNameRef(one));
        fields[i].type = OGR_Fld_GetType(one);
    }
    if (dataset) GDALClose(dataset);
    vp_gdal_session_end();
    return fields;
}

/* A property: the field's number, then its value by the field's type. */
static void put_property(vp_buffer *out, uint16_t number, OGRFieldType type, sqlite3_stmt *row, int column)
{
    vp_buffer_append(out, &number, sizeof number);
    if (type == OFTInteger) {
        int32_t whole = (int32_t)sqlite3_column_int64(row, column);
        vp_buffer_append(out, &whole, sizeof whole);
    } else if (type == OFTInteger64) {
        int64_t whole = sqlite3_column_int64(row, column);
        vp_buffer_append(out, &whole, sizeof whole);
    } else if (type == OFTReal) {
        double real = sqlite3_column_double(row, column);
        vp_buffer_append(out, &real, sizeof real);
    } else {
        const char *text = vp_statement_text(row, column);
        uint32_t length = (uint32_t)strlen(text ? text : "");
        vp_buffer_append(out, &length, sizeof length);
        vp_buffer_append(out, text ? text : "", length);
    }
}

static void put_properties(vp_buffer *out, const field fields[], size_t count, sqlite3_stmt *row)
{
    for (int c = 0; c < sqlite3_column_count(row); c++)
        for (size_t f = 0; f < count; f++)
            if (sqlite3_column_type(row, c) != SQLITE_NULL && strcmp(fields[f].name, sqlite3_column_name(row, c)) == 0)
                put_property(out, (uint16_t)f, fields[f].type, row, c);
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

static bool build(const vp_export_job *job, const field fields[], size_t count, vp_buffer *out, uint64_t *built,
                  vp_error *err)
{
    char *sql = sqlite3_mprintf("SELECT * FROM \"%w\" WHERE geom IS NULL", job->layer);
    sqlite3_stmt *rows = sql ? vp_database_prepare(job->database, sql, err) : NULL;
    vp_buffer properties = {0};
    bool row = false, ok = (sql || vp_fail_memory(err, 1)) && rows && vp_statement_next(rows, &row, err);
    for (*built = 0; ok && row; ++*built) {
        properties.length = 0;
        put_properties(&properties, fields, count, rows);
        put_feature(out, &properties);
        ok = vp_statement_next(rows, &row, err);
    }
    if (ok && (out->failed || properties.failed)) ok = vp_fail_memory(err, out->length);
    vp_buffer_clear(&properties);
    sqlite3_finalize(rows);
    sqlite3_free(sql);
    return ok;
}

static bool read_at(FILE *file, long at, void *value, size_t size)
{
    return fseek(file, at, SEEK_SET) == 0 && fread(value, size, 1, file) == 1;
}

/* Adds to the number of features in the header; one that states none needs no change. */
static bool count_more(FILE *file, uint64_t more)
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
    count += more;
    return fseek(file, table + offset, SEEK_SET) == 0 && fwrite(&count, sizeof count, 1, file) == 1;
}

bool vp_export_fgb_add_placeless(const vp_export_job *job, const char *path, vp_error *err)
{
    size_t count;
    uint64_t built = 0;
    vp_buffer features = {0};
    field *fields = read_fields(path, &count, err);
    bool ok = fields && build(job, fields, count, &features, &built, err);
    FILE *file = ok ? fopen(path, "r+b") : NULL;
    bool written = file && count_more(file, built) && fseek(file, 0, SEEK_END) == 0 &&
                   fwrite(features.bytes, 1, features.length, file) == features.length;
    if (file && fclose(file) != 0) written = false;
    if (ok && !written)
        ok = vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
    vp_buffer_clear(&features);
    free(fields);
    return ok;
}
