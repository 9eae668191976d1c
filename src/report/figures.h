/* What reports in two languages are made of: figures with all their digits beside what is printed. */
#pragma once
#include "report/report_internal.h"

/* <data class=KEY value=NUMBER> with the number as Vietnamese writes it; what is not finite is "–". */
void vp_figure(vp_markup *m, const char *key, double value, int decimals);
void vp_figure_cell(vp_markup *m, const char *key, double value, int decimals);
/* Rows of a table of two columns; one of a number that is not finite is left out. */
void vp_figure_row_text(vp_markup *m, const char *label, const char *text);
void vp_figure_row(vp_markup *m, const char *label, const char *key, double value, int decimals);
/* What readers of every figure must know, such as made-up data. */
void vp_figure_notice(vp_markup *m, const vp_region *region);
void vp_figure_snapshot(vp_markup *m, const vp_snapshot *snapshot); /* a line: which, of when, by what */
/* The document up to its open body; title is of the window. */
void vp_figure_document(vp_markup *m, const char *title, const vp_region *region);
