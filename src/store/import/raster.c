/* Rasters onto the province's grid: people so that their sum is kept, elevation smoothly,
 * land cover by the class that most of a cell has. */
#include "base/array.h"
#include "store/import/people_internal.h"
#include "store/import/raster_internal.h"
#include "store/sqlite/grid_store.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef vp_import_raster raster;

enum { CELLS_AT_ONCE = 16 << 20 }; /* of a source that the grid is laid on: 128 MB (vp_import_options.cells_at_once) */

typedef struct {
    size_t first, end;
} rows_of_grid;

/* ------------------------------------------------------------ the window */

/* The border of some of the grid's cells in cells of the source, by points along it. */
static bool bounds_in_source(const raster *r, const vp_grid_geometry *f, vp_bounds *b)
{
    enum { STEPS = 32 };
    double width = (double)f->columns * f->cell_metres, height = (double)f->rows * f->cell_metres;
    *b = (vp_bounds){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int i = 0; i <= STEPS; i++)
        for (int j = 0; j <= STEPS; j++) {
            vp_point p = {f->west + width * i / STEPS, f->north - height * j / STEPS};
            if (!vp_transform_inverse(r->transform, &p, 1)) return false;
            p = vp_import_to_source_cell(r, p);
            b->west = fmin(b->west, p.x), b->east = fmax(b->east, p.x);
            b->south = fmin(b->south, p.y), b->north = fmax(b->north, p.y); /* south: the least row */
        }
    return true;
}

static bool choose_window(raster *r, const vp_grid_geometry *cells)
{
    vp_bounds b;
    if (!bounds_in_source(r, cells, &b)) return false;
    double columns = (double)r->header.columns, rows = (double)r->header.rows;
    double left = fmax(0, floor(b.west) - 2), right = fmin(columns, ceil(b.east) + 2),
           top = fmax(0, floor(b.south) - 2), bottom = fmin(rows, ceil(b.north) + 2);
    if (left >= right || top >= bottom) return false;
    r->reaches_all = b.west >= -1e-6 && b.south >= -1e-6 && b.east <= columns + 1e-6 && b.north <= rows + 1e-6;
    r->window = (vp_raster_window){(size_t)left, (size_t)top, (size_t)(right - left), (size_t)(bottom - top)};
    return true;
}

/* Of a raster beyond the window of a part: whether another part has it. */
static bool touches_whole(const raster *r)
{
    raster other = *r;
    return choose_window(&other, &r->job->whole);
}

/* ------------------------------------------------------------ elevation and land cover */

static double value_at(const raster *r, double column, double row)
{
    double c = floor(column) - (double)r->window.column, l = floor(row) - (double)r->window.row;
    if (!(c >= 0 && l >= 0 && c < (double)r->window.columns && l < (double)r->window.rows)) return NAN;
    return r->cells[(size_t)l * r->window.columns + (size_t)c];
}

/* Between the four nearest centres; those without data do not count, and none of weight 0. */
static double bilinear(const raster *r, vp_point p)
{
    double column = floor(p.x - 0.5), row = floor(p.y - 0.5), x = p.x - 0.5 - column, y = p.y - 0.5 - row, sum = 0,
           weights = 0;
    for (int j = 0; j < 2; j++)
        for (int i = 0; i < 2; i++) {
            double weight = (i ? x : 1 - x) * (j ? y : 1 - y), value = value_at(r, column + i, row + j);
            if (weight < 1e-6 || isnan(value)) continue;
            sum += weight * value, weights += weight;
        }
    return weights > 0.25 ? sum / weights : NAN;
}

static vp_point between(vp_point a, vp_point b, double part)
{
    return (vp_point){a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
}

typedef struct {
    vp_point upper[2], lower[2]; /* the grid cell's corners in cells of the source */
} cell_corners;

static vp_point inside_cell(const cell_corners *c, double across, double down)
{
    return between(between(c->upper[0], c->lower[0], down), between(c->upper[1], c->lower[1], down), across);
}

static double mean_of(const raster *r, const cell_corners *c, size_t parts)
{
    double sum = 0;
    size_t count = 0;
    for (size_t j = 0; j < parts; j++)
        for (size_t i = 0; i < parts; i++) {
            vp_point p = inside_cell(c, ((double)i + 0.5) / (double)parts, ((double)j + 0.5) / (double)parts);
            double value = value_at(r, p.x, p.y);
            if (!isnan(value)) sum += value, count++;
        }
    return count * 2 >= parts * parts && count ? sum / (double)count : NAN;
}

/* The class of most pieces of the cell; of equals the lowest. */
static double class_of(const raster *r, const cell_corners *c, size_t parts)
{
    uint8_t count[256] = {0};
    int best = 0;
    for (size_t j = 0; j < parts; j++)
        for (size_t i = 0; i < parts; i++) {
            vp_point p = inside_cell(c, ((double)i + 0.5) / (double)parts, ((double)j + 0.5) / (double)parts);
            double value = value_at(r, p.x, p.y);
            if (value >= 1 && value <= 255) count[(int)value]++;
        }
    for (int class = 1; class < 256; class ++)
        if (count[class] > count[best]) best = class;
    return best ? (double)best : (double)NAN;
}

static bool corner_line(const raster *r, size_t row, vp_point *line, vp_error *err)
{
    const vp_grid_geometry *f = &r->geometry;
    for (size_t c = 0; c <= f->columns; c++)
        line[c] = (vp_point){f->west + (double)c * f->cell_metres, f->north - (double)row * f->cell_metres};
    if (!vp_transform_inverse(r->transform, line, f->columns + 1))
        return vp_fail(err, VP_BAD_INPUT, "%s: the grid lies outside the raster CRS's area of use",
                       r->job->dataset->path);
    for (size_t c = 0; c <= f->columns; c++) line[c] = vp_import_to_source_cell(r, line[c]);
    return true;
}

static double sample(const raster *r, const cell_corners *c, bool classes)
{
    double across = hypot(c->upper[1].x - c->upper[0].x, c->upper[1].y - c->upper[0].y),
           down = hypot(c->lower[0].x - c->upper[0].x, c->lower[0].y - c->upper[0].y), size = fmax(across, down);
    if (classes)
        return class_of(r, c, size <= 1.01 && size > 0.99 && fabs(c->upper[0].x - round(c->upper[0].x)) < 1e-6 ? 1 : 4);
    size_t parts = size < 1.5 ? 1 : size > 8 ? 8 : (size_t)round(size);
    return parts == 1 ? bilinear(r, inside_cell(c, 0.5, 0.5)) : mean_of(r, c, parts);
}

static bool sample_rows(raster *r, rows_of_grid rows, bool classes, vp_error *err)
{
    const vp_grid_geometry *f = &r->geometry;
    if (!corner_line(r, rows.first, r->corners[1], err)) return false;
    for (size_t row = rows.first; row < rows.end; row++) {
        vp_point *line = r->corners[0];
        r->corners[0] = r->corners[1], r->corners[1] = line;
        if (!corner_line(r, row + 1, line, err)) return false;
        for (size_t column = 0; column < f->columns; column++) {
            float *cell = &r->job->merged[row * f->columns + column];
            if (!isnan(*cell)) continue; /* an earlier tile has it */
            const vp_point *a = r->corners[0] + column, *b = r->corners[1] + column;
            *cell = (float)sample(r, &(cell_corners){{a[0], a[1]}, {b[0], b[1]}}, classes);
        }
    }
    return true;
}

/* The cells that all files of the role fill, where it is the first. */
static bool begin_merged(const raster *r, vp_error *err)
{
    vp_import_job *job = r->job;
    size_t count = vp_grid_geometry_cells(r->geometry);
    if (job->merged) return true;
    job->merged = calloc(count, sizeof *job->merged);
    if (!job->merged) return vp_fail_memory(err, count * sizeof *job->merged);
    for (size_t i = 0; i < count; i++) job->merged[i] = NAN;
    job->merged_source = job->source;
    return true;
}

static bool store_heights(vp_import_job *job, const char *role, vp_error *err)
{
    bool wide = strcmp(role, "elevation_wide") == 0;
    vp_grid_row row = {.source = job->merged_source,
                       .role = role,
                       .label = role,
                       .geometry = wide ? job->wide : job->geometry,
                       .type = VP_STRIP_FLOAT32};
    return vp_grid_store_write(job->database, &row, job->merged, err);
}

static bool store_classes(vp_import_job *job, vp_error *err)
{
    size_t count = vp_grid_geometry_cells(job->geometry);
    uint8_t *classes = malloc(count);
    if (!classes) return vp_fail_memory(err, count);
    for (size_t i = 0; i < count; i++) classes[i] = isnan(job->merged[i]) ? 0 : (uint8_t)job->merged[i];
    vp_grid_row row = {.source = job->merged_source,
                       .role = "land_cover",
                       .label = "land_cover",
                       .geometry = job->geometry,
                       .type = VP_STRIP_UINT8};
    job->classes = classes;
    return vp_grid_store_write(job->database, &row, classes, err);
}

/* The cells of the province that have none. */
static bool report_empty(vp_import_job *job, const vp_role *role, vp_error *err)
{
    size_t empty = 0, all = 0;
    const uint32_t *inside = vp_import_inside(job, err);
    if (!inside) return false;
    for (size_t i = 0; i < vp_grid_geometry_cells(job->geometry); i++)
        all += inside[i], empty += inside[i] && isnan(job->merged[i]);
    if (empty)
        vp_import_report(job, empty * 100 > all ? VP_FINDING_WARNING : VP_FINDING_NOTE,
                         (vp_place){.column = "role", .value = role->name},
                         "%zu of %zu cells of the province have no %s: no data there", empty, all, role->name);
    return true;
}

static void report_wide(vp_import_job *job, const vp_role *role)
{
    size_t known = 0, all = vp_grid_geometry_cells(job->wide);
    for (size_t i = 0; i < all; i++) known += isnan(job->merged[i]) ? 0 : 1;
    vp_import_report(job, VP_FINDING_NOTE, (vp_place){.column = "role", .value = role->name},
                     "heights beyond the province, for transmitters: %zu × %zu cells of %g m, %.1f %% known%s",
                     job->wide.columns, job->wide.rows, job->wide.cell_metres, 100 * (double)known / (double)all,
                     job->wide.cell_metres > 200
                         ? "; so coarse a layer flattens ridges, and fields from beyond come out "
                           "several dB too strong: give one of 90 m or finer"
                         : "");
}

/* Of people: cells of the units that no other file of the population reaches. */
static bool count_beyond(const vp_import_job *job, const vp_dataset *unread, const uint32_t inside[], bool *any,
                         size_t *empty, vp_error *err)
{
    char *label = vp_import_people_label(unread);
    if (!label) return vp_fail_memory(err, 80);
    for (size_t i = 0; i < job->people_count; i++) {
        const vp_people_mosaic *m = &job->people[i];
        if (!m->raster || strcmp(m->label, label) != 0) continue;
        *any = true;
        for (size_t c = 0; c < vp_grid_geometry_cells(job->geometry); c++) *empty += inside[c] && m->beyond[c];
    }
    free(label);
    return true;
}

/* Cells of the units that no other file of the role reaches; *any: there is another file. */
static bool count_empty(vp_import_job *job, const vp_dataset *unread, bool *any, size_t *empty, vp_error *err)
{
    const uint32_t *inside = vp_import_inside(job, err);
    *empty = 0;
    if (!inside) return false;
    if (strcmp(unread->role, "population") == 0) return count_beyond(job, unread, inside, any, empty, err);
    *any = job->merged != NULL;
    for (size_t i = 0; *any && i < vp_grid_geometry_cells(job->geometry); i++)
        *empty += inside[i] && isnan(job->merged[i]);
    return true;
}

/* Where a file lies whose header is broken nobody knows: a part whose units the other files fill did not need it, and
 * a merge leaves it out, since parts that need it fail by themselves. */
static bool report_unread(vp_import_job *job, const vp_role *role, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < job->unread_count; i++) {
        const char *why = job->unread[i].why.message;
        bool any = false;
        size_t empty;
        ok = count_empty(job, job->unread[i].dataset, &any, &empty, err);
        job->dataset = job->unread[i].dataset;
        if (ok && !any)
            vp_import_report(job, VP_FINDING_ERROR, (vp_place){0}, "%s", why);
        else if (ok && job->options->part && empty)
            vp_import_report(job, VP_FINDING_ERROR, (vp_place){0},
                             "%s; without it %zu cells of the units here have no %s", why, empty, role->name);
        else if (ok)
            vp_import_report(job, VP_FINDING_WARNING, (vp_place){0},
                             "%s; it is left out: %zu cells of the units here have no %s without it", why, empty,
                             role->name);
    }
    job->dataset = NULL;
    job->unread_count = 0;
    return ok;
}

bool vp_raster_finish(vp_import_job *job, const vp_role *role, vp_error *err)
{
    size_t first = job->findings->count;
    if (!report_unread(job, role, err)) return false;
    if (!job->merged) return true;
    bool wide = strcmp(role->name, "elevation_wide") == 0;
    if (wide) report_wide(job, role);
    bool ok = (wide || report_empty(job, role, err)) && vp_database_run(job->database, "BEGIN", err);
    ok = ok &&
         (strcmp(role->name, "land_cover") == 0 ? store_classes(job, err) : store_heights(job, role->name, err)) &&
         vp_import_database_findings(job, first, job->merged_source, err) &&
         vp_database_run(job->database, "COMMIT", err);
    free(job->merged);
    job->merged = NULL;
    return ok;
}

/* ------------------------------------------------------------ one raster */

static bool set_up(raster *r, vp_error *err)
{
    vp_import_job *job = r->job;
    const double *t = r->header.transform;
    const char *crs = *job->dataset->crs ? job->dataset->crs : r->header.crs;
    if (!*crs) {
        vp_import_report(job, VP_FINDING_ERROR, (vp_place){.column = "crs"},
                         "neither the file nor datasets.csv says which coordinate system it is in");
        return true;
    }
    if (*job->dataset->crs && *r->header.crs && !vp_crs_same(crs, r->header.crs)) {
        char name[120];
        vp_crs_name(r->header.crs, name, sizeof name);
        vp_import_report(job, VP_FINDING_WARNING, (vp_place){.column = "crs", .value = crs},
                         "the file says it is in %s, datasets.csv says %s; the latter is taken", name, crs);
    }
    if (!*job->dataset->crs) vp_import_check_datum(job, crs);
    if (t[2] != 0 || t[4] != 0 || t[1] == 0 || t[5] == 0 || !isfinite(t[0] + t[1] + t[3] + t[5])) {
        vp_import_report(job, VP_FINDING_ERROR, (vp_place){0},
                         "its rows do not run along the axes of its coordinate system; warp it to north up first");
        return true;
    }
    vp_error why = {0};
    r->transform = vp_transform_new(crs, job->crs, &why);
    if (!r->transform) {
        if (why.kind != VP_BAD_INPUT) return vp_fail(err, why.kind, "%s", why.message);
        vp_import_report(job, VP_FINDING_ERROR, (vp_place){.column = "crs"}, "%s", why.message);
    }
    return true;
}

static bool make_corners(raster *r, vp_error *err)
{
    size_t line = (r->window.columns > r->geometry.columns ? r->window.columns : r->geometry.columns) + 1;
    for (size_t i = 0; i < 2; i++)
        if (!(r->corners[i] = malloc(line * sizeof(vp_point)))) return vp_fail_memory(err, line * sizeof(vp_point));
    return true;
}

static void clear_cells(raster *r)
{
    free(r->cells);
    free(r->corners[0]);
    free(r->corners[1]);
    r->cells = NULL;
    r->corners[0] = r->corners[1] = NULL;
}

static bool import_people(raster *r, const vp_source_request *request, bool *read, vp_error *why, vp_error *err)
{
    r->cells = vp_import_read_cells(r, request, why);
    *read = r->cells != NULL;
    bool ok = !*read || (make_corners(r, err) && vp_import_people(r, err));
    clear_cells(r);
    return ok;
}

/* Some rows of the grid at a time, as many as CELLS_AT_ONCE of the source lie below. */
static bool import_sampled(raster *r, const vp_source_request *request, bool classes, bool *read, vp_error *why,
                           vp_error *err)
{
    const vp_grid_geometry *f = &r->geometry;
    const vp_import_options *options = r->job->options;
    size_t most = options && options->cells_at_once ? options->cells_at_once : CELLS_AT_ONCE,
           pieces = r->window.columns * r->window.rows / most + 1, step = (f->rows + pieces - 1) / pieces;
    bool ok = begin_merged(r, err);
    vp_import_begin_refusing(r, classes ? VP_CELLS_CLASSES : VP_CELLS_ELEVATION);
    for (size_t row = 0; ok && *read && row < f->rows; row += step) {
        const rows_of_grid rows = {row, row + step < f->rows ? row + step : f->rows};
        vp_grid_geometry some = *f;
        some.north -= (double)rows.first * f->cell_metres;
        some.rows = rows.end - rows.first;
        if (!choose_window(r, &some)) continue;
        r->cells = vp_import_read_cells(r, request, why);
        *read = r->cells != NULL;
        if (*read) vp_import_refuse(r);
        ok = !*read || (make_corners(r, err) && sample_rows(r, rows, classes, err));
        clear_cells(r);
    }
    if (ok && *read) vp_import_report_refused(r);
    return ok;
}

/* Degrees as the province's are, and those that lie a whole turn from them: beyond the 180th meridian of a province on
 * both sides of it, or of a file whose longitudes are 0 to 360. *read is false when cells could not be read. */
static bool import_turns(raster *r, const vp_source_request *request, const vp_role *role, bool *read, vp_error *why,
                         vp_error *err)
{
    const double turns[] = {0, r->job->crosses_180 ? 360 : -360};
    size_t count = vp_transform_is_geographic(r->transform) ? 2 : 1;
    bool ok = true, touches = false, elsewhere = false, people = strcmp(role->name, "population") == 0;
    for (size_t i = 0; ok && *read && i < count; i++) {
        r->turn = turns[i];
        if (!choose_window(r, &r->geometry)) {
            elsewhere |= touches_whole(r);
            continue;
        }
        touches = true;
        r->job->features += r->window.columns * r->window.rows;
        ok = people ? import_people(r, request, read, why, err)
                    : import_sampled(r, request, strcmp(role->name, "land_cover") == 0, read, why, err);
    }
    if (ok && !touches && elsewhere) return people || begin_merged(r, err);
    if (ok && !touches)
        vp_import_report(
            r->job, VP_FINDING_ERROR, (vp_place){.column = "crs"},
            "the raster does not touch the province: its coordinate system is wrong, or it is another place");
    return ok;
}

/* Of a part, or the merge of parts, where other files may have all that this one does. */
static bool may_be_left_out(const vp_import_job *job, const vp_role *role)
{
    return job->options && (job->options->part || job->options->gaps) && strcmp(role->name, "elevation_wide") != 0;
}

static bool leave_out(vp_import_job *job, const vp_error *why, vp_error *err)
{
    if (!VP_ARRAY_FIT(job->unread, job->unread_room, job->unread_count + 1, err)) return false;
    job->unread[job->unread_count++] = (vp_unread_raster){job->dataset, *why};
    return true;
}

bool vp_raster_import(vp_import_job *job, const vp_role *role, vp_error *err)
{
    const vp_dataset *d = job->dataset;
    vp_source_request request = {d->full_path, d->path, d->layer, "", "", "", {0}, NULL};
    bool wide = strcmp(role->name, "elevation_wide") == 0 && job->wide.columns;
    raster r = {.job = job, .geometry = wide ? job->wide : job->geometry};
    vp_error why = {0};
    size_t errors = job->findings->errors;
    bool ok = true, read = vp_source_raster_header(&request, &r.header, job->findings, &why), header = read;
    if (read) ok = set_up(&r, err);
    if (ok && read && job->geometry.columns && job->findings->errors == errors) /* else there is no grid */
        ok = import_turns(&r, &request, role, &read, &why, err);
    if (!header && why.kind == VP_BAD_INPUT && may_be_left_out(job, role))
        ok = leave_out(job, &why, err);
    else if (!read && why.kind == VP_BAD_INPUT)
        vp_import_report(job, VP_FINDING_ERROR, (vp_place){0}, "%s", why.message);
    else if (!read)
        ok = vp_fail(err, why.kind, "%s", why.message);
    vp_transform_free(r.transform);
    vp_raster_header_clear(&r.header);
    return ok;
}
