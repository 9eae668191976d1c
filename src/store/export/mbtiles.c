#include "store/export/mbtiles.h"
#include <limits.h>
#include <sqlite3.h>

/* The file is a draft, synced when it is whole: no journal is needed. */
static const char schema[] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = 1297105496;"
                             "CREATE TABLE metadata (name TEXT, value TEXT);"
                             "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data "
                             "BLOB);"
                             "BEGIN";

static bool fail(sqlite3 *database, const char *path, vp_error *err)
{
    return vp_fail(err, sqlite3_errcode(database) == SQLITE_FULL ? VP_NO_SPACE : VP_IO, "%s: cannot be written: %s",
                   path, sqlite3_errmsg(database));
}

static bool put_metadata(sqlite3 *database, const char *const names[], const char *const values[], size_t count)
{
    sqlite3_stmt *insert = NULL;
    bool ok = sqlite3_prepare_v2(database, "INSERT INTO metadata VALUES (?, ?)", -1, &insert, NULL) == SQLITE_OK;
    for (size_t i = 0; ok && i < count; i++) {
        sqlite3_bind_text(insert, 1, names[i], -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 2, values[i], -1, SQLITE_STATIC);
        ok = sqlite3_step(insert) == SQLITE_DONE && sqlite3_reset(insert) == SQLITE_OK;
    }
    sqlite3_finalize(insert);
    return ok;
}

/* Rows count from the south there. */
static bool put_tiles(sqlite3 *database, const vp_mbtiles_tile tiles[], size_t count)
{
    sqlite3_stmt *insert = NULL;
    bool ok = sqlite3_prepare_v2(database, "INSERT INTO tiles VALUES (?, ?, ?, ?)", -1, &insert, NULL) == SQLITE_OK;
    for (size_t i = 0; ok && i < count; i++) {
        const vp_mbtiles_tile *t = &tiles[i];
        sqlite3_bind_int64(insert, 1, t->zoom);
        sqlite3_bind_int64(insert, 2, t->column);
        sqlite3_bind_int64(insert, 3, (sqlite3_int64)((UINT32_C(1) << t->zoom) - 1 - t->row));
        ok = t->length <= INT_MAX &&
             sqlite3_bind_blob(insert, 4, t->bytes, (int)t->length, SQLITE_STATIC) == SQLITE_OK &&
             sqlite3_step(insert) == SQLITE_DONE && sqlite3_reset(insert) == SQLITE_OK;
    }
    sqlite3_finalize(insert);
    return ok;
}

bool vp_mbtiles_write(const char *path, const char *const names[], const char *const values[], size_t value_count,
                      const vp_mbtiles_tile tiles[], size_t tile_count, vp_error *err)
{
    sqlite3 *database = NULL;
    bool ok =
        sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK &&
        sqlite3_exec(database, schema, NULL, NULL, NULL) == SQLITE_OK &&
        put_metadata(database, names, values, value_count) && put_tiles(database, tiles, tile_count) &&
        sqlite3_exec(database, "COMMIT; CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)",
                     NULL, NULL, NULL) == SQLITE_OK;
    if (!ok) fail(database, path, err);
    if (sqlite3_close(database) != SQLITE_OK && ok) ok = fail(database, path, err);
    return ok;
}
