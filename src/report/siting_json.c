#include "report/siting_json.h"

json_t *vp_siting_json_number(double value) { return isfinite(value) ? json_real(value) : json_null(); }

json_t *vp_siting_json_answer(vp_objective objective, const vp_sites_answer *a)
{
    json_t *o = json_object();
    if (!o) return NULL;
    json_object_set_new(o, "problem", json_string(vp_objective_names[objective]));
    json_object_set_new(o, "count", json_integer((json_int_t)a->chosen_count));
    json_object_set_new(o, "objective", vp_siting_json_number(a->objective));
    json_object_set_new(o, "bound", vp_siting_json_number(a->bound));
    json_object_set_new(o, "gap", vp_siting_json_number(a->gap));
    json_object_set_new(o, "proven", json_boolean(a->proven));
    json_object_set_new(o, "stopped", json_boolean(a->stopped));
    json_object_set_new(o, "method", json_string(a->method));
    json_object_set_new(o, "seconds", vp_siting_json_number(a->seconds));
    json_object_set_new(o, "before", vp_siting_json_number(a->before));
    json_object_set_new(o, "weight", vp_siting_json_number(a->weight));
    json_object_set_new(o, "weight_covered", vp_siting_json_number(a->weight_covered));
    json_object_set_new(o, "weight_reachable", vp_siting_json_number(a->weight_reachable));
    if (isfinite(a->least_share)) json_object_set_new(o, "least_share", json_real(a->least_share));
    if (isfinite(a->least_share_bound)) json_object_set_new(o, "least_share_bound", json_real(a->least_share_bound));
    return o;
}
