#include "store/snapshot/coverage_internal.h"
#include "store/snapshot/coverage_layer_internal.h"
#include "store/spatial/geometry.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of a table in the making: unique, quoted. */
typedef struct {
    sqlite3_str *create;
    char (*names)[64];
    size_t count;
} columns;

static bool is_taken(const columns *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->names[i], name) == 0) return true;
    return false;
}

/* A name that is taken gets a number: share, share_2 … */
static void add_column(columns *c, const char *name, const char *type)
{
    char column[64], plain[64];
    vp_coverage_column(name, plain);
    memcpy(column, plain, sizeof column);
    for (int i = 2; is_taken(c, column); i++) snprintf(column, sizeof column, "%.50s_%d", plain, i);
    sqlite3_str_appendf(c->create, "%s\"%w\" %s", c->count ? ", " : "", column, type);
    memcpy(c->names[c->count++], column, sizeof column);
}

static bool run_text(vp_database *database, sqlite3_str *sql, vp_error *err)
{
    char *text = sqlite3_str_finish(sql);
    bool ok = text ? vp_database_run(database, text, err) : vp_fail_memory(err, 1);
    sqlite3_free(text);
    return ok;
}

/* SpatiaLite's functions say 0 for a failure and raise no error. */
static bool run_spatial(vp_database *database, const char *sql, const char *table, int srid, const char *kind,
                        vp_error *err)
{
    sqlite3_stmt *call = vp_database_prepare(database, sql, err);
    bool row = false;
    bool ok = call &&
              (kind ? vp_statement_bind(call, err, "tit", table, (int64_t)srid, kind)
                    : vp_statement_bind(call, err, "t", table)) &&
              vp_statement_next(call, &row, err);
    if (ok && !(row && vp_statement_whole(call, 0) == 1))
        ok = (!database->files || vp_checked_files_whole(database->files, database->path, err)) &&
             vp_fail(err, VP_IO, "%s: the layer %s cannot be made", database->path, table);
    sqlite3_finalize(call);
    return ok;
}

/* The table has the column already: to add one would have SQLite read the whole schema again for each layer. Its rows
 * are there, too: the index is made of all at once, a third of the time that triggers take for row after row. */
static bool add_geometry(vp_database *database, const char *table, int srid, const char *kind, vp_error *err)
{
    return run_spatial(database, "SELECT RecoverGeometryColumn(?1, 'geom', ?2, ?3, 'XY')", table, srid, kind, err) &&
           run_spatial(database, "SELECT CreateSpatialIndex(?1, 'geom')", table, 0, NULL, err);
}

/* INSERT with one parameter a column and the geometry last, as WKB. */
static sqlite3_stmt *prepare_insert(vp_database *database, const char *table, const columns *c, int srid, vp_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(database->handle);
    sqlite3_str_appendf(sql, "INSERT INTO \"%w\" (", table);
    for (size_t i = 0; i < c->count; i++) sqlite3_str_appendf(sql, "\"%w\", ", c->names[i]);
    sqlite3_str_appendall(sql, "geom) VALUES (");
    for (size_t i = 0; i < c->count; i++) sqlite3_str_appendall(sql, "?, ");
    sqlite3_str_appendf(sql, "ST_GeomFromWKB(?, %d))", srid);
    char *text = sqlite3_str_finish(sql);
    sqlite3_stmt *insert = text ? vp_database_prepare(database, text, err) : NULL;
    if (!text) vp_fail_memory(err, 1);
    sqlite3_free(text);
    return insert;
}

void vp_layer_text(vp_layer_row *row, const char *text)
{
    if (row->code == SQLITE_OK)
        row->code = sqlite3_bind_text(row->insert, row->at++, text && *text ? text : NULL, -1, SQLITE_STATIC);
}

void vp_layer_number(vp_layer_row *row, double number)
{
    if (row->code == SQLITE_OK)
        row->code = isfinite(number) ? sqlite3_bind_double(row->insert, row->at++, number)
                                     : sqlite3_bind_null(row->insert, row->at++);
}

void vp_layer_whole(vp_layer_row *row, int64_t number)
{
    if (row->code == SQLITE_OK) row->code = sqlite3_bind_int64(row->insert, row->at++, number);
}

bool vp_layer_end(vp_layer_row *row, const void *wkb, size_t bytes, vp_error *err)
{
    if (row->code == SQLITE_OK) row->code = sqlite3_bind_blob64(row->insert, row->at, wkb, bytes, SQLITE_STATIC);
    return (row->code == SQLITE_OK || vp_database_fail(row->database, err)) && vp_statement_done(row->insert, err);
}

bool vp_layer_end_point(vp_layer_row *row, double x, double y, vp_error *err)
{
    unsigned char wkb[21] = {1, 1}; /* little-endian, point */
    memcpy(wkb + 5, &x, 8);
    memcpy(wkb + 13, &y, 8);
    return vp_layer_end(row, wkb, sizeof wkb, err);
}

bool vp_layer_end_shape(vp_layer_row *row, const vp_shape *shape, vp_error *err)
{
    size_t bytes = 0;
    unsigned char *wkb = vp_geometry_wkb(shape, &bytes, err);
    bool ok = wkb && vp_layer_end(row, wkb, bytes, err);
    free(wkb);
    return ok;
}

static bool create_table(vp_database *database, const vp_layer *l, columns *c, vp_error *err)
{
    size_t most = 1 + l->column_count + l->more_count;
    *c = (columns){.create = sqlite3_str_new(database->handle), .names = calloc(most, sizeof *c->names)};
    if (!c->names) return vp_fail_memory(err, most * sizeof *c->names);
    sqlite3_str_appendf(c->create, "CREATE TABLE \"%w\" (", l->table);
    add_column(c, "fid", "INTEGER PRIMARY KEY");
    for (size_t i = 0; i < l->column_count; i++) add_column(c, l->columns[i].name, l->columns[i].type);
    for (size_t i = 0; i < l->more_count; i++) add_column(c, l->more(l->context, i), "REAL");
    sqlite3_str_appendf(c->create, ", \"geom\" %s)", l->kind);
    sqlite3_str *create = c->create;
    c->create = NULL;
    return run_text(database, create, err);
}

/* How many rows and where, for those who open the file, so that they need not count. UpdateLayerStatistics also looks
 * for the least and the most of every column, a third of the time that the whole database takes. */
static bool add_statistics(vp_database *database, const char *table, vp_error *err)
{
    sqlite3_str *sql = sqlite3_str_new(database->handle);
    sqlite3_str_appendf(sql,
                        "INSERT OR REPLACE INTO geometry_columns_statistics (f_table_name, f_geometry_column, "
                        "last_verified, row_count, extent_min_x, extent_min_y, extent_max_x, extent_max_y) SELECT "
                        "lower('%q'), 'geom', strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now'), count(*), "
                        "min(MbrMinX(geom)), min(MbrMinY(geom)), max(MbrMaxX(geom)), max(MbrMaxY(geom)) FROM \"%w\"",
                        table, table);
    return run_text(database, sql, err);
}

bool vp_layer_write(vp_database *database, int srid, const vp_layer *l, vp_error *err)
{
    columns c;
    bool ok = create_table(database, l, &c, err);
    sqlite3_stmt *insert = ok ? prepare_insert(database, l->table, &c, srid, err) : NULL;
    ok = ok && insert;
    for (size_t i = 0; ok && i < l->row_count; i++) {
        vp_layer_row row = {database, insert, 1, SQLITE_OK};
        sqlite3_reset(insert);
        vp_layer_whole(&row, l->first + (int64_t)i);
        ok = l->put(&row, l->context, i, err);
    }
    sqlite3_finalize(insert);
    ok = ok && add_geometry(database, l->table, srid, l->kind, err) && add_statistics(database, l->table, err);
    if (c.create) sqlite3_free(sqlite3_str_finish(c.create));
    free(c.names);
    return ok;
}
