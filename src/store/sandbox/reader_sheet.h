/* What GDAL does not say of a workbook: formulas whose values are not stored, merged cells, hidden sheets, titles above
 * the heading. For the confined child. */
#pragma once
#include "store/sandbox/reader_internal.h"

typedef struct vp_workbook vp_workbook;

/* The list of sheets of the reader's workbook; NULL where it cannot be read, which GDAL then says, too. */
vp_workbook *vp_workbook_open(const vp_reader *reader);
void vp_workbook_free(vp_workbook *book); /* NULL is fine */
bool vp_workbook_hides(const vp_workbook *book, const char *sheet);
/* Findings about the sheet that will be read, and reader->heading. first: row 1 has the names that are wanted. False
 * after a failure was sent. */
bool vp_workbook_check(vp_workbook *book, vp_reader *reader, const char *sheet, bool first);
/* Then, where the heading is not row 1: reader->path becomes a copy whose sheet begins with it. */
bool vp_workbook_begin_at_heading(const vp_workbook *book, vp_reader *reader);
/* Whether all values below this heading are numbers, whatever GDAL made of a column with #N/A among them. field:
 * GDAL's, from 0. */
bool vp_workbook_is_number(const vp_workbook *book, size_t field, const char *heading);

/* What a spreadsheet shows in the place of a value that it could not compute: #N/A, #REF! … */
bool vp_workbook_is_error(const char *text);
/* Counts such a cell, and reports all of them at the end. */
void vp_workbook_count_error(vp_workbook *book, size_t field, const char *heading, long row, const char *text);
void vp_workbook_report_errors(const vp_workbook *book, vp_reader *reader);
