#include <math.h>
#include <stdlib.h>
#include <vungphu/relief.h>

#define SAME 1e-9 /* shares of an area this close below two thirds have reached it: rounding of sums */

/* Rise over run to the east and to the north, from the cell's 3 × 3 neighbourhood; NaN where one of it is. */
static void gradient(const float *z, size_t columns, double cell_metres, double *to_east, double *to_north)
{
    const float *up = z - columns, *down = z + columns;
    double east = (double)up[1] + 2.0 * (double)z[1] + (double)down[1];
    double west = (double)up[-1] + 2.0 * (double)z[-1] + (double)down[-1];
    double north = (double)up[-1] + 2.0 * (double)up[0] + (double)up[1];
    double south = (double)down[-1] + 2.0 * (double)down[0] + (double)down[1];
    double run = 8 * cell_metres;
    *to_east = isnan(z[0]) ? NAN : (east - west) / run;
    *to_north = isnan(z[0]) ? NAN : (north - south) / run;
}

/* What of gives for every cell but the outermost, where it is NaN. */
static vp_grid *of_gradients(const vp_grid *elevation, float (*of)(double to_east, double to_north, double factor),
                             double factor, vp_error *err)
{
    vp_grid_geometry geometry = vp_grid_geometry_of(elevation);
    vp_grid *grid = vp_grid_new(geometry, NAN, err);
    const float *z = vp_grid_cells(elevation);
    float *out = grid ? vp_grid_edit(grid) : NULL;
    for (size_t row = 1; grid && row + 1 < geometry.rows; row++)
        for (size_t column = 1; column + 1 < geometry.columns; column++) {
            size_t cell = row * geometry.columns + column;
            double to_east, to_north;
            gradient(z + cell, geometry.columns, geometry.cell_metres, &to_east, &to_north);
            out[cell] = of(to_east, to_north, factor);
        }
    return grid;
}

static float steepness(double to_east, double to_north, double factor)
{
    return (float)(factor * hypot(to_east, to_north));
}

vp_grid *vp_relief_slope(const vp_grid *elevation, vp_error *err)
{
    return of_gradients(elevation, steepness, 100, err);
}

/* The cosine between the land's upward normal and the sun, whose vector is (-1/2, 1/2, sin 45°). */
static float light(double to_east, double to_north, double exaggeration)
{
    double east = exaggeration * to_east, north = exaggeration * to_north;
    double cosine = (east / 2 - north / 2 + VP_RELIEF_LEVEL_LIGHT) / sqrt(1 + east * east + north * north);
    return (float)(cosine > 0 ? cosine : isnan(cosine) ? NAN : 0);
}

vp_grid *vp_relief_light(const vp_grid *elevation, double exaggeration, vp_error *err)
{
    return of_gradients(elevation, light, exaggeration, err);
}

/* 1 where the value is at least the limit, 0 below it, NaN unknown. */
static void mark(const float values[], size_t count, double limit, float marks[])
{
    for (size_t i = 0; i < count; i++) marks[i] = isnan(values[i]) ? NAN : (float)((double)values[i] >= limit);
}

typedef struct {
    const vp_weights *weights;
    float *marks;            /* per cell */
    double *sums, *unknowns; /* per zone */
    double *areas;           /* per zone, in cells */
} pass;

/* Every cell counts as known and 1: the zones' areas on the grid. */
static void sum_areas(pass *p)
{
    size_t cells = vp_grid_geometry_cells(p->weights->geometry);
    for (size_t i = 0; i < cells; i++) p->marks[i] = 1;
    vp_zonal_sum(p->weights, p->marks, p->areas, NULL);
}

static void sum_relief(pass *p, const vp_grid *elevation, const vp_grid *slope, vp_relief relief[])
{
    size_t cells = vp_grid_geometry_cells(p->weights->geometry), zones = p->weights->zone_count;
    sum_areas(p);
    for (size_t z = 0; z < zones; z++) relief[z] = (vp_relief){NAN, NAN, NAN, NAN, NAN};
    vp_zonal_sum(p->weights, vp_grid_cells(elevation), p->sums, p->unknowns);
    for (size_t z = 0; z < zones; z++)
        if (p->areas[z] > p->unknowns[z]) relief[z].mean_metres = p->sums[z] / (p->areas[z] - p->unknowns[z]);
    mark(vp_grid_cells(elevation), cells, VP_RELIEF_HIGH_METRES, p->marks);
    vp_zonal_sum(p->weights, p->marks, p->sums, p->unknowns);
    for (size_t z = 0; z < zones; z++)
        if (p->areas[z] > 0) {
            relief[z].high = p->sums[z] / p->areas[z];
            relief[z].height_unknown = p->unknowns[z] / p->areas[z];
        }
    mark(vp_grid_cells(slope), cells, VP_RELIEF_STEEP_PERCENT, p->marks);
    vp_zonal_sum(p->weights, p->marks, p->sums, p->unknowns);
    for (size_t z = 0; z < zones; z++)
        if (p->areas[z] > 0) {
            relief[z].steep = p->sums[z] / p->areas[z];
            relief[z].slope_unknown = p->unknowns[z] / p->areas[z];
        }
}

bool vp_relief_of_zones(const vp_grid *elevation, const vp_grid *slope, const vp_weights *weights, vp_relief relief[],
                        vp_error *err)
{
    size_t zones = weights->zone_count ? weights->zone_count : 1, cells = vp_grid_geometry_cells(weights->geometry);
    pass p = {weights, malloc(cells * sizeof(float)), calloc(zones, sizeof(double)), calloc(zones, sizeof(double)),
              calloc(zones, sizeof(double))};
    bool ok = p.marks && p.sums && p.unknowns && p.areas;
    if (ok)
        sum_relief(&p, elevation, slope, relief);
    else
        vp_fail_memory(err, cells * sizeof(float));
    free(p.marks);
    free(p.sums);
    free(p.unknowns);
    free(p.areas);
    return ok;
}

double vp_relief_is_mountainous(const vp_relief *relief)
{
    const double enough = VP_RELIEF_MOST_OF_IT - SAME;
    if (isnan(relief->high) || isnan(relief->steep)) return NAN;
    if (relief->high >= enough || relief->steep >= enough) return 1;
    bool could_be = relief->high + relief->height_unknown >= enough || relief->steep + relief->slope_unknown >= enough;
    return could_be ? NAN : 0;
}
