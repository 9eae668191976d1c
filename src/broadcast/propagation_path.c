/* The geometry of a path from its whole profile: point by point, that the
 * radial sweep is checked against. */
#include "broadcast/propagation_internal.h"

#define LEAST_KM 0.25

void vp_path_begin(const vp_link_constants *constants, double km, double h0, double hn, vp_path *path)
{
    *path = (vp_path){
        .kind = isnan(km) || isnan(h0) || isnan(hn) ? VP_PATH_NO_DATA
                : km < LEAST_KM                     ? VP_PATH_FREE_SPACE
                                                    : VP_PATH_FULL,
        .km = km,
        .latitude_degrees = constants->link.latitude_degrees,
        .transmitter_terrain = h0,
        .receiver_terrain = hn,
        .hts = h0 + constants->link.transmitter_metres,
        .hrs = hn + constants->link.receiver_metres,
        .longest_land_km = km,
        .longest_inland_km = km,
        .transmitter_coast_km = constants->link.transmitter_coast_km,
        .receiver_coast_km = constants->link.receiver_coast_km,
        .nu_terrain = {NAN, NAN},
        .nu_smooth = {NAN, NAN},
    };
}

void vp_path_smooth(vp_path *path, double v1, double v2, double hobs, double alpha_t, double alpha_r)
{
    double D = path->km, h0 = path->transmitter_terrain, hn = path->receiver_terrain;
    path->hst = (2 * v1 * D - v2) / (D * D); /* (87) */
    path->hsr = (v2 - v1 * D) / (D * D);     /* (88) */
    double lower_t = 0, lower_r = 0;
    if (hobs > 0) { /* (90c)–(90f) */
        lower_t = hobs * alpha_t / (alpha_t + alpha_r);
        lower_r = hobs * alpha_r / (alpha_t + alpha_r);
    }
    path->hstd = fmin(path->hst - lower_t, h0); /* (91) */
    path->hsrd = fmin(path->hsr - lower_r, hn);
    path->hst_ducting = fmin(path->hst, h0); /* (92) */
    path->hsr_ducting = fmin(path->hsr, hn);
    path->hte = path->hts - path->hst_ducting; /* (94) */
    path->hre = path->hrs - path->hsr_ducting;
}

static void measure_smooth(const vp_profile *q, vp_path *path)
{
    double v1 = 0, v2 = 0, hobs = -INFINITY, at = -INFINITY, ar = -INFINITY, D = path->km;
    for (size_t i = 1; i < q->count; i++) {
        double a = q->km[i - 1], b = q->km[i], ha = q->terrain[i - 1], hb = q->terrain[i];
        v1 += (b - a) * (hb + ha);                             /* (85) */
        v2 += (b - a) * (hb * (2 * b + a) + ha * (b + 2 * a)); /* (86) */
        if (i + 1 == q->count) break;
        double above = hb - (path->hts * (D - b) + path->hrs * b) / D; /* (89d) */
        hobs = fmax(hobs, above);                                      /* (89a)–(89c) */
        at = fmax(at, above / b);
        ar = fmax(ar, above / (D - b));
    }
    vp_path_smooth(path, v1, v2, hobs, at, ar);
}

/* Elevation angle in mrad to a point a km away, eq. (77), (82a). */
static double elevation(double rise, double a, double radius)
{
    return 1000 * atan(rise / (1000 * a) - a / (2 * radius));
}

/* The point that comes nearest to the line of sight, the last of equals: eq. (15) with bare ground. */
static size_t nearest_to_sight(const vp_link_constants *c, const vp_profile *q, const vp_path *path)
{
    double most = -INFINITY, D = path->km;
    size_t at = 1;
    for (size_t i = 1; i + 1 < q->count; i++) {
        double a = q->km[i], b = D - a;
        double above = q->terrain[i] + 500 * a * b / c->median_radius_km - (path->hts * b + path->hrs * a) / D;
        double nu = vp_clearance_nu(c->wavelength_metres, above, a, b);
        if (nu >= most) {
            most = nu;
            at = i;
        }
    }
    return at;
}

static double roughness(const vp_profile *q, const vp_path *path, size_t from, size_t to)
{
    double m = (path->hsr_ducting - path->hst_ducting) / path->km, most = -INFINITY; /* (93) */
    if (from > to) {
        size_t other = from;
        from = to;
        to = other;
    }
    for (size_t i = from; i <= to; i++) most = fmax(most, q->terrain[i] - (path->hst_ducting + m * q->km[i]));
    return most; /* (95) */
}

static void measure_horizons(const vp_link_constants *c, const vp_profile *q, vp_path *path)
{
    double D = path->km, ae = c->median_radius_km, most_t = -INFINITY, most_r = -INFINITY;
    size_t lt = 1, lr = 1;
    for (size_t i = 1; i + 1 < q->count; i++) {
        double t = elevation(q->terrain[i] - path->hts, q->km[i], ae);
        double r = elevation(q->terrain[i] - path->hrs, D - q->km[i], ae);
        if (t > most_t) {
            most_t = t;
            lt = i;
        }
        if (r >= most_r) {
            most_r = r;
            lr = i;
        }
    }
    double direct = elevation(path->hrs - path->hts, D, ae); /* (78) */
    path->transhorizon = most_t > direct;
    path->theta_t = fmax(most_t, direct); /* (79) */
    if (path->transhorizon) {
        path->theta_r = most_r;
        path->dlr = D - q->km[lr]; /* (83) */
    } else {
        path->theta_r = elevation(path->hts - path->hrs, D, ae); /* (81) */
        lt = lr = nearest_to_sight(c, q, path);
        path->dlr = D - q->km[lt]; /* (83a) */
    }
    path->dlt = q->km[lt];                                       /* (80) */
    path->theta = 1000 * D / ae + path->theta_t + path->theta_r; /* (84) */
    path->hm = roughness(q, path, lt, lr);
}

/* Height that Bullington's construction meets: terrain and clutter, or the smooth earth (0). */
static double obstacle(const vp_profile *q, size_t i, bool smooth)
{
    if (smooth) return 0;
    return q->clutter ? q->terrain[i] + q->clutter[i] : q->terrain[i];
}

/* Bullington's ν at an earth radius, eq. (13)–(19). */
static double bullington(const vp_link_constants *c, const vp_profile *q, bool smooth, double ht, double hr,
                         double radius)
{
    double D = q->km[q->count - 1], stim = -INFINITY, srim = -INFINITY, nu = -INFINITY;
    for (size_t i = 1; i + 1 < q->count; i++) {
        double a = q->km[i], b = D - a, top = obstacle(q, i, smooth) + 500 * a * b / radius;
        stim = fmax(stim, (top - ht) / a); /* (13) */
        srim = fmax(srim, (top - hr) / b); /* (17) */
        nu = fmax(nu, vp_clearance_nu(c->wavelength_metres, top - (ht * b + hr * a) / D, a, b));
    }
    if (stim < (hr - ht) / D) return nu; /* (14), (15) */
    return vp_bullington_edge(c, D, ht, hr, stim, srim);
}

vp_zone_runs vp_zone_runs_begin(uint8_t zone)
{
    return (vp_zone_runs){.zone = zone, .first_sea_km = NAN, .last_sea_km = NAN};
}

/* The run of the last point ends at a border; false flags end nothing. */
static void end_runs(vp_zone_runs *r, double border, bool medium_ends, bool inland_ends)
{
    double run = border - r->medium_from_km;
    if (medium_ends && r->zone == VP_ZONE_SEA) {
        if (isnan(r->first_sea_km)) r->first_sea_km = r->medium_from_km;
        r->last_sea_km = border;
        r->sea_km += run;
    } else if (medium_ends)
        r->longest_land_km = vp_greater(r->longest_land_km, run);
    if (inland_ends && r->zone == VP_ZONE_INLAND)
        r->longest_inland_km = vp_greater(r->longest_inland_km, border - r->inland_from_km);
}

void vp_zone_runs_next(vp_zone_runs *runs, double km, uint8_t zone)
{
    if (zone != runs->zone) {
        double border = (runs->km + km) / 2;
        bool other_medium = (zone == VP_ZONE_SEA) != (runs->zone == VP_ZONE_SEA);
        end_runs(runs, border, other_medium, true);
        if (other_medium) runs->medium_from_km = border;
        runs->inland_from_km = border;
        runs->zone = zone;
    }
    runs->km = km;
}

void vp_zone_runs_end(vp_zone_runs runs, vp_path *path)
{
    end_runs(&runs, runs.km, true, true);
    path->sea_share = runs.sea_km / runs.km;
    path->longest_land_km = runs.longest_land_km;
    path->longest_inland_km = runs.longest_inland_km;
    if (isnan(path->transmitter_coast_km)) path->transmitter_coast_km = runs.first_sea_km;
    if (isnan(path->receiver_coast_km)) path->receiver_coast_km = runs.km - runs.last_sea_km;
}

static void measure_zones(const vp_profile *q, vp_path *path)
{
    vp_zone_runs runs = vp_zone_runs_begin(q->zones[0]);
    for (size_t i = 1; i < q->count; i++) vp_zone_runs_next(&runs, q->km[i], q->zones[i]);
    vp_zone_runs_end(runs, path);
}

static bool has_hole(const vp_profile *q)
{
    for (size_t i = 0; i < q->count; i++)
        if (isnan(q->terrain[i]) || (q->clutter && isnan(q->clutter[i]))) return true;
    return false;
}

void vp_path_measure(const vp_link_constants *constants, const vp_profile *profile, vp_path *path)
{
    const vp_link_constants *c = constants;
    const vp_profile *q = profile;
    vp_path_begin(c, q->km[q->count - 1], q->terrain[0], q->terrain[q->count - 1], path);
    if (has_hole(q))
        path->kind = VP_PATH_NO_DATA;
    else if (q->count < 3)
        path->kind = VP_PATH_FREE_SPACE;
    if (path->kind != VP_PATH_FULL) return;
    if (q->zones) measure_zones(q, path);
    measure_smooth(q, path);
    measure_horizons(c, q, path);
    const double radii[2] = {c->median_radius_km, c->beta_radius_km};
    for (int i = 0; i < 2; i++) {
        path->nu_terrain[i] = bullington(c, q, false, path->hts, path->hrs, radii[i]);
        path->nu_smooth[i] = bullington(c, q, true, path->hts - path->hstd, path->hrs - path->hsrd, radii[i]);
    }
}
