/* Units against each other (overlaps, gaps) and layers against each other (shifted by a wrong datum). */
#include "store/import/job_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    double area, overlap, gap; /* square metres */
    vp_point centre;           /* area-weighted, of all units */
    size_t overlaps, gaps;
} cover;

static double area_of(const vp_import_job *job, const GEOSGeometry *shape)
{
    double area = 0;
    return shape && GEOSArea_r(job->geos, shape, &area) == 1 ? area : 0;
}

static void add_overlap(vp_import_job *job, const vp_known_set *set, size_t a, size_t b, cover *sum)
{
    const vp_known_unit *first = &set->units[a], *second = &set->units[b];
    vp_bounds p = first->bounds, q = second->bounds;
    if (p.west > q.east || q.west > p.east || p.south > q.north || q.south > p.north) return;
    GEOSGeometry *shared = GEOSIntersection_r(job->geos, first->shape, second->shape);
    double area = area_of(job, shared);
    if (shared) GEOSGeom_destroy_r(job->geos, shared);
    if (area < 1) return;
    sum->overlap += area;
    sum->overlaps++;
    if (area > 0.01 * fmin(area_of(job, first->shape), area_of(job, second->shape)))
        vp_import_report(job, VP_FINDING_WARNING,
                         (vp_place){.row = second->row, .column = "geometry", .value = second->code},
                         "%s (%s, row %ld) and %s (%s, row %ld) overlap by %.3f km²", first->code, first->name,
                         first->row, second->code, second->name, second->row, area / 1e6);
}

/* Holes inside the union of the units: terrain that no unit has. */
static void add_gaps(const vp_import_job *job, const GEOSGeometry *whole, cover *sum)
{
    for (int i = 0; whole && i < GEOSGetNumGeometries_r(job->geos, whole); i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(job->geos, whole, i);
        int holes = GEOSGeomTypeId_r(job->geos, part) == GEOS_POLYGON ? GEOSGetNumInteriorRings_r(job->geos, part) : 0;
        for (int h = 0; h < holes; h++) {
            GEOSGeometry *ring = GEOSGeom_clone_r(job->geos, GEOSGetInteriorRingN_r(job->geos, part, h));
            GEOSGeometry *hole = ring ? GEOSGeom_createPolygon_r(job->geos, ring, NULL, 0) : NULL;
            double area = area_of(job, hole);
            if (area >= 1) sum->gap += area, sum->gaps++;
            if (hole) GEOSGeom_destroy_r(job->geos, hole);
        }
    }
}

static GEOSGeometry *unite(const vp_import_job *job, const vp_known_set *set)
{
    GEOSGeometry **parts = calloc(set->unit_count + 1, sizeof *parts), *all = NULL, *whole = NULL;
    for (size_t u = 0; parts && u < set->unit_count; u++) parts[u] = GEOSGeom_clone_r(job->geos, set->units[u].shape);
    if (parts) all = GEOSGeom_createCollection_r(job->geos, GEOS_GEOMETRYCOLLECTION, parts, (unsigned)set->unit_count);
    if (all) whole = GEOSUnaryUnion_r(job->geos, all);
    if (all) GEOSGeom_destroy_r(job->geos, all);
    free(parts);
    return whole;
}

static void measure(vp_import_job *job, const vp_known_set *set, cover *sum)
{
    *sum = (cover){0};
    for (size_t u = 0; u < set->unit_count; u++) {
        double area = area_of(job, set->units[u].shape), x = 0, y = 0;
        GEOSGeometry *centre = GEOSGetCentroid_r(job->geos, set->units[u].shape);
        if (centre) {
            GEOSGeomGetX_r(job->geos, centre, &x);
            GEOSGeomGetY_r(job->geos, centre, &y);
            GEOSGeom_destroy_r(job->geos, centre);
        }
        sum->area += area;
        sum->centre.x += area * x;
        sum->centre.y += area * y;
    }
    sum->centre.x /= sum->area > 0 ? sum->area : 1;
    sum->centre.y /= sum->area > 0 ? sum->area : 1;
    for (size_t a = 0; a < set->unit_count; a++)
        for (size_t b = a + 1; b < set->unit_count; b++) add_overlap(job, set, a, b, sum);
    GEOSGeometry *whole = unite(job, set);
    add_gaps(job, whole, sum);
    if (whole) GEOSGeom_destroy_r(job->geos, whole);
}

static void report_cover(vp_import_job *job, const vp_known_set *set, const cover *c)
{
    char value[100];
    snprintf(value, sizeof value, "%.60s %.30s", set->level, set->vintage);
    if (c->overlaps + c->gaps == 0) return;
    double doubtful = c->overlap + c->gap;
    vp_import_report(job, doubtful > 1e-4 * c->area ? VP_FINDING_WARNING : VP_FINDING_NOTE,
                     (vp_place){.column = "geometry", .value = value},
                     "%zu units of %.2f km²: %zu overlaps of together %.4f km², %zu gaps of %.4f km²; a person on an "
                     "overlap is counted once, in a gap not at all",
                     set->unit_count, c->area / 1e6, c->overlaps, c->overlap / 1e6, c->gaps, c->gap / 1e6);
}

/* Two layers of the same terrain whose centres differ: a datum shift that someone missed. */
static void report_shift(vp_import_job *job, const vp_known_set *set, const cover *c, const vp_known_set *first,
                         const cover *base)
{
    double east = c->centre.x - base->centre.x, north = c->centre.y - base->centre.y;
    if (fabs(c->area / base->area - 1) > 0.02 || hypot(east, north) < 75) return;
    char value[100];
    snprintf(value, sizeof value, "%.60s %.30s", set->level, set->vintage);
    vp_import_report(job, VP_FINDING_WARNING, (vp_place){.column = "crs", .value = value},
                     "shifted layer: its centre lies %.0f m %s and %.0f m %s of that of %s %s (%s), which covers the "
                     "same area; a VN-2000 layer read as WGS 84 looks like this",
                     fabs(east), east > 0 ? "east" : "west", fabs(north), north > 0 ? "north" : "south", first->level,
                     first->vintage, first->dataset->path);
}

bool vp_import_check_units(vp_import_job *job, vp_error *err)
{
    cover base = {0};
    for (size_t s = 0; s < job->set_count; s++) {
        cover c;
        char step[120];
        snprintf(step, sizeof step, "units: %.60s %.30s", job->sets[s].level, job->sets[s].vintage);
        if (!vp_import_progress(job, step, 0.1, err)) return false;
        job->dataset = job->sets[s].dataset;
        job->reported = 0;
        measure(job, &job->sets[s], &c);
        report_cover(job, &job->sets[s], &c);
        if (s == 0)
            base = c;
        else
            report_shift(job, &job->sets[s], &c, &job->sets[0], &base);
    }
    job->dataset = NULL;
    job->reported = job->unreported = 0;
    return true;
}
