#include <math.h>
#include <stdlib.h>
#include <vungphu/lattice.h>

#define EARTH_RADIUS_METRES 6378137.0 /* EPSG:3857's sphere */

bool vp_lattice_init(vp_lattice *lattice, vp_lattice_knots knots, vp_lattice_map *map, void *context, vp_error *err)
{
    size_t count = knots.columns * knots.rows;
    *lattice = (vp_lattice){.u0 = knots.u_least,
                            .v0 = knots.v_least,
                            .columns = knots.columns,
                            .rows = knots.rows,
                            .du = (knots.u_most - knots.u_least) / (double)(knots.columns - 1),
                            .dv = (knots.v_most - knots.v_least) / (double)(knots.rows - 1)};
    lattice->a = calloc(count, sizeof *lattice->a);
    lattice->b = calloc(count, sizeof *lattice->b);
    if (!lattice->a || !lattice->b) {
        vp_lattice_clear(lattice);
        return vp_fail_memory(err, count * 2 * sizeof *lattice->a);
    }
    for (size_t r = 0; r < knots.rows; r++)
        for (size_t c = 0; c < knots.columns; c++) {
            lattice->a[r * knots.columns + c] = knots.u_least + (double)c * lattice->du;
            lattice->b[r * knots.columns + c] = knots.v_least + (double)r * lattice->dv;
        }
    if (map(context, count, lattice->a, lattice->b)) {
        vp_lattice_measure(lattice);
        return true;
    }
    vp_lattice_clear(lattice);
    return vp_fail(err, VP_BAD_INPUT, "coordinates cannot be transformed between the web map and the province's grid");
}

static double bend_of(const double knots[], size_t columns, size_t rows)
{
    double most = 0;
    for (size_t r = 0; r < rows; r++)
        for (size_t c = 1; c + 1 < columns; c++) {
            const double *at = knots + r * columns + c;
            double off = fabs(at[-1] - 2 * at[0] + at[1]) / 2;
            most = off > most || isnan(off) ? off : most;
        }
    return most;
}

void vp_lattice_measure(vp_lattice *lattice)
{
    double a = bend_of(lattice->a, lattice->columns, lattice->rows),
           b = bend_of(lattice->b, lattice->columns, lattice->rows);
    lattice->bend = a > b || isnan(a) ? a : b;
}

void vp_lattice_clear(vp_lattice *lattice)
{
    free(lattice->a);
    free(lattice->b);
    *lattice = (vp_lattice){0};
}

static double between(const double *knots, size_t columns, double s, double t)
{
    double upper = knots[0] + s * (knots[1] - knots[0]);
    double lower = knots[columns] + s * (knots[columns + 1] - knots[columns]);
    return upper + t * (lower - upper);
}

bool vp_lattice_at(const vp_lattice *lattice, double u, double v, double *a, double *b)
{
    double c = (u - lattice->u0) / lattice->du, r = (v - lattice->v0) / lattice->dv;
    if (!(c >= 0 && r >= 0 && c <= (double)(lattice->columns - 1) && r <= (double)(lattice->rows - 1))) return false;
    double column = fmin(floor(c), (double)(lattice->columns - 2)), row = fmin(floor(r), (double)(lattice->rows - 2));
    size_t first = (size_t)row * lattice->columns + (size_t)column;
    *a = between(lattice->a + first, lattice->columns, c - column, r - row);
    *b = between(lattice->b + first, lattice->columns, c - column, r - row);
    return true;
}

void vp_mercator_from_lonlat(double lon, double lat, double *x, double *y)
{
    *x = EARTH_RADIUS_METRES * lon * M_PI / 180;
    *y = EARTH_RADIUS_METRES * asinh(tan(lat * M_PI / 180));
}

void vp_mercator_to_lonlat(double x, double y, double *lon, double *lat)
{
    *lon = x / EARTH_RADIUS_METRES * 180 / M_PI;
    *lat = atan(sinh(y / EARTH_RADIUS_METRES)) * 180 / M_PI;
}
