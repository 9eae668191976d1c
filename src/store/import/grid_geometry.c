/* The geometry that every grid lies on, and which of its cells are in the province. */
#include "store/import/job_internal.h"
#include "store/sandbox/source.h"
#include "store/spatial/geometry.h"
#include "store/spatial/vector_geometry.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/burn.h>

enum { MARGIN_METRES = 5000 };

static bool is_finest(const vp_import_job *job, const vp_known_set *set)
{
    return strcmp(set->level, vp_province_setting(job->province, "unit_level")) == 0;
}

static vp_bounds bounds_of_units(const vp_import_job *job)
{
    vp_bounds b = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t s = 0; s < job->set_count; s++)
        for (size_t u = 0; is_finest(job, &job->sets[s]) && u < job->sets[s].unit_count; u++) {
            vp_bounds unit = job->sets[s].units[u].bounds;
            b.west = fmin(b.west, unit.west), b.south = fmin(b.south, unit.south);
            b.east = fmax(b.east, unit.east), b.north = fmax(b.north, unit.north);
        }
    return b;
}

static bool stated_extent(const char *text, vp_bounds *b)
{
    int used = 0;
    return sscanf(text, "%lf%*[,; ]%lf%*[,; ]%lf%*[,; ]%lf%n", &b->west, &b->south, &b->east, &b->north, &used) == 4 &&
           !text[used] && b->east > b->west && b->north > b->south;
}

/* A corner of the elevation's grid when its cells can be taken as they are; *aligned is false when they cannot, also
 * since the file is damaged, which is reported when its cells are read. */
static bool elevation_corner(vp_import_job *job, double cell, vp_point *corner, bool *aligned, vp_error *err)
{
    *aligned = false;
    for (size_t i = 0; i < vp_province_dataset_count(job->province); i++) {
        const vp_dataset *d = vp_province_dataset(job->province, i);
        if (d->unusable || strcmp(d->role, "elevation") != 0) continue;
        vp_source_request request = {d->full_path, d->path, d->layer, "", "", "", {0}, NULL};
        vp_raster_header h;
        vp_findings unheard = {0}; /* they are heard when the cells are read */
        vp_error why = {0};
        if (!vp_source_raster_header(&request, &h, &unheard, &why)) {
            vp_findings_clear(&unheard);
            return why.kind == VP_BAD_INPUT || vp_fail(err, why.kind, "%s", why.message);
        }
        const char *crs = *d->crs ? d->crs : h.crs;
        *aligned = *crs && vp_crs_same(crs, job->crs) && h.transform[1] == cell && h.transform[5] == -cell &&
                   h.transform[2] == 0 && h.transform[4] == 0;
        if (*aligned) *corner = (vp_point){h.transform[0], h.transform[3]};
        vp_raster_header_clear(&h);
        vp_findings_clear(&unheard);
        return true;
    }
    return true;
}

bool vp_import_set_geometry(vp_import_job *job, vp_error *err)
{
    double cell = strtod(vp_province_setting(job->province, "cell_metres"), NULL), margin = MARGIN_METRES;
    const char *extent = vp_province_setting(job->province, "extent"),
               *stated = vp_province_setting(job->province, "margin_metres");
    vp_bounds b = bounds_of_units(job);
    vp_point corner = {0, 0};
    if (!(cell >= 1)) cell = 100; /* reported as an error of the table */
    if (*stated) margin = strtod(stated, NULL);
    if (*extent && job->own_system)
        margin = fmax(margin, MARGIN_METRES); /* the extent is in metres of another system */
    else if (*extent && stated_extent(extent, &b))
        margin = 0;
    else if (*extent) {
        vp_findings_add(job->findings, VP_FINDING_ERROR,
                        (vp_place){.file = "province.csv", .column = "extent", .value = extent},
                        "must be west,south,east,north in metres of the crs");
        return true;
    }
    if (!(b.east > b.west)) {
        vp_findings_add(job->findings, VP_FINDING_ERROR,
                        (vp_place){.file = "province.csv",
                                   .column = "unit_level",
                                   .value = vp_province_setting(job->province, "unit_level")},
                        "no unit of this level was imported, so nothing can be placed");
        return true;
    }
    bool aligned;
    if (!elevation_corner(job, cell, &corner, &aligned, err)) return false;
    vp_grid_geometry *f = &job->geometry;
    f->cell_metres = cell;
    f->west = corner.x + floor((b.west - margin - corner.x) / cell) * cell;
    f->north = corner.y + ceil((b.north + margin - corner.y) / cell) * cell;
    f->columns = (size_t)ceil((b.east + margin - f->west) / cell);
    f->rows = (size_t)ceil((f->north - b.south + margin) / cell);
    if (!vp_grid_geometry_check(*f, err)) return false;
    job->whole = *f;
    if (!vp_import_set_window(job, err)) return false;
    vp_import_check_system(job);
    vp_findings_add(job->findings, VP_FINDING_NOTE, (vp_place){.file = "province.csv", .column = "cell_metres"},
                    "grids: %zu × %zu cells of %g m, upper left corner %.10g, %.10g; %s", f->columns, f->rows, cell,
                    f->west, f->north,
                    aligned ? "on the elevation's own cells, which need no resampling" : "on multiples of the cell");
    return true;
}

/* ------------------------------------------------------------ the wide elevation */

enum { WIDE_METRES = VP_TRANSMITTER_METRES, WIDE_CELLS_MOST = 16000000, WIDE_STEPS = 96 };

typedef struct {
    vp_bounds bounds; /* what rasters cover of the province's surroundings */
    double cell;      /* metres: the finest of them */
} wide_reach;

/* Metres of a source cell at a place, the lesser way. */
static double cell_metres_at(vp_transform *transform, const double t[6], vp_point place)
{
    const double apart = 1000;
    vp_point p[3] = {place, {place.x + apart, place.y}, {place.x, place.y + apart}};
    if (!vp_transform_inverse(transform, p, 3)) return NAN;
    double east = hypot((p[1].x - p[0].x) / t[1], (p[1].y - p[0].y) / t[5]),
           north = hypot((p[2].x - p[0].x) / t[1], (p[2].y - p[0].y) / t[5]);
    return apart / fmax(east, north);
}

/* Points of a lattice around the province that a raster covers, with the metres to the next around each. */
static void reach_over(const vp_import_job *job, vp_transform *transform, const vp_raster_header *h, wide_reach *reach)
{
    const vp_grid_geometry *f = &job->whole;
    const double *t = h->transform;
    double west = f->west - WIDE_METRES, north = f->north + WIDE_METRES;
    double east = f->west + (double)f->columns * f->cell_metres + WIDE_METRES,
           south = f->north - (double)f->rows * f->cell_metres - WIDE_METRES;
    double across = (east - west) / WIDE_STEPS, down = (north - south) / WIDE_STEPS;
    for (int i = 0; i <= WIDE_STEPS; i++)
        for (int j = 0; j <= WIDE_STEPS; j++) {
            vp_point place = {west + across * i, north - down * j}, p = place;
            if (!vp_transform_inverse(transform, &p, 1)) continue;
            double column = (p.x - t[0]) / t[1], row = (p.y - t[3]) / t[5];
            if (!(column >= 0 && row >= 0 && column <= (double)h->columns && row <= (double)h->rows)) continue;
            double cell = cell_metres_at(transform, t, place);
            if (!isfinite(cell)) continue;
            reach->cell = fmin(reach->cell, cell);
            reach->bounds.west = fmin(reach->bounds.west, fmax(west, place.x - across));
            reach->bounds.east = fmax(reach->bounds.east, fmin(east, place.x + across));
            reach->bounds.south = fmin(reach->bounds.south, fmax(south, place.y - down));
            reach->bounds.north = fmax(reach->bounds.north, fmin(north, place.y + down));
        }
}

/* False only when memory is short; what is wrong with the file is reported when its cells are read. */
static bool reach_of(const vp_import_job *job, const vp_dataset *d, wide_reach *reach, vp_error *err)
{
    vp_source_request request = {d->full_path, d->path, d->layer, "", "", "", {0}, NULL};
    vp_raster_header h;
    vp_findings unheard = {0};
    vp_error why = {0};
    bool read = vp_source_raster_header(&request, &h, &unheard, &why);
    vp_findings_clear(&unheard);
    if (!read) return !why.kind || why.kind == VP_BAD_INPUT || vp_fail(err, why.kind, "%s", why.message);
    const char *crs = *d->crs ? d->crs : h.crs;
    bool north_up = h.transform[2] == 0 && h.transform[4] == 0 && h.transform[1] != 0 && h.transform[5] != 0;
    vp_transform *transform = *crs && north_up ? vp_transform_new(crs, job->crs, &why) : NULL;
    if (transform) reach_over(job, transform, &h, reach);
    vp_transform_free(transform);
    vp_raster_header_clear(&h);
    return !why.kind || why.kind == VP_BAD_INPUT || vp_fail(err, why.kind, "%s", why.message);
}

/* Of a part, the same cells as far as signals come from. */
static void cut_wide(vp_import_job *job)
{
    if (!vp_grid_geometry_same(job->geometry, job->whole)) job->wide = vp_transmitter_window(job->wide, job->geometry);
}

bool vp_import_set_wide_geometry(vp_import_job *job, vp_error *err)
{
    wide_reach reach = {{INFINITY, INFINITY, -INFINITY, -INFINITY}, INFINITY};
    for (size_t i = 0; job->geometry.columns && i < vp_province_dataset_count(job->province); i++) {
        const vp_dataset *d = vp_province_dataset(job->province, i);
        if (!d->unusable && strcmp(d->role, "elevation_wide") == 0 && !reach_of(job, d, &reach, err)) return false;
    }
    const vp_bounds *b = &reach.bounds;
    if (!(b->east > b->west)) return true;
    double least = sqrt((b->east - b->west) * (b->north - b->south) / WIDE_CELLS_MOST);
    double cell = fmax(job->geometry.cell_metres, ceil(fmax(reach.cell, least)));
    job->wide = (vp_grid_geometry){.columns = (size_t)ceil((b->east - b->west) / cell),
                                   .rows = (size_t)ceil((b->north - b->south) / cell),
                                   .cell_metres = cell,
                                   .west = b->west,
                                   .north = b->north};
    cut_wide(job);
    return vp_grid_geometry_check(job->wide, err);
}

/* ------------------------------------------------------------ who is inside */

static bool shape_of(vp_import_job *job, const GEOSGeometry *unit, vp_shape *shape, vp_error *err)
{
    vp_vector_geometry polygon = {0};
    vp_buffer wkb = {0};
    bool ok = vp_vector_geometry_from_geos(&polygon, unit, job->geos, err) &&
              (vp_vector_geometry_write(&polygon, 0, &wkb) || vp_fail_memory(err, wkb.length)) &&
              vp_geometry_shape(wkb.bytes, wkb.length, shape, err);
    vp_vector_geometry_clear(&polygon);
    vp_buffer_clear(&wkb);
    return ok;
}

/* The shapes of a set's units, of which list has the addresses. */
typedef struct {
    vp_shape *shapes;
    const vp_shape **list;
    size_t count;
} unit_shapes;

static void clear_shapes(unit_shapes *u)
{
    for (size_t i = 0; u->shapes && i < u->count; i++) vp_shape_clear(&u->shapes[i]);
    free(u->shapes);
    free(u->list);
}

static bool make_shapes(vp_import_job *job, const vp_known_set *set, unit_shapes *u, vp_error *err)
{
    *u = (unit_shapes){.shapes = calloc(set->unit_count + 1, sizeof *u->shapes),
                       .list = calloc(set->unit_count + 1, sizeof(const vp_shape *))};
    if (!u->shapes || !u->list) return vp_fail_memory(err, set->unit_count * sizeof *u->shapes);
    for (; u->count < set->unit_count; u->count++) {
        if (!shape_of(job, set->units[u->count].shape, &u->shapes[u->count], err)) return false;
        u->list[u->count] = &u->shapes[u->count];
    }
    return true;
}

static bool burn_set(vp_import_job *job, const vp_known_set *set, vp_error *err)
{
    unit_shapes u;
    bool ok = make_shapes(job, set, &u, err) && vp_burn_shapes(job->geometry, u.list, u.count, 1, job->inside, err);
    clear_shapes(&u);
    return ok;
}

vp_weights *vp_import_unit_weights(vp_import_job *job, const vp_known_set **set, vp_error *err)
{
    unit_shapes u;
    *set = NULL;
    for (size_t s = 0; s < job->set_count && !*set; s++)
        if (is_finest(job, &job->sets[s])) *set = &job->sets[s];
    if (!*set) return NULL;
    vp_weights *weights = make_shapes(job, *set, &u, err) ? vp_weights_new(job->geometry, u.list, u.count, err) : NULL;
    clear_shapes(&u);
    return weights;
}

const uint32_t *vp_import_inside(vp_import_job *job, vp_error *err)
{
    if (job->inside) return job->inside;
    size_t cells = vp_grid_geometry_cells(job->geometry);
    job->inside = calloc(cells, sizeof *job->inside);
    if (!job->inside) {
        vp_fail_memory(err, cells * sizeof *job->inside);
        return NULL;
    }
    for (size_t s = 0; s < job->set_count; s++)
        if (is_finest(job, &job->sets[s])) return burn_set(job, &job->sets[s], err) ? job->inside : NULL;
    return job->inside;
}
