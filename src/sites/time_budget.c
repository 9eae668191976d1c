#include "sites/time_budget.h"
#include <math.h>

static const double report_seconds = 0.1; /* between two calls of the caller's progress */

void vp_time_budget_start(vp_time_budget *budget, const vp_sites_options *options)
{
    double now = vp_clock_now();
    *budget = (vp_time_budget){.options = options,
                               .started = now,
                               .deadline = now + options->seconds,
                               .scale = 1,
                               .best = NAN,
                               .proven = NAN,
                               .done = NAN};
}

/* What is known stays known: who asks in the middle of something knows neither. */
static bool report_known(vp_time_budget *budget, double objective, double bound, double done)
{
    if (!isnan(objective)) budget->best = objective;
    if (!isnan(bound)) budget->proven = bound;
    if (!isnan(done)) budget->done = done;
    return budget->options->progress(budget->options->context, budget->best, budget->proven, budget->done);
}

bool vp_time_budget_on(vp_time_budget *budget, double objective, double bound, double done)
{
    if (budget->stopped || budget->enough) return false;
    double outer = budget->scale * objective + budget->shift, proven = budget->scale * bound + budget->shift;
    if (budget->options->gap > 0 && fabs(outer - proven) <= budget->options->gap * fabs(outer)) {
        budget->enough = true;
        return false;
    }
    double now = vp_clock_now();
    if (now >= budget->deadline) budget->stopped = true;
    if (budget->options->progress && now - budget->reported >= report_seconds) {
        budget->reported = now;
        if (!report_known(budget, outer, proven, done)) budget->stopped = true;
    }
    return !budget->stopped;
}

double vp_time_budget_left(const vp_time_budget *budget)
{
    double left = budget->deadline - vp_clock_now();
    return left > 0 ? left : 0;
}
