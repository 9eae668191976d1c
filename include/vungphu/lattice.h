/* A smooth map of the plane kept as values on a regular lattice, bilinear between: how
 * the server places web-map pixels on the province's grid without a projection library.
 * The store fills it through PROJ; with knots about 1 km apart it is good to millimetres. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/api.h>
#include <vungphu/error.h>

VP_BEGIN_DECLS

typedef struct {
    double u0, v0, du, dv; /* first knot and spacing in the source plane */
    size_t columns, rows;
    double *a, *b; /* [row * columns + column] image of each knot */
    double bend;   /* the most that a knot's a or b is off the middle of its neighbours in its row; 0: not measured */
} vp_lattice;

typedef bool vp_lattice_map(void *context, size_t count, double u[], double v[]); /* in place */

/* Where knots stand: at equal distances over [u_least,u_most] × [v_least,v_most], corners included. */
typedef struct {
    double u_least, v_least, u_most, v_most;
    size_t columns, rows; /* from 2 up */
} vp_lattice_knots;

/* Evaluates map on every knot. */
VP_API bool vp_lattice_init(vp_lattice *lattice, vp_lattice_knots knots, vp_lattice_map *map, void *context,
                            vp_error *err);
VP_API void vp_lattice_clear(vp_lattice *lattice);
/* Sets bend, of knots that were read; vp_lattice_init has. */
VP_API void vp_lattice_measure(vp_lattice *lattice);
/* False outside the lattice. */
VP_API bool vp_lattice_at(const vp_lattice *lattice, double u, double v, double *a, double *b);

/* Web Mercator (EPSG:3857) and back; spherical, exact by definition. Degrees, metres. */
VP_API void vp_mercator_from_lonlat(double lon, double lat, double *x, double *y);
VP_API void vp_mercator_to_lonlat(double x, double y, double *lon, double *lat);

VP_END_DECLS
