/* The printable report on road links: one HTML document for A4, Vietnamese and English, that asks no other file for
 * anything. */
#pragma once
#include "base/buffer.h"
#include "report/road_print.h"

/* Appends the document. Every figure is a <data class=KEY value=NUMBER> with all its digits. */
bool vp_road_report_write(const vp_road_shown *shown, vp_buffer *out, vp_error *err);
