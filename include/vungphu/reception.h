/* What a receiver needs: thresholds of field strength at 10 m above ground, dB(µV/m). */
#pragma once
#include <stddef.h>
#include <vungphu/api.h>
#include <vungphu/error.h>

VP_BEGIN_DECLS

/* A fixed roof aerial and receiver of digital broadcasting. */
typedef struct {
    double frequency_mhz, bandwidth_mhz;
    double carrier_to_noise_db, noise_figure_db;
    double aerial_dbd, feeder_db;               /* gain over a half-wave dipole; loss to the receiver */
    double man_made_noise_db;                   /* allowance; 0 at UHF */
    double location_percent, location_sigma_db; /* of places around that must be served; deviation */
} vp_reception;

/* DVB-T2 in 8 MHz: C/N 20 dB, noise figure 6 dB, deviation 5.5 dB, and the aerial and feeder
 * of the planning tables at that frequency (docs/methods.md, "Broadcast"). */
VP_API vp_reception vp_reception_dvb_t2(double frequency_mhz, double location_percent);

/* Every step of the derivation. */
typedef struct {
    double noise_dbw;        /* receiver noise: F + 10 log(k T0 B) */
    double least_power_dbw;  /* at the receiver's input */
    double aperture_dbm2;    /* effective area of the aerial */
    double flux_dbw_m2;      /* least power flux density at the place */
    double least_dbuv_m;     /* least field strength there */
    double location_db;      /* for the share of places */
    double threshold_dbuv_m; /* least median field strength: what a surface is compared with */
} vp_reception_steps;

/* VP_BAD_INPUT when a figure makes no sense. */
VP_API bool vp_reception_derive(const vp_reception *reception, vp_reception_steps *out, vp_error *err);

/* A row of planning thresholds. derived: from vp_reception_derive at the frequency asked for. */
typedef struct {
    const char *system, *quality, *surroundings; /* fm: stereo, mono; dvb_t2: good, acceptable */
    double dbuv_m;                               /* NaN where derived */
    double location_percent;                     /* of the derivation */
    const char *source;
} vp_threshold_row;
VP_API extern const vp_threshold_row vp_thresholds[];
VP_API extern const size_t vp_threshold_count;

/* The threshold of a row. frequency_mhz matters where it is derived. VP_NOT_FOUND names what there is. */
VP_API bool vp_threshold_find(const char *system, const char *quality, const char *surroundings, double frequency_mhz,
                              double *dbuv_m, vp_error *err);

#define VP_DVB_T2_REFERENCE_MHZ                                                                                        \
    650.0 /* limits of services are stated at it (GE06: the reference of bands IV and V)                               \
           */

/* dB by which the field of a transmitter is raised so that it compares with a limit stated at the system's
 * reference frequency as its own threshold would: threshold(reference) - threshold(frequency), which is the same for
 * every quality. 0 for a system whose thresholds do not depend on frequency, and for a frequency not above 0. */
VP_API double vp_threshold_shift(const char *system, double frequency_mhz);

VP_END_DECLS
