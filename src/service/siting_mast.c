#include "service/siting_mast.h"
#include <math.h>
#include <string.h>
#include <vungphu/analysis.h>

static const double prominence_metres = 50; /* of a summit, unless asked otherwise */

vp_siting_mast vp_siting_mast_none(void)
{
    return (vp_siting_mast){.metres = NAN, .frequency_mhz = NAN, .erp_kw = NAN};
}

/* The published surface of the system's scope; NULL: there is none. */
static const float *surface_of(const vp_snapshot *snapshot, const char *system, const char *scope, vp_error *err)
{
    const vp_definitions *d = &snapshot->region->definitions;
    for (size_t s = 0; s < d->service_count; s++) {
        const vp_service *service = &d->services[s];
        bool ours = service->reach == VP_REACH_SIGNAL && service->mode && service->scope &&
                    strcmp(service->mode, system) == 0 && strcmp(service->scope, scope) == 0;
        if (ours && snapshot->results.surfaces[s])
            return vp_results_surface(&snapshot->results, s, 0, VP_EVERY_CELL, err);
    }
    return NULL;
}

bool vp_siting_mast_take(const vp_snapshot *snapshot, vp_siting_mast *mast, vp_siting_question *q, vp_error *err)
{
    const vp_service *service = &q->region->definitions.services[q->service];
    bool given = !isnan(mast->metres) || !isnan(mast->frequency_mhz) || !isnan(mast->erp_kw) || mast->carries;
    if (service->reach != VP_REACH_SIGNAL)
        return !given || vp_fail(err, VP_BAD_INPUT, "%s is not reached by signal: it has no mast", service->id);
    if (isnan(mast->metres + mast->frequency_mhz + mast->erp_kw))
        return vp_fail(err, VP_BAD_INPUT,
                       "%s is reached by signal: say what a new mast is, its height (mast), frequency and power (erp)",
                       service->id);
    vp_signal_method method = mast->options.method;
    mast->options = vp_analysis_signal_options(&(vp_analysis_options){.travel = q->travel});
    mast->options.method = method;
    q->mast = mast;
    if (!q->cells && isnan(q->prominence)) q->prominence = prominence_metres;
    bool one =
        mast->carries && strcmp(mast->carries, "both") != 0 && service->scope && strcmp(service->scope, "both") == 0;
    if (!one) return true;
    vp_error why = {0};
    mast->other = surface_of(snapshot, service->mode, strcmp(mast->carries, "local") == 0 ? "national" : "local", &why);
    if (!mast->other && why.message[0]) return vp_fail(err, why.kind, "%s", why.message);
    return true;
}
