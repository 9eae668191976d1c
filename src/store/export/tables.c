/* The tables of a snapshot that are for readers, and their rows. */
#include "base/array.h"
#include "store/export/formats_internal.h"
#include <stdlib.h>

char **vp_export_tables(vp_database *database, size_t *count, vp_error *err)
{
    /* Layers as SpatiaLite registers them, then our tables: never SpatiaLite's own. */
    sqlite3_stmt *query = vp_database_prepare(
        database,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name IN ('indicators', 'indicator_values', 'targets',"
        " 'history', 'services', 'population_groups', 'sources') OR name IN (SELECT f_table_name FROM "
        "geometry_columns))"
        " ORDER BY name LIKE 'units%' DESC, rowid DESC",
        err);
    size_t room = 0;
    char **tables = NULL;
    bool row = false, ok = query && vp_statement_next(query, &row, err);
    for (*count = 0; ok && row; ok = ok && vp_statement_next(query, &row, err)) {
        ok = VP_ARRAY_FIT(tables, room, *count + 1, err) && vp_statement_copy(query, 0, &tables[*count], err);
        if (ok) (*count)++;
    }
    sqlite3_finalize(query);
    if (ok && tables) return tables;
    if (ok) vp_fail(err, VP_BAD_INPUT, "%s: has no tables of ours", database->path);
    vp_export_free_tables(tables, *count);
    return NULL;
}

void vp_export_free_tables(char **tables, size_t count)
{
    for (size_t i = 0; tables && i < count; i++) free(tables[i]);
    free(tables);
}

static bool add_columns(vp_database *database, const char *table, sqlite3_str *sql, vp_error *err)
{
    sqlite3_stmt *columns =
        vp_database_prepare(database, "SELECT name FROM pragma_table_info(?) WHERE name <> 'geom' ORDER BY cid", err);
    bool row = false, first = true;
    bool ok = columns && vp_statement_bind(columns, err, "t", table) && vp_statement_next(columns, &row, err);
    for (; ok && row; ok = vp_statement_next(columns, &row, err)) {
        sqlite3_str_appendf(sql, "%s\"%w\"", first ? "" : ", ", vp_statement_text(columns, 0));
        first = false;
    }
    sqlite3_finalize(columns);
    return ok;
}

sqlite3_stmt *vp_export_rows(vp_database *database, const char *table, vp_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(database->handle);
    sqlite3_str_appendall(sql, "SELECT ");
    bool ok = add_columns(database, table, sql, err);
    sqlite3_str_appendf(sql, " FROM \"%w\"", table);
    char *text = sqlite3_str_finish(sql);
    sqlite3_stmt *rows = ok && text ? vp_database_prepare(database, text, err) : NULL;
    if (ok && !text) vp_fail_memory(err, 1);
    sqlite3_free(text);
    return rows;
}
