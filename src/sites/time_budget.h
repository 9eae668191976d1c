/* Time and cancelling while a location problem is solved: asked again and again, it says when to end. */
#pragma once
#include "platform/clock.h"
#include <vungphu/sites.h>

typedef struct {
    const vp_sites_options *options;
    double started, deadline, reported;
    bool stopped, enough;      /* time or the caller; the gap is small enough */
    double scale, shift;       /* a value v inside is scale·v + shift to the caller */
    double best, proven, done; /* what was reported last, NaN: nothing yet */
} vp_time_budget;

void vp_time_budget_start(vp_time_budget *budget, const vp_sites_options *options);
/* False once time is up or the caller cancelled, and ever after. Inner values, NaN: as they were last. */
bool vp_time_budget_on(vp_time_budget *budget, double objective, double bound, double done);
double vp_time_budget_left(const vp_time_budget *budget); /* seconds */
