/* Tables row by row, whichever way a spreadsheet saved them: CSV as store/text/csv_rows.h reads it, or the one filled
 * sheet of an .xlsx workbook, read by the confined child. */
#pragma once
#include "store/text/csv_rows.h"

/* As vp_csv_rows_file. Of a workbook row is the sheet's row, and numbers have a point. */
bool vp_sheet_rows_file(const vp_csv_rows *rows, const char *path, vp_error *err);
bool vp_sheet_is_workbook(const char *path);
