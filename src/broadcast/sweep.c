#include "broadcast/sweep_internal.h"

static vp_link link_of(const vp_transmitter *t, const vp_signal_options *o)
{
    vp_link link = vp_link_defaults();
    link.frequency_mhz = t->frequency_mhz;
    link.time_percent = o->time_percent;
    link.location_percent = o->location_percent;
    link.location_sigma_db = o->location_sigma_db;
    link.transmitter_metres = t->mast_metres;
    link.receiver_metres = o->receiver_metres;
    link.polarisation = t->polarisation;
    link.latitude_degrees = t->lat;
    link.n0 = o->n0;
    link.delta_n = o->delta_n;
    return link;
}

static bool named_failure(const vp_transmitter *t, const vp_error *why, vp_error *err)
{
    return vp_fail(err, why->kind, "transmitter %s: %s", t->id ? t->id : "?", why->message);
}

bool vp_sweep_init(vp_sweep *sweep, const vp_signal_terrain *terrain, const vp_transmitter *transmitter,
                   const vp_signal_options *options, vp_error *err)
{
    *sweep = (vp_sweep){.terrain = terrain, .transmitter = transmitter, .options = options, .least = -INFINITY};
    vp_link link = link_of(transmitter, options);
    vp_error why;
    if (!vp_link_prepare(&link, &sweep->constants, &why)) return named_failure(transmitter, &why, err);
    if (!(transmitter->erp_kw > 0) || !isfinite(transmitter->erp_kw)) {
        vp_fail(&why, VP_BAD_INPUT, "its radiated power of %g kW must be above 0", transmitter->erp_kw);
        return named_failure(transmitter, &why, err);
    }
    sweep->site_metres = vp_sweep_height(sweep, transmitter->x, transmitter->y);
    sweep->step_metres = terrain->geometry.cell_metres;
    sweep->kilowatt_db = vp_field_strength(sweep->constants.frequency_ghz, 0, 1);
    sweep->power_db = 10 * log10(transmitter->erp_kw);
    for (int i = 0; i < 256; i++)
        sweep->clutter[i] = options->clutter_metres ? options->clutter_metres[i] : vp_clutter_metres((uint8_t)i);
    return true;
}

bool vp_sweep_run(vp_sweep *sweep, vp_error *err)
{
    return sweep->options->method == VP_SIGNAL_EXACT ? vp_sweep_exact(sweep, err) : vp_sweep_radial(sweep, err);
}
