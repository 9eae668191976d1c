/* What is known of the units: finding a code, a near name, a place; units against each
 * other (overlaps, gaps) and layers against each other (shifted by a wrong datum). */
#include "store/import/import_job.h"
#include "store/text/text.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ codes and names */

static bool set_fits(const vp_known_set *set, const char *vintage)
{
    return !vintage || strcmp(set->vintage, vintage) == 0;
}

bool vp_import_has_vintage(const vp_import_job *job, const char *vintage)
{
    for (size_t s = 0; s < job->set_count; s++)
        if (set_fits(&job->sets[s], vintage)) return true;
    return false;
}

static bool has_code(const vp_import_job *job, const char *vintage, const char *code)
{
    for (size_t s = 0; s < job->set_count; s++)
        for (size_t u = 0; set_fits(&job->sets[s], vintage) && u < job->sets[s].unit_count; u++)
            if (strcmp(job->sets[s].units[u].code, code) == 0) return true;
    return false;
}

/* Length of the codes when all of the finest level are digits of one length; else 0. */
static size_t code_length(const vp_import_job *job, const char *vintage)
{
    const char *level = vp_province_setting(job->province, "unit_level");
    size_t length = 0;
    for (size_t s = 0; s < job->set_count; s++)
        for (size_t u = 0;
             set_fits(&job->sets[s], vintage) && strcmp(job->sets[s].level, level) == 0 && u < job->sets[s].unit_count;
             u++) {
            const char *code = job->sets[s].units[u].code;
            if (strspn(code, "0123456789") != strlen(code) || (length && strlen(code) != length)) return 0;
            length = strlen(code);
        }
    return length;
}

bool vp_import_find_code(const vp_import_job *job, const char *vintage, const char *text, char *code, size_t size,
                         bool *mended)
{
    *mended = false;
    snprintf(code, size, "%s", text);
    if (has_code(job, vintage, text)) return true;
    size_t digits = strspn(text, "0123456789"), length = code_length(job, vintage);
    if (!digits || digits > length || (text[digits] && strcmp(text + digits, ".0") != 0) || length >= size)
        return false;
    memset(code, '0', length - digits);
    memcpy(code + length - digits, text, digits);
    code[length] = '\0';
    *mended = has_code(job, vintage, code);
    return *mended;
}

void vp_import_near(const vp_import_job *job, const char *vintage, const char *text, char *hint, size_t size)
{
    char *wanted = vp_text_key(text);
    size_t named = 0, used = 0;
    hint[0] = '\0';
    for (size_t s = 0; wanted && s < job->set_count; s++)
        for (size_t u = 0; set_fits(&job->sets[s], vintage) && u < job->sets[s].unit_count && named < 3; u++) {
            const vp_known_unit *unit = &job->sets[s].units[u];
            char *key = vp_text_key(unit->name);
            bool near = (key && vp_text_distance(key, wanted, 2) <= (strlen(wanted) > 4 ? 2 : 0)) ||
                        (strlen(text) > 3 && vp_text_distance(unit->code, text, 1) <= 1);
            free(key);
            if (!near) continue;
            int length =
                snprintf(hint + used, size - used, "%s%s %s", named++ ? ", " : "; near: ", unit->code, unit->name);
            used += length > 0 && (size_t)length < size - used ? (size_t)length : 0;
        }
    if (named > 1 && used + 40 < size) snprintf(hint + used, size - used, " (names alone never join)");
    free(wanted);
}

/* ------------------------------------------------------------ places */

static const GEOSPreparedGeometry *prepared(vp_import_job *job, vp_known_unit *unit)
{
    if (!unit->prepared) unit->prepared = GEOSPrepare_r(job->geos, unit->shape);
    return unit->prepared;
}

static bool in_bounds(vp_bounds b, vp_point p)
{
    return p.x >= b.west && p.x <= b.east && p.y >= b.south && p.y <= b.north;
}

static bool contains(vp_import_job *job, vp_known_unit *unit, const GEOSGeometry *point, vp_point p)
{
    return in_bounds(unit->bounds, p) && prepared(job, unit) &&
           GEOSPreparedIntersects_r(job->geos, unit->prepared, point) == 1;
}

double vp_import_distance(vp_import_job *job, const char *code, vp_point p)
{
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(job->geos, p.x, p.y);
    double least = INFINITY;
    for (size_t s = 0; point && s < job->set_count; s++)
        for (size_t u = 0; u < job->sets[s].unit_count; u++) {
            vp_known_unit *unit = &job->sets[s].units[u];
            double metres = INFINITY;
            if (strcmp(unit->code, code) != 0) continue;
            if (contains(job, unit, point, p))
                metres = 0;
            else if (GEOSDistance_r(job->geos, unit->shape, point, &metres) != 1)
                metres = INFINITY;
            least = fmin(least, metres);
        }
    if (point) GEOSGeom_destroy_r(job->geos, point);
    return least;
}

bool vp_import_inside_any(vp_import_job *job, vp_point p)
{
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(job->geos, p.x, p.y);
    bool inside = false;
    for (size_t s = 0; point && !inside && s < job->set_count; s++)
        for (size_t u = 0; !inside && u < job->sets[s].unit_count; u++)
            inside = contains(job, &job->sets[s].units[u], point, p);
    if (point) GEOSGeom_destroy_r(job->geos, point);
    return inside;
}

/* ------------------------------------------------------------ overlaps and gaps */

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
        vp_import_report(job, VP_FINDING_WARNING, second->row, "geometry", second->code,
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
    vp_import_report(job, doubtful > 1e-4 * c->area ? VP_FINDING_WARNING : VP_FINDING_NOTE, 0, "geometry", value,
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
    vp_import_report(job, VP_FINDING_WARNING, 0, "crs", value,
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
        job->told = 0;
        measure(job, &job->sets[s], &c);
        report_cover(job, &job->sets[s], &c);
        if (s == 0)
            base = c;
        else
            report_shift(job, &job->sets[s], &c, &job->sets[0], &base);
    }
    job->dataset = NULL;
    job->told = job->untold = 0;
    return true;
}
