/* SQLite with SpatiaLite, opened so that a hostile file can do no harm: defensive,
 * schema not trusted, double-quoted strings off, file functions of SpatiaLite off.
 * One connection belongs to one thread. */
#pragma once
#include "store/sqlite/checked_files.h"
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdint.h>
#include <vungphu/error.h>

typedef struct {
    sqlite3 *handle;
    vp_checked_files *files; /* of one that is made; else NULL */
    void *spatialite;        /* SpatiaLite's private data of this connection */
    char *path;
} vp_database;

/* A new file with SpatiaLite's tables that knows the SRIDs given (0 ends the list; 4326 is
 * always there). Fails when the file exists. Written without a journal: the caller writes it
 * under a temporary name, and vp_database_finish makes it whole. */
vp_database *vp_database_create(const char *path, const int srids[], vp_error *err);

/* A copy of a file that vp_database_create made, to be changed in the same way; ours, so that its schema is trusted. */
vp_database *vp_database_copy(const char *from, const char *path, vp_error *err);

/* One more system under this number: SpatiaLite's own of the EPSG code when epsg, else, or when it knows none, by
 * insert, SQL that makes its row of spatial_ref_sys. */
bool vp_database_add_system(vp_database *database, int srid, bool epsg, const char *insert, vp_error *err);

/* Read-only. VP_BAD_INPUT when the file is not a database. */
vp_database *vp_database_open(const char *path, vp_error *err);

/* A private database in memory, without SpatiaLite. */
vp_database *vp_database_memory(vp_error *err);

/* A file that is kept and changed, also by several processes at once: made with the schema when it is new,
 * readers beside a writer (WAL), every commit on disk before it returns, a busy file waited for.
 * application_id tells files apart by kind and version: another one is refused. Without SpatiaLite. */
vp_database *vp_database_keep(const char *path, int32_t application_id, const char *schema, vp_error *err);

/* Closes after a check that no write failed, whoever swallowed it; false also when the close itself fails.
 * Frees the database in any case. */
bool vp_database_finish(vp_database *database, vp_error *err);
void vp_database_close(vp_database *database); /* NULL is fine */

/* Statements end with VP_CANCELLED once *unwanted is true, which is looked at every few thousand of their steps. */
void vp_database_heed(vp_database *database, const atomic_bool *unwanted);

/* Fills err with what SQLite says about its last failure, the file named. Returns false. */
bool vp_database_fail(vp_database *database, vp_error *err);

/* One or more statements without results. */
bool vp_database_run(vp_database *database, const char *sql, vp_error *err);

/* One statement without results, run once with what is bound as by vp_statement_bind: an INSERT, UPDATE or DELETE. */
bool vp_database_change(vp_database *database, vp_error *err, const char *sql, const char *types, ...);

/* One statement, ready for vp_statement_bind and vp_statement_next; sqlite3_finalize it. */
sqlite3_stmt *vp_database_prepare(vp_database *database, const char *sql, vp_error *err);

/* Resets the statement and binds from parameter 1 on, by the letters of types: i int64_t,
 * d double (NaN: NULL), t const char * (NULL: NULL), b const void * and size_t, z NULL.
 * Texts and blobs are borrowed until the next bind or step past the end. */
bool vp_statement_bind(sqlite3_stmt *statement, vp_error *err, const char *types, ...);

/* *row is false after the last row. */
bool vp_statement_next(sqlite3_stmt *statement, bool *row, vp_error *err);

/* Runs a bound statement to its end: an INSERT. */
bool vp_statement_done(sqlite3_stmt *statement, vp_error *err);

/* Columns of the row: NaN for NULL or text that is no number; NULL for NULL. */
double vp_statement_number(sqlite3_stmt *statement, int column);
int64_t vp_statement_whole(sqlite3_stmt *statement, int column);
const char *vp_statement_text(sqlite3_stmt *statement, int column); /* until the next step */
/* A copy to be freed. False only when memory is short; NULL stays NULL. */
bool vp_statement_copy(sqlite3_stmt *statement, int column, char **text, vp_error *err);

/* What a query with one result gives; fallback when there is no row or it is NULL. */
bool vp_database_count(vp_database *database, const char *sql, int64_t fallback, int64_t *out, vp_error *err);
