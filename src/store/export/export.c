#include "store/export/export.h"
#include "platform/whole_file.h"
#include "store/export/formats_internal.h"
#include "store/files/published.h"
#include "store/snapshot/manifest.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

static const struct {
    const char *extension;
    bool (*write)(const vp_export_job *job, const char *path, vp_error *err); /* NULL: a surface */
} formats[] = {
    {"csv", vp_export_csv}, {"xlsx", vp_export_xlsx}, {"geojson", vp_export_geojson},
    {"fgb", vp_export_fgb}, {"gpkg", vp_export_gpkg}, {"tif", NULL},
};
enum { FORMATS = sizeof formats / sizeof *formats };

typedef struct {
    char *snapshot; /* directory of the snapshot */
    vp_manifest manifest;
} source;

static bool open_source(source *s, const vp_export_question *q, vp_error *err)
{
    char *id = q->snapshot ? strdup(q->snapshot) : vp_published_current(q->directory, err);
    if (!id && q->snapshot) vp_fail_memory(err, strlen(q->snapshot));
    s->snapshot = id ? vp_path_join(err, q->directory, "published", id, NULL) : NULL;
    free(id);
    return s->snapshot && vp_manifest_read(&s->manifest, s->snapshot, err);
}

static bool write_bytes(const char *path, const void *bytes, size_t length, vp_error *err)
{
    FILE *file = fopen(path, "wb");
    bool ok = file && fwrite(bytes, 1, length, file) == length;
    if (file && fclose(file) != 0) ok = false;
    return ok || vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
}

/* Whether the surface is of a service that is reached on a path, where there may be none. */
static bool has_paths(const source *s, const char *layer, bool *out, vp_error *err)
{
    char *coverage = vp_path_join(err, s->snapshot, VP_COVERAGE_FILE, NULL);
    vp_database *database = coverage ? vp_database_open(coverage, err) : NULL;
    sqlite3_stmt *query =
        database ? vp_database_prepare(database, "SELECT 1 FROM services WHERE id = ? AND unit IN ('min', 'm')", err)
                 : NULL;
    bool ok = query && vp_statement_bind(query, err, "t", layer) && vp_statement_next(query, out, err);
    sqlite3_finalize(query);
    vp_database_close(database);
    free(coverage);
    return ok;
}

static bool write_surface(const source *s, const vp_export_question *q, const char *path, vp_error *err)
{
    const char *layer = q->layer;
    char name[200];
    size_t length;
    bool paths = false;
    snprintf(name, sizeof name, "surfaces/%.150s.tif", layer ? layer : "");
    if (!layer || strchr(layer, '/') || !vp_manifest_find(&s->manifest, name))
        return vp_fail(err, VP_NOT_FOUND,
                       "there is no surface %s; a surface is that of a service, nearest_SERVICE or population_LABEL",
                       layer ? layer : "");
    void *bytes = vp_manifest_bytes(&s->manifest, s->snapshot, name, &length, err);
    bool ok = bytes && has_paths(s, layer, &paths, err) &&
              (paths       ? vp_export_surface(bytes, length, q, path, err)
               : q->window ? vp_export_window_of(bytes, length, q, path, err)
                           : write_bytes(path, bytes, length, err));
    free(bytes);
    return ok;
}

/* The names go to clients: no path of this machine. */
static bool fail_unknown(const char *layer, char *const tables[], size_t count, vp_error *err)
{
    char known[400] = "";
    for (size_t i = 0, at = 0; i < count && at < sizeof known; i++)
        at += (size_t)snprintf(known + at, sizeof known - at, "%s%s", i ? ", " : "", tables[i]);
    return vp_fail(err, VP_NOT_FOUND, "there is no layer %.60s; there is: units, %s", layer, known);
}

static bool find_table(vp_database *database, const char *layer, char table[160], vp_error *err)
{
    size_t count = 0;
    char **tables = vp_export_tables(database, &count, err);
    if (!tables) return false;
    bool ok = false;
    for (size_t i = 0; !ok && i < count; i++) {
        ok = strcmp(tables[i], layer) == 0;
        if (ok) snprintf(table, 160, "%s", tables[i]);
    }
    if (!ok) fail_unknown(layer, tables, count, err);
    vp_export_free_tables(tables, count);
    return ok;
}

/* What "units" means: the units of the finest level on the day. */
static bool main_layer(vp_database *database, char layer[160], vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(database, "SELECT units_layer FROM snapshot", err);
    bool row = false, ok = query && vp_statement_next(query, &row, err);
    const char *name = ok && row ? vp_statement_text(query, 0) : NULL;
    if (name) snprintf(layer, 160, "%s", name);
    if (ok && !name) ok = vp_fail(err, VP_BAD_INPUT, "%s: does not name its layer of units", database->path);
    sqlite3_finalize(query);
    return ok;
}

/* Takes coverage, the path of a checked file. */
static bool write_tables(char *coverage, const vp_export_question *q, size_t format, const char *path, vp_error *err)
{
    const char *layer = q->layer;
    char table[160] = "";
    vp_database *database = coverage ? vp_database_open(coverage, err) : NULL;
    if (database && q->unwanted) vp_database_heed(database, q->unwanted);
    bool ok = database && (layer && strcmp(layer, "units") != 0 ? find_table(database, layer, table, err)
                                                                : main_layer(database, table, err));
    vp_export_job job = {coverage, table, database, q->bom, q->decimal_comma, q->english, q->unwanted};
    ok = ok && formats[format].write(&job, path, err);
    vp_database_close(database);
    free(coverage);
    return ok;
}

static bool write_coverage(const source *s, const vp_export_question *q, size_t format, const char *path, vp_error *err)
{
    size_t length;
    void *bytes = vp_manifest_bytes(&s->manifest, s->snapshot, VP_COVERAGE_FILE, &length, err); /* the check */
    free(bytes);
    return bytes && write_tables(vp_path_join(err, s->snapshot, VP_COVERAGE_FILE, NULL), q, format, path, err);
}

/* Of a database that was just made. */
static bool write_database(const vp_export_question *q, size_t format, const char *path, vp_error *err)
{
    char *copy = strdup(q->database);
    if (!formats[format].write || formats[format].write == vp_export_xlsx) {
        free(copy);
        return vp_fail(err, VP_BAD_INPUT, "%s: %s is written as csv, geojson, fgb or gpkg", path, q->layer);
    }
    return (copy || vp_fail_memory(err, strlen(q->database))) && write_tables(copy, q, format, path, err);
}

/* The libraries of the formats say it in words of their own, or not at all. */
static void name_full_disk(const char *path, vp_error *err)
{
    enum { LEAST = 64 * 1024 };
    struct statvfs room;
    if (!err || err->kind != VP_IO) return;
    if (strstr(err->message, "disk is full") || strstr(err->message, strerror(ENOSPC)) ||
        (statvfs(path, &room) == 0 && (uint64_t)room.f_bavail * room.f_frsize < LEAST))
        err->kind = VP_NO_SPACE;
}

static bool write_draft(const source *s, const vp_export_question *q, size_t format, const char *path, vp_error *err)
{
    vp_whole_file file;
    if (!vp_whole_file_begin(&file, path, err)) return false;
    if (q->database             ? write_database(q, format, file.draft, err)
        : formats[format].write ? write_coverage(s, q, format, file.draft, err)
                                : write_surface(s, q, file.draft, err))
        return vp_whole_file_commit(&file, err);
    name_full_disk(file.folder, err);
    vp_whole_file_abandon(&file);
    return false;
}

bool vp_export(const vp_export_question *question, const char *path, vp_error *err)
{
    const char *dot = strrchr(path, '.');
    size_t format = 0;
    while (format < FORMATS && !(dot && strcmp(dot + 1, formats[format].extension) == 0)) format++;
    if (format == FORMATS)
        return vp_fail(err, VP_BAD_INPUT,
                       "%s: the extension is none of csv, xlsx, geojson, fgb, gpkg, tif, pmtiles, mbtiles, html", path);
    if ((question->bom || question->decimal_comma) && formats[format].write != vp_export_csv)
        return vp_fail(err, VP_BAD_INPUT, "%s: a byte order mark and decimal commas go with csv only", path);
    source s = {0};
    bool ok = (question->database || open_source(&s, question, err)) && write_draft(&s, question, format, path, err);
    vp_manifest_clear(&s.manifest);
    free(s.snapshot);
    return ok;
}
