/* The printable report of an investment plan: one HTML document for A4, Vietnamese and English, that asks no other file
 * for anything. */
#pragma once
#include "base/buffer.h"
#include "report/invest_json.h"

/* Appends the document. Every figure of the plan is a <data class=KEY value=NUMBER> with all its digits. */
bool vp_invest_report_write(const vp_invest_shown *shown, vp_buffer *out, vp_error *err);
