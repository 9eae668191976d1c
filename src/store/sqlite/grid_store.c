#include "store/sqlite/grid_store.h"
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "strips are little-endian and copied as they are"
#endif

enum { COMPRESSION_LEVEL = 4 }; /* 6 is a tenth smaller and takes twice as long */

static const char *const type_names[] = {[VP_STRIP_FLOAT32] = "float32", [VP_STRIP_UINT8] = "uint8"};

static size_t cell_size(vp_strip_type type) { return type == VP_STRIP_FLOAT32 ? sizeof(float) : sizeof(uint8_t); }

static size_t rows_of(vp_grid_geometry geometry, size_t strip_rows, size_t strip)
{
    size_t left = geometry.rows - strip * strip_rows;
    return left < strip_rows ? left : strip_rows;
}

static bool insert_grid(vp_database *database, const vp_grid_row *row, vp_error *err)
{
    sqlite3_stmt *insert = vp_database_prepare(
        database,
        "INSERT INTO grid (source, role, label, columns, rows, cell_metres, west, north, type, strip_rows,"
        " population_group) VALUES (nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        err);
    vp_grid_geometry f = row->geometry;
    bool ok = insert &&
              vp_statement_bind(insert, err, "ittiidddtit", row->source, row->role, row->label, (int64_t)f.columns,
                                (int64_t)f.rows, f.cell_metres, f.west, f.north, type_names[row->type],
                                (int64_t)VP_STRIP_ROWS, row->group) &&
              vp_statement_done(insert, err);
    sqlite3_finalize(insert);
    return ok;
}

bool vp_grid_store_write(vp_database *database, const vp_grid_row *row, const void *cells, vp_error *err)
{
    if (!vp_grid_geometry_check(row->geometry, err) || !insert_grid(database, row, err)) return false;
    int64_t grid = sqlite3_last_insert_rowid(database->handle);
    size_t line = row->geometry.columns * cell_size(row->type);
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(COMPRESSION_LEVEL);
    size_t bound = libdeflate_zlib_compress_bound(compressor, line * VP_STRIP_ROWS);
    void *packed = malloc(bound);
    sqlite3_stmt *insert =
        vp_database_prepare(database, "INSERT INTO grid_strip (grid, strip, bytes) VALUES (?, ?, ?)", err);
    bool ok = insert && ((compressor && packed) || vp_fail_memory(err, bound));
    for (size_t first = 0; ok && first < row->geometry.rows; first += VP_STRIP_ROWS) {
        size_t rows = rows_of(row->geometry, VP_STRIP_ROWS, first / VP_STRIP_ROWS);
        const unsigned char *strip = (const unsigned char *)cells + first * line;
        size_t length = libdeflate_zlib_compress(compressor, strip, rows * line, packed, bound);
        ok = vp_statement_bind(insert, err, "iib", grid, (int64_t)(first / VP_STRIP_ROWS), packed, length) &&
             vp_statement_done(insert, err);
    }
    sqlite3_finalize(insert);
    if (compressor) libdeflate_free_compressor(compressor);
    free(packed);
    return ok;
}

typedef struct {
    vp_grid_geometry geometry;
    vp_strip_type type;
    size_t strip_rows;
} description;

static bool describe(vp_database *database, int64_t grid, description *out, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(
        database, "SELECT columns, rows, cell_metres, west, north, type, strip_rows FROM grid WHERE id = ?", err);
    bool row = false;
    bool ok = query && vp_statement_bind(query, err, "i", grid) && vp_statement_next(query, &row, err);
    if (ok && !row) ok = vp_fail(err, VP_NOT_FOUND, "%s: there is no grid %lld", database->path, (long long)grid);
    if (ok) {
        int64_t columns = vp_statement_whole(query, 0), rows = vp_statement_whole(query, 1);
        int64_t strip_rows = vp_statement_whole(query, 6);
        const char *type = vp_statement_text(query, 5);
        out->geometry = (vp_grid_geometry){columns > 0 ? (size_t)columns : 0, rows > 0 ? (size_t)rows : 0,
                                           vp_statement_number(query, 2), vp_statement_number(query, 3),
                                           vp_statement_number(query, 4)};
        out->type = type && strcmp(type, type_names[VP_STRIP_UINT8]) == 0 ? VP_STRIP_UINT8 : VP_STRIP_FLOAT32;
        out->strip_rows = strip_rows > 0 ? (size_t)strip_rows : 0;
        ok = vp_grid_geometry_check(out->geometry, err);
        if (ok && !(type && strcmp(type, type_names[out->type]) == 0 && strip_rows > 0 && strip_rows <= 1 << 20))
            ok = vp_fail(err, VP_BAD_INPUT, "%s: grid %lld has the type %s in strips of %lld rows", database->path,
                         (long long)grid, type ? type : "(none)", (long long)strip_rows);
    }
    sqlite3_finalize(query);
    return ok;
}

bool vp_grid_store_describe(vp_database *database, int64_t grid, vp_grid_geometry *geometry, vp_strip_type *type,
                            vp_error *err)
{
    description found;
    if (!describe(database, grid, &found, err)) return false;
    *geometry = found.geometry;
    *type = found.type;
    return true;
}

static bool unpack(sqlite3_stmt *query, struct libdeflate_decompressor *decompressor, void *out, size_t bytes)
{
    const void *packed = sqlite3_column_blob(query, 1);
    int length = sqlite3_column_bytes(query, 1);
    return packed &&
           libdeflate_zlib_decompress(decompressor, packed, (size_t)length, out, bytes, NULL) == LIBDEFLATE_SUCCESS;
}

bool vp_grid_store_read(vp_database *database, int64_t grid, void *cells, vp_error *err)
{
    description d;
    if (!describe(database, grid, &d, err)) return false;
    size_t line = d.geometry.columns * cell_size(d.type), strips = (d.geometry.rows + d.strip_rows - 1) / d.strip_rows;
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    sqlite3_stmt *query =
        vp_database_prepare(database, "SELECT strip, bytes FROM grid_strip WHERE grid = ? ORDER BY strip", err);
    bool ok = query && (decompressor || vp_fail_memory(err, 1)) && vp_statement_bind(query, err, "i", grid);
    for (size_t s = 0; ok && s < strips; s++) {
        bool row;
        ok = vp_statement_next(query, &row, err);
        if (!ok) break;
        ok = row && vp_statement_whole(query, 0) == (int64_t)s &&
             unpack(query, decompressor, (unsigned char *)cells + s * d.strip_rows * line,
                    rows_of(d.geometry, d.strip_rows, s) * line);
        if (!ok)
            vp_fail(err, VP_BAD_INPUT, "%s: strip %zu of grid %lld is missing or damaged", database->path, s,
                    (long long)grid);
    }
    sqlite3_finalize(query);
    if (decompressor) libdeflate_free_decompressor(decompressor);
    return ok;
}
