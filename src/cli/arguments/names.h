/* Ids that users give and that are none: the nearest, and those that there are. Each returns false. */
#pragma once
#include <vungphu/region.h>

bool vp_names_fail_service(const vp_definitions *definitions, const char *id, vp_error *err);
bool vp_names_fail_group(const vp_definitions *definitions, const char *id, vp_error *err);
bool vp_names_fail_indicator(const vp_definitions *definitions, const char *id, vp_error *err);
