/* CSV files row by row, of any size, as spreadsheets of any locale save them: UTF-8 with or without a byte order mark,
 * or UTF-16; ',', ';', '|' or tabs between cells (found from the first line, outside quotes, or named by a line sep=;
 * above it), any line ends. One strictness for all: text that is not UTF-8, quotes that do not close and rows of
 * another width than the first are faults. Empty rows are left out, and so are empty cells beyond the last column. */
#pragma once
#include "store/text/csv_heading.h"
#include <vungphu/error.h>

typedef struct {
    const char *const *fields; /* NFC, trimmed; for the call */
    size_t field_count;        /* that of the first row */
    long row;                  /* line of the file where it begins, from 1 */
    bool first;                /* the heading, where there is one */
    char decimal;              /* ',' in a file of semicolons, which writes numbers so; '.' of commas; else 0 */
} vp_csv_row;

/* False stops the reading, without being an error. */
typedef bool vp_csv_row_taker(void *context, const vp_csv_row *row);
/* What is wrong with a row (0: with the file), as a sentence. True goes on with the next row where that is possible. */
typedef bool vp_csv_fault_taker(void *context, long row, const char *reason);

typedef struct {
    vp_csv_row_taker *take;
    vp_csv_fault_taker *fault; /* NULL: the first fault is the error */
    void *context;
    bool heading;      /* the first row names the columns, each once */
    size_t bytes_most; /* of a file; 0: any */
    const vp_column_names
        *wanted; /* with a heading: it stands in the first row, unless that lacks some of these names and
                  * another of the first rows (of a file's first 64 KB) has them; each alone will do */
    size_t wanted_count;
    vp_csv_fault_taker *note; /* NULL: nobody hears that the heading is not the first row */
} vp_csv_rows;

/* False for what keeps the text from being read at all: no file, too large, no memory, or a fault that nobody takes. */
bool vp_csv_rows_file(const vp_csv_rows *rows, const char *path, vp_error *err);
/* name: of the text, for the error. */
bool vp_csv_rows_text(const vp_csv_rows *rows, const char *bytes, size_t length, const char *name, vp_error *err);

/* A finite number that fills the whole field, as vp_number_in_table. */
bool vp_csv_row_number(const vp_csv_row *row, size_t field, double *number);
