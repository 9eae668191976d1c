/* Basic transmission loss and field strength on one path, by Recommendation ITU-R
 * P.1812-6, Annex 1 (30 MHz to 6 GHz). Equation numbers are the recommendation's.
 *
 * Three steps, so that a sweep can share the second: constants of a link (once per
 * transmitter), geometry of a path (what the terrain says), loss of a path (arithmetic
 * on the geometry, no profile any more). docs/methods.md, "Broadcast".
 *
 * Units: km, metres above sea level, mrad, GHz, dB; percentages 1 to 99. */
#pragma once
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vungphu/api.h>
#include <vungphu/error.h>
#include <vungphu/transmitter.h>

VP_BEGIN_DECLS

typedef enum { VP_ZONE_SEA = 1, VP_ZONE_COASTAL = 3, VP_ZONE_INLAND = 4 } vp_radio_zone;

/* The terrain from transmitter to receiver; all arrays are borrowed. */
typedef struct {
    size_t count;
    const double *km;      /* ascending, the first 0, the last the path's length */
    const double *terrain; /* metres above sea level; NaN where unknown */
    const double *clutter; /* representative clutter height above ground. NULL: none */
    const uint8_t *zones;  /* vp_radio_zone. NULL: inland */
} vp_profile;

typedef struct {
    double frequency_mhz;                       /* 30 to 6000 */
    double time_percent;                        /* 1 to 50: loss not exceeded for that time */
    double location_percent, location_sigma_db; /* 1 to 99; 0 leaves locations out */
    double transmitter_metres, receiver_metres; /* aerials above ground, 1 to 3000 */
    vp_polarisation polarisation;
    double latitude_degrees; /* of the middle of the path */
    double n0, delta_n;      /* sea-level refractivity; its lapse over the lowest km, positive */
    /* Over land along the path, dct and dcr; 500 when inland. NAN: as the zones of each path say. */
    double transmitter_coast_km, receiver_coast_km;
} vp_link;

/* Inland, horizontal, median of time and locations, N0 325, ΔN 45, receiver at 10 m. */
VP_API vp_link vp_link_defaults(void);

/* The first-term residue constants of one kind of terrain, eq. (29) without the radius. */
typedef struct {
    double admittance;
} vp_soil_constants;

/* What does not change from path to path of a link. */
typedef struct {
    vp_link link;
    double frequency_ghz, wavelength_metres; /* λ = 0.2998 / f */
    double median_radius_km, beta_radius_km; /* ae, aβ: eq. (7) */
    vp_soil_constants land, sea;
    double cube_root_frequency, log_frequency; /* f^(1/3); log10 f */
    double log_time, rarity_db;                /* log10 p; what rarer times take off troposcatter, eq. (44) */
    double time_quantile, location_db;
} vp_link_constants;

/* VP_BAD_INPUT, naming the figure and its bounds, when the link is outside the method. */
VP_API bool vp_link_prepare(const vp_link *link, vp_link_constants *out, vp_error *err);

typedef enum {
    VP_PATH_FULL,
    VP_PATH_FREE_SPACE, /* under 250 m or without a point between: free space, as the method is not made for it */
    VP_PATH_NO_DATA,    /* a hole in the profile: every loss is NaN */
} vp_path_kind;

/* What the terrain says about a path. Index 0: median earth radius ae; 1: aβ. */
typedef struct {
    vp_path_kind kind;
    double km;                                            /* D */
    double latitude_degrees;                              /* of its middle; the link's unless set afterwards */
    double transmitter_terrain, receiver_terrain;         /* h0, hn */
    double hts, hrs;                                      /* aerials above sea level */
    double sea_share, longest_land_km, longest_inland_km; /* ω, dtm, dlm */
    double transmitter_coast_km, receiver_coast_km;       /* dct, dcr: 0 at sea; NaN without sea on the path */
    double hst, hsr;                                      /* smooth earth, eq. (87), (88) */
    double hstd, hsrd;                                    /* the same for diffraction, eq. (91) */
    double hst_ducting, hsr_ducting;                      /* the same for ducting, eq. (92) */
    double hte, hre, hm;                                  /* eq. (94), (95) */
    bool transhorizon;
    double theta_t, theta_r, theta;     /* mrad, eq. (79), (82), (84) */
    double dlt, dlr;                    /* km, eq. (80), (83) */
    double nu_terrain[2], nu_smooth[2]; /* Bullington's ν, eq. (15), (19) */
} vp_path;

/* Fills path from a whole profile: time O(count). A path cut short by kind has only its
 * heights and length. profile->count >= 2. */
VP_API void vp_path_measure(const vp_link_constants *constants, const vp_profile *profile, vp_path *path);

/* Every intermediate in the order of the recommendation. */
typedef struct {
    double beta0;                             /* percent, eq. (5) */
    double fi, fj, fk;                        /* eq. (40), (57), (58) */
    double lbfs, lb0p, lb0b;                  /* eq. (8), (10), (11) */
    double lbulla, lbulls, ldsph;             /* at ae: eq. (21), (21), (27) */
    double ld50, ldb, ldp;                    /* eq. (38), (38), (41). ldb is NaN where nu_*[1] are and p = 50 */
    double lbd50, lbd;                        /* eq. (42), (43) */
    double lminb0p, lba, lminbap, lbda, lbam; /* eq. (59), (46), (60), (61), (62) */
    double lbs, lbc;                          /* eq. (44), (63) */
    double lb;                                /* basic transmission loss, eq. (69) */
} vp_loss;

VP_API void vp_path_loss(const vp_link_constants *constants, const vp_path *path, vp_loss *out);

/* dB(µV/m) for an effective radiated power in kW, eq. (70) with the power added. */
VP_API double vp_field_strength(double frequency_ghz, double loss_db, double erp_kw);
/* The greatest field strength that the method gives at that distance: free space, and
 * for less than half of the time the multipath enhancement of eq. (9) at its fullest. */
VP_API double vp_field_strength_most(const vp_link_constants *constants, double km, double erp_kw);

/* Latitude half of km along the great circle from the first place to the second, degrees
 * (P.2001 attachment H, radius 6371 km). */
VP_API double vp_middle_latitude(double lon1, double lat1, double lon2, double lat2, double km);
/* Inverse complementary cumulative normal distribution, eq. (96): 0 < x < 1. */
VP_API double vp_inverse_normal(double x);
/* Standard deviation of the median over locations within a pixel, §4.8, dB: f in GHz,
 * width of the pixel, receiver above ground and the clutter's height there, metres. */
VP_API double vp_location_sigma(double frequency_ghz, double pixel_metres, double receiver_metres,
                                double clutter_metres);

VP_END_DECLS
