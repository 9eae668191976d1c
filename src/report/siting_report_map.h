/* The map of a siting report: units shaded by the people they gain, facilities, numbered new sites. */
#pragma once
#include "report/report_internal.h"
#include "report/siting_print.h"

bool vp_siting_report_map(const vp_report *page, const vp_siting_shown *shown, vp_error *err);
