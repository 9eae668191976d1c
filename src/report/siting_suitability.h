/* What the factors of suitability say of places, as siting shows it: which each excludes, how values and scores spread.
 */
#pragma once
#include "report/report_internal.h"
#include "report/siting_print.h"

/* NULL where the question has no factors. */
json_t *vp_siting_suitability_json(const vp_siting_shown *shown);
/* Each factor's value at a chosen site, by name. */
json_t *vp_siting_suitability_at(const vp_siting_shown *shown, uint32_t site);
void vp_siting_suitability_print(const vp_siting_shown *shown); /* lines of text */
void vp_siting_suitability_write(const vp_report *page, const vp_siting_shown *shown);
