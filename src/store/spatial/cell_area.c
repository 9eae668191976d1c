#include "store/spatial/cell_area.h"
#include <math.h>

#define SEMI_MAJOR 6378137.0
#define FLATTENING (1 / 298.257223563)

/* Area between the equator and a latitude, of one radian of longitude, by the authalic latitude (Snyder 1987, 3-12). */
static double strip(double degrees)
{
    degrees = fmax(-90, fmin(90, degrees)); /* nothing lies beyond the poles */
    double e2 = FLATTENING * (2 - FLATTENING), e = sqrt(e2), s = sin(degrees * M_PI / 180);
    double q = s / (1 - e2 * s * s) + atanh(e * s) / e;
    return SEMI_MAJOR * SEMI_MAJOR * (1 - e2) / 2 * q;
}

double vp_cell_area(const double transform[6], bool degrees, size_t row)
{
    if (!degrees) return fabs(transform[1] * transform[5]);
    double north = transform[3] + (double)row * transform[5], south = north + transform[5];
    return fabs(strip(north) - strip(south)) * fabs(transform[1]) * M_PI / 180;
}
