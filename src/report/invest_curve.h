/* The trade-off of an investment plan, money against people, as a chart and a table. */
#pragma once
#include "report/invest_json.h"
#include "report/markup.h"

void vp_invest_curve_write(vp_markup *m, const vp_invest_shown *shown); /* nothing where there are no budgets */
