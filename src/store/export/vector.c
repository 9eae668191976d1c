/* Layers for other map programs, translated by GDAL in this process. */
#include "store/export/formats_internal.h"
#include "store/spatial/flatgeobuf.h"
#include "store/spatial/gdal_session.h"
#include <cpl_string.h>
#include <errno.h>
#include <gdal.h>
#include <gdal_utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* begun: of a FlatGeobuf whose rows have no place. */
static bool run(const vp_export_job *job, const char *path, char **arguments, bool begun)
{
    const char *const drivers[] = {"SQLite", NULL};
    GDALDatasetH source = GDALOpenEx(job->coverage, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
    GDALVectorTranslateOptions *options = source ? GDALVectorTranslateOptionsNew(arguments, NULL) : NULL;
    if (options) GDALVectorTranslateOptionsSetProgress(options, vp_export_progress, (void *)(uintptr_t)job->unwanted);
    GDALDatasetH made = options ? GDALVectorTranslate(path, NULL, 1, &source, options, NULL) : NULL;
    bool ok = made && (!begun || vp_flatgeobuf_begin(GDALDatasetGetLayer(made, 0)));
    if (made) GDALClose(made);
    GDALVectorTranslateOptionsFree(options);
    if (source) GDALClose(source);
    return ok;
}

/* Takes arguments. */
static bool translate(const vp_export_job *job, const char *path, char **arguments, bool begun, vp_error *err)
{
    vp_gdal_session session;
    vp_gdal_session_begin(&session);
    arguments = CSLAddString(arguments, "-progress"); /* without it GDAL does not ask whether to go on */
    bool ok = run(job, path, arguments, begun) && !session.failed;
    vp_gdal_session_end();
    CSLDestroy(arguments);
    if (!ok && !vp_export_goes_on(job->unwanted, err)) return false;
    return ok || vp_gdal_session_fail(&session, VP_IO, path, "cannot be written", err);
}

static bool has_geometry(const vp_export_job *job, vp_error *err)
{
    sqlite3_stmt *query =
        vp_database_prepare(job->database, "SELECT 1 FROM geometry_columns WHERE f_table_name = ?", err);
    bool row = false,
         ok = query && vp_statement_bind(query, err, "t", job->layer) && vp_statement_next(query, &row, err);
    sqlite3_finalize(query);
    return ok && (row || vp_fail(err, VP_BAD_INPUT, "%s has no geometry; export it as csv or xlsx", job->layer));
}

static bool count_rows(const vp_export_job *job, size_t *out, vp_error *err)
{
    char *sql = sqlite3_mprintf("SELECT count(*) FROM \"%w\"", job->layer);
    sqlite3_stmt *query = sql ? vp_database_prepare(job->database, sql, err) : NULL;
    bool row = false, ok = (sql || vp_fail_memory(err, 1)) && query && vp_statement_next(query, &row, err) && row;
    if (ok) *out = (size_t)sqlite3_column_int64(query, 0);
    sqlite3_finalize(query);
    sqlite3_free(sql);
    return ok;
}

/* Two drivers of GDAL 3.6, GeoJSON's and FlatGeobuf's, pass over writes that fail. */
static bool fail_short(const char *path, size_t found, size_t count, vp_error *err)
{
    return vp_fail(err, VP_IO, "%s: cannot be written: %zu of %zu features are in it", path, found, count);
}

/* Reads a FlatGeobuf again. */
static bool holds_all(const vp_export_job *job, const char *path, vp_error *err)
{
    static const char *const drivers[] = {"FlatGeobuf", NULL};
    size_t count, found = 0;
    if (!count_rows(job, &count, err)) return false;
    vp_gdal_session session;
    vp_gdal_session_begin(&session);
    GDALDatasetH made = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
    OGRLayerH layer = made ? GDALDatasetGetLayer(made, 0) : NULL;
    for (OGRFeatureH f; layer && (f = OGR_L_GetNextFeature(layer)); found++) OGR_F_Destroy(f);
    if (made) GDALClose(made);
    vp_gdal_session_end();
    return (found == count && !session.failed) || fail_short(path, found, count, err);
}

static bool has_rows(const vp_export_job *job, const char *where, bool *out, vp_error *err)
{
    char *sql = sqlite3_mprintf("SELECT 1 FROM \"%w\" WHERE geom IS %s LIMIT 1", job->layer, where);
    sqlite3_stmt *query = sql ? vp_database_prepare(job->database, sql, err) : NULL;
    bool ok = (sql || vp_fail_memory(err, 1)) && query && vp_statement_next(query, out, err);
    sqlite3_finalize(query);
    sqlite3_free(sql);
    return ok;
}

static bool add_placeless(const vp_export_job *job, const char *path, bool begun, vp_error *err)
{
    const char *const drivers[] = {"SQLite", NULL};
    vp_gdal_session session;
    vp_gdal_session_begin(&session);
    GDALDatasetH source = GDALOpenEx(job->coverage, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
    OGRLayerH layer = source ? GDALDatasetGetLayerByName(source, job->layer) : NULL;
    bool ok = layer ? vp_flatgeobuf_add_placeless(layer, path, begun, err)
                    : vp_fail(err, VP_IO, "%s: cannot be written: %s", path, session.message);
    if (source) GDALClose(source);
    vp_gdal_session_end();
    return ok;
}

/* The driver writes a multipolygon of one part as a polygon. A feature is a line whose geometry stands last; in a text
 * the mark's quotes would be escaped. */
static bool write_line(FILE *to, char *line)
{
    static const char mark[] = "\"geometry\": { \"type\": \"Polygon\", \"coordinates\": ",
                      instead[] = "\"geometry\": { \"type\": \"MultiPolygon\", \"coordinates\": [ ";
    char *at = strstr(line, mark), *end = at ? strrchr(at, ']') : NULL;
    if (!end) return fputs(line, to) != EOF;
    *at = '\0';
    return fputs(line, to) != EOF && fputs(instead, to) != EOF &&
           fwrite(at + sizeof mark - 1, 1, (size_t)(end - at) - (sizeof mark - 1), to) > 0 && fputs("] ", to) != EOF &&
           fputs(end, to) != EOF;
}

/* A feature that is there from its beginning to its end. */
static bool is_feature(const char *line, size_t length)
{
    static const char begin[] = "{ \"type\": \"Feature\",";
    while (length && strchr("\r\n, ", line[length - 1])) length--;
    return strncmp(line, begin, sizeof begin - 1) == 0 && line[length - 1] == '}';
}

/* whole: features, and beyond all of them the end of the collection. */
static bool write_lines(FILE *from, FILE *to, const atomic_bool *unwanted, size_t *whole)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    bool ok = from && to, ended = false;
    while (ok && (length = getline(&line, &room, from)) >= 0) {
        *whole += is_feature(line, (size_t)length);
        ended = line[0] == '}';
        ok = vp_export_goes_on(unwanted, NULL) && write_line(to, line);
    }
    if (!ended) *whole = 0;
    free(line);
    return ok && !ferror(from);
}

/* One type of geometry a layer. */
static bool make_uniform(const vp_export_job *job, const char *path, vp_error *err)
{
    char other[4200];
    size_t count, whole = 0;
    if (snprintf(other, sizeof other, "%s.uniform", path) >= (int)sizeof other)
        return vp_fail(err, VP_BAD_INPUT, "%.200s…: the path is too long", path);
    if (!count_rows(job, &count, err)) return false;
    FILE *from = fopen(path, "r"), *to = fopen(other, "w");
    bool ok = write_lines(from, to, job->unwanted, &whole);
    if (from) fclose(from);
    if (to && fclose(to) != 0) ok = false;
    ok = ok && rename(other, path) == 0;
    if (!ok && vp_export_goes_on(job->unwanted, err))
        vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
    if (!ok) unlink(other);
    return ok && (whole == count || fail_short(path, whole, count, err));
}

bool vp_export_geojson(const vp_export_job *job, const char *path, vp_error *err)
{
    char **arguments = CSLAddString(NULL, "-f");
    arguments = CSLAddString(arguments, "GeoJSON");
    arguments = CSLAddString(arguments, "-lco");
    arguments = CSLAddString(arguments, "RFC7946=YES"); /* WGS 84, rings wound by the right-hand rule */
    arguments = CSLAddString(arguments, job->layer);
    if (has_geometry(job, err)) return translate(job, path, arguments, false, err) && make_uniform(job, path, err);
    CSLDestroy(arguments);
    return false;
}

/* A FlatGeobuf that is to hold rows without a place has no spatial index: that names each feature by its box. */
bool vp_export_fgb(const vp_export_job *job, const char *path, vp_error *err)
{
    bool placeless = false, placed = false;
    char **arguments = CSLAddString(NULL, "-f");
    arguments = CSLAddString(arguments, "FlatGeobuf");
    arguments = CSLAddString(arguments, job->layer);
    bool ok =
        has_geometry(job, err) && has_rows(job, "NULL", &placeless, err) && has_rows(job, "NOT NULL", &placed, err);
    bool begun = placeless && !placed;
    if (placeless) arguments = CSLAddString(CSLAddString(arguments, "-lco"), "SPATIAL_INDEX=NO");
    if (ok)
        return translate(job, path, arguments, begun, err) && (!placeless || add_placeless(job, path, begun, err)) &&
               holds_all(job, path, err);
    CSLDestroy(arguments);
    return false;
}

bool vp_export_gpkg(const vp_export_job *job, const char *path, vp_error *err)
{
    size_t count = 0;
    char **tables = vp_export_tables(job->database, &count, err);
    if (!tables) return false;
    char **arguments = CSLAddString(NULL, "-f");
    arguments = CSLAddString(arguments, "GPKG");
    for (size_t i = 0; i < count; i++) arguments = CSLAddString(arguments, tables[i]);
    vp_export_free_tables(tables, count);
    return translate(job, path, arguments, false, err);
}
