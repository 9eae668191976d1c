/* The chapters of report.c. */
#pragma once
#include "base/markup.h"
#include "snapshot/outlines.h"
#include "snapshot/report.h"
#include <vungphu/score.h>

typedef struct {
    vp_markup *m;
    const vp_snapshot *snapshot;
    const vp_outlines *outlines;
    const vp_score *scores; /* [indicator] */
} vp_report;

/* A value in the unit of its indicator, shares as percent. */
void vp_report_value(const vp_indicator *indicator, double value, vp_report_number text);
extern const char *const vp_report_statuses[VP_STATUS_COUNT]; /* in Vietnamese */

bool vp_report_maps(const vp_report *report, vp_error *err); /* report_maps.c */
void vp_report_status_chart(const vp_report *report);        /* report_charts.c */
void vp_report_target_chart(const vp_report *report);
void vp_report_board(const vp_report *report); /* report_tables.c */
void vp_report_gaps(const vp_report *report);
void vp_report_definitions(const vp_report *report);
void vp_report_sources(const vp_report *report);
