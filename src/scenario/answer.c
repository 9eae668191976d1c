/* The whole answer: services of one grid, those that are put together of parts, and questions of several. */
#include "scenario/scenario_internal.h"

vp_what_if *vp_what_if_new(const vp_what_if_base *base, vp_error *err) { return vp_single_new(base, err); }

void vp_what_if_free(vp_what_if *w)
{
    if (w) vp_parted_free(w);
    vp_single_free(w);
}

vp_scenario_result *vp_what_if_answer(vp_what_if *w, const vp_changed *changed, vp_error *err)
{
    double began = vp_clock_now();
    vp_scenario_result *result = vp_single_answer(w, changed, err);
    if (result && vp_parted_answer(w, changed, result, err) && vp_joints_answer(w, result, err)) {
        result->seconds = vp_clock_now() - began;
        return result;
    }
    vp_scenario_result_free(result);
    return NULL;
}
