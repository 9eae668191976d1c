/* People onto the province's grid so that their sum is kept: tiles of one population are one mosaic. */
#include "base/array.h"
#include "base/sentences.h"
#include "store/import/people_internal.h"
#include "store/import/raster_internal.h"
#include "store/spatial/cell_area.h"
#include "store/sqlite/grid_store.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef vp_source_cells source_cells;
typedef vp_people_mosaic mosaic;

/* One tile under way. */
typedef struct {
    vp_import_raster *raster;
    mosaic *mosaic;
    float *cover;
} tile;

/* ------------------------------------------------------------ onto the grid */

static void add_people(tile *t, size_t cell, double people, double area)
{
    double *there = &t->mosaic->people[cell];
    *there = isnan(*there) ? people : *there + people;
    t->cover[cell] += (float)area;
}

/* Same system, cells along the axes: each cell's people by the exact share of its area. */
static void share_aligned(tile *t, size_t column, size_t row, double people)
{
    const vp_import_raster *r = t->raster;
    const vp_grid_geometry *f = &r->geometry;
    double c = (double)(r->window.column + column), l = (double)(r->window.row + row);
    vp_point a = vp_import_from_source_cell(r, c, l), b = vp_import_from_source_cell(r, c + 1, l + 1);
    double left = (a.x - f->west) / f->cell_metres, right = (b.x - f->west) / f->cell_metres,
           top = (f->north - a.y) / f->cell_metres, bottom = (f->north - b.y) / f->cell_metres;
    double area = (right - left) * (bottom - top);
    for (double y = fmax(0, floor(top)); y < bottom && y < (double)f->rows; y++)
        for (double x = fmax(0, floor(left)); x < right && x < (double)f->columns; x++) {
            double part = (fmin(right, x + 1) - fmax(left, x)) * (fmin(bottom, y + 1) - fmax(top, y)) / area;
            if (part > 1e-9) add_people(t, (size_t)y * f->columns + (size_t)x, people * part, area * part);
        }
}

static vp_point between(vp_point a, vp_point b, double part)
{
    return (vp_point){a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part};
}

/* Another system: the cell as parts × parts pieces of equal people, each put where its middle lies. Within
 * one cell the projection is taken as bilinear between the corners: off by less than size² / (8 × earth's radius). */
static void share_projected(tile *t, size_t column, double people, size_t parts)
{
    const vp_import_raster *r = t->raster;
    const vp_grid_geometry *f = &r->geometry;
    const vp_point *upper = r->corners[0] + column, *lower = r->corners[1] + column;
    double pieces = (double)(parts * parts), piece = people / pieces;
    double twice = (lower[1].x - upper[0].x) * (upper[1].y - lower[0].y) -
                   (upper[1].x - lower[0].x) * (lower[1].y - upper[0].y); /* of the diagonals */
    double area = fabs(twice) / 2 / (f->cell_metres * f->cell_metres) / pieces;
    for (size_t j = 0; j < parts; j++) {
        double down = ((double)j + 0.5) / (double)parts;
        vp_point left = between(upper[0], lower[0], down), right = between(upper[1], lower[1], down);
        for (size_t i = 0; i < parts; i++) {
            vp_point p = between(left, right, ((double)i + 0.5) / (double)parts);
            size_t cell;
            if (vp_grid_geometry_locate(*f, p.x, p.y, &cell)) add_people(t, cell, piece, area);
        }
    }
}

static bool project_corners(vp_import_raster *r, size_t row, vp_point *line, vp_error *err)
{
    for (size_t c = 0; c <= r->window.columns; c++)
        line[c] = vp_import_from_source_cell(r, (double)(r->window.column + c), (double)(r->window.row + row));
    return vp_transform_forward(r->transform, line, r->window.columns + 1) ||
           vp_fail(err, VP_BAD_INPUT, "%s: the raster reaches beyond the area of use of the province's CRS",
                   r->job->dataset->path);
}

static size_t parts_of(const vp_import_raster *r)
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

static bool share_people(tile *t, vp_error *err)
{
    vp_import_raster *r = t->raster;
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
            if (isnan(people)) continue;
            if (aligned)
                share_aligned(t, column, row, people);
            else
                share_projected(t, column, people, parts);
        }
    }
    return true;
}

/* ------------------------------------------------------------ tiles of one mosaic */

/* Cells that two tiles both cover. Pieces of projected cells fall where they fall, so there both must nearly fill it.
 */
static size_t overlapping(const tile *t)
{
    size_t count = 0, cells = vp_grid_geometry_cells(t->raster->geometry);
    bool aligned = vp_transform_is_identity(t->raster->transform);
    for (size_t i = 0; i < cells; i++) {
        float before = t->mosaic->cover[i], now = t->cover[i];
        count += aligned ? before > 0 && now > 0 && before + now > 1.001f : before >= 0.75f && now >= 0.75f;
    }
    return aligned || count >= 4 ? count : 0;
}

static void join_cover(tile *t)
{
    vp_import_job *job = t->raster->job;
    size_t cells = vp_grid_geometry_cells(t->raster->geometry), both = overlapping(t);
    if (both)
        vp_import_report(job, VP_FINDING_ERROR, (vp_place){.column = "vintage", .value = t->mosaic->label},
                         "it overlaps %s of the same vintage on %zu cells of the grid, where people would be counted "
                         "twice: tiles of one population must not overlap, and two estimates need two vintages",
                         t->mosaic->dataset->path, both);
    for (size_t i = 0; i < cells; i++) t->mosaic->cover[i] += t->cover[i];
}

/* Cells of the grid whose middle the raster reaches. */
static bool mark_reached(const tile *t, vp_error *err)
{
    const vp_import_raster *r = t->raster;
    const vp_grid_geometry *f = &r->geometry;
    uint8_t *beyond = t->mosaic->beyond;
    vp_point *line = r->reaches_all ? NULL : malloc(f->columns * sizeof *line);
    if (r->reaches_all) memset(beyond, 0, vp_grid_geometry_cells(*f));
    if (r->reaches_all) return true;
    if (!line) return vp_fail_memory(err, f->columns * sizeof *line);
    for (size_t row = 0; row < f->rows; row++) {
        for (size_t c = 0; c < f->columns; c++)
            vp_grid_geometry_centre(*f, row * f->columns + c, &line[c].x, &line[c].y);
        if (!vp_transform_inverse(r->transform, line, f->columns)) continue;
        for (size_t c = 0; c < f->columns; c++) {
            vp_point p = vp_import_to_source_cell(r, line[c]);
            if (p.x >= 0 && p.y >= 0 && p.x <= (double)r->header.columns && p.y <= (double)r->header.rows)
                beyond[row * f->columns + c] = 0;
        }
    }
    free(line);
    return true;
}

/* ------------------------------------------------------------ the sources' own cells */

/* Where units can be laid over them as they are: in the province's system or in degrees. */
static bool fits_units(const vp_import_raster *r, bool *degrees)
{
    const double *t = r->header.transform;
    const char *crs = *r->job->dataset->crs ? r->job->dataset->crs : r->header.crs;
    bool metres = vp_transform_is_identity(r->transform);
    *degrees = !metres && vp_crs_same(crs, "EPSG:4326");
    return (metres || *degrees) && fabs(t[1] + t[5]) <= 1e-6 * t[1];
}

/* The least geometry of both when their cells lie on one lattice. */
static bool unite(vp_grid_geometry a, vp_grid_geometry b, vp_grid_geometry *both)
{
    double size = a.cell_metres, x = (b.west - a.west) / size, y = (a.north - b.north) / size;
    if (fabs(b.cell_metres - size) > 1e-9 * size || fabs(x - round(x)) > 1e-3 || fabs(y - round(y)) > 1e-3)
        return false;
    double left = fmin(0, round(x)), top = fmin(0, round(y)),
           right = fmax((double)a.columns, round(x) + (double)b.columns),
           bottom = fmax((double)a.rows, round(y) + (double)b.rows);
    *both = (vp_grid_geometry){(size_t)(right - left), (size_t)(bottom - top), size, a.west + left * size,
                               a.north - top * size};
    return (right - left) * (bottom - top) <= VP_RASTER_CELLS_MOST;
}

static void lay(vp_grid_geometry on, float *cells, vp_grid_geometry from, const float *values)
{
    size_t column = (size_t)llround((from.west - on.west) / on.cell_metres),
           row = (size_t)llround((on.north - from.north) / on.cell_metres);
    for (size_t r = 0; r < from.rows; r++)
        for (size_t c = 0; c < from.columns; c++)
            if (!isnan(values[r * from.columns + c])) {
                float *there = &cells[(row + r) * on.columns + column + c]; /* of another part: they add up */
                *there = isnan(*there) ? values[r * from.columns + c] : *there + values[r * from.columns + c];
            }
}

static void lose(source_cells *own)
{
    free(own->cells);
    own->cells = NULL;
    own->lost = true;
}

static bool join_cells(source_cells *own, vp_grid_geometry geometry, bool degrees, float *cells, vp_error *err)
{
    vp_grid_geometry both;
    if (!own->cells) {
        *own = (source_cells){geometry, cells, degrees, false};
        return true;
    }
    bool fits = own->degrees == degrees && unite(own->geometry, geometry, &both);
    size_t count = fits ? vp_grid_geometry_cells(both) : 0;
    float *joined = fits ? malloc(count * sizeof *joined) : NULL;
    for (size_t i = 0; joined && i < count; i++) joined[i] = NAN;
    if (joined) {
        lay(both, joined, own->geometry, own->cells);
        lay(both, joined, geometry, cells);
        free(own->cells);
        *own = (source_cells){both, joined, degrees, false};
    }
    free(cells);
    if (!fits) lose(own);
    return joined || !fits || vp_fail_memory(err, count * sizeof *joined);
}

static bool keep_cells(tile *t, vp_error *err)
{
    const vp_import_raster *r = t->raster;
    source_cells *own = &t->mosaic->own;
    bool degrees;
    if (own->lost) return true;
    if (!fits_units(r, &degrees)) {
        lose(own);
        return true;
    }
    vp_point corner = vp_import_from_source_cell(r, (double)r->window.column, (double)r->window.row);
    vp_grid_geometry geometry = {r->window.columns, r->window.rows, r->header.transform[1], corner.x, corner.y};
    size_t count = vp_grid_geometry_cells(geometry);
    float *cells = malloc(count * sizeof *cells);
    if (!cells) return vp_fail_memory(err, count * sizeof *cells);
    for (size_t i = 0; i < count; i++) cells[i] = (float)r->cells[i];
    return join_cells(own, geometry, degrees, cells, err);
}

/* ------------------------------------------------------------ one raster */

static const char *group_of(const vp_dataset *d)
{
    const vp_field *group = vp_dataset_field(d, "group");
    return group ? group->value : NULL;
}

char *vp_import_people_label(const vp_dataset *d)
{
    char *label = NULL;
    const char *group = group_of(d);
    if (asprintf(&label, "%s%s%s", group ? group : "", group ? "_" : "", *d->vintage ? d->vintage : d->path) < 0)
        return NULL;
    return label;
}

static bool keeps_to_kind(vp_import_job *job, const mosaic *m, bool raster)
{
    if (m->raster == raster) return true;
    vp_import_report(
        job, VP_FINDING_ERROR, (vp_place){.column = "vintage", .value = m->label},
        "%s has this vintage too: people of a raster and people of a table are two estimates, and need two "
        "vintages",
        m->dataset->path);
    return false;
}

static bool is_stored(vp_import_job *job, const char *label, bool *stored, vp_error *err)
{
    sqlite3_stmt *ask =
        vp_database_prepare(job->database, "SELECT count(*) FROM grid WHERE role = 'population' AND label = ?", err);
    *stored = false;
    bool ok = ask && vp_statement_bind(ask, err, "t", label);
    if (ok) *stored = sqlite3_step(ask) == SQLITE_ROW && sqlite3_column_int(ask, 0) > 0;
    sqlite3_finalize(ask);
    if (*stored)
        vp_import_report(job, VP_FINDING_ERROR, (vp_place){.column = "vintage", .value = label},
                         "another population has this vintage: two estimates need two vintages");
    return ok;
}

/* Takes label. */
static bool add_mosaic(vp_import_job *job, char *label, bool raster, vp_error *err)
{
    if (!vp_array_resize(VP_ARRAY(job->people), job->people_count + 1, err)) {
        free(label);
        return false;
    }
    mosaic *m = &job->people[job->people_count];
    size_t count = vp_grid_geometry_cells(job->geometry);
    *m = (mosaic){.label = label,
                  .group = group_of(job->dataset),
                  .dataset = job->dataset,
                  .source = job->source,
                  .raster = raster,
                  .people = malloc(count * sizeof *m->people),
                  .cover = calloc(count, sizeof *m->cover),
                  .beyond = malloc(count)};
    job->people_count++;
    if (!m->people || !m->cover || !m->beyond) return vp_fail_memory(err, count * sizeof *m->people);
    for (size_t i = 0; i < count; i++) m->people[i] = (double)NAN;
    memset(m->beyond, 1, count);
    return true;
}

bool vp_import_people_mosaic(vp_import_job *job, bool raster, mosaic **found, vp_error *err)
{
    char *label = vp_import_people_label(job->dataset);
    bool stored = true;
    *found = NULL;
    if (!label) return vp_fail_memory(err, 80);
    for (size_t i = 0; i < job->people_count; i++)
        if (strcmp(job->people[i].label, label) == 0) {
            if (keeps_to_kind(job, &job->people[i], raster)) *found = &job->people[i];
            free(label);
            return true;
        }
    bool ok = is_stored(job, label, &stored, err);
    if (!ok || stored) {
        free(label);
        return ok;
    }
    if (!add_mosaic(job, label, raster, err)) return false;
    *found = &job->people[job->people_count - 1];
    return true;
}

void vp_import_people_clear(vp_import_job *job)
{
    for (size_t i = 0; i < job->people_count; i++) {
        mosaic *m = &job->people[i];
        free(m->label);
        free(m->people);
        free(m->cover);
        free(m->beyond);
        free(m->own.cells);
    }
    free(job->people);
    job->people = NULL;
    job->people_count = 0;
}

/* density:=km2 or hectare in fields: people per area become people per cell. False: a finding says why not. */
static bool count_density(vp_import_raster *r)
{
    const vp_field *density = vp_dataset_field(r->job->dataset, "density");
    const char *crs = *r->job->dataset->crs ? r->job->dataset->crs : r->header.crs,
               *per = density && density->constant ? density->value : "";
    double square_metres = strcmp(per, "km2") == 0 ? 1e6 : strcmp(per, "hectare") == 0 ? 1e4 : 0, total = 0;
    bool degrees = vp_crs_is_geographic(crs);
    if (!density) return true;
    if (!(square_metres > 0) || !(degrees || vp_crs_is_metric(crs, NULL))) {
        vp_import_report(r->job, VP_FINDING_ERROR, (vp_place){.column = "fields", .value = density->value},
                         square_metres > 0 ? "a density is converted in metres or degrees only: warp the raster first"
                                           : "a density is per km2 or per hectare: density:=km2");
        return false;
    }
    for (size_t row = 0; row < r->window.rows; row++) {
        double factor = vp_cell_area(r->header.transform, degrees, r->window.row + row) / square_metres;
        for (size_t c = 0; c < r->window.columns; c++) {
            double *people = &r->cells[row * r->window.columns + c];
            *people *= factor;
            if (*people > 0) total += *people;
        }
    }
    vp_import_report(r->job, VP_FINDING_NOTE, (vp_place){.column = "fields", .value = per},
                     "people per %s were multiplied by the area of each cell: %.0f people in what is read", per, total);
    return true;
}

static void suspect_density(const vp_import_raster *r)
{
    const char *name = vp_plausible_file_name(r->job->dataset->path);
    if (vp_dataset_field(r->job->dataset, "density")) return;
    if (vp_plausible_is_density(r->header.words) || vp_plausible_is_density(name))
        vp_import_report(r->job, VP_FINDING_WARNING, (vp_place){.value = name},
                         "it calls itself a density, and people per cell are needed: write density:=km2 in fields, and "
                         "it is multiplied by the cells' area");
}

/* The part of the row at hand begins or goes on; false: a finding says why it cannot. */
static bool begin_part(tile *t)
{
    mosaic *m = t->mosaic;
    vp_import_job *job = t->raster->job;
    const vp_field *field = vp_dataset_field(job->dataset, "part");
    const char *part = field ? field->value : "", *why = NULL;
    if (m->part_count && strcmp(m->parts[m->part_count - 1], part) == 0) return true;
    for (size_t i = 0; i < m->part_count; i++)
        if (strcmp(m->parts[i], part) == 0) why = VP_PART("the rows of one part must follow each other");
    if (m->part_count && (!*part || !*m->parts[0]))
        why = VP_PART("of the rows of one vintage and group either all have a part or none: parts add up");
    if (m->part_count == VP_PEOPLE_PARTS_MOST) why = VP_PART("there are too many parts of one population");
    if (why) {
        vp_import_report(job, VP_FINDING_ERROR, (vp_place){.column = "part", .value = part}, "%s", why);
        return false;
    }
    m->parts[m->part_count++] = part;
    memset(m->cover, 0, vp_grid_geometry_cells(t->raster->geometry) * sizeof *m->cover);
    return true;
}

bool vp_import_people(vp_import_raster *r, vp_error *err)
{
    size_t count = vp_grid_geometry_cells(r->geometry);
    if (!count_density(r)) return true;
    vp_import_begin_refusing(r, VP_CELLS_PEOPLE);
    vp_import_refuse(r);
    vp_import_report_refused(r);
    suspect_density(r);
    tile t = {r, NULL, calloc(count, sizeof *t.cover)};
    bool ok = (t.cover || vp_fail_memory(err, count * sizeof *t.cover)) &&
              vp_import_people_mosaic(r->job, true, &t.mosaic, err);
    if (ok && t.mosaic && !begin_part(&t)) t.mosaic = NULL;
    if (ok && t.mosaic) ok = share_people(&t, err) && mark_reached(&t, err) && keep_cells(&t, err);
    if (ok && t.mosaic) join_cover(&t);
    free(t.cover);
    return ok;
}

/* ------------------------------------------------------------ what a mosaic says of the units */

enum { NAMED_MOST = 8, PARTLY_MOST = 20 };

/* Sums over the units of the first set of the finest level. */
typedef struct {
    const vp_known_set *set;
    double *people, *missing, *area, *beyond; /* missing, area, beyond: in cells of the grid */
} unit_sums;

static bool sum_units(vp_import_job *job, const mosaic *m, const float people[], unit_sums *u, vp_error *err)
{
    *u = (unit_sums){0};
    vp_weights *weights = vp_import_unit_weights(job, &u->set, err);
    if (!weights) return !u->set;
    size_t cells = vp_grid_geometry_cells(job->geometry), units = u->set->unit_count + 1;
    float *ones = malloc(cells * sizeof *ones);
    u->people = calloc(4 * units, sizeof *u->people);
    bool ok = (ones && u->people) || vp_fail_memory(err, cells * sizeof *ones);
    if (ok) {
        u->missing = u->people + units, u->area = u->missing + units, u->beyond = u->area + units;
        vp_zonal_sum(weights, people, u->people, u->missing);
        for (size_t i = 0; i < cells; i++) ones[i] = m->beyond[i] ? NAN : 1;
        vp_zonal_sum(weights, ones, u->area, u->beyond);
        for (size_t i = 0; i + 1 < units; i++) u->area[i] += u->beyond[i];
    }
    free(ones);
    vp_weights_free(weights);
    return ok;
}

static bool has_none(const unit_sums *u, size_t i) { return u->missing[i] >= u->area[i] * (1 - 1e-9); }
/* Beyond the window of a part. */
static bool is_elsewhere(const unit_sums *u, size_t i) { return !(u->area[i] > 0); }

static void report_units_without(vp_import_job *job, const unit_sums *u)
{
    char names[600] = "";
    size_t count = 0, used = 0;
    for (size_t i = 0; u->set && i < u->set->unit_count; i++) {
        if (!has_none(u, i) || is_elsewhere(u, i)) continue;
        if (count++ >= NAMED_MOST) continue;
        int more = snprintf(names + used, sizeof names - used, "%s%.20s (%.40s)", count > 1 ? ", " : "",
                            u->set->units[i].code, u->set->units[i].name ? u->set->units[i].name : "");
        used += more > 0 && (size_t)more < sizeof names - used ? (size_t)more : 0;
    }
    if (count)
        vp_import_report(job, VP_FINDING_WARNING, (vp_place){0}, "%zu units have no people data at all: %s%s", count,
                         names, count > NAMED_MOST ? " …" : "");
}

static void report_partly(vp_import_job *job, const unit_sums *u)
{
    size_t count = 0;
    for (size_t i = 0; u->set && i < u->set->unit_count; i++) {
        double outside = u->area[i] > 0 ? u->beyond[i] / u->area[i] : 0;
        if (!(outside > 1e-3) || has_none(u, i) || count++ >= PARTLY_MOST) continue;
        vp_import_report(job, VP_FINDING_WARNING, (vp_place){.value = u->set->units[i].code},
                         "the raster covers %.1f %% of the area of %.60s: people beyond its edge are not known",
                         100 * (1 - outside), u->set->units[i].name ? u->set->units[i].name : u->set->units[i].code);
    }
    if (count > PARTLY_MOST)
        vp_import_report(job, VP_FINDING_WARNING, (vp_place){0}, "and %zu more units that it covers in part",
                         count - PARTLY_MOST);
}

/* A raster that is cut to the province should have nobody elsewhere; a wider one has neighbours. */
static bool report_outside(vp_import_job *job, const mosaic *m, const unit_sums *u, double total, vp_error *err)
{
    const uint32_t *inside = vp_import_inside(job, err);
    size_t settled = 0, elsewhere = 0;
    double people = 0, cells = 0;
    if (!inside) return false;
    for (size_t i = 0; i < vp_grid_geometry_cells(job->geometry); i++) {
        bool lived_in = m->people[i] > 0;
        settled += lived_in && inside[i], elsewhere += lived_in && !inside[i];
    }
    for (size_t i = 0; u->set && i < u->set->unit_count; i++) people += u->people[i], cells += u->area[i];
    double share = total > 0 ? fmax(0, total - people) / total : 0;
    bool part = job->options && job->options->part; /* people of others live around it */
    bool cut = !part && elsewhere * 4 <= settled;
    vp_import_report(job, cut && share > 0.01 ? VP_FINDING_WARNING : VP_FINDING_NOTE, (vp_place){0},
                     "file's sum on the grids %.2f, units' sum %.2f: %.2f people (%.2f %%) are in no unit%s", total,
                     people, fmax(0, total - people), 100 * share,
                     cut && share > 0.01 ? "; do the units cover the province, in the right coordinate system?" : "");
    const char *dense = vp_province_setting(job->province, "people_per_km2_most");
    double mean = people / (cells * job->geometry.cell_metres * job->geometry.cell_metres / 1e6),
           most = (*dense ? strtod(dense, NULL) : VP_PEOPLE_PER_KM2_MOST) / 5;
    if (mean > most)
        vp_import_report(job, VP_FINDING_WARNING, (vp_place){0},
                         "the units have %.0f people per km², more than %.0f: is this a layer of people per km² "
                         "instead of people per cell?",
                         mean, most);
    return true;
}

static bool report_mosaic(vp_import_job *job, const mosaic *m, const float people[], vp_error *err)
{
    const uint32_t *inside = vp_import_inside(job, err);
    size_t empty = 0, all = 0;
    double total = 0;
    unit_sums u = {0};
    for (size_t i = 0; inside && i < vp_grid_geometry_cells(job->geometry); i++) {
        all += inside[i], empty += inside[i] && isnan(people[i]);
        total += isnan(m->people[i]) ? 0 : m->people[i];
    }
    if (!inside) return false;
    bool nobody = empty < all && !(total > 0);
    vp_import_report(job, nobody || empty * 20 > all ? VP_FINDING_WARNING : VP_FINDING_NOTE, (vp_place){0},
                     "%.2f people on the grids; %.2f %% of the province's area has no data%s", total,
                     all ? 100.0 * (double)empty / (double)all : 0,
                     nobody ? "; where nobody lives every share of people is no data: is this the right file?" : "");
    bool ok = sum_units(job, m, people, &u, err) && report_outside(job, m, &u, total, err);
    if (ok && u.people) report_units_without(job, &u), report_partly(job, &u);
    free(u.people);
    return ok;
}

static bool store(vp_import_job *job, const mosaic *m, const float people[], vp_error *err)
{
    vp_grid_row row = {.source = m->source,
                       .role = "population",
                       .label = m->label,
                       .group = m->group,
                       .geometry = job->geometry,
                       .type = VP_STRIP_FLOAT32};
    if (!vp_grid_store_write(job->database, &row, people, err)) return false;
    if (!m->own.cells) return true;
    row.role = m->own.degrees ? "source_people_degrees" : "source_people";
    row.geometry = m->own.geometry;
    return vp_grid_store_write(job->database, &row, m->own.cells, err);
}

static bool finish(vp_import_job *job, const mosaic *m, vp_error *err)
{
    size_t count = vp_grid_geometry_cells(job->geometry), first = job->findings->count;
    float *people = calloc(count, sizeof *people);
    if (!people) return vp_fail_memory(err, count * sizeof *people);
    for (size_t i = 0; i < count; i++) people[i] = (float)m->people[i];
    job->dataset = m->dataset;
    bool ok = report_mosaic(job, m, people, err) && vp_database_run(job->database, "BEGIN", err) &&
              store(job, m, people, err) && vp_import_database_findings(job, first, m->source, err) &&
              vp_database_run(job->database, "COMMIT", err);
    job->dataset = NULL;
    job->reported = job->unreported = 0;
    free(people);
    return ok;
}

bool vp_import_people_finish(vp_import_job *job, vp_error *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < job->people_count; i++) ok = finish(job, &job->people[i], err);
    vp_import_people_clear(job);
    return ok;
}
