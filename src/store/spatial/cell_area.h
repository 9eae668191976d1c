/* The area that the cells of a raster cover. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* Square metres of a cell of the row. transform: GDAL's, north up, in metres or in degrees of WGS 84, where the area is
 * that on the ellipsoid. */
double vp_cell_area(const double transform[6], bool degrees, size_t row);
