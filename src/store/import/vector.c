#include "base/array.h"
#include "base/name.h"
#include "base/sentences.h"
#include "store/import/vector_internal.h"
#include "store/text/text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ fields */

static size_t find_column(const vp_vector *v, const char *name)
{
    for (size_t i = 0; i < vp_source_about(v->source)->column_count; i++)
        if (strcmp(v->columns[i], name) == 0) return i;
    return VP_NONE;
}

static void report_missing(vp_vector *v, const char *name, const char *column)
{
    char list[400] = "", hint[100] = "";
    size_t used = 0, least = 3;
    for (size_t i = 0; i + 1 < vp_source_about(v->source)->column_count; i++) {
        size_t distance = vp_name_distance(v->columns[i], column, 2);
        if (distance < least) snprintf(hint, sizeof hint, "; is %.60s meant?", v->columns[i]), least = distance;
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", v->columns[i]);
    }
    long heading = vp_source_about(v->source)->heading;
    char where[80] = "";
    if (heading && !*hint)
        snprintf(where, sizeof where, VP_PART("; they stand in row %ld: header_row states another"), heading);
    vp_import_report(v->job, VP_FINDING_ERROR, (vp_place){.column = name, .value = column},
                     "the source has no column %s; it has: %s%s%s", column, list, hint, where);
}

/* Of a spreadsheet whose heading has a name twice, the first column is taken. */
static void report_twice(vp_vector *v, const char *name, size_t column)
{
    for (size_t i = column + 1; i + 1 < vp_source_about(v->source)->column_count; i++)
        if (strcmp(v->columns[i], v->columns[column]) == 0)
            vp_import_report(
                v->job, VP_FINDING_WARNING, (vp_place){.column = name, .value = v->columns[i]},
                "columns %zu and %zu have this name; the first is read: give the other a name of its own if "
                "it is meant",
                column + 1, i + 1);
}

static vp_binding bind_column(const vp_vector *v, const char *name, size_t column, bool other)
{
    return (vp_binding){
        .name = name, .column = column, .other = other, .is_number = vp_source_about(v->source)->is_number[column]};
}

static bool add_binding(vp_vector *v, vp_binding binding, vp_error *err)
{
    if (!vp_array_resize(VP_ARRAY(v->bindings), v->binding_count + 1, err)) return false;
    v->bindings[v->binding_count++] = binding;
    if (!binding.constant) report_twice(v, binding.name, binding.column);
    return true;
}

/* Length of the first letter of UTF-8 text; 0 of "". */
static size_t letter_length(const char *text)
{
    size_t length = *text != '\0';
    while (length && ((unsigned char)text[length] & 0xC0) == 0x80) length++;
    return length;
}

/* GDAL and QGIS show columns of code page 1258 without their last letter, which may take a mark: "nam" is name. */
static size_t find_cut_column(vp_vector *v, const char *name, const char *column)
{
    size_t found = VP_NONE, count = 0, length = strlen(column);
    for (size_t i = 0; strstr(v->words.page, "1258") && i + 1 < vp_source_about(v->source)->column_count; i++) {
        const char *last = strncmp(v->columns[i], column, length) == 0 ? v->columns[i] + length : "";
        bool cut = *last && !last[letter_length(last)];
        if (cut) found = i, count++;
    }
    if (count != 1) return VP_NONE;
    vp_import_report(
        v->job, VP_FINDING_WARNING, (vp_place){.column = name, .value = column},
        "the column is %s: GDAL and QGIS cut the last letter of columns in code page %s; read as %s=%s, and "
        "best written so",
        v->columns[found], v->words.page, name, v->columns[found]);
    return found;
}

static bool bind_assigned(vp_vector *v, const vp_field *field, bool other, vp_error *err)
{
    if (field->constant)
        return add_binding(
            v, (vp_binding){.name = field->name, .other = other, .column = VP_NONE, .constant = field->value}, err);
    size_t column = find_column(v, field->value);
    if (column == VP_NONE) column = find_cut_column(v, field->name, field->value);
    if (column != VP_NONE) return add_binding(v, bind_column(v, field->name, column, other), err);
    report_missing(v, field->name, field->value);
    return true;
}

/* Fields of the role: assigned, or the source's column of the same name. */
static bool bind_role(vp_vector *v, vp_error *err)
{
    for (size_t i = 0; i < VP_ROLE_FIELDS_MOST && v->role->fields[i].name; i++) {
        const vp_role_field *field = &v->role->fields[i];
        const vp_field *assigned = vp_dataset_field(v->job->dataset, field->name);
        size_t column = find_column(v, field->name);
        if (assigned ? !bind_assigned(v, assigned, false, err)
                     : column != VP_NONE && !add_binding(v, bind_column(v, field->name, column, false), err))
            return false;
        if (!assigned && column == VP_NONE && field->required) report_missing(v, field->name, field->name);
    }
    return true;
}

static bool is_bound(const vp_vector *v, size_t column)
{
    for (size_t i = 0; i < v->binding_count; i++)
        if (!v->bindings[i].constant && v->bindings[i].column == column) return true;
    return false;
}

/* Other names: those assigned; for records, when none is, every column that is left. */
static bool bind_others(vp_vector *v, vp_error *err)
{
    const vp_dataset *d = v->job->dataset;
    size_t assigned = 0;
    for (size_t i = 0; i < d->field_count; i++) {
        if (vp_role_field_find(v->role, d->fields[i].name)) continue;
        if (!bind_assigned(v, &d->fields[i], true, err)) return false;
        assigned++;
    }
    const vp_source_header *header = vp_source_about(v->source);
    if (assigned || strcmp(v->role->name, "records") != 0) return true;
    for (size_t i = 0; i + 1 < header->column_count; i++) /* the last is the feature's number */
        if (!is_bound(v, i) && !add_binding(v, bind_column(v, v->columns[i], i, true), err)) return false;
    return true;
}

static void read_fields(vp_vector *v, const vp_source_feature *feature)
{
    for (size_t i = 0; i < v->binding_count; i++) {
        vp_binding *b = &v->bindings[i];
        if (!b->constant) free(b->text);
        b->text = NULL;
    }
    for (size_t i = 0; i < v->binding_count && !v->rejected; i++) {
        vp_binding *b = &v->bindings[i];
        if (b->constant)
            b->text = (char *)(uintptr_t)b->constant;
        else if (feature->values[b->column])
            vp_vector_convert(v, b, feature);
    }
}

/* ------------------------------------------------------------ geometry */

/* The system the coordinates are in: the declared one, else the file's, else degrees for lon and lat. */
static const char *choose_crs(vp_vector *v)
{
    vp_import_job *job = v->job;
    const char *declared = job->dataset->crs, *stated = vp_source_about(v->source)->crs;
    if (v->lonlat_columns && !*declared) return "EPSG:4326";
    if (*declared && *stated && !v->lonlat_columns && !vp_crs_same(declared, stated)) {
        char name[120];
        vp_crs_name(stated, name, sizeof name);
        vp_import_report(job, VP_FINDING_WARNING, (vp_place){.column = "crs", .value = declared},
                         "the file says its coordinates are in %s, datasets.csv says %s; the latter is taken", name,
                         declared);
    }
    if (!*declared && !*stated)
        vp_import_report(
            job, VP_FINDING_ERROR, (vp_place){.column = "crs"},
            "neither the file nor datasets.csv says which coordinate system it is in; write crs, such as EPSG:4326 for "
            "longitude and latitude or the EPSG code of its VN-2000 zone");
    if (!*declared) vp_import_check_datum(job, stated);
    return *declared ? declared : stated;
}

static bool open_geometry(vp_vector *v, vp_error *err)
{
    if (v->role->geometry == VP_GEOMETRY_NONE) return true;
    bool stated = vp_source_about(v->source)->has_geometry,
         columns = vp_vector_binding(v, "lonlat") || (vp_vector_binding(v, "lon") && vp_vector_binding(v, "lat"));
    v->lonlat_columns = !stated && columns;
    if (!stated && !columns) {
        vp_import_report(v->job, VP_FINDING_ERROR, (vp_place){0}, "the layer has no geometry%s",
                         v->role->geometry == VP_GEOMETRY_POINT
                             ? "; name the columns of its coordinates: lon=…;lat=…, or lonlat=… for both in one"
                             : "");
        return true;
    }
    const char *crs = choose_crs(v);
    vp_error why = {0};
    if (*crs && !(v->projection = vp_transform_new(crs, v->job->crs, &why))) {
        if (why.kind != VP_BAD_INPUT) return vp_fail(err, why.kind, "%s", why.message);
        vp_import_report(v->job, VP_FINDING_ERROR, (vp_place){.column = "crs"}, "%s", why.message);
    }
    return true;
}

static bool geometry_known(const vp_import_job *job) { return job->geometry.columns > 0; }

static bool in_geometry(const vp_import_job *job, vp_point p)
{
    const vp_grid_geometry *f = &job->whole;
    return p.x >= f->west && p.x <= f->west + (double)f->columns * f->cell_metres && p.y <= f->north &&
           p.y >= f->north - (double)f->rows * f->cell_metres;
}

static bool touches_geometry(const vp_grid_geometry *f, vp_bounds b)
{
    return b.east >= f->west && b.west <= f->west + (double)f->columns * f->cell_metres && b.south <= f->north &&
           b.north >= f->north - (double)f->rows * f->cell_metres;
}

static bool holds(vp_grid_geometry geometry, vp_point p)
{
    size_t cell;
    return geometry.columns && vp_grid_geometry_locate(geometry, p.x, p.y, &cell);
}

/* Whether the place makes sense before the grid is known: inside the area that the province's system is for. */
static bool in_area_of_use(const vp_import_job *job, vp_point projected)
{
    vp_bounds area = job->area;
    if (fabs(projected.x) <= 180 && fabs(projected.y) <= 180) return false; /* degrees taken for metres */
    if (!job->area_stated) return true;
    if (!vp_transform_forward(job->to_degrees, &projected, 1)) return false;
    const double slack = 3; /* degrees: zones are used beyond their edge */
    if (area.west > area.east) area.east += 360;
    projected.x = vp_crs_longitude_near(projected.x, (area.west + area.east) / 2);
    return projected.x >= area.west - slack && projected.x <= area.east + slack && projected.y >= area.south - slack &&
           projected.y <= area.north + slack;
}

static bool is_here(const vp_import_job *job, vp_point projected)
{
    return geometry_known(job) ? in_geometry(job, projected) : in_area_of_use(job, projected);
}

static bool swapped_is_here(vp_vector *v, vp_point source)
{
    vp_point swapped = {source.y, source.x};
    if (vp_transform_is_geographic(v->projection) && fabs(swapped.y) > 90) return false;
    return vp_transform_forward(v->projection, &swapped, 1) && is_here(v->job, swapped);
}

static void reject_place(vp_vector *v, vp_point source, const char *what)
{
    char value[64];
    snprintf(value, sizeof value, "%.8g, %.8g", source.x, source.y);
    v->outside++;
    v->swapped = v->swapped || swapped_is_here(v, source);
    if (v->swapped)
        vp_vector_reject(v, "geometry", value, "%s; longitude and latitude (or easting and northing) look swapped",
                         what);
    else if (!vp_transform_is_geographic(v->projection) && fabs(source.x) <= 180 && fabs(source.y) <= 90)
        vp_vector_reject(v, "geometry", value, "%s; these look like degrees, but the crs is in metres", what);
    else if (vp_transform_is_geographic(v->projection) && (fabs(source.x) > 180 || fabs(source.y) > 90))
        vp_vector_reject(v, "geometry", value, "%s; these are not degrees: the crs is wrong", what);
    else
        vp_vector_reject(v, "geometry", value, "%s", what);
}

/* Longitudes are -180 to 180, or, in files about the Pacific, 0 to 360. What lies on both sides of the 180th meridian
 * is narrow once its western longitudes are counted on from there. */
static bool check_range(vp_vector *v)
{
    double west = INFINITY, east = -INFINITY, turned_west = INFINITY, turned_east = -INFINITY;
    if (!vp_transform_is_geographic(v->projection)) return true;
    for (size_t i = 0; i < v->geometry.point_count; i++) {
        vp_point p = v->geometry.points[i];
        double turned = p.x < 0 ? p.x + 360 : p.x;
        west = fmin(west, p.x), east = fmax(east, p.x);
        turned_west = fmin(turned_west, turned), turned_east = fmax(turned_east, turned);
        if (p.x >= -180 && p.x <= 360 && fabs(p.y) <= 90) continue;
        reject_place(v, p, "a longitude or latitude is out of range");
        return false;
    }
    if (fmin(east - west, turned_east - turned_west) <= 180) return true;
    reject_place(v, v->geometry.points[0], "it reaches more than half way round the earth");
    return false;
}

static bool kind_fits(vp_geometry_need need, vp_shape_kind kind)
{
    return (need == VP_GEOMETRY_POINT && kind == VP_SHAPE_POINT) ||
           (need == VP_GEOMETRY_LINE && kind == VP_SHAPE_LINE) || (need == VP_GEOMETRY_AREA && kind == VP_SHAPE_AREA) ||
           (need == VP_GEOMETRY_LINE_OR_AREA && (kind == VP_SHAPE_LINE || kind == VP_SHAPE_AREA));
}

static bool point_inside(vp_vector *v, vp_error *err)
{
    vp_point p;
    if (!vp_vector_geometry_point_inside(&v->geometry, v->job->geos, &p))
        return vp_vector_reject(v, "geometry", NULL, "its area has no point inside");
    v->from_areas++;
    return vp_vector_geometry_set_point(&v->geometry, p, err);
}

/* Of settlements and of areas with people, who are those who live inside. What has no place in the province's system is
 * found at its point. */
static bool keep_area(vp_vector *v, const vp_source_feature *feature, vp_error *err)
{
    vp_error why = {0};
    if (strcmp(v->role->name, "settlements") != 0 && strcmp(v->role->name, "population_points") != 0) return true;
    if (!vp_vector_geometry_read(&v->area, feature->wkb, feature->wkb_length, &why))
        return vp_fail(err, why.kind, "%s", why.message);
    if (!vp_transform_forward(v->projection, v->area.points, v->area.point_count)) v->area.point_count = 0;
    return true;
}

/* What only the cells that it lies on know of. */
static bool is_land(const vp_role *role)
{
    return strcmp(role->name, "roads") == 0 || strcmp(role->name, "barriers") == 0;
}

static bool read_geometry(vp_vector *v, const vp_source_feature *feature, vp_error *err)
{
    vp_error why = {0};
    if (v->lonlat_columns) {
        if (!vp_vector_read_lonlat(v, err)) return false;
        if (v->rejected) return true;
    } else if (!feature->wkb) {
        return vp_vector_reject(v, "geometry", NULL, "it has no geometry, or one whose coordinates are not numbers");
    } else if (!vp_vector_geometry_read(&v->geometry, feature->wkb, feature->wkb_length, &why)) {
        if (why.kind == VP_NO_MEMORY) return vp_fail(err, why.kind, "%s", why.message);
        return vp_vector_reject(v, "geometry", NULL, "%s", why.message);
    }
    v->area.point_count = 0;
    if (v->role->geometry == VP_GEOMETRY_POINT && v->geometry.kind == VP_SHAPE_AREA) {
        if (!keep_area(v, feature, err) || !point_inside(v, err)) return false;
        if (v->rejected) return true;
    }
    if (!kind_fits(v->role->geometry, v->geometry.kind))
        return vp_vector_reject(v, "geometry", NULL, "%s needs %s", v->role->name,
                                v->role->geometry == VP_GEOMETRY_POINT  ? "points"
                                : v->role->geometry == VP_GEOMETRY_LINE ? "lines"
                                : v->role->geometry == VP_GEOMETRY_AREA ? "polygons"
                                                                        : "lines or polygons");
    if (v->geometry.kind == VP_SHAPE_POINT && v->geometry.part_count > 1)
        return vp_vector_reject(v, "geometry", NULL, "it has %zu points; one is needed", v->geometry.part_count);
    if (!check_range(v)) return true;
    vp_point first = v->geometry.points[0];
    if (!vp_transform_forward(v->projection, v->geometry.points, v->geometry.point_count)) {
        reject_place(v, first, "its coordinates have no place in the province's system");
        return true;
    }
    vp_bounds b = vp_vector_geometry_bounds(&v->geometry);
    bool point = v->geometry.kind == VP_SHAPE_POINT, known = geometry_known(v->job);
    bool mast = strcmp(v->role->name, "transmitters") == 0; /* heard from beyond, where the terrain is known */
    if (mast && known && holds(v->job->wide, (vp_point){b.west, b.south})) return true;
    if (point && !is_here(v->job, (vp_point){b.west, b.south})) {
        reject_place(v, first,
                     !known ? "it lies far from the province"
                     : mast ? "it lies outside the province and its margin, and outside of elevation_wide"
                            : "it lies outside the province and its margin");
    } else if (!point && !known &&
               !(is_here(v->job, (vp_point){b.west, b.south}) && is_here(v->job, (vp_point){b.east, b.north}))) {
        reject_place(v, first, "it lies, or reaches, far from where the province's system is used");
    } else if (!point && known && !touches_geometry(&v->job->whole, b)) {
        v->outside++; /* a larger map than the province is nothing odd: counted, not listed */
        v->rejected = true;
        v->swapped = v->swapped || swapped_is_here(v, first);
    }
    v->elsewhere = !v->rejected && known && is_land(v->role) && !touches_geometry(&v->job->geometry, b);
    return true;
}

/* ------------------------------------------------------------ the run over a dataset */

static bool take_rows(vp_vector *v, vp_error *err)
{
    vp_source_feature feature;
    vp_import_job *job = v->job;
    for (;;) {
        bool more;
        vp_error why = {0};
        if (!vp_source_next(v->source, &feature, &more, &why)) {
            if (why.kind != VP_BAD_INPUT) return vp_fail(err, why.kind, "%s", why.message);
            vp_import_report(job, VP_FINDING_ERROR, (vp_place){0}, "%s", why.message);
            return true;
        }
        if (!more) return true;
        v->row = feature.row;
        v->rejected = v->elsewhere = false;
        job->features++;
        read_fields(v, &feature);
        if (!v->rejected && v->projection && !read_geometry(v, &feature, err)) return false;
        if (!v->rejected && !v->elsewhere && !v->intake->take(v, err)) return false;
        job->rejected += v->rejected;
        if (job->features % 1000 == 0 && !vp_import_progress(job, job->dataset->path, 0.5, err)) return false;
    }
}

static void judge(vp_vector *v)
{
    vp_import_job *job = v->job;
    size_t accepted = job->features - job->rejected;
    bool by_area = vp_source_about(v->source)->by_area; /* what lies elsewhere is another part's */
    if (by_area && accepted == 0)
        v->outside = 0;
    else if (job->features == 0)
        vp_import_report(job, VP_FINDING_WARNING, (vp_place){0}, "the layer has no row%s: no %s from it",
                         *job->dataset->filter ? " that the filter keeps" : "", v->role->name);
    else if (v->outside > 0 && accepted == 0)
        vp_import_report(job, VP_FINDING_ERROR, (vp_place){.column = "crs", .value = job->dataset->crs},
                         "none of its %zu rows lies in the province: %s", job->features,
                         v->swapped ? "longitude and latitude look swapped" : "the crs is wrong, or the file");
    else if (accepted == 0)
        vp_import_report(job, VP_FINDING_ERROR, (vp_place){0}, "none of its %zu rows could be taken; the first: %s",
                         job->features, v->first_reason);
    else if (v->outside && v->role->geometry != VP_GEOMETRY_POINT && geometry_known(job))
        vp_import_report(job, VP_FINDING_NOTE, (vp_place){0}, "%zu of %zu rows lie outside the grids and were left out",
                         v->outside, job->features);
    else if (v->outside * 2 > job->features)
        vp_import_report(job, VP_FINDING_WARNING, (vp_place){.column = "crs", .value = job->dataset->crs},
                         "%zu of its %zu rows lie outside the province; is the crs right?", v->outside, job->features);
    if (v->from_areas)
        vp_import_report(
            job, VP_FINDING_NOTE, (vp_place){.column = "geometry"},
            strcmp(v->role->name, "settlements") == 0
                ? "%zu places are areas: who lives inside is theirs, and each is named at a point inside"
            : strcmp(v->role->name, "population_points") == 0
                ? "%zu places are areas, such as squares or hexagons: the people of each are spread evenly "
                  "over it"
                : "%zu places are areas in the source: each stands at a point inside its area",
            v->from_areas);
    vp_vector_judge_numbers(v);
    if (job->rejected && strcmp(v->role->name, "units") == 0)
        vp_import_report(job, VP_FINDING_ERROR, (vp_place){0},
                         "%zu of %zu units could not be taken; without them their people would be missing",
                         job->rejected, job->features);
    if (v->mended)
        vp_import_report(
            job, VP_FINDING_WARNING, (vp_place){0},
            "%zu codes have leading zeros that the units' do not have, or the reverse, as spreadsheets drop "
            "them (1834.0 for 01834); they were taken for the unit's",
            v->mended);
    if (v->disagreeing * 5 > v->agreeing + v->disagreeing && v->disagreeing > 5)
        vp_import_report(
            job, VP_FINDING_WARNING, (vp_place){.column = "crs"},
            "%zu of %zu places lie outside the unit they state; the layer may be shifted (wrong datum?) or "
            "the codes of another vintage",
            v->disagreeing, v->agreeing + v->disagreeing);
}

static bool prepare(vp_vector *v, vp_error *err)
{
    if (!bind_role(v, err) || (v->role->other_fields && !bind_others(v, err)) || !open_geometry(v, err)) return false;
    for (size_t i = 0; i < VP_INSERTS_MOST && v->intake->inserts[i]; i++)
        if (!(v->inserts[i] = vp_database_prepare(v->job->database, v->intake->inserts[i], err))) return false;
    return true;
}

static void clear(vp_vector *v)
{
    for (size_t i = 0; i < v->binding_count; i++)
        if (!v->bindings[i].constant) free(v->bindings[i].text);
    free(v->bindings);
    for (size_t i = 0; v->columns && i < vp_source_about(v->source)->column_count; i++) free(v->columns[i]);
    free(v->columns);
    for (size_t i = 0; i < VP_INSERTS_MOST; i++) sqlite3_finalize(v->inserts[i]);
    vp_vector_forget(v);
    vp_transform_free(v->projection);
    vp_vector_geometry_clear(&v->geometry);
    vp_vector_geometry_clear(&v->area);
    vp_buffer_clear(&v->wkb);
    vp_source_close(v->source);
}

/* Of a part, of what only the cells that it lies on know of: its grids. */
static bool choose_area(const vp_import_job *job, const vp_role *role, vp_source_area *area)
{
    const vp_grid_geometry *g = &job->geometry;
    *area = (vp_source_area){
        job->crs,
        {g->west, g->north - (double)g->rows * g->cell_metres, g->west + (double)g->columns * g->cell_metres, g->north},
        job->dataset->crs};
    return is_land(role) && geometry_known(job) && !vp_grid_geometry_same(job->geometry, job->whole);
}

bool vp_vector_import(vp_import_job *job, const vp_role *role, vp_error *err)
{
    vp_vector v = {.job = job, .role = role, .intake = vp_vector_role_find(role->name)};
    vp_error why = {0};
    vp_source_area area;
    v.source = vp_import_open(job->dataset, choose_area(job, role, &area) ? &area : NULL, job->findings, &why);
    if (!v.source) {
        if (why.kind != VP_BAD_INPUT) return vp_fail(err, why.kind, "%s", why.message);
        vp_import_report(job, VP_FINDING_ERROR, (vp_place){0}, "%s", why.message);
        return true;
    }
    size_t errors = job->findings->errors;
    bool empty = vp_source_about(v.source)->declared == 0; /* and then perhaps without columns, as GeoJSON is */
    bool ok = vp_vector_read_columns(&v, err) && (empty || prepare(&v, err));
    if (empty) judge(&v);
    if (ok && !empty && job->findings->errors == errors) {
        ok = take_rows(&v, err);
        if (v.intake->finish) ok = v.intake->finish(&v, ok ? err : NULL) && ok;
        if (ok) judge(&v);
    }
    clear(&v);
    return ok;
}
