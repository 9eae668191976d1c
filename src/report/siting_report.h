/* The printable report of a siting run: one HTML document for A4, Vietnamese and English, that asks no other
 * file for anything. */
#pragma once
#include "base/buffer.h"
#include "report/siting_print.h"

typedef struct {
    const vp_siting_shown *shown;
    const char *candidates, *within, *excluded, *suitability; /* files as they were given; NULL: cells, none */
    uint64_t seed;
} vp_siting_report;

/* Appends the document. Every figure of the answer is a <data class=KEY value=NUMBER> with all its digits, KEY
 * as in the JSON of the same answer. */
bool vp_siting_report_write(const vp_siting_report *report, vp_buffer *out, vp_error *err);
