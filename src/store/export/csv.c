/* CSV as RFC 4180 wants it, safe to open in a spreadsheet. */
#include "base/buffer.h"
#include "store/export/formats_internal.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A text that a spreadsheet would run as a formula gets an apostrophe in front. */
static bool is_formula(const char *text) { return *text && strchr("=+-@\t\r", *text); }

static void put_text(vp_buffer *line, const char *text)
{
    bool quoted = is_formula(text) || strpbrk(text, ",\"\r\n;") || *text == ' ';
    if (!quoted) {
        vp_buffer_text(line, text);
        return;
    }
    vp_buffer_text(line, is_formula(text) ? "\"'" : "\"");
    for (const char *c = text; *c; c++) {
        if (*c == '"') vp_buffer_append(line, "\"", 1);
        vp_buffer_append(line, c, 1);
    }
    vp_buffer_text(line, "\"");
}

static void put_cell(vp_buffer *line, sqlite3_stmt *rows, int column)
{
    int type = sqlite3_column_type(rows, column);
    const char *text = vp_statement_text(rows, column);
    if (type == SQLITE_INTEGER)
        vp_buffer_text(line, text);
    else if (type == SQLITE_FLOAT)
        vp_buffer_format(line, "%.15g", vp_statement_number(rows, column));
    else if (type == SQLITE_TEXT)
        put_text(line, text);
}

static bool end_line(vp_buffer *line, FILE *file)
{
    vp_buffer_text(line, "\r\n");
    bool ok = !line->failed && fwrite(line->bytes, 1, line->length, file) == line->length;
    line->length = 0;
    return ok;
}

static bool write_rows(sqlite3_stmt *rows, FILE *file, vp_error *err)
{
    vp_buffer line = {0};
    int columns = sqlite3_column_count(rows);
    for (int c = 0; c < columns; c++) {
        if (c) vp_buffer_text(&line, ",");
        put_text(&line, sqlite3_column_name(rows, c));
    }
    bool row = false, written = end_line(&line, file), ok = vp_statement_next(rows, &row, err);
    while (ok && written && row) {
        for (int c = 0; c < columns; c++) {
            if (c) vp_buffer_text(&line, ",");
            put_cell(&line, rows, c);
        }
        written = end_line(&line, file);
        ok = vp_statement_next(rows, &row, err);
    }
    vp_buffer_clear(&line);
    return ok && (written || vp_fail(err, VP_IO, "the table cannot be written: %s", strerror(errno)));
}

bool vp_export_csv(const vp_export_job *job, const char *path, vp_error *err)
{
    FILE *file = fopen(path, "wb");
    if (!file) return vp_fail(err, VP_IO, "%s: cannot be written: %s", path, strerror(errno));
    sqlite3_stmt *rows = vp_export_rows(job->database, job->layer, err);
    bool ok = rows != NULL;
    if (ok && job->bom && fputs("\xEF\xBB\xBF", file) < 0)
        ok = vp_fail(err, VP_IO, "%s: cannot be written: %s", path, strerror(errno));
    ok = ok && write_rows(rows, file, err);
    sqlite3_finalize(rows);
    if (fclose(file) != 0 && ok) ok = vp_fail(err, VP_IO, "%s: cannot be written: %s", path, strerror(errno));
    return ok;
}
