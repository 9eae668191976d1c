/* The dataset's file: tables of schema.sql, geometry columns and spatial indexes, and
 * what is copied from the province folder's tables. */
#include "base/utc.h"
#include "store/import/job_internal.h"
#include "store/sqlite/schema.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <vungphu/version.h>

/* As schema.sql declares their columns: to add a column would have SQLite read the whole schema again for each. */
static const struct {
    const char *table, *type;
} geometries[] = {
    {"unit", "MULTIPOLYGON"}, {"facility", "POINT"},   {"transmitter", "POINT"}, {"service_area", "MULTIPOLYGON"},
    {"road", "LINESTRING"},   {"barrier", "GEOMETRY"}, {"settlement", "POINT"},
};

static bool ask(vp_database *database, sqlite3_stmt *statement, const char *what, vp_error *err)
{
    bool row = false;
    if (!vp_statement_next(statement, &row, err)) return false;
    bool done = row && vp_statement_whole(statement, 0) == 1;
    sqlite3_reset(statement);
    return done || vp_fail(err, VP_IO, "%s: SpatiaLite refused the %s", database->path, what);
}

static bool add_geometries(vp_database *database, int srid, vp_error *err)
{
    sqlite3_stmt *column = vp_database_prepare(database, "SELECT RecoverGeometryColumn(?, 'geom', ?, ?, 'XY')", err);
    sqlite3_stmt *index = vp_database_prepare(database, "SELECT CreateSpatialIndex(?, 'geom')", err);
    bool ok = column && index;
    for (size_t i = 0; ok && i < sizeof geometries / sizeof *geometries; i++)
        ok = vp_statement_bind(column, err, "tit", geometries[i].table, (int64_t)srid, geometries[i].type) &&
             ask(database, column, "geometry column", err) && vp_statement_bind(index, err, "t", geometries[i].table) &&
             ask(database, index, "spatial index", err);
    sqlite3_finalize(column);
    sqlite3_finalize(index);
    return ok;
}

vp_database *vp_import_database_new(const char *path, const vp_crs_row *system, vp_error *err)
{
    vp_database *database = vp_database_create(path, (const int[]){4326, 0}, err);
    if (!database) return NULL;
    /* SpatiaLite's triggers call its functions; the schema is ours, so it may. */
    sqlite3_db_config(database->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, NULL);
    if (vp_database_add_system(database, system->srid, system->epsg, system->insert, err) &&
        vp_database_run(database, "PRAGMA journal_mode = MEMORY; BEGIN", err) &&
        vp_database_run(database, vp_schema_sql, err) && add_geometries(database, system->srid, err) &&
        vp_database_run(database, "COMMIT", err))
        return database;
    vp_database_close(database);
    return NULL;
}

/* ------------------------------------------------------------ what the tables said */

static bool insert_setting(sqlite3_stmt *insert, const char *key, const char *value, vp_error *err)
{
    return vp_statement_bind(insert, err, "tt", key, value) && vp_statement_done(insert, err);
}

static void write_geometry(vp_grid_geometry g, char *text, size_t size)
{
    snprintf(text, size, "%zu %zu %.17g %.17g %.17g", g.columns, g.rows, g.cell_metres, g.west, g.north);
}

bool vp_import_database_settings(vp_import_job *job, vp_error *err)
{
    const vp_province *p = job->province;
    sqlite3_stmt *insert =
        vp_database_prepare(job->database, "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", err);
    bool ok = insert != NULL;
    for (size_t row = 0; ok && row < vp_province_rows(p, VP_TABLE_PROVINCE); row++)
        ok = insert_setting(insert, vp_province_text(p, VP_TABLE_PROVINCE, row, "key"),
                            vp_province_text(p, VP_TABLE_PROVINCE, row, "value"), err);
    const char *english = vp_province_setting(p, "name_en");
    ok = ok && insert_setting(insert, "name_en", *english ? english : vp_province_setting(p, "name_vi"), err);
    vp_utc_text now;
    char geometry[160];
    vp_utc_write(time(NULL), now);
    if (ok && job->options && job->options->part) {
        write_geometry(job->whole, geometry, sizeof geometry);
        ok = insert_setting(insert, "crs", job->crs, err) && insert_setting(insert, "part", job->options->part, err) &&
             insert_setting(insert, "whole", geometry, err);
    }
    write_geometry(job->geometry, geometry, sizeof geometry);
    ok = ok && insert_setting(insert, "software", "vungphu " VP_VERSION, err) &&
         insert_setting(insert, "made_at", now, err) && insert_setting(insert, "frame", geometry, err);
    sqlite3_finalize(insert);
    return ok;
}

/* A definition table: its database columns and the columns of the CSV table they come from. */
typedef struct {
    vp_province_table table;
    const char *sql;
    const char *columns[28]; /* "#name": a number; "?name": a yes/no as 1 or 0 */
} definition;

static const definition definitions[] = {
    {VP_TABLE_SERVICES,
     "INSERT INTO service (position, id, title_vi, title_en, department, reach, mode, scope, limits, default_limit, "
     "queue_minutes,"
     " capacity_field, population_group, season) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
     {"id", "title_vi", "title_en", "department", "reach", "mode", "scope", "limits", "#default_limit",
      "#queue_minutes", "capacity_field", "group", "season"}},
    {VP_TABLE_SPEEDS,
     "INSERT INTO speed (position, mode, surface, class, km_per_h, slope, season) VALUES (?, ?, ?, ?, ?, ?, ?)",
     {"mode", "surface", "class", "#km_per_h", "?slope", "season"}},
    {VP_TABLE_MODES,
     "INSERT INTO mode_change (position, mode, change_to, change_minutes) VALUES (?, ?, ?, ?)",
     {"mode", "change_to", "#change_minutes"}},
    {VP_TABLE_CLUTTER,
     "INSERT INTO clutter_height (position, class, metres, name_vi, name_en, source) VALUES (?, ?, ?, ?, ?, ?)",
     {"#class", "#metres", "name_vi", "name_en", "source"}},
    {VP_TABLE_GROUPS,
     "INSERT INTO population_group (position, id, title_vi, title_en, units_where, share_field) VALUES (?, ?, ?, ?, ?, "
     "?)",
     {"id", "title_vi", "title_en", "units_where", "share_field"}},
    {VP_TABLE_GROWTH,
     "INSERT INTO growth (position, level, vintage, code, population_group, year, rate, people, source) VALUES (?, ?, "
     "?, ?, ?, ?, ?, ?, ?)",
     {"level", "vintage", "code", "group", "#year", "#rate", "#people", "source"}},
    {VP_TABLE_INDICATORS,
     "INSERT INTO indicator (position, id, title_vi, title_en, department, measure, service, population_group, "
     "other_group,"
     " limit_value, threshold, numerator, denominator, target, target_year, better, unit, source, definition,"
     " other_limit, baseline, baseline_year, owner_after, milestones, strict, at_least, people)"
     " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
     {"id",          "title_vi",   "title_en",   "department", "measure",      "service",   "group",
      "other_group", "#limit",     "#threshold", "numerator",  "denominator",  "#target",   "#target_year",
      "better",      "unit",       "source",     "definition", "#other_limit", "#baseline", "#baseline_year",
      "owner_after", "milestones", "?strict",    "#at_least",  "people"}},
};

static int bind_cell(sqlite3_stmt *insert, int at, const vp_province *p, const definition *d, size_t row,
                     const char *column)
{
    const char *name = column + strspn(column, "#?"), *text = vp_province_text(p, d->table, row, name);
    if (*column == '?') return sqlite3_bind_int(insert, at, strcasecmp(text, "yes") == 0 || strcmp(text, "1") == 0);
    if (!*text) return sqlite3_bind_null(insert, at);
    if (*column == '#') return sqlite3_bind_double(insert, at, vp_province_number(p, d->table, row, name));
    return sqlite3_bind_text(insert, at, text, -1, SQLITE_STATIC);
}

static bool copy_definition(vp_import_job *job, const definition *d, vp_error *err)
{
    sqlite3_stmt *insert = vp_database_prepare(job->database, d->sql, err);
    bool ok = insert != NULL;
    for (size_t row = 0; ok && row < vp_province_rows(job->province, d->table); row++) {
        int code = sqlite3_bind_int64(insert, 1, (int64_t)row + 1);
        for (int i = 0; code == SQLITE_OK && d->columns[i]; i++)
            code = bind_cell(insert, i + 2, job->province, d, row, d->columns[i]);
        ok = (code == SQLITE_OK || vp_database_fail(job->database, err)) && vp_statement_done(insert, err);
    }
    sqlite3_finalize(insert);
    return ok;
}

bool vp_import_database_definitions(vp_import_job *job, vp_error *err)
{
    bool ok = vp_database_run(job->database, "BEGIN", err);
    for (size_t i = 0; ok && i < sizeof definitions / sizeof *definitions; i++)
        ok = copy_definition(job, &definitions[i], err);
    return ok && vp_database_run(job->database, "COMMIT", err);
}

/* ------------------------------------------------------------ provenance */

static const char *or_null(const char *text) { return text && *text ? text : NULL; }

bool vp_import_database_source(vp_import_job *job, vp_error *err)
{
    const vp_dataset *d = job->dataset;
    const vp_province *p = job->province;
    vp_checksum checksum;
    size_t bytes = 0;
    vp_utc_text now;
    if (!vp_import_checksum(job, d, checksum, &bytes, err)) return false;
    vp_utc_write(time(NULL), now);
    const char *extra[5];
    for (size_t i = 0; i < 5; i++)
        extra[i] = or_null(vp_province_text(p, VP_TABLE_DATASETS, d->row,
                                            (const char *[]){"fields", "licence", "attribution", "url", "note"}[i]));
    sqlite3_stmt *insert = vp_database_prepare(
        job->database,
        "INSERT INTO source (id, role, path, layer, vintage, crs, encoding, filter, fields, licence, attribution,"
        " url, note, checksum, bytes, imported_at) VALUES (nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        err);
    bool ok = insert &&
              vp_statement_bind(insert, err, "itttttttttttttit", job->source_given, d->role, d->path, or_null(d->layer),
                                or_null(d->vintage), or_null(d->crs), or_null(d->encoding), or_null(d->filter),
                                extra[0], extra[1], extra[2], extra[3], extra[4], checksum, (int64_t)bytes, now) &&
              vp_statement_done(insert, err);
    if (ok) job->source = sqlite3_last_insert_rowid(job->database->handle);
    sqlite3_finalize(insert);
    return ok;
}

bool vp_import_database_counted(vp_import_job *job, vp_error *err)
{
    sqlite3_stmt *update =
        vp_database_prepare(job->database, "UPDATE source SET features = ?, rejected = ? WHERE id = ?", err);
    bool ok = update &&
              vp_statement_bind(update, err, "iii", (int64_t)job->features, (int64_t)job->rejected, job->source) &&
              vp_statement_done(update, err);
    sqlite3_finalize(update);
    return ok;
}

bool vp_import_database_heard(vp_import_job *job, size_t first, vp_error *err)
{
    return vp_database_change(
        job->database, err,
        "UPDATE source SET findings = ?, first_finding = (SELECT coalesce(max(rowid), 0) + 1 FROM "
        "finding) WHERE id = ?",
        "ii", (int64_t)(job->findings->count - first), job->source);
}

bool vp_import_database_findings(vp_import_job *job, size_t first, int64_t source, vp_error *err)
{
    sqlite3_stmt *insert =
        vp_database_prepare(job->database,
                            "INSERT INTO finding (source, severity, file, layer, row, field, value, reason)"
                            " VALUES (nullif(?, 0), ?, ?, ?, nullif(?, 0), ?, ?, ?)",
                            err);
    bool ok = insert != NULL;
    for (size_t i = first; ok && i < job->findings->count; i++) {
        const vp_finding *f = &job->findings->items[i];
        ok = vp_statement_bind(insert, err, "itttittt", source, vp_severity_names[f->severity], f->file, f->layer,
                               (int64_t)f->row, f->column, f->value, f->reason) &&
             vp_statement_done(insert, err);
    }
    sqlite3_finalize(insert);
    return ok;
}
