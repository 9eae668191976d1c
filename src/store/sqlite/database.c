#include "store/sqlite/database.h"
#include "platform/path.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <spatialite.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LONGEST_VALUE = 256 << 20, /* bytes of one text or blob */
    LONGEST_SQL = 1 << 20,
    BUSY_MILLISECONDS = 5000,
};

/* files, which the database then owns: NULL for the system's. */
static vp_database *open_handle(const char *path, int flags, vp_checked_files *files, vp_error *err)
{
    vp_database *database = calloc(1, sizeof *database);
    char *name = strdup(path);
    if (!database || !name) {
        vp_fail_memory(err, sizeof *database + strlen(path));
        free(database);
        free(name);
        vp_checked_files_free(files);
        return NULL;
    }
    database->path = name;
    database->files = files;
    if (sqlite3_open_v2(path, &database->handle, flags, files ? vp_checked_files_name(files) : NULL) != SQLITE_OK) {
        vp_database_fail(database, err);
        vp_database_close(database);
        return NULL;
    }
    sqlite3_extended_result_codes(database->handle, 1);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_limit(database->handle, SQLITE_LIMIT_LENGTH, LONGEST_VALUE);
    sqlite3_limit(database->handle, SQLITE_LIMIT_SQL_LENGTH, LONGEST_SQL);
    sqlite3_limit(database->handle, SQLITE_LIMIT_ATTACHED, 0);
    return database;
}

static bool add_spatialite(vp_database *database, vp_error *err)
{
    /* Set to "relaxed", it would let SQL read and write files. */
    unsetenv("SPATIALITE_SECURITY");
    database->spatialite = spatialite_alloc_connection();
    if (!database->spatialite) return vp_fail_memory(err, 1);
    spatialite_init_ex(database->handle, database->spatialite, 0);
    return true;
}

static bool make_spatial_tables(vp_database *database, const int srids[], vp_error *err)
{
    /* SpatiaLite's own triggers, which check geometries, call functions that only a trusted
     * schema may call; and this schema is ours. */
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, NULL);
    /* No journal: the file is worthless until it is finished, and then synced as a whole. */
    int64_t made = 0;
    if (!vp_database_run(database, "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF",
                         err) ||
        !vp_database_count(database, "SELECT InitSpatialMetadata(1, 'NONE')", 0, &made, err))
        return false;
    /* SpatiaLite says 0 and swallows the reason, which is the disk. */
    if (made != 1) return vp_fail(err, VP_IO, "%s: SpatiaLite's tables cannot be written", database->path);
    sqlite3_stmt *insert = vp_database_prepare(database, "SELECT InsertEpsgSrid(?)", err);
    bool ok = insert != NULL, row = false;
    bool known = false;
    for (size_t i = 0; ok && (i == 0 || srids[i - 1]); i++) {
        int srid = srids[i] ? srids[i] : known ? 0 : 4326;
        known = known || srid == 4326;
        if (!srid) break;
        ok = vp_statement_bind(insert, err, "i", (int64_t)srid) && vp_statement_next(insert, &row, err);
        if (!ok || (row && vp_statement_whole(insert, 0) == 1)) continue;
        /* SpatiaLite says 0 and no reason: a full disk, or a system newer than its table. */
        ok = vp_fail(err, VP_IO, "%s: EPSG:%d cannot be written, or SpatiaLite does not know it", database->path, srid);
    }
    sqlite3_finalize(insert);
    return ok;
}

vp_database *vp_database_create(const char *path, const int srids[], vp_error *err)
{
    if (access(path, F_OK) == 0) {
        vp_fail(err, VP_IO, "%s: exists already", path);
        return NULL;
    }
    vp_checked_files *files = vp_checked_files_new(err);
    vp_database *database = files ? open_handle(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, files, err) : NULL;
    if (database && add_spatialite(database, err) && make_spatial_tables(database, srids, err) &&
        vp_checked_files_whole(files, path, err))
        return database;
    if (database) vp_checked_files_whole(files, path, err); /* the reason, which SpatiaLite does not say */
    vp_database_close(database);
    return NULL;
}

static bool copy_bytes(int from, int to, const char *const names[2], vp_error *err)
{
    enum { BLOCK = 1 << 20 };
    char *block = malloc(BLOCK);
    ssize_t got = 0, put = 0;
    bool ok = block || vp_fail_memory(err, BLOCK);
    while (ok && (got = read(from, block, BLOCK)) > 0)
        for (ssize_t at = 0; ok && at < got; at += put)
            ok = (put = write(to, block + at, (size_t)(got - at))) > 0 ||
                 vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", names[1], strerror(errno));
    free(block);
    if (ok && got < 0)
        ok = vp_fail(err, vp_error_of_system(errno), "%s: cannot be read: %s", names[0], strerror(errno));
    return ok;
}

static bool copy_file(const char *from, const char *path, vp_error *err)
{
    int source = open(from, O_RDONLY | O_CLOEXEC), copy = -1;
    if (source < 0) return vp_fail(err, vp_error_of_system(errno), "%s: cannot be opened: %s", from, strerror(errno));
    copy = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    bool ok = copy >= 0 ? copy_bytes(source, copy, (const char *const[]){from, path}, err)
                        : vp_fail(err, vp_error_of_system(errno), "%s: cannot be made: %s", path, strerror(errno));
    if (copy >= 0 && close(copy) != 0 && ok)
        ok = vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
    close(source);
    return ok;
}

vp_database *vp_database_copy(const char *from, const char *path, vp_error *err)
{
    vp_checked_files *files = copy_file(from, path, err) ? vp_checked_files_new(err) : NULL;
    vp_database *database = files ? open_handle(path, SQLITE_OPEN_READWRITE, files, err) : NULL;
    if (database && add_spatialite(database, err) &&
        sqlite3_db_config(database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, NULL) == SQLITE_OK &&
        vp_database_run(database, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF", err))
        return database;
    vp_database_close(database);
    return NULL;
}

static int is_unwanted(void *unwanted) { return atomic_load((const atomic_bool *)unwanted); }

void vp_database_heed(vp_database *database, const atomic_bool *unwanted)
{
    enum { STEPS = 4096 };
    sqlite3_progress_handler(database->handle, STEPS, is_unwanted, (void *)(uintptr_t)unwanted);
}

bool vp_database_add_system(vp_database *database, int srid, bool epsg, const char *insert, vp_error *err)
{
    sqlite3_stmt *known = vp_database_prepare(database, "SELECT InsertEpsgSrid(?)", err);
    bool row = false;
    bool ok =
        known && vp_statement_bind(known, err, "i", (int64_t)srid) && (!epsg || vp_statement_next(known, &row, err));
    bool added = ok && row && vp_statement_whole(known, 0) == 1;
    sqlite3_finalize(known);
    return ok && (added || vp_database_run(database, insert, err));
}

vp_database *vp_database_open(const char *path, vp_error *err)
{
    if (access(path, R_OK) != 0) {
        vp_fail(err, errno == ENOENT ? VP_NOT_FOUND : VP_IO, "%s: cannot be opened: %s", path, strerror(errno));
        return NULL;
    }
    vp_database *database = open_handle(path, SQLITE_OPEN_READONLY, NULL, err);
    if (database &&
        !(add_spatialite(database, err) && vp_database_run(database,
                                                           "PRAGMA query_only = ON; PRAGMA cell_size_check = ON;"
                                                           "SELECT count(*) FROM sqlite_schema",
                                                           err))) {
        vp_database_close(database);
        return NULL;
    }
    return database;
}

/* Inside a transaction, so that two processes do not both make the tables. */
static bool make_tables(vp_database *database, int32_t application_id, const char *schema, vp_error *err)
{
    int64_t id = 0, tables = 0;
    char stamp[64];
    snprintf(stamp, sizeof stamp, "PRAGMA application_id = %d", application_id);
    if (!vp_database_run(database, "BEGIN IMMEDIATE", err)) return false;
    bool ok = vp_database_count(database, "PRAGMA application_id", 0, &id, err) &&
              vp_database_count(database, "SELECT count(*) FROM sqlite_schema", 0, &tables, err);
    if (ok && tables == 0 && id == 0)
        ok = vp_database_run(database, schema, err) && vp_database_run(database, stamp, err);
    else if (ok && id != application_id)
        ok = vp_fail(err, VP_BAD_INPUT, "%s is not a file of this kind or version; move it away to begin anew",
                     database->path);
    vp_error ignored;
    return vp_database_run(database, ok ? "COMMIT" : "ROLLBACK", ok ? err : &ignored) && ok;
}

vp_database *vp_database_keep(const char *path, int32_t application_id, const char *schema, vp_error *err)
{
    vp_database *database = open_handle(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL, err);
    if (!database) return NULL;
    sqlite3_busy_timeout(database->handle, BUSY_MILLISECONDS);
    if (vp_database_run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON",
                        err) &&
        make_tables(database, application_id, schema, err))
        return database;
    vp_database_close(database);
    return NULL;
}

vp_database *vp_database_memory(vp_error *err)
{
    return open_handle(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY, NULL, err);
}

void vp_database_close(vp_database *database)
{
    if (!database) return;
    sqlite3_close_v2(database->handle);
    if (database->spatialite) spatialite_cleanup_ex(database->spatialite);
    vp_checked_files_free(database->files);
    free(database->path);
    free(database);
}

bool vp_database_finish(vp_database *database, vp_error *err)
{
    bool ok = sqlite3_close(database->handle) == SQLITE_OK;
    if (ok)
        database->handle = NULL;
    else
        vp_database_fail(database, err);
    if (ok && database->files) ok = vp_checked_files_whole(database->files, database->path, err);
    vp_database_close(database);
    return ok;
}

static vp_error_kind kind_of(int code)
{
    if (code == SQLITE_IOERR_NOMEM) return VP_NO_MEMORY;
    switch (code & 0xff) {
    case SQLITE_NOMEM: return VP_NO_MEMORY;
    case SQLITE_FULL: return VP_NO_SPACE;
    case SQLITE_READONLY: return VP_READ_ONLY;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: return VP_IO;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return VP_BUSY;
    case SQLITE_INTERRUPT: return VP_CANCELLED;
    default: return VP_BAD_INPUT;
    }
}

static bool fail_handle(sqlite3 *handle, const char *path, vp_error *err)
{
    vp_error_kind kind = kind_of(handle ? sqlite3_extended_errcode(handle) : SQLITE_NOMEM);
    const vp_checked_files *files = handle ? vp_checked_files_of(handle) : NULL;
    if (files && !vp_checked_files_whole(files, path && *path ? path : "database", err)) return false;
    int refused = kind == VP_IO ? vp_path_refusal() : 0; /* which SQLite does not say */
    if (refused)
        return vp_fail(err, vp_error_of_system(refused), "%s: %s", path && *path ? path : "database",
                       strerror(refused));
    return vp_fail(err, kind, "%s: %s", path && *path ? path : "database",
                   handle ? sqlite3_errmsg(handle) : "memory is short");
}

bool vp_database_fail(vp_database *database, vp_error *err)
{
    return fail_handle(database->handle, database->path, err);
}

static bool fail_statement(sqlite3_stmt *statement, vp_error *err)
{
    sqlite3 *handle = sqlite3_db_handle(statement);
    return fail_handle(handle, sqlite3_db_filename(handle, "main"), err);
}

bool vp_database_run(vp_database *database, const char *sql, vp_error *err)
{
    return sqlite3_exec(database->handle, sql, NULL, NULL, NULL) == SQLITE_OK || vp_database_fail(database, err);
}

sqlite3_stmt *vp_database_prepare(vp_database *database, const char *sql, vp_error *err)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database->handle, sql, -1, &statement, NULL) != SQLITE_OK) vp_database_fail(database, err);
    return statement;
}

static int bind_one(sqlite3_stmt *statement, int at, char type, va_list *arguments)
{
    if (type == 'i') return sqlite3_bind_int64(statement, at, va_arg(*arguments, int64_t));
    if (type == 't') return sqlite3_bind_text(statement, at, va_arg(*arguments, const char *), -1, SQLITE_STATIC);
    if (type == 'd') {
        double number = va_arg(*arguments, double);
        return isnan(number) ? sqlite3_bind_null(statement, at) : sqlite3_bind_double(statement, at, number);
    }
    if (type == 'b') {
        const void *bytes = va_arg(*arguments, const void *);
        size_t length = va_arg(*arguments, size_t);
        return sqlite3_bind_blob64(statement, at, bytes, length, SQLITE_STATIC);
    }
    return type == 'z' ? sqlite3_bind_null(statement, at) : SQLITE_MISUSE;
}

static bool bind_all(sqlite3_stmt *statement, const char *types, va_list *arguments, vp_error *err)
{
    int code = SQLITE_OK;
    for (int i = 0; types[i] && code == SQLITE_OK; i++) code = bind_one(statement, i + 1, types[i], arguments);
    return code == SQLITE_OK || fail_statement(statement, err);
}

bool vp_statement_bind(sqlite3_stmt *statement, vp_error *err, const char *types, ...)
{
    sqlite3_reset(statement);
    va_list arguments;
    va_start(arguments, types);
    bool ok = bind_all(statement, types, &arguments, err);
    va_end(arguments);
    return ok;
}

bool vp_statement_next(sqlite3_stmt *statement, bool *row, vp_error *err)
{
    int code = sqlite3_step(statement);
    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE || fail_statement(statement, err);
}

bool vp_statement_done(sqlite3_stmt *statement, vp_error *err)
{
    for (bool row = true; row;)
        if (!vp_statement_next(statement, &row, err)) return false;
    sqlite3_reset(statement);
    return true;
}

bool vp_database_change(vp_database *database, vp_error *err, const char *sql, const char *types, ...)
{
    sqlite3_stmt *statement = vp_database_prepare(database, sql, err);
    va_list arguments;
    va_start(arguments, types);
    bool ok = statement && bind_all(statement, types, &arguments, err) && vp_statement_done(statement, err);
    va_end(arguments);
    sqlite3_finalize(statement);
    return ok;
}

double vp_statement_number(sqlite3_stmt *statement, int column)
{
    int type = sqlite3_column_type(statement, column);
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT ? sqlite3_column_double(statement, column) : NAN;
}

int64_t vp_statement_whole(sqlite3_stmt *statement, int column) { return sqlite3_column_int64(statement, column); }

const char *vp_statement_text(sqlite3_stmt *statement, int column)
{
    return (const char *)sqlite3_column_text(statement, column);
}

bool vp_statement_copy(sqlite3_stmt *statement, int column, char **text, vp_error *err)
{
    const char *value = vp_statement_text(statement, column);
    *text = value ? strdup(value) : NULL;
    return *text || !value || vp_fail_memory(err, strlen(value));
}

bool vp_database_count(vp_database *database, const char *sql, int64_t fallback, int64_t *out, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(database, sql, err);
    bool row = false;
    bool ok = query && vp_statement_next(query, &row, err);
    *out = ok && row && sqlite3_column_type(query, 0) != SQLITE_NULL ? vp_statement_whole(query, 0) : fallback;
    sqlite3_finalize(query);
    return ok;
}
