/* A workbook with one sheet a table: numbers as numbers, texts as texts (never as formulas),
 * the header in view. Its sheet "indicators" holds the definitions. */
#include "store/export/formats_internal.h"
#include <string.h>
#include <xlsxwriter.h>

enum { WIDEST = 60, SHEET_NAME = 31 };

static bool fail_workbook(lxw_error code, const char *table, vp_error *err)
{
    return vp_fail(err, code == LXW_ERROR_MEMORY_MALLOC_FAILED ? VP_NO_MEMORY : VP_IO,
                   "the sheet %s cannot be made: %s", table, lxw_strerror(code));
}

static lxw_error write_cell(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, sqlite3_stmt *rows)
{
    int type = sqlite3_column_type(rows, column);
    if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
        return worksheet_write_number(sheet, row, column, sqlite3_column_double(rows, column), NULL);
    if (type != SQLITE_TEXT) return LXW_NO_ERROR; /* no data: an empty cell */
    return worksheet_write_string(sheet, row, column, (const char *)sqlite3_column_text(rows, column), NULL);
}

static lxw_error write_header(lxw_worksheet *sheet, sqlite3_stmt *rows, lxw_format *bold)
{
    lxw_error code = LXW_NO_ERROR;
    int columns = sqlite3_column_count(rows);
    for (int c = 0; c < columns && code == LXW_NO_ERROR; c++) {
        const char *name = sqlite3_column_name(rows, c);
        size_t width = strlen(name) + 2;
        code = worksheet_write_string(sheet, 0, (lxw_col_t)c, name, bold);
        if (strncmp(name, "title", 5) == 0 || strncmp(name, "definition", 10) == 0) width = WIDEST;
        worksheet_set_column(sheet, (lxw_col_t)c, (lxw_col_t)c,
                             (double)(width > WIDEST ? WIDEST
                                      : width < 10   ? 10
                                                     : width),
                             NULL);
    }
    worksheet_freeze_panes(sheet, 1, 0);
    return code;
}

static bool write_sheet(lxw_workbook *book, lxw_format *bold, const vp_export_job *job, const char *table,
                        vp_error *err)
{
    char name[SHEET_NAME + 1] = "";
    strncpy(name, table, SHEET_NAME);
    lxw_worksheet *sheet = workbook_add_worksheet(book, name);
    sqlite3_stmt *rows = sheet ? vp_export_rows(job->database, table, err) : NULL;
    if (!sheet) vp_fail(err, VP_BAD_INPUT, "the sheet %s cannot be made", name);
    if (!rows) return false;
    lxw_error code = write_header(sheet, rows, bold);
    int columns = sqlite3_column_count(rows);
    bool row = false, ok = vp_statement_next(rows, &row, err);
    lxw_row_t at = 1;
    for (; ok && row && code == LXW_NO_ERROR; at++) {
        for (int c = 0; c < columns && code == LXW_NO_ERROR; c++) code = write_cell(sheet, at, (lxw_col_t)c, rows);
        ok = vp_statement_next(rows, &row, err);
    }
    if (code == LXW_NO_ERROR && columns > 0) worksheet_autofilter(sheet, 0, 0, at - 1, (lxw_col_t)(columns - 1));
    sqlite3_finalize(rows);
    return ok && (code == LXW_NO_ERROR || fail_workbook(code, table, err));
}

bool vp_export_xlsx(const vp_export_job *job, const char *path, vp_error *err)
{
    size_t count = 0;
    char **tables = vp_export_tables(job->database, &count, err);
    lxw_workbook *book = tables ? workbook_new(path) : NULL;
    if (tables && !book) vp_fail_memory(err, 1);
    bool ok = book != NULL;
    lxw_format *bold = book ? workbook_add_format(book) : NULL;
    if (bold) format_set_bold(bold);
    for (size_t i = 0; ok && i < count; i++) ok = write_sheet(book, bold, job, tables[i], err);
    lxw_error code = book ? workbook_close(book) : LXW_NO_ERROR; /* writes the file, and frees the book in any case */
    if (ok && code != LXW_NO_ERROR) ok = fail_workbook(code, path, err);
    vp_export_free_tables(tables, count);
    return ok;
}
