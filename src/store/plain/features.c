/* Points, polygons and lines of a vector file or table, through the confined reader. */
#include "base/array.h"
#include "base/sentences.h"
#include "store/plain/plain_file.h"
#include "store/sandbox/format.h"
#include "store/sandbox/source_words.h"
#include "store/spatial/crs.h"
#include "store/spatial/geometry.h"
#include "store/spatial/transform.h"
#include "store/spatial/validity.h"
#include "store/spatial/vector_geometry.h"
#include "store/text/coordinates.h"
#include "store/text/written.h"
#include <geos_c.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { ERRORS_MOST = 200, NONE = -1 };

/* One reading of a layer. */
typedef struct {
    const vp_feature_file *file;
    const vp_raster_place *place;
    bool polygons, land; /* land: polygons and lines, named by class */
    bool any;            /* with land: points too, and a class is not needed */
    vp_source *source;
    vp_source_words words;
    char **columns;
    int column_count;                /* without the feature's number */
    int name, title, lon, lat, both; /* columns; NONE: there is none */
    bool own_axes;                   /* lon and lat are x and y of the raster's system */
    int numbers[VP_FEATURE_NUMBERS_MOST];
    vp_written written[VP_FEATURE_NUMBERS_MOST];
    vp_transform *transform; /* NULL: as it is */
    vp_vector_geometry geometry;
    GEOSContextHandle_t geos; /* made when first needed */
    vp_source_feature row;
    size_t position, bad, from_areas, room;
} reading;

static void report(void *context, vp_severity severity, vp_place place, const char *reason)
{
    const vp_feature_file *file = context;
    place.file = file->path;
    vp_findings_add(file->findings, severity, place, "%s", reason);
}

/* The row at hand cannot be used. Always true: the next ones are looked at too. */
static bool reject(reading *r, const char *column, const char *value, const char *reason)
{
    if (r->bad++ < ERRORS_MOST)
        report((void *)(uintptr_t)r->file, VP_FINDING_ERROR,
               (vp_place){.row = r->row.row, .column = column, .value = value}, reason);
    return true;
}

static bool reject_shape(reading *r)
{
    char reason[120];
    snprintf(reason, sizeof reason, "feature %zu has no %s that lies on the map", r->position,
             r->any        ? "point, line or polygon"
             : r->land     ? "line or polygon"
             : r->polygons ? "polygon"
                           : "point");
    return reject(r, NULL, NULL, reason);
}

/* ------------------------------------------------------------ columns */

static int column_of(const reading *r, const char *name)
{
    for (int i = 0; i < r->column_count; i++)
        if (strcasecmp(r->columns[i], name) == 0) return i;
    return NONE;
}

static int first_of(const reading *r, const char *const names[])
{
    int found = NONE;
    for (size_t i = 0; names[i] && found == NONE; i++) found = column_of(r, names[i]);
    return found;
}

/* Kobo and ODK write _gps_longitude, with the question's name in it. */
static int ends_in(const reading *r, const char *end)
{
    for (int i = 0; i < r->column_count; i++) {
        size_t length = strlen(r->columns[i]), tail = strlen(end);
        if (length > tail && strcasecmp(r->columns[i] + length - tail, end) == 0) return i;
    }
    return NONE;
}

static void find_coordinates(reading *r)
{
    static const char *const lons[] = {"lon", "longitude", "long", "lng", "kinh độ", "kinh_do", NULL},
                             *const lats[] = {"lat", "latitude", "vĩ độ", "vi_do", NULL},
                             *const both[] = {"lonlat",   "latlon", "gps",    "geopoint",
                                              "location", "toạ độ", "toa_do", NULL};
    r->lon = first_of(r, lons), r->lat = first_of(r, lats), r->both = NONE;
    if (r->lon == NONE) r->lon = ends_in(r, "_longitude");
    if (r->lat == NONE) r->lat = ends_in(r, "_latitude");
    int x = column_of(r, "x"), y = column_of(r, "y");
    if (x != NONE && y != NONE) {
        r->own_axes = true;
        r->lon = x, r->lat = y;
    } else if (r->lon == NONE || r->lat == NONE) {
        r->both = first_of(r, both);
    }
}

static bool find_columns(reading *r, vp_error *err)
{
    const vp_feature_file *file = r->file;
    const vp_source_header *header = vp_source_about(r->source);
    static const char *const of_places[] = {"code", "id", "name", NULL}, *const of_land[] = {"class", "highway", "kind",
                                                                                             NULL};
    r->columns = vp_source_words_columns(&r->words, header, err);
    if (!r->columns) return false;
    r->column_count = (int)header->column_count - 1;
    r->name = file->name_column ? column_of(r, file->name_column) : first_of(r, r->land ? of_land : of_places);
    r->title = file->title_column ? column_of(r, file->title_column) : NONE;
    if (file->name_column && r->name == NONE)
        return vp_fail(err, VP_NOT_FOUND, "%s has no column %s", file->path, file->name_column);
    if (r->land && !r->any && r->name == NONE)
        return vp_fail(err, VP_NOT_FOUND, "%s has no column class, highway or kind; name the one of the class",
                       file->path);
    for (size_t k = 0; k < VP_FEATURE_NUMBERS_MOST; k++)
        r->numbers[k] = file->numbers[k] ? column_of(r, file->numbers[k]) : NONE;
    if (header->has_geometry) return true;
    find_coordinates(r);
    bool found = r->both != NONE || (r->lon != NONE && r->lat != NONE);
    if (r->polygons && !r->any)
        return vp_fail(err, VP_BAD_INPUT, "%s is a table, and has no polygon or line", file->path);
    return found || vp_fail(err, VP_BAD_INPUT,
                            "%s is a table without columns of coordinates: x and y in the raster's system, lon and lat "
                            "in degrees, or lonlat with both in one",
                            file->path);
}

/* ------------------------------------------------------------ the coordinate system */

static void report_system(const reading *r, const char *value, const char *reason)
{
    report((void *)(uintptr_t)r->file, VP_FINDING_WARNING, (vp_place){.column = "crs", .value = value}, reason);
}

/* That of the file; NULL: it is the raster's own. */
static const char *choose_system(const reading *r)
{
    const vp_source_header *header = vp_source_about(r->source);
    const vp_source_format *format = vp_source_format_of(r->file->path);
    bool table = format && format->drivers[0] && strcmp(format->drivers[0], "CSV") == 0;
    char name[120], reason[400];
    if (!header->has_geometry) return r->own_axes ? NULL : "EPSG:4326";
    if (!*header->crs && table) return "EPSG:4326"; /* a column of WKT */
    if (!*header->crs && r->place->crs)
        report_system(r, NULL, "the file states no coordinate system: its coordinates are taken as the raster's own");
    if (*header->crs && vp_crs_datum_is_unknown(header->crs)) {
        vp_crs_name(header->crs, name, sizeof name);
        snprintf(reason, sizeof reason, VP_CRS_DATUM_UNKNOWN, "write its system into it with ogr2ogr -a_srs");
        report_system(r, name, reason);
    }
    return *header->crs ? header->crs : NULL;
}

static bool choose_transform(reading *r, vp_error *err)
{
    vp_error why = {0};
    const char *from = choose_system(r);
    if (!from) return true;
    r->transform = r->place->crs ? vp_transform_new(from, r->place->crs, &why) : NULL;
    if (r->transform) return true;
    if (why.kind && why.kind != VP_BAD_INPUT) return vp_fail(err, why.kind, "%s", why.message);
    return vp_fail(err, VP_BAD_INPUT,
                   r->place->crs ? "%s: its coordinate system cannot be brought to the raster's"
                                 : "%s: the raster states no coordinate system that it could be brought to; "
                                   "gdal_edit.py -a_srs states one",
                   r->file->path);
}

/* ------------------------------------------------------------ one feature */

/* NULL where it is empty, or its bytes are not of the encoding: then the row is rejected. */
static char *text_of(reading *r, int column)
{
    vp_error why = {0};
    if (column == NONE || !r->row.values[column]) return NULL;
    char *text = vp_source_words_text(&r->words, r->row.values[column], r->row.lengths[column], r->columns[column],
                                      r->row.row, &why);
    if (!text) reject(r, r->columns[column], NULL, why.message);
    if (text && *text) return text;
    free(text);
    return NULL;
}

static vp_decimal decimal_of(const reading *r, int column)
{
    return vp_source_about(r->source)->is_number[column] ? VP_DECIMAL_POINT : VP_DECIMAL_UNKNOWN;
}

static vp_coordinate_cell cell_of(reading *r, int column)
{
    if (column == NONE) return (vp_coordinate_cell){0};
    return (vp_coordinate_cell){r->columns[column], text_of(r, column), decimal_of(r, column)};
}

static bool read_coordinates(reading *r, vp_point *p)
{
    vp_coordinate_fault fault;
    vp_coordinate_cell lon = cell_of(r, r->both == NONE ? r->lon : NONE),
                       lat = cell_of(r, r->both == NONE ? r->lat : NONE), both = cell_of(r, r->both);
    bool ok = vp_coordinates_read(&lon, &lat, r->both == NONE ? NULL : &both, &p->x, &p->y, &fault);
    if (!ok) reject(r, fault.column, fault.value, fault.reason);
    if (ok && !r->own_axes && (fabs(p->x) > 180 || fabs(p->y) > 90)) {
        ok = false;
        reject(r, r->columns[r->both == NONE ? r->lon : r->both], r->both == NONE ? lon.text : both.text,
               "a longitude is from -180 to 180, a latitude from -90 to 90");
    }
    free((void *)(uintptr_t)lon.text);
    free((void *)(uintptr_t)lat.text);
    free((void *)(uintptr_t)both.text);
    return ok;
}

/* A point of a geometry: the only one, or one inside an area. */
static bool read_point(reading *r, vp_point *p)
{
    vp_vector_geometry *g = &r->geometry;
    if (!r->row.wkb || !vp_vector_geometry_read(g, r->row.wkb, r->row.wkb_length, NULL)) return false;
    if (g->kind == VP_SHAPE_POINT && g->part_count == 1) return *p = g->points[0], true;
    if (g->kind != VP_SHAPE_AREA) return false;
    if (!r->geos) r->geos = GEOS_init_r();
    r->from_areas++;
    return r->geos && vp_vector_geometry_point_inside(g, r->geos, p);
}

/* Each point is a ring of its own. */
static bool read_points(reading *r, vp_shape *shape)
{
    vp_vector_geometry *g = &r->geometry;
    vp_point one;
    bool table = !vp_source_about(r->source)->has_geometry;
    if (table && !read_coordinates(r, &one)) return false;
    if (!table && !vp_vector_geometry_read(g, r->row.wkb, r->row.wkb_length, NULL)) return false;
    size_t count = table ? 1 : g->point_count, *sizes = malloc((count + 1) * sizeof *sizes);
    for (size_t i = 0; sizes && i < count; i++) sizes[i] = 1;
    bool ok = sizes && vp_shape_init(shape, table ? &one : g->points, sizes, count, NULL);
    free(sizes);
    return ok;
}

static bool read_shape(reading *r, vp_shape *shape, bool *area)
{
    bool table = !vp_source_about(r->source)->has_geometry;
    if (!r->row.wkb && !(r->any && table)) return false;
    int dimension = table ? 0 : vp_geometry_dimension(r->row.wkb, r->row.wkb_length);
    *area = dimension == 2;
    if (r->any && dimension == 0) return read_points(r, shape);
    return r->land && !*area ? vp_geometry_lines(r->row.wkb, r->row.wkb_length, shape, NULL)
                             : vp_geometry_shape(r->row.wkb, r->row.wkb_length, shape, NULL);
}

/* As the file has it, so that its place is that of the file. A row that is rejected is taken all the same. */
static void check_valid(reading *r)
{
    char reason[400];
    vp_validity found = {.reason = "it is not a polygon", .area = NAN};
    if (!r->geos) r->geos = GEOS_init_r();
    if (!r->geos || !vp_vector_geometry_read(&r->geometry, r->row.wkb, r->row.wkb_length, NULL)) return;
    GEOSGeometry *shape = vp_vector_geometry_to_geos(&r->geometry, r->geos);
    vp_bounds b = vp_vector_geometry_bounds(&r->geometry);
    bool degrees = b.west >= -360 && b.east <= 360 && b.south >= -90 && b.north <= 90;
    bool valid = shape && vp_validity_of(r->geos, shape, degrees ? 5 : 1, &found, NULL);
    if (shape) GEOSGeom_destroy_r(r->geos, shape);
    if (valid) return;
    if (!vp_validity_is_doubtful(&found)) {
        snprintf(reason, sizeof reason, "%s; kept as it is, since the area is the same to 0.01 %%", found.reason);
        report((void *)(uintptr_t)r->file, VP_FINDING_WARNING, (vp_place){.row = r->row.row}, reason);
        return;
    }
    snprintf(reason, sizeof reason,
             "%s: what lies inside is doubtful; draw it without crossing lines, or repair it (QGIS: Fix geometries)",
             found.reason);
    reject(r, "geometry", NULL, reason);
}

static bool take_place(reading *r, vp_features *out)
{
    size_t i = out->count, bad = r->bad;
    if (r->polygons) out->shapes[i] = (vp_shape){0};
    bool area = false, ok, table = !vp_source_about(r->source)->has_geometry;
    if (r->polygons)
        ok = read_shape(r, &out->shapes[i], &area) &&
             (!r->transform || vp_transform_forward(r->transform, out->shapes[i].points, out->shapes[i].point_count));
    else
        ok = (table ? read_coordinates(r, &out->points[i]) : read_point(r, &out->points[i])) &&
             (!r->transform || vp_transform_forward(r->transform, &out->points[i], 1));
    if (r->land) out->areas[i] = area;
    if (!ok && r->bad == bad) reject_shape(r);
    if (ok && r->polygons && r->file->valid) check_valid(r);
    return ok;
}

static void take_numbers(reading *r, vp_features *out)
{
    for (size_t k = 0; k < VP_FEATURE_NUMBERS_MOST; k++) {
        double number = NAN;
        char *text = text_of(r, r->numbers[k]);
        if (r->numbers[k] == NONE) continue;
        vp_number_kind kind = text ? vp_number_read(text, decimal_of(r, r->numbers[k]), &number) : VP_NUMBER_NONE;
        if (text && kind == VP_NUMBER_NONE) reject(r, r->file->numbers[k], text, "not a number");
        if (text) vp_written_note(&r->written[k], kind, text, r->row.row);
        out->numbers[k][out->count] = number;
        free(text);
    }
}

static bool grow(reading *r, vp_features *out, vp_error *err)
{
    vp_array arrays[] = {VP_ARRAY(out->names),
                         VP_ARRAY(out->rows),
                         VP_ARRAY(out->numbers[0]),
                         VP_ARRAY(out->numbers[1]),
                         r->polygons ? VP_ARRAY(out->shapes) : VP_ARRAY(out->points),
                         VP_ARRAY(out->areas),
                         VP_ARRAY(out->titles)};
    return vp_array_grow(arrays, r->land ? 7 : 5, &r->room, out->count + 1, err);
}

static bool take_feature(reading *r, vp_features *out, vp_error *err)
{
    if (!grow(r, out, err)) return false;
    size_t i = out->count;
    char number[24];
    out->rows[i] = r->row.row;
    bool placed = take_place(r, out);
    take_numbers(r, out);
    char *name = text_of(r, r->name);
    snprintf(number, sizeof number, "%zu", i);
    if (r->land && !r->any && !name) {
        snprintf(number, sizeof number, VP_PART("feature %zu has no class"), r->position);
        reject(r, NULL, NULL, number);
    }
    if (!name) name = strdup(r->name == NONE ? number : "");
    out->names[i] = name;
    if (!name) return vp_fail_memory(err, 24);
    if (r->land) {
        out->titles[i] = text_of(r, r->title);
        if (!out->titles[i]) out->titles[i] = calloc(1, 1);
    }
    if (placed || r->polygons) out->count++; /* a shape is freed, even a broken one */
    if (!placed && !r->polygons) free(name);
    return true;
}

/* ------------------------------------------------------------ the whole */

static void judge_numbers(reading *r)
{
    char reason[400];
    for (size_t k = 0; k < VP_FEATURE_NUMBERS_MOST; k++) {
        const vp_written *w = &r->written[k];
        if (vp_written_judge(w) == VP_WRITTEN_CLEARLY) continue;
        vp_written_reason(w, NULL, reason, sizeof reason);
        r->bad++;
        report((void *)(uintptr_t)r->file, VP_FINDING_ERROR,
               (vp_place){.row = w->first_row, .column = r->file->numbers[k], .value = w->first_doubtful}, reason);
    }
}

static bool judge(reading *r, const vp_features *out, size_t errors, vp_error *err)
{
    char reason[120];
    judge_numbers(r);
    snprintf(reason, sizeof reason, "%zu places are areas in the source: each stands at a point inside its area",
             r->from_areas);
    if (r->from_areas) report((void *)(uintptr_t)r->file, VP_FINDING_WARNING, (vp_place){0}, reason);
    if (r->bad && !r->file->rest)
        return vp_fail(err, VP_BAD_INPUT, "%s has %zu error%s in %zu feature%s", r->file->path, r->bad,
                       r->bad == 1 ? "" : "s", r->position, r->position == 1 ? "" : "s");
    if (r->file->findings->errors > errors && !r->file->rest)
        return vp_fail(err, VP_BAD_INPUT, "%s has errors", r->file->path);
    return !r->polygons || r->land || out->count || vp_fail(err, VP_BAD_INPUT, "%s has no polygons", r->file->path);
}

/* What a table's heading must have: the name column, if one is given, and a place. */
static void want_places(const vp_feature_file *file, const char *names[][3], vp_column_names wanted[])
{
    for (size_t i = 0; i < VP_SOURCE_PLACES; i++) {
        wanted[i] = (vp_column_names){names[i], 0};
        for (size_t k = 0; k < 2; k++)
            if (vp_source_places[i][k]) names[i][wanted[i].count++] = vp_source_places[i][k];
        if (file->name_column) names[i][wanted[i].count++] = file->name_column;
    }
}

static bool open_source(reading *r, vp_error *err)
{
    const vp_feature_file *file = r->file;
    struct stat about;
    const char *names[VP_SOURCE_PLACES][3];
    vp_column_names wanted[VP_SOURCE_PLACES];
    want_places(file, names, wanted);
    vp_source_request request = {file->path, file->path, file->layer ? file->layer : "",       "",
                                 "",         "",         {0, wanted, VP_SOURCE_PLACES, false}, NULL};
    if (strncmp(file->path, "/vsi", 4) == 0 || stat(file->path, &about) != 0 || !S_ISREG(about.st_mode))
        return vp_fail(err, VP_NOT_FOUND, "%s: there is no such file", file->path);
    if (!vp_source_format_of(file->path))
        return vp_fail(err, VP_BAD_INPUT, "%s: no format is known by this ending; known: " VP_SOURCE_EXTENSIONS,
                       file->path);
    r->source = vp_source_open(&request, file->findings, err);
    return r->source != NULL;
}

static bool take_all(reading *r, vp_features *out, vp_error *err)
{
    for (;;) {
        bool more;
        if (!vp_source_next(r->source, &r->row, &more, err)) return false;
        if (!more) return true;
        r->position++;
        if (!take_feature(r, out, err)) return false;
    }
}

static bool read_all(reading r, const vp_raster_place *place, vp_features *out, vp_error *err)
{
    *out = (vp_features){0};
    size_t errors = r.file->findings->errors;
    r.place = place;
    r.words = (vp_source_words){.encoding = "", .report = report, .context = (void *)(uintptr_t)r.file};
    bool ok = open_source(&r, err), empty = ok && vp_source_about(r.source)->declared == 0;
    if (ok && !empty) ok = find_columns(&r, err) && choose_transform(&r, err) && take_all(&r, out, err);
    ok = ok && judge(&r, out, errors, err);
    out->named = r.name != NONE;
    for (size_t k = 0; k < VP_FEATURE_NUMBERS_MOST; k++)
        if (!r.columns || r.numbers[k] == NONE) free(out->numbers[k]), out->numbers[k] = NULL;
    for (int i = 0; r.columns && i <= r.column_count; i++) free(r.columns[i]);
    free(r.columns);
    vp_transform_free(r.transform);
    vp_vector_geometry_clear(&r.geometry);
    if (r.geos) GEOS_finish_r(r.geos);
    vp_source_close(r.source);
    if (!ok) vp_features_clear(out);
    return ok;
}

bool vp_plain_points_read(const vp_feature_file *file, const vp_raster_place *place, vp_features *out, vp_error *err)
{
    return read_all((reading){.file = file}, place, out, err);
}

bool vp_plain_polygons_read(const vp_feature_file *file, const vp_raster_place *place, vp_features *out, vp_error *err)
{
    return read_all((reading){.file = file, .polygons = true}, place, out, err);
}

bool vp_plain_layer_read(const vp_feature_file *file, const vp_raster_place *place, vp_features *out, vp_error *err)
{
    return read_all((reading){.file = file, .polygons = true, .land = true, .any = true}, place, out, err);
}

bool vp_plain_land_read(const vp_feature_file *file, const vp_raster_place *place, vp_features *out, vp_error *err)
{
    return read_all((reading){.file = file, .polygons = true, .land = true}, place, out, err);
}

void vp_features_clear(vp_features *features)
{
    for (size_t i = 0; i < features->count; i++) {
        free(features->names[i]);
        if (features->titles) free(features->titles[i]);
        if (features->shapes) vp_shape_clear(&features->shapes[i]);
    }
    free(features->titles);
    free(features->names);
    free(features->rows);
    free(features->points);
    free(features->shapes);
    free(features->areas);
    for (size_t k = 0; k < VP_FEATURE_NUMBERS_MOST; k++) free(features->numbers[k]);
    *features = (vp_features){0};
}
