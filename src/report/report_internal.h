/* The chapters of report.c, and what the siting report shares with it. */
#pragma once
#include "report/markup.h"
#include "report/report.h"
#include "snapshot/outlines.h"
#include <vungphu/score.h>

typedef struct {
    vp_markup *m;
    const vp_snapshot *snapshot;
    const vp_outlines *outlines;
    const vp_score *scores; /* [indicator] */
    vp_territory territory; /* that the scores stand on */
} vp_report;

/* ---- page.c */

/* A number as Vietnamese writes it: 1.234.567,8. What is not finite is "–". */
typedef char vp_report_number[48];
void vp_report_format(double value, int decimals, vp_report_number text);
/* A value in the unit of its indicator, shares as percent. */
void vp_report_value(const vp_indicator *indicator, double value, vp_report_number text);
extern const char *const vp_report_statuses[VP_STATUS_COUNT]; /* in Vietnamese */

extern const char vp_report_style[]; /* a page of A4 in portrait */
void vp_report_table(vp_markup *m, const char *class_name, const char *const heads[], size_t count);
void vp_report_table_end(vp_markup *m);

/* ---- charts.c, tables.c */

void vp_report_status_chart(const vp_report *report);
void vp_report_target_chart(const vp_report *report);
void vp_report_board(const vp_report *report);
void vp_report_gaps(const vp_report *report);
void vp_report_definitions(const vp_report *report);
void vp_report_sources(const vp_report *report);

/* ---- maps.c */

bool vp_report_maps(const vp_report *report, vp_error *err);
vp_bounds vp_report_bounds(const vp_report *report); /* of the main set, Web Mercator metres */
/* A unit of the main set as a path of the drawing whose units are 1/scale metres from box's north-west corner. */
void vp_report_unit(const vp_report *report, size_t unit, vp_bounds box, double scale, const char *fill,
                    const char *value);
void vp_report_legend(const vp_report *report, double y, const char *fill, const char *text);
void vp_report_hatch(vp_markup *m); /* defines url(#none), the fill of no data */
