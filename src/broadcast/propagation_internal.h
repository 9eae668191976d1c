/* The pieces of P.1812 that whole paths and radial sweeps share. */
#pragma once
#include <math.h>
#include <vungphu/propagation.h>

/* The greater and the smaller of two known numbers: fmax and fmin without their care for NaN, which
 * costs a call. */
static inline double vp_greater(double a, double b) { return a > b ? a : b; }
static inline double vp_smaller(double a, double b) { return a < b ? a : b; }

/* Bullington's ν, from the slopes to the two horizons, m/km: eq. (18), (19). */
double vp_bullington_edge(const vp_link_constants *constants, double km, double ht, double hr, double stim,
                          double srim);
/* ν of a point c metres above the line of sight (below: negative), x km and y km from the ends: eq. (15). */
static inline double vp_clearance_nu(double wavelength, double c, double x, double y)
{
    return c * sqrt(0.002 * (x + y) / (wavelength * x * y));
}
/* Loss over the edge, eq. (12), (16), (21). */
double vp_bullington_loss(double nu, double km);
/* Where the line of sight comes nearest to a smooth earth, km from the aerial ht metres
 * above it: eq. (24). bend = 500 / radius. Also where ν over a smooth earth is greatest. */
double vp_sphere_nearest(double km, double ht, double hr, double bend);
/* Spherical-earth loss, eq. (22)–(36); heights above the smooth earth. */
double vp_spherical_loss(const vp_link_constants *constants, double km, double ht, double hr, double radius_km,
                         double sea_share);

/* Smooth-earth heights from the sums v1, v2 of eq. (85), (86), and the obstacle terms of
 * eq. (89): hobs metres, alpha_t and alpha_r m/km. Needs path's heights and km. */
void vp_path_smooth(vp_path *path, double v1, double v2, double hobs, double alpha_t, double alpha_r);
/* Free space when the path is too short for the method, with the kind to match. */
void vp_path_begin(const vp_link_constants *constants, double km, double h0, double hn, vp_path *path);
/* The zones along a path, taken in point by point: a run of equal zones ends half way to the next point.
 * All of one zone is the path's whole length to the last bit. */
typedef struct {
    double km;                                         /* of the last point */
    double medium_from_km, inland_from_km;             /* where its run of land or sea, and of inland terrain, begins */
    double sea_km, longest_land_km, longest_inland_km; /* of the runs that have ended */
    double first_sea_km, last_sea_km;                  /* where the first sea begins, the last ends; NaN: none */
    uint8_t zone;                                      /* of the last point */
} vp_zone_runs;

vp_zone_runs vp_zone_runs_begin(uint8_t zone);
void vp_zone_runs_next(vp_zone_runs *runs, double km, uint8_t zone);
/* ω, dtm, dlm, and dct and dcr unless the link states them, of the path that ends at the last point. */
void vp_zone_runs_end(vp_zone_runs runs, vp_path *path);
/* The loss of vp_path_loss, within 1e-6 dB, when it needs neither the roughness nor, in sight, the horizons (hm,
 * dlt and dlr are not read then): at 50 % of time ducting counts only where its loss is below that of
 * diffraction, and a bound that needs no more than horizons_km = dlt + dlr mostly rules that out. False:
 * it may count. */
bool vp_path_loss_without_ducts(const vp_link_constants *constants, const vp_path *path, double horizons_km,
                                double *lb);
