/* Checks of a source's own bookkeeping that GDAL does not make: a truncated shapefile is
 * read by it without a word, and a GeoPackage's layer may be a view. */
#include "store/sandbox/reader_internal.h"
#include <ctype.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static uint32_t big_endian(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}
static uint32_t little_endian(const uint8_t *b)
{
    return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

/* Whole records of a .shp: each says its length in 16-bit words. */
static uint64_t count_shapes(VSILFILE *file, uint64_t size)
{
    uint64_t at = 100, count = 0;
    uint8_t head[8];
    while (at + sizeof head <= size && VSIFSeekL(file, at, SEEK_SET) == 0 &&
           VSIFReadL(head, 1, sizeof head, file) == sizeof head) {
        at += sizeof head + 2ull * big_endian(head + 4);
        if (at > size) break;
        count++;
    }
    return count;
}

static bool check_index(vp_reader *reader, const char *path, uint64_t *shapes)
{
    uint8_t head[100];
    uint64_t size = 0;
    VSILFILE *file = vp_reader_open_sibling(path, ".shx", ".SHX", &size);
    if (!file)
        return vp_reader_fail(
            reader, "the index (.shx) is missing beside the shapefile; it is made when the layer is exported again");
    bool whole = VSIFReadL(head, 1, sizeof head, file) == sizeof head && big_endian(head) == 9994;
    VSIFCloseL(file);
    if (!whole) return vp_reader_fail(reader, "the index (.shx) is damaged: its heading is not whole");
    uint64_t declared = 2ull * big_endian(head + 24);
    *shapes = declared < 100 ? 0 : (declared - 100) / 8;
    if (size >= declared) return true;
    return vp_reader_fail(reader, "the index (.shx) is cut short: it declares %llu records, has %llu",
                          (unsigned long long)*shapes, (unsigned long long)((size - 100) / 8));
}

static bool check_attributes(vp_reader *reader, const char *path, uint64_t shapes)
{
    uint8_t head[32];
    uint64_t size = 0;
    VSILFILE *file = vp_reader_open_sibling(path, ".dbf", ".DBF", &size);
    if (!file) return vp_reader_fail(reader, "the attributes (.dbf) are missing beside the shapefile");
    bool whole = VSIFReadL(head, 1, sizeof head, file) == sizeof head;
    VSIFCloseL(file);
    uint32_t declared = whole ? little_endian(head + 4) : 0, first = whole ? little_endian(head + 8) & 0xFFFF : 0,
             length = whole ? little_endian(head + 8) >> 16 : 0;
    if (!whole || !length || first < 33)
        return vp_reader_fail(reader, "the attributes (.dbf) are damaged: the heading is not whole");
    uint64_t rows = size > first ? (size - first) / length : 0;
    if (rows < declared)
        return vp_reader_fail(reader, "the attributes (.dbf) are cut short: it declares %lu rows, has %llu",
                              (unsigned long)declared, (unsigned long long)rows);
    if (declared != shapes)
        vp_reader_finding(reader, VP_FINDING_WARNING, 0, NULL,
                          "the index (.shx) declares %llu shapes, the attributes (.dbf) %lu rows",
                          (unsigned long long)shapes, (unsigned long)declared);
    return true;
}

bool vp_reader_check_shapefile(vp_reader *reader, const char *path)
{
    uint64_t size = 0, shapes = 0;
    if (!check_index(reader, path, &shapes)) return false;
    VSILFILE *file = vp_reader_open_sibling(path, ".shp", ".SHP", &size);
    if (!file) return vp_reader_fail(reader, "the .shp is missing");
    uint8_t head[100] = {0};
    bool whole = VSIFReadL(head, 1, sizeof head, file) == sizeof head;
    uint64_t declared = 2ull * big_endian(head + 24), found = whole ? count_shapes(file, size) : 0;
    VSIFCloseL(file);
    if (!whole || size < declared || found < shapes)
        return vp_reader_fail(reader, "the shapefile is cut short: it declares %llu shapes, has %llu",
                              (unsigned long long)shapes, (unsigned long long)found);
    return check_attributes(reader, path, shapes);
}

/* The type of the layer's object in the schema; "" when there is none. */
static void layer_type(sqlite3 *handle, const char *layer, char type[16])
{
    sqlite3_stmt *query = NULL;
    type[0] = '\0';
    if (sqlite3_prepare_v2(handle, "SELECT type FROM sqlite_schema WHERE name = ?1 AND type IN ('table', 'view')", -1,
                           &query, NULL) == SQLITE_OK) {
        sqlite3_bind_text(query, 1, layer, -1, SQLITE_STATIC);
        if (sqlite3_step(query) == SQLITE_ROW) snprintf(type, 16, "%s", (const char *)sqlite3_column_text(query, 0));
    }
    sqlite3_finalize(query);
}

static bool quick_check(vp_reader *reader, sqlite3 *handle, char said[200])
{
    sqlite3_stmt *query = NULL;
    bool ok = sqlite3_prepare_v2(handle, "PRAGMA quick_check(1)", -1, &query, NULL) == SQLITE_OK &&
              sqlite3_step(query) == SQLITE_ROW;
    reader->no_memory |= sqlite3_errcode(handle) == SQLITE_NOMEM;
    snprintf(said, 200, "%s", ok ? (const char *)sqlite3_column_text(query, 0) : sqlite3_errmsg(handle));
    sqlite3_finalize(query);
    return ok && strcmp(said, "ok") == 0;
}

/* Without a look for other writers, and so without files beside it. */
static bool open_immutable(const char *path, sqlite3 **handle)
{
    char name[3 * 4400 + 32] = "file:", *at = name + 5;
    for (; *path && at < name + 3 * 4400; path++) {
        bool plain = isalnum((unsigned char)*path) || *path == '/' || *path == '.' || *path == '_';
        at += snprintf(at, 4, plain ? "%c" : "%%%02X", (unsigned char)*path);
    }
    snprintf(at, 16, "?immutable=1");
    return sqlite3_open_v2(name, handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK;
}

/* From a zip, or joined with its -wal, it is in memory. */
static bool open_database(const vp_reader *reader, const char *path, sqlite3 **handle)
{
    vsi_l_offset size = 0;
    if (reader->immutable) return open_immutable(path, handle);
    if (strncmp(path, "/vsimem/", 8) != 0)
        return sqlite3_open_v2(path, handle, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK;
    GByte *bytes = VSIGetMemFileBuffer(path, &size, FALSE);
    return bytes && sqlite3_open_v2(":memory:", handle, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
           sqlite3_deserialize(*handle, "main", bytes, (sqlite3_int64)size, (sqlite3_int64)size,
                               SQLITE_DESERIALIZE_READONLY) == SQLITE_OK;
}

bool vp_reader_check_geopackage(vp_reader *reader, const char *path, const char *layer)
{
    sqlite3 *handle = NULL;
    char said[200], type[16];
    if (!open_database(reader, path, &handle)) {
        reader->no_memory |= !handle || sqlite3_errcode(handle) == SQLITE_NOMEM;
        sqlite3_close(handle);
        return vp_reader_fail(reader, "cannot be opened as a database");
    }
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    bool whole = quick_check(reader, handle, said);
    layer_type(handle, layer, type);
    sqlite3_close(handle);
    if (!whole) return vp_reader_fail(reader, "the database is damaged: %s", said);
    if (strcmp(type, "view") == 0)
        return vp_reader_fail(reader, "the layer %s is a view, whose SQL would be run; export it as a table", layer);
    return true;
}
