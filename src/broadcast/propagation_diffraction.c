#include "broadcast/propagation_internal.h"

/* Knife edge, eq. (12). */
static double knife_edge(double nu)
{
    if (!(nu > -0.78)) return 0;
    double v = nu - 0.1;
    return 6.9 + 20 * log10(sqrt(v * v + 1) + v);
}

double vp_bullington_loss(double nu, double km)
{
    double edge = knife_edge(nu);                          /* (16), (20) */
    return edge + (1 - exp(-edge / 6)) * (10 + 0.02 * km); /* (21) */
}

double vp_bullington_edge(const vp_link_constants *constants, double km, double ht, double hr, double stim, double srim)
{
    double at = (hr - ht + srim * km) / (stim + srim); /* (18) */
    double above = ht + stim * at - (ht * (km - at) + hr * at) / km;
    return vp_clearance_nu(constants->wavelength_metres, above, at, km - at); /* (19) */
}

/* Height gain, eq. (34), not below its floor. */
static double height_gain(double b, double floor_db)
{
    double g = b > 2 ? 17.6 * sqrt(b - 1.1) - 5 * log10(b - 1.1) - 8 : 20 * log10(b + 0.1 * b * b * b);
    return vp_greater(g, floor_db);
}

/* First term of the residue series over one terrain, eq. (29)–(36). */
static double first_term(const vp_link_constants *c, vp_soil_constants soil, double km, double ht, double hr,
                         double root_radius)
{
    double k = soil.admittance / root_radius, k2 = k * k;                            /* (29) */
    double beta = (1 + 1.6 * k2 + 0.67 * k2 * k2) / (1 + 4.5 * k2 + 1.53 * k2 * k2); /* (30) */
    double fr = c->cube_root_frequency / root_radius;
    double x = 21.88 * beta * fr / root_radius * km;        /* (31) */
    double y = 0.9575 * beta * fr * c->cube_root_frequency; /* (32), per metre */
    double distance = x >= 1.6 ? 11 + 10 * log10(x) - 17.6 * x : -20 * log10(x) - 5.6488 * pow(x, 1.425); /* (33) */
    double floor_db = 2 + 20 * log10(k);
    return -distance - height_gain(beta * y * ht, floor_db) - height_gain(beta * y * hr, floor_db); /* (36) */
}

static double first_terms(const vp_link_constants *c, double km, double ht, double hr, double radius_km,
                          double sea_share)
{
    double root = cbrt(radius_km), loss = 0;
    if (sea_share < 1) loss += (1 - sea_share) * first_term(c, c->land, km, ht, hr, root);
    if (sea_share > 0) loss += sea_share * first_term(c, c->sea, km, ht, hr, root);
    return loss; /* (28) */
}

double vp_sphere_nearest(double km, double ht, double hr, double bend)
{
    double tilt = (ht - hr) / (ht + hr), m = bend / 2 * km * km / (ht + hr); /* (24d), (24e) */
    double turn = 1.5 * tilt * sqrt(3 * m / ((m + 1) * (m + 1) * (m + 1)));
    double b = 2 * sqrt((m + 1) / (3 * m)) * cos(M_PI / 3 + acos(vp_greater(-1, vp_smaller(1, turn))) / 3); /* (24c) */
    return km / 2 * (1 + b);                                                                                /* (24a) */
}

double vp_spherical_loss(const vp_link_constants *constants, double km, double ht, double hr, double radius_km,
                         double sea_share)
{
    const vp_link_constants *c = constants;
    double roots = sqrt(ht) + sqrt(hr), los = sqrt(0.002 * radius_km) * roots; /* (22) */
    if (km >= los) return first_terms(c, km, ht, hr, radius_km, sea_share);
    double d1 = vp_sphere_nearest(km, ht, hr, 500 / radius_km), d2 = km - d1;
    double clear = ((ht - 500 * d1 * d1 / radius_km) * d2 + (hr - 500 * d2 * d2 / radius_km) * d1) / km; /* (23) */
    double needed = 17.456 * sqrt(d1 * d2 * c->wavelength_metres / km);                                  /* (25) */
    if (!(clear <= needed)) return 0;
    double marginal = 500 * km * km / (roots * roots); /* (26) */
    double loss = first_terms(c, km, ht, hr, marginal, sea_share);
    return loss < 0 ? 0 : (1 - clear / needed) * loss; /* (27) */
}
