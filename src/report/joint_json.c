#include "report/joint_json.h"
#include "json/json.h"
#include <vungphu/coverage.h>

typedef struct {
    const vp_definitions *definitions;
    const vp_joint *joint;
} joint_services;

static json_t *service_at(const void *context, size_t i)
{
    const joint_services *c = context;
    const vp_service *s = &c->definitions->services[c->joint->services[i]];
    return json_pack("{s:o, s:o, s:o, s:I}", "service", vp_json_text(s->id), "limit",
                     vp_json_number(c->joint->limits[i]), "unit", vp_json_text(vp_scale_of(s->reach).unit), "part",
                     (json_int_t)c->joint->parts[i] + 1);
}

json_t *vp_joint_json(const vp_definitions *definitions, const vp_joint *joint)
{
    joint_services context = {definitions, joint};
    return json_pack("{s:o, s:I, s:I}", "services", vp_json_list(joint->service_count, service_at, &context), "parts",
                     (json_int_t)joint->part_count, "at_least", (json_int_t)joint->at_least);
}
