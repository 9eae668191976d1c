/* Rasters onto the province's grid: people so that their sum is kept, elevation smoothly,
 * land cover by the class that most of a cell has. */
#include "store/import/job_internal.h"
#include "store/sandbox/source.h"
#include "store/sqlite/grid_store.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    vp_import_job *job;
    vp_raster_header header;
    vp_grid_geometry geometry; /* the job's, or that of the wide elevation */
    vp_transform *transform;   /* source system to the province's */
    vp_raster_window window;
    double *cells;        /* of the window */
    double *people;       /* population: on the grid, NaN where the source has no data */
    vp_point *corners[2]; /* two lines of a lattice of cell corners, above and below a row */
    size_t refused;       /* cells with values that cannot be */
} raster;

/* ------------------------------------------------------------ the window */

static vp_point to_source_cell(const raster *r, vp_point p)
{
    const double *t = r->header.transform;
    return (vp_point){(p.x - t[0]) / t[1], (p.y - t[3]) / t[5]};
}

static vp_point from_source_cell(const raster *r, double column, double row)
{
    const double *t = r->header.transform;
    return (vp_point){t[0] + column * t[1], t[3] + row * t[5]};
}

/* The geometry's border in cells of the source, by points along it. */
static bool bounds_in_source(const raster *r, vp_bounds *b)
{
    enum { STEPS = 32 };
    const vp_grid_geometry *f = &r->geometry;
    double width = (double)f->columns * f->cell_metres, height = (double)f->rows * f->cell_metres;
    *b = (vp_bounds){INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int i = 0; i <= STEPS; i++)
        for (int j = 0; j <= STEPS; j++) {
            vp_point p = {f->west + width * i / STEPS, f->north - height * j / STEPS};
            if (!vp_transform_inverse(r->transform, &p, 1)) return false;
            p = to_source_cell(r, p);
            b->west = fmin(b->west, p.x), b->east = fmax(b->east, p.x);
            b->south = fmin(b->south, p.y), b->north = fmax(b->north, p.y); /* south: the least row */
        }
    return true;
}

static bool choose_window(raster *r)
{
    vp_bounds b;
    if (!bounds_in_source(r, &b)) return false;
    double columns = (double)r->header.columns, rows = (double)r->header.rows;
    double left = fmax(0, floor(b.west) - 2), right = fmin(columns, ceil(b.east) + 2),
           top = fmax(0, floor(b.south) - 2), bottom = fmin(rows, ceil(b.north) + 2);
    if (left >= right || top >= bottom) return false;
    r->window = (vp_raster_window){(size_t)left, (size_t)top, (size_t)(right - left), (size_t)(bottom - top)};
    return true;
}

/* ------------------------------------------------------------ people */

static void add_people(raster *r, size_t cell, double people)
{
    if (isnan(r->people[cell])) r->people[cell] = 0;
    r->people[cell] += people;
}

static bool is_people(double value) { return isfinite(value) && value >= 0 && value < 1e9; }

/* A value that is no number of people; the first few are listed. */
static bool refuse_people(raster *r, size_t column, size_t row, double people)
{
    if (is_people(people)) return false;
    char value[40];
    snprintf(value, sizeof value, "%g", people);
    if (r->refused++ < 5) {
        char where[60];
        snprintf(where, sizeof where, "column %zu", r->window.column + column + 1);
        vp_import_report(r->job, VP_FINDING_WARNING, (long)(r->window.row + row + 1), where, value,
                         "not a number of people: the cell is left out%s",
                         people < -1000 ? "; if this stands for no data, the file must declare it" : "");
    }
    return true;
}

/* Same system, cells along the axes: each cell's people by the exact share of its area. */
static void share_aligned(raster *r, size_t column, size_t row, double people)
{
    const vp_grid_geometry *f = &r->geometry;
    vp_point a = from_source_cell(r, (double)(r->window.column + column), (double)(r->window.row + row)),
             b = from_source_cell(r, (double)(r->window.column + column + 1), (double)(r->window.row + row + 1));
    double left = (fmin(a.x, b.x) - f->west) / f->cell_metres, right = (fmax(a.x, b.x) - f->west) / f->cell_metres,
           top = (f->north - fmax(a.y, b.y)) / f->cell_metres, bottom = (f->north - fmin(a.y, b.y)) / f->cell_metres;
    double area = (right - left) * (bottom - top);
    for (double y = fmax(0, floor(top)); y < bottom && y < (double)f->rows; y++)
        for (double x = fmax(0, floor(left)); x < right && x < (double)f->columns; x++) {
            double part = (fmin(right, x + 1) - fmax(left, x)) * (fmin(bottom, y + 1) - fmax(top, y)) / area;
            if (part > 1e-9) add_people(r, (size_t)y * f->columns + (size_t)x, people * part);
        }
}

static vp_point between(vp_point a, vp_point b, double part)
{
    return (vp_point){a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
}

/* Another system: the cell as parts × parts pieces of equal people, each put where its middle lies. Within
 * one cell the projection is taken as bilinear between the corners: off by less than size² / (8 × earth's radius). */
static void share_projected(raster *r, size_t column, double people, size_t parts)
{
    const vp_grid_geometry *f = &r->geometry;
    const vp_point *upper = r->corners[0] + column, *lower = r->corners[1] + column;
    double piece = people / (double)(parts * parts);
    for (size_t j = 0; j < parts; j++) {
        double down = ((double)j + 0.5) / (double)parts;
        vp_point left = between(upper[0], lower[0], down), right = between(upper[1], lower[1], down);
        for (size_t i = 0; i < parts; i++) {
            vp_point p = between(left, right, ((double)i + 0.5) / (double)parts);
            size_t cell;
            if (vp_grid_geometry_locate(*f, p.x, p.y, &cell)) add_people(r, cell, piece);
        }
    }
}

static bool project_corners(raster *r, size_t row, vp_point *line, vp_error *err)
{
    for (size_t c = 0; c <= r->window.columns; c++)
        line[c] = from_source_cell(r, (double)(r->window.column + c), (double)(r->window.row + row));
    return vp_transform_forward(r->transform, line, r->window.columns + 1) ||
           vp_fail(err, VP_BAD_INPUT, "%s: the raster reaches beyond the area of use of the province's CRS",
                   r->job->dataset->path);
}

static size_t parts_of(const raster *r)
{
    double widest = 0;
    for (size_t c = 0; c < r->window.columns; c++)
        widest =
            fmax(widest,
                 fmax(hypot(r->corners[0][c + 1].x - r->corners[0][c].x, r->corners[0][c + 1].y - r->corners[0][c].y),
                      hypot(r->corners[1][c].x - r->corners[0][c].x, r->corners[1][c].y - r->corners[0][c].y)));
    double parts = ceil(2 * widest / r->geometry.cell_metres);
    return parts < 2 ? 2 : parts > 64 ? 64 : (size_t)parts;
}

static bool share_people(raster *r, vp_error *err)
{
    bool aligned = vp_transform_is_identity(r->transform);
    for (size_t row = 0; row < r->window.rows; row++) {
        vp_point *line = r->corners[0];
        r->corners[0] = r->corners[1], r->corners[1] = line;
        if (!aligned && ((row == 0 && !project_corners(r, 0, r->corners[0], err)) ||
                         !project_corners(r, row + 1, r->corners[1], err)))
            return false;
        size_t parts = aligned ? 0 : parts_of(r);
        for (size_t column = 0; column < r->window.columns; column++) {
            double people = r->cells[row * r->window.columns + column];
            if (isnan(people) || refuse_people(r, column, row, people)) continue;
            if (aligned)
                share_aligned(r, column, row, people);
            else
                share_projected(r, column, people, parts);
        }
    }
    return true;
}

static bool store_floats(vp_import_job *job, int64_t source, const char *role, const char *label, const float cells[],
                         vp_error *err)
{
    bool wide = strcmp(role, "elevation_wide") == 0;
    vp_grid_row row = {.source = source,
                       .role = role,
                       .label = label,
                       .geometry = wide ? job->wide : job->geometry,
                       .type = VP_STRIP_FLOAT32};
    return vp_grid_store_write(job->database, &row, cells, err);
}

static const char *label_of(const vp_dataset *d) { return *d->vintage ? d->vintage : d->path; }

/* The source's own cells too, where units can be laid over them as they are: in the province's system
 * or in degrees. Their people per unit are then exact, however the cells lie to the grid's. */
static bool store_source_people(raster *r, vp_error *err)
{
    const double *t = r->header.transform;
    const char *crs = *r->job->dataset->crs ? r->job->dataset->crs : r->header.crs;
    bool metres = vp_transform_is_identity(r->transform), degrees = !metres && vp_crs_same(crs, "EPSG:4326");
    if ((!metres && !degrees) || t[1] <= 0 || fabs(t[1] + t[5]) > 1e-6 * t[1]) return true;
    vp_point corner = from_source_cell(r, (double)r->window.column, (double)r->window.row);
    vp_grid_row row = {.source = r->job->source,
                       .role = metres ? "source_people" : "source_people_degrees",
                       .label = label_of(r->job->dataset),
                       .geometry = {r->window.columns, r->window.rows, t[1], corner.x, corner.y},
                       .type = VP_STRIP_FLOAT32};
    size_t count = vp_grid_geometry_cells(row.geometry);
    float *cells = malloc(count * sizeof *cells);
    if (!cells) return vp_fail_memory(err, count * sizeof *cells);
    for (size_t i = 0; i < count; i++) cells[i] = is_people(r->cells[i]) ? (float)r->cells[i] : NAN;
    bool ok = vp_grid_store_write(r->job->database, &row, cells, err);
    free(cells);
    return ok;
}

static bool import_population(raster *r, vp_error *err)
{
    size_t count = vp_grid_geometry_cells(r->geometry), empty = 0, all = 0;
    float *cells = malloc(count * sizeof *cells);
    const uint32_t *inside = vp_import_inside(r->job, err);
    r->people = malloc(count * sizeof *r->people);
    bool ok = inside && ((cells && r->people) || vp_fail_memory(err, count * sizeof *r->people));
    for (size_t i = 0; ok && i < count; i++) r->people[i] = (double)NAN;
    ok = ok && share_people(r, err);
    double total = 0;
    for (size_t i = 0; ok && i < count; i++) {
        cells[i] = (float)r->people[i];
        all += inside[i];
        empty += inside[i] && isnan(cells[i]);
        total += isnan(r->people[i]) ? 0 : r->people[i];
    }
    if (ok && r->refused > 5)
        vp_import_report(r->job, VP_FINDING_WARNING, 0, NULL, NULL, "%zu cells in all hold no number of people",
                         r->refused);
    if (ok)
        vp_import_report(r->job, empty * 20 > all ? VP_FINDING_WARNING : VP_FINDING_NOTE, 0, NULL, NULL,
                         "%.2f people on the grids; %.2f %% of the province's area has no data", total,
                         all ? 100.0 * (double)empty / (double)all : 0);
    ok = ok && store_floats(r->job, r->job->source, "population", label_of(r->job->dataset), cells, err) &&
         store_source_people(r, err);
    free(cells);
    free(r->people);
    return ok;
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
    for (size_t c = 0; c <= f->columns; c++) line[c] = to_source_cell(r, line[c]);
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

static bool sample_all(raster *r, bool classes, vp_error *err)
{
    const vp_grid_geometry *f = &r->geometry;
    if (!corner_line(r, 0, r->corners[1], err)) return false;
    for (size_t row = 0; row < f->rows; row++) {
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

/* Values that no terrain has become no data. */
static void refuse_values(raster *r, bool classes)
{
    double least = classes ? 0 : -500, most = classes ? 255 : 9000, first = NAN;
    for (size_t i = 0; i < r->window.columns * r->window.rows; i++) {
        double *value = &r->cells[i];
        if (isnan(*value) || (*value >= least && *value <= most && (!classes || *value == floor(*value)))) continue;
        if (r->refused++ == 0) first = *value;
        *value = NAN;
    }
    if (!r->refused) return;
    char text[40];
    snprintf(text, sizeof text, "%g", first);
    vp_import_report(r->job, VP_FINDING_WARNING, 0, NULL, text, "%zu cells hold what is no %s; they count as no data",
                     r->refused, classes ? "class (a whole number from 0 to 255)" : "elevation (-500 to 9000 m)");
}

static bool import_sampled(raster *r, bool classes, vp_error *err)
{
    vp_import_job *job = r->job;
    size_t count = vp_grid_geometry_cells(r->geometry);
    refuse_values(r, classes);
    if (!job->merged) {
        job->merged = malloc(count * sizeof *job->merged);
        if (!job->merged) return vp_fail_memory(err, count * sizeof *job->merged);
        for (size_t i = 0; i < count; i++) job->merged[i] = NAN;
        job->merged_source = job->source;
    }
    return sample_all(r, classes, err);
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
    bool ok = vp_grid_store_write(job->database, &row, classes, err);
    free(classes);
    return ok;
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
        vp_import_report(job, empty * 100 > all ? VP_FINDING_WARNING : VP_FINDING_NOTE, 0, "role", role->name,
                         "%zu of %zu cells of the province have no %s: no data there", empty, all, role->name);
    return true;
}

static void report_wide(vp_import_job *job, const vp_role *role)
{
    size_t known = 0, all = vp_grid_geometry_cells(job->wide);
    for (size_t i = 0; i < all; i++) known += isnan(job->merged[i]) ? 0 : 1;
    vp_import_report(job, VP_FINDING_NOTE, 0, "role", role->name,
                     "heights beyond the province, for transmitters: %zu × %zu cells of %g m, %.1f %% known%s",
                     job->wide.columns, job->wide.rows, job->wide.cell_metres, 100 * (double)known / (double)all,
                     job->wide.cell_metres > 200
                         ? "; so coarse a layer flattens ridges, and fields from beyond come out "
                           "several dB too strong: give one of 90 m or finer"
                         : "");
}

bool vp_raster_finish(vp_import_job *job, const vp_role *role, vp_error *err)
{
    if (!job->merged) return true;
    size_t first = job->findings->count;
    bool wide = strcmp(role->name, "elevation_wide") == 0;
    if (wide) report_wide(job, role);
    bool ok = (wide || report_empty(job, role, err)) && vp_database_run(job->database, "BEGIN", err);
    ok = ok &&
         (strcmp(role->name, "land_cover") == 0
              ? store_classes(job, err)
              : store_floats(job, job->merged_source, role->name, role->name, job->merged, err)) &&
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
        vp_import_report(job, VP_FINDING_ERROR, 0, "crs", NULL,
                         "neither the file nor datasets.csv says which coordinate system it is in");
        return true;
    }
    if (*job->dataset->crs && *r->header.crs && !vp_crs_same(crs, r->header.crs)) {
        char name[120];
        vp_crs_name(r->header.crs, name, sizeof name);
        vp_import_report(job, VP_FINDING_WARNING, 0, "crs", crs,
                         "the file says it is in %s, datasets.csv says %s; the latter is taken", name, crs);
    }
    if (t[2] != 0 || t[4] != 0 || t[1] == 0 || t[5] == 0 || !isfinite(t[0] + t[1] + t[3] + t[5])) {
        vp_import_report(job, VP_FINDING_ERROR, 0, NULL, NULL,
                         "its rows do not run along the axes of its coordinate system; warp it to north up first");
        return true;
    }
    vp_error why = {0};
    r->transform = vp_transform_new(crs, job->crs, &why);
    if (!r->transform) {
        if (why.kind == VP_NO_MEMORY) return vp_fail(err, why.kind, "%s", why.message);
        vp_import_report(job, VP_FINDING_ERROR, 0, "crs", NULL, "%s", why.message);
    } else if (job->geometry.columns && !choose_window(r)) {
        vp_import_report(
            job, VP_FINDING_ERROR, 0, "crs", NULL,
            "the raster does not touch the province: its coordinate system is wrong, or it is another place");
    }
    return true;
}

static bool use_cells(raster *r, const vp_role *role, vp_error *err)
{
    size_t line = (r->window.columns > r->geometry.columns ? r->window.columns : r->geometry.columns) + 1;
    for (size_t i = 0; i < 2; i++)
        if (!(r->corners[i] = malloc(line * sizeof(vp_point)))) return vp_fail_memory(err, line * sizeof(vp_point));
    r->job->features = r->window.columns * r->window.rows;
    bool ok = strcmp(role->name, "population") == 0 ? import_population(r, err)
                                                    : import_sampled(r, strcmp(role->name, "land_cover") == 0, err);
    r->job->rejected = r->refused;
    return ok;
}

bool vp_raster_import(vp_import_job *job, const vp_role *role, vp_error *err)
{
    const vp_dataset *d = job->dataset;
    vp_source_request request = {d->full_path, d->path, "", "", "", ""};
    bool wide = strcmp(role->name, "elevation_wide") == 0 && job->wide.columns;
    raster r = {.job = job, .geometry = wide ? job->wide : job->geometry};
    vp_error why = {0};
    size_t errors = job->findings->errors;
    bool ok = true, read = vp_source_raster_header(&request, &r.header, job->findings, &why);
    if (read) ok = set_up(&r, err);
    if (ok && read && job->geometry.columns && job->findings->errors == errors) { /* else there is no grid */
        r.cells = vp_source_raster_cells(&request, r.window, job->findings, &why);
        read = r.cells != NULL;
        if (read) ok = use_cells(&r, role, err);
    }
    if (!read && why.kind == VP_BAD_INPUT)
        vp_import_report(job, VP_FINDING_ERROR, 0, NULL, NULL, "%s", why.message);
    else if (!read)
        ok = vp_fail(err, why.kind, "%s", why.message);
    free(r.cells);
    free(r.corners[0]);
    free(r.corners[1]);
    vp_transform_free(r.transform);
    vp_raster_header_clear(&r.header);
    return ok;
}
