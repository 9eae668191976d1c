/* A scenario as JSON (docs/api.md, "Scenarios"): checked member by member, so that a refusal names the one at fault. */
#pragma once
#include "scenario/scenario.h"
#include "json/json.h"

/* An array of changes. VP_BAD_INPUT begins with the member: "changes[2].lon: …". Clear out also on failure. */
bool vp_scenario_json_read(const json_t *changes, size_t most, vp_scenario *out, vp_error *err);
/* The same from text, as it was kept. */
bool vp_scenario_json_parse(const char *text, size_t length, size_t most, vp_scenario *out, vp_error *err);
