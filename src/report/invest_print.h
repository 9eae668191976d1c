/* The projects of an investment plan as a table: text or CSV on stdout. */
#pragma once
#include "report/invest_json.h"
#include "report/output.h"

bool vp_invest_print(const vp_invest_shown *shown, vp_output_format format, vp_error *err);
