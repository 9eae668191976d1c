#include <math.h>
#include <string.h>
#include <vungphu/propagation.h>
#include <vungphu/reception.h>

/* Gain of a fixed aerial and loss of its feeder by frequency: GE06 Final Acts, annex 2, chapter 3
 * (the aerials of Recommendation ITU-R BT.419); linear between, constant outside. */
static const struct {
    double mhz, aerial_dbd, feeder_db;
} installations[] = {{65, 3, 1}, {200, 7, 2}, {500, 10, 3}, {800, 12, 5}};
enum { INSTALLATIONS = sizeof installations / sizeof *installations };

vp_reception vp_reception_dvb_t2(double frequency_mhz, double location_percent)
{
    size_t right = 1;
    while (right + 1 < INSTALLATIONS && installations[right].mhz < frequency_mhz) right++;
    double low = installations[right - 1].mhz, high = installations[right].mhz;
    double part = fmin(1, fmax(0, (frequency_mhz - low) / (high - low)));
    double aerial = installations[right - 1].aerial_dbd, feeder = installations[right - 1].feeder_db;
    return (vp_reception){
        .frequency_mhz = frequency_mhz,
        .bandwidth_mhz = 7.77, /* DVB-T2, 8 MHz channel, extended carriers (ETSI EN 302 755) */
        .carrier_to_noise_db = 20,
        .noise_figure_db = 6,
        .aerial_dbd = aerial + part * (installations[right].aerial_dbd - aerial),
        .feeder_db = feeder + part * (installations[right].feeder_db - feeder),
        .location_percent = location_percent,
        .location_sigma_db = 5.5,
    };
}

bool vp_reception_derive(const vp_reception *reception, vp_reception_steps *out, vp_error *err)
{
    const vp_reception *r = reception;
    if (!(r->frequency_mhz > 0) || !(r->bandwidth_mhz > 0) || !isfinite(r->frequency_mhz + r->bandwidth_mhz))
        return vp_fail(err, VP_BAD_INPUT, "a frequency of %g MHz and a bandwidth of %g MHz must be above 0",
                       r->frequency_mhz, r->bandwidth_mhz);
    if (!(r->location_percent >= 1 && r->location_percent <= 99) || !(r->location_sigma_db >= 0))
        return vp_fail(err, VP_BAD_INPUT,
                       "%g %% of places with a deviation of %g dB: choose 1 to 99 %% and 0 dB or more",
                       r->location_percent, r->location_sigma_db);
    const double boltzmann = 1.380649e-23, kelvin = 290;
    double wavelength = 299.792458 / r->frequency_mhz;
    out->noise_dbw = r->noise_figure_db + 10 * log10(boltzmann * kelvin * r->bandwidth_mhz * 1e6);
    out->least_power_dbw = out->noise_dbw + r->carrier_to_noise_db;
    out->aperture_dbm2 =
        r->aerial_dbd + 10 * log10(1.64 * wavelength * wavelength / (4 * M_PI)); /* 1.64: dipole over isotropic */
    out->flux_dbw_m2 = out->least_power_dbw - out->aperture_dbm2 + r->feeder_db;
    out->least_dbuv_m = out->flux_dbw_m2 + 145.8; /* 120 + 10 log(120 π), rounded as the planning texts do */
    out->location_db = -vp_inverse_normal(r->location_percent / 100) * r->location_sigma_db;
    out->threshold_dbuv_m = out->least_dbuv_m + r->man_made_noise_db + out->location_db;
    return true;
}

#define BS412       "Recommendation ITU-R BS.412-9, table 1"
#define LOUDSPEAKER "assumed: as FM stereo, rural; no recommendation was at hand for loudspeakers of communes"
#define GE06        "derived: GE06 / EBU Tech 3348 fixed reception, C/N 20 dB"
const vp_threshold_row vp_thresholds[] = {
    {"fm", "stereo", "rural", 54, NAN, BS412},
    {"fm", "stereo", "urban", 66, NAN, BS412},
    {"fm", "stereo", "large_city", 74, NAN, BS412},
    {"fm", "mono", "rural", 48, NAN, BS412},
    {"fm", "mono", "urban", 60, NAN, BS412},
    {"fm", "mono", "large_city", 70, NAN, BS412},
    {"loudspeaker", "mono", "any", 54, NAN, LOUDSPEAKER},
    {"dvb_t2", "acceptable", "any", NAN, 70, GE06},
    {"dvb_t2", "good", "any", NAN, 95, GE06},
};
const size_t vp_threshold_count = sizeof vp_thresholds / sizeof *vp_thresholds;

bool vp_threshold_find(const char *system, const char *quality, const char *surroundings, double frequency_mhz,
                       double *dbuv_m, vp_error *err)
{
    for (size_t i = 0; i < vp_threshold_count; i++) {
        const vp_threshold_row *row = &vp_thresholds[i];
        if (strcmp(row->system, system) != 0 || strcmp(row->quality, quality) != 0) continue;
        if (strcmp(row->surroundings, "any") != 0 && strcmp(row->surroundings, surroundings) != 0) continue;
        *dbuv_m = row->dbuv_m;
        if (!isnan(row->dbuv_m)) return true;
        vp_reception_steps steps;
        vp_reception reception = vp_reception_dvb_t2(frequency_mhz, row->location_percent);
        if (!vp_reception_derive(&reception, &steps, err)) return false;
        *dbuv_m = steps.threshold_dbuv_m;
        return true;
    }
    return vp_fail(
        err, VP_NOT_FOUND,
        "no threshold for %s, %s, %s; there are fm stereo or mono in rural, urban or large_city, and dvb_t2 good or "
        "acceptable",
        system, quality, surroundings);
}

double vp_threshold_shift(const char *system, double frequency_mhz)
{
    double reference, own;
    vp_error err;
    if (!system || strcmp(system, "dvb_t2") != 0) return 0;
    if (!vp_threshold_find(system, "good", "any", VP_DVB_T2_REFERENCE_MHZ, &reference, &err)) return 0;
    return vp_threshold_find(system, "good", "any", frequency_mhz, &own, &err) ? reference - own : 0;
}
