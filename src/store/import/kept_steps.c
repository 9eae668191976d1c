/* Steps of the import whose results the last dataset has of the same inputs: taken over from there, row by row and
 * finding by finding, as if they were done again. */
#include "store/import/job_internal.h"
#include "store/spatial/input_sum.h"
#include "store/sqlite/database.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const vp_import_input_names[VP_IMPORT_INPUTS] = {"program", "settings", "grid", "units", "sources"};

/* ------------------------------------------------------------ what a step rests on */

/* Every key of province.csv, which part is computed, and whether gaps may be left. */
static void sum_settings(const vp_import_job *job, vp_input_sum sum)
{
    vp_summing s = vp_sum_begin();
    for (size_t row = 0; row < vp_province_rows(job->province, VP_TABLE_PROVINCE); row++) {
        vp_sum_text(&s, vp_province_text(job->province, VP_TABLE_PROVINCE, row, "key"));
        vp_sum_text(&s, vp_province_text(job->province, VP_TABLE_PROVINCE, row, "value"));
    }
    vp_sum_text(&s, job->options->part);
    if (job->options->gaps) vp_sum_text(&s, "gaps");
    vp_sum_end(&s, sum);
}

static void sum_grid(const vp_import_job *job, vp_input_sum sum)
{
    vp_summing s = vp_sum_begin();
    vp_sum_text(&s, job->crs);
    vp_sum_geometry(&s, job->geometry);
    vp_sum_geometry(&s, job->whole);
    vp_sum_geometry(&s, job->wide);
    vp_sum_end(&s, sum);
}

/* The units as they were read, so that another layer of their file may change. */
static bool sum_units(vp_import_job *job, vp_error *err)
{
    vp_summing s = vp_sum_begin();
    sqlite3_stmt *query = vp_database_prepare(job->database,
                                              "SELECT s.level, s.vintage, u.code, u.name, u.valid_from, u.valid_to, "
                                              "u.geom FROM unit u JOIN unit_set s ON s.id = u.unit_set ORDER BY u.id",
                                              err);
    bool row = true, ok = query != NULL;
    while (ok && (ok = vp_statement_next(query, &row, err)) && row) {
        for (int i = 0; i < 6; i++) vp_sum_text(&s, vp_statement_text(query, i));
        vp_sum_bytes(&s, sqlite3_column_blob(query, 6), (size_t)sqlite3_column_bytes(query, 6));
    }
    sqlite3_finalize(query);
    vp_sum_end(&s, job->units);
    return ok;
}

/* The rows of a role, and the bytes of their files. */
static bool sum_sources(vp_import_job *job, const char *role, vp_input_sum sum, vp_error *err)
{
    vp_summing s = vp_sum_begin();
    bool ok = true;
    for (size_t i = 0; ok && i < vp_province_dataset_count(job->province); i++) {
        const vp_dataset *d = vp_province_dataset(job->province, i);
        vp_checksum checksum;
        if (d->unusable || strcmp(d->role, role) != 0) continue;
        const char *const texts[] = {
            d->path,     d->layer,  d->vintage, d->crs,
            d->encoding, d->filter, d->decimal, vp_province_text(job->province, VP_TABLE_DATASETS, d->row, "fields")};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) vp_sum_text(&s, texts[k]);
        vp_sum_bytes(&s, &d->header_row, sizeof d->header_row);
        ok = vp_import_checksum(job, d, checksum, NULL, err);
        if (ok) vp_sum_text(&s, checksum);
    }
    vp_sum_end(&s, sum);
    return ok;
}

/* Of a step that another would disturb: people of tables go into the populations of rasters, and onto land cover. */
static bool may_keep(const vp_import_job *job, const char *role)
{
    bool people = strcmp(role, "population") == 0 || strcmp(role, "land_cover") == 0;
    for (size_t i = 0; people && i < vp_province_dataset_count(job->province); i++) {
        const char *other = vp_province_dataset(job->province, i)->role;
        if (strcmp(other, "population_points") == 0 || strcmp(other, "population_units") == 0) return false;
    }
    return true;
}

static bool sum_inputs(vp_import_job *job, vp_import_step *step, vp_error *err)
{
    sum_settings(job, step->inputs[VP_IMPORT_SETTINGS]);
    sum_grid(job, step->inputs[VP_IMPORT_GRID]);
    if (!*job->program && !vp_program_sum(job->program, err)) return false;
    if (!*job->units && !sum_units(job, err)) return false;
    memcpy(step->inputs[VP_IMPORT_PROGRAM], job->program, sizeof(vp_input_sum));
    memcpy(step->inputs[VP_IMPORT_UNITS], job->units, sizeof(vp_input_sum));
    return sum_sources(job, step->role, step->inputs[VP_IMPORT_SOURCES], err);
}

/* ------------------------------------------------------------ what the last dataset has */

/* The step there: which input differs, VP_IMPORT_INPUTS when none does, and its findings. */
static bool find_step(vp_import_job *job, vp_import_step *step, vp_import_input *differs, vp_error *err)
{
    *differs = VP_IMPORT_PROGRAM;
    sqlite3_stmt *query = vp_database_prepare(
        job->last, "SELECT program, settings, grid, units, sources, first_finding, findings FROM step WHERE role = ?",
        err);
    bool row = false,
         ok = query && vp_statement_bind(query, err, "t", step->role) && vp_statement_next(query, &row, err);
    while (ok && row && *differs < VP_IMPORT_INPUTS) {
        const char *then = vp_statement_text(query, (int)*differs);
        if (!then || strcmp(then, step->inputs[*differs]) != 0) break;
        ++*differs;
    }
    if (ok && row) {
        step->then_first = vp_statement_whole(query, VP_IMPORT_INPUTS);
        step->then_findings = vp_statement_whole(query, VP_IMPORT_INPUTS + 1);
    }
    sqlite3_finalize(query);
    return ok;
}

/* One dataset's row, and its grids under the new row's number. */
static bool take_grids(vp_import_job *job, int64_t then, vp_error *err)
{
    static const char read[] = "SELECT id, role, label, columns, rows, cell_metres, west, north, type, strip_rows, "
                               "population_group FROM grid WHERE source = ? ORDER BY id";
    sqlite3_stmt *grids = vp_database_prepare(job->last, read, err),
                 *strips = vp_database_prepare(
                     job->last, "SELECT strip, bytes FROM grid_strip WHERE grid = ? ORDER BY strip", err),
                 *grid = vp_database_prepare(job->database,
                                             "INSERT INTO grid (source, role, label, columns, rows, cell_metres, west, "
                                             "north, type, strip_rows, population_group) VALUES (?, ?, ?, ?, ?, ?, ?, "
                                             "?, ?, ?, ?)",
                                             err),
                 *strip = vp_database_prepare(job->database,
                                              "INSERT INTO grid_strip (grid, strip, bytes) VALUES (?, ?, ?)", err);
    bool row = true, ok = grids && strips && grid && strip && vp_statement_bind(grids, err, "i", then);
    while (ok && (ok = vp_statement_next(grids, &row, err)) && row) {
        ok = vp_statement_bind(grid, err, "i", job->source);
        for (int i = 1; ok && i <= 10; i++)
            ok = sqlite3_bind_value(grid, i + 1, sqlite3_column_value(grids, i)) == SQLITE_OK;
        ok = ok && vp_statement_done(grid, err);
        int64_t now = sqlite3_last_insert_rowid(job->database->handle);
        ok = ok && vp_statement_bind(strips, err, "i", vp_statement_whole(grids, 0));
        for (bool more = true; ok && (ok = vp_statement_next(strips, &more, err)) && more;)
            ok = vp_statement_bind(strip, err, "iib", now, vp_statement_whole(strips, 0),
                                   sqlite3_column_blob(strips, 1), (size_t)sqlite3_column_bytes(strips, 1)) &&
                 vp_statement_done(strip, err);
    }
    sqlite3_finalize(grids);
    sqlite3_finalize(strips);
    sqlite3_finalize(grid);
    sqlite3_finalize(strip);
    return ok;
}

static bool take_dataset(vp_import_job *job, const vp_dataset *d, sqlite3_stmt *then, vp_error *err)
{
    bool row = false;
    if (!vp_statement_next(then, &row, err)) return false;
    if (!row) return vp_fail(err, VP_BAD_INPUT, "%s: has another number of sources", job->last->path);
    job->dataset = d;
    job->features = (size_t)vp_statement_whole(then, 1);
    job->rejected = (size_t)vp_statement_whole(then, 2);
    bool ok = vp_import_database_source(job, err) && vp_import_database_counted(job, err) &&
              take_grids(job, vp_statement_whole(then, 0), err);
    job->dataset = NULL;
    return ok;
}

/* The finding at hand of the last dataset, behind the others. */
static void take_finding(vp_import_job *job, sqlite3_stmt *query)
{
    const char *severity = vp_statement_text(query, 1);
    vp_findings_add(job->findings,
                    severity && strcmp(severity, vp_severity_names[VP_FINDING_NOTE]) == 0 ? VP_FINDING_NOTE
                                                                                          : VP_FINDING_WARNING,
                    (vp_place){.file = vp_statement_text(query, 2),
                               .layer = vp_statement_text(query, 3),
                               .row = (long)vp_statement_whole(query, 4),
                               .column = vp_statement_text(query, 5),
                               .value = vp_statement_text(query, 6)},
                    "%s", vp_statement_text(query, 7));
}

#define FINDINGS_THEN                                                                                                  \
    "SELECT coalesce(source, 0), severity, file, layer, coalesce(row, 0), field, value, reason FROM finding "          \
    "WHERE rowid >= ? AND rowid < ? ORDER BY rowid"

/* Numbers of sources follow one another within a role, there and here. */
static bool take_findings(vp_import_job *job, const vp_import_step *step, int64_t source_then, int64_t source,
                          vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(job->last, FINDINGS_THEN, err);
    bool row = true,
         ok = query && vp_statement_bind(query, err, "ii", step->then_first, step->then_first + step->then_findings);
    while (ok && (ok = vp_statement_next(query, &row, err)) && row) {
        int64_t of = vp_statement_whole(query, 0);
        size_t first = job->findings->count;
        take_finding(job, query);
        ok = vp_import_database_findings(job, first, of ? source + (of - source_then) : 0, err);
    }
    sqlite3_finalize(query);
    return ok;
}

bool vp_import_keep_findings(vp_import_job *job, int64_t from, int64_t to, bool store, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(job->last, FINDINGS_THEN, err);
    bool row = true, ok = query && vp_statement_bind(query, err, "ii", from, to);
    while (ok && (ok = vp_statement_next(query, &row, err)) && row) {
        size_t first = job->findings->count;
        take_finding(job, query);
        ok = !store || vp_import_database_findings(job, first, vp_statement_whole(query, 0), err);
    }
    sqlite3_finalize(query);
    return ok;
}

static bool take_all(vp_import_job *job, const vp_import_step *step, vp_error *err)
{
    int64_t first_then = 0, first_now = 0;
    sqlite3_stmt *then = vp_database_prepare(
        job->last, "SELECT id, coalesce(features, 0), coalesce(rejected, 0) FROM source WHERE role = ? ORDER BY id",
        err);
    bool ok = then && vp_statement_bind(then, err, "t", step->role), units = strcmp(step->role, "units") == 0;
    for (size_t i = 0; ok && !units && i < vp_province_dataset_count(job->province); i++) {
        const vp_dataset *d = vp_province_dataset(job->province, i);
        if (d->unusable || strcmp(d->role, step->role) != 0) continue;
        ok = take_dataset(job, d, then, err);
        if (ok && !first_now) first_now = job->source, first_then = vp_statement_whole(then, 0);
    }
    sqlite3_finalize(then);
    return ok && take_findings(job, step, first_then, first_now, err);
}

/* ------------------------------------------------------------ a step */

static void open_last(vp_import_job *job)
{
    vp_error why = {0};
    int64_t steps = 0;
    if (job->last || !job->options->last) return;
    job->last = vp_database_open(job->options->last, &why);
    if (job->last &&
        vp_database_count(job->last, "SELECT count(*) FROM sqlite_schema WHERE name = 'step'", 0, &steps, &why) &&
        steps)
        return;
    vp_database_close(job->last); /* of a program before there were steps */
    job->last = NULL;
}

void vp_import_explain(const vp_import_job *job, const char *step, const char *since)
{
    if (job->options && job->options->explain) job->options->explain(job->options->context, step, since);
}

bool vp_import_step_begin(vp_import_job *job, const char *role, vp_import_step *step, vp_error *err)
{
    vp_import_input differs = VP_IMPORT_PROGRAM;
    vp_error why = {0};
    *step = (vp_import_step){.role = role};
    if (!job->options || !job->geometry.columns || job->findings->errors || !may_keep(job, role)) return true;
    step->stated = sum_inputs(job, step, &why); /* what cannot be read is said where it is imported */
    if (!step->stated) return true;
    open_last(job);
    if (job->last && !find_step(job, step, &differs, err)) return false;
    step->known = differs == VP_IMPORT_INPUTS;
    vp_import_explain(job, role, step->known ? NULL : vp_import_input_names[differs]);
    return vp_database_count(job->database, "SELECT coalesce(max(rowid), 0) + 1 FROM finding", 1, &step->first, err) &&
           (!step->known || (vp_database_run(job->database, "BEGIN", err) && take_all(job, step, err) &&
                             vp_database_run(job->database, "COMMIT", err)));
}

/* first: rowid of its first finding; next: behind its last one. */
static bool store_step(vp_import_job *job, const vp_import_step *step, int64_t first, int64_t next, vp_error *err)
{
    return vp_database_change(job->database, err,
                              "INSERT OR REPLACE INTO step (role, program, settings, grid, units, sources, "
                              "first_finding, findings) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                              "ttttttii", step->role, step->inputs[VP_IMPORT_PROGRAM], step->inputs[VP_IMPORT_SETTINGS],
                              step->inputs[VP_IMPORT_GRID], step->inputs[VP_IMPORT_UNITS],
                              step->inputs[VP_IMPORT_SOURCES], first, next - first);
}

bool vp_import_step_end(vp_import_job *job, const vp_import_step *step, vp_error *err)
{
    int64_t next = 0;
    if (!step->stated) return true;
    return vp_database_count(job->database, "SELECT coalesce(max(rowid), 0) + 1 FROM finding", 1, &next, err) &&
           store_step(job, step, step->first, next, err);
}

/* ------------------------------------------------------------ all tables; checks of the whole */

/* Every cell of every table, and where it stands, since findings say so. */
static void sum_tables(const vp_import_job *job, vp_input_sum sum)
{
    vp_summing s = vp_sum_begin();
    for (vp_province_table t = 0; t < VP_TABLE_COUNT; t++) {
        vp_sum_text(&s, vp_province_file(job->province, t));
        for (size_t row = 0; row < vp_province_rows(job->province, t); row++) {
            vp_sum_whole(&s, (size_t)vp_province_line(job->province, t, row));
            for (size_t i = 0; i < vp_province_column_count; i++)
                if (vp_province_columns[i].table == t)
                    vp_sum_text(&s, vp_province_text(job->province, t, row, vp_province_columns[i].name));
        }
    }
    vp_input_sum settings;
    sum_settings(job, settings);
    vp_sum_text(&s, settings);
    vp_sum_end(&s, sum);
}

bool vp_import_tables_begin(vp_import_job *job, vp_import_step *step, const char **since, vp_error *err)
{
    vp_import_input differs = VP_IMPORT_PROGRAM;
    *step = (vp_import_step){.role = "tables"};
    *since = NULL;
    if (!*job->program && !vp_program_sum(job->program, err)) return false;
    memcpy(step->inputs[VP_IMPORT_PROGRAM], job->program, sizeof(vp_input_sum));
    sum_tables(job, step->inputs[VP_IMPORT_SETTINGS]);
    step->stated = true;
    open_last(job);
    if (job->last && !find_step(job, step, &differs, err)) return false;
    if (differs < VP_IMPORT_INPUTS) *since = vp_import_input_names[differs];
    return true;
}

bool vp_import_tables_end(vp_import_job *job, vp_error *err)
{
    vp_import_step step;
    const char *since;
    return vp_import_tables_begin(job, &step, &since, err) &&
           store_step(job, &step, 1, 1 + (int64_t)job->findings->count, err);
}

bool vp_import_check_end(vp_import_job *job, const char *check, int64_t first, int64_t next, vp_error *err)
{
    const vp_import_step step = {.role = check};
    return store_step(job, &step, first, next, err);
}

bool vp_import_check_keep(vp_import_job *job, const char *check, vp_error *err)
{
    vp_import_step step = {.role = check};
    vp_import_input differs;
    return find_step(job, &step, &differs, err) &&
           vp_import_keep_findings(job, step.then_first, step.then_first + step.then_findings, false, err);
}

void vp_import_explain_steps(const vp_import_job *job)
{
    vp_import_explain(job, "units", NULL);
    for (size_t r = 0; r < vp_role_count; r++) {
        bool any = false;
        for (size_t i = 0; i < vp_province_dataset_count(job->province); i++)
            any |= strcmp(vp_province_dataset(job->province, i)->role, vp_roles[r].name) == 0;
        if (vp_roles[r].raster && any && may_keep(job, vp_roles[r].name))
            vp_import_explain(job, vp_roles[r].name, NULL);
    }
}
