#include "report/siting_json.h"
#include "json/json.h"
#include <math.h>

json_t *vp_siting_json_answer(vp_objective objective, bool priced, const vp_sites_answer *a)
{
    json_t *(*figure)(double) = objective == VP_OBJECTIVE_SET_COVER && !priced ? vp_json_count : vp_json_number;
    json_t *o = json_object();
    vp_json_put(&o, "problem", json_string(vp_objective_names[objective]));
    vp_json_put(&o, "count", json_integer((json_int_t)a->chosen_count));
    vp_json_put(&o, "objective", figure(a->objective));
    vp_json_put(&o, "bound", figure(a->bound));
    vp_json_put(&o, "gap", vp_json_number(a->gap));
    vp_json_put(&o, "proven", json_boolean(a->proven));
    vp_json_put(&o, "stopped", json_boolean(a->stopped));
    vp_json_put(&o, "method", json_string(a->method));
    vp_json_put(&o, "seconds", vp_json_number(a->seconds));
    vp_json_put(&o, "before", figure(a->before));
    vp_json_put(&o, "weight", vp_json_number(a->weight));
    vp_json_put(&o, "weight_covered", vp_json_number(a->weight_covered));
    vp_json_put(&o, "weight_reachable", vp_json_number(a->weight_reachable));
    if (isfinite(a->least_share)) vp_json_put(&o, "least_share", json_real(a->least_share));
    if (isfinite(a->least_share_bound)) vp_json_put(&o, "least_share_bound", json_real(a->least_share_bound));
    return o;
}
