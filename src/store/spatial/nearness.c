#include "store/spatial/nearness.h"
#include <geos_c.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- inside */

/* Turns, in every row whose centres the edge passes, the first cell whose centre is not west of it; summed along the
 * row these say which centres lie inside. */
static void turn(vp_grid_geometry f, vp_point a, vp_point b, bool turns[])
{
    double top = (f.north - fmax(a.y, b.y)) / f.cell_metres - 0.5,
           end = (f.north - fmin(a.y, b.y)) / f.cell_metres - 0.5;
    double first = fmax(0, ceil(top)), rows = fmin(end, (double)f.rows); /* half open: a corner counts once */
    for (size_t row = (size_t)fmin(first, (double)f.rows); (double)row < rows; row++) {
        double y = f.north - ((double)row + 0.5) * f.cell_metres;
        double x = a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y));
        double column = ceil((x - f.west) / f.cell_metres - 0.5);
        if (column < (double)f.columns) {
            size_t at = row * f.columns + (column > 0 ? (size_t)column : 0);
            turns[at] = !turns[at];
        }
    }
}

bool vp_nearness_inside(const vp_nearness_layer *layer, vp_grid_geometry f, bool inside[], vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(f);
    bool *turns = calloc(cells + 1, sizeof *turns);
    if (!turns) return vp_fail_memory(err, cells);
    memset(inside, 0, cells * sizeof *inside);
    for (size_t s = 0; s < layer->count; s++) {
        const vp_shape *shape = &layer->shapes[s];
        if (layer->areas && !layer->areas[s]) continue;
        for (size_t r = 0; r < shape->ring_count; r++)
            for (size_t i = shape->ring_starts[r]; i + 1 < shape->ring_starts[r + 1]; i++)
                turn(f, shape->points[i], shape->points[i + 1], turns);
        vp_bounds b = vp_shape_bounds(shape);
        double top = floor((f.north - b.north) / f.cell_metres) - 1, bottom = (f.north - b.south) / f.cell_metres + 1;
        for (size_t row = top > 0 ? (size_t)fmin(top, (double)f.rows) : 0; row < f.rows && (double)row <= bottom;
             row++) {
            bool in = false;
            for (size_t column = 0; column < f.columns; column++) {
                size_t cell = row * f.columns + column;
                in ^= turns[cell];
                turns[cell] = false;
                inside[cell] |= in;
            }
        }
    }
    free(turns);
    return true;
}

/* ---- metres */

/* A piece as a line; one point as a line that does not leave it. */
static GEOSGeometry *line_of(GEOSContextHandle_t geos, const vp_point points[], size_t count)
{
    unsigned int length = (unsigned int)(count < 2 ? 2 : count);
    GEOSCoordSequence *sequence = GEOSCoordSeq_create_r(geos, length, 2);
    bool ok = sequence != NULL;
    for (unsigned int i = 0; ok && i < length; i++) {
        const vp_point *p = &points[i < count ? i : count - 1];
        ok = GEOSCoordSeq_setXY_r(geos, sequence, i, p->x, p->y) != 0;
    }
    if (ok) return GEOSGeom_createLineString_r(geos, sequence); /* takes the sequence */
    if (sequence) GEOSCoordSeq_destroy_r(geos, sequence);
    return NULL;
}

/* All pieces of all shapes as one MULTILINESTRING, of which alone GEOS keeps an index of facets. NULL: it refuses. */
static GEOSGeometry *lines_of(GEOSContextHandle_t geos, const vp_nearness_layer *layer)
{
    size_t count = 0, made = 0;
    for (size_t s = 0; s < layer->count; s++) count += layer->shapes[s].ring_count;
    GEOSGeometry **lines = malloc((count + 1) * sizeof *lines), *all = NULL;
    bool ok = lines != NULL;
    for (size_t s = 0; ok && s < layer->count; s++) {
        const vp_shape *shape = &layer->shapes[s];
        for (size_t r = 0; ok && r < shape->ring_count; r++) {
            size_t first = shape->ring_starts[r], points = shape->ring_starts[r + 1] - first;
            if (points == 0) continue;
            lines[made] = line_of(geos, shape->points + first, points);
            ok = lines[made] != NULL;
            if (ok) made++;
        }
    }
    if (ok) all = GEOSGeom_createCollection_r(geos, GEOS_MULTILINESTRING, lines, (unsigned int)made);
    for (size_t i = 0; !ok && i < made; i++) GEOSGeom_destroy_r(geos, lines[i]);
    free(lines);
    return all;
}

static bool measure(GEOSContextHandle_t geos, const GEOSPreparedGeometry *lines, vp_grid_geometry f, double metres[])
{
    size_t cells = vp_grid_geometry_cells(f);
    for (size_t cell = 0; cell < cells; cell++) {
        double x, y;
        if (metres[cell] == 0) continue;
        vp_grid_geometry_centre(f, cell, &x, &y);
        GEOSGeometry *point = GEOSGeom_createPointFromXY_r(geos, x, y);
        bool ok = point && GEOSPreparedDistance_r(geos, lines, point, &metres[cell]) != 0;
        if (point) GEOSGeom_destroy_r(geos, point);
        if (!ok) return false;
    }
    return true;
}

bool vp_nearness_metres(const vp_nearness_layer *layer, vp_grid_geometry f, double metres[], vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(f), pieces = 0;
    bool *inside = calloc(cells + 1, 1);
    if (!inside) return vp_fail_memory(err, cells);
    bool ok = vp_nearness_inside(layer, f, inside, err);
    for (size_t cell = 0; ok && cell < cells; cell++) metres[cell] = inside[cell] ? 0 : (double)INFINITY;
    free(inside);
    for (size_t s = 0; s < layer->count; s++) pieces += layer->shapes[s].point_count;
    if (!ok || pieces == 0) return ok;
    GEOSContextHandle_t geos = GEOS_init_r();
    GEOSGeometry *lines = geos ? lines_of(geos, layer) : NULL;
    const GEOSPreparedGeometry *prepared = lines ? GEOSPrepare_r(geos, lines) : NULL;
    ok = prepared && measure(geos, prepared, f, metres);
    if (prepared) GEOSPreparedGeom_destroy_r(geos, prepared);
    if (lines) GEOSGeom_destroy_r(geos, lines);
    if (geos) GEOS_finish_r(geos);
    return ok || vp_fail_memory(err, pieces * sizeof(vp_point)); /* GEOS refuses finite points for no other reason */
}
