/* Transmitters more: only they are swept, and where they are stronger than the best there was they are what is heard.
 */
#include "scenario/scenario_internal.h"
#include <string.h>
#include <vungphu/signal.h>

/* The analysed service of the system that one scope alone serves; VP_NONE: there is none. */
static size_t service_of_scope(const vp_what_if *w, const char *system, const char *scope)
{
    const vp_region *region = w->base.region;
    for (size_t s = 0; s < region->definitions.service_count; s++) {
        const vp_service *service = &region->definitions.services[s];
        if (service->reach == VP_REACH_SIGNAL && w->base.surfaces[s] && service->mode && service->scope &&
            strcmp(service->mode, system) == 0 && strcmp(service->scope, scope) == 0)
            return s;
    }
    return VP_NONE;
}

static const char *const scopes[] = {"national", "local"};

bool vp_signals_are_known(const vp_what_if *w, size_t service)
{
    const vp_region *region = w->base.region;
    if (!w->base.surfaces[service]) return false;
    for (size_t k = 0; k < 2; k++) {
        size_t s = service_of_scope(w, region->definitions.services[service].mode, scopes[k]);
        if (s == VP_NONE || !vp_signal_can_take_over(region, &region->definitions.services[s], w->base.surfaces[s]))
            return false;
    }
    return true;
}

static bool take_over(const vp_what_if *w, vp_signal *signal, const char *system, vp_error *err)
{
    for (size_t k = 0; k < 2; k++) {
        size_t s = service_of_scope(w, system, scopes[k]);
        if (!vp_signal_take_over(signal, &w->base.region->definitions.services[s], w->base.surfaces[s],
                                 w->base.nearest ? w->base.nearest[s] : NULL, w->base.region->supply.transmitter_count,
                                 err))
            return false;
    }
    return true;
}

static bool answer_service(vp_what_if *w, vp_signal *signal, const vp_changed *changed, vp_service_result *r,
                           vp_error *err)
{
    const vp_service *service = &changed->region.definitions.services[r->service];
    vp_grid *surface = take_over(w, signal, service->mode, err) ? vp_signal_service(signal, service, NULL, err) : NULL;
    bool ok = surface && vp_difference_surface(w, surface, r, err) && vp_difference_recount(w, r, err);
    vp_grid_free(surface);
    return ok;
}

static bool report(void *context, double done)
{
    const vp_what_if_base *base = context;
    return !base->progress || base->progress(base->context, "transmitters", done);
}

bool vp_signals_answer(vp_what_if *w, const vp_changed *changed, vp_scenario_result *result, vp_error *err)
{
    vp_signal *signal = NULL;
    bool ok = true;
    for (size_t i = 0; ok && i < result->service_count; i++) {
        vp_service_result *r = &result->services[i];
        if (r->kind != VP_SERVICE_SIGNALS || !r->incremental) continue;
        double began = vp_clock_now();
        if (!signal) {
            vp_signal_options options = vp_analysis_signal_options(&(vp_analysis_options){.travel = w->base.travel});
            options.progress = report;
            options.context = &w->base;
            signal = vp_signal_new(&changed->region, &options, err);
        }
        ok = signal && answer_service(w, signal, changed, r, err);
        r->seconds = vp_clock_now() - began;
    }
    vp_signal_free(signal);
    return ok;
}
