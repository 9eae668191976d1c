#include "base/sentences.h"
#include "broadcast/propagation_internal.h"

#define EARTH_KM 6371.0

/* Relative permittivity and conductivity (S/m) of the two terrains of §4.3.3. */
static const double land_permittivity = 22, land_conductivity = 0.003;
static const double sea_permittivity = 80, sea_conductivity = 5;

double vp_inverse_normal(double x)
{
    if (x > 0.5) return -vp_inverse_normal(1 - x);  /* (96b) */
    double t = sqrt(-2 * log(vp_greater(x, 1e-6))); /* (97a) */
    double c = ((0.010328 * t + 0.802853) * t + 2.515516698) /
               (((0.001308 * t + 0.189269) * t + 1.432788) * t + 1); /* (97b) */
    return t - c;
}

double vp_middle_latitude(double lon1, double lat1, double lon2, double lat2, double km)
{
    double a = lat1 * M_PI / 180, b = lat2 * M_PI / 180, turn = (lon2 - lon1) * M_PI / 180;
    double bearing = atan2(cos(b) * sin(turn), cos(a) * sin(b) - sin(a) * cos(b) * cos(turn));
    double arc = km / 2 / EARTH_KM;
    return asin(sin(a) * cos(arc) + cos(a) * sin(arc) * cos(bearing)) * 180 / M_PI;
}

double vp_location_sigma(double frequency_ghz, double pixel_metres, double receiver_metres, double clutter_metres)
{
    double above = (receiver_metres - clutter_metres) / 10;
    double uh = above < 0 ? 1 : above > 1 ? 0 : 1 - above;
    return (0.52 + 0.024 * frequency_ghz) * pow(pixel_metres, 0.28) * uh;
}

/* ------------------------------------------------------------ constants of a link */

/* Factor of K in eq. (29) that does not hold the radius: K = admittance · a^(-1/3). */
static double admittance(const vp_link *link, double permittivity, double conductivity)
{
    double f = link->frequency_mhz / 1000, loss = 18 * conductivity / f;
    double k = 0.036 / cbrt(f) / sqrt(sqrt((permittivity - 1) * (permittivity - 1) + loss * loss)); /* (29a) */
    if (link->polarisation == VP_POLARISATION_VERTICAL)
        k *= sqrt(permittivity * permittivity + loss * loss); /* (29b) */
    return k;
}

typedef struct {
    const char *name;
    double value, least, most;
    bool may_be_unset; /* NaN */
} bound;

static bool within(const bound bounds[], size_t count, vp_error *err)
{
    for (size_t i = 0; i < count; i++) {
        bound b = bounds[i];
        if (!(b.value >= b.least && b.value <= b.most) && !(b.may_be_unset && isnan(b.value)))
            return vp_fail(err, VP_BAD_INPUT, "%s is %g; ITU-R P.1812 holds from %g to %g", b.name, b.value, b.least,
                           b.most);
    }
    return true;
}

vp_link vp_link_defaults(void)
{
    return (vp_link){.time_percent = 50,
                     .location_percent = 50,
                     .receiver_metres = 10,
                     .n0 = 325,
                     .delta_n = 45,
                     .transmitter_coast_km = NAN,
                     .receiver_coast_km = NAN};
}

bool vp_link_prepare(const vp_link *link, vp_link_constants *out, vp_error *err)
{
    const bound bounds[] = {
        {VP_PART("the frequency (MHz)"), link->frequency_mhz, 30, 6000, false},
        {VP_PART("the percentage of time"), link->time_percent, 1, 50, false},
        {VP_PART("the percentage of locations"), link->location_percent, 1, 99, false},
        {VP_PART("the location deviation (dB)"), link->location_sigma_db, 0, 30, false},
        {VP_PART("the transmitting aerial's height above ground (m)"), link->transmitter_metres, 1, 3000, false},
        {VP_PART("the receiving aerial's height above ground (m)"), link->receiver_metres, 1, 3000, false},
        {VP_PART("the latitude"), link->latitude_degrees, -90, 90, false},
        {VP_PART("the refractivity N0"), link->n0, 200, 500, false},
        {VP_PART("the refractivity lapse (N-units/km)"), link->delta_n, 1, 150, false},
        {VP_PART("the transmitter's distance to the coast (km)"), link->transmitter_coast_km, 0, 20000, true},
        {VP_PART("the receiver's distance to the coast (km)"), link->receiver_coast_km, 0, 20000, true},
    };
    if (!within(bounds, sizeof bounds / sizeof *bounds, err)) return false;
    double f = link->frequency_mhz / 1000;
    *out = (vp_link_constants){
        .link = *link,
        .frequency_ghz = f,
        .wavelength_metres = 0.2998 / f,
        .median_radius_km = EARTH_KM * 157 / (157 - link->delta_n), /* (6), (7a) */
        .beta_radius_km = EARTH_KM * 3,                             /* (7b) */
        .land.admittance = admittance(link, land_permittivity, land_conductivity),
        .sea.admittance = admittance(link, sea_permittivity, sea_conductivity),
        .cube_root_frequency = cbrt(f),
        .log_frequency = log10(f),
        .log_time = log10(link->time_percent),
        .rarity_db = link->time_percent < 50 ? 10.125 * pow(log10(50 / link->time_percent), 0.7) : 0,
        .time_quantile = vp_inverse_normal(link->time_percent / 100),
        .location_db = vp_inverse_normal(link->location_percent / 100) * link->location_sigma_db,
    };
    return true;
}

/* ------------------------------------------------------------ free space */

static double free_space(const vp_link_constants *c, double km, double rise_metres)
{
    double square = km * km + rise_metres * rise_metres * 1e-6;                 /* (8a) */
    return 92.4 + 20 * c->log_frequency + 10 * log10(vp_greater(square, 1e-6)); /* (8), never nearer than a metre */
}

double vp_field_strength(double frequency_ghz, double loss_db, double erp_kw)
{
    return 199.36 + 20 * log10(frequency_ghz) - loss_db + 10 * log10(erp_kw); /* (70) */
}

double vp_field_strength_most(const vp_link_constants *constants, double km, double erp_kw)
{
    double enhanced = 2.6 * log10(constants->link.time_percent / 50); /* (9a) as dlt + dlr grows */
    double located = vp_smaller(0, enhanced);
    return vp_field_strength(constants->frequency_ghz, free_space(constants, km, 0) + located, erp_kw);
}

/* ------------------------------------------------------------ climate */

static double inland_factor(double dlm) { return 1 - exp(-4.12e-4 * pow(dlm, 2.41)); } /* τ, (3) */

/* Time percentage of anomalous refraction, eq. (2)–(5): powers of µ1 through its logarithm. */
static double beta_zero(double latitude, double dtm, double tau)
{
    const double ln10 = log(10);
    double sum = exp(-ln10 * dtm / (16 - 6.6 * tau)) + exp(-5 * ln10 * (0.496 + 0.354 * tau));
    double ln_mu1 = vp_smaller(0, 0.2 * log(sum)); /* (2) */
    double away = fabs(latitude);
    if (away > 70) return 4.17 * exp(1.3 * ln_mu1);
    return exp(ln10 * (-0.015 * away + 1.67) + (0.065 + 0.0176 * away) * ln_mu1); /* (4), (5) */
}

/* ------------------------------------------------------------ troposcatter and ducting */

static double troposcatter(const vp_link_constants *c, const vp_path *path, double log_km) /* (44) */
{
    double half = c->log_frequency - log10(2);
    return 190.1 + 25 * c->log_frequency - 2.5 * half * half + 20 * log_km + 0.573 * path->theta - 0.15 * c->link.n0 -
           c->rarity_db;
}

/* Site shielding, eq. (48). */
static double shielding(const vp_link_constants *c, double theta, double horizon_km)
{
    double above = theta - 0.1 * horizon_km; /* (48a) */
    if (!(above > 0)) return 0;
    return 20 * log10(1 + 0.361 * above * sqrt(c->frequency_ghz * horizon_km)) + 0.264 * above * c->cube_root_frequency;
}

/* Coupling to ducts over the sea, eq. (49). */
static double sea_coupling(const vp_path *path, double coast_km, double horizon_km, double height)
{
    if (path->sea_share < 0.75 || coast_km > horizon_km || coast_km > 5) return 0;
    return -3 * exp(-0.25 * coast_km * coast_km) * (1 + tanh(0.07 * (50 - height)));
}

/* Time variability of ducting, eq. (53)–(56); the factors of β as logarithms. */
static double ducting_time_db(const vp_link_constants *c, const vp_path *path, double beta0, double tau, double log_km)
{
    const double ln10 = log(10);
    double D = path->km, gap = vp_smaller(D - path->dlt - path->dlr, 40);                                  /* (56a) */
    double log_mu3 = path->hm > 10 ? -4.6e-5 * (path->hm - 10) * (43 + 6 * vp_greater(gap, 0)) / ln10 : 0; /* (56) */
    double alpha = vp_greater(-0.6 - 3.5e-9 * exp(3.1 * ln10 * log_km) * tau, -3.4);                       /* (55a) */
    double roots = sqrt(path->hte) + sqrt(path->hre);
    double log_mu2 = vp_smaller(0, alpha * log10(500 * D * D / (c->median_radius_km * roots * roots))); /* (55) */
    double lb = vp_greater(log10(beta0) + log_mu2 + log_mu3, -300), rarer = c->log_time - lb;           /* (54) */
    double gamma = 1.076 * exp(-1.012 * log(2.0058 - lb) -
                               (9.51 - 4.8 * lb + 0.198 * lb * lb) * 1e-6 * exp(1.13 * ln10 * log_km)); /* (53a) */
    return -12 + (1.2 + 3.7e-3 * D) * rarer + 12 * exp(ln10 * gamma * rarer);                           /* (53) */
}

/* Loss at low frequencies, eq. (47a). */
static double low_frequency_db(double f) { return f < 0.5 ? 45.375 - 137 * f + 92.5 * f * f : 0; }

static double ducting(const vp_link_constants *c, const vp_path *path, double beta0, double tau,
                      double log_km) /* (46) */
{
    double af = 102.45 + 20 * c->log_frequency + 20 * log10(path->dlt + path->dlr) +
                low_frequency_db(c->frequency_ghz) + shielding(c, path->theta_t, path->dlt) +
                shielding(c, path->theta_r, path->dlr) +
                sea_coupling(path, path->transmitter_coast_km, path->dlt, path->hts) +
                sea_coupling(path, path->receiver_coast_km, path->dlr, path->hrs); /* (47) */
    double gamma_d = 5e-5 * c->median_radius_km * c->cube_root_frequency;          /* (51) */
    double angle = 1000 * path->km / c->median_radius_km + vp_smaller(path->theta_t, 0.1 * path->dlt) +
                   vp_smaller(path->theta_r, 0.1 * path->dlr); /* (52) */
    return af + gamma_d * angle + ducting_time_db(c, path, beta0, tau, log_km);
}

/* ------------------------------------------------------------ diffraction */

/* Delta-Bullington diffraction at one earth radius, eq. (38). */
static double diffraction(const vp_link_constants *c, const vp_path *path, int which, vp_loss *out)
{
    double radius = which == 0 ? c->median_radius_km : c->beta_radius_km;
    double terrain = vp_bullington_loss(path->nu_terrain[which], path->km);
    double smooth = vp_bullington_loss(path->nu_smooth[which], path->km);
    double sphere =
        vp_spherical_loss(c, path->km, path->hts - path->hstd, path->hrs - path->hsrd, radius, path->sea_share);
    if (which == 0) {
        out->lbulla = terrain;
        out->lbulls = smooth;
        out->ldsph = sphere;
    }
    return terrain + vp_greater(0, sphere - smooth);
}

/* Between median and β0 time, eq. (40). */
static double interpolation(const vp_link_constants *c, double beta0)
{
    if (c->link.time_percent <= beta0) return 1;
    return c->time_quantile / vp_inverse_normal(beta0 / 100);
}

static void diffraction_losses(const vp_link_constants *c, const vp_path *path, vp_loss *out)
{
    bool median = c->link.time_percent == 50;
    out->fi = interpolation(c, out->beta0);
    out->ld50 = diffraction(c, path, 0, out);
    out->ldb = median && isnan(path->nu_terrain[1]) ? NAN : diffraction(c, path, 1, out);
    out->ldp = median ? out->ld50 : out->ld50 + out->fi * (out->ldb - out->ld50); /* (41) */
    out->lbd50 = out->lbfs + out->ld50;                                           /* (42) */
    out->lbd = out->lb0p + out->ldp;                                              /* (43) */
}

/* ------------------------------------------------------------ the whole */

/* s·ln(e^(a/s) + e^(b/s)) without overflow. */
static double soft_most(double a, double b, double s)
{
    double apart = fabs(a - b) / s, most = vp_greater(a, b);
    return apart > 38 ? most : most + s * log1p(exp(-apart)); /* beyond 38, less than half a bit of 1 */
}

/* How the mechanisms meet, eq. (57)–(63). */
static void combine(const vp_link_constants *c, const vp_path *path, vp_loss *out)
{
    double over_land = (1 - path->sea_share) * out->ldp;
    out->fj = 1 - 0.5 * (1 + tanh(2.4 * (path->theta - 0.3) / 0.3)); /* (57) */
    out->fk = 1 - 0.5 * (1 + tanh(1.5 * (path->km - 20) / 20));      /* (58) */
    out->lminb0p = c->link.time_percent < out->beta0
                       ? out->lb0p + over_land
                       : out->lbd50 + (out->lb0b + over_land - out->lbd50) * out->fi;                     /* (59) */
    out->lminbap = soft_most(out->lba, out->lb0p, 2.5);                                                   /* (60) */
    out->lbda = out->lminbap <= out->lbd ? out->lminbap + (out->lbd - out->lminbap) * out->fk : out->lbd; /* (61) */
    out->lbam = out->lbda + (out->lminb0p - out->lbda) * out->fj;                                         /* (62) */
    out->lbc = -soft_most(-out->lbs, -out->lbam, 5 / log(10));                                            /* (63) */
}

static void loss_in_free_space(const vp_link_constants *c, const vp_path *path, vp_loss *out)
{
    double fs = free_space(c, path->km, path->hts - path->hrs);
    *out = (vp_loss){.fi = 1,
                     .fj = 1,
                     .fk = 1,
                     .beta0 = NAN,
                     .lbfs = fs,
                     .lb0p = fs,
                     .lb0b = fs,
                     .lbd50 = fs,
                     .lbd = fs,
                     .lminb0p = fs,
                     .lba = NAN,
                     .lminbap = NAN,
                     .lbda = fs,
                     .lbam = fs,
                     .lbs = NAN,
                     .lbc = fs};
    out->lb = vp_greater(fs, fs - c->location_db);
}

static void loss_unknown(vp_loss *out)
{
    const double n = NAN;
    *out = (vp_loss){n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n};
}

/* Least loss by ducting at 50 % of time: the coupling to sea ducts gains at most 12 dB, shielding in sight and the
 * time variability (β <= β0 < 50 %) gain nothing, and the angle of eq. (52) is least for horizons at hand. */
static double ducting_least(const vp_link_constants *c, const vp_path *path, double log_horizons)
{
    double least = 102.45 + 20 * c->log_frequency + 20 * log_horizons + low_frequency_db(c->frequency_ghz);
    double angle = 1000 * path->km / c->median_radius_km + vp_smaller(path->theta_t, 0) + vp_smaller(path->theta_r, 0);
    if (path->transhorizon) least += shielding(c, path->theta_t, path->dlt) + shielding(c, path->theta_r, path->dlr);
    return least + 5e-5 * c->median_radius_km * c->cube_root_frequency * angle - (path->sea_share < 0.75 ? 0 : 12);
}

bool vp_path_loss_without_ducts(const vp_link_constants *constants, const vp_path *path, double horizons_km, double *lb)
{
    const vp_link_constants *c = constants;
    if (path->kind != VP_PATH_FULL || c->link.time_percent != 50) return false;
    vp_loss steps;
    double log_km = log10(path->km), log_horizons = horizons_km == path->km ? log_km : log10(horizons_km);
    double lbfs = free_space(c, path->km, path->hts - path->hrs), ld50 = diffraction(c, path, 0, &steps);
    double lbd = lbfs + ld50;
    if (!(ducting_least(c, path, log_horizons) > lbd)) return false;
    /* (57)–(62) with Fi = 0 and Lbda = Lbd = Lbd50: whatever Fj is, they meet in Lbd */
    double lbc = -soft_most(-troposcatter(c, path, log_km), -lbd, 5 / log(10));
    *lb = vp_greater(lbfs, lbc - (path->sea_share == 1 ? 0 : c->location_db));
    return true;
}

void vp_path_loss(const vp_link_constants *constants, const vp_path *path, vp_loss *out)
{
    const vp_link_constants *c = constants;
    if (path->kind == VP_PATH_NO_DATA) {
        loss_unknown(out);
        return;
    }
    if (path->kind == VP_PATH_FREE_SPACE) {
        loss_in_free_space(c, path, out);
        return;
    }
    double tau = inland_factor(path->longest_inland_km), log_km = log10(path->km);
    out->beta0 = beta_zero(path->latitude_degrees, path->longest_land_km, tau);
    out->lbfs = free_space(c, path->km, path->hts - path->hrs);
    double reach = 2.6 * (1 - exp(-0.1 * (path->dlt + path->dlr)));
    out->lb0p = out->lbfs + reach * (c->log_time - log10(50)); /* (9a), (10) */
    out->lb0b = out->lbfs + reach * log10(out->beta0 / 50);    /* (9b), (11) */
    diffraction_losses(c, path, out);
    out->lba = ducting(c, path, out->beta0, tau, log_km);
    out->lbs = troposcatter(c, path, log_km);
    combine(c, path, out);
    double spread = path->sea_share == 1 ? 0 : c->location_db; /* §4.8: no spread of locations at sea */
    out->lb = vp_greater(out->lb0p, out->lbc - spread);        /* (69) */
}
