/* Whose each cell is: where nobody lives by the prices of the division, as for whoever would live there. */
#include "access/catchments_internal.h"
#include "access/facility_reach.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/limit.h>

typedef vp_catchment_work work;

static bool is_of_a_unit(const void *context, size_t cell) { return ((const work *)context)->kinds[cell] != 0; }

static bool claim(void *context, size_t facility, size_t cell, float value)
{
    work *w = context;
    if (w->out->items[facility].merged) return true;
    double limit = fmax(w->kinds[cell] & 1 ? w->limits[0] : 0, w->kinds[cell] & 2 ? w->limits[1] : 0);
    float all = value + (float)w->division.prices[facility];
    if (!vp_limit_holds(limit, (double)value) || (double)all > w->division.refused || !(all < w->best[cell]))
        return true;
    w->best[cell] = all;
    w->values[cell] = value;
    w->out->owners[cell] = (int32_t)facility;
    return true;
}

/* Where people live it is whom most of them go to: equal costs are shared out by the division alone. */
static void settle(work *w, size_t cell)
{
    double most = 0;
    if (!vp_catchment_has_people(w, cell)) return;
    w->out->owners[cell] = -1;
    for (int k = 0; k < VP_CATCHMENT_KINDS; k++) {
        if (!(w->people[k][cell] > 0)) continue;
        for (size_t d = w->demands[k][cell], e = w->starts[d]; e < w->starts[d + 1]; e++) {
            if (!(w->division.people[e] > most)) continue;
            most = w->division.people[e];
            w->out->owners[cell] = (int32_t)w->choices[e].facility;
            w->values[cell] = w->choices[e].cost;
        }
    }
}

static bool find_owners(work *w, const vp_travel_options *travel, vp_error *err)
{
    size_t cells = vp_grid_geometry_cells(w->region->geometry);
    const vp_facility_reach reach = {w->region, w->service, w->limit_most, travel, is_of_a_unit, claim, w};
    w->values = malloc((cells + 1) * sizeof *w->values);
    w->best = malloc((cells + 1) * sizeof *w->best);
    w->out->owners = calloc(cells + 1, sizeof *w->out->owners);
    if (!w->values || !w->best || !w->out->owners) return vp_fail_memory(err, cells * sizeof *w->values);
    for (size_t cell = 0; cell < cells; cell++) {
        w->values[cell] = w->best[cell] = INFINITY;
        w->out->owners[cell] = -1;
    }
    if (!vp_facility_reach_all(&reach, err)) return false;
    for (size_t cell = 0; cell < cells; cell++) settle(w, cell);
    return true;
}

typedef struct {
    size_t west, north, east, south; /* both ends included; west > east: none */
} extent;

static void find_extents(const work *w, extent *extents)
{
    vp_grid_geometry g = w->region->geometry;
    for (size_t j = 0; j < w->out->count; j++) extents[j] = (extent){SIZE_MAX, SIZE_MAX, 0, 0};
    for (size_t cell = 0; cell < vp_grid_geometry_cells(g); cell++) {
        if (w->out->owners[cell] < 0) continue;
        extent *e = &extents[w->out->owners[cell]];
        size_t column = cell % g.columns, row = cell / g.columns;
        *e = (extent){column < e->west ? column : e->west, row < e->north ? row : e->north,
                      column > e->east ? column : e->east, row > e->south ? row : e->south};
    }
}

static bool draw(work *w, vp_error *err)
{
    extent *extents = calloc(w->out->count + 1, sizeof *extents);
    if (!extents) return vp_fail_memory(err, w->out->count * sizeof *extents);
    find_extents(w, extents);
    bool ok = true;
    for (size_t j = 0; ok && j < w->out->count; j++) {
        extent e = extents[j];
        if (e.west > e.east) continue;
        const vp_contour_field field = {.values = w->values, .labels = w->out->owners, .label = (int32_t)j};
        const vp_contour_box box = {e.west, e.north, e.east - e.west + 1, e.south - e.north + 1};
        ok = vp_contour_at(w->region->geometry, &field, box, vp_limit_most(w->limit_most), &w->out->items[j].area, err);
    }
    free(extents);
    return ok;
}

bool vp_catchment_areas(vp_catchment_work *w, const vp_travel_options *travel, vp_error *err)
{
    return find_owners(w, travel, err) && draw(w, err);
}
