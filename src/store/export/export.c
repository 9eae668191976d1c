#include "store/export/export.h"
#include "platform/whole_file.h"
#include "store/export/formats_internal.h"
#include "store/files/published.h"
#include "store/snapshot/manifest.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *extension;
    bool (*write)(const vp_export_job *job, const char *path, vp_error *err); /* NULL: a surface, copied */
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

static bool copy_surface(const source *s, const char *layer, const char *path, vp_error *err)
{
    char name[200];
    size_t length;
    snprintf(name, sizeof name, "surfaces/%.150s.tif", layer ? layer : "");
    if (!layer || strchr(layer, '/') || !vp_manifest_find(&s->manifest, name))
        return vp_fail(err, VP_NOT_FOUND,
                       "there is no surface %s; --layer names a service, nearest_SERVICE or population_LABEL",
                       layer ? layer : "");
    void *bytes = vp_manifest_bytes(&s->manifest, s->snapshot, name, &length, err);
    vp_buffer whole = {.bytes = bytes, .length = length};
    bool ok = bytes && vp_whole_file_write(path, &whole, err);
    free(bytes);
    return ok;
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
    vp_export_free_tables(tables, count);
    return ok || vp_fail(err, VP_NOT_FOUND, "there is no layer %s in %s", layer, database->path);
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

static bool write_tables(const source *s, const vp_export_question *q, size_t format, const char *path, vp_error *err)
{
    const char *layer = q->layer;
    size_t length;
    char table[160] = "";
    void *bytes = vp_manifest_bytes(&s->manifest, s->snapshot, VP_COVERAGE_FILE, &length, err); /* the check */
    free(bytes);
    if (!bytes) return false;
    char *coverage = vp_path_join(err, s->snapshot, VP_COVERAGE_FILE, NULL);
    vp_database *database = coverage ? vp_database_open(coverage, err) : NULL;
    bool ok = database && (layer && strcmp(layer, "units") != 0 ? find_table(database, layer, table, err)
                                                                : main_layer(database, table, err));
    vp_export_job job = {coverage, table, database, q->bom, q->decimal_comma};
    ok = ok && formats[format].write(&job, path, err);
    vp_database_close(database);
    free(coverage);
    return ok;
}

static bool write_draft(const source *s, const vp_export_question *q, size_t format, const char *path, vp_error *err)
{
    vp_whole_file file;
    if (!formats[format].write) return copy_surface(s, q->layer, path, err);
    if (!vp_whole_file_begin(&file, path, err)) return false;
    if (write_tables(s, q, format, file.draft, err)) return vp_whole_file_commit(&file, err);
    vp_whole_file_abandon(&file);
    return false;
}

bool vp_export(const vp_export_question *question, const char *path, vp_error *err)
{
    const char *dot = strrchr(path, '.');
    size_t format = 0;
    while (format < FORMATS && !(dot && strcmp(dot + 1, formats[format].extension) == 0)) format++;
    if (format == FORMATS)
        return vp_fail(err, VP_BAD_INPUT, "%s: the extension is none of csv, xlsx, geojson, fgb, gpkg, tif", path);
    if ((question->bom || question->decimal_comma) && formats[format].write != vp_export_csv)
        return vp_fail(err, VP_BAD_INPUT, "%s: a byte order mark and decimal commas go with csv only", path);
    source s = {0};
    bool ok = open_source(&s, question, err) && write_draft(&s, question, format, path, err);
    vp_manifest_clear(&s.manifest);
    free(s.snapshot);
    return ok;
}
