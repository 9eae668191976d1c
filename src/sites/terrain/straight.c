#include "sites/terrain/straight_internal.h"
#include <math.h>
#include <stdlib.h>
#include <vungphu/distance.h>
#include <vungphu/limit.h>

typedef struct {
    double column, row, lon, lat;
} centre;

static bool centre_of(const vp_terrain_problem *g, size_t cell, centre *out, vp_error *err)
{
    size_t stride = g->terrain->geometry.columns, row = cell / stride;
    out->column = (double)(cell % stride) + 0.5;
    out->row = (double)row + 0.5;
    return vp_lattice_at(g->straight, out->column, out->row, &out->lon, &out->lat) ||
           vp_fail(err, VP_BAD_INPUT, "cell %zu lies nowhere on the earth", cell);
}

/* Metres on the earth of one cell's side, the least and the most over the grid with a hundredth to spare: a map's scale
 * changes slowly, so corners, sides and the middle show it. */
static void scale_of(const vp_terrain_problem *g, double *least, double *most)
{
    vp_grid_geometry f = g->terrain->geometry;
    *least = INFINITY;
    *most = 0;
    for (size_t k = 0; k < 9; k++) {
        size_t across = k % 3, down = k / 3;
        double column = (double)((f.columns - 1) * across) / 2, row = (double)((f.rows - 1) * down) / 2;
        double lon, lat, east_lon, east_lat, south_lon, south_lat;
        if (!vp_lattice_at(g->straight, column, row, &lon, &lat) ||
            !vp_lattice_at(g->straight, column + 1, row, &east_lon, &east_lat) ||
            !vp_lattice_at(g->straight, column, row + 1, &south_lon, &south_lat))
            continue;
        double east = vp_distance_metres(lon, lat, east_lon, east_lat);
        double south = vp_distance_metres(lon, lat, south_lon, south_lat);
        *least = fmin(*least, 0.99 * fmin(east, south));
        *most = fmax(*most, 1.01 * fmax(east, south));
    }
}

size_t vp_straight_margin(const vp_terrain_problem *g)
{
    double least, most;
    scale_of(g, &least, &most);
    size_t all = g->terrain->geometry.columns + g->terrain->geometry.rows;
    double reach = least > 0 && isfinite(least) ? vp_limit_most(g->limit_minutes) / least : INFINITY;
    return reach < (double)all ? (size_t)reach + 2 : all;
}

typedef struct {
    const vp_terrain_problem *problem;
    const centre *sources;
    size_t source_count;
    double surely_in, surely_out; /* cells */
} ruler;

/* Only near the limit is the line itself measured. */
static float metres_to(const ruler *r, const centre *at)
{
    float nearest = INFINITY;
    for (size_t s = 0; s < r->source_count; s++) {
        double apart = hypot(at->column - r->sources[s].column, at->row - r->sources[s].row);
        if (apart > r->surely_out) continue;
        if (apart < r->surely_in) return 0;
        nearest = fminf(nearest, (float)vp_distance_metres(at->lon, at->lat, r->sources[s].lon, r->sources[s].lat));
    }
    return nearest;
}

bool vp_straight_metres(const vp_terrain_problem *g, const uint32_t sources[], size_t source_count,
                        const size_t cells[], size_t count, float metres[], vp_error *err)
{
    double least, most;
    scale_of(g, &least, &most);
    centre *centres = malloc((source_count + 1) * sizeof *centres), at;
    bool ok = centres || vp_fail_memory(err, source_count * sizeof *centres);
    for (size_t s = 0; ok && s < source_count; s++) ok = centre_of(g, sources[s], &centres[s], err);
    double sure = g->limits ? g->limit_least : g->limit_minutes;
    ruler r = {g, centres, source_count, sure / most, vp_limit_most(g->limit_minutes) / least};
    for (size_t k = 0; ok && k < count; k++) {
        ok = centre_of(g, cells[k], &at, err);
        if (ok) metres[k] = metres_to(&r, &at);
    }
    free(centres);
    return ok;
}
