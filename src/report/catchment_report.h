/* The printable school map: one HTML document for A4, Vietnamese and English, that asks no other file for anything. */
#pragma once
#include "base/buffer.h"
#include "report/catchment_print.h"

/* Appends the document. Every figure is a <data class=KEY value=NUMBER> with all its digits. */
bool vp_catchment_report_write(const vp_catchment_shown *shown, vp_buffer *out, vp_error *err);
