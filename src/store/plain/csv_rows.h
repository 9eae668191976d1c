/* Rows of a CSV file, one call each: comma or semicolon (told from the first line), UTF-8 with
 * or without a byte order mark, any size. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <vungphu/error.h>

typedef struct {
    const char *const *fields; /* for the call */
    size_t field_count;
    long row;     /* 1 is the first */
    char decimal; /* ',' in a file of semicolons that writes numbers so, else '.' */
} vp_csv_row;

/* False stops the reading, without being an error. Empty rows are left out. */
typedef bool vp_csv_row_taker(void *context, const vp_csv_row *row);

bool vp_csv_rows_read(const char *path, vp_csv_row_taker *take, void *context, vp_error *err);

/* A finite number that fills the whole field, blanks around it allowed. */
bool vp_csv_row_number(const vp_csv_row *row, size_t field, double *number);
