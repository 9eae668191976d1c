#include "store/plain/well_known_text.h"
#include "base/array.h"
#include "base/sentences.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool vp_well_known_text_project(const vp_snapshot *snapshot, double lon, double lat, vp_point *out)
{
    const vp_grid_geometry f = snapshot->region->geometry;
    double east, north, column, row;
    vp_mercator_from_lonlat(lon, lat, &east, &north);
    if (!vp_lattice_at(&snapshot->places.mercator_to_cell, east, north, &column, &row)) return false;
    *out = (vp_point){f.west + column * f.cell_metres, f.north - row * f.cell_metres};
    return column >= 0 && row >= 0 && column < (double)f.columns && row < (double)f.rows;
}

typedef struct {
    const vp_snapshot *snapshot;
    enum { POINTS, LINES, AREAS } kind;
    vp_point *points;
    size_t *sizes;
    size_t point_count, point_room, ring_count, ring_room;
    const char *wrong;
} reading;

static const char *after_blanks(const char *at)
{
    while (isspace((unsigned char)*at)) at++;
    return at;
}

static const char *const how = VP_PART(
    "it is WKT in degrees: POINT, LINESTRING or POLYGON, MULTI or not, longitude before latitude, points between "
    "commas");

static const char *fail(reading *r, const char *wrong)
{
    r->wrong = wrong;
    return NULL;
}

static bool begin_ring(reading *r)
{
    if (!VP_ARRAY_FIT(r->sizes, r->ring_room, r->ring_count + 1, NULL)) return fail(r, "memory is short"), false;
    r->sizes[r->ring_count++] = 0;
    return true;
}

/* A longitude and a latitude; NULL: there is none, or it lies outside. */
static const char *read_point(reading *r, const char *at)
{
    char *end;
    vp_point p;
    double lon = strtod(at, &end), lat = NAN;
    if (end != at) at = end, lat = strtod(at, &end);
    if (end == at || !(fabs(lon) <= 180) || !(fabs(lat) <= 90)) return fail(r, how);
    if (!vp_well_known_text_project(r->snapshot, lon, lat, &p))
        return fail(r, "a point lies outside the province's grid");
    if (r->kind == POINTS && !begin_ring(r)) return NULL;
    if (!VP_ARRAY_FIT(r->points, r->point_room, r->point_count + 1, NULL)) return fail(r, "memory is short");
    r->points[r->point_count++] = p;
    r->sizes[r->ring_count - 1]++;
    return after_blanks(end);
}

/* Points between commas up to the closing bracket. */
static const char *read_ring(reading *r, const char *at)
{
    size_t first = r->point_count;
    if (r->kind != POINTS && !begin_ring(r)) return NULL;
    while ((at = read_point(r, at)) && *at == ',') at++;
    if (!at) return NULL;
    if (*at != ')') return fail(r, how);
    size_t count = r->point_count - first;
    const vp_point *a = r->points + first, *b = r->points + r->point_count - 1;
    if (r->kind == LINES && count < 2) return fail(r, "a line has two points at least");
    if (r->kind == AREAS && (count < 4 || a->x != b->x || a->y != b->y))
        return fail(r, "the ring of a polygon has four points at least, and the last is the first again");
    return at + 1;
}

/* What stands between brackets: rings, or more such brackets. */
static const char *read_group(reading *r, const char *at, int depth)
{
    at = after_blanks(at);
    if (*at != '(') return fail(r, how);
    at = after_blanks(at + 1);
    if (*at != '(') return read_ring(r, at);
    if (depth == 0) return fail(r, how);
    for (;;) {
        at = read_group(r, at, depth - 1);
        if (!at) return NULL;
        at = after_blanks(at);
        if (*at == ')') return at + 1;
        if (*at != ',') return fail(r, how);
        at = after_blanks(at + 1);
    }
}

static const char *read_kind(reading *r, const char *at, int *depth)
{
    static const char *const names[] = {"POINT", "LINESTRING", "POLYGON"};
    *depth = 0;
    if (strncasecmp(at, "MULTI", 5) == 0) at += 5, *depth = 1;
    for (unsigned k = POINTS; k <= AREAS; k++) {
        size_t length = strlen(names[k]);
        if (strncasecmp(at, names[k], length) != 0) continue;
        r->kind = k;
        *depth += k == AREAS;
        return at + length;
    }
    return fail(r, how);
}

const char *vp_well_known_text_read(const char *text, const vp_snapshot *snapshot, vp_shape *shape, bool *area)
{
    reading r = {.snapshot = snapshot};
    int depth;
    const char *at = read_kind(&r, after_blanks(text), &depth);
    if (at) at = read_group(&r, at, depth);
    if (at && *after_blanks(at)) fail(&r, how);
    if (!r.wrong && !vp_shape_init(shape, r.points, r.sizes, r.ring_count, NULL)) fail(&r, "memory is short");
    *area = r.kind == AREAS;
    free(r.points);
    free(r.sizes);
    return r.wrong;
}
