/* Between a projected coordinate system and longitude, latitude (WGS 84), through PROJ.
 * No network, no grids fetched. One projection belongs to one thread. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/grid.h>
#include <vungphu/lattice.h>

typedef struct vp_projection vp_projection;

/* crs: EPSG:32648 … ; VP_BAD_INPUT unless it is projected, in metres, x east and y north. geometry: of what is
 * projected; where it lies on both sides of the 180th meridian, longitudes go on beyond 180. */
vp_projection *vp_projection_new(const char *crs, vp_grid_geometry geometry, vp_error *err);
void vp_projection_free(vp_projection *projection); /* NULL is fine */

/* In place, strided by stride bytes (sizeof(double) for plain arrays); degrees. False when
 * a point cannot be transformed: its coordinates are infinite then. */
bool vp_projection_to_lonlat(vp_projection *projection, size_t count, double x[], double y[], size_t stride);
bool vp_projection_from_lonlat(vp_projection *projection, size_t count, double x[], double y[], size_t stride);

/* (column, row) of the grid, fractional → degrees; reaches a cell beyond the grid. */
bool vp_projection_lattice_to_lonlat(vp_projection *projection, vp_grid_geometry geometry, vp_lattice *lattice,
                                     vp_error *err);
/* Web Mercator metres → (column, row), fractional; reaches beyond the grid on all sides. */
bool vp_projection_lattice_from_mercator(vp_projection *projection, vp_grid_geometry geometry, vp_lattice *lattice,
                                         vp_error *err);
