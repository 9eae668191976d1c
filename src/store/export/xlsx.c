/* A workbook with one sheet a table: titles in the reader's language above the technical names, both in view; numbers
 * as numbers, shares in percent, days as days, texts as texts (never as formulas). Its sheet "indicators" holds the
 * definitions. */
#include "store/export/formats_internal.h"
#include "store/export/titles.h"
#include <errno.h>
#include <libgen.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vungphu/date.h>
#include <xlsxwriter.h>

enum { NARROWEST = 10, WIDEST = 60, SHEET_NAME = 31, TITLES = 0, NAMES = 1, FIRST_ROW = 2 };
#define EXCEL_1970 25569.0 /* Excel's number of 1970-01-01 */

typedef struct {
    lxw_workbook *file;
    lxw_format *title, *name, *forms[VP_FORM_COUNT]; /* NULL: none */
    const vp_export_job *job;
    sqlite3_stmt *by_id, *by_column; /* title and unit of an indicator */
    size_t rows;                     /* of all sheets so far */
} workbook;

typedef struct {
    workbook *book;
    const char *table;
    lxw_worksheet *page;
    sqlite3_stmt *rows;
    int columns;
    vp_form *forms; /* of each column */
    int indicator;  /* the column that names the row's indicator; -1: none */
    char last[100]; /* the indicator that last_form is of */
    vp_form last_form;
} sheet;

/* ------------------------------------------------------------ the book */

static bool fail_workbook(lxw_error code, const char *table, vp_error *err)
{
    return vp_fail(err, code == LXW_ERROR_MEMORY_MALLOC_FAILED ? VP_NO_MEMORY : VP_IO,
                   "the sheet %s cannot be made: %s", table, lxw_strerror(code));
}

static void make_formats(workbook *b)
{
    const char *const shown[VP_FORM_COUNT] = {[VP_FORM_WHOLE] = "#,##0",
                                              [VP_FORM_TENTH] = "#,##0.0",
                                              [VP_FORM_HUNDREDTH] = "#,##0.00",
                                              [VP_FORM_DEGREES] = "0.00000",
                                              [VP_FORM_SHARE] = "0.0%",
                                              [VP_FORM_DATE] = b->job->english ? "yyyy-mm-dd" : "dd/mm/yyyy",
                                              [VP_FORM_MOMENT] =
                                                  b->job->english ? "yyyy-mm-dd hh:mm:ss" : "dd/mm/yyyy hh:mm:ss"};
    for (int f = 0; f < VP_FORM_COUNT; f++)
        if (shown[f] && (b->forms[f] = workbook_add_format(b->file))) format_set_num_format(b->forms[f], shown[f]);
    b->title = workbook_add_format(b->file);
    b->name = workbook_add_format(b->file);
    if (b->title) {
        format_set_bold(b->title);
        format_set_text_wrap(b->title);
        format_set_align(b->title, LXW_ALIGN_VERTICAL_TOP);
    }
    if (b->name) {
        format_set_italic(b->name);
        format_set_font_color(b->name, 0x606060);
    }
}

static bool open_book(workbook *b, const vp_export_job *job, const char *path, vp_error *err)
{
    *b = (workbook){.job = job};
    b->by_id = vp_database_prepare(job->database, "SELECT title_vi, title_en, unit FROM indicators WHERE id = ?", err);
    b->by_column =
        b->by_id ? vp_database_prepare(job->database,
                                       "SELECT title_vi, title_en, unit FROM indicators WHERE column_name = ?", err)
                 : NULL;
    if (!b->by_column) return false;
    char *folder = strdup(path); /* parts of the book are kept beside it meanwhile */
    /* Each row goes to its part when the next one begins: no sheet stands in memory, and little is left for the end. */
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = folder ? dirname(folder) : NULL};
    b->file = folder ? workbook_new_opt(path, &options) : NULL;
    free(folder);
    if (!b->file) return vp_fail_memory(err, 1);
    make_formats(b);
    return true;
}

/* ------------------------------------------------------------ columns */

/* The row of an indicator; false without one, or with err. */
static bool find_indicator(sqlite3_stmt *query, const char *key, vp_error *err)
{
    bool row = false;
    sqlite3_reset(query);
    return vp_statement_bind(query, err, "t", key) && vp_statement_next(query, &row, err) && row;
}

static const char *title_of(const sheet *s, const char *name, vp_form *form, vp_error *err)
{
    const workbook *b = s->book;
    const char *title = vp_titles_of(s->table, name, b->job->english, form);
    if (strncmp(s->table, "units", 5) != 0 || title != name || !find_indicator(b->by_column, name, err)) return title;
    *form = vp_titles_form_of_unit(vp_statement_text(b->by_column, 2));
    const char *own = vp_statement_text(b->by_column, b->job->english ? 1 : 0);
    return own ? own : name;
}

static double width_of(const char *name, const char *title, vp_form form)
{
    size_t width = strlen(name) + 2;
    if (strncmp(name, "title", 5) == 0 || strncmp(name, "definition", 10) == 0 || strcmp(name, "reason") == 0)
        width = WIDEST;
    if (form == VP_FORM_MOMENT) width = 20;
    if (strlen(title) / 3 > width) width = strlen(title) / 3;
    return (double)(width > WIDEST ? WIDEST : width < NARROWEST ? NARROWEST : width);
}

/* Row by row, since a row that was left is written. */
static lxw_error write_header(sheet *s, vp_error *err)
{
    lxw_error code = LXW_NO_ERROR;
    for (int c = 0; c < s->columns && code == LXW_NO_ERROR; c++) {
        const char *name = sqlite3_column_name(s->rows, c), *title = title_of(s, name, &s->forms[c], err);
        lxw_col_t column = (lxw_col_t)c;
        if (strcmp(name, "indicator") == 0 || (strcmp(s->table, "indicators") == 0 && strcmp(name, "id") == 0))
            s->indicator = c;
        code = worksheet_write_string(s->page, TITLES, column, title, s->book->title);
        worksheet_set_column(s->page, column, column, width_of(name, title, s->forms[c]), NULL);
    }
    for (int c = 0; c < s->columns && code == LXW_NO_ERROR; c++)
        code = worksheet_write_string(s->page, NAMES, (lxw_col_t)c, sqlite3_column_name(s->rows, c), s->book->name);
    worksheet_freeze_panes(s->page, FIRST_ROW, 0);
    return code;
}

/* ------------------------------------------------------------ cells */

/* How the values of the row's indicator are shown. Rows come indicator by indicator. */
static vp_form form_of_row(sheet *s, vp_error *err)
{
    const char *id = s->indicator < 0 ? NULL : vp_statement_text(s->rows, s->indicator);
    if (!id) return VP_FORM_PLAIN;
    if (strcmp(id, s->last) == 0) return s->last_form;
    s->last_form = find_indicator(s->book->by_id, id, err)
                       ? vp_titles_form_of_unit(vp_statement_text(s->book->by_id, 2))
                       : VP_FORM_PLAIN;
    snprintf(s->last, sizeof s->last, "%s", id);
    return s->last_form;
}

/* Excel's number of a day or moment; NaN when the text is none, or of a time before its calendar. */
static double excel_day(const char *text, vp_form form)
{
    vp_date day;
    unsigned hour = 0, minute = 0, second = 0;
    if (!vp_date_read(text, form == VP_FORM_DATE ? VP_DATE_ISO : VP_DATE_MOMENT, day)) return NAN;
    if (form == VP_FORM_MOMENT) sscanf(text + 10, "T%2u:%2u:%2u", &hour, &minute, &second);
    double number = vp_date_days(day) + EXCEL_1970;
    return number > 60 ? number + (hour * 3600 + minute * 60 + second) / 86400.0 : NAN; /* 1900 had no 29 February */
}

static lxw_error write_cell(sheet *s, lxw_row_t row, int c, vp_error *err)
{
    int type = sqlite3_column_type(s->rows, c);
    lxw_col_t column = (lxw_col_t)c;
    vp_form form = s->forms[c] == VP_FORM_VALUE ? form_of_row(s, err) : s->forms[c];
    lxw_format *format = s->book->forms[form];
    if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
        return worksheet_write_number(s->page, row, column, sqlite3_column_double(s->rows, c), format);
    if (type != SQLITE_TEXT) return LXW_NO_ERROR; /* no data: an empty cell */
    const char *text = vp_statement_text(s->rows, c);
    double day = form == VP_FORM_DATE || form == VP_FORM_MOMENT ? excel_day(text, form) : (double)NAN;
    if (isfinite(day)) return worksheet_write_number(s->page, row, column, day, format);
    return worksheet_write_string(s->page, row, column, text, NULL);
}

/* A row without any is none in the file. */
static bool has_cell(const sheet *s)
{
    bool has = false;
    for (int c = 0; c < s->columns && !has; c++) {
        int type = sqlite3_column_type(s->rows, c);
        has = type == SQLITE_INTEGER || type == SQLITE_FLOAT || (type == SQLITE_TEXT && *vp_statement_text(s->rows, c));
    }
    return has;
}

static bool write_rows(sheet *s, vp_error *err)
{
    lxw_error code = write_header(s, err);
    s->book->rows += s->columns ? FIRST_ROW : 0;
    bool row = false, ok = vp_statement_next(s->rows, &row, err);
    lxw_row_t at = FIRST_ROW;
    for (; ok && row && code == LXW_NO_ERROR; at++) {
        for (int c = 0; c < s->columns && code == LXW_NO_ERROR; c++) code = write_cell(s, at, c, err);
        s->book->rows += has_cell(s);
        ok = vp_export_goes_on(s->book->job->unwanted, err) && vp_statement_next(s->rows, &row, err);
    }
    if (code == LXW_NO_ERROR && s->columns > 0)
        worksheet_autofilter(s->page, NAMES, 0, at - 1, (lxw_col_t)(s->columns - 1));
    return ok && (code == LXW_NO_ERROR || fail_workbook(code, s->table, err));
}

/* ------------------------------------------------------------ sheets */

/* Excel's 31 characters at most; a name that is taken by then gets a number. */
static lxw_worksheet *add_page(lxw_workbook *file, const char *table)
{
    char name[SHEET_NAME + 1];
    snprintf(name, sizeof name, "%s", table);
    for (unsigned n = 2; n < 100 && workbook_get_worksheet_by_name(file, name); n++)
        snprintf(name, sizeof name, "%.27s~%u", table, n);
    return workbook_add_worksheet(file, name);
}

static bool write_sheet(workbook *b, const char *table, vp_error *err)
{
    errno = 0;
    sheet s = {.book = b, .table = table, .indicator = -1, .page = add_page(b->file, table)};
    if (!s.page && errno) /* each page is a file of its own until the end */
        return vp_fail(err, vp_error_of_system(errno), "the sheet %s cannot be made: %s", table, strerror(errno));
    if (!s.page) return vp_fail(err, VP_BAD_INPUT, "the sheet %s cannot be made", table);
    s.rows = vp_export_rows(b->job->database, table, err);
    if (!s.rows) return false;
    s.columns = sqlite3_column_count(s.rows);
    s.forms = calloc((size_t)s.columns + 1, sizeof *s.forms);
    bool ok = s.forms ? write_rows(&s, err) : vp_fail_memory(err, (size_t)s.columns * sizeof *s.forms);
    free(s.forms);
    sqlite3_finalize(s.rows);
    return ok;
}

/* When the snapshot was made, so that the same tables are the same file; else the library writes the moment of writing.
 */
static bool date_book(const workbook *b, vp_database *database, vp_error *err)
{
    sqlite3_stmt *query = vp_database_prepare(database, "SELECT strftime('%s', made_at) FROM snapshot", err);
    bool row = false, ok = query && vp_statement_next(query, &row, err);
    lxw_doc_properties properties = {.created = ok && row ? (time_t)sqlite3_column_int64(query, 0) : 0};
    if (ok) workbook_set_properties(b->file, &properties);
    sqlite3_finalize(query);
    return ok;
}

bool vp_export_xlsx(const vp_export_job *job, const char *path, vp_error *err)
{
    size_t count = 0;
    workbook b = {0};
    char **tables = vp_export_tables(job->database, &count, err);
    bool ok = tables && open_book(&b, job, path, err) && date_book(&b, job->database, err);
    for (size_t i = 0; ok && i < count; i++) ok = write_sheet(&b, tables[i], err);
    if (!ok) lxw_workbook_free(b.file); /* NULL is fine; nothing is written of what nobody waits for */
    lxw_error code = ok ? workbook_close(b.file) : LXW_NO_ERROR; /* frees the book in any case */
    if (code != LXW_NO_ERROR) ok = fail_workbook(code, path, err);
    ok = ok && vp_export_xlsx_is_whole(path, b.rows, err);
    sqlite3_finalize(b.by_id);
    sqlite3_finalize(b.by_column);
    vp_export_free_tables(tables, count);
    return ok;
}
