#include "store/sqlite/job_store.h"
#include "base/array.h"
#include "store/sqlite/database.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define APPLICATION_ID 0x76706a31 /* "vpj1" */

static const char schema[] =
    "CREATE TABLE job (id TEXT PRIMARY KEY, process TEXT NOT NULL, client TEXT NOT NULL, status INTEGER NOT NULL,"
    " message TEXT NOT NULL, progress REAL NOT NULL, created INTEGER NOT NULL, started INTEGER NOT NULL,"
    " finished INTEGER NOT NULL, attempts INTEGER NOT NULL, inputs TEXT NOT NULL, result TEXT,"
    " failure INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE INDEX job_created ON job (created);";

struct vp_job_store {
    vp_database *database;
    sqlite3_stmt *save, *remove;
    int lock;
};

/* Held as long as the process lives, however it ends. */
static int take_lock(const char *directory, vp_error *err)
{
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s/jobs.lock", directory) >= sizeof path)
        return vp_fail(err, VP_BAD_INPUT, "the path %.100s… is too long", directory), -1;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
    if (fd >= 0 && errno == EWOULDBLOCK)
        vp_fail(err, VP_BUSY, "another server keeps the jobs of %s", directory);
    else
        vp_fail(err, vp_error_of_system(errno), "%s: %s", path, strerror(errno));
    if (fd >= 0) close(fd);
    return -1;
}

/* Logs that were made before failures had a kind. */
static bool add_failure(vp_database *database, vp_error *err)
{
    bool row = false;
    sqlite3_stmt *query =
        vp_database_prepare(database, "SELECT 1 FROM pragma_table_info('job') WHERE name = 'failure'", err);
    bool ok = query && vp_statement_next(query, &row, err);
    sqlite3_finalize(query);
    return ok &&
           (row || vp_database_run(database, "ALTER TABLE job ADD COLUMN failure INTEGER NOT NULL DEFAULT 0", err));
}

vp_job_store *vp_job_store_open(const char *directory, vp_error *err)
{
    char path[4096];
    vp_job_store *store = calloc(1, sizeof *store);
    if (!store) {
        vp_fail_memory(err, sizeof *store);
        return NULL;
    }
    store->lock = take_lock(directory, err);
    bool fits = store->lock >= 0 && (size_t)snprintf(path, sizeof path, "%s/jobs.sqlite", directory) < sizeof path;
    store->database = fits ? vp_database_keep(path, APPLICATION_ID, schema, err) : NULL;
    if (store->database && add_failure(store->database, err))
        store->save = vp_database_prepare(
            store->database,
            "INSERT INTO job (id, process, client, status, message, progress, created, started, finished, attempts,"
            " inputs, result, failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET status = excluded.status, message = excluded.message,"
            " progress = excluded.progress, started = excluded.started, finished = excluded.finished,"
            " attempts = excluded.attempts, result = excluded.result, failure = excluded.failure",
            err);
    if (store->save) store->remove = vp_database_prepare(store->database, "DELETE FROM job WHERE id = ?", err);
    if (store->remove) return store;
    vp_job_store_close(store);
    return NULL;
}

void vp_job_store_close(vp_job_store *store)
{
    if (!store) return;
    sqlite3_finalize(store->save);
    sqlite3_finalize(store->remove);
    vp_database_close(store->database);
    if (store->lock >= 0) close(store->lock);
    free(store);
}

bool vp_job_store_save(void *context, const vp_job_record *r, vp_error *err)
{
    vp_job_store *store = context;
    return vp_statement_bind(store->save, err, "tttitdiiiitti", r->id, r->process, r->client, (int64_t)r->status,
                             r->message, r->progress, r->created, r->started, r->finished, (int64_t)r->attempts,
                             r->inputs, r->result, (int64_t)r->failure) &&
           vp_statement_done(store->save, err);
}

bool vp_job_store_remove(void *context, const char *id, vp_error *err)
{
    vp_job_store *store = context;
    return vp_statement_bind(store->remove, err, "t", id) && vp_statement_done(store->remove, err);
}

static void copy_text(sqlite3_stmt *row, int column, char *out, size_t size)
{
    const char *text = vp_statement_text(row, column);
    snprintf(out, size, "%s", text ? text : "");
}

static bool read_row(sqlite3_stmt *row, vp_job_record *r, vp_error *err)
{
    *r = (vp_job_record){.status = (vp_job_status)vp_statement_whole(row, 3),
                         .progress = vp_statement_number(row, 5),
                         .created = vp_statement_whole(row, 6),
                         .started = vp_statement_whole(row, 7),
                         .finished = vp_statement_whole(row, 8),
                         .attempts = (uint32_t)vp_statement_whole(row, 9),
                         .failure = (vp_error_kind)vp_statement_whole(row, 12)};
    copy_text(row, 0, r->id, sizeof r->id);
    copy_text(row, 1, r->process, sizeof r->process);
    copy_text(row, 2, r->client, sizeof r->client);
    copy_text(row, 4, r->message, sizeof r->message);
    if (r->status > VP_JOB_DISMISSED) return vp_fail(err, VP_BAD_INPUT, "job %s has no known status", r->id);
    return vp_statement_copy(row, 10, &r->inputs, err) && vp_statement_copy(row, 11, &r->result, err);
}

typedef struct {
    vp_job_record *records;
    size_t count, room;
} loaded;

static bool read_all(vp_job_store *store, loaded *all, vp_error *err)
{
    sqlite3_stmt *query =
        vp_database_prepare(store->database,
                            "SELECT id, process, client, status, message, progress, created, started, finished,"
                            " attempts, inputs, result, failure FROM job ORDER BY created, rowid",
                            err);
    bool ok = query != NULL, row = false;
    while (ok && (ok = vp_statement_next(query, &row, err)) && row) {
        ok = VP_ARRAY_FIT(all->records, all->room, all->count + 1, err) &&
             read_row(query, &all->records[all->count++], err);
    }
    sqlite3_finalize(query);
    return ok;
}

/* Read whole before the first visit, since visitors save. */
bool vp_job_store_load(void *context, bool (*visit)(void *visitor, vp_job_record *record, vp_error *err), void *visitor,
                       vp_error *err)
{
    loaded all = {0};
    bool ok = read_all(context, &all, err);
    for (size_t i = 0; i < all.count; i++) {
        if (ok) {
            ok = visit(visitor, &all.records[i], err);
        } else {
            free(all.records[i].inputs);
            free(all.records[i].result);
        }
    }
    free(all.records);
    return ok;
}
