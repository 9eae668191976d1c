/* Interference between transmitters of one channel. */
#include "broadcast/sweep_internal.h"
#include <stdlib.h>
#include <string.h>
#include <vungphu/reception.h>

/* Protection against one's own channel, and how far carriers may lie apart to share it. */
static const struct {
    const char *system;
    double channel_mhz, protection_db;
} channels[] = {
    {"fm", 0.05, 37},  /* stereo, tropospheric interference, after BS.412; an assumption, its table was not at hand */
    {"dvb_t2", 4, 20}, /* noise-like: the carrier-to-noise ratio of the planned variant */
};

static double protection(const char *system, double *channel_mhz)
{
    for (size_t i = 0; system && i < sizeof channels / sizeof *channels; i++)
        if (strcmp(channels[i].system, system) == 0) {
            *channel_mhz = channels[i].channel_mhz;
            return channels[i].protection_db;
        }
    return NAN;
}

static bool same_programme(const vp_transmitter *a, const vp_transmitter *b)
{
    return a->programme && b->programme && a->programme[0] && strcmp(a->programme, b->programme) == 0;
}

bool vp_signal_disturbs(const vp_transmitter *wanted, const vp_transmitter *other)
{
    double channel = NAN;
    if (other == wanted || !other->open || isnan(protection(wanted->system, &channel))) return false;
    return fabs(wanted->frequency_mhz - other->frequency_mhz) < channel && !same_programme(wanted, other);
}

static float *filled(size_t count, float value, vp_error *err)
{
    float *cells = calloc(count, sizeof *cells);
    if (!cells) vp_fail_memory(err, count * sizeof *cells);
    for (size_t i = 0; cells && i < count; i++) cells[i] = value;
    return cells;
}

static void field_clear(vp_sweep_field *field)
{
    free(field->best);
    free(field->unknown);
}

/* One transmitter's field alone: best -INFINITY where not received, unknown above it where not known. */
static bool field_init(vp_sweep_field *field, const vp_signal_terrain *terrain, const vp_transmitter *t,
                       const vp_signal_options *options, vp_error *err)
{
    size_t count = vp_grid_geometry_cells(terrain->geometry);
    vp_sweep sweep;
    *field = (vp_sweep_field){.best = filled(count, -INFINITY, err)};
    if (!field->best || !(field->unknown = filled(count, -INFINITY, err))) return false;
    if (!vp_sweep_init(&sweep, terrain, t, options, err)) return false;
    sweep.field = *field;
    return vp_sweep_run(&sweep, err);
}

/* Adds a nuisance to the power sums of the cells; NaN where it is not known. */
static bool add_nuisance(const vp_signal_terrain *terrain, const vp_transmitter *t, double protection_db,
                         const vp_signal_options *options, float *sums, vp_error *err)
{
    size_t count = vp_grid_geometry_cells(terrain->geometry);
    vp_signal_options rare = *options;
    if (rare.method != VP_SIGNAL_SIGHT) rare.time_percent = 1;
    vp_sweep_field nuisance;
    bool ok = field_init(&nuisance, terrain, t, &rare, err);
    for (size_t i = 0; ok && i < count; i++) {
        float best = nuisance.best[i];
        sums[i] = nuisance.unknown[i] > best ? NAN : sums[i] + (float)exp10(((double)best + protection_db) / 10);
    }
    field_clear(&nuisance);
    return ok;
}

bool vp_sweep_protected(const vp_signal_terrain *terrain, const vp_transmitter *wanted, const vp_transmitter others[],
                        size_t other_count, const vp_signal_options *options, vp_sweep_field field, vp_error *err)
{
    size_t count = vp_grid_geometry_cells(terrain->geometry);
    double channel, ratio = protection(wanted->system, &channel);
    float shift = options->at_reference ? (float)vp_threshold_shift(wanted->system, wanted->frequency_mhz) : 0;
    bool ok = false;
    vp_sweep_field own = {0};
    float *sums = filled(count, 0, err);
    if (!sums || !field_init(&own, terrain, wanted, options, err)) goto done;
    for (size_t i = 0; i < other_count; i++)
        if (vp_signal_disturbs(wanted, &others[i]) && !add_nuisance(terrain, &others[i], ratio, options, sums, err))
            goto done;
    for (size_t i = 0; i < count; i++) {
        float possible = fmaxf(own.best[i], own.unknown[i]);
        bool known = own.best[i] >= own.unknown[i] && !isnan(sums[i]);
        if (!known)
            field.unknown[i] = fmaxf(field.unknown[i], possible + shift);
        else if ((double)own.best[i] >= 10 * log10((double)sums[i]))
            field.best[i] = fmaxf(field.best[i], own.best[i] + shift);
    }
    ok = true;
done:
    field_clear(&own);
    free(sums);
    return ok;
}
