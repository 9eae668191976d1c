/* A province whose tables are those of the last dataset, and whose sources are but for places: the last dataset's file,
 * with the places that changed read again, and what is checked of them. Row by row and finding by finding as if all
 * were imported. */
#include "store/import/job_internal.h"
#include "store/sqlite/database.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a role that no other source rests on: its table, and what belongs to a row of it. The last dataset's rows are read
 * as they are written here, by source; parts by the row that they belong to. */
typedef struct {
    const char *role, *clear, *read, *write;
    struct {
        const char *read, *write;
    } parts[2];
} carried_role;

#define FACILITY "source, code, name, kind, unit_code, open_from, open_to, lon, lat, geom"
#define TRANSMITTER                                                                                                    \
    "source, code, site, programme, system, scope, polarisation, mast_metres, frequency_mhz, erp_kw, pattern, "        \
    "vertical_pattern, open_from, open_to, lon, lat, geom"
#define SETTLEMENT   "source, code, name, kind, unit_code, people, households, difficult, lon, lat, geom, area"
#define SERVICE_AREA "source, code, service, unit_code, households_connected, geom"

/* The last of the table of roles: whatever comes before them may be what others rest on. */
static const carried_role roles[] = {
    {"facilities",
     "DELETE FROM facility_attribute; DELETE FROM facility_service; DELETE FROM facility",
     "SELECT id, " FACILITY " FROM facility WHERE source = ? ORDER BY id",
     "INSERT INTO facility (" FACILITY ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
     {{"SELECT service FROM facility_service WHERE facility = ?",
       "INSERT INTO facility_service (facility, service) VALUES (?, ?)"},
      {"SELECT name, number FROM facility_attribute WHERE facility = ?",
       "INSERT INTO facility_attribute (facility, name, number) VALUES (?, ?, ?)"}}},
    {"transmitters",
     "DELETE FROM transmitter",
     "SELECT id, " TRANSMITTER " FROM transmitter WHERE source = ? ORDER BY id",
     "INSERT INTO transmitter (" TRANSMITTER ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
     {{NULL, NULL}}},
    {"settlements",
     "DELETE FROM settlement",
     "SELECT id, " SETTLEMENT " FROM settlement WHERE source = ? ORDER BY id",
     "INSERT INTO settlement (" SETTLEMENT ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
     {{NULL, NULL}}},
    {"service_areas",
     "DELETE FROM service_area",
     "SELECT id, " SERVICE_AREA " FROM service_area WHERE source = ? ORDER BY id",
     "INSERT INTO service_area (" SERVICE_AREA ") VALUES (?, ?, ?, ?, ?, ?)",
     {{NULL, NULL}}},
};

static const carried_role *role_of(const char *name)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (strcmp(roles[i].role, name) == 0) return &roles[i];
    return NULL;
}

bool vp_import_role_is_apart(const char *role) { return role_of(role) != NULL; }

/* ------------------------------------------------------------ whether it can be */

/* A dataset in the order of the import, with what the last one has of it. */
typedef struct {
    const vp_dataset *dataset;
    int64_t source, first_finding, findings; /* of finding.rowid, there */
    bool same;                               /* its files are */
} carried_source;

typedef struct {
    vp_import_job *job;
    carried_source *sources;
    size_t count;
    int64_t checks; /* where the findings of the checks begin, there */
    const char *since;
} carrying;

/* In the order of the import, as the last dataset numbered them. */
static bool list_sources(carrying *c, vp_error *err)
{
    size_t all = vp_province_dataset_count(c->job->province);
    c->sources = calloc(all + 1, sizeof *c->sources);
    if (!c->sources) return vp_fail_memory(err, all * sizeof *c->sources);
    for (size_t r = 0; r < vp_role_count; r++)
        for (size_t i = 0; i < all; i++) {
            const vp_dataset *d = vp_province_dataset(c->job->province, i);
            if (strcmp(d->role, vp_roles[r].name) == 0)
                c->sources[c->count] = (carried_source){.dataset = d, .source = (int64_t)c->count + 1}, c->count++;
        }
    return true;
}

/* The row of a source there: whether it has the sum of the files that are here now. */
static bool compare_source(carrying *c, carried_source *s, sqlite3_stmt *query, bool *usable, vp_error *err)
{
    bool row = false;
    vp_checksum sum;
    *usable = false;
    if (!vp_statement_bind(query, err, "i", s->source) || !vp_statement_next(query, &row, err)) return false;
    if (!row || s->dataset->unusable || strcmp(vp_statement_text(query, 0), s->dataset->role) != 0 ||
        strcmp(vp_statement_text(query, 1), s->dataset->path) != 0 ||
        !vp_import_checksum(c->job, s->dataset, sum, NULL, NULL)) /* said when it is imported */
        return true;
    s->same = strcmp(vp_statement_text(query, 2), sum) == 0;
    s->first_finding = vp_statement_whole(query, 3);
    s->findings = vp_statement_whole(query, 4);
    *usable = s->same || role_of(s->dataset->role);
    return true;
}

static bool compare_sources(carrying *c, bool *usable, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(
        c->job->last, "SELECT role, path, checksum, first_finding, findings FROM source WHERE id = ?", err);
    int64_t there = 0;
    bool ok =
        query && list_sources(c, err) && vp_database_count(c->job->last, "SELECT count(*) FROM source", 0, &there, err);
    *usable = ok && there == (int64_t)c->count;
    for (size_t i = 0; ok && *usable && i < c->count; i++) ok = compare_source(c, &c->sources[i], query, usable, err);
    sqlite3_finalize(query);
    return ok;
}

/* What the tables said is what they say now, which may rest on more than their texts. */
static bool compare_findings(const vp_import_job *job, int64_t count, bool *same, vp_error *err)
{
    *same = count == (int64_t)job->findings->count;
    sqlite3_stmt *query = vp_database_prepare(job->last, "SELECT reason FROM finding ORDER BY rowid LIMIT ?", err);
    bool row = true, ok = query && vp_statement_bind(query, err, "i", count);
    for (size_t i = 0; ok && *same && (ok = vp_statement_next(query, &row, err)) && row; i++)
        *same = strcmp(vp_statement_text(query, 0), job->findings->items[i].reason) == 0;
    sqlite3_finalize(query);
    return ok;
}

/* c->since: which of its inputs keeps the last dataset from being carried over; NULL: none. */
static bool compare(carrying *c, vp_error *err)
{
    vp_import_step tables;
    bool same = false;
    if (!vp_import_tables_begin(c->job, &tables, &c->since, err)) return false;
    if (c->since) return true;
    if (!compare_findings(c->job, tables.then_findings, &same, err)) return false;
    c->since = "settings";
    if (!same) return true;
    if (!compare_sources(c, &same, err)) return false;
    c->since = same ? NULL : "sources";
    return vp_database_count(c->job->last, "SELECT first_finding FROM step WHERE role = 'checks'", 0, &c->checks, err);
}

/* ------------------------------------------------------------ what the import would know by now */

static bool read_geometry(vp_import_job *job, const char *sql, vp_grid_geometry *g, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(job->database, sql, err);
    bool row = false, ok = query && vp_statement_next(query, &row, err);
    if (ok && row &&
        sscanf(vp_statement_text(query, 0), "%zu %zu %lf %lf %lf", &g->columns, &g->rows, &g->cell_metres, &g->west,
               &g->north) != 5)
        ok = vp_fail(err, VP_BAD_INPUT, "%s: its grids' geometry cannot be read", job->last->path);
    sqlite3_finalize(query);
    return ok;
}

static bool read_geometries(vp_import_job *job, vp_error *err)
{
    if (!read_geometry(job, "SELECT value FROM setting WHERE key = 'frame'", &job->geometry, err)) return false;
    job->whole = job->geometry;
    if (!read_geometry(job, "SELECT value FROM setting WHERE key = 'whole'", &job->whole, err)) return false;
    vp_import_find_180(job);
    return read_geometry(job,
                         "SELECT printf('%d %d %!.17g %!.17g %!.17g', columns, rows, cell_metres, west, north) FROM "
                         "grid WHERE role = 'elevation_wide'",
                         &job->wide, err);
}

/* ------------------------------------------------------------ rows and findings */

static bool bind_row(sqlite3_stmt *into, sqlite3_stmt *from, int first, int at, vp_error *err)
{
    for (int i = first; i < sqlite3_column_count(from); i++)
        if (sqlite3_bind_value(into, at + i - first, sqlite3_column_value(from, i)) != SQLITE_OK)
            return vp_fail_memory(err, 1);
    return true;
}

static bool take_parts(vp_import_job *job, const char *read, const char *write, const int64_t rows[2], vp_error *err)
{
    sqlite3_stmt *from = vp_database_prepare(job->last, read, err),
                 *into = vp_database_prepare(job->database, write, err);
    bool row = true, ok = from && into && vp_statement_bind(from, err, "i", rows[0]);
    while (ok && (ok = vp_statement_next(from, &row, err)) && row)
        ok = vp_statement_bind(into, err, "i", rows[1]) && bind_row(into, from, 0, 2, err) &&
             vp_statement_done(into, err);
    sqlite3_finalize(from);
    sqlite3_finalize(into);
    return ok;
}

/* A source whose files are the same, among others of its role that are not: its rows may get other numbers. */
static bool take_rows(vp_import_job *job, const carried_role *role, int64_t source, vp_error *err)
{
    sqlite3_stmt *from = vp_database_prepare(job->last, role->read, err),
                 *into = vp_database_prepare(job->database, role->write, err);
    bool row = true, ok = from && into && vp_statement_bind(from, err, "i", source);
    while (ok && (ok = vp_statement_next(from, &row, err)) && row) {
        sqlite3_reset(into);
        ok = bind_row(into, from, 1, 1, err) && vp_statement_done(into, err);
        const int64_t rows[2] = {vp_statement_whole(from, 0), sqlite3_last_insert_rowid(job->database->handle)};
        for (size_t p = 0; ok && p < 2 && role->parts[p].read; p++)
            ok = take_parts(job, role->parts[p].read, role->parts[p].write, rows, err);
    }
    sqlite3_finalize(from);
    sqlite3_finalize(into);
    return ok;
}

static bool keep_source(carrying *c, const carried_source *s, bool role_same, vp_error *err)
{
    vp_import_job *job = c->job;
    int64_t next = 0;
    return vp_database_run(job->database, "BEGIN", err) &&
           (role_same || take_rows(job, role_of(s->dataset->role), s->source, err)) &&
           vp_database_count(job->database, "SELECT coalesce(max(rowid), 0) + 1 FROM finding", 1, &next, err) &&
           vp_import_keep_findings(job, s->first_finding, s->first_finding + s->findings, true, err) &&
           vp_database_change(job->database, err, "UPDATE source SET first_finding = ? WHERE id = ?", "ii", next,
                              s->source) &&
           vp_database_run(job->database, "COMMIT", err);
}

static bool read_source(carrying *c, const carried_source *s, double done, vp_error *err)
{
    vp_import_job *job = c->job;
    job->source_given = s->source;
    bool ok = vp_database_change(job->database, err, "DELETE FROM source WHERE id = ?", "i", s->source) &&
              vp_import_progress(job, s->dataset->path, done, err) && vp_import_dataset(job, s->dataset, err);
    job->source_given = 0;
    return ok;
}

static bool is_role(const carried_source *s, const carried_role *role)
{
    return strcmp(s->dataset->role, role->role) == 0;
}

static bool carry_role(carrying *c, const carried_role *role, vp_error *err)
{
    bool same = true, any = false, ok = true;
    for (size_t i = 0; i < c->count; i++) {
        if (!is_role(&c->sources[i], role)) continue;
        any = true;
        same = same && c->sources[i].same;
    }
    if (any) vp_import_explain(c->job, role->role, same ? NULL : "sources");
    if (!same) ok = vp_database_run(c->job->database, role->clear, err);
    for (size_t i = 0; ok && i < c->count; i++) {
        const carried_source *s = &c->sources[i];
        if (!is_role(s, role)) continue;
        ok = s->same ? keep_source(c, s, same, err) : read_source(c, s, (double)i / (double)c->count, err);
    }
    return ok;
}

static void say_kept(const carrying *c)
{
    vp_import_kept kept = {.but_places = true, .settlements = true};
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->sources[i].dataset->role, "settlements") == 0) kept.settlements &= c->sources[i].same;
    if (c->job->options->kept) *c->job->options->kept = kept;
}

/* Where the findings of the first source of these roles begin, or else those of the checks. */
static int64_t first_of_roles(const carrying *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (role_of(c->sources[i].dataset->role)) return c->sources[i].first_finding;
    return c->checks;
}

/* Checks ask a dataset without them where all is imported, and may get their rows in another order with them. */
#define FORGET_STATISTICS "DROP TABLE IF EXISTS sqlite_stat1; DROP TABLE IF EXISTS sqlite_stat4; ANALYZE sqlite_schema"

static bool carry(carrying *c, const char *path, vp_error *err)
{
    vp_import_job *job = c->job;
    int64_t cut = first_of_roles(c);
    job->database = vp_database_copy(job->last->path, path, err);
    bool ok = job->database && vp_database_run(job->database, FORGET_STATISTICS, err) && read_geometries(job, err) &&
              vp_import_load_units(job, err) &&
              vp_import_keep_findings(job, (int64_t)job->findings->count + 1, cut, false, err) &&
              vp_database_change(job->database, err, "DELETE FROM finding WHERE rowid >= ?", "i", cut);
    vp_import_explain_steps(job);
    for (size_t r = 0; ok && r < sizeof roles / sizeof *roles; r++) ok = carry_role(c, &roles[r], err);
    if (ok) say_kept(c);
    return ok;
}

bool vp_import_carry(vp_import_job *job, const char *path, bool *carried, vp_error *err)
{
    carrying c = {.job = job};
    *carried = false;
    if (!job->options || job->options->units_only || job->findings->errors) return true;
    bool ok = compare(&c, err);
    job->carried = ok && !c.since;
    job->not_carried = c.since;
    if (job->carried) ok = carry(&c, path, err);
    *carried = job->carried;
    free(c.sources);
    return ok;
}
