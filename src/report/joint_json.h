/* Several services asked for together, as JSON. */
#pragma once
#include <jansson.h>
#include <vungphu/region.h>

/* {"services": [{"service", "limit", "unit", "part"}], "parts", "at_least"} */
json_t *vp_joint_json(const vp_definitions *definitions, const vp_joint *joint);
