/* What reports in two languages are made of: figures with all their digits beside what is printed. */
#pragma once
#include "report/report_internal.h"

/* <data class=KEY value=NUMBER> with the number as Vietnamese writes it; what is not finite is "–". */
void vp_figure(vp_markup *m, const char *key, double value, int decimals);
void vp_figure_cell(vp_markup *m, const char *key, double value, int decimals);
/* Rows of a table of two columns; one of a number that is not finite is left out. */
void vp_figure_row_text(vp_markup *m, const char *label, const char *text);
void vp_figure_row(vp_markup *m, const char *label, const char *key, double value, int decimals);
/* A report in two languages: body writes what is of its own, with its open elements closed; the sources follow. title
 * is of the window. */
typedef bool vp_figure_body(const vp_report *page, const void *context, vp_error *err);
bool vp_figure_document(const vp_snapshot *snapshot, const char *title, vp_figure_body *body, const void *context,
                        vp_buffer *out, vp_error *err);
/* What a body begins with: the place, a heading, the service (VP_NONE: of several), which snapshot, and what readers of
 * every figure must know, such as made-up data. */
void vp_figure_front(const vp_report *page, const char *heading, size_t service);
