/* A table as CSV. */
#include "base/csv.h"
#include "store/export/formats_internal.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>

static void put_cell(vp_csv *csv, sqlite3_stmt *rows, int column)
{
    switch (sqlite3_column_type(rows, column)) {
    case SQLITE_INTEGER: vp_csv_whole(csv, sqlite3_column_int64(rows, column)); break;
    case SQLITE_FLOAT: vp_csv_number(csv, vp_statement_number(rows, column)); break;
    default: vp_csv_text(csv, vp_statement_text(rows, column)); /* NULL and what is no text: empty */
    }
}

/* What was written so far goes to the file. */
static bool flush(vp_csv *csv, FILE *file)
{
    bool ok = !csv->bytes.failed && fwrite(csv->bytes.bytes, 1, csv->bytes.length, file) == csv->bytes.length;
    csv->bytes.length = 0;
    return ok;
}

static bool write_rows(const vp_export_job *job, sqlite3_stmt *rows, vp_csv *csv, FILE *file, vp_error *err)
{
    int columns = sqlite3_column_count(rows);
    for (int c = 0; c < columns; c++) vp_csv_name(csv, sqlite3_column_name(rows, c));
    vp_csv_end(csv);
    bool row = false, written = flush(csv, file), ok = vp_statement_next(rows, &row, err);
    while (ok && written && row) {
        for (int c = 0; c < columns; c++) put_cell(csv, rows, c);
        vp_csv_end(csv);
        written = flush(csv, file);
        ok = vp_export_goes_on(job->unwanted, err) && vp_statement_next(rows, &row, err);
    }
    return ok &&
           (written || vp_fail(err, vp_error_of_system(errno), "the table cannot be written: %s", strerror(errno)));
}

bool vp_export_csv(const vp_export_job *job, const char *path, vp_error *err)
{
    FILE *file = fopen(path, "wb");
    if (!file) return vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
    sqlite3_stmt *rows = vp_export_rows(job->database, job->layer, err);
    vp_csv csv = vp_csv_begin(job->decimal_comma ? VP_CSV_COMMA : VP_CSV_FILE);
    if (job->bom && !job->decimal_comma) vp_buffer_text(&csv.bytes, "\xEF\xBB\xBF");
    bool ok = rows && write_rows(job, rows, &csv, file, err);
    vp_buffer_clear(&csv.bytes);
    sqlite3_finalize(rows);
    if (fclose(file) != 0 && ok)
        ok = vp_fail(err, vp_error_of_system(errno), "%s: cannot be written: %s", path, strerror(errno));
    return ok;
}
