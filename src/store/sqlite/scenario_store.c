#include "store/sqlite/scenario_store.h"
#include "base/array.h"
#include "base/utc.h"
#include "store/files/published.h"
#include "store/sqlite/database.h"
#include "store/text/text.h"
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { APPLICATION = 0x76707363 /* "vpsc", version 1 of the tables */ };

struct vp_scenario_store {
    vp_database *database;
    pthread_mutex_t lock;             /* of the connection */
    size_t versions_most, bytes_most; /* 0: no limit */
};

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS scenario (id TEXT PRIMARY KEY, position INTEGER NOT NULL, version INTEGER NOT NULL,"
    " deleted_at TEXT) STRICT;"
    "CREATE TABLE IF NOT EXISTS scenario_version (id TEXT NOT NULL REFERENCES scenario, version INTEGER NOT NULL,"
    " title_vi TEXT NOT NULL, title_en TEXT NOT NULL, changes TEXT NOT NULL, snapshot TEXT NOT NULL,"
    " status TEXT NOT NULL, conflict TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL,"
    " PRIMARY KEY (id, version)) STRICT;";

#define COLUMNS "v.id, v.version, v.title_vi, v.title_en, v.changes, v.snapshot, v.status, v.conflict, v.reason, v.at"

/* ------------------------------------------------------------ opening */

vp_scenario_store *vp_scenario_store_open(const char *directory, vp_error *err)
{
    vp_scenario_store *store = calloc(1, sizeof *store);
    char *path = store ? vp_path_join(err, directory, "scenarios.sqlite", NULL) : NULL;
    if (!store) vp_fail_memory(err, sizeof *store);
    if (path) store->database = vp_database_keep(path, APPLICATION, schema, err);
    free(path);
    if (store && store->database) {
        pthread_mutex_init(&store->lock, NULL);
        return store;
    }
    free(store);
    return NULL;
}

void vp_scenario_store_close(vp_scenario_store *store)
{
    if (!store) return;
    vp_database_close(store->database);
    pthread_mutex_destroy(&store->lock);
    free(store);
}

void vp_scenario_store_limit(vp_scenario_store *store, size_t versions_most, size_t bytes_most)
{
    store->versions_most = versions_most;
    store->bytes_most = bytes_most;
}

/* ------------------------------------------------------------ reading */

static bool read_record(sqlite3_stmt *row, vp_scenario_record *r, vp_error *err)
{
    char *id = NULL, *at = NULL;
    bool ok = vp_statement_copy(row, 0, &id, err) && vp_statement_copy(row, 2, &r->title_vi, err) &&
              vp_statement_copy(row, 3, &r->title_en, err) && vp_statement_copy(row, 4, &r->changes, err) &&
              vp_statement_copy(row, 5, &r->snapshot, err) && vp_statement_copy(row, 6, &r->status, err) &&
              vp_statement_copy(row, 7, &r->conflict, err) && vp_statement_copy(row, 8, &r->reason, err) &&
              vp_statement_copy(row, 9, &at, err);
    r->version = vp_statement_whole(row, 1);
    if (ok) strncpy(r->id, id, sizeof r->id - 1);
    if (ok) strncpy(r->at, at, sizeof r->at - 1);
    free(id);
    free(at);
    return ok;
}

static bool get(vp_scenario_store *store, const char *id, int64_t version, vp_scenario_record *record, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(store->database,
                                              "SELECT " COLUMNS " FROM scenario s JOIN scenario_version v USING (id)"
                                              " WHERE s.id = ?1 AND s.deleted_at IS NULL"
                                              " AND v.version = CASE ?2 WHEN 0 THEN s.version ELSE ?2 END",
                                              err);
    bool row = false;
    bool ok = query && vp_statement_bind(query, err, "ti", id, version) && vp_statement_next(query, &row, err);
    if (ok && !row)
        ok = version
                 ? vp_fail(err, VP_NOT_FOUND, "there is no version %lld of scenario '%.40s'", (long long)version, id)
                 : vp_fail(err, VP_NOT_FOUND, "there is no scenario '%.40s'; /scenarios lists them", id);
    ok = ok && read_record(query, record, err);
    sqlite3_finalize(query);
    if (!ok) vp_scenario_record_clear(record);
    return ok;
}

bool vp_scenario_store_get(vp_scenario_store *store, const char *id, int64_t version, vp_scenario_record *record,
                           vp_error *err)
{
    *record = (vp_scenario_record){0};
    pthread_mutex_lock(&store->lock);
    bool ok = get(store, id, version, record, err);
    pthread_mutex_unlock(&store->lock);
    return ok;
}

#define LISTED                                                                                                         \
    " FROM scenario s JOIN scenario_version v USING (id) WHERE s.deleted_at IS NULL"                                   \
    " AND CASE WHEN ?1 IS NULL THEN v.version = s.version ELSE s.id = ?1 END"

static bool count_all(vp_scenario_store *store, const char *id, size_t *total, vp_error *err)
{
    bool row = false;
    sqlite3_stmt *query = vp_database_prepare(store->database, "SELECT count(*)" LISTED, err);
    bool ok = query && vp_statement_bind(query, err, "t", id) && vp_statement_next(query, &row, err);
    *total = ok && row ? (size_t)vp_statement_whole(query, 0) : 0;
    sqlite3_finalize(query);
    return ok;
}

static bool list(vp_scenario_store *store, const char *id, vp_scenario_page *page, vp_scenario_record **records,
                 size_t *count, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(
        store->database, "SELECT " COLUMNS LISTED " ORDER BY s.position, v.version LIMIT ?2 OFFSET ?3", err);
    size_t room = 0, bytes = 0;
    bool row = false;
    bool ok = query && vp_statement_bind(query, err, "tii", id, (int64_t)page->most, (int64_t)page->skip) &&
              vp_statement_next(query, &row, err);
    while (ok && row && (*count == 0 || bytes < page->bytes_most)) {
        ok = VP_ARRAY_FIT(*records, room, *count + 1, err);
        if (!ok) break;
        vp_scenario_record *next = &(*records)[*count];
        *next = (vp_scenario_record){0};
        ok = read_record(query, next, err);
        bytes += ok ? strlen(next->changes) : 0;
        if (ok && *count > 0 && bytes > page->bytes_most) {
            vp_scenario_record_clear(next);
            break;
        }
        ++*count;
        ok = ok && vp_statement_next(query, &row, err);
    }
    sqlite3_finalize(query);
    return ok;
}

bool vp_scenario_store_list(vp_scenario_store *store, const char *id, vp_scenario_page *page,
                            vp_scenario_record **records, size_t *count, vp_error *err)
{
    vp_scenario_page all = {.most = INT64_MAX, .bytes_most = SIZE_MAX};
    *records = NULL;
    *count = 0;
    if (!page) page = &all;
    pthread_mutex_lock(&store->lock);
    bool ok = count_all(store, id, &page->total, err) && list(store, id, page, records, count, err);
    pthread_mutex_unlock(&store->lock);
    if (ok) return true;
    vp_scenario_records_free(*records, *count);
    *records = NULL;
    *count = 0;
    return false;
}

/* ------------------------------------------------------------ writing */

static bool normalise(char **title, vp_error *err)
{
    char *nfc = vp_text_from(*title ? *title : "", *title ? strlen(*title) : 0, "UTF-8", err);
    if (!nfc) return false;
    free(*title);
    *title = nfc;
    return true;
}

static bool count_bytes(vp_database *database, int64_t *bytes, vp_error *err)
{
    return vp_database_count(database,
                             "SELECT (page_count - freelist_count) * page_size"
                             " FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
                             0, bytes, err);
}

/* What deleted scenarios left goes first. */
static bool check_room(vp_scenario_store *store, const vp_scenario_record *r, vp_error *err)
{
    int64_t bytes = 0, more = (int64_t)strlen(r->changes), most = (int64_t)store->bytes_most;
    if (!most) return true;
    if (!count_bytes(store->database, &bytes, err)) return false;
    if (bytes + more <= most) return true;
    if (!vp_database_run(
            store->database,
            "DELETE FROM scenario_version WHERE id IN (SELECT id FROM scenario WHERE deleted_at IS NOT NULL)", err) ||
        !count_bytes(store->database, &bytes, err))
        return false;
    return bytes + more <= most ||
           vp_fail(err, VP_NO_SPACE, "the scenarios hold %lld MB, and no more than %lld are kept: delete one first",
                   (long long)bytes >> 20, (long long)most >> 20);
}

static bool insert_version(vp_database *database, const vp_scenario_record *r, vp_error *err)
{
    return vp_database_change(database, err,
                              "INSERT INTO scenario_version VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                              "titttttttt", r->id, r->version, r->title_vi, r->title_en, r->changes, r->snapshot,
                              r->status, r->conflict ? r->conflict : "", r->reason, r->at);
}

static bool insert_scenario(vp_database *database, const vp_scenario_record *r, size_t most, vp_error *err)
{
    int64_t count = 0;
    if (!vp_database_count(database, "SELECT count(*) FROM scenario WHERE deleted_at IS NULL", 0, &count, err))
        return false;
    if ((size_t)count >= most)
        return vp_fail(err, VP_DENIED, "there are %lld scenarios, and no more than %zu are kept: delete one first",
                       (long long)count, most);
    return vp_database_change(database, err,
                              "INSERT INTO scenario (id, position, version)"
                              " SELECT ?1, coalesce(max(position), 0) + 1, 1 FROM scenario",
                              "t", r->id) &&
           insert_version(database, r, err);
}

/* Only the writer who knows the current version goes on. */
static bool claim(vp_database *database, const char *id, int64_t expected, vp_error *err)
{
    bool row = false;
    sqlite3_stmt *s =
        vp_database_prepare(database, "SELECT version FROM scenario WHERE id = ?1 AND deleted_at IS NULL", err);
    bool ok = s && vp_statement_bind(s, err, "t", id) && vp_statement_next(s, &row, err);
    int64_t version = ok && row ? vp_statement_whole(s, 0) : 0;
    sqlite3_finalize(s);
    if (!ok) return false;
    if (!row) return vp_fail(err, VP_NOT_FOUND, "there is no scenario '%.40s'; /scenarios lists them", id);
    return version == expected ||
           vp_fail(err, VP_CONFLICT, "scenario %s is at version %lld now, not %lld: read it again before writing", id,
                   (long long)version, (long long)expected);
}

static bool drop_old_versions(vp_scenario_store *store, const vp_scenario_record *r, vp_error *err)
{
    if (!store->versions_most) return true;
    return vp_database_change(store->database, err, "DELETE FROM scenario_version WHERE id = ?1 AND version <= ?2",
                              "ti", r->id, r->version - (int64_t)store->versions_most);
}

static bool insert_next(vp_scenario_store *store, const vp_scenario_record *r, int64_t expected, vp_error *err)
{
    return claim(store->database, r->id, expected, err) &&
           vp_database_change(store->database, err, "UPDATE scenario SET version = ?2 WHERE id = ?1", "ti", r->id,
                              r->version) &&
           drop_old_versions(store, r, err) && check_room(store, r, err) && insert_version(store->database, r, err);
}

static bool mark_deleted(vp_database *database, const vp_scenario_record *r, int64_t expected, vp_error *err)
{
    return claim(database, r->id, expected, err) &&
           vp_database_change(database, err, "UPDATE scenario SET deleted_at = ?2 WHERE id = ?1", "tt", r->id, r->at);
}

typedef enum { CREATE, PUT, DELETE } action;

static bool write_record(vp_scenario_store *store, action what, const vp_scenario_record *r, int64_t number,
                         vp_error *err)
{
    vp_database *database = store->database;
    pthread_mutex_lock(&store->lock);
    bool begun = vp_database_run(database, "BEGIN IMMEDIATE", err);
    bool ok = begun && (what == CREATE ? check_room(store, r, err) && insert_scenario(database, r, (size_t)number, err)
                        : what == PUT  ? insert_next(store, r, number, err)
                                       : mark_deleted(database, r, number, err));
    ok = ok && vp_database_run(database, "COMMIT", err);
    if (begun && !ok) vp_database_run(database, "ROLLBACK", NULL);
    pthread_mutex_unlock(&store->lock);
    return ok;
}

bool vp_scenario_store_create(vp_scenario_store *store, vp_scenario_record *record, size_t most, vp_error *err)
{
    unsigned char bytes[8];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(record->id, sizeof record->id, bytes, sizeof bytes);
    record->version = 1;
    vp_utc_write(time(NULL), record->at);
    return normalise(&record->title_vi, err) && normalise(&record->title_en, err) &&
           write_record(store, CREATE, record, (int64_t)most, err);
}

bool vp_scenario_store_put(vp_scenario_store *store, vp_scenario_record *record, int64_t expected, vp_error *err)
{
    record->version = expected + 1;
    vp_utc_write(time(NULL), record->at);
    return normalise(&record->title_vi, err) && normalise(&record->title_en, err) &&
           write_record(store, PUT, record, expected, err);
}

bool vp_scenario_store_delete(vp_scenario_store *store, const char *id, int64_t expected, vp_error *err)
{
    vp_scenario_record r = {0};
    if (strlen(id) >= sizeof r.id) return vp_fail(err, VP_NOT_FOUND, "there is no scenario '%.40s'", id);
    strncpy(r.id, id, sizeof r.id - 1);
    vp_utc_write(time(NULL), r.at);
    return write_record(store, DELETE, &r, expected, err);
}
