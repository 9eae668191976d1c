/* The map of a school map: areas by how full their facility is, over the outlines of the units. */
#pragma once
#include "report/catchment_print.h"
#include "report/report_internal.h"

bool vp_catchment_map_draw(const vp_report *page, const vp_catchment_shown *shown, vp_error *err);
